"""Inspections that are killed, interrupted once or twice, and started again: no verdict lost, none twice.

Run as a program, this file is what is killed: an inspection of a folder by a program that answers at once.
"""
import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from aoi_nb.core.files import BadInput
from aoi_nb.core.images import write_png
from aoi_nb.inspection.batch import VERDICTS, open_batch, overlay_name
from aoi_nb.inspection.frames import FrameChoice
from aoi_nb.inspection.station import gather, inspect_images, signals_noted
from aoi_nb.inspection.windows import Window

FULL = 100
IMAGES = 40
SQUARE = np.array([[20., 20.], [40., 20.], [20., 40.], [40., 40.]])


def judge(corner):
    "A verdict that depends on the photograph alone."
    shift = float(corner[0, 0] - SQUARE[0, 0])
    return {'part': '', 'type': '', 'model_sha256': '6'*64, 'corners_px': np.round(corner, 3).tolist(),
            'centre_px': corner.mean(axis=0).tolist(), 'shift_mm': None, 'shift_px': shift, 'rotation_deg': 0.0,
            'shift_photo_px': shift, 'rotation_photo_deg': 0.0, 'frame': None,
            'verdict': VERDICTS[int(shift) % 3], 'defect': None, 'reasons': [f'shift {shift}']}


def stand_in(size=64, **window):
    "What an inspection needs of a program; it looks at one pixel."
    return SimpleNamespace(
        id='5'*64, count=1, mm_per_px=None, window=Window(1, 0, 0, size, size, **window), frame=FrameChoice(),
        judge_photo=lambda photo: [judge(SQUARE + photo[0, 0, 0])], belongs=lambda judged: SQUARE,
        tolerance=SimpleNamespace(shift_px=1, rotation_deg=1, source='example'), limits=SimpleNamespace(sites=0))


def write_photos(folder, count=IMAGES):
    "Photographs that differ in one pixel."
    for number in range(count):
        photo = np.full((64, 64, 3), 90, np.uint8)
        photo[0, 0, 0] = number
        write_png(folder/f'photo{number}.png', photo)
    return folder


def inspect(photos, out, program=None, stopped=lambda: False, **options):
    "An inspection by the stand-in."
    images, program = gather([photos]), program or stand_in()
    with open_batch(out, program.id, [image.name for image in images], **options) as batch:
        return inspect_images(program, images, batch, False, stopped=stopped)


def start(photos, out):
    "The same in a process of its own; returns when the work has begun."
    process = subprocess.Popen([sys.executable, __file__, photos, out], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, env={**os.environ, 'PYTHONPATH': str(Path(__file__).parents[2])})
    process.stdout.readline()
    return process


def lines_of(out):
    "The whole lines of verdicts.jsonl."
    path = out/'verdicts.jsonl'
    return path.read_bytes().split(b'\n')[:-1] if path.exists() else []


def traced(out):
    "Rows of the record: image, verdict."
    with closing(sqlite3.connect(out/'trace.sqlite')) as connection:
        return connection.execute('select image, verdict from verdicts').fetchall()


def kept(before, out):
    "Whether lines are as they were, and every picture that is shown has its line."
    lines = lines_of(out)
    shown = {path.name for path in out.glob('overlays/*.jpg') if not path.name.startswith('.')}
    return lines[:len(before)] == before and shown <= {overlay_name(json.loads(line)['image']) for line in lines}


def whole(out, verdicts):
    "What a finished inspection should not have: 'lost' or 'twice' by number."
    rows = [json.loads(line) for line in lines_of(out)]
    with open(out/'verdicts.csv', newline='') as file:
        table = [(row['image'], row['verdict']) for row in csv.DictReader(file)]
    counts, trace, wanted = Counter(), Counter(traced(out)), {row['image']: row['verdict'] for row in verdicts}
    found = Counter((row['image'], row['verdict']) for row in rows)
    counts['lost'] += len(wanted.items() - found.keys()) + len(wanted.items() - trace.keys())
    counts['lost'] += table != [*wanted.items()]
    counts['lost'] += sum(not (out/'overlays'/overlay_name(name)).exists() for name in wanted)
    counts['lost'] += f'<h1>Inspection of {len(wanted)} images' not in (out/'index.html').read_text()
    counts['twice'] += found.total() - len(found) + trace.total() - len(trace)
    counts['twice'] += len([path for path in out.rglob('.*')])  # left by a killed process
    return counts


def attack(count, draw, folder):
    "End inspections at random moments, and go on until they are whole."
    photos, counts, number = write_photos(folder/'photos'), Counter(tried=0), 0
    verdicts = inspect(photos, folder/'unbroken')
    while counts['tried'] < count:
        number += 1
        out, done = folder/f'out{number}', False
        while not done:
            before, process = lines_of(out), start(photos, out)
            how = draw.choice(['killed', 'killed', 'interrupted', 'interrupted twice', 'ended'])
            time.sleep(draw.uniform(0, 0.25))
            if counts['tried'] < count:
                process.send_signal({'killed': signal.SIGKILL, 'ended': signal.SIGTERM}.get(how, signal.SIGINT))
            if how == 'interrupted twice':
                time.sleep(draw.uniform(0, 0.02))
                process.send_signal(signal.SIGINT)
            try:
                errors = process.communicate(timeout=60)[1]
            except subprocess.TimeoutExpired:
                process.kill()
                counts['hang'] += 1
                errors = process.communicate()[1]
            done = process.returncode == 0
            counts['tried'] += not done
            counts[how] += not done
            late = len(lines_of(out)) == IMAGES and (out/'index.html').exists()  # Python was about to end
            counts['traceback'] += 'Traceback' in errors and not late
            counts['lost'] += not kept(before, out)
            if not done and how != 'killed' and not late:
                counts['lost'] += process.returncode != 130 or f'of {IMAGES} images judged' not in errors
        counts += whole(out, verdicts)
        counts['finished'] += 1
    return counts


def main(photos, out):
    "What is killed."
    with signals_noted() as stopped:
        print('begun', flush=True)
        try:
            inspect(Path(photos), Path(out), stopped=stopped)
        except KeyboardInterrupt as stop:
            print(stop, file=sys.stderr)
            return 130
        except BadInput as error:
            print(error, file=sys.stderr)
            return 2
        return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
