"""Small faults planted in the modules that decide, one at a time: do the notebook and the tests of the module notice?

    python tests/mutate.py                      # all modules, 45 faults each
    python tests/mutate.py pose graph --count 20

Survivors are printed with their line. A fault that changes nothing (an equivalent mutant) survives rightly.
"""
import argparse
import ast
import contextlib
import copy
import io
import json
import os
import random
import signal
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULES = {  # module → notebook, test files that run in a few seconds
    'inspection.pose': ('20_inspection/10_pose', ['unit/test_loss.py', 'unit/test_pose.py']),
    'inspection.loss': ('20_inspection/30_loss', ['unit/test_loss.py']),
    'inspection.alignment': ('20_inspection/40_alignment', ['unit/test_alignment.py', 'unit/test_refinement.py']),
    'inspection.judgement': ('20_inspection/42_judgement', ['unit/test_verdict.py']),
    'soldering.metrics': ('30_soldering/42_metrics', ['unit/test_metrics.py']),
    'soldering.label_propagation': ('30_soldering/40_label_propagation',
                                    ['unit/test_label_rules.py', 'unit/test_graph.py']),
    'soldering.graph': ('30_soldering/38_graph', ['unit/test_graph.py']),
    'soldering.communities': ('30_soldering/39_communities', ['unit/test_communities.py']),
}
SWAPS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
         ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.MatMult: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
         ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
         ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And}
CALLS = {'min': 'max', 'max': 'min', 'argmin': 'argmax', 'argmax': 'argmin', 'minimum': 'maximum',
         'maximum': 'minimum', 'any': 'all', 'all': 'any', 'mean': 'sum', 'median': 'max', 'sin': 'cos', 'cos': 'sin',
         'floor': 'ceil', 'ceil': 'floor', 'cumsum': 'cumprod', 'zeros': 'ones', 'ones': 'zeros', 'abs': 'float'}


def places(tree):
    "Nodes of function bodies in which a fault can be planted, and how: pairs of node number and kind."
    found = []
    for number, node in enumerate(ast.walk(tree)):
        if (isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in SWAPS) or isinstance(node, ast.BoolOp):
            found.append((number, 'operator'))
        elif isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
            found.append((number, 'comparison'))
        elif isinstance(node, (ast.If, ast.IfExp)):
            found.append((number, 'condition'))
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
            found.append((number, 'constant'))
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not, ast.Invert)):
            found.append((number, 'sign'))
        elif isinstance(node, ast.Call) and name_of(node.func) in CALLS:
            found.append((number, 'call'))
    return found


def name_of(function):
    "Last part of the name of what is called."
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, 'id', '')


def planted(tree, number, kind):
    "A copy of the tree with one fault, the line of it, and what was done."
    tree = copy.deepcopy(tree)
    node = list(ast.walk(tree))[number]
    before = ast.unparse(node) if kind != 'condition' else ast.unparse(node.test)
    if kind == 'operator':
        node.op = SWAPS[type(node.op)]()
    elif kind == 'comparison':
        node.ops[0] = SWAPS[type(node.ops[0])]()
    elif kind == 'condition':
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif kind == 'constant':
        node.value = node.value + 1 if type(node.value) is int else node.value*1.5 + 0.1
    elif kind == 'sign':
        node.op = ast.UAdd() if isinstance(node.op, ast.USub) else ast.Not()
        if isinstance(node.op, ast.Not):
            node.operand = ast.UnaryOp(ast.Not(), node.operand)
    else:
        function = node.func
        if isinstance(function, ast.Attribute):
            function.attr = CALLS[function.attr]
        else:
            function.id = CALLS[function.id]
    after = ast.unparse(node) if kind != 'condition' else ast.unparse(node.test)
    return ast.fix_missing_locations(tree), node.lineno, f'{before[:70]}  →  {after[:70]}'


def body_places(tree):
    "Places inside functions: declarations, defaults and annotations are left alone."
    inside = set()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            inside |= {id(node) for statement in function.body for node in ast.walk(statement)}
    nodes = list(ast.walk(tree))
    return [(number, kind) for number, kind in places(tree) if id(nodes[number]) in inside]


def load(name, source):
    "Put a module made from `source` in the place of the installed one, wherever its names were taken over."
    module = sys.modules[f'aoi_nb.{name}']
    old = {key: value for key, value in vars(module).items() if not key.startswith('__')}
    exec(compile(source, module.__file__, 'exec'), vars(module))
    new = vars(module)
    for other in list(sys.modules.values()):
        if getattr(other, '__name__', '').startswith('aoi_nb.') and other is not module:
            for key, value in list(vars(other).items()):
                if key in old and value is old[key] and new.get(key) is not value and callable(value):
                    setattr(other, key, new[key])


def notebook_passes(notebook, source):
    "Run the cells of a notebook, those that define what the module exports replaced by the module itself."
    name = f'aoi_nb.{source}'
    variables = {'__name__': '__main__'}
    os.chdir(notebook.parent)
    for cell in json.loads(notebook.read_text(encoding='utf-8'))['cells']:
        text = ''.join(cell['source'])
        if cell['cell_type'] != 'code' or text.startswith('#| eval: false'):
            continue
        if text.startswith('#| export'):
            variables.update({key: value for key, value in vars(sys.modules[name]).items() if key[:2] != '__'})
            continue
        lines = [line for line in text.splitlines() if not line.lstrip().startswith(('%', '!'))]
        exec(compile('\n'.join(lines), str(notebook), 'exec'), variables)


def noticed(name, source, seconds):
    "Whether the notebook or the tests fail with the module made from `source`; a hang counts as noticed."
    child = os.fork()
    if child == 0:
        code = 1
        signal.alarm(seconds)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                load(name, source)
                notebook, tests = MODULES[name]
                notebook_passes(ROOT/'nbs'/f'{notebook}.ipynb', name)
                if tests:
                    import pytest

                    os.chdir(ROOT)
                    code = int(pytest.main(['-x', '-q', '-p', 'no:cacheprovider', '-p', 'no:xdist',
                                            *(str(ROOT/'tests'/test) for test in tests)]) != 0)
                else:
                    code = 0
        except BaseException:
            code = 1
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('modules', nargs='*', help='last part of the name; default: all')
    parser.add_argument('--count', type=int, default=45, help='faults for each module')
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--seconds', type=int, default=120, help='after which a hang counts as noticed')
    given = parser.parse_args()
    os.environ.setdefault('MPLBACKEND', 'agg')
    import importlib

    for heavy in ('tensorflow', 'matplotlib.pyplot', 'pandas', 'sklearn.neighbors', 'networkx', 'pytest'):
        importlib.import_module(heavy)  # once, before the children
    total = killed = 0
    for name in MODULES:
        if given.modules and name.rpartition('.')[2] not in given.modules:
            continue
        module = importlib.import_module(f'aoi_nb.{name}')
        text = Path(module.__file__).read_text(encoding='utf-8')
        tree = ast.parse(text)
        start = time.monotonic()
        if noticed(name, text, given.seconds):
            print(f'{name}: notebook or tests fail without a fault')
            continue
        alone = time.monotonic() - start
        draw = random.Random(f'{name} {given.seed}')
        chosen = body_places(tree)
        chosen = draw.sample(chosen, min(given.count, len(chosen)))
        survivors = []
        for number, kind in chosen:
            changed, line, what = planted(tree, number, kind)
            if not noticed(name, ast.unparse(changed), given.seconds):
                survivors.append((line, what))
        total, killed = total + len(chosen), killed + len(chosen) - len(survivors)
        print(f'{name}: {len(chosen) - len(survivors)} of {len(chosen)} noticed ({alone:.1f} s each)', flush=True)
        for line, what in sorted(survivors):
            print(f'    line {line}: {what}', flush=True)
    print(f'{killed} of {total} faults noticed, {100*killed/max(total, 1):.0f} %')


if __name__ == '__main__':
    main()
