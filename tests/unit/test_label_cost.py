"The cost of a label: what a run knows of its own accuracy is on the pages, and what it cannot know is said."
import numpy as np

from aoi_nb.core.files import read_json
from aoi_nb.demo.small_run import small_run
from aoi_nb.labelling.panels_label import cost_line
from aoi_nb.labelling.review import write_page
from aoi_nb.labelling.run_view import read_view
from aoi_nb.soldering.label_cost import label_cost, label_cost_text, last_labels
from aoi_nb.soldering.vector_rules import describe_images, fit_space


def test_ten_labels_are_worth_what_they_bring_on_groups_without_a_label():
    rng = np.random.default_rng(3)
    kinds = np.arange(240) % 2
    vectors = (rng.normal(size=(2, 16))[kinds] + 2*rng.normal(size=(240, 16))).astype(np.float16)
    seen, names = describe_images(fit_space(vectors, np.ones(240, bool)), vectors), np.array(['a', 'b'])[kinds]
    groups = [f'source {row//4}' for row in range(240)]
    few, many = (last_labels([('mean', seen.take(slice(count)))], names[:count], groups[:count]) for count in (24, 240))
    assert abs(many['share']) < 0.03 and few['interval95'][0] <= few['share'] <= few['interval95'][1]
    assert few['groups'] == 6
    assert last_labels([('mean', seen.take(slice(24)))], names[:24], ['one source']*24) is None


def test_a_run_says_what_it_knows_on_both_pages(tmp_path):
    run = small_run(tmp_path, every=20, unlabelled=3)
    told = read_json(run/'disagreement'/'metrics.json')['label_cost']
    text = label_cost_text(told)
    assert told['without_label'] > 0 and text
    write_page(run, tmp_path/'review.html')
    assert text in (tmp_path/'review.html').read_text(encoding='utf-8')
    assert cost_line(read_view(run)) == text


def test_what_cannot_be_known_is_not_made_up():
    assert 'is not known' in label_cost_text(label_cost(np.ones(9), np.ones(1), {'accuracy': None}, None))
    told = label_cost(np.full(100, 0.9), np.full(10, 0.5), {'accuracy': 0.9, 'interval95': None}, None)
    assert 'too few groups for an interval' in label_cost_text(told) and '20 labels' in label_cost_text(told)
    assert label_cost_text({'without_label': 'many'}) == label_cost_text([]) == ''
