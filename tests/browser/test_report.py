"The report of an inspection run in a browser: the first screen answers, and nothing of the notebooks' making is left."
import re

import pytest
from pages import wait_for

pytest.importorskip('papermill')
DEBRIS = (r'\d+%\|', 'it/s', 'WARNING', 'oneDNN', '<style', r"\{'", r'^True$', r'^None$', 'FloatProgress',
          '<Figure size')
IN_SIGHT = '''(name) => { const {top} = document.getElementById(name).getBoundingClientRect();
                           return (top >= 0 && top < 200)
                               || scrollY + innerHeight >= document.body.scrollHeight - 60; }'''


@pytest.fixture
def report(page, run):
    "The report of a small run, as wide as a screen."
    page.set_viewport_size({'width': 1440, 'height': 900})
    page.goto((run/'report.html').as_uri())
    return page


def test_the_first_screen_answers(report, shoot):
    shoot(report, 'report_inspection')
    seen = '\n'.join(text.inner_text() for text in report.locator('h1, h2, p, li, td').all()
                     if text.bounding_box() and text.bounding_box()['y'] < 900)
    assert 'May it be used?' in seen and 'its tolerance is a default that nobody has agreed to' in seen
    assert 'What to do next' in seen and 'aoi program set' in seen and 'aoi inspect' in seen
    assert re.search(r'shift 4 px \(0\.4 mm\)', seen) and 'good part' in seen


def test_millimetres_stand_beside_pixels(report):
    text = report.locator('body').inner_text()
    for words in (r'An answer is good to [\d.]+ px \([\d.e-]+ mm\)', r'scatters by [\d.]+ px \([\d.e-]+ mm\) there',
                  r'standard error of [\d.]+ px \([\d.e-]+ mm\)'):
        assert re.search(words, text), words
    rows = report.locator('h2', has_text='How far off').locator('xpath=following-sibling::table[1]').inner_text()
    assert rows.count(' mm)') >= 4*3  # centre twice, corner, and the mean of each set


def test_contents_lead_to_each_part_and_links_to_files(report, run):
    for link in report.locator('nav a').all():
        link.click()
        anchor = link.get_attribute('href').removeprefix('#')
        wait_for(lambda anchor=anchor: report.evaluate(IN_SIGHT, anchor))
    files = [link.get_attribute('href') for link in report.locator('a[href]').all()
             if not re.match('#|https?:', link.get_attribute('href'))]
    in_text = [name for name in files if not name.endswith('.ipynb')]  # notebooks name their neighbours
    assert all((run/name).exists() for name in in_text), in_text


def test_nothing_of_the_notebooks_making_is_left(report):
    report.evaluate("() => document.querySelectorAll('details:not(.code)').forEach((one) => { one.open = true; })")
    text = report.locator('body').inner_text()
    for words in DEBRIS:
        assert not re.search(words, text, re.MULTILINE), (words, re.search(words, text, re.MULTILINE))
    pictures = report.locator('img').evaluate_all('(all) => all.map((one) => one.src)')
    assert len(pictures) == len(set(pictures)) > 5
    assert 'The picture that is shown further up.' in text


def test_a_narrow_window_scrolls_down_only(report, shoot):
    report.set_viewport_size({'width': 390, 'height': 844})
    assert report.evaluate('document.documentElement.scrollWidth') <= 390
    shoot(report, 'report_inspection_390')
