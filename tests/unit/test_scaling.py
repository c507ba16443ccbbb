"Large collections: the same answers as from every pair, with work and memory that do not grow with the square."
import numpy as np
import pytest
from scipy.spatial.distance import cdist

from aoi_nb.soldering import duplicates, sampling


class CountedRows:
    "Vectors that count how many rows of them are read."

    def __init__(self, vectors):
        self.vectors, self.read = vectors, 0
        self.shape, self.dtype, self.ndim = vectors.shape, vectors.dtype, vectors.ndim

    def __len__(self):
        return len(self.vectors)

    def __getitem__(self, rows):
        part = self.vectors[rows]
        self.read += len(part)
        return part


def kinds_of_images(count, seed=0, of_a_kind=16):
    "Vectors in groups of a few, as photographs of many different things are."
    rng = np.random.default_rng(seed)
    kinds = rng.normal(size=(count//of_a_kind, 48))[np.arange(count) % (count//of_a_kind)]
    return (kinds + 0.05*rng.normal(size=(count, 48))).astype(np.float16)


def shapes_of_collections():
    rng = np.random.default_rng(1)
    line = np.linspace(0, 40, 1200)[:, None]*rng.normal(size=12)
    few = np.repeat(rng.normal(size=(3, 20)), 300, axis=0)
    return {'kinds': kinds_of_images(1500), 'cloud': rng.normal(5, 1, (1500, 6)).astype(np.float16),
            'two': few[299:301], 'line': line.astype(np.float32), 'copies': few.astype(np.float32),
            'far': (few + 3000).astype(np.float32), 'one number': rng.normal(size=(700, 1)).astype(np.float16)}


@pytest.mark.parametrize('shape', shapes_of_collections())
def test_near_duplicates_are_those_of_all_pairs(shape):
    vectors = shapes_of_collections()[shape].astype(np.float32)
    truth = cdist(vectors.astype(float), vectors.astype(float))
    inner = truth[np.triu_indices(len(vectors), 1)]
    for threshold in (0., float(np.partition(inner, min(400, len(inner) - 1))[min(400, len(inner) - 1)]) + 1e-7):
        pairs, distances = duplicates.near_duplicates(vectors, threshold)
        assert np.array_equal(pairs, np.argwhere(np.triu(truth <= threshold, 1)))
        np.testing.assert_allclose(distances, truth[tuple(pairs.T)], rtol=1e-6, atol=1e-7)


def test_a_sample_is_asked_for_its_nearest_among_all():
    vectors = kinds_of_images(3000)
    whole, some = duplicates.nearest_distances(vectors), duplicates.nearest_distances(vectors, 500)
    assert len(some) == 500 and set(some) <= set(whole)
    assert np.median(some) == pytest.approx(np.median(whole), rel=0.02)


def test_four_times_the_images_of_as_many_more_kinds_are_not_sixteen_times_the_work(monkeypatch):
    monkeypatch.setattr(duplicates, 'BLOCK', 64)
    monkeypatch.setattr(duplicates, 'SAMPLE', 256, raising=False)
    read = []
    for count in (1024, 4096):
        vectors = CountedRows(kinds_of_images(count))
        found = duplicates.find_duplicates(vectors, [0.9])
        assert len(found.pairs) > 20
        read.append(vectors.read)
    assert read[1] < 6*read[0]


def test_few_labels_of_many_images_cover_all_by_a_sample(monkeypatch):
    vectors, asked, search = kinds_of_images(2400, of_a_kind=120), [], sampling.nearest_neighbours
    away = []
    for exact in (2400, 600):
        monkeypatch.setattr(sampling, 'EXACT', exact, raising=False)
        monkeypatch.setattr(sampling, 'nearest_neighbours',
                            lambda points, *rest: asked.append(len(points)) or search(points, *rest))
        first = sampling.choose_to_label(vectors, 10)
        more = sampling.choose_to_label(vectors, 30, known=first.tolist())
        chosen = [*first, *more]
        assert len(set(chosen)) == 40
        away.append(cdist(vectors.astype(float), vectors[chosen].astype(float)).min(axis=1).mean())
    assert max(asked[-4:]) <= 600
    assert away[1] < 1.05*away[0]
