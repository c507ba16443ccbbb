"""Disks that fail at any call of a command, once or from then on: one line, exit code 2, and the same command again.

What was in the folder before is as it was, or as the whole command leaves it; the command given again on a sound disk
leaves what it would have left at once.
"""
import builtins
import contextlib
import errno
import io
import os
import re
import shutil
import tempfile
from collections import Counter
from unittest.mock import patch

from .run_files import board_run, sorting_run
from .station import inspect, write_photos

FULL = 1000
NUMBERS = [errno.EIO, errno.EROFS, errno.EMFILE, errno.EPERM, errno.ENOSPC, errno.EDQUOT]
CALLS = ['open', 'mkdir', 'replace', 'fsync', 'ftruncate', 'write', 'unlink']  # of os
COMMANDS = ['program set IN/boards/RUN/program --shift-px 2 --source drawing --why trial', 'inspect IN/photos',
            *(f'export IN/boards/RUN/boards/train --format {kind} --out IN/out'
              for kind in ('coco', 'yolo-obb', 'labelme')),
            *(f'import IN/{kind} --format {kind} --out IN/out' for kind in ('coco', 'labelme')),
            *(f'export IN/sorting/RUN --format {kind} --out IN/{kind}.csv' for kind in ('labels', 'predictions')),
            'review IN/sorting/RUN --merge IN/sorting/decisions.json',
            'program show IN/boards/RUN/program', 'runs IN/boards']


def make_input(kind, folder):
    "What commands are given: folder/kind, where it is not there."
    from aoi_nb.core.files import project_path
    from aoi_nb.exchange.corner_export import export

    makers = {'boards': board_run, 'sorting': sorting_run, 'photos': lambda folder: write_photos(folder, 4)}
    if not (folder/kind).exists():
        if kind in makers:
            makers[kind](folder/kind)
        else:
            export(project_path('data', 'boards'), kind, folder/kind)


class Disk:
    "Counts the calls of the system for what is in a folder, and lets one of them fail, or all from one on."

    def __init__(self, folder, fails=0, number=0, lasting=False):
        self.folder, self.fails, self.number, self.lasting, self.calls = str(folder), fails, number, lasting, 0

    def wrapped(self, function):
        def call(path, *rest, **options):
            try:
                name = os.readlink(f'/proc/self/fd/{path}') if isinstance(path, int) else os.fsdecode(path)
            except OSError:
                name = ''
            if name.startswith(self.folder):
                self.calls += 1
                if self.calls == self.fails or (self.lasting and 0 < self.fails < self.calls):
                    raise OSError(self.number, os.strerror(self.number), None if isinstance(path, int) else path)
            return function(path, *rest, **options)
        return call

    @contextlib.contextmanager
    def at_work(self):
        opened = self.wrapped(builtins.open)
        with contextlib.ExitStack() as stack:
            for owner, name, new in [(builtins, 'open', opened), (io, 'open', opened),
                                     *((os, name, self.wrapped(getattr(os, name))) for name in CALLS)]:
                stack.enter_context(patch.object(owner, name, new))
            yield


def outcome(command, folder, disk):
    "Exit code and error lines of a command."
    from aoi_nb.cli import answer, app

    def act():
        if command.startswith('inspect'):
            return inspect(folder/'photos', folder/'out') and 0
        return app(args=command.replace('IN', str(folder)).split(), standalone_mode=False, prog_name='aoi')

    errors = io.StringIO()
    with contextlib.redirect_stderr(errors), contextlib.redirect_stdout(io.StringIO()), disk.at_work():
        code = answer(act)
    return code, [line for line in errors.getvalue().splitlines() if 'image/s' not in line]


def contents(folder, command):
    "File → bytes, but for files that say when they were made, and leftovers that the disk did not let remove."
    timed = {'inspect': ('trace.sqlite', 'batch.json', 'verdicts.jsonl', 'verdicts.csv', 'index.html'),
             'review': ('labels.sqlite',), 'program': ('program.json',)}.get(command.split()[0], ())
    files = {path.relative_to(folder): path for path in folder.rglob('*') if path.is_file()}
    return {name: b'' if name.name in timed else path.read_bytes() for name, path in files.items()
            if not any(part.startswith('.') for part in name.parts)}


def attack(count, draw, folder):
    "Let the disk fail at any call of any command."
    counts, made, place, whole = Counter(), folder/'made', folder/'place', {}

    def fresh():
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(made, place)

    for command in COMMANDS[:count]:
        make_input(re.search('IN/([a-z]+)', command)[1], made)
    tempfile.gettempdir()  # asked for now: it is looked for by writing
    for number in range(count):
        command = COMMANDS[number % len(COMMANDS)]
        if command not in whole:
            fresh()
            disk = Disk(place)
            whole[command] = outcome(command, place, disk), disk.calls, contents(place, command)
            assert whole[command][0] == (0, []), (command, whole[command][0])
        _, calls, after = whole[command]
        fresh()
        lasting = draw.random() < 0.5
        disk = Disk(place, draw.randrange(1, calls + 1), draw.choice(NUMBERS), lasting)
        code, lines = outcome(command, place, disk)
        counts['tried'] += 1
        if (code, lines) == (0, []):
            counts['went on'] += 1
        elif code == 2 and len(lines) == 1 and len(lines[0]) < 4000:
            counts['refused'] += 1
        else:
            counts['traceback'] += 1
            counts[f'{command.split(" --")[0]}: {code} {lines[-1:]}'] += 1
        there, old = contents(place, command), contents(made, command)
        counts['lost'] += sum(name not in there or there[name] not in (old[name], after.get(name)) for name in old)
        code, lines = outcome(command, place, Disk(place))
        settled = code == 2 and re.search('(this tolerance|something there) already', lines[0])  # only not synced
        if (code and not settled) or contents(place, command) != after:
            counts['lost'] += 1
            counts[f'{command.split(" --")[0]} again: {code} {lines[-1:]}'] += 1
    return counts
