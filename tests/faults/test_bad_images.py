"Every kind of bad image is refused in one line that names the file, what was found and what was expected."
import io
import os
import struct
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image, ImageFile

from aoi_nb.core.files import BadInput
from aoi_nb.core.images import find_images, read_image

PICTURE = np.random.default_rng(0).integers(0, 256, (48, 64, 3)).astype(np.uint8)


def encoded(image, file_format='PNG', **options):
    "The file of a Pillow image."
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def turned(orientation):
    "EXIF data with this orientation."
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def chunk(kind, content):
    "A chunk of a PNG file."
    return struct.pack('>I', len(content)) + kind + content + struct.pack('>I', zlib.crc32(kind + content))


def black_png(side):
    "A complete 8-bit RGB PNG of side × side black pixels, made row by row."
    packer = zlib.compressobj(1)
    row = bytes(1 + 3*side)
    data = b''.join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack('>IIBBBBB', side, side, 8, 2, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + chunk(b'IDAT', data) + chunk(b'IEND', b'')


def refused(path, part, **options):
    "The message with which `path` is refused: one line naming the file, what was found and what was expected."
    with pytest.raises(BadInput) as caught:
        read_image(path, **options)
    message = str(caught.value)
    assert '\n' not in message and message.startswith(f'{path}: found ') and ', expected ' in message
    assert part in message
    return message


RGB = Image.fromarray(PICTURE)
WHOLE = encoded(RGB)
JPEG = encoded(RGB, 'JPEG')
BAD = {
    'zero.png': (b'', '0 bytes'),
    'text.png': (b'this is no image\n', 'not an image'),
    'page.jpg': (b'<html><body>404</body></html>', 'not an image'),
    'drawing.png': (b'%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n', 'a PostScript drawing'),
    'moving.png': (encoded(RGB, 'GIF'), 'a GIF image'),
    'half.png': (WHOLE[:len(WHOLE)//2], 'truncated'),
    'half.jpg': (JPEG[:len(JPEG)//2], 'truncated'),
    'half.bmp': (encoded(RGB, 'BMP')[:3000], 'truncated'),
    'half.tif': (encoded(RGB, 'TIFF')[:3000], 'truncated'),
    'header.png': (WHOLE[:20], 'image'),
    'damaged.png': (WHOLE[:200] + bytes(400) + WHOLE[600:], 'damaged'),
    'deep_rgb.png': (cv2.imencode('.png', PICTURE.astype(np.uint16)*257)[1].tobytes(), '16-bit'),
    'deep_grey.png': (cv2.imencode('.png', PICTURE[..., 0].astype(np.uint16)*257)[1].tobytes(), '16-bit'),
    'deep.tif': (cv2.imencode('.tif', PICTURE.astype(np.uint16)*257)[1].tobytes(), '16-bit'),
    'grey.png': (encoded(RGB.convert('L')), 'grey'),
    'grey.jpg': (encoded(RGB.convert('L'), 'JPEG'), 'grey'),
    'alpha.png': (encoded(RGB.convert('RGBA')), 'alpha'),
    'grey_alpha.png': (encoded(RGB.convert('LA')), 'alpha'),
    'clear.png': (encoded(RGB, transparency=(1, 2, 3)), 'transparent'),
    'palette.png': (encoded(RGB.quantize(16)), 'palette'),
    'print.jpg': (encoded(RGB.convert('CMYK'), 'JPEG'), 'CMYK'),
    'pages.tif': (encoded(RGB, 'TIFF', save_all=True, append_images=[RGB]), '2 pages'),
    **{f'turned{value}.jpg': (encoded(RGB, 'JPEG', exif=turned(value)), f'EXIF orientation {value}')
       for value in range(2, 9)},
    'turned.png': (encoded(RGB, exif=turned(6)), 'EXIF orientation 6'),
    'turned.tif': (encoded(RGB, 'TIFF', exif=turned(3)), 'EXIF orientation 3'),
}


@pytest.mark.parametrize('name', BAD)
def test_bad_image_is_refused(tmp_path, name):
    content, part = BAD[name]
    (tmp_path/name).write_bytes(content)
    refused(tmp_path/name, part)


def test_missing_and_folder(tmp_path):
    refused(tmp_path/'absent.png', 'no such file')
    refused(tmp_path, 'a folder')
    (tmp_path/'dangling.png').symlink_to(tmp_path/'nowhere.png')
    refused(tmp_path/'dangling.png', 'no such file')
    refused(tmp_path/('a'*400 + '.png'), 'no such file')


def test_device_files_are_not_waited_for(tmp_path):
    os.mkfifo(tmp_path/'pipe.png')
    refused(tmp_path/'pipe.png', 'no regular file')


def test_100_megapixels_are_refused_without_decoding(tmp_path, monkeypatch):
    content = black_png(10_000)
    assert len(content) < 2_000_000
    (tmp_path/'huge.png').write_bytes(content)

    def never(self):
        raise AssertionError('pixels were decoded')

    monkeypatch.setattr(ImageFile.ImageFile, 'load', never)
    assert '67108864' in refused(tmp_path/'huge.png', '10000 x 10000')


@pytest.mark.parametrize('side', [100_000, 2_000_000_000])
def test_gigapixels_are_refused(tmp_path, side):
    header = chunk(b'IHDR', struct.pack('>IIBBBBB', side, side, 8, 2, 0, 0, 0))
    (tmp_path/'bomb.png').write_bytes(b'\x89PNG\r\n\x1a\n' + header + chunk(b'IDAT', b'x'))
    refused(tmp_path/'bomb.png', 'too many pixels')


def test_bound_is_inclusive(tmp_path):
    (tmp_path/'photo.png').write_bytes(WHOLE)
    refused(tmp_path/'photo.png', '64 x 48', max_pixels=64*48 - 1)
    assert read_image(tmp_path/'photo.png', max_pixels=64*48).shape == (48, 64, 3)


@pytest.mark.parametrize('file_format', ['PNG', 'BMP', 'TIFF'])
def test_good_image_is_read_to_the_bit(tmp_path, file_format):
    (tmp_path/'photo').write_bytes(encoded(RGB, file_format))
    pixels = read_image(tmp_path/'photo')
    assert pixels.dtype == np.uint8 and pixels.flags.writeable
    np.testing.assert_array_equal(pixels, PICTURE)


def test_upright_exif_is_accepted(tmp_path):
    (tmp_path/'photo.jpg').write_bytes(encoded(RGB, 'JPEG', exif=turned(1)))
    assert read_image(tmp_path/'photo.jpg').shape == (48, 64, 3)


def test_folder_without_images(tmp_path):
    for folder, part in [(tmp_path, 'no image'), (tmp_path/'absent', 'no such folder')]:
        with pytest.raises(BadInput, match=part):
            find_images(folder)
