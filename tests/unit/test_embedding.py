"Embedding: killed at any moment it goes on to the same bytes; model files that do not fit or mean harm are refused."
import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
from conftest import refused
from PIL import Image

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
h5py = pytest.importorskip('h5py')
keras = pytest.importorskip('keras')

from aoi_nb.core.conversion import read_any
from aoi_nb.core.files import sha256
from aoi_nb.soldering.embedding import embed, embed_images, preflight
from aoi_nb.soldering.extractors import DEVIATION, build_application, keras_engine, load_network, open_engine
from aoi_nb.soldering.vector_store import gather_vectors, open_store
from aoi_nb.soldering.weights import APPLICATIONS, find_network, fit_image

PARAMETERS = {'networks': ['builtin'], 'preprocessing': 'own', 'resize': 'squash', 'duplicate_thresholds': [0.5]}
COUNT = 60
SLOWLY = '''
import sys, time
from pathlib import Path
from aoi_nb.soldering import embedding
from aoi_nb.core.files import sha256
from aoi_nb.soldering.weights import find_network

append = embedding.append_vectors


def slowly(store, hashes, vectors):
    append(store, hashes, vectors)
    time.sleep(0.1)


embedding.append_vectors = slowly
network, file = find_network(sys.argv[1])
images = [(sha256(path), path) for path in sorted(Path(sys.argv[2]).glob('*.png'))]
embedding.embed(network, file, images, Path(sys.argv[3]), batch=4)
'''


@pytest.fixture(scope='module')
def model(tmp_path_factory):
    "A model file with its side-car."
    keras.utils.set_random_seed(0)
    pixels = keras.Input((32, 32, 3))
    maps = keras.layers.Conv2D(24, 5, strides=2, activation='relu', name='maps')(pixels)
    answer = keras.layers.Dense(2, name='answer')(keras.layers.GlobalAveragePooling2D(name='mean')(maps))
    file = tmp_path_factory.mktemp('model')/'small net.keras'
    keras.Model(pixels, answer).save(file)
    return describe(file)


@pytest.fixture(scope='module')
def pictures(tmp_path_factory):
    "Images, and their hashes."
    folder, rng = tmp_path_factory.mktemp('pictures'), np.random.default_rng(0)
    for number in range(COUNT):
        Image.fromarray(rng.integers(0, 256, (40, 60, 3)).astype(np.uint8)).save(folder/f'{number:03d}.png')
    return [(sha256(path), path) for path in sorted(folder.iterdir())]


def describe(file, **changes):
    "Write the side-car of a model file."
    file.with_name(f'{file.name}.json').write_text(
        json.dumps({'input': [32, 32], 'preprocess': 'tf', 'layer': 'maps', **changes}))
    return file


def repacked(file, target, **changes):
    "The model file with other contents of some entries, '.' written as '_'."
    changes = {name.replace('_', '.'): content for name, content in changes.items()}
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, 'w', zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.pop(name, None) or old.read(name))
        for name, content in changes.items():
            new.writestr(name, content)
    return describe(target)


def test_killed_and_resumed_to_the_same_bytes(model, pictures, tmp_path):
    network, file = find_network(str(model))
    whole = embed(network, file, pictures, tmp_path/'unbroken')
    wanted = gather_vectors(whole.store, [value for value, _ in pictures], tmp_path/'wanted.npy')
    folder, killed = tmp_path/'broken', 0
    command = [sys.executable, '-c', SLOWLY, str(model), str(pictures[0][1].parent), str(folder)]
    for records in (1, 9, 22):  # there when the process is killed, at least
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        store, patience = folder/f'{network.key}.vectors', time.monotonic() + 120
        while process.poll() is None and time.monotonic() < patience:
            if store.exists() and store.stat().st_size >= records*whole.store.record.itemsize:
                os.kill(process.pid, signal.SIGKILL)
                break
            time.sleep(0.005)
        killed += process.wait() == -signal.SIGKILL
    kept = len(open_store(folder, network.key, whole.store.dimensions).rows)
    assert killed == 3 and 22 <= kept < COUNT
    resumed = embed(network, file, pictures, folder, batch=7)
    assert (resumed.computed, resumed.reused) == (COUNT - kept, kept)
    found = gather_vectors(resumed.store, [value for value, _ in pictures], tmp_path/'found.npy')
    assert (tmp_path/'found.npy').read_bytes() == (tmp_path/'wanted.npy').read_bytes()
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize('size', [1, 100, 2000])
def test_a_torn_write_is_dropped(model, pictures, tmp_path, size):
    network, file = find_network(str(model))
    done = embed(network, file, pictures[:8], tmp_path)
    whole = done.store.path.read_bytes()
    done.store.path.write_bytes(whole + os.urandom(size))
    again = embed(network, None, pictures[:8], tmp_path)
    assert again.computed == 0 and again.store.damaged >= 1
    assert again.store.path.read_bytes() == whole


@pytest.mark.parametrize('about', ['', '{', '[]', '{"dimensions": -1}', '{"dimensions": 3}', '{"dimensions": 1e99}'])
def test_a_damaged_description_is_made_again(model, pictures, tmp_path, about):
    network, _file = find_network(str(model))
    first = embed_images(str(model), [path for _, path in pictures[:5]], tmp_path)
    (tmp_path/f'{network.key}.json').write_text(about)
    (tmp_path/f'{network.key}.tflite').write_bytes(b'damaged')
    np.testing.assert_array_equal(embed_images(str(model), [path for _, path in pictures[:5]], tmp_path), first)


def test_another_network_gets_vectors_of_its_own(model, pictures, tmp_path):
    paths = [path for _, path in pictures[:3]]
    own, paper = (embed_images(str(model), paths, tmp_path, preprocessing=mode) for mode in ('own', 'paper'))
    cropped = embed_images(str(model), paths, tmp_path, resize='crop')
    assert len(list(tmp_path.glob('*.vectors'))) == 3
    assert np.abs(own - paper).max() > 0.01 and np.abs(own - cropped).max() > 0.001


def test_a_changed_or_broken_image_is_named(model, pictures, tmp_path):
    network, file = find_network(str(model))
    (tmp_path/'text.png').write_text('no image')
    refused(lambda: embed(network, file, [(pictures[0][0], pictures[1][1])], tmp_path), 'another file')
    refused(lambda: embed_images(str(model), [tmp_path/'text.png']), 'text.png')
    refused(lambda: embed_images(str(model), [tmp_path/'absent.png']), 'absent.png')


WRONG = {
    'layer': ({'layer': 'fc2'}, "layer 'fc2'"),
    'size': ({'input': [64, 64]}, '(None, 64, 64, 3)'),
    'input': ({'input': 'large'}, 'two whole numbers'),
    'scaling': ({'preprocess': 'imagenet'}, 'one of tf, torch, caffe, none'),
    'more': ({'top': True}, 'found input, layer, preprocess, top'),
}


@pytest.mark.parametrize('name', WRONG)
def test_a_wrong_side_car_is_refused_before_a_run(model, tmp_path, name):
    changes, part = WRONG[name]
    file = tmp_path/'net.keras'
    file.write_bytes(model.read_bytes())
    describe(file, **changes)
    refused(lambda: preflight({**PARAMETERS, 'networks': [str(file)]}), part)


def test_a_missing_side_car_is_refused(model, tmp_path):
    (tmp_path/'net.keras').write_bytes(model.read_bytes())
    refused(lambda: preflight({**PARAMETERS, 'networks': [str(tmp_path/'net.keras')]}),
            'net.keras.json: found no such file')


def test_hostile_model_files_are_refused(model, tmp_path):
    config = zipfile.ZipFile(model).read('config.json')
    layers = json.loads(config)
    layers['config']['layers'][1] = {'module': 'os', 'class_name': 'system',
                                      'config': {'command': f'touch {tmp_path}/owned'},
                                     'registered_name': 'system', 'name': 'maps', 'inbound_nodes': []}
    cases = {
        'bomb': ({'model_weights_h5': bytes(200_000_000)}, 'unpacks to'),
        'promise': ({'config_json': config.replace(b'"units": 2,', b'"units": 2000000000,')}, 'layers of'),
        'system': ({'config_json': json.dumps(layers).encode()}, 'cannot be loaded'),
        'nested': ({'config_json': b'['*100_000}, 'cannot be loaded'),
        'no_weights': ({'model_weights_h5': b'not HDF5'*2000}, 'cannot be loaded'),
    }
    for name, (changes, part) in cases.items():
        file = repacked(model, tmp_path/f'{name}.keras', **changes)
        refused(lambda: preflight({**PARAMETERS, 'networks': [str(file)]}), part)
    assert not (tmp_path/'owned').exists()
    (tmp_path/'text.keras').write_text('no archive')
    refused(lambda: preflight({**PARAMETERS, 'networks': [str(tmp_path/'text.keras')]}), 'no archive')


def test_code_in_a_layer_is_refused(tmp_path):
    pixels = keras.Input((32, 32, 3))
    file = tmp_path/'lambda.keras'
    keras.Model(pixels, keras.layers.Lambda(lambda x: x*2, name='maps')(pixels)).save(file)
    refused(lambda: preflight({**PARAMETERS, 'networks': [str(describe(file))]}), 'cannot be loaded')


def test_names_that_collide_are_refused(model):
    refused(lambda: preflight({**PARAMETERS, 'networks': [str(model), str(model)]}), 'small_net')
    refused(lambda: preflight({**PARAMETERS, 'networks': ['builtin', 'builtin']}), 'would be called builtin')
    refused(lambda: preflight({**PARAMETERS, 'networks': ['resnet51']}), 'resnet50')
    refused(lambda: preflight({**PARAMETERS, 'networks': ['builtin3']}), 'builtin or builtin2')
    refused(lambda: preflight({**PARAMETERS, 'networks': []}), 'at least one')


def test_the_second_builtin_network_is_another(pictures, tmp_path):
    network, file = find_network('builtin2')
    assert file.stat().st_size <= 6_000_000 and network.key != find_network('builtin')[0].key
    paths = [path for _, path in pictures[:6]]
    first, second = (embed_images(name, paths, tmp_path).astype(np.float32) for name in ('builtin', 'builtin2'))
    assert (first.shape, second.shape) == ((6, 1280), (6, 256))
    assert np.isfinite(second).all() and second.std(axis=0).max() > 0
    alike = [vectors @ vectors.T/np.outer(*[np.linalg.norm(vectors, axis=1)]*2) for vectors in (first, second)]
    assert np.abs(alike[0] - alike[1]).max() > 1e-3  # they do not tell the same of the same images
    pixels = np.stack([fit_image(read_any(path), network.input) for path in paths])
    wanted = keras_engine(load_network(network, file)).answer(pixels)
    engine = open_engine(network, None, tmp_path)
    assert (engine.kind, engine.note) == ('litert', '')
    np.testing.assert_allclose(engine.answer(pixels), wanted, atol=1e-4*np.abs(wanted).max())
    np.testing.assert_allclose(second, wanted, atol=2e-3*np.abs(wanted).max())


def test_weights_of_another_architecture_are_refused():
    first, second = (find_network(name) for name in ('builtin', 'builtin2'))
    for network, file in ((first[0], second[1]), (second[0], first[1])):
        refused(lambda network=network, file=file: load_network(network, file), 'weights that do not fit')


def test_weights_with_and_without_classifier_fit(tmp_path, monkeypatch):
    keras.utils.set_random_seed(0)
    whole = keras.applications.MobileNetV2(weights=None)
    bare = keras.Model(whole.inputs, whole.get_layer('out_relu').output)
    whole.save(tmp_path/'MobileNetV2-with-top.keras')
    monkeypatch.setenv('AOI_WEIGHTS', str(tmp_path))
    network, file = find_network('mobilenetv2')
    assert (network.kind, file.name) == ('application', 'MobileNetV2-with-top.keras')
    pixels = np.random.default_rng(0).uniform(0, 255, (1, 224, 224, 3)).astype(np.float32)
    wanted = bare(pixels/127.5 - 1, training=False).numpy().mean((1, 2))
    found = load_network(network, file)(pixels, training=False).numpy()
    np.testing.assert_allclose(found, wanted, atol=1e-5*np.abs(wanted).max() + 1e-9)
    keras.Model(whole.inputs, whole.get_layer('Conv1_relu').output).save_weights(tmp_path/'mobilenet_v2.weights.h5')
    (tmp_path/'MobileNetV2-with-top.keras').unlink()
    refused(lambda: load_network(*find_network('mobilenetv2')), 'weights that do not fit')


def test_efficientnet_sees_pixels_as_keras_shows_them(tmp_path, monkeypatch):
    keras.utils.set_random_seed(0)
    shape = {'include_top': False, 'input_shape': (224, 224, 3)}
    bare, file = keras.applications.EfficientNetB0(weights=None, **shape), tmp_path/'efficientnetb0.weights.h5'
    bare.get_layer('normalization').adapt_mean.assign([.485, .456, .406])
    bare.get_layer('normalization').adapt_variance.assign(np.square(DEVIATION))
    bare.save_weights(file)
    monkeypatch.setattr('keras.src.utils.file_utils.get_file', lambda *arguments, **options: str(file))
    theirs = keras.applications.EfficientNetB0(weights='imagenet', **shape)
    pixels = np.random.default_rng(0).uniform(0, 255, (1, 224, 224, 3)).astype(np.float32)
    ours = build_application('efficientnetb0', file)
    wanted, found = (network(pixels, training=False).numpy() for network in (theirs, ours))
    assert np.abs(found - wanted).max() < 1e-3*np.abs(wanted).max()
    assert np.abs(bare(pixels, training=False).numpy() - wanted).max() > 1e-2*np.abs(wanted).max()


REAL = Path(os.environ.get('AOI_REAL_DATA', Path(__file__).parents[3]/'shared'/'data')).parent/'weights'


@pytest.mark.skipif(not REAL.is_dir(),
                    reason='no real weights: AOI_REAL_DATA names a folder data with weights beside it')
def test_real_weights_are_found_by_their_rules(monkeypatch):
    monkeypatch.setenv('AOI_WEIGHTS', str(REAL))
    monkeypatch.setenv('KERAS_HOME', '/nowhere')
    monkeypatch.setattr(keras.applications, 'ResNet50', lambda **options: (_ for _ in ()).throw(OSError('no network')))
    assert find_network('mobilenetv2')[0].kind == 'application'
    assert find_network('squeezenet11')[0].kind == 'model'
    refused(lambda: find_network('resnet50'), 'a network connection once; or AOI_WEIGHTS')
    for file in sorted(REAL.glob('*.keras')):
        assert preflight({**PARAMETERS, 'networks': [str(file)]})[0] == file


def test_all_applications_are_known_to_keras():
    assert all(hasattr(keras.applications, application.builder) for application in APPLICATIONS.values())


HUGE = {'padding': lambda: keras.layers.ZeroPadding2D(100_000), 'steps': lambda: keras.layers.UpSampling2D(5000),
        'sequence': lambda: keras.Sequential([keras.layers.ZeroPadding2D(100_000), keras.layers.Cropping2D(100_000)])}


@pytest.mark.parametrize('name', HUGE)
def test_a_layer_that_would_fill_the_memory_is_refused(name, pictures, tmp_path):
    pixels = keras.Input((32, 32, 3))
    maps = HUGE[name]()(keras.layers.Conv2D(24, 5)(pixels))
    file = tmp_path/'net.keras'
    keras.Model(pixels, keras.layers.GlobalAveragePooling2D(name='maps')(maps)).save(file)
    refused(lambda: embed_images(str(describe(file)), [pictures[0][1]]), 'values for an image')


def test_weights_that_are_no_numbers_are_refused(pictures, tmp_path):
    pixels = keras.Input((32, 32, 3))
    layer = keras.layers.Conv2D(4, 3, name='maps')
    whole, file = keras.Model(pixels, layer(pixels)), tmp_path/'net.keras'
    layer.set_weights([np.full_like(weight, np.nan) for weight in layer.get_weights()])
    whole.save(file)
    refused(lambda: embed_images(str(describe(file)), [pictures[0][1]]), 'not finite')


def with_dataset(model, path, change):
    "A model file, one dataset of its weights replaced."
    content = io.BytesIO(zipfile.ZipFile(model).read('model.weights.h5'))
    with h5py.File(content, 'r+') as file:
        name = next(f'layers/{layer}/vars/1' for layer in file['layers'] if layer.startswith('conv'))
        del file[name]
        change(file, name)
    return describe(repacked(model, path, model_weights_h5=content.getvalue()))


OUTSIDE = {
    'file': lambda file, name: file.create_dataset(name, (24,), 'f4', external=[('/etc/passwd', 0, 96)]),
    'link': lambda file, name: file.__setitem__(name, h5py.ExternalLink('/etc/passwd', '/x')),
    'itself': lambda file, name: file.__setitem__(name, h5py.SoftLink(f'/{name}')),
    'huge': lambda file, name: file.create_dataset(name, (10**6, 10**6), 'f4', chunks=(1000, 1000), compression='gzip')}


@pytest.mark.parametrize('name', OUTSIDE)
def test_weights_that_lie_elsewhere_or_are_huge_are_refused(name, model, pictures, tmp_path):
    file = with_dataset(model, tmp_path/'net.keras', OUTSIDE[name])
    refused(lambda: embed_images(str(file), [pictures[0][1]]), 'cannot be loaded')
