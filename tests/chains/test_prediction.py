"Prediction: labels for new folders by a finished run; what cannot be is refused, and nothing is left half-written."
import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import refused
from PIL import Image

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
keras = pytest.importorskip('keras')

from aoi_nb.core.files import project_path, write_json
from aoi_nb.core.parameters import stage_settings
from aoi_nb.core.tables import Label, read_labels, read_table, write_labels
from aoi_nb.soldering.clustering import run_clustering
from aoi_nb.soldering.corpus import read_corpus, run_corpus
from aoi_nb.soldering.embedding import run_embedding
from aoi_nb.soldering.ensemble import predict_all, read_members
from aoi_nb.soldering.labelled_map import ROW_KINDS
from aoi_nb.soldering.prediction import COLUMNS, predict_images
from aoi_nb.soldering.reduction import run_reduction
from aoi_nb.soldering.run_reader import STAGES, read_rows, write_rows

HOSTILE = ('=cmd|"calc"!A0.png', '-1+1.png', "'=3.png", 'a, b; "c".png', 'Schliff grün 日本 😀.png',
           'lab 2/deep/deeper/x.png',
           'photo10.png', 'photo2.png')
SLOWLY = '''
import sys, time
from pathlib import Path
from aoi_nb.soldering import embedding, prediction

append = embedding.append_vectors


def slowly(*given):
    append(*given)
    print('at work', flush=True)
    time.sleep(60)


embedding.append_vectors = slowly
prediction.predict_images(*map(Path, sys.argv[1:4]))
'''


def tiny_network(folder, name, seed):
    "A model file of random weights with its side-car."
    keras.utils.set_random_seed(seed)
    pixels = keras.Input((32, 32, 3))
    maps = keras.layers.Conv2D(16, 5, strides=2, activation='relu', name='maps')(pixels)
    keras.Model(pixels, keras.layers.GlobalAveragePooling2D()(maps)).save(folder/f'{name}.keras')
    (folder/f'{name}.keras.json').write_text(json.dumps({'input': [32, 32], 'preprocess': 'tf', 'layer': 'maps'}))
    return str(folder/f'{name}.keras')


@pytest.fixture(scope='session')
def made(tmp_path_factory):
    "A small run of two networks on 61 images of the demo collection, made by the functions of its stages; its images."
    folder = tmp_path_factory.mktemp('prediction')
    demo, images, run = project_path('data', 'collection'), folder/'images', folder/'RUN'
    labels = {row.path: row for row in read_labels(demo/'labels.csv', demo)[::4]}
    for path in labels:
        (images/path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(demo/path, images/path)
    table = folder/'labels.csv'
    write_labels(table, [Label(row.path, row.label, row.group)
                         for number, row in enumerate(labels.values()) if number % 4])
    networks = [tiny_network(folder, name, seed) for seed, name in enumerate(('one', 'two'))]
    run_corpus(stage_settings('corpus', {'images_dir': str(images), 'labels_file': str(table)}), run)
    run_embedding(stage_settings('embedding', {'images_dir': str(images), 'networks': networks}), run)
    run_reduction(stage_settings('reduction', {'modes': ['inductive'], 'n_epochs': 50}), run)
    run_clustering(stage_settings('clustering', {'prediction': 'nearest'}), run)
    return run, images, read_corpus(run/'corpus')


@pytest.fixture
def run(made, tmp_path, monkeypatch):
    "A copy of the run that a test may spoil; its weights are where AOI_WEIGHTS says."
    monkeypatch.setenv('AOI_WEIGHTS', str(made[0].parent))
    monkeypatch.delenv('AOI_VECTORS', raising=False)
    return Path(shutil.copytree(made[0], tmp_path/'RUN'))


@pytest.fixture
def images(made, tmp_path):
    "New images under names of every kind: those of the run with other pixels."
    source = sorted(path for path in made[1].rglob('*') if path.is_file())
    for name, path in zip(HOSTILE, source):
        (tmp_path/'new'/name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.roll(np.asarray(Image.open(path).convert('RGB')), 3, axis=1)).save(tmp_path/'new'/name)
    return tmp_path/'new'


def read(path):
    "A table of predictions, by path."
    return {row['path']: row for _, row in read_table(path, COLUMNS)}


def left(folder):
    "What lies in a folder, hidden files included."
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob('*') if path.is_file())


def test_names_of_every_kind_come_back_in_natural_order(run, images, tmp_path):
    before, lines = left(images), []
    counts = predict_images(run, images, tmp_path/'out'/'predictions.csv', lines.append)
    assert counts['images'] == counts['predicted'] == len(HOSTILE) and counts['quarantined'] == 0 and len(lines) == 3
    table = read(tmp_path/'out'/'predictions.csv')
    assert set(table) == set(HOSTILE) and left(images) == before and left(tmp_path/'out') == ['predictions.csv']
    assert list(table).index('photo2.png') < list(table).index('photo10.png')
    text = (tmp_path/'out'/'predictions.csv').read_text()
    assert text.splitlines()[0] == 'path,label,confidence,disagree,one,two'
    assert not [line for line in text.splitlines() if line.lstrip('"')[:1] in '=+-@']
    for row in table.values():
        assert row['label'] in (row['one'], row['two']) and 0 <= float(row['confidence']) <= 1
        assert row['disagree'] == str(int(row['one'] != row['two'])) and row['one'] in ('cross_section', 'other')


def test_alone_or_in_company_an_image_gets_the_same_answer(run, images, tmp_path):
    predict_images(run, images, tmp_path/'all.csv')
    for name in HOSTILE[:3]:
        alone = tmp_path/'alone'
        shutil.rmtree(alone, ignore_errors=True)
        alone.mkdir()
        shutil.copy(images/name, alone/'x.png')
        predict_images(run, alone, tmp_path/'one.csv')
        assert {**read(tmp_path/'one.csv')['x.png'], 'path': name} == read(tmp_path/'all.csv')[name]


def test_a_labelled_image_keeps_its_label_and_others_get_one(made, run, tmp_path):
    _, images, corpus = made
    counts = predict_images(run, images, tmp_path/'own.csv')
    table = pd.DataFrame(read(tmp_path/'own.csv').values())
    assert table.path.tolist() == corpus.path.tolist()
    given = (corpus.label != '').to_numpy()
    assert (table.label[given] == corpus.label[given]).all() and (table.confidence[given].astype(float) == 1).all()
    assert counts['images'] == len(corpus) and counts['predicted'] <= (~given).sum()
    own = predict_all(read_members(run, ['one', 'two']), corpus.label.to_numpy(str)).labels
    assert (table[['one', 'two']].to_numpy(str) == own)[~given].mean() > 0.6  # of networks with random weights


def test_the_same_pixels_in_another_file_carry_the_label(made, run, tmp_path):
    _, images, corpus = made
    row = corpus[corpus.label == 'cross_section'].iloc[0]
    (tmp_path/'new').mkdir()
    Image.open(images/row.path).save(tmp_path/'new'/'saved again.png')
    counts = predict_images(run, tmp_path/'new', tmp_path/'out.csv')
    assert counts['predicted'] == 0 and read(tmp_path/'out.csv')['saved again.png']['confidence'] == '1.0'
    assert read(tmp_path/'out.csv')['saved again.png']['label'] == 'cross_section'


def test_what_is_no_image_is_listed_beside_the_table(run, images, tmp_path):
    header = struct.pack('>I', 13) + b'IHDR' + struct.pack('>IIBBBBB', 60_000, 60_000, 8, 2, 0, 0, 0)
    check = struct.pack('>I', zlib.crc32(header[4:]))
    (images/'huge.png').write_bytes(b'\x89PNG\r\n\x1a\n' + header + check + b'\0'*99)
    (images/'cut.png').write_bytes((images/'photo2.png').read_bytes()[:500])
    (images/'=notes.txt').write_text('no image')
    (images/'empty.jpg').touch()
    (images/'lab 2'/'loop').symlink_to(images)
    counts = predict_images(run, images, images/'predictions.csv')
    assert counts['quarantined'] == 5 and counts['images'] == len(HOSTILE)
    listed = dict(row.values() for _, row in read_table(images/'predictions_quarantine.csv', ('path', 'reason')))
    assert set(listed) == {'huge.png', 'cut.png', '=notes.txt', 'empty.jpg', 'lab 2/loop'} and all(listed.values())
    again = predict_images(run, images, images/'predictions.csv')
    assert again == counts
    for name in listed:
        (images/name).unlink()
    assert predict_images(run, images, images/'predictions.csv')['quarantined'] == 0
    assert not (images/'predictions_quarantine.csv').exists()


@pytest.mark.parametrize('stage', STAGES)
def test_a_run_without_a_stage_is_refused(run, images, tmp_path, stage):
    shutil.rmtree(run/stage)
    refused(lambda: predict_images(run, images, tmp_path/'out.csv'), f'found no {stage} stage, expected a finished run')
    assert not (tmp_path/'out.csv').exists()


def test_a_run_that_stopped_or_is_none_is_refused(run, images, tmp_path):
    record = {stage: {'status': 'done', 'parameters': {}} for stage in STAGES}
    write_json(run/'manifest.json', {'status': 'interrupted', 'stages': record})
    refused(lambda: predict_images(run, images, tmp_path/'out.csv'), 'found a run that is interrupted')
    (run/'manifest.json').write_text('{')
    refused(lambda: predict_images(run, images, tmp_path/'out.csv'), 'not JSON')
    refused(lambda: predict_images(tmp_path/'absent', images, tmp_path/'out.csv'), 'no such folder')
    refused(lambda: predict_images(images, images, tmp_path/'out.csv'), 'found no corpus stage')


def test_stages_that_do_not_fit_together_are_refused(run, images, tmp_path):
    table = run/'clustering'/'one_inductive.csv'
    rows = read_rows(table, ROW_KINDS)
    for content, part in ((rows[:-1], 'one_inductive.npy'), (rows[['path']], 'no column split'),
                          (rows.iloc[[1, 0, *range(2, len(rows))]], 'corpus, map and communities of one differ')):
        write_rows(table, content)
        refused(lambda: predict_images(run, images, tmp_path/'out.csv'), part)
    write_rows(table, rows)
    (run/'reduction'/'two_inductive.npz').write_bytes(b'no map')
    refused(lambda: predict_images(run, images, tmp_path/'out.csv'), 'two_inductive.npz')
    for content, part in (('{"networks": 7}', 'networks = 7'), ('[]', 'clustering'),
                          ('{"networks": {"one": {"inductive": {"prediction": "oracle"}}}}', 'do not fit')):
        (run/'clustering'/'metrics.json').write_text(content)
        refused(lambda: predict_images(run, images, tmp_path/'out.csv'), part)
    assert not (tmp_path/'out.csv').exists()


def test_weights_that_changed_are_refused(made, run, images, tmp_path, monkeypatch):
    weights = tmp_path/'weights'
    weights.mkdir()
    for name in ('one', 'two'):
        for ending in ('.keras', '.keras.json'):
            shutil.copy(made[0].parent/f'{name}{ending}', weights)
    monkeypatch.setenv('AOI_WEIGHTS', str(weights))
    (weights/'two.keras.json').write_text(json.dumps({'input': [32, 32], 'preprocess': 'torch', 'layer': 'maps'}))
    refused(lambda: predict_images(run, images, tmp_path/'out.csv'),
            'network two: found layer maps of (32, 32) px, preproc')
    shutil.copy(weights/'one.keras', weights/'two.keras')
    refused(lambda: predict_images(run, images, tmp_path/'out.csv'),
            'network two: found weights two.keras with SHA-256')
    (weights/'two.keras').unlink()
    assert predict_images(run, images, tmp_path/'out.csv')['images'] == len(HOSTILE)  # the run has it converted
    shutil.rmtree(run/'vectors')
    refused(lambda: predict_images(run, images, tmp_path/'other.csv'), 'network two: found no file two.keras')
    assert not (tmp_path/'other.csv').exists()


def test_folders_and_targets_that_will_not_do(run, images, tmp_path):
    (tmp_path/'empty'/'deep').mkdir(parents=True)
    (tmp_path/'texts').mkdir()
    (tmp_path/'texts'/'a.txt').write_text('text')
    (tmp_path/'labels.csv').write_text('path,label\nx.png,other\n')
    for folder, part in (('empty', 'it is empty'), ('texts', '1 times not an image'), ('absent', 'no such folder'),
                         ('labels.csv', 'found a file')):
        refused(lambda: predict_images(run, tmp_path/folder, tmp_path/'out'/'out.csv'), part)
    for target, part in (('labels.csv', 'something else there already'), ('out.png', "ending '.png'"),
                         ('labels.csv/out.csv', 'no folder that can be written to')):
        refused(lambda: predict_images(run, images, tmp_path/target), part)
    assert (tmp_path/'labels.csv').read_text() == 'path,label\nx.png,other\n' and not (tmp_path/'out').exists()


def test_interrupted_it_leaves_no_half_table_and_goes_on(run, images, tmp_path):
    out = tmp_path/'out'/'predictions.csv'
    predict_images(run, images/'lab 2', out)
    old, lines = out.read_bytes(), []
    process = subprocess.Popen([sys.executable, '-c', SLOWLY, str(run), str(images), str(out)], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)
    assert process.stdout.readline() == 'at work\n'
    process.send_signal(signal.SIGINT)
    assert process.wait(30) != 0
    assert left(out.parent) == ['predictions.csv'] and out.read_bytes() == old
    counts = predict_images(run, images, out, lines.append)
    assert counts['images'] == len(HOSTILE) and set(read(out)) == set(HOSTILE)
    assert lines[1].startswith('one: 0 vectors computed')
    assert not list((run/'vectors').glob('predict-*/*'))


def test_interrupted_while_writing_it_leaves_what_was_there(run, images, tmp_path, monkeypatch):
    out, replace = tmp_path/'out'/'predictions.csv', os.replace
    predict_images(run, images/'lab 2', out)
    old = out.read_bytes()

    def stop(source, target):
        if Path(target) == out:
            assert Path(source).stat().st_size > len(old)
            raise KeyboardInterrupt
        replace(source, target)

    monkeypatch.setattr('os.replace', stop)
    with pytest.raises(KeyboardInterrupt):
        predict_images(run, images, out)
    assert left(out.parent) == ['predictions.csv'] and out.read_bytes() == old
