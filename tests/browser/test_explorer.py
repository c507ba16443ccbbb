"The explorer in a browser: what a person selects, names, merges, takes back, compares; a kernel that dies."
import os
import re
import signal

import pytest
from explorer_page import drag, find_image, fold, press, show_explorer
from pages import wait_for

from aoi_nb.labelling.events import Change
from aoi_nb.labelling.store import LabelStore

pytest.importorskip('anywidget', reason='the explorer needs anywidget')


@pytest.fixture
def run(sorted_copy):
    "A small finished run."
    return sorted_copy


@pytest.fixture
def explorer(voila, page, run):
    "The run in the explorer, and its store of labels."
    return show_explorer(voila, page, run), LabelStore(run/'labels.sqlite', 'Ana')


def test_label_and_take_back(explorer, shoot):
    page, store = explorer
    before = store.values('label')
    press(page, 'No label')
    page.get_by_text('selection: found 0 images').wait_for()
    assert store.version() == 1
    drag(page, tool='Lasso')
    page.get_by_text('61 images · 61 selected').wait_for()
    page.get_by_placeholder('label').fill('void')
    press(page, 'Label')
    page.get_by_text('saved: label void given to 61 images').wait_for()
    assert set(store.values('label').values()) == {'void'} and len(store.values('label')) == 61
    shoot(page, 'explorer_labelled')
    press(page, 'Undo')
    page.get_by_text('saved: label void taken back from ').wait_for()
    wait_for(lambda: store.values('label') == before)
    press(page, 'Redo')
    wait_for(lambda: len(store.values('label')) == 61)
    assert [event.action for event in store.history(limit=130)][::61] == ['redo', 'undo', 'do']
    page.locator('.aoi-map').focus()
    page.keyboard.press('u')
    wait_for(lambda: store.values('label') == before)
    page.keyboard.press('2')
    wait_for(lambda: set(store.values('label').values()) == {sorted({*before.values()})[1]})


def test_merge_and_outliers(explorer, shoot):
    page, store = explorer
    page.get_by_label('colour by').select_option('community')
    fold(page, 'Communities')
    page.get_by_text('Named by training images').wait_for()
    drag(page)
    page.get_by_text('61 images · 61 selected').wait_for()
    press(page, 'Merge')
    page.get_by_text('(communities merged: ').first.wait_for()
    assert len(set(store.values('cluster').values())) == 1
    shoot(page, 'explorer_merged')
    press(page, 'Outliers')
    page.get_by_text('(outliers)').first.wait_for()
    page.get_by_text('coverage 0%; the other 61 get no name').wait_for()
    assert set(store.values('cluster').values()) == {-1}
    press(page, 'Undo')
    press(page, 'Undo')
    wait_for(lambda: not store.values('cluster'))


def test_hover_and_two_networks(explorer, shoot):
    page, _ = explorer
    find_image(page)
    shoot(page, 'explorer_hover')
    page.get_by_text(re.compile(r'^\d{3} × \d{3} px$')).first.wait_for()
    page.get_by_label('second map').select_option('grey')
    page.locator('canvas').nth(1).wait_for()
    drag(page, 0, 0.4)
    wait_for(lambda: len({line.split('·')[1] for line in page.get_by_text('61 images ·').all_inner_texts()}) == 1
             and '· 0 selected' not in page.get_by_text('61 images ·').first.inner_text())
    page.get_by_label('images instead of dots').check()
    shoot(page, 'explorer_two_networks')


def test_new_map_pairs_and_bookmark(explorer, shoot):
    page, store = explorer
    fold(page, 'New map')
    page.get_by_label('dimensions').select_option('3')
    press(page, 'Draw')
    page.get_by_text('PCA 3-D of colours').wait_for()
    shoot(page, 'explorer_three_dimensions')
    fold(page, 'Memory')
    page.get_by_placeholder('name').fill('in space')
    press(page, 'Keep')
    page.get_by_text('saved: bookmark in space kept').wait_for()
    assert store.values('bookmark')['in space']['drawing'] == 'pca 3-D'
    fold(page, 'Pairs')
    drag(page)
    page.get_by_text('61 images · 61 selected').wait_for()
    press(page, 'One kind')
    page.get_by_text('saved: 60 pairs of one kind').wait_for()
    assert len(store.values('pair')) == 60
    shoot(page, 'explorer_pairs')


def test_killed_kernel_loses_nothing(explorer, voila, run):
    import psutil

    page, store = explorer
    change = Change('label', sorted(store.values('label'))[0], 'crack by Ben')
    LabelStore(run/'labels.sqlite', 'Ben').record([change], 'elsewhere')
    page.get_by_text('crack by Ben').first.wait_for()  # what others do is seen
    drag(page)
    page.get_by_text('61 images · 61 selected').wait_for()
    page.get_by_placeholder('label').fill('void')
    press(page, 'Label')
    page.get_by_text('saved: label void given to 61 images').wait_for()
    for kernel in psutil.Process(voila.process.pid).children(recursive=True):
        os.kill(kernel.pid, signal.SIGKILL)
    assert set(store.values('label').values()) == {'void'}
    page.reload()
    page.get_by_text('61 images · 0 selected').wait_for(timeout=60_000)
    page.locator('.aoi-legend').get_by_text('void', exact=True).wait_for()
    assert len(store.values('label')) == 61
