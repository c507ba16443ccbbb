"What the texts name is there: links, paths in backticks, notebooks by name, test files."
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(path for path in (ROOT/'nbs').rglob('*.ipynb') if '.ipynb_checkpoints' not in path.parts)
PAGES = [*ROOT.glob('*.md'), ROOT/'data'/'README.md', ROOT/'aoi_nb'/'labelling'/'web'/'README.md']
ROOMS = {path.name for path in (ROOT/'nbs').iterdir() if path.is_dir()}
STEMS = {path.stem for path in NOTEBOOKS}
TESTS = {path.name for path in (ROOT/'tests').rglob('*.py')}
MADE_UP = {'10_counting'}  # by an example of the guide
FILES = re.compile(r'(?:nbs|tests|aoi_nb|data)/[\w./-]+')
BY_NAME = re.compile(r'(?:\.\./|nbs/)?(?:(\d\d_[a-z]+)/)?(\d\d_[a-z0-9_]+)(?:\.ipynb)?')


def markdown_of(file):
    "The text of a page, or of the markdown cells of a notebook."
    if file.suffix == '.md':
        return file.read_text()
    cells = json.loads(file.read_text())['cells']
    return '\n\n'.join(''.join(cell['source']) for cell in cells if cell['cell_type'] == 'markdown')


def broken_links(file, text):
    "Relative links of a text that lead nowhere."
    targets = [target.partition('#')[0] for target in re.findall(r'\]\(([^)\s]+)', text)]
    return [target for target in targets
            if target and not re.match(r'[a-z]+:', target) and not (file.parent/target).exists()]


def missing_files(text):
    "Paths in backticks that are not in the repository."
    words = [word for quoted in re.findall(r'`([^`\n]+)`', text) for word in quoted.split()]
    return [word for word in words if FILES.fullmatch(word) and not (ROOT/word).exists()]


def unknown_notebooks(text):
    "Names of notebooks and rooms in backticks that no notebook or room has."
    named = [found for name in re.findall(r'`([^`\n]+)`', text) if (found := BY_NAME.fullmatch(name))]
    return [found[0] for found in named
            if found[2] not in STEMS | ROOMS | MADE_UP or (found[1] and not (ROOT/'nbs'/found[1]).is_dir())]


def unknown_tests(text):
    "Test files in backticks that are not there."
    return [name for name in re.findall(r'`(?:tests/)?(?:\w+/)?(test_\w+\.py)`', text) if name not in TESTS]


def unknown_modules(text):
    "Modules of the library in backticks that are not there."
    named = re.findall(r'`(?:from )?aoi_nb\.(\w+)\.(\w+)', text)
    return [f'aoi_nb.{room}.{module}' for room, module in named if not (ROOT/'aoi_nb'/room/f'{module}.py').exists()]


def missing_in(file, text):
    "All that a text names and that is not there."
    return [*broken_links(file, text), *missing_files(text), *unknown_notebooks(text), *unknown_tests(text),
            *unknown_modules(text)]


@pytest.mark.parametrize('file', [pytest.param(file, id=file.relative_to(ROOT).as_posix())
                                  for file in [*PAGES, *NOTEBOOKS]])
def test_what_a_text_names_is_there(file):
    assert missing_in(file, markdown_of(file)) == []


def test_the_check_sees_what_is_missing():
    text = '''[a](nowhere.ipynb) [b](http://x) ![c](README.md#top) `nbs/11_windows.ipynb` `nbs/index.ipynb` `41_windows`
    `11_windows` `20_inspection` `test_gone.py` `pytest tests/browser/test_web.py`
    `aoi_nb.core.cellar.dig` `aoi_nb.core.files`'''
    assert missing_in(ROOT/'README.md', text) == ['nowhere.ipynb', 'nbs/11_windows.ipynb', '41_windows', 'test_gone.py',
                                                     'aoi_nb.core.cellar']
