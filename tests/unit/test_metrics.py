"Figures, intervals, comparisons and the audit as the installed library has them."
import numpy as np
import pytest

pytest.importorskip('pandas')
pytest.importorskip('scipy')

from aoi_nb.core.shares import exact_interval, upper_bound
from aoi_nb.soldering.collection_text import voters
from aoi_nb.soldering.disagreement import ReviewPlan, known_labels_of, remaining_risk
from aoi_nb.soldering.ensemble import Predictions
from aoi_nb.soldering.intervals import (
    group_interval,
    paired_test,
    residual_risk,
    sign_test,
    wilson,
)
from aoi_nb.soldering.metrics import (
    Confusion,
    all_figures,
    audit,
    compare_networks,
    confusion,
    figures,
    grouped_figures,
    plot_confusion,
    plot_wrong,
)
from aoi_nb.soldering.review_text import review_text
from aoi_nb.soldering.summary import accuracy_text

NAMES = ('accuracy', 'precision', 'specificity', 'recall', 'f1')


def two(tp, fn, fp, tn):
    "A confusion matrix of two classes."
    return Confusion(('a', 'b'), np.array([[tp, fn], [fp, tn]]))


@pytest.mark.parametrize('successes,total', [(0, 10), (1, 10), (10, 10), (1246, 1247), (418, 837)])
def test_wilson_is_its_formula(successes, total):
    z, share = 1.959963984540054, successes/total
    middle, half = share + z*z/(2*total), z*np.sqrt(share*(1 - share)/total + z*z/(4*total*total))
    ends = [(middle - half)/(1 + z*z/total), (middle + half)/(1 + z*z/total)]
    assert wilson(successes, total) == pytest.approx(ends, abs=1e-6)


def test_figures_agree_with_scikit_learn():
    metrics = pytest.importorskip('sklearn.metrics')
    rng = np.random.default_rng(0)
    truth = rng.choice(list('abc'), 300)
    taken = np.where(rng.random(300) < 0.7, truth, rng.choice(list('abc'), 300))
    found = figures(confusion(truth, taken), 'b')
    assert found['accuracy'] == pytest.approx(metrics.accuracy_score(truth, taken), abs=1e-6)
    assert found['macro_f1'] == pytest.approx(metrics.f1_score(truth, taken, average='macro'), abs=1e-6)
    for name, score in (('precision', metrics.precision_score), ('recall', metrics.recall_score),
                        ('f1', metrics.f1_score)):
        assert found[name] == pytest.approx(score(truth == 'b', taken == 'b'), abs=1e-6)
    np.testing.assert_array_equal(confusion(truth, taken).counts, metrics.confusion_matrix(truth, taken))


@pytest.mark.parametrize('counts', [(0, 0, 0, 5), (0, 5, 0, 5), (5, 0, 5, 0), (0, 0, 3, 0), (0, 0, 0, 0)])
def test_what_cannot_be_known_is_none_and_never_nan(counts):
    found = figures(two(*counts), 'a')
    for name in NAMES:
        assert (found[name] is None) == (found['intervals95'][name] is None)
        assert found[name] is None or 0 <= found[name] <= 1
    assert found['n'] == sum(counts)


def test_intervals_hold_their_level_for_f1():
    rng = np.random.default_rng(0)
    true, held = 2*0.36/(2*0.36 + 0.04 + 0.09), 0
    for _ in range(300):
        tp, fn, fp, tn = rng.multinomial(150, [0.36, 0.04, 0.09, 0.51])
        low, high = figures(two(tp, fn, fp, tn), 'a')['intervals95']['f1']
        held += low <= true <= high
    assert held >= 0.92*300


def test_intervals_by_group():
    right = np.arange(100) % 4 > 0
    wide, narrow = (group_interval(np.sort(right), groups) for groups in (np.arange(100)//10, np.arange(100)))
    assert np.ptp(wide) > 2*np.ptp(narrow) and group_interval(right, np.arange(100)) == narrow
    for few in (np.zeros(100), np.arange(100) % 4):
        assert group_interval(right, few) is None
    assert group_interval(right[:0], []) is None


def test_one_group_with_almost_all_images_gives_no_interval():
    groups = np.r_[np.zeros(1000, int), 1 + np.arange(12)]
    right = np.arange(1012) % 10 > 0
    assert group_interval(right, groups) is None and group_interval(right[900:], groups[900:]) is not None
    found = grouped_figures(np.where(right, 'a', 'b'), ['a']*1012, groups, 'a')
    assert found['intervals95']['accuracy'] is None and 'almost all images' in found['interval_note']


@pytest.mark.parametrize('groups', [5, 11, 40])
def test_no_error_at_all_leaves_room_for_one_by_the_number_of_groups(groups):
    "The bootstrap of groups says [1, 1] here."
    right = np.ones(7*groups, bool)
    assert group_interval(right, np.arange(7*groups) % groups) == pytest.approx([0.025**(1/groups), 1], abs=1e-6)
    assert group_interval(~right, np.arange(7*groups) % groups) == pytest.approx([0, 1 - 0.025**(1/groups)], abs=1e-6)
    assert exact_interval(groups, groups)[0] < wilson(7*groups, 7*groups)[0]


def drawn_groups(share, alike, count, unequal, rng):
    "Sizes of groups and right images of each, beta-binomial with an intraclass correlation."
    sizes = np.maximum(1, np.exp(rng.normal(1.2, 1, count)).round()).astype(int) if unequal else np.full(count, 5)
    odds = 1/max(alike, 1e-6) - 1
    chance = rng.random(count) < share if alike == 1 else rng.beta(share*odds, (1 - share)*odds, count)
    return sizes, rng.binomial(sizes, chance)


@pytest.mark.parametrize('share,alike,count,unequal', [
    (0.9, 0, 8, True), (0.9, 0.4, 8, False), (0.9, 1, 8, True), (0.97, 0.4, 11, False), (0.8, 1, 11, True),
    (0.9, 0.8, 20, True), (0.6, 0.4, 20, False), (0.9, 1, 50, True)])
def test_intervals_by_group_hold_their_level(share, alike, count, unequal):
    rng, held = np.random.default_rng(1), 0
    for _ in range(300):
        sizes, right = drawn_groups(share, alike, count, unequal, rng)
        images = np.concatenate([np.arange(size) < some for size, some in zip(sizes, right, strict=True)])
        low, high = group_interval(images, np.repeat(np.arange(count), sizes))
        held += low <= share <= high
    assert held >= 0.93*300


def test_figures_count_groups_and_say_so():
    truth = np.repeat(['a', 'b'], [24, 25])
    groups = np.r_[np.arange(24) % 6, 6 + np.arange(25) % 5]
    found = grouped_figures(truth, truth, groups, 'a')
    assert (found['interval_unit'], found['groups'], found['interval_note']) == ('group', 11, '')
    for name, count in (('accuracy', 11), ('precision', 6), ('recall', 6), ('specificity', 5)):
        assert found['intervals95'][name] == pytest.approx([0.025**(1/count), 1], abs=1e-6)
        assert found['intervals95'][name][0] < found['intervals95_images'][name][0]
    assert found['intervals95']['f1'][0] == pytest.approx(2*0.025**(1/6)/(1 + 0.025**(1/6)), abs=1e-5)
    four = grouped_figures(truth, truth, np.arange(49) % 4, 'a')
    assert four['intervals95']['accuracy'] is None and '4 groups' in four['interval_note']
    apart = grouped_figures(truth, truth, np.arange(49), 'a')
    assert apart['interval_unit'] == 'image' and apart['intervals95'] == apart['intervals95_images']


def test_what_remains_is_bounded_by_group():
    found = residual_risk(np.zeros(41), np.arange(41) % 10)
    assert (found['bound95'], found['bound95_images']) == pytest.approx((1 - 0.05**0.1, 1 - 0.05**(1/41)), abs=1e-6)
    assert round(found['bound95'], 3) == 0.259 and found['unit'] == 'group'
    one = residual_risk(np.arange(40) < 4, np.arange(40)//4)
    assert (one['wrong'], one['wrong_groups'], one['groups']) == (4, 1, 10)
    assert one['bound95'] == pytest.approx(upper_bound(1, 10), abs=1e-6)
    assert residual_risk([], [])['bound95'] == 1 and residual_risk([True], ['a'])['bound95'] == 1
    rng = np.random.default_rng(0)
    drawn = [np.repeat(rng.random(12) < 0.2, 5) for _ in range(400)]
    assert np.mean([residual_risk(wrong, np.arange(60)//5)['bound95'] >= 0.2 for wrong in drawn]) >= 0.93


def test_mcnemar():
    one, other = np.arange(20) < 8, np.arange(20) >= 18
    assert paired_test(one, other) == pytest.approx(2*56/1024) == pytest.approx(paired_test(other, one))
    assert sign_test([]) == 1 and sign_test([1, 1, 1, -1]) == pytest.approx(0.625)
    assert paired_test(one, other, np.arange(20)//4) == pytest.approx(4/8)  # 4, 4 and −2
    truth = np.array(list('aabb'))
    table = compare_networks(truth, {'x': list('aabb'), 'y': list('abbb'), 'z': list('abba')})
    columns = ['differ', 'only network right', 'only other right']
    assert table[columns].to_numpy().tolist() == [[1, 1, 0], [2, 2, 0], [1, 1, 0]]
    assert len(compare_networks(truth, {'x': truth})) == 0 and set(table['unit']) == {'image'}
    clear = compare_networks(['a']*60, {'x': ['a']*60, 'y': ['b']*60})
    assert clear['p'][0] == clear['p of images'][0] == pytest.approx(2/2**60, rel=1e-3, abs=0)
    paired = compare_networks(truth, {'x': truth, 'y': list('bbbb')}, list('ssuu'))
    assert paired[['p', 'unit', 'p of images']].values.tolist() == [[1.0, 'group', 0.5]]


@pytest.mark.parametrize('alike', [0.0, 1.0])
def test_the_test_by_group_rarely_finds_a_difference_where_there_is_none(alike):
    rng, low = np.random.default_rng(0), {'group': 0, 'image': 0}
    for _ in range(300):
        side = np.repeat(rng.random(12) < 0.5, 4) if alike else rng.random(48) < 0.5
        low['group'] += paired_test(side, ~side, np.arange(48)//4) <= 0.05
        low['image'] += paired_test(side, ~side) <= 0.05
    assert low['group'] <= 0.07*300 and (low['image'] > 0.2*300 if alike else True)


@pytest.mark.parametrize('places', (2, 4))
@pytest.mark.parametrize('counts', [(836, 1, 0, 410), (827, 10, 1, 409), (0, 837, 410, 0), (400, 437, 200, 210)])
def test_the_audit_finds_the_matrix_behind_true_figures(counts, places):
    tp, fn, fp, tn = counts
    values = all_figures(tp + fn, fp + tn)
    printed = {name: f'{values[name][fn, fp]:.{places}f}' for name in NAMES if np.isfinite(values[name][fn, fp])}
    found = audit(printed, tp + fn, fp + tn)
    assert not found.misprints.map(bool).any()
    assert list(counts) in found[['tp', 'fn', 'fp', 'tn']].to_numpy().tolist()


TEST_PRINTED = {'VGG16': '0.9960 0.9988 0.9975 0.9952 0.9970',
                'VGG19': '0.9912 0.9988 0.9975 0.9888 0.9935',
                'NASNetLarge': '0.9968 0.9976 0.9951 0.9976 0.9976',
                'Xception': '0.9976 0.9976 0.9951 0.9988 0.9982',
                'InceptionResNetV2': '0.9952 0.9988 0.9975 0.9941 0.9964',
                'DenseNet201': '0.9992 1.0000 1.0000 0.9988 0.9994'}  # table 1 of the published study, as printed


def as_printed(text):
    "The figures of a row by name."
    return dict(zip(NAMES, text.split(), strict=True))


@pytest.mark.parametrize('network,errors,how,misprinted', [
    ('VGG16', (4, 1), 'partly rounded and partly cut off', set()), ('VGG19', (10, 1), 'not all', {'recall', 'f1'}),
    ('NASNetLarge', (2, 2), 'rounded', set()), ('Xception', (1, 2), 'rounded', set()),
    ('InceptionResNetV2', (5, 1), 'not all', {'recall'}), ('DenseNet201', (1, 0), 'rounded', set())])
def test_the_published_table_of_test_images(network, errors, how, misprinted):
    found = audit(as_printed(TEST_PRINTED[network]), 837, 410)
    assert len(found) == 1 and (found.fn[0], found.fp[0]) == errors
    assert found.printed[0] == how and set(found.misprints[0]) == misprinted


def test_several_matrices_are_all_named():
    found = audit(as_printed(TEST_PRINTED['VGG19']), 837, 410, ['rounded'])
    assert found[['fn', 'fp']].values.tolist() == [[0, 11], [1, 10], [2, 9], [10, 1]]


@pytest.mark.parametrize('text,errors', [('1.000 1.000 1.000 1.000 1.000', (0, 0)),
                                         ('0.9998 0.9994 0.9997 1.000 0.9997', (0, 1))])
def test_the_published_table_of_training_images(text, errors):
    found = audit(as_printed(text), 1666, 3322)
    assert found[['fn', 'fp']].values.tolist() == [list(errors)] and 'rounded' in found.printed[0]
    assert not found.misprints[0]


@pytest.mark.parametrize('counts', [(836, 1, 0, 410), (827, 10, 1, 409), (700, 137, 33, 377)])
def test_the_audit_tells_cut_off_from_rounded(counts):
    tp, fn, fp, tn = counts
    values = all_figures(tp + fn, fp + tn)
    cut = {name: f'{np.floor(values[name][fn, fp]*1e4)/1e4:.4f}' for name in NAMES}
    found = audit(cut, tp + fn, fp + tn)
    assert list(counts) in found[['tp', 'fn', 'fp', 'tn']].to_numpy().tolist()
    assert 'cut off' in found.printed[0] and not found.misprints.map(bool).any()


def test_pictures_take_any_text():
    plt = pytest.importorskip('matplotlib.pyplot')
    odd = np.array(['$\\frac{', '<b>', 'λ'])
    plot_confusion(confusion(odd, odd[::-1]), odd[0])
    ax = plot_wrong(np.zeros((3, 8, 8, 3), np.uint8), odd, odd[::-1], np.ones(3))
    ax.figure.canvas.draw()
    assert len(ax.texts) == 2
    plt.close('all')


def test_the_matrix_is_drawn_as_shares_of_its_rows():
    plt = pytest.importorskip('matplotlib.pyplot')
    for names, turn in (('ab', 0), ('abc', 30)):
        truth = np.array([*names[0]*5, *names[-1]*4])
        taken = np.array([*names[0]*3, *names[-1]*6])
        ax = plot_confusion(confusion(truth, taken, list(names)), names[0])
        share = np.asarray(ax.images[0].get_array())
        assert share[0].tolist() == ([0.6, 0.4] if names == 'ab' else [0.6, 0, 0.4]) and share[-1, -1] == 1
        colours = {(text.get_position()): text.get_color() for text in ax.texts}
        assert colours[(0, 0)] == 'black' and colours[(len(names) - 1, len(names) - 1)] == 'white'
        assert {text.get_rotation() for text in ax.get_xticklabels()} == {turn}
        assert ('macro_f1' in figures(confusion(truth, taken, list(names)), names[0])) == (names == 'abc')
    plt.close('all')


def test_each_wrong_image_has_its_words_on_it():
    plt = pytest.importorskip('matplotlib.pyplot')
    names = np.array([f'n{k:02d}' for k in range(11)])
    ax = plot_wrong(np.zeros((11, 8, 8, 3), np.uint8), names, np.roll(names, 1), np.linspace(1, 0.5, 11), columns=4)
    height, width = np.asarray(ax.images[0].get_array()).shape[:2]
    for place, text in enumerate(ax.texts):  # images are rows of four, the most confident first
        (x, y), side = text.get_position(), width/4
        assert text.get_text().startswith(names[place])
        assert place % 4*side <= x < place % 4*side + 10 and place//4*side < y <= (place//4 + 1)*side < height + 1
    plt.close('all')


def test_the_audit_begins_with_one_image_of_a_class_and_prefers_one_reading():
    assert audit({'accuracy': '1.0'}, 1, 1)[['fn', 'fp']].values.tolist() == [[0, 0]]
    with pytest.raises(ValueError, match='expected some of both'):
        audit({'accuracy': '1.0'}, 0, 1)
    odd = {'accuracy': '0.66', 'recall': '0.5', 'specificity': '1.0'}  # 2/3: cut off; no row has all rounded
    assert audit(odd, 2, 1)[['fn', 'fp', 'printed']].values.tolist() == [[1, 0, 'cut off']]


def told(accuracy, ends, **control):
    "What a report says of one network's accuracy, in one text."
    one = {'accuracy': accuracy, 'n': 200, 'intervals95': {'accuracy': ends}, 'positive': 'a', 'groups': 20,
           'intervals95_images': {'accuracy': ends}, 'interval_unit': 'group', 'interval_note': '' if ends else 'few',
           'control': {'mean': 0.5, 'lowest': 0.4, 'highest': 0.6} | control if control else None}
    found = {'net': {'inductive': one}, 'corpus': {'groups_cut': 0, 'groups_from': 'table'},
             'baselines': {'most_frequent': None, 'nearest_vectors': {}}}
    return ' '.join(accuracy_text(found))


@pytest.mark.parametrize('ends,control,words', [
    ([0.8, 0.95], {'p': 0.05, 'shuffles': 19}, ''), ([0.8, 0.95], {'p': 0.2, 'shuffles': 4}, 'too few to tell'),
    ([0.8, 0.95], {'p': 0.4, 'shuffles': 4}, 'not clearly better'), (None, {'p': 0.05, 'shuffles': 19}, ''),
    ([0.45, 0.99], {'p': 0.05, 'shuffles': 19}, 'not clearly better'), (None, {}, ''),
    (None, {'p': 0.5, 'shuffles': 19}, 'not clearly better')])
def test_chance_is_told_from_too_few_shuffles_and_from_no_interval(ends, control, words):
    text = told(0.9, ends, **control)
    for sentence in ('not clearly better', 'too few to tell'):
        assert (sentence in text) == (sentence == words)


def test_the_bound_says_what_it_counts():
    groups, = review_text({'residual_risk': residual_risk(np.zeros(40), np.arange(40)//4)})
    images, = review_text({'residual_risk': residual_risk(np.zeros(40), np.arange(40))})
    assert '25.9%</b> of the groups have a wrong image' in groups and '7.2% of the images' in groups
    assert '7.2%</b> of the images' in images and 'group' not in images


def test_images_of_the_queue_are_not_in_the_sample_of_those_that_nobody_looks_at():
    pd = pytest.importorskip('pandas')
    corpus = pd.DataFrame({'label': list('abab'), 'group': list('wxyz'), 'split': ['train', 'train', 'test', 'test']})
    predictions = Predictions(('net',), np.array([['a'], ['b'], ['a'], ['a']]), np.array([[1.], [1.], [0.9], [0.7]]))
    plan = ReviewPlan(predictions, {'border': np.zeros(4, bool)}, np.zeros(4), np.arange(4))
    found = remaining_risk(known_labels_of(corpus), plan)
    assert (found['looked'], found['wrong']) == (1, 0)  # the unsure one is in the queue


def test_voters_are_named_where_they_are_not_all():
    assert voters(['a', 'b'], ['b', 'a']) == 'all networks' and voters(['a'], ['a']) == 'a'
    assert voters(['a', 'b'], ['a', 'b', 'c']) == 'a and b' and voters(['a', 'b', 'c'], 'abcd') == 'a, b and c'
