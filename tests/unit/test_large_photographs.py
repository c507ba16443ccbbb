"Photographs of 64 megapixels: taken, looked at for damage once, and shown as large as a page needs."
import shutil
import struct
import zlib
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from conftest import refused

from aoi_nb.core import images
from aoi_nb.core.files import project_path
from aoi_nb.core.images import read_image
from aoi_nb.exchange.board_map import NamedPoint, find_fiducial
from aoi_nb.inspection.board_sets import read_board_sets
from aoi_nb.inspection.corner_rows import read_corner_rows
from aoi_nb.inspection.overlay import LARGEST_SIDE, draw_board_overlay, draw_overlay
from aoi_nb.labelling.corner_page import ACTS, annotate

GOLDEN = project_path('data', 'panel', 'golden')


@pytest.fixture
def looked(monkeypatch):
    "How often files have been looked at for damage, which takes most of the time of a large one."
    times, damage = [], images.damage
    monkeypatch.setattr(images, 'damage', lambda content, kind: times.append(len(content)) or damage(content, kind))
    return times


@pytest.mark.parametrize('width, height, taken', [(9248, 6944, True), (9280, 6944, True), (10_000, 7000, False)])
def test_what_cameras_of_64_megapixels_give_is_taken(width, height, taken, tmp_path):
    header = b'IHDR' + struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)
    (tmp_path/'photo.png').write_bytes(b'\x89PNG\r\n\x1a\n' + struct.pack('>I', 13) + header
                                       + struct.pack('>II', zlib.crc32(header), 1000) + b'IDAT')
    refused(lambda: read_image(tmp_path/'photo.png'), 'truncated' if taken else f'found {width} x {height} pixels')


def test_a_run_looks_at_each_golden_photograph_for_damage_once(looked):
    settings = SimpleNamespace(frame='board', frame_model='rigid', unseen_photos=2, seed=0, symmetry=1, depth_bits=0)
    made = read_board_sets(GOLDEN, read_corner_rows(GOLDEN), [], settings)
    assert made.learnt.choice.registered == 2 and len(looked) == 3, looked


def test_the_label_page_looks_at_the_photograph_that_is_worked_on_only(looked, tmp_path):
    folder = tmp_path/'golden'
    shutil.copytree(GOLDEN, folder)
    view = annotate(folder)
    asked = []
    view.work.read = lambda name, whole=True, read=view.work.read: asked.append((name, whole)) or read(name, whole)
    assert view.picture() and ACTS['thumbnail'](view.work, {'name': 'golden02.jpg'})[1]
    assert not looked and len(asked) == 4
    ACTS['open'](view.work, {'name': 'golden01.jpg'})
    ACTS['tile'](view.work, {'name': 'golden01.jpg', 'column': 0, 'row': 0})
    assert len(looked) == 1 and asked[4:] == [('golden01.jpg', True)]


def test_overlays_of_large_photographs_show_parts_where_they_lie():
    photo = np.full((5000, 6000, 3), 90, np.uint8)
    part = np.array([[3000., 2000.], [3400., 2000.], [3000., 2200.], [3400., 2200.]])
    row = {'part': 'R1', 'verdict': 'fail', 'corners_px': part.tolist(), 'shift_px': 1.0, 'rotation_deg': 0.0,
           'frame': None, 'defect': None}
    for picture in (draw_board_overlay(photo, [part + 40], [row]), draw_overlay(photo, part + 40, row)):
        assert picture.shape[1] == LARGEST_SIDE
        zoom = LARGEST_SIDE/6000
        assert tuple(picture[round(2000*zoom), round(3200*zoom)]) == (213, 94, 0)  # upper side, in the verdict's colour


@pytest.mark.parametrize('radius', [12, 72, 150])  # px: half a millimetre and a millimetre at 150 px a millimetre
def test_fiducials_of_any_resolution_are_found(radius):
    photo = np.full((700, 800, 3), 60, np.uint8)
    cv2.circle(photo, (round(401.5*16), round(352.25*16)), radius*16, (220, 200, 150), -1, cv2.LINE_AA, 4)
    off = find_fiducial(photo, NamedPoint('', '', (397.0, 357.0))) - [401.5, 352.25]
    assert np.linalg.norm(off) < 0.1
