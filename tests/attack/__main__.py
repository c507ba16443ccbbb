"Attack from the command line: a table of what happened, exit code 1 where something did that should not."
import argparse
import sys
from pathlib import Path

from . import attacked, faults, kinds

sys.path.append(str(Path(__file__).parents[1]))  # as pytest does
parser = argparse.ArgumentParser(prog='python -m tests.attack')
parser.add_argument('kinds', nargs='*', metavar='KIND', help=f'default: all of {", ".join(kinds())}')
parser.add_argument('--full', action='store_true', help='all inputs, not one in a thousand')
parser.add_argument('--seed', type=int, default=0)
given = parser.parse_args()
wrong = {}
for kind in given.kinds or kinds():
    counts = attacked(kind, 1.0 if given.full else 0.001, given.seed)
    print(f'{kind}: ' + ', '.join(f'{count} {name}' for name, count in counts.most_common()), flush=True)
    if faults(counts):
        wrong[kind] = faults(counts)
print(f'should not have happened: {wrong}' if wrong else 'nothing that should not have happened')
sys.exit(bool(wrong))
