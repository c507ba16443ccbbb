"Axes of one's own from selections, sphereized vectors; a sequence that is labelled from a first image to a last one."
import numpy as np
import pytest
from explorer_page import fold, press, show_explorer
from pages import wait_for

from aoi_nb.core.images import natural_key
from aoi_nb.labelling.store import LabelStore
from aoi_nb.soldering.corpus import read_corpus

pytest.importorskip('anywidget', reason='the explorer needs anywidget')
PLACES = '() => [...document.querySelector(".aoi-map").drawing.cloud.places]'
SIZES = ((1440, 'light'), (1440, 'dark'), (390, 'light'), (390, 'dark'))


@pytest.fixture
def explorer(voila, page, sorted_copy):
    "A run in the explorer, and its store of labels."
    return show_explorer(voila, page, sorted_copy), LabelStore(sorted_copy/'labels.sqlite', 'Ana')


def shoot_all(page, shoot, name, part):
    "Pictures of one state, wide and narrow, light and dark."
    for width, scheme in SIZES:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({'width': width, 'height': 900 if width > 400 else 844})
        part.scroll_into_view_if_needed()
        shoot(page, f'{name}_{width}_{scheme}')
    page.emulate_media(color_scheme='light')
    page.set_viewport_size({'width': 1440, 'height': 900})


def select(page, label):
    "Search for a label, and how many images have it."
    page.get_by_label('search').fill(f'label: {label}')
    page.keyboard.press('Enter')
    page.locator('.aoi-notes', has_text=label).first.wait_for()
    return int(page.locator('.aoi-count').inner_text().split()[0])


def test_axes_between_selections(explorer, sorted_copy, shoot):
    page, _ = explorer
    fold(page, 'Axes')
    press(page, 'Draw axes')
    page.get_by_role('status').filter(has_text='found 0 images').wait_for()
    for end, label in (('across, from', 'cross_section'), ('across, to', 'other')):
        count = select(page, label)
        press(page, end)
        page.get_by_text(f'{label} ({count})').wait_for()
    press(page, 'Draw axes')
    page.get_by_role('status').filter(has_text='up away from that').wait_for()
    wait_for(lambda: page.get_by_label('map', exact=True).input_value().startswith('across cross_section'))
    labels = read_corpus(sorted_copy/'corpus')['label'].to_numpy(str)
    across = np.array(page.evaluate(PLACES)).reshape(-1, 3)[:, 0]
    assert across[labels == 'cross_section'].mean() < across[labels == 'other'].mean()
    shoot_all(page, shoot, 'axes', page.get_by_role('button', name='Draw axes'))
    press(page, 'Forget')
    page.get_by_text('cross_section (').and_(page.locator('.widget-html-content')).wait_for(state='hidden')
    fold(page, 'New map')
    page.get_by_label('sphereize: centred, then length 1').check()
    press(page, 'Draw')
    page.get_by_role('status').filter(has_text='PCA 2-D sphereized of colours').wait_for()
    page.reload()
    page.get_by_text('61 images · 0 selected').wait_for(timeout=60_000)
    assert page.get_by_label('map', exact=True).locator('option', has_text='across cross_section').count() == 1


def test_sequence_from_a_first_to_a_last_image(explorer, shoot):
    page, store = explorer
    before, names = store.values('label'), sorted(store.values('label'), key=natural_key)
    fold(page, 'Sequence')
    press(page, 'First image')
    page.get_by_role('status').filter(has_text='click it on the map').wait_for()
    for end, name in (('First image', names[10]), ('Last image', names[3])):  # in whichever order
        page.get_by_label('search').fill(f'image: {name}')
        page.keyboard.press('Enter')
        page.get_by_text('61 images · 1 selected').wait_for()
        press(page, end)
        page.locator('.widget-html-content', has_text=name).wait_for()
    page.get_by_text('images from the first to the last').wait_for()
    page.get_by_placeholder('what they show').fill('void')
    page.keyboard.press('Enter')
    question = page.get_by_role('alert').filter(has_text=f'from {names[3]} to {names[10]}')
    question.wait_for()
    count = int(question.inner_text().split()[1])
    assert count >= 8 and store.values('label') == before  # images without a label lie between
    page.get_by_text(f'61 images · {count} selected').wait_for()
    shoot_all(page, shoot, 'sequence', page.get_by_placeholder('what they show'))
    page.keyboard.press('Escape')
    question.wait_for(state='hidden')
    assert store.values('label') == before
    press(page, 'Label these')
    question.wait_for()
    press(page, f'Label {count}')
    page.get_by_text(f'saved: label void given to {count} images').first.wait_for()
    assert sum(label == 'void' for label in store.values('label').values()) == count
    press(page, 'Undo')
    wait_for(lambda: store.values('label') == before)
