"What a person computes and how they look at a run is there after a reload, and belongs to bookmarks."
import pytest
from explorer_page import fold, press, show_explorer
from pages import wait_for

from aoi_nb.core.tables import read_labels
from aoi_nb.labelling.events import Change, pair_key
from aoi_nb.labelling.store import LabelStore

pytest.importorskip('anywidget', reason='the explorer needs anywidget')
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
    explorer.get_by_text('pca 3-D of colours').wait_for()
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
    assert [chosen(explorer, name) for name in ('map', 'colour by', 'second map')] == ['pca 3-D', 'community', 'grey']
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
def paired(voila, page, sorted_copy):
    "A run whose images a person has compared, in the explorer, at the fold of pairs."
    store = LabelStore(sorted_copy/'labels.sqlite', 'Ana', {'cross_section', 'other'})
    rows = read_labels(sorted_copy.parent/'labels.csv')
    kinds = [[row.path for row in rows if row.label == label][:6] for label in ('cross_section', 'other')]
    changes = [Change('pair', pair_key(kind[0], other), 'same') for kind in kinds for other in kind[1:]]
    store.record([*changes, Change('pair', pair_key(kinds[0][0], kinds[1][0]), 'different')], 'test')
    explorer = show_explorer(voila, page, sorted_copy)
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
    wait_for(lambda: chosen(paired, 'map') == 'pca 2-D')
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
    press(paired, 'Take back')
    paired.get_by_text('nothing computed since the explorer was opened').wait_for()
    reload(paired)
    assert 're-trained' not in paired.get_by_label('network', exact=True).inner_text()
