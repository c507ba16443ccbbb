"Sweeps of tiny notebooks: stages that are shared, several at once, killed processes, Ctrl-C, bad grids, failing runs."
import csv
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from conftest import aoi, refused

pytest.importorskip('papermill')

from tiny_sweep import TINY, all_metrics, command, ran, write_notebooks

from aoi_nb.runs.chains import INSPECTION
from aoi_nb.runs.grid import plan_cells
from aoi_nb.runs.pipeline import run_chain
from aoi_nb.runs.sweep import run_sweep

GRID = 'total.offset = [0.5, 1.5]\n[[cells]]\nnumbers.count = 4\n'
CELLS = ['offset=0.5', 'offset=1.5', 'count=4']  # the first two share the stage numbers


@pytest.fixture
def notebooks(tmp_path):
    "Two stages, and a grid of three runs beside them."
    (tmp_path/'grid.toml').write_text(GRID)
    write_notebooks(tmp_path/'nbs')
    return tmp_path/'nbs'


@pytest.fixture(scope='module')
def one_by_one(tmp_path_factory):
    "The metrics of the grid, one run after the other."
    folder = tmp_path_factory.mktemp('whole')
    (folder/'grid.toml').write_text(GRID)
    write_notebooks(folder/'nbs')
    run_sweep(TINY, {}, folder/'grid.toml', folder/'SWEEP', notebooks=folder/'nbs')
    assert ran(folder/'nbs', 'numbers') == ['3', '4'] and ran(folder/'nbs', 'total') == CELLS
    return all_metrics(folder/'SWEEP')


def sweep(notebooks, workers=1, **options):
    "The sweep in this process: its rows."
    folder = notebooks.parent
    return run_sweep(TINY, {}, folder/'grid.toml', folder/'SWEEP', workers, notebooks=notebooks, **options)


def start(notebooks, workers=1):
    "The sweep in a process of its own."
    folder = notebooks.parent
    return subprocess.Popen(command(notebooks, folder/'grid.toml', folder/'SWEEP', workers), stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True,
                            env={**os.environ, 'PYTHONPATH': os.pathsep.join([str(Path(__file__).parents[1]),
                                                                             os.environ.get('PYTHONPATH', '')])})


def held(notebooks, cell, process=None):
    "The processes of a cell that is held up: its kernel, and the one that runs the cell."
    path = notebooks/f'held {cell}'
    while not path.exists() or not path.read_text():
        assert process is None or process.poll() is None, process.communicate()
        time.sleep(0.05)
    return [int(number) for number in path.read_text().split()]


def gone(pid):
    "Until a process has ended: it may still have to notice."
    while True:
        try:
            state = Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[0]
        except OSError:
            return
        if state == 'Z':
            return
        time.sleep(0.05)


def test_several_at_once_share_stages_and_give_the_same_bytes(notebooks, one_by_one):
    rows = sweep(notebooks, 3)
    assert ([row.name for row in rows], [row.why for row in rows]) == (CELLS, ['']*3)
    assert sorted(ran(notebooks, 'numbers')) == ['3', '4'] and sorted(ran(notebooks, 'total')) == sorted(CELLS)
    out = notebooks.parent/'SWEEP'
    assert all_metrics(out) == one_by_one
    with open(out/'sweep.csv', newline='') as file:
        table = list(csv.DictReader(file))
    assert [row['chosen.total'] for row in table] == ['3.5', '4.5', '6.0'] and table[-1]['place'] == 'best'
    assert all((out/cell/'report.html').exists() for cell in CELLS) and 'Pareto' in (out/'sweep.html').read_text()


def test_killed_process_of_a_run_is_started_again(notebooks, one_by_one):
    (notebooks/'hold').write_text(CELLS[2])
    process = start(notebooks, 2)
    _, runner = held(notebooks, CELLS[2], process)
    (notebooks/'hold').unlink()
    os.kill(runner, signal.SIGKILL)
    out, errors = process.communicate()
    assert process.returncode == 0, errors
    assert f'{CELLS[2]}: its process was killed, it is started again' in out
    assert all_metrics(notebooks.parent/'SWEEP') == one_by_one


def test_killed_sweep_goes_on_loses_one_run_and_takes_a_grown_grid(notebooks, one_by_one):
    (notebooks/'hold').write_text(CELLS[1])
    process = start(notebooks)
    pids = held(notebooks, CELLS[1], process)
    process.kill()
    process.communicate()
    for pid in pids:
        gone(pid)
    (notebooks/'hold').unlink()
    (notebooks.parent/'grid.toml').write_text(GRID + 'total.offset = -1\n')
    failed = sweep(notebooks)[2]
    assert ran(notebooks, 'numbers') == ['3', '4']
    assert ran(notebooks, 'total') == [CELLS[0], CELLS[1], CELLS[1], failed.name]
    assert failed.name == 'count=4,offset=-1'
    (notebooks.parent/'grid.toml').write_text(GRID)
    sweep(notebooks)
    assert ran(notebooks, 'numbers') == ['3', '4'] and ran(notebooks, 'total')[4:] == [CELLS[2]]
    assert {name: value for name, value in all_metrics(notebooks.parent/'SWEEP').items()
            if not name.startswith(failed.name)} == one_by_one
    assert 'an offset below 0' in failed.why


def test_interrupted_sweep_leaves_nothing_at_work_and_holds_its_folder_till_then(notebooks, one_by_one):
    (notebooks/'hold').write_text(f'{CELLS[0]} {CELLS[2]}')
    process = start(notebooks, 2)
    pids = [pid for cell in (CELLS[0], CELLS[2]) for pid in held(notebooks, cell, process)]
    refused(lambda: sweep(notebooks), 'another sweep at work in it')
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert (process.returncode, errors.splitlines()[-1]) == (130, 'aoi: interrupted'), errors
    for pid in pids:
        gone(pid)
    out = notebooks.parent/'SWEEP'
    assert json.loads((out/CELLS[0]/'manifest.json').read_text())['status'] == 'interrupted'
    (notebooks/'hold').unlink()
    sweep(notebooks)
    assert all_metrics(out) == one_by_one and sorted(ran(notebooks, 'numbers')) == ['3', '4']


def test_failing_run_does_not_stop_the_others(notebooks):
    (notebooks.parent/'grid.toml').write_text('total.offset = [-1, 2]')
    lines = []
    bad, good = sweep(notebooks, tell=lines.append)
    assert 'ValueError: an offset below 0' in bad.why and not good.why
    assert '[1/2] offset=-1: failed: ValueError: an offset below 0' in lines
    page = (notebooks.parent/'SWEEP'/'sweep.html').read_text()
    assert '1 of 2 runs failed' in page and 'an offset below 0' in page


def test_folder_of_a_run_is_no_sweep_and_the_other_way_round(notebooks):
    for name, files in ('run', ('manifest.json', '.lock')), ('sweep', ('sweep.json', '.sweep-lock')):
        (notebooks.parent/name).mkdir()
        for file in files:
            (notebooks.parent/name/file).touch()
    grid = notebooks.parent/'grid.toml'
    refused(lambda: run_sweep(TINY, {}, grid, notebooks.parent/'run', notebooks=notebooks), 'not of a sweep')
    refused(lambda: run_chain(TINY, {}, notebooks.parent/'sweep', notebooks=notebooks), 'not of a run')


def test_bad_grid_is_one_line_before_anything_is_written(tmp_path):
    grid, out = tmp_path/'grid.toml', tmp_path/'SWEEP'
    for text, line in [
            ('training.epoks = [5]', 'parameter training.epoks: found no such parameter, expected one of'),
            ('trainig.epochs = [5]', 'parameter trainig.epochs: found no such stage'),
            ('training.epochs = [0]', 'parameter training.epochs: found 0, expected 1 to'),
            ("training.epochs = ['many']", "parameter training.epochs: found 'many' (str), expected int"),
            ("boards.boards_dir = ['nowhere']", 'nowhere'),
            ('training.epochs = []', 'training.epochs: found [], expected a list of values'),
            ('training.epochs = 5', 'training.epochs: found 5, expected a list of values'),
            ('training.epochs = [5, 5]', 'found the same run twice, epochs=5 and epochs=5'),
            (f'training.epochs = {list(range(1, 502))}', 'found 501 combinations, expected 1 to 500'),
            ('', 'found 0 combinations'), ('training.epochs = [', 'text that is not TOML')]:
        grid.write_text(text)
        refused(lambda: run_sweep('inspection', {}, grid, out), line)
    assert not out.exists()


def test_what_runs_share_is_checked_once(tmp_path, monkeypatch):
    from aoi_nb.inspection import boards

    asked = []
    monkeypatch.setattr(boards, 'preflight', lambda settings: asked.append(settings) or [])
    (tmp_path/'grid.toml').write_text('training.epochs = [5, 6, 7]')
    assert len(plan_cells(INSPECTION, {}, tmp_path/'grid.toml')) == 3 and len(asked) == 1


def test_bad_command_is_one_line(tmp_path):
    (tmp_path/'grid.json').write_text('{"training.epochs": [5]}')
    for words, line in [(('--workers', '0'), '--workers: found 0, expected 1 or more'),
                        (('--by', 'real.centre_mae'), "--by: found 'real.centre_mae', expected one of"),
                        (('--set', 'training.epochs=9'), 'found training.epochs, which the command gives as well')]:
        result = aoi('sweep', 'inspection', '--grid', tmp_path/'grid.json', '--out', tmp_path/'SWEEP', *words)
        assert (result.returncode, len(result.stderr.splitlines())) == (2, 1), result.stderr
        assert line in result.stderr and not (tmp_path/'SWEEP').exists()
