"Each defect gets its name, from evidence of its own; what nobody can be sure of goes to a person."
import numpy as np
import pytest
from attack import defects, turned

from aoi_nb.inspection.batch import sound_verdict
from aoi_nb.inspection.defects import DEFECTS, name_defect


@pytest.fixture(scope='module')
def program():
    return turned.program_of('demo')


def verdict_on(program, kind, seed):
    generator = np.random.default_rng([61, seed, *kind.encode()])
    image, corners = defects.demo_board(kind, generator)
    return turned.judged(program, image, corners, generator)


@pytest.mark.parametrize('kind', ['shift', 'rotation', 'missing', 'turned 90', 'turned 180', 'other marking',
                                  'other size', 'mirrored', 'second beside'])
def test_a_defect_fails_by_its_name(program, kind):
    for seed in range(2):
        verdict = verdict_on(program, kind, seed)
        assert (verdict['verdict'], verdict['defect']) == ('fail', defects.EXPECTED[kind]), verdict['reasons']


@pytest.mark.parametrize('kind', ['finger', 'glare', 'label'])
def test_what_covers_a_part_is_named_and_glare_goes_to_a_person(program, kind):
    for seed in range(2):
        verdict = verdict_on(program, kind, seed)
        assert verdict['verdict'] != 'pass' and verdict['defect'] == 'obstructed', verdict['reasons']
        assert kind != 'glare' or verdict['verdict'] == 'review'


def test_a_good_part_has_no_defect_and_does_not_fail(program):
    for seed in range(4):
        verdict = verdict_on(program, 'good', seed)
        assert verdict['verdict'] != 'fail' and verdict['defect'] is None, verdict['reasons']


def test_limits_state_the_rate_that_twelve_boards_support(program):
    assert program.limits.call_rate == pytest.approx(1/13, abs=1e-4)
    assert 0 < program.limits.bare < program.limits.bare_around < 1


def test_a_part_whose_colours_are_the_boards_is_not_called_missing(program):
    empty = {'bare': 0.97, 'kept': 0.1, 'strange': 7.0, 'beside': 0.0, 'gap': 0.0, 'foreign': 0.0, 'reaches_in': 0.0,
             'more': 0.0, 'more_thick': 0.0, 'burnt': 0.0}
    known = {**vars(program.limits), 'bare': -1.0, 'bare_around': -1.0}
    assert name_defect(empty, vars(program.limits)).name == 'missing'
    assert name_defect(empty, known).name == 'wrong_part'


def test_a_verdict_with_a_defect_that_no_program_writes_is_refused():
    row = {'image': 'a.png', 'sha256': '0', 'model_sha256': '1', 'time': 't', 'reasons': [], 'verdict': 'fail',
           'corners_px': [[1, 2]]*4, 'shift_px': 0.1, 'rotation_deg': 0.0, 'shift_mm': None, 'shift_photo_px': 0.1,
           'rotation_photo_deg': 0.0, 'frame': None, 'batch': 'b', 'program_id': 'p',
           'board': 'a.png', 'part': '', 'type': ''}
    batch = {'batch': 'b', 'program_id': 'p'}
    assert all(sound_verdict({**row, 'defect': name}, batch) for name in (None, *DEFECTS))
    assert not sound_verdict(row, batch) and not sound_verdict({**row, 'defect': 'shifted'}, batch)
    assert not sound_verdict({**row, 'defect': 'missing', 'verdict': 'pass'}, batch)
