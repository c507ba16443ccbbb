"Many parts on one photograph, corrected in a real browser: shown, moved, added, renamed, copied; nothing lost."
import shutil
import subprocess
import sys

import numpy as np
import pytest
from browser.test_corner_page import Screen
from pages import wait_for

from aoi_nb.core.files import project_path
from aoi_nb.inspection.corner_rows import read_corner_rows
from aoi_nb.inspection.pose import pose_of
from aoi_nb.labelling.corner_records import placements_in, read_corner_table
from aoi_nb.labelling.corner_table import AnnotatedFolder, store_corners
from aoi_nb.labelling.events import row_key
from aoi_nb.labelling.store import LabelStore

GOLDEN = project_path('data', 'panel', 'golden')
NAMES = ['golden01.jpg', 'golden02.jpg', 'golden03.jpg']
LQFP = 'LQFP-32_7x7mm_P0.8mm'


@pytest.fixture
def golden(tmp_path):
    "The demo's golden board with 66 parts on each of three photographs."
    folder = tmp_path/'golden'
    shutil.copytree(GOLDEN, folder, ignore=shutil.ignore_patterns('labels.sqlite*'))
    return folder


def lines_of(folder):
    "The lines of the table."
    return (folder/'corners.csv').read_text().splitlines()


def corners_of(folder, part, name=NAMES[0]):
    "Corners of a part, as corners.csv has them; None for none."
    found = placements_in(read_corner_table(folder/'corners.csv'), NAMES).get(row_key(name, part))
    return None if found is None else np.array(found.corners)


def changed(before, after):
    "Parts of the lines that differ, by photograph."
    return {tuple(line.split(',')[:2]) for line in set(before) ^ set(after)}


def lie(folder, part, expected, within, name=NAMES[0]):
    "Wait until a part has corners near these."
    def near():
        corners = corners_of(folder, part, name)
        return corners is not None and np.abs(corners - expected).max() < within
    wait_for(near)


# ---- without a browser ----

def test_people_at_different_parts_of_one_photograph_lose_nothing(golden):
    before = lines_of(golden)
    code = ('import sys; from pathlib import Path; from aoi_nb.labelling.corner_table import *\n'
            'from aoi_nb.labelling.events import row_key\n'
            'work = AnnotatedFolder(Path(sys.argv[1]), sys.argv[2])\n'
            'for step in range(4):\n'
            '    for part in sys.argv[3:]:\n'
            '        before = work.placed()[row_key("golden01.jpg", part)].corners\n'
            '        after = [[x + 1, y] for x, y in before]\n'
            '        store_corners(work, "golden01.jpg", before, after, f"step {step}", part)\n')
    people = [subprocess.Popen([sys.executable, '-c', code, str(golden), who, *parts])
              for who, parts in (('Ana', ('U1', 'R1')), ('Ben', ('U2', 'R2')))]
    assert [person.wait(60) for person in people] == [0, 0]
    after = {row.part: row.corners for row in read_corner_rows(golden) if row.name == NAMES[0]}
    truth = {row.part: row.corners for row in read_corner_rows(GOLDEN) if row.name == NAMES[0]}
    moved = {part: np.abs(after[part] - truth[part] - [4, 0]).max() < 1e-6 for part in ('U1', 'R1', 'U2', 'R2')}
    assert all(moved.values()) and changed(before, lines_of(golden)) == {(NAMES[0], part) for part in moved}


def test_other_columns_and_other_photographs_stay_letter_by_letter(golden):
    path = golden/'corners.csv'
    lines = [f'{line},{"note" if not number else chr(34) + f"said, {number}" + chr(34)}'
             for number, line in enumerate(path.read_text().splitlines())]
    path.write_text('\r\n'.join([*lines, lines[1].replace(NAMES[0], 'elsewhere.jpg')]) + '\r\n')
    before = path.read_bytes().split(b'\r\n')
    work = AnnotatedFolder(golden, 'Ana')
    assert path.read_bytes().split(b'\r\n') == before
    u2 = work.placed()[row_key(NAMES[0], 'U2')]
    store_corners(work, NAMES[0], u2.corners, (np.array(u2.corners) + 1).tolist(), 'moved', 'U2')
    after = path.read_bytes().split(b'\r\n')
    assert [number for number, pair in enumerate(zip(before, after, strict=True)) if len(set(pair)) > 1] == [2]
    assert after[2].endswith(b',0.04,golden01,1,"said, 2"')


# ---- in the browser ----

def test_all_parts_are_shown_and_one_is_corrected(voila, page, golden, shoot):
    before, page_size = lines_of(golden), {'width': 1440, 'height': 900}
    page.set_viewport_size(page_size)
    screen = Screen(voila, page, golden)
    screen.says('3 of 3 done', '.tally')
    screen.says('66 of 66 parts here', 'aside')
    screen.wait('canvas.photo[data-parts="65"]')
    shoot(page, 'parts_all')
    assert lines_of(golden) == before
    u1 = corners_of(golden, 'U1')
    screen.click(u1.mean(0))
    screen.wait('.list button.here >> text=U1')
    shoot(page, 'parts_chosen')
    screen.drag(u1.mean(0), np.add(u1.mean(0), [12, -8]))
    lie(golden, 'U1', np.add(u1, [12, -8]), 1)
    screen.saved()
    assert changed(before, lines_of(golden)) == {(NAMES[0], 'U1')}
    moved = corners_of(golden, 'U1')
    screen.key('s')
    wait_for(lambda: 0.1 < np.abs(corners_of(golden, 'U1') - moved).max() < 60)
    screen.key('Control+z')
    screen.says('Undo: snapped to the edges.')
    lie(golden, 'U1', moved, 0.001)
    middle, centre = moved[:2].mean(0), moved.mean(0)
    zoom = float(screen.photo.get_attribute('data-view').split()[0])
    handle = middle + (middle - centre)/np.linalg.norm(middle - centre)*34/zoom
    screen.drag(handle, centre + np.array([0.7071, -0.7071])*np.linalg.norm(handle - centre))  # up to the right
    wait_for(lambda: 40 < pose_of(corners_of(golden, 'U1')).rotation_deg < 50)
    shoot(page, 'parts_turned')
    screen.key('Control+z')
    screen.says('Undo: turned U1.')
    lie(golden, 'U1', moved, 0.01)
    screen.key('w', 'ArrowRight', 'ArrowRight', 'Shift+ArrowDown')
    lie(golden, 'U1', np.add(moved, [0.5, 1]), 0.01)
    screen.key('Control+z', 'Control+z')
    screen.says('Undo: moved U1.')
    lie(golden, 'U1', u1, 0.001)
    screen.drag(u1[3], np.add(u1[3], [6, 6]))
    lie(golden, 'U1', np.add(u1, [[0, 0], [0, 0], [0, 0], [6, 6]]), 0.7)
    assert changed(before, lines_of(golden)) == {(NAMES[0], 'U1')}
    assert len(read_corner_rows(golden)) == 198
    assert {event.who for event in LabelStore(golden/'labels.sqlite').history('corners', row_key(NAMES[0], 'U1'))} == {
        'corners.csv', 'Ana'}


def test_the_list_and_the_keys_choose_parts(voila, page, golden, shoot):
    screen = Screen(voila, page, golden)
    screen.wait('.list button.here >> text=C1')
    screen.key('j')
    screen.wait('.list button.here >> text=C2')
    screen.key('k', 'k')
    screen.wait('.list button.here >> text=Y2')  # from the first to the last
    screen.root.locator('.list button', has_text='R14').click()
    screen.says('R14, R_0603_1608Metric: drag a corner')
    zoom = float(screen.photo.get_attribute('data-view').split()[0])
    assert zoom > 2  # a part of 40 px fills a good deal of the stage
    page.mouse.move(*screen.at(corners_of(golden, 'R14')[0]))
    shoot(page, 'parts_near')
    screen.key('0')
    screen.click(corners_of(golden, 'U2').mean(0))
    screen.wait('.list button.here >> text=U2')
    screen.key('n')
    screen.says(NAMES[1], '.name')
    screen.wait('.list button.here >> text=U2')
    page.set_viewport_size({'width': 390, 'height': 844})
    screen.wait('canvas.photo[data-view]')
    shoot(page, 'parts_narrow')
    assert page.evaluate('document.documentElement.scrollWidth') <= 390
    screen.root.locator('aside').scroll_into_view_if_needed()
    shoot(page, 'parts_narrow_list')


def test_a_part_is_added_renamed_and_deleted(voila, page, golden, shoot):
    before = lines_of(golden)
    screen = Screen(voila, page, golden)
    screen.wait('canvas.photo[data-parts="65"]')
    screen.key('i')
    page.keyboard.type('U1')
    page.keyboard.press('Enter')
    screen.says('Refused: the new part on golden01.jpg')
    shoot(page, 'parts_add')
    screen.root.get_by_label('reference designator').fill('U9')
    screen.root.get_by_label('type', exact=True).fill(LQFP)
    page.keyboard.press('Enter')
    screen.says('U9 is as large as the others of its type')
    lie(golden, 'U9', [800, 600], 130)
    side = np.linalg.norm(np.diff(corners_of(golden, 'U9')[:2], axis=0))
    assert abs(side - 175) < 1
    assert changed(before, lines_of(golden)) == {(NAMES[0], 'U9')} and lines_of(golden)[-1].endswith('0.04,golden01,1')
    screen.key('r')
    page.keyboard.type('IC9')
    page.keyboard.press('Enter')
    screen.says('IC9 on all photographs')
    screen.wait('.list button.here >> text=IC9')
    assert corners_of(golden, 'U9') is None and corners_of(golden, 'IC9') is not None
    screen.key('Delete')
    screen.says('Delete IC9', '.asked')
    shoot(page, 'parts_delete')
    page.keyboard.press('Escape')
    assert corners_of(golden, 'IC9') is not None
    screen.key('Delete')
    screen.root.get_by_role('button', name='On this photograph').click()
    wait_for(lambda: lines_of(golden) == before)
    screen.key('Control+z')
    wait_for(lambda: corners_of(golden, 'IC9') is not None)
    screen.key('Control+z', 'Control+z')
    wait_for(lambda: lines_of(golden) == before)


def test_the_first_part_of_a_type_is_drawn_and_the_outline_copied(voila, page, golden, shoot):
    screen = Screen(voila, page, golden)
    screen.wait('canvas.photo[data-parts="65"]')
    screen.key('i')
    page.keyboard.type('J1')
    screen.root.get_by_label('type', exact=True).fill('a connector')
    page.keyboard.press('Enter')
    screen.says('J1, a connector: Click c1')
    corners = np.array([[80, 900], [140, 900], [80, 1000], [140, 1000]])
    screen.click(*corners)
    lie(golden, 'J1', corners, 3)
    assert next(line for line in lines_of(golden) if ',J1,' in line).startswith('golden01.jpg,J1,a connector,')
    before, r1, r2 = lines_of(golden), corners_of(golden, 'R1'), corners_of(golden, 'R5')
    screen.root.locator('.list button', has_text='R1').first.click()
    screen.wait('.list button.here >> text=R1')
    screen.drag(r1[3], r1[3] + (r1[3] - r1[0])*0.2)
    wait_for(lambda: np.abs(corners_of(golden, 'R1') - r1).max() > 3)
    screen.saved()
    screen.root.get_by_role('button', name='Outline to all of type').click()
    screen.says('The outline of R1 holds for 17 other places')
    shoot(page, 'parts_outline')
    assert {part for _, part in changed(before, lines_of(golden))} == {f'R{number}' for number in range(1, 19)}
    r5 = corners_of(golden, 'R5')
    assert np.abs(r5.mean(0) - r2.mean(0)).max() < 0.01 and np.abs(r5 - r2).max() > 2
    screen.key('Control+z')
    screen.says('Undo: outline of R1')
    wait_for(lambda: np.abs(corners_of(golden, 'R5') - r2).max() < 0.001)
    assert {part for _, part in changed(before, lines_of(golden))} >= {'R1'}


def test_a_second_photograph_needs_no_clicks(voila, page, golden, shoot):
    lines = lines_of(golden)
    (golden/'corners.csv').write_text('\n'.join(line for line in lines if not line.startswith(NAMES[1])) + '\n')
    truth = {row.part: row.corners for row in read_corner_rows(GOLDEN) if row.name == NAMES[1]}
    screen = Screen(voila, page, golden)
    screen.says(NAMES[1], '.name')  # the first that lacks parts
    screen.says('Or copy all parts of another photograph (C)')
    shoot(page, 'parts_bare')
    screen.key('c')
    screen.says('66 parts of golden01.jpg laid by the board')
    screen.says('3 of 3 done', '.tally')
    shoot(page, 'parts_copied')
    apart = np.array([corners_of(golden, part, NAMES[1]).mean(0) - truth[part].mean(0) for part in truth])
    assert np.linalg.norm(apart.mean(0)) < 0.5 and np.median(np.linalg.norm(apart, axis=1)) < 2
    assert len(read_corner_rows(golden)) == 198
    screen.key('Control+z')
    screen.says('0 of 66 parts here', 'aside')
    assert not [line for line in lines_of(golden) if line.startswith(NAMES[1])]


def test_a_part_without_a_name_gets_one(voila, page, tmp_path, shoot):
    folder = tmp_path/'boards'
    folder.mkdir()
    shutil.copy(project_path('data', 'boards', 'board01.png'), folder)
    truth = next(row.corners for row in read_corner_rows(project_path('data', 'boards')) if row.name == 'board01.png')
    screen = Screen(voila, page, folder)
    screen.click(*truth)
    screen.saved()
    screen.key('i')
    page.keyboard.type('R2')
    page.keyboard.press('Enter')
    screen.says('rename that one first')
    page.keyboard.press('Escape')
    screen.root.get_by_role('button', name='Name', exact=False).first.click()
    page.keyboard.type('R1')
    page.keyboard.press('Enter')
    screen.says('1 of 1 parts here', 'aside')
    shoot(page, 'parts_named')
    assert [(row.part, row.name) for row in read_corner_rows(folder)] == [('R1', 'board01.png')]


def test_parts_that_another_program_moved_are_asked_about(voila, page, golden, shoot):
    screen = Screen(voila, page, golden)
    screen.wait('canvas.photo[data-parts="65"]')
    (golden/'corners.csv').write_text((golden/'corners.csv').read_text().replace('482.716', '480.25'))
    written = lines_of(golden)
    screen.says('it says something else of U1 on golden01.jpg', '.question')
    screen.root.get_by_role('button', name='Take the table’s').click()
    screen.saved()
    assert lines_of(golden) == written and corners_of(golden, 'U1')[0, 0] == 480.25
