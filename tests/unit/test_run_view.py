"A run as data to look at: every kind of run opens or is refused in one line, hostile names stay text, and it is fast."
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from conftest import refused
from PIL import Image

from aoi_nb.core.files import read_json, write_json
from aoi_nb.core.parameters import stage_settings
from aoi_nb.demo.small_run import small_run
from aoi_nb.labelling.cut_editor import (
    apply_decisions,
    cluster_changes,
    evaluate_cut,
    join_communities,
    make_outliers,
    plan_cuts,
)
from aoi_nb.labelling.events import Change, pair_key
from aoi_nb.labelling.metric_learning import pair_closure, stored_pairs, train_pairs
from aoi_nb.labelling.run_view import COLOUR_BY, colour_by, full_picture, image_facts, isolated, neighbours, read_view
from aoi_nb.labelling.store import LabelStore
from aoi_nb.soldering.disagreement import run_disagreement
from aoi_nb.soldering.labelled_map import ROW_KINDS
from aoi_nb.soldering.methods import METHODS, project, projection_method, projection_methods
from aoi_nb.soldering.run_reader import read_rows, write_rows
from aoi_nb.soldering.summary import accuracy_text, method_rows, sorting_metrics

MAP = 'reduction/grey_inductive.npy'
STAGES = ('corpus', 'embedding', 'reduction', 'clustering', 'disagreement')
HOSTILE = ('<script>alert(1)<', "=cmd|'/c calc'!A1", 'a, "b" and \'c\'', 'Schliff Ωμ 日本', '-1+1', '@sum',
           '%s {0} $x$', '&amp;')
LABELS = {'other': '=<b>other $_{', 'cross_section': 'Schliff, "ü"'}


def write_manifest(run, done, images_dir='../images', **others):
    "A manifest in which some stages are done."
    stages = {name: {'status': 'done' if name in done else 'failed', 'parameters': {}} for name in STAGES}
    stages['corpus']['parameters'] = {'images_dir': images_dir}
    write_json(run/'manifest.json', {'chain': 'soldering', 'status': 'done', 'stages': stages, **others})


def hostile(number, path):
    "The name of an image, for the first ones one that breaks careless programs."
    return f'{"ab"[number % 2]} "x"/{HOSTILE[number] if number < len(HOSTILE) else number}.jpg'


@pytest.fixture(scope='session')
def finished(tmp_path_factory):
    "A small run of two networks on images of the demo collection, some under hostile names."
    return small_run(tmp_path_factory.mktemp('views'), unlabelled=4, name=hostile, labels=LABELS)


@pytest.fixture
def run(finished, tmp_path):
    "A copy of the run and its images that a test may spoil."
    shutil.copytree(finished.parent/'images', tmp_path/'images')
    return Path(shutil.copytree(finished, tmp_path/'RUN'))


def hashes(folder):
    "Path → hash of every file."
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob('*')) if path.is_file()}


def test_the_queue_is_read_once(finished):
    view = read_view(finished)
    assert view.queue and view.queue is view.queue  # tables and colours ask it for each image


def test_everything_can_be_seen_and_nothing_is_changed(run):
    before, view = hashes(run.parent), read_view(run)
    assert view.networks == ('colours', 'grey') and len(view.paths) == len(view.thumbnails) == 61
    for by in COLOUR_BY:
        for network in ('', 'grey'):
            found = colour_by(view, by, network)
            assert len(found.codes) == 61 and found.codes.min() >= 0, by
            assert found.codes.max() < len(found.names) == len(found.colours), by
    assert colour_by(view, 'disagreement').names == ['networks agree', 'networks differ']
    for row in range(61):
        assert all(isinstance(name, str) and isinstance(value, str) for name, value in image_facts(view, row))
        assert max(cv2.imdecode(np.frombuffer(full_picture(view, row, 96), np.uint8), 1).shape) == 96
    rows, cosines = neighbours(view, 'grey', 5, 10)
    assert len(set(rows.tolist()) - {5}) == 10 and (np.diff(cosines) <= 0).all()
    assert len(isolated(view, 'grey', 61)[0]) == 61
    assert hashes(run.parent) == before


def test_hostile_names_and_labels_stay_as_they_are(run):
    view = read_view(run)
    assert {f'{"ab"[number % 2]} "x"/{name}.jpg' for number, name in enumerate(HOSTILE)} <= set(view.paths)
    assert colour_by(view, 'label').names == [*sorted(LABELS.values()), 'no label']
    row = next(row for row, path in enumerate(view.paths) if HOSTILE[0] in path)
    about = dict(image_facts(view, row, {view.paths[row]: '<i>'}))
    assert about['label'] == '<i>' and about['image'] == view.paths[row]


def test_opening_loads_no_heavy_library(run):
    code = ('import sys; from pathlib import Path; '
            'from aoi_nb.labelling.run_view import colour_by, full_picture, image_facts, read_view; '
            'view = read_view(Path(sys.argv[1])); '
            "colour_by(view, 'community', 'grey'); image_facts(view, 0); full_picture(view, 0); "
            "heavy = {'tensorflow', 'umap', 'sklearn', 'scipy', 'matplotlib', 'networkx'} & set(sys.modules); "
            'print(sorted(heavy))')
    done = subprocess.run([sys.executable, '-c', code, str(run)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == '[]'


def test_without_disagreement_the_maps_say_what_they_can(run):
    write_manifest(run, STAGES[:4])
    view = read_view(run)  # the tables are still there, of a run before, but the manifest does not know them
    assert view.predictions is None and view.queue == {}
    assert colour_by(view, 'prediction').names == ['no prediction']
    assert set(colour_by(view, 'prediction', 'grey').names) <= set(LABELS.values())
    assert colour_by(view, 'disagreement').names == ['networks agree', 'networks differ']
    facts = dict(image_facts(view, 0))
    assert not [name for name in facts if name.startswith('vote of')] and 'grey' in facts


def test_the_vote_counts_the_positive_class_of_the_run_and_names_who_votes(run):
    metrics = read_json(run/'clustering'/'metrics.json')
    names = [name for name in metrics['networks'] if 'inductive' in metrics['networks'][name]]
    assert len(names) == 2 and image_facts(read_view(run), 0)[4][0] == 'vote of all networks'
    for entry in metrics['networks'].values():
        entry['inductive']['positive'] = max(LABELS.values())
    write_json(run/'clustering'/'metrics.json', metrics)
    run_disagreement(stage_settings('disagreement', {'networks': names[1:]}), run)
    shared = sorting_metrics(run, ('corpus', 'clustering', 'disagreement'))
    assert shared['vote']['positive'] == max(LABELS.values()) and shared['voting'] == names[1:]
    assert method_rows(shared)[0][0] == names[1] and f'The network {names[1]} labelled' in next(accuracy_text(shared))
    assert f'vote of {names[1]}' in dict(image_facts(read_view(run), 0))


def test_without_labels_there_are_maps_to_cut(tmp_path):
    view = read_view(small_run(tmp_path, unlabelled=0))
    assert set(view.stages) == set(STAGES[:3])
    assert view.clustering('grey') is None and set(view.communities('grey')) == {0}
    for by in COLOUR_BY:
        assert len(colour_by(view, by, 'grey').codes) == 61
    assert colour_by(view, 'disagreement').names == ['nothing to compare']
    assert colour_by(view, 'label').names == ['no label']
    points = view.maps['grey', 'inductive']
    found = evaluate_cut(points, plan_cuts(points).communities(4), view.corpus['label'], view.corpus['split'])
    assert found.held_out.accuracy is None and found.all_labels.accuracy is None and len(found.table) == 4


def test_one_network_has_nothing_to_be_compared_with(run):
    for stage in ('embedding', 'reduction', 'clustering'):
        told = json.loads((run/stage/'metrics.json').read_text())
        del told['networks']['colours']
        write_json(run/stage/'metrics.json', told)
    write_manifest(run, STAGES[:4])
    view = read_view(run)
    assert view.networks == ('grey',) and colour_by(view, 'disagreement').names == ['nothing to compare']
    assert 'colours' not in dict(image_facts(view, 0))


def shown(content):
    "A picture again."
    return cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)


def test_full_pictures_say_what_is_missing(run, tmp_path):
    shutil.move(tmp_path/'images', tmp_path/'elsewhere')
    view, moved = read_view(run), read_view(run, tmp_path/'elsewhere')
    assert shown(full_picture(view, 0)).shape == (512, 512, 3)  # the thumbnail and a sentence are square
    assert shown(full_picture(moved, 0, 10_000)).shape[:2] == (moved.corpus.height[0], moved.corpus.width[0])
    secret, paths = tmp_path/'secret.png', [tmp_path/'elsewhere'/path for path in moved.paths]
    Image.new('RGB', (300, 200), (0, 255, 0)).save(secret)
    paths[1].unlink()
    paths[1].symlink_to(secret)
    paths[2].write_bytes(b'')
    paths[3].unlink()
    paths[4].unlink()
    paths[4].mkdir()
    Image.new('1', (30_000, 30_000)).save(paths[5], 'PNG')
    for row in range(1, 6):
        picture = shown(full_picture(moved, row))
        assert picture.shape == (512, 512, 3), row
        assert not (picture[..., 1].astype(int) - picture[..., 0] > 200).any()  # nothing of the green secret


def spoil(path: str, content: bytes) -> Callable[[Path], None]:
    "Replace a file of the run."
    return lambda run: (run/path).write_bytes(content)


def with_metrics(networks) -> Callable[[Path], None]:
    "Name other networks in the metrics of the reduction."
    return lambda run: write_json(run/'reduction'/'metrics.json', {'networks': networks})


BAD = {
    'no manifest': (lambda run: (run/'manifest.json').unlink(), 'manifest.json: found no such file'),
    'no JSON': (spoil('manifest.json', b'{'), 'text that is not JSON'),
    'a list': (spoil('manifest.json', b'[]'), 'no record of a run'),
    'stages of numbers': (spoil('manifest.json', b'{"stages": {"corpus": 1}}'), 'no record of a run'),
    'a folder that is a number': (lambda run: write_manifest(run, STAGES, images_dir=3),
                                  'no record of the corpus stage'),
    'another chain': (spoil('manifest.json', b'{"stages": {}}'), 'no record of the corpus stage'),
    'no map yet': (lambda run: write_manifest(run, STAGES[:2]), 'the stage reduction failed'),
    'no network': (with_metrics({}), 'no map'),
    'no such network': (with_metrics({'vgg19': ['inductive']}), 'vgg19_inductive.npy'),
    'a network out of the run': (with_metrics({'../../etc': ['inductive']}), 'a relative path inside'),
    'a map cut short': (lambda run: os.truncate(run/MAP, 300), 'no array that can be read'),
    'a map of others': (lambda run: np.save(run/MAP, np.zeros((60, 2), np.float32)), 'each of the 61 images'),
    'a map of objects': (lambda run: np.save(run/MAP, np.array([{}]*61, object)), 'no array that can be read'),
    'thumbnails of floats': (lambda run: np.save(run/'corpus'/'thumbnails.npy', np.zeros((61, 8, 8, 3))), 'float64'),
    'no corpus': (lambda run: (run/'corpus'/'corpus.parquet').unlink(), 'a run of an older version'),
}


@pytest.mark.parametrize('case', BAD)
def test_what_is_no_finished_run_is_refused(run, case):
    change, part = BAD[case]
    change(run)
    refused(lambda: read_view(run), part)


def test_tables_of_other_images_are_refused_when_they_are_read(run):
    for name, action in (('clustering/grey_inductive.csv', lambda view: view.clustering('grey')),
                         ('disagreement/predictions.csv', lambda view: view.predictions)):
        kinds = ROW_KINDS if name.startswith('clustering') else {'label': str, 'confidence': float, 'disagree': int}
        write_rows(run/name, read_rows(run/name, kinds)[::-1])
        refused(lambda: action(read_view(run)), 'rows with other paths')
    np.save(run/'embedding'/'grey.npy', np.zeros((3, 5), np.float16))
    refused(lambda: read_view(run).vectors('grey'), 'grey')


def test_decisions_of_people_are_laid_over_the_communities(run):
    view = read_view(run)
    before, store = view.communities('grey'), LabelStore(run/'labels.sqlite', 'Ana')
    merged = join_communities(before, [0, 1])
    after = make_outliers(merged, [3, 4])
    for one, other, why in ((before, merged, 'merged'), (merged, after, 'outliers')):
        store.record(cluster_changes(one, other, 'grey', view.paths), why)
    again = LabelStore(run/'labels.sqlite', 'Ben')
    assert (apply_decisions(view.communities('grey'), again.values('cluster'), 'grey', view.paths) == after).all()
    assert 'outlier' in colour_by(view, 'community', 'grey', communities=after).names
    found = evaluate_cut(view.maps['grey', 'inductive'], after, view.corpus['label'], view.corpus['split'])
    assert set(found.table.community) == set(after.tolist()) - {-1} and found.held_out.n <= 15
    store.undo()
    assert (apply_decisions(before, store.values('cluster'), 'grey', view.paths) == merged).all()


def test_pairs_of_the_store_train_features_that_can_be_drawn(run):
    view, store = read_view(run), LabelStore(run/'labels.sqlite', 'Ana')
    labels = view.corpus['label'].to_numpy(str)
    known = np.flatnonzero(labels != '')[:24]
    pairs = {pair_key(view.paths[known[0]], view.paths[row]): 'same' if labels[row] == labels[known[0]] else 'different'
             for row in known[1:]}
    store.record([Change('pair', key, said) for key, said in pairs.items()], 'pairs')
    found = pair_closure(stored_pairs(store.values('pair'), view.paths), len(view.paths))
    assert found.contradictions == () and len(store.values('pair')) == 23
    trained = train_pairs(view.vectors('colours'), found, view.corpus['group'])
    assert project('pca', trained.vectors, 3).shape == (61, 3)
    assert (train_pairs(view.vectors('colours'), found, view.corpus['group']).vectors == trained.vectors).all()


def test_an_algorithm_of_the_users_own_is_a_choice_and_its_errors_are_one_line(run):
    view, names = read_view(run), set(projection_methods())

    @projection_method('mine', 'power: float = 1.0  # of the numbers [0.1, 4]')
    def mine(vectors, dimensions, labels, progress, power):
        "Sums of numbers to a power."
        vectors[:] = np.abs(vectors)**power  # what it is given is its own
        if labels.max() > 3:
            raise RuntimeError('several\nlines')
        return vectors[:, :dimensions]

    try:
        assert set(projection_methods()) == names | {'mine'}
        assert projection_methods()['mine'].parameters['power'].default == 1.0
        before = np.array(view.vectors('grey'))
        assert project('mine', view.vectors('grey'), 3, settings={'power': 2.0}).shape == (61, 3)
        assert (view.vectors('grey') == before).all()
        refused(lambda: project('mine', view.vectors('grey'), settings={'power': 9.0}), 'parameter mine.power')
        refused(lambda: project('mine', view.vectors('grey'), labels=np.full(61, 7)),
                'found RuntimeError (several lines)')
    finally:
        del METHODS.entries['mine']


def test_75_000_points_are_cut():
    rng = np.random.default_rng(0)
    kinds = rng.integers(0, 6, 75_000)
    points = rng.normal(size=(75_000, 2)) + 9*np.stack([kinds % 3, kinds//3], axis=1)
    plan = plan_cuts(points)
    labels = np.where(rng.random(75_000) < 0.08, kinds.astype(str), '')
    split = np.where(rng.random(75_000) < 0.2, 'test', 'train')
    found = evaluate_cut(points, plan.communities(6), labels, split)
    assert found.held_out.accuracy > 0.99 and len(found.table) == 6


def test_voters_that_are_no_names_are_those_that_have_a_map(run):
    told = read_json(run/'disagreement'/'metrics.json')
    write_json(run/'disagreement'/'metrics.json', {**told, 'networks': [['grey'], 3]})
    assert read_view(run).voters == 'all networks'


def test_text_that_is_no_utf8_in_a_table_is_refused(run):
    table = run/'corpus'/'corpus.parquet'
    content = table.read_bytes()
    digest = read_view(run).corpus['sha256'][0].encode()
    assert digest in content
    table.write_bytes(content.replace(digest, b'\xff' + digest[1:]))
    refused(lambda: read_view(run), 'corpus.parquet: found no table')
