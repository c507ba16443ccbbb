"Photographs damaged as cards, disks and copies damage them, and sound ones as cameras and programs write them."
import io
import struct
from collections import Counter

import cv2
import numpy as np
from PIL import Image, ImageCms

from aoi_nb.core.files import BadInput, project_path
from aoi_nb.core.images import find_images, read_image

FULL = 5350
DAMAGED = 350/FULL
TOUCHED = 0.002  # of the pixels, by more than 8 grey levels


def photograph(draw):
    "A board of the demo, at one of several sizes, cut out somewhere, with the noise of a camera."
    path = draw.choice(find_images(project_path('data', draw.choice(['boards', 'line']))))
    pixels, times = np.asarray(Image.open(path)), draw.choice([1, 1, 2, 3, 4])
    if times > 1:
        pixels = cv2.resize(pixels, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC)
        noise = np.random.default_rng(draw.getrandbits(32)).normal(0, 2, pixels.shape)
        pixels = np.clip(pixels + noise, 0, 255).astype(np.uint8)
    height, width = pixels.shape[:2]
    top, left = (draw.randrange(length//4)*draw.randrange(2) for length in (height, width))
    return np.ascontiguousarray(pixels[top:, left:])


def by_pillow(pixels, draw):
    "A JPEG file with one of Pillow's settings."
    options = draw.choice([{}, {}, {'progressive': True}, {'optimize': True}, {'subsampling': 0}, {'subsampling': 1},
                           {'restart_marker_rows': 1}, {'restart_marker_blocks': draw.choice([1, 3, 40])},
                           {'progressive': True, 'optimize': True, 'subsampling': 0}])
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, 'JPEG', quality=draw.choice([60, 75, 85, 92, 97]), **options)
    return buffer.getvalue()


def by_opencv(pixels, draw):
    "A JPEG file with one of OpenCV's settings."
    options = draw.choice([[], [], [cv2.IMWRITE_JPEG_PROGRESSIVE, 1], [cv2.IMWRITE_JPEG_OPTIMIZE, 1],
                           [cv2.IMWRITE_JPEG_RST_INTERVAL, draw.choice([1, 4, 16, 64])]])
    quality = [cv2.IMWRITE_JPEG_QUALITY, draw.choice([60, 75, 85, 92, 97])]
    return cv2.imencode('.jpg', pixels[..., ::-1], [*quality, *options])[1].tobytes()


def jpeg(pixels, draw):
    "A JPEG file of an image."
    return draw.choice([by_pillow, by_opencv])(pixels, draw)


def segment(marker, content):
    "A segment of a JPEG file."
    return bytes([0xff, marker]) + struct.pack('>H', len(content) + 2) + content


def with_exif(content, draw):
    "EXIF data with a thumbnail and a maker note, as cameras write them."
    small = io.BytesIO()
    Image.open(io.BytesIO(content)).resize((160, 120)).save(small, 'JPEG')
    exif = Image.Exif()
    exif[0x010f], exif[0x0112] = 'Maker', 1
    exif.get_ifd(0x8769)[0x927c] = draw.randbytes(2000)
    blob = exif.tobytes()
    return content[:2] + segment(0xe1, blob + small.getvalue()) + content[2:]


def with_profile(content, draw):
    "A colour profile, XMP and a comment, as image editors write them."
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile('sRGB')).tobytes()
    more = segment(0xe1, b'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>')
    more += segment(0xe2, b'ICC_PROFILE\0\1\1' + profile) + segment(0xfe, b'a comment')
    return content[:2] + more + content[2:]


def with_previews(content, draw):
    "A second image behind the first, announced (MPF)."
    image, buffer = Image.open(io.BytesIO(content)), io.BytesIO()
    image.save(buffer, 'MPO', save_all=True, append_images=[image.resize((320, 240))], quality=90)
    return buffer.getvalue()


def with_trailer(content, draw):
    "What telephones write behind the end: notes, films, and padding."
    notes = struct.pack('<HHII', 0, 0xa01, 40, 32) + b'Image_UTC_Data1700000000000'
    samsung = notes + b'SEFH' + struct.pack('<IIII', 106, 1, 0, 0) + struct.pack('<I', 20) + b'SEFT'
    film = b'\0\0\0\x18ftypmp42\0\0\0\0isommp42' + draw.randbytes(5000)
    return content + draw.choice([samsung, film, bytes(draw.randrange(1, 65536)), b'\xff'*100, b'\r\n'])


def with_filling(content, draw):
    "Fill bytes in front of a mark, and zeros in front of the end mark."
    at = content.find(b'\xff\xdb')
    return content[:at] + b'\xff'*3 + content[at:-2] + bytes(draw.randrange(4)) + content[-2:]


def lossless(pixels, draw):
    "A file of a format that keeps every pixel."
    buffer, name = io.BytesIO(), draw.choice(['PNG', 'PNG', 'TIFF', 'BMP'])
    options = {'TIFF': {'compression': draw.choice(['raw', 'tiff_lzw', 'tiff_deflate'])}}.get(name, {})
    Image.fromarray(pixels).save(buffer, name, **options)
    return buffer.getvalue() + bytes(draw.choice([0, 0, 512]))*(name == 'PNG')


def sound(draw):
    "A sound photograph."
    pixels = photograph(draw)
    if draw.random() < 0.1:
        return lossless(pixels, draw)
    content = jpeg(pixels, draw)
    for change in (with_filling, with_exif, with_profile, with_previews, with_trailer):
        if draw.random() < 0.2:
            content = change(content, draw)
    return content


def damaged(content, other, draw):
    "A JPEG file, damaged in one of seven ways behind its header."
    begin, end = content.find(b'\xff\xda') + 14, len(content) - 2
    kind, at, data = draw.randrange(7), draw.randrange(begin, end), bytearray(content)
    if kind == 0:  # a sector of zeros
        start = max(begin, at//512*512)
        data[start:min(start + 512, end)] = bytes(min(start + 512, end) - start)
    elif kind == 1:  # cut, and closed by an end mark
        data = data[:at] + content[-2:]
    elif kind == 2:  # two sectors in wrong order
        one, two = sorted(draw.randrange(begin//512 + 1, max(end//512, begin//512 + 2))*512 for _ in range(2))
        data[one:one + 512], data[two:two + 512] = data[two:two + 512], data[one:one + 512]
    elif kind == 3:  # wrong bytes
        for _ in range(draw.randrange(1, 9)):
            data[draw.randrange(begin, end)] = draw.randrange(256)
    elif kind == 4:  # wrong bits
        for _ in range(draw.randrange(1, 9)):
            data[draw.randrange(begin, end)] ^= 1 << draw.randrange(8)
    elif kind == 5:  # cut
        data = data[:at]
    else:  # grown together with another file
        data = data[:at] + other
    return bytes(data), ('zeros', 'closed', 'swapped', 'bytes', 'bits', 'cut', 'joined')[kind]


def touched(content, changed):
    "The share of pixels that a damage has changed by more than 8 grey levels."
    try:
        before, after = (np.asarray(Image.open(io.BytesIO(data)).convert('RGB')).astype(int)
                         for data in (content, changed))
    except Exception:
        return 1.0
    return np.mean(np.abs(before - after).max(axis=2) > 8) if before.shape == after.shape else 1.0


def refused(path):
    "Whether a photograph is refused, by name."
    try:
        read_image(path)
    except BadInput as error:
        assert str(error).startswith(f'{path}: found ') and '\n' not in str(error)
        return True
    return False


def attack(count, draw, folder):
    "Read damaged and sound photographs."
    counts, path = Counter(), folder/'photo.jpg'
    for number in range(count):
        counts['tried'] += 1
        try:
            if number >= max(1, round(DAMAGED*count)):
                path.write_bytes(sound(draw))
                counts['refused though sound'] += refused(path)
                continue
            while True:
                content = jpeg(photograph(draw), draw)
                changed, kind = damaged(content, jpeg(photograph(draw), draw), draw)
                if touched(content, changed) >= TOUCHED:
                    break
            path.write_bytes(changed)
            counts['damaged'] += 1
            if not refused(path):
                counts['missed'] += 1
                counts[f'missed: {kind}'] += 1
        except Exception:
            counts['traceback'] += 1
    return counts
