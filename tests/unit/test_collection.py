"The demo collection: its files are what the library makes, and what they are meant to be."
import csv
import errno
import hashlib
import os
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest

from aoi_nb.core.files import BadInput, project_path
from aoi_nb.core.images import read_image
from aoi_nb.demo.collection import (
    ODDITIES,
    SEED,
    SIZES,
    decode_jpeg,
    entry_content,
    label_tables,
    list_entries,
    list_sessions,
    make_collection,
)

FOLDER = project_path('data', 'collection')
ENTRIES = {entry.path: entry for entry in list_entries()}
REMADE = sorted({session.kind: session.paths[-1] for session in list_sessions()}.values()) + [
    path for path, (what, _) in ODDITIES.items() if what in ('shifted', 'cut off', 'text')]


def table(name):
    with open(FOLDER/name, newline='', encoding='utf-8') as file:
        return [(row['path'], row['label'], row['group']) for row in csv.DictReader(file)]


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def test_folder_holds_the_listed_files_and_two_tables():
    files = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob('*') if path.is_file()}
    assert files == {*ENTRIES, 'labels.csv', 'labels_few.csv'}
    assert sum((FOLDER/path).stat().st_size for path in files) <= 3_000_000


@pytest.mark.parametrize('path', REMADE)
def test_file_is_made_again_from_its_seed(path):
    made, kept = entry_content(ENTRIES[path]), (FOLDER/path).read_bytes()
    if made != kept:  # another OpenCV or processor may round a grey level the other way
        made, kept = (decode_jpeg(content).astype(int) for content in (made, kept))
        assert made.shape == kept.shape and np.abs(made - kept).mean() < 3


def test_bytes_do_not_depend_on_the_process_or_its_threads():
    paths = REMADE[::4]
    code = ('import cv2, hashlib; cv2.setNumThreads(1)\n'
            'from aoi_nb.demo.collection import entry_content, list_entries\n'
            f'entries = {{entry.path: entry for entry in list_entries()}}\n'
            f'for path in {paths[::-1]!r}: print(hashlib.sha256(entry_content(entries[path])).hexdigest())')
    done = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True,
                          env={**os.environ, 'PYTHONHASHSEED': '7'})
    assert done.stdout.split() == [sha256(entry_content(ENTRIES[path])) for path in paths[::-1]]


def test_every_readable_picture_is_labelled_and_nothing_else():
    rows = table('labels.csv')
    assert rows == label_tables(list(ENTRIES.values()), np.random.default_rng(SEED))['labels.csv']
    readable = {path for path, entry in ENTRIES.items() if entry.change not in ('cut off', 'text')}
    assert {path for path, _, _ in rows} == readable
    counts = Counter(label for _, label, _ in rows)
    assert set(counts) == {'cross_section', 'other'} and min(counts.values()) >= 100 and 220 <= counts.total() <= 260


def test_groups_are_of_one_label_and_many():
    labels, laboratories = {}, {}
    for _, label, group in table('labels.csv'):
        labels.setdefault(group, set()).add(label)
        laboratories.setdefault(group.split(':')[0], set()).add(label)
    assert all(len(found) == 1 for found in labels.values())
    assert min(Counter(label for found in labels.values() for label in found).values()) >= 20
    assert all(found == {'cross_section', 'other'} for found in laboratories.values()) and len(laboratories) == 3


def test_few_labels_are_a_random_share_with_both_classes():
    rows, few = table('labels.csv'), table('labels_few.csv')
    assert set(few) <= set(rows) and len(set(few)) == len(few) and .08 <= len(few)/len(rows) <= .1
    assert min(Counter(label for _, label, _ in few).values()) >= 5


def test_pictures_are_readable_and_of_mixed_sizes():
    shapes = Counter(read_image(FOLDER/path).shape for path, _, _ in table('labels.csv'))
    assert set(shapes) == {(height, width, 3) for sizes in SIZES.values() for width, height in sizes}
    assert all(160 <= max(shape) <= 256 for shape in shapes)


@pytest.mark.parametrize('path', ODDITIES)
def test_oddity_is_what_its_name_says(path):
    what, source = ODDITIES[path]
    kept, original = ((FOLDER/name).read_bytes() for name in (path, source))
    assert (kept == original) == (what == 'copy')
    if what in ('cut off', 'text'):
        with pytest.raises(BadInput):
            read_image(FOLDER/path)
        return
    picture, before = (read_image(FOLDER/name).astype(int) for name in (path, source))
    apart = {'copy': (0, 0), 're-encoded': (.1, 8), 'shifted': (.3, 25), 'blurred': (3, 60), 'dark': (20, 250)}[what]
    assert apart[0] <= np.abs(picture - before).mean() <= apart[1]
    if what == 'shifted':
        assert np.abs(picture[:, 1:] - before[:, :-1]).mean() < 6
    if what == 'dark':
        assert picture.mean() < 10


def test_no_two_files_are_the_same_but_the_copies():
    seen = Counter(sha256((FOLDER/path).read_bytes()) for path in ENTRIES)
    assert sum(seen.values()) - len(seen) == sum(what == 'copy' for what, _ in ODDITIES.values())


def test_broken_off_making_leaves_the_old_folder(tmp_path, monkeypatch):
    entries = [entry for entry in ENTRIES.values() if entry.session.kind == 'chart'][:3]
    make_collection(tmp_path/'collection', entries[:2])
    before = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob('*'))

    def fail(entry):
        raise KeyboardInterrupt if entry is entries[2] else OSError(errno.ENOSPC, 'No space left on device')

    monkeypatch.setattr('aoi_nb.demo.collection.entry_content', fail)
    with pytest.raises(BadInput, match='full disk'):
        make_collection(tmp_path/'collection', entries)
    with pytest.raises(KeyboardInterrupt):
        make_collection(tmp_path/'collection', entries[2:])
    assert sorted(path.relative_to(tmp_path) for path in tmp_path.rglob('*')) == before
