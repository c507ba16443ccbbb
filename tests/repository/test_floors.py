"Lower bounds of dependencies that close known holes, and the lock, which names one version of everything."
import ast
import importlib.metadata
import json
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

packaging = pytest.importorskip('packaging.requirements')
Version = pytest.importorskip('packaging.version').Version
FLOORS = {
    'keras': '3.15.1',  # safe loading, shape bombs, zip bombs
    'opencv-python': '4.12',
    'nbconvert': '7.17.1',
    'jupyter-server': '2.18',
    'pyarrow': '16.0',  # 14.0.1 closes the hole; 16 is the first that works with numpy 2
    'pillow': '11.3',
    'jinja2': '3.1.6',  # escapes from its sandbox
}


@pytest.fixture(scope='module')
def requirements():
    "Name → requirement, over all options of settings.ini."
    path = Path(__file__).parents[2]/'settings.ini'
    settings = ConfigParser(delimiters=['='])
    settings.read(path, encoding='utf-8')
    lines = [line.strip() for key, value in settings['DEFAULT'].items() if key.endswith('requirements')
             for line in value.splitlines() if line.strip()]
    return {requirement.name.lower(): requirement for requirement in map(packaging.Requirement, lines)}


@pytest.mark.parametrize('name', FLOORS)
def test_floor_is_required(requirements, name):
    bounds = [Version(bound.version) for bound in requirements[name].specifier if bound.operator in ('>=', '==', '~=')]
    assert bounds and max(bounds) >= Version(FLOORS[name]), f'settings.ini must ask for {name}>={FLOORS[name]}'


@pytest.mark.parametrize('name', FLOORS)
def test_installed_version_keeps_the_floor(name):
    try:
        installed = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        pytest.skip(f'{name} is not installed')
    assert Version(installed) >= Version(FLOORS[name])


def test_the_lock_holds_what_is_required(requirements):
    lines = [line for line in (Path(__file__).parents[2]/'requirements.lock').read_text().splitlines()
             if line and not line.startswith('#')]
    assert all(line.count('==') == 1 for line in lines)
    locked = dict(line.split('==') for line in lines)
    wrong = [str(wanted) for name, wanted in requirements.items()
             if name not in locked or not wanted.specifier.contains(locked[name])]
    assert not wrong, f'requirements.lock lacks {wrong}: CONTRIBUTING.md has the command that makes it anew'


def imported(source):
    "Top-level names that a piece of Python imports from elsewhere."
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split('.')[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module.split('.')[0])
    return names - set(sys.stdlib_module_names) - {'aoi_nb'}


def test_the_chain_needs_nothing_beyond_lab():
    root = Path(__file__).parents[2]
    settings = ConfigParser(delimiters=['='])
    settings.read(root/'settings.ini', encoding='utf-8')
    lines = (settings['DEFAULT']['requirements'] + '\n' + settings['DEFAULT']['lab_requirements']).splitlines()
    given = {packaging.Requirement(line.strip()).name.lower() for line in lines if line.strip()}
    renamed = {'PIL': 'pillow', 'cv2': 'opencv-python', 'ai_edge_litert': 'ai-edge-litert', 'yaml': 'pyyaml',
               'sklearn': 'scikit-learn', 'umap': 'umap-learn', 'graspologic_native': 'graspologic-native'}
    # These come with Keras, nbconvert and papermill, which are given.
    brought = {'IPython', 'bleach', 'h5py', 'jupyter_client', 'nbformat'}
    for notebook in (root/'nbs').glob('[1-3]0_*/*.ipynb'):
        cells = json.loads(notebook.read_text())['cells']
        for cell in cells:
            if cell['cell_type'] == 'code':
                for name in imported(''.join(cell['source'])) - brought:
                    assert renamed.get(name, name) in given, f'{notebook.name} imports {name}'
