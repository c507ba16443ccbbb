"The repository itself: notebooks and library in sync and clean, README, parameters."
import ast
import base64
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT/'nbs').rglob('*.ipynb'))
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
    subprocess.run([sys.executable, str(ROOT/'tests'/'readme.py'), str(tmp_path/'README.md')], check=True)
    assert (tmp_path/'README.md').read_text() == (ROOT/'README.md').read_text(), 'python tests/readme.py makes it anew'
    assert len((ROOT/'README.md').read_text().splitlines()) <= 120


def test_readme_has_two_set_up_commands():
    commands = [line for line in (ROOT/'README.md').read_text().splitlines() if 'pip install' in line and '&&' in line]
    assert [command.split('&&')[-1].split()[1] for command in commands] == ['run', 'test']


@pytest.mark.parametrize('notebook', NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_keeps_the_house_rules(notebook):
    content = json.loads(notebook.read_text())
    cells, states = content['cells'], content['metadata'].get('widgets', {})
    code = [''.join(cell['source']) for cell in cells if cell['cell_type'] == 'code']
    exported = [source for source in code if re.search(r'^\s*#\s*\|\s*export\b', source, re.MULTILINE)]
    assert ''.join(cells[0]['source']).startswith('# ')
    assert len(cells) <= 70
    assert max((len(source.splitlines()) for source in exported), default=0) <= 90  # a class stays whole
    assert not [output for cell in cells for output in cell.get('outputs', []) if output['output_type'] == 'error']
    assert 'FloatProgress' not in json.dumps(states), 'the state of progress bars is kept'
    assert not [source for source in code if re.search(r'test_fail\((?!.*contains)', source.replace('\n', ' '))]


def test_outputs_hold_no_progress_bars_and_no_warnings():
    for path in (ROOT/'nbs').rglob('*.ipynb'):
        for cell in json.loads(path.read_text(encoding='utf-8'))['cells']:
            assert not [output for output in cell.get('outputs', []) if output.get('name') == 'stderr'], path


def test_outputs_name_no_folder_of_the_machine_that_ran_them():
    folders = re.compile(r'(?<![\w.])/(?:tmp|home|root|work|Users)/\w[^ <"\']*')
    for path in (ROOT/'nbs').rglob('*.ipynb'):
        for cell in json.loads(path.read_text(encoding='utf-8'))['cells']:
            for output in cell.get('outputs', []):
                data = output.get('data', {})
                shown = output.get('text', ''), data.get('text/plain', ''), data.get('text/html', '')
                found = [folders.search(''.join(text)) for text in shown]
                assert not any(found), (path.name, found)


def test_notebooks_are_light():
    size = sum(path.stat().st_size for path in (ROOT/'nbs').rglob('*.ipynb') if '.ipynb_checkpoints' not in path.parts)
    assert size <= 14e6, f'all notebooks are {size/1e6:.1f} MB, more than 14: run python tests/lighten.py'


def test_lightening_twice_changes_nothing_more(tmp_path):
    generator = np.random.default_rng(0)
    shades = Image.fromarray(generator.integers(0, 256, (12, 60, 3), np.uint8)).resize((300, 60))
    photograph = Image.fromarray(np.asarray(shades)//2 + generator.integers(0, 40, (60, 300, 3), np.uint8))
    chart = Image.new('RGB', (1500, 300), 'white')
    chart.paste((0, 114, 178), (0, 100, 1500, 110))
    outputs = []
    for image in (photograph, chart):
        file = io.BytesIO()
        image.save(file, 'PNG', compress_level=0)
        outputs.append({'output_type': 'display_data', 'metadata': {},
                        'data': {'image/png': base64.b64encode(file.getvalue()).decode()}})
    notebook = tmp_path/'pictures.ipynb'
    notebook.write_text(json.dumps({'cells': [{'cell_type': 'code', 'outputs': outputs}], 'metadata': {}}))
    sizes = [notebook.stat().st_size]
    for _ in range(2):
        subprocess.run([sys.executable, ROOT/'tests'/'lighten.py', tmp_path], check=True)
        sizes.append(notebook.stat().st_size)
    assert sizes[1] < sizes[0]/3 and sizes[2] == sizes[1]
    made = [output['data'] for output in json.loads(notebook.read_text())['cells'][0]['outputs']]
    assert [list(data) for data in made] == [['image/jpeg'], ['image/png']]
    pictures = [Image.open(io.BytesIO(base64.b64decode(text))) for data in made for text in data.values()]
    assert [(picture.mode, picture.size) for picture in pictures] == [('RGB', (300, 60)), ('P', (1200, 240))]
    assert pictures[1].convert('RGB').getpixel((600, 84)) == (0, 114, 178)


@pytest.mark.parametrize('stage', ('boards', 'synthesis', 'model', 'training', 'inspection', 'corpus',
                                   'embedding', 'reduction', 'clustering', 'disagreement', 'review'))
def test_stage_keeps_its_parameters_tag(stage):
    from aoi_nb.core.parameters import check_parameters, notebook_path

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
