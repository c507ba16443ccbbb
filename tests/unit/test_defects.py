"Each defect gets its name, from evidence of its own; what nobody can be sure of goes to a person."
import cv2
import numpy as np
import pytest
from attack import defects, turned

from aoi_nb.inspection.alignment import Refiner
from aoi_nb.inspection.alternatives import print_moves
from aoi_nb.inspection.batch import sound_verdict
from aoi_nb.inspection.defects import DEFECTS, name_defect
from aoi_nb.inspection.judgement import Found, refine_found
from aoi_nb.inspection.nearest_parts import LEAST_STRANGE, nearest_squares
from aoi_nb.inspection.part_evidence import alike, evidence_of
from aoi_nb.inspection.place_appearance import place_appearances
from aoi_nb.inspection.pose import corners_of
from aoi_nb.inspection.surveyor import one_board, surveyor_of
from aoi_nb.inspection.vicinity import learn_place


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
    empty = {'bare': 0.97, 'bare_middle': 0.97, 'kept': 0.1, 'strange': 7.0, 'beside': 0.0, 'gap': 0.0,
             'foreign': 0.0, 'reaches_in': 0.0, 'more': 0.0, 'more_thick': 0.0, 'burnt': 0.0, 'tint': 0.0,
             'tint_most': 0.0, 'strange_rim': 7.0, 'blank_alike': 0.0, 'board': 0.9}
    known = {**vars(program.limits), 'bare': -1.0, 'bare_around': -1.0}
    assert name_defect(empty, vars(program.limits)).name == 'missing'
    assert name_defect(empty, known).name == 'wrong_part'


def test_bare_pads_with_solder_are_a_missing_part_and_a_turned_one_is_no_patch_beside(program):
    known = {**vars(program.limits), 'bare': 0.4, 'bare_around': 0.85, 'beside': 0.02, 'missing': 0.6, 'strange': 2.0,
             'turned_180': 0.6, 'unit': 'board'}
    seen = {'foreign': 0.0, 'gap': 0.0, 'reaches_in': 0.0, 'more': 0.0, 'more_thick': 0.0, 'burnt': 0.0, 'tint': 0.0,
            'tint_most': 0.0, 'strange_rim': 0.0, 'blank_alike': 0.0, 'board': 0.9}
    pads = {**seen, 'bare': 0.55, 'bare_middle': 0.95, 'kept': 0.4, 'strange': 12.0, 'beside': 0.0}
    assert name_defect(pads, known).name == 'missing' and name_defect(pads, known).sure
    assert name_defect({**pads, 'bare_middle': 0.6}, known).name != 'missing'  # a smaller part
    turned_part = {**seen, 'bare': 0.1, 'bare_middle': 0.1, 'kept': 0.5, 'strange': 6.5, 'alike': 0.5,
                   'alike_turned_180': 0.9, 'tint_turned_180': 0.0, 'beside': 0.08}
    assert name_defect(turned_part, known).name == 'polarity'


def test_a_turned_part_that_is_found_beside_its_place_is_known_by_its_place(program):
    generator = np.random.default_rng([7, 7])
    image, _ = defects.demo_board('turned 180', generator)
    window = program.window.cut(image)
    place = program.window.to_window(program.nominal)
    refiner = program.find.refiner
    belongs = surveyor_of(refiner.appearance.place)(window, place)[1]
    beside = corners_of(belongs + np.array([22, -18, 0.2, 0, 0]))
    signs = evidence_of(refiner, window, beside, {'turned_180': 1.0})
    assert signs['strange_turned_180'] < 2 and signs['alike_turned_180'] > 0.8 > signs['alike']


def test_what_lies_beside_a_neighbour_is_a_matter_of_the_neighbour():
    draw = np.random.default_rng(5)
    ground = cv2.resize(draw.integers(30, 180, (24, 24, 3)).astype(np.uint8), (256, 256))
    images = [np.clip(ground + draw.normal(0, 2, ground.shape), 0, 255).astype(np.uint8) for _ in range(3)]
    part = corners_of(np.array([127.5, 127.5, 0, np.log(60), np.log(60)]))
    other = corners_of(np.array([207.5, 127.5, 0, np.log(30), np.log(30)]))
    survey = surveyor_of(learn_place(images, np.array([part]*3), others=other[None]))

    def beside(left, top, width, height):
        seen = images[0].copy()
        seen[top:top + height, left:left + width] = 250
        return survey(seen, part)[0]['beside']
    assert beside(0, 0, 0, 0) == 0
    assert beside(190, 143, 40, 16) == 0  # at the neighbour
    assert beside(60, 60, 24, 24) > 0.05  # by itself
    assert beside(164, 110, 36, 24) > 0.05  # between the two


def test_a_verdict_with_a_defect_that_no_program_writes_is_refused():
    row = {'image': 'a.png', 'sha256': '0', 'model_sha256': '1', 'time': 't', 'reasons': [], 'verdict': 'fail',
           'corners_px': [[1, 2]]*4, 'shift_px': 0.1, 'rotation_deg': 0.0, 'shift_mm': None, 'shift_photo_px': 0.1,
           'rotation_photo_deg': 0.0, 'frame': None, 'batch': 'b', 'program_id': 'p',
           'board': 'a.png', 'part': '', 'type': ''}
    batch = {'batch': 'b', 'program_id': 'p'}
    assert all(sound_verdict({**row, 'defect': name}, batch) for name in (None, *DEFECTS))
    assert not sound_verdict(row, batch) and not sound_verdict({**row, 'defect': 'shifted'}, batch)
    assert not sound_verdict({**row, 'defect': 'missing', 'verdict': 'pass'}, batch)


def boards_with(chip, draw, count=3):
    "Windows of boards that differ in noise and in where the print lies on the part; `chip(canvas, x, y)` draws it."
    images = []
    for _ in range(count):
        canvas = np.full((256, 256, 3), (30, 90, 40), np.uint8)
        cv2.rectangle(canvas, (60, 60), (90, 70), (225, 225, 215), -1)  # on the board
        cv2.rectangle(canvas, (170, 180), (200, 186), (225, 225, 215), -1)
        chip(canvas, *draw.uniform(-3, 3, 2))
        images.append(np.clip(cv2.GaussianBlur(canvas, (0, 0), .8) + draw.normal(0, 2, canvas.shape), 0, 255)
                      .astype(np.uint8))
    return images


def signs_of(golden, images, corners):
    "Signs of parts at a place that golden windows taught."
    appearance = place_appearances(golden, np.array([corners]*len(golden)), ['R1']*len(golden))['R1']
    refiner = Refiner(appearance)
    return [refine_found(refiner, image, Found(corners), limits=None).signs for image in images]


def printed(text):
    "A chip with a print that lies where it happens to."
    def chip(canvas, x, y):
        cv2.rectangle(canvas, (88, 103), (167, 152), (205, 205, 200), -1)
        cv2.rectangle(canvas, (103, 103), (152, 152), (25, 25, 28), -1)
        cv2.putText(canvas, text, (round(107 + x), round(135 + y)), cv2.FONT_HERSHEY_SIMPLEX, .7, (215, 215, 215), 2)
    return chip


def test_another_print_is_told_though_prints_lie_elsewhere_on_each_board():
    draw, corners = np.random.default_rng(3), corners_of(np.array([127.5, 127.5, 0, np.log(80), np.log(50)]))
    golden = boards_with(printed('103'), draw)
    good = signs_of(golden, boards_with(printed('103'), draw, 6), corners)
    wrong = [signs_of(golden, boards_with(printed(text), draw, 1), corners)[0] for text in ('221', '472', '684')]
    assert max(one['marking'] for one in good)*1.5 + 0.02 < min(one['marking'] for one in wrong)


def coloured(tone):
    "A chip without a print."
    def chip(canvas, x, y):
        cv2.rectangle(canvas, (88, 103), (167, 152), (205, 205, 200), -1)
        cv2.rectangle(canvas, (103, 103), (152, 152), tone, -1)
    return chip


def test_a_part_of_another_colour_and_the_same_brightness_is_told():
    draw, corners = np.random.default_rng(4), corners_of(np.array([127.5, 127.5, 0, np.log(80), np.log(50)]))
    red, yellow = (190, 90, 90), (128, 124, 80)
    assert abs(np.dot(np.subtract(red, yellow), (.299, .587, .114))) < 3
    golden = boards_with(coloured(red), draw)
    good = signs_of(golden, boards_with(coloured(red), draw, 4), corners)
    wrong, = signs_of(golden, boards_with(coloured(yellow), draw, 1), corners)
    assert max(one['tint'] for one in good) + 15 < wrong['tint'] and wrong['strange'] < 2


@pytest.mark.parametrize('tone', [(60, 95, 175), (225, 185, 165), (120, 80, 60)])
def test_a_hand_over_everything_is_no_missing_part_under_another_light(program, tone):
    draw = np.random.default_rng(8)
    image, corners = defects.demo_board('good', draw)
    hand = np.broadcast_to(np.uint8(tone), image.shape) + draw.integers(-4, 5, image.shape)
    verdict = turned.judged(program, hand.astype(np.uint8), corners, draw)
    assert verdict['verdict'] != 'pass' and verdict['defect'] == 'obstructed', verdict['reasons']


def test_a_print_that_lies_elsewhere_is_the_same_print():
    draw = np.random.default_rng(8)
    body = cv2.GaussianBlur(draw.normal(40, 4, (60, 110)).astype(np.float32), (0, 0), 1)

    def printed(text):
        return cv2.putText(np.zeros(body.shape, np.uint8), text, (35, 37), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 150, 2
                           ).astype(np.float32)
    prints = printed('472')
    inside = np.zeros_like(body)
    inside[4:-4, 4:-4] = 1

    def away(across, down):
        lies = cv2.warpAffine(prints, np.array([[1, 0, across], [0, 1, down]], float), body.shape[::-1])
        seen, looks = np.maximum(body, lies), np.maximum(body, prints)[None]
        return nearest_squares(inside, seen, looks, 25.0, moves=print_moves(looks, seen)).max()
    assert away(1, 0) < LEAST_STRANGE and away(6, -4) < LEAST_STRANGE
    looks, seen = np.maximum(body, prints)[None], np.maximum(body, printed('103'))
    assert nearest_squares(inside, seen, looks, 25.0, moves=print_moves(looks, seen)).max() > 4


def test_a_burnt_out_part_correlates_with_nothing(program):
    appearance = program.find.refiner.appearance
    burnt = np.full((256, 256, 3), 255, np.uint8)
    burnt[::9, ::7] = 254
    assert abs(alike(appearance, burnt, [np.array([127.5, 127.5, 0, *np.log(appearance.size)])])) <= 1


def test_a_plain_board_is_one_board_and_boards_that_differ_are_not():
    draw = np.random.default_rng(3)
    means, noise = draw.normal(60, 9, 4000), np.full(4000, 58.0)
    assert one_board(means, noise + draw.normal(0, 2, 4000))  # little contrast, and as little that differs
    photos = draw.normal(60, 30, (6, 4000))
    assert not one_board(photos.mean(axis=0), photos.var(axis=0, ddof=1) + 16)


def test_a_good_part_beside_a_hand_goes_to_a_person(program):
    known = {**vars(program.limits), 'unit': 'board', 'strange': 2.0, 'tint': 20.0}
    seen = {'bare': 0.1, 'bare_middle': 0.1, 'bare_around': 0.3, 'foreign': 0.0, 'gap': 0.0, 'beside': 0.9,
            'kept': 0.98, 'reaches_in': 1.0, 'more': 0.0, 'more_thick': 0.0, 'burnt': 0.0, 'tint': 5.0,
            'tint_most': 2.0, 'strange': 0.6, 'strange_rim': 0.6, 'blank_alike': 0.0, 'board': 0.2}
    beside, covered = name_defect(seen, known), name_defect({**seen, 'kept': 0.4, 'strange': 9.0}, known)
    assert (beside.name, beside.sure) == ('obstructed', False)
    assert (covered.name, covered.sure) == ('obstructed', True)
