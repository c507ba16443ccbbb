"How the explorer looks: as large as the window, light or dark as what is round it, in words that people know."
import re
from itertools import product

import numpy as np
import pytest
from explorer_page import fold, show_explorer
from pages import open_page, wait_for

pytest.importorskip('anywidget', reason='the explorer needs anywidget')
SIZES = ((390, 844), (768, 1024), (1440, 900), (2560, 1300))
BOX = '(name) => { const box = document.querySelector(name).getBoundingClientRect(); return [box.width, box.height]; }'
SPREAD = '''() => { const {documentElement: page} = document;
                    return [page.scrollWidth - innerWidth, page.scrollHeight - innerHeight]; }'''


@pytest.fixture
def folder(sorted_copy):
    "A finished run that nobody has looked at."
    return sorted_copy


@pytest.fixture
def explorer(voila, page, folder):
    "The run in the explorer."
    return show_explorer(voila, page, folder)


def fills(page):
    "Whether the explorer fills the window, most of it with its map, and nothing has to be scrolled to."
    width, height = page.viewport_size.values()
    whole, stage = (np.divide(page.evaluate(BOX, name), (width, height)) for name in ('.aoi-explorer', '.aoi-stage'))
    return page.evaluate(SPREAD) == [0, 0] and whole.min() > 0.9 and (
        stage > ((0.85, 0.3) if width < 700 else (0.3, 0.3) if width < 1000 else (0.35, 0.7))).all()


def paper(page):
    "Brightness of the map's paper, and of what is round the explorer, 0 to 255; 255 where nothing is painted."
    colours = page.evaluate('''() => ['.aoi-explorer', 'body'].map(
        (name) => getComputedStyle(document.querySelector(name)).backgroundColor)''')
    parts = [[float(part) for part in colour.strip('rgba()').split(',')] for colour in colours]
    return [255 if part[3:] == [0] else np.mean(part[:3]) for part in parts]  # none while JupyterLab changes theme


def test_the_map_fills_any_window_and_panels_scroll_in_themselves(explorer, shoot):
    for width, height in SIZES:
        explorer.set_viewport_size({'width': width, 'height': height})
        wait_for(lambda: fills(explorer))
        shoot(explorer, f'explorer_{width}')
    explorer.set_viewport_size({'width': 1440, 'height': 500})
    fold(explorer, 'Memory')
    wait_for(lambda: explorer.evaluate(SPREAD) == [0, 0])
    explorer.get_by_role('button', name='Write labels.csv').scroll_into_view_if_needed()
    assert explorer.evaluate('() => document.querySelector(".aoi-side").scrollTop') > 0


def test_dark_as_the_system(browser, voila, folder, shoot):
    with open_page(browser) as page:
        page.emulate_media(color_scheme='dark')
        show_explorer(voila, page, folder)
        page.get_by_label('colour by').select_option('risk of a wrong label')
        assert max(paper(page)) < 40
        first = page.locator('.aoi-legend i').first
        few = first.evaluate('(dot) => dot.style.background')
        shoot(page, 'explorer_dark')
        page.set_viewport_size({'width': 390, 'height': 844})
        shoot(page, 'explorer_dark_390')
        page.emulate_media(color_scheme='light')
        wait_for(lambda: min(paper(page)) > 240)
        assert first.evaluate('(dot) => dot.style.background') != few
        page.wait_for_function('() => !document.querySelector(".aoi-map").drawing.asked')
        shoot(page, 'explorer_light_risk')


def test_two_maps_lie_one_below_the_other_where_the_window_is_narrow(explorer, shoot):
    explorer.get_by_label('second map').select_option('grey')
    explorer.locator('canvas').nth(1).wait_for()
    for width, least in ((1440, 300), (390, 300)):
        explorer.set_viewport_size({'width': width, 'height': 844})
        wait_for(lambda: min(box.bounding_box()['width'] for box in explorer.locator('.aoi-stage').all()) > least)
        shoot(explorer, f'explorer_two_maps_{width}')
        places = [box.bounding_box() for box in explorer.locator('.aoi-stage').all()]
        assert min(place['height'] for place in places) > 250
        below = explorer.locator('.aoi-strip').bounding_box()['y']
        assert width > 700 or max(place['y'] + place['height'] for place in places) < below
        assert (places[0]['y'] == places[1]['y']) == (width == 1440)


def test_nothing_round_a_picture_glares_in_the_dark(explorer, shoot):
    explorer.emulate_media(color_scheme='dark')
    explorer.locator('.aoi-map').focus()
    explorer.keyboard.press('Control+a')
    explorer.locator('.aoi-card').first.wait_for()
    explorer.locator('.aoi-card button').first.click()
    explorer.locator('dialog.aoi-large img').wait_for()
    explorer.wait_for_function('() => document.querySelector("dialog.aoi-large img").naturalWidth > 0')
    shoot(explorer, 'explorer_large_dark')
    for part in ('.aoi-card img', 'dialog.aoi-large img'):
        colour = explorer.locator(part).first.evaluate('(image) => getComputedStyle(image).backgroundColor')
        assert np.mean([float(tone) for tone in colour.strip('rgb()').split(',')]) < 60


def test_dark_as_jupyterlab(jupyterlab, page, folder, shoot):
    page.set_viewport_size({'width': 1440, 'height': 900})
    jupyterlab.show(page, f'from aoi_nb.labelling.explorer import explore\nexplore({str(folder)!r}, "Ana")')
    page.get_by_text('61 images · 0 selected').wait_for()
    assert paper(page)[0] > 240
    page.get_by_text('Settings', exact=True).click()
    page.get_by_text('Theme', exact=True).click()
    page.get_by_text('JupyterLab Dark', exact=True).click()
    wait_for(lambda: paper(page)[0] < 40)
    page.locator('canvas').click(position={'x': 3, 'y': 3})
    shoot(page, 'explorer_jupyterlab_dark')


def test_much_risk_is_dark_on_light(explorer):
    explorer.get_by_label('colour by').select_option('risk of a wrong label')
    explorer.get_by_text('no reason to look').wait_for()
    tones = explorer.locator('.aoi-legend i').evaluate_all('(dots) => dots.map((dot) => dot.style.background)')
    light = [np.mean([int(part) for part in tone.strip('rgb()').split(',')]) for tone in tones[:-1]]
    assert light[-1] < 80 < 130 < light[0]


def test_words_about_communities_are_not_cut_off(explorer):
    explorer.get_by_label('colour by').select_option('community')
    fold(explorer, 'Communities')
    words = explorer.get_by_text('images are in a community')
    words.wait_for()
    ends = [box['x'] + box['width'] for box in (words.bounding_box(), explorer.locator('.aoi-side').bounding_box())]
    assert ends[0] <= ends[1]


def test_names_of_communities_come_with_the_zoom(explorer, shoot):
    explorer.set_viewport_size({'width': 390, 'height': 844})
    names = explorer.locator('.aoi-names span')
    wait_for(lambda: 0 < names.filter(visible=True).count() < names.count())
    before = set(names.filter(visible=True).all_inner_texts())
    area = explorer.locator('canvas').bounding_box()
    for x, y, step in product((0.2, 0.5, 0.8), (0.2, 0.5, 0.8), range(4)):  # where the hidden ones are nobody knows
        if step == 0:
            explorer.keyboard.press('0')
            explorer.mouse.move(area['x'] + x*area['width'], area['y'] + y*area['height'])
        explorer.mouse.wheel(0, -120)
        explorer.wait_for_timeout(300)
        if set(names.filter(visible=True).all_inner_texts()) - before:
            break
    else:
        pytest.fail('no further name after zooming in')
    shoot(explorer, 'explorer_names')
    explorer.locator('.aoi-map').focus()
    explorer.keyboard.press('t')
    wait_for(lambda: not names.filter(visible=True).count())


BOXES = """() => [...document.querySelectorAll('.aoi-names span:not([hidden])')].map((span) => {
    const {left, right, top, bottom} = span.getBoundingClientRect(); return [left, right, top, bottom]; })"""
LINES = """() => { const {width, height} = document.querySelector('.aoi-density path').getBBox(),
                       {opacity, display} = getComputedStyle(document.querySelector('.aoi-density'));
                  return [display === 'none' ? 0 : Number(opacity), width, height]; }"""

ROOM = """() => { const path = document.querySelector('.aoi-density path').getBoundingClientRect(),
                      stage = document.querySelector('.aoi-stage').getBoundingClientRect();
                 return [path.left - stage.left, stage.right - path.right, path.top - stage.top,
                         stage.bottom - path.bottom]; }"""


def test_names_are_whole_apart_and_have_sizes_and_lines_show_density(browser, voila, folder, shoot):
    with open_page(browser) as page:
        show_explorer(voila, page, folder)
        names = page.locator('.aoi-names span').filter(visible=True)
        for width, scheme in ((1440, 'light'), (1440, 'dark'), (390, 'dark'), (390, 'light')):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({'width': width, 'height': 900})
            page.locator('.aoi-map').focus()
            page.keyboard.press('0')
            wait_for(lambda: names.count())
            page.wait_for_function('() => !document.querySelector(".aoi-map").drawing.asked')
            boxes, area = np.array(page.evaluate(BOXES)), page.locator('.aoi-stage').bounding_box()
            assert boxes[:, 0].min() >= area['x'] and boxes[:, 1].max() <= area['x'] + area['width']
            for at, (left, right, top, bottom) in enumerate(boxes):
                others = np.delete(boxes, at, axis=0)
                assert not ((others[:, 0] < right) & (others[:, 1] > left) & (others[:, 2] < bottom)
                            & (others[:, 3] > top)).any()
            said = [re.fullmatch(r'no\. \d+ · (\d+) images?', text)
                    for text in page.locator('.aoi-names small').all_inner_texts()]
            sizes = [int(match[1]) for match in said]
            assert sizes == sorted(sizes, reverse=True) and 50 < sum(sizes) <= 61
            opacity, across, up = page.evaluate(LINES)
            assert opacity == 1 and across > area['width']/3 and up > 100
            assert np.min(page.evaluate(ROOM)) > 0  # no line is cut at the edge
            shoot(page, f'explorer_density_{scheme}_{width}')
        for _ in range(6):
            page.keyboard.press('+')
        wait_for(lambda: 0 < page.evaluate(LINES)[0] < 1)  # nearer, the points speak for themselves
        page.keyboard.press('t')
        wait_for(lambda: page.evaluate(LINES)[0] == 0)

DATES = """() => { const walk = document.createTreeWalker(document.querySelector('.aoi-side'), NodeFilter.SHOW_TEXT);
                  const lines = new Set();
                  while (walk.nextNode()) {
                      if (!/^20\\d\\d-\\d\\d-\\d\\d /.test(walk.currentNode.data)) continue;
                      const range = document.createRange();
                      range.selectNodeContents(walk.currentNode);
                      lines.add(new Set([...range.getClientRects()].map(({top}) => top)).size);
                  }
                  return [...lines]; }"""


def test_title_and_words(explorer, folder):
    title = explorer.locator('.aoi-title h1').inner_text()
    assert title.startswith('sorted/images · run sorted/RUN · ') and title[-4:].isdigit()
    text = explorer.locator('.aoi-side').inner_text().replace('\xa0', ' ')
    for jargon in ('inductive', 'transductive', 'leak_free', 'builtin', 'beside it'):
        assert jargon not in text
    assert 'made without test images' in text and 'second map' in text
    bar = explorer.locator('.aoi-map > .aoi-bar')
    assert {'Zoom to selected', 'Only selected'} <= {*bar.locator('button').all_inner_texts()}
    shown = bar.locator('button').filter(visible=True).all()
    assert len({box.bounding_box()['y'] for box in shown}) == 1  # all in one row
    fold(explorer, 'New map')
    assert explorer.get_by_label('method').locator('option').all_inner_texts() == ['PCA', 't-SNE', 'UMAP']


def test_dates_of_the_history_are_in_one_line(explorer, shoot):
    explorer.locator('.aoi-map').focus()
    explorer.keyboard.press('Control+a')
    explorer.get_by_text('61 images · 61 selected').wait_for()
    explorer.keyboard.press('2')
    explorer.get_by_text('saved: label other given to ').wait_for()
    fold(explorer, 'Memory')
    for width in (1440, 390):
        explorer.set_viewport_size({'width': width, 'height': 900})
        explorer.get_by_text(re.compile(r'^20\d\d-')).first.scroll_into_view_if_needed()
        shoot(explorer, f'explorer_history_{width}')
        assert explorer.evaluate(DATES) == [1]
