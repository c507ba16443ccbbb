"The inspection chain from photographs to verdicts, through the command line, as a user runs it."
import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest
from conftest import FIGURES, SMALL, aoi, small_run
from PIL import Image

from aoi_nb.core.files import BadInput, project_path, read_json, sha256, write_json
from aoi_nb.inspection.batch import open_batch
from aoi_nb.inspection.program import FORMAT, load_program
from aoi_nb.inspection.program_file import sealed
from aoi_nb.inspection.station import inspect_images


def refused(result, *parts):
    "Whether a command answered bad input with one line and exit code 2."
    lines = [line for line in result.stderr.splitlines() if line.startswith('aoi: ')]
    assert result.returncode == 2, (result.returncode, result.stdout[-2000:], result.stderr[-2000:])
    assert len(lines) == 1 and 'Traceback' not in result.stderr, result.stderr[-2000:]
    for part in parts:
        assert part in lines[0], lines[0]


def test_run_leaves_what_the_contract_says(run):
    metrics, manifest = (json.loads((run/f'{name}.json').read_text()) for name in ('metrics', 'manifest'))
    count = {'validation': round(0.15*48), 'unseen': 16, 'real': 12}  # of the small run's 48 and 16 images; data/line
    for name, images in count.items():
        assert set(metrics[name]) >= FIGURES and metrics[name]['n'] == images
        assert metrics[name]['centre_mae_px'] < metrics[name]['baseline']['centre_mae_px']  # of always the mean
    assert list(manifest['stages']) == ['boards', 'synthesis', 'model', 'training', 'inspection']
    files = {path.relative_to(run).as_posix(): sha256(path) for path in run.rglob('*') if path.is_file()}
    for stage, entry in manifest['stages'].items():
        assert entry['status'] == 'done' and entry['seconds'] > 0 and entry['peak_memory_mb'] > 50
        assert {f'{stage}/metrics.json', f'{stage}/{entry["notebook"]["name"]}'} <= set(entry['outputs'])
        assert entry['outputs'].items() <= files.items()
    assert sum(len(entry['outputs']) for entry in manifest['stages'].values()) == \
        len([name for name in files if '/' in name])
    judged = json.loads((run/'inspection'/'metrics.json').read_text())
    assert sum(judged['faulty']['missing'].values()) == 8 and judged['faulty']['missing']['pass'] == 0
    limits, rates = judged['limits'], judged['rates']
    assert (limits['level'], limits['sites'], judged['calibration']['left_out']) == (0.95, 12, 10)
    assert limits['shift_px'] < 1 and limits['rotation_deg'] < 1  # a network lost on some images sets no bound
    assert set(rates) == {'false_calls', 'escapes', 'faulty_escapes'}
    assert set(judged['beyond_bounds']) == {'shift', 'rotation'}
    assert all({'n', 'count', 'rate', 'sites', 'interval'} <= set(rate) for rate in rates.values())
    assert (rates['false_calls']['sites'], rates['escapes']['sites'], rates['escapes']['count']) == (6, 6, 0)
    stored = read_json(run/'program'/'program.json')
    assert stored['limits'] == limits and stored['origin']['calibration'] == judged['calibration']
    assert metrics['unseen']['groups'] == 2 and metrics['unseen']['intervals95'] == {}
    report = (run/'report.html').read_text()
    assert 'of answers on new sites that look like the golden part stay below each' in report
    assert 'false calls' in report
    assert 'in 95 of 100' not in report
    assert '<img' in report and '<details' in report and 'http://' not in re.sub(r'http://www\.w3\.org', '', report)
    assert f'{metrics["real"]["centre_mae_px"]:.2f}' in report


def test_nothing_in_a_run_names_this_machine(run):
    for file in run.rglob('*'):
        if file.suffix in {'.json', '.ipynb', '.html', '.csv'}:
            assert str(run.parent) not in file.read_text(), file


def test_second_run_repeats_no_stage(run):
    before = (run/'manifest.json').read_text()
    result = small_run(run)
    assert result.returncode == 0
    seconds = {stage: entry['start'] for stage, entry in json.loads(before)['stages'].items()}
    after = {stage: entry['start'] for stage, entry in json.loads((run/'manifest.json').read_text())['stages'].items()}
    assert seconds == after


def test_killed_in_training_and_resumed_gives_the_same_metrics(run, tmp_path):
    out = tmp_path/'run'
    shutil.copytree(run, out)
    shutil.rmtree(out/'training')
    longer = [sys.executable, '-m', 'aoi_nb.cli', 'run', 'inspection', '--out', str(out)]
    longer += [part for value in SMALL for part in ('--set', value)]
    process = subprocess.Popen(longer, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + 120
    while not (out/'training').exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(4)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    result = small_run(out)
    assert result.returncode == 0, result.stderr[-2000:]
    for stage in ('training', 'inspection'):
        assert (out/stage/'metrics.json').read_bytes() == (run/stage/'metrics.json').read_bytes()


def test_a_pruned_run_judges_and_ends_in_the_same_metrics_when_it_goes_on(run, tmp_path):
    out = tmp_path/'runs'/'run'
    shutil.copytree(run, out)
    files = {file: file.stat().st_size for file in out.rglob('*') if file.is_file()}
    assert aoi('runs', out.parent, '--prune', '--yes').returncode == 0
    gone = {file.relative_to(out).as_posix() for file in files if not file.exists()}
    assert {'synthesis/train.npy', 'synthesis/calibration.npy', 'model/train.npy', 'model/backbone.tflite'} <= gone
    assert sum(size for file, size in files.items() if not file.exists()) > 0.5*sum(files.values())
    real = out/'boards'/'real'
    assert aoi('inspect', out/'program', real, '--out', tmp_path/'verdicts').returncode in (0, 1, 3)
    assert aoi('evaluate', out/'program', '--boards', real, '--out', tmp_path/'real.json').returncode == 0
    result = small_run(out)
    assert 'synthesis: unchanged' in result.stdout and not (out/'synthesis'/'train.npy').exists()
    assert (out/'metrics.json').read_bytes() == (run/'metrics.json').read_bytes()
    result = small_run(out, '--from', 'inspection')
    assert [line.split()[1] for line in result.stdout.splitlines() if line.endswith('…')] == [
        'synthesis', 'model', 'inspection'], result.stdout + result.stderr
    assert (out/'metrics.json').read_bytes() == (run/'metrics.json').read_bytes()


@pytest.fixture(scope='module')
def judged(run, tmp_path_factory):
    "The demo's line judged by the small run: a folder as aoi inspect leaves it, and its verdicts by image."
    out = tmp_path_factory.mktemp('judged')/'out'
    result = aoi('inspect', run/'program', project_path('data', 'line'), '--out', out)
    assert result.returncode == 1, result.stderr[-2000:]  # some fail
    rows = [json.loads(line) for line in (out/'verdicts.jsonl').read_text().splitlines()]
    return out, {row['image']: row for row in rows}


def line_truth():
    "What data/line says of each photograph: its row, its corners (4, 2) px."
    with open(project_path('data', 'line', 'corners.csv'), newline='') as file:
        rows = list(csv.DictReader(file))
    return {row['image']: (row, np.array([[row[f'c{k}x'], row[f'c{k}y']] for k in '1234'], float)) for row in rows}


def test_inspect_writes_verdicts(judged):
    out, rows = judged
    truth = line_truth()
    assert set(rows) == set(truth)
    for name, row in rows.items():
        assert {'image', 'sha256', 'corners_px', 'centre_px', 'shift_mm', 'shift_px', 'rotation_deg', 'uncertainty',
                'verdict', 'reasons', 'program_id', 'model_sha256', 'time', 'shift_photo_px', 'rotation_photo_deg',
                'frame'} <= set(row)
        assert (row['uncertainty']['level'], row['uncertainty']['sites']) == (0.95, 12)
        assert row['sha256'] == sha256(project_path('data', 'line', name))
        assert (out/'overlays'/f'{name}.jpg').is_file()
        placement, corners = truth[name][0]['placement'], truth[name][1]
        wrong = {'placed': 'fail', 'misplaced': 'pass'}[placement]  # what may never be said of such a board
        assert row['verdict'] in {'pass', 'fail', 'review'} - {wrong}, (name, placement, row['reasons'])
        off = np.linalg.norm(np.array(row['centre_px']) - corners.mean(axis=0))
        assert off <= row['uncertainty']['shift_px'], (name, off)
        told = [float(truth[name][0][key]) for key in ('shift_x_px', 'shift_y_px', 'rotation_deg')]
        assert abs(row['shift_px'] - np.hypot(*told[:2])) <= 0.25, (name, row['shift_px'], told)  # on the board
        assert abs(row['rotation_deg'] - told[2]) <= 0.25, (name, row['rotation_deg'], told)
        assert row['frame']['share'] > 0.9 and np.shape(row['frame']['matrix']) == (3, 3)
        assert (row['verdict'] == 'pass') == (not row['reasons'])
    with open(out/'verdicts.csv', newline='') as file:
        table = list(csv.DictReader(file))
    assert [row['verdict'] for row in table] == [row['verdict'] for row in rows.values()]
    assert [float(row['shift_photo_px']) for row in table] == [row['shift_photo_px'] for row in rows.values()]
    assert 'Placement is measured on the board: 10 of 10 golden photographs' in (out/'index.html').read_text()


def test_a_board_that_cannot_be_registered_goes_to_a_person(run, tmp_path):
    good = Image.open(project_path('data', 'line', 'line11.png'))
    good.transpose(Image.Transpose.ROTATE_180).save(tmp_path/'turned.png')
    good.resize((24, 24)).resize((256, 256)).save(tmp_path/'blurred.png')
    result = aoi('inspect', run/'program', tmp_path/'turned.png', tmp_path/'blurred.png', '--out', tmp_path/'out')
    assert result.returncode == 3, result.stdout + result.stderr
    rows = [json.loads(line) for line in (tmp_path/'out'/'verdicts.jsonl').read_text().splitlines()]
    for row in rows:
        assert row['verdict'] == 'review' and row['reasons'][0].startswith('not registered: '), row
        assert (row['shift_px'], row['shift_mm'], row['rotation_deg'], row['frame']['matrix']) == (None,)*4
        assert row['shift_photo_px'] >= 0
    again = aoi('inspect', run/'program', tmp_path/'turned.png', tmp_path/'blurred.png', '--out', tmp_path/'out')
    assert again.returncode == 3 and 'nothing is judged again' in again.stdout, again.stderr


def test_a_program_says_how_its_boards_are_registered(run):
    frame = read_json(run/'program'/'program.json')['frame']
    assert (frame['kind'], frame['model'], frame['registered'], frame['golden']) == ('board', 'rigid', 10, 10)
    assert frame['board_px'] < frame['photo_px']/2
    for stage in ('boards', 'inspection'):
        assert read_json(run/stage/'metrics.json')['frame'] == frame
    assert 'Placement is measured on the board: 10 of 10' in (run/'report.html').read_text()
    assert 'frame       placement is measured on the board' in aoi('program', 'show', run/'program').stdout


def test_inspect_imports_nothing_of_training(run, tmp_path):
    code = ('import sys; from pathlib import Path; from aoi_nb.inspection.station import inspect_paths; '
            f'inspect_paths(Path({str(run/"program")!r}), [Path({str(project_path("data", "line"))!r})], '
            f'Path({str(tmp_path/"out")!r}), False); '
            'print({"tensorflow", "keras", "matplotlib", "pandas"} & set(sys.modules))')
    result = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == 'set()'


def test_evaluate_says_what_the_verdicts_say(run, judged, tmp_path):
    result = aoi('evaluate', run/'program', '--boards', project_path('data', 'line'), '--out', tmp_path/'metrics.json')
    assert result.returncode == 0, result.stderr[-2000:]
    figures, truth = json.loads((tmp_path/'metrics.json').read_text()), line_truth()
    found = np.array([judged[1][name]['corners_px'] for name in truth])
    true = np.array([corners for _, corners in truth.values()])
    centre, corner = (found - true).mean(axis=1), np.linalg.norm(found - true, axis=2)
    one, other = (quad - quad.mean(axis=1, keepdims=True) for quad in (true, found))
    turn = np.degrees(np.arctan2((one[..., 0]*other[..., 1] - one[..., 1]*other[..., 0]).sum(axis=1),
                                 (one*other).sum(axis=(1, 2))))
    expected = {'n': 12, 'centre_mae_px': np.abs(centre).mean(),
                'centre_median_px': np.median(np.hypot(*centre.T)),
                'centre_p95_px': np.percentile(np.hypot(*centre.T), 95), 'corner_mean_px': corner.mean(),
                'corner_p95_px': np.percentile(corner, 95), 'angle_mae_deg': np.abs(turn).mean(),
                'angle_median_deg': np.median(np.abs(turn))}
    assert set(expected) == FIGURES
    for name, value in expected.items():
        assert figures[name] == pytest.approx(value, abs=0.01), name
    real = json.loads((run/'metrics.json').read_text())['real']  # the demo's line
    assert {name: real[name] for name in FIGURES} == pytest.approx({name: figures[name] for name in FIGURES}, abs=0.01)
    assert figures['rates']['false_calls']['n'] == figures['rates']['escapes']['n'] == 6
    assert figures['verdicts'] == {name: sum(row['verdict'] == name for row in judged[1].values())
                                   for name in ('pass', 'review', 'fail')}


def test_changed_program_is_refused(run, tmp_path):
    program = tmp_path/'program'
    shutil.copytree(run/'program', program)
    with open(program/'model.tflite', 'r+b') as file:
        file.seek(5000)
        file.write(b'\0\1\2\3')
    refused(aoi('inspect', program, project_path('data', 'line'), '--out', tmp_path/'out'), 'model.tflite', 'changed')
    assert not (tmp_path/'out').exists()


def test_program_of_an_earlier_format_is_refused_by_its_number(run, tmp_path):
    program = shutil.copytree(run/'program', tmp_path/'program')
    write_json(program/'program.json', {**read_json(program/'program.json'), 'format': FORMAT - 1})
    with pytest.raises(BadInput, match=f'format {FORMAT - 1}, expected {FORMAT}'):
        load_program(program)


def write_bad_images(folder):
    "Images that cannot be judged, by name, with a word of the message."
    good = Image.open(next(project_path('data', 'line').glob('*.png')))
    good.convert('L').save(folder/'grey.png')
    good.convert('RGBA').save(folder/'alpha.png')
    Image.fromarray(np.zeros((256, 256), np.uint16)).save(folder/'deep.png')
    exif = Image.Exif()
    exif[0x0112] = 6
    good.save(folder/'turned.jpg', exif=exif)
    good.resize((300, 200)).save(folder/'size.png')
    good.save(folder/'cut.png')
    (folder/'cut.png').write_bytes((folder/'cut.png').read_bytes()[:5000])
    (folder/'empty.png').touch()
    (folder/'text.png').write_text('not an image')
    return {'grey.png': 'grey', 'alpha.png': 'alpha', 'deep.png': '16-bit', 'turned.jpg': 'EXIF', 'size.png': '300×200',
            'cut.png': '', 'empty.png': '', 'text.png': '', 'absent.png': 'no such file'}


def test_inspect_refuses_bad_images(run, tmp_path):
    program, good = load_program(run/'program'), project_path('data', 'line', 'line01.png')
    for name, word in write_bad_images(tmp_path).items():
        out = tmp_path/f'{name}.out'
        with pytest.raises(BadInput) as caught, open_batch(out, program.id, [good.name, name]) as batch:
            inspect_images(program, [tmp_path/name, good], batch, progress=False)
        message = str(caught.value)
        assert name in message and word in message and '\n' not in message
        assert message.endswith(f'; 1 of 2 images judged, kept in {out}') and (out/'verdicts.csv').exists()
    refused(aoi('inspect', run/'program', tmp_path/'text.png', '--out', tmp_path/'out'), 'text.png')
    assert not (tmp_path/'out').exists()


def test_inspect_says_by_its_exit_code_what_it_found(run, judged, tmp_path):
    line, codes = project_path('data', 'line'), {'pass': 0, 'fail': 1, 'review': 3}
    for verdict, code in codes.items():
        names = [name for name, row in judged[1].items() if row['verdict'] == verdict][:2]
        passed = [name for name, row in judged[1].items() if row['verdict'] == 'pass'][:1]
        if names:  # the small run may have none to review
            images = [line/name for name in {*names, *passed}]
            result = aoi('inspect', run/'program', *images, '--out', tmp_path/verdict)
            assert result.returncode == code, (verdict, result.stderr)
    again = aoi('inspect', run/'program', line, '--out', judged[0])
    assert again.returncode == 1 and 'nothing is judged again' in again.stdout, again.stderr
    assert [row['time'] for row in judged[1].values()] == [
        json.loads(row)['time'] for row in (judged[0]/'verdicts.jsonl').read_text().splitlines()]
    refused(aoi('inspect', run/'program', line/'line01.png', '--out', judged[0]), 'other images', '--replace')


def test_inspect_says_after_ctrl_c_what_is_kept(run, tmp_path):
    photos, out = tmp_path/'photos', tmp_path/'out'
    photos.mkdir()
    for number in range(20):
        for photo in project_path('data', 'line').glob('*.png'):
            (photos/f'{number}-{photo.name}').symlink_to(photo)
    command = [sys.executable, '-m', 'aoi_nb.cli', 'inspect', run/'program', photos, '--out', out]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    while not (out/'index.html').exists() and not (out/'overlays').exists():
        assert process.poll() is None
        time.sleep(0.01)
    for _ in range(2):
        process.send_signal(signal.SIGINT)
    errors = process.communicate(timeout=60)[1]
    count = len((out/'verdicts.jsonl').read_text().splitlines())
    assert process.returncode == 130 and 1 <= count < 240
    kept = f'{count} of 240 images judged, kept in {out}' if count else 'none of 240 images judged'
    assert errors == f'aoi: interrupted: {kept}; the same command goes on\n'


def test_a_run_of_grey_photographs_judges_grey_photographs(run, tmp_path):
    program = load_program(run/'program')
    window, names = replace(program.window, photo_mode='I;16', photo_bits=12), ['line01.png', 'line02.png']
    for name in names:
        grey = np.array(Image.open(project_path('data', 'line', name)).convert('L'))
        Image.fromarray(np.repeat(grey[..., None], 3, axis=2)).save(tmp_path/name)
        (tmp_path/'deep').mkdir(exist_ok=True)
        Image.fromarray(np.rint(grey*(4095/255)).astype(np.uint16)).save(tmp_path/'deep'/name)
    rows = []
    for folder, camera in (tmp_path, program), (tmp_path/'deep', replace(program, window=window)):
        with open_batch(folder/'out', program.id, names) as batch:
            rows.append(inspect_images(camera, [folder/name for name in names], batch, progress=False))
    assert [row['corners_px'] for row in rows[0]] == [row['corners_px'] for row in rows[1]]


def test_a_run_names_what_is_wrong_before_it_starts(tmp_path):
    boards = tmp_path/'boards'
    shutil.copytree(project_path('data', 'boards'), boards)
    text = (boards/'corners.csv').read_text()
    (boards/'corners.csv').write_text(re.sub(r'(?m)^(board02\.png,)[^,]*', r'\1left', text))
    refused(small_run(tmp_path/'run', '--boards', boards), 'corners.csv', 'left')
    refused(small_run(tmp_path/'run', '--set', 'training.epoch=3'), 'training.epoch')
    refused(small_run(tmp_path/'run', '--set', 'training.epochs=many'), 'training.epochs')
    refused(small_run(tmp_path/'run', '--set', 'inspection.level=1.5'), 'inspection.level', '0.5')
    refused(small_run(tmp_path/'run', '--boards', tmp_path/'nowhere'), 'nowhere')
    assert not (tmp_path/'run').exists()


def test_no_weights_and_no_network_names_the_remedies(tmp_path):
    nothing = {**os.environ, 'KERAS_HOME': str(tmp_path/'keras'), 'AOI_WEIGHTS': '',
               'https_proxy': 'http://127.0.0.1:9', 'HTTPS_PROXY': 'http://127.0.0.1:9'}
    result = aoi('run', 'inspection', '--out', tmp_path/'run', '--preset', 'paper', env=nothing)
    refused(result, 'model.weights', 'AOI_WEIGHTS', 'builtin')
    assert not (tmp_path/'run').exists()


@pytest.fixture
def full_disk(tmp_path):
    "A file system of 3 MB."
    place = tmp_path/'disk'
    place.mkdir()
    if os.geteuid() or subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', place]).returncode:
        pytest.skip('needs to mount a small tmpfs, as root')
    yield place
    subprocess.run(['umount', '-l', place], check=True)


def test_full_disk_is_one_line(full_disk):
    refused(small_run(full_disk/'run'), 'No space left')


@pytest.mark.parametrize('damage', ['pickle', 'shape', 'truncated'])
def test_damaged_appearance_is_refused(run, tmp_path, damage):
    program = shutil.copytree(run/'program', tmp_path/'program')
    file = program/'appearance.npz'
    with np.load(file, allow_pickle=False) as arrays:
        arrays = dict(arrays)
    if damage == 'pickle':
        np.savez(file, **{**arrays, 'size': np.array([{'a': 1}, None], object)})
    if damage == 'shape':
        np.savez(file, **{**arrays, 'means0': np.zeros((3, 3))})
    if damage == 'truncated':
        file.write_bytes(file.read_bytes()[:200])
    stored = read_json(program/'program.json')
    write_json(program/'program.json', sealed(stored | {'files': stored['files'] | {'appearance.npz': sha256(file)}}))
    with pytest.raises(BadInput, match='appearance.npz'):
        load_program(program)
