"A t-SNE map that is watched: every image has a place in each picture, and the end is that of one nobody watched."
from functools import partial

import numpy as np
import pytest

from aoi_nb.soldering import methods
from aoi_nb.soldering.methods import project


@pytest.fixture
def vectors():
    "Three kinds; the last five images are copies of the first five."
    rng = np.random.default_rng(0)
    made = np.repeat(rng.normal(size=(3, 16)), 60, axis=0) + 0.3*rng.normal(size=(180, 16))
    return np.r_[made, made[:5]].astype(np.float32)


@pytest.fixture
def each_step(monkeypatch):
    "Looks do not wait for each other."
    monkeypatch.setattr(methods, 'tsne_layout', partial(methods.tsne_layout, seconds=0))


@pytest.mark.parametrize('dimensions', (2, 3))
@pytest.mark.parametrize('layout_images', (5000, 100), ids=('all in the layout', 'some placed on it'))
def test_each_picture_has_all_images_and_watching_changes_nothing(vectors, each_step, layout_images, dimensions):
    seen, settings = [], {'layout_images': layout_images, 'perplexity': 10}
    watched = project('tsne', vectors, dimensions, settings=settings, progress=lambda *told: seen.append(told))
    np.testing.assert_array_equal(watched, project('tsne', vectors, dimensions, settings=settings))
    pictures = [told[2] for told in seen if len(told) == 3]
    assert len(pictures) == 100 and {picture.shape for picture in pictures} == {(185, dimensions)}
    assert all((picture[:5] == picture[180:]).all() for picture in pictures)
    shares = [told[0] for told in seen]
    assert shares == sorted(shares) and shares[-1] == 1
    if layout_images == 5000:
        np.testing.assert_array_equal(pictures[-1], watched)


def test_ended_early_it_is_the_last_picture(vectors, each_step):
    seen = []

    def enough(*told):
        seen.append(told)
        return len(told) == 3 and told[1] == 'step 400 of 1000'
    ended = project('tsne', vectors, 2, progress=enough)
    assert seen[-1][1] == 'step 400 of 1000'  # and not: done
    np.testing.assert_array_equal(ended, seen[-1][2])
