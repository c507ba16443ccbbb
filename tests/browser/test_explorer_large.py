"The explorer of 75 000 images answers in all its panels, and what is labelled is seen; so does a map of a million."
import json
import time

import pytest
from explorer_page import fold, press
from pages import wait_for

pytest.importorskip('anywidget', reason='the explorer needs anywidget')
SETTLED = '''() => { const {drawing} = document.querySelector('.aoi-map');
                return !drawing.asked && !drawing.stale && drawing.drawn === drawing.count; }'''
FRAMES = '() => document.querySelector(".aoi-map").drawing.frames'
# A run of that size is made of a small one: its images, again and again, under other names and at other places.
LARGE = '''
import numpy as np
import pandas as pd
from aoi_nb.labelling import session
from aoi_nb.labelling.explorer import explore
from aoi_nb.labelling.run_view import RunView, read_view

count = 75_000
rng = np.random.default_rng(0)
kinds = rng.integers(0, 40, count)
names = np.where(kinds % 2, 'other', 'cross_section')
points = (rng.normal(0, 9, (40, 2))[kinds] + rng.normal(size=(count, 2))).astype(np.float32)


class Large(RunView):
    "Answers of networks that nobody has asked."
    predictions = pd.DataFrame({'label': names, 'confidence': rng.uniform(0.3, 1, count), 'disagree': kinds % 3 == 0})
    table = pd.DataFrame({'cluster': kinds, 'predicted': names, 'confidence': rng.uniform(0.3, 1, count)})

    def vectors(self, network):
        return np.zeros((count, 2), np.float16)

    def clustering(self, network, mode=''):
        return self.table


def large(run):
    view = read_view(run)
    corpus = view.corpus.iloc[np.arange(count) % len(view.corpus)].reset_index(drop=True)
    corpus['path'] = [f'part{row//1000:02}/image_{row}.png' for row in range(count)]
    corpus['pixels_sha256'] = [f'{row:064x}' for row in range(count)]
    thumbnails = np.broadcast_to(view.thumbnails[0], (count, *view.thumbnails.shape[1:]))
    return Large(view.run, corpus, view.stages, view.images_dir, thumbnails, dict.fromkeys(view.maps, points))


session.read_view = large
explore({run!r}, 'Ana')
'''
MILLION = '''
import json
from pathlib import Path
import numpy as np
from aoi_nb.labelling.map_widget import MapView

rng, count = np.random.default_rng(0), 1_000_000
kinds = rng.integers(0, 12, count)
view = MapView(height=700)
view.show_points(rng.normal(0, 3, (12, 2))[kinds] + rng.normal(0, 0.6, (count, 2)))
view.show_colours(kinds, [f'community {k}' for k in range(12)], 4*['#0072b2', '#e69f00', '#009e73'])


def tell(key):
    told = {'key': key, 'selected': len(view.selection), 'alone': len(view.alone)//4, 'hidden': view.hidden}
    Path('told.json').write_text(json.dumps(told))


view.on_key(tell)
view.on_look(lambda row: (b'', [('image', f'{row}.png')]))
tell('')
view
'''


@pytest.fixture
def timed(capsys):
    "Function that does something, waits until it is seen, and prints how long that took: it depends on the machine."
    def run(what, act, until):
        started = time.monotonic()
        act()
        until()
        with capsys.disabled():
            print(f'\n{what}: {time.monotonic() - started:.2f} s', end='')
    return run


def test_panels_of_75_000_images(voila, page, sorted_copy, timed, shoot):
    page.set_viewport_size({'width': 1440, 'height': 900})
    status, count = page.get_by_role('status'), '75\u2009000 images · '

    def selected(number):
        page.locator('.aoi-map .aoi-status', has_text=f'{count}{number} selected').wait_for()

    def find(text, number):
        page.get_by_label('search').fill(text)
        page.keyboard.press('Enter')
        selected(number)

    timed('opened', lambda: voila.show(page, LARGE.replace('{run!r}', repr(str(sorted_copy)))), lambda: selected(0))
    page.wait_for_function(SETTLED)
    timed('coloured by community', lambda: page.get_by_label('colour by').select_option('community'),
          page.locator('.aoi-legend button', has_text='others').first.wait_for)
    timed('table of communities', lambda: fold(page, 'Communities'),
          page.locator('.aoi-communities tbody tr').nth(39).wait_for)
    row = page.locator('.aoi-communities tbody tr').nth(3)
    timed('a community selected', row.click, page.locator('.aoi-communities tr.aoi-chosen').first.wait_for)
    page.wait_for_function(SETTLED)
    shoot(page, 'large_communities')
    timed('pairs', lambda: fold(page, 'Pairs'), page.get_by_role('button', name='One kind').wait_for)
    find('image: image_7000', 11)  # and image_70000 to image_70009
    timed('pairs marked', lambda: press(page, 'One kind'),
          page.locator('.widget-html-content', has_text='11 images in 1 group of one kind').wait_for)
    find('image: image_7000.png', 1)
    timed('sequence', lambda: fold(page, 'Sequence'), page.get_by_role('button', name='First image').wait_for)
    timed('first image', lambda: press(page, 'First image'),
          page.locator('.widget-html-content', has_text='image_7000.png').first.wait_for)
    find('image: image_17999', 1)
    timed('last image', lambda: press(page, 'Last image'), page.get_by_text('11000 images from the first').wait_for)
    page.get_by_placeholder('what they show').fill('void')
    page.keyboard.press('Enter')
    page.get_by_role('alert').filter(has_text='Label 11000').wait_for()
    timed('sequence labelled', lambda: press(page, 'Label 11000'),
          status.filter(has_text='label void given to 11000 images').wait_for)
    shoot(page, 'large_sequence')


def test_a_map_of_a_million_points(voila, page, timed, shoot, capsys):
    told = voila.folder/'told.json'

    def heard(**expected):
        wait_for(lambda: expected.items() <= json.loads(told.read_text() or '{}').items(), note=told)

    timed('first picture', lambda: voila.show(page, MILLION, wait='.aoi-stage[data-drawn]'), lambda: None)
    timed('all of it', lambda: None, lambda: page.wait_for_function(SETTLED))
    frames, started = page.evaluate(FRAMES), time.monotonic()
    page.mouse.move(400, 400)
    page.mouse.down()
    for step in range(30):
        page.mouse.move(400 + 5*step, 400 + 2*step)
    page.mouse.up()
    rate = (page.evaluate(FRAMES) - frames)/(time.monotonic() - started)
    memory = page.evaluate('() => performance.memory.usedJSHeapSize/1e6')
    with capsys.disabled():
        print(f'\n{rate:.0f} frames a second while moved, {memory:.0f} MB of the page', end='')
    page.locator('.aoi-map').focus()

    def answered(**expected):
        "Ask with a key until it is so: a key may be told before what another one has changed."
        def asked():
            page.keyboard.press('n')
            page.wait_for_timeout(250)
            return expected.items() <= json.loads(told.read_text() or '{}').items()
        wait_for(asked, note=told)

    for key, what, expected in (('Control+a', 'all selected', {'selected': 1_000_000}), ('z', 'zoomed to all', {}),
                                ('i', 'alone', {'alone': 1_000_000}), ('i', 'all again', {'alone': 0})):
        timed(what, lambda key=key: page.keyboard.press(key),
              lambda expected=expected: answered(key='n', **expected))
        page.keyboard.press('k')
        heard(key='k')
    page.wait_for_function(SETTLED)
    shoot(page, 'map_million')
    page.locator('canvas').focus()
    timed('to the next point', lambda: page.keyboard.press('ArrowRight'),
          lambda: page.locator('.aoi-said-point', has_text='image').wait_for(state='attached'))
