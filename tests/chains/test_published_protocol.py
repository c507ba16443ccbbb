"The published protocol, `--preset paper`, from photographs to verdicts on a small set of images."
import csv
import json

import numpy as np
from conftest import FIGURES, aoi

from aoi_nb.core.files import project_path
from aoi_nb.inspection.window_sets import read_boards


def test_published_protocol_runs_and_leaves_answers_unrefined(tmp_path):
    small = ['model.weights=builtin', 'synthesis.images=48', 'synthesis.unseen_images=16', 'training.epochs=2']
    result = aoi('run', 'inspection', '--preset', 'paper', '--out', tmp_path/'run',
                 *(part for value in small for part in ('--set', value)))
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    metrics = json.loads((tmp_path/'run'/'metrics.json').read_text())
    assert set(metrics['real']) >= FIGURES and not (tmp_path/'run'/'program'/'appearance.npz').exists()
    with np.load(tmp_path/'run'/'training'/'answers.npz', allow_pickle=False) as answers:
        network = answers['real']
    judged = aoi('inspect', tmp_path/'run'/'program', project_path('data', 'line'), '--out', tmp_path/'verdicts')
    assert judged.returncode in (0, 1, 3), judged.stderr[-2000:]
    rows = [json.loads(line) for line in (tmp_path/'verdicts'/'verdicts.jsonl').read_text().splitlines()]
    found = np.array([row['corners_px'] for row in rows])  # photographs are windows here: no other scale
    np.testing.assert_allclose(found, network, atol=0.1)  # LiteRT beside Keras; a refinement moves by pixels
    golden, _ = read_boards(project_path('data', 'boards'))
    with open(tmp_path/'run'/'synthesis'/'train.csv', newline='') as file:
        assert len({row['source'] for row in csv.DictReader(file)}) == len(golden) - 2  # ten photographs, two kept away
