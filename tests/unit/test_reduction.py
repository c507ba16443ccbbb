"Maps: equal from equal seeds, the same in another process, no pickle in their state, and every bad input named."
import os
import subprocess
import sys
import zipfile

import numpy as np
import pandas as pd
import pytest

from aoi_nb.core.files import BadInput, write_json
from aoi_nb.core.parameters import stage_settings
from aoi_nb.soldering.modes import MODES, training_codes
from aoi_nb.soldering.projection import (
    ProjectionSettings,
    adapt,
    fit_projection,
    load_map,
    prepare,
    save_map,
    transform,
)
from aoi_nb.soldering.reduction import reduce_mode
from aoi_nb.soldering.similarity import fit_basis, knn_graph, mixed_neighbours
from aoi_nb.soldering.validation import choose_settings, grid_settings, validation_rows

RANDOM = np.random.default_rng(5)
CENTRES = 2*RANDOM.normal(size=(2, 40))[[0, 0, 0, 1, 1, 1, 0, 1]] + RANDOM.normal(size=(8, 40))
VECTORS = (np.repeat(CENTRES, 15, axis=0) + 0.3*RANDOM.normal(size=(120, 40)) + 3).astype(np.float16)
NEW = (np.repeat(CENTRES, 3, axis=0) + 0.3*RANDOM.normal(size=(24, 40)) + 3).astype(np.float16)
GROUPS = [f'lab:{row//15}' for row in range(120)]
CORPUS = pd.DataFrame({'label': np.repeat(['cut']*3 + ['box']*3 + ['']*2, 15), 'group': GROUPS,
                       'split': np.repeat(['train', 'train', 'test', 'train', 'train', 'test', '', ''], 15)})
CODES = training_codes(CORPUS)
QUICK = ProjectionSettings(n_epochs=40)
FRESH = '''
import sys
import numpy as np
from aoi_nb.soldering.projection import load_map, transform
folder = sys.argv[1]
for number in range(int(sys.argv[2])):
    np.save(f'{folder}/{number}.npy', transform(load_map(f'{folder}/{number}.npz'), np.load(f'{folder}/new.npy')))
'''


def make(labels=CODES, table=VECTORS, **changes):
    "A map and the points of its images."
    settings = adapt(ProjectionSettings(**{'n_epochs': 40, **changes}), labels)[0]
    return fit_projection(table, labels, settings, prepare(table, labels, settings))


CHANGES = [
    {}, {'dimensions': 3}, {'supervision': 'supervised'}, {'supervision': 'supervised', 'vectors': 'plain'},
    {'supervision': 'none', 'local_connectivity': 2.0}, {'method': 'tsne'}, {'method': 'pca', 'dimensions': 3},
    {'method': 'pca', 'vectors': 'plain'}]


def test_a_map_is_the_same_again_and_in_a_new_process(tmp_path):
    maps = []
    for number, changes in enumerate(CHANGES):
        (drawn, points), (_, again) = make(**changes), make(**changes)
        assert np.array_equal(points, again) and points.dtype == np.float32 and np.isfinite(points).all(), changes
        assert points.shape == (120, changes.get('dimensions', 2)), changes
        save_map(tmp_path/f'{number}.npz', drawn)
        maps.append(drawn)
    np.save(tmp_path/'new.npy', NEW)
    # One process for all: each compiles UMAP anew.
    subprocess.run([sys.executable, '-c', FRESH, str(tmp_path), str(len(maps))], check=True)
    for number, (drawn, changes) in enumerate(zip(maps, CHANGES)):
        assert np.array_equal(np.load(tmp_path/f'{number}.npy'), transform(drawn, NEW)), changes


def test_another_seed_gives_another_map():
    assert not np.array_equal(make()[1], make(seed=1)[1])


def test_the_state_holds_no_pickle(tmp_path):
    save_map(tmp_path/'map.npz', make()[0])
    with zipfile.ZipFile(tmp_path/'map.npz') as saved:
        for name in saved.namelist():
            with saved.open(name) as file:
                version = np.lib.format.read_magic(file)
                read = {(1, 0): np.lib.format.read_array_header_1_0,
                        (2, 0): np.lib.format.read_array_header_2_0}[version]
                assert not read(file)[2].hasobject, name


def test_a_place_does_not_depend_on_its_company():
    drawn, _ = make()
    together = transform(drawn, NEW)
    alone = np.concatenate([transform(drawn, NEW[row:row + 1]) for row in range(len(NEW))])
    assert np.abs(together - alone).max() < 1e-4*np.ptp(drawn.points)


@pytest.mark.parametrize('labels', [CODES, np.full(120, -1)])
def test_a_search_for_many_neighbours_serves_fewer(labels):
    inside = fit_basis(VECTORS)(VECTORS)
    anchors = np.flatnonzero(labels >= 0)
    wide = knn_graph(inside, anchors, 60)
    for count in (1, 2, 7, 30, 60):
        narrow = knn_graph(inside, anchors, count)
        for one, other in zip(mixed_neighbours(wide, count), mixed_neighbours(narrow, count)):
            assert np.array_equal(one, other) and one.shape == (120, count)


def test_unlabelled_sources_lie_by_their_own_class():
    _, points = make()
    away = np.linalg.norm(points[90:, None] - points[None, CODES >= 0], axis=2)
    assert (CODES[CODES >= 0][away.argmin(axis=1)] == np.repeat([1, 0], 15)).mean() > 0.9


def test_copies_and_vectors_of_nothing_are_placed():
    copies = np.repeat(VECTORS[::15], 15, axis=0)
    copies[7] = 0
    for changes in ({}, {'supervision': 'supervised'}, {'supervision': 'none'}, {'method': 'tsne'}, {'method': 'pca'}):
        drawn, points = make(table=copies, **changes)
        assert np.isfinite(points).all() and np.isfinite(transform(drawn, np.vstack([copies[:3], NEW[:3]]))).all()


def test_few_images_few_neighbours():
    few = np.r_[0:4, 45:49, 90:94]
    settings, notes = adapt(ProjectionSettings(n_neighbors=50, n_epochs=40), CODES[few])
    assert settings.n_neighbors == 11 and 'instead of 50' in notes[0]
    drawn, points = make(CODES[few], VECTORS[few], n_neighbors=50)
    assert np.isfinite(points).all() and np.isfinite(transform(drawn, NEW)).all()
    with pytest.raises(BadInput, match='found 9 images, expected at least 10'):
        make(CODES[:9], VECTORS[:9])
    settings, notes = adapt(ProjectionSettings(supervision='supervised'), CODES[few])
    assert settings.supervision == 'semi' and notes[0].startswith('8 labelled training images, fewer than 10')


@pytest.mark.parametrize('corpus, note', [
    (CORPUS.assign(label=CORPUS.label.replace('box', 'cut')), 'labels of 1 class:'),
    (CORPUS.assign(split=''), 'labels of 0 classes:'),
    (CORPUS.assign(split=CORPUS.split.replace('test', '')), 'no test image')])
def test_what_is_missing_is_said(corpus, note):
    for mode in MODES:
        _, points, entry = reduce_mode(VECTORS, corpus, QUICK, mode)
        assert np.isfinite(points).all() and any(note in one for one in entry['notes'])


def test_neither_test_labels_nor_labels_of_the_rest_reach_a_map():
    swapped = np.where(CORPUS.label == 'cut', 'box', 'cut')
    other = CORPUS.assign(label=np.where(CORPUS.split == 'test', swapped, CORPUS.label))
    for mode in MODES:
        assert np.array_equal(reduce_mode(VECTORS, CORPUS, QUICK, mode)[1], reduce_mode(VECTORS, other, QUICK, mode)[1])
    tried = grid_settings('small', QUICK)
    for mode in MODES:
        one, two = (choose_settings(VECTORS, table, mode, tried) for table in (CORPUS, other))
        assert one == two


def test_validation_never_cuts_a_group_and_never_leaves_training():
    for seed in range(5):
        part = validation_rows(CODES, GROUPS, seed)
        assert len(part) and (CODES[part] >= 0).all() and len(set(CODES[part])) == 2
        rest = [row for row in np.flatnonzero(CODES >= 0) if row not in part]
        assert not {GROUPS[row] for row in part} & {GROUPS[row] for row in rest}


@pytest.mark.parametrize('vectors, part', [
    (np.full((120, 40), 2, np.float16), '120 equal ones'),
    (np.where(np.eye(120, 40) > 0, np.nan, VECTORS), 'not finite'),
    (VECTORS[:50], '50 rows, expected 120')])
def test_bad_vectors_are_named(vectors, part):
    with pytest.raises(BadInput, match=part):
        make(table=vectors)


def test_a_damaged_or_foreign_state_is_refused(tmp_path):
    drawn, file = make()[0], tmp_path/'map.npz'
    save_map(file, drawn)
    content = file.read_bytes()
    with np.load(file) as saved:
        arrays = {name: saved[name] for name in saved.files}
    for damage in (content[:100], content[:-40], b'', b'not a map'):
        file.write_bytes(damage)
        with pytest.raises(BadInput, match='map.npz: found no arrays'):
            load_map(file)
    for changes in ({'points': arrays['points'][:-1]}, {'anchors': np.array([500])}, {'mean': arrays['mean'][:-1]},
                    {'about': np.array('{"basis": "magic"}')},
                    {'about': np.array('{"basis": "plain", "method": "magic"}')},
                    {'about': np.array('[]')}, {'about': np.array({}, object)}, {'vectors': arrays['vectors']*np.nan}):
        np.savez(file, **{**arrays, **changes})
        with pytest.raises(BadInput, match='map.npz: found'):
            load_map(file)
    with pytest.raises(BadInput, match='expected .n, 40.'):
        transform(drawn, NEW[:, :7])


PLUGIN = '''
import numpy as np
from aoi_nb.soldering.projection_registry import projection_method
from aoi_nb.soldering.weights import network_builder


@projection_method('mine', 'skip: int = 0  # numbers to leave out [0, 9]')
def mine(vectors, dimensions, labels, progress, skip):
    "The numbers of a vector that differ most."
    return vectors[:, np.argsort(-vectors.std(axis=0))[skip:skip + dimensions]]


@network_builder('flat', size=32)
def flat():
    import keras
    pixels = keras.Input((32, 32, 3))
    return keras.Model(pixels, keras.layers.AveragePooling2D(8)(pixels))
'''
WITH_PLUGIN = '''
import sys
from pathlib import Path
import numpy as np
from aoi_nb.core.files import write_json
from aoi_nb.core.parameters import stage_settings
from aoi_nb.soldering.corpus import CORPUS_COLUMNS, write_corpus
from aoi_nb.soldering.methods import project, projection_methods
from aoi_nb.soldering.projection import load_map, transform
from aoi_nb.soldering.reduction import preflight, run_reduction
from aoi_nb.soldering.weights import find_network
import pandas as pd
run = Path(sys.argv[1])
vectors = np.load(run/'embedding'/'net.npy')
corpus = pd.read_pickle(run/'corpus.pkl')
write_corpus(run/'corpus', corpus)
settings = stage_settings('reduction', {'method': 'mine'})
assert [file.name for file in preflight(vars(settings))] == ['my_plugin.py']
assert 'mine' in projection_methods() and project('mine', vectors, 3).shape == (120, 3)
result = run_reduction(settings, run)
points = result.maps['net', 'inductive']
fit = (corpus['split'] != 'test').to_numpy()
assert np.array_equal(points[fit], project('mine', vectors[fit]))
assert transform(load_map(run/'reduction'/'net_inductive.npz'), vectors[:4]).shape == (4, 2)
network, file = find_network('flat')
assert (network.kind, file.name) == ('plugin', 'my_plugin.py')
'''


def test_a_plugin_is_a_choice_of_the_stage_the_explorer_and_the_command_line(tmp_path):
    (tmp_path/'embedding').mkdir()
    np.save(tmp_path/'embedding'/'net.npy', VECTORS)
    write_json(tmp_path/'embedding'/'metrics.json', {'networks': {'net': {}}})
    rest = {'sha256': '', 'pixels_sha256': '', 'width': 1, 'height': 1, 'sharpness': 0.5, 'brightness': 9.0}
    CORPUS.assign(path=[f'{row}.png' for row in range(120)], **rest).to_pickle(tmp_path/'corpus.pkl')
    (tmp_path/'my_plugin.py').write_text(PLUGIN)
    environment = {**os.environ, 'AOI_PLUGINS': 'my_plugin', 'TF_CPP_MIN_LOG_LEVEL': '3',
                   'PYTHONPATH': os.pathsep.join([str(tmp_path), os.environ.get('PYTHONPATH', '')])}
    subprocess.run([sys.executable, '-c', WITH_PLUGIN, str(tmp_path)], check=True, env=environment)
    shown = subprocess.run([sys.executable, '-m', 'aoi_nb.cli', 'params', 'soldering'], check=True, env=environment,
                           capture_output=True, text=True).stdout
    assert '{umap, tsne, pca, mine}' in shown
    with pytest.raises(BadInput, match=r"reduction.method: found 'mine', expected one of umap, tsne, pca"):
        stage_settings('reduction', {'method': 'mine'})
