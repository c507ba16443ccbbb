"What an image takes while it is decoded and measured is what its header lets expect, and goes back afterwards."
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from aoi_nb.core.memory import BUDGET, decoded_bytes

SIDE = 3000
WATCHED = '''
import os, sys
from pathlib import Path
os.sched_getaffinity = lambda _: set(range(64))
from aoi_nb.soldering.scan import scan_folder


def held(what):
    "Bytes of this process: VmRSS now, VmHWM at most."
    return int(next(line for line in open('/proc/self/status') if line.startswith(what)).split()[1])*1024


small, images, out = map(Path, sys.argv[1:])
scan_folder(small, out/'small')  # everything is imported, and has been used once
open('/proc/self/clear_refs', 'w').write('5')
before = held('VmRSS')
pictures, quarantine = scan_folder(images, out)
print(len(pictures), held('VmHWM') - before, held('VmRSS') - before)
'''


def save(folder, name, side, **options):
    "Write an image of a kind that the name tells, with little detail."
    across = np.arange(side, dtype=np.uint16)
    pixels = (across + across[:, None])//64 % 200
    if 'deep' in name:
        image = Image.fromarray(pixels*256)
    elif 'float' in name:
        image = Image.fromarray(pixels.astype(np.float32))
    elif 'grey' in name:
        image = Image.fromarray(pixels.astype(np.uint8))
    else:
        image = Image.fromarray(np.dstack([pixels]*3).astype(np.uint8))
    image.save(folder/name, **options)


KINDS = {'colour.png': {'compress_level': 1}, 'grey.png': {'compress_level': 1}, 'deep.png': {'compress_level': 1},
         'colour.jpg': {}, 'grey.jpg': {}, 'progressive.jpg': {'progressive': True, 'subsampling': 0},
         'float.tif': {}, 'colour.webp': {'method': 0, 'quality': 30}}


@pytest.mark.skipif(sys.platform != 'linux', reason='peaks are read from /proc')
@pytest.mark.parametrize('name', KINDS)
def test_an_image_takes_no_more_than_its_header_lets_expect(tmp_path, name):
    for folder in ('small', 'images', 'out/small'):
        (tmp_path/folder).mkdir(parents=True)
    save(tmp_path/'small', name, 64, **KINDS[name])
    for number in range(3):
        save(tmp_path/'images', f'{number} {name}', SIDE, **KINDS[name])
    told = decoded_bytes(tmp_path/'images'/f'0 {name}')
    together = max(1, BUDGET//told)  # of three
    command = [sys.executable, '-c', WATCHED, *(str(tmp_path/folder) for folder in ('small', 'images', 'out'))]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    count, peak, left = map(int, done.stdout.split())
    assert count == 3
    assert peak <= min(together, 3)*told + 2**25
    assert left < 2**26


def test_a_photograph_of_the_largest_size_fits_into_the_budget(tmp_path):
    Image.new('RGB', (8000, 8000)).save(tmp_path/'a.png')
    assert decoded_bytes(tmp_path/'a.png') <= BUDGET
