"What a person computes and how they look at a run is there after a reload, and belongs to bookmarks."
import json

import numpy as np
import pytest
from explorer_page import fold, press, show_explorer
from pages import wait_for

from aoi_nb.core.images import read_image
from aoi_nb.core.tables import read_labels
from aoi_nb.labelling.events import Change, pair_key
from aoi_nb.labelling.metric_learning import RETRAINED
from aoi_nb.labelling.session import open_session
from aoi_nb.labelling.store import LabelStore
from aoi_nb.soldering.similarity import unit

pytest.importorskip('anywidget', reason='the explorer needs anywidget')
PLACES = '() => [...document.querySelector(".aoi-map").drawing.project()]'
EYE = '() => document.querySelector(".aoi-map").drawing.camera.view().map((part) => Math.round(1000*part))'


@pytest.fixture
def explorer(voila, page, sorted_copy):
    "A run in the explorer."
    return show_explorer(voila, page, sorted_copy)


def reload(page):
    "The same page with another kernel."
    page.reload()
    page.get_by_text('61 images · 0 selected').first.wait_for(timeout=60_000)


def chosen(page, name):
    "What a list shows."
    shown = page.get_by_label(name, exact=True).evaluate('(list) => list.selectedOptions[0].textContent')
    return shown.replace('\xa0', ' ')


def come_near(page):
    "Zoom in on the right half of the map, and where the eye is then."
    page.locator('.aoi-map').first.focus()
    for key in ('0', 'ArrowRight', '+', '+', '+'):
        page.keyboard.press(key)
    return page.evaluate(EYE)


def test_maps_and_views_survive_a_reload(explorer, shoot):
    fold(explorer, 'New map')
    explorer.get_by_label('dimensions').select_option('3')
    press(explorer, 'Draw')
    explorer.get_by_text('PCA 3-D of colours').wait_for()
    explorer.get_by_label('colour by').select_option('community')
    explorer.get_by_label('second map').select_option('grey')
    explorer.locator('canvas').nth(1).wait_for()
    eye = come_near(explorer)
    explorer.get_by_text('computing').wait_for(state='detached')
    wait_for(lambda: explorer.evaluate(EYE) == eye)
    explorer.wait_for_timeout(500)  # Python hears of the last key
    reload(explorer)
    explorer.locator('canvas').nth(1).wait_for()
    wait_for(lambda: explorer.evaluate(EYE) == eye)
    assert [chosen(explorer, name) for name in ('map', 'colour by', 'second map')] == ['PCA 3-D', 'community', 'grey']
    shoot(explorer, 'explorer_after_reload')


def test_a_bookmark_has_the_view(explorer):
    explorer.get_by_label('second map').select_option('grey')
    explorer.locator('canvas').nth(1).wait_for()
    explorer.get_by_label('colour by').select_option('community')
    eye = come_near(explorer)
    fold(explorer, 'Memory')
    explorer.get_by_placeholder('name').fill('near')
    press(explorer, 'Keep')
    explorer.get_by_text('saved: bookmark near kept').wait_for()
    explorer.locator('.aoi-map').first.focus()
    explorer.keyboard.press('0')
    explorer.get_by_label('second map').select_option('none')
    explorer.get_by_label('colour by').select_option('label')
    wait_for(lambda: explorer.locator('canvas').count() == 1)
    press(explorer, 'Open')
    explorer.locator('canvas').nth(1).wait_for()
    wait_for(lambda: explorer.evaluate(EYE) == eye)
    assert chosen(explorer, 'colour by') == 'community'


@pytest.fixture
def paired_run(sorted_copy):
    "A run whose images a person has compared."
    store = LabelStore(sorted_copy/'labels.sqlite', 'Ana', {'cross_section', 'other'})
    rows = read_labels(sorted_copy.parent/'labels.csv')
    kinds = [[row.path for row in rows if row.label == label][:6] for label in ('cross_section', 'other')]
    changes = [Change('pair', pair_key(kind[0], other), 'same') for kind in kinds for other in kind[1:]]
    store.record([*changes, Change('pair', pair_key(kinds[0][0], kinds[1][0]), 'different')], 'test')
    return sorted_copy


@pytest.fixture
def paired(voila, page, paired_run):
    "That run in the explorer, at the fold of pairs."
    explorer = show_explorer(voila, page, paired_run)
    fold(explorer, 'Pairs')
    return explorer


def train(explorer):
    "Train on the pairs, until the page says that it did."
    press(explorer, 'Re-train')
    explorer.get_by_text('re-trained on pairs, from 66 pairs: it').wait_for(timeout=60_000)
    explorer.get_by_text('The network colours is as it was.').wait_for()


def test_retrained_vectors_survive_a_reload(paired):
    train(paired)
    paired.get_by_label('network', exact=True).select_option('colours')
    paired.get_by_label('map', exact=True).select_option('made without test images')
    reload(paired)
    paired.get_by_label('network', exact=True).select_option('colours, re-trained on pairs')
    wait_for(lambda: chosen(paired, 'map') == 'PCA 2-D')
    fold(paired, 'Pairs')
    press(paired, 'Moved most')  # it follows from what is kept
    paired.get_by_text('of 61 images have mostly other neighbours than by colours').wait_for()


def test_training_says_what_it_changed_and_is_taken_back(paired, shoot):
    points = '() => [...document.querySelector(".aoi-map").drawing.cloud.places.slice(0, 30)]'
    before = paired.evaluate(points)
    train(paired)
    note = paired.locator('.aoi-note', has_text='held-out')
    note.get_by_text('a held-out pair of one kind is nearer than one of two kinds in').wait_for()
    note.get_by_text('of 61 images have mostly other neighbours than by colours').wait_for()
    press(paired, 'Moved most')
    paired.get_by_text('images that moved most are selected').wait_for()
    selected = paired.locator('.aoi-map .aoi-status').inner_text()
    assert 0 < int(selected.split('·')[1].split()[0]) <= 24
    assert paired.evaluate(points) != before
    for scheme in ('light', 'dark'):
        paired.emulate_media(color_scheme=scheme)
        for width in (1440, 390):
            paired.set_viewport_size({'width': width, 'height': 900})
            note.scroll_into_view_if_needed()
            shoot(paired, f'explorer_retrained_{scheme}_{width}')
    paired.set_viewport_size({'width': 1440, 'height': 900})
    press(paired, 'Take back')
    paired.get_by_text('taken back: made without test images of colours is shown').wait_for()
    wait_for(lambda: paired.evaluate(points) == before)
    assert chosen(paired, 'network') == 'colours' and not note.count()
    assert 're-trained' not in paired.get_by_label('network', exact=True).inner_text()
    assert not paired.get_by_label('way to learn').count()  # there is one only
    press(paired, 'Take back')
    paired.get_by_text('nothing computed since the explorer was opened').wait_for()
    reload(paired)
    assert 're-trained' not in paired.get_by_label('network', exact=True).inner_text()


# Two ways to learn from pairs that a plug-in adds: by the mean colour of each image file, and one that is wrong.
PLUGIN = '''
import json
from pathlib import Path

import numpy as np

from aoi_nb.core.images import read_image
from aoi_nb.labelling.metric_learning import pair_learner


@pair_learner('mean colour')
def mean_colour(lesson):
    told = {'pairs': lesson.pairs.tolist(), 'same': lesson.same.tolist(), 'images': list(map(str, lesson.images))}
    Path(TOLD).write_text(json.dumps(told))
    return np.array([read_image(file).mean(axis=(0, 1)) for file in lesson.images])


@pair_learner('half of it')
def half(lesson):
    return lesson.features[::2]
'''
WITH_PLUGIN = '''
import os
import sys
from aoi_nb.labelling.explorer import explore

sys.path.insert(0, FOLDER)
os.environ['AOI_PLUGINS'] = 'ways_to_learn'
explore(RUN, 'Ana')
'''


def test_a_plug_in_gets_images_and_pairs_and_its_vectors_are_shown(voila, page, paired_run, tmp_path, shoot):
    told = tmp_path/'told.json'
    (tmp_path/'ways_to_learn.py').write_text(PLUGIN.replace('TOLD', repr(str(told))))
    page.set_viewport_size({'width': 1440, 'height': 900})
    voila.show(page, WITH_PLUGIN.replace('FOLDER', repr(str(tmp_path))).replace('RUN', repr(str(paired_run))))
    page.get_by_text('61 images · 0 selected').wait_for()
    fold(page, 'Pairs')
    session = open_session(paired_run, 'Ana')
    paths = list(session.view.paths)
    marked = [any(path in key for key in session.store.values('pair')) for path in paths]
    places = np.array(page.evaluate(PLACES)).reshape(-1, 3)[:, :2]
    apart = np.linalg.norm(places[:, None] - places, axis=2) + np.diag(np.full(len(paths), np.inf))
    free = np.flatnonzero(~np.array(marked) & (apart.min(axis=1) > 20))[:2]  # a click on one meets no other
    for row, keys in zip(free, ([], ['Shift']), strict=True):  # one more pair, marked on the page
        page.locator('canvas').click(position=dict(zip('xy', places[row], strict=True)), modifiers=keys)
    page.get_by_text('61 images · 2 selected').wait_for()
    press(page, 'One kind')
    page.get_by_text('14 images in 3 groups of one kind').wait_for()
    page.get_by_label('way to learn').select_option('half of it')
    press(page, 'Re-train')
    page.locator('.aoi-wrong[role=status]', has_text="way to learn 'half of it': found an array (31, ").wait_for()
    assert 're-trained' not in page.get_by_label('network', exact=True).inner_text()
    page.get_by_label('way to learn').select_option('mean colour')
    for width, scheme in ((1440, 'light'), (1440, 'dark'), (390, 'light'), (390, 'dark')):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({'width': width, 'height': 900 if width > 400 else 844})
        page.get_by_label('way to learn').scroll_into_view_if_needed()
        shoot(page, f'plugin_{width}_{scheme}')
    page.set_viewport_size({'width': 1440, 'height': 900})
    press(page, 'Re-train')
    page.get_by_text('re-trained on pairs, from 67 pairs: it').wait_for(timeout=60_000)
    lesson = json.loads(told.read_text())
    assert lesson['images'] == [str(session.view.images_dir/path) for path in paths]
    given = {pair_key(*(paths[row] for row in rows)): same
             for rows, same in zip(lesson['pairs'], lesson['same'], strict=True)}
    assert len(given) == 67 and sum(given.values()) == 31 and given[pair_key(*(paths[row] for row in free))]
    means = unit(np.array([read_image(session.view.images_dir/path).mean(axis=(0, 1)) for path in paths]))
    assert np.allclose(open_session(paired_run, 'Ana').features[f'colours{RETRAINED}'], means, atol=1e-3)
    assert chosen(page, 'network') == 'colours, re-trained on pairs'
    press(page, 'Take back')
    page.get_by_text('taken back: made without test images of colours is shown').wait_for()
