"Lower bounds of dependencies that close known holes."
import importlib.metadata
from configparser import ConfigParser
from pathlib import Path

import pytest

packaging = pytest.importorskip('packaging.requirements')
Version = pytest.importorskip('packaging.version').Version
FLOORS = {
    'keras': '3.15.1',  # safe loading, shape bombs, zip bombs
    'opencv-python': '4.12',
    'nbconvert': '7.17.1',
    'jupyter-server': '2.18',
    'pyarrow': '14.0.1',
    'pillow': '11.3',
}


@pytest.fixture(scope='module')
def requirements():
    "Name → requirement, over all options of settings.ini."
    path = Path(__file__).parent.parent/'settings.ini'
    settings = ConfigParser(delimiters=['='])
    settings.read(path, encoding='utf-8')
    lines = [line.strip() for key, value in settings['DEFAULT'].items() if key.endswith('requirements')
             for line in value.splitlines() if line.strip()]
    return {requirement.name.lower(): requirement for requirement in map(packaging.Requirement, lines)}


@pytest.mark.parametrize('name', FLOORS)
def test_floor_is_required(requirements, name):
    bounds = [Version(bound.version) for bound in requirements[name].specifier if bound.operator in ('>=', '==', '~=')]
    assert bounds and max(bounds) >= Version(FLOORS[name]), f'settings.ini must ask for {name}>={FLOORS[name]}'


@pytest.mark.parametrize('name', FLOORS)
def test_installed_version_keeps_the_floor(name):
    try:
        installed = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        pytest.skip(f'{name} is not installed')
    assert Version(installed) >= Version(FLOORS[name])
