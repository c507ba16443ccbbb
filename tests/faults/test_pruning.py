"`aoi runs --prune`: killed half-way, beside a run at work, and what still opens a pruned run."
import os
import subprocess
import sys

import pytest
from conftest import aoi, refused

nbformat = pytest.importorskip('nbformat')
pytest.importorskip('papermill')

from aoi_nb.core.files import read_json, sha256, write_json
from aoi_nb.exchange.corner_export import export
from aoi_nb.labelling.run_view import read_view
from aoi_nb.labelling.server import page_cell
from aoi_nb.runs.chains import CHAINS, Chain, Step
from aoi_nb.runs.pipeline import run_chain
from aoi_nb.runs.pruning import find_prunable, prune_runs
from aoi_nb.runs.record import run_lock

SHARDS = 6
MAKE = f'''from pathlib import Path
for number in range({SHARDS}):
    (Path(run_dir)/'make'/f'{{number}}.npy').write_bytes(bytes([number])*1000)
(Path(run_dir)/'make'/'kept.csv').write_text('kept')'''
USE = '''import json
from pathlib import Path
total = factor*sum(sum(file.read_bytes()) for file in (Path(run_dir)/'make').glob('*.npy'))
(Path(run_dir)/'use'/'metrics.json').write_text(json.dumps({'total': total}))'''
LEAN = Chain('lean', (Step('make', intermediate=('*.npy',)), Step('use')))
KILLED = '''import os, sys
from pathlib import Path
from aoi_nb.runs import chains, pruning
chains.CHAINS['lean'] = chains.Chain('lean', (chains.Step('make', intermediate=('*.npy',)), chains.Step('use')))
unlink, left = Path.unlink, int(sys.argv[2])
def dying(path, missing_ok=False):
    global left
    if left == 0:
        os.kill(os.getpid(), 9)
    left -= 1
    unlink(path, missing_ok)
Path.unlink = dying
pruning.prune_runs(Path(sys.argv[1]), True, print)'''


@pytest.fixture
def lean(tmp_path, monkeypatch):
    "A function that runs a chain of two stages in `runs/RUN`, and returns the stages that ran."
    monkeypatch.setitem(CHAINS, 'lean', LEAN)
    (tmp_path/'nbs').mkdir()
    for name, parameters, source in (('10_make', '', MAKE), ('11_use', 'factor: int = 1  # of the sum', USE)):
        cells = [nbformat.v4.new_code_cell(f"run_dir: str = ''\n{parameters}", metadata={'tags': ['parameters']}),
                 nbformat.v4.new_code_cell(source)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path/'nbs'/f'{name}.ipynb')

    def run(**options):
        lines = []
        run_chain(LEAN, options.pop('settings', {}), tmp_path/'runs'/'RUN', tell=lines.append,
                  notebooks=tmp_path/'nbs', **options)
        return [line.split()[1].rstrip(':') for line in lines if 'unchanged' not in line and '…' not in line]
    return run


@pytest.mark.parametrize('removed', [0, 1, SHARDS - 1])
def test_killed_half_way_it_goes_on_and_the_run_stays_done(lean, tmp_path, removed):
    lean()
    run = tmp_path/'runs'/'RUN'
    before = {name: sha256(run/name) for name in ('use/metrics.json', 'manifest.json')}
    killed = subprocess.run([sys.executable, '-c', KILLED, tmp_path/'runs', str(removed)], timeout=60)
    assert killed.returncode == -9
    left = len(list((run/'make').glob('*.npy')))
    assert left == SHARDS - removed
    assert lean() == []  # nothing is needed, nothing is made again
    assert prune_runs(tmp_path/'runs', True, print)[1] == 1000*left
    assert sorted(file.name for file in (run/'make').iterdir()) == ['10_make.ipynb', 'kept.csv']
    assert lean() == [] and sha256(run/'use'/'metrics.json') == before['use/metrics.json']
    assert lean(start='use') == ['make', 'use'] and sha256(run/'use'/'metrics.json') == before['use/metrics.json']
    outputs = read_json(run/'manifest.json')['stages']['make']['outputs']
    assert len(outputs) == SHARDS + 2 and lean() == []


def test_a_pruned_run_stopped_while_it_makes_its_files_again_goes_on(lean, tmp_path, monkeypatch):
    lean()
    prune_runs(tmp_path/'runs', True, print)
    import aoi_nb.runs.notebook as notebook

    with monkeypatch.context() as patched:
        def stopped(*_):
            raise KeyboardInterrupt
        patched.setattr(notebook, 'execute_notebook', stopped)
        with pytest.raises(KeyboardInterrupt):
            lean(settings={'use.factor': 2})
    assert 'interrupted' in find_prunable(tmp_path/'runs'/'RUN').why_not
    assert lean(settings={'use.factor': 2}) == ['make', 'use']
    assert read_json(tmp_path/'runs'/'RUN'/'use'/'metrics.json') == {'total': 30000}


def test_a_file_that_is_not_intermediate_is_made_again_with_those_that_are(lean, tmp_path):
    lean()
    prune_runs(tmp_path/'runs', True, print)
    (tmp_path/'runs'/'RUN'/'make'/'kept.csv').unlink()
    assert lean() == ['make']


def test_a_run_at_work_is_left_alone(lean, tmp_path):
    lean()
    run, lines = tmp_path/'runs'/'RUN', []
    with run_lock(run):
        assert prune_runs(tmp_path/'runs', True, lines.append)[1] == 0
    assert lines == [f'RUN: left alone: {run}: found another run at work in it, expected another --out, or its end']
    assert len(list((run/'make').glob('*.npy'))) == SHARDS


def test_the_command_shows_first_and_removes_when_told(sorted_copy):
    runs = sorted_copy.parent
    files = [file for files in find_prunable(sorted_copy).stages.values() for file in files]
    assert {file.name.split('_')[-1] for file in files} >= {'shuffles.npz', 'folds.npz', 'shuffled.parquet'}
    shown = aoi('runs', runs, '--prune')
    assert (shown.returncode, shown.stdout.splitlines()[-1]) == (
        0, 'nothing is removed yet: --prune --yes removes this')
    assert all(file.exists() for file in files)
    done = aoi('runs', runs, '--prune', '--yes')
    assert done.returncode == 0 and done.stdout.splitlines()[-1].startswith('removed ')
    assert not any(file.exists() for file in files)
    wrong = aoi('runs', runs, '--yes')
    assert (wrong.returncode, wrong.stderr) == (2, 'aoi: --yes: found no --prune, expected --prune --yes\n')


def test_a_pruned_run_opens_in_explorer_and_review_and_is_exported(sorted_copy, tmp_path):
    before = read_view(sorted_copy)
    assert prune_runs(sorted_copy.parent, True, print)[1] > 0
    after = read_view(sorted_copy)
    assert after.corpus.equals(before.corpus)
    for page in ('explore', 'review'):
        assert page_cell(page, sorted_copy, '')
    for kind in ('labels', 'predictions', 'figures', 'projector', 'fiftyone'):
        name = kind if kind in ('projector', 'figures') else f'{kind}.csv'
        export(sorted_copy, kind, tmp_path/name)


@pytest.mark.parametrize('outputs', [7, ['make/0.npy'], {'': 1, 'make/0.npy': 3}])
def test_a_damaged_record_is_one_line_or_makes_the_stage_run_again(lean, tmp_path, outputs):
    lean()
    record = read_json(tmp_path/'runs'/'RUN'/'manifest.json')
    record['stages']['make']['outputs'] = outputs
    write_json(tmp_path/'runs'/'RUN'/'manifest.json', record)
    if isinstance(outputs, dict):
        assert lean() == ['make']
    else:
        refused(lean, 'no record of a run')


@pytest.mark.skipif(os.geteuid() == 0, reason='root may write anywhere')
def test_a_folder_that_cannot_be_written_is_one_line(sorted_copy):
    folder = sorted_copy/'reduction'
    folder.chmod(0o500)
    try:
        result = aoi('runs', sorted_copy.parent, '--prune', '--yes')
    finally:
        folder.chmod(0o700)
    assert 'no permission' in result.stdout + result.stderr
    assert len((result.stdout + result.stderr).splitlines()) < 12
