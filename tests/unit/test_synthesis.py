"Synthesis as the installed library has it: labels against pixels, reproducible images, files that are whole or absent."
import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace

import cv2
import numpy as np
import pytest
from scipy.ndimage import affine_transform

from aoi_nb.core.files import BadInput, project_path
from aoi_nb.inspection.compositing import ImageSettings, cut_out, draw_move, draw_second, paste
from aoi_nb.inspection.datasets import FAULT_KINDS, FAULT_TURNS, load_faults, load_synthetic, save_synthetic
from aoi_nb.inspection.pose import rigid_matrix, transform_corners
from aoi_nb.inspection.synthesis import synthesise, synthesise_into
from aoi_nb.inspection.window_sets import Boards, read_boards

PUBLISHED = ImageSettings(15, 8)
WIDE = ImageSettings(30, 45, view_shift_px=20, view_rotation_deg=10, light=0.2)
FULL = replace(WIDE, variation=1, other_backgrounds=0.5, distractors=0.5)


@pytest.fixture(scope='module')
def boards():
    return read_boards(project_path('data', 'boards'))[0]


def lamps(count=3):
    "Photographs of a bright rectangle on black: its corners can be measured."
    images, corners = np.zeros((count, 256, 256, 3), np.uint8), np.empty((count, 4, 2))
    for k in range(count):
        left, top, right, bottom = 70 + 9*k, 90 + 5*k, 170 - 6*k, 150 + 3*k
        images[k, top:bottom + 1, left:right + 1] = 200
        left, top, right, bottom = left - .5, top - .5, right + .5, bottom + .5
        corners[k] = [[left, top], [right, top], [left, bottom], [right, bottom]]
    names = tuple(f'lamp{k}.png' for k in range(count))
    return Boards(images, corners, names, names, np.full(count, np.nan))


def test_labels_are_where_the_pixels_are():
    made = synthesise(lamps(), 60, 1, replace(WIDE, light=0))
    y, x = np.mgrid[:256, :256]
    for image, corners in zip(made.images[..., 0].astype(float), made.corners, strict=True):
        centre = np.array([(image*x).sum(), (image*y).sum()])/image.sum()
        np.testing.assert_allclose(centre, corners.mean(axis=0), atol=0.05)
        axes = np.cov(np.stack([x.ravel(), y.ravel()]), aweights=image.ravel())
        long_side = np.linalg.eigh(axes)[1][:, 1]
        side = corners[1] - corners[0]
        assert abs(long_side @ side)/np.linalg.norm(side) > np.cos(np.radians(0.2))


def test_labels_are_the_golden_corners_under_the_recorded_moves(boards):
    made = synthesise(boards, 40, 2, WIDE)
    for i in range(len(made)):
        golden = boards.corners[made.source[i]]
        part = rigid_matrix(golden.mean(axis=0), made.pose[i, :2], made.pose[i, 2])
        view = rigid_matrix(np.array([127.5, 127.5]), made.view[i, :2], made.view[i, 2])
        expected = transform_corners(transform_corners(golden, part), view)
        np.testing.assert_allclose(made.corners[i], expected, rtol=0, atol=1e-9)
    assert made.corners.min() >= -0.5 and made.corners.max() <= 255.5


def test_a_longer_run_begins_with_a_shorter_one(boards):
    short, long = (synthesise(boards, n, 3, WIDE) for n in (5, 17))
    np.testing.assert_array_equal(short.images, long.images[:5])
    np.testing.assert_array_equal(short.pose, long.pose[:5])
    assert not np.array_equal(short.pose, synthesise(boards, 5, 4, WIDE).pose)


def test_photographs_take_turns(boards):
    made = synthesise(boards, 2*len(boards) + 1, 0, ImageSettings(5, 5))
    assert np.ptp(np.bincount(made.source, minlength=len(boards))) <= 1


def test_no_move_gives_the_photograph_back(boards):
    sharp = synthesise(boards, len(boards), 0, ImageSettings(0, 0, feather_px=0))
    np.testing.assert_array_equal(sharp.images, boards.images)
    np.testing.assert_array_equal(sharp.corners, boards.corners)


@pytest.mark.parametrize('fill', ['telea', 'navier_stokes', 'median'])
def test_only_the_reach_of_the_part_changes(boards, fill):
    made = synthesise(boards, 12, 0, ImageSettings(6, 0, fill=fill))
    for image, corners, source in zip(made.images, made.corners, made.source, strict=True):
        changed = np.argwhere((image != boards.images[source]).any(axis=2))[:, ::-1]
        both = np.concatenate([corners, boards.corners[source]])
        assert (changed >= both.min(axis=0) - 6).all() and (changed <= both.max(axis=0) + 6).all()


def test_files_return_what_was_made(boards, tmp_path):
    made = synthesise(boards, 9, 6, WIDE)
    save_synthetic(tmp_path, 'train', made)
    streamed = synthesise_into(tmp_path, 'streamed', boards, 9, 6, WIDE)
    for loaded in (load_synthetic(tmp_path, 'train'), streamed):
        assert isinstance(loaded.images, np.memmap) and loaded.seed == 6
        for field in ('images', 'corners', 'source', 'pose', 'view'):
            np.testing.assert_array_equal(getattr(loaded, field), getattr(made, field))
    for suffix in ('npy', 'csv'):
        assert (tmp_path/f'train.{suffix}').read_bytes() == (tmp_path/f'streamed.{suffix}').read_bytes()


def test_a_pickle_is_not_opened(boards, tmp_path):
    class Hostile:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path/'opened'),)

    np.save(tmp_path/'train.npy', np.array([Hostile()], object), allow_pickle=True)
    with pytest.raises(BadInput, match='npy file of images'):
        load_synthetic(tmp_path, 'train')
    assert not (tmp_path/'opened').exists()


def test_a_killed_run_leaves_no_set(tmp_path):
    script = textwrap.dedent(f'''
        import os, signal
        from aoi_nb.core.files import project_path
        from aoi_nb.inspection.window_sets import read_boards
        from aoi_nb.inspection.compositing import ImageSettings
        from aoi_nb.inspection.synthesis import synthesise_into
        def progress(indices):
            for i in indices:
                if i == 5: os.kill(os.getpid(), signal.SIGKILL)
                yield i
        boards, _ = read_boards(project_path('data', 'boards'))
        synthesise_into({str(tmp_path)!r}, 'train', boards, 4, 0, ImageSettings(3, 3))
        synthesise_into({str(tmp_path)!r}, 'train', boards, 9, 1, ImageSettings(3, 3), progress=progress)
    ''')
    finished = subprocess.run([sys.executable, '-c', script], cwd=tmp_path, capture_output=True)
    assert finished.returncode == -signal.SIGKILL, finished.stderr.decode()
    assert not (tmp_path/'train.csv').exists()
    with pytest.raises(BadInput, match='no such file'):
        load_synthetic(tmp_path, 'train')


def test_ranges_that_leave_no_pose_are_named(boards):
    with pytest.raises(BadInput, match=r'synthesis\.max_shift_px'):
        synthesise(boards, 1, 0, ImageSettings(1e9, 0))


def turned_by_a_spline(photograph, centre, shift, rotation_deg):
    "The photograph turned about `centre`, clockwise on the screen, and moved; by SciPy's cubic spline, not OpenCV."
    angle = np.radians(rotation_deg)
    back = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])  # rows and columns, backwards
    start = centre[::-1] - back @ (centre + shift)[::-1]
    return np.stack([affine_transform(photograph[..., k].astype(float), back, start, order=3, mode='nearest')
                     for k in range(3)], axis=-1)


def inside(corners, margin):
    "Pixels more than `margin` px inside a quadrilateral; outside it by more than -margin where that is negative."
    outline = corners[[0, 1, 3, 2]].astype(np.float32)
    y, x = np.mgrid[:256, :256].astype(np.float32)
    distance = np.array([cv2.pointPolygonTest(outline, (float(a), float(b)), True)
                         for a, b in zip(x.ravel(), y.ravel(), strict=True)]).reshape(256, 256)
    return distance > margin


def test_the_published_images_show_the_part_moved_and_nothing_else_changed(boards):
    made = synthesise(boards, 4, 0, PUBLISHED)
    for image, corners, source, pose in zip(made.images, made.corners, made.source, made.pose, strict=True):
        photograph, golden = boards.images[source], boards.corners[source]
        moved = turned_by_a_spline(photograph, golden.mean(axis=0), pose[:2], pose[2])
        part = inside(corners, 4)
        assert np.abs(image[part] - moved[part]).mean() < 2  # of 255: two ways of interpolating
        assert np.abs(image[part] - photograph[part].astype(float)).mean() > 6  # what a part that stays would give
        untouched = ~inside(corners, -6) & ~inside(golden, -6)
        np.testing.assert_array_equal(image[untouched], photograph[untouched])


def test_without_extras_an_image_is_one_draw_and_one_paste(boards):
    made = synthesise(boards, 6, 9, PUBLISHED)
    for i in range(6):
        cut = cut_out(boards.images[i], boards.corners[i], 'telea', 2, 2)
        move = draw_move(np.random.default_rng([9, i]), boards.corners[i], (256, 256), PUBLISHED)
        np.testing.assert_array_equal(made.images[i], paste(cut, move))


def test_extras_move_no_label(boards):
    plain, full = (synthesise(boards, 40, 2, settings) for settings in (WIDE, FULL))
    for field in ('corners', 'source', 'pose', 'view'):
        np.testing.assert_array_equal(getattr(plain, field), getattr(full, field))
    again = synthesise(boards, 7, 2, FULL)
    np.testing.assert_array_equal(again.images, full.images[:7])


def test_variation_moves_no_pixel():
    made = [synthesise(lamps(), 40, 1, ImageSettings(20, 30, variation=amount)) for amount in (0, 0.5)]
    edges = [[cv2.Laplacian(cv2.GaussianBlur(image.mean(axis=2), (0, 0), 2), cv2.CV_64F) for image in one.images]
             for one in made]
    moves = [np.hypot(*cv2.phaseCorrelate(*pair)[0]) for pair in zip(*edges, strict=True)]
    assert np.median(moves) < 0.1
    assert all((one != other).any() for one, other in zip(made[0].images, made[1].images, strict=True))


def striped():
    "Three photographs whose backgrounds are stripes of their own direction, so that a piece tells where it is from."
    boards = lamps()
    y, x = np.mgrid[:256, :256]
    for image, phase in zip(boards.images, (x, y, x + y), strict=True):
        image[image == 0] = np.uint8(60 + 40*np.sin(phase*np.pi/4))[..., None].repeat(3, axis=2)[image == 0]
    return boards


def test_swapped_backgrounds_come_from_another_photograph():
    boards = striped()
    made = synthesise(boards, 60, 4, ImageSettings(10, 10, other_backgrounds=0.5))
    away = np.s_[:50, :]
    swapped = []
    for image, source in zip(made.images, made.source, strict=True):
        likeness = [np.corrcoef(image[away].ravel(), photograph[away].ravel())[0, 1] for photograph in boards.images]
        assert max(likeness) > 0.99
        swapped.append(int(np.argmax(likeness)) != source)
    assert 15 <= sum(swapped) <= 45
    every = synthesise(boards, 30, 4, ImageSettings(10, 10, other_backgrounds=1))
    for image, source in zip(every.images, every.source, strict=True):
        assert abs(np.corrcoef(image[away].ravel(), boards.images[source][away].ravel())[0, 1]) < 0.5
    alone = boards.select([1])
    swapped, plain = (synthesise(alone, 3, 0, ImageSettings(5, 5, other_backgrounds=share)).images for share in (1, 0))
    np.testing.assert_array_equal(swapped, plain)


def test_a_second_copy_keeps_its_distance(boards):
    generator, golden = np.random.default_rng(0), boards.corners[0]
    found = 0
    for _ in range(300):
        move = draw_move(generator, golden, (256, 256), ImageSettings(24, 30))
        moved = transform_corners(golden, move.matrices(golden, (256, 256))[0])
        matrix = draw_second(generator, golden, moved, (256, 256))
        if matrix is None:
            continue
        found += 1
        copy, diagonal = transform_corners(golden, matrix), np.linalg.norm(golden[3] - golden[0])
        nominal, part, second = (corners.mean(axis=0) for corners in (golden, moved, copy))
        assert np.linalg.norm(second - part) >= diagonal - 1e-9
        assert np.linalg.norm(second - nominal) > np.linalg.norm(part - nominal)
        overlap, _ = cv2.intersectConvexConvex(*(np.float32(corners[[0, 1, 3, 2]]) for corners in (moved, copy)))
        assert overlap == 0
    assert found > 200


def test_a_second_copy_leaves_the_part_alone(boards):
    plain, crowded = (synthesise(boards, 24, 5, ImageSettings(10, 10, distractors=share)) for share in (0, 1))
    changed = 0
    for one, other, corners in zip(plain.images, crowded.images, plain.corners, strict=True):
        outline = corners[[0, 1, 3, 2]].round().astype(np.int32)
        inside = cv2.fillConvexPoly(np.zeros((256, 256), np.uint8), outline, 1) > 0
        np.testing.assert_array_equal(one[inside], other[inside])
        changed += (one != other).any()
    assert changed > 18


def test_faults_are_labelled(boards, tmp_path):
    good = synthesise(boards, 24, 8, ImageSettings(10, 5))
    made = synthesise_into(tmp_path, 'faulty', boards, 24, 8, ImageSettings(10, 5), FAULT_KINDS)
    images, corners, kinds = load_faults(tmp_path)
    assert kinds == made.kinds == 4*FAULT_KINDS and len(images) == 24
    np.testing.assert_array_equal(corners, made.corners)
    for image, kind, pose, source, place in zip(images, kinds, made.pose, made.source, corners, strict=True):
        golden = boards.corners[source]
        matrix = rigid_matrix(golden.mean(axis=0), pose[:2], pose[2])
        np.testing.assert_allclose(place, transform_corners(golden, matrix), rtol=0, atol=1e-9)
        assert abs(pose[2] - FAULT_TURNS.get(kind, 0)) <= 5
        back = cv2.warpAffine(image, matrix, (256, 256), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
        body = np.s_[90:165, 90:165]  # of the part, as in its photograph if it is there and upright
        difference = np.abs(back[body].astype(int) - boards.images[source][body]).mean()
        assert difference < 3 if kind in FAULT_TURNS else difference > 4, (kind, difference)
    assert good.kinds == () and len(np.unique(made.source)) == 4


def test_damaged_tables_of_faults_are_refused(boards, tmp_path):
    synthesise_into(tmp_path, 'train', boards, 3, 0, ImageSettings(3, 3))
    synthesise_into(tmp_path, 'faulty', boards, 3, 0, ImageSettings(3, 3), FAULT_KINDS)
    table, foreign = (tmp_path/'faulty.csv').read_text(), (tmp_path/'train.csv').read_text()
    for text, part in [(foreign, 'without kinds'), (table.replace('turned', 'broken'), "row 3: found kind 'broken'"),
                       (table.replace(',turned', ''), 'row 3'), (table.replace(',kind', ''), 'row 2'),
                       (table[:len(table)//2], 'row'), ('', 'row 1'), ('name,c1x\n1,2\n', 'row 1'),
                       ('\n'.join(table.splitlines()[:3]), 'a table of 2 rows'), ('\x00', 'faulty.csv')]:
        (tmp_path/'faulty.csv').write_text(text)
        with pytest.raises(BadInput, match=part):
            load_faults(tmp_path)
    (tmp_path/'faulty.csv').unlink()
    with pytest.raises(BadInput, match='no such file'):
        load_faults(tmp_path)
