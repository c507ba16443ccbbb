"JavaScript of the labelling pages: bundles are what the sources build, checks, unit tests, rules that Python has too."
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from aoi_nb.core.files import BadInput
from aoi_nb.inspection.pose import check_corners
from aoi_nb.labelling.events import check_text

WEB = Path(__file__).parents[2]/'aoi_nb'/'labelling'/'web'
BUNDLES = ('communities', 'corners', 'drop', 'images', 'map', 'review', 'review_page')
SOURCES = sorted((WEB/'src').rglob('*.js'))
LONGEST = 150  # lines of a function, closure or class


def test_bundles_are_what_the_sources_build(npm):
    built = npm('run', '--silent', 'build')
    assert built.returncode == 0, built.stderr
    made, kept = ({path.name: path.read_bytes() for path in (folder/'bundles').iterdir()}
                  for folder in (npm.folder, WEB))
    assert made == kept and set(kept) == {f'{name}.js' for name in BUNDLES}


@pytest.mark.parametrize('script', ('check', 'test'))
def test_sources_pass_their_own_checks(npm, script):
    done = npm('run', script)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]


def test_map_carries_the_licence_of_three_js():
    assert 'Permission is hereby granted' in (WEB/'bundles'/'map.js').read_text(encoding='utf-8')[:1000]


def test_wheel_has_the_bundles_and_no_sources(outside):
    folder, environment = outside
    code = ("import json; from importlib.resources import files; from aoi_nb.labelling.pages import web_source; "
            "web_source('review_page'); web = files('aoi_nb.labelling').joinpath('web'); "
            "print(json.dumps(sorted(map(str, web.rglob('*')))))")
    done = subprocess.run([sys.executable, '-c', code], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    web = folder/'site'/'aoi_nb'/'labelling'/'web'/'bundles'
    assert json.loads(done.stdout) == sorted(map(str, [web, *(web/f'{name}.js' for name in BUNDLES)]))


@pytest.mark.parametrize('source', SOURCES, ids=lambda path: path.relative_to(WEB/'src').as_posix())
def test_no_function_or_class_is_long(source):
    text = source.read_text(encoding='utf-8')
    assert text.startswith('// @ts-check\n')
    begun = None  # line and name of what begins at the margin; the formatter closes it at the margin
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r'(export )?(default )?(async )?(class|function|const|let) ', line):
            begun = number, line
        if begun and line.startswith(('}', ')', ']')):
            assert number - begun[0] < LONGEST, f'{source.name}: {number - begun[0] + 1} lines: {begun[1]}'


def in_node(expression, values):
    "What an expression of shared.js gives for each value."
    node = shutil.which('node')
    if not node:
        pytest.skip('node is not installed')
    script = (f"import * as shared from '{(WEB/'src'/'shared.js').as_uri()}';"
              f"const values = {json.dumps(values)}; console.log(JSON.stringify(values.map({expression})));")
    done = subprocess.run([node, '--input-type=module', '-e', script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def is_refused(check, *arguments):
    "Whether Python refuses."
    try:
        check(*arguments)
    except BadInput:
        return True
    return False


def test_page_and_python_agree_on_corners():
    corners = np.random.default_rng(0).uniform(0, 100, (400, 4, 2)).round(2)
    moves = np.random.default_rng(1).normal(0, 15, (200, 4, 2)).round(2)
    corners[:200] = np.array([[10, 10], [90, 10], [10, 60], [90, 60]]) + moves
    away = np.linalg.norm(corners[:, :, None] - corners[:, None], axis=-1) + 9*np.eye(4)
    corners = corners[(away > 2).all((1, 2))] + 100  # nearer corners only the page refuses
    page = [bool(fault) for fault in in_node('shared.orderFault', corners.tolist())]
    python = [is_refused(check_corners, part, 400, 400, 'here') for part in corners]
    assert page == python and 50 < sum(page) < len(page) - 50


def test_page_and_python_agree_on_labels():
    labels = ['void', ' void ', '', '  ', 'a\u0007', 'a\u0085b', 'a\tb', 'x'*200, 'x'*201, '\U0001f600'*200, '日本 Ωμ',
              '\ud800']
    page = [bool(fault) for fault in in_node('shared.labelFault', labels)]
    assert page == [is_refused(check_text, 'here', label) for label in labels]
