"Brightness, contrast and dark images on the review page, light and dark: only what is shown changes."
import base64
import json

import cv2
import pytest
from browser.test_corner_folder import read_filter
from browser.test_explorer_accessible import faults
from browser.test_review import counts, download, open_file, path_shown, press
from pages import open_page, wait_for

np = pytest.importorskip('numpy')
pytest.importorskip('anywidget')
from aoi_nb.core.files import write_text
from aoi_nb.demo.small_run import small_run
from aoi_nb.labelling.review import add_pictures, page_html
from aoi_nb.labelling.review_items import data_url, read_queue, review_data


def darker(address):
    "A picture of a page, at a tenth of its levels."
    content = base64.b64decode(address.partition(',')[2])
    pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    return data_url(cv2.imencode('.png', (pixels*0.1).astype(np.uint8))[1].tobytes())


@pytest.fixture(scope='module')
def file(tmp_path_factory):
    "The page of a small run; its first image is dark."
    run = small_run(tmp_path_factory.mktemp('run'), every=20, unlabelled=3)
    queue = read_queue(run)
    data = review_data(queue, 3)
    add_pictures(queue, data, 384)
    data['images'][0]['picture'] = darker(data['images'][0]['picture'])
    data['images'][1]['picture'] = data_url(cv2.imencode('.png', np.tile(np.arange(256, dtype=np.uint8), (64, 1)))[1])
    write_text(run/'review.html', page_html(data))
    return run/'review.html'


def seen(page):
    "The filter through which the image is seen."
    return read_filter(page.locator('.frame img'))


def test_a_dark_image_is_stretched_and_the_page_says_so(page, file, tmp_path, shoot):
    open_file(page, file)
    page.locator('.stretched', has_text='Dark image, shown brighter: levels').wait_for()
    assert seen(page)['brightness'] > 1 and seen(page)['contrast'] >= 1
    shoot(page, 'review_dark_image')
    before = page.locator('.frame img').screenshot()
    press(page, 'd')
    wait_for(lambda: not seen(page) and not page.locator('.stretched').inner_text())
    levels = [cv2.imdecode(np.frombuffer(picture, np.uint8), 0).mean() for picture in
              (before, page.locator('.frame img').screenshot())]
    assert levels[0] > 2*levels[1]
    press(page, 'd', 'Space')
    assert 'Dark image' not in page.locator('.levels').inner_text()  # the second one is as bright as any
    entry, = download(page, tmp_path/'out.json')['decisions']
    shown = json.loads(page.locator('#data').text_content())
    assert entry['sha256'] == shown['images'][0]['sha256']  # of the file, as the run has seen it


def test_brightness_and_contrast_hold_for_all_images_until_taken_back(page, file, shoot):
    open_file(page, file)
    press(page, 'ArrowRight', 'b', 'b', 'Shift+V')
    wait_for(lambda: seen(page) == pytest.approx({'brightness': 2**0.4, 'contrast': 2**-0.2}, rel=1e-4))
    slider = page.get_by_label('Brightness')
    slider.focus()
    slider.press('ArrowLeft')  # the slider's, not a step to the image before
    assert page.locator('figcaption').inner_text().startswith('2 of 3')
    shoot(page, 'review_brighter')
    slider.press('s')  # a letter is the review's
    assert counts(page).startswith('0 decided, 1 skipped')
    assert seen(page)['brightness'] == pytest.approx(2**0.2, rel=1e-4)
    press(page, 'x')
    wait_for(lambda: not seen(page))


@pytest.mark.parametrize('scheme', ('light', 'dark'))
@pytest.mark.parametrize('width', (1440, 390))
def test_axe_finds_nothing(browser, npm, file, shoot, scheme, width):
    with open_page(browser) as page:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({'width': width, 'height': 900})
        open_file(page, file)
        page.evaluate((npm.folder/'node_modules'/'axe-core'/'axe.min.js').read_text(encoding='utf-8'))
        page.locator('.stretched', has_text='Dark image').wait_for()
        shoot(page, f'review_{scheme}_{width}')
        figure, aside = (page.locator(part).bounding_box() for part in ('figure', 'aside'))
        assert width > 390 or figure['y'] + figure['height'] <= aside['y']  # below one another, nothing covered
        assert not faults(page, '#review')
        first = path_shown(page)
        press(page, 'Space', 's', '0')
        assert path_shown(page) != first and not faults(page, '#review')
