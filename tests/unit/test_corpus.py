"The corpus stage on hostile folders and tables: what is no image is listed, nothing is changed, nothing leaks."
import hashlib
import io
import json
import os
import struct
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.spatial.distance import cdist

from aoi_nb.core.conversion import read_any
from aoi_nb.core.files import BadInput
from aoi_nb.core.parameters import check_parameters, notebook_path, stage_settings
from aoi_nb.core.tables import Label, guard, read_labels, read_table, unguard, write_labels, write_table
from aoi_nb.soldering import scan
from aoi_nb.soldering.corpus import (
    choose_random,
    collection_of,
    copy_table,
    divide_images,
    division_notes,
    flags_of,
    preflight,
    read_corpus,
    run_corpus,
)
from aoi_nb.soldering.duplicates import duplicate_groups, leaks, near_duplicates, nearest_distances
from aoi_nb.soldering.modes import in_fit
from aoi_nb.soldering.sampling import choose_covering
from aoi_nb.soldering.scan import clear_scan, scan_folder, walk
from aoi_nb.soldering.splitting import (
    FEWEST_IMAGES,
    cut_keys,
    name_groups,
    settle_groups,
    split_folds,
    split_images,
)

HOSTILE = ('=cmd|"calc"!A0.png', '-1+1.png', '@SUM(A1).png', '+2.png', "'=3.png", '<script>alert(1)<b>.png', '$x_{.png',
           'a, b; "c".png', 'Schliff grün 日本 😀.png', ' leading and trailing .png', 'no suffix',
           'back\\slash.png', '%s{0}.png')

CHECKED = check_parameters('corpus', {})


def picture(seed, size=(40, 56)):
    "Random pixels that no other seed gives."
    return np.random.default_rng(seed).integers(0, 256, (*size, 3)).astype(np.uint8)


def save(path, pixels, file_format='PNG', **options):
    "Write an image, its folders included."
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, file_format, **options)
    return path


def png_header(width, height):
    "The beginning of a PNG file that announces this many pixels."
    header = b'IHDR' + struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)
    return (b'\x89PNG\r\n\x1a\n' + struct.pack('>I', 13) + header + struct.pack('>I', zlib.crc32(header))
            + struct.pack('>I', 1000) + b'IDAT')


def state(folder):
    "Everything below a folder: path → kind, contents, time."
    found = {}
    for top, folders, files in os.walk(folder):
        for name in folders + files:
            path = Path(top)/name
            status = path.lstat()
            content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ''
            found[str(path)] = status.st_mode, status.st_mtime_ns, content
    return found


@pytest.fixture()
def hostile(tmp_path):
    "A folder with good images under odd names, and what else may lie about; expected reasons by path."
    folder = tmp_path/'images'
    for seed, name in enumerate(HOSTILE):
        save(folder/f'lab {seed % 3}'/name, picture(seed))
    whole = io.BytesIO()
    Image.fromarray(picture(99)).save(whole, 'PNG')
    jpeg = io.BytesIO()
    Image.fromarray(picture(99, (200, 200))).save(jpeg, 'JPEG')
    contents = {'zero.png': b'', 'text.png': b'no image', 'page.jpg': b'<html>404</html>',
                'half.png': whole.getvalue()[:900],
                'half.jpg': jpeg.getvalue()[:4000], 'large.png': png_header(10_000, 9_000),
                'huge.png': png_header(20_000, 10_000), 'bomb.png': png_header(10**5, 10**5),
                'corrupt.png': whole.getvalue()[:200] + bytes(400) + whole.getvalue()[600:],
                'Thumbs.db': b'\xd0\xcf' + bytes(50),
                'header.png': whole.getvalue()[:20], '.hidden.png': whole.getvalue()}
    for name, content in contents.items():
        (folder/'bad'/name).parent.mkdir(exist_ok=True)
        (folder/'bad'/name).write_bytes(content)
    reasons = {'zero.png': '0 bytes', 'half.png': 'truncated', 'half.jpg': 'truncated', 'corrupt.png': 'damaged',
               'large.png': '10000 x 9000 pixels', 'huge.png': 'far more than', 'bomb.png': 'far more than',
               '.hidden.png': 'hidden',
               'header.png': 'a broken image'}
    expected = {f'bad/{name}': reasons.get(name, 'not an image') for name in contents}
    (folder/'lab 0'/'loop').symlink_to(folder)
    (folder/'itself').symlink_to('itself')
    (folder/'dangling.png').symlink_to('nowhere.png')
    (folder/'outside.png').symlink_to(tmp_path/'outside.png')
    save(tmp_path/'outside.png', picture(7))
    os.mkfifo(folder/'pipe.png')
    expected |= {name: 'a link' for name in ('lab 0/loop', 'itself', 'dangling.png', 'outside.png')}
    expected['pipe.png'] = 'no regular'
    (folder/'new\nline.png').write_bytes(whole.getvalue())
    expected['new\\nline.png'] = 'control characters'
    try:
        (folder/os.fsdecode(b'caf\xe9.png')).write_bytes(whole.getvalue())
        expected['caf\\udce9.png'] = 'not UTF-8'
    except OSError:  # a file system that wants UTF-8
        pass
    return folder, expected


def test_hostile_folder_is_survived_and_left_alone(hostile, tmp_path):
    folder, expected = hostile
    before = state(folder)
    pictures, quarantine = scan_folder(folder, tmp_path/'out')
    assert state(folder) == before
    assert sorted(Path(item.path).name for item in pictures) == sorted(HOSTILE)
    assert {path for path, _ in quarantine} == set(expected)
    for path, reason in quarantine:
        assert expected[path] in reason and len(reason) < 200 and reason.isprintable() and str(tmp_path) not in reason
    thumbnails = np.load(tmp_path/'out'/'thumbnails.npy', mmap_mode='r', allow_pickle=False)
    assert thumbnails.shape == (len(HOSTILE), 64, 64, 3) and isinstance(thumbnails, np.memmap)


def test_folder_that_cannot_be_listed(tmp_path, monkeypatch):
    save(tmp_path/'good'/'a.png', picture(0))
    (tmp_path/'closed').mkdir()
    listing = os.scandir

    def refuse(path):
        if 'closed' in str(path):
            raise PermissionError(13, 'Permission denied')
        return listing(path)

    monkeypatch.setattr(os, 'scandir', refuse)
    assert {entry.path: entry.reason for entry in walk(tmp_path)} == {
        'good/a.png': '', 'closed': 'cannot be read (Permission denied)'}


def test_file_that_vanishes_or_cannot_be_read(tmp_path, monkeypatch):
    for name in ('a.png', 'b.png'):
        save(tmp_path/'images'/name, picture(0))
    found = scan.decode_any

    def refuse(file, max_pixels):
        if file.name.endswith('a.png'):
            raise OSError(5, 'Input/output error')
        return found(file, max_pixels)

    monkeypatch.setattr(scan, 'decode_any', refuse)
    pictures, quarantine = scan_folder(tmp_path/'images', tmp_path/'out')
    assert [item.path for item in pictures] == ['b.png']
    assert quarantine == [('a.png', 'cannot be read (Input/output error)')]


def test_deep_folders(tmp_path):
    here = os.getcwd()
    try:
        os.chdir(tmp_path)
        for _ in range(60):
            os.mkdir('d'*100)
            os.chdir('d'*100)
    finally:
        os.chdir(here)
    entries = list(walk(tmp_path))
    assert len(entries) == 1 and 'name too long' in entries[0].reason.lower()


def test_every_kind_of_pixel_is_read(tmp_path):
    pixels = picture(3)
    image = Image.fromarray(pixels)
    kinds = {'rgb.png': image, 'grey.png': image.convert('L'), 'alpha.png': image.convert('RGBA'),
             'palette.png': image.quantize(16), 'palette.gif': image.quantize(16), 'one bit.png': image.convert('1'),
             'cmyk.jpg': image.convert('CMYK'),
             'deep.png': Image.fromarray(pixels[..., 0].astype(np.uint16)*257),
             'float.tif': Image.fromarray((pixels[..., 0]/7).astype(np.float32)),
             'plain.bmp': image, 'page.webp': image, 'grey alpha.png': image.convert('LA'), 'deep.tif': Image.fromarray(
                 pixels[..., 0].astype(np.uint16)*16)}
    for name, kind in kinds.items():
        kind.save(tmp_path/name)
        read = read_any(tmp_path/name)
        assert read.shape == (40, 56, 3) and read.dtype == np.uint8, name
        assert read.max() > 150, name
    np.testing.assert_array_equal(read_any(tmp_path/'deep.png')[..., 0], pixels[..., 0])


@pytest.mark.parametrize('turn', range(1, 9))
def test_turned_photographs_stand_upright(tmp_path, turn):
    exif = Image.Exif()
    exif[0x0112] = turn
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:20, :30] = 255
    save(tmp_path/'a.jpg', pixels, 'JPEG', exif=exif, quality=95)
    read = read_any(tmp_path/'a.jpg')
    corner = {1: (0, 0), 2: (0, 1), 3: (1, 1), 4: (1, 0), 5: (0, 0), 6: (0, 1), 7: (1, 1), 8: (1, 0)}[turn]
    quarters = [[read[:len(read)//2], read[len(read)//2:]][row] for row in (0, 1)]
    bright = [[half[:, :half.shape[1]//2].mean(), half[:, half.shape[1]//2:].mean()] for half in quarters]
    assert np.unravel_index(np.argmax(bright), (2, 2)) == corner
    assert read.shape[:2] == ((40, 60) if turn < 5 else (60, 40))


def test_copies_by_bytes_and_by_pixels(tmp_path):
    save(tmp_path/'images'/'1.png', picture(1))
    (tmp_path/'images'/'2.png').write_bytes((tmp_path/'images'/'1.png').read_bytes())
    save(tmp_path/'images'/'3.bmp', picture(1), 'BMP')
    save(tmp_path/'images'/'4.png', picture(1).reshape(56, 40, 3))
    pictures, _ = scan_folder(tmp_path/'images', tmp_path/'out')
    assert copy_table(pictures, ['x', 'y', '', 'x']) == [
        ('2.png', '1.png', 'bytes', 'x / y'), ('3.bmp', '1.png', 'pixels', '')]


def test_exact_copies_are_left_out_before_the_split(tmp_path):
    for row in range(12):
        save(tmp_path/'in'/f'{row:02}.png', picture(row))
    for row in (3, 7):
        save(tmp_path/'in'/f'copy of {row}.png', picture(row))
    save(tmp_path/'in'/'other bytes of 5.png', picture(5), compress_level=1)
    table = tmp_path/'labels.csv'
    rows = [(f'{row:02}.png', 'ab'[row % 2]) for row in range(12) if row != 7]
    rows += [('copy of 3.png', 'b'), ('copy of 7.png', 'b')]
    write_labels(table, [Label(path, name) for path, name in rows])
    wanted = {'images_dir': str(tmp_path/'in'), 'labels_file': str(table), 'test_fraction': 0.3}
    kept = run_corpus(stage_settings('corpus', wanted), tmp_path/'kept')
    once = run_corpus(stage_settings('corpus', {**wanted, 'duplicates': 'remove'}), tmp_path/'once')
    assert (len(kept.corpus), len(once.corpus), once.metrics['duplicates_removed']) == (15, 12, 3)
    assert once.corpus['pixels_sha256'].is_unique and (once.corpus['label'] != '').all()  # the copy of 7 has the label
    assert len(once.copies) == 3 and once.metrics['labels_without_image'] == 0
    assert len(list((tmp_path/'in').iterdir())) == 15  # nothing is deleted
    place = {path: row for row, path in enumerate(kept.corpus['path'])}
    np.testing.assert_array_equal(once.thumbnails, kept.thumbnails[[place[path] for path in once.corpus['path']]])


@pytest.mark.parametrize('folds', [None, 0, 1, 2, 3])
def test_copies_that_are_left_out_still_join_their_groups(tmp_path, folds):
    rows = []
    for group in range(12):
        for row in range(4):  # the last is the same in two groups
            save(tmp_path/'in'/f'{group:02}{row}.png', picture(10*group + row if row < 3 else 900 + group//2))
            rows.append(Label(f'{group:02}{row}.png', 'ab'[group//2 % 2], f'g{group}'))
    save(tmp_path/'in'/'00 first.png', picture(1))
    rows.append(Label('00 first.png', 'a'))  # its group stands on the other copy only
    write_labels(tmp_path/'labels.csv', rows)
    wanted = {'images_dir': str(tmp_path/'in'), 'labels_file': str(tmp_path/'labels.csv'), 'duplicates': 'remove',
              'test_fraction': 0.5} | ({} if folds is None else {'split': 'folds', 'folds': 4, 'fold': folds})
    found = run_corpus(stage_settings('corpus', wanted), tmp_path/'run')
    assert found.metrics['duplicates_removed'] == 7 and found.corpus['pixels_sha256'].is_unique
    pair = found.corpus['path'].str[:2].astype(int)//2
    assert found.corpus.groupby(pair)['split'].nunique().max() == 1
    assert found.corpus.groupby(pair)['group'].nunique().max() == 1 and found.corpus['group'].str.match(r'g\d+$').all()
    assert found.metrics['split']['groups'] == 12 and found.metrics['split']['groups_cut'] == 0


def test_copies_of_test_images_without_a_label_have_no_part_in_a_map(tmp_path):
    for row in range(24):
        for name in (f'{row:02}.png', f'{row:02} again.png'):
            save(tmp_path/'in'/name, picture(row))
    pictures = scan_folder(tmp_path/'in', tmp_path/'out')[0]
    labels = [Label(f'{row:02}.png', 'ab'[row % 2]) for row in range(24)]
    sides = divide_images(pictures, labels, stage_settings('corpus', {'test_fraction': 0.3})).sides
    side = {item.path: one for item, one in zip(pictures, sides, strict=True)}
    tested = [f'{row:02}' for row in range(24) if side[f'{row:02}.png'] == 'test']
    assert 4 < len(tested) < 12
    fit = dict(zip(side, in_fit(sides, 'inductive'), strict=True))
    assert [name for name, one in fit.items() if not one] == [f'{row}{end}.png' for row in tested
                                                              for end in (' again', '')]


def test_groups_on_both_sides_are_counted_among_the_groups_that_are_stated(tmp_path):
    for row in range(40):
        save(tmp_path/'in'/f'{row:02}.png', picture(row))
    for row in range(0, 40, 10):  # in the next group
        save(tmp_path/'in'/f'{row:02} again.png', picture(row))
    pictures = scan_folder(tmp_path/'in', tmp_path/'out')[0]
    labels = [Label(item.path, 'ab'[int(item.path[:2]) % 2],
                    f'g{(int(item.path[:2])//5 + ("again" in item.path)) % 8}') for item in pictures]
    wanted = {'split': 'stratified', 'test_fraction': 0.5}
    division = divide_images(pictures, labels, stage_settings('corpus', wanted))
    cut = division.figures['groups_cut']
    assert 4 < cut <= division.figures['groups'] == 8
    assert f'{cut} of 8 groups lie on both sides of the split' in ' '.join(division_notes(division))


def test_each_group_is_in_the_test_of_one_fold():
    rng = np.random.default_rng(0)
    groups = [f'g{number}' for number in rng.integers(0, 30, 200)]
    names = ['ab'[int(group[1:]) % 2] if row % 5 else '' for row, group in enumerate(groups)]
    tested = np.array([[side == 'test' for side in split_folds(names, groups, 5, fold, 1)[0]] for fold in range(5)])
    assert (tested.sum(axis=0) == [bool(name) for name in names]).all()
    for sides in tested:
        assert not {group for group, one in zip(groups, sides, strict=True) if one} & {
            group for group, one, name in zip(groups, sides, names, strict=True) if name and not one}
    for folds, fold in ((5, 5), (40, 0)):
        with pytest.raises(BadInput, match=f'fold {fold} of {folds}'):
            split_folds(names, groups, folds, fold, 1)


def test_flags(tmp_path):
    smooth = np.repeat(np.repeat(picture(5, (6, 6)), 60, 0), 60, 1)
    for name, pixels in {'small.png': picture(0, (20, 90)), 'dark.png': picture(1)//20,
                         'bright.png': 255 - picture(2)//20,
                         'good.png': picture(3)}.items():
        save(tmp_path/'images'/name, pixels)
    Image.fromarray(smooth).resize((60, 60)).resize((360, 360), Image.BICUBIC).save(tmp_path/'images'/'blurred.png')
    pictures, _ = scan_folder(tmp_path/'images', tmp_path/'out')
    assert {item.path: flags_of(item, 32, 0.2, 20, 235) for item in pictures} == {
        name: [name[:-4]] if name != 'good.png' else [] for name in sorted(item.path for item in pictures)}


def test_killed_scan_resumes_to_the_same_bytes(tmp_path, monkeypatch):
    for seed in range(23):
        save(tmp_path/'images'/f'{seed}.png', picture(seed))
    monkeypatch.setattr(scan, 'SHARD', 5)
    whole = scan_folder(tmp_path/'images', tmp_path/'whole')
    seen, look = [], scan.look_at

    def count(folder, path, max_pixels):
        seen.append(path)
        if len(seen) == 13:
            raise KeyboardInterrupt
        return look(folder, path, max_pixels)

    monkeypatch.setattr(scan, 'look_at', count)
    with pytest.raises(KeyboardInterrupt):
        scan_folder(tmp_path/'images', tmp_path/'killed')
    assert not (tmp_path/'killed'/'thumbnails.npy').exists()
    seen.clear()
    seen += ['']*13
    assert scan_folder(tmp_path/'images', tmp_path/'killed') == whole
    assert len(seen) - 13 == 23 - 10
    clear_scan(tmp_path/'killed')
    clear_scan(tmp_path/'whole')
    assert (tmp_path/'killed'/'thumbnails.npy').read_bytes() == (tmp_path/'whole'/'thumbnails.npy').read_bytes()
    save(tmp_path/'images'/'7.png', picture(77))
    assert scan_folder(tmp_path/'images', tmp_path/'killed')[0] != whole[0]


def test_changed_file_is_looked_at_again(tmp_path, monkeypatch):
    path = save(tmp_path/'images'/'a.png', picture(1))
    first = scan_folder(tmp_path/'images', tmp_path/'out')[0]
    save(path, picture(2))
    os.utime(path, ns=(1, 1))
    assert scan_folder(tmp_path/'images', tmp_path/'out')[0][0].sha256 != first[0].sha256


@pytest.mark.parametrize('text', ['=1+1', '+1', '-1', '@a', '\ta', '\ra', "'=1", "''+1", "'", '=', 'plain', '', "it's",
                                  '＝1'])
def test_formulas_are_guarded_and_come_back(tmp_path, text):
    assert guard(text)[:1] not in set('=+-@\t\r＝') or text in ('+1', '-1')  # numbers are no formulas
    assert unguard(guard(text)) == text
    write_table(tmp_path/'a.csv', ['a', 'b'], [[text, 1]])
    assert read_table(tmp_path/'a.csv', ['a'])[0][1] == {'a': text, 'b': '1'}


@pytest.mark.parametrize('content, part', [
    (b'path,label\n1.png,a\n1.png,b\n', 'row 3'), (b'path,label\n1.png,a\n2.png,a\n', 'one class only'),
    (b'path,label\n1.png,a\n9.png,b\n', 'no such file'), (b'path,label\n1.png,a\n2.png,\n', 'empty label'),
    (b'path,label\n1.png,a\n../2.png,b\n', 'stays in it'), (b'path,label\n1.png,a\n/2.png,b\n', 'stays in it'),
    (b'path,label\n1.png,a\nlink.png,b\n', 'a link out'), (b'image,class\n1.png,a\n', 'without path,label'),
    (b'path;label\n1.png;a\n', 'without path,label'), ('path,label\n1.png,grün\n'.encode('latin-1'), 'UTF-8'),
    (b'path,label\n1.png,a\n2.png,A\n', 'one spelling'), (b'', 'without path,label'), (b'path,label\n', 'no row'),
    (b'path,label\n1.png,a\n2.png,b\x00\n', 'control character'), (b'path,label\n1.png,a\n2.png\n', 'too few'),
    (b'path,label\n1.png,a\n.\\2.png,b\n', 'forward slashes'), (b'path,label\n1.png,a\n"2.png,b\n', 'no table')])
def test_bad_labels_are_one_line(tmp_path, content, part):
    for name in ('1.png', '2.png'):
        save(tmp_path/'images'/name, picture(0))
    (tmp_path/'images'/'link.png').symlink_to(save(tmp_path/'out.png', picture(0)))
    (tmp_path/'labels.csv').write_bytes(content)
    with pytest.raises(BadInput) as caught:
        read_labels(tmp_path/'labels.csv', tmp_path/'images')
    message = str(caught.value)
    assert part in message and '\n' not in message and ', expected ' in message
    assert message.startswith(f'{tmp_path}/labels.csv')
    with pytest.raises(BadInput):
        preflight(CHECKED | {'images_dir': str(tmp_path/'images'), 'labels_file': str(tmp_path/'labels.csv')})


def test_labels_are_written_and_read(tmp_path):
    labels = [Label('=1.png', '-x', 'g', {'note': '@me'}), Label("a, 'b'.png", 'y', '', {'note': ''})]
    write_labels(tmp_path/'a.csv', labels)
    assert [(row.path, row.label, row.group, row.others) for row in read_labels(tmp_path/'a.csv')] == [
        (row.path, row.label, row.group, row.others) for row in labels]


@pytest.mark.parametrize('seed', range(5))
@pytest.mark.parametrize('fraction', [0.1, 0.2, 0.5])
def test_split_never_cuts_and_shows_every_class(seed, fraction):
    rng = np.random.default_rng(seed)
    unit = rng.choice(40, 600, p=rng.dirichlet(np.full(40, 0.5)))
    names = [f'class {(number*7) % 4 if rng.random() < .9 else 3}' if rng.random() < .8 else '' for number in unit]
    groups, pixels = [f'g{number}' for number in unit], [f'p{number}' for number in rng.integers(0, 550, 600)]
    settled, _ = settle_groups(groups, names, pixels)
    split, one_sided = split_images(names, settled, fraction, seed)
    keys = [key if name else str(k) for k, (key, name) in enumerate(zip(pixels, names))]
    assert not cut_keys(split, settled) and not cut_keys(split, keys)
    assert all((side == '') == (name == '') for side, name in zip(split, names))
    for name in set(names) - {''}:
        sides = {side for side, other in zip(split, names) if other == name}
        units = {group for group, other in zip(settled, names) if other == name}
        assert (len(sides) == 2) == (name not in one_sided) and (len(units) > 1 or name in one_sided)
    assert split == split_images(names, settled, fraction, seed)[0]


def test_stratified_split_keeps_the_shares():
    names = ['a']*500 + ['b']*100 + ['c']*10
    split, one_sided = split_images(names, [str(k) for k in range(610)], 0.2, 1)
    counts = [sum(side == 'test' and other == name for side, other in zip(split, names)) for name in 'abc']
    assert counts == [100, 20, 2]
    assert not one_sided and split != split_images(names, [str(k) for k in range(610)], 0.2, 2)[0]


def test_groups_come_from_folders_only_where_these_are_not_the_classes():
    paths = [f'{folder}/{k}.png' for folder in 'abcdef' for k in range(3)]
    assert name_groups(paths, ['x', 'y', 'x']*6, ['']*18)[1] == 'folder'
    assert name_groups(paths, ['x']*9 + ['y']*9, ['']*18)[1] == 'folder'
    assert name_groups(paths, ['x']*3 + ['y']*15, ['']*18)[1] == 'image'
    assert name_groups(paths, ['x']*3 + ['y']*15, ['g'] + ['']*17)[1] == 'table'


def test_split_that_cannot_be():
    with pytest.raises(BadInput, match='stratified'):
        split_images(['x', 'x', 'y', 'y'], ['a', 'a', 'b', 'b'], 0.2, 0)
    assert split_images(['x', 'x', 'y', 'y', 'z', 'z'], ['a', 'b', 'c', 'd', 'e', 'e'], 0.2, 0)[1] == ['z']


@pytest.mark.parametrize('dtype', [np.float16, np.float32])
@pytest.mark.parametrize('offset', [0, 40])
def test_near_duplicates_are_exact(dtype, offset):
    rng = np.random.default_rng(0)
    vectors = rng.normal(offset, 1, (2500, 16)).astype(dtype)
    vectors[2100] = vectors[3]
    vectors[2200:2205] = vectors[5]
    truth = cdist(vectors.astype(np.float64), vectors.astype(np.float64))
    pairs, distances = near_duplicates(vectors, 1.8)
    assert np.array_equal(pairs, np.argwhere(np.triu(truth <= 1.8, 1))) and len(pairs) > 16
    np.testing.assert_allclose(distances, truth[tuple(pairs.T)], rtol=1e-6)
    np.fill_diagonal(truth, np.inf)
    np.testing.assert_allclose(nearest_distances(vectors), truth.min(axis=1), rtol=1e-9, atol=1e-12)
    groups = duplicate_groups(pairs, len(vectors))
    assert any({5, 2200, 2201, 2202, 2203, 2204} <= set(group) for group in groups)


def test_near_duplicates_need_little_memory():
    vectors = np.random.default_rng(0).normal(0, 1, (8000, 64)).astype(np.float16)
    tracemalloc.start()
    near_duplicates(vectors, 4.)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 150e6  # the whole table of distances would be 256 MB in 32 bits
    with pytest.raises(BadInput, match='more than 100000 pairs'):
        near_duplicates(vectors, 100., most=100_000)


@pytest.mark.filterwarnings('ignore:invalid value')  # of components of vectors that are all equal
def test_leaks_and_choices():
    pairs, distances = np.array([[0, 1], [1, 2], [0, 3]]), np.array([.5, .1, .2])
    assert leaks(pairs, distances, ['train', 'test', 'train', ''], ['a', 'a', 'b', 'b']) == [0, 1]
    vectors = np.random.default_rng(0).normal(0, 1, (90, 8)).astype(np.float32)
    for chosen in (choose_random(90, 12, 3), choose_covering(vectors, 12, 3)):
        assert len(set(chosen)) == 12 and min(chosen) >= 0 and max(chosen) < 90
    assert (choose_covering(vectors, 12, 3) == choose_covering(vectors, 12, 3)).all()
    assert not set(choose_covering(vectors, 12, known=[1, 2, 3])) & {1, 2, 3}
    assert len(choose_covering(np.zeros((40, 4), np.float16), 10)) == 10


def run_stage(**values):
    "Run the corpus notebook in a kernel."
    from aoi_nb.runs.notebook import as_error, execute_notebook

    done = execute_notebook(notebook_path('corpus'), check_parameters('corpus', values, strict=True), {})
    if done.failure:
        raise as_error(done.failure)
    return done.notebook


def test_stage_on_a_hostile_folder(hostile, tmp_path):
    folder, expected = hostile
    labels = [[f'lab {seed % 3}/{name}', '=1+1' if seed % 2 else '<b>@x'] for seed, name in enumerate(HOSTILE)]
    write_table(folder/'labels.csv', ['path', 'label'], [*labels, ['bad/half.png', '=1+1']])
    outputs = []
    for run in (tmp_path/'run', folder/'run'):  # a run folder among the images is not scanned
        notebook = run_stage(run_dir=str(run), images_dir=str(folder), labels_file=str(folder/'labels.csv'),
                             small_below_px=50, test_fraction=0.5)
        outputs.append({path.name: path.read_bytes() for path in sorted((run/'corpus').iterdir())})
    assert outputs[0] == outputs[1]
    assert set(outputs[0]) == {'corpus.csv', 'corpus.parquet', 'quarantine.csv', 'thumbnails.npy', 'metrics.json',
                               'copies.csv', 'flags.csv', 'to_label.csv'}
    corpus = read_corpus(tmp_path/'run'/'corpus')
    assert dict(zip(corpus['path'], corpus['label'])) == dict(labels)
    assert {'train', 'test'} == set(corpus['split'])
    cells = [cell for line in outputs[0]['corpus.csv'].decode().splitlines() for cell in line.split(',')]
    assert not [cell for cell in cells if cell.strip('"')[:1] in set('=+-@')]
    table = read_table(tmp_path/'run'/'corpus'/'quarantine.csv', ['path', 'reason'])
    quarantine = {record['path'] for _, record in table}
    assert quarantine == set(expected)
    metrics = json.loads(outputs[0]['metrics.json'])
    assert metrics['images'] == len(HOSTILE) and metrics['labels_without_image'] == 1
    html = [''.join(output['data']['text/html']) for cell in notebook.cells for output in cell.get('outputs', [])
            if 'text/html' in output.get('data', {})]
    assert any('&lt;b&gt;@x' in text for text in html) and not any('<b>' in text or '<script' in text for text in html)


def test_stage_without_labels_proposes_some(tmp_path):
    for seed in range(30):
        save(tmp_path/'images'/f'{seed}.png', picture(seed % 25))
    run_stage(run_dir=str(tmp_path/'run'), images_dir=str(tmp_path/'images'), label_share=0.2)
    proposed = [record['path'] for _, record in read_table(tmp_path/'run'/'corpus'/'to_label.csv', ['path', 'label'])]
    assert len(proposed) == 6 and set(proposed) <= {f'{seed}.png' for seed in range(25)}
    assert set(read_corpus(tmp_path/'run'/'corpus')['split']) == {''}


@pytest.mark.parametrize('values, part', [({'images_dir': 'absent'}, 'an existing folder'),
                                          ({'labels_file': 'x.csv'}, 'images_dir')])
def test_parameters_that_mean_nothing(values, part):
    with pytest.raises(BadInput, match=part):
        collection_of(**{'images_dir': '', 'labels_file': '', **values})


def test_preflight_wants_an_image(tmp_path):
    (tmp_path/'notes.txt').write_text('x')
    with pytest.raises(BadInput, match='no image in it or below'):
        preflight(CHECKED | {'images_dir': str(tmp_path)})
    for number in range(FEWEST_IMAGES):
        with pytest.raises(BadInput, match='0 times|no image' if not number else f'{number} of {number} images'):
            preflight(CHECKED | {'images_dir': str(tmp_path)})
        save(tmp_path/'deep'/'er'/f'photo {number}', picture(number))
    assert preflight(CHECKED | {'images_dir': str(tmp_path)}) == []


@pytest.mark.parametrize('unlabelled, damaged, copies, part', [
    (3, 0, 0, 'beside the test part'), (3, 6, 0, 'beside the test part'), (3, 0, 9, 'beside the test part'),
    (6, 6, 9, '')])
def test_too_few_images_are_told_before_the_first_stage(unlabelled, damaged, copies, part, tmp_path):
    folder = tmp_path/'images'
    labelled = [save(folder/f'{number}.png', picture(number)) for number in range(10)]
    for number in range(unlabelled):
        save(folder/f'new{number}.png', picture(100 + number))
    for number in range(damaged):
        whole = save(folder/f'cut{number}.png', picture(200 + number))
        whole.write_bytes(whole.read_bytes()[:900])
    for number in range(copies):
        (folder/f'copy{number}.png').write_bytes(labelled[number].read_bytes())
    rows = [Label(path.name, 'ab'[number % 2], f'g{number//4 % 2}') for number, path in enumerate(labelled)]
    write_labels(tmp_path/'labels.csv', rows)
    given = {'images_dir': str(folder), 'labels_file': str(tmp_path/'labels.csv'), 'test_fraction': 0.5}
    if part:
        with pytest.raises(BadInput, match=part):
            preflight(CHECKED | given)
    else:
        assert preflight(CHECKED | given) == []
        corpus = run_corpus(stage_settings('corpus', given), tmp_path/'run').corpus
        assert 'test' in set(corpus['split'])
        assert corpus['pixels_sha256'][corpus['split'] != 'test'].nunique() >= FEWEST_IMAGES
