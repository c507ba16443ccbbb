"Single images of the explorer without a mouse: arrows go from one to the next, Enter selects, and each is said."
import numpy as np
import pytest
from explorer_page import show_explorer
from pages import wait_for

pytest.importorskip('anywidget', reason='the explorer needs anywidget')
ASK = '() => axe.run(".aoi-explorer").then(({violations}) => violations.map(({id}) => id))'
HEARD = '''() => { window.heard = [];
                document.addEventListener('keydown', (event) => window.heard.push(event.key)); }'''
ON_POINTS = '() => document.activeElement.tagName === "CANVAS"'
WHERE = '() => [...document.querySelector(".aoi-map").drawing.project()]'
SIZES = ((1440, 'light'), (1440, 'dark'), (390, 'light'), (390, 'dark'))


@pytest.fixture
def points(voila, page, sorted_copy):
    "The explorer, its points in focus as Tab brings it there."
    show_explorer(voila, page, sorted_copy).evaluate(HEARD)
    page.locator('.aoi-map .aoi-bar button').last.focus()
    page.keyboard.press('Tab')
    assert page.evaluate(ON_POINTS)
    page.locator('.aoi-cursor').wait_for()
    return page


def said(page, text):
    "What is said, once it has this in it."
    line = page.locator('.aoi-said-point', has_text=text)
    line.wait_for(state='attached')
    return line.inner_text()


def ring(page):
    "Middle of the cursor in px of the map, and row of the point that lies there."
    places = np.array(page.evaluate(WHERE)).reshape(-1, 3)[:, :2]
    box, area = page.locator('.aoi-cursor').bounding_box(), page.locator('canvas').bounding_box()
    middle = np.array([box['x'] - area['x'] + box['width']/2, box['y'] - area['y'] + box['height']/2])
    row = np.linalg.norm(places - middle, axis=1).argmin()
    assert np.linalg.norm(places[row] - middle) < 2
    return places, row


def expected(places, row, direction):
    "The nearest point within 45° of a direction, or else the nearest that way; None where there is none."
    apart = np.delete(places, row, axis=0) - places[row]
    along, aside = apart @ direction, np.abs(apart @ direction[::-1])
    others = np.delete(np.arange(len(places)), row)
    for near in ((along > 0) & (aside <= along), along > 0):
        if near.any():
            return others[near][np.linalg.norm(apart[near], axis=1).argmin()]


def test_arrows_go_from_image_to_image_and_each_is_said(points, shoot):
    first = said(points, 'image ')
    assert first.startswith('image ') and ', label ' in first and ', community ' in first and 'selected' not in first
    moved = 0
    for key, direction in zip(('Right', 'Down', 'Left', 'Left', 'Up', 'Right', 'Up', 'Down'),
                              ((1, 0), (0, 1), (-1, 0), (-1, 0), (0, -1), (1, 0), (0, -1), (0, 1)), strict=True):
        places, row = ring(points)
        goal = expected(places, row, np.array(direction))
        points.keyboard.press(f'Arrow{key}')
        wait_for(lambda goal=goal, row=row: ring(points)[1] == (row if goal is None else goal))
        moved += goal is not None
    assert moved >= 4
    points.keyboard.press('Enter')
    points.get_by_text('61 images · 1 selected').first.wait_for()
    said(points, '1 selected')
    points.keyboard.press('PageDown')
    points.keyboard.press('Shift+ ')
    points.get_by_text('61 images · 2 selected').first.wait_for()
    points.keyboard.press('PageUp')
    assert said(points, 'image ').endswith(', selected')
    points.keyboard.press('Alt+Enter')
    points.get_by_text('61 images · 1 selected').first.wait_for()
    for width, scheme in SIZES:
        points.emulate_media(color_scheme=scheme)
        points.set_viewport_size({'width': width, 'height': 900 if width > 400 else 844})
        points.locator('.aoi-map').scroll_into_view_if_needed()
        points.keyboard.press('PageDown')
        points.locator('.aoi-tip img').wait_for()
        wait_for(lambda: ring(points) is not None)
        shoot(points, f'points_{width}_{scheme}')
    assert points.evaluate('window.heard') == []


def test_every_image_is_reached_and_none_that_is_hidden(points):
    names = set()
    for _ in range(61):
        text = said(points, 'image ')
        names.add(text)
        points.keyboard.press('PageDown')
        wait_for(lambda text=text: points.locator('.aoi-said-point').inner_text() not in ('', text))
    assert len(names) == 61
    points.keyboard.press('PageUp')
    for item in points.locator('.aoi-legend button').all()[1:]:
        item.click()
    points.locator('canvas').focus()
    for key in 4*['ArrowLeft', 'ArrowUp', 'PageDown']:
        points.keyboard.press(key)
        wait_for(lambda: 'label cross_section' in points.locator('.aoi-said-point').inner_text())


def test_axe_finds_nothing_on_the_points(points, npm):
    points.evaluate((npm.folder/'node_modules'/'axe-core'/'axe.min.js').read_text(encoding='utf-8'))
    points.keyboard.press('ArrowRight')
    said(points, 'image ')
    assert points.evaluate(ASK) == []
    role = points.get_by_role('application', name='images of the map')
    assert role.count() == 1 and role.evaluate('(canvas) => canvas === document.activeElement')


def test_a_point_out_of_sight_comes_to_the_middle(points):
    for _ in range(12):
        points.keyboard.press('+')
    for _ in range(8):
        points.keyboard.press('PageDown')
    ring(points)
    box, area = points.locator('.aoi-cursor').bounding_box(), points.locator('.aoi-stage').bounding_box()
    assert area['x'] < box['x'] < area['x'] + area['width'] and area['y'] < box['y'] < area['y'] + area['height']


def test_jupyterlab_hears_no_key_of_the_points(jupyterlab, page, sorted_copy):
    page.set_viewport_size({'width': 1440, 'height': 900})
    jupyterlab.show(page, f'from aoi_nb.labelling.explorer import explore\nexplore({str(sorted_copy)!r}, "Ana")')
    page.get_by_text('61 images · 0 selected').wait_for()
    cells = page.locator('.jp-Notebook .jp-Cell').count()
    page.locator('canvas').first.focus()
    for key in ('ArrowDown', 'ArrowUp', 'PageDown', 'Enter', 'Shift+Enter', ' ', 'ArrowRight'):
        page.keyboard.press(key)
        assert page.evaluate(ON_POINTS)
    page.get_by_text('61 images · 1 selected').first.wait_for()
    assert page.locator('.jp-Notebook .jp-Cell').count() == cells
