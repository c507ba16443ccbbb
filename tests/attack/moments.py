"""Runs of a chain that are killed at random moments, taken up, killed again, and at last left to end.

The functions of the real stages run in a process of their own. Each kill aims at one place of the chain, all alike: the
start of the process, the look at the files, each stage, the report. From there a timer of the system counts processor
time, as much at most as the place took in a run that nothing happened to, so that short stages are hit as often as long
ones, however busy the computer is. The metrics are those of that run.
"""
import importlib
import os
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr
from functools import partial
from itertools import pairwise
from multiprocessing import get_context

from aoi_nb.runs.progress import RunProgress

FULL = 240
KILLS = 12  # of a run before it is left to end
START = 'the start'  # of a process, before the run looks at its files


class Places(RunProgress):
    "Says which place of a run is reached: a stage that has to run, or what comes before or after the stages."

    def __init__(self, reach):
        super().__init__(lambda line: None)
        self.reach = reach

    def start(self, stage, head):
        super().start(stage, head)
        if stage or not head.startswith('['):  # such heads are of stages that are looked at
            self.reach(stage or head)


def sorting(folder):
    "The soldering chain on thirty images."
    from aoi_nb.demo.small_run import copy_images

    copy_images(folder, 8, 5, lambda number, path: path, {})
    images = str(folder/'images')
    return 'soldering', {
        'corpus.images_dir': images, 'corpus.labels_file': str(folder/'labels.csv'), 'embedding.images_dir': images,
        'embedding.networks': ['builtin'], 'embedding.batch': 4, 'reduction.method': 'pca',
        'reduction.modes': ['inductive'], 'reduction.shuffles': 2}


def plan(chain, settings):
    "A function that makes or goes on with a run; it is given the folder and what gets the places that are reached."
    from aoi_nb.core.parameters import stage_module
    from aoi_nb.runs import pipeline
    from aoi_nb.runs.chains import find_chain
    from aoi_nb.runs.plan import plan_stages

    chain = find_chain(chain)
    stages = plan_stages(chain, settings)
    for stage in stages:  # here, once for all processes
        importlib.import_module(stage_module(stage.notebook))
    pipeline.check_packages = lambda sources: None  # takes longer than most stages, and opens no file of the run
    return lambda run, reach: pipeline.in_folder(chain, stages, run, [], pipeline.call_stage, Places(reach))


def process(work, run, vectors, aims=(), seconds=0.0, log=os.devnull):
    """Do it in a process, which is killed some processor time after the first of some places: its exit code, negative
    the signal that ended it. A file gets the places and the processor time at which each is reached."""
    child = os.fork()
    if not child:
        code, timers = 1, [seconds]

        def reach(place):
            with open(log, 'a') as file:
                file.write(f'{place}\t{time.process_time()}\n')
            if place in aims and timers:
                signal.setitimer(signal.ITIMER_PROF, timers.pop())

        try:
            os.environ['AOI_VECTORS'] = str(vectors)
            signal.signal(signal.SIGPROF, signal.SIG_DFL)  # which ends a process at once
            reach(START)
            with open(os.devnull, 'w') as nowhere, redirect_stderr(nowhere):  # progress bars
                work(run, reach)
            reach('the end')
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def times_of(log):
    "The places of a run in order, and the processor seconds of each."
    lines = [line.split('\t') for line in log.read_text().splitlines()]
    return {place: float(ended) - float(begun)
            for (place, begun), (_, ended) in pairwise(lines)}


def stage_at_work(run):
    "The stage that a killed run was at."
    from aoi_nb.core.files import read_json

    if not (run/'manifest.json').exists():
        return 'before the first stage'
    manifest = read_json(run/'manifest.json')
    running = [stage for stage, entry in manifest['stages'].items() if entry['status'] == 'running']
    return running[0] if running else 'report' if manifest['status'] == 'done' else 'between stages'


def results(run):
    "Metrics and tables of a run, by name."
    return {path.relative_to(run): path.read_bytes() for path in run.rglob('*')
            if path.name == 'metrics.json' or path.suffix == '.csv'}


def attack(count, draw, folder, make=sorting):
    "Kill runs at `count` moments in all; from a new process, for one that has computed with TensorFlow must not fork."
    with ProcessPoolExecutor(1, get_context('spawn')) as pool:
        return pool.submit(kill_runs, count, draw, folder, make).result()


def kill_runs(count, draw, folder, make):
    "Make runs and kill them."
    counts, work = Counter(), plan(*make(folder))
    (folder/'networks').mkdir()
    assert process(work, folder/'whole', folder/'networks', log=folder/'log') == 0
    for file in (folder/'networks').glob('*.vectors'):
        file.unlink()  # the converted network stays: making it takes longer than all the rest
    wanted, begin = results(folder/'whole'), partial(shutil.copytree, folder/'networks')
    lasts = times_of(folder/'log')
    places = list(lasts)
    while counts['tried'] < count:
        run, vectors, code = folder/'run', begin(folder/'vectors'), -signal.SIGPROF
        aims = sorted(draw.choices(range(len(places)), k=min(KILLS, count - counts['tried'])))
        for aim in aims:
            code = process(work, run, vectors, places[aim:], max(draw.uniform(0, lasts[places[aim]]), 1e-4))
            if code != -signal.SIGPROF:
                break  # it was at its end before
            counts['tried'] += 1
            counts[f'killed in {stage_at_work(run)}'] += 1
        code = process(work, run, vectors) if code == -signal.SIGPROF else code
        counts['runs'] += 1
        counts['the same metrics' if code == 0 and results(run) == wanted else 'lost'] += 1
        hidden = [path for place in (run, vectors) for path in place.rglob('.aoi-*')]
        counts['lost'] += bool(hidden)
        shutil.rmtree(run)
        shutil.rmtree(vectors)
    return counts
