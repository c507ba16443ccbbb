"What several test files share: this project installed from its wheel, and a finished small run of it."
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from aoi_nb.artifacts import BadInput

ROOT = Path(__file__).parent.parent
PACKED = ('aoi_nb', 'nbs', 'data', 'settings.ini', 'setup.py', 'README.md', 'MANIFEST.in', 'LICENSE')
SMALL = ['synthesis.images=48', 'synthesis.unseen_images=16', 'training.epochs=4']


def aoi(*arguments, **settings):
    "The command line in a process of its own."
    return subprocess.run([sys.executable, '-m', 'aoi_nb.cli', *map(str, arguments)], capture_output=True, text=True,
                          timeout=600, **settings)


def small_run(out, *arguments, **settings):
    "A chain of a few seconds a stage."
    return aoi('run', 'inspection', '--out', out, *(part for value in SMALL for part in ('--set', value)), *arguments,
               **settings)


def refused(action, part):
    "The message with which bad input is refused: one line, with `part` in it."
    with pytest.raises(BadInput) as caught:
        action()
    message = str(caught.value)
    assert '\n' not in message and ': found ' in message and ', expected ' in message and part in message, message
    return message


@pytest.fixture(scope='session')
def outside(tmp_path_factory):
    "A folder outside the checkout, and the environment in which Python finds this project's wheel before the checkout."
    pytest.importorskip('setuptools')
    folder = tmp_path_factory.mktemp('outside')
    tree, site = folder/'tree', folder/'site'
    tree.mkdir()
    for name in PACKED:
        if (ROOT/name).is_dir():
            shutil.copytree(ROOT/name, tree/name, ignore=shutil.ignore_patterns('node_modules'))
        else:
            shutil.copy(ROOT/name, tree/name)
    pip = [sys.executable, '-m', 'pip']
    subprocess.run([*pip, 'wheel', '--quiet', '--no-deps', '--no-build-isolation', '--wheel-dir', folder, tree], check=True)
    wheel, = folder.glob('*.whl')
    subprocess.run([*pip, 'install', '--quiet', '--no-deps', '--target', site, wheel], check=True)
    shutil.rmtree(tree)
    return folder, {**os.environ, 'PYTHONPATH': str(site)}


@pytest.fixture(scope='session')
def run(tmp_path_factory, outside):
    "A finished small run on the demo boards, by the installed wheel, outside the checkout."
    out, (folder, environment) = tmp_path_factory.mktemp('chain')/'run', outside
    result = small_run(out, cwd=folder, env=environment)
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    return out
