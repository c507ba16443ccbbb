"What tests of the explorer do with it, as a person does."
import numpy as np
import pytest


def show_explorer(voila, page, run):
    "The small run in the explorer, wide, once all is there."
    page.set_viewport_size({'width': 1440, 'height': 900})
    voila.show(page, f'from aoi_nb.labelling.explorer import explore\nexplore({str(run)!r}, "Ana")')
    page.get_by_text('61 images · 0 selected').wait_for()
    return page


def drag(page, left=0.0, right=1.0, tool='Box', canvas=0):
    "Draw a box from the upper left to the lower right over a part of the map's width."
    page.get_by_role('button', name=tool, exact=True).nth(canvas).click()
    area = page.locator('canvas').nth(canvas).bounding_box()
    x = [area['x'] + 2 + share*(area['width'] - 4) for share in (left, right)]
    y = [area['y'] + 2, area['y'] + area['height'] - 2]
    page.mouse.move(x[0], y[0])
    page.mouse.down()
    if tool == 'Lasso':
        page.mouse.move(x[1], y[0], steps=4)
    page.mouse.move(x[1], y[1], steps=4)
    if tool == 'Lasso':
        page.mouse.move(x[0], y[1], steps=4)
    page.mouse.up()


def press(page, text):
    "Press a button of the panels."
    page.get_by_role('button', name=text, exact=True).and_(page.locator('button')).click()  # a fold may be named so


def fold(page, text):
    "Open a fold of the panels."
    page.get_by_text(text, exact=True).click()


def find_image(page):
    "Move the pointer about the map until it meets an image."
    area = page.locator('canvas').first.bounding_box()
    for y in np.linspace(0.1, 0.9, 12):
        for x in np.linspace(0.05, 0.95, 60):
            page.mouse.move(area['x'] + x*area['width'], area['y'] + y*area['height'])
            if page.locator('.aoi-tip').first.is_visible():
                return
    pytest.fail('the pointer met no image')
