"What few labels say: rules of vectors, the choice among them, who votes, wrong labels, images to ask for."
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.neighbors import KNeighborsClassifier

from aoi_nb.soldering.label_audit import audit_labels, suspicion_of
from aoi_nb.soldering.label_propagation import fit_clusters
from aoi_nb.soldering.nested_choice import choose_networks, choose_rule, clearly_best
from aoi_nb.soldering.sampling import choose_to_label
from aoi_nb.soldering.splitting import split_by, why_untested
from aoi_nb.soldering.vector_rules import (
    VECTOR_RULES,
    chance_agreement,
    describe_images,
    fit_rule,
    fit_space,
    leave_out,
    part_numbers,
    shared_clusters,
    with_clusters,
)

NESTED = SimpleNamespace(prediction='nested', neighbours=5)


def clouds(sizes=(60, 40, 30), spread=0.5, seed=0):
    "Vectors of some kinds of image, the images as rules see them, and the kind of each."
    rng = np.random.default_rng(seed)
    kinds = np.repeat(np.arange(len(sizes)), sizes)
    vectors = (rng.normal(size=(len(sizes), 32))[kinds] + spread*rng.normal(size=(len(kinds), 32))).astype(np.float16)
    everything = np.ones(len(kinds), bool)
    seen = describe_images(fit_space(vectors, everything), vectors)
    return with_clusters(seen, shared_clusters([seen.averaged], everything, len(sizes))), kinds


def corpus_of(kinds, labelled, groups=None):
    "A corpus of which some images have a label, all of them training images."
    known = np.isin(np.arange(len(kinds)), labelled)
    names = np.array(['a', 'b', 'c', 'd'])[kinds]
    return pd.DataFrame({'path': [f'{row}.png' for row in range(len(kinds))], 'label': np.where(known, names, ''),
                         'split': np.where(known, 'train', ''),
                         'group': groups if groups is not None else [str(row) for row in range(len(kinds))]})


@pytest.mark.parametrize('rows, rule, judged', [
    ([0, 60], 'mean', 0),  # nothing can be left out
    ([*range(19), 60], 'mean', 19),  # the only label of its class cannot be found again
    ([0, 1, 2, 60, 61, 62], 'mean', 6), ([0, 1, 2, 3, 60, 61, 62, 63], 'both', 8)])
def test_few_labels_get_the_safe_rule_and_never_a_refusal(rows, rule, judged):
    seen, kinds = clouds((60, 40))
    choice = choose_rule(None, corpus_of(kinds, rows), NESTED, 'inductive', seen)
    assert choice.rule == rule and choice.judged.get('n', 0) == judged
    assert bool(choice.note) == (rule == 'mean')
    table = corpus_of(kinds, rows)
    model = fit_clusters(np.zeros((100, 2)), np.zeros(100, int), table['label'], choice.rule, seen=seen)
    answers = model.predict(np.zeros((100, 2)), np.arange(100))
    assert (answers.label == np.array(['a', 'b'])[kinds]).mean() > 0.97
    assert answers.confidence.max() <= (len(rows) + 1)/(len(rows) + 2)


def two_networks():
    "The vectors of two networks, of two classes with several kinds each; clusters that the networks share."
    rng, kind = np.random.default_rng(0), np.arange(300) % 8
    numbers, everything = (kind >= 3).astype(int), np.ones(300, bool)
    seen = []
    for _ in range(2):
        middles, own, noise = (rng.normal(size=(count, 64)) for count in (2, 8, 300))
        vectors = 0.8*middles[numbers] + own[kind] + 0.6*noise
        seen.append(describe_images(fit_space(vectors, everything), vectors))
    clusters = shared_clusters([one.averaged for one in seen], everything, 2)
    return with_clusters(seen[0], clusters), numbers, clusters


def test_clusters_answer_where_few_labels_show_that_they_are_the_classes():
    seen, numbers, clusters = two_networks()
    truth, right = np.array(['a', 'b'])[numbers], {'mean': [], 'kmeans': []}
    for draw in range(20):
        rows = [*np.flatnonzero(numbers == 0)[draw::23][:5], np.flatnonzero(numbers == 1)[draw]]
        corpus = corpus_of(numbers, rows)
        assert 0 < chance_agreement(clusters, corpus['label']) <= 0.1
        choice = choose_rule(None, corpus, NESTED, 'inductive', seen, clusters)
        assert choice.rule == 'kmeans' and 'fewer than 4 of two classes' in choice.note and 'clusters' in choice.note
        assert choose_rule(None, corpus, NESTED, 'inductive', seen).rule == 'mean'  # one network alone
        for rule, found in right.items():
            model = fit_clusters(np.zeros((300, 2)), np.zeros(300, int), corpus['label'], rule, seen=seen)
            found.append((model.predict(np.zeros((300, 2)), np.arange(300)).label == truth).mean())
    assert min(right['kmeans']) > 0.99 and min(right['mean']) < 0.9, right


@pytest.mark.parametrize('rows', [[0, 1, 155],  # as labels at random would lie in one case of four
                                  [0, 1, 2, 8, 152, 155]])  # one label lies in the cluster of the other class
def test_clusters_that_labels_do_not_show_are_not_trusted(rows):
    seen, numbers, _ = two_networks()
    halves = (np.arange(300) >= 150).astype(int)
    choice = choose_rule(None, corpus_of(numbers, rows), NESTED, 'inductive', seen, halves)
    assert choice.rule == 'mean' and 'nearest class mean' in choice.note


def test_the_rule_that_finds_left_out_labels_is_taken_and_the_named_one_is_kept():
    rng = np.random.default_rng(0)  # each class has two opposite corners of a square: their means are one point
    corner, noise = rng.permutation(np.repeat(np.arange(4), 45)), 0.15*rng.normal(size=(180, 16))
    x, y = corner % 2*2 - 1, corner//2*2 - 1
    vectors = np.c_[x, y, noise].astype(np.float16)
    kinds, seen = (x == y).astype(int), describe_images(fit_space(vectors, np.ones(180, bool)), vectors)
    corpus = corpus_of(kinds, range(0, 180, 3))
    choice = choose_rule(None, corpus, NESTED, 'inductive', seen)
    assert choice.rule in ('near', 'both') and choice.accuracy[choice.rule] > choice.accuracy['mean'] + 0.05
    assert set(choice.judged['rules']) == set(seen.rules) and choice.judged['interval_unit'] == 'image'
    named = choose_rule(None, corpus, SimpleNamespace(prediction='mean', neighbours=5), 'inductive', seen)
    assert (named.rule, named.accuracy) == ('mean', choice.accuracy)


@pytest.mark.parametrize('gained, groups, taken', [
    (1, 40, 'usual'), (4, 40, 'other'),  # a label more is luck, four are not
    (4, 10, 'usual')])  # all four show one specimen
def test_another_rule_is_taken_only_where_it_is_clearly_better(gained, groups, taken):
    rows = np.arange(40)
    answers = {'usual': np.where(rows < 8, 'b', 'a'), 'other': np.where((rows < 8) & (rows >= gained), 'b', 'a')}
    table = pd.DataFrame({'label': ['a']*40, **{f'{name} label': said for name, said in answers.items()}})
    assert clearly_best(table, [f'specimen {row*groups//40}' for row in rows], 'usual') == taken


def test_no_label_of_its_group_helps_an_image_that_is_left_out():
    seen, kinds = clouds((40, 40), 2.0)
    groups = np.arange(80)//4  # whole groups of one class, mislabelled in turn
    numbers = kinds ^ (groups % 2)
    parts = part_numbers([str(group) for group in groups], numbers)
    assert len(np.unique(parts)) == 20 and all(len(set(parts[groups == group])) == 1 for group in range(20))
    for rule in VECTOR_RULES.values():
        other = np.where(groups == 3, 1 - numbers, numbers)
        one, two = (leave_out(rule, seen, some, parts)[0][groups == 3] for some in (numbers, other))
        np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize('name', VECTOR_RULES)
def test_a_new_image_has_the_same_label_in_any_company(name):
    seen, kinds = clouds()
    rule, rows = VECTOR_RULES[name], np.arange(0, 130, 5)
    answer = fit_rule(rule, seen.take(rows).see(rule.view), kinds[rows], 3)
    whole = answer(seen.see(rule.view))
    alone = np.concatenate([answer(describe_images(seen.space, seen.vectors[row:row + 1]).see(rule.view))
                            for row in range(0, 130, 7)])
    np.testing.assert_allclose(whole[::7], alone, atol=2e-3)
    assert (whole.argmax(axis=1) == kinds).mean() > 0.95


def test_a_class_with_many_labels_does_not_outvote_one_with_few():
    seen, kinds = clouds((100, 100), 2.5, seed=2)
    rows, asked = np.r_[0:40, 100:104], np.r_[104:200]
    rule, view = VECTOR_RULES['near'], seen.see('averaged')
    found = fit_rule(rule, view[rows], kinds[rows], 2)(view[asked]).argmax(axis=1)
    plain = KNeighborsClassifier(9).fit(view[rows], kinds[rows]).predict(view[asked])
    assert (found == 1).mean() > max(0.7, (plain == 1).mean() + 0.2)


def test_planted_errors_head_the_audit():
    pytest.importorskip('cleanlab')
    seen, kinds = clouds((90, 70, 40), 0.8)
    wrong = np.random.default_rng(1).choice(200, 10, replace=False)
    labels = np.array(['a', 'b', 'c'])[np.where(np.isin(np.arange(200), wrong), (kinds + 1) % 3, kinds)]
    paths = np.array([f'{row}.png' for row in range(200)], object)
    audited = audit_labels(paths, labels, [seen])
    assert {f'{row}.png' for row in wrong} <= set(audited.path[:20])
    suspicion = suspicion_of(paths, audited)
    assert set(wrong) <= set(np.flatnonzero(suspicion)) and (suspicion > 0).sum() == audited.suspected.sum()
    assert audited.set_index('path').suggested[[f'{row}.png' for row in wrong]].tolist() == \
        np.array(['a', 'b', 'c'])[kinds[wrong]].tolist()


def said(right, sure):
    "What a network says of images, sure of some."
    truth = np.array(['a', 'b']*10)
    return pd.DataFrame({'path': [f'{row}.png' for row in range(20)], 'label': truth,
                         'predicted': np.where(right, truth, 'c'), 'confidence': sure})


def test_only_a_network_that_makes_the_vote_worse_leaves_it():
    rows = np.arange(20)
    good, loud = said(rows > 0, 0.6), said(rows % 2 > 0, 0.9)
    assert choose_networks({'good': good, 'loud': loud}).left == {'loud': (0.5, 0.95)}
    quiet = choose_networks({'good': good, 'quiet': said(rows % 2 > 0, 0.3)})
    assert (quiet.names, quiet.left) == (['good', 'quiet'], {})


@pytest.mark.parametrize('count, test', [(24, False), (25, True)])
def test_a_test_part_is_set_aside_where_it_would_say_something(count, test):
    names = ['ab'[row % 2] for row in range(count)]
    settings = SimpleNamespace(split='group', test_fraction=0.2, seed=0)
    assert ('test' in split_by(settings, names, list(range(count)))[0]) == test
    assert bool(why_untested(names, list(range(count)), 0.2)) != test


def test_images_to_label_show_all_kinds_early_and_none_twice():
    seen, kinds = clouds((300, 100, 50, 30, 20, 10), 0.4)
    chosen = choose_to_label(seen.vectors, 40)
    assert len(set(kinds[chosen[:6]])) >= 5 and len(set(chosen)) == 40
    more = choose_to_label(seen.vectors, 10, known=chosen.tolist())
    assert len(more) == 10 and not set(more) & set(chosen)
