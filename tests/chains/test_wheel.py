"The wheel: what it holds, and that it runs, inspects and explores outside the checkout, on the line without the rest."
import importlib.metadata
import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from configparser import ConfigParser
from urllib.request import ProxyHandler, build_opener

import pytest
from conftest import ROOT

from aoi_nb.core.files import project_path
from aoi_nb.runs.chains import CHAINS

packaging = pytest.importorskip('packaging.requirements')
canonical = pytest.importorskip('packaging.utils').canonicalize_name
MB = 1_000_000


@pytest.fixture(scope='module')
def wheel(outside):
    "The opened wheel."
    path, = outside[0].glob('*.whl')
    with zipfile.ZipFile(path) as opened:
        yield opened


def test_size(wheel):
    sizes = {entry.filename: (entry.compress_size, entry.file_size) for entry in wheel.infolist()}
    ours = [size for name, size in sizes.items() if not name.startswith('aoi_nb/data/')]
    assert sum(packed for packed, _ in sizes.values()) < 20*MB
    assert sum(unpacked for _, unpacked in ours) < 3.2*MB


def test_contents(wheel):
    names = wheel.namelist()
    assert not [name for name in names if re.search(r'/demo/|/studies/|nbs/(00|10|5|6|7|8|9)|node_modules', name)]
    notebooks = [name for name in names if name.startswith('aoi_nb/nbs/')]
    for stage in (stage for chain in CHAINS.values() for stage in chain.stages):
        assert [name for name in notebooks if re.search(rf'/[0-9]+_{stage}\.ipynb$', name)], stage
    for name in notebooks:
        cells = json.loads(wheel.read(name))['cells']
        assert not any(cell.get('outputs') or 'example' in cell['metadata'].get('tags', []) for cell in cells), name
    for name in ('boards/corners.csv', 'line/corners.csv', 'panel/positions.csv', 'panel/golden/corners.csv',
                 'panel/line/truth.csv', 'collection/labels.csv', 'builtin/mobilenetv2.npz',
                 'collection/lab_a/2022/failure analysis/case 1/notes.txt'):
        assert f'aoi_nb/data/{name}' in names


def python(outside, code, **more):
    "A program in the folder outside the checkout; what it prints."
    folder, environment = outside
    done = subprocess.run([sys.executable, '-c', code], cwd=folder, env={**environment, **more}, capture_output=True,
                          text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_finds_its_own_files(outside):
    code = ('import aoi_nb, sys; from aoi_nb.core.files import project_path; from aoi_nb.cli import main; '
            'from aoi_nb.core.parameters import notebook_path; '
            "print(aoi_nb.__file__, notebook_path('boards'), project_path('data', 'boards', 'corners.csv')); "
            "sys.argv[1:] = ['params', 'inspection']; main()")
    lines = python(outside, code).splitlines()
    assert lines[0].count(str(outside[0]/'site')) == 3
    assert 'synthesis.images' in '\n'.join(lines)
    absent = "try:\n    import aoi_nb.demo\nexcept ModuleNotFoundError as error:\n    print(error.name)"
    assert python(outside, absent).strip() == 'aoi_nb.demo'


def absent_on_the_line():
    "Names of installed modules that the base requirements, and what they require, do not bring."
    settings = ConfigParser(delimiters=['='])
    settings.read(ROOT/'settings.ini', encoding='utf-8')
    wanted = [packaging.Requirement(line) for line in settings['DEFAULT']['requirements'].splitlines() if line.strip()]
    brought = {'aoi-nb'}
    while wanted:
        name = canonical(wanted.pop().name)
        try:
            lines = [] if name in brought else importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:  # wanted on other systems
            lines = []
        brought.add(name)
        needs = [packaging.Requirement(line) for line in lines]
        wanted += [need for need in needs if need.marker is None or need.marker.evaluate({'extra': ''})]
    return sorted(module for module, owners in importlib.metadata.packages_distributions().items()
                  if not brought & {canonical(owner) for owner in owners})


def test_line_judges_with_the_base_installation(outside, run, tmp_path):
    folder, environment = outside
    absent = absent_on_the_line()
    assert {'tensorflow', 'keras', 'pandas', 'matplotlib', 'papermill', 'nbformat', 'sklearn', 'IPython'} <= set(absent)
    environment = {**environment, 'AOI_ABSENT': ','.join(absent)}
    command, line = [sys.executable, '-m', 'aoi_nb.cli'], project_path('data', 'line')
    for words, part in ((['--help'], 'inspect'),
                        (['inspect', run/'program', line, '--out', tmp_path/'verdicts'], '12 images: '),
                        (['evaluate', run/'program', '--boards', line, '--out', tmp_path/'x.json'], 'centre_mae_px')):
        done = subprocess.run([*command, *words], cwd=folder, env=environment, capture_output=True, text=True)
        assert done.returncode == (words[0] == 'inspect') and part in done.stdout, done.stderr  # 1: some fail
    done = subprocess.run([*command, 'run', 'inspection', '--out', tmp_path/'RUN'], cwd=folder, env=environment,
                          capture_output=True, text=True)
    assert done.returncode == 2 and "pip install 'aoi_nb[lab]'" in done.stderr.splitlines()[-1], done.stderr
    assert not (tmp_path/'RUN').exists()


def test_explorer_answers(outside, sorted_copy):
    pytest.importorskip('voila', reason='the explorer needs Voila')
    folder, environment = outside
    command = [sys.executable, '-m', 'aoi_nb.cli', 'explore', sorted_copy, '--no-browser']
    server = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        address = next(found[0] for line in server.stdout if (found := re.search(r'http://\S+', line)))
        page = build_opener(ProxyHandler({})).open(address, timeout=120).read().decode()
        assert 'application/vnd.jupyter.widget-view+json' in page and 'role="alert"' not in page
    finally:
        os.kill(server.pid, signal.SIGINT)
        assert server.wait(30) == 130
