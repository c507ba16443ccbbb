"A network is added to a run from the page: told while it is computed, then beside the others, kept, and taken back."
import hashlib
import json

import pytest
from explorer_page import fold, press
from pages import wait_for

pytest.importorskip('anywidget', reason='the explorer needs anywidget')
pytest.importorskip('keras', reason='networks need Keras')
SIZES = ((1440, 'light'), (1440, 'dark'), (390, 'light'), (390, 'dark'))
# Sixty images take no second: here each batch of them takes as long as one of large images.
PAGE = '''
import os
import time
from aoi_nb.labelling.explorer import explore
from aoi_nb.soldering import embedding

os.environ['AOI_WEIGHTS'] = {weights!r}
read_batches = embedding.read_batches


def read_slowly(*arguments):
    for batch in read_batches(*arguments):
        yield batch
        time.sleep({pause})


embedding.read_batches = read_slowly
explore({run!r}, 'Ana')
'''


@pytest.fixture
def open_networks(voila, page, sorted_copy, tmp_path):
    "Function that opens the explorer and its fold of networks; there is a broken model file among them."
    weights = tmp_path/'weights'
    weights.mkdir()
    (weights/'ours.keras').write_bytes(b'PK broken')
    (weights/'ours.keras.json').write_text(json.dumps({'input': [64, 64], 'preprocess': 'tf', 'layer': 'pool'}))

    def show(pause=0):
        page.set_viewport_size({'width': 1440, 'height': 900})
        voila.show(page, PAGE.format(weights=str(weights), pause=pause, run=str(sorted_copy)))
        page.get_by_text('61 images · 0 selected').wait_for()
        fold(page, 'Networks')
        return page
    return show


def run_hashes(run):
    "Of all files of the run that stages have made."
    return {file: hashlib.sha256(file.read_bytes()).hexdigest() for file in run.rglob('*')
            if file.is_file() and file.relative_to(run).parts[0] not in ('explorer', 'vectors', 'labels.sqlite')}


def networks(page, name='network'):
    "Those that a list offers."
    texts = page.get_by_label(name, exact=True).locator('option').all_inner_texts()
    return [text.replace('\xa0', ' ') for text in texts]


def test_a_network_is_added_survives_a_reload_and_is_taken_back(open_networks, sorted_copy, shoot):
    page, before = open_networks(), run_hashes(sorted_copy)
    assert networks(page) == ['colours', 'grey'] and 'residual, built in' in networks(page, 'to add')
    assert networks(page, 'mapped by') == ['PCA', 't-SNE', 'UMAP']
    page.get_by_label('to add').select_option('residual, built in')
    press(page, 'Add network')
    page.get_by_role('status').filter(has_text='network residual, built in added (61 images as 256 numbers').wait_for()
    page.locator('canvas').nth(1).wait_for()
    assert networks(page) == ['colours', 'grey', 'residual, built in']
    assert 'residual, built in' not in networks(page, 'to add') and run_hashes(sorted_copy) == before
    page.get_by_role('button', name='Box', exact=True).first.wait_for()
    page.locator('.aoi-map').first.focus()
    page.keyboard.press('Control+a')
    page.get_by_text('61 images · 61 selected').nth(1).wait_for()  # the second map is linked
    for width, scheme in SIZES:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({'width': width, 'height': 900 if width > 400 else 844})
        page.get_by_label('to add').scroll_into_view_if_needed()
        page.wait_for_timeout(300)  # a frame of each map
        shoot(page, f'networks_{width}_{scheme}')
    page.emulate_media(color_scheme='light')
    page.set_viewport_size({'width': 1440, 'height': 900})
    page.reload()
    page.locator('canvas').nth(1).wait_for()
    page.get_by_label('network', exact=True).select_option('residual, built in')
    wait_for(lambda: page.get_by_label('map', exact=True).input_value() == 'PCA 2-D')
    fold(page, 'Memory')
    page.locator('li', has_text='network residual, built in added').first.wait_for()
    shoot(page, 'networks_history')
    press(page, 'Undo')
    page.get_by_role('status').filter(has_text='network residual, built in taken back').wait_for()
    wait_for(lambda: page.locator('canvas').count() == 1)
    assert networks(page) == ['colours', 'grey'] == networks(page, 'second map')[1:]
    press(page, 'Redo')
    wait_for(lambda: networks(page) == ['colours', 'grey', 'residual, built in'])


def test_stopped_it_is_not_there_and_goes_on_where_it_was(open_networks, sorted_copy, shoot):
    page = open_networks(pause=2)
    page.get_by_label('to add').select_option('residual, built in')
    press(page, 'Add network')
    page.get_by_text('32 of 61 images').wait_for()
    shoot(page, 'networks_progress')
    press(page, 'Stop')
    page.get_by_role('status').filter(has_text='stopped: nothing has changed').wait_for()
    assert networks(page) == ['colours', 'grey'] and not [*(sorted_copy/'explorer').glob('vectors_*')]
    vectors, = (sorted_copy/'vectors').glob('*.vectors')
    assert vectors.stat().st_size > 0  # of the images that were done
    press(page, 'Add network')
    page.get_by_role('status').filter(has_text='network residual, built in added').wait_for()


def test_a_broken_one_is_one_line(open_networks, shoot):
    page = open_networks()
    page.get_by_label('to add').select_option('ours')
    press(page, 'Add network')
    line = page.locator('.aoi-wrong[role=status]', has_text='ours.keras: found ')
    line.wait_for()
    shoot(page, 'networks_refused')
    assert '\n' not in line.inner_text() and networks(page) == ['colours', 'grey']
    assert 'ours' in networks(page, 'to add')
