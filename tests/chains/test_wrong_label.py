"One label moved by 12 px: the program made beside it is as exact as before, and the photograph is named."
import csv
import shutil
from dataclasses import replace

import numpy as np
import pytest
from conftest import SMALL

from aoi_nb.core.files import project_path
from aoi_nb.core.images import read_image
from aoi_nb.core.parameters import stage_settings
from aoi_nb.inspection.alignment import Refiner, learn_appearance
from aoi_nb.inspection.annotation import golden_part
from aoi_nb.inspection.boards import run_boards
from aoi_nb.inspection.calibration import calibrate, calibration_sets, limits_from
from aoi_nb.inspection.corner_rows import read_corner_rows
from aoi_nb.inspection.judgement import Finder, Tolerance
from aoi_nb.inspection.label_check import check_run_labels, relied_on
from aoi_nb.inspection.pose import box_of, corners_of
from aoi_nb.inspection.program import Program, load_program
from aoi_nb.inspection.summary import inspection_summary
from aoi_nb.inspection.synthesis import run_synthesis
from aoi_nb.inspection.vicinity import left_out_refiners
from aoi_nb.inspection.window_sets import read_boards, read_set, write_boards
from aoi_nb.inspection.windows import SIDE, Window


def verdicts(run):
    "What a program says of the demo's line."
    program = load_program(run/'program')
    photos = [read_image(row.path) for row in read_corner_rows(project_path('data', 'line'))]
    found = zip(program.locate(photos), photos, strict=True)
    return [program.judge(part, program.register(photo))['verdict'] for part, photo in found]


def none_lost(before, after):
    "Whether every part that passed or failed still does."
    return all(old in ('review', new) for old, new in zip(before, after, strict=True))


class StandIn:
    "A network that is 2 px and 1° off on the images it is shown."
    path = None

    def __init__(self, sets):
        self.answers = {image.tobytes(): corners for images in sets
                        for image, corners in zip(images.images, images.corners, strict=True)}

    def batches(self, windows):
        away = np.array([1.4, 1.4, np.radians(1), 0, 0])
        yield slice(None), np.array([corners_of(box_of(self.answers[window.tobytes()]) + away) for window in windows])


def program_of(folder, boards):
    "Labels, limits, and verdicts on the demo's line, of a program made of these photographs with a stand-in network."
    write_boards(folder/'boards', boards)
    run_boards(stage_settings('boards', {'boards_dir': str(folder/'boards'), 'unseen_photos': 1,
                                         'real_dir': str(project_path('data', 'line'))}), folder/'run')
    run_synthesis(stage_settings('synthesis', {'images': 4, 'unseen_images': 2, 'calibration_images': 12,
                                               'faulty_images': 3}), folder/'run')
    labels, train, line = check_run_labels(folder/'run'), *(read_set(folder/'run', name) for name in ('train', 'real'))
    sets, trusted = calibration_sets(folder/'run', labels)[0], relied_on(train, labels)[1]
    finder = Finder(StandIn([*sets.values(), line]))
    finder.refiner = Refiner(learn_appearance(trusted.images, trusted.corners))
    trust = [name in trusted.names for name in train.names]
    refiners = left_out_refiners(train.images, train.corners, train.sites, trust)
    part = golden_part(trusted.corners)
    limits = limits_from(calibrate(folder/'run', finder, refiners, part, labels=labels), 0.95)
    program = Program('', '', finder, Window(1., 0., 0., SIDE, SIDE), part, None, Tolerance(4, 3, 'test'), limits)
    return labels, limits, [program.judge(program.to_photo(found))['verdict'] for found in finder(line.images)]


@pytest.fixture(scope='module')
def clean(tmp_path_factory):
    "The demo boards, and what follows from them with one photograph kept apart."
    boards = read_boards(project_path('data', 'boards'))[0]
    return boards, *program_of(tmp_path_factory.mktemp('clean'), boards)


@pytest.mark.parametrize('kind', ['the only one kept apart', 'trained on'])
def test_no_verdict_is_lost_and_no_bound_grows(clean, kind, tmp_path):
    boards, labels, limits, before = clean
    assert before.count('pass') == 6 and not labels.wrong
    name = labels.golden.names[0] if kind == 'trained on' else labels.apart[0]
    moved = np.array([name == other for other in boards.names])[:, None, None]*np.array([9, -8])
    wrong, others, after = program_of(tmp_path, replace(boards, corners=boards.corners + moved))
    assert wrong.doubted == {name} and none_lost(before, after)
    assert others.shift_px < 1.5*limits.shift_px and others.rotation_deg < 1.5*limits.rotation_deg


def test_the_verdicts_stay_and_the_photograph_is_named(run, tmp_path):
    pytest.importorskip('tensorflow')
    from aoi_nb.inspection.inspection import run_inspection

    names = [row.name for row in read_corner_rows(run/'boards'/'unseen')]
    boards = shutil.copytree(project_path('data', 'boards'), tmp_path/'boards')
    again = shutil.copytree(run, tmp_path/'run')
    with open(boards/'corners.csv', newline='') as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row['image'] == names[0]:
            row |= {f'c{k}{axis}': str(float(row[f'c{k}{axis}']) + move)
                    for k in '1234' for axis, move in (('x', 9), ('y', -8))}
    with open(boards/'corners.csv', 'w', newline='') as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    chosen = {'boards_dir': str(boards), 'real_dir': str(project_path('data', 'line'))}
    run_boards(stage_settings('boards', chosen), again)
    small = {name.partition('.')[2]: int(value) for name, value in (text.split('=') for text in SMALL)
             if name.startswith('synthesis')}
    run_synthesis(stage_settings('synthesis', small), again)
    result = run_inspection(stage_settings('inspection'), again)  # with the network of the run before
    before, after = load_program(run/'program'), result.program
    assert np.linalg.norm(after.nominal - before.nominal, axis=1).max() < 0.2
    assert after.limits.shift_px < 1.5*before.limits.shift_px and after.limits.shape_px < 1.5*before.limits.shape_px
    assert none_lost(verdicts(run), verdicts(again))
    assert list(result.metrics['contradicted']) == [names[0]]
    assert result.metrics['contradicted'][names[0]] == pytest.approx(12, abs=0.5)
    assert any(names[0] in sentence for sentence in result.metrics['warnings'])
    parts = dict(inspection_summary(again, ('boards', 'inspection'), lambda stage: ['AAAA', 'BBBB']))
    html = parts['Before you rely on it']
    assert list(parts)[:2] == ['May it be used?', 'Before you rely on it']
    assert names[0] in html and 'AAAA' in html and 'BBBB' not in html
