"Placement on the board: near to the truth, reviewed where a board is not registered, in the picture if told so."
import csv
import json

import numpy as np
import pytest
from attack.programs import make_program
from conftest import made_once

from aoi_nb.core.files import BadInput, project_path, read_json
from aoi_nb.core.images import write_png
from aoi_nb.core.parameters import stage_settings
from aoi_nb.demo.rendered_boards import make_product, render_board
from aoi_nb.inspection.boards import run_boards
from aoi_nb.inspection.frames import Photographs, frames_of, learn_choice, part_on_board, read_frames
from aoi_nb.inspection.judgement import Found, Limits, Tolerance
from aoi_nb.inspection.program import Program, load_program
from aoi_nb.inspection.registration import Registrar
from aoi_nb.inspection.station import evaluate_program, inspect_paths
from aoi_nb.inspection.verdict_rates import judge_apart, within_tolerance
from aoi_nb.inspection.window_sets import read_boards
from aoi_nb.inspection.windows import SIDE, Window
from aoi_nb.runs.chains import INSPECTION

LIMITS = Limits(0.1, 0.1, 5.0, sites=9)


@pytest.fixture(scope='module')
def golden():
    return read_boards(project_path('data', 'boards'))[0]


@pytest.fixture(scope='module')
def line():
    return read_boards(project_path('data', 'line'))[0]


@pytest.fixture(scope='module')
def program(golden):
    "What judges on the board, without a network."
    choice, reference = learn_choice('board', 'rigid', list(golden.images), golden.corners)
    registrar = Registrar(reference)
    on_board = part_on_board(golden.corners, [registrar(photo) for photo in golden.images])
    return Program('', '', None, Window(1., 0., 0., SIDE, SIDE), golden.corners.mean(axis=0), 0.1,
                   Tolerance(4, 3, 'test'), LIMITS, 1, choice, registrar, on_board)


def test_the_line_is_placed_on_the_board_as_its_table_says(program, line):
    with open(project_path('data', 'line', 'corners.csv'), newline='', encoding='utf-8') as file:
        table = list(csv.DictReader(file))
    truth = [[float(row[name]) for name in ('shift_x_px', 'shift_y_px', 'rotation_deg')] for row in table]
    rows = [program.judge(Found(corners), program.register(photo))
            for corners, photo in zip(line.corners, line.images, strict=True)]
    for row, (right, down, turn) in zip(rows, truth, strict=True):
        assert abs(row['shift_px'] - np.hypot(right, down)) < 0.25 and abs(row['rotation_deg'] - turn) < 0.2
        assert row['uncertainty']['shift_px'] > LIMITS.shift_px and json.dumps(row, allow_nan=False)
        assert row['shift_mm'] == pytest.approx(row['shift_px']*0.1, abs=1e-4)
    assert max(abs(row['shift_photo_px'] - np.hypot(*there[:2])) for row, there in zip(rows, truth, strict=True)) > 1


def test_within_tolerance_is_within_it_on_the_board(program, line):
    "A board 3 px aside with its part in place is good there, and beyond the tolerance in the picture."
    aside = np.array([[1.0, 0, 3], [0, 1, 0], [0, 0, 1]])
    frame = program.register(line.images[10])
    moved = type(frame)(frame.matrix @ np.linalg.inv(aside), 0.0, 1.0, 1.0, 0.05, 0.01)
    corners = np.array([line.corners[10] + np.array([3.0, 0])])
    assert list(within_tolerance(program, corners, [moved])) == [True]
    assert list(within_tolerance(program, corners)) == [False]
    found = [Found(corners[0])]
    assert judge_apart(program, found, np.ones(1, bool), ['a'], None, [moved]).verdicts == ['pass']
    assert judge_apart(program, found, np.ones(1, bool), ['a'], None).verdicts == ['fail']


@pytest.mark.parametrize('spoil', [lambda photo: np.rot90(photo, 2).copy(), lambda photo: photo*0 + 90,
                                   lambda photo: photo[:, ::-1].copy()], ids=['turned', 'empty', 'mirrored'])
def test_a_board_that_is_not_registered_is_never_passed_and_never_failed(program, line, spoil):
    frame = program.register(spoil(line.images[10]))
    for corners in (program.nominal, line.corners[10], program.nominal + 30):
        row = program.judge(Found(corners), frame)
        assert row['verdict'] == 'review' and row['reasons'][0].startswith('not registered: ')
        assert (row['shift_px'], row['shift_mm'], row['rotation_deg'], row['frame']['matrix']) == (None,)*4
        assert row['shift_photo_px'] >= 0 and (program.belongs(row) == program.nominal).all()
    strange = program.judge(Found(program.nominal, misfit=2e6), frame)
    assert len(strange['reasons']) == 2 and 'looks unlike the golden part' in strange['reasons'][1]


def test_no_photograph_is_judged_without_its_frame(program, line):
    found = Found(line.corners[0])
    with pytest.raises(ValueError, match='a frame for each photograph, or none'):
        program.judge(found)
    with pytest.raises(ValueError, match='none where placement is measured in the picture'):
        program.in_picture.judge(found, program.register(line.images[0]))
    row = program.in_picture.judge(found)
    assert row['frame'] is None
    assert (row['shift_px'], row['rotation_deg']) == (row['shift_photo_px'], row['rotation_photo_deg'])


@pytest.fixture
def places(tmp_path):
    "A boards folder of many places: each photograph shows the part amid other surroundings."
    rows = []
    for number in range(6):
        generator = np.random.default_rng([5, number])
        product = make_product(np.random.default_rng(100 + number))
        photo, corners = render_board(product, generator, (0, 0, 0), scale=2)[:2]
        write_png(tmp_path/'places'/f'{number}.png', photo)
        rows.append(','.join([f'{number}.png', *(f'{value:.3f}' for value in np.ravel(corners))]))
    header = 'image,c1x,c1y,c2x,c2y,c3x,c3y,c4x,c4y'
    (tmp_path/'places'/'corners.csv').write_text('\n'.join([header, *rows]) + '\n')
    return tmp_path/'places'


def test_other_surroundings_each_time_are_measured_in_the_picture(places, tmp_path):
    settings = stage_settings('boards', {'boards_dir': str(places), 'unseen_photos': 1})
    metrics = run_boards(settings, tmp_path/'run').metrics
    frame = metrics['frame']
    assert frame['kind'] == 'photo' and 'do not show the surroundings of the others' in frame['reason']
    assert [text for text in metrics['warnings'] if text == f'placement is measured in the picture: {frame["reason"]}']
    learnt = read_frames(tmp_path/'run')
    assert (learnt.reference, learnt.frames) == (None, {'train': None, 'real': None})
    assert not (tmp_path/'run'/'boards'/'board.npz').exists()


def test_the_picture_as_asked_for_warns_of_nothing(tmp_path):
    metrics = run_boards(stage_settings('boards', {'frame': 'photo'}), tmp_path/'run').metrics
    assert metrics['frame']['reason'] == 'boards.frame = photo' and not metrics['warnings']
    assert INSPECTION.presets['paper']['boards.frame'] == 'photo'


@pytest.mark.parametrize('given', [{'frame': 'panel'}, {'frame_model': 'affine'}])
def test_another_frame_is_refused(given):
    with pytest.raises(BadInput, match=next(iter(given))):
        stage_settings('boards', given)


def test_windows_cut_from_photographs_have_no_frames(program, tmp_path, line):
    write_png(tmp_path/'a.png', line.images[0])
    whole, cut = (Photographs([tmp_path/'a.png'], Window(1., 0., 0., side, side)) for side in (256, 640))
    assert frames_of(program.registrar, cut) is None and len(frames_of(program.registrar, whole)) == 1


def test_an_inspection_and_an_evaluation_measure_on_the_board(tmp_path_factory, tmp_path, golden):
    pytest.importorskip('tensorflow')
    made = made_once(tmp_path_factory, 'stand-in', lambda folder: make_program(folder/'program'))
    loaded, photos = load_program(made/'program'), project_path('data', 'boards')
    row, = inspect_paths(made/'program', [photos/'board02.png'], tmp_path/'out', progress=False)
    assert row['frame']['share'] > 0.9 and row['shift_px'] != row['shift_photo_px']
    assert read_json(made/'program'/'program.json')['frame']['kind'] == 'board'
    frames = frames_of(loaded.registrar, Photographs([photos/name for name in golden.names], loaded.window))
    assert evaluate_program(loaded, golden, frames=frames)['frame'] == 'board'
    assert evaluate_program(loaded, golden)['frame'] == 'photo'
