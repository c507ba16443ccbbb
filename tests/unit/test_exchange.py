"Exports and imports: formats there and back, hostile files, folders of others, and a real TensorBoard in a browser."
import csv
import itertools
import json
import math
import os
import socket
import subprocess
import sys
from types import SimpleNamespace
from urllib.parse import quote
from urllib.request import urlopen
from xml.etree import ElementTree

import numpy as np
import pytest
from conftest import refused
from pages import wait_for

from aoi_nb.core.files import project_path, read_json, write_json, write_text
from aoi_nb.core.images import write_png
from aoi_nb.core.tables import guard, read_labels, read_table, write_table
from aoi_nb.demo.small_run import small_run
from aoi_nb.exchange.corner_export import BOARDS, export
from aoi_nb.exchange.corner_import import import_boards
from aoi_nb.exchange.export_folder import LISTING
from aoi_nb.inspection.corner_rows import read_corner_rows
from aoi_nb.inspection.window_sets import read_boards
from aoi_nb.soldering.corpus import read_corpus

DEMO = project_path('data', 'boards')
POLYGON = [[100, 60], [199, 60], [199, 109], [100, 109]]  # clockwise from the top left, px of a photograph of 320×240


# ---- photographs with corners

@pytest.fixture(scope='module')
def odd_boards(tmp_path_factory):
    "Boards in folders below, upside down, at the very edge, with scale, site and a name that YAML and URLs dislike."
    folder = tmp_path_factory.mktemp('odd')
    corners = {'a/first.png': [[20, 30], [120, 32], [19, 90], [119, 92]],
               "b/yes: {no} 'q' #2.PNG": [[200, 150], [90, 150], [200, 80], [90, 80]],
               'edge.jpg': [[-0.5, -0.5], [319.5, -0.5], [-0.5, 239.5], [319.5, 239.5]]}
    lines = ['image,c1x,c1y,c2x,c2y,c3x,c3y,c4x,c4y,mm_per_px,site,operator']
    for number, (name, points) in enumerate(corners.items()):
        write_png(folder/name, np.full((240, 320, 3), 90 + number, np.uint8))
        values = np.array(points).flatten() + (number/7 if name != 'edge.jpg' else 0)
        numbers = ','.join(str(round(value, 4)) for value in values.tolist())
        lines.append(f'"{name}",{numbers},{("", 0.0213, 1e-4)[number]},{("", "Tafel Ü 日本", "x")[number]},Ana')
    write_text(folder/'corners.csv', '\n'.join(lines))
    return folder


@pytest.mark.parametrize('kind', BOARDS)
@pytest.mark.parametrize('which', ['demo', 'odd'])
def test_boards_come_back_the_same(kind, which, odd_boards, tmp_path):
    boards, told = DEMO if which == 'demo' else odd_boards, []
    export(boards, kind, tmp_path/'out', told.append)
    counts = import_boards(tmp_path/'out', kind, tmp_path/'back')
    before, after = ({row.name: row for row in read_corner_rows(folder)} for folder in (boards, tmp_path/'back'))
    assert counts == {'photographs': len(before)} and list(after) == list(before)
    assert told[0].startswith(f'{len(before)} photographs')
    for name, row in before.items():
        assert np.abs(after[name].corners - row.corners).max() <= 1e-9, name
        assert math.isclose(after[name].mm_per_px, row.mm_per_px, rel_tol=1e-12) or math.isnan(row.mm_per_px)
        assert after[name].site == row.site and after[name].path.read_bytes() == row.path.read_bytes()
    if which == 'demo':
        assert len(read_boards(tmp_path/'back')[0]) == 12


def test_numbers_are_what_the_formats_say(tmp_path):
    row, size = read_corner_rows(DEMO)[0], 256
    drawn = row.corners[[0, 1, 3, 2]] + 0.5  # around the part, from the image's edge
    for kind in BOARDS:
        export(DEMO, kind, tmp_path/kind)
    coco = read_json(tmp_path/'coco'/'annotations.json')
    mark, image = coco['annotations'][0], coco['images'][0]
    assert np.allclose(mark['segmentation'], drawn.ravel(), atol=1e-5)
    assert (image['width'], image['height']) == (size, size)
    assert np.allclose(mark['bbox'], [*drawn.min(axis=0), *np.ptp(drawn, axis=0)], atol=1e-5)
    assert abs(mark['area'] - 100*100) < 1 and (tmp_path/'coco'/'images'/image['file_name']).is_file()
    words = (tmp_path/'yolo-obb'/'labels'/'board01.txt').read_text().split()
    assert words[0] == '0' and np.allclose(np.array(words[1:], float), (drawn/size).ravel(), atol=1e-8)
    told = read_json(tmp_path/'labelme'/'board01.json')
    assert np.allclose(told['shapes'][0]['points'], drawn)
    assert told['imageData'] is None and told['imagePath'] == 'board01.png'


# ---- what strangers send

def photographs(folder, count=2, size=(320, 240)):
    for number in range(count):
        write_png(folder/f'{number}.png', np.full((*size[::-1], 3), 40*number + 20, np.uint8))


def coco_of(folder, polygons, **changes):
    "A COCO file with one polygon an image."
    photographs(folder/'images', len(polygons))
    tables = {'images': [{'id': k, 'file_name': f'{k}.png', 'width': 320, 'height': 240} for k in range(len(polygons))],
              'categories': [{'id': 1, 'name': 'chip'}],
              'annotations': [{'id': k, 'image_id': k, 'category_id': 1, 'segmentation': [np.ravel(points).tolist()]}
                              for k, points in enumerate(polygons)]}
    for path, value in changes.items():
        table, number, key = path.split('__')
        tables[table][int(number)][key] = value
    write_json(folder/'coco.json', tables)
    return folder/'coco.json'


def labelme_of(folder, shapes, **changes):
    photographs(folder, 1)
    write_json(folder/'0.json', {'version': '5.0', 'shapes': shapes, 'imagePath': '0.png', 'imageData': None,
                                 'imageWidth': 320, 'imageHeight': 240, **changes})
    return folder


def yolo_of(folder, *lines, yaml="names: ['chip', 'other']\n"):
    photographs(folder/'images'/'train', 1)
    write_text(folder/'labels'/'train'/'0.txt', '\n'.join(lines))
    write_text(folder/'data.yaml', yaml)
    return folder


def shape(points=POLYGON, **changes):
    return {'label': 'chip', 'points': points, 'shape_type': 'polygon', **changes}


def line(points=POLYGON, kind=0):
    return ' '.join([str(kind), *(f'{number:.6f}' for x, y in points for number in ((x + 0.5)/320, (y + 0.5)/240))])


@pytest.mark.parametrize('start', range(4))
@pytest.mark.parametrize('way', [1, -1])
def test_outlines_from_any_corner_either_way(start, way, tmp_path):
    points, wanted = np.roll(POLYGON[::way], start, axis=0).tolist(), [POLYGON[k] for k in (0, 1, 3, 2)]
    edge = (np.array(points) + 0.5).tolist()
    sources = {'coco': coco_of(tmp_path/'c', [edge, edge]), 'labelme': labelme_of(tmp_path/'l', [shape(edge)]),
               'yolo-obb': yolo_of(tmp_path/'y', line(points))}
    for kind, source in sources.items():
        import_boards(source, kind, tmp_path/kind)
        assert np.abs(read_corner_rows(tmp_path/kind)[0].corners - wanted).max() < 5e-4


def test_other_outlines_are_left_out_and_counted(tmp_path):
    eight, crossed = POLYGON + [[90, 80]]*4, [POLYGON[k] for k in (0, 2, 1, 3)]
    source = coco_of(tmp_path/'c', [POLYGON, eight, crossed, [*POLYGON, POLYGON[0]]])
    counts = import_boards(source, 'coco', tmp_path/'coco')
    assert counts == {'photographs': 2, 'not four points': 1, 'not convex': 1}
    source = labelme_of(tmp_path/'l', [shape(eight), shape(crossed), shape()])
    counts = import_boards(source, 'labelme', tmp_path/'labelme')
    assert counts == {'photographs': 1, 'not four points': 1, 'not convex': 1}
    source = yolo_of(tmp_path/'y', '', line(crossed, 1), line())
    counts = import_boards(source, 'yolo-obb', tmp_path/'yolo')
    assert counts == {'photographs': 1, 'not convex': 1}
    assert [row.name for row in read_corner_rows(tmp_path/'yolo')] == ['train/0.png']


def test_category_tells_which_of_several_parts_is_meant(tmp_path):
    shapes = [shape(), shape((np.array(POLYGON) - 30).tolist(), label='other')]
    labels = labelme_of(tmp_path/'l', shapes), yolo_of(tmp_path/'y', line(), line((np.array(POLYGON) - 30).tolist(), 1))
    for kind, source in zip(('labelme', 'yolo-obb'), labels):
        refused(lambda: import_boards(source, kind, tmp_path/'out'), 'a second part in ')
        import_boards(source, kind, tmp_path/kind, category='chip')
        assert abs(read_corner_rows(tmp_path/kind)[0].corners[0, 0] - 99.75) < 0.3
        refused(lambda: import_boards(source, kind, tmp_path/'out', category='resistor'), 'no usable outline')
    assert not (tmp_path/'out').exists()


@pytest.mark.parametrize('changes, part', [
    ({'images__0__file_name': '../secret.png'}, 'no such file'),
    ({'images__0__file_name': '/etc/passwd'}, 'no such file'),
    ({'images__0__file_name': 'absent.png'}, 'no such file'), ({'images__0__width': 64}, '64×240 as'),
    ({'images__0__width': '320'}, "images[0]: found width = '320'"),
    ({'images__0__file_name': 'out.png'}, 'in this folder'),
    ({'images__0__file_name': 'a\nb.png'}, 'in this folder'), ({'images__0__file_name': 7}, 'no str "file_name"'),
    ({'annotations__0__segmentation': [[1e300]*8]}, 'eight numbers'),
    ({'annotations__0__segmentation': [['x']*8]}, 'eight numbers'), ({'annotations__0__image_id': 9}, 'annotations[0]'),
    ({'annotations__0__segmentation': [[-40, 10, 60, 10, 60, 50, -40, 50]]}, 'inside the image of 320×240')])
def test_wrong_coco_files_are_refused(changes, part, tmp_path):
    source = coco_of(tmp_path/'c', [POLYGON, POLYGON], **changes)
    (tmp_path/'c'/'images'/'out.png').symlink_to('/etc/passwd')
    write_png(tmp_path/'secret.png', np.zeros((240, 320, 3), np.uint8))
    message = refused(lambda: import_boards(source, 'coco', tmp_path/'out'), part)
    assert str(tmp_path) in message and not (tmp_path/'out').exists()


@pytest.mark.parametrize('changes, part', [
    ({'imagePath': '../../secret.png'}, 'no such file'), ({'imagePath': '..\\..\\secret.png'}, 'no such file'),
    ({'imagePath': 'gone.png'}, 'no such file'), ({'imagePath': None}, 'no list "shapes" or no text'),
    ({'shapes': {}}, 'a LabelMe file'), ({'shapes': [7]}, 'shape 1: found no text "label"'),
    ({'imageWidth': 100}, '100×240 as'),
    ({'shapes': [shape([[1, 2, 3]]*4)]}, 'pairs of numbers'), ({'shapes': [shape('oops')]}, 'pairs of numbers'),
    ({'shapes': [shape([[1e999, 0]]*4)]}, 'eight numbers'), ({'shapes': [shape([[None, 0]]*4)]}, 'eight numbers')])
def test_wrong_labelme_files_are_refused(changes, part, tmp_path):
    labelme_of(tmp_path/'l', [shape()])
    write_png(tmp_path/'secret.png', np.zeros((240, 320, 3), np.uint8))
    told = {**read_json(tmp_path/'l'/'0.json'), **changes}
    (tmp_path/'l'/'0.json').write_text(json.dumps(told))  # Infinity included, as Python's reader takes it
    assert '0.json' in refused(lambda: import_boards(tmp_path/'l', 'labelme', tmp_path/'out'), part)
    (tmp_path/'l'/'0.json').write_text('{"shapes": [')
    refused(lambda: import_boards(tmp_path/'l', 'labelme', tmp_path/'out'), 'not JSON')


@pytest.mark.parametrize('lines, yaml, part', [
    (('0 0.1 0.1 0.5',), None, 'row 1'), (('', 'chip 0.1 0.1'), None, 'row 2'), (('0 0.1 nan',), None, 'row 1'),
    (('0 ' + '9'*5000 + ' 1',), None, 'row 1'), (('0 -3 0.5',), None, 'row 1'), ((line(),), 'names: [', 'no YAML'),
    ((line(),), 'names: 7', 'no names'), ((line(),), '- a', 'no names'), ((line(),), 'names: ' + '9'*5000, 'no YAML'),
    ((line(),), '!!python/object/apply:os.system [id]', 'no YAML'),
    ((line([[-3, 5], [60, 5], [60, 50], [-3, 50]]),), None, 'inside the image')])
def test_wrong_yolo_files_are_refused(lines, yaml, part, tmp_path):
    source = yolo_of(tmp_path/'y', *lines, **({'yaml': yaml} if yaml else {}))
    refused(lambda: import_boards(source, 'yolo-obb', tmp_path/'out'), part)
    (tmp_path/'y'/'images'/'train'/'0.png').unlink()
    (tmp_path/'y'/'images'/'train'/'0.png').symlink_to(DEMO/'board01.png')
    write_text(tmp_path/'y'/'data.yaml', "names: ['chip']\n")
    write_text(tmp_path/'y'/'labels'/'train'/'0.txt', line())
    refused(lambda: import_boards(source, 'yolo-obb', tmp_path/'out'), 'in this folder')


def test_yaml_of_a_stranger_does_not_grow(tmp_path):
    names = 'abcdefghij'
    bomb = 'a: &a [x]\n' + ''.join(f'{b}: &{b} [{", ".join([f"*{a}"]*9)}]\n' for a, b in itertools.pairwise(names))
    source = yolo_of(tmp_path/'y', line(), yaml=f'{bomb}names: [chip, *j]\naoi_nb: {{images: {{train/0.png: *j}}}}\n')
    assert import_boards(source, 'yolo-obb', tmp_path/'out', category='chip') == {'photographs': 1}


def test_windows_are_cut_where_an_image_shows_several_parts(tmp_path):
    source = coco_of(tmp_path/'c', [POLYGON, POLYGON], annotations__1__image_id=0)
    assert import_boards(source, 'coco', tmp_path/'windows') == {'windows': 2}
    assert read_boards(tmp_path/'windows')[0].images.shape == (2, 256, 256, 3)
    assert import_boards(coco_of(tmp_path/'d', [POLYGON]), 'coco', tmp_path/'moved', turn_deg=5) == {'windows': 1}


def test_photographs_of_two_sizes_and_twice_the_same_name(tmp_path):
    source = coco_of(tmp_path/'c', [POLYGON, POLYGON], images__1__width=300)
    write_png(tmp_path/'c'/'images'/'1.png', np.zeros((240, 300, 3), np.uint8))
    refused(lambda: import_boards(source, 'coco', tmp_path/'out'), '320×240 as 0.png has')
    source = coco_of(tmp_path/'d', [POLYGON, POLYGON], images__1__file_name='0.PNG')
    write_png(tmp_path/'d'/'images'/'0.PNG', np.zeros((240, 320, 3), np.uint8))
    refused(lambda: import_boards(source, 'coco', tmp_path/'out'), 'as in an earlier entry')


# ---- folders of others

def test_only_an_untouched_export_is_replaced(tmp_path):
    out = tmp_path/'out'
    for kind in ('labelme', 'labelme', 'coco'):
        export(DEMO, kind, out)
    drawn = out/'images'/'board01.png'
    os.utime(drawn)  # looked at, not changed
    export(DEMO, 'labelme', out)
    told = read_json(out/'board01.json')
    write_json(out/'board01.json', {**told, 'flags': {'checked': True}})
    refused(lambda: export(DEMO, 'labelme', out), 'something there already')
    refused(lambda: import_boards(DEMO, 'labelme', out), 'no usable outline')
    assert read_json(out/'board01.json')['flags'] == {'checked': True} and (out/LISTING).exists()
    for hostile in ('[]', '{"board01.json": "0"}', '{', '7'):
        (out/LISTING).write_text(hostile)
        refused(lambda: export(DEMO, 'labelme', out), 'something there already')
    refused(lambda: export(DEMO, 'labelme', DEMO), 'something there already')
    assert not list(tmp_path.glob('.*'))


def test_nothing_is_left_of_an_export_that_fails(tmp_path, monkeypatch):
    monkeypatch.setattr('aoi_nb.exchange.corner_export.write_json',
                        lambda *_: (_ for _ in ()).throw(OSError('disk full')))
    for kind in ('coco', 'labelme'):
        with pytest.raises(OSError, match='disk full'):
            export(DEMO, kind, tmp_path/'out')
    assert not list(tmp_path.iterdir())


# ---- a run

HOSTILE = ['lab/=HYPERLINK("x").png', 'lab/<img src=x onerror=alert(1)>.png', '-1.png',
           'lab/tab\u2003and \u2028 line.png', '@ü日本.png']


def odd_name(number, path):
    "The name of an image, for the first ones one that breaks careless tables."
    return HOSTILE[number] if number < len(HOSTILE) else f'lab/{number:02}.jpg'


@pytest.fixture(scope='module')
def sorted_run(tmp_path_factory):
    "A small run with names that break careless tables, and labels of a person."
    from aoi_nb.labelling.events import Change
    from aoi_nb.labelling.store import LabelStore

    run = small_run(tmp_path_factory.mktemp('sorted'), unlabelled=3, name=odd_name, labels={'other': '$cut_{'})
    corpus = read_corpus(run/'corpus')
    vectors = np.load(run/'embedding'/'grey.npy')
    vectors[0, :3] = 0, 2, 1.0625  # begins like text, as vectors after a ReLU may
    np.save(run/'embedding'/'grey.npy', vectors)
    write_table(run/'corpus'/'flags.csv', ('path', 'flags'), [(corpus['path'][0], 'dark small')])
    paths, known = list(corpus['path']), list(corpus['label'])
    changes = [Change('label', paths[0], '=void'), Change('label', 'gone.png', 'x')]
    LabelStore(run/'labels.sqlite', 'Ana').record(changes, 'look')
    return SimpleNamespace(run=run, paths=paths, known=known, vectors=vectors)


def test_labels_say_where_they_come_from(sorted_run, tmp_path):
    export(sorted_run.run, 'predictions', tmp_path/'labels.csv')
    rows = [row for _, row in read_table(tmp_path/'labels.csv', ('path', 'label', 'source', 'grey', 'colours'))]
    assert [row['path'] for row in rows] == sorted_run.paths
    assert (rows[0]['label'], rows[0]['source'], rows[0]['confidence']) == ('=void', 'person', '1.0')
    for row, known in list(zip(rows, sorted_run.known, strict=True))[1:]:
        assert row['source'] == ('table' if known else 'networks')
        assert row['label'] == known if known else row['label'] in (row['grey'], row['colours'])
    export(sorted_run.run, 'predictions', tmp_path/'labels.csv')
    write_text(tmp_path/'labels.csv', 'path,label\nmine,too\n')
    refused(lambda: export(sorted_run.run, 'predictions', tmp_path/'labels.csv'), 'something else there already')
    refused(lambda: export(sorted_run.run, 'predictions', tmp_path/'labels.txt'), '.csv')
    assert not (sorted_run.run/'labels.csv').exists()


def test_what_people_said_goes_into_the_next_run(sorted_run, tmp_path):
    export(sorted_run.run, 'labels', tmp_path/'labels.csv')
    rows = read_labels(tmp_path/'labels.csv')
    assert (rows[0].path, rows[0].label) == (sorted_run.paths[0], '=void')
    assert [row.path for row in rows] == [
        path for path, known in zip(sorted_run.paths, sorted_run.known, strict=True) if known or path == rows[0].path]


def test_fiftyone_finds_the_files_and_a_spreadsheet_runs_nothing(sorted_run, tmp_path):
    from aoi_nb.exchange.run_export import export_fiftyone_csv

    export_fiftyone_csv(sorted_run.run, tmp_path/'fo.csv', tmp_path)
    with open(tmp_path/'fo.csv', newline='') as file:  # as FiftyOne reads it
        rows = list(csv.DictReader(file))
    assert [row['filepath'] for row in rows] == [os.path.join(tmp_path.resolve(), path) for path in sorted_run.paths]
    assert rows[0]['label'] == "'=void" and all(0 < float(row['confidence']) <= 1 for row in rows)
    for row in rows:
        assert not any(cell.startswith(('=', '+', '-', '@', '\t')) for cell in row.values())
    refused(lambda: export_fiftyone_csv(sorted_run.run, tmp_path/'fo2.csv', tmp_path/'gone'), 'no such folder')


def test_a_run_that_is_none(sorted_run, tmp_path):
    for kind in ('projector', 'labels', 'fiftyone', 'figures'):
        refused(lambda: export(DEMO, kind, tmp_path/'out.csv'), '')
    refused(lambda: export(sorted_run.run, 'coco', tmp_path/'out'), 'corners.csv: found no such file')
    assert not list(tmp_path.iterdir())


def test_pictures_of_a_run(sorted_run, tmp_path):
    names = []
    export(sorted_run.run, 'figures', tmp_path/'out', names.append)
    each = ['nearest_{}', 'map_{}_inductive', 'communities_{}', 'stability_{}', 'confusion_{}', 'wrong_{}']
    assert {'classes', 'flags', 'queue'} <= set(names)
    assert {name.format(net) for name in each for net in ('grey', 'colours')} <= set(names)
    assert {path.name for path in (tmp_path/'out').iterdir()} == {
        LISTING, *(f'{name}.{kind}' for name in names for kind in ('png', 'svg'))}
    for name in names:
        root = ElementTree.parse(tmp_path/'out'/f'{name}.svg').getroot()
        assert root.tag.endswith('svg') and not [part for part in root.iter() if part.tag.endswith(('script', 'date'))]
        assert (tmp_path/'out'/f'{name}.png').read_bytes()[:4] == b'\x89PNG'
    parts = ElementTree.parse(tmp_path/'out'/'map_grey_inductive.svg').iter()
    marks = [part for part in parts if part.tag.endswith('}use')]
    assert len(marks) >= 60, 'each image is a mark of its own'


# ---- a real TensorBoard

@pytest.fixture(scope='module')
def tensorboard(sorted_run, tmp_path_factory):
    "A TensorBoard that serves an export on the loopback; its address."
    pytest.importorskip('tensorboard', reason='the projector test needs TensorBoard')
    folder = tmp_path_factory.mktemp('tensorboard')
    export(sorted_run.run, 'projector', folder/'out')
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        port = free.getsockname()[1]
    log = folder/'log.txt'
    with log.open('w') as output:
        server = subprocess.Popen([sys.executable, '-m', 'tensorboard.main', '--logdir', str(folder/'out'),
                                   '--host', '127.0.0.1', '--port', str(port)], stdout=output, stderr=subprocess.STDOUT)
    address = f'http://127.0.0.1:{port}'
    try:
        wait_for(lambda: answers(address, server, log), 90, log)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def answers(address, server, log):
    if server.poll() is not None:
        pytest.fail(f'TensorBoard ended: {log.read_text()[-2000:]}')
    try:
        return urlopen(f'{address}/data/plugin/projector/runs', timeout=5).status == 200
    except OSError:
        return False


def ask(address, what, name=''):
    return urlopen(f'{address}/data/plugin/projector/{what}?run=.&name={quote(name)}', timeout=30).read()


def test_tensorboard_reads_the_export(tensorboard, sorted_run):
    told = {entry['tensorName']: entry for entry in json.loads(ask(tensorboard, 'info'))['embeddings']}
    assert {name: entry['tensorShape'] for name, entry in told.items()} == {
        'grey': [61, 256], 'grey, map': [61, 3], 'colours': [61, 64], 'colours, map': [61, 3]}
    assert told['grey']['sprite'] == {'imagePath': 'sprite.png', 'singleImageDim': [64, 64]}
    numbers = np.frombuffer(ask(tensorboard, 'tensor', 'grey'), 'float32').reshape(61, 256)
    assert np.array_equal(numbers.astype(np.float16), sorted_run.vectors)
    assert np.abs(numbers - sorted_run.vectors).max() < 1e-4
    flat = np.frombuffer(ask(tensorboard, 'tensor', 'grey, map'), 'float32').reshape(61, 3)
    assert np.allclose(flat[:, :2], np.load(sorted_run.run/'reduction'/'grey_inductive.npy'), rtol=1e-4)
    assert not flat[:, 2].any()
    header, *rows = [row.split('\t') for row in ask(tensorboard, 'metadata', 'grey').decode().rstrip('\n').split('\n')]
    assert header[:6] == ['path', 'label', 'prediction', 'community', 'confidence', 'disagree']
    assert len(rows) == 61 and {len(row) for row in rows} == {len(header)}
    assert [row[0].split() for row in rows] == [guard(path).split() for path in sorted_run.paths]
    assert rows[0][1] == "'=void"  # a table that a spreadsheet may open, too
    assert [row[1] for row in rows[1:]] == [known or 'no label' for known in sorted_run.known[1:]]
    assert ask(tensorboard, 'sprite_image', 'grey')[:8] == b'\x89PNG\r\n\x1a\n'


def test_tensorboard_draws_the_images(tensorboard, page, shoot):
    page.goto(f'{tensorboard}/#projector')
    projector = page.frame_locator('iframe').frame_locator('iframe')
    projector.get_by_text('Points: 61').wait_for(timeout=45_000)
    wait_for(lambda: drawn_colours(page, shoot, 'tensorboard_vectors') > 30, 30, 'images, of many colours')
    projector.locator('vz-projector-data-panel paper-dropdown-menu').first.click()
    projector.locator('paper-item:visible', has_text='grey, map').click()
    projector.get_by_text('Dimension: 3').wait_for()
    wait_for(lambda: drawn_colours(page, shoot, 'tensorboard_map') > 30, 30, 'the images of a map that is flat')


def drawn_colours(page, shoot, name):
    "How many colours take some room in the middle of the page."
    from PIL import Image

    picture = np.asarray(Image.open(shoot(page, name)).convert('RGB'))[140:880, 330:960].reshape(-1, 3)
    counts = np.unique(picture//16, axis=0, return_counts=True)[1]  # shades of one colour count once
    return int((counts > 20).sum())


def test_the_sheet_keeps_within_the_limit(tmp_path):
    from aoi_nb.exchange.run_export import SHEET, tile_size

    for count in (1, 2, 60, 16_384, 16_385, 75_000, 100_000):
        columns, tile = tile_size(count)
        assert columns*tile <= SHEET and columns**2 >= count and 20 < tile <= 64
