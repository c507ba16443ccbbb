"The refinement across modules: it never strays, and knows what it does not know."
import cv2
import numpy as np
import pytest

from aoi_nb.core.files import project_path
from aoi_nb.inspection.alignment import REACH, Refiner, learn_appearance, refine_corners
from aoi_nb.inspection.judgement import Finder, Found, Limits, Tolerance, judge_pose
from aoi_nb.inspection.pose import rigid_matrix, set_figures, transform_corners
from aoi_nb.inspection.window_sets import read_boards


@pytest.fixture(scope='module')
def boards():
    return read_boards(project_path('data', 'boards'))[0]


@pytest.fixture(scope='module')
def refiner(boards):
    return Refiner(learn_appearance(boards.images[:8], boards.corners[:8]))


def disturbed(image, name, generator):
    "One image as a bad day leaves it."
    picture = image.astype(np.float32)
    if name == 'dark':
        picture *= 0.7
    if name == 'cast':
        picture *= [1.25, 1, 0.75]
    if name == 'blurred':
        picture = cv2.GaussianBlur(picture, (0, 0), 1.5)
    if name == 'noisy':
        picture += generator.normal(0, 10, picture.shape)
    if name == 'hidden':
        picture[80:126, 80:126] = 90
    return np.clip(picture, 0, 255).astype(np.uint8)


@pytest.mark.parametrize('name', ['clean', 'dark', 'cast', 'blurred', 'noisy', 'hidden'])
def test_unseen_photographs_are_found_to_a_third_of_a_pixel(boards, refiner, name):
    generator = np.random.default_rng(1)
    for image, truth in zip(boards.images[8:], boards.corners[8:], strict=True):
        move = rigid_matrix(truth.mean(axis=0), generator.uniform(-4, 4, 2), generator.uniform(-3, 3))
        start = transform_corners(truth, move)
        found, _ = refine_corners(refiner, disturbed(image, name, generator), start)
        assert np.linalg.norm(found.mean(axis=0) - truth.mean(axis=0)) < 1/3, name


def test_the_answer_follows_a_known_move(boards, refiner):
    generator = np.random.default_rng(2)
    for image, truth in zip(boards.images[8:], boards.corners[8:], strict=True):
        move = rigid_matrix(np.array([127.5, 127.5]), generator.uniform(-8, 8, 2), generator.uniform(-4, 4))
        warped = cv2.warpAffine(image, move, (256, 256), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
        here, _ = refine_corners(refiner, image, truth + 1)
        there, _ = refine_corners(refiner, warped, transform_corners(truth, move) - 1)
        assert np.linalg.norm(transform_corners(here, move).mean(axis=0) - there.mean(axis=0)) < 0.1


def test_no_answer_strays_further_than_the_bound(boards, refiner):
    generator = np.random.default_rng(3)
    for k in range(40):
        image = generator.integers(0, 256, (256, 256, 3), np.uint8) if k % 2 else boards.images[k % 12]
        start = boards.corners[0] + generator.uniform(-90, 90, 2)
        found, looks = refine_corners(refiner, image, start)
        assert np.isfinite(found).all() and 0 <= looks.visible <= 1
        assert np.linalg.norm(found.mean(axis=0) - start.mean(axis=0)) <= REACH + 1e-6


def test_an_answer_outside_the_image_stays_where_it_is(boards, refiner):
    start = boards.corners[0] + 1000.
    found, looks = refine_corners(refiner, boards.images[0], start)
    assert np.abs(found.mean(axis=0) - start.mean(axis=0)).max() < REACH and looks.visible == 0


def test_what_looks_unlike_the_part_goes_to_a_person(boards):
    part = boards.corners.mean(axis=0)
    limits, tolerance = Limits(0.5, 0.5, 5, misfit=0.6, visible=0.5), Tolerance(4, 3, 'test')
    assert judge_pose(Found(part, misfit=0.3, visible=0.8), part, tolerance, limits)['verdict'] == 'pass'
    for strange in (Found(part, misfit=0.9, visible=0.8), Found(part + 20, misfit=0.3, visible=0.2)):
        judged = judge_pose(strange, part, tolerance, limits)
        reasons = judged['reasons'][0] + judged['reasons'][-1]
        assert judged['verdict'] == 'review' and 'looks unlike the golden part' in reasons


def test_half_a_turn_of_a_symmetric_part_is_no_error(boards):
    truth, groups = boards.corners, list(boards.sites)
    turned = truth[:, [3, 2, 1, 0]]
    assert set_figures(turned, truth, groups, truth[0], symmetry=2)['angle_mae_deg'] == 0
    assert set_figures(turned, truth, groups, truth[0])['angle_mae_deg'] > 170


def test_finder_answers_without_an_appearance(boards):
    class Constant:
        def batches(self, windows): yield slice(None), np.repeat(boards.corners[:1], len(windows), axis=0)
    found, = Finder(Constant())(boards.images[:1])
    assert np.array_equal(found.corners, boards.corners[0]) and found.corner_px is None and found.misfit == 0
