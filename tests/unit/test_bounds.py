"Bounds keep their level: over many re-splits against the law of their coverage, by sites, for tails of several kinds."
import numpy as np
import pytest
from scipy import stats

from aoi_nb.core.shares import FEWEST_GROUPS
from aoi_nb.inspection.bounds import (
    bound_text,
    rate_text,
    site_bound,
    site_quantile,
    site_rate,
    supported_level,
    widening,
)
from aoi_nb.inspection.pose import bootstrap_intervals

RESPLITS = 400


def resplit_shares(errors, sites, level, generator):
    "Share of the other sites within the bound of `sites` random ones, for each re-split; one row of errors a site."
    shares = []
    for _ in range(RESPLITS):
        order = generator.permutation(len(errors))
        learnt, judged = errors[order[:sites]], errors[order[sites:]]
        names = np.repeat([f'site {k}' for k in range(sites)], errors.shape[1]).tolist()
        shares.append((judged <= site_bound(learnt.ravel(), names, level)).mean())
    return np.array(shares)


@pytest.mark.parametrize(('sites', 'level'), [(19, 0.95), (39, 0.95), (12, 0.9), (9, 0.8)])
def test_coverage_over_resplits_follows_its_law(sites, level):
    generator = np.random.default_rng(sites)
    errors, rank = generator.lognormal(size=(300, 1)), int(np.ceil((sites + 1)*level - 1e-9))
    shares = resplit_shares(errors, sites, level, generator)
    judged = len(errors) - sites
    law = stats.betabinom(judged, rank, sites + 1 - rank)
    counts = np.round(shares*judged)
    assert abs(counts.mean() - law.mean()) < 4*law.std()/np.sqrt(RESPLITS)
    for share in (0.1, 0.5, 0.9):
        assert abs((counts <= law.ppf(share)).mean() - law.cdf(law.ppf(share))) < 4*0.5/np.sqrt(RESPLITS)


@pytest.mark.parametrize('sites', [4, 12, 19, 30])
def test_several_images_of_a_site_keep_the_level(sites):
    generator = np.random.default_rng(sites)
    errors = np.abs(generator.normal(size=(300, 1)) + 0.3*generator.normal(size=(300, 8)))
    assert resplit_shares(errors, sites, 0.95, generator).mean() > 0.945


@pytest.mark.parametrize('sites', [2, 4, 8, 12])
@pytest.mark.parametrize('draw', [stats.halfnorm, stats.rayleigh, stats.expon, stats.lognorm(1), stats.uniform])
def test_few_sites_keep_the_level_for_five_common_tails(draw, sites):
    generator = np.random.default_rng(sites)
    errors = draw.rvs(size=(300, 1), random_state=generator)
    shares = resplit_shares(errors, sites, 0.95, generator)
    assert shares.mean() > 0.95 - 3*shares.std()/np.sqrt(RESPLITS) - 0.01


def test_images_of_one_site_do_not_make_sites():
    errors, sites = [1.0, 2.0, 3.0, 4.0], list('abcd')
    assert site_bound(errors*100, sites*100, 0.95) == site_bound(errors, sites, 0.95) > 4*2
    assert site_quantile([*errors, *[0.1]*500], [*sites, *'a'*500], 0.8) == 4


def test_where_sites_begin_to_suffice_there_is_no_step():
    factors = [widening(sites, 0.95) for sites in range(1, 25)]
    assert factors == sorted(factors, reverse=True) and factors[17] < 1.05 and factors[18:] == [1.0]*6
    assert supported_level(18) < 0.95 <= supported_level(19)


@pytest.mark.parametrize('level', [0.8, 0.95])
def test_the_interval_of_a_rate_counts_sites(level):
    rate = site_rate([True, True, True, False, False], list('aabcd'), level)
    exact = stats.binomtest(2, 4).proportion_ci(level, 'exact')
    assert (rate['n'], rate['count'], rate['sites'], rate['sites_with']) == (5, 3, 4, 2)
    assert np.allclose(rate['interval'], exact, atol=1e-4)


def test_few_groups_give_no_interval():
    generator = np.random.default_rng(0)
    truth = np.repeat(np.array([[0., 0], [9, 0], [0, 9], [9, 9]])[None], 20, axis=0)
    found = truth + generator.normal(size=truth.shape)
    for groups in (1, 2, FEWEST_GROUPS - 1, FEWEST_GROUPS):
        intervals = bootstrap_intervals(found, truth, [str(k % groups) for k in range(20)])
        assert bool(intervals) == (groups >= FEWEST_GROUPS) and not any('p95' in name for name in intervals), groups


@pytest.mark.parametrize(('sites', 'level', 'texts'), [
    (198, 0.995, ('99.5%', 'support 99.4%')), (500, 0.999, ('99.9%', 'support 99.8%')),
    (12, 0.95, ('95%', 'support 92.3%'))])
def test_no_level_is_rounded_to_all(sites, level, texts):
    limits = {'shift_px': 1, 'rotation_deg': 1, 'level': level, 'images': sites, 'sites': sites,
              'widened': widening(sites, level)}
    text = bound_text({'limits': limits, 'calibration': {'unit': 'site', 'level_supported': supported_level(sites)}})
    assert all(part in text for part in ('expected', *texts)) and '100%' not in text


def test_without_a_trusted_answer_there_is_no_bound():
    limits = {'shift_px': 1e6, 'rotation_deg': 1e6, 'level': 0.95, 'images': 0, 'sites': 0, 'widened': 1.0}
    text = bound_text({'limits': limits, 'calibration': {'unit': 'site', 'level_supported': 0.0}})
    assert text.startswith('no bound') and 'every part goes to a person' in text


def test_the_interval_of_a_rate_names_its_level():
    rate = site_rate([False]*1000, [str(k) for k in range(1000)])
    assert rate['level'] == 0.95 and '0.4% of sites, exact 95% interval' in rate_text(rate)
