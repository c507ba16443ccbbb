"A seeded thousandth of each attack: nothing lost, nothing passed wrongly, no traceback."
import pytest
from attack import attacked, faults, kinds


@pytest.mark.parametrize('kind', kinds())
def test_nothing_happens_that_should_not(kind):
    counts = attacked(kind, 0.001)
    assert counts['tried'] >= 3 and not faults(counts), counts
