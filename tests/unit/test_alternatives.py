"A part that is not the golden one does not pass, however well the rest of it looks: the places that tell it decide."
from dataclasses import replace

import cv2
import numpy as np
import pytest
from attack import turned

from aoi_nb.core.files import project_path
from aoi_nb.inspection.alignment import Refiner, learn_appearance
from aoi_nb.inspection.alternatives import blank_shares
from aoi_nb.inspection.calibration import golden_found, limits_from, measure_answers
from aoi_nb.inspection.judgement import Finder, Found, Tolerance, refine_found
from aoi_nb.inspection.pose import transform_corners
from aoi_nb.inspection.program import Program
from aoi_nb.inspection.vicinity import left_out_refiners
from aoi_nb.inspection.window_sets import read_boards
from aoi_nb.inspection.windows import SIDE, Window

ORDERS = {'as it is': [0, 1, 2, 3], 'turned by 90°': [1, 3, 0, 2], 'turned by 270°': [2, 0, 3, 1],
          'turned by 180°': [3, 2, 1, 0], 'mirrored': [1, 0, 3, 2]}


class NoNetwork:
    path = None


def program_of(boards, symmetries=(1,)):
    "Programs of photographs, each measured by those of the other sites."
    golden = golden_found(boards, left_out_refiners(boards.images, boards.corners, boards.sites))
    part, finder, programs = boards.corners.mean(axis=0), Finder(NoNetwork()), []
    finder.refiner = Refiner(learn_appearance(boards.images, boards.corners))
    for symmetry in symmetries:
        measured = measure_answers(golden, golden, boards.corners, boards.sites, part, symmetry)
        limits = replace(limits_from(measured, 0.95), shape_px=1.0, misfit=1.2, visible=0.5)  # these tell nothing here
        programs.append(Program('', '', finder, Window(1., 0., 0., SIDE, SIDE), part, None, Tolerance(30, 20, 'test'),
                                limits, symmetry))
    return programs


def judged(program, image, corners):
    return program.judge(refine_found(program.find.refiner, image, Found(corners + np.array([1.5, -1]))))


def turned_in_place(image, corners, order):
    "The chip alone turned or mirrored, as the board and the light stay."
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), corners[order].astype(np.float32))
    other = cv2.warpPerspective(image, matrix, image.shape[1::-1], flags=cv2.INTER_CUBIC)
    outline = corners.mean(axis=0) + (corners - corners.mean(axis=0))*1.04
    mask = cv2.fillConvexPoly(np.zeros(image.shape[:2]), np.round(outline[[0, 1, 3, 2]]).astype(np.int32), 1)
    share = cv2.GaussianBlur(mask, (0, 0), 1)[..., None]
    return np.round(other*share + image*(1 - share)).astype(np.uint8)


@pytest.fixture(scope='module')
def line():
    return read_boards(project_path('data', 'line'))[0]


@pytest.fixture(scope='module')
def program():
    return program_of(read_boards(project_path('data', 'boards'))[0])[0]


@pytest.mark.parametrize('name', ORDERS)
def test_a_turned_or_mirrored_part_does_not_pass_and_is_called_so(program, line, name):
    for image, corners in zip(line.images, line.corners, strict=True):
        verdict = judged(program, turned_in_place(image, corners, ORDERS[name]), corners)
        assert (verdict['verdict'] == 'pass') == (name == 'as it is'), verdict['reasons']
        assert name == 'as it is' or f'the golden part {name} ' in verdict['reasons'][0]


def test_a_picture_with_a_part_of_it_blank_does_not_pass(program, line):
    for number, (image, corners) in enumerate(zip(line.images, line.corners, strict=True)):
        band, cut, (top, bottom) = image.copy(), image.copy(), np.round(corners[[0, 2], 1]).astype(int)
        first = int(top + (bottom - top)*(0.05 + 0.07*number))
        band[first:first + 4] = (0, 128)[number % 2]  # through the part
        cut[min(240, bottom + 20 + 5*number):] = (128, 0)[number % 2]  # beside the part
        for damaged in (band, cut):
            assert judged(program, damaged, corners)['verdict'] == 'review'


def test_what_golden_photographs_cannot_tell_is_said_and_passes_only_where_declared():
    boards = read_boards(project_path('data', 'boards'))[0].select(range(6))
    images = boards.images.copy()
    for image, corners in zip(images, boards.corners, strict=True):  # a body without marking
        outline = corners.mean(axis=0) + (corners - corners.mean(axis=0))*1.1
        cv2.fillConvexPoly(image, np.round(outline[[0, 1, 3, 2]]).astype(np.int32), (90, 90, 90))
        cv2.fillConvexPoly(image, np.round(corners[[0, 1, 3, 2]]).astype(np.int32), (45, 45, 45))
    rng = np.random.default_rng(0)
    noisy = np.clip(images + rng.normal(0, 2, images.shape), 0, 255).astype(np.uint8)
    plain = replace(boards, images=noisy)
    declared, undeclared = (judged(one, noisy[0], boards.corners[0]) for one in program_of(plain, (4, 1)))
    assert declared['verdict'] == 'pass', declared['reasons']
    assert undeclared['verdict'] == 'review'
    assert [reason for reason in undeclared['reasons'] if reason.startswith('cannot be told')] == [
        f'cannot be told from the golden part turned by {turn}°' for turn in (90, 180, 270)]


def test_parts_of_many_prints_and_makes_pass_and_nothing_else_in_their_place_does():
    kind, verdicts = 'any resistor', {}
    program = turned.program_of(kind)  # no neighbourhood tells: the whole part does
    for fault, other in (('', None), ('missing', None), ('turned 90', None), ('turned 270', None), ('foreign', 'diode'),
                         ('foreign', 'capacitor'), ('foreign', 'soic')):
        rows = [np.random.default_rng([9, number]) for number in range(12)]
        shown = [(*turned.board(kind, generator, fault, other), generator) for generator in rows]
        verdicts[other or fault] = [turned.judged(program, *one) for one in shown]
    passed = {name: sum(one['verdict'] == 'pass' for one in rows) for name, rows in verdicts.items()}
    reasons = [reason for one in verdicts.pop('') for reason in one['reasons']]
    assert passed.pop('') >= 7 and not any(passed.values()), passed
    assert not [reason for reason in reasons if 'cannot be told' in reason or 'looks more like' in reason], reasons


def test_a_part_whose_body_looks_the_same_is_told_by_the_leads_beside_it():
    program = turned.program_of('connector')
    for number in range(12):
        generator = np.random.default_rng([9, number])
        verdict = turned.judged(program, *turned.board('connector', generator, 'turned 180'), generator)
        assert verdict['verdict'] == 'review' and 'looks more like the golden part' in verdict['reasons'][0], verdict


def test_black_shadows_beside_a_part_are_no_missing_picture():
    rng = np.random.default_rng(0)
    window = rng.integers(1, 255, (SIDE, SIDE, 3), np.uint8)
    corners = np.array([[90., 100], [160, 100], [90, 150], [160, 150]])
    for x, y in rng.integers(0, SIDE, (60, 2)):
        window[y:y + 7, x:x + 7] = 0
    assert blank_shares(window, corners)['blank_around'] == 0
    window[200:] = 0
    assert blank_shares(window, corners)['blank_around'] > 0.2


def test_a_moved_part_is_no_other_part(program, line):
    shift = np.array([[1., 0, 7], [0, 1, -5]])
    for image, corners in zip(line.images, line.corners, strict=True):
        moved = cv2.warpAffine(image, shift, (SIDE, SIDE), borderMode=cv2.BORDER_REFLECT)
        assert judged(program, moved, transform_corners(corners, shift))['verdict'] == 'pass'
