"A lasso around a whole collection is on the disk in little more time than the database itself takes."
import sqlite3
import time

import pytest

from aoi_nb.labelling.events import SCHEMA, Change
from aoi_nb.labelling.store import LabelStore

IMAGES = 75_000
PATHS = [f'part{row//1000:02}/image_{row}.png' for row in range(IMAGES)]


def seconds(act):
    "Processor time, which other programs on the machine change little, and time that a person waits."
    started = time.process_time(), time.monotonic()
    act()
    return time.process_time() - started[0], time.monotonic() - started[1]


def bare(file):
    "The same rows written by SQLite, with nothing checked."
    base = sqlite3.connect(file, isolation_level=None)
    base.execute('PRAGMA synchronous=FULL')
    base.executescript(SCHEMA)
    base.execute('BEGIN IMMEDIATE')
    base.execute("INSERT INTO gesture VALUES (1, '', 'Ana', 'selection', 'do', 1)")
    base.executemany('INSERT INTO change (gesture, kind, key, before, after) VALUES (1, ?, ?, ?, ?)',
                     [('label', path, None, '"void"') for path in PATHS])
    base.executemany('INSERT INTO present VALUES (?, ?, ?)', [('label', path, '"void"') for path in PATHS])
    base.execute('COMMIT')
    base.close()


def test_a_lasso_over_75_000_images_is_on_the_disk_at_once(tmp_path, capsys):
    changes = [Change('label', path, 'void') for path in PATHS]
    stores = [LabelStore(tmp_path/f'{number}.sqlite', 'Ana') for number in range(3)]
    took = [seconds(lambda store=store: store.record(changes, 'selection')) for store in stores]
    least = min(seconds(lambda number=number: bare(tmp_path/f'bare{number}.sqlite'))[0] for number in range(3))
    with capsys.disabled():
        waited, worked = min(wait for _, wait in took), min(took)[0]
        print(f'\n75 000 labels on the disk in {waited:.2f} s, {worked:.2f} s of processor '
              f'time; SQLite alone {least:.2f} s', end='')
    assert worked < 2.2*least
    assert stores[0].values('label') == dict.fromkeys(PATHS, 'void')
    with sqlite3.connect(tmp_path/'0.sqlite') as base:
        assert base.execute('PRAGMA integrity_check').fetchall() == [('ok',)]


@pytest.mark.parametrize('first', [1, 3000])
def test_relabelling_and_undo_of_many_and_of_few_agree(tmp_path, first):
    store = LabelStore(tmp_path/'labels.sqlite', 'Ana')
    store.record([Change('label', path, 'void') for path in PATHS[:first]], 'selection')
    done = store.record([Change('label', path, 'crack') for path in PATHS[:4000]], 'selection')
    assert len(done.changed) == 4000
    again = store.record([Change('label', path, 'crack') for path in PATHS[:4001]], 'selection')
    assert again.changed == (('label', PATHS[4000]),)  # keys that have their value are left out
    cleared = store.record([Change('label', path, None) for path in PATHS[:2500]], 'selection')
    assert len(cleared.changed) == 2500 and len(store.values('label')) == 1501
    for _ in range(3):
        store.undo()
    assert store.values('label') == dict.fromkeys(PATHS[:first], 'void')
