"""Images judged by several processes: the same verdicts in the same order, none left behind when something ends them.

Run as a program, this file is what is ended: an inspection that starts processes at once.
"""
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aoi_nb.core.files import BadInput, project_path
from aoi_nb.inspection import judging
from aoi_nb.inspection.board_program import open_program
from aoi_nb.inspection.judging import in_processes, in_turn
from aoi_nb.inspection.station import inspect_paths, signals_noted


@pytest.fixture
def line(tmp_path):
    "Ten photographs and a file that is none, in the middle."
    folder = tmp_path/'line'
    folder.mkdir()
    for number, path in enumerate(sorted(project_path('data', 'line').glob('*.png'))[:10]):
        (folder/f'{number}.png').write_bytes(path.read_bytes())
    (folder/'55.png').write_bytes(b'none')
    return folder


def told(found):
    "What was found, without the time."
    return [(path.name, str(one) if isinstance(one, BadInput) else [row | {'time': ''} for row in one[1]])
            for path, one in found]


def children(pid):
    "Processes that a process has started."
    started = [path for path in Path('/proc').iterdir() if path.name.isdigit() and f'\nPPid:\t{pid}\n' in status(path)]
    return [int(path.name) for path in started]


def status(path):
    "What the system tells of a process."
    try:
        return (path/'status').read_text()
    except OSError:
        return ''


def waited_for(condition, seconds=60):
    "Ask until it holds."
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


def start(program, line, out):
    "An inspection with processes, that has kept a verdict."
    process = subprocess.Popen([sys.executable, __file__, program, line, out], stderr=subprocess.PIPE, text=True,
                               start_new_session=True, env={**os.environ, 'PYTHONPATH': str(Path(__file__).parents[2])})
    waited_for(lambda: (out/'verdicts.jsonl').exists() and len(kept(out)) > 1)
    return process


def kept(out):
    "Verdicts on the disk."
    return [json.loads(row) for row in (out/'verdicts.jsonl').read_text().splitlines()]


def test_verdicts_are_the_same_and_in_order(run, line, monkeypatch):
    images, program = sorted(line.iterdir()), open_program(run/'program')
    alone = told(in_turn(program, images))
    assert told(in_processes(images, run/'program', program.id, 2)) == alone
    started = []
    monkeypatch.setattr(judging, 'in_processes', lambda *words: started.append(words) or in_processes(*words))
    monkeypatch.setattr(judging, 'cores', lambda: 2)
    assert told(in_turn(program, images, run/'program')) == alone and not started  # a short batch
    monkeypatch.setattr(judging, 'LONG', 0)
    assert told(in_turn(program, images)) == alone and not started  # as scripts of one's own do
    assert told(in_turn(program, images, run/'program')) == alone and len(started[0][0]) == len(images) - judging.FIRST
    monkeypatch.setattr(judging, 'cores', lambda: 64)
    monkeypatch.setattr(judging, 'in_processes', lambda *words: started.append(words) or iter(()))
    assert len(list(in_turn(program, images, run/'program'))) == judging.FIRST and started[1][-1] == judging.PROCESSES


def test_another_program_in_the_folder_is_refused(run, line):
    found = list(in_processes(sorted(line.iterdir()), run/'program', 'f'*64, 2))
    assert len(found) == 11 and all('with which the batch began' in str(one) for _, one in found)


@pytest.mark.skipif(not Path('/proc').is_dir(), reason='processes are counted by /proc')
@pytest.mark.parametrize('how', [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_no_process_is_left_and_the_batch_goes_on(run, line, tmp_path, how):
    (line/'55.png').unlink()
    out = tmp_path/'out'
    process = start(run/'program', line, out)
    workers = waited_for(lambda: found if len(found := children(process.pid)) > 1 else None)
    os.killpg(process.pid, how) if how != signal.SIGKILL else process.kill()
    errors = process.communicate(timeout=60)[1]
    waited_for(lambda: all('zombie' in (told := status(Path(f'/proc/{pid}'))) or not told for pid in workers))
    before = kept(out)
    if how != signal.SIGKILL and len(before) < 10:  # else the signal came too late
        assert process.returncode == 130 and 'Traceback' not in errors
        assert f'{len(before)} of 10 images judged, kept in' in errors
    rows = inspect_paths(run/'program', [line], out, progress=False)
    assert [row['image'] for row in rows] == [f'{number}.png' for number in range(10)]
    assert kept(out)[:len(before)] == before


@pytest.mark.skipif(not Path('/proc').is_dir(), reason='processes are found by /proc')
def test_a_process_that_is_killed_ends_in_one_line(run, line, tmp_path):
    (line/'55.png').unlink()
    process = start(run/'program', line, tmp_path/'out')
    workers = waited_for(lambda: found if len(found := [pid for pid in children(process.pid)
                                                        if 'spawn_main' in command(pid)]) > 1 else None)
    os.kill(workers[0], signal.SIGKILL)
    errors = process.communicate(timeout=60)[1]
    assert process.returncode in (0, 2) and 'Traceback' not in errors, errors  # 0: all was done
    if process.returncode:
        assert 'a process that judges has been ended' in errors and 'images judged, kept in' in errors
    assert len(inspect_paths(run/'program', [line], tmp_path/'out', progress=False)) == 10


def test_a_process_that_ends_while_another_one_starts_ends_in_one_line(run, line, monkeypatch):
    from conftest import refused  # not where this file runs as a script

    class Closing(judging.ProcessPoolExecutor):
        "Starts a process that is never told of the end, as pipes close under its start."

        def submit(self, *words):
            if not children_of_tests() - before:
                return super().submit(*words)
            raise OSError('handle is closed')

    def children_of_tests():
        return set(judging.active_children())

    before = children_of_tests()
    monkeypatch.setattr(judging, 'ProcessPoolExecutor', Closing)
    images, program = sorted(line.iterdir()), open_program(run/'program')
    refused(lambda: list(in_processes(images, run/'program', program.id, 2)), 'a process that judges has been ended')
    waited_for(lambda: not children_of_tests() - before)


def command(pid):
    "The command line of a process."
    try:
        return Path(f'/proc/{pid}/cmdline').read_text()
    except OSError:
        return ''


def main(program, line, out):
    "What is ended."
    judging.LONG, judging.FIRST, judging.cores = -1, 2, lambda: 2
    judge = judging.attempt
    judging.attempt = lambda *words: time.sleep(0.2) or judge(*words)
    with signals_noted() as stopped:
        try:
            inspect_paths(Path(program), [Path(line)], Path(out), False, stopped=stopped, processes=True)
        except KeyboardInterrupt as stop:
            print(stop, file=sys.stderr)
            return 130
        except BadInput as error:
            print(error, file=sys.stderr)
            return 2
        return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
