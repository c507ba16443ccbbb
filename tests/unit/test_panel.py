"The panel: corners lie where bodies are drawn, faults change their own part only, files are what the library draws."
import csv
from dataclasses import replace

import cv2
import numpy as np
import pytest

from aoi_nb.core.files import project_path
from aoi_nb.demo import panel, panel_parts
from aoi_nb.demo.drawing import to_photo
from aoi_nb.demo.panel import HIDDEN_SHARE, PHOTO_SIZE, PanelCamera, camera_frame, draw_panel, seeded_camera
from aoi_nb.demo.panel_data import GOLDEN_SEEDS, LINE_FAULTS, panel_photograph, position_rows
from aoi_nb.demo.panel_faults import FAULTS, box_on, can_have, covered, seeded_cover, seeded_faults, stand
from aoi_nb.demo.panel_layout import PANEL_PACKAGES, SERIAL, panel_places, panel_point, spaces
from aoi_nb.demo.panel_serial import data_matrix, panel_serial

TAKEN = PanelCamera((3.3, -6.7), 1.37, blur_px=0, noise=0)
PLACES = {place.part: place for place in panel_places()}


def table(*parts):
    "The rows of one file of the data."
    with open(project_path('data', 'panel', *parts), newline='', encoding='utf-8') as file:
        return list(csv.DictReader(file))


def edge_offsets(photo, corners, along):
    "How far outside of the sides above and below the pictured sides lie, px; where along, share of half the length."
    offsets, middle = [], corners.mean(0)
    for first, second in ((corners[0], corners[1]), (corners[2], corners[3])):
        side, reach = (first + second)/2, (second - first)/2
        outwards = (side - middle)/np.hypot(*(side - middle))
        steps = np.arange(-1.6, 2.2, .05)
        lines = side + np.multiply.outer(along, reach)[:, None] + steps[:, None]*outwards
        profile = cv2.remap(photo, *np.float32(np.moveaxis(lines, -1, 0)), cv2.INTER_LINEAR).astype(float).mean(0)
        inside, outside = profile[:6].mean(0), profile[-6:].mean(0)
        share = (profile - outside) @ (inside - outside)/((inside - outside) @ (inside - outside))
        offsets.append(share.sum()*.05 + steps[0] - .025)
    return np.array(offsets)


@pytest.fixture(scope='module')
def flat_photo():
    "A photograph without blur, noise, light and mottling, and its truth."
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(panel, 'shade', lambda canvas, azimuth_deg: canvas.colour.astype(np.float32))
        patch.setattr(panel_parts, 'grain_of', lambda *_: None)
        return draw_panel(5, camera=TAKEN)


@pytest.mark.parametrize('part, along, smaller', [
    *((part, 0, 0) for part in ('D1', 'D3', 'Y1', 'C19', 'C21', 'C17', 'U3', 'U5', 'U6', 'U7')),
    ('C18', .5, 0), ('U1', .92, 0), ('U2', .92, 0), ('R1', 0, .3), ('R5', 0, .3), ('C1', 0, .25),
    ('C22', 0, .25), ('C24', 0, .25)])  # the middle of a chip is drawn a little narrower than its ends
def test_corners_lie_where_the_body_is(part, along, smaller, flat_photo):
    photo, truth = flat_photo
    corners = next(row.corners for row in truth if row.part == part)
    spread = np.linspace(-2, 2, 9)/np.hypot(*(corners[1] - corners[0]))*2
    above, below = edge_offsets(photo, corners, along + spread) + smaller
    assert abs(above - below)/2 < .05 and abs(above + below)/2 < .05, (above, below)


def test_a_board_is_its_seed():
    first, again, other = draw_panel(7), draw_panel(7), draw_panel(8)
    np.testing.assert_array_equal(first[0], again[0])
    assert first[0].shape == (PHOTO_SIZE[1], PHOTO_SIZE[0], 3) and np.abs(first[0].astype(int) - other[0]).mean() > 5
    assert len(first[1]) == len(PLACES) >= 60 and len({row.type for row in first[1]}) >= 8
    assert all(np.hypot(*row.shift_mm) < .13 and abs(row.rotation_deg) < 1.51 and not row.defect for row in first[1])


@pytest.mark.parametrize('fault', FAULTS)
def test_a_fault_changes_its_own_part_and_nothing_else(fault):
    part, number = 'D6', [*PLACES].index('D6')
    seed = next(seed for seed in range(50) if fault != 'obstructed' or
                seeded_cover(number, np.random.default_rng([seed, 4, number])).kind == 'label')
    camera = seeded_camera(np.random.default_rng(3))
    (good, truth), (bad, told) = draw_panel(seed, camera=camera), draw_panel(seed, {part: fault}, camera)
    change = np.abs(good.astype(int) - bad).max(2)
    x, y, *half = spaces()[number]
    left, upper = to_photo([x, y], camera_frame(camera)) - np.array(half)*2.5 - 70
    right, lower = to_photo([x, y], camera_frame(camera)) + np.array(half)*2.5 + 70
    near = change[int(upper):int(lower), int(left):int(right)]
    assert near.max() > 40 and change.sum() == near.sum()
    for one, other in zip(truth, told, strict=True):
        if one.part != part:
            np.testing.assert_array_equal(one.corners, other.corners)
            assert other.defect == ''
        else:
            assert other.defect == fault
            moved, turned = np.hypot(*other.shift_mm), abs(other.rotation_deg)
            assert (moved > 1.5*PANEL_PACKAGES[one.type].shift_mm) == (fault == 'shift')
            assert (turned > 1.5*PANEL_PACKAGES[one.type].rotation_deg) == (fault in ('rotation', 'polarity'))
            assert np.isnan(other.corners).all() == (fault == 'missing')


def test_polarity_turns_in_place():
    for part, row in ((row.part, row) for row in draw_panel(2, {'U1': 'polarity', 'D1': 'polarity'})[1]):
        if part in ('U1', 'D1'):
            turn = row.rotation_deg % 360
            assert min(abs(turn - allowed) for allowed in row.turns) < 1.6, part
    assert not can_have(PLACES['C1'], 'polarity') and not can_have(PLACES['R1'], 'polarity')
    with pytest.raises(ValueError, match=r"C1 .*'polarity'"):
        draw_panel(2, {'C1': 'polarity'})
    with pytest.raises(ValueError, match=r"'R99'"):
        draw_panel(2, {'R99': 'shift'})


def test_faults_for_an_evaluation():
    kinds = [kind for seed in range(60) for kind in seeded_faults(np.random.default_rng(seed), 7).values()]
    assert min(kinds.count(kind) for kind in FAULTS) > 30
    number = [*PLACES].index('R8')
    for seed in range(20):
        cover = seeded_cover(number, np.random.default_rng(seed))
        assert covered(cover)[number] > 0, (seed, cover.kind)


def test_serial_number_is_a_data_matrix():
    drawn = ['10101010101010', '10101000010001', '10001001000000', '11000000101101', '10100100011010', '11000001111111',
             '10011010000010', '11110100010011', '10111100100010', '11101010001001', '11010111111110', '11101001001001',
             '11000000001000', '11111111111111']  # written by zxing-cpp
    assert [''.join(map(str, row)) for row in data_matrix('PC0000000123').astype(int)] == drawn


def test_serial_number_can_be_read_from_a_photograph():
    zxingcpp = pytest.importorskip('zxingcpp', reason='needs zxing-cpp')
    for seed in (3, 1234567890):
        photo, _ = draw_panel(seed)
        assert [found.text for found in zxingcpp.read_barcodes(photo)] == [panel_serial(seed)]


@pytest.mark.parametrize('image', ('golden01.jpg', 'golden02.jpg', 'golden03.jpg'))
def test_position_file_fits_the_photographs(image):
    places = {row['Ref']: np.array([float(row['PosX']), -float(row['PosY'])]) for row in table('positions.csv')}
    rows = [row for row in table('golden', 'corners.csv') if row['image'] == image]
    corners = np.array([[float(row[f'c{k}{axis}']) for k in '1234' for axis in 'xy'] for row in rows]).reshape(-1, 4, 2)
    drawn, seen = np.array([places[row['part']] for row in rows]), corners.mean(1)
    system = np.vstack([np.column_stack([drawn[:, 0], -drawn[:, 1], np.ones(len(drawn)), np.zeros(len(drawn))]),
                        np.column_stack([drawn[:, 1], drawn[:, 0], np.zeros(len(drawn)), np.ones(len(drawn))])])
    cosine, sine, x, y = np.linalg.lstsq(system, seen.T.ravel())[0]
    fitted = drawn @ np.array([[cosine, sine], [-sine, cosine]]) + [x, y]
    camera = seeded_camera(np.random.default_rng([GOLDEN_SEEDS[int(image[6:8]) - 1], 1]))
    nominal = to_photo([panel_point(a, -b) for a, b in drawn], camera_frame(camera))
    assert np.sqrt(((fitted - nominal)**2).sum(1).mean()) < .3
    assert np.hypot(cosine, sine) == pytest.approx(25, rel=1e-3) and np.linalg.norm(seen - fitted, axis=1).max() < 4
    along = corners[:, 1] - corners[:, 0]  # the first side of a part follows its rotation in the file
    turns = {row['Ref']: float(row['Rot']) for row in table('positions.csv')}
    expected = np.array([camera.rotation_deg - turns[row['part']] for row in rows])
    off = (np.degrees(np.arctan2(along[:, 1], along[:, 0])) - expected + 180) % 360 - 180
    assert np.abs(off).max() < 1.6


def test_files_are_what_the_library_draws():
    assert [list(row.values()) for row in table('positions.csv')] == position_rows()
    assert {row['Ref'] for row in table('positions.csv')} == {*PLACES, 'FID1', 'FID2', 'FID3'}
    tolerances = {row['type']: (float(row['shift_mm']), float(row['rotation_deg']))
                  for row in table('golden', 'tolerances.csv')}
    assert tolerances == {name: (package.shift_mm, package.rotation_deg) for name, package in PANEL_PACKAGES.items()}
    truth = table('line', 'truth.csv')
    assert {row['defect'] for row in truth} == {'', *FAULTS}
    for number, faults in enumerate(LINE_FAULTS):
        rows = {row['part']: row for row in truth if row['image'] == f'line{number + 1:02d}.jpg'}
        assert faults.items() <= {part: row['defect'] for part, row in rows.items()}.items()
        assert bool(faults) == any(row['defect'] for row in rows.values()) and len(rows) == len(PLACES)
    size = sum(file.stat().st_size for file in project_path('data', 'panel').rglob('*') if file.is_file())
    assert size < 5.5e6


def test_a_photograph_of_the_line_is_drawn_again():
    photo, truth = panel_photograph('line', 3)
    kept = cv2.imread(str(project_path('data', 'panel', 'line', 'line04.jpg')))[..., ::-1]
    assert np.abs(kept.astype(float) - photo).mean() < 2
    rows = [row for row in table('line', 'truth.csv') if row['image'] == 'line04.jpg']
    assert [row['defect'] for row in rows] == [row.defect for row in truth]
    for row, told in zip(rows, truth, strict=True):
        corners = [float(row[f'c{k}{axis}'] or 'nan') for k in '1234' for axis in 'xy']
        np.testing.assert_allclose(corners, told.corners.ravel(), atol=1e-3)


def test_label_and_fiducials_stay_in_the_photograph():
    far = replace(TAKEN, shift_px=(10, 10), rotation_deg=2)
    points = to_photo(np.array([[-300., -220], [300, -220], [-300, 220], [300, 220], panel_point(*SERIAL)]),
                      camera_frame(far))
    assert (points > -10).all() and (points < np.array(PHOTO_SIZE) + 10).all()


def test_a_wrong_part_looks_wrong():
    for part in ('C22', 'C24', 'C26'):  # 1u and 10u are drawn alike but for their tone
        for seed in range(20):
            standing = stand(PLACES[part], 'wrong_part', np.random.default_rng(seed), np.random.default_rng(seed))
            assert standing.package != PLACES[part].package


def test_a_part_beside_a_round_fingertip_is_not_covered():
    tip = box_on('finger', np.array([[1, 0, 0], [0, 1, 0]], float), (400., 60.), 0.2)
    x, y = tip.outlines[0].T
    assert x.max() == pytest.approx(400) and y.max() == pytest.approx(60)
    corner = tip.outlines[0][np.argmax(x + y)]
    assert np.hypot(*(corner - (400, 60))) > 20  # units: what the box of the finger covers there, it does not


def test_a_part_of_which_a_hand_covers_hardly_anything_is_good():
    hidden = kept = 0
    for seed in (116, 151):
        faults = seeded_faults(np.random.default_rng([seed, 99]), 14)
        _, truth = draw_panel(seed, faults)
        covers = [seeded_cover(number, np.random.default_rng([seed, 4, number]))
                  for number, place in enumerate(panel_places()) if faults.get(place.part) == 'obstructed']
        shares = np.max([covered(cover) for cover in covers], axis=0)
        for row, share in zip(truth, shares, strict=True):
            if row.part not in faults:
                assert (row.defect == 'obstructed') == (share >= HIDDEN_SHARE), (row.part, share)
                hidden, kept = hidden + (share >= HIDDEN_SHARE), kept + (0 < share < HIDDEN_SHARE)
    assert hidden > 3 and kept > 0
