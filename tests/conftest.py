"What several test files share: this project installed from its wheel, and a finished small run of it."
import fcntl
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from aoi_nb.core.files import BadInput

pytest_plugins = ['pages']
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background, by all processes started there
ROOT = Path(__file__).parents[1]
PACKED = ('aoi_nb', 'nbs', 'data', 'settings.ini', 'setup.py', 'pyproject.toml', 'README.md', 'MANIFEST.in', 'LICENSE')
FIGURES = {'n', 'centre_mae_px', 'centre_median_px', 'centre_p95_px', 'corner_mean_px', 'corner_p95_px',
           'angle_mae_deg', 'angle_median_deg'}  # of one evaluation set
SMALL = ['synthesis.images=48', 'synthesis.unseen_images=16', 'synthesis.calibration_images=24', 'training.epochs=4']
# Outside the checkout Python must not find it through an editable installation; AOI_ABSENT: modules that are not there.
CUSTOMIZE = '''
import os
import sys


class Absent:
    "Finds nothing under some names."

    def find_spec(self, name, path=None, target=None):
        if name.partition('.')[0] in os.environ.get('AOI_ABSENT', '').split(','):
            raise ModuleNotFoundError(f'No module named {name!r}', name=name)


sys.meta_path[:] = [Absent(), *(finder for finder in sys.meta_path if 'editable' not in repr(finder).lower())]
'''


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


def pytest_collection_modifyitems(items):
    "Every test has the marker of its folder, and `browser` where it opens a page; folders of long tests come first."
    order = ('chains', 'browser', 'faults', 'unit', 'repository')
    folders = {item: item.path.relative_to(ROOT/'tests').parts[0] for item in items}
    items.sort(key=lambda item: order.index(folders[item]))
    for item in items:
        item.add_marker(folders[item])
        if 'browser' in getattr(item, 'fixturenames', ()):
            item.add_marker('browser')


def made_once(factory, name, make):
    "A folder that all processes of the test session share: the first that asks for it makes it, the others wait."
    base = factory.getbasetemp()
    base = base.parent if 'PYTEST_XDIST_WORKER' in os.environ else base
    folder = base/name
    with open(base/f'{name}.lock', 'a+') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if lock.read() != 'made':
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            lock.write('made')
    return folder


def install_wheel(folder):
    "Build the wheel from a copy of what belongs to it, and install it into folder/site."
    pip, tree = [sys.executable, '-m', 'pip'], folder/'tree'
    tree.mkdir()
    for name in PACKED:
        if (ROOT/name).is_dir():
            shutil.copytree(ROOT/name, tree/name, ignore=shutil.ignore_patterns('node_modules'))
        else:
            shutil.copy(ROOT/name, tree/name)
    subprocess.run([*pip, 'wheel', '--quiet', '--no-deps', '--no-build-isolation', '--wheel-dir', folder, tree],
                   check=True)
    wheel, = folder.glob('*.whl')
    subprocess.run([*pip, 'install', '--quiet', '--no-deps', '--target', folder/'site', wheel], check=True)
    (folder/'site'/'sitecustomize.py').write_text(CUSTOMIZE)
    shutil.rmtree(tree)


@pytest.fixture(scope='session')
def outside(tmp_path_factory):
    "A folder outside the checkout, and the environment in which Python finds the wheel and not the checkout."
    pytest.importorskip('setuptools')
    folder = made_once(tmp_path_factory, 'outside', install_wheel)
    return folder, {**os.environ, 'PYTHONPATH': str(folder/'site')}


@pytest.fixture(scope='session')
def run(tmp_path_factory, outside):
    "A finished small run on the demo boards, by the installed wheel, outside the checkout."
    folder, environment = outside

    def make(made):
        result = small_run(made/'run', cwd=folder, env=environment)
        assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    return made_once(tmp_path_factory, 'small', make)/'run'


@pytest.fixture(scope='session')
def sorted_once(tmp_path_factory):
    "A folder with `images` and `RUN`, a small finished soldering run; see sorted_copy."
    def make(made):
        from aoi_nb.demo.small_run import small_run as sorted_images

        sorted_images(made/'sorted')
    return made_once(tmp_path_factory, 'sorted', make)/'sorted'


@pytest.fixture
def sorted_copy(sorted_once, tmp_path):
    "A copy of a small finished soldering run, which a test may spoil; its images lie beside it."
    return shutil.copytree(sorted_once, tmp_path/'sorted')/'RUN'
