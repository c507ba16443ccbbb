"The page of verdicts in a browser: filters and table work without a script."
import pytest

pytest.importorskip('playwright')
from aoi_nb.core.images import write_jpeg
from aoi_nb.inspection.batch import overlay_name
from aoi_nb.inspection.verdict_page import verdict_page

np = pytest.importorskip('numpy')


def row(image, part, verdict, defect=None):
    "A verdict on a part."
    return {'image': image, 'part': part, 'type': 'chip', 'shift_px': 1.5, 'shift_mm': 0.15, 'rotation_deg': 0.2,
            'verdict': verdict, 'defect': defect, 'reasons': [], 'time': '2026-11-29T10:00:00.000+00:00'}


@pytest.fixture
def verdicts(page, tmp_path):
    "A page of three photographs of boards with two parts each."
    rows = [row('bad.png', 'R1', 'fail', 'shift'), row('bad.png', 'R2', 'pass'),
            row('odd.png', 'R1', 'review', 'missing'), row('odd.png', 'R2', 'pass'),
            row('good.png', 'R1', 'pass'), row('good.png', 'R2', 'pass')]
    (tmp_path/'overlays').mkdir()
    for name in ('bad', 'odd', 'good'):
        write_jpeg(tmp_path/'overlays'/overlay_name(f'{name}.png'), np.full((600, 800, 3), 90, np.uint8))
    (tmp_path/'index.html').write_text(verdict_page(rows, 'Tolerance 4 px.', 'On the board', True))
    page.goto((tmp_path/'index.html').as_uri())
    return page


def shown(page, what):
    "Pictures or rows that are seen."
    return [text.split()[0] for text in page.locator(what).all_inner_texts() if text]


def test_verdicts_are_filtered_and_shown_as_a_table(verdicts, shoot):
    figures = verdicts.locator('figure:visible b:first-of-type')
    assert [text for text in figures.all_inner_texts() if text.endswith('.png')] == ['bad.png', 'odd.png', 'good.png']
    assert verdicts.locator('figure img').first.evaluate('(image) => image.naturalWidth') == 800
    verdicts.get_by_label('REVIEW 1').check()
    assert verdicts.locator('figure:visible').count() == 1
    verdicts.get_by_label('table', exact=True).check()
    assert verdicts.locator('main').is_hidden()
    assert shown(verdicts, 'tr.row:visible') == ['odd.png']
    verdicts.get_by_label('PASS 4').check()
    assert shown(verdicts, 'tr.row:visible') == ['bad.png', 'odd.png', 'good.png', 'good.png']
    verdicts.get_by_label('out of its place 1').check()
    assert shown(verdicts, 'tr.row:visible') == ['bad.png']
    assert '0.150 mm (1.50 px)' in verdicts.locator('tr.row:visible').inner_text()
    verdicts.get_by_label('all 6').check()
    shoot(verdicts, 'verdicts_table')
    verdicts.set_viewport_size({'width': 390, 'height': 844})
    verdicts.get_by_label('pictures', exact=True).check()
    assert verdicts.evaluate('document.documentElement.scrollWidth') <= 390
    shoot(verdicts, 'verdicts_390')


def test_a_click_enlarges_a_picture_and_the_filter_stays(verdicts, shoot):
    verdicts.set_viewport_size({'width': 1440, 'height': 900})
    verdicts.get_by_label('REVIEW 1').check()
    small = verdicts.locator('figure:visible img').first.bounding_box()
    verdicts.get_by_role('button', name='enlarge odd.png').click()
    large = verdicts.get_by_alt_text('overlay of odd.png, large')
    large.wait_for()
    box = large.bounding_box()
    assert box['height'] > 0.9*900 and box['width'] > 1.5*small['width']  # as large as the window
    shoot(verdicts, 'verdicts_enlarged')
    verdicts.keyboard.press('Escape')
    large.wait_for(state='hidden')
    verdicts.get_by_role('button', name='enlarge odd.png').press('Enter')
    large.click()
    large.wait_for(state='hidden')
    assert verdicts.locator('figure:visible').count() == 1  # the filter stayed
    assert verdicts.get_by_role('link', name='odd.png').first.get_attribute('href').startswith('overlays/odd.png')


def test_verdict_and_date_are_text(verdicts):
    assert '2026-11-29' in verdicts.locator('p').first.inner_text()
    assert verdicts.locator('figure .verdict').all_inner_texts() == ['FAIL', 'REVIEW', 'PASS']
    verdicts.get_by_label('table', exact=True).check()
    assert verdicts.locator('tr.row:visible').first.inner_text().endswith('2026-11-29 10:00:00')


def test_filters_are_reached_by_keyboard(verdicts):
    verdicts.keyboard.press('Tab')
    verdicts.keyboard.press('ArrowRight')
    assert verdicts.get_by_label('FAIL 1').is_checked() and verdicts.locator('figure:visible').count() == 1
