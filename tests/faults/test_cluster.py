"Shards and runs on a real Dask cluster: workers that are killed, hang or differ, killed schedulers, Ctrl-C."
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, aoi, refused

dask = pytest.importorskip('dask', reason="needs Dask: pip install 'aoi_nb[dask]'")
distributed = pytest.importorskip('distributed', reason="needs Dask: pip install 'aoi_nb[dask]'")
pytest.importorskip('papermill')

from dask_cluster import Cluster, at_work, switch_off, until
from PIL import Image
from tiny_sweep import TINY, all_metrics, ran, write_notebooks

from aoi_nb.cli import app
from aoi_nb.core import cluster
from aoi_nb.core.cluster import cluster_client, on_scheduler, shard_answers
from aoi_nb.core.files import BadInput, write_json
from aoi_nb.runs.chains import SOLDERING, all_stages
from aoi_nb.runs.pipeline import run_functions
from aoi_nb.runs.sweep import run_sweep
from aoi_nb.soldering.projection import Projection, ProjectionSettings, transform
from aoi_nb.soldering.similarity import BLOCK_ROWS, fit_basis


@pytest.fixture
def two(tmp_path):
    "A scheduler with two workers, which a test may kill; HOLD_DIR is the folder of the test."
    made = Cluster(tmp_path, HOLD_DIR=str(tmp_path))
    try:
        yield made.work('--preload', 'dask_cluster').work('--preload', 'dask_cluster')
    finally:
        made.end()


def ready(made, count=2):
    "The cluster, once its workers are there."
    with distributed.Client(made.address, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=60)
    return made


def meanwhile(action):
    "Do something in a thread; `join` gives what went wrong there."
    faults = []

    def attempt():
        try:
            action()
        except BaseException as error:
            faults.append(error)
    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()

    def join():
        thread.join(60)
        assert not thread.is_alive() and not faults, faults
    return join


def owner(made, pid):
    "The worker process of a cluster that a process belongs to."
    return next(worker for worker in made.workers if os.getsid(pid) == worker.pid)


def test_a_wrong_address_is_one_line_within_ten_seconds(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, 'ANSWER_WITHIN', 1)  # a command has 4 s
    with socket.create_server(('127.0.0.1', 0)) as silent, socket.create_server(('127.0.0.1', 0)) as closed:
        port = closed.getsockname()[1]
        closed.close()
        for address, part in [('localhost:8786', 'expected tcp://HOST:PORT or tls://HOST:PORT'),
                              (f'tcp://127.0.0.1:{port}', 'does not answer as a Dask scheduler does'),
                              (f'tcp://127.0.0.1:{silent.getsockname()[1]}', 'does not answer as a Dask scheduler')]:
            begun = time.monotonic()
            refused(lambda: on_scheduler(address).__enter__(), part)
            assert time.monotonic() - begun < 10
    (tmp_path/'grid.toml').write_text('total.offset = [1]')
    write_notebooks(tmp_path/'nbs')
    refused(lambda: sweep(tmp_path/'nbs', 'RUN', scheduler=f'tcp://127.0.0.1:{port}'), 'does not answer')
    done = aoi('run', 'soldering', '--out', tmp_path/'RUN', '--scheduler', f'tcp://127.0.0.1:{port}')
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert 'does not answer' in done.stderr and not (tmp_path/'RUN').exists()
    with pytest.raises(BadInput, match='found the chain inspection, expected the chain soldering'):
        app(['run', 'inspection', '--out', str(tmp_path/'RUN'), '--scheduler', 'tcp://a:1'], standalone_mode=False)


def test_without_dask_the_remedy_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, 'distributed', None)
    refused(lambda: on_scheduler('tcp://127.0.0.1:1').__enter__(), "pip install 'aoi_nb[dask]'")


def test_workers_are_there_and_of_the_same_version(tmp_path):
    (tmp_path/'other').mkdir()
    shutil.copytree(ROOT/'aoi_nb', tmp_path/'other'/'aoi_nb')
    with open(tmp_path/'other'/'aoi_nb'/'core'/'names.py', 'a') as file:
        file.write('# changed\n')
    made = Cluster(tmp_path)
    try:
        refused(lambda: cluster_client(made.address).__enter__(), 'without a worker')
        made.environment['PYTHONPATH'] = os.pathsep.join([str(tmp_path/'other'), made.environment['PYTHONPATH']])
        ready(made.work(), 1)
        refused(lambda: cluster_client(made.address).__enter__(), 'found sources of aoi_nb')
    finally:
        made.end()


def test_killed_failing_and_hanging_workers_cost_their_shards_only(two, tmp_path, monkeypatch):
    ready(two)
    monkeypatch.setattr(cluster, 'LEAST_LATE', 1.0)
    # a killed worker: its nanny starts another
    (tmp_path/'hold 3').touch()
    join = meanwhile(lambda: (os.kill(at_work(tmp_path, 3)[0], signal.SIGKILL), (tmp_path/'hold 3').unlink()))
    answers = dict(shard_answers(two.address, 'dask_cluster:held', ((tmp_path, k) for k in range(6))))
    assert answers == {k: k*k for k in range(6)}
    join()
    # one that fails: another one is asked; what the user has to mend stops all, and names the worker
    assert dict(shard_answers(ready(two).address, 'dask_cluster:failing', [(tmp_path, 1)])) == {0: 1}
    assert len(set(at_work(tmp_path, 1)[-2:])) == 2
    message = refused(lambda: list(shard_answers(two.address, 'dask_cluster:failing', [(tmp_path, 2)])),
                      '/data/image.png')
    assert f'so says worker {socket.gethostname()} (tcp://127.0.0.1' in message
    # one that hangs: the shard is asked again, the first answer counts
    (tmp_path/'hold 9').touch()
    stopped = []

    def hang():
        stopped.append(at_work(tmp_path, 9)[0])
        os.kill(stopped[0], signal.SIGSTOP)
        (tmp_path/'hold 9').unlink()
    join = meanwhile(hang)
    assert sorted(shard_answers(two.address, 'dask_cluster:held', ((tmp_path, k) for k in (9, 10, 11, 12)))) == [
        (0, 81), (1, 100), (2, 121), (3, 144)]
    join()
    assert len(set(at_work(tmp_path, 9))) == 2
    switch_off(owner(two, stopped[0]))


def test_an_end_before_the_last_shard_calls_off_the_others(two, tmp_path):
    ready(two)
    (tmp_path/'hold 5').touch()
    answers = shard_answers(two.address, 'dask_cluster:held', ((tmp_path, k) for k in (1, 5, 6, 7, 8, 9, 10, 11)))
    next(answers)
    answers.close()  # as after Ctrl-C
    (tmp_path/'hold 5').unlink()
    with cluster_client(two.address) as client:
        until(lambda: not any(client.processing().values()))
    assert not (tmp_path/'at work 11').exists()


def test_places_on_a_map_are_the_same(tmp_path):
    vectors = np.random.default_rng(0).normal(size=(2*BLOCK_ROWS + 5, 8)).astype(np.float32)
    basis = fit_basis(vectors[:300], 'directions', 4, 0)
    inside = basis(vectors[:300])
    projection = Projection(ProjectionSettings(n_neighbors=5, n_epochs=9), basis, inside, inside[:, :2].copy(),
                            np.zeros(0, np.int32))
    one = Cluster(tmp_path)
    try:
        one.work()
        here = transform(projection, vectors)
        with on_scheduler(ready(one, 1).address):
            assert transform(projection, vectors).tobytes() == here.tobytes()
    finally:
        one.end()


def test_tls_with_the_certificates_of_dasks_configuration(tmp_path):
    if not shutil.which('openssl'):
        pytest.skip('needs openssl to make a certificate')
    pair = tmp_path/'cert.pem', tmp_path/'key.pem'
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=aoi',
                    '-out', pair[0], '-keyout', pair[1]], check=True, capture_output=True)
    given = {'ca-file': str(pair[0])} | {
        who: {'cert': str(pair[0]), 'key': str(pair[1])} for who in ('scheduler', 'worker', 'client')}
    (tmp_path/'dask.yaml').write_text(json.dumps({'distributed': {'comm': {'tls': given}}}))
    secured = Cluster(tmp_path, protocol='tls', DASK_CONFIG=str(tmp_path/'dask.yaml'))
    try:
        secured.work()
        assert secured.address.startswith('tls://')
        refused(lambda: on_scheduler(secured.address).__enter__(), 'does not answer as a Dask scheduler does')
        with dask.config.set({f'distributed.comm.tls.{name}': value for name, value in given.items()}):
            assert dict(shard_answers(ready(secured, 1).address, 'math:gcd', [(12, 18), (35, 14)])) == {0: 6, 1: 7}
    finally:
        secured.end()


@pytest.fixture
def far(tmp_path):
    "A network namespace, which is a computer of its own to the network: prefix of commands there, and two addresses."
    name, near = f'aoi{os.getpid()}', f'aoi{os.getpid()}v'[-15:]
    here, there = '10.213.77.1', '10.213.77.2'
    commands = [f'netns add {name}', f'link add {near} type veth peer name eth0 netns {name}',
                f'addr add {here}/30 dev {near}', f'link set {near} up', f'-n {name} addr add {there}/30 dev eth0',
                f'-n {name} link set eth0 up', f'-n {name} link set lo up']
    try:
        for command in commands if shutil.which('ip') else []:
            subprocess.run(['ip', *command.split()], check=True, capture_output=True)
        if not shutil.which('ip'):
            pytest.skip('needs ip, to make a network namespace')
        yield ['ip', 'netns', 'exec', name], here, there
    except subprocess.CalledProcessError as error:
        pytest.skip(f'network namespaces cannot be made here: {error.stderr.decode().strip()}')
    finally:
        if shutil.which('ip'):
            subprocess.run(['ip', 'netns', 'delete', name], capture_output=True)
            subprocess.run(['ip', 'link', 'delete', near], capture_output=True)


def test_a_worker_on_another_host_whose_cable_is_cut(far, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, 'LEAST_LATE', 1.0)  # the scheduler notices after half a minute
    prefix, here, there = far
    both = Cluster(tmp_path, here)
    try:
        ready(both.work(host=there, prefix=prefix), 1)
        (tmp_path/'hold 1').touch()

        def cut():
            at_work(tmp_path, 1)
            subprocess.run([*prefix, 'ip', 'link', 'set', 'eth0', 'down'], check=True)
            both.work()  # one on this side
            (tmp_path/'hold 1').unlink()
        join = meanwhile(cut)
        answers = dict(shard_answers(both.address, 'dask_cluster:held', ((tmp_path, k) for k in range(4))))
        assert answers == {0: 0, 1: 1, 2: 4, 3: 9}
        join()
    finally:
        both.end()


@pytest.fixture(scope='module')
def images(tmp_path_factory):
    "Forty images, in three of which the first worker can be held up; and the metrics of the run on this computer."
    folder = tmp_path_factory.mktemp('sorted')
    (folder/'images').mkdir()
    noise = np.random.default_rng(0).integers(0, 256, (40, 64, 64, 3)).astype(np.uint8)
    for number, pixels in enumerate(noise):
        Image.fromarray(pixels).save(folder/'images'/f'{"b" if number > 30 else "a"}{number}.png')
    run_functions(SHORT, settings(folder), folder/'RUN')
    return folder, all_metrics(folder/'RUN')


SHORT = replace(SOLDERING, steps=SOLDERING.steps[:2], fit=all_stages)  # to the vectors


def settings(folder):
    "Of a small run."
    images = str(folder/'images')
    return {'corpus.images_dir': images, 'embedding.images_dir': images, 'embedding.networks': ['builtin']}


def test_a_worker_is_killed_amid_embedding_and_nobody_notices(two, tmp_path, images):
    ready(two)
    (tmp_path/'hold').touch()

    def kill():
        switch_off(owner(two, int(until(lambda: (tmp_path/'reading').exists() and (tmp_path/'reading').read_text()))))
        (tmp_path/'hold').unlink()
    join = meanwhile(kill)
    with on_scheduler(two.address):
        run_functions(SHORT, settings(images[0]), tmp_path/'RUN')
    join()
    assert all_metrics(tmp_path/'RUN') == images[1]


def test_the_scheduler_is_killed_amid_embedding_and_the_run_goes_on_here(two, tmp_path, images):
    ready(two)
    (tmp_path/'hold').touch()

    def kill():
        until(lambda: (tmp_path/'reading').exists() and any(
            path.stat().st_size for path in (tmp_path/'RUN'/'vectors').glob('*.vectors')))
        switch_off(two.scheduler)
    join = meanwhile(kill)
    with on_scheduler(two.address):
        refused(lambda: run_functions(SHORT, settings(images[0]), tmp_path/'RUN'), 'the connection is lost')
    join()
    kept = sum(path.stat().st_size for path in (tmp_path/'RUN'/'vectors').glob('*.vectors'))
    result = run_functions(SHORT, settings(images[0]), tmp_path/'RUN')
    assert kept and 'reused 0' not in result['embedding'].notes[0]
    assert all_metrics(tmp_path/'RUN') == images[1]


def test_a_connection_that_closes_before_the_client_knows_is_lost(two):
    from distributed.comm import CommClosedError

    def closed():
        with cluster_client(ready(two).address) as client:
            assert client.status == 'running'
            raise CommClosedError('connection reset by peer')

    refused(closed, 'the connection is lost')


def test_a_worker_that_does_not_see_the_folder_names_itself_and_the_path(two, tmp_path, images):
    from aoi_nb.soldering.weights import find_network

    network, file = find_network('builtin')
    shard = network, file, [('0'*64, images[0]/'images'/'a0.png')], Path('/elsewhere/RUN/vectors'), 4, 10**8
    message = refused(lambda: list(shard_answers(ready(two, 1).address, 'aoi_nb.soldering.embedding:embed_shard',
                                                 [shard])), '/elsewhere/RUN/vectors')
    assert 'a shared file system' in message and f'so says worker {socket.gethostname()}' in message


def test_ctrl_c_calls_off_the_shards_of_a_command(two, tmp_path, images):
    ready(two)
    (tmp_path/'hold').touch()
    words = ['run', 'soldering', '--images', images[0]/'images', '--preset', 'quick', '--out', tmp_path/'RUN',
             '--set', 'embedding.networks=builtin', '--scheduler', two.address]
    process = subprocess.Popen([sys.executable, '-m', 'aoi_nb.cli', *map(str, words)], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    until(lambda: (tmp_path/'reading').exists() or process.poll() is not None, 60)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130 and f'--scheduler {two.address}' in errors, errors
    (tmp_path/'hold').unlink()
    with cluster_client(two.address) as client:
        until(lambda: not any(client.processing().values()))
    run_functions(SHORT, settings(images[0]), tmp_path/'RUN')
    assert all_metrics(tmp_path/'RUN') == images[1]


GRID = 'total.offset = [0.5, 1.5]\n[[cells]]\nnumbers.count = 4\n'
CELLS = ['offset=0.5', 'offset=1.5', 'count=4']


@pytest.fixture
def notebooks(tmp_path):
    "A grid of three runs of two stages."
    (tmp_path/'grid.toml').write_text(GRID)
    write_notebooks(tmp_path/'nbs')
    return tmp_path/'nbs'


def sweep(notebooks, out='SWEEP', **options):
    "Make the runs of the grid: their rows."
    folder = notebooks.parent
    return run_sweep(TINY, {}, folder/'grid.toml', folder/out, notebooks=notebooks, **options)


def runner(notebooks, cell):
    "The kernel and the process of a cell that is held up."
    path = notebooks/f'held {cell}'
    return [int(number) for number in until(lambda: path.exists() and path.read_text(), 60).split()]


def test_sweep_survives_a_killed_worker_and_then_a_killed_scheduler(two, notebooks, tmp_path):
    lines = []
    (notebooks/'hold').write_text(CELLS[2])
    ready(two)

    def kill():
        pids = runner(notebooks, CELLS[2])
        (notebooks/f'held {CELLS[2]}').unlink()
        switch_off(owner(two, pids[1]))
        runner(notebooks, CELLS[2])  # begun again
        (notebooks/'hold').unlink()
        until(lambda: ran(notebooks, 'total').count(CELLS[2]) == 2 and (
            notebooks.parent/'SWEEP'/CELLS[2]/'total'/'metrics.json').exists())
        (notebooks/'hold').write_text(CELLS[1])
        runner(notebooks, CELLS[1])
        switch_off(two.scheduler)
    join = meanwhile(kill)
    refused(lambda: sweep(notebooks, scheduler=two.address, tell=lines.append), 'the connection is lost')
    join()
    assert any(f'{CELLS[2]}: its worker is gone, it is begun again' in line for line in lines), lines
    assert sorted(ran(notebooks, 'total')) == sorted([*CELLS, CELLS[2]])
    two.end()
    (notebooks/'hold').unlink()
    assert [row.why for row in sweep(notebooks, workers=2)] == ['']*3
    assert sorted(ran(notebooks, 'total')) == sorted([*CELLS, CELLS[2], CELLS[1]])  # one cell lost a time
    found = all_metrics(notebooks.parent/'SWEEP')
    for cell, total in zip(CELLS, (3.5, 4.5, 6.0)):
        write_json(tmp_path/'wanted.json', {'chosen': {'total': total}, 'test': {'total': 2}})
        assert found[f'{cell}/metrics.json'] == (tmp_path/'wanted.json').read_bytes()


def test_ctrl_c_ends_the_cells_of_a_sweep(two, notebooks):
    (notebooks.parent/'grid.toml').write_text('total.offset = [0.5]')
    (notebooks/'hold').write_text(CELLS[0])
    ready(two, 1)
    pids = []

    def interrupt():
        pids.extend(runner(notebooks, CELLS[0]))
        os.kill(os.getpid(), signal.SIGINT)
    join = meanwhile(interrupt)
    with pytest.raises(KeyboardInterrupt):
        sweep(notebooks, scheduler=two.address)
    join()
    assert not [pid for pid in pids if Path(f'/proc/{pid}').exists()]
    record = json.loads((notebooks.parent/'SWEEP'/CELLS[0]/'manifest.json').read_text())
    assert record['status'] == record['stages']['total']['status'] == 'interrupted'
