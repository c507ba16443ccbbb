"What an inspection leaves when it is ended, repeated, disturbed or pointed at another folder's images."
import errno
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys

import numpy as np
import pytest
from attack.station import IMAGES, inspect, kept, lines_of, stand_in, start, traced, whole, write_photos
from conftest import refused
from PIL import Image

from aoi_nb.core.images import read_image, write_png
from aoi_nb.core.names import checked_name
from aoi_nb.core.tables import read_table
from aoi_nb.inspection.batch import folder_lock, overlay_name


@pytest.fixture
def photos(tmp_path):
    "A dozen photographs."
    return write_photos(tmp_path/'photos', 12)


@pytest.fixture(scope='module')
def many(tmp_path_factory):
    "Forty photographs."
    return write_photos(tmp_path_factory.mktemp('many')/'photos')


def stop_after(count):
    "Asked before each image: Ctrl-C came after some."
    answers = iter([False]*count + [True])
    return lambda: next(answers)


def test_a_killed_inspection_goes_on_and_loses_nothing(many, tmp_path):
    out = tmp_path/'out'
    process = start(many, out)
    while len(lines_of(out)) < 5 and process.poll() is None:
        pass
    process.kill()
    process.communicate()
    before = lines_of(out)
    assert 5 <= len(before) < IMAGES and kept(before, out) and not (out/'verdicts.csv').exists()
    with open(out/'verdicts.jsonl', 'ab') as file:  # killed while it wrote
        file.write(before[0][:50])
    verdicts = inspect(many, out)
    assert lines_of(out)[:len(before)] == before and len(verdicts) == IMAGES and not +whole(out, verdicts)


@pytest.mark.parametrize('signals', [[signal.SIGINT], [signal.SIGINT, signal.SIGINT], [signal.SIGTERM]])
def test_an_interrupted_inspection_says_what_is_kept(many, tmp_path, signals):
    out = tmp_path/'out'
    process = start(many, out)
    for number in signals:
        process.send_signal(number)
    errors = process.communicate(timeout=60)[1]
    count = len(lines_of(out))
    assert process.returncode == 130 and count < IMAGES
    kept = f'{count} of {IMAGES} images judged, kept in {out}' if count else f'none of {IMAGES} images judged'
    assert errors == f'{kept}; the same command goes on\n'
    assert not count or f'<h1>Inspection of {count} of {IMAGES} ' in (out/'index.html').read_text()
    assert out.exists() == bool(count)


def test_a_repeat_doubles_nothing_and_judges_nothing(photos, tmp_path):
    out, program = tmp_path/'out', stand_in()
    first = inspect(photos, out, program)
    files = {path: path.read_bytes() for path in out.rglob('*') if path.is_file()}
    program.judge_photo = None
    assert inspect(photos, out, program) == first
    assert {path: path.read_bytes() for path in out.rglob('*') if path.is_file()} == files
    (out/'overlays'/'photo3.png.jpg').unlink()  # killed between verdict and picture
    assert inspect(photos, out, program) == first and not +whole(out, first)


def test_lines_that_the_record_lacks_are_added_to_it(photos, tmp_path):
    out = tmp_path/'out'
    verdicts = inspect(photos, out)
    (out/'trace.sqlite').unlink()
    assert inspect(photos, out) == verdicts and len(traced(out)) == 12


@pytest.mark.parametrize('change', ['program', 'images', 'contents'])
def test_another_inspection_in_the_folder_is_refused_or_replaces_it(photos, tmp_path, change):
    out, program = tmp_path/'out', stand_in()
    with pytest.raises(KeyboardInterrupt, match='5 of 12 images judged, kept in'):
        inspect(photos, out, program, stop_after(5))
    if change == 'program':
        program.id = '7'*64
    if change == 'images':
        shutil.copy(photos/'photo0.png', photos/'new.png')
    if change == 'contents':
        shutil.copy(photos/'photo1.png', photos/'photo0.png')
    lines = lines_of(out)
    message = refused(lambda: inspect(photos, out, program), 'expected')
    assert '--out' in message and '--replace' in message and lines_of(out) == lines
    verdicts = inspect(photos, out, program, replace=True)
    assert [row['program_id'] for row in verdicts] == [program.id]*len(verdicts)
    assert len(lines_of(out)) == len(verdicts) and len(traced(out)) == 5 + len(verdicts)  # the record keeps both
    assert len(list((out/'overlays').iterdir())) == len(verdicts)


def test_two_inspections_do_not_work_in_one_folder(many, tmp_path):
    out = tmp_path/'out'
    process = start(many, out)
    while not lines_of(out):
        assert process.poll() is None
    process.send_signal(signal.SIGSTOP)
    for replace in (False, True):
        refused(lambda: inspect(many, out, replace=replace), 'another inspection at work in it')
    process.send_signal(signal.SIGCONT)
    assert process.wait() == 0
    with folder_lock(out):
        refused(lambda: inspect(many, out), str(out))
    assert not +whole(out, inspect(many, out))


@pytest.mark.parametrize('spoilt', ['line', 'batch', 'record', 'old'])
def test_a_changed_folder_is_refused_in_one_line(photos, tmp_path, spoilt):
    out = tmp_path/'out'
    inspect(photos, out)
    file = out/{'line': 'verdicts.jsonl', 'batch': 'batch.json', 'record': 'trace.sqlite', 'old': 'batch.json'}[spoilt]
    if spoilt == 'line':
        file.write_bytes(file.read_bytes().replace(b'photo2.png', b'photo\xff.png'))
    elif spoilt == 'old':  # a folder of an earlier version has none
        file.unlink()
    else:
        file.write_text('[]'*1000)
    refused(lambda: inspect(photos, out), '' if spoilt == 'old' else file.name)


def test_an_image_is_read_and_decoded_once(photos, tmp_path, monkeypatch):
    opened, decoded, plain = [], [], Image.open
    sys.addaudithook(lambda event, arguments: event == 'open' and opened.append(str(arguments[0])))
    monkeypatch.setattr(Image, 'open', lambda *words, **options: decoded.append(1) or plain(*words, **options))
    inspect(photos, tmp_path/'out')
    read = [name for name in opened if name.startswith(f'{photos}/') and name.endswith('.png')]
    assert len(read) == len(set(read)) == len(decoded) == 12


def test_where_no_image_can_be_judged_nothing_is_kept_and_none_said_to_be(photos, tmp_path):
    for photo in photos.iterdir():
        photo.write_bytes(b'')
    assert refused(lambda: inspect(photos, tmp_path/'out'), 'photo0.png').endswith('; none of 12 images judged')
    assert not (tmp_path/'out').exists()


def test_an_image_that_cannot_be_judged_does_not_lose_the_others(photos, tmp_path):
    out, good = tmp_path/'out', (photos/'photo4.png').read_bytes()
    (photos/'photo4.png').write_bytes(good[:len(good)//2])
    write_png(photos/'photo7.png', np.zeros((64, 65, 3), np.uint8))
    message = refused(lambda: inspect(photos, out), 'photo4.png')
    assert message.endswith(f'; and 1 more that cannot be judged; 10 of 12 images judged, kept in {out}')
    assert len(lines_of(out)) == 10 and '10 of 12 images' in (out/'index.html').read_text()
    (photos/'photo4.png').write_bytes(good)
    assert '65×64 pixels' in refused(lambda: inspect(photos, out), 'photo7.png') and len(lines_of(out)) == 11
    for name in ('photo4.png', 'photo7.png'):
        (photos/name).write_text('no image')
    refused(lambda: inspect(photos/'photo7.png', tmp_path/'none'), 'photo7.png')
    assert not (tmp_path/'none').exists()


def full_database(*words):
    "What SQLite says of a full disk."
    error = sqlite3.OperationalError('database or disk is full')
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    raise error


@pytest.mark.parametrize('part', ['verdicts.jsonl', 'overlays', 'trace.sqlite', 'index.html'])
def test_a_full_disk_keeps_what_was_judged(photos, tmp_path, monkeypatch, part):
    out, calls, write, flush = tmp_path/'out', [], os.write, os.fsync

    def full(descriptor, *words):
        name = os.readlink(f'/proc/self/fd/{descriptor}')
        if f'{out}/' in name and (part in name or (part == 'index.html' and name.endswith('.html'))):
            calls.append(name)
            if len(calls) > (0 if part == 'index.html' else 4):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(descriptor, *words) if words else flush(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(os, 'write', full)
        patched.setattr(os, 'fsync', full)
        if part == 'trace.sqlite':  # SQLite does not ask Python
            patched.setattr('aoi_nb.inspection.batch.record', full_database)
        message = refused(lambda: inspect(photos, out), 'a full disk')
    count = len(lines_of(out))
    assert message.endswith(f'; {count} of 12 images judged, kept in {out}')
    assert not +whole(out, inspect(photos, out))


NAMES = {'no text': b'bad\xff.png', 'line': b'two\nlines.png', 'bell': b'\x07.png', 'capitals': b'PHOTO1.png',
         'separator': b'a\xe2\x80\xa8b.png', 'long': b'a'*251 + b'.png', 'backslash': b'a\\b.png',
         'long with dots': b'1.2.' + b'\xc3\xa4'*120 + b'.png', 'space': b' a.png', 'formula': b'=a.png',
         'quote': b'a"\'<b>.png'}


@pytest.mark.parametrize('kind', NAMES)
def test_a_name_is_kept_or_refused_before_work_starts(photos, tmp_path, kind):
    name, out = os.fsdecode(NAMES[kind]), tmp_path/'out'
    shutil.copy(photos/'photo1.png', photos/name)
    if kind in ('no text', 'line', 'bell', 'separator', 'capitals'):
        refused(lambda: inspect(photos, out), '.png')
        assert not out.exists()
    else:
        verdicts = inspect(photos, out)
        names = [row['image'] for row in verdicts]
        assert name in names and [row['image'] for _, row in read_table(out/'verdicts.csv', ['image'])] == names
        assert len(names) == len(lines_of(out)) == len(traced(out)) == 13
        assert read_image(out/'overlays'/overlay_name(name)).shape[1] == 512


def test_names_that_people_do_not_tell_apart_are_refused(photos, tmp_path):
    for name in ('ü.png', 'u\u0308.png'):
        shutil.copy(photos/'photo1.png', photos/name)
    refused(lambda: inspect(photos, tmp_path/'out'), 'the same file name')


def test_a_path_that_no_disk_has_is_refused(photos, tmp_path):
    for path in (tmp_path/('a'*300), tmp_path/('long/'*900)):
        refused(lambda: checked_name(path/'photo.png'), 'bytes')
        refused(lambda: inspect(photos, path), 'bytes')
        refused(lambda: inspect(path, tmp_path/'out'), 'bytes')
    refused(lambda: inspect(photos, tmp_path/os.fsdecode(b'\xff')), 'UTF-8')


@pytest.mark.parametrize('mode', ['L', 'LA', 'RGBA', 'P', 'I;16'])
def test_photographs_of_a_grey_camera_are_judged_as_their_rgb(tmp_path, mode):
    levels = {'plain': tmp_path/'plain', 'camera': tmp_path/'camera'}
    for folder in levels.values():
        folder.mkdir()
    for number in range(3):
        grey = np.full((64, 64), 40, np.uint8)
        grey[0, 0] = number
        Image.fromarray(grey).convert('RGB').save(levels['plain']/f'{number}.png')
        deep = np.rint(grey*(1023/255)).astype(np.uint16)
        image = Image.fromarray(deep) if mode == 'I;16' else Image.fromarray(grey).convert(mode)
        image.save(levels['camera']/f'{number}.png')
    camera = stand_in(photo_mode=mode, photo_bits=10 if mode == 'I;16' else 0)
    plain, found = inspect(levels['plain'], tmp_path/'a'), inspect(levels['camera'], tmp_path/'b', camera)
    assert [row['corners_px'] for row in plain] == [row['corners_px'] for row in found]
    shutil.copy(levels['plain']/'1.png', levels['camera']/'4.png')
    message = refused(lambda: inspect(levels['camera'], tmp_path/'c', camera), '4.png: found 8-bit RGB, expected')
    assert message.endswith(f'3 of 4 images judged, kept in {tmp_path/"c"}')
    refused(lambda: inspect(levels['camera'], tmp_path/'d'), '0.png')


def test_verdicts_name_the_batch_and_survive_without_the_tables(photos, tmp_path):
    verdicts = inspect(photos, tmp_path/'out')
    about = json.loads((tmp_path/'out'/'batch.json').read_text())
    assert {row['batch'] for row in verdicts} == {about['batch']} and about['images'] == 12
    for name in ('verdicts.csv', 'index.html'):
        (tmp_path/'out'/name).unlink()
    assert not +whole(tmp_path/'out', inspect(photos, tmp_path/'out'))


def test_a_background_job_keeps_ignoring_what_its_shell_told_it_to(photos, tmp_path):
    code = ('import signal; from aoi_nb.inspection.station import signals_noted\n'
            'with signals_noted() as came: signal.raise_signal(signal.SIGINT); print(came())')
    done = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True,
                          preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    assert done.stdout == 'False\n', done.stderr
