"The repository itself: notebooks and library in sync and clean, README, parameters, wheel."
import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT/'nbs').glob('*.ipynb'))
MODULES = sorted((ROOT/'aoi_nb').rglob('*.py'))
LEFT_OUT = ('__pycache__', '.ipynb_checkpoints', '.last_checked', 'web')  # web: JavaScript, see test_web.py


def contents(folder):
    "Relative path → bytes of what counts in a folder."
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob('*'))
            if path.is_file() and not set(path.relative_to(folder).parts) & set(LEFT_OUT)}


def test_library_and_notebooks_are_in_sync_and_clean(tmp_path):
    pytest.importorskip('nbdev')
    shutil.copytree(ROOT/'nbs', tmp_path/'nbs', ignore=shutil.ignore_patterns(*LEFT_OUT))
    shutil.copy(ROOT/'settings.ini', tmp_path)
    code = 'from nbdev.clean import nbdev_clean; from nbdev.doclinks import nbdev_export; nbdev_clean(); nbdev_export()'
    subprocess.run([sys.executable, '-c', code], cwd=tmp_path, check=True, env={**os.environ, 'PYTHONPATH': ''})
    for folder in ('nbs', 'aoi_nb'):
        kept, made = contents(ROOT/folder), contents(tmp_path/folder)
        differ = [name for name in kept.keys() | made.keys() if kept.get(name) != made.get(name)]
        assert not differ, f'{folder}: nbdev_clean && nbdev_export would change {sorted(differ)}'


def test_readme_is_made_from_the_index(tmp_path):
    pytest.importorskip('nbconvert')
    subprocess.run([sys.executable, '-m', 'nbconvert', '--to', 'markdown', str(ROOT/'nbs'/'index.ipynb'), '--output-dir',
                    str(tmp_path), '--output', 'README', r'--RegexRemovePreprocessor.patterns=^\s*#\|\s*hide'], check=True)
    assert (tmp_path/'README.md').read_text() == (ROOT/'README.md').read_text()


def test_readme_has_two_set_up_commands():
    commands = [line for line in (ROOT/'README.md').read_text().splitlines() if 'pip install' in line and '&&' in line]
    assert [command.split('&&')[-1].split()[1] for command in commands] == ['run', 'test']


@pytest.mark.parametrize('notebook', NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_keeps_the_house_rules(notebook):
    cells = json.loads(notebook.read_text())['cells']
    code = [''.join(cell['source']) for cell in cells if cell['cell_type'] == 'code']
    exported = [source for source in code if re.search(r'^\s*#\s*\|\s*export\b', source, re.MULTILINE)]
    assert ''.join(cells[0]['source']).startswith('# ')
    assert len(cells) < 60 and sum(len(source.splitlines()) for source in exported) < 300
    assert not [output for cell in cells for output in cell.get('outputs', []) if output['output_type'] == 'error']
    assert not [source for source in code if re.search(r'test_fail\((?!.*contains)', source.replace('\n', ' '))]


@pytest.mark.parametrize('stage', ('boards', 'synthesis', 'model', 'training', 'inspection', 'corpus',
                                   'embedding', 'reduction', 'clustering', 'disagreement', 'review'))
def test_stage_keeps_its_parameters_tag(stage):
    from aoi_nb.artifacts import check_parameters, notebook_path

    parameters = check_parameters(stage, {})
    assert next(iter(parameters)) == 'run_dir' and parameters['run_dir'] == ''
    tagged = [cell for cell in json.loads(notebook_path(stage).read_text())['cells']
              if 'parameters' in cell['metadata'].get('tags', [])]
    assert len(tagged) == 1


@pytest.mark.parametrize('module', MODULES, ids=lambda path: path.stem)
def test_library_reads_nothing_that_can_run_code(module):
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [alias.name for alias in node.names] + [getattr(node, 'module', None) or '']
            assert not {'pickle', 'dill', 'joblib', 'shelve', 'marshal'} & {name.split('.')[0] for name in names}
        if isinstance(node, ast.keyword) and isinstance(node.value, ast.Constant):
            assert (node.arg, node.value.value) not in (('allow_pickle', True), ('safe_mode', False), ('shell', True))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ('eval', 'exec')


def test_wheel_works_outside_the_checkout(outside):
    folder, environment = outside
    code = ('import aoi_nb, sys; from aoi_nb.artifacts import notebook_path, project_path; from aoi_nb.cli import main; '
            "print(aoi_nb.__file__, notebook_path('boards'), project_path('data', 'boards', 'corners.csv'), "
            "project_path('data', 'collection', 'lab_a', '2022', 'failure analysis', 'case 1', 'notes.txt')); "
            "sys.argv[1:] = ['params', 'inspection']; main()")
    done = subprocess.run([sys.executable, '-c', code], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0].count(str(folder/'site')) == 4
    assert 'synthesis.images' in done.stdout
