"A board with many parts: one run, one program, one capture; a verdict for each part and one for the board."
import csv
import json
import shutil
import sqlite3
from contextlib import closing

import numpy as np
import pytest
from conftest import aoi, refused

from aoi_nb.core.files import project_path, read_json, write_json
from aoi_nb.core.images import read_image, write_png
from aoi_nb.inspection.board_inspection import evaluate_board
from aoi_nb.inspection.board_picture import BoardPicture, read_picture, save_picture
from aoi_nb.inspection.board_program import load_board
from aoi_nb.inspection.corner_rows import read_corner_rows
from aoi_nb.inspection.program_file import sealed
from aoi_nb.inspection.program_versions import set_part_tolerance

PANEL = project_path('data', 'panel')
PARTS = ('R1', 'R2', 'R3', 'R5', 'R8', 'D1', 'D2', 'D3', 'U3', 'U4')  # of three types, in four directions
SMALL = ('synthesis.images=96', 'synthesis.unseen_images=24', 'synthesis.calibration_images=40', 'training.epochs=4')


def chosen(table, out, wanted):
    "The rows of some parts, the header as it is."
    with open(table, encoding='utf-8') as file:
        header, *rows = list(csv.reader(file))
    with open(out, 'w', encoding='utf-8', newline='') as file:
        csv.writer(file).writerows([header, *(row for row in rows if wanted(dict(zip(header, row, strict=True))))])


@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    "Golden photographs of the board, with ten of its parts."
    folder = tmp_path_factory.mktemp('board')/'golden'
    shutil.copytree(PANEL/'golden', folder)
    types = {row.type for row in read_corner_rows(PANEL/'golden') if row.part in PARTS}
    chosen(PANEL/'golden'/'corners.csv', folder/'corners.csv', lambda row: row['part'] in PARTS)
    chosen(PANEL/'golden'/'tolerances.csv', folder/'tolerances.csv', lambda row: row['type'] in types)
    return folder


@pytest.fixture(scope='module')
def run(folder):
    "A small run."
    out = folder.parent/'run'
    made = aoi('run', 'inspection', '--boards', folder, '--out', out,
               *(part for value in SMALL for part in ('--set', value)))
    assert made.returncode == 0, made.stderr[-3000:]
    return out


@pytest.fixture(scope='module')
def verdicts(run):
    "The verdicts on four boards of the line."
    made = aoi('inspect', run/'program', *sorted((PANEL/'line').glob('line0[1-4].jpg')), '--out', run.parent/'verdicts')
    assert made.returncode == 1, made.stderr[-3000:]  # some fail
    assert made.stdout.startswith('4 images, 40 parts: '), made.stdout
    return [json.loads(line) for line in (run.parent/'verdicts'/'verdicts.jsonl').read_text().splitlines()]


def truth():
    "What each part of the line's boards is."
    with open(PANEL/'line'/'truth.csv', encoding='utf-8') as file:
        return {(row['image'], row['part']): row for row in csv.DictReader(file)}


def test_each_type_has_its_program_and_the_board_one_folder(run):
    stored = read_json(run/'program'/'program.json')
    assert {part['part'] for part in stored['parts']} == set(PARTS)
    assert {one['type'] for one in stored['types']} == {part['type'] for part in stored['parts']}
    for one in stored['types']:
        assert (run/'program'/one['folder']/'program.json').is_file()
    allowed = {part['part']: part['tolerance'] for part in stored['parts']}
    assert allowed['R1'] == {'shift_px': 5.0, 'rotation_deg': 5.0, 'source': 'drawing of the panel, revision C'}
    metrics = read_json(run/'metrics.json')
    assert metrics['real']['n'] == len(PARTS) and metrics['real']['centre_median_px'] < 1
    assert 'Each type by itself' in (run/'report.html').read_text()


def test_a_line_for_each_part_and_one_for_each_board(run, verdicts):
    assert len(verdicts) == 40 and len({(row['image'], row['part']) for row in verdicts}) == 40
    boards = [json.loads(line) for line in (run.parent/'verdicts'/'boards.jsonl').read_text().splitlines()]
    for board in boards:
        its = [row['verdict'] for row in verdicts if row['image'] == board['image']]
        assert board['parts'] == len(PARTS) and board['verdict'] == min(its, key=('fail', 'review', 'pass').index)
    with closing(sqlite3.connect(run.parent/'verdicts'/'trace.sqlite')) as connection:
        assert connection.execute('select count(*), count(distinct part) from verdicts').fetchone() == (40, 10)
    assert len(list((run.parent/'verdicts'/'overlays').glob('*.jpg.jpg'))) == 4


def test_no_bad_part_passes_and_placement_is_that_on_the_board(verdicts):
    expected, shifts = truth(), []
    for row in verdicts:
        its = expected[row['image'], row['part']]
        assert not (its['defect'] and row['verdict'] == 'pass'), (row['image'], row['part'], its['defect'])
        if not its['defect']:
            shifts.append(abs(row['shift_mm'] - float(its['shift_mm'])))
    assert np.median(shifts) < 0.02, shifts  # half a pixel; in the picture the board moves by ten
    passed = [row['verdict'] == 'pass' for row in verdicts if not expected[row['image'], row['part']]['defect']]
    assert np.mean(passed) > 0.5  # limits are learnt from three boards only


def test_a_part_too_many_is_called_where_it_lies(run):
    program = load_board(run/'program')
    good = read_image(PANEL/'golden'/'golden01.jpg')
    before = {row['part']: row for row in program.judge_photo(good)}
    assert not [row for row in before.values() if row['verdict'] == 'fail']
    corners = np.array(before['R1']['corners_px'])
    first, last = np.floor(corners.min(axis=0)).astype(int) - 3, np.ceil(corners.max(axis=0)).astype(int) + 4
    chip = np.ascontiguousarray(np.rot90(good[first[1]:last[1], first[0]:last[0]]))
    tried = []
    for turn in range(0, 360, 10):  # the plainest place beside it
        away = 46*np.array([np.cos(np.radians(turn)), np.sin(np.radians(turn))])
        x, y = np.round(corners.mean(axis=0) + away).astype(int)
        area = np.s_[y - chip.shape[0]//2:, x - chip.shape[1]//2:]
        seen = good[area][:chip.shape[0], :chip.shape[1]]
        tried.append((float(seen.std()), x, y))
    _, x, y = min(tried)
    photo = good.copy()
    photo[y - chip.shape[0]//2:, x - chip.shape[1]//2:][:chip.shape[0], :chip.shape[1]] = chip
    after = {row['part']: row for row in program.judge_photo(photo)}
    assert (after['R1']['verdict'], after['R1']['defect']) == ('fail', 'second_part'), after['R1']
    assert 'looks like R_0603_1608Metric' in after['R1']['reasons'][0]
    assert [part for part, row in after.items() if row['verdict'] == 'fail'] == ['R1']


def test_a_board_that_is_upside_down_is_for_a_person(run, tmp_path):
    write_png(tmp_path/'turned.png', np.ascontiguousarray(read_image(PANEL/'line'/'line01.jpg')[::-1, ::-1]))
    made = aoi('inspect', run/'program', tmp_path/'turned.png', '--out', tmp_path/'out')
    assert made.returncode == 3, made.stdout + made.stderr
    rows = [json.loads(line) for line in (tmp_path/'out'/'verdicts.jsonl').read_text().splitlines()]
    assert {row['verdict'] for row in rows} == {'review'} and all('not registered' in row['reasons'][0] for row in rows)
    assert {row['shift_px'] for row in rows} == {None}


def test_half_a_board_is_judged_again_and_nothing_twice(run, verdicts, tmp_path):
    out = tmp_path/'out'
    shutil.copytree(run.parent/'verdicts', out)
    lines = (out/'verdicts.jsonl').read_text().splitlines(keepends=True)
    (out/'verdicts.jsonl').write_text(''.join(lines[:25]))  # a power cut in the third board
    (out/'boards.jsonl').unlink()
    again = aoi('inspect', run/'program', *sorted((PANEL/'line').glob('line0[1-4].jpg')), '--out', out)
    assert again.returncode == 1 and '2 of 4 images were judged before' in again.stdout
    rows = [json.loads(line) for line in (out/'verdicts.jsonl').read_text().splitlines()]
    assert [(row['image'], row['part']) for row in rows] == [(row['image'], row['part']) for row in verdicts]
    assert len((out/'boards.jsonl').read_text().splitlines()) == 4


def test_an_edited_program_is_refused_wherever_it_was_edited(run, tmp_path):
    for name, (old, new) in {'program.json': ('"shift_px": 5.0', '"shift_px": 50.0'),
                             'R_0603_1608Metric/program.json': ('"symmetry": 1', '"symmetry": 2')}.items():
        folder = tmp_path/name.replace('/', '_')
        shutil.copytree(run/'program', folder)
        text = (folder/name).read_text()
        assert old in text
        (folder/name).write_text(text.replace(old, new, 1))
        refused(lambda folder=folder: load_board(folder), 'program.json')


def test_a_picture_counts_only_where_the_program_answers_for_it(run, tmp_path):
    assert load_board(run/'program').picture is not None
    edited, older = tmp_path/'edited', tmp_path/'older'
    for folder in (edited, older):
        shutil.copytree(run/'program', folder)
    picture = read_picture(edited)
    save_picture(edited, BoardPicture(picture.mean, np.full_like(picture.differs, 255)))  # nothing would be odd
    refused(lambda: load_board(edited), 'picture.npz')
    stored = read_json(older/'program.json')
    del stored['seal'], stored['files']['picture.npz']  # as programs were before boards had a picture
    write_json(older/'program.json', sealed(stored))
    assert load_board(older).picture is None


def test_the_tolerance_of_a_part_or_type_is_changed_by_a_version(run, tmp_path):
    shutil.copytree(run/'program', tmp_path/'program')
    set_part_tolerance(tmp_path/'program', 'R2', 'drawing D', 'new revision', 'Ada', shift_mm=0.1)
    stored = read_json(tmp_path/'program'/'program.json')
    allowed = {part['part']: part['tolerance']['shift_px'] for part in stored['parts']}
    assert (allowed['R1'], allowed['R2'], stored['changes'][0]['who']) == (5.0, 2.5, 'Ada')
    assert load_board(tmp_path/'program').id == stored['seal'] != read_json(run/'program'/'program.json')['seal']
    refused(lambda: set_part_tolerance(tmp_path/'program', 'X9', 'drawing D', 'why', 'Ada', shift_px=3), "'X9'")
    refused(lambda: set_part_tolerance(tmp_path/'program', 'R2', 'drawing D', 'why', 'Ada', shift_mm=0.1), 'already')
    shown = aoi('program', 'show', tmp_path/'program')
    assert 'R2: shift 2.5 px (0.1 mm)' in shown.stdout and '10 parts of 3 types' in shown.stdout


def test_a_program_is_measured_on_boards_with_known_corners(run, folder):
    figures = evaluate_board(load_board(run/'program'), folder)
    assert figures['n'] == 30 and figures['centre_median_px'] < 0.5 < figures['baseline']['centre_median_px']
    odd = folder.parent/'odd'
    shutil.copytree(folder, odd)
    (odd/'corners.csv').write_text((odd/'corners.csv').read_text().replace(',R1,', ',R99,'))
    refused(lambda: evaluate_board(load_board(run/'program'), odd), "part = 'R99'")


@pytest.mark.parametrize(('edit', 'part'), [
    (lambda text: text.replace(',R2,', ',R1,'), 'each part of a photograph once'),
    (lambda text: text.replace(',R2,', ',,'), 'no part'),
    (lambda text: text.replace('golden01.jpg,R1,R_0603_1608Metric', 'golden01.jpg,R1,R_0805'),
     "type = 'R_0603_1608Metric' of R1")])
def test_tables_that_cannot_be_right_are_refused(folder, tmp_path, edit, part):
    shutil.copytree(folder, tmp_path/'odd')
    table = tmp_path/'odd'/'corners.csv'
    table.write_text(edit(table.read_text()))
    refused(lambda: read_corner_rows(tmp_path/'odd'), part)
