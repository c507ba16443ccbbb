"Corners, their order and their figures, against values worked out by hand."
import numpy as np
import pytest
from conftest import refused
from scipy.stats import norm, t

from aoi_nb.inspection.pose import check_corners, expanded_tail, nearest_labels, turning

SQUARE = np.array([[0., 0], [10, 0], [0, 10], [10, 10]])  # Z order


def test_turning_is_twice_the_area_of_the_triangle_at_each_vertex():
    kite = np.array([[0., 0], [4, 1], [5, 6], [1, 3]])
    ring = [*kite, *kite]
    for k, cross in enumerate(turning(kite)):
        before, here, after = ring[k + 3], ring[k], ring[k + 1]
        assert cross == pytest.approx(np.linalg.det([here - before, after - here]))


@pytest.mark.parametrize('axis', [0, 1])
def test_corners_may_lie_on_the_border_of_the_image_and_not_beyond(axis):
    width, height = 40, 30
    extent = (width, height)[axis]
    for edge, beyond in ((-0.5, -0.51), (extent - 0.5, extent - 0.49)):
        for place, right in ((edge, True), (beyond, False)):
            corners = SQUARE + 10
            side = [0, 1] if axis else [0, 2]
            far = [2, 3] if axis else [1, 3]
            corners[side if edge < 0 else far, axis] = place
            if right:
                check_corners(corners, width, height, 'row 1')
            else:
                refused(lambda c=corners: check_corners(c, width, height, 'row 1'), 'inside the image of 40×30')


@pytest.mark.parametrize(('groups', 'level'), [(2, 0.95), (5, 0.95), (5, 0.8), (30, 0.9)])
def test_expanded_tail_is_as_far_out_as_student_says(groups, level):
    far = t(groups - 1).ppf((1 + level)/2)*np.sqrt(groups/(groups - 1))
    assert norm.ppf(expanded_tail(groups, level)) == pytest.approx(-far)


@pytest.mark.parametrize(('symmetry', 'alike'), [(1, {0}), (2, {0, 2}), (4, {0, 1, 2, 3})])
def test_a_part_that_looks_alike_after_a_turn_may_be_named_from_there(symmetry, alike):
    middle = SQUARE - 5
    for quarters in range(4):
        turn = np.linalg.matrix_power(np.array([[0, 1], [-1, 0]]), quarters)
        found = (middle @ turn + 5)[None]
        named = nearest_labels(found, SQUARE[None], symmetry)
        assert {tuple(corner) for corner in named[0].round(9)} == {tuple(corner) for corner in SQUARE}
        assert np.allclose(named, SQUARE) == (quarters in alike)
        if quarters not in alike and symmetry == 1:
            np.testing.assert_array_equal(named, found)
