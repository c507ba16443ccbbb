"Real frames of an AOI machine, one of each golden: a part that was moved by a known amount is measured on its board."
import json
import os
from itertools import product
from pathlib import Path

import cv2
import numpy as np
import pytest

from aoi_nb.core.images import read_image
from aoi_nb.inspection.board_frame import learn_golden_board, place_on_board
from aoi_nb.inspection.board_program import BoardPart, BoardProgram, found_in_place
from aoi_nb.inspection.frames import FrameChoice
from aoi_nb.inspection.judgement import Finder, Limits, Tolerance
from aoi_nb.inspection.part_types import part_stem
from aoi_nb.inspection.place_appearance import place_appearances
from aoi_nb.inspection.places import Place, other_parts, place_window, type_scales
from aoi_nb.inspection.pose import box_of, corners_of, rigid_matrix
from aoi_nb.inspection.program import Program
from aoi_nb.inspection.registration import Registrar
from aoi_nb.inspection.surroundings import moved_points
from aoi_nb.inspection.window_levels import levels_of
from aoi_nb.inspection.windows import SIDE, Window

REAL = Path(os.environ.get('AOI_REAL_DATA', Path(__file__).parents[3]/'shared'/'data'))/'aoi_passives'
TOLERANCE = Tolerance(4, 3, 'test')


def read_frames(every):
    "Some frames, and in each the parts whose outline has four points: (n, 4, 2) px, Z order."
    table = json.loads((REAL/'coco.json').read_text())
    for image in table['images'][1::every]:
        outlines = [np.array(one['segmentation'][0]).reshape(-1, 2) for one in table['annotations']
                    if one['image_id'] == image['id'] and len(one['segmentation'][0]) == 8]
        around = [outline[np.argsort(np.arctan2(*(outline - outline.mean(axis=0)).T[::-1]))] for outline in outlines]
        if around:
            parts = [corners_of(box_of(outline[[0, 1, 3, 2]])) for outline in around]
            yield read_image(REAL/'frames'/image['file_name']), np.array(parts)


def board_of_frame(photo, parts):
    "A program for the parts of one golden frame, without a network: parts are looked for where they belong."
    kind = Window(1., 0., 0., photo.shape[1], photo.shape[0])
    places = [Place(f'P{number}', f'T{number}', corners) for number, corners in enumerate(parts)]
    scales, types = type_scales(places), {}
    for place in places:
        window, name = place_window(place, None, scales[place.type], kind), part_stem(place.part)
        corners = window.to_window(place.corners)
        looks = place_appearances([window.cut(photo)], corners[None], [name],
                                  {name: other_parts(place, places, scales[place.type])})
        types[place.type] = Program('', '', Finder(None, None, looks), Window(1., 0., 0., SIDE, SIDE), corners, None,
                                    TOLERANCE, Limits(0, 0, 1e6))
    return BoardProgram('', tuple(BoardPart(place, TOLERANCE) for place in places), types, scales, kind,
                        FrameChoice('board'), Registrar(learn_golden_board([photo], parts[None]).reference))


def moved(image, matrix, where=np.s_[:, :]):
    "An image moved by a spline, or a part of it: OpenCV's own interpolation displaces."
    ndimage = pytest.importorskip('scipy.ndimage')
    rows, columns = (np.arange(extent)[part] for extent, part in zip(image.shape, where, strict=False))
    x, y = moved_points(np.stack(np.meshgrid(columns, rows), axis=-1).astype(float),
                        np.linalg.inv(matrix)).transpose(2, 0, 1)
    return np.stack([ndimage.map_coordinates(image[..., k]*1.0, [y, x], mode='mirror') for k in range(3)], axis=-1)


def inside(shape, corners, beyond_px):
    "Where a part is, up to some px beyond its outline: (rows, columns) 0 to 1."
    drawn = np.zeros((4*shape[0], 4*shape[1]), np.uint8)
    cv2.fillPoly(drawn, [np.round(((corners[[0, 1, 3, 2]] + 0.5)*4 - 0.5)*16).astype(np.int32)], 255, cv2.LINE_8, 4)
    drawn = cv2.dilate(drawn, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (8*beyond_px + 1,)*2))
    return cv2.resize(drawn, shape[1::-1], interpolation=cv2.INTER_AREA)/255


def rigid(middle, shift, degrees):
    "A movement: (3, 3)."
    return np.vstack([rigid_matrix(middle, shift, degrees), [0, 0, 1]])


EDGE_PX = 3  # beyond a drawn outline an edge ends: it is blurred, and drawn up to 2 px off (see the test below)


def another_board(photo, part, generator, put_down=True):
    "The golden frame as another board: moved, its part perhaps put down elsewhere, other light, blur and noise."
    middle, way = (np.array(photo.shape[1::-1]) - 1)/2, generator.uniform(0, 2*np.pi)
    board = rigid(middle, generator.uniform(-10, 10, 2), generator.uniform(-3, 3))
    shift, turn = 8*generator.random()**0.5*np.array([np.cos(way), np.sin(way)]), generator.uniform(-6, 6)
    if put_down:
        whole = board @ rigid(part.mean(axis=0), shift, turn)
        bare = cv2.inpaint(photo, (inside(photo.shape, part, EDGE_PX + 2) > 0).astype(np.uint8), 5, cv2.INPAINT_TELEA)
        cover = cv2.GaussianBlur(inside(photo.shape, moved_points(part, whole), EDGE_PX), (0, 0), 0.7)[..., None]
        left, top, wide, high = cv2.boundingRect((cover > 0).astype(np.uint8))
        there, picture = np.s_[top:top + high, left:left + wide], moved(bare, board)
        picture[there] = (1 - cover[there])*picture[there] + cover[there]*moved(photo, whole, there)
    else:
        whole, shift, turn, picture = board, 0*shift, 0.0, moved(photo, board)
    picture *= generator.uniform(0.7, 1.3)*(1 + 0.15*np.linspace(-1, 1, len(photo)))[:, None, None]
    picture = cv2.GaussianBlur(picture, (0, 0), 1) + generator.normal(0, 5, photo.shape)
    return np.clip(np.round(picture), 0, 255).astype(np.uint8), whole, shift, turn


def slopes_by_distance(photo, part):
    "Grey values per px along the normals of a part's sides, each side's mean: (4, n), and (n,) px beyond the outline."
    grey, outline, beyond = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY), part[[0, 1, 3, 2]], np.arange(-6, 6.5, 0.5)
    slopes = []
    for first, second in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        length = np.linalg.norm(second - first)
        along = (second - first)/length
        middle = first + np.arange(0.15*length, 0.85*length)[:, None]*along
        places = (middle[:, None] + beyond[:, None]*[along[1], -along[0]]).astype(np.float32)
        slopes.append(np.abs(np.diff(cv2.remap(grey, places, None, cv2.INTER_LINEAR).mean(axis=0)))*2)
    return np.array(slopes), (beyond[1:] + beyond[:-1])/2


needs_frames = pytest.mark.skipif(not REAL.is_dir(), reason='AOI_REAL_DATA names no folder with aoi_passives')


@needs_frames
def test_edges_of_real_parts_end_within_what_is_put_down_with_them():
    found = [slopes_by_distance(photo, part) for photo, parts in read_frames(every=5) for part in parts]
    slopes, beyond = np.concatenate([one for one, _ in found]).astype(float), found[0][1]
    mean, near = slopes.mean(axis=0), np.abs(beyond) < 4
    steepest = beyond[near][slopes[:, near].argmax(axis=1)]
    assert len(slopes) > 100 and (steepest > 1).mean() > 0.15  # a part cut out 1 px beyond leaves its edge behind
    at = {float(where): float(slope) for where, slope in zip(beyond, mean, strict=True)}
    assert at[1.25] > 2*at[EDGE_PX + 0.25], at  # there it has hardly begun to end


@needs_frames
@pytest.mark.parametrize(('put_down', 'wanted'), [
    (False, [0.07, 0.12, 0.03, 0.08]),  # as they lie
    (True, [0.1, 0.15, 0.05, 0.1])])  # put down elsewhere; the worst has a bright edge of the board along its outline
def test_parts_of_real_frames_are_measured_on_their_boards(put_down, wanted):
    shifts, turns = [], []
    for number, (photo, parts) in enumerate(read_frames(every=5)):
        program = board_of_frame(photo, parts)
        for (own, part), seed in product(enumerate(program.parts), range(43, 47) if put_down else [43]):
            corners = part.place.corners
            picture, whole, shift, turn = another_board(photo, corners, np.random.default_rng([seed, number, own]),
                                                        put_down)
            there = moved_points(corners, whole)
            if there.min() < 4 or (there > np.array(photo.shape[1::-1]) - 5).any():
                continue  # of a part outside the photograph the verdict says so
            frame = program.register(picture)
            assert frame.matrix is not None, (number, own, frame)
            own_program = program.part_program(part, frame)
            found = found_in_place(own_program, levels_of(own_program.window.cut(picture)))
            placed = place_on_board(frame, found.corners, corners)
            shifts.append(np.hypot(placed.right_px - shift[0], placed.down_px - shift[1]))
            turns.append(abs(placed.rotation_deg - turn))
    found = np.concatenate([np.percentile(one, [50, 95]) for one in (shifts, turns)])
    assert len(shifts) >= 20, len(shifts)
    assert (found <= wanted).all(), f'{found[:2].round(3)} px, {found[2:].round(3)} degrees'
