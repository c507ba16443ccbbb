"Figures, intervals, comparisons and the audit as the installed library has them."
import numpy as np
import pytest

pytest.importorskip('pandas')
pytest.importorskip('scipy')

from aoi_nb.soldering.metrics import (
    Confusion,
    all_figures,
    audit,
    compare_networks,
    confusion,
    exact_mcnemar,
    figures,
    group_interval,
    plot_confusion,
    plot_wrong,
    wilson,
)

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
    right = np.repeat([True, False, True, True], 25)
    wide, narrow = group_interval(right, np.repeat(range(4), 25), 0), group_interval(right, np.arange(100), 0)
    assert np.ptp(wide) > 2*np.ptp(narrow) and group_interval(right, np.arange(100), 0) == narrow
    assert group_interval(right, ['one']*100, 0) is None and group_interval(right[:0], [], 0) is None


def test_mcnemar():
    assert exact_mcnemar(3, 1) == pytest.approx(0.625) and exact_mcnemar(0, 0) == 1
    assert exact_mcnemar(8, 2) == pytest.approx(exact_mcnemar(2, 8)) == pytest.approx(2*56/1024)
    truth = np.array(list('aabb'))
    table = compare_networks(truth, {'x': list('aabb'), 'y': list('abbb'), 'z': list('abba')})
    columns = ['differ', 'only network right', 'only other right']
    assert table[columns].to_numpy().tolist() == [[1, 1, 0], [2, 2, 0], [1, 1, 0]]
    assert len(compare_networks(truth, {'x': truth})) == 0


@pytest.mark.parametrize('places', (2, 4))
@pytest.mark.parametrize('counts', [(836, 1, 0, 410), (827, 10, 1, 409), (0, 837, 410, 0), (400, 437, 200, 210)])
def test_the_audit_finds_the_matrix_behind_true_figures(counts, places):
    tp, fn, fp, tn = counts
    values = all_figures(tp + fn, fp + tn)
    printed = {name: f'{values[name][fn, fp]:.{places}f}' for name in NAMES if np.isfinite(values[name][fn, fp])}
    found = audit(printed, tp + fn, fp + tn)
    assert not found.misprints.map(bool).any()
    assert list(counts) in found[['tp', 'fn', 'fp', 'tn']].to_numpy().tolist()


@pytest.mark.parametrize('recall,right,counts', [('0.9888', '0.9881', (10, 1)), ('0.9941', '0.9940', (5, 1))])
def test_the_published_misprints(recall, right, counts):
    values = all_figures(837, 410)
    printed = {name: f'{values[name][counts]:.4f}' for name in NAMES}
    assert printed['recall'] == right
    found = audit({**printed, 'recall': recall}, 837, 410)
    assert len(found) == 1 and (found.fn[0], found.fp[0]) == counts
    assert found.misprints[0] == {'recall': (recall, right)}


def test_pictures_take_any_text():
    plt = pytest.importorskip('matplotlib.pyplot')
    odd = np.array(['$\\frac{', '<b>', 'λ'])
    plot_confusion(confusion(odd, odd[::-1]), odd[0])
    ax = plot_wrong(np.zeros((3, 8, 8, 3), np.uint8), odd, odd[::-1], np.ones(3))
    ax.figure.canvas.draw()
    assert len(ax.texts) == 2
    plt.close('all')
