"The map on the screen, in a real browser: seen, moved, hovered, selected."
import json
import time

import numpy as np
import pytest

pytest.importorskip('anywidget')
Polygon = pytest.importorskip('matplotlib.path').Path

from pages import open_page, wait_for

NOTEBOOK = '''
import json
import time
from pathlib import Path
import cv2
import numpy as np
from aoi_nb.labelling.map_widget import MapView, build_atlas

view, rng, restarts = MapView(height=560), np.random.default_rng(0), 0
names, colours = ['cross-section', '<b>x-ray</b>', 'surface', 'no label'], ['#0072b2', '#e69f00', '#009e73', '#bbbbbb']
truth = np.repeat([0, 1, 2, 3], 61)
points = np.array([[-3, -2, -2], [3, -2, 2], [-3, 2, 2], [3, 2, -2]])[truth] + rng.normal(0, 0.5, (244, 3))
across, down = np.meshgrid(range(64), range(64))
waves = np.stack([np.sin(across/rng.uniform(2, 9) + down/rng.uniform(2, 9) + row) for row in range(244)])
thumbnails = np.repeat((127 + 90*waves[..., None]).astype(np.uint8), 3, 3)
many = rng.integers(0, 12, 75_000)
cloud = rng.normal(0, 3, (12, 3))[many] + rng.normal(0, 0.6, (75_000, 3))

def tell(change=None):
    state = {name: getattr(view, name) for name in ('chosen', 'hidden', 'tool', 'sprites', 'size')}
    state |= {'selection': view.selection.tolist(), 'restarts': restarts, 'time': time.time()}
    Path('new.json').write_text(json.dumps(state))
    Path('new.json').replace('state.json')

def show(places, codes, names, colours):
    view.show_points(places)
    view.show_colours(codes, names, colours)

def look(row):
    content = cv2.imencode('.jpg', cv2.resize(thumbnails[row % 244], (512, 512)))[1].tobytes()
    return content, [('image', f'case <i>1</i>/{row}.png'), ('label', names[row % 244//61]), ('confidence', '0.93')]

def press(key):
    global restarts
    Path('key.txt').write_text(key)
    if key in 'FGHI':
        view.selected, view.marked, view.chosen, view.hidden = b'', b'', -1, []
        view.tool, view.sprites, view.camera = 'move', False, []
        if key in 'FG':
            show(points[:, :2 + (key == 'G')], truth, names, colours)
            view.show_sprites(*build_atlas(thumbnails))
        else:
            show(cloud[:, :2 + (key == 'I')], many, [f'community {k}' for k in range(12)], 3*colours)
        restarts += 1
        view.help = [['restart', str(restarts)]]  # the last that the page hears
        tell()
    if key == 'M':
        view.mark([5, 70, 130])
        view.chosen = 9

view.observe(tell, ['selected', 'chosen', 'hidden', 'tool', 'sprites', 'size'])
view.on_look(look)
view.on_key(press)
press('F')
view
'''
FLAT, SPACE, LARGE, LARGE_SPACE = 'FGHI'
TRUTH = np.repeat([0, 1, 2, 3], 61)
ALL = list(range(244))
AROUND = [(across, down) for across in (-1.5, 0, 1.5) for down in (-1.5, 0, 1.5)]  # px


class Map:
    "The map on a page, as a person uses it."

    def __init__(self, page, folder):
        self.page, self.folder, self.restarts = page, folder, 1

    def restart(self, key):
        "Another map, nothing selected, the whole of it in view."
        self.page.locator('.aoi-map').focus()
        self.press(key)
        self.restarts += 1
        count = 75_000 if key in (LARGE, LARGE_SPACE) else 244
        self.state(restarts=self.restarts)
        self.page.locator('.aoi-help span', has_text=f'restart {self.restarts}').wait_for()
        self.page.wait_for_function('''([count, flat]) => { const {drawing} = document.querySelector('.aoi-map');
                                       return drawing.count === count && drawing.flat === flat; }''',
                                    arg=[count, key in (FLAT, LARGE)])
        self.page.mouse.move(5, 700)
        self.press('0')
        self.settle()

    def settle(self):
        "Wait until everything is drawn."
        self.page.wait_for_function('''() => { const {drawing} = document.querySelector('.aoi-map');
                                       return !drawing.asked && !drawing.stale && drawing.drawn === drawing.count; }''')

    def press(self, *keys):
        "Press keys one after another."
        for key in keys:
            self.page.keyboard.press(key)

    def state(self, **expected):
        "What Python knows, once that is what is expected."
        file = self.folder/'state.json'

        def reached():
            state = json.loads(file.read_text())
            return all(state[name] == value for name, value in expected.items()) and state
        return wait_for(reached, note=f'{expected}, Python knows {file.read_text()[:500]}')

    def key(self, name):
        "Wait until Python has heard a key."
        return wait_for(lambda: (self.folder/'key.txt').read_text() == name)

    def where(self):
        "Place of each point on the page, px."
        places, left, top = self.page.evaluate('''() => { const {drawing} = document.querySelector('.aoi-map');
            const {left, top} = drawing.canvas.getBoundingClientRect();
            return [[...drawing.project()], left, top]; }''')
        return np.array(places).reshape(-1, 3)[:, :2] + (left, top)

    def drag(self, points, modifier=''):
        "Draw along points with the button down."
        mouse = self.page.mouse
        mouse.move(*points[0])
        if modifier:
            self.page.keyboard.down(modifier)
        mouse.down()
        for point in points[1:]:
            mouse.move(*point)
        mouse.up()
        if modifier:
            self.page.keyboard.up(modifier)

    def box(self, rows):
        "Opposite corners of a box around points."
        places = self.where()[rows]
        return [tuple(places.min(0) - 8), tuple(places.max(0) + 8)]

    def circle(self, rows, share=1.0):
        "A path around the middle of points, which goes around all of them or a share."
        places = self.where()[rows]
        middle = places.mean(0)
        radius = share*np.linalg.norm(places - middle, axis=1).max() + 5
        angles = np.linspace(0, 2*np.pi, 24)
        return [tuple(place) for place in middle + radius*np.stack([np.cos(angles), np.sin(angles)], axis=1)]

    def lasso(self, path):
        "Draw a path, and wait until Python knows what is in it: all that lies inside, on the line perhaps."
        polygon, places = Polygon(path), self.where()
        inside = np.stack([polygon.contains_points(places + shift) for shift in AROUND])
        certain, possible = (set(np.flatnonzero(rows)) for rows in (inside.all(0), inside.any(0)))
        self.drag(path)
        return wait_for(lambda: certain <= set(found := self.state()['selection']) <= possible and found)

    def status(self):
        "The line that counts."
        return self.page.locator('.aoi-status').text_content().replace('\xa0', ' ')


@pytest.fixture(scope='module')
def opened(browser, voila):
    "One notebook with a map, for all tests."
    with open_page(browser) as page:
        voila.show(page, NOTEBOOK, wait='.aoi-stage[data-drawn]')
        yield Map(page, voila.folder)


@pytest.fixture
def shown(opened):
    "The flat map of 244 images."
    opened.restart(FLAT)
    return opened


def rows_of(category):
    "Rows of one of the four blobs."
    return np.flatnonzero(category == TRUTH).tolist()


def test_points_legend_and_counts_are_on_the_screen(shown, shoot):
    Image = pytest.importorskip('PIL.Image')
    assert shown.status() == '244 images · 0 selected'
    legend = shown.page.locator('.aoi-legend button').all_text_contents()
    assert legend == ['cross-section61', '<b>x-ray</b>61', 'surface61', 'no label61']
    pixels = np.asarray(Image.open(shoot(shown.page, 'map-points')).convert('RGB')).astype(int)
    for category, colour in enumerate([(0, 114, 178), (230, 159, 0), (0, 158, 115), (187, 187, 187)]):
        x, y = shown.where()[rows_of(category)].mean(0).astype(int)
        near = pixels[y - 60:y + 60, x - 60:x + 60].reshape(-1, 3)
        assert (np.abs(near - colour).max(1) < 8).sum() > 300


def test_lasso_box_shift_and_alt(shown, shoot):
    shown.press('l')
    inside = shown.lasso(shown.circle(rows_of(0), 0.5))
    assert 10 < len(inside) < 61 and set(inside) < set(rows_of(0))
    assert shown.status() == f'244 images · {len(inside)} selected'
    shown.press('b')
    shown.drag(shown.box(rows_of(3)), 'Shift')
    shown.state(selection=[*inside, *rows_of(3)], tool='box')
    shown.settle()
    shoot(shown.page, 'map-lasso')
    shown.drag(shown.box(rows_of(0)), 'Alt')
    shown.state(selection=rows_of(3))
    shown.drag(shown.box(rows_of(1)))
    shown.state(selection=rows_of(1))
    shown.press('Escape')
    shown.state(selection=[])
    shown.press('Control+a')
    shown.state(selection=ALL)


def test_what_the_legend_hides_is_neither_hovered_nor_selected(shown, shoot):
    item = shown.page.locator('.aoi-legend button').nth
    shown.press('Control+a')
    shown.state(selection=ALL)
    item(1).click()
    others = [row for row in ALL if TRUTH[row] != 1]
    shown.state(hidden=[1], selection=others)  # nobody labels what they do not see
    assert shown.status() == '244 images · 61 hidden · 183 selected'
    shown.settle()
    shoot(shown.page, 'map-legend')
    shown.page.mouse.click(*shown.where()[70])
    assert shown.page.locator('.aoi-ring').is_hidden()
    shown.press('Escape', 'Control+a')
    shown.state(selection=others, chosen=-1)
    item(0).dblclick()
    shown.state(hidden=[1, 2, 3], selection=rows_of(0))
    item(0).dblclick()
    shown.state(hidden=[])


def test_hover_shows_the_picture_and_its_facts_as_text(shown, shoot):
    tip, mouse, nowhere = shown.page.locator('.aoi-tip'), shown.page.mouse, shown.where().mean(0)
    mouse.move(*nowhere)
    assert tip.is_hidden()
    mouse.move(*shown.where()[100])
    shown.page.locator('.aoi-tip[data-row="100"] img').wait_for()
    assert tip.locator('dd').all_text_contents() == ['case <i>1</i>/100.png', '<b>x-ray</b>', '0.93']
    assert not tip.locator('i, b').count()
    assert tip.locator('img').evaluate('image => image.naturalWidth') == 512
    shoot(shown.page, 'map-hover')
    mouse.click(*shown.where()[100])
    shown.state(chosen=100)
    mouse.click(*nowhere)
    shown.state(chosen=-1)


def test_arrows_pan_and_plus_and_minus_zoom(shown):
    first = shown.where()
    for keys, shift in ((['ArrowRight'], (-1, 0)), (['ArrowUp', 'ArrowLeft'], (0, 1)), (['ArrowDown'], (0, 0))):
        shown.press(*keys)  # the map goes the other way
        assert np.allclose(np.sign((shown.where() - first).round(2)), shift)
    shown.press('+')
    assert np.ptp(shown.where(), axis=0) == pytest.approx(1.25*np.ptp(first, axis=0), rel=1e-3)
    shown.press('-', '-')
    assert np.ptp(shown.where(), axis=0) == pytest.approx(0.8*np.ptp(first, axis=0), rel=1e-3)
    shown.press('ArrowLeft', '0')
    assert np.allclose(shown.where(), first, atol=0.1)
    shown.press(*12*['-'], *60*['+'])  # neither leaves the map
    assert np.isfinite(shown.where()).all()
    assert 'pan' in shown.page.locator('.aoi-help span', has_text='←').first.inner_text()


def test_keys_in_space_pan_zoom_and_turn(shown):
    shown.restart(SPACE)
    first = shown.where()
    shown.press('ArrowRight')
    assert (shown.where()[:, 0] < first[:, 0] - 20).all() and np.ptp((shown.where() - first)[:, 1]) < 1
    shown.press('0', 'Shift+ArrowRight')
    turned = shown.where() - first
    assert (turned[:, 0] > 1).any() and (turned[:, 0] < -1).any()  # what is behind goes the other way
    shown.press('0', '+')
    assert (np.ptp(shown.where(), axis=0) > 1.2*np.ptp(first, axis=0)).all()
    shown.press(*20*['Shift+ArrowUp'], *40*['+'], *60*['-'])  # over the pole, into the middle, far away
    assert np.isfinite(shown.where()).all()


def test_pictures_marks_and_keys(shown, shoot):
    shown.press('M')
    shown.state(chosen=9)
    shown.settle()
    shoot(shown.page, 'map-marks')
    shown.press('s', '.')
    shown.state(sprites=True, size=10.0)
    shown.press(',')
    shown.state(size=8.0)
    shown.settle()
    shoot(shown.page, 'map-pictures')
    for key, heard in (('n', 'n'), ('Control+z', 'ctrl+z'), ('Control+Shift+z', 'ctrl+y'), ('Enter', 'Enter')):
        shown.press(key)
        shown.key(heard)
    shown.press('s')
    shown.state(sprites=False)


def test_moving_and_zooming_about_the_pointer(shown):
    before = shown.where()
    shown.drag([before[0], before[0] + (20, 10), before[0] + (40, 30)])
    np.testing.assert_allclose(shown.where() - before, np.full((244, 2), (40, 30)), atol=1.5)
    shown.page.mouse.move(*shown.where()[0])
    moved = shown.where()
    shown.page.mouse.wheel(0, -300)
    wait_for(lambda: np.ptp(shown.where()) > 1.2*np.ptp(moved))
    np.testing.assert_allclose(shown.where()[0], moved[0], atol=2)
    shown.press('0')
    wait_for(lambda: np.abs(shown.where() - before).max() < 1)


def test_turn_and_lasso_in_space(opened, shoot):
    opened.restart(SPACE)
    before = opened.where()
    shoot(opened.page, 'map-space')
    opened.drag([(400, 300), (500, 320), (560, 340)])
    assert np.abs(opened.where() - before).max() > 50
    opened.press('l')
    assert set(rows_of(2)) <= set(opened.lasso(opened.circle(rows_of(2))))
    opened.settle()
    opened.press('s')
    opened.state(sprites=True)
    opened.settle()
    shoot(opened.page, 'map-space-pictures')


HOVER = '''async (row) => {
    const root = document.querySelector('.aoi-map'), {drawing} = root, tip = root.querySelector('.aoi-tip');
    const [x, y] = drawing.project().subarray(3*row, 3*row + 2), box = drawing.canvas.getBoundingClientRect();
    const started = performance.now();
    drawing.canvas.dispatchEvent(new PointerEvent('pointermove', {clientX: box.left + x, clientY: box.top + y}));
    delete tip.dataset.row;
    while (!tip.dataset.row) await new Promise(resolve => setTimeout(resolve, 1));
    return performance.now() - started; }'''
WHOLE = '''async () => {
    const {drawing} = document.querySelector('.aoi-map'), started = performance.now();
    drawing.redraw();
    while (drawing.asked) await new Promise(requestAnimationFrame);
    return performance.now() - started; }'''
FRAMES = '() => document.querySelector(".aoi-map").drawing.frames'


@pytest.mark.parametrize('key', (LARGE, LARGE_SPACE), ids=('flat', 'space'))
def test_75_000_points(opened, shoot, capsys, key):
    "What is measured is printed: it depends on the machine, and on what else it does."
    opened.restart(key)
    assert opened.status() == '75\u2009000 images · 0 selected'
    shoot(opened.page, f'map-75000-{"flat" if key == LARGE else "space"}')
    rates, hovers, waits = [], [], []
    for _ in range(2):
        frames, started = opened.page.evaluate(FRAMES), time.monotonic()
        opened.drag([(500 + 6*step, 300 + 2*step) for step in range(25)])
        rates.append((opened.page.evaluate(FRAMES) - frames)/(time.monotonic() - started))
    opened.settle()
    whole = min(opened.page.evaluate(WHOLE) for _ in range(3))
    hovers = [opened.page.evaluate(HOVER, row) for row in range(0, 50_000, 10_000)]
    opened.press('b')
    opened.state(tool='box')
    places = opened.where()
    middle = np.median(places, axis=0)
    away = np.abs(places - middle).max(1)
    reach = np.sort(away)[10_000]
    for _ in range(3):
        opened.page.mouse.move(*middle - reach)
        opened.page.mouse.down()
        opened.page.mouse.move(*middle + reach)
        started = time.time()
        opened.page.mouse.up()
        state = wait_for(lambda: (state := opened.state()) and len(state['selection']) > 9000 and state)
        waits.append(state['time'] - started)
        unsure = np.setxor1d(state['selection'], np.flatnonzero(away < reach))
        assert np.abs(away[unsure] - reach).max(initial=0) < 1.5  # px
        opened.press('Escape')
        opened.state(selection=[])
    with capsys.disabled():
        print(f'\n75 000 points, {"flat" if key == LARGE else "in space"}: '
              f'{max(rates):.0f} frames a second while moved, all drawn in {whole:.0f} ms, '
              f'hover {min(hovers):.0f} ms, {len(state["selection"])} selected in '
              f'{1000*min(waits):.0f} ms')
