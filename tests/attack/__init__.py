"""Hostile and damaged inputs, made by the thousand: nothing may be lost, passed wrongly, or end in a traceback.

    python -m tests.attack                      # one in a thousand, as the tests do
    python -m tests.attack --full programs      # all that one kind has

Each module here is one kind. It has `FULL`, how many inputs a whole attack makes, and `attack(count, draw, folder)`,
which makes and tries `count` of them with the generator `draw` and counts what happened, by name.
"""
import importlib
import pkgutil
import random
import tempfile
from collections import Counter
from pathlib import Path

FAULTS = ('traceback', 'lost', 'twice', 'wrong pass', 'hang', 'refused though sound')  # never happen
MISSED = 'missed'  # of what is damaged; at most one in a hundred


def kinds():
    "Names of the attacks."
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith('_'))


def attacked(kind, share=1.0, seed=0):
    "What happened in a share of an attack, at least three inputs."
    module = importlib.import_module(f'{__name__}.{kind}')
    with tempfile.TemporaryDirectory() as folder:
        return module.attack(max(round(share*module.FULL), 3), random.Random(f'{kind} {seed}'), Path(folder))


def faults(counts: Counter):
    "What should not have happened."
    found = {name: counts[name] for name in FAULTS if counts[name]}
    if counts[MISSED] > 0.01*counts['damaged']:
        found[MISSED] = counts[MISSED]
    return found
