"""Runs whose images the workers of a Dask scheduler embed, while a worker, the run itself or the scheduler is killed.

After each kill the same command is given again, until it ends: in the metrics of a run on one computer.
"""
import importlib.util
import os
import shutil
import signal
import threading
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr
from dataclasses import replace
from multiprocessing import get_context

FULL = 120
KILLS = 6  # of a run before it is left to end
VICTIMS = ['worker']*5 + ['run']*4 + ['scheduler']


def attack(count, draw, folder):
    "Kill at `count` moments in all; from a new process, for one that has computed with TensorFlow must not fork."
    if not importlib.util.find_spec('distributed'):
        return Counter({'tried': count, 'without Dask': count})
    with ProcessPoolExecutor(1, get_context('spawn')) as pool:
        return pool.submit(kill_all, count, draw, folder).result()


def planned(folder):
    "A function that makes or goes on with a run of 120 images up to their vectors."
    import numpy as np
    from PIL import Image

    from aoi_nb.core.cluster import on_scheduler
    from aoi_nb.runs.chains import SOLDERING, all_stages
    from aoi_nb.runs.pipeline import run_functions

    (folder/'images').mkdir()
    for number, pixels in enumerate(np.random.default_rng(0).integers(0, 256, (120, 64, 64, 3)).astype(np.uint8)):
        Image.fromarray(pixels).save(folder/'images'/f'{number}.png')
    images, chain = str(folder/'images'), replace(SOLDERING, steps=SOLDERING.steps[:2], fit=all_stages)
    settings = {'corpus.images_dir': images, 'embedding.images_dir': images, 'embedding.networks': ['builtin']}

    def work(run, address):
        with on_scheduler(address):
            run_functions(chain, settings, run)
    return work


def begin(work, run, vectors, address, said):
    "Start a run in a process: its number. What it says at its end goes to a file."
    from aoi_nb.core.files import BadInput

    child = os.fork()
    if not child:
        code = 1
        try:
            os.environ['AOI_VECTORS'] = str(vectors)
            with open(os.devnull, 'w') as nowhere, redirect_stderr(nowhere):  # progress bars
                work(run, address)
            code = 0
        except BadInput as error:
            said.write_text(str(error))
            code = 2
        except BaseException:
            said.write_text(traceback.format_exc())
        finally:
            os._exit(code)
    return child


def end(child, timeout=120):
    "How a process ended, negative the signal; None where it did not and was killed for it."
    late = threading.Timer(timeout, os.kill, (child, signal.SIGKILL))
    late.start()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    hung = not late.is_alive()
    late.cancel()
    return None if hung else code


def started(folder):
    "A scheduler and two workers."
    from dask_cluster import Cluster

    place = folder/f'cluster {time.monotonic_ns()}'
    place.mkdir()
    return Cluster(place).work().work()


def kill(victim, child, cluster, draw):
    "Kill the run, a worker, whose place another one takes, or the scheduler with all its workers."
    from dask_cluster import switch_off

    if victim == 'run':
        os.kill(child, signal.SIGKILL)
    elif victim == 'worker':
        switch_off(cluster.workers.pop(draw.randrange(2)))
        cluster.work()
    elif victim == 'scheduler':
        cluster.end()


def ended_as(code, victim, said):
    "What to count of a run that did not end well."
    if code is None:
        return 'hang'
    if code == 2 and len(said.splitlines()) == 1:
        return 'one line'
    return 'ended' if (code, victim) == (-signal.SIGKILL, 'run') else 'traceback'


def kill_all(count, draw, folder):
    "Make runs; kill what they need."
    from .moments import results

    counts, work, networks, said = Counter(), planned(folder), folder/'networks', folder/'said'
    run, vectors = folder/'run', folder/'vectors'
    networks.mkdir()
    assert end(begin(work, folder/'whole', networks, '', said)) == 0, said.read_text()
    for file in networks.glob('*.vectors'):
        file.unlink()  # the converted network stays: workers write nothing
    wanted, cluster, lasts = results(folder/'whole'), started(folder), 0.0
    try:
        while not lasts or counts['tried'] < count:
            shutil.copytree(networks, vectors)
            code, killed, begun = None, 0, time.monotonic()
            while code != 0 and killed <= 2*KILLS:
                said.write_text('')
                child = begin(work, run, vectors, cluster.address, said)
                victim = draw.choice(VICTIMS) if lasts and killed < KILLS and counts['tried'] < count else ''
                killed += 1
                if victim:
                    time.sleep(draw.uniform(0, lasts))
                    kill(victim, child, cluster, draw)
                    counts['tried'] += 1
                    counts[f'killed: {victim}'] += 1
                code = end(child)
                cluster = started(folder) if victim == 'scheduler' else cluster
                if code != 0:
                    counts[ended_as(code, victim, said.read_text())] += 1
            lasts = lasts or time.monotonic() - begun  # s, of a run that nothing happens to
            counts['runs'] += 1
            counts['the same metrics' if code == 0 and results(run) == wanted else 'lost'] += 1
            counts['lost'] += any(path for place in (run, vectors) for path in place.rglob('.aoi-*'))
            shutil.rmtree(run)
            shutil.rmtree(vectors)
    finally:
        cluster.end()
    return counts
