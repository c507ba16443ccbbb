"Annotation files of other tools, changed at random: each is imported with its corners where it says, or refused."
import json
import math
import shutil
from collections import Counter
from urllib.parse import unquote

import numpy as np

from aoi_nb.core.files import BadInput
from aoi_nb.core.images import write_png
from aoi_nb.exchange.corner_import import import_boards
from aoi_nb.inspection.corner_rows import read_corner_rows

FULL = 1500
WIDTH, HEIGHT = 64, 48
ODD = (None, True, False, 0, -1, 3, 0.5, 1e308, 10**30, math.nan, math.inf, '', 'a\0b', '\ud800', 'é\u2028',
       '=1+1', '..', '../0.png', '/etc/passwd', 'C:\\x\\1.png', '1.png', 'x'*5000, [], {}, [[]],
       [None], {'id': 1}, '30', [1, 2, 3])
TURNED = ({'attributes': {'rotation': 30}}, {'rotation': '30'}, {'iscrowd': 1}, {'angle': math.nan})
LAYOUTS = {'coco': 'coco.json', 'labelme': '0.json', 'yolo-obb': 'labels/0.txt'}


def box(number):
    "Corners from the image's edge, in drawing order."
    left, top = 10.5 + number, 8.25
    return [[left, top], [left + 30, top + 1], [left + 30, top + 20], [left, top + 20]]


def clean_set(kind, folder):
    "Two photographs with an outline each."
    images = folder/'images' if kind != 'labelme' else folder
    for number in range(2):
        write_png(images/f'{number}.png', np.full((HEIGHT, WIDTH, 3), 60 + 90*number, np.uint8))
    points = [box(number) for number in range(2)]
    if kind == 'coco':
        marks = [{'id': k, 'image_id': k, 'category_id': 1, 'iscrowd': 0, 'bbox': [10, 8, 30, 20],
                  'segmentation': [[value for point in points[k] for value in point]]} for k in range(2)]
        images = [{'id': k, 'file_name': f'{k}.png', 'width': WIDTH, 'height': HEIGHT} for k in range(2)]
        return json.dumps({'images': images, 'categories': [{'id': 1, 'name': 'chip'}], 'annotations': marks})
    if kind == 'labelme':
        told = [{'imagePath': f'{k}.png', 'imageWidth': WIDTH, 'imageHeight': HEIGHT, 'imageData': None, 'flags': {},
                 'shapes': [{'label': 'chip', 'shape_type': 'polygon', 'points': points[k], 'flags': {}}]}
                for k in range(2)]
        (folder/'1.json').write_text(json.dumps(told[1]))
        return json.dumps(told[0])
    (folder/'labels').mkdir()
    (folder/'data.yaml').write_text('names: [chip, other]\n')
    rows = ['0 ' + ' '.join(f'{x/WIDTH:.12f} {y/HEIGHT:.12f}' for x, y in corners) for corners in points]
    (folder/'labels'/'1.txt').write_text(rows[1] + '\n')
    return rows[0] + '\n'


def places(content, found):
    "Every list or dictionary of a JSON tree with each of its keys."
    for key in (list(content) if isinstance(content, dict) else range(len(content))):
        found.append((content, key))
        if isinstance(content[key], (dict, list)):
            places(content[key], found)
    return found


def changed_tree(content, draw):
    "One change of a JSON tree, in place."
    spots = places(content, [])
    holder, key = draw.choice(spots)
    change = draw.choice(['odd', 'odd', 'gone', 'twice', 'swap', 'swap', 'turned', 'retype', 'nudge', 'nudge', 'nudge'])
    if change == 'odd':
        holder[key] = draw.choice(ODD)
    elif change == 'gone':
        del holder[key]
    elif change == 'twice' and isinstance(holder, list):
        holder.insert(key, json.loads(json.dumps(holder[key])))
    elif change == 'swap':
        other, there = draw.choice(spots)
        holder[key], other[there] = json.loads(json.dumps((other[there], holder[key])))
    elif change == 'turned':
        dictionaries = [place[name] for place, name in spots if isinstance(place[name], dict)]
        if dictionaries:
            draw.choice(dictionaries).update(draw.choice(TURNED))
    elif change == 'retype':
        holder[key] = str(holder[key]) if draw.random() < 0.5 else [holder[key]]
    elif isinstance(holder[key], (int, float)):
        holder[key] = holder[key]*draw.choice([0.5, 2, -1, 1.01]) + draw.choice([0, 1])


def changed_row(text, draw):
    "One change of a label file."
    words = text.split()
    place = draw.randrange(len(words))
    odd = ['nan', 'inf', '-3', '1e400', '0.5', '1', '7', 'chip', '1_0', '٣', '\0', '9'*5000, '-0.0', '0x1']
    words[place:place + draw.randrange(3)] = [draw.choice(odd)]*draw.randrange(1, 3)
    return ' '.join(words) + draw.choice(['', '\n', '\r\n', '\n\n0 0.5 0.5 0.1 0.1\n', '\n' + text])


def sound(kind, text, draw):
    "Bytes of a file that says the same in another way: from another corner, the other way round, by another path."
    turn, way = draw.randrange(4), draw.choice([1, -1])

    def around(points):
        return np.roll(np.asarray(points)[::way], turn, axis=0).tolist()

    if kind == 'yolo-obb':
        words = text.split()
        points = around(np.reshape([float(word) for word in words[1:]], (4, 2)))
        confidence = draw.choice(['', ' 0.9', f' {points[0][0]} {points[0][1]}'])
        text = ' '.join(['0', *(str(value) for point in points for value in point)]) + confidence
        text += draw.choice(['', '\n', '\r\n\r\n'])
    else:
        told = json.loads(text)
        path = draw.choice(['{}', './{}', 'images/{}', 'images\\{}', 'C:\\Users\\lab\\{}', '/home/x/images/{}',
                            '..\\..\\upload\\4\\{}', 'http://host/%41/{}', '0a1b2c3d-{}'])
        if kind == 'coco':
            for image in told['images']:
                image['file_name'] = path.format(image['file_name'])
            for mark in told['annotations']:
                mark['segmentation'][0] = np.ravel(around(np.reshape(mark['segmentation'][0], (4, 2)))).tolist()
                mark['attributes'] = {'rotation': draw.choice([0, 0.0, '0', None]), 'occluded': True}
        else:
            told['imagePath'] = path.format(told['imagePath'])
            told['shapes'][0]['points'] = around(told['shapes'][0]['points'])
        text = json.dumps(told)
    return text.encode(draw.choice(['utf-8', 'utf-8-sig', 'utf-16']))


def damaged(text, draw):
    "Bytes of a file: cut, with a byte changed, in another encoding, or as they are."
    content = text.encode('utf-8', 'surrogatepass')
    kind = draw.choice(['whole']*5 + ['cut', 'byte', 'utf-8-sig', 'utf-16'])
    if kind == 'cut':
        return content[:draw.randrange(len(content) + 1)]
    if kind == 'byte' and content:
        place = draw.randrange(len(content))
        return content[:place] + bytes([draw.randrange(256)]) + content[place + 1:]
    return content if kind in ('whole', 'byte') else text.encode(kind, 'surrogatepass')


def bare(name):
    "The name of a file alone."
    return unquote(str(name)).replace('\\', '/').rsplit('/', 1)[-1].removeprefix('0a1b2c3d-')


def said(kind, folder):
    "What the changed files say: bare name of a photograph and corners; None where they say a turn or a crowd beside."
    outlines = []
    if kind == 'yolo-obb':
        from aoi_nb.exchange.foreign_text import foreign_text

        for file in sorted((folder/'labels').glob('*.txt')):
            for line in foreign_text(file, '').splitlines():
                numbers = [float(word) for word in line.split()[1:9]]
                if len(numbers) == 8:
                    outlines.append((f'{file.stem}.png', np.reshape(numbers, (4, 2))*[WIDTH, HEIGHT]))
        return outlines
    files = sorted(folder.glob('*.json'))
    for told in (json.loads(file.read_bytes()) for file in files):
        if kind == 'labelme':
            outlines += [(bare(told['imagePath']), turned(shape) or points_of(shape['points']))
                         for shape in told['shapes']]
            continue
        for mark in told['annotations']:
            named = [image for image in told['images'] if image['id'] == mark['image_id']]
            points = np.reshape((mark.get('segmentation') or [[]])[0], (-1, 2)).tolist()
            moved = turned(mark, ('rotation', 'angle', 'iscrowd')) or turned(named[0])
            outlines.append((bare(named[0]['file_name']) if len(named) == 1 else None, moved or points_of(points)))
    return outlines


def turned(entry, names=('rotation', 'angle')):
    "Whether something beside the outline moves it: [] where nothing does, else a list that fits no corners."
    values = [value for fields in (entry, entry.get('attributes')) if isinstance(fields, dict)
              for name, value in fields.items() if name in names]
    return [value for value in values if value not in (None, '', 0, '0')] and [[math.nan]*2]*4


def points_of(points):
    "Four corners, also of a rectangle of two points."
    if len(points) == 2:
        (x1, y1), (x2, y2) = points
        return [[x1, y1], [x2, y1], [x2, y2], [x1, y2]]
    return points[:4]


def lies_right(kind, folder, out):
    "Whether every corner that was imported lies where the files say, on the photograph they say."
    outlines = said(kind, folder)
    for row in read_corner_rows(out):
        corners = {tuple(point) for point in (row.corners + 0.5).round(5).tolist()}
        fits = [name for name, points in outlines if name == bare(row.name) and len(points) == 4
                and {tuple(point) for point in np.round(np.asarray(points, float), 5).tolist()} == corners]
        meant = folder/('' if kind == 'labelme' else 'images')/bare(row.name)
        if len(fits) != 1 or row.path.read_bytes() != meant.read_bytes():
            return False
    return True


def mutant(kind, text, draw, folder):
    "Write a changed set; whether it should be read."
    if draw.random() < 0.25:
        (folder/LAYOUTS[kind]).write_bytes(sound(kind, text, draw))
        return True
    if kind == 'yolo-obb':
        changed = changed_row(text, draw)
        if draw.random() < 0.2:
            changed = text
            names = draw.choice(['names: [chip', 'names: {0: a, 0: x}', 'names: 7', 'x: &a [*a]', '- 1',
                                 'names: {a: b}', '!!timestamp x', 'names: !!set {a}', '\0', 'names: ["\\ud800"]',
                                 'names: {0.5: chip}'])
            (folder/'data.yaml').write_text(names)
    else:
        tree = json.loads(text)
        for _ in range(draw.choice([1, 1, 2, 3])):
            changed_tree(tree, draw)
        changed = json.dumps(tree, ensure_ascii=draw.random() < 0.5)
        if draw.random() < 0.1:
            changed = changed.replace('"id": 0', '"id": 0, "id": 1', 1).replace('"points"', '"points": [], "points"', 1)
    (folder/LAYOUTS[kind]).write_bytes(damaged(changed, draw))
    return False


def attack(count, draw, folder):
    "Import changed sets of COCO, LabelMe and YOLO."
    counts = Counter()
    for number in range(count):
        kind = list(LAYOUTS)[number % len(LAYOUTS)]
        place, out = folder/'set', folder/'out'
        for path in (place, out):
            shutil.rmtree(path, ignore_errors=True)
        place.mkdir()
        counts['tried'] += 1
        good = mutant(kind, clean_set(kind, place), draw, place)
        try:
            import_boards(place/'coco.json' if kind == 'coco' else place, kind, out, windows=False)
            counts['imported' if lies_right(kind, place, out) else 'lost'] += 1
        except BadInput as error:
            one_line = '\n' not in str(error) and len(str(error)) < 1500 and not out.exists()
            counts[('refused though sound' if good else 'refused') if one_line else 'traceback'] += 1
        except Exception:
            counts['traceback'] += 1
    return counts
