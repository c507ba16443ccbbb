"A file from outside the run, chosen or dropped on the explorer, finds the images that it resembles."
import base64
import shutil
from io import BytesIO

import numpy as np
import pytest
from explorer_page import fold
from PIL import Image

pytest.importorskip('anywidget', reason='the explorer needs anywidget')
pytest.importorskip('tensorflow', reason='a network needs TensorFlow')
DROP = '''([name, content]) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0)), dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name));
    const seen = [];
    for (const kind of ['dragover', 'drop']) {
        const event = new DragEvent(kind, {dataTransfer, bubbles: true, cancelable: true});
        document.querySelector('canvas').dispatchEvent(event);
        seen.push(event.defaultPrevented, document.querySelector('.aoi-dropping') !== null);
    }
    return seen; }'''
MARKED = '''() => { const {states} = document.querySelector('.aoi-map').drawing.cloud;
                    return [...states.keys()].filter((row) => states[row] === 2); }'''


@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    "A run whose vectors are a network's, and its images."
    from aoi_nb.demo.small_run import small_run

    made = tmp_path_factory.mktemp('networks')
    small_run(made, every=8, networks=['builtin2'])
    return made


@pytest.fixture
def explorer(voila, page, folder):
    "That run in the explorer."
    page.set_viewport_size({'width': 1440, 'height': 900})
    voila.show(page, f'from aoi_nb.labelling.explorer import explore\nexplore({str(folder/"RUN")!r}, "Ana")')
    page.get_by_text('31 images · 0 selected').wait_for()
    return page


def paths_of(run):
    "Images of the run, in its order."
    from aoi_nb.soldering.corpus import read_corpus

    return list(read_corpus(run/'corpus')['path'])


def cropped(path):
    "A part of an image as the content of a JPEG file."
    image, content = Image.open(path).convert('RGB'), BytesIO()
    image.crop((image.width//20, image.height//20, *image.size)).save(content, 'JPEG', quality=80)
    return content.getvalue()


def similar(page):
    "Names of the pictures that are shown, the file itself first."
    return page.locator('.aoi-side figure img').evaluate_all('(all) => all.map((image) => image.title)')


def test_a_dropped_file_finds_what_it_resembles(explorer, folder, shoot):
    paths = paths_of(folder/'RUN')
    content = base64.b64encode(cropped(folder/'images'/paths[7])).decode()
    assert explorer.evaluate(DROP, ['returned <b>.jpg', content]) == [True, True, True, False]
    explorer.get_by_text('returned <b>.jpg: the 12 images most similar to it, by ').wait_for(timeout=120_000)
    names = similar(explorer)  # the fold has opened
    assert names[:2] == ['returned <b>.jpg', paths[7]] and len(names) == 13 and set(names[1:]) <= set(paths)
    assert sorted(explorer.evaluate(MARKED)) == sorted(paths.index(name) for name in names[1:])
    shoot(explorer, 'explorer_file')
    explorer.get_by_role('button', name='Select these', exact=True).click()
    explorer.get_by_text('31 images · 12 selected').wait_for()
    for scheme, width in (('dark', 1440), ('dark', 390), ('light', 390)):
        explorer.emulate_media(color_scheme=scheme)
        explorer.set_viewport_size({'width': width, 'height': 900})
        explorer.get_by_role('button', name='Like a file…').scroll_into_view_if_needed()
        shoot(explorer, f'explorer_file_{scheme}_{width}')


def test_a_large_file_is_chosen(explorer, folder, tmp_path):
    "A PNG of 12 MB: no message of a server may be that long."
    paths = paths_of(folder/'RUN')
    picture = np.asarray(Image.open(folder/'images'/paths[3]).convert('RGB').resize((3200, 2400))).astype(int)
    noisy = (picture + np.random.default_rng(0).integers(-8, 9, picture.shape)).clip(0, 255).astype(np.uint8)
    Image.fromarray(noisy).save(tmp_path/'large.png')
    assert (tmp_path/'large.png').stat().st_size > 10_000_000
    fold(explorer, 'Similar images')
    with explorer.expect_file_chooser() as chooser:
        explorer.get_by_role('button', name='Like a file…').click()
    chooser.value.set_files(tmp_path/'large.png')
    explorer.get_by_text('large.png: the 12 images most similar to it').wait_for(timeout=120_000)
    assert similar(explorer)[1] == paths[3]


def test_what_cannot_be_searched_by_is_one_line(explorer, folder, voila, page, sorted_copy):
    explorer.evaluate(DROP, ['notes.txt', base64.b64encode(b'no image').decode()])
    explorer.get_by_text('notes.txt: found not an image, or a broken one, expected an image file').wait_for()
    assert not similar(explorer)
    voila.show(page, f'from aoi_nb.labelling.explorer import explore\nexplore({str(sorted_copy)!r}, "Ana")')
    page.get_by_text('61 images · 0 selected').wait_for()  # its vectors come from no network
    image = next((sorted_copy.parent/'images').rglob('*.*'))
    page.evaluate(DROP, ['part.jpg', base64.b64encode(image.read_bytes()).decode()])
    page.get_by_text('found no record of how it sees an image, expected a run').wait_for()


def test_a_network_that_is_gone_is_one_line(voila, page, folder, tmp_path):
    "A network of a file that is not where it was, and not among the vectors any more."
    copy = shutil.copytree(folder, tmp_path/'copy')
    shutil.rmtree(copy/'RUN'/'vectors')
    metrics = copy/'RUN'/'embedding'/'metrics.json'
    metrics.write_text(metrics.read_text().replace('"kind": "builtin"', '"kind": "model"'))
    voila.show(page, f'from aoi_nb.labelling.explorer import explore\nexplore({str(copy/"RUN")!r}, "Ana")')
    page.get_by_text('31 images · 0 selected').wait_for()
    page.evaluate(DROP, ['part.jpg', base64.b64encode(cropped(next((copy/'images').rglob('*.*')))).decode()])
    page.get_by_text('network builtin2: found no file residual.npz, expected it where the run had it').wait_for()
