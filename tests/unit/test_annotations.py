"Annotations of other tools: what moves an outline is honoured or refused by name, and photographs are found."
import csv
import json
import shutil

import numpy as np
import pytest
from conftest import refused

from aoi_nb.core.files import write_json, write_text
from aoi_nb.core.images import write_png
from aoi_nb.core.tables import write_table
from aoi_nb.exchange.coco import windows_from_coco
from aoi_nb.exchange.corner_export import BOARDS, export
from aoi_nb.exchange.corner_import import import_boards
from aoi_nb.inspection.corner_rows import TABLE_COLUMNS, read_corner_rows

WIDTH, HEIGHT = 288, 264
OUTLINE = [[115.25, 105], [165.5, 107], [165, 145.125], [115, 143]]  # from the image's edge, clockwise
CORNERS = np.array(OUTLINE)[[0, 1, 3, 2]] - 0.5  # whole numbers at pixel centres, Z order


def photograph(path, level=90):
    write_png(path, np.full((HEIGHT, WIDTH, 3), level, np.uint8))


def flat(points):
    return [value for point in points for value in point]


def coco(name='a.png', **changes):
    "A COCO file of one image, with changes of its annotation."
    mark = {'id': 4, 'image_id': 7, 'category_id': 1, 'iscrowd': 0, 'segmentation': [flat(OUTLINE)], **changes}
    return {'images': [{'id': 7, 'file_name': name, 'width': WIDTH, 'height': HEIGHT}],
            'categories': [{'id': 1, 'name': 'chip'}], 'annotations': [mark]}


def labelme(name='a.png', **changes):
    return {'imagePath': name, 'imageWidth': WIDTH, 'imageHeight': HEIGHT, 'imageData': None,
            'shapes': [{'label': 'chip', 'points': OUTLINE, 'shape_type': 'polygon', **changes}]}


def yolo(points=OUTLINE, kind=0):
    return f'{kind} ' + ' '.join(f'{share:.15f}' for share in flat(np.array(points)/[WIDTH, HEIGHT]))


def corners_of(source, kind, out, **options):
    "The corners of the only photograph of an import."
    import_boards(source, kind, out, **options)
    row, = read_corner_rows(out)
    return row.corners


# ---- what moves an outline

def test_one_outline_is_one_in_every_format(tmp_path):
    for place in ('coco/images/a.png', 'labelme/a.png', 'yolo-obb/images/a.png'):
        photograph(tmp_path/place)
    write_json(tmp_path/'coco'/'a.json', coco())
    write_json(tmp_path/'labelme'/'a.json', labelme())
    write_text(tmp_path/'yolo-obb'/'labels'/'a.txt', yolo())
    for kind in BOARDS:
        assert np.abs(corners_of(tmp_path/kind, kind, tmp_path/f'{kind} out') - CORNERS).max() < 1e-9, kind
    windows, _ = windows_from_coco(tmp_path/'coco'/'a.json', tmp_path/'coco'/'images')
    assert np.abs(windows.corners[0].mean(axis=0) - 127.5).max() < 1e-6


@pytest.mark.parametrize('table', ['images', 'categories', 'annotations'])
@pytest.mark.parametrize('windows', [True, False])
def test_a_number_given_twice(table, windows, tmp_path):
    told = coco()
    told[table].append({**told[table][0], 'file_name': 'b.png', 'name': 'other'})
    write_json(tmp_path/'a.json', told)
    for name in 'ab':
        photograph(tmp_path/f'{name}.png')
    number = told[table][0]['id']
    message = refused(lambda: import_boards(tmp_path, 'coco', tmp_path/'out', windows=windows), f'{table}[1]: found id')
    assert f'id {number} as in {table}[0]' in message and not (tmp_path/'out').exists()


KEYPOINTS = [number for point in OUTLINE for number in (*point, 2)]


@pytest.mark.parametrize('changes, part', [
    ({'attributes': {'occluded': False, 'rotation': 30.0}}, 'rotation = 30.0'), ({'rotation': '-3'}, "rotation = '-3'"),
    ({'segmentation': [], 'bbox': [20, 10, 50, 40], 'attributes': {'rotation': 30.0}}, 'rotation = 30.0'),
    ({'segmentation': [], 'bbox': [20, 10, 50, 40]}, 'a box only'), ({'iscrowd': 1}, 'iscrowd = 1'),
    ({'segmentation': {'counts': [9, 4], 'size': [HEIGHT, WIDTH]}}, 'a mask (RLE)'),
    ({'segmentation': [flat(OUTLINE), flat(OUTLINE)]}, '2 polygons in one annotation'),
    ({'segmentation': flat(OUTLINE)}, 'a list with one list'), ({'segmentation': [flat(OUTLINE)[:-1]]}, '7 numbers'),
    ({'segmentation': [flat(np.array(OUTLINE)/200)]}, 'not shares of the width'),
    ({'segmentation': [[True]*8]}, 'eight numbers'), ({'category_id': 9}, 'category_id 9 of no category'),
    ({'attributes': [{'name': 'rotation', 'value': 30}]}, 'rotation = 30'),
    ({'rotation_angle': 3}, 'rotation_angle = 3'),
    ({'attributes': {'flipped': True}}, 'flipped = True'), ({'extra': {'angle_deg': 3}}, 'angle_deg = 3'),
    ({'bbox': [40, 30, 50, 40, 30]}, 'a box of 5 numbers'),
    ({'keypoints': [number + 9 for number in KEYPOINTS]}, 'an outline and four keypoints that lie'),
    ({'segmentation': [], 'keypoints': KEYPOINTS[:9]}, '3 keypoints'),
    ({'segmentation': [], 'keypoints': KEYPOINTS*2}, '8 keypoints'),
    ({'segmentation': [], 'keypoints': [*KEYPOINTS[:-1], 0]}, 'keypoint 4 with visibility 0')])
def test_what_a_polygon_does_not_say_is_refused(changes, part, tmp_path):
    write_json(tmp_path/'a.json', coco(**changes))
    photograph(tmp_path/'a.png')
    message = refused(lambda: import_boards(tmp_path, 'coco', tmp_path/'out'), part)
    assert 'a.json annotations[0]: found' in message and not (tmp_path/'out').exists()


@pytest.mark.parametrize('names, first', [(None, 0), (['tl', 'tr', 'br', 'bl'], 0), (['c4', 'c3', 'c1', 'c2'], 2),
                                          (['Bottom-Right', 'bottom_left', 'top left', 'TopRight'], 2)])
def test_four_keypoints_are_the_corners(names, first, tmp_path):
    told = coco(segmentation=[], keypoints=KEYPOINTS, num_keypoints=4)
    told['categories'][0].update({'keypoints': names} if names else {})
    write_json(tmp_path/'a.json', told)
    photograph(tmp_path/'a.png')
    wanted = np.roll(OUTLINE, -first, axis=0)[[0, 1, 3, 2]] - 0.5
    for number, outline in enumerate(([], [flat(OUTLINE)])):  # also where the same four points are an outline, too
        told['annotations'][0]['segmentation'] = outline
        write_json(tmp_path/'a.json', told)
        assert np.abs(corners_of(tmp_path, 'coco', tmp_path/f'out{number}') - wanted).max() < 1e-9


@pytest.mark.parametrize('entry, part', [
    ({'shape_type': 'rectangle', 'points': [[70, 50], [20, 10]]}, None),
    ({'shape_type': 'rectangle', 'points': [[20, 10], [70, 10], [70, 50], [20, 50]]}, None),
    ({'shape_type': 'rotation', 'direction': 0.1, 'points': [[20, 10], [70, 10], [70, 50], [20, 50]]}, None),
    ({'shape_type': 'circle', 'points': [[40, 30], [50, 30]]}, "shape_type = 'circle'"),
    ({'shape_type': 'linestrip'}, "shape_type = 'linestrip'"), ({'shape_type': 'mask'}, "shape_type = 'mask'"),
    ({'shape_type': 'point', 'points': [[1, 2]]}, "shape_type = 'point'"),
    ({'shape_type': 'rectangle', 'direction': 0.3}, 'direction = 0.3'),
    ({'shape_type': 'rectangle', 'points': [[20, 10]]}, 'rectangle of 1 points')])
def test_shapes_of_labelme(entry, part, tmp_path):
    write_json(tmp_path/'a.json', labelme(**entry))
    photograph(tmp_path/'a.png')
    if part:
        message = refused(lambda: import_boards(tmp_path, 'labelme', tmp_path/'out'), part)
        assert 'a.json shape 1: found' in message and not (tmp_path/'out').exists()
    else:
        corners = corners_of(tmp_path, 'labelme', tmp_path/'out')
        assert corners.tolist() == [[19.5, 9.5], [69.5, 9.5], [19.5, 49.5], [69.5, 49.5]]


@pytest.mark.parametrize('row, part', [
    (yolo() + ' 0.93', None), ('0 0.5 0.5 0.2 0.2', 'a box of centre, width and height'),
    ('0 0.5 0.5 0.2 0.2 0.1', 'a turn or confidence'), (yolo(kind=5), 'class 5'),
    (yolo([*OUTLINE, [110, 120], [110, 115]]), 'an outline of 6 points')])
def test_rows_of_yolo(row, part, tmp_path):
    write_text(tmp_path/'labels'/'a.txt', row)
    write_text(tmp_path/'data.yaml', 'names: {"0": chip, 1: other}')
    photograph(tmp_path/'images'/'a.png')
    if part:
        message = refused(lambda: import_boards(tmp_path, 'yolo-obb', tmp_path/'out'), part)
        assert 'a.txt row 1: found' in message and not (tmp_path/'out').exists()
    else:
        assert np.abs(corners_of(tmp_path, 'yolo-obb', tmp_path/'out') - CORNERS).max() < 1e-9


def test_another_size_and_a_turned_photograph(tmp_path):
    from PIL import Image

    told = coco()
    told['images'][0].update(width=HEIGHT, height=WIDTH)
    write_json(tmp_path/'a.json', told)
    photograph(tmp_path/'a.png')
    refused(lambda: import_boards(tmp_path, 'coco', tmp_path/'out', windows=False), f'{HEIGHT}×{WIDTH} as')
    told['images'][0] = {'id': 7, 'file_name': 'a.jpg', 'height': WIDTH}
    write_json(tmp_path/'a.json', told)
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new('RGB', (WIDTH, HEIGHT)).save(tmp_path/'a.jpg', exif=exif)
    refused(lambda: import_boards(tmp_path, 'coco', tmp_path/'out'), 'EXIF orientation 6')
    Image.new('RGB', (WIDTH, HEIGHT)).save(tmp_path/'a.jpg')
    refused(lambda: import_boards(tmp_path, 'coco', tmp_path/'out'), f'{WIDTH}×{WIDTH} as')


# ---- where photographs lie

STUDIO = '0a1b2c3d-a.png'
LAYOUTS = {  # name in the file; the file; the photograph; what is imported
    'Label Studio': ('images/a.png', 'result.json', 'images/a.png'),
    'Label Studio, Windows': ('images\\a.png', 'result.json', 'images/a.png'),
    'Label Studio, local': ('..\\..\\label-studio\\media\\upload\\4\\a.png', 'result.json', 'images/a.png'),
    'Label Studio, upload': (f'images/{STUDIO}', 'result.json', 'images/a.png'),
    'Label Studio, kept': ('a.png', 'result.json', f'images/{STUDIO}'),
    'CVAT': ('a.png', 'annotations/instances_default.json', 'images/default/a.png'),
    'CVAT, subset': ('a.png', 'annotations/instances_train.json', 'images/train/a.png'),
    'COCO': ('a.png', 'annotations/person_keypoints_val2017.json', 'val2017/a.png'),
    'Roboflow': ('a_png.rf.0a1b2c.png', 'train/_annotations.coco.json', 'train/a_png.rf.0a1b2c.png'),
    'another machine': ('C:\\Users\\lab\\a.png', 'labels.json', 'boards/a.png'),
    'another machine, POSIX': ('/home/lab/boards/a.png', 'labels.json', 'a.png'),
    'Label Studio, local files': ('/data/local-files/?d=a.png', 'result.json', 'images/a.png'),
    'FiftyOne': ('a.png', 'labels.json', 'data/a.png'),
    'other capitals': ('Images/Gr\u00fcn.PNG', 'labels.json', 'images/gru\u0308n.png'),
    'an address with a question': ('https://host/x/a.png?token=1&x=2', 'labels.json', 'images/a.png'),
    'an address': ('http://host/data/my%20board.png', 'labels.json', 'frames/my board.png')}


@pytest.mark.parametrize('layout', LAYOUTS)
def test_photographs_are_found(layout, tmp_path):
    name, file, photo = LAYOUTS[layout]
    write_json(tmp_path/'set'/file, coco(name))
    photograph(tmp_path/'set'/photo)
    (tmp_path/'set'/'images').mkdir(exist_ok=True)
    assert np.abs(corners_of(tmp_path/'set', 'coco', tmp_path/'out') - CORNERS).max() < 1e-9
    row, = read_corner_rows(tmp_path/'out')
    assert row.path.read_bytes() == (tmp_path/'set'/photo).read_bytes() and not row.name.startswith('images/')
    corners_of(tmp_path/'set'/file, 'coco', tmp_path/'again')
    moved = tmp_path/'elsewhere'/'photo'/photo.rsplit('/', 1)[-1]
    moved.parent.mkdir(parents=True)
    shutil.move(tmp_path/'set'/photo, moved)
    message = refused(lambda: import_boards(tmp_path/'set', 'coco', tmp_path/'none'), '--images names another folder')
    assert str((tmp_path/'set'/file).parent) in message
    assert np.abs(corners_of(tmp_path/'set', 'coco', tmp_path/'given', images=moved.parent) - CORNERS).max() < 1e-9


@pytest.mark.parametrize('name', ['..\\images\\a.png', 'C:\\lab\\a.png', '/home/lab/a.png', 'a%2Epng', './a.png'])
def test_photographs_of_labelme_are_found(name, tmp_path):
    given = tmp_path/'set'
    write_json(given/'annotations'/'a.json', labelme(name))
    photograph(given/'images'/'a.png')
    for source in (given, given/'annotations', given/'annotations'/'a.json'):
        assert np.abs(corners_of(source, 'labelme', tmp_path/f'out {source.name}') - CORNERS).max() < 1e-9
    (given/'images').rename(tmp_path/'moved')
    write_json(given/'annotations'/'a.json', {**labelme(name), 'imageData': 'iVBORw0KGgo='})
    refused(lambda: import_boards(given, 'labelme', tmp_path/'none'), 'a copy as imageData')
    assert np.abs(corners_of(given, 'labelme', tmp_path/'last', images=tmp_path/'moved') - CORNERS).max() < 1e-9


def test_one_name_for_two_photographs(tmp_path):
    write_json(tmp_path/'a.json', coco('C:\\lab\\a.png'))
    for level, place in enumerate(('first', 'second')):
        photograph(tmp_path/place/'a.png', 50*level)
    refused(lambda: import_boards(tmp_path, 'coco', tmp_path/'out'), 'which may be')
    assert np.abs(corners_of(tmp_path, 'coco', tmp_path/'given', images=tmp_path/'second') - CORNERS).max() < 1e-9
    told = coco('first/a.png')
    told['images'].append({**told['images'][0], 'id': 8, 'file_name': '../lab/first/a.png'})
    told['annotations'].append({**told['annotations'][0], 'id': 9, 'image_id': 8})
    write_json(tmp_path/'a.json', told)
    refused(lambda: import_boards(tmp_path, 'coco', tmp_path/'out'), 'images[1]: found the photograph')


def test_no_name_leads_out(tmp_path):
    photograph(tmp_path/'secret.png')
    for name in ('../secret.png', '..\\secret.png', str(tmp_path/'secret.png'), '%2e%2e/secret.png'):
        write_json(tmp_path/'set'/'a.json', coco(name))
        refused(lambda: import_boards(tmp_path/'set', 'coco', tmp_path/'out'), 'no such file')
        write_json(tmp_path/'set'/'a.json', labelme(name))
        refused(lambda: import_boards(tmp_path/'set', 'labelme', tmp_path/'out'), 'no such file')


# ---- marks, lists and options

@pytest.mark.parametrize('encoding', ['utf-8-sig', 'utf-16', 'utf-16-le', 'utf-16-be'])
def test_byte_order_marks(encoding, tmp_path):
    mark = '\ufeff' if encoding[-3:] in ('-le', '-be') else ''
    texts = {'coco/a.json': json.dumps(coco()), 'labelme/a.json': json.dumps(labelme()),
             'yolo-obb/labels/a.txt': yolo(), 'yolo-obb/data.yaml': 'names: [chip]\r\n',
             'yolo-obb/labels/classes.txt': 'chip\r\n'}
    for name, text in texts.items():
        (tmp_path/name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path/name).write_bytes((mark + text).encode(encoding))
    for kind in BOARDS:
        photograph(tmp_path/kind/('' if kind == 'labelme' else 'images')/'a.png')
        corners = corners_of(tmp_path/kind, kind, tmp_path/f'{kind} out', category='chip')
        assert np.abs(corners - CORNERS).max() < 1e-9


def test_lists_of_classes_and_files_without_a_photograph(tmp_path):
    write_text(tmp_path/'labels'/'a.txt', yolo(kind=1))
    write_text(tmp_path/'labels'/'b.txt', 'a note of someone')
    photograph(tmp_path/'images'/'a.png')
    for place in ('labels/classes.txt', 'labels/obj.names', 'classes.txt'):
        write_text(tmp_path/place, 'other\nchip\n')
        counts = import_boards(tmp_path, 'yolo-obb', tmp_path/'out', category='chip')
        assert counts == {'photographs': 1, 'label file without a photograph': 1}
        refused(lambda: import_boards(tmp_path, 'yolo-obb', tmp_path/'none', category='other'), 'no usable outline')
    for yaml in ('names: [other, chip]', 'names:\n  0: other\n  1: chip\n'):
        write_text(tmp_path/'data.yaml', yaml)
        import_boards(tmp_path, 'yolo-obb', tmp_path/'out', category='chip')
    write_text(tmp_path/'data.yaml', 'names: [chip, other]')
    refused(lambda: import_boards(tmp_path, 'yolo-obb', tmp_path/'none'), "the classes ['other', 'chip']")
    photograph(tmp_path/'images'/'classes.png')  # now it is a label file like others
    (tmp_path/'classes.txt').unlink()
    (tmp_path/'labels'/'obj.names').unlink()
    refused(lambda: import_boards(tmp_path, 'yolo-obb', tmp_path/'none'), 'classes.txt row 1')


def test_no_option_is_overruled(tmp_path):
    told = coco()
    told['annotations'].append({**told['annotations'][0], 'id': 5})
    write_json(tmp_path/'a.json', told)
    photograph(tmp_path/'a.png')
    out = tmp_path/'out'
    refused(lambda: import_boards(tmp_path, 'coco', out, windows=False), 'annotations[1]: found a second part in a.png')
    refused(lambda: import_boards(tmp_path, 'coco', out, windows=False, turn_deg=3), 'whole photographs (--whole)')
    refused(lambda: import_boards(tmp_path, 'coco', out, shift_px=float('nan')), 'shift_px')
    refused(lambda: import_boards(tmp_path, 'coco', out, images=tmp_path/'gone'), 'the folder of the images')
    refused(lambda: import_boards(tmp_path, 'labelme', out), 'a COCO file (--format coco)')
    write_json(tmp_path/'a.json', labelme())
    refused(lambda: import_boards(tmp_path, 'coco', out), 'a LabelMe file (--format labelme)')
    refused(lambda: import_boards(tmp_path, 'labelme', out, shift_px=3), 'the format coco')
    refused(lambda: import_boards(tmp_path/'a.json', 'yolo-obb', out), 'or its data.yaml')
    assert not out.exists()


def test_json_that_says_something_twice(tmp_path):
    text = json.dumps(coco())
    (tmp_path/'a.json').write_text(text.replace('"segmentation"', f'"segmentation": [{[1]*8}], "segmentation"'))
    photograph(tmp_path/'a.png')
    refused(lambda: import_boards(tmp_path, 'coco', tmp_path/'out'), "'segmentation' twice in one entry")


# ---- out, and back to the digit

WIDE = '\N{FULLWIDTH EQUALS SIGN}'
NAMES = ['a b.png', 'Ü 日本.png', '#1 100%.png', 'a,b;"c".png', '=cmd|x.png', '-1.png', "'=x.png", f'{WIDE}1.png',
         'a%20b.png', 'images/a.png', 'labels/a.png', 'images/labels/images/b.png', 'frames/0a1b2c3d-a.png', 'c.d.png']


@pytest.fixture(scope='module')
def odd_boards(tmp_path_factory):
    "A boards folder of names that other tools trip over, with corners of many digits."
    folder, rows = tmp_path_factory.mktemp('boards'), []
    for number, name in enumerate(NAMES):
        photograph(folder/name, 10*number)
        corners = (CORNERS if number % 2 else CORNERS[::-1]) + number/7  # every second one lies upside down
        rows.append([name, *corners.flatten().tolist(), 0.1 + number/9, f'={name}'])
    write_table(folder/'corners.csv', (*TABLE_COLUMNS, 'mm_per_px', 'site'), rows)
    return folder


@pytest.mark.parametrize('kind', BOARDS)
def test_every_digit_and_name_comes_back(kind, odd_boards, tmp_path):
    export(odd_boards, kind, tmp_path/'images'/'out')  # a folder above is called images, too
    assert import_boards(tmp_path/'images'/'out', kind, tmp_path/'back') == {'photographs': len(NAMES)}
    before, after = ({row.name: row for row in read_corner_rows(folder)} for folder in (odd_boards, tmp_path/'back'))
    assert sorted(before) == sorted(after) == sorted(NAMES)
    for name, row in before.items():
        assert np.abs(row.corners - after[name].corners).max() < 1e-9, name
        assert (row.site, row.mm_per_px) == (after[name].site, after[name].mm_per_px)
        assert row.path.read_bytes() == after[name].path.read_bytes()


def test_a_spreadsheet_runs_nothing(odd_boards, tmp_path):
    export(odd_boards, 'coco', tmp_path/'out')
    for windows in (True, False):
        import_boards(tmp_path/'out', 'coco', tmp_path/'back', windows=windows)
        with open(tmp_path/'back'/'corners.csv', newline='', encoding='utf-8') as file:
            cells = [cell for row in csv.DictReader(file) for cell in (row['image'], row['site'])]
        assert cells and not [cell for cell in cells if cell.startswith(('=', '+', '-', '@', WIDE)) and cell != '-1']
        assert {row.name for row in read_corner_rows(tmp_path/'back')} & {'=cmd|x.png', '=cmd|x_5.png'}
        shutil.rmtree(tmp_path/'back')


# ---- what the trainer reads

def test_yolo_finds_every_label(odd_boards, tmp_path):
    export(odd_boards, 'yolo-obb', tmp_path/'images'/'labels'/'set')
    images = sorted((tmp_path/'images'/'labels'/'set'/'images').rglob('*.png'))
    assert len(images) == len(NAMES)
    for image in images:  # the rule of the trainer, as its documentation has it
        label = 'labels'.join(f'{image}'.rsplit('images', 1)) if '/images/' not in f'{image}' else \
            '/labels/'.join(f'{image}'.rsplit('/images/', 1)).rsplit('.', 1)[0] + '.txt'
        with open(label) as file:
            words = file.read().split()
        assert words[0] == '0' and len(words) == 9 and all(0 <= float(word) <= 1 for word in words[1:])


@pytest.mark.filterwarnings('ignore:__array__')
def test_pycocotools_reads_an_export(odd_boards, tmp_path, capsys):
    pytest.importorskip('pycocotools', reason='the reader of COCO itself')
    from pycocotools.coco import COCO

    export(odd_boards, 'coco', tmp_path/'out')
    read = COCO(tmp_path/'out'/'annotations.json')
    rows = {row.name: row for row in read_corner_rows(odd_boards)}
    assert sorted(image['file_name'] for image in read.loadImgs(read.getImgIds())) == sorted(rows)
    for mark in read.loadAnns(read.getAnnIds(catIds=read.getCatIds(['part']))):
        row = rows[read.loadImgs(mark['image_id'])[0]['file_name']]
        y, x = np.nonzero(read.annToMask(mark))  # its mask lies on the part
        assert np.abs([x.mean(), y.mean()] - row.corners.mean(axis=0)).max() < 0.6
        assert abs(len(x) - mark['area']) < 0.05*mark['area']


def test_labelme_reads_an_export(odd_boards, tmp_path):
    export(odd_boards, 'labelme', tmp_path/'out')
    files = sorted((tmp_path/'out').rglob('*.json'))
    assert len(files) == len(NAMES)
    for file in files:  # the keys that LabelMe's reader takes without asking whether they are there
        told = json.loads(file.read_text(encoding='utf-8'))
        assert {'version', 'imageData', 'imagePath', 'shapes', 'flags', 'imageHeight', 'imageWidth'} <= set(told)
        assert (file.parent/told['imagePath']).is_file()
        for shape in told['shapes']:
            assert {'label', 'points', 'shape_type', 'flags', 'description', 'group_id', 'mask'} <= set(shape)
