"How labels are passed on, against values worked out by hand."
import warnings

import numpy as np
import pytest

from aoi_nb.soldering.label_propagation import (
    LABEL_RULES,
    Evidence,
    community_table,
    fit_clusters,
    majority,
    silhouettes,
    weigh,
)


def on_line(*places):
    "Points on a line."
    return np.array([[place, 0.] for place in places])


def test_a_community_without_labels_takes_that_of_the_labelled_point_nearest_to_any_member():
    points, labels = on_line(0, 20, 2, 14), ['a', 'b', '', '']
    model = fit_clusters(points, [0, 1, 2, 2], labels)
    assert model.names.tolist() == ['a', 'b', 'a'] and model.unlabelled.tolist() == [False, False, True]


def test_weights_fall_with_the_square_of_the_distance_in_usual_distances():
    points = on_line(0, 2, 4, 6)  # the second neighbours lie 4, 2, 2 and 4 away: 3 is usual
    model = fit_clusters(points, [0, 0, 0, 0], ['a', 'b', 'a', 'b'], neighbours=2)
    evidence = weigh(model, on_line(1.0, 6.0))
    weight = [1/(1 + (away/3)**2) for away in (1, 0, 2)]
    np.testing.assert_allclose(evidence.neighbours, [[weight[0], weight[0]], [weight[2], weight[1]]])
    np.testing.assert_array_equal(evidence.votes, [[1, 1], [1, 1]])
    assert evidence.nearest.tolist()[1] == 3


@pytest.mark.parametrize(('weights', 'votes', 'number'), [
    ([2.0, 0.01], [2, 3], 1),  # more votes win, however near the others are
    ([0.3, 0.1], [1, 1], 0), ([0.1, 0.3], [1, 1], 1),  # of as many votes the nearer ones
    ([1.9, 1.0], [2, 2], 0), ([0.0, 0.0], [0, 0], 0)])
def test_majority_counts_and_weight_decides_a_tie(weights, votes, number):
    evidence = Evidence(np.array([weights]), np.zeros((1, 2)), np.array([0]), np.array([0]), np.array([votes], float))
    assert majority(None, evidence, None).tolist() == [number]


def test_every_community_gives_its_own_label_the_first_one_too():
    points = on_line(0, 1, 2, 3.2, 10)
    model = fit_clusters(points, [0, 0, 0, 1, 1], ['a', 'a', '', 'b', 'b'], rule='cluster')
    judged = model.predict(on_line(2.55), own=None)  # nearest member: the third point; nearest label: the fourth
    assert (judged.community[0], judged.label[0]) == (0, 'a')
    assert set(LABEL_RULES.names()) >= {'nearest', 'cluster', 'centroid', 'knn', 'plain_knn', 'vote'}


def test_silhouettes_of_small_communities():
    points = on_line(0, 3, 10, 14, 13)
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        found = silhouettes(points, np.array([0, 0, 1, 1, 1]))
        assert found[0] == pytest.approx(1 - 3/(37/3)) and found[1] == pytest.approx(1 - 3/(28/3))
        assert found[2] == pytest.approx(1 - 3.5/8.5)
        assert silhouettes(points, np.zeros(5, int)).tolist() == [0]*5
        assert silhouettes(points, np.full(5, -1)).tolist() == [0]*5
        assert silhouettes(points[:0], np.zeros(0, int)).tolist() == []


def test_accuracy_of_a_community_is_a_share_of_those_that_are_judged():
    model = fit_clusters(on_line(0, 1, 2, 3, 4), [0]*5, ['a', '', '', '', ''])
    row = community_table(model, ['a', 'a', 'b', 'a', ''], ['a', 'a', 'a', 'a', 'a']).iloc[0]
    assert (row['judged'], row['accuracy'], row['images'], row['labelled']) == (3, 0.6667, 5, 1)
