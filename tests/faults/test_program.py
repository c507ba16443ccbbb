"A program that was edited is refused in one line, its tolerance is changed by a command, and each version is kept."
import json
import shutil

import numpy as np
import pytest
from attack.programs import make_program
from conftest import made_once, refused

from aoi_nb.cli import answer, app
from aoi_nb.core.files import project_path, read_json, sha256, write_json
from aoi_nb.inspection.program import FORMAT, load_program
from aoi_nb.inspection.program_file import seal_of
from aoi_nb.inspection.station import inspect_paths

pytest.importorskip('tensorflow')


@pytest.fixture
def program(tmp_path_factory, tmp_path):
    "A copy of a program with a stand-in network."
    made = made_once(tmp_path_factory, 'stand-in', lambda folder: make_program(folder/'program'))
    return shutil.copytree(made/'program', tmp_path/'program')


def edit(program, change, anew):
    "Edit program.json as text; seal it anew or not."
    content = json.loads((program/'program.json').read_text())
    change(content)
    content['seal'] = seal_of(json.loads(json.dumps(content).replace('NaN', '0'))) if anew else content['seal']
    (program/'program.json').write_text(json.dumps(content))


def words(*given):
    "Exit code of a command."
    return answer(lambda: app(args=list(map(str, given)), standalone_mode=False, prog_name='aoi'))


EDITS = {'nan': lambda content: content['tolerance'].update(shift_px=float('nan')),
         'far': lambda content: content['tolerance'].update(shift_px=400),
         'negative': lambda content: content['tolerance'].update(rotation_deg=-3),
         'text': lambda content: content['tolerance'].update(shift_px='4'),
         'no golden': lambda content: content.update(golden_corners_window_px={}),
         'three points': lambda content: next(iter(content['golden_corners_window_px'].values())).pop(),
         'no scale': lambda content: content.update(mm_per_px=0),
         'bits': lambda content: content['window'].update(photo_bits=12),
         'level': lambda content: content['limits'].update(level=1),
         'bound': lambda content: content['limits'].update(shift_px=-5),
         'in the picture': lambda content: content['frame'].update(kind='photo'),
         'no place': lambda content: content.update(nominal_board_px=None),
         'elsewhere': lambda content: content.update(nominal_board_px=[[900, 0], [990, 0], [900, 90], [990, 90]]),
         'any model': lambda content: content['frame'].update(model='affine'),
         'no board': lambda content: content['files'].pop('board.npz'),
         'no seal': lambda content: content.update(changes=None)}


@pytest.mark.parametrize('anew', [False, True], ids=['edited', 'sealed anew'])
@pytest.mark.parametrize('name', EDITS)
def test_an_edited_program_judges_nothing(program, tmp_path, name, anew):
    edit(program, EDITS[name], anew)
    out = tmp_path/'out'
    line = [project_path('data', 'line')]
    message = refused(lambda: inspect_paths(program, line, out, progress=False), 'program.json')
    assert anew or name == 'nan' or 'aoi program set PROGRAM --tolerance-shift-px' in message
    assert not out.exists()


def test_a_tolerance_a_little_wider_is_noticed(program):
    text = (program/'program.json').read_text()
    (program/'program.json').write_text(text.replace('"shift_px": 4.0', '"shift_px": 4.5'))
    refused(lambda: load_program(program), 'the file was edited')


@pytest.mark.parametrize('damage', ['pickle', 'shape', 'size', 'nan', 'missing', 'truncated'])
def test_a_damaged_golden_board_is_refused(program, damage):
    file = program/'board.npz'
    with np.load(file, allow_pickle=False) as arrays:
        arrays = dict(arrays)
    changes = {'pickle': {'centre': np.array([{'a': 1}, None], object)}, 'shape': {'means0': np.zeros((3, 3))},
               'size': {'shape': np.array([256, 300])}, 'nan': {'weights0': arrays['weights0']*np.nan}}
    if damage == 'truncated':
        file.write_bytes(file.read_bytes()[:200])
    else:
        arrays.pop('means1') if damage == 'missing' else arrays.update(changes[damage])
        np.savez(file, **arrays)
    refused(lambda: load_program(program), 'board.npz: found SHA-256')
    edit(program, lambda content: content['files'].update({'board.npz': sha256(file)}), True)
    refused(lambda: load_program(program), 'board.npz')


def test_a_program_of_an_earlier_format_is_refused_by_name(program):
    write_json(program/'program.json', {**read_json(program/'program.json'), 'format': FORMAT - 1})
    wanted = f'format {FORMAT - 1}, expected {FORMAT}: make the program again with aoi run'
    refused(lambda: load_program(program), wanted)


def test_a_tolerance_is_changed_by_a_command(program, capsys):
    first, before = load_program(program), sha256(program/'program.json')
    assert words('program', 'set', program, '--shift-mm', '0.15', '--source', 'drawing B', '--why', 'revision', '--who',
                 'Ana') == 0
    changed = load_program(program)
    assert (changed.tolerance.shift_px, changed.tolerance.source) == (3.0, 'drawing B')
    assert changed.id != first.id and changed.model_sha256 == first.model_sha256
    assert sha256(program/'versions'/'program-1.json') == before
    (change,) = read_json(program/'program.json')['changes']
    assert (change['who'], change['why'], change['from']['shift_px']) == ('Ana', 'revision', 4.0) and change['when']
    capsys.readouterr()
    assert words('program', 'show', program) == 0
    shown = capsys.readouterr().out
    for part in ('version 2', 'by Ana: revision', 'drawing B', '4 px (0.2 mm)'):
        assert part in shown
    (program/'versions'/'program-1.json').unlink()
    refused(lambda: load_program(program), 'program-1.json: found no such file')


@pytest.mark.parametrize('given', [('--tolerance-shift-px', 'nan'), ('--tolerance-shift-px', '400'),
                                   ('--rotation-deg', '-1'), ('--shift-px', '2', '--shift-mm', '1'), ()])
def test_a_tolerance_that_is_none_leaves_the_program(program, capsys, given):
    before = (program/'program.json').read_bytes()
    assert words('program', 'set', program, *given, '--source', 'drawing', '--why', 'trial') == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert (program/'program.json').read_bytes() == before and not (program/'versions').exists()
