"A chain of two tiny notebooks for sweeps: `numbers`, which runs may share, and `total`, which can be held up."
import json
import sys
from pathlib import Path

import nbformat

from aoi_nb.runs.chains import Chain, Measure, Step

# Notebooks run in their own folder: `ran.log` there counts what ran, and `hold` holds up the cells that it names.
NUMBERS = '''import json
from pathlib import Path
with open('ran.log', 'a') as log:
    log.write(f'numbers {count}\\n')
(Path(run_dir)/'numbers'/'numbers.json').write_text(json.dumps(list(range(count))))'''
TOTAL = '''import json, os, time
from pathlib import Path
from aoi_nb.core.files import write_json
cell = Path(run_dir).name
with open('ran.log', 'a') as log:
    log.write(f'total {cell}\\n')
held = Path('hold').read_text().split() if Path('hold').exists() else []
if cell in held:
    Path(f'held {cell}').write_text(f'{os.getpid()} {os.getppid()}')
while Path('hold').exists() and cell in held:
    time.sleep(0.05)
if offset < 0:
    raise ValueError('an offset below 0')
total = offset + sum(json.loads((Path(run_dir)/'numbers'/'numbers.json').read_text()))
write_json(Path(run_dir)/'total'/'metrics.json', {'total': total})'''


def tiny_metrics(run, stages):
    "RUN/metrics.json."
    return {'chosen': json.loads((run/'total'/'metrics.json').read_text()), 'test': {'total': len(stages)}}


TINY = Chain('tiny', (Step('numbers'), Step('total')), metrics='tiny_sweep:tiny_metrics',
             measures=(Measure('chosen.total', 'total', higher=True), Measure('test.total', 'stages', True, test=True)))
RUNNER = '''import signal, sys
from pathlib import Path
from aoi_nb.cli import answer, interrupt
from aoi_nb.runs.sweep import run_sweep
from tiny_sweep import TINY
signal.signal(signal.SIGTERM, interrupt)
signal.signal(signal.SIGINT, signal.default_int_handler)
notebooks, grid, out, workers = sys.argv[1:]
sys.exit(answer(lambda: run_sweep(TINY, {}, Path(grid), Path(out), int(workers), notebooks=Path(notebooks),
                                  tell=lambda line: print(line, flush=True)) and 0))
'''


def write_notebooks(folder):
    "The notebooks of the chain."
    folder.mkdir()
    for name, parameters, source in (('10_numbers', 'count: int = 3  # [1, 99]', NUMBERS),
                                     ('11_total', 'offset: float = 0.0', TOTAL)):
        cells = [nbformat.v4.new_code_cell(f"run_dir: str = ''\n{parameters}", metadata={'tags': ['parameters']}),
                 nbformat.v4.new_code_cell(source)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), folder/f'{name}.ipynb')


def ran(notebooks, stage):
    "What the stage has noted of each time that it ran."
    path = notebooks/'ran.log'
    lines = path.read_text().splitlines() if path.exists() else []
    return [line.partition(' ')[2] for line in lines if line.startswith(f'{stage} ')]


def command(notebooks, grid, out, workers):
    "The sweep as a process."
    return [sys.executable, '-c', RUNNER, *map(str, (notebooks, grid, out, workers))]


def all_metrics(out):
    "Path → bytes of every metrics.json of a sweep."
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(Path(out).rglob('metrics.json'))}
