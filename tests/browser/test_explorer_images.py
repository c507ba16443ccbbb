"The selection of the explorer as pictures and as a table; search, ranges, one image large, zoom, a notebook's labels."
import pytest
from explorer_page import drag, press
from pages import wait_for

from aoi_nb.labelling.store import LabelStore

pytest.importorskip('anywidget', reason='the explorer needs anywidget')
NOTEBOOK = '''
from pathlib import Path
from threading import Thread
import time
from aoi_nb.labelling.explorer import explore
explorer, folder = explore({run!r}, "Ana"), Path({run!r}).parent

def follow():
    while True:
        time.sleep(0.1)
        table = explorer.selection()
        table.to_csv(folder/'selection.tmp')
        (folder/'selection.tmp').replace(folder/'selection.csv')
        if (folder/'label.txt').exists():
            explorer.label(table, (folder/'label.txt').read_text())
            (folder/'label.txt').unlink()

Thread(target=follow, daemon=True).start()
explorer
'''
SEEN = '''() => { const {drawing} = document.querySelector('.aoi-map'), {width, height} = drawing.camera;
                  const states = drawing.cloud.states, at = drawing.project();
                  const rows = [...states.keys()];
                  const within = (row) => at[3*row] > 0 && at[3*row] < width && at[3*row + 1] > 0
                                       && at[3*row + 1] < height;
                  const of = (state) => rows.filter((row) => states[row] === state);
                  return {selected: of(1), hidden: of(255), within: rows.filter(within)}; }'''


@pytest.fixture
def explorer(voila, page, sorted_copy):
    "A run in the explorer, and the folder in which its kernel writes the selection and looks for a label."
    page.set_viewport_size({'width': 1440, 'height': 900})
    voila.show(page, NOTEBOOK.format(run=str(sorted_copy)))
    page.get_by_text('61 images · 0 selected').wait_for()
    return page, sorted_copy.parent, LabelStore(sorted_copy/'labels.sqlite', 'Ana')


def find(page, text):
    "Search, and how many images the list then has."
    page.get_by_label('search').fill(text)
    page.keyboard.press('Enter')


def total(page, count):
    "Wait until the list says that so many images are selected."
    page.locator('.aoi-count', has_text=f'{count} selected').wait_for()


def risks(page):
    "Risks of the listed images in %, in their order; −1 where there is none."
    page.wait_for_timeout(300)
    texts = page.locator('.aoi-notes').all_inner_texts()
    return [float(text.split('risk ')[1].split('%')[0]) if 'risk ' in text else -1 for text in texts]


def test_selection_is_seen_sorted_enlarged_and_thinned(explorer, shoot):
    page, *_ = explorer
    page.get_by_text('Nothing selected').wait_for()
    drag(page, 0, 0.6)
    page.locator('.aoi-card').first.wait_for()
    count = int(page.locator('.aoi-count').inner_text().split()[0])
    assert page.locator('.aoi-card').count() == count > 9
    wait_for(lambda: page.locator('.aoi-open img').first.evaluate('(image) => image.naturalWidth') > 100)
    page.get_by_label('order', exact=True).select_option('most risk first')
    wait_for(lambda: (found := risks(page)) == sorted(found, reverse=True) and found[0] > found[-1])
    shoot(page, 'images_grid')
    first = page.locator('.aoi-card').first.get_attribute('data-row')
    page.locator('.aoi-open').first.click()
    large = page.locator('dialog.aoi-large')
    large.get_by_text(f'1 of {count}').wait_for()
    wait_for(lambda: large.locator('img').evaluate('(image) => image.naturalWidth') > 200)
    shoot(page, 'images_large')
    page.keyboard.press('ArrowRight')
    large.get_by_text(f'2 of {count}').wait_for()
    page.keyboard.press('1')  # one image is looked at: the others are not labelled meanwhile
    page.keyboard.press('Escape')
    large.wait_for(state='hidden')
    page.locator('.aoi-out').first.click()
    total(page, count - 1)
    assert page.locator(f'.aoi-card[data-row="{first}"]').count() == 0
    page.get_by_text(f'61 images · {count - 1} selected').wait_for()


def test_table_sorts_and_search_finds(explorer, shoot):
    page, _, store = explorer
    find(page, 'label: other, confidence > 0.6')
    page.get_by_role('button', name='Table', exact=True).click()
    page.locator('.aoi-list tbody tr').first.wait_for()
    shown = page.locator('.aoi-list tbody tr').count()
    total(page, shown)
    labels = page.locator('.aoi-list td:nth-child(2)').evaluate_all(
        '(cells) => cells.map((cell) => cell.getBoundingClientRect().right)')
    area = page.locator('.aoi-list').bounding_box()
    assert max(labels) <= area['x'] + area['width']  # long names leave room for what is said of the images
    column = page.locator('.aoi-list th').all_inner_texts().index('confidence')
    for mark, sign in (('▴', 1), ('▾', -1)):
        page.locator('.aoi-list th button').nth(column).click()
        page.locator('.aoi-list th', has_text=f'confidence {mark}').wait_for()
        values = [float(text) for text in page.locator(f'.aoi-list td:nth-child({column + 1})').all_inner_texts()]
        assert values == sorted(values, key=lambda value: sign*value) and min(values) > 0.6
    shoot(page, 'images_table')
    find(page, sorted(store.values('label'))[3])
    total(page, 1)
    find(page, 'colour: red')
    page.get_by_text("search: found the column 'colour', expected image, label").wait_for()
    total(page, 1)


def test_range_selects_on_the_map(explorer):
    page, folder, _ = explorer
    plot = page.locator('.aoi-range', has_text='brightness').locator('.aoi-plot').bounding_box()
    page.mouse.move(plot['x'] + 2, plot['y'] + 20)
    page.mouse.down()
    page.mouse.move(plot['x'] + 0.5*plot['width'], plot['y'] + 20, steps=4)
    page.mouse.up()
    wait_for(lambda: 0 < len(page.evaluate(SEEN)['selected']) < 61)
    count = len(page.evaluate(SEEN)['selected'])
    lines = wait_for(lambda: len(lines := (folder/'selection.csv').read_text().splitlines()[1:]) == count and lines)
    assert max(float(line.rsplit(',', 1)[1]) for line in lines) < 150
    assert page.locator('.aoi-range', has_text='brightness').locator('u').filter(visible=True).count()


def test_a_range_is_typed(explorer, shoot):
    page, folder, _ = explorer
    low, high = page.get_by_label('brightness from'), page.get_by_label('brightness to')
    high.fill('120')
    high.press('Enter')
    count = wait_for(lambda: 0 < len(seen := page.evaluate(SEEN)['selected']) < 61 and len(seen))
    lines = wait_for(lambda: len(lines := (folder/'selection.csv').read_text().splitlines()[1:]) == count and lines)
    assert max(float(line.rsplit(',', 1)[1]) for line in lines) <= 120
    wait_for(lambda: page.locator('.aoi-range u').filter(visible=True).count())
    assert high.input_value() == '120' and high.evaluate('(field) => field === document.activeElement')
    low.fill('none')
    low.press('Enter')  # no number: nothing is asked for
    assert len(page.evaluate(SEEN)['selected']) == count
    shoot(page, 'images_ranges')
    for width in (1440, 768, 390):
        page.set_viewport_size({'width': width, 'height': 900})
        small = page.locator('.aoi-range small')
        cut = small.evaluate_all('(all) => all.map((one) => one.scrollWidth - one.clientWidth)')
        assert len(cut) > 4 and max(cut) <= 0  # names and ends are whole
    shoot(page, 'images_ranges_390')


def test_zoom_to_and_alone(explorer, shoot):
    page, *_ = explorer
    find(page, 'label: other, risk > 0.5')
    chosen = set(wait_for(lambda: page.evaluate(SEEN)['selected']))
    page.locator('.aoi-map').focus()
    page.keyboard.press('z')
    wait_for(lambda: chosen <= set(page.evaluate(SEEN)['within']))
    page.keyboard.press('i')
    wait_for(lambda: len(page.evaluate(SEEN)['hidden']) == 61 - len(chosen))
    page.get_by_text(f'61 images · {61 - len(chosen)} hidden · {len(chosen)} selected').wait_for()
    shoot(page, 'images_alone')
    page.keyboard.press('i')
    wait_for(lambda: not page.evaluate(SEEN)['hidden'])


def test_notebook_gets_the_selection_and_its_labels_appear(explorer):
    page, folder, store = explorer
    find(page, 'label: other')
    wait_for(lambda: len((folder/'selection.csv').read_text().splitlines()) > 5)
    (folder/'label.txt').write_text('void')
    page.locator('.aoi-legend button', has_text='void').wait_for()
    page.locator('.aoi-notes', has_text='void').first.wait_for()
    assert 'void' in store.values('label').values()
    press(page, 'Undo')
    page.locator('.aoi-legend button', has_text='void').wait_for(state='detached')
