"A misspelt parameter never passes silently, however a notebook is run."
import importlib
import inspect
import json
import random
import string

import papermill
import pytest

from aoi_nb.core.files import BadInput, write_json, write_text
from aoi_nb.core.parameters import check_given, notebook_path, read_parameters, stage_module
from aoi_nb.runs.chains import CHAINS
from aoi_nb.runs.comparison import compare_runs
from aoi_nb.runs.plan import plan_stages

STAGES = [stage for chain in CHAINS.values() for stage in chain.stages]


def misspelt(name, draw):
    "The name with a letter dropped, doubled, replaced or swapped with the next."
    place = draw.randrange(len(name))
    head, letter, tail = name[:place], name[place], name[place + 1:]
    other = draw.choice(string.ascii_lowercase)
    return draw.choice([head + tail, head + letter*2 + tail, head + other + tail, head + tail[:1] + letter + tail[1:]])


@pytest.mark.parametrize('stage', STAGES)
def test_wrong_names_are_refused(stage):
    "A thousand wrong names for each stage; the right ones pass."
    draw, declared = random.Random(stage), read_parameters(notebook_path(stage))
    defaults = '\n'.join(f'{name}: {one.type} = {one.default!r}' for name, one in declared.items())
    check_given(stage, declared, ['', defaults, '# Parameters\n' + '\n'.join(f'{name} = 1' for name in declared)])
    wrong = set()
    while len(wrong) < 1000:
        name = misspelt(misspelt(draw.choice(list(declared)), draw), draw)
        if name.isidentifier() and name not in declared:
            wrong.add(name)
    for name in wrong:
        with pytest.raises(BadInput, match=f'parameter {stage}.{name}: found no such parameter'):
            check_given(stage, declared, ['', defaults, f'# Parameters\n{name} = 3\n'])


@pytest.mark.parametrize('values, part', [({'max_shfit_px': 3.0}, 'synthesis.max_shfit_px: found no such parameter'),
                                          ({'margins_px': '2,8'}, "papermill -y 'margins_px: \\[a, b\\]'")])
def test_papermill_stops_at_a_wrong_parameter(tmp_path, values, part):
    "Plain papermill: nothing but the imports has run."
    with pytest.raises(papermill.exceptions.PapermillExecutionError, match=part):
        papermill.execute_notebook(notebook_path('synthesis'), tmp_path/'out.ipynb', values, progress_bar=False,
                                   cwd=str(notebook_path('synthesis').parent))


def test_values_given_to_a_notebook_without_its_tag_are_missed(tmp_path):
    "papermill puts them above the defaults, which replace them."
    text = notebook_path('corpus').read_text(encoding='utf-8')
    copy = tmp_path/'14_corpus.ipynb'
    copy.write_text(text.replace('"parameters"', '"lost"'), encoding='utf-8')
    with pytest.raises(papermill.exceptions.PapermillExecutionError, match='the values given are lost'):
        papermill.execute_notebook(copy, tmp_path/'out.ipynb', {'seed': 3}, progress_bar=False, cwd=str(tmp_path))


@pytest.mark.parametrize('text', ['builtin,builtin2', '[builtin,builtin2]', '[builtin, builtin2]',
                                  '["builtin", "builtin2"]', "['builtin', 'builtin2']"])
def test_lists_as_people_type_them(text):
    "With brackets and quotes or without."
    stages = plan_stages(CHAINS['soldering'], {'embedding.networks': text})
    assert next(stage for stage in stages if stage.name == 'embedding').values['networks'] == ['builtin', 'builtin2']


def test_a_stage_run_alone_marks_the_figures_old(tmp_path):
    "By its notebook under papermill, and by its function; every stage of the chains does."
    run = tmp_path/'RUN'
    few = {'images': 4, 'unseen_images': 2, 'faulty_images': 3}
    for stage, changed in (('boards', {}), ('synthesis', few)):
        write_json(run/'manifest.json', {'chain': 'inspection', 'status': 'done', 'stages': {}})
        write_json(run/'metrics.json', {'unseen': {'n': 3}})
        write_text(run/'report.html', '<body><h1>Run</h1></body>')
        papermill.execute_notebook(notebook_path(stage), tmp_path/'out.ipynb', {'run_dir': str(run)} | changed,
                                   progress_bar=False, cwd=str(notebook_path(stage).parent))
        metrics = json.loads((run/'metrics.json').read_text())
        assert metrics['unseen'] == {'n': 3} and f'the stage {stage} was run again alone' in metrics['old']
        assert f'the stage {stage} was run again alone' in (run/'report.html').read_text()
    assert 'figures old' in compare_runs(tmp_path)['inspection'][1][1]


@pytest.mark.parametrize('stage', STAGES)
def test_every_stage_function_marks(stage):
    "The decorator keeps the function that it wraps."
    module = importlib.import_module(stage_module(notebook_path(stage)))
    assert inspect.unwrap(getattr(module, f'run_{stage}')) is not getattr(module, f'run_{stage}')
