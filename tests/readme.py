"""Makes README.md from nbs/index.ipynb: `python tests/readme.py`, or `python tests/readme.py FILE` to write elsewhere.

Links in the index are relative to nbs/, so that they open in JupyterLab; README.md lies a folder higher. Only this
script turns the ones into the others. Cells that begin with `#| hide` are left out.
"""
import posixpath
import re
import sys
from pathlib import Path

from nbconvert.exporters import MarkdownExporter
from traitlets.config import Config

ROOT = Path(__file__).parent.parent
LINK = re.compile(r'\]\(([^)\s]+)\)')


def from_root(target: str,  # of a link in nbs/index.ipynb
              ) -> str:  # of the same link in README.md
    "A relative link as it is written a folder higher; an address stays as it is."
    if re.match(r'[a-z]+:|#|/', target):
        return target
    return posixpath.normpath(posixpath.join('nbs', target))


def readme() -> str:
    "The text of README.md."
    settings = Config({'RegexRemovePreprocessor': {'patterns': [r'^\s*#\|\s*hide'], 'enabled': True}})
    text, _ = MarkdownExporter(config=settings).from_filename(str(ROOT/'nbs'/'index.ipynb'))
    text = re.sub(r'\n{3,}', '\n\n', text).rstrip() + '\n'
    return LINK.sub(lambda found: f']({from_root(found[1])})', text)


if __name__ == '__main__':
    Path(sys.argv[1] if len(sys.argv) > 1 else ROOT/'README.md').write_text(readme(), encoding='utf-8')
