"The rooms: imports run one way, nothing needs the demo, every module is in a room, a stage's run holds no examples."
import ast
import json
import re
from pathlib import Path

import pytest

from aoi_nb.core.parameters import cells_that_run, notebook_path
from aoi_nb.core.rooms import ROOMS, imported_rooms, modules_of, room_table, upward_imports
from aoi_nb.runs.chains import CHAINS

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT/'aoi_nb'
MODULES = sorted(file for file in PACKAGE.rglob('*.py') if file.stem not in ('__init__', '_modidx'))
NOTEBOOKS = sorted((ROOT/'nbs').rglob('*.ipynb'))
STAGES = [stage for chain in CHAINS.values() for stage in chain.stages]


def sources(notebook, kind='code'):
    "The cells of a notebook of one kind, as text."
    return [''.join(cell['source']) for cell in json.loads(notebook.read_text())['cells'] if cell['cell_type'] == kind]


def module_of(notebook):
    "The module that a notebook exports, '' where it exports none."
    found = re.search(r'^#\|\s*default_exp\s+(\S+)', '\n'.join(sources(notebook)), re.MULTILINE)
    return found[1] if found else ''


def test_no_room_imports_from_a_room_above_it():
    assert upward_imports(PACKAGE) == []


def test_modules_named_in_text_are_of_rooms_below():
    named = re.compile(rf'(?:aoi_nb\.)?({"|".join(ROOMS)})\.[a-z_]+[.:]\w+|aoi_nb\.({"|".join(ROOMS)})\.[a-z_]+')
    for room in ROOMS:
        for file in modules_of(room, PACKAGE):
            texts = [node.value for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Constant)]
            for text in texts:
                if found := named.fullmatch(str(text)):
                    assert {found[1] or found[2]} <= {room, *ROOMS[room].uses}, f'{file} names {text}'


def test_rooms_lie_above_each_other():
    below = {}
    for name, room in ROOMS.items():
        assert set(room.uses) <= set(ROOMS) - {name}
        below[name] = set(room.uses)
    for name, uses in below.items():
        assert all(name not in below[other] and below[other] <= uses for other in uses), name


def test_only_the_studies_may_use_the_demo():
    assert {name for name, room in ROOMS.items() if 'demo' in room.uses} == {'studies'}
    for room in set(ROOMS) - {'demo'}:
        for file in modules_of(room, PACKAGE):
            assert 'demo' not in imported_rooms(file.read_text(), '' if file.stem == 'cli' else room), file


def test_every_module_is_in_a_room():
    inside = {file for room in ROOMS for file in modules_of(room, PACKAGE)}
    assert set(MODULES) == inside, f'outside the rooms: {sorted(set(MODULES) - inside)}'
    assert {file.name for file in PACKAGE.glob('*.py')} == {'__init__.py', '_modidx.py', 'cli.py'}


@pytest.mark.parametrize('module', MODULES, ids=lambda path: f'{path.parent.name}/{path.stem}')
def test_module_fits_into_one_reading(module):
    lines = len(module.read_text().splitlines())
    assert lines <= 350


@pytest.mark.parametrize('notebook', NOTEBOOKS, ids=lambda path: f'{path.parent.name}/{path.stem}')
def test_notebook_exports_into_its_room(notebook):
    room = next((name for name, room in ROOMS.items() if room.folder == notebook.parent.name), '')
    module = module_of(notebook)
    assert room or notebook == ROOT/'nbs'/'index.ipynb', f'{notebook} is in no room'
    if module and module != 'cli':
        assert module == f'{room}.{re.sub(r"^[0-9]+_", "", notebook.stem)}'
    if not module:
        assert not [source for source in sources(notebook) if re.search(r'^#\|\s*export\b', source, re.MULTILINE)]


def test_no_two_notebooks_of_a_room_share_a_number():
    "A number is the reading order: it says which of two notebooks comes first."
    numbers = [(file.parent.name, file.name[:3]) for file in NOTEBOOKS if file.parent.name != 'nbs']
    assert sorted(set(numbers)) == sorted(numbers)


@pytest.mark.parametrize('room', sorted(set(ROOMS) - {'guide'}))
def test_page_of_a_room_shows_its_notebooks_as_they_are(room):
    page = json.loads((ROOT/'nbs'/ROOMS[room].folder/'00_room.ipynb').read_text())
    outputs = [output for cell in page['cells'] for output in cell.get('outputs', [])]
    stored = [''.join(output['data']['text/html']) for output in outputs if 'text/html' in output.get('data', {})]
    assert stored == [room_table(room)], 'run the page again: jupyter nbconvert --to notebook --execute --inplace'


@pytest.mark.parametrize('stage', STAGES)
def test_run_of_a_stage_holds_no_examples(stage):
    for cell in cells_that_run(notebook_path(stage)):
        source = ''.join(cell['source'])
        tree = ast.parse(re.sub(r'^\s*[%!].*$', '', source, flags=re.MULTILINE))
        called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        names = {function.id for function in called if isinstance(function, ast.Name)}
        assert 'demo' not in imported_rooms(source), f'a run would need aoi_nb.demo:\n{source}'
        assert 'fastcore.test' not in source, f'a run would need the test library:\n{source}'
        assert not any(isinstance(node, ast.Assert) for node in ast.walk(tree)), f'an assertion in a run:\n{source}'
        assert not [name for name in names if name.startswith('test_')], f'a test in a run:\n{source}'
