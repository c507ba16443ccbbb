"Bad corners are refused by row, the stage keeps its contract, and real photographs are read as they are labelled."
import json
import os
from pathlib import Path

import numpy as np
import pytest

from aoi_nb.core.files import BadInput, project_path, read_json
from aoi_nb.core.images import write_png
from aoi_nb.core.parameters import notebook_path
from aoi_nb.exchange.coco import windows_from_coco
from aoi_nb.inspection.boards import load_sets, preflight
from aoi_nb.inspection.pose import check_corners, rotation_of
from aoi_nb.inspection.window_sets import Boards, read_boards, split_photos, write_boards
from aoi_nb.inspection.windows import Window

HEADER = 'image,c1x,c1y,c2x,c2y,c3x,c3y,c4x,c4y'
GOOD = '78,102,178,102,78,154,178,154'
REPOSITORY = Path(__file__).resolve().parents[2]


def real_data(*parts):
    "A folder of real photographs, or a skip that says what is missing."
    root = Path(os.environ.get('AOI_REAL_DATA', REPOSITORY.parent/'shared'/'data'))
    if not root.joinpath(*parts).exists():
        pytest.skip(f'no real data at {Path(*parts)}: AOI_REAL_DATA names the folder that holds it')
    return root.joinpath(*parts)


def make_folder(folder, lines, header=HEADER, photos=('a.png', 'b.png', 'c.png'), size=(256, 256)):
    "A boards folder of black photographs with this table."
    for name in photos:
        write_png(folder/name, np.zeros((size[1], size[0], 3), np.uint8))
    (folder/'corners.csv').write_text('\n'.join([header, *lines]) + '\n', encoding='utf-8')
    return folder


def message_of(function, *arguments):
    "The one line with which `function` refuses these arguments."
    with pytest.raises(BadInput) as caught:
        function(*arguments)
    message = str(caught.value)
    assert '\n' not in message and ': found ' in message and ', expected ' in message
    return message


BAD_CORNERS = {
    'outside right': ('78,102,278,102,78,154,178,154', 'c2 = (278, 102)', 'inside the image of 256×256'),
    'outside below': ('78,102,178,102,78,300,178,154', 'c3 = (78, 300)', 'inside the image of 256×256'),
    'negative': ('-3,102,178,102,78,154,178,154', 'c1 = (-3, 102)', 'inside the image of 256×256'),
    'clockwise': ('78,102,178,102,178,154,78,154', 'go round', 'Z order'),
    'anticlockwise': ('78,102,78,154,178,154,178,102', 'go round', 'Z order'),
    'mirrored': ('178,102,78,102,178,154,78,154', 'mirrored', 'Z order'),
    'crossing': ('78,102,178,154,78,154,178,102', 'cross', 'Z order'),
    'folded': ('78,102,178,102,78,154,90,110', 'fold', 'Z order'),
    'one point': ('78,102,78,102,78,102,78,102', 'one line or in one point', 'four corners'),
    'one line': ('78,102,178,102,98,102,150,102', 'one line or in one point', 'four corners'),
    'empty field': ('78,102,178,102,,154,178,154', 'no c3x', 'a number'),
    'missing fields': ('78,102,178,102', 'too few fields', '9 as in the header'),
    'too many fields': (f'{GOOD},1,2', 'too many fields', '9 as in the header'),
    'decimal comma': ('78,5,102,178,102,78,154,178,154', 'too many fields', '9 as in the header'),
    'words': ('left,102,178,102,78,154,178,154', "c1x = 'left'", 'a number'),
    'nan': ('nan,102,178,102,78,154,178,154', "c1x = 'nan'", 'a number'),
    'infinite': ('78,inf,178,102,78,154,178,154', "c1y = 'inf'", 'a number'),
    'underscore': ('7_8,102,178,102,78,154,178,154', "c1x = '7_8'", 'a number'),
}


@pytest.mark.parametrize('case', BAD_CORNERS)
def test_bad_corners_name_the_row(tmp_path, case):
    corners, found, expected = BAD_CORNERS[case]
    make_folder(tmp_path, [f'a.png,{GOOD}', f'b.png,{corners}', f'c.png,{GOOD}'])
    message = message_of(read_boards, tmp_path)
    assert message.startswith(f'{tmp_path/"corners.csv"} row 3: found ')
    assert found in message.split(', expected ')[0] and expected in message


BAD_TABLES = {
    'empty file': (b'', 'without image'),
    'header only': (HEADER.encode(), 'no row'),
    'other header': (b'file,x,y\na.png,1,2\n', 'without image'),
    'column missing': (HEADER.replace(',c4y', '').encode() + b'\na.png,1,2,3,4,5,6,7\n', 'without c4y'),
    'column twice': (f'{HEADER},c1x\n'.encode(), 'each column once'),
    'semicolons': (HEADER.replace(',', ';').encode(), 'without image'),
    'binary': (b'\x89PNG\r\n\x1a\n\xff\xfe', 'no table of text'),
    'open quote': (f'{HEADER}\n"a.png,{GOOD}\n'.encode(), 'no table of text'),
}


@pytest.mark.parametrize('case', BAD_TABLES)
def test_bad_table(tmp_path, case):
    content, part = BAD_TABLES[case]
    make_folder(tmp_path, [])
    (tmp_path/'corners.csv').write_bytes(content)
    assert part in message_of(read_boards, tmp_path)


BAD_ROWS = {
    'no name': ('', 'row 2: found no image'),
    'leaves the folder': ('../a.png', 'in this folder'),
    'absolute': ('/etc/passwd', 'in this folder'),
    'backslash': ('..\\a.png', 'in this folder'),
    'control character': ('a\x1b[31m.png', 'in this folder'),
    'far too long': ('a'*5000 + '.png', 'in this folder'),
    'missing photograph': ('absent.png', 'absent.png: found no such file'),
}


@pytest.mark.parametrize('case', BAD_ROWS)
def test_bad_name(tmp_path, case):
    name, part = BAD_ROWS[case]
    folder = make_folder(tmp_path/'boards', [f'{name},{GOOD}'], photos=['kept.png'])
    (folder/'kept.png').unlink()
    write_png(tmp_path/'a.png', np.zeros((256, 256, 3), np.uint8))
    if case == 'missing photograph':
        make_folder(folder, [f'a.png,{GOOD}', f'{name},{GOOD}'], photos=['a.png'])
    assert part in message_of(read_boards, folder)


def test_link_out_of_the_folder(tmp_path):
    write_png(tmp_path/'secret.png', np.zeros((256, 256, 3), np.uint8))
    folder = make_folder(tmp_path/'boards', [f'a.png,{GOOD}'], photos=['b.png'])
    (folder/'a.png').symlink_to(tmp_path/'secret.png')
    assert 'in this folder' in message_of(read_boards, folder)


def test_photograph_twice_or_without_row(tmp_path):
    twice = make_folder(tmp_path/'twice', [f'a.png,{GOOD}', f'a.png,{GOOD}'], photos=['a.png'])
    assert 'row 3: found image' in message_of(read_boards, twice)
    forgotten = make_folder(tmp_path/'forgotten', [f'a.png,{GOOD}'], photos=['a.png', 'b.png'])
    assert 'b.png: found no row' in message_of(read_boards, forgotten)


@pytest.mark.parametrize('scale', ['0', '-0.1', 'nan', 'small'])
def test_bad_scale(tmp_path, scale):
    make_folder(tmp_path, [f'a.png,{GOOD},{scale}'], f'{HEADER},mm_per_px', photos=['a.png'])
    assert 'row 2: found mm_per_px' in message_of(read_boards, tmp_path)


def test_bad_photograph_of_a_folder(tmp_path):
    make_folder(tmp_path, [f'a.png,{GOOD}', f'b.png,{GOOD}'], photos=['a.png', 'b.png'])
    (tmp_path/'b.png').write_bytes(b'')
    assert message_of(read_boards, tmp_path).startswith(f'{tmp_path/"b.png"}: found an empty file')
    write_png(tmp_path/'b.png', np.zeros((300, 256, 3), np.uint8))
    assert '256×300 pixels, expected 256×256' in message_of(read_boards, tmp_path)
    assert 'no such file' in message_of(read_boards, tmp_path/'absent')


def test_part_far_from_the_common_place(tmp_path):
    lines = [f'{name}.png,{",".join(str(value + move) for value in (40, 40, 80, 40, 40, 60, 80, 60))}'
             for name, move in [('a', 0), ('b', 2), ('c', 400)]]
    make_folder(tmp_path, lines, size=(640, 480))
    assert 'row 4: found a part' in message_of(read_boards, tmp_path)


def test_spreadsheet_table_and_other_columns(tmp_path):
    header = f'note,site,{HEADER},mm_per_px'
    lines = [f'"first, good",north,a.png,{GOOD},0.02', '', f',,b.png,{GOOD},']
    make_folder(tmp_path, lines, header, ['a.png', 'b.png'])
    table = tmp_path/'corners.csv'
    table.write_bytes(b'\xef\xbb\xbf' + table.read_bytes().replace(b'\n', b'\r\n'))
    boards, window = read_boards(tmp_path)
    assert boards.sites == ('north', 'b') and boards.mm_per_px[0] == 0.02 and np.isnan(boards.mm_per_px[1])
    assert window == Window(1, 0, 0, 256, 256)


def test_written_boards_are_read_again(tmp_path):
    generator = np.random.default_rng(0)
    corners = np.array([float(value) for value in GOOD.split(',')]).reshape(4, 2) + generator.uniform(-9, 9, (5, 1, 2))
    images = generator.integers(0, 256, (5, 256, 256, 3)).astype(np.uint8)
    names = ('one, two.png', 'line/b.png', 'c.JPG', 'dé.png', '=1+1.png')
    boards = Boards(images, corners, names, ('s', 's', 't, u', 'v', 'w'), np.array([0.1, np.nan, 0.1, 0.1, 0.1]))
    write_boards(tmp_path/'boards', boards)
    again, _ = read_boards(tmp_path/'boards')
    np.testing.assert_array_equal(again.images, images)
    np.testing.assert_allclose(again.corners, corners, atol=1e-4)
    np.testing.assert_array_equal(again.mm_per_px, boards.mm_per_px)
    assert again.sites == boards.sites and again.names == (*names[:2], 'c.png', *names[3:])


@pytest.mark.parametrize('unseen', [1, 2, 3, 5])
def test_split_keeps_sites(unseen):
    sites = [f's{number//3}' for number in range(12)] + ['t', 'u']
    for seed in range(30):
        train, held = split_photos(sites, unseen, seed)
        assert sorted([*train, *held]) == list(range(14)) and unseen <= len(held) < unseen + 3
        assert not {sites[k] for k in train} & {sites[k] for k in held}
        assert len(split_photos(sites, unseen, seed, keep_sites=False)[1]) == unseen
    np.testing.assert_array_equal(split_photos(sites, unseen, 7)[1], split_photos(sites, unseen, 7)[1])


def test_stage_is_refused_before_it_starts(tmp_path):
    make_folder(tmp_path, [f'a.png,{GOOD}', f'b.png,{GOOD}'], photos=['a.png', 'b.png'])
    good = {'boards_dir': str(tmp_path), 'real_dir': '', 'unseen_photos': 1, 'mode': 'default', 'seed': 0}
    preflight(good)
    assert 'boards.unseen_photos' in message_of(preflight, {**good, 'unseen_photos': 2})
    assert 'no such file' in message_of(preflight, {**good, 'real_dir': str(tmp_path/'absent')})


def test_stage_leaves_what_the_contract_says(tmp_path):
    papermill = pytest.importorskip('papermill')
    for run in ('first', 'second'):
        papermill.execute_notebook(notebook_path('boards'), tmp_path/f'{run}.ipynb', {'run_dir': str(tmp_path/run)},
                                   cwd=str(notebook_path('boards').parent), kernel_name='python3', progress_bar=False)
    results = tmp_path/'first'/'boards'
    sets, window = load_sets('', '', 2, 'default', 0)
    for name, boards in sets.items():
        written, identity = read_boards(results/name)
        assert written.sites == boards.sites and identity == Window(1, 0, 0, 256, 256)
        np.testing.assert_array_equal(written.images, boards.images)
        np.testing.assert_allclose(written.corners, boards.corners, atol=1e-4)
    assert Window(**read_json(results/'window.json')) == window
    assert read_json(results/'metrics.json')['unseen']['photos'] == 2
    assert not set(sets['train'].names) & set(sets['unseen'].names)
    files = sorted(path.relative_to(results) for path in results.rglob('*') if path.is_file())
    assert all((results/file).read_bytes() == (tmp_path/'second'/'boards'/file).read_bytes() for file in files)


def test_demo_boards_are_as_promised():
    boards, window = read_boards(project_path('data', 'boards'))
    assert len(boards) == 12 and window == Window(1, 0, 0, 256, 256) and np.isfinite(boards.mm_per_px).all()


@pytest.mark.parametrize('folder, photos, sites', [('boards', 12, 12), ('sites_golden', 12, 4), ('sites_real', 64, 5)])
def test_real_boards(folder, photos, sites):
    boards, window = read_boards(real_data(folder))
    assert (len(boards), len(set(boards.sites)), window.scale) == (photos, sites, 1)
    for mode in (True, False):
        train, unseen = split_photos(boards.sites, 2, 0, keep_sites=mode)
        assert len(train) and len(unseen) >= 2


def test_real_sets():
    sets, _ = load_sets(str(real_data('sites_golden')), str(real_data('sites_real')), 2, 'default', 0)
    assert len(sets['real']) == 64 and not set(sets['train'].sites) & set(sets['unseen'].sites + sets['real'].sites)


@pytest.mark.parametrize('shift, turn', [(0, 0), (15, 6)])
def test_real_coco(shift, turn):
    folder = real_data('aoi_passives')
    boards, skipped = windows_from_coco(folder/'coco.json', folder/'frames', 'resistor', shift, turn)
    assert len(boards) + skipped['outside the frame'] == 177 and len(boards) > 100
    for corners, name in zip(boards.corners, boards.names, strict=True):
        check_corners(corners, 256, 256, name)
        assert abs(rotation_of(corners)) <= turn + 1e-6
        assert np.abs(corners.mean(axis=0) - 127.5).max() <= shift + 1e-6
        assert np.linalg.norm(corners[1] - corners[0]) > np.linalg.norm(corners[2] - corners[0])


def test_coco_names_no_file_outside(tmp_path):
    polygon = [[10, 10, 110, 10, 110, 60, 10, 60]]
    coco = {'images': [{'id': 1, 'file_name': '../frame.png'}], 'categories': [],
            'annotations': [{'id': 1, 'image_id': 1, 'category_id': 1, 'segmentation': polygon}]}
    write_png(tmp_path/'frame.png', np.zeros((300, 300, 3), np.uint8))
    (tmp_path/'coco.json').write_text(json.dumps(coco), encoding='utf-8')
    (tmp_path/'frames').mkdir()
    assert 'no such file' in message_of(windows_from_coco, tmp_path/'coco.json', tmp_path/'frames')
