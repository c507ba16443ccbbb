"The run engine on chains of tiny notebooks: resume, kill, Ctrl-C, lock, disk full, failures; what a stage's key holds."
import ast
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import CUSTOMIZE, ROOT, aoi

pytest.importorskip('papermill')
nbformat = pytest.importorskip('nbformat')

from aoi_nb.core.files import BadInput, sha256
from aoi_nb.core.parameters import notebook_path
from aoi_nb.runs import pipeline
from aoi_nb.runs.chains import CHAINS, Chain, Step
from aoi_nb.runs.comparison import compare_runs
from aoi_nb.runs.notebook import NotebookFailure
from aoi_nb.runs.pipeline import run_chain
from aoi_nb.runs.record import PACKAGE, cells_that_run, import_closure, library_hash
from aoi_nb.runs.report import write_report

CHAIN = ('first', 'slow', 'last')
FIRST = '''import json
from pathlib import Path
(Path(run_dir)/'first'/'numbers.json').write_text(json.dumps([start + i for i in range(5)]))'''
SLOW = '''import json, time
from pathlib import Path
from aoi_nb.core.files import write_json
folder = Path(run_dir)/'slow'
numbers = json.loads((Path(run_dir)/'first'/'numbers.json').read_text())
state = json.loads((folder/'checkpoint.json').read_text()) if (folder/'checkpoint.json').exists() else []
with open(folder/'.steps-made', 'a') as log:
    for number in numbers[len(state):]:
        time.sleep(wait)
        state.append(number * number)
        write_json(folder/'checkpoint.json', state)
write_json(folder/'metrics.json', {'squares': state})'''
LAST = '''import json
from pathlib import Path
from aoi_nb.core.files import write_json
write_json(Path(run_dir)/'last'/'metrics.json',
           {'total': sum(json.loads((Path(run_dir)/'slow'/'metrics.json').read_text())['squares'])})'''
RUNNER = '''import sys
from pathlib import Path
from aoi_nb.cli import answer
from aoi_nb.runs.chains import Chain, Step
from aoi_nb.runs.pipeline import run_chain
import signal
from aoi_nb.cli import interrupt
signal.signal(signal.SIGTERM, interrupt)
notebooks, run, *names = sys.argv[1:]
chain = Chain('tiny', tuple(map(Step, names)))
sys.exit(answer(lambda: run_chain(chain, {}, Path(run), tell=print, notebooks=Path(notebooks)) and 0))
'''


def write_stage(folder, name, parameters, *sources):
    "A stage's notebook: parameters, then the other cells."
    cells = [nbformat.v4.new_code_cell(f"run_dir: str = ''\n{parameters}", metadata={'tags': ['parameters']})]
    cells += [nbformat.v4.new_code_cell(source) for source in sources]
    folder.mkdir(exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder/f'{name}.ipynb')


@pytest.fixture
def notebooks(tmp_path):
    "Three stages; the second can go on from a checkpoint."
    folder = tmp_path/'project'/'nbs'
    folder.parent.mkdir()
    write_stage(folder, '10_first', 'start: int = 1  # first number', FIRST)
    write_stage(folder, '11_slow', 'wait: float = 0.3  # of each step, s', SLOW)
    write_stage(folder, '12_last', '', LAST)
    return folder


def start_run(notebooks, run, *names):
    "The engine in a process of its own."
    return subprocess.Popen([sys.executable, '-c', RUNNER, str(notebooks), str(run), *(names or CHAIN)],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def tiny(notebooks, run, names=CHAIN, **options):
    "Run in this process; the stages that ran."
    lines = []
    chain = Chain('tiny', tuple(map(Step, names)))
    run_chain(chain, options.pop('settings', {}), run, tell=lines.append, notebooks=notebooks, **options)
    return [line.split()[1].rstrip(':') for line in lines if 'unchanged' not in line and '…' not in line]


def wait_for(path, seconds=60):
    "Until a file is there."
    end = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < end, f'no {path}'
        time.sleep(0.02)


def status(run, stage=None):
    "What the manifest says of a run or a stage."
    manifest = json.loads((run/'manifest.json').read_text())
    return manifest['stages'][stage]['status'] if stage else manifest['status']


def test_manifest_holds_what_the_contract_says(notebooks, tmp_path):
    run = tmp_path/'RUN'
    assert tiny(notebooks, run, settings={'slow.wait': 0}) == list(CHAIN)
    manifest = json.loads((run/'manifest.json').read_text())
    assert list(manifest['stages']) == list(CHAIN) and manifest['status'] == 'done'
    entry = manifest['stages']['slow']
    assert entry['parameters'] == {'wait': 0.0} and entry['status'] == 'done' and entry['seconds'] > 0
    assert {'key', 'seed', 'notebook', 'library', 'inputs', 'outputs', 'packages', 'git', 'start', 'seconds',
            'peak_memory_mb', 'status'} <= set(entry)
    assert list(entry['inputs']['stages']) == ['first']
    assert entry['outputs'] == {f'slow/{name}': sha256(run/'slow'/name)
                                for name in ('11_slow.ipynb', 'checkpoint.json', 'metrics.json')}
    assert set(entry['git']) == {'commit', 'dirty'} and 'python' in entry['packages']
    assert not [path for path in run.rglob('*') if path.is_file() and str(tmp_path) in path.read_text()]


@pytest.mark.parametrize('step', ['preflight', 'describe', 'finish'])
def test_a_terminal_is_never_silent_for_long(notebooks, tmp_path, monkeypatch, step):
    terminal, slowly, said = io.StringIO(), getattr(pipeline, step), []

    def sleepy(*arguments):
        before = len(terminal.getvalue())
        time.sleep(4)  # of which three may be silent
        said.append(terminal.getvalue()[before:])
        return slowly(*arguments)
    monkeypatch.setattr(pipeline, step, sleepy)
    tiny(notebooks, tmp_path/'RUN', ['first'], terminal=terminal)
    assert said and all(said), terminal.getvalue()
    assert '100%' not in terminal.getvalue().split('[1/1] first')[0]


@pytest.mark.parametrize('delay', [0.0, 0.7])
def test_killed_run_resumes_to_the_same_bytes(notebooks, tmp_path, delay):
    whole, broken = tmp_path/'WHOLE', tmp_path/'BROKEN'
    tiny(notebooks, whole)
    process = start_run(notebooks, broken)
    wait_for(broken/'slow'/'checkpoint.json')
    time.sleep(delay)
    process.kill()
    process.wait()
    assert status(broken, 'slow') == 'running'
    made = len(json.loads((broken/'slow'/'checkpoint.json').read_text()))
    resumed = start_run(notebooks, broken)
    out, err = resumed.communicate(timeout=120)
    assert resumed.returncode == 0, err
    assert '[1/3] first: unchanged' in out and made >= 1
    for stage in ('slow', 'last'):
        assert (broken/stage/'metrics.json').read_bytes() == (whole/stage/'metrics.json').read_bytes()


def test_unfinished_stage_with_other_parameters_starts_anew(notebooks, tmp_path):
    run = tmp_path/'RUN'
    process = start_run(notebooks, run)
    wait_for(run/'slow'/'checkpoint.json')
    process.kill()
    process.wait()
    tiny(notebooks, run, settings={'first.start': 10, 'slow.wait': 0})
    assert json.loads((run/'slow'/'metrics.json').read_text())['squares'] == [100, 121, 144, 169, 196]


@pytest.mark.parametrize('sent', [signal.SIGINT, signal.SIGTERM])
def test_interrupted_run_says_so_and_stops_its_kernel(notebooks, tmp_path, sent):
    run = tmp_path/'RUN'
    write_stage(notebooks, '11_slow', '', "import os, time\nfrom pathlib import Path\n"
                "(Path(run_dir)/'slow'/'pid').write_text(str(os.getpid()))\ntime.sleep(600)")
    process = start_run(notebooks, run)
    wait_for(run/'slow'/'pid')
    time.sleep(0.2)
    process.send_signal(sent)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130 and err.splitlines()[-1] == 'aoi: interrupted', err
    assert status(run) == status(run, 'slow') == 'interrupted' and status(run, 'first') == 'done'
    with pytest.raises(ProcessLookupError):
        os.kill(int((run/'slow'/'pid').read_text()), 0)


def test_second_run_in_a_folder_is_refused(notebooks, tmp_path):
    run = tmp_path/'RUN'
    process = start_run(notebooks, run)
    wait_for(run/'.lock')
    try:
        time.sleep(1)
        write_stage(notebooks, '11_slow', 'wait: float = 2.0', SLOW)
        other = start_run(notebooks, run)
        _, err = other.communicate(timeout=60)
        if process.poll() is None:
            assert (other.returncode, len(err.splitlines())) == (2, 1)
            assert f'aoi: {run}: found another run at work in it' in err
    finally:
        process.communicate(timeout=60)


def test_failing_notebook_shows_its_cell_and_can_be_resumed(notebooks, tmp_path):
    run = tmp_path/'RUN'
    write_stage(notebooks, '11_slow', '', 'good = 1', f'open({str(tmp_path/"absent")!r})', 'never = 1')
    with pytest.raises(NotebookFailure) as caught:
        tiny(notebooks, run)
    assert '11_slow.ipynb failed in cell 3\n' in str(caught.value) and 'open(' in str(caught.value)
    assert 'FileNotFoundError' in str(caught.value) and status(run, 'slow') == 'failed'
    assert str(tmp_path) not in (run/'slow'/'11_slow.ipynb').read_text() or not (run/'report.html').exists()
    write_stage(notebooks, '11_slow', 'wait: float = 0.0', SLOW)
    assert tiny(notebooks, run) == ['slow', 'last']
    assert status(run) == 'done' and (run/'report.html').exists()


def test_bad_input_in_a_kernel_is_the_users_line(notebooks, tmp_path):
    line = "BadInput('row 3', 'x, expected by nobody', 'a number')"
    write_stage(notebooks, '11_slow', '', f'from aoi_nb.core.files import BadInput\nraise {line}')
    process = start_run(notebooks, tmp_path/'RUN')
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (2, 'aoi: row 3: found x, expected by nobody, expected a number\n')


def test_changed_output_runs_again(notebooks, tmp_path):
    run = tmp_path/'RUN'
    tiny(notebooks, run, settings={'slow.wait': 0})
    assert tiny(notebooks, run, settings={'slow.wait': 0}) == []
    (run/'first'/'numbers.json').write_text('[]')
    assert tiny(notebooks, run, settings={'slow.wait': 0}) == ['first']
    (run/'last'/'metrics.json').unlink()
    assert tiny(notebooks, run, settings={'slow.wait': 0}) == ['last']
    assert tiny(notebooks, run, settings={'slow.wait': 0}, start='slow') == ['slow', 'last']
    assert tiny(notebooks, run, settings={'slow.wait': 0}, force=True) == list(CHAIN)
    moved = run.rename(tmp_path/'MOVED')
    assert tiny(notebooks, moved, settings={'slow.wait': 0}) == []


def test_prose_and_outputs_do_not_count_code_does(notebooks, tmp_path):
    run = tmp_path/'RUN'
    tiny(notebooks, run, settings={'slow.wait': 0})
    path = notebooks/'12_last.ipynb'
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_markdown_cell('More words.'))
    nbformat.write(notebook, path)
    assert tiny(notebooks, run, settings={'slow.wait': 0}) == []
    notebook.cells.append(nbformat.v4.new_code_cell('pass'))
    nbformat.write(notebook, path)
    assert tiny(notebooks, run, settings={'slow.wait': 0}) == ['last']


def test_examples_do_not_run_and_do_not_count(notebooks, tmp_path):
    run, path = tmp_path/'RUN', notebooks/'12_last.ipynb'
    notebook = nbformat.read(path, as_version=4)
    example = nbformat.v4.new_code_cell('raise ValueError("of the demo data")', metadata={'tags': ['example']})
    notebook.cells.insert(1, example)
    nbformat.write(notebook, path)
    assert tiny(notebooks, run, settings={'slow.wait': 0}) == list(CHAIN)
    assert 'of the demo data' not in (run/'last'/path.name).read_text() + (run/'report.html').read_text()
    example.source = 'raise ValueError("of other demo data")'
    nbformat.write(notebook, path)
    assert tiny(notebooks, run, settings={'slow.wait': 0}) == []
    del example.metadata['tags']
    nbformat.write(notebook, path)
    with pytest.raises(NotebookFailure, match=r'12_last.ipynb failed in cell 2\n'):
        tiny(notebooks, run, settings={'slow.wait': 0})


def test_a_run_of_an_older_version_is_taken_up(notebooks, tmp_path):
    run = tmp_path/'RUN'
    tiny(notebooks, run, settings={'slow.wait': 0})
    manifest = json.loads((run/'manifest.json').read_text())
    for number, (stage, entry) in enumerate(manifest['stages'].items()):
        old = f'{28 + number}_{stage}.ipynb'  # the notebooks lay in one folder and had other numbers
        (run/stage/entry['notebook']['name']).rename(run/stage/old)
        outputs = {name.replace(entry['notebook']['name'], old): value for name, value in entry['outputs'].items()}
        entry |= {'key': '0'*64, 'notebook': {'name': old, 'sha256': '1'*64}, 'outputs': outputs}
        del entry['inputs'], entry['library']
    (run/'manifest.json').write_text(json.dumps(manifest))
    assert compare_runs(tmp_path)[manifest['chain']][0] == ['run', 'RUN']
    assert '<details id="slow">' in write_report(run, Chain('tiny', ())).read_text()
    assert tiny(notebooks, run, settings={'slow.wait': 0}) == list(CHAIN)
    assert [path.name for path in (run/'slow').glob('*.ipynb')] == ['11_slow.ipynb']
    assert tiny(notebooks, run, settings={'slow.wait': 0}) == []


def test_old_name_of_a_parameter_is_said_and_accepted(notebooks, tmp_path):
    chain, lines = Chain('tiny', (Step('first', renamed={'begin': 'start'}),)), []
    run_chain(chain, {'first.begin': '5'}, tmp_path/'RUN', tell=lines.append, notebooks=notebooks)
    assert lines[0].startswith('parameter first.begin is now called first.start')
    manifest = json.loads((tmp_path/'RUN'/'manifest.json').read_text())
    assert manifest['stages']['first']['parameters'] == {'start': 5}
    run_chain(chain, {'first.start': 5}, tmp_path/'RUN', tell=lines.append, notebooks=notebooks)
    assert lines[-1].endswith('unchanged')


def test_parameters_reach_the_notebook_or_nothing_runs(notebooks, tmp_path):
    run = tmp_path/'RUN'
    for settings in ({'first.strat': 2}, {'first.start': '2.5'}, {'frist.start': 2}, {'first.run_dir': 'x'}):
        with pytest.raises(BadInput):
            tiny(notebooks, run, settings=settings)
    untagged = nbformat.read(notebooks/'12_last.ipynb', as_version=4)
    untagged.cells[0].metadata = {}
    nbformat.write(untagged, notebooks/'12_last.ipynb')
    with pytest.raises(BadInput, match='0 cells tagged parameters'):
        tiny(notebooks, run)
    assert not run.exists()


def test_a_folder_of_the_users_is_not_a_run_folder(notebooks, tmp_path):
    (tmp_path/'photos').mkdir()
    (tmp_path/'photos'/'.hidden').write_text('mine')
    (tmp_path/'file').write_text('mine')
    for place, found in [('photos', 'files that are not of a run'), ('file', 'file exists'),
                         ('file/RUN', 'not a directory')]:
        with pytest.raises(BadInput, match=found):
            tiny(notebooks, tmp_path/place)
    assert (tmp_path/'photos'/'.hidden').read_text() == 'mine'


@pytest.fixture
def small_disk(tmp_path):
    "A file system of 1 MB."
    place = tmp_path/'disk'
    place.mkdir()
    if os.geteuid() or shutil.which('mount') is None or subprocess.run(
            ['mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place], capture_output=True).returncode:
        pytest.skip('needs to mount a small tmpfs, as root')
    yield place
    subprocess.run(['umount', '-l', place], check=True)


@pytest.mark.parametrize('source', [
    "open(run_dir + '/slow/big', 'wb').write(bytes(2_000_000))",
    "import numpy as np\nnp.save(run_dir + '/slow/big.npy', np.zeros(300_000))",
    "import numpy as np\nnp.lib.format.open_memmap(run_dir + '/slow/big.npy', 'w+', float, (300_000,))[:] = 1",
])
def test_full_disk_is_one_line_and_the_run_can_go_on(notebooks, small_disk, source):
    run = small_disk/'RUN'
    write_stage(notebooks, '11_slow', '', source)
    process = start_run(notebooks, run)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2 and 'No space left on device' in err and len(err.splitlines()) == 1, err
    json.loads((run/'manifest.json').read_text())
    assert status(run, 'first') == 'done'
    write_stage(notebooks, '11_slow', 'wait: float = 0.0', SLOW)
    assert tiny(notebooks, run) == ['slow', 'last']


def test_report_is_one_safe_page(notebooks, tmp_path):
    hostile = tmp_path/'<script>alert(1)<'
    hostile.mkdir()
    (hostile/'a.txt').write_text('a')
    write_stage(notebooks, '12_last', "words_dir: str = ''  # folder",
                "from IPython.display import HTML, display\n"
                "display(HTML('<script>alert(2)</script>'))\nprint(words_dir)")
    run = tmp_path/'RUN'
    tiny(notebooks, run, settings={'slow.wait': 0, 'last.words_dir': str(hostile)})
    page = (run/'report.html').read_text()
    assert '<script' not in page and 'https://' not in page and "default-src 'none'" in page
    assert page.count('<details class="code">') >= 5 and 'alert(2)' in page
    assert str(tmp_path) not in page


STAGES = [(chain.name, stage) for chain in CHAINS.values() for stage in chain.stages]


@pytest.mark.parametrize(('chain', 'stage'), STAGES, ids=lambda name: name)
def test_key_of_a_stage_is_what_it_imports(tmp_path, chain, stage):
    notebook, package = notebook_path(stage), tmp_path/'aoi_nb'
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns('__pycache__', 'web'))
    before = library_hash(notebook, package)
    cells = [''.join(cell['source']) for cell in cells_that_run(notebook)]
    closure, files = set(import_closure(cells, package)), sorted(package.rglob('*.py'))
    assert 5 < len(closure) < len(files)
    for file in files:
        text = file.read_text()
        file.write_text(text + '# changed\n')
        assert (library_hash(notebook, package) != before) == (file in closure), file
        file.write_text(text)
    assert library_hash(notebook, package) == before


LOADED = '''import json, os, sys, traceback
import cv2, keras, matplotlib.pyplot, numpy, pandas, sklearn.neighbors, tensorflow  # slow ones: once for all stages
for stage, imports in json.loads(sys.argv[1]).items():
    sys.stdout.flush()
    if os.fork() == 0:
        try:
            exec(imports)
            files = [module.__file__ for name, module in sys.modules.items() if name.partition('.')[0] == 'aoi_nb']
            print(json.dumps([stage, files]), flush=True)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)
    os.wait()
'''


@pytest.fixture(scope='module')
def loaded():
    "For each stage, the files of the library that Python reads when the cells of its run import what they import."
    imports = {}
    for _, stage in STAGES:
        cells = [''.join(cell['source']) for cell in cells_that_run(notebook_path(stage))]
        imports[stage] = '\n'.join(ast.unparse(node) for cell in cells for node in ast.walk(ast.parse(cell))
                                   if isinstance(node, (ast.Import, ast.ImportFrom)))
    done = subprocess.run([sys.executable, '-c', LOADED, json.dumps(imports)], capture_output=True, text=True,
                          check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('[')]
    assert len(lines) == len(STAGES), done.stderr
    return {stage: {Path(file) for file in files} for stage, files in lines}


@pytest.mark.parametrize(('chain', 'stage'), STAGES, ids=lambda name: name)
def test_key_of_a_stage_holds_every_module_that_python_loads_for_it(loaded, chain, stage):
    cells = [''.join(cell['source']) for cell in cells_that_run(notebook_path(stage))]
    assert len(loaded[stage]) > 5 and loaded[stage] <= set(import_closure(cells))


def test_no_module_of_a_stage_is_imported_by_a_computed_name():
    cells = [''.join(cell['source']) for _, stage in STAGES for cell in cells_that_run(notebook_path(stage))]
    for file in import_closure(cells):
        if file.name == 'plugins.py':
            continue  # imports the user's own modules, whose files count as inputs
        for node in ast.walk(ast.parse(file.read_text())):
            name = ast.unparse(node.func) if isinstance(node, ast.Call) else ''
            if name.endswith(('import_module', '__import__')):
                assert isinstance(node.args[0], ast.Constant), f'{file}: {ast.unparse(node)} hides what it imports'


def test_engine_module_is_importable_without_a_kernel():
    code = "import sys, aoi_nb.runs.pipeline, aoi_nb.runs.plan; print('papermill' in sys.modules)"
    done = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True)
    assert done.stdout == 'False\n' and Path(sys.executable).exists()


@pytest.mark.parametrize('absent', ['papermill', 'umap'])
def test_without_a_package_nothing_is_written(tmp_path, absent):
    (tmp_path/'sitecustomize.py').write_text(CUSTOMIZE)
    environment = {**os.environ, 'PYTHONPATH': os.pathsep.join([str(tmp_path), str(ROOT)]), 'AOI_ABSENT': absent}
    done = aoi('run', 'soldering', '--out', tmp_path/'RUN', env=environment)
    assert (done.returncode, done.stderr) == (2, f"aoi: package {absent} is not installed: pip install 'aoi_nb[lab]'\n")
    assert not (tmp_path/'RUN').exists() and not done.stdout
