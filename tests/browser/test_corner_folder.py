"The label page as a place to work at: light, loupe, a picture as large as the window, two thousand photographs."
import os
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from browser.test_corner_page import NAMES, TRUTH, Screen, in_table, some_boards
from browser.test_explorer_accessible import faults
from pages import open_page, wait_for

from aoi_nb.core.files import project_path
from aoi_nb.core.images import read_image, write_png

MANY, LABELLED = 2000, 1990


def read_filter(element):
    "The filter through which an element is seen, as numbers by name."
    text = element.evaluate('(element) => getComputedStyle(element).filter')
    return {name: float(value) for name, value in re.findall(r'(\w+)\(([\d.]+)\)', text)}


def filter_of(screen, canvas='.pixels'):
    "The filter through which a canvas of the label page is seen."
    return read_filter(screen.root.locator(canvas))


def test_brightness_and_contrast_by_key_and_slider_hold_for_all_photographs(voila, page, tmp_path, shoot):
    folder = some_boards(tmp_path/'boards', 2)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    screen = Screen(voila, page, folder)
    screen.key('b', 'b', 'Shift+V')
    assert filter_of(screen) == pytest.approx({'brightness': 2**0.4, 'contrast': 2**-0.2}, rel=1e-4)
    assert not filter_of(screen, '.photo')  # the marks keep their colours
    slider = screen.root.get_by_label('Brightness')
    slider.focus()
    slider.press('ArrowRight')  # moves the slider, no corner
    assert slider.get_attribute('aria-valuetext') == '152 %'
    slider.press('n')
    screen.says(NAMES[1], '.name')
    assert filter_of(screen)['brightness'] == pytest.approx(2**0.6, rel=1e-4)
    shoot(page, 'corners_brighter')
    screen.key('x')
    assert not filter_of(screen)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name in before} == before


def test_a_dark_photograph_is_shown_brighter_and_the_page_says_so(voila, page, tmp_path, shoot):
    folder = some_boards(tmp_path/'boards', 2)
    dark = (read_image(folder/NAMES[0])*0.15).astype(np.uint8)
    write_png(folder/NAMES[0], dark)
    screen = Screen(voila, page, folder)
    screen.says('Dark image, shown brighter: levels', '.stretched')
    assert filter_of(screen)['contrast'] > 1
    shoot(page, 'corners_dark_photograph')
    screen.key('d')
    wait_for(lambda: not filter_of(screen) and screen.root.locator('.stretched').text_content() == '')
    screen.key('d', 'n')
    screen.says(NAMES[1], '.name')
    wait_for(lambda: not filter_of(screen))  # this one is as bright as any
    assert (read_image(folder/NAMES[0]) == dark).all()


def test_the_loupe_is_there_whenever_one_wants_it(voila, page, tmp_path, shoot):
    screen = Screen(voila, page, some_boards(tmp_path/'boards', 1))
    loupe = screen.root.locator('canvas.loupe')
    screen.click(*TRUTH[NAMES[0]])
    screen.saved()
    page.mouse.move(*screen.at([30, 200]))
    loupe.wait_for(state='hidden')
    screen.key('l')
    loupe.wait_for()
    screen.says('x 30.', '.where')
    shoot(page, 'corners_loupe')
    page.mouse.move(2, 2)  # away: it stays with the corner that keys move
    screen.key('4')
    screen.says(f'x {in_table(screen.pid_file.parent/"boards")[NAMES[0]][3, 0]:.2f}', '.where')
    screen.key('l')
    loupe.wait_for(state='hidden')


@pytest.mark.parametrize(('width', 'height'), ((1440, 900), (390, 844)))
def test_the_photograph_fills_the_window(voila, page, tmp_path, shoot, width, height):
    page.set_viewport_size({'width': width, 'height': height})
    screen = Screen(voila, page, some_boards(tmp_path/'boards', 1))
    stage, box = screen.root.locator('.stage'), lambda: screen.root.locator('.stage').bounding_box()
    if width > 1000:
        assert box()['y'] + box()['height'] < height and stage.is_visible()  # whole without scrolling
    screen.key('f')
    wait_for(lambda: box()['width'] == width)
    assert box()['x'] == 0 and box()['height'] > 0.7*height and box()['y'] + box()['height'] == pytest.approx(height)
    shoot(page, f'corners_window_{width}')
    there = box()
    for corner in TRUTH[NAMES[0]]:
        screen.click(corner)
        page.wait_for_timeout(200)  # for a sentence of another length, which must not move the photograph
        assert box() == there
    screen.saved()
    screen.key('Escape')
    wait_for(lambda: box()['width'] < width)
    assert np.linalg.norm(in_table(tmp_path/'boards')[NAMES[0]] - TRUTH[NAMES[0]], axis=1).max() < 1


def many_boards(folder):
    "Two thousand photographs, all but ten with corners."
    folder.mkdir()
    header, *rows = Path(project_path('data', 'boards', 'corners.csv')).read_text().splitlines()
    lines = [header]
    for number in range(MANY):
        name, rest = rows[number % len(rows)].split(',', 1)
        there = folder/f'board_{number:04}.png'
        if number < len(rows):
            shutil.copy(project_path('data', 'boards', name), there)
        else:
            os.link(folder/f'board_{number % len(rows):04}.png', there)
        lines += [f'{there.name},{rest}']*(number < LABELLED)
    (folder/'corners.csv').write_text('\n'.join(lines) + '\n')
    return folder


def test_two_thousand_photographs(voila, page, tmp_path, shoot):
    folder = many_boards(tmp_path/'boards')
    watch = page.context.new_cdp_session(page)
    watch.send('Performance.enable')

    def busy():
        return {one['name']: one['value'] for one in watch.send('Performance.getMetrics')['metrics']}['TaskDuration']

    page.set_viewport_size({'width': 1440, 'height': 900})
    screen = Screen(voila, page, folder)
    screen.says(f'{LABELLED} of {MANY} done', '.tally')
    screen.says(f'board_{LABELLED}.png', '.name')
    assert screen.root.locator('.stage').bounding_box()['y'] < 400  # with a button for each it began at 1245
    wait_for(lambda: screen.root.locator('.steps img[src]').count() >= 10)
    assert screen.root.locator('.steps button').count() < 60
    shoot(page, 'corners_two_thousand')
    before = busy()
    screen.click(*TRUTH[NAMES[LABELLED % len(NAMES)]])
    screen.says(f'{LABELLED + 1} of {MANY} done', '.tally')
    screen.saved()
    assert busy() - before < 5  # each photograph compared with all others took 25 s
    screen.root.get_by_label('Which photographs').select_option('open')
    screen.says(f'10 of {MANY}', '.count')  # this one stays until one goes on
    screen.key('n')
    screen.says(f'board_{LABELLED + 1}.png', '.name')
    screen.says(f'9 of {MANY}', '.count')
    screen.root.get_by_label('Which photographs').select_option('all')
    screen.key('/')
    page.keyboard.type('_0007')
    page.keyboard.press('Enter')
    screen.says('board_0007.png', '.name')
    page.keyboard.press('/')
    page.keyboard.press('Control+a')
    page.keyboard.press('Delete')
    screen.says(str(MANY), '.count')
    screen.root.locator('.steps').evaluate('(row) => { row.scrollLeft = row.scrollWidth/2; }')
    screen.root.locator('.steps button', has_text='1000').click()
    screen.says('board_0999.png', '.name')


@pytest.mark.parametrize('scheme', ('light', 'dark'))
@pytest.mark.parametrize('width', (1440, 390))
def test_axe_finds_nothing(browser, voila, npm, tmp_path, shoot, scheme, width):
    with open_page(browser) as page:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({'width': width, 'height': 900})
        folder = some_boards(tmp_path/'boards')
        write_png(folder/NAMES[0], (read_image(folder/NAMES[0])*0.15).astype(np.uint8))
        screen = Screen(voila, page, folder)
        page.evaluate((npm.folder/'node_modules'/'axe-core'/'axe.min.js').read_text(encoding='utf-8'))
        screen.says('Dark image', '.stretched')
        assert not faults(page, '.aoi-corners')
        shoot(page, f'corners_{scheme}_{width}')
        screen.click(*TRUTH[NAMES[0]])
        screen.saved()
        screen.key('f')
        assert not faults(page, '.aoi-corners')
