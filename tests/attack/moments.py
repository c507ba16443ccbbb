"""Runs of a chain that are killed at random moments, taken up, killed again, and at last left to end.

The functions of the real stages run in a process of their own. A timer of the system kills it after some processor
time, so that all stages are met, however busy the computer is. The metrics are those of a run that nothing happened to.
"""
import importlib
import os
import shutil
import signal
import sys
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr
from functools import partial
from multiprocessing import get_context

FULL = 240
KILLS = 12  # of a run before it is left to end
LONGEST = 0.5  # s of processor time from the first stage that has to run, or is seen to be done, until a kill


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
    "A function that makes or goes on with a run; it is given the folder and what gets its lines."
    from aoi_nb.core.parameters import stage_module
    from aoi_nb.runs import pipeline
    from aoi_nb.runs.chains import find_chain
    from aoi_nb.runs.plan import plan_stages
    from aoi_nb.runs.progress import RunProgress

    chain = find_chain(chain)
    stages = plan_stages(chain, settings)
    for stage in stages:  # here, once for all processes
        importlib.import_module(stage_module(stage.notebook))
    pipeline.check_packages = lambda sources: None  # takes longer than most stages, and opens no file of the run
    return lambda run, tell: pipeline.in_folder(chain, stages, run, [], pipeline.call_stage, RunProgress(tell))


def process(work, run, vectors, seconds=0.0, early=False):
    "Do it in a process, which is killed after some processor time: its exit code, negative the signal that ended it."
    timers = [seconds]

    def start_timer(line=''):
        if timers:
            signal.setitimer(signal.ITIMER_PROF, timers.pop())

    child = os.fork()
    if not child:
        code = 1
        try:
            os.environ['AOI_VECTORS'] = str(vectors)
            signal.signal(signal.SIGPROF, signal.SIG_DFL)  # which ends a process at once
            if early:
                start_timer()
            with open(os.devnull, 'w') as nowhere, redirect_stderr(nowhere):  # progress bars
                work(run, start_timer)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


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


def attack(count, draw, folder, make=sorting, longest=LONGEST):
    "Kill runs at `count` moments in all; from a new process, for one that has computed with TensorFlow must not fork."
    with ProcessPoolExecutor(1, get_context('spawn')) as pool:
        return pool.submit(kill_runs, count, draw, folder, make, longest).result()


def kill_runs(count, draw, folder, make, longest):
    "Make runs and kill them."
    counts, work = Counter(), plan(*make(folder))
    (folder/'networks').mkdir()
    assert process(work, folder/'whole', folder/'networks') == 0
    for file in (folder/'networks').glob('*.vectors'):
        file.unlink()  # the converted network stays: making it takes longer than all the rest
    wanted, begin = results(folder/'whole'), partial(shutil.copytree, folder/'networks')
    while counts['tried'] < count:
        run, vectors, killed = folder/'run', begin(folder/'vectors'), 0
        while True:
            left = min(KILLS - killed, count - counts['tried'])
            code = process(work, run, vectors, draw.uniform(0.01, longest) if left else 0,
                           draw.random() < 0.1)
            if code != -signal.SIGPROF:
                break
            killed += 1
            counts['tried'] += 1
            counts[f'killed in {stage_at_work(run)}'] += 1
        counts['runs'] += 1
        counts['the same metrics' if code == 0 and results(run) == wanted else 'lost'] += 1
        hidden = [path for place in (run, vectors) for path in place.rglob('.aoi-*')]
        counts['lost'] += bool(hidden)
        shutil.rmtree(run)
        shutil.rmtree(vectors)
    return counts
