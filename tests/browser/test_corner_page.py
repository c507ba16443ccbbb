"Corners clicked in a real browser, kept in corners.csv, and by several people at once."
import os
import shutil
import signal
import subprocess
import sys

import numpy as np
import pytest
from conftest import refused
from pages import wait_for

from aoi_nb.core.files import project_path
from aoi_nb.core.images import write_png
from aoi_nb.inspection.corner_rows import read_corner_rows
from aoi_nb.inspection.window_sets import read_boards
from aoi_nb.labelling.corner_table import AnnotatedFolder, placements_in, read_corner_table, store_corners
from aoi_nb.labelling.edge_snapping import snap_corners
from aoi_nb.labelling.store import LabelStore

TRUTH = {row.name: row.corners for row in read_corner_rows(project_path('data', 'boards'))}
NAMES, HOSTILE = list(TRUTH), '<img src=x onerror=alert(1)>.png'


def some_boards(folder, count=3):
    "Photographs of the demo without their corners."
    folder.mkdir(parents=True)
    for name in NAMES[:count]:
        shutil.copy(project_path('data', 'boards', name), folder)
    return folder


def in_table(folder):
    "Corners by photograph, as corners.csv has them."
    placements = placements_in(read_corner_table(folder/'corners.csv'), NAMES)
    return {name: np.array(placement.corners) for name, placement in placements.items()}


# ---- without a browser ----

@pytest.mark.parametrize('turn_deg', (0, 30, 90, 200))
def test_snapping_finds_a_part_however_it_is_turned(turn_deg):
    turn = np.radians(turn_deg)
    frame = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    centre, half = np.array([64.3, 63.6]), np.array([40, 25])
    truth = np.array([[-1, -1], [1, -1], [-1, 1], [1, 1]])*half @ frame + centre
    y, x = (np.mgrid[0:2048, 0:2048] + 0.5)/16 - 0.5  # sixteen samples a pixel each way
    inside = (abs((np.stack([x, y], -1) - centre) @ frame.T) < half).all(2)
    share = inside.reshape(128, 16, 128, 16).mean((1, 3))
    noise = np.random.default_rng(turn_deg).normal(0, 3, (128, 128, 3))
    image = (60 + 90*share[..., None] + noise).clip(0, 255).astype(np.uint8)
    snapped, without = snap_corners(image, truth + np.array([[3, 0], [0, -3], [-2, 2], [2, 2]]))
    assert without == () and np.linalg.norm(snapped - truth, axis=1).max() < 0.1


def test_snapping_leaves_a_corner_at_a_side_without_edge():
    image = np.full((256, 256, 3), 60, np.uint8)
    image[80:, 70:180] = 150  # a part that goes on below the picture
    clicked = np.array([[72, 78], [177, 82], [72, 200], [177, 200.]])
    snapped, without = snap_corners(image, clicked)
    assert without == ('bottom',) and (snapped[2:] == clicked[2:]).all()
    assert np.linalg.norm(snapped[:2] - [[69.5, 79.5], [179.5, 79.5]], axis=1).max() < 0.1


def test_several_people_at_once_lose_nothing(tmp_path):
    folder = some_boards(tmp_path/'boards', 6)
    code = ('import sys; from pathlib import Path; from aoi_nb.labelling.corner_table import *\n'
            'work = AnnotatedFolder(Path(sys.argv[1]), sys.argv[2])\n'
            'for step in range(5):\n'
            '    for name in sys.argv[3:]:\n'
            '        before = work.placed()[name].corners\n'
            '        store_corners(work, name, before, [[10 + step, 10], [90, 10], [10, 90], [90, 90]], '
            'f"step {step}")\n')
    people = [subprocess.Popen([sys.executable, '-c', code, str(folder), who, *NAMES[start:start + 2]])
              for start, who in ((0, 'Ana'), (2, 'Ben'), (4, 'Cy'))]
    assert [person.wait(60) for person in people] == [0, 0, 0]
    assert {name: corners[0, 0] for name, corners in in_table(folder).items()} == dict.fromkeys(NAMES[:6], 14)
    events = LabelStore(folder/'labels.sqlite').history('corners')
    assert len(events) == 30 and {event.who for event in events} == {'Ana', 'Ben', 'Cy'}


def test_a_killed_kernel_leaves_a_table_with_all_that_was_acknowledged(tmp_path):
    folder = some_boards(tmp_path/'boards', 2)
    code = ('import sys; from pathlib import Path; from aoi_nb.labelling.corner_table import *\n'
            'work = AnnotatedFolder(Path(sys.argv[1]), "Ana")\n'
            'for step in range(10000):\n'
            '    name = work.names[step % 2]\n'
            '    corners = [[10 + step/100, 10], [200, 10], [10, 90], [200, 90]]\n'
            '    store_corners(work, name, work.placed()[name].corners, corners, "moved")\n'
            '    print(step, flush=True)\n')
    for kill_after in (3, 8, 9):
        person = subprocess.Popen([sys.executable, '-c', code, str(folder)], stdout=subprocess.PIPE, text=True)
        acknowledged = [int(person.stdout.readline()) for _ in range(kill_after)][-1]
        person.kill()
        person.wait()
        said = in_table(folder)[NAMES[acknowledged % 2]][0, 0]
        assert said in (10 + acknowledged/100, 10 + (acknowledged + 2)/100)  # or the one after it
        assert not AnnotatedFolder(folder).write()
        table = {name: one.tolist() for name, one in in_table(folder).items()}
        assert table == {name: one.corners for name, one in AnnotatedFolder(folder).placed().items()}


def test_a_folder_that_is_opened_again_knows_its_table(tmp_path):
    folder = some_boards(tmp_path/'boards', 1)
    for corners in (TRUTH[NAMES[0]], TRUTH[NAMES[0]] + 1):
        work = AnnotatedFolder(folder, 'Ana')
        store_corners(work, NAMES[0], work.placed()[NAMES[0]].corners, corners.tolist(), 'clicked')
        assert not work.write() and (in_table(folder)[NAMES[0]] == corners).all()


def test_a_table_that_cannot_be_written_is_said(tmp_path):
    work = AnnotatedFolder(some_boards(tmp_path/'boards'), 'Ana')
    store_corners(work, NAMES[0], None, TRUTH[NAMES[0]].tolist(), 'clicked')
    (work.path).write_text('nonsense')
    refused(lambda: store_corners(work, NAMES[1], None, TRUTH[NAMES[1]].tolist(), 'clicked'), "the header 'nonsense'")
    assert work.path.read_text() == 'nonsense' and NAMES[1] not in work.store.values('corners')


@pytest.mark.parametrize('name', ('=cmd.png', 'a,"b".png', HOSTILE, 'größe ×2.png'))
def test_names_that_are_hard_to_write(tmp_path, name):
    folder = some_boards(tmp_path/'boards', 1)
    (folder/NAMES[0]).rename(folder/name)
    store_corners(AnnotatedFolder(folder), name, None, TRUTH[NAMES[0]].tolist(), 'clicked')
    assert [row.name for row in read_corner_rows(folder)] == [name]


# ---- in the browser ----

class Screen:
    "The page of one folder, driven like a person drives it."

    def __init__(self, voila, page, folder, who='Ana'):
        self.page = page
        pid = str(folder.parent/'pid')
        voila.show(page, f'import os, pathlib\npathlib.Path({pid!r}).write_text(str(os.getpid()));',
                   f'from aoi_nb.labelling.corner_page import annotate\nannotate({str(folder)!r}, {who!r})',
                   wait='.aoi-corners')
        self.root, self.photo = page.locator('.aoi-corners'), page.locator('.aoi-corners canvas.photo')
        self.guide, self.status = page.locator('.aoi-corners .guide'), page.locator('.aoi-corners .status')
        self.pid_file = folder.parent/'pid'
        self.wait('canvas.photo[data-view]')

    def wait(self, selector):
        self.root.locator(selector).first.wait_for()

    def says(self, text, where='.guide'):
        self.root.locator(where).filter(has_text=text).wait_for()

    def saved(self):
        self.says('saved', '.status.saved')

    def at(self, point):
        "Screen place of a pixel of the photograph."
        self.wait('canvas.photo[data-view]')
        zoom, x, y = map(float, self.photo.get_attribute('data-view').split())
        box = self.photo.bounding_box()
        return box['x'] + x + (point[0] + 0.5)*zoom, box['y'] + y + (point[1] + 0.5)*zoom

    def click(self, *points):
        for point in points:
            self.page.mouse.click(*self.at(point))

    def drag(self, start, end):
        self.page.mouse.move(*self.at(start))
        self.page.mouse.down()
        self.page.mouse.move(*self.at((np.array(start) + end)/2))
        self.page.mouse.move(*self.at(end))
        self.page.mouse.up()

    def key(self, *keys):
        for key in keys:
            self.root.press(key)


def test_a_person_labels_three_photographs(voila, page, tmp_path, shoot):
    folder = some_boards(tmp_path/'boards')
    screen = Screen(voila, page, folder)
    c1, c2, c3, c4 = TRUTH[NAMES[0]]
    screen.click(c1, c2, c4)  # clockwise
    screen.says('This looks like c4, the bottom-right corner')
    shoot(page, 'corners_refused')
    screen.click(c1 - [0, 40])
    screen.says('mirrored')
    screen.click(c3)
    screen.says('Click c4')
    screen.click((c1 + c2)/2 - [0, 20])
    screen.says('cross or fold inwards')
    assert not (folder/'corners.csv').exists()
    for number, name in enumerate(NAMES[:3], 1):
        truth = TRUTH[name]
        if number > 1:
            screen.says('Click c1: the top-left corner')
            screen.click(*truth[:3])
        screen.says('4')
        page.mouse.move(*screen.at(truth[3]))
        shoot(page, f'corners_placing_{number}')
        screen.click(truth[3])
        screen.says(f'{number} of 3 done', '.tally')
        screen.saved()
        assert np.linalg.norm(in_table(folder)[name] - truth, axis=1).max() < 0.5
        screen.key('n')
    screen.drag(TRUTH[NAMES[2]][0], TRUTH[NAMES[2]][3] + [15, 10])
    screen.says('Refused')
    shoot(page, 'corners_drag_refused')
    boards, _ = read_boards(folder)
    assert len(boards) == 3 and np.linalg.norm(boards.corners - [TRUTH[name] for name in NAMES[:3]], axis=2).max() < 0.5


def test_the_page_says_what_is_odd_while_one_clicks(voila, page, tmp_path, shoot):
    screen, truth = Screen(voila, page, some_boards(tmp_path/'boards', 2)), TRUTH[NAMES[0]]
    screen.click(*truth)
    screen.says('All four corners are placed')
    screen.key('n')
    screen.says('Click c1')
    truth = TRUTH[NAMES[1]]
    screen.click(*truth[:2], truth[2] + [-30, 0])
    screen.says('The angle at c1 is 10')  # 107°, before the last corner is placed
    screen.key('Control+z')
    screen.click(truth[2], truth[3] + [40, 30])
    screen.says('No rectangle: the angle at c4 is')
    screen.says('Another size than on the other boards')
    screen.wait('.steps button.odd')
    shoot(page, 'corners_odd')
    screen.saved()  # a person decides
    screen.drag(truth[3] + [40, 30], truth[3])
    screen.says('All four corners are placed')
    wait_for(lambda: screen.root.locator('.steps button.odd').count() == 0)


def test_drag_nudge_snap_undo_copy_and_scale(voila, page, tmp_path, shoot):
    folder = some_boards(tmp_path/'boards')
    screen, truth = Screen(voila, page, folder), TRUTH[NAMES[0]]

    def corners():
        screen.saved()
        return in_table(folder)[NAMES[0]]

    screen.click(*truth[:3], truth[3] + [3, 3])
    first = corners()
    screen.drag(first[3], first[3] - [2, 2])
    dragged = corners()
    assert np.allclose(dragged[3], first[3] - [2, 2], atol=0.3) and (dragged[:3] == first[:3]).all()
    screen.key('1', 'ArrowRight', 'ArrowRight', 'Shift+ArrowUp')
    screen.says('saving', '.status')
    nudged = corners()
    assert np.allclose(nudged[0] - dragged[0], [0.5, -1])
    screen.key('s')
    wait_for(lambda: np.linalg.norm(in_table(folder)[NAMES[0]] - truth, axis=1).max() < 0.6)
    for key, note, expected in (('Control+z', 'Undo: snapped to the edges.', nudged),
                                ('Control+z', 'Undo: nudged c1.', dragged),
                                ('Control+y', 'Redo: nudged c1.', nudged)):
        screen.key(key)
        screen.says(note)
        assert (corners() == expected).all()
    screen.key('n')
    screen.says('Click c1')
    screen.key('c')
    screen.says('2 of 3 done', '.tally')
    screen.saved()
    assert (in_table(folder)[NAMES[1]] == nudged).all()
    screen.key('m')
    screen.click(*nudged[:2])
    screen.says('How long is that?')
    shoot(page, 'corners_scale')
    page.keyboard.type('10')
    page.keyboard.press('Enter')
    screen.says('in 3 photographs')
    screen.saved()
    scale = 10/np.linalg.norm(nudged[1] - nudged[0])  # from corner to corner, exactly
    rows = placements_in(read_corner_table(folder/'corners.csv'), NAMES)
    assert [one.scale for one in rows.values()] == pytest.approx([scale]*2, rel=1e-5)
    screen.key('n', 'a')
    screen.says('Click c1')
    screen.click(*(TRUTH[NAMES[2]] + [[2, 2], [-2, 1], [1, -2], [-1, -2]]))
    screen.saved()
    assert np.linalg.norm(in_table(folder)[NAMES[2]] - TRUTH[NAMES[2]], axis=1).max() < 0.6


def test_a_large_photograph_is_sharp_where_one_looks_and_a_plain_one_has_no_edge(voila, page, tmp_path, shoot):
    folder = tmp_path/'boards'
    folder.mkdir()
    image = np.full((2200, 3200, 3), 70, np.uint8)
    image[::40, :] = image[:, ::40] = 82  # something to see
    image[903:1904, 1401:2602] = 160
    write_png(folder/'1 large.png', image)
    write_png(folder/HOSTILE, image[200:456, 200:456]*0 + 90)
    truth = np.array([[1400.5, 902.5], [2601.5, 902.5], [1400.5, 1903.5], [2601.5, 1903.5]])

    def corners(name):
        return np.array(placements_in(read_corner_table(folder/'corners.csv'), [name])[name].corners)

    screen = Screen(voila, page, folder)
    screen.click(*truth[:3])
    page.mouse.move(*screen.at(truth[3]))
    for _ in range(8):
        page.mouse.wheel(0, -300)
    page.wait_for_function("Number(document.querySelector('.aoi-corners canvas.photo').dataset.view.split(' ')[0]) > 5")
    page.wait_for_function("Number(document.querySelector('.aoi-corners canvas.photo').dataset.tiles) >= 1")
    shoot(page, 'corners_large')
    screen.click(truth[3])
    screen.saved()
    assert np.linalg.norm(corners('1 large.png') - truth, axis=1)[3] < 0.2
    screen.key('0', 's')
    wait_for(lambda: np.abs(corners('1 large.png') - truth).max() < 0.1)
    screen.key('n')
    screen.says('Click c1')
    screen.says(HOSTILE, '.name')
    screen.click([60, 60], [190, 60], [60, 190], [190, 190])
    screen.saved()
    before = corners(HOSTILE)
    screen.key('s')
    screen.says('No edge found at the top and right and bottom and left')
    assert (corners(HOSTILE) == before).all()


def test_killed_kernel_and_reload_lose_nothing_that_was_saved(voila, page, tmp_path, shoot):
    folder = some_boards(tmp_path/'boards')
    screen = Screen(voila, page, folder)
    screen.click(*TRUTH[NAMES[0]])
    screen.saved()
    screen.key('n')
    screen.says('Click c1')
    screen.click(*TRUTH[NAMES[1]][:3])
    kernel = int(screen.pid_file.read_text())
    os.kill(kernel, signal.SIGSTOP)  # it will not answer
    screen.click(TRUTH[NAMES[1]][3])
    screen.says('saving', '.status')
    os.kill(kernel, signal.SIGKILL)
    screen.says('not saved: the kernel is gone', '.status.lost')
    shoot(page, 'corners_kernel_gone')
    screen.drag(TRUTH[NAMES[1]][0], TRUTH[NAMES[1]][0] - 30)  # nothing is taken that would be lost
    assert list(in_table(folder)) == NAMES[:1]
    page.reload()
    screen.wait('.status.saved')
    screen.says(NAMES[1], '.name')  # the first one without corners
    screen.says('1 of 3 done', '.tally')
    assert np.linalg.norm(in_table(folder)[NAMES[0]] - TRUTH[NAMES[0]], axis=1).max() < 0.5
    screen.wait('canvas.photo[data-view]')
    screen.says('Click c1')
    screen.click(*TRUTH[NAMES[1]])
    screen.saved()
    assert list(in_table(folder)) == NAMES[:2]


def test_other_people_and_other_programs(voila, page, tmp_path, shoot):
    folder = some_boards(tmp_path/'boards')
    table = folder/'corners.csv'
    shutil.copy(project_path('data', 'boards', 'corners.csv'), table)  # twelve rows, three photographs
    original = table.read_bytes()
    screen = Screen(voila, page, folder)
    screen.says('3 of 3 done', '.tally')
    assert table.read_bytes() == original  # looking changes nothing
    ben = AnnotatedFolder(folder, 'Ben')
    store_corners(ben, NAMES[1], ben.placed()[NAMES[1]].corners, None, 'cleared')
    screen.says('2 of 3 done', '.tally')  # seen without a reload
    lines = table.read_text().splitlines()
    assert len(lines) == 13 and lines[4:] == original.decode().splitlines()[4:]
    table.write_text(table.read_text().replace('77.585', '75.25'))
    screen.says('Another program has changed corners.csv', '.question')
    shoot(page, 'corners_changed_outside')
    changed = table.read_bytes()
    screen.drag(TRUTH[NAMES[0]][3], TRUTH[NAMES[0]][3] + 10)
    assert table.read_bytes() == changed
    screen.root.get_by_role('button', name='Take the table’s').click()
    screen.saved()
    assert table.read_bytes() == changed and ben.placed()[NAMES[0]].corners[0][0] == 75.25
    lines = table.read_text().splitlines()
    fields = lines[3].split(',')
    lines[3] = ','.join([*fields[:5], *fields[7:9], *fields[5:7], *fields[9:]])  # c3 and c4 exchanged elsewhere
    table.write_text('\n'.join(lines) + '\n')
    screen.root.get_by_role('button', name='Take the table’s').click()
    screen.wait('.steps button.wrong')
    screen.key('n', 'n')
    screen.says('came from the table, and cannot be used')
    shoot(page, 'corners_wrong_in_table')


def test_without_a_kernel_the_notebook_has_a_picture(tmp_path):
    from aoi_nb.labelling.corner_page import annotate

    data, _ = annotate(some_boards(tmp_path/'boards'))._repr_mimebundle_()
    assert data['image/png'].startswith('iVBOR')
