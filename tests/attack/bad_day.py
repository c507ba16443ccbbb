"""Runs whose disk fills up, answers with errors, or that are killed, at any call of the system that concerns the run.

strace interferes with one call of a process that runs a chain of three small stages, of a new folder, of one that was
stopped midway, of a finished run with other settings, and of one stopped midway with other settings. Then the disk is
sound again and the same command is given: the metrics are those of a run that nothing happened to. Of the last two
folders a copy goes back to the other settings and ends in the metrics of those.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

FULL = 2000
FAULTS = ('signal=KILL', 'error=ENOSPC', 'error=EIO', 'error=ENOSPC+', 'error=EIO+')  # +: this call and all after it
READING = ('read', 'getdents64')  # a full disk does not matter to these
CALLS = ('openat', 'mkdir', 'write', 'fsync', 'rename', 'unlink', 'unlinkat', 'rmdir', 'chmod', 'close', *READING)
OWN, OTHER = {'first.start': 1}, {'first.start': 5}  # settings
STARTS = {'new': None, 'stopped': OWN, 'finished otherwise': OTHER, 'stopped otherwise': OTHER}  # folder → it ran with
LIMIT = 120, 5  # s, for jobs that one strace watches: for all of them, and for each

# The stages of the chain, and what runs it: jobs (folder, settings, call made in vain, how often, stage that stops)
# come on the standard input, a process each; exit code and error lines go out. strace interferes with one number of
# the calls of one name: a job first makes such calls in vain, so that the number falls where the job wants it.
RUNNER = '''import contextlib, io, json, os, socket, sys
from contextlib import suppress
from pathlib import Path
import numpy as np
import aoi_nb.runs.report, aoi_nb.runs.pipeline as pipeline
from aoi_nb.cli import answer
from aoi_nb.core.arrays import map_array
from aoi_nb.core.files import BadInput, atomic_folder, read_json, write_json
from aoi_nb.runs.chains import Chain, Step
from aoi_nb.runs.plan import plan_stages
from aoi_nb.runs.progress import RunProgress

NO_FILE = 10**6
IN_VAIN = {'openat': lambda: os.open('', os.O_RDONLY), 'write': lambda: os.write(NO_FILE, b''),
           'read': lambda: os.read(NO_FILE, 1), 'close': lambda: os.close(NO_FILE), 'fsync': lambda: os.fsync(NO_FILE),
           'rename': lambda: os.rename('', ''), 'mkdir': lambda: os.mkdir(''), 'unlink': lambda: os.unlink(''),
           'unlinkat': lambda: os.unlink('', dir_fd=NO_FILE), 'rmdir': lambda: os.rmdir(''),
           'chmod': lambda: os.chmod('', 0), 'getdents64': lambda: libc.syscall(217, -1, 0, 0)}

def first(folder, values):
    np.save(folder/'numbers.npy', np.arange(values['start'], values['start'] + 4))
    (folder/'parts').mkdir(exist_ok=True)
    (folder/'parts'/'a.txt').write_text('a')

def second(folder, values):
    numbers = map_array(folder.parent/'first'/'numbers.npy').tolist()
    state = read_json(folder/'done.json') if (folder/'done.json').exists() else []
    for number in numbers[len(state):]:
        state.append(number*number)
        write_json(folder/'done.json', state)
        if stop == 'second' and len(state) == 2:
            raise BadInput('second', 'an end', 'a beginning')
    with atomic_folder(folder.parent/'beside') as made:
        (made/'squares.txt').write_text(' '.join(map(str, state)))
    write_json(folder/'metrics.json', {'squares': state})

def third(folder, values):
    squares = read_json(folder.parent/'second'/'metrics.json')['squares']
    beside = (folder.parent/'beside'/'squares.txt').read_text().split()
    start = int(map_array(folder.parent/'first'/'numbers.npy')[0])
    write_json(folder/'metrics.json', {'total': sum(squares), 'beside': sum(map(int, beside)), 'start': start})

def metrics(run, stages):
    return {'stages': list(stages)} | read_json(run/'third'/'metrics.json')

def execute(stage, run, entry, lock):
    globals()[stage.name](run/stage.name, stage.values)

def work(run, settings):
    chain = Chain('tiny', (Step('first', intermediate=('*.npy',)), Step('second', beside=('beside',)), Step('third')),
                  metrics='__main__:metrics')
    stages = plan_stages(chain, settings, notebooks)
    pipeline.in_folder(chain, stages, run, [], execute, RunProgress(lambda line: None))
    return 0

pipeline.source_state = lambda: {'commit': None, 'dirty': None}  # asks git: a thousand calls of no interest
pipeline.software = lambda: {}  # and this reads about all packages
notebooks, libc = Path(sys.argv[1]), __import__('ctypes').CDLL(None)
jobs = json.loads(sys.stdin.read())
for folder, settings, call, count, stop in jobs:
    here, there = socket.socketpair()
    child = os.fork()
    if not child:
        error = io.StringIO()
        for _ in range(count):
            with suppress(OSError):
                IN_VAIN[call]()
        with contextlib.redirect_stderr(error):
            code = answer(lambda: work(Path(folder), settings))
        there.send(json.dumps([code, error.getvalue().splitlines()[-3:]]).encode())
        os.kill(os.getpid(), 9)
    code = os.waitpid(child, 0)[1]
    there.close()
    said = here.recv(100_000)
    here.close()
    print(said.decode() or json.dumps([-code, []]), flush=True)
'''


class Point(NamedTuple):
    "A call of the system that meets a fault."
    start: str  # key of STARTS
    call: str
    number: int  # among the calls of this name
    fault: str


class Runs:
    "Runs of the small chain, watched by strace or not."

    def __init__(self, folder):
        self.notebooks, self.runner = folder/'notebooks', folder/'runner.py'
        self.notebooks.mkdir()
        self.runner.write_text(RUNNER)
        for number, (name, parameter) in enumerate([('first', 'start: int = 1'), ('second', ''), ('third', '')], 10):
            cell = {'cell_type': 'code', 'source': f"run_dir: str = ''\n{parameter}", 'outputs': [], 'id': name,
                    'execution_count': None, 'metadata': {'tags': ['parameters']}}
            page = {'cells': [cell], 'metadata': {}, 'nbformat': 4, 'nbformat_minor': 5}
            (self.notebooks/f'{number}_{name}.ipynb').write_text(json.dumps(page))

    def __call__(self, jobs, *tracer):
        "Do jobs (folder, settings, call made in vain, how often, stage that stops): exit code and error lines of each."
        command = [*tracer, sys.executable, self.runner, self.notebooks]
        done = subprocess.run(command, input=json.dumps(jobs, default=str), capture_output=True, text=True,
                              timeout=LIMIT[0] + LIMIT[1]*len(jobs))
        assert done.returncode == 0 and not done.stderr, (done.returncode, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]


def watching(calls):
    "The command that watches another one's calls."
    return ['strace', '-f', '-qq', '-e', 'trace=' + ','.join(calls), '-e', 'signal=none']


def calls_of(lines, folder):
    "The calls of a trace that concern a folder: name, and number among the process's calls of that name."
    count, main = Counter(), None
    for line in lines:
        pid, call = re.match(r'(\d+) +(\w+)\(', line).groups()
        main = main or pid
        count[pid, call] += 1
        if pid != main and str(folder) in line:
            yield pid, call, count[pid, call]


def make_starts(runs, folder):
    "Folders as runs find them."
    folder.mkdir()
    jobs = [(folder/name, settings, '', 0, 'second'*name.startswith('stopped'))
            for name, settings in STARTS.items() if settings]
    done = runs(jobs)
    assert [code for code, _ in done] == [2 if job[4] else 0 for job in jobs], done
    for name in ('stopped', 'stopped otherwise'):  # in the middle of a write
        (folder/name/'second'/'.aoi-x.json').write_text('[')
        (folder/name/'.beside-x').mkdir()
        (folder/name/'.beside-x'/'a').write_text('')
        manifest = json.loads((folder/name/'manifest.json').read_text())
        manifest['status'] = manifest['stages']['second']['status'] = 'running'
        (folder/name/'manifest.json').write_text(json.dumps(manifest))


def fresh(target, start, folder):
    "A folder as a run finds it."
    if STARTS[start]:
        shutil.copytree(folder/start, target)
    return target


def points_of(runs, folder, room):
    "All points: each call that concerns the folder of the run, with each fault."
    points = []
    for start in STARTS:
        run = fresh(room/start, start, folder)
        assert runs([(run, OWN, '', 0, '')], *watching(CALLS), '-y', '-o', folder/'trace') == [[0, []]]
        found = list(calls_of((folder/'trace').read_text().splitlines(), run))
        assert len({pid for pid, *_ in found}) == 1, 'one process works in the folder'
        points += [Point(start, call, number, fault) for _, call, number in found for fault in FAULTS
                   if call not in READING or 'ENOSPC' not in fault]
    return points


def spoiled(runs, points, folders):
    "Runs that each meet their fault: exit code and error lines."
    results = {}

    def together(some):
        most = Counter()
        for point in some:
            most[point.call] = max(most[point.call], point.number)
        own = 800 + 4*len(some)  # more than what the process that starts the jobs makes itself
        last = {call: number + own for call, number in most.items()}
        fault, onward = some[0].fault.rstrip('+'), '+'*some[0].fault.endswith('+')
        inject = [part for call in last for part in ('-e', f'inject={call}:{fault}:when={last[call]}{onward}')]
        jobs = [(folders[point], OWN, point.call, last[point.call] - point.number, '') for point in some]
        results.update(zip(some, runs(jobs, *watching(last), *inject, '-o', os.devnull), strict=True))

    alike = [[point for point in points if point.fault == fault] for fault in FAULTS]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(together, [some[k:k + 100] for some in alike for k in range(0, len(some), 100)]))
    return results


def left(run):
    "What counts of a run: its metrics, the results of its stages, and whether its record and report are there."
    names = ('metrics.json', 'third/metrics.json', 'second/metrics.json', 'beside/squares.txt')
    status = json.loads((run/'manifest.json').read_text())['status'] if (run/'manifest.json').exists() else ''
    extra = [path.name for path in run.rglob('.*') if path.name != '.lock']
    return [(run/name).read_bytes() if (run/name).exists() else b'' for name in names], status, extra, (
        run/'report.html').exists()


def one_line(code, lines):
    "Whether a command has said in one line what to do."
    return code == 2 and len(lines) == 1 and ', expected ' in lines[0] and len(lines[0]) < 4000


def attack(count, draw, folder):
    "Let some calls of runs meet a fault, then give the command again."
    counts, memory = Counter(), '/dev/shm'
    if not shutil.which('strace') or subprocess.run([*watching(CALLS), '-o', os.devnull, 'true']).returncode:
        return Counter({'tried': count, 'not traced': count})
    runs = Runs(folder)
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as place:
        room = Path(place)
        make_starts(runs, room/'starts')
        points = points_of(runs, room/'starts', room)
        counts['points in all'] = len(points)
        wanted = left(room/'new'), left(room/'starts'/'finished otherwise')
        points = draw.sample(points, min(count, len(points)))
        folders = {point: fresh(room/str(number), point.start, room/'starts') for number, point in enumerate(points)}
        results = spoiled(runs, points, folders)
        back = [point for point in points if STARTS[point.start] == OTHER]
        for point in back:
            shutil.copytree(folders[point], f'{folders[point]} back')
        again = runs([(folders[point], OWN, '', 0, '') for point in points]
                     + [(f'{folders[point]} back', OTHER, '', 0, '') for point in back])
        for number, (point, result) in enumerate(zip([*points, *back], again, strict=True)):
            code, lines = results[point]
            second = number >= len(points)
            if not second:
                counts['tried'] += 1
                fine = code == -9 if 'KILL' in point.fault else one_line(code, lines) or (
                    code == 0 and left(folders[point])[0] == wanted[0][0])
                name = 'killed' if code == -9 else 'one line' if code == 2 else 'went on'
                counts[name if fine else 'traceback'] += 1
                if not fine:
                    counts[f'{point}: {code} {lines[-1:]}'] += 1
            run = Path(f'{folders[point]} back') if second else folders[point]
            if result == [0, []] and left(run) == wanted[second]:
                counts['the same again, other settings' if second else 'the same again'] += 1
            elif one_line(*result):
                counts['one line again'] += 1
                counts[f'{point} again: {result[1][0]}'] += 1
            else:
                counts['lost'] += 1
                counts[f'{point} {"back" if second else "again"}: {result} {left(run)}'] += 1
    return counts
