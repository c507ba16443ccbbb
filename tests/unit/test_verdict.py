"The verdict at its borders, and its numbers as they are written."
from dataclasses import replace

import numpy as np
import pytest

from aoi_nb.core.files import BadInput
from aoi_nb.core.images import write_png
from aoi_nb.inspection import program as module
from aoi_nb.inspection.judgement import Finder, Found, Limits, Tolerance, judge_pose, looks_trusted, shape_residual
from aoi_nb.inspection.program import GOLDEN_BOUND_PX, Program, check_golden, load_finder
from aoi_nb.inspection.windows import SIDE, Window

NOMINAL = np.array([[64., 64], [128, 64], [64, 96], [128, 96]])  # Z order; its diagonal is no round number of px
LIMITS = Limits(0.25, 90., 1.0, 0.5, 0.75, 0.95, sites=9)
TOLERANCE = Tolerance(2, 3, 'drawing')


def moved(shift, misfit=0.1, visible=1.0):
    "The golden part, moved along x."
    return Found(NOMINAL + np.array([shift, 0]), None, misfit, visible)


@pytest.mark.parametrize(('shift', 'verdict'), [
    (1.75, 'pass'), (1.7578125, 'review'), (2, 'review'), (2.25, 'review'), (2.2578125, 'fail'), (-1.75, 'pass'),
    (-2.2578125, 'fail')])
def test_shift_and_its_bound_against_the_tolerance(shift, verdict):
    wide = Tolerance(2, 200, 'drawing')
    assert judge_pose(moved(shift), NOMINAL, wide, LIMITS)['verdict'] == verdict


@pytest.mark.parametrize(('turn', 'bound', 'verdict'), [
    (90, 45, 'review'), (90, 44, 'fail'), (90, 90, 'review'), (0, 45, 'pass'), (0, 46, 'review'), (-90, 44, 'fail')])
def test_rotation_and_its_bound_against_the_tolerance(turn, bound, verdict):
    cosine, sine = {0: (1, 0), 90: (0, 1), -90: (0, -1)}[turn]
    middle = NOMINAL.mean(axis=0)
    turned = (NOMINAL - middle) @ np.array([[cosine, sine], [-sine, cosine]]) + middle
    limits = replace(LIMITS, rotation_deg=float(bound))
    judged = judge_pose(Found(turned, None, 0.1, 1.0), NOMINAL, Tolerance(2, 45, 'drawing'), limits)
    assert (judged['verdict'], judged['rotation_deg']) == (verdict, pytest.approx(turn))


@pytest.mark.parametrize(('changes', 'trusted'), [
    ({}, True), ({'misfit': 0.5}, True), ({'misfit': 0.5001}, False), ({'visible': 0.75}, True),
    ({'visible': 0.7499}, False)])
def test_looks_at_their_limits(changes, trusted):
    part = moved(9, **changes)
    assert looks_trusted(part, NOMINAL, LIMITS) == trusted
    assert judge_pose(part, NOMINAL, TOLERANCE, LIMITS)['verdict'] == ('fail' if trusted else 'review')
    near = moved(0, **changes)
    judged = judge_pose(near, NOMINAL, Tolerance(2, 180, 'drawing'), LIMITS)
    assert judged['verdict'] == ('pass' if trusted else 'review')
    assert any('looks unlike' in reason for reason in judged['reasons']) == (not trusted)


def test_shape_at_its_limit():
    wider = NOMINAL + np.array([[-1, 0], [1, 0], [-1, 0], [1, 0]])
    for corners, trusted in ((wider, True), (NOMINAL + 1.001*(wider - NOMINAL), False)):
        part, limits = Found(corners, None, 0.1, 1.0), replace(LIMITS, shape_px=shape_residual(wider, NOMINAL))
        assert limits.shape_px == pytest.approx(1) and looks_trusted(part, NOMINAL, limits) == trusted
        assert judge_pose(part, NOMINAL, Tolerance(2, 180, 'drawing'), limits)['verdict'] == \
            ('pass' if trusted else 'review')


def test_numbers_of_a_verdict_as_they_are_written():
    window, tolerance = Window(1., 0., 0., SIDE, SIDE), Tolerance(2, 180, 'test')
    program = Program('', '', None, window, NOMINAL, 0.0123456, tolerance, LIMITS)
    found = Found(NOMINAL + np.array([1.23456789, 0]), np.array([0.12345, 0.5, 0.5, 0.98765]), 0.123456, 0.987654)
    row = program.judge(found)
    assert row['corners_px'][0] == [65.235, 64] and row['centre_px'] == [97.235, 80]
    assert (row['shift_px'], row['shift_mm'], row['rotation_deg']) == (1.2346, 0.01524, 0)
    assert row['uncertainty'] == {'shift_px': 0.25, 'rotation_deg': 90., 'level': 0.95, 'sites': 9,
                                  'corner_px': [0.123, 0.5, 0.5, 0.988], 'misfit': 0.1235, 'visible': 0.9877}


class Answers:
    "A network that gives these answers."
    path = None

    def __init__(self, answers):
        self.answers = answers

    def batches(self, windows):
        for k in range(len(windows)):
            yield slice(k, k + 1), self.answers[k:k + 1]


@pytest.mark.parametrize('columns', [2, 3])
def test_what_the_network_expects_of_its_corners_is_its_third_column(columns):
    answers = np.dstack([np.stack([NOMINAL, NOMINAL + 5]), np.arange(8.).reshape(2, 4)])[..., :columns]
    found = Finder(Answers(answers))(np.zeros((2, SIDE, SIDE, 3), np.uint8))
    np.testing.assert_array_equal([part.corners for part in found], [NOMINAL, NOMINAL + 5])
    expected = [None, None] if columns == 2 else [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert [None if part.corner_px is None else part.corner_px.tolist() for part in found] == expected


def test_a_doubtful_shape_is_named_before_a_doubtful_place():
    wide = NOMINAL + np.array([[-3, 0], [3, 0], [-3, 0], [3, 0]]) + np.array([1.9, 0])
    reasons = judge_pose(Found(wide, None, 0.1, 1.0), NOMINAL, Tolerance(2, 180, 'drawing'), LIMITS)['reasons']
    assert reasons[0].startswith('corners lie up to 3.00 px off') and 'reaches over the tolerance' in reasons[1]


@pytest.mark.parametrize(('off', 'same'), [((0, 0, 0, 0), True), ((0, 0, 0, 0.099), True), ((0, 0, 0.101, 0), False)])
def test_every_corner_of_a_golden_answer_counts(tmp_path, off, same):
    write_png(tmp_path/'golden.png', np.zeros((SIDE, SIDE, 3), np.uint8))
    find = Finder(Answers((NOMINAL + np.array(off)[:, None]*[0.6, 0.8])[None]))
    if same:
        check_golden(tmp_path, find, {'golden.png': NOMINAL.tolist()})
    else:
        with pytest.raises(BadInput, match=f'0.10 px from the golden one, expected at most {GOLDEN_BOUND_PX} px'):
            check_golden(tmp_path, find, {'golden.png': NOMINAL.tolist()})


def test_a_golden_window_of_another_size_is_told_by_width_and_height(tmp_path):
    write_png(tmp_path/'golden.png', np.zeros((7, 9, 3), np.uint8))
    with pytest.raises(BadInput, match='found 9×7 pixels'):
        check_golden(tmp_path, Finder(Answers(NOMINAL[None])), {'golden.png': NOMINAL.tolist()})


@pytest.mark.parametrize(('pixels', 'answer', 'fits'), [
    ((SIDE, SIDE, 3), (4, 2), True), ((SIDE, SIDE, 3), (4, 3), True), ((SIDE, SIDE, 3), (5, 2), False),
    ((SIDE, SIDE, 3), (5, 3), False), ((SIDE, SIDE, 3), (4, 4), False), ((SIDE, SIDE, 4), (4, 2), False),
    ((224, 224, 3), (4, 3), False)])
def test_shapes_of_a_network_that_a_program_may_have(tmp_path, monkeypatch, pixels, answer, fits):
    class Network(Answers):
        shape, output_shape = pixels, answer

    monkeypatch.setattr(module, 'LiteRT', lambda path: Network(None))
    if fits:
        assert load_finder(tmp_path, {}).refiner is None
    else:
        with pytest.raises(BadInput, match='model.tflite'):
            load_finder(tmp_path, {})


@pytest.mark.parametrize(('corner_px', 'signs', 'verdict'), [
    (None, {}, 'pass'), ([0.1]*4, {}, 'review'), ([0.1]*4, {'missing': 0.0}, 'pass')])
def test_what_was_compared_with_nothing_does_not_pass_unless_the_published_network_judges(corner_px, signs, verdict):
    program = Program('', '', None, Window(1., 0., 0., SIDE, SIDE), NOMINAL, None, Tolerance(2, 180, 'test'), LIMITS)
    judged = program.judge(Found(NOMINAL, corner_px and np.array(corner_px), 0.1, 1.0, signs))
    assert judged['verdict'] == verdict
    assert judged['reasons'] == ['not compared with a turned or missing part']*(verdict == 'review')
