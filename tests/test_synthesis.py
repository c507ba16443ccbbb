"Synthesis as the installed library has it: labels against pixels, reproducible images, files that are whole or absent."
import os
import signal
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from aoi_nb.artifacts import BadInput, project_path
from aoi_nb.boards import Boards, read_boards
from aoi_nb.pose import rigid_matrix, transform_corners
from aoi_nb.synthesis import load_synthetic, save_synthetic, synthesise, synthesise_into

WIDE = dict(max_shift_px=30, max_rotation_deg=45, view_shift_px=20, view_rotation_deg=10, light=0.2)


@pytest.fixture(scope='module')
def boards():
    return read_boards(project_path('data', 'boards'))[0]


def lamps(count=3):
    "Photographs of a bright rectangle on black: its corners can be measured."
    images, corners = np.zeros((count, 256, 256, 3), np.uint8), np.empty((count, 4, 2))
    for k in range(count):
        left, top, right, bottom = 70 + 9*k, 90 + 5*k, 170 - 6*k, 150 + 3*k
        images[k, top:bottom + 1, left:right + 1] = 200
        corners[k] = [[left - .5, top - .5], [right + .5, top - .5], [left - .5, bottom + .5], [right + .5, bottom + .5]]
    names = tuple(f'lamp{k}.png' for k in range(count))
    return Boards(images, corners, names, names, np.full(count, np.nan))


def test_labels_are_where_the_pixels_are():
    made = synthesise(lamps(), 60, 1, **{**WIDE, 'light': 0})
    y, x = np.mgrid[:256, :256]
    for image, corners in zip(made.images[..., 0].astype(float), made.corners):
        centre = np.array([(image*x).sum(), (image*y).sum()])/image.sum()
        np.testing.assert_allclose(centre, corners.mean(axis=0), atol=0.05)
        axes = np.cov(np.stack([x.ravel(), y.ravel()]), aweights=image.ravel())
        long_side = np.linalg.eigh(axes)[1][:, 1]
        side = corners[1] - corners[0]
        assert abs(long_side @ side)/np.linalg.norm(side) > np.cos(np.radians(0.2))


def test_labels_are_the_golden_corners_under_the_recorded_moves(boards):
    made = synthesise(boards, 40, 2, **WIDE)
    for i in range(len(made)):
        golden = boards.corners[made.source[i]]
        part = rigid_matrix(golden.mean(axis=0), made.pose[i, :2], made.pose[i, 2])
        view = rigid_matrix(np.array([127.5, 127.5]), made.view[i, :2], made.view[i, 2])
        expected = transform_corners(transform_corners(golden, part), view)
        np.testing.assert_allclose(made.corners[i], expected, rtol=0, atol=1e-9)
    assert made.corners.min() >= -0.5 and made.corners.max() <= 255.5


def test_a_longer_run_begins_with_a_shorter_one(boards):
    short, long = (synthesise(boards, n, 3, **WIDE) for n in (5, 17))
    np.testing.assert_array_equal(short.images, long.images[:5])
    np.testing.assert_array_equal(short.pose, long.pose[:5])
    assert not np.array_equal(short.pose, synthesise(boards, 5, 4, **WIDE).pose)


def test_photographs_take_turns(boards):
    made = synthesise(boards, 2*len(boards) + 1, 0, 5, 5)
    assert np.ptp(np.bincount(made.source, minlength=len(boards))) <= 1


def test_no_move_gives_the_photograph_back(boards):
    sharp = synthesise(boards, len(boards), 0, 0, 0, feather_px=0)
    np.testing.assert_array_equal(sharp.images, boards.images)
    np.testing.assert_array_equal(sharp.corners, boards.corners)


@pytest.mark.parametrize('fill', ['telea', 'navier_stokes', 'median'])
def test_only_the_reach_of_the_part_changes(boards, fill):
    made = synthesise(boards, 12, 0, 6, 0, fill=fill)
    for image, corners, source in zip(made.images, made.corners, made.source):
        changed = np.argwhere((image != boards.images[source]).any(axis=2))[:, ::-1]
        both = np.concatenate([corners, boards.corners[source]])
        assert (changed >= both.min(axis=0) - 6).all() and (changed <= both.max(axis=0) + 6).all()


def test_files_return_what_was_made(boards, tmp_path):
    made = synthesise(boards, 9, 6, **WIDE)
    save_synthetic(tmp_path, 'train', made)
    streamed = synthesise_into(tmp_path, 'streamed', boards, 9, seed=6, **WIDE)
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
        from aoi_nb.artifacts import project_path
        from aoi_nb.boards import read_boards
        from aoi_nb.synthesis import synthesise_into
        def progress(indices):
            for i in indices:
                if i == 5: os.kill(os.getpid(), signal.SIGKILL)
                yield i
        boards, _ = read_boards(project_path('data', 'boards'))
        synthesise_into({str(tmp_path)!r}, 'train', boards, 4, seed=0, max_shift_px=3, max_rotation_deg=3)
        synthesise_into({str(tmp_path)!r}, 'train', boards, 9, seed=1, max_shift_px=3, max_rotation_deg=3,
                        progress=progress)
    ''')
    finished = subprocess.run([sys.executable, '-c', script], cwd=tmp_path, capture_output=True)
    assert finished.returncode == -signal.SIGKILL, finished.stderr.decode()
    assert not (tmp_path/'train.csv').exists()
    with pytest.raises(BadInput, match='FileNotFoundError'):
        load_synthetic(tmp_path, 'train')


def test_ranges_that_leave_no_pose_are_named(boards):
    with pytest.raises(BadInput, match='synthesis.max_shift_px'):
        synthesise(boards, 1, 0, 1e9, 0)
