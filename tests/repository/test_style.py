"Style and types: ruff on library, notebooks and tests, mypy on the library, as pyproject.toml configures them."
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize('words', (['ruff', 'check', '--no-cache', '--output-format=concise', '.'], ['mypy']),
                         ids=lambda words: words[0])
def test_linter_finds_nothing(words, tmp_path):
    pytest.importorskip(words[0], reason=f"needs {words[0]}: pip install -e '.[dev]'")
    if words[0] == 'mypy':
        words = [*words, '--cache-dir', str(tmp_path)]
    done = subprocess.run([sys.executable, '-m', *words], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
