"t-SNE in the explorer while it runs: each layout is seen, one at which it is ended stays, and it can be taken back."
import pytest
from explorer_page import fold, press
from pages import wait_for

from aoi_nb.labelling.session import open_session

pytest.importorskip('anywidget', reason='the explorer needs anywidget')
PLACES = '() => [...document.querySelector(".aoi-map").drawing.cloud.places].join()'
SIZES = ((1440, 'light'), (1440, 'dark'), (390, 'light'), (390, 'dark'))
# Sixty images take t-SNE no second: here each look at them takes as long as one at many thousands.
SLOW = '''
import time
from aoi_nb.labelling.explorer import explore
from aoi_nb.soldering import methods

watch_layout = methods.watch_layout


def watch_slowly(*arguments):
    watch = watch_layout(*arguments)

    def look(share, text, points):
        time.sleep({pause})
        return watch(share, text, points)
    return look


methods.watch_layout = watch_slowly
methods.tsne_layout.__defaults__ = (None, 0)
explore({run!r}, 'Ana')
'''


@pytest.fixture
def open_slow(voila, page, sorted_copy):
    "Function that opens the explorer, each look at a layout taking so many seconds, and its fold of new maps."
    def show(pause):
        page.set_viewport_size({'width': 1440, 'height': 900})
        voila.show(page, SLOW.format(pause=pause, run=str(sorted_copy)))
        page.get_by_text('61 images · 0 selected').wait_for()
        fold(page, 'New map')
        page.get_by_label('method').select_option('t-SNE')
        page.get_by_label('learning rate').wait_for()
        return page
    return show


def map_names(page):
    "Names of the maps that can be chosen."
    return page.get_by_label('map', exact=True).locator('option').all_inner_texts()


def test_layouts_are_seen_one_after_another_and_the_last_one_stays(open_slow, sorted_copy, shoot):
    page = open_slow(0.7)
    before, names = page.evaluate(PLACES), map_names(page)
    press(page, 'Draw')
    seen = {before}
    for width, scheme in SIZES:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({'width': width, 'height': 900 if width > 400 else 844})
        wait_for(lambda: page.evaluate(PLACES) not in seen)
        seen.add(page.evaluate(PLACES))
        page.locator('.aoi-map').scroll_into_view_if_needed()
        shoot(page, f'tsne_{width}_{scheme}')
        page.get_by_text('of 1000').first.scroll_into_view_if_needed()
        shoot(page, f'tsne_panel_{width}_{scheme}')
    page.emulate_media(color_scheme='light')
    page.set_viewport_size({'width': 1440, 'height': 900})
    assert map_names(page) == names  # nothing is kept before it is done
    press(page, 'Stop')
    page.get_by_role('status').filter(has_text='t-SNE 2-D of colours, ended at step').wait_for()
    wait_for(lambda: page.get_by_label('map', exact=True).input_value() == 't-SNE 2-D')
    kept = open_session(sorted_copy, 'Ana').maps['colours', 'tsne 2-D']
    wait_for(lambda: page.evaluate('() => document.querySelector(".aoi-density").style.display') == '')
    assert kept.shape == (61, 2) and len(seen) == 5
    press(page, 'Take back')
    page.get_by_role('status').filter(has_text='taken back: made without test images of colours').wait_for()
    wait_for(lambda: page.evaluate(PLACES) == before)
    assert map_names(page) == names and ('colours', 'tsne 2-D') not in open_session(sorted_copy, 'Ana').maps
    press(page, 'Take back')
    page.get_by_role('status').filter(has_text='nothing computed since').wait_for()


def test_who_looks_elsewhere_is_not_disturbed_and_sees_the_map_when_it_is_done(open_slow):
    page = open_slow(0.1)
    press(page, 'Draw')
    before = page.evaluate(PLACES)
    wait_for(lambda: page.evaluate(PLACES) != before)
    page.get_by_label('network', exact=True).select_option('grey')
    wait_for(lambda: page.get_by_label('network', exact=True).input_value() == 'grey')
    page.wait_for_timeout(300)  # a layout that was on its way
    elsewhere = page.evaluate(PLACES)
    page.wait_for_timeout(800)
    assert page.evaluate(PLACES) == elsewhere
    page.get_by_role('status').filter(has_text='t-SNE 2-D of colours').wait_for()
    wait_for(lambda: page.get_by_label('map', exact=True).input_value() == 't-SNE 2-D')
    assert page.evaluate(PLACES) != elsewhere
