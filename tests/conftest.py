"What several test files share: this project built as a wheel and installed by itself."
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKED = ('aoi_nb', 'nbs', 'data', 'settings.ini', 'setup.py', 'README.md', 'MANIFEST.in', 'LICENSE')


@pytest.fixture(scope='session')
def outside(tmp_path_factory):
    "A folder outside the checkout, and the environment in which Python finds this project's wheel before the checkout."
    pytest.importorskip('setuptools')
    folder = tmp_path_factory.mktemp('outside')
    tree, site = folder/'tree', folder/'site'
    tree.mkdir()
    for name in PACKED:
        (shutil.copytree if (ROOT/name).is_dir() else shutil.copy)(ROOT/name, tree/name)
    pip = [sys.executable, '-m', 'pip']
    subprocess.run([*pip, 'wheel', '--quiet', '--no-deps', '--no-build-isolation', '--wheel-dir', folder, tree], check=True)
    wheel, = folder.glob('*.whl')
    subprocess.run([*pip, 'install', '--quiet', '--no-deps', '--target', site, wheel], check=True)
    shutil.rmtree(tree)
    return folder, {**os.environ, 'PYTHONPATH': str(site)}
