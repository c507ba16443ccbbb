"Communities as the installed library finds them: as good as networkx's, the same for the same seed, in one piece."
import subprocess
import sys

import numpy as np
import pytest

nx = pytest.importorskip('networkx')
pytest.importorskip('graspologic_native')

from networkx.algorithms.community import modularity
from sklearn.metrics import adjusted_rand_score

from aoi_nb.core.parameters import stage_settings
from aoi_nb.soldering.communities import (
    best_resolution,
    leiden,
    louvain,
    resolution_grid,
    stability,
)
from aoi_nb.soldering.graph import Graph, join, similarity, spanning_tree, threshold_graph, usual_threshold
from aoi_nb.soldering.labelled_map import find_communities


def clusters(rng):
    return rng.uniform(0, 20, (9, 2))[rng.integers(0, 9, 300)] + rng.normal(size=(300, 2))


MAPS = {'clusters': clusters, 'square': lambda rng: rng.uniform(size=(300, 2)),
        'space': lambda rng: rng.normal(size=(300, 3)), 'line': lambda rng: np.c_[rng.uniform(size=300), np.zeros(300)]}


def made(name, kind, seed):
    "A graph of one of the maps, its weights, and the same for networkx."
    points = MAPS[name](np.random.default_rng(seed))
    graph = spanning_tree(points) if kind == 'tree' else threshold_graph(points, usual_threshold(points))
    weights, network = similarity(graph.distances), nx.Graph()
    network.add_nodes_from(range(graph.size))
    network.add_weighted_edges_from(zip(*graph.edges.T.tolist(), weights.tolist(), strict=True))
    return graph, weights, network


def members(found):
    return [set(np.flatnonzero(found == number).tolist()) for number in range(found.max() + 1)]


@pytest.mark.parametrize('name, kind', [*((name, 'tree') for name in MAPS), ('clusters', 'threshold'),
                                        ('square', 'threshold')])
def test_modularity_is_that_of_networkx_or_more(name, kind):
    gains, spread = [], []
    for data in range(2):
        graph, weights, network = made(name, kind, data)
        for resolution in resolution_grid(graph)[[0, 3, 6]]:
            ours, theirs = ([modularity(network, members(way(graph, weights, resolution, seed)), resolution=resolution)
                             for seed in range(5)] for way in (leiden, louvain))
            gains.append(np.mean(ours) - np.mean(theirs))
            spread.append(np.std(theirs))
    assert np.mean(gains) > -np.mean(spread) - 1e-5, (gains, spread)
    assert min(gains) > -2*max(spread) - 1e-3, (gains, spread)


@pytest.mark.parametrize('kind', ('tree', 'threshold'))
def test_every_community_is_connected(kind):
    graph, weights, network = made('square', kind, 2)
    for resolution in (*resolution_grid(graph)[[0, 6]], 1.0):
        assert all(nx.is_connected(network.subgraph(part)) for part in members(leiden(graph, weights, resolution, 0)))


def test_both_find_islands():
    truth, rng = np.repeat(np.arange(6), 50), np.random.default_rng(0)
    graph = threshold_graph(np.c_[10.0*truth, np.zeros(300)] + rng.normal(0, 0.5, (300, 2)), 2.0)
    for way in (leiden, louvain):
        for seed in range(3):
            assert adjusted_rand_score(way(graph, similarity(graph.distances), 0.05, seed), truth) == 1


def test_a_seed_gives_the_same_cut_in_every_process():
    graph, weights, _ = made('clusters', 'tree', 0)
    code = ('import numpy as np; from aoi_nb.soldering.communities import leiden; '
            'from aoi_nb.soldering.graph import similarity, spanning_tree; rng = np.random.default_rng(0); '
            'tree = spanning_tree(rng.uniform(0, 20, (9, 2))[rng.integers(0, 9, 300)] + rng.normal(size=(300, 2))); '
            'print(leiden(tree, similarity(tree.distances), 0.3, 5).tolist())')
    told = subprocess.run([sys.executable, '-c', code], check=True, capture_output=True, text=True).stdout
    assert told.strip() == str(leiden(graph, weights, 0.3, 5).tolist())
    assert any((leiden(graph, weights, 0.3, seed) != leiden(graph, weights, 0.3, 5)).any() for seed in range(5))


def test_points_without_an_edge_are_alone():
    for graph in (Graph(4, np.zeros((0, 2), int), np.zeros(0)), join(np.eye(4), [[0, 1], [1, 2]])):
        found = leiden(graph, np.ones(len(graph.edges)), 0.1, 0)
        assert all((found == found[point]).sum() == 1 for point in np.flatnonzero(graph.alone))


def test_stability_depends_on_nothing_but_its_seeds_and_the_grid_reaches_its_range():
    tree = spanning_tree(np.random.default_rng(4).normal(size=(400, 2)))
    weights = similarity(tree.distances)
    table = stability(tree, weights, resolution_grid(tree), range(3))
    assert table.equals(stability(tree, weights, resolution_grid(tree), range(3)))
    assert 4 <= leiden(tree, weights, best_resolution(table), 0).max() + 1 <= 32


def test_the_published_mode_cuts_with_the_published_louvain(monkeypatch):
    import aoi_nb.soldering.labelled_map as module

    points, settings = MAPS['square'](np.random.default_rng(0)), stage_settings('clustering', {'resolution': 0.2})
    monkeypatch.setattr(module, 'louvain', lambda graph, *rest: np.arange(graph.size))
    assert len(set(find_communities(points, settings, published=True).communities)) == 300
    assert len(set(find_communities(points, settings).communities)) < 100
