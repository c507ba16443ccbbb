"Keys of the explorer: they work from anywhere in it, always do the same, and never reach what is round it."
import pytest
from explorer_page import drag, find_image, fold, press, show_explorer
from pages import wait_for

from aoi_nb.labelling.store import LabelStore

pytest.importorskip('anywidget', reason='the explorer needs anywidget')
HEARD = '''() => { window.heard = [];
                document.addEventListener('keydown', (event) => window.heard.push(event.key)); }'''
EYE = '() => document.querySelector(".aoi-map").drawing.camera.view()'
INSIDE = '''() => document.activeElement.closest('.aoi-explorer') !== null'''


@pytest.fixture
def explorer(voila, page, sorted_copy):
    "A run in the explorer, and its store of labels; `heard` gets the keys that something outside would hear."
    show_explorer(voila, page, sorted_copy).evaluate(HEARD)
    return page, LabelStore(sorted_copy/'labels.sqlite', 'Ana')


def selected(page, count):
    "Wait until so many images are selected."
    page.get_by_text(f'61 images · {count} selected').first.wait_for()


def name_all(page, label):
    "Select all, write a label into the field, press Enter."
    page.locator('.aoi-map').focus()
    page.keyboard.press('Control+a')
    selected(page, 61)
    page.get_by_placeholder('label').fill(label)
    page.keyboard.press('Enter')


def test_click_selects(explorer):
    page, store = explorer
    find_image(page)
    page.mouse.down()
    page.mouse.up()
    selected(page, 1)
    page.keyboard.press('2')
    page.get_by_text('saved: label').or_(page.get_by_text('nothing to do')).first.wait_for()
    area = page.locator('canvas').bounding_box()
    page.mouse.click(area['x'] + 3, area['y'] + area['height'] - 3)
    selected(page, 0)
    assert len(store.history(limit=100)) <= 61


def test_keys_from_anywhere_reach_nothing_outside(explorer):
    page, store = explorer
    given = store.values('label')
    name_all(page, 'void')  # Enter in the field
    page.get_by_text('saved: label void given to 61 images').wait_for()
    for place in ('Undo', 'Redo', 'Lasso'):  # a button; what was typed next went to whatever is round the explorer
        press(page, place)
        assert page.evaluate(INSIDE)
    page.keyboard.press('1')
    wait_for(lambda: set(store.values('label').values()) == {min(given.values())})
    page.get_by_label('colour by').focus()
    page.keyboard.press('u')
    wait_for(lambda: set(store.values('label').values()) == {'void'})
    assert page.get_by_label('colour by').input_value() == 'label'  # the list did not take the letter
    page.get_by_label('images instead of dots').focus()
    page.keyboard.press('u')
    wait_for(lambda: store.values('label') == given)
    page.get_by_placeholder('label').focus()
    page.keyboard.type('mab1u')
    page.keyboard.press('Escape')
    page.keyboard.press('r')
    wait_for(lambda: set(store.values('label').values()) == {'void'})
    assert page.get_by_placeholder('label').input_value() == 'voidmab1u'
    page.locator('.aoi-map').focus()
    seen = [page.evaluate(EYE)]
    for key in ('ArrowLeft', 'ArrowUp', 'Shift+ArrowUp', '+', '-', 'ArrowRight'):
        page.keyboard.press(key)
        seen.append(page.evaluate(EYE))
        assert seen[-1] != seen[-2], key
    page.get_by_label('colour by').focus()
    page.keyboard.press('ArrowDown')  # a list keeps its arrows
    assert page.evaluate(EYE) == seen[-1]
    assert page.evaluate('window.heard') == []


def test_beside_a_second_map_a_key_is_heard_once(explorer):
    "Each map has its script as a module of its own: both heard every key, and no button of a form was ever pressed."
    page, store = explorer
    given = store.values('label')
    page.get_by_label('second map').select_option('grey')
    page.locator('canvas').nth(1).wait_for()
    for label in ('void', 'bridge'):
        page.locator('.aoi-map').first.focus()
        page.keyboard.press('Control+a')
        selected(page, 61)
        page.get_by_placeholder('label').fill(label)
        press(page, 'Label')
        page.get_by_text(f'saved: label {label} given to 61 images').wait_for()
    page.keyboard.press('u')
    wait_for(lambda: set(store.values('label').values()) == {'void'})
    page.keyboard.press('+')
    zooms = page.locator('.aoi-map').evaluate_all('(maps) => maps.map(({drawing}) => drawing.camera.eye.zoom)')
    assert zooms == [1.25, 1]
    page.locator('.aoi-map').nth(1).focus()
    page.keyboard.press('u')
    wait_for(lambda: store.values('label') == given)
    assert [event.action for event in store.history(limit=500)].count('undo') == 2*61


def test_focus_stays_when_the_button_goes(explorer):
    page, store = explorer
    name_all(page, 'void')
    button = page.get_by_role('button', name='3 void', exact=True)
    button.focus()
    page.keyboard.press('Enter')
    press(page, 'Undo')
    button.wait_for(state='detached')
    page.get_by_role('button', name='1 cross_section', exact=True).focus()
    LabelStore(store.path, 'Ben').undo()
    name_all(page, 'bridge')
    page.get_by_text('saved: label bridge given to').wait_for()
    page.get_by_role('button', name='4 bridge', exact=True).focus()
    page.keyboard.press('u')  # takes the button away that has the focus
    page.get_by_role('button', name='4 bridge', exact=True).wait_for(state='detached')
    wait_for(lambda: page.evaluate(INSIDE))
    page.keyboard.press('r')
    wait_for(lambda: set(store.values('label').values()) == {'bridge'})
    assert page.evaluate('window.heard') == []


def test_a_key_stays_with_its_label_and_the_legend_shows_it(explorer, shoot):
    page, store = explorer
    find_image(page)
    page.mouse.down()
    page.mouse.up()
    selected(page, 1)
    for label in ('void', 'bridge'):  # the second comes first in the alphabet
        page.get_by_placeholder('label').fill(label)
        page.keyboard.press('Enter')
        wait_for(lambda label=label: label in store.values('label').values())
    page.locator('.aoi-map').focus()
    page.keyboard.press('Control+a')
    selected(page, 61)
    page.keyboard.press('3')
    page.get_by_text('key 3 has no label').wait_for()  # no image is void any more: its key is nobody else's
    page.keyboard.press('4')
    wait_for(lambda: set(store.values('label').values()) == {'bridge'})
    page.keyboard.press('u')
    page.locator('.aoi-legend button', has_text='bridge').locator('kbd', has_text='4').wait_for()
    shoot(page, 'explorer_keys')


def test_two_kinds_needs_a_click(explorer):
    page, store = explorer
    fold(page, 'Pairs')
    drag(page)
    selected(page, 61)
    press(page, 'Two kinds')
    page.get_by_text('two kinds: found 61 selected images, none of them clicked, expected a click').wait_for()
    assert not store.values('pair')


def test_accepting_asks_first(explorer, shoot):
    page, store = explorer
    before = store.values('label')
    page.locator('.aoi-map').focus()
    page.keyboard.press('Control+a')
    selected(page, 61)
    page.keyboard.press('a')
    page.get_by_text('Give 61 images the label that the run predicts').wait_for()
    page.get_by_text('of 14 test images, which the networks had not learned from, 71% got the right label').wait_for()
    shoot(page, 'explorer_accept')
    page.keyboard.press('Escape')
    page.get_by_text('Give 61 images').wait_for(state='hidden')
    assert store.values('label') == before
    selected(page, 61)  # Escape answered the question, and nothing else
    press(page, 'Accept predictions')
    page.get_by_role('button', name='Accept 61 predictions').wait_for()
    wait_for(lambda: page.evaluate('document.activeElement.textContent') == 'Accept 61 predictions')
    page.keyboard.press('Enter')
    page.get_by_text('(prediction accepted)').first.wait_for()
    assert len(store.values('label')) == 61


def type_shortcuts(page):
    "Keys that JupyterLab would take for its own: an arrow goes to another cell, a number makes a heading."
    for key in [*'mabddxvy', 'ArrowUp', 'ArrowDown', '+', '-', '9']:
        page.keyboard.press(key)


def test_jupyterlab_hears_nothing(jupyterlab, page, sorted_copy, shoot):
    "In JupyterLab `m` makes a cell Markdown, `a` and `b` insert one, `d` twice deletes it."
    page.set_viewport_size({'width': 1440, 'height': 900})
    jupyterlab.show(page, f'from aoi_nb.labelling.explorer import explore\nexplore({str(sorted_copy)!r}, "Ana")')
    page.get_by_text('61 images · 0 selected').wait_for()
    store = LabelStore(sorted_copy/'labels.sqlite', 'Ana')
    cells = page.locator('.jp-Notebook .jp-Cell').count()
    for place in ('Lasso', 'No label', 'Undo'):
        press(page, place)
        type_shortcuts(page)
    page.locator('.aoi-map').focus()
    page.keyboard.press('Control+a')
    selected(page, 61)
    page.locator('.aoi-card').first.wait_for()
    fold(page, 'Communities')
    for place in ('.aoi-communities tbody td:nth-child(2)', '.aoi-communities th button', '.aoi-card .aoi-out',
                  '.aoi-card .aoi-notes', '.aoi-large .aoi-bar button', '.aoi-legend button',
                  '.aoi-plot', '.aoi-title', '.aoi-legend button', '.aoi-side .widget-html'):
        page.locator(place).first.click()
        type_shortcuts(page)
        if place.startswith('.aoi-large'):
            page.keyboard.press('Escape')
        assert page.locator('.jp-Notebook .jp-Cell').count() == cells, place
        assert page.locator('.jp-Notebook .jp-MarkdownCell').count() == 0, place
    page.get_by_role('button', name='Label', exact=True).first.click()  # the fold; a button of it is named so too
    name_all(page, 'void')
    wait_for(lambda: set(store.values('label').values()) == {'void'})
    press(page, 'Undo')
    page.keyboard.press('1')
    wait_for(lambda: set(store.values('label').values()) == {'cross_section'})
    shoot(page, 'explorer_jupyterlab')


BUSY = '''
import time
from aoi_nb.labelling.explorer import explore
explorer = explore({run!r}, "Ana")
explorer.state.maps[0].observe(lambda _: time.sleep(1.5), 'size')
explorer
'''


def test_what_is_typed_while_python_is_busy_is_what_is_given(voila, page, sorted_copy):
    "Traits wait while Python works, presses do not: the label of before, or none, was given to the images of before."
    page.set_viewport_size({'width': 1440, 'height': 900})
    voila.show(page, BUSY.format(run=str(sorted_copy)))
    page.get_by_text('61 images · 0 selected').wait_for()
    store = LabelStore(sorted_copy/'labels.sqlite', 'Ana')
    name_all(page, 'void')
    wait_for(lambda: set(store.values('label').values()) == {'void'})
    find_image(page)
    page.locator('.aoi-map').focus()
    page.keyboard.press('.')  # Python is busy
    page.mouse.down()
    page.mouse.up()
    page.get_by_placeholder('label').fill('')
    page.get_by_placeholder('label').press_sequentially('bridge')
    page.keyboard.press('Enter')
    wait_for(lambda: 'bridge' in store.values('label').values())
    assert sorted(store.values('label').values()).count('bridge') == 1
    assert set(store.values('label').values()) == {'void', 'bridge'}
