"Six labels: the soldering chain answers with what it knows, and says what stands aside."
import csv
import json
import shutil

import pytest

from aoi_nb.cli import answer, app
from aoi_nb.core.files import project_path
from aoi_nb.core.tables import read_table

QUICK = ('embedding.networks=builtin', 'reduction.n_epochs=30', 'reduction.shuffles=0')


@pytest.fixture(scope='module')
def images(tmp_path_factory):
    "Forty images of the rendered collection and their labels."
    folder, demo = tmp_path_factory.mktemp('few')/'images', project_path('data', 'collection')
    truth = {}
    for _, row in read_table(demo/'labels.csv', ('path', 'label', 'group')):
        if list(truth.values()).count(row['label']) < 20:
            (folder/row['path']).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(demo/row['path'], folder/row['path'])
            truth[row['path']] = row['label']
    return folder, truth


def sort_images(images, few, out):
    "Run the chain with some labels."
    folder, truth = images
    with open(out.parent/'labels.csv', 'w', newline='', encoding='utf-8') as file:
        csv.writer(file).writerows([('path', 'label'), *((path, truth[path]) for path in few)])
    words = ['run', 'soldering', '--images', str(folder), '--labels', str(out.parent/'labels.csv'), '--out', str(out),
             *(word for value in QUICK for word in ('--set', value))]
    assert answer(lambda: app(args=words, standalone_mode=False)) == 0
    return json.loads((out/'metrics.json').read_text())


def test_six_labels_run_through_to_predictions_queue_and_review(images, tmp_path):
    few = [path for label in sorted(set(images[1].values()))
           for path in [path for path in images[1] if images[1][path] == label][:9:3]]
    metrics = sort_images(images, few, tmp_path/'RUN')
    entry = metrics['builtin']['inductive']
    assert set(metrics['builtin']) == {'inductive'} and entry['prediction'] == 'mean' and entry['n'] == 0
    assert any('the published mode (paper) is left out' in note for note in metrics['notes'])
    assert any("3 labels of 'other', fewer than 4" in note for note in metrics['notes'])
    assert metrics['left_out']['n'] == 6 == entry['left_out']['n'] and metrics['left_out']['interval95']
    rows = [row for _, row in read_table(tmp_path/'RUN'/'disagreement'/'predictions.csv',
                                         ('path', 'label', 'confidence'))]
    assert len(rows) == 40 and {row['label'] for row in rows} <= set(images[1].values())
    assert max(float(row['confidence']) for row in rows if row['path'] not in few) < 1
    assert (tmp_path/'RUN'/'disagreement'/'queue.csv').is_file() and (tmp_path/'RUN'/'review'/'review.html').is_file()
    report = (tmp_path/'RUN'/'report.html').read_text()
    assert 'left out' in report and 'No labelled image was left to test on' in report
