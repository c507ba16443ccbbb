"Reads settings.ini, the one place of the project's metadata and dependencies."
from configparser import ConfigParser
from pathlib import Path

from setuptools import setup

settings = ConfigParser(delimiters=['='])
settings.read(Path(__file__).with_name('settings.ini'), encoding='utf-8')
settings = settings['DEFAULT']


def lines(key):
    "The non-empty lines of one setting."
    return [line.strip() for line in settings[key].splitlines() if line.strip()]


# [lab] adds what notebooks need to the base that a line computer needs; [dev] is everything.
options = {option: lines(f'{option}_requirements') for option in ('lab', 'openvino', 'dask', 'app')}
options['dev'] = [line for option in options.values() for line in option] + lines('dev_requirements')

setup(
    name=settings['lib_name'],
    version=settings['version'],
    description=settings['description'],
    long_description=Path(__file__).with_name('README.md').read_text(encoding='utf-8'),
    long_description_content_type='text/markdown',
    author=settings['author'],
    license='Apache-2.0',
    python_requires='>=' + settings['min_python'],
    install_requires=lines('requirements'),
    extras_require=options,
    entry_points={'console_scripts': lines('console_scripts')},
    # Notebooks and demo data live at the top of the repository and travel inside the installed package.
    # Of the labelling pages' JavaScript only the bundles do: they are all that a browser loads.
    packages=['aoi_nb', 'aoi_nb.labelling', 'aoi_nb.nbs', 'aoi_nb.data'],
    package_dir={'aoi_nb.nbs': 'nbs', 'aoi_nb.data': 'data'},
    package_data={'aoi_nb.labelling': ['web/bundles/*.js'], 'aoi_nb.nbs': ['*.ipynb'], 'aoi_nb.data': ['**/*']},
    zip_safe=False,
)
