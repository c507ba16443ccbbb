"What makes judging fast changes no verdict, and is done."
import io
import json
import threading

import cv2
import numpy as np
import pytest
from attack.station import inspect, lines_of, write_photos
from conftest import refused
from PIL import Image

from aoi_nb.core.files import project_path
from aoi_nb.core.images import jpeg_pixels, read_image_bytes
from aoi_nb.core.litert import LiteRT
from aoi_nb.inspection import judgement, known_parts, nearest_parts, surveyor, window_levels
from aoi_nb.inspection.alignment import Refiner
from aoi_nb.inspection.alternatives import HARDLY_STRANGE
from aoi_nb.inspection.board_verdicts import is_out_of_place
from aoi_nb.inspection.defects import asks_what_lies, name_defect
from aoi_nb.inspection.judgement import (
    Found,
    Limits,
    Tolerance,
    judge_pose,
    looks_trusted,
    refine_found,
    shape_residual,
)
from aoi_nb.inspection.known_parts import Lying
from aoi_nb.inspection.nearest_parts import DrawnParts, NearestParts, nearest_squares
from aoi_nb.inspection.part_evidence import TURNED, evidence_of
from aoi_nb.inspection.pose import corners_of
from aoi_nb.inspection.registration import chosen_points
from aoi_nb.inspection.sign_limits import STRANGE_AS
from aoi_nb.inspection.vicinity import learn_part
from aoi_nb.inspection.window_sets import read_boards


@pytest.fixture(scope='module')
def boards():
    "The demo's golden windows."
    return read_boards(project_path('data', 'boards'))[0]


@pytest.fixture(scope='module')
def refiner(boards):
    "Fits the part of the first eight."
    return Refiner(learn_part(list(boards.images[:8]), boards.corners[:8]))


def test_a_window_is_prepared_once_for_all_that_look_at_it(boards, refiner, monkeypatch):
    made, prepared = [], window_levels.prepared
    monkeypatch.setattr(window_levels, 'prepared', lambda *words: made.append(words[1:]) or prepared(*words))
    refine_found(refiner, boards.images[9], Found(boards.corners[9]))
    assert sorted(made) == sorted({(step, blur) for step, blur, _ in window_levels.LEVELS})


def test_a_place_is_looked_for_once_in_a_window(boards, refiner, monkeypatch):
    found, found_place = [], surveyor.found_place
    monkeypatch.setattr(surveyor, 'found_place', lambda *words: found.append(1) or found_place(*words))
    likely = dict.fromkeys(TURNED, 0.5)
    signs = evidence_of(refiner, window_levels.levels_of(boards.images[9]), boards.corners[9], likely)
    assert len(found) == 1 and 'tint_turned_90' in signs  # although colours are asked for at every turn


@pytest.mark.parametrize('spread', [0.3, 2.0])
def test_the_largest_difference_is_that_of_all_pictures_from_few(spread, monkeypatch):
    rng = np.random.default_rng(3)
    looks = rng.normal(0, 1, (2, 50, 90)).astype(np.float32)
    seen, moves = looks[0] + spread*rng.normal(0, 1, (50, 90)).astype(np.float32), [np.array([5, -3])]*2
    inside, rim = np.ones((50, 90), np.float32), np.arange(90) < np.full((50, 1), 12)
    every = nearest_squares(inside, seen, looks, 0.5, enough=0, moves=moves)
    blurred, blur = [], nearest_parts.cv2.GaussianBlur
    monkeypatch.setattr(nearest_parts.cv2, 'GaussianBlur', lambda *words: blurred.append(1) or blur(*words))
    few = NearestParts(inside, seen, DrawnParts(looks), 0.5, lambda: moves)
    np.testing.assert_allclose([few.largest(0.01), few.largest(0.01, rim)], [every.max(), every[rim].max()], rtol=1e-4)
    assert len(few.pictures) > 60 and len(blurred) < 20


def test_a_turned_part_is_fitted_only_where_golden_parts_can_be_told_from_it(boards, refiner):
    window, corners = boards.images[9], boards.corners[9]
    likely = dict.fromkeys(TURNED, 0.5)
    fitted = {name for name in evidence_of(refiner, window, corners, likely) if name.startswith('strange_')}
    assert fitted == {STRANGE_AS.format(name) for name in TURNED}
    alike = vars(Limits(1, 1, 1, turned_90=-1.0, turned_180=0.4, turned_270=0.6))
    fitted = {name for name in evidence_of(refiner, window, corners, likely, alike) if name.startswith('strange_')}
    assert fitted == {STRANGE_AS.format('turned_180')}  # one cannot be told, the other is not likely
    odd = evidence_of(refiner, window, corners, {**likely, 'strange': 9.0}, {**alike, 'strange': 2.0})
    assert {name for name in odd if name.startswith('alike_')} == {'alike_turned_180', 'alike_turned_270'}


def test_signs_that_no_limit_asks_for_are_left_out(boards, refiner):
    limits = Limits(1, 1, 1, turned_90=0.6, missing=0.01)
    every = refine_found(refiner, boards.images[9], Found(boards.corners[9]))
    asked = refine_found(refiner, boards.images[9], Found(boards.corners[9]), limits=limits)
    np.testing.assert_array_equal(asked.corners, every.corners)
    enough = dict.fromkeys(('strange', 'strange_rim'), HARDLY_STRANGE)  # what lies below need not be known better
    assert all(max(every.signs[name], enough.get(name, -1)) == max(value, enough.get(name, -1))
               for name, value in asked.signs.items())
    assert {'turned_90', 'missing', 'strange', 'bare'} <= set(asked.signs) and 'mirrored' not in asked.signs
    assert asked.nearest == tuple(name for name in every.nearest if name == 'missing')  # above its limit


@pytest.mark.parametrize('options', [{}, {'progressive': True}, {'subsampling': 0}, {'subsampling': 1},
                                     {'quality': 30}, {'restart_marker_blocks': 7}])
def test_jpeg_pixels_are_those_of_pillow(boards, options):
    file = io.BytesIO()
    Image.fromarray(boards.images[0][:201, :155]).save(file, 'JPEG', **options)
    with Image.open(io.BytesIO(file.getvalue())) as image:
        found = jpeg_pixels(file.getvalue(), image)
        np.testing.assert_array_equal(found, np.array(image.convert('RGB')))
    with Image.open(io.BytesIO(file.getvalue()[:-900])) as image:
        assert jpeg_pixels(file.getvalue()[:-900], image) is None  # Pillow says what is wrong with it


def test_no_verdict_comes_of_a_damaged_file(tmp_path):
    photos, content = write_photos(tmp_path/'photos', 3), bytearray((tmp_path/'photos'/'photo1.png').read_bytes())
    content[-8] ^= 1  # of the checksum of the last part: the pixels are whole
    (photos/'photo1.png').write_bytes(content)
    assert read_image_bytes(bytes(content), photos/'photo1.png', whole=False).shape[2] == 3
    assert 'damaged' in refused(lambda: inspect(photos, tmp_path/'out'), 'photo1.png')
    assert [json.loads(line)['image'] for line in lines_of(tmp_path/'out')] == ['photo0.png', 'photo2.png']


def test_threads_take_turns_at_a_network(tmp_path):
    tf = pytest.importorskip('tensorflow')
    from aoi_nb.core.litert import litert_bytes
    (tmp_path/'sum.tflite').write_bytes(litert_bytes(lambda pixels, training: tf.reduce_sum(pixels, axis=1), (4, 3)))
    network, wrong = LiteRT(tmp_path/'sum.tflite'), []

    def ask(count):
        inputs = np.random.default_rng(count).random((count, 4, 3), np.float32)
        for _ in range(200):
            if not np.allclose(network(inputs), inputs.sum(axis=1), atol=1e-5):
                wrong.append(count)

    threads = [threading.Thread(target=ask, args=(count,)) for count in (1, 2, 3, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_the_shape_of_an_answer_is_compared_where_it_lies_best():
    part = corners_of(np.array([40, 30, 0, np.log(50), np.log(20)]))
    generator = np.random.default_rng(5)
    for turn in (0, 0.3, 2, -3):
        answer = part @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) + 7
        assert shape_residual(answer, part) < 1e-9
        answer = answer + generator.normal(0, 1, (4, 2))
        own, golden = answer - answer.mean(axis=0), part - part.mean(axis=0)
        left, _, right = np.linalg.svd(golden.T @ own)
        mirror = np.diag([1, np.sign(np.linalg.det(left @ right))])
        expected = np.linalg.norm(golden @ left @ mirror @ right - own, axis=1).max()
        assert shape_residual(answer, part) == pytest.approx(expected)


def test_the_evidence_of_an_answer_that_is_not_trusted_is_not_asked_for(boards, refiner, monkeypatch):
    asked, evidence = [], judgement.evidence_of
    monkeypatch.setattr(judgement, 'evidence_of', lambda *words: asked.append(1) or evidence(*words))
    golden = Limits(1, 1, 5, strange=1e3)
    trusted = refine_found(refiner, boards.images[9], Found(boards.corners[9]), limits=golden, trusted_only=True)
    assert len(asked) == 1 and trusted.signs == refine_found(refiner, boards.images[9], Found(boards.corners[9]),
                                                             limits=golden).signs
    for odd in (Limits(1, 1, 5, strange=1e-3), Limits(1, 1, 5, misfit=1e-3), Limits(1, 1, 5, visible=1.0)):
        asked.clear()
        found = refine_found(refiner, boards.images[9], Found(boards.corners[9]), limits=odd, trusted_only=True)
        assert not asked and not looks_trusted(found, boards.corners[9], odd)
        every = refine_found(refiner, boards.images[9], Found(boards.corners[9]), limits=odd)
        assert asked and not looks_trusted(every, boards.corners[9], odd)
        np.testing.assert_array_equal(found.corners, every.corners)


def test_a_picture_of_a_part_is_transformed_once_for_all_places(monkeypatch):
    rng, transformed, dft = np.random.default_rng(1), [], known_parts.cv2.dft
    monkeypatch.setattr(known_parts.cv2, 'dft', lambda *words, **more: transformed.append(more) or dft(*words, **more))
    looks = [known_parts.turned_picture('R', rng.random((9, 15, 3), np.float32), 30) for _ in range(2)]
    places = [known_parts.PlaceSpectra(255*rng.random((40, 50, 3), np.float32)) for _ in range(2)]
    first = [place.correlation(look) for look in looks for place in places]
    transformed.clear()
    again = [place.correlation(look) for look in looks for place in places]
    assert len(transformed) == 4 and all('flags' in how for how in transformed)  # one back for each
    np.testing.assert_array_equal(first, again)


def test_pictures_are_measured_once_for_all_that_lies_on_boards(monkeypatch):
    measured, mask_sides = [], known_parts.mask_sides
    monkeypatch.setattr(known_parts, 'mask_sides', lambda mask: measured.append(1) or mask_sides(mask))
    look = known_parts.turned_picture('R', np.zeros((9, 15, 3), np.float32), 30)
    assert [look.points for _ in range(3)] == [look.mask.sum()]*3 and look.points > 100
    np.testing.assert_allclose([look.sides for _ in range(3)], [[9, 15]]*3, atol=1.5)
    assert len(measured) == 1


def test_a_small_picture_fits_as_opencv_finds_it():
    rng = np.random.default_rng(2)
    seen = cv2.GaussianBlur(255*rng.random((90, 110, 3), np.float32), (0, 0), 1.5)
    for turn in (0, 30, 105):
        upright = cv2.GaussianBlur(255*rng.random((9, 15, 3), np.float32), (0, 0), 1)
        picture = known_parts.turned_picture('R', upright, turn)
        covers, (rows, columns) = picture.mask > 0, picture.mask.shape
        seen[40:40 + rows, 60:60 + columns][covers] = picture.colours[covers]
        found = known_parts.PlaceSpectra(seen, known_parts.transformed).correlation(picture)
        expected = cv2.matchTemplate(seen, picture.colours, cv2.TM_CCOEFF_NORMED, mask=cv2.merge([picture.mask]*3))
        down, across = rows//2, columns//2
        np.testing.assert_allclose(found[down:-down, across:-across], expected, atol=1e-3)
        assert found.max() > 0.99


def test_a_picture_that_fits_nowhere_is_given_up_early(monkeypatch):
    rng, inverse, dft, given_up = np.random.default_rng(3), [], known_parts.cv2.dft, 0
    monkeypatch.setattr(known_parts.cv2, 'dft', lambda *words, **more: inverse.extend(more) or dft(*words, **more))

    def drawn(rows, columns):  # more light and shade than colour, as boards are
        values = 255*rng.random((rows, columns, 1), np.float32) + 100*rng.random((rows, columns, 3), np.float32)
        return cv2.GaussianBlur(values, (0, 0), 1)

    for number in range(60):
        seen, picture = drawn(50, 60), known_parts.turned_picture('R', drawn(9, 15), 15*(number % 12))
        covers, (rows, columns) = picture.mask > 0, picture.mask.shape
        seen[20:20 + rows, 25:25 + columns][covers] += rng.uniform(0, 0.5)*picture.colours[covers]
        every = known_parts.PlaceSpectra(seen).correlation(picture)
        for asked in (0.3, 0.65, 0.82, float(every.max()) - 1e-4):
            place = known_parts.PlaceSpectra(seen)
            inverse.clear()
            found = place.correlation(picture, asked)
            given_up += not found.any()
            assert len(inverse) == (7 if found.any() else 3)  # without colour one channel and its squares
            np.testing.assert_array_equal(found, every if found.any() else 0)
            assert found.any() or every.max() < asked
    assert given_up > 80


DRAWN = {'bare': (0, 1), 'bare_middle': (0, 1), 'bare_around': (0.8, 1), 'foreign': (0, 0.4), 'beside': (0, 0.1),
         'more': (0, 0.3), 'more_thick': (0, 1), 'gap': (0, 0.05), 'burnt': (0, 0.03), 'kept': (0, 1),
         'strange': (0, 8), 'strange_rim': (0, 8), 'tint': (0, 60), 'tint_most': (0, 40),
         'blank_alike': (0, 1), 'board': (0.3, 1), 'marking': (0, 0.6), 'alike': (0, 1), 'alike_turned_180': (0, 1),
         'tint_turned_180': (0, 60), 'turned_180': (0, 1), 'reaches_in': (0, 1)}
OF_BOARD = {'unit': 'board', 'bare': 0.3, 'bare_around': 0.8, 'foreign': 0.1, 'beside': 0.02, 'gap': 0.02, 'tint': 25.0,
            'strange': 2.0, 'marking': 0.2, 'turned_180': 0.6, 'missing': 0.6}


def test_what_lies_there_is_asked_wherever_it_can_change_a_name():
    rng, asked, changed = np.random.default_rng(4), [], 0
    for number in range(3000):
        searched, print_of = bool(number % 2), 'R5' if number % 3 == 0 else ''
        signs = {name: float(rng.uniform(*ends)) for name, ends in DRAWN.items()}
        signs['reaches_in'] = round(signs['reaches_in'])
        lying = [Lying('C_0603', 0.9, at % 2 > 0, at > 1, searched) for at in range(4)]
        nothing = Lying('', 0.0, False, False, searched)
        names = {name_defect(signs, OF_BOARD, one, print_of) for one in (None, nothing, *lying)}
        asked.append(asks_what_lies(signs, OF_BOARD, print_of, searched))
        assert asked[-1] or len(names) == 1, (signs, names)
        changed += len(names) > 1
    assert 0.9*sum(asked) < changed < 0.6*len(asked)  # and hardly anywhere else


def test_a_part_out_of_its_place_fails_whatever_else_lies_there():
    corners = corners_of(np.array([40, 30, 0, np.log(50), np.log(20)]))
    signs = {**dict.fromkeys(DRAWN, 0.0), 'kept': 1.0, 'board': 0.9, 'beside': 0.3, 'reaches_in': 0.0}
    limits = Limits(0.1, 0.1, 5, strange=2.0, beside=0.02, gap=0.02, bare=0.3, bare_around=0.8, foreign=0.1, tint=25.0,
                    unit='board')
    found = Found(corners + 20, signs=signs)
    judged = [judge_pose(one, corners, Tolerance(5, 5, 'drawing'), limits)
              for one in (found, Found(corners + 20, signs=signs, lying=Lying('C', 0.95, False, True, True)))]
    assert is_out_of_place(judged[0]) and judged[0] == judged[1] and name_defect(signs, vars(limits))


def test_the_points_of_a_frame_are_those_of_a_sort_of_all():
    rng = np.random.default_rng(1)
    for shape, count in (((40, 50), 500), ((96, 72), 900), ((211, 305), 1600)):
        mean = np.round(3*cv2.GaussianBlur(rng.normal(size=shape), (0, 0), 2))/3  # many are worth the same
        weight = (rng.random(shape) > 0.3)*1.0
        rows, columns = shape
        worth = sum(slope**2 for slope in np.gradient(mean))*weight
        worth[[0, 1, -2, -1]] = worth[:, [0, 1, -2, -1]] = 0
        block = np.add.outer(np.arange(rows)*8//rows*8, np.arange(columns)*8//columns).ravel()
        kept = np.concatenate([sorted(np.flatnonzero(block == number), key=lambda one: -worth.flat[one])[:count//24]
                               for number in range(64)])
        kept = np.sort(kept[worth.flat[kept] > 1e-3])
        kept = kept[np.argsort(-worth.ravel()[kept], kind='stable')[:count]]
        found, of_block = chosen_points(mean, weight, count)
        assert sorted(found) == sorted(kept) and (np.diff(of_block) >= 0).all()
