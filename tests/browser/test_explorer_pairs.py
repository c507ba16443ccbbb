"Pairs as lines on the map: whole for one kind, dashed for two kinds; shown and hidden, and all other images hidden."
import numpy as np
import pytest
from explorer_page import fold, press, show_explorer
from pages import wait_for

from aoi_nb.labelling.events import Change, pair_key
from aoi_nb.labelling.store import LabelStore

pytest.importorskip('anywidget', reason='the explorer needs anywidget')
LINES = """() => [...document.querySelectorAll('.aoi-map .aoi-lines path')].map(
               (path) => (path.getAttribute('d').match(/-?[0-9.]+/g) ?? []).map(Number))"""
PLACES = '() => [...document.querySelector(".aoi-map").drawing.project()]'
HIDDEN = '() => document.querySelector(".aoi-map").drawing.cloud.states.filter((state) => state === 255).length'


@pytest.fixture
def explorer(voila, page, sorted_copy):
    "A run in the explorer, seven pairs in its store."
    store = LabelStore(sorted_copy/'labels.sqlite', 'Ben')
    show_explorer(voila, page, sorted_copy)
    names = sorted(store.values('label'))
    pairs = [(names[at], names[at + 1], 'same') for at in range(0, 10, 2)] + [
        (names[0], names[20], 'different'), (names[2], names[22], 'different')]
    store.record([Change('pair', pair_key(*images), kind) for *images, kind in pairs], 'elsewhere')
    return page, store


def lines(page):
    "Ends of the lines of one kind and of two kinds, px."
    return [np.array(part).reshape(-1, 2, 2) for part in page.evaluate(LINES)]


def test_lines_join_the_images_of_pairs(explorer, shoot):
    page, _ = explorer
    wait_for(lambda: [len(part) for part in lines(page)] == [5, 2])  # what others mark is seen too
    places = np.array(page.evaluate(PLACES)).reshape(-1, 3)[:, :2]
    ends = np.concatenate(lines(page)).reshape(-1, 2)
    assert np.linalg.norm(ends[:, None] - places, axis=2).min(axis=1).max() < 0.1
    dashes = page.locator('.aoi-map .aoi-lines path').evaluate_all(
        '(paths) => paths.map((path) => getComputedStyle(path).strokeDasharray)')
    assert dashes[0] == 'none' != dashes[1]
    fold(page, 'Pairs')
    page.get_by_text('2 pairs of groups marked as two kinds').wait_for()
    for width, scheme in ((1440, 'light'), (1440, 'dark'), (390, 'light'), (390, 'dark')):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({'width': width, 'height': 900 if width > 400 else 844})
        page.locator('.aoi-map').scroll_into_view_if_needed()
        shoot(page, f'pairs_{width}_{scheme}')
    page.set_viewport_size({'width': 1440, 'height': 900})
    page.locator('.aoi-map').focus()
    before = lines(page)[0]
    page.keyboard.press('+')
    wait_for(lambda: not np.allclose(lines(page)[0], before))  # they move with the map
    page.keyboard.press('p')
    wait_for(lambda: [len(part) for part in lines(page)] == [0, 0])
    toggle = page.locator('.aoi-bar').get_by_role('button', name='Lines', exact=True)
    assert toggle.get_attribute('aria-pressed') == 'false'
    toggle.click()
    wait_for(lambda: [len(part) for part in lines(page)] == [5, 2])
    press(page, 'Pairs alone')
    wait_for(lambda: page.evaluate(HIDDEN) == 61 - 12)
    shoot(page, 'pairs_alone')
    press(page, 'Pairs alone')
    wait_for(lambda: page.evaluate(HIDDEN) == 0)


def test_a_line_to_a_hidden_image_goes_with_it(explorer):
    page, store = explorer
    wait_for(lambda: [len(part) for part in lines(page)] == [5, 2])
    page.get_by_label('search').fill(sorted(store.values('label'))[0])
    page.keyboard.press('Enter')
    page.get_by_text('61 images · 1 selected').wait_for()
    page.locator('.aoi-map').focus()
    page.keyboard.press('i')
    wait_for(lambda: [len(part) for part in lines(page)] == [0, 0])
    page.keyboard.press('i')
    wait_for(lambda: [len(part) for part in lines(page)] == [5, 2])
