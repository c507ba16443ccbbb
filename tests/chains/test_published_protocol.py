"The published protocol, `--preset paper`, from photographs to verdicts on a small set of images."
import json

import numpy as np
from conftest import FIGURES, aoi

from aoi_nb.core.files import project_path


def test_published_protocol_runs_and_leaves_answers_unrefined(tmp_path):
    small = ['model.weights=builtin', 'synthesis.images=48', 'synthesis.unseen_images=16', 'training.epochs=2']
    result = aoi('run', 'inspection', '--preset', 'paper', '--out', tmp_path/'run',
                 *(part for value in small for part in ('--set', value)))
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    metrics = json.loads((tmp_path/'run'/'metrics.json').read_text())
    assert set(metrics['real']) >= FIGURES and not (tmp_path/'run'/'program'/'appearance.npz').exists()
    with np.load(tmp_path/'run'/'training'/'answers.npz', allow_pickle=False) as answers:
        assert answers['real'].shape[1:] == (4, 2)
    judged = aoi('inspect', tmp_path/'run'/'program', project_path('data', 'line'), '--out', tmp_path/'verdicts')
    assert judged.returncode == 0, judged.stderr[-2000:]
