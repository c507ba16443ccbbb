"Style and types: ruff on library, notebooks and tests, mypy on the library; one name has one meaning."
import ast
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOOKS = {'preflight': "each stage's module may have one, and the engine calls it by this name",
         'main': 'the entry point of a command'}  # names that several modules define, and why


@pytest.mark.parametrize('words', (['ruff', 'check', '--no-cache', '--output-format=concise', '.'], ['mypy']),
                         ids=lambda words: words[0])
def test_linter_finds_nothing(words, tmp_path):
    pytest.importorskip(words[0], reason=f"needs {words[0]}: pip install -e '.[dev]'")
    if words[0] == 'mypy':
        words = [*words, '--cache-dir', str(tmp_path)]
    done = subprocess.run([sys.executable, '-m', *words], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def public_names():
    "Public name → modules that define it."
    found = defaultdict(list)
    for file in sorted((ROOT/'aoi_nb').rglob('*.py')):
        for node in ast.parse(file.read_text(encoding='utf-8')).body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], 'id', '') == '__all__':
                for name in ast.literal_eval(node.value):
                    found[name].append(file.relative_to(ROOT/'aoi_nb').with_suffix('').as_posix())
    return found


def test_no_public_name_is_defined_twice():
    found = public_names()
    assert len(found) > 800
    assert not {name: modules for name, modules in found.items() if len(modules) > 1 and name not in HOOKS}
    assert all(len(found[name]) > 1 for name in HOOKS)
