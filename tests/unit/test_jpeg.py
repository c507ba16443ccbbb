"What tells a damaged JPEG file from a sound one: what is behind its data, drifts up to a restart, contrasts."
import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from aoi_nb.core.blocks import flights
from aoi_nb.core.damage import check_jpeg, damage, wrong_code
from aoi_nb.core.files import project_path
from aoi_nb.core.jpeg import Damaged, Layout, drifted, jpeg_layout, overshoot, segments, stored_planes


def encoded(pixels, **options):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, 'JPEG', **options)
    return buffer.getvalue()


def board():
    return np.asarray(Image.open(project_path('data', 'boards')/'board01.png'))


def printed():
    "Small letters, black on white."
    image = Image.new('RGB', (512, 512), 'white')
    for y in range(0, 512, 11):
        ImageDraw.Draw(image).text((3, y), 'The quick brown fox jumps over IC17 R204 C55 LM358'[y % 17:], 'black')
    return np.asarray(image)


def test_data_that_end_with_a_zero_may_be_followed_by_more():
    random = np.random.default_rng(0)
    files = (encoded(random.integers(0, 256, (16, 16, 1), np.uint8).repeat(3, 2)) for _ in range(1000))
    content = next(content for content in files if content[-3] == 0 and content[-4] != 0xff)  # no colour: zeros
    for zeros in range(5):
        check_jpeg(content[:-2] + bytes(zeros) + content[-2:])


@pytest.mark.parametrize('quality', [10, 30, 60, 75, 92])
@pytest.mark.parametrize('options', [{}, {'progressive': True}, {'restart_marker_rows': 1}])
def test_sharp_edges_are_no_damage(quality, options):
    noise = np.random.default_rng(1).integers(0, 2, (256, 256, 1), np.uint8).repeat(3, 2)*np.uint8(255)
    for pixels in (printed(), 255 - printed(), noise):
        assert damage(encoded(pixels, quality=quality, **options), 'JPEG') == ''


def test_components_come_as_stored():
    pixels = np.full((64, 96, 3), (200, 60, 20), np.uint8)
    for content in (encoded(pixels, quality=95), encoded(pixels, quality=95, subsampling=0)):
        told = 97, 84, 201  # brightness, blue and red of that colour
        for plane, value in zip(stored_planes(content, jpeg_layout(content)), told, strict=True):
            assert np.abs(plane.astype(int) - value).max() <= 2
    sizes = [plane.shape for plane in stored_planes(encoded(pixels), jpeg_layout(encoded(pixels)))]
    assert sizes == [(64, 96), (32, 48), (32, 48)]


def test_a_drift_that_a_restart_ends_is_found():
    plain = np.full((96, 192), 90, np.uint8)
    plain[32:48, 64:160] += 20  # blocks 4 to 9 of the third row, that is up to block 34 of all
    for restart, found in ((17, True), (34, True), (16, False), (0, False)):
        assert (drifted([plain], Layout(width=192, sampling=[(2, 2)], restart=restart)) > 1) == found


def test_wrong_bits_between_restarts_are_refused():
    content, found = encoded(np.tile(board(), (2, 2, 1)), quality=90, restart_marker_rows=1), 0
    *_, (_, _, start, end), _ = segments(content)
    for at in range(start + 50, end - 50, (end - start)//100):
        wrong = bytearray(content)
        wrong[at] ^= 64
        try:
            layout = jpeg_layout(bytes(wrong))
            found += drifted(stored_planes(bytes(wrong), layout), layout) > 1
        except Damaged:
            pass
    assert found >= 4  # 1 where restarts are not looked at


def test_contrasts_that_cannot_be_are_no_picture():
    content = encoded(board(), quality=80)
    at = content.find(b'\xff\xdb') + 5
    wild = content[:at + 1] + bytes(9*step for step in content[at + 1:at + 9]) + content[at + 9:]
    sound, wrong = (overshoot(data, jpeg_layout(data)) for data in (content, wild))
    assert max(sound) <= 1 < wrong[1]


def test_zeros_in_the_last_scan_of_a_progressive_image_are_seen():
    content = encoded(np.tile(board(), (2, 2, 1)), quality=92, progressive=True)
    *_, (_, _, start, end), _ = segments(content)
    wrong = content[:start + 512] + bytes(512) + content[start + 1024:]
    assert end > start + 2048 and not jpeg_layout(content).zeros and jpeg_layout(wrong).zeros


def drifting(plane, row, column, drift, end=None):
    "A plane whose blocks of 16 by 16 px are brighter from one on, up to the end of a row or of all."
    moved = plane.astype(np.int16)
    moved[16*row:16*row + 16, 16*column:end] += drift
    if end is None:
        moved[16*row + 16:] += drift
    return np.clip(moved, 0, 255).astype(np.uint8)


def test_a_drift_that_steps_in_the_scene_half_hide_is_found():
    grey = np.asarray(Image.fromarray(board()).convert('L'))[:, :196].copy()
    noisy = np.clip(grey + np.random.default_rng(2).normal(0, 6, grey.shape), 0, 255).astype(np.uint8)
    told = Layout(width=196, sampling=[(2, 2)])
    assert drifted([noisy], told) < 0.9
    found = [drifted([drifting(noisy, row, column, drift)], told) > 1
             for row in range(3, 13) for column in range(3, 10) for drift in (-18, 18)]
    assert np.mean(found) > 0.4  # none where the jumps are only counted


def test_a_thing_in_the_scene_that_goes_on_behind_a_restart_is_no_bar():
    plain = np.full((96, 192), 90, np.uint8)
    bar = drifting(plain, 2, 4, 20, end=160)  # blocks 28 to 33
    assert flights(bar, 16, 16, 12, restart=34) > 20 > 0 == flights(bar, 16, 16, 12, restart=16)


def test_few_and_narrow_blocks_tell_nothing():
    for shape in ((40, 400), (400, 40)):
        plane = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
        assert flights(plane, 16, 16, -(-shape[1]//16)) == 0


def test_programs_may_fill_the_last_byte_with_zeros():
    content = encoded(board(), quality=90)
    for fewer in range(256 - content[-3]):
        last = content[-3] - fewer
        if damage(content[:-3] + bytes([last]) + content[-2:], 'JPEG') == '' and fewer:
            return  # ones at the end have become zeros
    pytest.fail('no filling but ones is accepted')


def test_a_wrong_bit_of_few_blocks_is_found_by_its_codes():
    content, found = encoded(board(), quality=90), 0
    *_, (_, _, start, end), _ = segments(content)
    for at in range(start + 50, end - 50, (end - start)//200):
        wrong = bytearray(content)
        wrong[at] ^= 8
        found += 'no program writes' in damage(bytes(wrong), 'JPEG')
    assert found >= 8  # of those that libjpeg passes over


def test_codes_are_read_as_libjpeg_reads_them():
    noise = np.random.default_rng(3).integers(0, 256, (97, 131, 3), np.uint8)
    for options in ({}, {'subsampling': 0}, {'subsampling': 1}, {'optimize': True}, {'restart_marker_blocks': 3}):
        for pixels in (board(), noise, noise[..., 0], np.zeros_like(noise)):
            for quality in (5, 50, 100):
                content = encoded(pixels, quality=quality, **options)
                assert wrong_code(content, jpeg_layout(content)) is None
    progressive = encoded(board(), progressive=True)
    assert wrong_code(progressive, jpeg_layout(progressive)) is None  # not read
