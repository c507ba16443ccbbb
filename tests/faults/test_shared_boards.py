"""The parts of one board judged by several processes: the same verdicts, whatever becomes of the helpers.

Run as a program, this file is what is ended: a process that has helpers and waits.
"""
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from aoi_nb.core.images import write_png
from aoi_nb.inspection import judging
from aoi_nb.inspection.board_program import BoardPart, load_board, save_board
from aoi_nb.inspection.frames import FrameChoice
from aoi_nb.inspection.judgement import Limits, Tolerance
from aoi_nb.inspection.judging import SharedBoard, in_turn, judge_share
from aoi_nb.inspection.places import Place
from aoi_nb.inspection.program import ProgramContents, save_program
from aoi_nb.inspection.windows import SIDE, Window

LEFT = 'no helper is left'


@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    "The program of a board of twelve parts, whose network answers by the mean of the window."
    tf = pytest.importorskip('tensorflow')
    from aoi_nb.core.litert import litert_bytes
    part = np.array([[78., 102.], [178., 102.], [78., 154.], [178., 154.]])

    def by_mean(pixels, training):
        return tf.constant(part, tf.float32)[None] + tf.reduce_mean(pixels, axis=(1, 2, 3))[:, None, None]/20

    made, tolerance = tmp_path_factory.mktemp('board')/'program', Tolerance(4, 3, 'test')
    contents = ProgramContents(litert_bytes(by_mean, (SIDE, SIDE, 3)), Window(1., 0., 0., SIDE, SIDE), part, tolerance,
                               Limits(1, 0.5, 5, sites=12))
    made.mkdir()
    save_program(made/'R', contents, {'golden.png': np.zeros((SIDE, SIDE, 3), np.uint8)},
                 lambda path: path.write_bytes(b'weights'))
    first = np.array([[20, 20], [30, 20], [20, 25], [30, 25]])
    at = [first + np.array([30*(k % 4), 20*(k//4)]) for k in range(12)]
    parts = [BoardPart(Place(f'R{number}', 'R', corners), tolerance) for number, corners in enumerate(at)]
    save_board(made, parts, {'R': 'R'}, {'R': 10.0}, Window(1., 0., 0., 150, 90), FrameChoice(), None, None, {})
    return made


@pytest.fixture(scope='module')
def program(folder):
    "The same, loaded."
    return load_board(folder)


@pytest.fixture
def photo():
    "A photograph that is brighter below."
    return np.random.default_rng(7).integers(0, np.linspace(2, 255, 90)[:, None, None], (90, 150, 3)).astype(np.uint8)


@pytest.fixture
def shared(folder, program):
    "A board that is shared with one helper, which is ready."
    board = SharedBoard(program, folder, 1)
    waited_for(board.helpers[0].is_ready)
    yield board
    board.close()


def waited_for(condition, seconds=60):
    "Ask until it holds."
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


def is_gone(pid):
    "Whether a process has ended."
    try:
        return 'zombie' in Path(f'/proc/{pid}/status').read_text()
    except OSError:
        return True


def test_verdicts_are_those_of_one_process_whoever_judges(shared, program, photo, monkeypatch):
    alone = program.judge_photo(photo)
    assert len({str(row['corners_px']) for row in alone}) == len(alone)
    assert [shared.judge_photo(one) for one in (photo, photo[::-1], photo)] == [
        alone, program.judge_photo(photo[::-1]), alone]
    monkeypatch.setattr(judging, 'judge_share', lambda *words: {})  # the helper judges all
    assert shared.judge_photo(photo[:, ::-1]) == program.judge_photo(photo[:, ::-1]) and shared.helpers


def test_nobody_judges_what_another_has_begun(program, photo):
    begun = np.zeros(12, np.uint8)
    begun[[0, 5, 7]] = 1
    assert list(judge_share(program, photo, None, begun, 6)) == [6, 8, 9, 10, 11, 1, 2, 3, 4]
    assert begun.all() and judge_share(program, photo, None, begun, 0) == {}


@pytest.mark.parametrize('how', [signal.SIGKILL, signal.SIGSTOP])
def test_what_a_helper_owes_is_judged_here(shared, program, photo, monkeypatch, how):
    monkeypatch.setattr(judging, 'PATIENCE', 1)

    def ended_meanwhile(*words):  # its marks stand for parts that it will never answer for
        os.kill(shared.helpers[0].process.pid, how)
        words[3][:] = 1
        return {}

    monkeypatch.setattr(judging, 'judge_share', ended_meanwhile)
    helper = shared.helpers[0].process
    assert shared.judge_photo(photo) == program.judge_photo(photo)
    monkeypatch.setattr(judging, 'judge_share', judge_share)
    assert shared.judge_photo(photo) == program.judge_photo(photo)
    assert not shared.helpers and not helper.is_alive(), LEFT  # at the latest: it may have answered before it ended


def test_a_helper_that_has_ended_or_is_not_ready_is_done_without(folder, program, photo):
    board = SharedBoard(program, folder, 2)
    assert board.judge_photo(photo) == program.judge_photo(photo)  # they have hardly begun
    for helper in board.helpers:
        waited_for(helper.is_ready)
        helper.process.kill()
        helper.process.join()
    assert board.judge_photo(photo) == program.judge_photo(photo) and not board.helpers
    board.close()


def test_a_helper_that_finds_another_program_does_not_help(folder, program, photo):
    other = replace(program, id='f'*64)
    board = SharedBoard(other, folder, 1)
    board.helpers[0].process.join(60)
    assert not board.helpers[0].is_ready() and board.judge_photo(photo) == other.judge_photo(photo)
    board.close()


def test_what_fails_here_ends_the_helpers(shared, photo, monkeypatch):
    def failing(*words):
        raise ArithmeticError('as it is')

    process = shared.helpers[0].process
    monkeypatch.setattr(judging, 'judge_share', failing)
    with pytest.raises(ArithmeticError, match='as it is'):
        shared.judge_photo(photo)
    assert not shared.helpers and not process.is_alive(), LEFT


def test_the_size_of_a_batch_says_who_judges(folder, program, photo, tmp_path, monkeypatch):
    for number in range(8):
        write_png(tmp_path/f'{number}.png', np.roll(photo, number, axis=0))
    (tmp_path/'55.png').write_bytes(b'none')
    images, made = sorted(tmp_path.iterdir()), []

    def told(found):
        return [(path.name, str(one) if isinstance(one, judging.BadInput) else [row | {'time': ''} for row in one[1]])
                for path, one in found]

    class Counted(SharedBoard):
        def __init__(self, *words):
            made.append(words[2])
            super().__init__(*words)

    monkeypatch.setattr(judging, 'SharedBoard', Counted)
    monkeypatch.setattr(judging, 'cores', lambda: 2)
    alone = told(in_turn(program, images))
    assert told(in_turn(program, images, folder)) == alone and made == []  # a short batch
    monkeypatch.setattr(judging, 'SOME', 0)
    assert told(in_turn(program, images)) == alone and made == []  # as scripts of one's own do
    assert told(in_turn(program, images, folder)) == alone and made == [1]
    monkeypatch.setattr(judging, 'cores', lambda: 1)
    assert told(in_turn(program, images, folder)) == alone and made == [1]


@pytest.mark.skipif(not Path('/proc').is_dir(), reason='processes are found by /proc')
@pytest.mark.parametrize('how', [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_no_helper_is_left(folder, how):
    process = subprocess.Popen([sys.executable, __file__, folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, start_new_session=True,
                               env={**os.environ, 'PYTHONPATH': str(Path(__file__).parents[2])})
    helper = int(process.stdout.readline())
    assert not is_gone(helper)
    if how == signal.SIGINT:  # of the terminal: all processes get it, and only the first ends of it
        os.kill(helper, how)
        time.sleep(0.2)
        assert not is_gone(helper)
    process.send_signal(how)
    process.communicate(timeout=60)
    waited_for(lambda: is_gone(helper))


def main(folder):
    "What is ended."
    board = SharedBoard(load_board(Path(folder)), Path(folder), 1)
    waited_for(board.helpers[0].is_ready)
    print(board.helpers[0].process.pid, flush=True)
    time.sleep(60)


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
