"""
Reads settings.ini, the one place of the project's metadata and dependencies, and says what the wheel holds.

One wheel serves everybody: the library without the rooms `demo` and `studies`, the notebooks of the stages without
their outputs and examples, which no run executes, and the data that the first commands of the README need. Installed
bare, on a computer of the line, it brings neither TensorFlow nor notebook software; `[lab]` adds both. A second wheel
without data would save that computer 19 MB, a fraction of what OpenCV takes, and give everyone two names and two
versions to keep together. Guide, studies, tests and the renderers of the demo data are in the source distribution.
"""
import json
from configparser import ConfigParser
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent
settings = ConfigParser(delimiters=['='])
settings.read(HERE/'settings.ini', encoding='utf-8')
settings = settings['DEFAULT']


def lines(key):
    "The non-empty lines of one setting."
    return [line.strip() for line in settings[key].splitlines() if line.strip()]


def stage_notebooks():
    "Notebooks that a run executes: those of the rooms of the library that have a parameter `run_dir`; path → content."
    found = {}
    for path in sorted((HERE/'nbs').glob('[2-6]0_*/*.ipynb')):
        content = json.loads(path.read_text(encoding='utf-8'))
        tagged = [''.join(cell['source']) for cell in content['cells']
                  if 'parameters' in cell['metadata'].get('tags', [])]
        if any(source.startswith('run_dir:') for source in tagged):
            found[path.relative_to(HERE).as_posix()] = content
    return found


class BuildPackage(build_py):
    "Puts the notebooks of the stages into the package, without outputs and examples, and leaves nbdev's index out."

    def run(self):
        super().run()
        if not self.editable_mode:
            for name, content in stage_notebooks().items():
                content['metadata'].pop('widgets', None)
                content['cells'] = [cell for cell in content['cells']
                                    if 'example' not in cell['metadata'].get('tags', [])]
                for cell in content['cells']:
                    if cell['cell_type'] == 'code':
                        cell.update(outputs=[], execution_count=None)
                path = Path(self.build_lib)/'aoi_nb'/name
                path.parent.mkdir(parents=True, exist_ok=True)
                packed = json.dumps(content, ensure_ascii=False, separators=(',', ':'))  # run, not read
                path.write_text(packed + '\n', encoding='utf-8')

    def find_package_modules(self, package, package_dir):
        return [found for found in super().find_package_modules(package, package_dir) if found[1] != '_modidx']

    def get_outputs(self, include_bytecode=1):
        added = [] if self.editable_mode else [str(Path(self.build_lib)/'aoi_nb'/name) for name in stage_notebooks()]
        return [*super().get_outputs(include_bytecode), *added]


# [lab] adds what notebooks need to the base that a line computer needs; [dev] is everything.
options = {option: lines(f'{option}_requirements') for option in ('lab', 'app', 'photo', 'dask')}
options['dev'] = [line for option in options.values() for line in option] + lines('dev_requirements')

setup(
    name=settings['lib_name'],
    version=settings['version'],
    description=settings['description'],
    long_description=(HERE/'README.md').read_text(encoding='utf-8'),
    long_description_content_type='text/markdown',
    author=settings['author'],
    license='Apache-2.0',
    python_requires='>=' + settings['min_python'],
    install_requires=lines('requirements'),
    extras_require=options,
    entry_points={'console_scripts': lines('console_scripts')},
    # Demo data lies at the top of the repository and travels inside the installed package.
    packages=[*find_packages(include=['aoi_nb', 'aoi_nb.*'], exclude=['aoi_nb.demo', 'aoi_nb.studies']), 'aoi_nb.data'],
    package_dir={'aoi_nb.data': 'data'},
    package_data={'aoi_nb.data': ['**/*'], 'aoi_nb.labelling': ['web/bundles/*.js']},
    cmdclass={'build_py': BuildPackage},
    zip_safe=False,
)
