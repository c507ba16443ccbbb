"A real Dask scheduler with real workers as processes, and functions that tests hold up in them."
import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from aoi_nb.core.files import BadInput

TESTS = Path(__file__).parent
QUICK = {'DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT': '5s', 'DASK_DISTRIBUTED__DEPLOY__LOST_WORKER_TIMEOUT': '2s',
         'OMP_NUM_THREADS': '1'}


class Cluster:
    "A scheduler on this computer, or in the place that a prefix of its command leads to; workers come and go."

    def __init__(self, folder, host='127.0.0.1', protocol='tcp', **environment):
        self.folder, self.host, self.workers = folder, host, []
        path = os.pathsep.join([str(TESTS.parent), str(TESTS), os.environ.get('PYTHONPATH', '')])
        self.environment = {**os.environ, **QUICK, 'PYTHONPATH': path, 'AOI_SCHEDULER': '', **environment}
        file = folder/'scheduler.json'
        self.scheduler = self.start('scheduler', '--host', f'{protocol}://{host}', '--port', '0', '--scheduler-file',
                                    file)
        while not file.exists() or '"address"' not in file.read_text():
            assert self.scheduler.poll() is None, (folder/'log').read_text()
            time.sleep(0.05)
        self.address = json.loads(file.read_text())['address']

    def start(self, kind, *words, prefix=()):
        "A process of Dask, in a group of its own: with its nanny, as a computer that can be switched off."
        with open(self.folder/'log', 'a') as log:
            return subprocess.Popen([*prefix, sys.executable, '-m', 'dask', kind, *map(str, words), '--no-dashboard'],
                                    stdout=log, stderr=log, env=self.environment, cwd=self.folder,
                                    start_new_session=True)

    def work(self, *words, host='', prefix=()):
        "One more worker."
        self.workers.append(self.start('worker', self.address, '--host', host or self.host, '--nthreads', '1',
                                       '--local-directory', self.folder/'scratch', *words, prefix=prefix))
        return self

    def end(self):
        "All of it."
        for process in [*self.workers, self.scheduler]:
            switch_off(process)


def switch_off(process):
    "Kill a process, its nanny and all that it has started."
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def until(condition, seconds=120):
    "Until something is so: what it is."
    give_up = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < give_up, condition
        time.sleep(0.05)
    return found


def held(folder, number):
    "A shard that waits while the folder has a file `hold NUMBER`; it says who it is."
    with open(folder/f'at work {number}', 'a') as file:
        file.write(f'{os.getpid()}\n')
    while (folder/f'hold {number}').exists():
        time.sleep(0.02)
    return number*number


def at_work(folder, number):
    "The processes that have begun a shard so far, in order; waits for the first."
    path = folder/f'at work {number}'
    until(lambda: path.exists() and path.read_text().endswith('\n'))
    return [int(pid) for pid in path.read_text().split()]


def failing(folder, number):
    "A shard that fails on the first worker that begins it."
    with open(folder/f'at work {number}', 'a') as file:
        file.write(f'{os.getpid()}\n')
    pids = (folder/f'at work {number}').read_text().split()
    if number == 1 and len(set(pids)) == 1:
        raise OSError(5, 'Input/output error')
    if number == 2:
        raise BadInput('/data/image.png', 'no such file', 'an image')
    return number


def slowed(worker):
    "Where DIR/hold exists, reading an image waits; DIR/reading says which process does."
    from aoi_nb.soldering import embedding

    folder, read = Path(os.environ['HOLD_DIR']), embedding.read_input

    def reading(path, *arguments):
        if (folder/'hold').exists():
            mine = folder/f'reading {os.getpid()} {threading.get_ident()}'
            mine.write_text(str(os.getpid()))
            mine.rename(folder/'reading')  # whole, though several threads read
        while (folder/'hold').exists() and path.name > 'b':
            time.sleep(0.02)
        return read(path, *arguments)
    embedding.read_input = reading


dask_setup = slowed  # for `dask worker --preload dask_cluster`
