"The inspection chain on photographs of real boards, where AOI_REAL_DATA names a folder that has them."
import json
import os
from pathlib import Path

import pytest
from conftest import small_run

REAL = Path(os.environ.get('AOI_REAL_DATA', Path(__file__).parents[3]/'shared'/'data'))


@pytest.mark.skipif(not (REAL/'sites_golden').is_dir(), reason='AOI_REAL_DATA names no folder with real photographs')
def test_real_photographs(tmp_path):
    result = small_run(tmp_path/'run', '--boards', REAL/'sites_golden', '--real', REAL/'sites_real')
    assert result.returncode == 0, result.stderr[-2000:]
    metrics = json.loads((tmp_path/'run'/'metrics.json').read_text())
    assert metrics['real']['n'] == 64 and metrics['real']['groups'] == 5
    assert metrics['validation']['centre_mae_px'] < metrics['validation']['baseline']['centre_mae_px']
    judged = json.loads((tmp_path/'run'/'inspection'/'metrics.json').read_text())
    assert (judged['limits']['level'], judged['limits']['sites']) == (0.95, 4)
    for name, beyond in judged['beyond_bounds'].items():  # learnt from the four golden scenes only
        assert beyond['n'] > 20 and beyond['rate'] <= 0.1, name  # of answers that look like the part, after four epochs
