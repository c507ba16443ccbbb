"What lies where it should not is known by what the parts of the board look like."
import cv2
import numpy as np
import pytest

from aoi_nb.core.files import project_path
from aoi_nb.core.parameters import stage_settings
from aoi_nb.inspection.board_sets import read_board_sets
from aoi_nb.inspection.corner_rows import read_corner_rows
from aoi_nb.inspection.lying_parts import KnownParts
from aoi_nb.inspection.part_types import place_of
from aoi_nb.inspection.place_appearance import place_appearances
from aoi_nb.inspection.pose import box_of
from aoi_nb.inspection.surveyor import surveyor_of

SMALL, PALE, GREEN = 'R_0603_1608Metric', 'C_0603_1608Metric', 'LED_0805_2012Metric'
CHIPS = {SMALL: PALE, PALE: SMALL}  # of one size: half covered, one is taken for the other


@pytest.fixture(scope='module')
def board():
    golden = project_path('data', 'panel', 'golden')
    return read_board_sets(golden, read_corner_rows(golden), [], stage_settings('boards'))


@pytest.fixture(scope='module')
def places(board):
    return {kind: place_appearances(sets['train'].images, sets['train'].corners,
                                    [place_of(name) for name in sets['train'].names])
            for kind, sets in board.sets.items()}


@pytest.fixture(scope='module')
def known(board, places):
    shown = {kind: {part: one.place for part, one in own.items()} for kind, own in places.items()}
    return KnownParts(shown, board.scales)


def window_of(board, kind, row=0):
    "A golden window that is not learnt from, its place and corners."
    sets = board.sets[kind]['unseen']
    return sets.images[row].copy(), place_of(sets.names[row]), sets.corners[row]


def pasted(board, kind, onto, other, across, down, turn_deg, row=0):
    "A window of one type with a part of another on it, so far from the middle of its own, px."
    window, place, corners = window_of(board, onto, row)
    chip, _, outline = window_of(board, kind, other)
    zoom, box = board.scales[onto]/board.scales[kind], box_of(outline)
    turn = cv2.getRotationMatrix2D((0, 0), -turn_deg, zoom)[:, :2]
    matrix = np.column_stack([turn, corners.mean(axis=0) + np.array([across, down]) - turn @ box[:2]])
    mask = cv2.fillConvexPoly(np.zeros(window.shape[:2], np.uint8), np.round(outline[[0, 1, 3, 2]]).astype(int), 255)
    size = window.shape[1::-1]
    there = cv2.warpAffine(mask, matrix, size) > 127
    window[there] = cv2.warpAffine(chip, matrix, size, flags=cv2.INTER_CUBIC)[there]
    return window, place, corners


def lying(known, places, kind, seen):
    window, place, corners = seen
    return known(surveyor_of(places[kind][place].place), window, kind, corners)


@pytest.mark.parametrize('kind', [SMALL, PALE, GREEN, 'D_SOD-123', 'SOIC-8_3.9x4.9mm_P1.27mm'])
def test_a_good_part_has_nothing_beside_it(kind, board, places, known):
    for row in range(2):
        assert lying(known, places, kind, window_of(board, kind, row)).type == ''


@pytest.mark.parametrize('turn', [20, 65, 110])
@pytest.mark.parametrize('kind, onto', [(PALE, SMALL), (SMALL, 'D_SOD-123'), (PALE, 'SOT-23')])
def test_a_second_part_is_found_on_the_right_one_and_beside_it(kind, onto, turn, board, places, known):
    on_it = lying(known, places, onto, pasted(board, kind, onto, 1, 24, -14, turn))
    assert on_it.type in (kind, CHIPS[kind]) and not on_it.in_place and on_it.touches
    beside = lying(known, places, onto, pasted(board, kind, onto, 2, -26, 34, turn))
    assert beside.type in (kind, CHIPS[kind]) and not beside.in_place


def test_another_part_in_the_place_is_known_by_its_type(board, places, known):
    for kind, onto in ((PALE, SMALL), (SMALL, GREEN), ('CP_EIA-3216-18_Kemet-A', 'D_SOD-123')):
        found = lying(known, places, onto, pasted(board, kind, onto, 1, 1, -2, 0))
        assert (found.type, found.in_place) == (kind, True) and found.fits > 0.8


def test_the_part_itself_moved_out_of_its_place_is_none_too_many(board, places, known):
    window, place, corners = window_of(board, SMALL)
    matrix = np.array([[1, 0, 22], [0, 1, -16]], float)
    moved = cv2.warpAffine(window, matrix, window.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
    found = known(surveyor_of(places[SMALL][place].place), moved, SMALL, corners + matrix[:, 2])
    assert found.type == ''


@pytest.mark.parametrize('colour', [(232, 230, 222), (196, 132, 36), (52, 92, 170)])
def test_a_label_or_a_glove_is_no_part(colour, board, places, known):
    for kind in (SMALL, PALE, 'SOT-23'):
        window, place, corners = window_of(board, kind)
        middle = corners.mean(axis=0)
        label = cv2.boxPoints(((float(middle[0]) + 6, float(middle[1]) - 4), (110, 70), 12.))
        drawn = cv2.fillConvexPoly(window, np.round(label).astype(int), colour)
        noisy = np.clip(drawn + np.random.default_rng(1).normal(0, 3, drawn.shape), 0, 255).astype(np.uint8)
        assert lying(known, places, kind, (noisy, place, corners)).type == ''


def test_where_small_parts_are_too_few_points_it_is_said(board, places, known):
    found = lying(known, places, 'LQFP-32_7x7mm_P0.8mm', window_of(board, 'LQFP-32_7x7mm_P0.8mm'))
    assert found.type == '' and not found.searched
    assert lying(known, places, SMALL, window_of(board, SMALL)).searched
