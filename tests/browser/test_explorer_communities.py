"All communities of a map: made in several ways and taken back, listed, sorted, selected and seen from near."
import re

import numpy as np
import pytest
from explorer_page import drag, fold, press, show_explorer
from pages import wait_for
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import cdist

from aoi_nb.labelling.session import open_session
from aoi_nb.labelling.session_communities import communities_of
from aoi_nb.labelling.store import LabelStore

pytest.importorskip('anywidget', reason='the explorer needs anywidget')
ZOOM = '() => document.querySelector(".aoi-map").drawing.camera.view()[6]'
ROWS = '.aoi-communities tbody tr'
SIZES = ((1440, 'light'), (1440, 'dark'), (390, 'light'), (390, 'dark'))


@pytest.fixture
def explorer(voila, page, sorted_copy):
    "A run in the explorer with its communities unfolded, and its store."
    show_explorer(voila, page, sorted_copy)
    fold(page, 'Communities')
    page.locator(ROWS).first.wait_for()
    return page, LabelStore(sorted_copy/'labels.sqlite', 'Ana')


def column(page, name):
    "What a column of the table has, from above."
    heads = [text.split(' ')[0] for text in page.locator('.aoi-communities th').all_inner_texts()]
    return page.locator(f'.aoi-communities td:nth-child({heads.index(name) + 1})').all_inner_texts()


def selected(page):
    "How many images are selected."
    return int(re.search(r'(\d+)\sselected', page.locator('.aoi-status').first.inner_text())[1])


def make(page, text):
    "Press Make, and wait for what the line of the explorer then says."
    press(page, 'Make')
    page.get_by_role('status').filter(has_text=text).wait_for()


def test_table_is_whole_sorts_selects_and_comes_near(explorer, shoot):
    page, _ = explorer
    sizes = [int(text) for text in column(page, 'images')]
    assert sum(sizes) == 61 and len(sizes) > 3
    assert len(page.locator('.aoi-names span').all()) == len(sizes)  # as many as the map names
    for mark in ('▴', '▾'):
        page.locator('.aoi-communities th button', has_text='images').click()
        page.locator('.aoi-communities th', has_text=f'images {mark}').wait_for()
        assert [int(text) for text in column(page, 'images')] == sorted(sizes, reverse=mark == '▾')
    page.locator('.aoi-map').focus()
    page.keyboard.press('0')
    before, first = page.evaluate(ZOOM), page.locator(ROWS).first
    first.locator('td').nth(1).click()  # anywhere in the row
    wait_for(lambda: selected(page) == max(sizes) and page.evaluate(ZOOM) > before)
    wait_for(lambda: first.locator('button').get_attribute('aria-pressed') == 'true')
    first.locator('button').focus()
    page.keyboard.press('ArrowDown')
    page.keyboard.press('Shift+Enter')
    wait_for(lambda: selected(page) == sum(sorted(sizes)[-2:]))
    page.keyboard.press('ArrowDown')
    page.keyboard.press('Enter')
    wait_for(lambda: selected(page) == sorted(sizes)[-3])
    assert page.locator(f'{ROWS}.aoi-chosen').count() == 1
    for width, scheme in SIZES:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({'width': width, 'height': 900 if width > 400 else 844})
        page.locator('.aoi-communities').scroll_into_view_if_needed()
        shoot(page, f'communities_table_{width}_{scheme}')


def test_communities_are_made_in_every_way_and_taken_back(explorer, shoot):
    page, store = explorer
    before = column(page, 'images')
    page.get_by_label('made by').select_option('Louvain')
    make(page, 'saved: communities made anew (Louvain on the spanning tree, resolution')
    wait_for(lambda: page.get_by_label('colour by').input_value() == 'community')
    assert column(page, 'images') != before
    page.get_by_label('joined by').select_option('near neighbours')
    page.get_by_text('the most stable resolution').click()
    shoot(page, 'communities_louvain')
    make(page, 'Louvain on near neighbours, resolution')
    page.get_by_label('made by').select_option('Girvan–Newman')
    page.get_by_text('feasible, up to 4,000,000').wait_for()
    make(page, 'Girvan–Newman on near neighbours, 8 communities')
    page.get_by_label('made by').select_option('gaps')
    page.get_by_text('Only the spanning tree is cut in this way').wait_for()
    press(page, 'Make')
    page.get_by_role('status').filter(has_text='only trees are cut in that way').wait_for()
    page.get_by_label('joined by').select_option('the spanning tree')
    make(page, 'gaps on the spanning tree, 8 communities')
    assert len(column(page, 'images')) == 8 and len(store.values('communities')) == 1
    page.locator('.aoi-communities').scroll_into_view_if_needed()
    shoot(page, 'communities_gaps')
    page.reload()
    page.get_by_text('61 images · 0 selected').wait_for(timeout=60_000)
    fold(page, 'Communities')
    wait_for(lambda: page.locator(ROWS).count() == 8)
    for _ in range(4):
        press(page, 'Undo')
    page.get_by_role('status').filter(has_text='made anew taken back (Louvain on the spanning tree').wait_for()
    wait_for(lambda: column(page, 'images') == before and not store.values('communities'))
    drag(page)
    assert page.get_by_label('made by').input_value() == 'the run'


def test_near_neighbours_are_joined_up_to_a_distance_that_a_person_chooses(explorer, sorted_copy, shoot):
    page, store = explorer
    before = column(page, 'images')
    apart = cdist(*2*[open_session(sorted_copy, 'Ana').points])
    np.fill_diagonal(apart, np.inf)
    within = round(float(np.quantile(apart.min(axis=1), 0.8)), 4)  # a fifth of the images has no neighbour so near
    joined = apart <= within
    alone = ~joined.any(axis=1)
    assert 5 < alone.sum() < 20
    page.get_by_label('made by').select_option('Girvan–Newman')
    page.get_by_label('joined by').select_option('near neighbours')
    page.get_by_label('within').fill(str(within))
    page.keyboard.press('Tab')
    page.get_by_text(f'{61*joined.sum()//2:,} points times edges: feasible').wait_for()
    for method in ('Girvan–Newman', 'Louvain'):
        page.get_by_label('made by').select_option(method)
        make(page, f'{method} on near neighbours within {within:.3g}, ')
        groups = communities_of(open_session(sorted_copy, 'Ana'))
        assert ((groups < 0) == alone).all()  # who has no neighbour is in no community
        piece = connected_components(csr_array(joined), directed=False)[1]
        assert all(len({*piece[groups == number]}) == 1 for number in range(groups.max() + 1))
        page.get_by_text(f'{61 - alone.sum()} of 61 images are in a community').wait_for()
        sizes = sorted(np.bincount(groups + 1))  # those in none have a row too
        wait_for(lambda sizes=sizes: sorted(map(int, column(page, 'images'))) == sizes)
    page.get_by_label('colour by').select_option('community')
    for width, scheme in SIZES:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({'width': width, 'height': 900 if width > 400 else 844})
        page.get_by_label('joined by').scroll_into_view_if_needed()
        shoot(page, f'communities_near_{width}_{scheme}')
    page.reload()
    page.get_by_text('61 images · 0 selected').wait_for(timeout=60_000)
    fold(page, 'Communities')
    wait_for(lambda: page.get_by_label('within').input_value() == str(within))
    assert page.get_by_label('joined by').evaluate('(list) => list.selectedOptions[0].text') == 'near\xa0neighbours'
    for _ in range(2):
        press(page, 'Undo')
    wait_for(lambda: column(page, 'images') == before and not store.values('communities'))


def test_what_takes_long_is_stopped(voila, page, sorted_copy):
    "The map answers while a slow way of making communities works, and Stop ends it with nothing changed."
    slow = f'''import time
from aoi_nb.labelling import session_communities
from aoi_nb.labelling.explorer import explore

def slowly(points, choice, progress):
    for step in range(1000):
        progress(step/1000)
        time.sleep(0.1)

session_communities.make_communities = slowly
explore({str(sorted_copy)!r}, "Ana")'''
    page.set_viewport_size({'width': 1440, 'height': 900})
    voila.show(page, slow)
    page.get_by_text('61 images · 0 selected').wait_for()
    fold(page, 'Communities')
    page.get_by_label('made by').select_option('Louvain')
    assert not page.get_by_role('button', name='Stop').is_visible()
    press(page, 'Make')
    page.get_by_role('button', name='Stop').wait_for()
    drag(page)
    page.get_by_text('61 images · 61 selected').wait_for()
    press(page, 'Stop')
    page.get_by_text('stopped: nothing has changed').wait_for()
    page.get_by_role('button', name='Stop').wait_for(state='hidden')
    assert not LabelStore(sorted_copy/'labels.sqlite', 'Ana').values('communities')
