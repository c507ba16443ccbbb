"The review in a browser: a page without kernel or network, its file merged into a store, a widget whose kernel dies."
import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from conftest import refused
from pages import wait_for

from aoi_nb.core.files import project_path, write_json
from aoi_nb.core.tables import read_table, write_table
from aoi_nb.labelling.decisions import merge_decisions, read_decisions, run_id, save_decision, stored_decisions
from aoi_nb.labelling.events import Change
from aoi_nb.labelling.store import LabelStore
from aoi_nb.soldering.corpus import read_corpus, write_corpus

np = pytest.importorskip('numpy')
pytest.importorskip('anywidget')
from aoi_nb.demo.small_run import small_run
from aoi_nb.labelling.pages import web_source
from aoi_nb.labelling.review import PAGE_BYTES, ReviewView, write_page
from aoi_nb.labelling.review_items import QUEUE, labelled_examples, read_queue

HOSTILE = '<img src=x onerror="document.title=\'ruined\'">'
NAMES = [f'{HOSTILE}.jpg', '</script><script>document.title="ruined"<', '__proto__', 'a & "b" \'c\' Ωμ 日本.png']


@pytest.fixture
def run(tmp_path):
    "A small run, three images in its queue."
    run = small_run(tmp_path, every=20, unlabelled=3)
    rows = [row for _, row in read_table(run/'disagreement'/'queue.csv', QUEUE)]
    write_table(run/'disagreement'/'queue.csv', tuple(rows[0]), [row.values() for row in rows[:3]])
    return run


@pytest.fixture
def opened(page, run):
    "Its page, opened as a file."
    write_page(run, run/'review.html')
    return open_file(page, run/'review.html')


def open_file(page, file):
    "Open a page from the disk, with the network cut."
    page.context.set_offline(True)
    page.goto(file.as_uri())
    page.locator('.frame img:not([hidden])').wait_for()
    return page


def press(page, *keys):
    "Press keys one by one."
    for key in keys:
        page.keyboard.press(key)


def path_shown(page):
    "Path of the image on the screen."
    return page.locator('.path').inner_text()


def counts(page):
    "The line beside the progress bar."
    return page.locator('.counts').inner_text()


def states(page):
    "Colour or kind of each mark in the strip."
    return page.locator('.tile b').evaluate_all('all => all.map(one => one.className || one.style.background)')


def download(page, file):
    "Save the decisions, and return what the file holds."
    with page.expect_download() as waiting:
        page.locator('button.save').click()
    waiting.value.save_as(file)
    return json.loads(file.read_text())


def test_keys_and_buttons_decide_and_undo_takes_back(opened, run, shoot):
    queue = read_queue(run)
    first, second, _third = (queue.corpus['path'][row] for row in queue.rows)
    assert path_shown(opened) == first and counts(opened) == '0 decided, 0 skipped, 3 left'
    assert opened.locator('aside').inner_text().count('The networks do not agree.') == 1
    alike = labelled_examples(queue, 0)
    assert opened.locator('.like').count() == len(alike) == 2
    assert opened.locator('.like img').count() == sum(map(len, alike.values())) > 3
    shoot(opened, 'review_page')
    press(opened, 'Space')  # the vote: other
    assert path_shown(opened) == second
    opened.locator('.choice', has_text='cross_section').click()
    press(opened, 's')
    assert counts(opened) == '2 decided, 1 skipped, 0 left'
    assert 'Every image is decided' in opened.locator('.said').inner_text()
    shoot(opened, 'review_page_decided')
    press(opened, 'u', 'u')
    assert path_shown(opened) == second and counts(opened) == '1 decided, 0 skipped, 2 left'
    opened.locator('button.undo').click()
    assert path_shown(opened) == first and counts(opened) == '0 decided, 0 skipped, 3 left'
    press(opened, 'u')
    assert 'nothing to undo' in opened.locator('.said').inner_text()


def test_a_label_of_ones_own_is_checked_and_gets_a_key(opened, tmp_path):
    press(opened, '0')
    opened.keyboard.type('s u 1')  # keys of the page mean nothing while a label is typed
    press(opened, 'Escape', '0', 'Space', 'Enter')
    assert 'needs a letter' in opened.locator('.said').inner_text() and counts(opened).startswith('0 decided')
    opened.keyboard.type('OTHER')
    press(opened, 'Enter', '0')
    opened.keyboard.type(HOSTILE)
    press(opened, 'Enter', '3')
    labels = [one['label'] for one in download(opened, tmp_path/'out.json')['decisions']]
    assert sorted(labels) == sorted(['other', HOSTILE, HOSTILE]) and opened.title() == 'Review'
    assert opened.locator('.choice').all_inner_texts()[2].count(HOSTILE) == 1


def test_moving_filters_and_zoom(opened, shoot):
    press(opened, '1', 'ArrowLeft')
    assert opened.locator('figcaption').inner_text().startswith('1 of 3')
    assert opened.locator('.choice.chosen').count() == 1
    opened.locator('.filters button', has_text='undecided').click()
    assert opened.locator('.tile:visible').count() == 2
    assert opened.locator('figcaption').inner_text().startswith('2 of 3')
    press(opened, 'z')
    assert opened.locator('.frame.zoomed').count() == 1
    shoot(opened, 'review_page_zoom')
    press(opened, 'ArrowRight', 'ArrowRight')  # no further than the last
    assert opened.locator('figcaption').inner_text().startswith('3 of 3') and opened.locator('.zoomed').count() == 0
    opened.locator('.tile').nth(1).click()
    assert opened.locator('figcaption').inner_text().startswith('2 of 3')
    opened.keyboard.down('Space')
    opened.keyboard.down('Space')  # held down: it repeats, and decides one image only
    opened.keyboard.up('Space')
    assert counts(opened) == '2 decided, 0 skipped, 1 left'


def test_decisions_outlive_a_reload_and_a_warning_comes_before(opened, tmp_path, shoot):
    warned = []
    opened.on('dialog', lambda dialog: (warned.append(dialog.type), dialog.accept()))
    press(opened, '1', 's')
    marks = states(opened)
    assert opened.locator('.status.waiting').inner_text() == '2 changes not yet in a file'
    opened.reload()
    opened.locator('.frame img:not([hidden])').wait_for()
    assert states(opened) == marks and opened.locator('figcaption').inner_text().startswith('3 of 3')
    assert warned == ['beforeunload']
    content = download(opened, tmp_path/'out.json')
    assert len(content['decisions']) == 2 and opened.locator('.status.good').count() == 1
    for _ in range(2):
        opened.reload()
        opened.locator('.frame img:not([hidden])').wait_for()
    assert states(opened) == marks and warned == ['beforeunload'] and opened.locator('.status.good').count() == 1
    press(opened, 'u')  # of a time before the reload
    assert counts(opened) == '1 decided, 0 skipped, 2 left' and opened.locator('.status.waiting').count() == 1


def test_two_pages_at_once_keep_each_others_decisions(opened, run):
    other = opened.context.new_page()
    open_file(other, run/'review.html')
    press(opened, '1')
    press(other, 'ArrowRight', '2')
    other.locator('.counts', has_text='2 decided').wait_for()
    opened.locator('.counts', has_text='2 decided').wait_for()
    opened.reload()
    opened.locator('.counts', has_text='2 decided').wait_for()


def test_a_browser_that_keeps_nothing_says_so(page, run, shoot):
    write_page(run, run/'review.html')
    page.add_init_script('Storage.prototype.setItem = () => { throw new Error("full") }')
    open_file(page, run/'review.html')
    press(page, '1')
    assert 'This browser keeps nothing' in page.locator('.alarm').inner_text() and states(page)[0] == 'unsure'
    assert counts(page) == '0 decided, 0 skipped, 2 left, 1 not saved'
    shoot(page, 'review_page_keeps_nothing')


def test_file_is_merged_once_and_continued(opened, run, tmp_path, browser):
    opened.locator('.who').fill('Ana')
    press_after_field(opened, '1', '2', 's')
    content = download(opened, tmp_path/'out.json')
    assert content['who'] == 'Ana' and content['run'] == run_id(read_corpus(run/'corpus'))
    store, decisions = LabelStore(run/'labels.sqlite', 'Ben'), read_decisions(tmp_path/'out.json', run)
    done = merge_decisions(store, decisions)
    paths = [one['path'] for one in content['decisions'] if one['decision'] == 'label']
    assert len(done.changed) == 5 and set(store.values('label')) == set(paths) and len(store.values('review')) == 3
    before = store.version(), store.values('label'), store.values('review')
    assert merge_decisions(store, decisions).number == 0
    assert (store.version(), store.values('label'), store.values('review')) == before
    store.undo()
    assert not store.values('label') and not store.values('review')
    context = browser.new_context()  # another browser, which knows nothing
    other = open_file(context.new_page(), run/'review.html')
    assert counts(other) == '0 decided, 0 skipped, 3 left'
    other.locator('input[type=file]').set_input_files(tmp_path/'out.json')
    other.locator('.counts', has_text='2 decided, 1 skipped, 0 left').wait_for()
    assert other.locator('.status.good').count() == 1
    context.close()


def press_after_field(page, *keys):
    "Leave a field for the review itself, then press keys."
    page.locator('h1').click()
    press(page, *keys)


def test_page_refuses_other_files(opened, run, tmp_path):
    entry = {'path': 'x', 'sha256': '', 'decision': 'label', 'label': 'a\u0007', 'time': '2024-01-01T00:00:00.000Z'}
    for number, (change, said) in enumerate([
            ({'run': '0'*16}, 'another collection'), ({'format': 3}, 'no file of decisions'),
            ({'decisions': [None]}, 'decision 1 is none'), ({'decisions': [entry]}, 'decision 1 is none'),
            ({'decisions': [entry | {'label': 5}]}, 'decision 1 is none')]):
        content = {'format': 1, 'run': run_id(read_corpus(run/'corpus')), 'who': '', 'decisions': []} | change
        write_json(tmp_path/f'{number}.json', content)
        opened.locator('input[type=file]').set_input_files(tmp_path/f'{number}.json')
        opened.locator('.said.bad', has_text=f'{number}.json').filter(has_text=said).wait_for()
    assert counts(opened) == '0 decided, 0 skipped, 3 left'


def hostile_run(folder):
    "A run whose images, labels and networks have names that are no mere names."
    images, run = folder/'images', small_run(folder, every=20, unlabelled=3)
    corpus = read_corpus(run/'corpus')
    names = [*NAMES, *(f'{number}.jpg' for number in range(len(corpus) - len(NAMES)))]
    for name, old in zip(names, corpus['path'], strict=True):
        (images/name).parent.mkdir(parents=True, exist_ok=True)
        (images/name).write_bytes(project_path('data', 'collection', old).read_bytes())
    labels = corpus['label'].replace({'other': HOSTILE, 'cross_section': '</script>'})
    write_corpus(run/'corpus', corpus.assign(path=names, label=labels))
    rows = [[name, 0.9, f'border; {HOSTILE}', HOSTILE, 0.5, HOSTILE, '</script>'] for name in NAMES]
    write_table(run/'disagreement'/'queue.csv', (*QUEUE, 'grey', HOSTILE), rows)
    return run


def test_hostile_names_and_labels_are_text(page, tmp_path, shoot):
    run = hostile_run(tmp_path)
    write_page(run, run/'review.html')
    open_file(page, run/'review.html')
    for name in NAMES:
        assert path_shown(page) == name and page.locator('td', has_text=HOSTILE).count() >= 2
        press(page, 'Space')
    shoot(page, 'review_page_hostile')
    assert page.title() == 'Review'
    assert page.locator('img[src="x"]').count() == 0 and page.locator('script').count() == 2
    content = download(page, tmp_path/'out.json')
    assert {one['path'] for one in content['decisions']} == set(NAMES)
    store = LabelStore(run/'labels.sqlite', 'Ben')
    merge_decisions(store, read_decisions(tmp_path/'out.json', run))
    assert store.values('label') == dict.fromkeys(NAMES, HOSTILE)


def test_policy_lets_no_other_script_run(opened):
    policy = opened.locator('meta[http-equiv]').get_attribute('content')
    assert policy.startswith("default-src 'none'; script-src 'sha256-") and 'unsafe' not in policy
    opened.evaluate('''() => {
        window.blocked = 0
        document.addEventListener('securitypolicyviolation', () => { window.blocked += 1 })
        const script = document.createElement('script')
        script.textContent = 'document.title = "ruined"'
        const picture = document.createElement('img')
        picture.src = 'file:///etc/hostname.png'
        document.body.append(script, picture)
    }''')
    opened.wait_for_function('window.blocked >= 2')
    assert opened.title() == 'Review'


def test_script_makes_no_html_of_text():
    script = web_source('review_page') + web_source('review')
    for word in ('innerHTML', 'outerHTML', 'insertAdjacentHTML', 'document.write', 'eval(', 'fetch(', 'XMLHttpRequest',
                 'WebSocket', 'http://', 'https://'):
        assert word not in script, word


def test_page_stays_below_its_size(run, monkeypatch):
    import aoi_nb.labelling.review

    monkeypatch.setattr(aoi_nb.labelling.review, 'PAGE_BYTES', 40_000)
    counted = write_page(run, run/'review.html')
    assert counted['page'] in (1, 2) and counted['queue'] == 3 and (run/'review.html').stat().st_size < 200_000
    assert PAGE_BYTES*4/3 < 15e6


def test_page_says_how_many_of_the_queue_it_has(page, run):
    write_page(run, run/'review.html', most_images=2)
    open_file(page, run/'review.html')
    assert 'the first 2 of 3 in the queue' in page.locator('header').inner_text()


def test_empty_queue_is_said(page, run):
    write_table(run/'disagreement'/'queue.csv', (*QUEUE, 'grey'), [])
    assert write_page(run, run/'review.html')['page'] == 0
    page.goto((run/'review.html').as_uri())
    page.get_by_text('Nothing is in the queue').wait_for()


def test_changed_and_lost_images_are_shown_by_their_thumbnail(page, tmp_path, shoot):
    run = hostile_run(tmp_path)
    (tmp_path/'images'/NAMES[0]).write_bytes(b'no image')
    (tmp_path/'images'/NAMES[2]).unlink()
    assert write_page(run, run/'review.html')['file_gone_or_changed'] == 2
    open_file(page, run/'review.html')
    assert 'gone or has changed' in page.locator('figcaption').inner_text()
    shoot(page, 'review_page_lost')


def first_decision(corpus):
    "A decision on the first image, as a browser makes it."
    return {'path': corpus['path'][0], 'sha256': corpus['sha256'][0], 'decision': 'skip', 'label': '',
            'time': '2024-05-02T00:00:00.000Z'}


ANA, BEN = 'page 000000000000000a', 'page 000000000000000b'  # pages that were open


def decided(corpus, label, seen, time='2024-05-01T00:00:00.000Z'):
    "A label for the first image, as a browser sends it."
    return first_decision(corpus) | {'decision': 'label', 'label': label, 'time': time, 'seen': seen}


def file_of(run, corpus, who, *entries, **other):
    "Decisions read from a file, as the review page saves it."
    write_json(run/f'{who}.json', {'format': 2, 'run': run_id(corpus), 'who': who, 'decisions': entries, **other})
    return read_decisions(run/f'{who}.json', run)


def test_a_clock_that_is_ahead_decides_nothing(run):
    corpus, store = read_corpus(run/'corpus'), LabelStore(run/'labels.sqlite', 'Ben')
    hashes, path = dict(zip(corpus['path'], corpus['sha256'])), corpus['path'][0]
    ahead = f'{datetime.now(UTC) + timedelta(hours=23):%Y-%m-%dT%H:%M:%S.000Z}'
    save_decision(store, decided(corpus, 'void', {ANA: 1}, ahead), hashes)
    later = decided(corpus, 'joint', {ANA: 1, BEN: 1})
    assert save_decision(store, later, hashes) == [later] and store.values('label') == {path: 'joint'}
    for label, time in (('void', ahead), ('crack', '2024-05-01T00:00:00.000Z')):  # of versions that had clocks alone
        entry = {key: value for key, value in decided(corpus, label, {}, time).items() if key != 'seen'}
        assert save_decision(store, entry, hashes)[0]['label'] == label == store.values('label')[path]
    years = decided(corpus, 'scratch', {BEN: 2}, '2999-01-01T00:00:00.000Z')
    assert save_decision(store, years, hashes)[0]['time'] == years['time']


def test_what_a_later_decision_knew_does_not_come_again(run):
    corpus, store = read_corpus(run/'corpus'), LabelStore(run/'labels.sqlite', 'Ben')
    first, second = decided(corpus, 'old', {ANA: 1}, '2025-01-01T00:00:00.000Z'), decided(corpus, 'new', {ANA: 2})
    ana, other = file_of(run, corpus, 'Ana', second), file_of(run, corpus, 'Ana before', first)
    ben = file_of(run, corpus, 'Ben', decided(corpus, 'apart', {BEN: 1}, '2023-01-01T00:00:00.000Z'))
    for decisions, label, changes in ((ana, 'new', 2), (other, 'new', 0), (ben, 'apart', 2), (ana, 'apart', 0),
                                      (ben, 'apart', 0), (other, 'apart', 0)):
        assert len(merge_decisions(store, decisions).changed) == changes
        assert store.values('label') == {corpus['path'][0]: label}
    assert [entry.after for entry in store.history('label')] == ['apart', 'new']


def test_files_and_stores_of_earlier_versions_open(run):
    corpus, store = read_corpus(run/'corpus'), LabelStore(run/'labels.sqlite', 'Ben')
    entry = {key: value for key, value in decided(corpus, 'void', {}).items() if key != 'seen'}
    old = {key: value for key, value in entry.items() if key != 'path'} | {'who': 'Ana', 'before': None}
    store.record([Change('review', entry['path'], old), Change('label', entry['path'], 'void')], 'review')
    assert merge_decisions(store, file_of(run, corpus, 'Ana', entry, format=1)).number == 0  # it is the same
    hashes = dict(zip(corpus['path'], corpus['sha256']))
    known, = stored_decisions(store, hashes)
    later = decided(corpus, 'joint', {**known['seen'], BEN: 1})
    assert save_decision(store, later, hashes) == [later]


def test_two_people_who_decide_at_once_lose_nothing(run):
    corpus, store = read_corpus(run/'corpus'), LabelStore(run/'labels.sqlite', 'Ben')
    hashes = dict(zip(corpus['path'], corpus['sha256']))
    entries = [decided(corpus, f'label {k}', {f'page {k + 16:016x}': 1}) for k in range(12)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda entry: save_decision(LabelStore(store.path, 'Ana'), entry, hashes), entries))
    known, = stored_decisions(store, hashes)
    assert known['seen'] == {f'page {k + 16:016x}': 1 for k in range(12)} and len(store.history('label')) == 12
    last = decided(corpus, 'last', {**known['seen'], BEN: 1})
    assert save_decision(store, last, hashes) == [last]


def test_broken_files_of_decisions_are_refused(run):
    file, corpus = run/'x.json', read_corpus(run/'corpus')
    for text, part in ((b'', 'not JSON'), (b'\xff', 'not JSON'), (b'[' * 100_000, 'not JSON'),
                       (b'[]', 'another format'),
                       (b'{"format": 1, "format": 2}', 'another format'), (b'NaN', 'not JSON')):
        file.write_bytes(text)
        refused(lambda: read_decisions(file, run), part)
    with open(file, 'wb') as opened:
        opened.truncate(60_000_000)
    refused(lambda: read_decisions(file, run), 'more than 50 MB')
    refused(lambda: read_decisions(run, run), 'a folder where a file should be')
    write_json(file, {'format': 1, 'run': run_id(corpus), 'who': HOSTILE*9, 'decisions': []})
    refused(lambda: read_decisions(file, run), '1 to 200 characters')


# ---- the widget

CELL = '''import os
from pathlib import Path
from aoi_nb.labelling.review import review
Path('kernel.pid').write_text(str(os.getpid()))
review({run!r}, 'Ana')'''


def test_a_store_that_cannot_be_written_is_said(run):
    view, replies = ReviewView(run), []
    view.send = lambda content, buffers=None: replies.append(content)
    corpus = read_corpus(run/'corpus')
    entry = first_decision(corpus)
    (run/'labels.sqlite').write_bytes(b'ruined '*100)
    view.receive(view, {'do': 'save', 'entry': entry, 'id': 'x'}, [])
    assert replies[0]['id'] == 'x' and 'not a database' in replies[0]['refused'] and 'made' not in replies[0]


def open_widget(page, voila, run):
    "The review of a run in a notebook shown by Voila."
    return voila.show(page, CELL.format(run=str(run)), wait='.frame img:not([hidden])')


def test_widget_writes_each_decision_to_the_store(page, voila, run, shoot):
    store, corpus = LabelStore(run/'labels.sqlite', 'Ana'), read_corpus(run/'corpus')
    hashes = dict(zip(corpus['path'], corpus['sha256']))
    open_widget(page, voila, run)
    first = path_shown(page)
    press(page, '1')  # without a click: the keys are the review's where nothing else has them
    page.locator('.counts', has_text='1 decided').wait_for()  # shown only after the store has it
    assert store.values('label') == {first: 'cross_section'} and store.values('review')[first]['who'] == 'Ana'
    press(page, 's')
    page.locator('.counts', has_text='1 decided, 1 skipped').wait_for()
    press(page, 'u', 'u')
    wait_for(lambda: not store.values('review') and not store.values('label'))
    press(page, '2', 'Space')
    page.locator('.counts', has_text='2 decided, 0 skipped, 1 left').wait_for()
    page.locator('.status.good').wait_for()
    assert len(store.values('label')) == 2
    assert not page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('aoi-review ')).length")
    shoot(page, 'review_widget')
    last = path_shown(page)  # somebody with a clock that is ahead decides before
    ahead = {'path': last, 'sha256': hashes[last], 'decision': 'label', 'label': 'void',
             'time': f'{datetime.now(UTC) + timedelta(hours=1):%Y-%m-%dT%H:%M:%S.000Z}'}
    save_decision(store, ahead, hashes)
    press(page, '1')
    wait_for(lambda: store.values('label')[last] == 'cross_section')
    assert [entry.after for entry in store.history('label', last)][:2] == ['cross_section', 'void']


def test_widget_with_a_dead_kernel_loses_nothing(page, voila, run, shoot):
    store = LabelStore(run/'labels.sqlite', 'Ana')
    open_widget(page, voila, run)
    press(page, '1')
    page.locator('.counts', has_text='1 decided').wait_for()
    os.kill(int((voila.folder/'kernel.pid').read_text()), signal.SIGKILL)
    press(page, '2')
    page.locator('.alarm', has_text='1 decision not saved').wait_for()
    assert states(page)[1] == 'unsure' and counts(page) == '1 decided, 0 skipped, 1 left, 1 not saved'
    assert len(store.values('label')) == 1
    shoot(page, 'review_widget_dead_kernel')
    page.reload()
    page.locator('.frame img:not([hidden])').wait_for(timeout=60_000)
    page.locator('.counts', has_text='2 decided, 0 skipped, 1 left').wait_for()
    page.locator('.status.good').wait_for()
    assert len(store.values('label')) == 2
