"Graphs, communities and labels as the installed library has them: exact where they say so, and no label leaks."
import numpy as np
import pytest

nx = pytest.importorskip('networkx')
pd = pytest.importorskip('pandas')
pytest.importorskip('sklearn')

from networkx.algorithms.community import girvan_newman
from scipy.sparse import csr_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial.distance import pdist, squareform

from aoi_nb.core.files import BadInput
from aoi_nb.core.parameters import stage_settings
from aoi_nb.soldering.cluster_cards import card_page, make_cards
from aoi_nb.soldering.clustering import map_figures
from aoi_nb.soldering.control import resolution_for
from aoi_nb.soldering.ensemble import EnsembleMember
from aoi_nb.soldering.graph import (
    Graph,
    cut,
    delaunay_pairs,
    numbered,
    prim_pairs,
    removal_order,
    spanning_tree,
    threshold_graph,
)
from aoi_nb.soldering.label_propagation import LABEL_RULES, community_table, fit_clusters, map_rules
from aoi_nb.soldering.labelled_map import (
    ROW_KINDS,
    ROWS,
    find_communities,
    label_by_training,
    label_map,
    label_paper,
    training_labels,
)
from aoi_nb.soldering.modes import MODES, in_fit
from aoi_nb.soldering.run_reader import read_map, read_rows, write_rows
from aoi_nb.soldering.vector_rules import describe_images, fit_space, shared_clusters, with_clusters


def cutting(**values):
    "Settings of the stage clustering."
    return stage_settings('clustering', {'prediction': 'vote', **values})


def complete_length(points):
    "Length of the spanning tree of the complete graph."
    distances = np.triu(squareform(np.maximum(pdist(points), 1e-300)))
    return float(minimum_spanning_tree(csr_array(distances)).sum())


def clouds():
    "Points of many kinds, some of which break a triangulation."
    rng = np.random.default_rng(0)
    angle = np.linspace(0, 2*np.pi, 40, endpoint=False)
    tight = np.float32(5) + rng.normal(0, 3e-7, (80, 2)).astype(np.float32)
    yield 'normal 2-D', rng.normal(size=(300, 2))
    yield 'normal 3-D', rng.normal(size=(200, 3))
    yield 'float32 of one cell', tight.astype(float)
    yield 'tight blobs and an outlier', np.concatenate([tight, tight + 1, [[1e6, -1e6]]])
    yield 'circle and centre', np.concatenate([np.c_[np.cos(angle), np.sin(angle)], [[0, 0]]])
    yield 'far from the origin', rng.normal(size=(100, 2)) + 1e7
    yield 'duplicates in space', np.repeat(rng.normal(size=(30, 3)), 3, axis=0)
    yield 'plane in space', np.c_[rng.normal(size=(60, 2)), np.full(60, 3.0)]
    yield 'line in space', np.outer(rng.normal(size=50), [1, -2, 3])
    yield 'lattice', np.stack(np.meshgrid(range(9), range(9)), -1).reshape(-1, 2).astype(float)
    yield 'five dimensions', rng.normal(size=(50, 5))


@pytest.mark.parametrize('points', [pytest.param(points, id=name) for name, points in clouds()])
def test_spanning_tree_is_as_short_as_that_of_the_complete_graph(points):
    tree = spanning_tree(points)
    assert len(tree.edges) == len(points) - 1 and len(set(tree.components())) == 1
    assert tree.distances.sum() == pytest.approx(complete_length(points), rel=1e-9)
    assert (np.lexsort(tree.edges.T[::-1]) == np.arange(len(tree.edges))).all()


def test_both_ways_to_the_tree_agree_and_need_few_edges():
    points = np.random.default_rng(1).normal(size=(2000, 2))
    assert len(delaunay_pairs(points)) < 3*len(points)
    prim = np.sort(prim_pairs(points), axis=1)
    assert set(map(tuple, prim.tolist())) == set(map(tuple, spanning_tree(points).edges.tolist()))


def test_a_large_tree_is_a_tree():
    points = np.random.default_rng(2).normal(size=(30_000, 3)).astype(np.float32)
    tree = spanning_tree(points)
    assert len(tree.edges) == 29_999 and len(set(tree.components())) == 1
    groups = cut(tree, removal_order(tree, 30), 30)
    assert groups.max() == 29 and np.bincount(groups).min() > 100


@pytest.mark.parametrize('seed', range(12))
def test_girvan_newman_is_that_of_networkx(seed):
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 40))
    parents = [int(rng.integers(max(0, point - 1 - seed % 4), point)) for point in range(1, size)]
    edges = np.sort(np.stack([rng.permutation(size)[np.c_[parents, range(1, size)]]])[0], axis=1)
    edges = edges[np.lexsort(edges.T[::-1])]
    tree, network = Graph(size, edges, np.ones(size - 1)), nx.Graph()
    network.add_nodes_from(range(size))
    network.add_edges_from(edges.tolist())
    order = removal_order(tree, size)
    assert sorted(order) == list(range(size - 1))
    for count, groups in enumerate(girvan_newman(network), 2):
        labels = np.empty(size, int)
        for number, members in enumerate(groups):
            labels[list(members)] = number
        np.testing.assert_array_equal(cut(tree, order, count), numbered(labels))


def test_cuts_are_nested():
    tree = spanning_tree(np.random.default_rng(3).normal(size=(500, 2)))
    order = removal_order(tree, 30)
    for count in range(2, 31):
        finer, coarser = cut(tree, order, count), cut(tree, order, count - 1)
        assert len(set(zip(finer, coarser))) == count == finer.max() + 1


def test_a_threshold_joins_every_pair_within_it_and_no_other():
    points = np.random.default_rng(4).normal(size=(400, 2))
    within = threshold_graph(points, 0.2)
    assert (within.distances <= 0.2).all() and len(within.edges) == (pdist(points) <= 0.2).sum()
    turned = spanning_tree(points @ np.array([[0.6, 0.8], [-0.8, 0.6]]))
    np.testing.assert_array_equal(turned.edges, spanning_tree(points).edges)


@pytest.fixture
def collection():
    "A map of four blobs in two classes, a corpus with training, test and unlabelled images."
    rng = np.random.default_rng(5)
    points = np.concatenate([rng.normal(centre, 0.9, (60, 2)) for centre in ((0, 0), (4, 0), (0, 4), (4, 4))])
    truth = np.repeat(['box', 'cut', 'cut', 'box'], 60)
    split = rng.choice(['train', 'test', ''], 240, p=[0.2, 0.4, 0.4])
    corpus = pd.DataFrame({'path': [f'{k}.png' for k in range(240)], 'split': split,
                           'label': np.where(split == '', '', truth),
                           'group': [str(k//3) for k in range(240)]})
    return points, corpus, truth


@pytest.mark.parametrize('prediction', LABEL_RULES.names())
@pytest.mark.parametrize('graph, mode', (('tree', 'inductive'), ('tree', 'transductive'), ('threshold', 'inductive')))
def test_test_labels_change_nothing_but_the_judgement(collection, prediction, graph, mode):
    points, corpus, truth = collection
    settings = cutting(prediction=prediction, graph=graph, resolution=1.0)
    other = corpus.assign(label=np.where(corpus.split == 'test', 'nonsense', corpus.label))
    vectors = np.eye(12)[np.unique(truth, return_inverse=True)[1]] + np.random.default_rng(0).normal(0, 0.2, (240, 12))
    fit = in_fit(corpus.split, mode)
    seen = describe_images(fit_space(vectors, fit), vectors)
    seen = with_clusters(seen, shared_clusters([seen.averaged], fit, 2))
    one, two = (label_by_training(points, table, settings, mode, seen).rows.drop(columns='label')
                for table in (corpus, other))
    pd.testing.assert_frame_equal(one, two)
    assert (one.predicted == truth).mean() > 0.85 and one.confidence.between(0, 1).all()
    if prediction in map_rules():  # the published mode knows no others
        paper = label_paper(points, other, settings).rows
        assert (paper.predicted[corpus.split == 'test'] == 'nonsense').all()
        assert not (paper.predicted[corpus.split != 'test'] == 'nonsense').any()


def test_a_training_image_is_no_evidence_for_its_own_label(collection):
    points, corpus, truth = collection
    wrong = int(np.flatnonzero((corpus.split == 'train') & (truth == 'box'))[0])
    corpus.loc[wrong, 'label'] = 'cut'
    found = label_by_training(points, corpus, cutting(prediction='knn', resolution=1.0), 'inductive')
    assert found.rows.predicted[wrong] == 'box'


def test_a_run_predicts_again_as_it_did(collection, tmp_path):
    points, corpus, _ = collection
    (tmp_path/'reduction').mkdir()
    np.save(tmp_path/'reduction'/'net_inductive.npy', points.astype(np.float32))
    corpus.loc[0, 'path'] = '=HYPERLINK("x").png'
    found = label_by_training(points.astype(np.float32).astype(float), corpus, cutting(resolution=1.0), 'inductive')
    file = tmp_path/'clustering'/'net_inductive.csv'
    write_rows(file, found.rows)
    text = file.read_text()
    assert text.splitlines()[0] == ','.join(ROWS) and '\n=' not in text and '\n"=' not in text
    rows, new = read_rows(file, ROW_KINDS), points[:50] + 0.05
    member = EnsembleMember('net', read_map(tmp_path, 'net', 'inductive', len(rows)), rows, 'vote')
    again = member.fit(training_labels(rows))
    pd.testing.assert_frame_equal(again.predict(new), found.model.predict(new))
    with pytest.raises(BadInput, match='no such file'):
        read_rows(tmp_path/'clustering'/'other_inductive.csv', ROW_KINDS)


@pytest.mark.parametrize('labels', (1, 3, 5))
def test_any_number_of_classes(labels):
    rng = np.random.default_rng(labels)
    points, truth = rng.normal(size=(60, 2)), np.array([f'class {k % labels}' for k in range(60)])
    corpus = pd.DataFrame({'path': map(str, range(60)), 'split': ['train', 'test']*30, 'label': truth, 'group': ''})
    for mode in MODES:
        settings = cutting(resolution=1.0)
        entry = map_figures(label_map(points, corpus, settings, mode), corpus.group.to_numpy(str), settings, mode)
        assert entry['n'] == 30 == np.sum(entry['confusion']) and entry['positive'] == 'class 0'
        assert entry['classes'] == sorted(set(truth)) and entry['interval_unit'] == 'image'


@pytest.mark.parametrize('images', (2, 3, 5, 9))
def test_very_few_images(images):
    points = np.random.default_rng(0).normal(size=(images, 3))
    corpus = pd.DataFrame({'path': map(str, range(images)), 'split': (['train', 'test']*5)[:images],
                           'label': (['a', 'b', 'b', 'a']*3)[:images], 'group': map(str, range(images))})
    for settings in (cutting(), cutting(graph='threshold'), cutting(method='girvan_newman')):
        for mode in MODES:
            assert label_map(points, corpus, settings, mode).rows.confidence.between(0, 1).all()


def test_no_training_label_is_one_clear_line(collection):
    points, corpus, _ = collection
    with pytest.raises(BadInput, match='corpus.csv: found no labelled training image'):
        training_labels(corpus.assign(split=''))
    with pytest.raises(BadInput, match='clustering.positive'):
        map_figures(label_by_training(points, corpus, cutting(resolution=1.0), 'inductive'), corpus.group.to_numpy(str),
                    cutting(positive='nothing'), 'inductive')


def test_cards_escape_names(collection):
    points, _corpus, _ = collection
    found = find_communities(points, cutting(method='girvan_newman', communities=3))
    label = np.full(240, '<i>&"x"</i>')
    model = fit_clusters(points, found.communities, label)
    cards = make_cards(community_table(model, label, label), points, found.communities, np.zeros(240))
    names = ['"><img src=x onerror=alert(1)>']*240
    page = card_page(cards, np.zeros((240, 8, 8, 3), np.uint8), names, '</title><script>')
    assert len(cards) == 3 and '<i>' not in page and '<script' not in page
    assert 'src=x' not in page.replace('&lt;img src=x', '')


def test_a_map_of_fewer_images_is_cut_as_finely():
    points = np.random.default_rng(5).normal(size=(3000, 2))
    whole = find_communities(points, cutting(resolution=0.15))
    count = len(set(whole.communities.tolist()))
    assert resolution_for(whole, 3000) == 0.15 and count > 10
    for few in (300, 1000):
        scaled, same = (find_communities(points[:few], cutting(resolution=value)).communities.max() + 1
                        for value in (resolution_for(whole, few), 0.15))
        assert abs(scaled/count - 1) < 0.25 < abs(same/count - 1)
    assert resolution_for(find_communities(points[:200], cutting(graph='threshold', resolution=1.0)), 100) == 0
