"The explorer as axe-core sees it, light and dark, and its panels without a mouse."
import pytest
from explorer_page import drag, show_explorer
from pages import open_page, wait_for

pytest.importorskip('anywidget', reason='the explorer needs anywidget')
ASK = '''async (part) => (await axe.run(part)).violations.flatMap(({id, nodes}) => nodes.map(
             (node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 300)}`))'''


@pytest.fixture(params=('light', 'dark'))
def explorer(request, browser, voila, sorted_copy, npm):
    "A run in the explorer, some images selected, with axe-core in the page."
    with open_page(browser) as page:
        page.emulate_media(color_scheme=request.param)
        show_explorer(voila, page, sorted_copy)
        page.evaluate((npm.folder/'node_modules'/'axe-core'/'axe.min.js').read_text(encoding='utf-8'))
        drag(page, 0, 0.6)
        page.locator('.aoi-card').first.wait_for()
        yield page


def faults(page, part='.aoi-explorer'):
    "What axe-core finds: names and roles that are missing, contrast below 4.5."
    return page.evaluate(ASK, part)


def test_axe_finds_nothing(explorer):
    assert not faults(explorer)
    explorer.get_by_role('button', name='Table', exact=True).click()
    explorer.locator('.aoi-list tbody tr').first.wait_for()
    explorer.get_by_label('colour by').select_option('community')
    explorer.get_by_text('Communities', exact=True).click()
    explorer.get_by_text('coverage 100%').wait_for()
    assert not faults(explorer)
    for name in ('Similar images', 'Pairs', 'Sequence', 'New map', 'Axes', 'Networks', 'Memory'):
        explorer.get_by_role('button', name=name, exact=True).click()
        explorer.locator('.jupyter-widget-Collapse-open', has_text=name).wait_for()
        assert not faults(explorer)
    explorer.set_viewport_size({'width': 390, 'height': 844})
    assert not faults(explorer)
    explorer.set_viewport_size({'width': 1440, 'height': 900})
    explorer.locator('.aoi-list tbody button').first.click()
    explorer.locator('dialog.aoi-large img').wait_for()
    assert not faults(explorer, 'dialog')
    explorer.keyboard.press('Escape')
    explorer.locator('.aoi-map').first.focus()
    explorer.keyboard.press('a')
    explorer.get_by_role('alert').filter(has_text='Give ').wait_for()
    assert not faults(explorer)


def test_folds_open_by_keyboard(explorer):
    fold = explorer.get_by_role('button', name='Memory', exact=True)
    fold.focus()
    assert fold.get_attribute('aria-expanded') == 'false'
    explorer.keyboard.press('Enter')
    explorer.get_by_role('button', name='Write labels.csv').wait_for()
    wait_for(lambda: fold.get_attribute('aria-expanded') == 'true')
