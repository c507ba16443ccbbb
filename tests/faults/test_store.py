"The label store where processes are killed, disks fill up or fail, power goes, files are damaged, many write at once."
import json
import os
import random
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import refused

from aoi_nb.core.files import BadInput
from aoi_nb.labelling.events import CHANGE_KINDS, Change, pair_key
from aoi_nb.labelling.store import APPLICATION, STORE_FORMAT, LabelStore

LARGE = [Change('label', f'{i}.png', 'joint'*40) for i in range(4000)]
EVENTS = {
    'first': [Change('label', f'a/{i}.png', 'joint') for i in range(3)],
    'second': [Change('label', 'a/1.png', 'void'), Change('pair', pair_key('a/0.png', 'a/1.png'), 'different'),
               Change('review', 'a/2.png', {'decision': 'skip'})],
    'third': [Change('bookmark', 'voids', {'colour': 'label'}), Change('label', 'a/0.png', 'crack')],
    'large': LARGE, 'large again': [change._replace(value='crack'*40) for change in LARGE]}
SMALL = ('first', 'second', 'undo')
CHANGING = ('openat', 'open', 'creat', 'write', 'pwrite64', 'writev', 'pwritev', 'fsync', 'fdatasync', 'ftruncate',
            'truncate', 'fallocate', 'rename', 'renameat', 'renameat2', 'link', 'linkat', 'unlink', 'unlinkat')

# Records events as Ana, each job in a process of its own, and says of each event, once its call has returned, what
# became of it. strace interferes with one number of a process's calls of one name: a job first makes such calls in
# vain, so that the number falls where the job wants it, and one strace and one start of Python serve many jobs.
WRITER = '''import json, os, sys
from contextlib import suppress
from aoi_nb.core.files import BadInput
from aoi_nb.labelling.events import Change
from aoi_nb.labelling.store import LabelStore

NO_FILE = 10**6
IN_VAIN = {'openat': lambda: os.open('', os.O_RDONLY), 'write': lambda: os.write(NO_FILE, b''),
           'pwrite64': lambda: os.pwrite(NO_FILE, b'', 0), 'fsync': lambda: os.fsync(NO_FILE),
           'fdatasync': lambda: os.fdatasync(NO_FILE), 'ftruncate': lambda: os.ftruncate(NO_FILE, 0),
           'unlink': lambda: os.unlink(''), 'unlinkat': lambda: os.unlink('')}

def tell(*words):
    os.write(1, json.dumps(words).encode() + b'\\n')

def work(path, names):
    store = None
    for name in ('open', 'open', 'open', *names):
        try:
            if name == 'open':
                store = store or LabelStore(path, 'Ana')
            elif store:
                changes = [Change(*change) for change in events.get(name, ())]
                done = store.undo() if name == 'undo' else store.record(changes, name)
                tell(name, done.number, done.why)
        except BadInput as error:
            tell(name, None, str(error))

events, jobs = map(json.loads, sys.stdin)
for folder, names, call, count in jobs:
    child = os.fork()
    if not child:
        for _ in range(count):
            with suppress(OSError):
                IN_VAIN[call]()
        os.dup2(os.open(f'{folder}/said', os.O_CREAT | os.O_WRONLY), 1)
        work(f'{folder}/labels.sqlite', names)
        break
    tell(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
'''

# Labels an image of everybody's and one of its own in each event, and takes back every third event.
PERSON = '''import sys
from aoi_nb.labelling.events import Change
from aoi_nb.labelling.store import LabelStore

path, who, count = sys.argv[1:]
store = LabelStore(path, who)
for i in range(int(count)):
    changes = [Change('label', image, f'{who} {i}') for image in ('shared.png', f'{who}/{i}.png')]
    print(store.record(changes, f'event {i}').number, flush=True)
    if i % 3 == 2:
        print(store.undo().number, flush=True)
'''


class StoredEvent(NamedTuple):
    "An event as the tables have it."
    who: str
    why: str
    action: str
    original: int
    changes: dict  # (kind, key) → JSON before and after


class Step(NamedTuple):
    "A call that may change a file."
    call: str
    number: int  # among the process's calls of this name
    file: str  # name of the file or folder


def said(folder):
    "What a writer said of its events: name, number or None for a refusal, reason or refusal."
    return [json.loads(line) for line in (folder/'said').read_text().splitlines()] if (folder/'said').exists() else []


def write(jobs, *tracer, **options):
    "Do jobs (folder, names of events, call made in vain, how often); the exit codes."
    given = '\n'.join(json.dumps(part, default=str) for part in (EVENTS, jobs))
    result = subprocess.run([*tracer, sys.executable, '-c', WRITER], input=given, capture_output=True, text=True,
                            timeout=120, **options)
    assert result.returncode == 0 and not result.stderr, result.stderr
    return [code for line in result.stdout.splitlines() for code in json.loads(line)]


@pytest.fixture(scope='module')
def strace():
    "The command that shows or spoils what another one does to files."
    command = ['strace', '-f', '-qq', '-e', 'trace=' + ','.join(f'?{call}' for call in CHANGING)]
    if not shutil.which('strace'):
        pytest.skip('strace is not installed')
    if subprocess.run([*command, '-o', os.devnull, 'true'], capture_output=True).returncode:
        pytest.skip('strace may not trace here')
    return command


@pytest.fixture
def room():
    "A folder in memory where there is one: thousands of flushes keep a busy disk for minutes."
    memory = '/dev/shm'
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name:
        yield Path(name)


def trace(strace, folder, names, *options):
    "The lines in which strace shows what a writer does."
    assert write([(folder, names, '', 0)], *strace, '-o', folder/'trace', *options) == [0]
    lines = (folder/'trace').read_text().splitlines()
    return [line for line in lines if line.split()[0] != lines[0].split()[0]]  # not those of the process that waits


def steps_of(lines):
    "The steps of a trace, with the names of files that `strace -y` shows."
    count = Counter()
    for line in lines:
        call = re.match(r'\d+ +(\w+)\(', line)[1]
        name = re.search(r'"([^"]*)"' if call in ('openat', 'unlink', 'unlinkat') else r'<([^>]*)>', line)[1]
        count[call] += 1
        yield Step(call, count[call], Path(name).name)


def spoil(strace, steps, fault, make, names=SMALL, lasting=''):
    "Record events in a folder that `make` gives for each step, which meets a fault; step → folder and exit code."
    own = {'openat': 400, 'write': 400}  # more than what the process that starts the jobs needs itself
    most = {step.call: step.number for step in steps}
    last = {call: own.get(call, 0) + 3*number//2 + 2 for call, number in most.items()}
    options = [part for call in last for part in ('-e', f'inject={call}:{fault(call)}:when={last[call]}{lasting}')]
    jobs = [(make(step), names, step.call, last[step.call] - step.number) for step in steps]
    halves = [part for part in (jobs[::2], jobs[1::2]) if part]
    with ThreadPoolExecutor(2) as pool:
        codes = pool.map(lambda half: write(half, *strace, '-o', os.devnull, *options), halves)
        found = {job[0]: code for half, part in zip(halves, codes) for job, code in zip(half, part, strict=True)}
    return {step: (job[0], found[job[0]]) for step, job in zip(steps, jobs)}


def kill(strace, steps, make, names=SMALL):
    "Record events, killed before each step; the folders."
    results = spoil(strace, steps, lambda call: 'signal=KILL', make, names)
    assert not [step for step, (_, code) in results.items() if code != -9]
    return [folder for folder, _ in results.values()]


def fresh(folder, source=None):
    "A folder with a copy of a store, or without one."
    folder.mkdir()
    for file in source.glob('labels.sqlite*') if source else ():
        shutil.copy(file, folder)
    return folder


def start(folder, source=None):
    "Makes such a folder for a step."
    return lambda step: fresh(folder/f'{step.call}-{step.number}', source)


def look(path):
    "The events of a store by number, once it opens and is proved sound: what holds now is what the changes make."
    LabelStore(path, 'Ana')
    with closing(sqlite3.connect(path)) as base:
        assert base.execute('PRAGMA integrity_check').fetchall() == [('ok',)]
        assert not base.execute('PRAGMA foreign_key_check').fetchall()
        events = {number: StoredEvent(*row, {}) for number, *row in base.execute(
            'SELECT number, who, why, act, original FROM gesture ORDER BY number')}
        present = {}
        for number, kind, key, before, after in base.execute(
                'SELECT gesture, kind, key, before, after FROM change ORDER BY number'):
            assert present.get((kind, key)) == before
            present[kind, key] = after
            events[number].changes[kind, key] = before, after
        kept = {(kind, key): value for kind, key, value in base.execute('SELECT kind, key, value FROM present')}
    assert kept == {key: value for key, value in present.items() if value is not None}
    assert list(events) == list(range(1, len(events) + 1))
    return events


def check(folder, told, unsaid):
    "All that was acknowledged is there, at most so many events more, each whole; and undo works."
    events = look(folder/'labels.sqlite')
    acknowledged = {number: why for _, number, why in told if number}
    assert acknowledged.items() <= {number: event.why for number, event in events.items()}.items(), folder
    assert len(events) <= len(acknowledged) + unsaid, folder
    done, standing = LabelStore(folder/'labels.sqlite', 'Ana').undo(), []
    after = look(folder/'labels.sqlite')
    assert len(after) == len(events) + bool(done.number), folder
    for number, event in after.items():
        if event.action == 'do':
            standing.append(number)
            values = {key: json.loads(value) for key, (_, value) in event.changes.items()}
            assert values == {(kind, key): value for kind, key, value in EVENTS[event.why]}, folder
        else:
            assert event.original == standing.pop(), folder
            turned = {key: (new, old) for key, (old, new) in after[event.original].changes.items()}
            assert event.changes == turned, folder
    assert done.number or not standing, folder


@pytest.fixture(scope='module')
def steps(strace, tmp_path_factory):
    "The steps of making a store, two events and an undo."
    folder = tmp_path_factory.mktemp('plan')
    found = list(steps_of(trace(strace, folder, SMALL, '-y')))
    assert said(folder) == [['first', 1, 'first'], ['second', 2, 'second'], ['undo', 3, 'second']]
    assert {step[::2] for step in found} >= {
        ('pwrite64', 'labels.sqlite'), ('fdatasync', 'labels.sqlite'), ('pwrite64', 'labels.sqlite-journal'),
        ('fdatasync', 'labels.sqlite-journal'), ('ftruncate', 'labels.sqlite-journal'), ('write', 'said')}
    return found


def test_kill_at_every_step_loses_nothing_acknowledged(strace, steps, room):
    folders = kill(strace, steps, start(room))
    assert {len(said(folder)) for folder in folders} == {0, 1, 2}
    for folder in folders:
        check(folder, said(folder), unsaid=1)


def test_kill_at_every_step_of_recovery(strace, steps, room):
    end = [step for step in steps if step.call == 'ftruncate'][-1]
    crashed, = kill(strace, [end], start(room))
    assert len(said(crashed)) == 2 and (crashed/'labels.sqlite-journal').stat().st_size
    recovery = list(steps_of(trace(strace, fresh(room/'whole', crashed), (), '-y')))
    assert ('pwrite64', 'labels.sqlite') in {step[::2] for step in recovery}
    for folder in kill(strace, recovery, start(room, crashed), ()):
        check(folder, said(crashed), unsaid=0)


def test_kill_in_an_event_that_outgrows_the_memory_kept_for_it(strace, room):
    before = fresh(room/'before')
    LabelStore(before/'labels.sqlite', 'Ana').record(LARGE, 'large')
    found = list(steps_of(trace(strace, fresh(room/'whole', before), ('large again',), '-y')))
    written = [i for i, step in enumerate(found) if step[::2] == ('pwrite64', 'labels.sqlite')]
    assert ('fdatasync', 'labels.sqlite-journal') in {step[::2] for step in found[written[0]:written[-1]]}
    some = [found[i] for i in (written[0] + 1, written[len(written)//2], written[-1])] + found[-1:]
    for folder in kill(strace, some, start(room, before), ('large again',)):
        assert not said(folder)
        check(folder, [['large', 1, 'large']], unsaid=1)


@pytest.mark.parametrize('lasting', ['', '+'], ids=['once', 'lasting'])
def test_full_disk_or_failing_flush_at_every_step(strace, steps, room, lasting):
    steps = [step for step in steps if step.file != 'said'][::6 if lasting else 1]
    names, files = [*SMALL, 'third'], ('labels.sqlite', 'labels.sqlite-journal')
    results = spoil(strace, steps, lambda call: 'error=ENOSPC' if call == 'pwrite64' else 'error=EIO',
                    start(room), names, lasting)
    for step, (folder, code) in results.items():
        told = said(folder)
        refusals = [(name, text) for name, number, text in told if number is None]
        opened = [name for name, _ in refusals].count('open') < 3
        assert (code, [name for name, *_ in told if name != 'open']) == (0, names if opened else []), step
        for name, text in refusals:
            said_so = ('found no label store', 'what was there before is kept') if name == 'open' else ('saved',)
            assert '\n' not in text and any(words in text for words in said_so), text
        if not lasting:  # the next event succeeds
            assert told[-1][1] and len(refusals) <= 1, step
            # SQLite passes over a folder that it cannot flush; the store itself does not when it is made.
            assert refusals or step.file not in files, step
        check(folder, told, unsaid=len(refusals))


def test_full_disk_where_nothing_is_traced(tmp_path):
    bound = resource.RLIMIT_FSIZE, (200_000, 200_000)
    write([(tmp_path, ('first', 'large', 'second'), '', 0)], preexec_fn=lambda: resource.setrlimit(*bound))
    assert [(name, number) for name, number, _ in said(tmp_path)] == [('first', 1), ('large', None), ('second', 2)]
    check(tmp_path, said(tmp_path), unsaid=0)


def settle(flushed, waiting, chance):
    "What is left of a file: what was flushed, and of the calls since then those sectors that chance takes."
    content = bytearray(flushed)
    for offset, data in waiting:
        if data is None and chance():
            del content[offset:]
        for sector in range(offset//512*512, offset + len(data or b''), 512):
            begin, end = max(sector, offset), min(sector + 512, offset + len(data))
            if chance():
                content.extend(bytes(max(0, end - len(content))))
                content[begin:end] = data[begin - offset:end - offset]
    return bytes(content)


def power_failures(lines, folder, generator):
    "What a power failure may leave after each line of a trace: acknowledgements until then, name → contents."
    files, entries, opened, told = {}, set(), {}, 0
    for line in lines:
        call, given, result = re.match(r'\d+ +(\w+)\((.*)\) += (\d+)', line).groups()
        data = bytes.fromhex(''.join(re.findall(r'\\x(..)', given)))
        numbers = [int(number) for number in re.findall(r'(?:^|, )(\d+)(?=,|$)', given)]
        name = opened.get(numbers[0]) if numbers else None
        if call == 'openat':
            path = Path(os.fsdecode(data))
            opened[int(result)] = path.name
            if path.parent == folder and path.name != 'said':
                files.setdefault(path.name, (b'', []))
        elif call == 'write':
            told += 1
        elif call in ('pwrite64', 'ftruncate'):
            files[name][1].append((numbers[-1], data if call == 'pwrite64' else None))
        elif name == folder.name:
            entries = set(files)
        else:
            files[name] = settle(*files[name], lambda: True), []
        for chance in (lambda: False, *2*[lambda: generator.random() < 0.5]):
            yield told, {name: settle(*file, chance) for name, file in files.items() if name in entries or chance()}


def test_power_failure_at_every_step_loses_nothing_acknowledged(strace, room):
    traced = fresh(room/'traced')
    lines = trace(strace, traced, SMALL, '-xx', '-s', '8192')
    failures = {(told, *sorted(files.items())) for told, files in power_failures(lines, traced, random.Random(1))}
    assert {told for told, *_ in failures} == {0, 1, 2, 3} and len(failures) > len(lines)
    for number, (told, *files) in enumerate(failures):
        folder = fresh(room/str(number))
        for name, content in files:
            (folder/name).write_bytes(content)
        check(folder, said(traced)[:told], unsaid=1)


def test_several_people_at_once(tmp_path):
    store, count = tmp_path/'labels.sqlite', 30
    counts = {'Ana': count, 'Ben': count, 'Cleo': count, 'Dan': count, 'Killed': 10*count}
    people = {who: subprocess.Popen([sys.executable, '-c', PERSON, store, who, str(number)], stdout=subprocess.PIPE,
                                    text=True) for who, number in counts.items()}
    told = {'Killed': [int(people['Killed'].stdout.readline()) for _ in range(count)]}
    people['Killed'].kill()
    for who, process in people.items():
        told[who] = told.get(who, []) + [int(line) for line in process.stdout.read().split()]
        assert process.wait(60) == (-9 if who == 'Killed' else 0)
    events = look(store)
    for who, numbers in told.items():
        mine = [number for number, event in events.items() if event.who == who]
        assert mine[:len(numbers)] == numbers and len(mine) <= len(numbers) + (who == 'Killed')
    for event in events.values():
        if event.action == 'undo':
            assert events[event.original].who == event.who
            assert all(json.loads(before).startswith(f'{event.who} ') for before, _ in event.changes.values())
    labels = {key for key in LabelStore(store).values('label') if not key.startswith(('Killed/', 'shared'))}
    assert labels == {f'{who}/{i}.png' for who in set(people) - {'Killed'} for i in range(count) if i % 3 != 2}


def test_undo_leaves_what_another_person_said_even_if_it_is_the_same(tmp_path):
    ana, ben = (LabelStore(tmp_path/'labels.sqlite', who) for who in ('Ana', 'Ben'))
    for store, label in ((ana, 'joint'), (ben, 'pore'), (ben, 'joint')):
        store.record([Change('label', 'a.png', label)], 'click')
    assert ana.undo().skipped == (('label', 'a.png'),) and ana.values('label') == {'a.png': 'joint'}
    ana.record([Change('label', 'b.png', 'joint')], 'click')
    ben.record([Change('label', 'b.png', 'pore')], 'click')
    ben.undo()
    assert ana.undo().changed == (('label', 'b.png'),) and 'b.png' not in ana.values('label')  # nobody else's any more


def use(path):
    "All that people do with a store; its labels."
    store = LabelStore(path, 'Ana')
    values = {kind: store.values(kind) for kind in CHANGE_KINDS}
    store.version()
    store.history()
    store.record([Change('label', 'new.png', 'joint')], 'click')
    for act in (store.undo, store.undo, store.redo):
        act()
    return values


@pytest.fixture(scope='module')
def whole(tmp_path_factory):
    "The bytes of a store of some hundred changes, and its values."
    path = tmp_path_factory.mktemp('whole')/'labels.sqlite'
    store = LabelStore(path, 'Ana')
    for i in range(30):
        store.record([Change('label', f'{i}/{j}.png', f'label {i}') for j in range(9)]
                     + [Change('pair', pair_key(f'{i}.png', f'{i + 1}.png'), 'same')], 'lasso')
        if i % 7 == 6:
            store.undo()
    return path.read_bytes(), {kind: store.values(kind) for kind in CHANGE_KINDS}


def test_truncated_store_is_noticed_when_it_is_opened(whole, tmp_path):
    content, path = whole[0], tmp_path/'labels.sqlite'
    size = len(content)
    for length in (99, 100, 512, 4095, 4096, 4097, size//2, *(size - cut for cut in (8192, 4097, 4096, 4095, 512, 1))):
        path.write_bytes(content[:length])
        refused(lambda: LabelStore(path), str(path))
        assert path.read_bytes() == content[:length]


def test_flipped_bits_are_refused_or_lose_nothing(whole, room):
    generator, outcomes = random.Random(2), Counter()
    for number in range(240):
        damaged, folder = bytearray(whole[0]), fresh(room/str(number))
        for _ in range(generator.choice((1, 4, 16))):
            damaged[generator.randrange(len(damaged))] ^= 1 << generator.randrange(8)
        (folder/'labels.sqlite').write_bytes(damaged)
        try:
            values = use(folder/'labels.sqlite')
            counts = {kind: len(whole[1][kind]) for kind in CHANGE_KINDS}
            assert {kind: len(values[kind]) for kind in CHANGE_KINDS} == counts
            outcomes['opened'] += 1
        except BadInput as error:  # and nothing else
            assert '\n' not in str(error)
            outcomes['refused'] += 1
    assert min(outcomes['opened'], outcomes['refused']) > 10


def database(path, *statements):
    "A database of another program."
    with closing(sqlite3.connect(path, isolation_level=None)) as base:
        for statement in statements:
            base.execute(statement)


@pytest.mark.parametrize('make', [
    lambda path: path.write_text('path,label\na.png,joint\n'),
    lambda path: path.write_bytes(bytes(range(256))*64),
    lambda path: database(path, 'CREATE TABLE change (x)'),
    lambda path: database(path, 'PRAGMA journal_mode=wal', 'CREATE TABLE change (x)'),
    lambda path: database(path, 'PRAGMA application_id = 7'),
    lambda path: database(path, f'PRAGMA application_id = {APPLICATION}', f'PRAGMA user_version = {STORE_FORMAT + 1}'),
], ids=['text', 'bytes', 'database', 'write-ahead', 'application', 'format'])
def test_file_of_another_program_is_refused_and_left_alone(tmp_path, make):
    path = tmp_path/'labels.sqlite'
    make(path)
    content = path.read_bytes()
    refused(lambda: LabelStore(path), str(path))
    assert path.read_bytes() == content and [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize('name', ['a folder', 'a file/labels.sqlite', 'x'*300], ids=['folder', 'below a file', 'long'])
def test_impossible_place_is_refused(tmp_path, name):
    (tmp_path/'a folder').mkdir()
    (tmp_path/'a file').touch()
    refused(lambda: LabelStore(tmp_path/name), str(tmp_path/name))


@contextmanager
def without_privileges():
    "As somebody for whom permissions hold."
    root = os.geteuid() == 0
    try:
        if root:
            os.seteuid(65534)
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def public():
    "A folder that every account reaches, with a store of one label."
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        LabelStore(folder/'labels.sqlite', 'Ana').record([Change('label', 'a.png', 'joint')], 'click')
        folder.chmod(0o777)
        for file in folder.iterdir():
            file.chmod(0o666)
        with without_privileges():
            reached = os.access(folder/'labels.sqlite', os.W_OK, effective_ids=True)
        if not reached:
            pytest.skip('temporary files are out of reach of other accounts')
        yield folder


def test_store_that_must_not_be_written_still_reads_and_says_so(public):
    path = public/'labels.sqlite'
    path.chmod(0o444)
    with without_privileges():
        store = LabelStore(path, 'Ben')
        refused(lambda: store.record([Change('label', 'b.png', 'joint')], 'click'), 'saved')
        assert store.values('label') == {'a.png': 'joint'} and len(store.history()) == 1
    path.chmod(0o666)
    with without_privileges():
        assert store.record([Change('label', 'b.png', 'joint')], 'click').number == 2


def test_folder_that_must_not_be_written(public):
    with without_privileges():
        store = LabelStore(public/'labels.sqlite', 'Ben')
    (public/'labels.sqlite-journal').unlink()
    public.chmod(0o555)
    with without_privileges():
        refused(lambda: LabelStore(public/'other.sqlite'), 'found no permission')
        refused(lambda: LabelStore(public/'below'/'other.sqlite'), 'found no permission')
        refused(lambda: store.record([Change('label', 'b.png', 'joint')], 'click'), 'saved')
        assert store.values('label') == {'a.png': 'joint'}


def test_store_that_vanished_is_missed(tmp_path):
    store = LabelStore(tmp_path/'RUN'/'labels.sqlite', 'Ana')
    shutil.rmtree(tmp_path/'RUN')
    refused(store.version, 'labels.sqlite')
    refused(lambda: store.values('label'), 'labels.sqlite')
    refused(lambda: store.record([Change('label', 'a.png', 'joint')], 'click'), 'saved')
    assert not (tmp_path/'RUN').exists()


ADDED = {'trigger': 'CREATE TRIGGER quiet AFTER INSERT ON change BEGIN UPDATE present SET value = \'"void"\'; END',
         'view': 'CREATE VIEW quiet AS SELECT * FROM present', 'table': 'CREATE TABLE quiet (x)',
         'index': 'CREATE INDEX quiet ON change (after)',
         'virtual': 'CREATE VIRTUAL TABLE quiet USING fts5(x)',
         'column': "ALTER TABLE change ADD COLUMN quiet TEXT DEFAULT 'x'", 'lost': 'DROP INDEX by_key'}


@pytest.mark.parametrize('name', ADDED)
def test_store_with_parts_that_are_not_its_own_is_refused_and_left_alone(whole, tmp_path, name):
    path = tmp_path/'labels.sqlite'
    path.write_bytes(whole[0])
    database(path, ADDED[name])
    content = path.read_bytes()
    message = refused(lambda: LabelStore(path, 'Ana'), str(path))
    assert ('by_key' if name == 'lost' else "'change'" if name == 'column' else 'quiet') in message
    assert path.read_bytes() == content


def test_statistics_of_other_tools_do_no_harm(whole, tmp_path):
    path = tmp_path/'labels.sqlite'
    path.write_bytes(whole[0])
    database(path, 'ANALYZE')
    assert use(path) == whole[1]


@pytest.mark.parametrize('part', ('labels.sqlite', 'labels.sqlite-journal'))
def test_link_is_refused_and_its_target_left_alone(whole, tmp_path, part):
    path, target = tmp_path/'labels.sqlite', tmp_path/'target'
    target.write_bytes(whole[0])
    if part != path.name:
        path.write_bytes(whole[0])
    (tmp_path/part).symlink_to(target)
    refused(lambda: LabelStore(path, 'Ana'), f'{part}: found a symbolic link')
    assert target.read_bytes() == whole[0]
    target.unlink()
    refused(lambda: LabelStore(path, 'Ana'), f'{part}: found a symbolic link')
    assert not target.exists()


def test_store_that_becomes_a_link_is_refused(whole, tmp_path):
    path, target = tmp_path/'labels.sqlite', tmp_path/'target'
    store = LabelStore(path, 'Ana')
    target.write_bytes(whole[0])
    path.unlink()
    path.symlink_to(target)
    refused(lambda: store.record([Change('label', 'a.png', 'joint')], 'click'), 'a symbolic link')
    assert target.read_bytes() == whole[0]
