"What limits are learnt from, and that nothing is judged by limits that it took part in."
import shutil
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from aoi_nb.core.files import project_path
from aoi_nb.core.parameters import stage_settings
from aoi_nb.inspection.alignment import UNLIKE
from aoi_nb.inspection.board_inspection import counted_as, pooled_rate
from aoi_nb.inspection.boards import run_boards
from aoi_nb.inspection.calibration import (
    LEAST_SHAPE,
    calibrate,
    calibration_sets,
    counted_unit,
    limits_from,
    measure_answers,
    with_apart,
    with_kin,
)
from aoi_nb.inspection.datasets import load_synthetic
from aoi_nb.inspection.evaluation import evaluation_sets, warnings_of
from aoi_nb.inspection.inspection import calibration_record, describe_program, usable_appearance
from aoi_nb.inspection.judgement import Found, Tolerance
from aoi_nb.inspection.label_check import LabelCheck, LabelReport
from aoi_nb.inspection.pose import rigid_matrix, transform_corners
from aoi_nb.inspection.program import Program
from aoi_nb.inspection.synthesis import run_synthesis
from aoi_nb.inspection.verdict_rates import Judged, beyond_bounds, counted_names, judge_apart, real_rates
from aoi_nb.inspection.vicinity import left_out_refiners
from aoi_nb.inspection.window_sets import Boards, read_boards, read_set, write_boards
from aoi_nb.inspection.windows import SIDE, Window

PART = np.array([[78., 78.], [178., 78.], [78., 178.], [178., 178.]])
FEW = {'images': 12, 'unseen_images': 6, 'calibration_images': 12, 'faulty_images': 3}


def shifted(errors, sites):
    "Answers that are off by so many px, as measured."
    truth = np.repeat(PART[None], len(errors), axis=0)
    found = [Found(corners + np.array([error, 0]), misfit=0.3, visible=0.8)
             for corners, error in zip(truth, errors, strict=True)]
    return measure_answers(found, found, truth, sites, PART)


def program(measured, level=0.8):
    return Program('', '', None, Window(1., 0., 0., SIDE, SIDE), PART, None, Tolerance(4, 3, 'test'),
                   limits_from(measured, level))


@pytest.fixture(scope='module')
def made(tmp_path_factory):
    "Six boards photographed twice, split, with synthetic images."
    folder = tmp_path_factory.mktemp('made')
    boards = read_boards(project_path('data', 'boards'))[0]
    write_boards(folder/'boards', replace(boards, sites=tuple(f'board {k//2}' for k in range(12))))
    run_boards(stage_settings('boards', {'boards_dir': str(folder/'boards')}), folder/'run')
    run_synthesis(stage_settings('synthesis', FEW), folder/'run')
    return folder/'run'


def test_limits_follow_from_golden_photographs_alone(made, tmp_path):
    run = shutil.copytree(made, tmp_path/'run')
    shutil.rmtree(run/'boards'/'real')
    for file in [*(run/'synthesis').glob('unseen.*'), *(run/'synthesis').glob('train.*')]:
        file.unlink()
    sets, unit = calibration_sets(run)
    assert unit == 'site' and not set(sets['train'].sites) & set(sets['unseen'].sites)
    assert {name: (len(images), len(set(images.sites))) for name, images in sets.items()} == \
        {'train': (20, 5), 'unseen': (4, 1)}
    moved = load_synthetic(run/'synthesis', 'calibration')
    for name, first in (('train', 0), ('unseen', 10)):
        golden, images = read_set(run, name), sets[name]
        assert np.array_equal(images.images[:len(golden)], golden.images)
        assert np.array_equal(images.corners[len(golden):], moved.corners[first:first + len(golden)])


def test_photographs_split_at_random_count_as_photographs(tmp_path):
    boards = read_boards(project_path('data', 'boards'))[0].select(range(4))
    write_boards(tmp_path/'boards', replace(boards, sites=('one',)*4))
    run_boards(stage_settings('boards', {'boards_dir': str(tmp_path/'boards'), 'mode': 'paper'}), tmp_path/'run')
    run_synthesis(stage_settings('synthesis', FEW), tmp_path/'run')
    sets, unit = calibration_sets(tmp_path/'run')
    assert unit == 'photograph' and len(set(sets['unseen'].sites)) == 2
    assert limits_from(replace(shifted([0.1, 0.2], ['a', 'b']), unit=unit), 0.95).unit == 'photograph'
    assert not set(sets['train'].sites) & set(sets['unseen'].sites)


def test_sets_that_report_are_grouped_by_site(made):
    (made/'training').mkdir(exist_ok=True)
    np.savez(made/'training'/'answers.npz', validation_rows=np.arange(12), unseen_rows=np.arange(6))
    sets = evaluation_sets(made)
    assert len(set(sets['validation'].sites)) == 5 and len(set(sets['validation'].names)) == 10
    assert len(set(sets['unseen'].sites)) == 1 and len(set(sets['unseen'].names)) == 2


def test_a_left_out_appearance_knows_nothing_of_its_site():
    boards = read_boards(project_path('data', 'boards'))[0].select(range(4))
    sites = ['a', 'a', 'b', 'c']
    refiners = left_out_refiners(list(boards.images), boards.corners, sites)
    painted = [np.zeros_like(image) if site == 'a' else image for image, site in zip(boards.images, sites, strict=True)]
    others = left_out_refiners(painted, boards.corners, sites)
    assert np.array_equal(refiners['a'].levels[2].mean, others['a'].levels[2].mean)
    assert not np.array_equal(refiners['b'].levels[2].mean, others['b'].levels[2].mean)


def windows_of(*sites):
    "Windows of which only names and sites matter."
    names, count = tuple(site.replace(' · ', '/') for site in sites), len(sites)
    return Boards(np.zeros((count, SIDE, SIDE, 3), np.uint8), np.zeros((count, 4, 2)), names, sites, np.ones(count))


@pytest.mark.parametrize(('golden', 'apart', 'unit', 'doubted', 'left'), [
    (('one · R1', 'one · R2', 'two · R1'), ('three · R1', 'three · R2'), 'board', {'three/R2'}, ['three · R1']),
    (('one · R1', 'one · R2'), ('one · R3',), 'site', set(), []),  # of one board nothing is another one
    (('a', 'b'), ('c', 'd'), 'site', set(), ['c', 'd']),
    (('a', 'b'), ('c', 'd'), 'site', {'c', 'd'}, []),
    (('a', 'b'), ('b', 'c'), 'site', set(), ['c'])])
def test_a_left_out_photograph_is_held_against_those_kept_apart_as_well(golden, apart, unit, doubted, left):
    labels = SimpleNamespace(doubted=frozenset(doubted))
    every, sites = with_apart(windows_of(*golden), windows_of(*apart), labels, unit)
    assert sites == [*golden, *left] and every.names == windows_of(*golden, *left).names


def test_photographs_are_left_out_by_name_where_they_are_what_counts():
    golden = replace(windows_of('a', 'a'), names=('1.png', '2.png'))
    apart = replace(windows_of('a'), names=('3.png',))
    _, names = with_apart(golden, apart, SimpleNamespace(doubted=frozenset()), 'photograph')
    assert names == ['1.png', '2.png', '3.png']


def test_no_image_is_judged_by_limits_of_its_own_site():
    measured = shifted([0.1, 0.1, 0.1, 0.1, 3.5], list('abcde'))
    judge, answer = program(measured), [Found(PART + np.array([0.7, 0]), misfit=0.3, visible=0.8)]*2
    good = np.array([True, True])
    assert judge.limits.shift_px == 3.5 and judge.limits.sites == 5
    judged = judge_apart(judge, answer, good, ['e', 'elsewhere'], measured)
    assert judged.verdicts == ['pass', 'review']  # by the others' small errors; by the program's own limits
    assert judged.rates['false_calls'] | {'interval': None} == {
        'n': 2, 'count': 1, 'rate': 0.5, 'sites': 2, 'sites_with': 1, 'interval': None, 'level': 0.95}
    beyond = beyond_bounds(judge, answer, np.array([PART, PART]), ['e', 'elsewhere'], measured)
    assert beyond['shift']['count'] == 1 and beyond['rotation']['count'] == 0


def test_without_another_site_every_answer_is_reviewed():
    measured = shifted([0.1, 0.2], ['a', 'a'])
    judged = judge_apart(program(measured), [Found(PART, misfit=0.3, visible=0.8)], np.array([True]), ['a'], measured)
    assert judged.verdicts == ['review'] and limits_from(measured, 0.8, apart='a').shift_px == UNLIKE


def test_on_few_boards_a_types_bound_follows_from_how_far_boards_differ_for_all_types():
    draw = np.random.default_rng(3)
    scale = {name: np.exp(draw.normal())*np.exp(0.3*draw.normal(size=4)) for name in 'ABCDEFGH'}
    sites = [f'board {k//25}' for k in range(75)]
    alone = {name: shifted((np.abs(draw.normal(size=(3, 25)))*scale[name][:3, None]).ravel().tolist(), sites)
             for name in scale}
    bounds = {name: limits_from(one, 0.95) for name, one in with_kin(alone, 0.95).items()}
    assert all(one.centre_px.mean() < bounds[name].shift_px for name, one in alone.items())
    assert np.median([bounds[name].shift_px/limits_from(one, 0.95).shift_px for name, one in alone.items()]) < 0.7
    assert sum(1.96*scale[name][3] < bounds[name].shift_px for name in scale) >= 7  # of eight, on a fourth board


def test_looks_are_not_widened_and_bounds_never_lie_below_the_largest_error():
    measured = shifted([0.11111, 0.22222], ['a', 'b'])
    limits = limits_from(measured, 0.95)
    assert limits.widened > 5 and limits.shift_px > 5*0.22222
    assert limits.misfit == 0.3 and limits.visible == 0.8 and limits.shape_px == LEAST_SHAPE
    assert limits_from(measured, 0.5).shift_px >= 0.22222 > limits_from(measured, 0.5).shift_px - 1e-4


def test_looks_of_few_sites_get_some_room_and_those_of_many_none():
    looks = np.array([[0.2, 0.2, 0.10], [0.8, 0.25, 0.20], [1.0, 0.3, 0.30]])
    for times, expected in ((1, (1.2, 0.67, 0.6)), (30, (1.0, 0.67, 0.7))):
        golden = np.concatenate([looks[:2].repeat(times, axis=0), looks[2:].repeat(times, axis=0)])
        few = replace(shifted([0.1]*len(golden), [str(k) for k in range(len(golden))]), golden_looks=golden,
                      least_looks=(0.5, 0.67, 1e-4))
        limits = limits_from(few, 0.95)
        np.testing.assert_allclose((limits.shape_px, limits.misfit, limits.visible), expected, atol=1e-4)


def test_verdicts_name_level_and_sites():
    judged = program(shifted([0.1]*12, [str(k) for k in range(12)])).judge(Found(PART))
    assert judged['uncertainty']['level'] == 0.8 and judged['uncertainty']['sites'] == 12


def test_a_symmetric_part_turned_by_half_is_measured_as_it_is():
    turned = transform_corners(PART, rigid_matrix(PART.mean(axis=0), np.array([1., 0.]), 180))
    measured = measure_answers([Found(turned)], [Found(PART)], PART[None], ['a'], PART, symmetry=2)
    assert np.allclose([measured.centre_px[0], measured.angle_deg[0], measured.looks[0, 0]], [1, 0, 0], atol=1e-9)


def test_answers_about_something_else_teach_no_bound():
    measured = shifted([0.1]*11 + [30.], [str(k) for k in range(12)])
    assert limits_from(measured, 0.9).shift_px == 30.0  # it looks like the part: it counts
    unlike = replace(measured, looks=measured.looks + np.where(np.arange(12) == 11, 2.0, 0)[:, None]*[0, 1, 0])
    limits = limits_from(unlike, 0.9)
    assert (limits.shift_px, limits.sites, limits.images) == (0.1, 11, 11)
    assert limits.misfit == 0.3  # the looks of golden parts, not of lost answers
    assert limits_from(replace(measured, looks=measured.looks + 9), 0.9).shift_px == UNLIKE


def test_photographs_kept_apart_whose_labels_are_doubted_are_measured_where_the_others_find_the_part(made):
    train, unseen = read_set(made, 'train'), read_set(made, 'unseen')
    wrong = unseen.corners + np.array([9, -8])
    write_boards(made/'boards'/'unseen', replace(unseen, corners=wrong))
    try:
        checks = tuple(LabelCheck(name, label, answer, 12.0, 0.1, 1.0)
                       for name, label, answer in zip(unseen.names, wrong, unseen.corners, strict=True))
        labels = LabelReport(train, checks, checks, frozenset(unseen.names), unseen.names)
        sets, _ = calibration_sets(made, labels)
        assert len(sets['unseen']) == len(unseen)  # images cut out along a wrong label show no part
        assert np.allclose(sets['unseen'].corners, unseen.corners, atol=1e-3)

        def exact(windows, names):
            return [Found(corners) for corners in unseen.corners]
        exact.refiner, exact.network, exact.places, exact.refiner_of = None, None, {}, lambda name: None
        assert calibrate(made, exact, {}, PART, labels=labels).centre_px.max() < 0.01
    finally:
        write_boards(made/'boards'/'unseen', unseen)


def test_a_contradicted_label_of_a_real_photograph_counts_and_is_told_apart():
    measured = shifted([0.1]*20, [str(k) for k in range(20)])
    judge, names = program(measured), ('a.png', 'b.png', 'c.png')
    corners = np.array([PART, PART, PART + 3])
    real = Boards(np.zeros((3, SIDE, SIDE, 3), np.uint8), corners, names, names, np.full(3, np.nan))
    labels = LabelReport(real.select([]), (), (), frozenset(['c.png']))
    every, without = real_rates(judge, [Found(PART, misfit=0.3, visible=0.8)]*3, real, measured, labels)
    assert (every['beyond_bounds']['shift']['count'], every['beyond_bounds']['shift']['n']) == (1, 3)
    assert (without['beyond_bounds']['shift']['count'], without['beyond_bounds']['shift']['n']) == (0, 2)
    assert without['not_counted'] == 1


def test_the_record_of_calibration_names_labels_that_taught_nothing(made):
    golden = read_set(made, 'train')
    labels = LabelReport(golden, (), (), frozenset([golden.names[2]]), files={golden.names[2]: 'its.jpg'})
    measured = shifted([0.1], ['a'])
    assert calibration_record(measured, limits_from(measured, 0.8), labels)['left_out_labels'] == ['its.jpg']


def test_answers_that_begin_at_another_corner_of_a_symmetric_part_raise_no_alarm():
    boards = read_boards(project_path('data', 'boards'))[0]
    labels, sets = LabelReport(boards, (), (), frozenset()), {'validation': boards, 'unseen': boards}
    found = {'validation': [Found(corners[::-1]) for corners in boards.corners],
             'unseen': [Found(corners) for corners in boards.corners]}
    assert len(warnings_of(labels, found, sets, 1.0, symmetry=1)) == 2  # that labels could not be compared; the alarm
    assert len(warnings_of(labels, found, sets, 1.0, symmetry=2)) == 1


def test_one_training_photograph_gives_no_infinite_error():
    measured = shifted([0.1], ['a'])
    metrics = {'refined': False, 'verdicts': {}, 'faulty': {}, 'named': {}, 'rates': {}, 'without_contradicted': {},
               'limits': vars(limits_from(measured, 0.8)), 'calibration': {'unit': 'site', 'level_supported': 0.5}}
    text = describe_program(SimpleNamespace(program=program(measured), metrics=metrics, left_out_px=float('inf')))
    assert 'inf ' not in text and 'one training photograph' in text


def test_names_and_sites_of_one_part_are_not_taken_for_places_of_a_board():
    golden, _ = read_boards(project_path('data', 'boards'))
    inside = replace(golden, names=tuple(f'shift {k % 2}/{k}.png' for k in range(len(golden))),
                     sites=tuple(f'line {k % 2} · {k}' for k in range(len(golden))))
    assert counted_unit(inside.select(range(10)), inside.select((10, 11))) == 'site'
    assert counted_names(inside, 'site') == inside.sites
    appearance, places, left_out = usable_appearance(inside)
    assert appearance is not None and places == {} and left_out == usable_appearance(golden)[2]


def test_parts_of_a_board_count_as_one():
    judged = {kind: Judged(['pass', 'review'], np.array([True, True]), ('board 1', 'board 2')) for kind in 'RCU'}
    rate = pooled_rate(judged, True)
    assert (rate['n'], rate['count'], rate['sites'], rate['sites_with']) == (6, 3, 2, 1)
    assert counted_as({'unit': 'board'}) == 'boards' and counted_as({'unit': 'site'}) == 'places of one board'
