"Damaged and hostile versions of a file, by its kind; made with a seeded generator."
import csv
import io
import json
import sqlite3
import struct
import zipfile
from contextlib import closing, suppress

HOSTILE = [None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, 10**30, -10**30, 0.5, -0.0, 1e300, -1e300, '', ' ', '.',
           '..', '../x', '/etc/passwd', 'a\0b', '\ud800', 'nan', 'x'*100_000, '=1+1', '<script>', '%s{0}$', 'é\u200b',
           [], {}, [[]], [0]*9, ['x'], {'': 0}, {'a': {'b': []}}, [None], [1e300], [[0, 0]]*3, [[0, 0]]*5,
           [['0', '0']]*4]
CONSTANTS = ('NaN', 'Infinity', '-Infinity', '1e999', '1'*400, '"\\ud800"', '"\\u0000"', '['*200 + ']'*200,
             '['*50_000, '{"a":'*90 + '1' + '}'*90)
CELLS = ('', ' ', 'nan', 'inf', '-1', '1e999', '1e300', '9'*400, 'x', '.', '..', '../x', '/etc/passwd', 'a\0b',
         'x'*100_000, "'=1", '"', ',', '\n', '1_0', 'é', '０', '-0')


def flipped(content, draw):
    "Bytes changed, cut off, put in, taken out or repeated."
    data, way = bytearray(content), draw.randrange(6)
    if not data or way == 5:
        return draw.choice([b'', b'\0'*64, b'\xff\xfe', b'null', content*2])
    place = draw.randrange(len(data))
    if way == 0:
        for _ in range(draw.choice([1, 1, 4, 16])):
            data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    elif way == 1:
        del data[place:]
    elif way == 2:
        del data[place:place + draw.choice([1, 8, 512])]
    elif way == 3:
        data[place:place] = bytes(draw.randrange(256) for _ in range(draw.choice([1, 8, 64])))
    else:
        data[place:place + 512] = bytes(min(512, len(data) - place))
    return bytes(data)


def places(content, path=()):
    "Every place of a value in nested lists and dictionaries."
    yield path
    children = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in children:
        yield from places(value, (*path, key))


def edited(content, draw):
    "One value replaced, taken out, put in or renamed; what no JSON may hold is put in by `dumped`."
    content = json.loads(json.dumps(content))
    path = draw.choice(list(places(content))[1:] or [()])
    if not path:
        return draw.choice(HOSTILE)
    *head, key = path
    around = content
    for step in head:
        around = around[step]
    way = draw.randrange(10)
    if way == 0:
        del around[key]
    elif way == 1 and isinstance(around, dict):
        around[draw.choice(['', 'x', '\0', '../x', 'x'*500])] = around.pop(key)
    elif way == 2:
        around[key] = [around[key]]
    elif way == 3 and isinstance(around[key], (int, float)):
        around[key] = draw.choice([-around[key], around[key]*1e9, str(around[key]), around[key] + 0.5])
    elif way == 4 and isinstance(around[key], list) and around[key]:
        around[key] = around[key][:-1] if draw.random() < 0.5 else around[key] + around[key][-1:]
    elif way == 5:
        around[key] = '\x01constant'
    else:
        around[key] = draw.choice(HOSTILE)
    return content


def dumped(content, draw):
    "JSON text of edited contents."
    return json.dumps(content).replace('"\\u0001constant"', draw.choice(CONSTANTS)).encode()


def json_mutant(content, draw):
    "A JSON file with one value changed, or damaged as any file is."
    return flipped(content, draw) if draw.random() < 0.15 else dumped(edited(json.loads(content), draw), draw)


def lines_mutant(content, draw):
    "A file of JSON lines with one of them changed."
    lines = content.splitlines()
    number = draw.randrange(len(lines))
    return b'\n'.join([*lines[:number], json_mutant(lines[number], draw), *lines[number + 1:], b''])


def csv_mutant(content, draw):
    "A table with one cell, column or row changed."
    if draw.random() < 0.15:
        return flipped(content, draw)
    rows = list(csv.reader(io.StringIO(content.decode())))
    way, row = draw.randrange(8), draw.randrange(len(rows))
    column = draw.randrange(len(rows[row])) if rows[row] else 0
    if way == 0:
        rows = [line[:column] + line[column + 1:] for line in rows]
    elif way == 1:
        rows[row] = rows[row][:column]
    elif way == 2:
        rows[row] = rows[row] + [draw.choice(CELLS)]
    elif way == 3:
        rows.append(list(draw.choice(rows)))
    elif rows[row]:
        rows[row][column] = draw.choice(CELLS)
    text = io.StringIO()
    if draw.random() < 0.1:  # as another program may have written it
        return '\n'.join(','.join(line) for line in rows).encode()
    csv.writer(text, lineterminator='\n').writerows(rows)
    return text.getvalue().encode()


def odd_array(array, draw):
    "An array of another shape, type, or with odd values."
    import numpy as np

    way = draw.randrange(9)
    if way == 0:
        return array[..., :-1] if array.ndim else np.zeros((2, 2))
    if way == 1:
        return array[:0] if array.ndim else np.array('')
    if way == 2:
        return array[None]
    if way == 3:
        kind = draw.choice(['S5', 'U5', 'complex64', 'bool', 'M8[s]'])
        return array.astype(kind) if array.dtype.kind in 'fiu' else array
    if way == 4 and array.dtype.kind in 'fiu' and array.size:
        changed = np.array(array)
        big = [np.nan, np.inf, -1, 1e30, 0] if array.dtype.kind == 'f' else [0, np.iinfo(array.dtype).max,
                                                                            np.iinfo(array.dtype).min]
        changed.flat[draw.randrange(array.size)] = np.asarray(draw.choice(big)).astype(array.dtype)
        return changed
    if way == 5:
        return np.full(array.shape, np.nan)
    if way == 6:
        return np.array(draw.choice(['{"n": NaN}', '[]', 'x', '\0', '{']))
    if way == 7:
        return np.zeros(array.shape, [('a', 'f4')])
    return np.concatenate([array, array]) if array.ndim else array


def npy_bytes(array):
    "The .npy file of an array."
    import numpy as np

    file = io.BytesIO()
    np.save(file, array, allow_pickle=True)
    return file.getvalue()


def npy_mutant(content, draw):
    "A .npy file with an odd array, a header that lies, pickled objects, or damage."
    import numpy as np

    way = draw.random()
    if way < 0.3:
        return flipped(content, draw)
    if way < 0.4:
        return npy_bytes(np.array([{'a': 1}, None], object))
    if way < 0.5:
        array = np.load(io.BytesIO(content))
        header = repr({'descr': array.dtype.str, 'fortran_order': False,
                       'shape': draw.choice([(10**12,), (-1,), (2**62, 2**62), ('x',), 10**9])}).encode()
        return b'\x93NUMPY\x01\0' + struct.pack('<H', len(header) + 1) + header + b'\n' + content[128:]
    return npy_bytes(odd_array(np.load(io.BytesIO(content)), draw))


def npz_mutant(content, draw):
    "An archive of arrays of which one is odd, missing, hostile or a bomb, or damage."
    if draw.random() < 0.3:
        return flipped(content, draw)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name, way = draw.choice(sorted(parts)), draw.random()
    if way < 0.1:
        del parts[name]
    elif way < 0.15:
        parts[draw.choice(['../x.npy', 'x', ''])] = parts.pop(name)
    elif way < 0.17:
        parts[name] = parts[name][:128] + bytes(2**21)  # little in the archive, much in the memory
    else:
        parts[name] = npy_mutant(parts[name], draw)
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name or 'y', part)
    return file.getvalue()


def parquet_mutant(content, draw):
    "A table with types of which a cell or a column is odd, or damage."
    import pandas as pd
    import pyarrow
    import pyarrow.parquet

    if draw.random() < 0.25:
        return flipped(content, draw)
    frame = pyarrow.parquet.read_table(io.BytesIO(content)).to_pandas()
    column, way = draw.choice(list(frame.columns)), draw.randrange(8)
    if way == 0:
        frame = frame.drop(columns=column)
    elif way == 1:
        frame = frame.iloc[draw.sample(range(len(frame)), draw.choice([0, 1, len(frame)]))]
    elif way == 2:
        frame[column] = draw.choice([['x']*len(frame), [0]*len(frame), [None]*len(frame), [1.5]*len(frame),
                                     [[1]]*len(frame), pd.to_datetime(['2026-01-01']*len(frame))])
    elif way == 3:
        frame = pd.concat([frame, frame.iloc[:1]])
    else:
        kind = frame[column].dtype.kind
        odd = {'f': [float('nan'), float('inf'), -1., 1e300, 0.], 'i': [0, -1, -2, 2**31, 2**63 - 1, -2**63]}.get(
            kind, ['', ' ', '.', '../x', '/etc/passwd', 'x'*10_000, 'a\0b', 'é', 'nan', '=1', '{', 'a\nb'])
        frame.loc[frame.index[draw.randrange(len(frame))], column] = draw.choice(odd)
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pandas(frame, preserve_index=False), file)
    return file.getvalue()


STATEMENTS = ('UPDATE change SET after = ?1', 'UPDATE change SET before = ?1', 'UPDATE change SET key = ?1',
              'UPDATE change SET kind = ?1', 'UPDATE gesture SET who = ?1', 'UPDATE gesture SET why = ?1',
              'UPDATE gesture SET time = ?1', 'UPDATE gesture SET original = ?1', 'DELETE FROM gesture WHERE who != ?1',
              'INSERT INTO present VALUES (?2, ?1, ?1)', 'DROP TABLE present', 'DROP TABLE change',
              'ALTER TABLE gesture RENAME COLUMN who TO whom',
              *(f'UPDATE present SET {name} = ?1 WHERE kind = ?2 AND key = (SELECT key FROM present WHERE kind = ?2)'
                for name in ('value', 'value', 'value', 'key', 'kind')))
VALUES = ('NaN', 'Infinity', '"\\ud800"', '"\\u0000"', '1'*400, '1e999', '['*50_000, '{', '', '.', '../x', '"x"', '7',
          'null', '[]', '{}', '[[0,0],[1,0],[0,1],[1,1]]', '["a.png","b.png"]', '["a"]', '[1,2]', 'a\0b', 'x'*100_000,
          b'\xff\xfe', b'', 7, 1.5, -1, None, '"same"', '-5', '10000000000')


def sqlite_mutant(content, draw, path):
    "A label store with other values in it, or damage; `path` is where it is edited."
    if draw.random() < 0.3:
        return flipped(content, draw)
    path.write_bytes(content)
    kind = draw.choice(['label', 'pair', 'cluster', 'review', 'bookmark', 'corners', 'scale'])
    value, statement = draw.choice(VALUES), draw.choice(STATEMENTS)
    count = 2 if '?2' in statement else statement.count('?')
    with closing(sqlite3.connect(path, isolation_level=None)) as base, suppress(sqlite3.Error):
        base.execute(statement, (value, kind)[:count])
    changed = path.read_bytes()
    path.unlink()
    return changed
