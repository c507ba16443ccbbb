"The command line: words, exit codes, one line for bad input."
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import aoi_nb
from aoi_nb.core.files import project_path
from aoi_nb.core.images import write_png
from aoi_nb.runs.chains import CHAINS
from aoi_nb.runs.plan import plan_stages
from aoi_nb.runs.record import run_lock


def aoi(*arguments, **options):
    "The command in a process of its own."
    return subprocess.run([sys.executable, '-m', 'aoi_nb.cli', *map(str, arguments)], capture_output=True, text=True,
                          timeout=300, **options)


def refused(done, *parts):
    "One line on the error stream, exit code 2."
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.splitlines()) == 1 and done.stderr.startswith('aoi: '), done.stderr
    for part in parts:
        assert part in done.stderr, done.stderr


def test_help_imports_nothing_heavy():
    code = ("import sys; from aoi_nb.cli import answer, app; "
            "answer(lambda: app(args=['--help'], standalone_mode=False, prog_name='aoi')); "
            "heavy = {'numpy', 'cv2', 'tensorflow', 'keras', 'papermill', 'matplotlib', 'pandas', 'rich', 'jinja2'}; "
            "print(heavy & set(sys.modules))")
    done = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == 'set()'
    for word in ('run', 'inspect', 'evaluate', 'predict', 'params', 'runs', 'import', 'test'):
        assert f'\n  {word} ' in done.stdout


def test_aoi_alone_shows_help_and_its_version():
    alone, told, version = aoi(), aoi('--help'), aoi('--version')
    assert alone.returncode == told.returncode == 0 and alone.stdout == told.stdout != ''
    assert (version.returncode, version.stdout) == (0, f'aoi_nb {aoi_nb.__version__}\n')


def test_photographs_without_corners_name_the_command_that_marks_them(tmp_path):
    shutil.copy(project_path('data', 'boards')/'board01.png', tmp_path)
    refused(aoi('run', 'inspection', '--boards', tmp_path, '--out', tmp_path/'out'), f'aoi label {tmp_path}')


@pytest.mark.parametrize('words, part', [
    (('frobnicate',), 'frobnicate'), (('inspct',), "Did you mean 'inspect'?"), (('run',), 'Missing argument'),
    (('run', 'inspection', '--prest', 'quick'), '--prest'), (('run', 'soldiering'), 'expected one of inspection'),
    (('run', 'inspection', '--preset', 'slow'), 'expected one of quick, paper'),
    (('run', 'inspection', '--set', 'training.epochs'), 'stage.name=value'),
    (('run', 'inspection', '--set', 'training.epochs=1.5'), "'1.5' (str), expected int"),
    (('run', 'inspection', '--set', 'training.epochs=0'), 'expected 1 to'),
    (('run', 'inspection', '--set', 'training.epoch=1'), 'did you mean epochs?'),
    (('run', 'inspection', '--set', 'trainig.epochs=1'), 'did you mean training?'),
    (('run', 'inspection', '--set', 'epochs=1'), 'did you mean training.epochs?'),
    (('run', 'inspection', '--set', 'boards.mode=papre'), 'one of default, paper; did you mean paper?'),
    (('run', 'inspection', '--from', 'trainig'), '--from'),
    (('run', 'inspection', '--boards', 'nowhere'), 'nowhere'), (('run', 'inspection', '--real', 'nowhere'), 'nowhere'),
    (('run', 'inspection', '--set', 'model.weights=nowhere.h5'), 'nowhere.h5'),
    (('params', 'soldiering'), 'expected one of inspection'), (('runs', 'nowhere'), 'no run in it'),
    (('inspect', 'nowhere', 'photos', '--out', 'out'), 'nowhere'),
    (('evaluate', 'nowhere', '--out', 'out.json'), '--boards DIR or --coco FILE'),
    (('evaluate', 'nowhere', '--boards', 'a', '--coco', 'b', '--out', 'out.json'), 'both --boards and --coco'),
    (('run', 'inspection', '--images', 'photos'), 'expected one of --boards, --real'),
    (('run', 'soldering', '--images', 'nowhere'), 'nowhere'),
    (('run', 'soldering', '--labels', 'nowhere.csv'), 'images_dir'),
    (('import', 'nowhere.json', '--out', 'out'), 'nowhere.json'),
    (('import', 'nowhere.json', '--format', 'yolo', '--out', 'out'), 'expected coco'),
])
def test_bad_words_get_one_line_and_leave_nothing(tmp_path, words, part):
    refused(aoi(*words, cwd=tmp_path), part)
    assert list(tmp_path.iterdir()) == []


def test_params_lists_every_parameter():
    done = aoi('params', 'inspection')
    assert done.returncode == 0, done.stderr
    names = [line.split()[0] for line in done.stdout.splitlines()]
    assert names[0] == 'parameter' and len(names) == len(set(names))
    assert {'boards.boards_dir', 'synthesis.images', 'model.weights', 'training.epochs'} <= set(names)
    assert not [name for name in names if name.endswith('run_dir')]


PUBLISHED = {  # as the two papers print them
    'inspection': {'boards.unseen_photos': 2, 'boards.mode': 'paper', 'synthesis.images': 2000,
                   'synthesis.unseen_images': 300, 'model.weights': 'imagenet', 'training.batch': 32,
                   'training.epochs': 1000, 'training.validation_fraction': 0.15, 'training.learning_rate': 1e-3},
    'soldering': {'corpus.test_fraction': 0.2, 'corpus.split': 'stratified', 'corpus.duplicates': 'remove',
                  'clustering.prediction': 'cluster', 'embedding.preprocessing': 'paper',
                  'embedding.networks': ['vgg16', 'vgg19', 'nasnetlarge', 'xception', 'inceptionresnetv2',
                                         'densenet201'],
                  'embedding.duplicate_thresholds': [0.3, 0.6, 1.0], 'embedding.duplicate_scale': 'absolute',
                  'reduction.supervision': 'supervised'}}


@pytest.mark.parametrize('chain', PUBLISHED)
def test_the_preset_paper_holds_the_published_values(chain):
    stages = plan_stages(CHAINS[chain], CHAINS[chain].presets['paper'])
    values = {f'{stage.name}.{name}': value for stage in stages for name, value in stage.values.items()}
    assert {name: values[name] for name in PUBLISHED[chain]} == PUBLISHED[chain]


@pytest.mark.parametrize('chain', PUBLISHED)
def test_the_preset_quick_can_be_planned(chain):
    assert len(plan_stages(CHAINS[chain], CHAINS[chain].presets['quick'])) == len(CHAINS[chain].stages)


def test_folder_in_use_is_refused(tmp_path):
    with run_lock(tmp_path/'RUN'):
        refused(aoi('run', 'inspection', '--out', tmp_path/'RUN'), 'another run at work')
    assert [path.name for path in (tmp_path/'RUN').iterdir()] == ['.lock']


def test_folder_of_the_users_is_refused(tmp_path):
    (tmp_path/'thesis.txt').write_text('mine')
    refused(aoi('run', 'inspection', '--out', tmp_path, '--force'), 'files that are not of a run')
    assert [path.name for path in tmp_path.iterdir()] == ['thesis.txt']


def test_damaged_manifest_is_refused(tmp_path):
    for text in ('{"chain": "inspec', '[]', '{"chain": "soldering", "stages": {}}'):
        (tmp_path/'manifest.json').write_text(text)
        refused(aoi('run', 'inspection', '--out', tmp_path))
        assert (tmp_path/'manifest.json').read_text() == text


def write_coco(folder, **changes):
    "One picture with one level part, as a COCO file beside a folder of frames."
    frame = np.full((480, 640, 3), 60, np.uint8)
    frame[200:240, 250:350] = 200
    write_png(folder/'frames'/'a.png', frame)
    polygon = [249.5, 199.5, 349.5, 199.5, 349.5, 239.5, 249.5, 239.5]
    image = {'id': 1, 'file_name': 'a.png', 'width': 640, 'height': 480} | changes
    content = {'images': [image], 'categories': [{'id': 1, 'name': 'resistor'}],
               'annotations': [{'id': 7, 'image_id': 1, 'category_id': 1, 'segmentation': [polygon]}]}
    (folder/'coco.json').write_text(json.dumps(content))
    return folder/'coco.json'


def test_import_makes_a_boards_folder(tmp_path):
    from aoi_nb.inspection.window_sets import read_boards

    coco = write_coco(tmp_path)
    done = aoi('import', '--format', 'coco', coco, '--images', tmp_path/'frames', '--category', 'resistor', '--out',
               tmp_path/'boards')
    assert done.returncode == 0 and '1 windows' in done.stdout, done.stderr
    boards, _ = read_boards(tmp_path/'boards')
    assert boards.names == ('a_7.png',) and np.ptp(boards.corners[0, :, 0]) == pytest.approx(100, abs=0.1)
    refused(aoi('import', coco, '--out', tmp_path/'boards'), 'something there already')
    refused(aoi('import', coco, '--category', 'inductor', '--out', tmp_path/'none'), 'inductor')
    refused(aoi('import', write_coco(tmp_path, file_name='../../secret.png'), '--out', tmp_path/'none'), 'secret.png')
    assert not (tmp_path/'none').exists()


def test_runs_shows_what_differs(tmp_path):
    for name, epochs, error in [('a', 5, 2.0), ('b', 50, 0.5)]:
        (tmp_path/name).mkdir()
        stages = {'training': {'parameters': {'epochs': epochs, 'batch': 32}}}
        manifest = {'chain': 'inspection', 'status': 'done', 'stages': stages}
        (tmp_path/name/'manifest.json').write_text(json.dumps(manifest))
        (tmp_path/name/'metrics.json').write_text(json.dumps({'real': {'centre_mae_px': error}}))
    for name in ('c', 'd'):
        (tmp_path/name).mkdir()
    (tmp_path/'c'/'manifest.json').write_text(json.dumps({'chain': 'soldering', 'status': 'failed', 'stages': {}}))
    (tmp_path/'d'/'manifest.json').write_text('broken')
    done = aoi('runs', tmp_path)
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines[:10] == [
        ['chain', 'inspection'], ['run', 'a', 'b'], ['status', 'done', 'done'], ['training.epochs', '5', '50'],
        ['real.centre_mae_px', '2', '0.5'], [],
        ['chain', 'soldering'], ['run', 'c'], ['status', 'failed'], []]
    assert [line[:2] for line in lines[10:]] == [['runs', 'that'], ['run', 'd'], ['status', 'unreadable:']]


def test_tests_need_a_checkout(tmp_path):
    site = tmp_path/'site'
    shutil.copytree(Path(aoi_nb.__file__).parent, site/'aoi_nb', ignore=shutil.ignore_patterns('node_modules'))
    shutil.copytree(project_path('nbs'), site/'aoi_nb'/'nbs')
    done = aoi('test', cwd=tmp_path, env={**os.environ, 'PYTHONPATH': str(site)})
    refused(done, 'an installation without tests', "pip install -e '.[dev]'")
