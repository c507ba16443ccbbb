"The steps of the refinement, one by one, against values worked out by hand."
from math import cos, exp, sin

import cv2
import numpy as np
import pytest
from scipy.ndimage import gaussian_filter, map_coordinates, uniform_filter

from aoi_nb.inspection import alignment
from aoi_nb.inspection.alignment import (
    FLOOR,
    MARGIN,
    NOISE,
    UNLIKE,
    Appearance,
    Level,
    Refiner,
    all_levels,
    appearance_arrays,
    appearance_from,
    learn_appearance,
    left_out_errors,
    level_of,
    realigned,
    refine_corners,
    relit,
    solve_step,
)
from aoi_nb.inspection.pose import box_of, corners_of
from aoi_nb.inspection.window_levels import LEVELS, grid, look, prepared

SIZE = np.array([40., 24])
GENERATOR = np.random.default_rng(0)


def texture(height=96, width=96, generator=GENERATOR):
    "A smooth random picture."
    coarse = generator.uniform(0, 255, (height//8 + 2, width//8 + 2))
    rows, columns = np.mgrid[0:height, 0:width]/8
    return map_coordinates(coarse, [rows, columns], order=3).astype(np.float32)


def test_half_of_the_surroundings_is_taken_away():
    for step, blur, _ in LEVELS:
        even = prepared(np.full((64, 96), 80, np.float32), step, blur)
        assert even.shape == (64//step, 96//step)
        np.testing.assert_allclose(even, 40, rtol=1e-5)
        picture = texture()
        np.testing.assert_allclose(prepared(picture.T.copy(), step, blur), prepared(picture, step, blur).T, atol=1e-3)


def test_a_part_is_looked_at_where_it_lies():
    picture, box = texture(), np.array([47.3, 40.6, 0.3, np.log(44), np.log(22)])
    points = grid(SIZE, MARGIN, 2)
    assert points.shape[:2] == (16, 24)
    x, y, turn, width, height = box
    across, down = points[..., 0]*exp(width)/40, points[..., 1]*exp(height)/24
    columns, rows = x + cos(turn)*across - sin(turn)*down, y + sin(turn)*across + cos(turn)*down
    expected = map_coordinates(picture, [rows, columns], order=1)
    steepest = np.abs(np.diff(picture, axis=0)).max() + np.abs(np.diff(picture, axis=1)).max()
    bound = steepest/64  # OpenCV 4 takes places in steps of 1/32 px, OpenCV 5 as they are
    np.testing.assert_allclose(look(picture, 1, box, SIZE, points), expected, atol=bound)


def test_light_is_taken_out_by_weighted_least_squares():
    mean, weight = GENERATOR.uniform(0, 99, 50), GENERATOR.uniform(0.1, 2, 50)
    values = 0.5*mean + 7 + GENERATOR.normal(0, 5, 50)
    slope, offset = np.polyfit(values, mean, 1, w=np.sqrt(weight))
    np.testing.assert_allclose(relit(values, mean, weight), slope*values + offset)
    for gain, bounded in ((8, 4), (1/8, 1/4)):
        np.testing.assert_allclose(relit(mean/gain, mean, weight), bounded*(mean - weight @ mean/weight.sum())/gain
                                   + weight @ mean/weight.sum())


@pytest.mark.parametrize('number', [1, 3, 11])
def test_mean_and_variance_of_parts_that_look_alike(number):
    picture, box = texture(), np.array([47.5, 47.5, 0, *np.log(SIZE)])
    for level in LEVELS:
        seen = prepared(picture, *level[:2])
        mean, variance = level_of([seen]*number, np.array([box]*number), SIZE, level)
        expected = look(seen, level[0], box, SIZE, grid(SIZE, MARGIN, level[0]))
        np.testing.assert_allclose(mean, expected, atol=0.01)
        np.testing.assert_allclose(variance, NOISE**2*(1 + 2/(number + 1)), rtol=1e-5)  # no difference but noise


def appearance_with(mean, variance=64., level=0):
    "An appearance that is flat but for one level."
    means = [np.zeros(grid(SIZE, MARGIN, step).shape[:2], np.float32) for step, *_ in LEVELS]
    means[level] = mean.astype(np.float32)
    variances = [np.full(part.shape, variance, np.float32) for part in means]
    return Appearance(SIZE, np.array([0.02, 0.04]), tuple(means), tuple(variances))


def test_the_points_used_are_those_with_the_strongest_edges():
    points = grid(SIZE, MARGIN, 1)
    for axis, sign in ((0, 1), (0, -1), (1, 1), (1, -1)):
        place = points[..., axis]
        steep = place < -3  # a steep slope, falling or rising, beside a gentle one
        mean = np.where(steep, 5*sign*place, place)
        level = Level(appearance_with(mean, level=2), 2)
        assert level.points.shape[1] == min(1000, mean.size)
        count = int(steep.sum())
        if count >= 1000:
            assert (level.points[0, :, axis] < -2).all()
        else:
            kept = level.points[0, :, axis] < -4
            assert kept.sum() == (place < -4).sum()  # all of them are among the points
        assert level.points.shape[2] == 2


def test_one_step_is_the_solution_of_the_weighted_normal_equations():
    for number, (step, _, _) in enumerate(LEVELS):
        shape = grid(SIZE, MARGIN, step).shape[:2]
        level = Level(appearance_with(GENERATOR.uniform(0, 200, shape), level=number), number)
        np.testing.assert_allclose(level.prior[3:5], [1/0.02**2, 1/0.04**2])
        n = level.points.shape[1]
        difference, weight = GENERATOR.normal(0, 0.5, n), GENERATOR.uniform(0, 0.02, n)
        box = np.array([30, 40, 0.1, *(np.log(SIZE) + np.array([0.01, -0.01]))])
        w = weight*step**2/25
        normal = level.columns*w @ level.columns.T + np.diag(FLOOR) + np.diag(level.prior)
        right = level.columns @ (w*difference) + level.prior*np.array([0, 0, 0, 0.01, -0.01, 0, 0])
        expected = -np.linalg.solve(normal, right)[:5]
        assert (np.abs(expected) < [4, 4, 0.06, 0.05, 0.05]).all()
        np.testing.assert_allclose(solve_step(level, difference, weight.astype(np.float32), box), expected, rtol=2e-3,
                                   atol=1e-5)


def test_corrections_that_all_labels_share_are_undone():
    drawn = np.column_stack([GENERATOR.uniform(50, 60, (5, 2)), [0, 0.5, 1, -1, 2], np.tile(np.log(SIZE), (5, 1))])
    cosine, sine = np.cos(drawn[:, 2]), np.sin(drawn[:, 2])
    shared = np.column_stack([3*cosine + sine, 3*sine - cosine, np.full((5, 3), 0.02)])  # 3 along, -1 across
    np.testing.assert_allclose(realigned(drawn + shared, drawn), drawn, atol=1e-12)


def photographs(count, shift=0.0, generator=GENERATOR):
    "Photographs of one part, each a little elsewhere, and its corners; the first label is `shift` px off along y."
    part, images, corners = texture(256, 256, generator), [], []
    for k in range(count):
        rows, columns = np.mgrid[0:256, 0:256]
        dx, dy = generator.uniform(-3, 3, 2)
        grey = map_coordinates(part, [rows - dy, columns - dx], order=3, mode='nearest')
        images.append(np.dstack([np.clip(grey, 0, 255)]*3).astype(np.uint8))
        box = np.array([127.5 + dx, 127.5 + dy, 0, *np.log(SIZE)])
        corners.append(corners_of(box) + (shift if k == 0 else 0)*np.array([0, 1]))
    return images, np.array(corners)


def test_each_photograph_is_found_by_the_appearance_of_the_others():
    images, corners = photographs(4)
    assert left_out_errors(images, corners, list('aabb')).max() < 0.3
    assert (left_out_errors(images[:1], corners[:1], ['a']) == np.inf).all()
    refiner = Refiner(learn_appearance(images, corners))
    start = box_of(corners[0]) + np.array([3, -2, 0.03, 0, 0])
    before, after = refiner(images[0], start)
    np.testing.assert_array_equal(before.box, start)
    np.testing.assert_allclose(after.box, box_of(corners[0]), atol=0.2)
    assert after.cost < before.cost and after.misfit < 0.5 < before.misfit and after.visible > 0.9


def test_labels_are_brought_to_each_other_up_to_six_px():
    spread = {}
    for shift in (0, 5, 6.6, 12):
        generator = np.random.default_rng(1)
        images, corners = photographs(5, shift, generator)
        spread[shift] = learn_appearance(images, corners).variances[2].mean()
    assert spread[5] < 1.2*spread[0]
    assert min(spread[6.6], spread[12]) > 2*spread[0]  # kept as drawn: the part looks different there


@pytest.mark.parametrize('count', [2, 3])
def test_two_photographs_are_not_enough_to_bring_labels_together(count):
    images, corners = photographs(count, 3.0, np.random.default_rng(2))
    still, moved = (learn_appearance(images, corners, rounds).variances[2].mean() for rounds in (0, 2))
    assert (moved < 0.8*still) == (count > 2)


def test_a_difference_spreads_by_one_point():
    picture, box, level = texture(), np.array([47.5, 47.5, 0, *np.log(SIZE)]), LEVELS[2]
    other = picture.copy()
    other[46:48, 46:48] += 60
    variance = level_of([picture]*3 + [other], np.array([box]*4), SIZE, level)[1] - NOISE**2*(1 + 2/5)
    rows, columns = np.indices(variance.shape)
    total, column, row = variance.sum(), (variance*columns).sum()/variance.sum(), (variance*rows).sum()/variance.sum()
    assert variance.max() > 100
    near = np.hypot(columns - column, rows - row) < 5
    moment = (variance*near*((columns - column)**2 + (rows - row)**2)).sum()/total/2
    assert 1 < moment < 2  # of a blur of one point and a difference of two by two


def test_outside_of_the_image_nothing_looks_like_the_part():
    images, corners = photographs(2)
    refiner = Refiner(learn_appearance(images, corners))
    for place in ((-200, 40), (40, -200), (500, 40), (40, 500)):
        for found in refiner(images[0], np.array([*place, 0, *np.log(SIZE)])):
            assert (found.misfit, found.visible, found.cost) == (UNLIKE, 0, np.inf)
    edge = np.array([2, 3, 0, *np.log(SIZE)])  # partly outside: the window of the search is cut at the border
    before, _ = refiner(images[0], edge)
    assert np.isfinite(before.cost)
    np.testing.assert_array_equal(before.box, edge)


@pytest.mark.parametrize(('name', 'value', 'part'), [
    ('size', [40., 24, 3], 'size'), ('size', [7.9, 24], 'size'), ('size', [40, 1024.5], 'size'),
    ('size', [40, np.nan], 'size'), ('spread', [0.1, 0], 'spread'),
    ('spread', [0.1, 10], 'spread'), ('variances0', np.zeros((8, 12)), 'level 0'), ('spread', [0.1], 'spread'),
    ('means0', np.zeros((3, 3)), 'level 0'), ('variances2', np.zeros((32, 48)), 'level 2'), ('means1', None, 'means1')])
def test_arrays_that_do_not_belong_together_are_refused(name, value, part):
    arrays = appearance_arrays(appearance_with(np.zeros(grid(SIZE, MARGIN, 4).shape[:2])))
    assert appearance_from(arrays | {'variances0': np.full((8, 12), 0.1)}).size.tolist() == SIZE.tolist()
    changed = {key: array for key, array in arrays.items() if key != name}
    if value is not None:
        changed[name] = np.array(value)
    with pytest.raises(ValueError, match=part):
        appearance_from(changed)


def test_levels_of_an_image_are_those_of_its_brightness():
    grey = texture().round().clip(0, 255)
    for seen, (step, blur, _) in zip(all_levels(np.dstack([grey]*3).astype(np.uint8)), LEVELS, strict=True):
        np.testing.assert_allclose(seen, prepared(grey, step, blur), atol=0.6)


def test_surroundings_are_ten_pixels_and_the_blur_to_each_side():
    picture, sides = texture(128, 160), {4: 7, 2: 13, 1: 21}  # points of a level: 14, 12 and 10.7 px to each side
    for step, blur, _ in LEVELS:
        shrunk = picture.reshape(128//step, step, 160//step, step).mean(axis=(1, 3))
        smooth = gaussian_filter(shrunk.astype(float), blur/step, truncate=3)
        expected, inner = smooth - uniform_filter(smooth, sides[step])/2, slice(8, -8)
        np.testing.assert_allclose(prepared(picture, step, blur)[inner, inner], expected[inner, inner], atol=2)


@pytest.mark.parametrize('noise', [0., 40.])
def test_cost_of_a_pose_weighs_small_differences_square_and_large_ones_little(noise):
    images, corners = photographs(4)
    refiner, start = Refiner(learn_appearance(images, corners)), box_of(corners[0])
    image = np.clip(images[0] + np.random.default_rng(3).normal(0, noise, images[0].shape), 0, 255).astype(np.uint8)
    for found in refiner(image, start):
        finest, weight = refiner.levels[-1], refiner.levels[-1].weight
        seen = all_levels(image)[-1]
        _, robust, deviation, misfit = finest.compare(seen, found.box, weight)
        assert found.cost == pytest.approx(np.mean(1/(1/np.maximum(deviation, 1e-9)**2 + 1/6)), rel=0.15, abs=0.02)
        assert found.misfit == pytest.approx(misfit, rel=0.2, abs=0.02)
        assert found.visible == pytest.approx(robust.mean(), rel=0.1)


def test_no_photograph_helps_to_align_itself(monkeypatch):
    images, corners = photographs(4)
    learnt, asked = [], []

    class Watched(Refiner):
        def __call__(self, image, start):
            asked.append((len(learnt) - 1, next(k for k, other in enumerate(images) if other is image)))
            return super().__call__(image, start)

    def watched(levels, boxes):
        learnt.append([k for k, own in enumerate(every) if any(own is one for one in levels)])
        return appearance_of(levels, boxes)

    every, appearance_of = [all_levels(image) for image in images], alignment.appearance_of
    monkeypatch.setattr(alignment, 'all_levels', lambda image: every[[one is image for one in images].index(True)])
    monkeypatch.setattr(alignment, 'appearance_of', watched)
    monkeypatch.setattr(alignment, 'Refiner', Watched)
    learn_appearance(images, corners, rounds=1)
    assert learnt == [[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2], [0, 1, 2, 3]]
    assert asked == [(0, 0), (1, 1), (2, 2), (3, 3)]


def printed_part(at, print_at):
    "A dark part on a board, with a print that lies elsewhere on it; centres in px."
    image = np.full((256, 256, 3), (40, 130, 90), np.uint8)
    fine = cv2.resize(image, None, fx=4, fy=4)
    x, y = np.round(4*(np.array(at) + 0.5)).astype(int)
    cv2.rectangle(fine, (x - 160, y - 100), (x + 160, y + 100), (50, 50, 52), -1)
    x, y = np.round(4*(np.array(print_at) + 0.5)).astype(int)
    cv2.putText(fine, 'LM358', (x - 95, y + 18), cv2.FONT_HERSHEY_SIMPLEX, 1.9, (230, 230, 230), 6, cv2.LINE_AA)
    return cv2.resize(fine, (256, 256), interpolation=cv2.INTER_AREA)


def test_a_print_that_lies_elsewhere_does_not_move_the_part():
    corners = np.array([[-40, -25], [40, -25], [-40, 25], [40, 25]]) + 127.5
    refiner = Refiner(learn_appearance([printed_part((127.5, 127.5), (127.5, 127.5))]*2, np.array([corners]*2)))
    for move in ((0, 3), (-2, 2), (2, -1)):
        found, _ = refine_corners(refiner, printed_part((127.5, 127.5), 127.5 + np.array(move)), corners)
        assert np.hypot(*(found.mean(axis=0) - 127.5)) < 0.3, move
