"The base package with the lowest versions that settings.ini allows: its tests pass there, and it judges as here."
import csv
import os
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest
from conftest import ROOT

from aoi_nb.core.files import project_path

TESTS = ('alignment', 'bounds', 'pose', 'refinement', 'verdict')  # of what the line's computer does
UNREACHED = ('Failed to fetch', 'error sending request', 'dns error')  # what uv says without a package index


@pytest.fixture(scope='module')
def lowest(tmp_path_factory):
    "Function that runs Python with these versions in the checkout; its result."
    uv = Path(sys.executable).with_name('uv')
    if not uv.exists():
        pytest.skip('needs uv')
    settings = ConfigParser(delimiters=['='])
    settings.read(ROOT/'settings.ini', encoding='utf-8')
    python = tmp_path_factory.mktemp('lowest')/'bin'/'python'
    wanted = [line for line in settings['DEFAULT']['requirements'].splitlines() if line]
    for words in (['venv', '--python', sys.executable, python.parents[1]],
                  ['pip', 'install', '--resolution', 'lowest-direct', '--python', python, 'pytest>=8', *wanted]):
        done = subprocess.run([uv, *words], capture_output=True, text=True)
        if any(words in done.stderr for words in UNREACHED):
            pytest.skip('needs a package index')
        assert done.returncode == 0, done.stderr
    environment = {name: value for name, value in os.environ.items() if name != 'PYTHONPATH'}
    return lambda *words: subprocess.run([python, *map(str, words)], cwd=ROOT, env=environment, capture_output=True,
                                         text=True)


def test_the_tests_of_the_base_pass(lowest):
    done = lowest('-m', 'pytest', '-q', '-p', 'no:cacheprovider', *(f'tests/unit/test_{name}.py' for name in TESTS))
    assert done.returncode == 0 and ' passed' in done.stdout and 'skipped' not in done.stdout, done.stdout[-5000:]


def test_photographs_are_judged_as_with_these_versions(lowest, run, tmp_path):
    words = ['-m', 'aoi_nb.cli', 'inspect', run/'program', project_path('data', 'line'), '--out']
    here = subprocess.run([sys.executable, *map(str, words), tmp_path/'here'], capture_output=True, text=True)
    there = lowest(*words, tmp_path/'there')
    assert here.returncode == there.returncode == 1, here.stderr + there.stderr  # some fail
    tables = [list(csv.DictReader((tmp_path/name/'verdicts.csv').open())) for name in ('here', 'there')]
    for row, other in zip(*tables, strict=True):
        assert (row['image'], row['verdict']) == (other['image'], other['verdict'])
        for name in ('shift_px', 'rotation_deg'):
            assert abs(float(row[name]) - float(other[name])) < 0.02
