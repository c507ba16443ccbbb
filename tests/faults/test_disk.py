"A disk that is full, broken or read-only, or too many open files: one line that names the file, and exit code 2."
import builtins
import errno
import io
import json
import os
import shutil
from pathlib import Path

import pytest
from conftest import refused

from aoi_nb.cli import answer, app
from aoi_nb.core.files import BadInput, disk_fault, project_path, read_json, sha256, write_json, write_text
from aoi_nb.core.images import read_image

NUMBERS = [errno.EIO, errno.EROFS, errno.EMFILE, errno.EPERM, errno.ENOSPC, errno.EDQUOT]
SAID = {errno.EIO: 'answers with an error', errno.EROFS: 'read-only', errno.EMFILE: 'too many files',
        errno.EPERM: 'no permission', errno.ENOSPC: 'full disk', errno.EDQUOT: 'quota'}


def names(path, folder):
    "Whether a call is about something in a folder."
    with_text = isinstance(path, (str, bytes, os.PathLike))
    return with_text and str(folder) in os.fsdecode(os.fspath(path))


def break_disk(patch, folder, number, calls=('open', 'mkdir', 'replace', 'fsync')):
    "From now on these calls of the system fail for what is in a folder."
    def failing(function, described=False):
        def call(path, *rest, **options):
            target = os.readlink(f'/proc/self/fd/{path}') if described else path
            if names(target, folder):
                raise OSError(number, os.strerror(number), None if described else path)
            return function(path, *rest, **options)
        return call

    if 'open' in calls:
        patch.setattr(builtins, 'open', failing(builtins.open))
        patch.setattr(io, 'open', failing(io.open))
        patch.setattr(os, 'open', failing(os.open))
    for name in set(calls) & {'mkdir', 'replace'}:
        patch.setattr(os, name, failing(getattr(os, name)))
    if 'fsync' in calls:
        patch.setattr(os, 'fsync', failing(os.fsync, described=True))


def command(capsys, *given):
    "Exit code and error lines of a command."
    code = answer(lambda: app(args=list(map(str, given)), standalone_mode=False, prog_name='aoi'))
    return code, capsys.readouterr().err.splitlines()


@pytest.mark.parametrize('number', NUMBERS, ids=errno.errorcode.get)
@pytest.mark.parametrize('call', ['open', 'replace', 'fsync'])
def test_a_write_that_fails_names_the_file_and_keeps_the_old_one(tmp_path, monkeypatch, number, call):
    write_json(tmp_path/'metrics.json', {'n': 1})
    with monkeypatch.context() as patch:
        break_disk(patch, tmp_path, number, [call])
        message = refused(lambda: write_json(tmp_path/'metrics.json', {'n': 2}), SAID[number])
    assert 'what was there before is kept' in message
    full = number in (errno.ENOSPC, errno.EDQUOT)
    assert message.startswith(f'the disk of {tmp_path}:' if full else f'{tmp_path}/metrics.json:')
    assert read_json(tmp_path/'metrics.json') == {'n': 1} and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize('number', NUMBERS, ids=errno.errorcode.get)
def test_a_read_that_fails_names_the_file(tmp_path, monkeypatch, number):
    (tmp_path/'a.json').write_text('{}')
    shutil.copy(project_path('data', 'boards', 'board01.png'), tmp_path/'a.png')
    with monkeypatch.context() as patch:
        break_disk(patch, tmp_path, number)
        for read, name in ((read_json, 'a.json'), (sha256, 'a.png'), (read_image, 'a.png')):
            message = refused(lambda read=read, name=name: read(tmp_path/name), SAID[number])
            assert name in message or f'the disk of {tmp_path}' in message


def make_inputs(folder):
    "What the commands are given: a table, photographs with corners, a run, a COCO file, a program without its network."
    from attack.run_files import board_run

    from aoi_nb.exchange.corner_export import export

    board_run(folder/'boards')
    export(project_path('data', 'boards'), 'coco', folder/'coco')
    return folder


COMMANDS = {  # what is typed; IN: where the inputs are, OUT: a new folder
    'runs': 'runs IN/boards', 'show': 'program show IN/boards/RUN/program',
    'set': 'program set IN/boards/RUN/program --shift-px 2 --source drawing --why trial',
    'inspect': 'inspect IN/boards/RUN/program IN/boards/RUN/boards/real --out OUT',
    'evaluate': 'evaluate IN/boards/RUN/program --boards IN/boards/RUN/boards/real --out OUT',
    'import': 'import IN/coco/annotations.json --out OUT',
    'export': 'export IN/boards/RUN/boards/train --format coco --out OUT',
    'run': 'run inspection --boards IN/boards/RUN/boards/train --out IN/boards/RUN',
    'label': 'label IN/boards/RUN/boards/train',
    'predict': 'predict IN/boards/RUN IN/boards/RUN/boards/train --out OUT/a.csv', 'explore': 'explore IN/boards/RUN',
    'review': 'review IN/boards/RUN --merge IN/boards/RUN/manifest.json'}


@pytest.fixture(scope='module')
def inputs(tmp_path_factory):
    "Inputs of the commands, made once."
    return make_inputs(tmp_path_factory.mktemp('inputs'))


@pytest.mark.parametrize('name', COMMANDS)
def test_every_command_answers_a_broken_disk_in_one_line(inputs, tmp_path, monkeypatch, capsys, name):
    given = COMMANDS[name].replace('IN', str(inputs)).replace('OUT', str(tmp_path/'out')).split()
    for number in NUMBERS:
        with monkeypatch.context() as patch:
            break_disk(patch, inputs, number)
            break_disk(patch, tmp_path/'out', number)
            code, lines = command(capsys, *given)
        if name == 'runs':  # lists the run as unreadable
            assert (code, lines) == (0, [])
        else:
            assert code == 2 and len(lines) == 1, lines
    assert not (tmp_path/'out').exists()


@pytest.mark.parametrize('number', NUMBERS, ids=errno.errorcode.get)
def test_an_export_that_cannot_be_written_leaves_nothing(inputs, tmp_path, monkeypatch, capsys, number):
    with monkeypatch.context() as patch:
        break_disk(patch, tmp_path, number, ['open', 'fsync', 'replace'])
        code, lines = command(capsys, 'export', inputs/'boards'/'RUN'/'boards'/'train', '--format', 'coco', '--out',
                              tmp_path/'out')
    assert code == 2 and len(lines) == 1 and SAID[number] in lines[0], lines
    assert not [path for path in tmp_path.iterdir() if path.name[0] != '.']  # the disk refuses to remove, too


def test_what_a_kernel_says_of_a_disk_is_one_line():
    pytest.importorskip('papermill')
    from aoi_nb.cli import error_line
    from aoi_nb.runs.notebook import NotebookFailure, as_error

    for number in NUMBERS:
        told = f"[Errno {number}] {os.strerror(number)}: '/data/RUN/model/train.npy'"
        line = error_line(as_error(NotebookFailure('13_model.ipynb', '9', 'save()', 'OSError', told), '/data/RUN'))
        assert SAID[number] in line and '/data/RUN/model' in line and '\n' not in line
    failure = NotebookFailure('13_model.ipynb', '9', 'save()', 'KeyError', "'a'")
    assert as_error(failure) is failure


def test_errors_of_other_kinds_are_no_disk_faults():
    for error in (ValueError('errno 5'), FileNotFoundError(2, 'No such file'), KeyError(5), OSError('truncated')):
        assert disk_fault(error) is None
    assert isinstance(disk_fault(OSError('4096 requested and 12 written'), Path('/a/b')), BadInput)


def test_a_message_has_bounds(tmp_path):
    write_text(tmp_path/'manifest.json', json.dumps({'chain': 'x'*100_000}))
    error = BadInput('a\x1b[2J'*50_000, '9'*100_000, 'a\nnumber')
    assert len(str(error)) < 4000 and '\x1b' not in str(error) and '\n' not in str(error)
