"Confidences as probabilities: learned by group, monotone, from training labels alone."
import numpy as np
import pandas as pd
import pytest

from aoi_nb.soldering.calibration import (
    UNCHANGED,
    calibration_error,
    calibration_figures,
    calibration_of,
    fit_calibration,
    reliability,
)
from aoi_nb.soldering.ensemble import (
    EnsembleMember,
    Predictions,
    calibrate_vote,
    differing,
    predict_all,
    review_disagreements,
    vote,
)


def drawn(groups, alike, rng):
    "Confidences near one, of groups that are right with a chance of 0.8 together or image by image."
    sure = rng.uniform(0.9, 0.995, 5*groups)
    right = np.repeat(rng.random(groups) < 0.8, 5) if alike else rng.random(5*groups) < 0.8
    return sure, right, np.repeat(np.arange(groups), 5)


@pytest.mark.parametrize('alike', [True, False])
def test_confidence_means_something_on_groups_that_were_not_used(alike):
    rng, before, after = np.random.default_rng(0), [], []
    for _ in range(30):
        learned = fit_calibration(*drawn(40, alike, rng))
        sure, right, groups = drawn(400, alike, rng)
        found = calibration_figures(learned, sure, right, groups)
        before.append((found['before']['ece'], found['before']['brier']))
        after.append((found['ece'], found['brier']))
    assert np.mean(before, axis=0)[0] > 0.13 and np.mean(after, axis=0)[0] < 0.07
    assert np.mean(after, axis=0)[1] < np.mean(before, axis=0)[1]


def test_the_order_of_images_stays_and_everything_is_a_probability():
    rng = np.random.default_rng(1)
    for _ in range(20):
        sure, right = rng.random(60), rng.random(60) < rng.random()
        changed = fit_calibration(sure, right, np.arange(60)//3).apply(np.sort(sure))
        assert (np.diff(changed) >= 0).all() and changed.min() >= 0 and changed.max() <= 1


def test_many_images_of_one_group_count_as_one():
    sure, wrong = np.full(500, 0.95), np.zeros(500, bool)
    one, many = (fit_calibration(sure, wrong, groups).apply(sure[:1])[0] for groups in (np.zeros(500), np.arange(500)))
    assert many < 0.1 < 0.3 < one
    assert fit_calibration(sure[:0], wrong[:0], []) == UNCHANGED


@pytest.mark.parametrize('told', [None, {}, {'slope': 'x'}, {'slope': 1, 'offset': float('nan'), 'learned_on': {}}, [],
                                  {'slope': 1, 'offset': 0, 'learned_on': {'images': float('inf'), 'groups': 1}}])
def test_a_file_without_a_calibration_changes_nothing(told):
    assert calibration_of(told) == UNCHANGED
    assert UNCHANGED.apply(np.array([0.2, 1.0, 1.0000001, -1e-9])).tolist() == [0.2, 1.0, 1.0, 0.0]


def test_expected_calibration_error():
    sure = np.repeat([0.6, 0.9], 50)
    right = np.r_[np.arange(50) % 5 > 1, np.arange(50) % 10 > 0]
    assert calibration_error(sure, right) == pytest.approx(0, abs=1e-9)
    assert calibration_error(np.full(100, 1.0), right) == pytest.approx(0.25, abs=1e-9)


def test_equal_confidences_are_in_one_part_whatever_the_order_of_images():
    right = np.arange(100) >= 25
    assert calibration_error(np.full(100, 0.75), right) == pytest.approx(0, abs=1e-9)
    assert reliability(np.full(100, 0.75), right) == [(0.75, 0.75, 100)]
    sure, rng = np.repeat([0.55, 0.7, 0.9, 0.99], [13, 41, 30, 16]), np.random.default_rng(0)
    right = rng.random(100) < sure
    errors = [calibration_error(sure[order], right[order]) for order in map(rng.permutation, [100]*20)]
    assert np.ptp(errors) < 1e-9
    assert [count for *_, count in reliability(sure, right)] == [13, 41, 30, 16]
    assert [count for *_, count in reliability(np.linspace(0.5, 1, 100), right)] == [10]*10
    assert reliability(sure[:0], right[:0]) == []


def test_the_vote_is_calibrated_and_its_labels_stay():
    names, labels = ('one', 'two'), np.array([['a', 'a'], ['a', 'b'], ['b', 'b']])
    raw = Predictions(names, labels, np.array([[0.9, 0.8], [0.9, 0.6], [0.7, 0.7]]))
    hidden = pd.DataFrame({'path': [str(row) for row in range(20)], 'label': ['a', 'b']*10, 'predicted': ['a']*20,
                           'confidence': np.linspace(0.9, 0.95, 20)})
    learned = calibrate_vote(dict.fromkeys(names, hidden), {path: path for path in hidden['path']})
    assert learned.images == learned.groups == 20
    lowered = vote(Predictions(names, labels, raw.confidence, learned))
    assert lowered[0].tolist() == vote(raw)[0].tolist() and (lowered[1] < vote(raw)[1]).all()


def test_a_review_of_exactly_the_disagreements():
    "The published case: 1 and 3 errors of 1247, none shared."
    truth = np.repeat(['cross-section', 'other'], [837, 410])
    dense, xception = truth.copy(), truth.copy()
    dense[0], xception[1], xception[[837, 838]] = 'other', 'other', 'cross-section'
    found = review_disagreements(Predictions(('d', 'x'), np.c_[dense, xception], np.ones((1247, 2))), truth)
    assert (found['reviewed'], found['after'], found['wrong_after']) == (4, 1.0, 0) and found['before'] < 1


def test_a_class_that_nobody_predicts_counts_alike_in_a_run_and_for_an_image_that_comes_alone():
    rng = np.random.default_rng(2)
    labels = np.array([*'ab'*20, 'c', *['']*20])
    rows = pd.DataFrame({'split': np.where(labels == '', '', 'train'), 'cluster': np.zeros(61, int)})
    members = [EnsembleMember(name, rng.normal(size=(61, 2)), rows, 'knn', 5) for name in ('one', 'two')]
    run = predict_all(members, labels)
    assert run.classes == ('a', 'b', 'c') and set(run.labels.ravel()) == {'a', 'b'}
    apart = np.flatnonzero(differing(run) & (labels == ''))
    assert len(apart) > 3
    for row in apart:
        tables = [member.fit(labels).predict(member.points[[row]]) for member in members]
        alone = Predictions(run.names, np.array([[table['label'][0] for table in tables]]),
                            np.array([[table['confidence'][0] for table in tables]]), classes=run.classes)
        assert vote(alone)[1][0] == pytest.approx(vote(run)[1][row])
    one, other = run.confidence[apart[0]].max(), run.confidence[apart[0]].min()
    assert vote(run)[1][apart[0]] == pytest.approx((one + (1 - other)/2)/2)  # what b leaves is for a and c


def test_the_calibration_of_the_vote_counts_all_labels_that_are_known():
    paths = [str(row) for row in range(40)]
    tables = {name: pd.DataFrame({'path': paths, 'label': ['a', 'b', 'b', 'c']*10, 'predicted': [said]*40,
                                  'confidence': np.linspace(0.6, 0.9, 40)}) for name, said in (('x', 'a'), ('y', 'b'))}
    two = {name: table.assign(label=table['label'].replace('c', 'b')) for name, table in tables.items()}
    groups = {path: path for path in paths}
    assert calibrate_vote(tables, groups) != calibrate_vote(two, groups)
