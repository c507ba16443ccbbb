"Locks and folders that no other account holds, and models that are refused before they cost time."
import json
import os
import subprocess
import sys
import time
import zipfile

import pytest
from conftest import refused

from aoi_nb.core.processes import held_lock, private_folder, temporary_place
from aoi_nb.runs.record import run_lock

HOLD = '''import fcntl, os, sys, time
if os.geteuid() == 0:
    os.setuid(65534)
file = os.open(sys.argv[1], int(sys.argv[2]), 0o666)
fcntl.flock(file, fcntl.LOCK_EX)
print('held', flush=True)
time.sleep(60)
'''


def enter(context):
    "Enter and leave."
    with context:
        return


@pytest.fixture
def stranger():
    "Function that has another account open a file and hold its lock; None where it cannot open it."
    if os.geteuid() != 0:
        pytest.skip('needs a second account')
    started = []

    def hold(path, flags=os.O_RDWR):
        process = subprocess.Popen([sys.executable, '-c', HOLD, path, str(int(flags))], stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL)
        started.append(process)
        return process if process.stdout.readline() else None

    yield hold
    for process in started:
        process.kill()
        process.wait()


def test_another_account_cannot_hold_the_lock_of_a_run(stranger):
    with private_folder() as folder:
        folder.chmod(0o755)
        (run := folder/'run').mkdir()
        enter(run_lock(run))
        assert stranger(run/'.lock', os.O_RDONLY) is None
        (run/'.lock').chmod(0o644)  # as earlier versions made it
        enter(run_lock(run))
        assert stranger(run/'.lock', os.O_RDONLY) is None
        enter(run_lock(run))


def test_a_lock_that_another_account_holds_is_named_at_once(stranger):
    with private_folder() as folder:
        folder.chmod(0o755)
        (run := folder/'run').mkdir()
        run.chmod(0o777)
        assert stranger(run/'.lock', os.O_RDWR | os.O_CREAT)
        (run/'.lock').chmod(0o666)
        start = time.monotonic()
        assert 'nobody' in refused(lambda: enter(run_lock(run, patience=60)), '.lock: found a lock file of')
        assert time.monotonic() - start < 30  # not the minute that it may wait
        (run/'.lock').unlink()
        enter(run_lock(run))


def test_a_lock_file_that_is_a_link_is_refused_and_its_target_left_alone(tmp_path):
    (tmp_path/'target').write_text('kept')
    (tmp_path/'target').chmod(0o644)
    (tmp_path/'manifest.json').write_text('{}')
    for target in ('target', 'absent'):
        (tmp_path/'.lock').unlink(missing_ok=True)
        (tmp_path/'.lock').symlink_to(target)
        refused(lambda: enter(run_lock(tmp_path)), 'a symbolic link')
    assert (tmp_path/'target').read_text() == 'kept' and (tmp_path/'target').stat().st_mode & 0o777 == 0o644
    assert not (tmp_path/'absent').exists()


def test_a_lock_goes_with_its_process(tmp_path):
    code = ('import sys, time; from pathlib import Path; from aoi_nb.core.processes import held_lock\n'
            'with held_lock(Path(sys.argv[1])):\n    print(1, flush=True)\n    time.sleep(60)')
    holder = subprocess.Popen([sys.executable, '-c', code, tmp_path/'lock'], stdout=subprocess.PIPE)
    holder.stdout.readline()
    refused(lambda: enter(held_lock(tmp_path/'lock', 0.2)), 'another process at work')
    holder.kill()
    holder.wait()
    enter(held_lock(tmp_path/'lock', 1))


def test_private_folders_are_short_enough_for_sockets(tmp_path, monkeypatch):
    monkeypatch.setattr('tempfile.tempdir', str(tmp_path/('long'*20)))
    assert temporary_place() == '/tmp'
    with private_folder() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700


def model_file(path, config):
    "A .keras file with a configuration."
    with zipfile.ZipFile(path, 'w') as archive:
        archive.writestr('config.json', config if isinstance(config, (str, bytes)) else json.dumps(config))
        archive.writestr('model.weights.h5', bytes(10_000_000))
        archive.writestr('metadata.json', '{}')
    return path


def layer(kind, **config):
    "A layer as Keras writes it."
    return {'module': 'keras.layers', 'class_name': kind, 'config': config, 'registered_name': None}


def sequence(*layers, name='hostile'):
    "A model of one layer after the other."
    return {'module': 'keras', 'class_name': 'Sequential', 'config': {'name': name, 'layers': list(layers)},
            'registered_name': None}


def nested(depth):
    "A model within a model within a model."
    model = sequence(layer('ReLU'), name='inner')
    for number in range(depth):
        model = sequence(model, layer('ReLU'), name=f'level_{number}')
    return model


SOUND = layer('InputLayer', batch_shape=[None, 16_000], dtype='float32', name='pixels')
SLOW = {'layers': sequence(*[layer('Dense', units=1, name=f'd{k}') for k in range(20_000)]), 'nested': nested(90),
        'text': '[' + '0,'*20_000_000 + '0]',
        'values': {'module': 'keras', 'class_name': 'Sequential', 'config': [0]*900_000},
        'spectrum': sequence(SOUND, layer('MelSpectrogram', num_mel_bins=40_000, fft_length=2**17, name='d1'))}


@pytest.mark.parametrize('name', SLOW)
def test_a_model_that_takes_minutes_to_build_is_refused_in_seconds(name, tmp_path, monkeypatch):
    pytest.importorskip('keras')
    from aoi_nb.soldering import extractors
    from aoi_nb.soldering.weights import find_network

    monkeypatch.setattr(extractors, 'SECONDS', 1)
    file = model_file(tmp_path/f'{name}.keras', SLOW[name])
    side_car = {'input': [64, 64], 'preprocess': 'none', 'layer': 'd1'}
    file.with_name(f'{file.name}.json').write_text(json.dumps(side_car))
    refused(lambda: extractors.load_model_file(*find_network(str(file))), f'{name}.keras')
