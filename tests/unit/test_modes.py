"Test images take no part in what labels them or chooses, and shuffled labels stand beside a result."
import numpy as np
import pandas as pd
import pytest

from aoi_nb.core.files import BadInput
from aoi_nb.core.parameters import stage_settings
from aoi_nb.runs.chains import SOLDERING, rename_parameters
from aoi_nb.soldering import repeated_maps, validation
from aoi_nb.soldering.collection_text import split_text
from aoi_nb.soldering.control import changed, compare_shuffles, shuffled_answers
from aoi_nb.soldering.labelled_map import label_map
from aoi_nb.soldering.modes import MODES, shuffle_by_group
from aoi_nb.soldering.nested_choice import choose_rule
from aoi_nb.soldering.projection import ProjectionSettings
from aoi_nb.soldering.reduction import preflight, reduce_mode
from aoi_nb.soldering.repeated_maps import RepeatedMaps, fold_maps, load_repeated, save_repeated, shuffled_maps
from aoi_nb.soldering.run_reader import check_run
from aoi_nb.soldering.validation import choose_settings, fold_numbers, grid_settings

RANDOM = np.random.default_rng(3)
CENTRES = 1.5*RANDOM.normal(size=(2, 30))[np.arange(16) % 2] + RANDOM.normal(size=(16, 30))
VECTORS = (np.repeat(CENTRES, 8, axis=0) + 0.5*RANDOM.normal(size=(128, 30))).astype(np.float16)
CORPUS = pd.DataFrame({'path': [f'{row}.png' for row in range(128)], 'label': np.repeat(['box', 'cut']*8, 8),
                       'group': np.repeat([f'lab:{number}' for number in range(16)], 8),
                       'split': np.repeat(['train']*10 + ['test']*4 + ['']*2, 8)})
CORPUS.loc[CORPUS.split == '', 'label'] = ''
TEST = (CORPUS.split == 'test').to_numpy()
OTHER = np.where(TEST[:, None], RANDOM.normal(size=VECTORS.shape), VECTORS).astype(np.float16)  # other test images
SWAPPED = CORPUS.assign(label=np.where(TEST, np.where(CORPUS.label == 'box', 'cut', 'box'), CORPUS.label))
QUICK = ProjectionSettings(n_epochs=40)
CUTTING = stage_settings('clustering', {'prediction': 'vote'})


def labelled(vectors, mode):
    "What a map and its communities say of the images that are not judged."
    points = reduce_mode(vectors, CORPUS, QUICK, mode)[1].astype(float)
    rows = label_map(points, CORPUS, CUTTING, mode).rows
    return points[~TEST], rows[~TEST]


@pytest.mark.parametrize('mode, apart', (('inductive', True), ('paper', True), ('transductive', False)))
def test_test_images_take_no_part_but_in_the_mode_that_says_so(mode, apart):
    (points, rows), (other, others) = labelled(VECTORS, mode), labelled(OTHER, mode)
    assert np.array_equal(points, other) == apart
    assert rows.equals(others) == apart


def test_a_test_image_does_not_depend_on_the_other_test_images():
    few = CORPUS.assign(split=np.where(TEST & (np.arange(128) % 8 > 0), '', CORPUS.split))
    kept = (few.split != '') | ~TEST
    whole, part = (reduce_mode(vectors, table, QUICK, 'inductive')[1].astype(float)
                   for vectors, table in ((VECTORS, CORPUS), (VECTORS[kept], few[kept].reset_index(drop=True))))
    assert np.linalg.norm(whole[kept] - part, axis=1).max() < 0.02*np.ptp(whole, axis=0).min()
    said, alone = (label_map(points, table, CUTTING, 'inductive').rows.set_index('path').predicted
                   for points, table in ((whole, CORPUS), (part, few[kept].reset_index(drop=True))))
    assert (said[alone.index] == alone).all()


@pytest.mark.parametrize('mode', MODES)
def test_labels_of_test_images_choose_nothing(mode):
    tried = grid_settings('small', QUICK)[:3]
    assert choose_settings(VECTORS, CORPUS, mode, tried) == choose_settings(VECTORS, SWAPPED, mode, tried)
    if mode == 'paper':
        return
    one, two = (choose_rule(fold_maps(VECTORS, table, QUICK, mode, 3), table, stage_settings('clustering'), mode)
                for table in (CORPUS, SWAPPED))
    assert (one.rule, one.accuracy) == (two.rule, two.accuracy) and set(one.accuracy) > {'vote', 'knn'}
    pd.testing.assert_frame_equal(one.validation, two.validation)


def test_test_images_themselves_choose_nothing_in_the_headline():
    tried = grid_settings('small', QUICK)[:3]
    assert choose_settings(VECTORS, CORPUS, 'inductive', tried) == choose_settings(OTHER, CORPUS, 'inductive', tried)
    one, two = (fold_maps(vectors, CORPUS, QUICK, 'inductive', 3).points for vectors in (VECTORS, OTHER))
    assert np.array_equal(one, two)


def test_a_grid_is_tried_on_the_vectors_that_its_choice_is_used_on():
    for mode, used in (('inductive', ('directions', 'semi')), ('paper', ('plain', 'supervised'))):
        chosen = choose_settings(VECTORS, CORPUS, mode, grid_settings('small', QUICK)[:2])[0]
        assert (chosen.vectors, chosen.supervision) == used


def test_hidden_parts_cut_no_group():
    folds = fold_numbers(np.where(TEST | (CORPUS.label == ''), -1, CORPUS.label == 'cut'), list(CORPUS.group), 0)
    assert folds.max() == 2 and (folds[TEST] == -1).all()
    assert CORPUS.assign(fold=folds)[folds >= 0].groupby('group').fold.nunique().max() == 1


def test_shuffles_move_whole_groups_on_both_sides_of_a_cut():
    labels = CORPUS.label.to_numpy(str)
    for seed in range(5):
        dealt = shuffle_by_group(labels, labels != '', list(CORPUS.group), np.random.default_rng(seed))
        assert CORPUS.assign(label=dealt).groupby('group').label.nunique().max() == 1
        assert sorted(dealt) == sorted(labels) and (dealt[labels == ''] == '').all()


def test_shuffles_stay_within_training_and_test_and_within_groups_on_both_sides():
    labels, sides = CORPUS.label.to_numpy(str), CORPUS.split.to_numpy(object)
    sides = np.where((CORPUS.group == 'lab:0') & (np.arange(128) % 2 > 0), 'test', sides)
    for seed in range(5):
        dealt = shuffle_by_group(labels, labels != '', list(CORPUS.group), np.random.default_rng(seed), list(sides))
        assert (dealt[:8] == labels[:8]).all()  # alone on both sides
        for rows in (slice(8, 80), TEST):
            assert sorted(dealt[rows]) == sorted(labels[rows])


def test_every_round_of_a_grid_keeps_the_labels_and_the_choice_is_as_wished(monkeypatch):
    corpus = pd.DataFrame({'label': ['box', 'cut']*20 + ['']*3960, 'group': [f'g{row//4}' for row in range(4000)],
                           'split': ['train']*40 + ['']*3960})
    rounds = []

    def tried(vectors, known, asked, fit, settings):
        rounds.append((len(known), int((known >= 0).sum() + (asked >= 0).sum())))
        return [{'agreement': one.n_neighbors, 'chosen': 0} for one in settings]

    monkeypatch.setattr(validation, 'try_settings', tried)
    grid = grid_settings('paper', ProjectionSettings())
    chosen, table, why = choose_settings(np.zeros((4000, 2), np.float16), corpus, 'inductive', grid)
    assert rounds == [(444, 40), (1333, 40), (4000, 40)] and why == '' and sum(row['chosen'] for row in table) == 1
    assert chosen.n_neighbors == 40
    wished = [ProjectionSettings(), ProjectionSettings(n_neighbors=100)]  # of 128 images, fewer without hidden ones
    assert choose_settings(VECTORS, CORPUS, 'inductive', wished)[0] == wished[1]
    monkeypatch.undo()
    left_out = choose_settings(VECTORS, CORPUS, 'inductive', grid_settings('small', QUICK), 6)
    assert left_out[:2] == (QUICK, []) and 'too few labels' in left_out[2]


@pytest.mark.parametrize('mode', ('inductive', 'paper'))
def test_the_control_makes_map_and_communities_anew_and_ranks_the_result(mode):
    maps = shuffled_maps(VECTORS, CORPUS, QUICK, mode, 19)
    layouts = {points[(~TEST)[maps.rows]].tobytes() for points in maps.points}
    assert len(layouts) > 10  # labels the other way round bend a map in the same way
    answers = shuffled_answers(maps, CORPUS, changed(CUTTING, resolution=0.5), mode)
    found = compare_shuffles(answers, 1.0)
    assert found['shuffles'] == 19 and found['lowest'] <= found['mean'] <= found['highest'] and found['p'] >= 0.05
    if mode == 'paper':  # labels that mean nothing are right more often than not
        assert found['mean'] > 0.65
    else:
        assert 0.35 < found['mean'] < 0.65
    assert compare_shuffles(answers, 0.0)['p'] == 1


@pytest.mark.parametrize('mode', ('inductive', 'paper'))
def test_true_labels_in_the_place_of_shuffled_ones_reach_what_they_reach(mode, monkeypatch):
    monkeypatch.setattr(repeated_maps, 'shuffle_by_group', lambda codes, *others: codes)
    apart = (VECTORS + 3*np.where(np.arange(128)//8 % 2, 1, -1)[:, None]).astype(np.float16)
    maps = shuffled_maps(apart, CORPUS, QUICK, mode, 1)
    assert compare_shuffles(shuffled_answers(maps, CORPUS, CUTTING, mode), 1.0)['mean'] > 0.97


def test_no_file_of_a_run_before_stays_where_none_is_made(tmp_path):
    save_repeated(tmp_path/'net_inductive_shuffles.npz', RepeatedMaps(*[np.zeros((1, 1))]*4))
    assert (tmp_path/'net_inductive_shuffles.npz').exists()
    save_repeated(tmp_path/'net_inductive_shuffles.npz', None)
    assert load_repeated(tmp_path/'net_inductive_shuffles.npz', 1) is None


def test_the_published_protocol_labels_by_community_whatever_is_wished():
    assert choose_rule(None, CORPUS, stage_settings('clustering', {'prediction': 'knn'}), 'paper').rule == 'cluster'


def test_old_modes_are_taken_for_one_version_and_old_runs_are_refused_by_name(tmp_path):
    said = []
    asked = {'reduction.modes': 'leak_free,shuffled', 'clustering.modes': ['leak_free', 'paper']}
    assert rename_parameters(SOLDERING, asked, said.append) == {
        'reduction.modes': ['inductive'], 'clustering.modes': ['inductive', 'paper']}
    assert len(said) == 3 and 'is now called inductive' in said[0]
    with pytest.raises(BadInput, match="'leak_free'.*inductive in its place"):
        preflight(vars(stage_settings('reduction', {'modes': ['leak_free']})))
    for stage in ('corpus', 'embedding', 'reduction', 'clustering'):
        (tmp_path/stage).mkdir()
        (tmp_path/stage/'metrics.json').write_text('{}')
    (tmp_path/'reduction'/'net_leak_free.npy').write_bytes(b'')
    with pytest.raises(BadInput, match='older version, with maps in the mode leak_free'):
        check_run(tmp_path)


def test_no_separation_is_claimed_that_the_split_has_not_made():
    counts = {'groups': 48, 'groups_cut': 32, 'groups_from': 'table', 'test': 49}
    assert '32 of 48 groups have images on both sides' in split_text(counts)
    assert 'None of 48' in split_text(counts | {'groups_cut': 0})
    assert 'no figure is by group' in split_text(counts | {'groups_from': 'image', 'groups_cut': 0})
