"JPEG images are decoded by the faster decoder, with the pixels that Pillow gives."
import io
import itertools
from unittest.mock import patch

import cv2
import numpy as np
import pytest
import simplejpeg
from PIL import Image, ImageOps

from aoi_nb.core import conversion, images
from aoi_nb.core.conversion import NoPicture, decode_any
from aoi_nb.core.files import project_path

SIZES = (640, 428), (155, 201), (17, 9), (1, 1)


def picture(size):
    board = Image.open(project_path('data', 'boards')/'board01.png').convert('RGB')
    return board.resize(size)


def jpeg(image, **options):
    file = io.BytesIO()
    image.save(file, options.pop('format', 'JPEG'), **options)
    return file.getvalue()


def by_pillow(content):
    "What Pillow alone makes of a file."
    return np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert('RGB'))


def decoded(content, **options):
    "The pixels, and whether the faster decoder gave them."
    with patch.object(images.simplejpeg, 'decode_jpeg', wraps=simplejpeg.decode_jpeg) as fast:
        pixels = decode_any(io.BytesIO(content), 10**8, whole=True, **options)
    return pixels, fast.call_count == 1


@pytest.mark.parametrize('size', SIZES)
@pytest.mark.parametrize('colour', ['RGB', 'L'])
def test_jpeg_images_have_pillows_pixels(size, colour):
    image = picture(size).convert(colour)
    for quality, subsampling, progressive in itertools.product((5, 75, 95, 100), (0, 1, 2), (False, True)):
        content = jpeg(image, quality=quality, subsampling=subsampling, progressive=progressive)
        pixels, fast = decoded(content)
        assert fast and pixels.dtype == np.uint8 and pixels.flags.c_contiguous
        np.testing.assert_array_equal(pixels, by_pillow(content))


@pytest.mark.parametrize('options', [{'restart_marker_blocks': 7}, {'restart_marker_rows': 1}, {'optimize': True},
                                     {'keep_rgb': True}, {'dpi': (300, 300), 'comment': b'x'*60_000}])
def test_jpeg_images_of_rarer_kinds_have_pillows_pixels(options):
    content = jpeg(picture(SIZES[1]), **options)
    pixels, fast = decoded(content)
    assert fast
    np.testing.assert_array_equal(pixels, by_pillow(content))


@pytest.mark.parametrize('factor', [cv2.IMWRITE_JPEG_SAMPLING_FACTOR_411, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_440])
def test_colours_of_other_resolutions(factor):
    pixels = np.asarray(picture(SIZES[1]))[..., ::-1]
    content = cv2.imencode('.jpg', pixels, [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, factor])[1].tobytes()
    np.testing.assert_array_equal(decoded(content)[0], by_pillow(content))


@pytest.mark.parametrize('turn', range(1, 9))
def test_turned_images_are_brought_upright(turn):
    exif = Image.Exif()
    exif[0x0112] = turn
    content = jpeg(picture(SIZES[1]), exif=exif)
    pixels, fast = decoded(content)
    assert fast and pixels.flags.c_contiguous
    np.testing.assert_array_equal(pixels, by_pillow(content))


def test_the_first_of_several_pictures_counts():
    content = jpeg(picture(SIZES[1]), format='MPO', save_all=True, append_images=[picture(SIZES[1]).rotate(180)])
    pixels, fast = decoded(content)
    assert fast
    np.testing.assert_array_equal(pixels, by_pillow(content))


def test_four_colours_and_smaller_copies_stay_with_pillow():
    content = jpeg(picture(SIZES[0]).convert('CMYK'))
    assert not decoded(content)[1]
    np.testing.assert_array_equal(decoded(content)[0], by_pillow(content))
    pixels, fast = decoded(jpeg(picture(SIZES[0])), side=100)
    assert not fast and pixels.shape == (107, 160, 3)


def test_damaged_images_are_told_as_pillow_tells_them():
    whole, told = jpeg(picture(SIZES[1])), set()
    draw = np.random.default_rng(0)
    for number in range(300):
        content = bytearray(whole)
        if number % 3:
            content[draw.integers(len(whole))] ^= 1 << draw.integers(8)
        else:
            del content[draw.integers(2, len(whole)):]
        given = []
        for decoder in (images.jpeg_pixels, lambda content, image: None):
            with patch.object(conversion, 'jpeg_pixels', decoder):
                try:
                    given.append(decode_any(io.BytesIO(content), 10**8, whole=True).tobytes())
                except NoPicture as error:
                    given.append(str(error))
        assert given[0] == given[1], number
        told.add(type(given[0]))
    assert told == {str, bytes}
