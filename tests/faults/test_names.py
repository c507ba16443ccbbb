"Names that a table, a page or a disk cannot hold: handled or refused by one line, in every command that takes them."
import csv
import json
import os

import numpy as np
import pytest

from aoi_nb.core.files import BadInput
from aoi_nb.core.images import write_png
from aoi_nb.core.parameters import stage_settings
from aoi_nb.exchange.corner_export import BOARDS, export
from aoi_nb.exchange.corner_import import import_boards
from aoi_nb.inspection.corner_rows import read_corner_rows
from aoi_nb.labelling.corner_page import acts_on
from aoi_nb.labelling.corner_table import AnnotatedFolder
from aoi_nb.labelling.pages import answer_message
from aoi_nb.labelling.server import PAGES, page_cell
from aoi_nb.runs.cli_program import evaluate_command
from aoi_nb.runs.pipeline import run_functions
from aoi_nb.runs.record import file_hashes
from aoi_nb.soldering.corpus import read_corpus, run_corpus

CORNERS = [[20, 10], [50, 10], [20, 40], [50, 40]]
WELL = [' lead.png', 'trail .png', '\u00a0x.png', '\u3000y.png', 'Pru\u0308fung.png', '=1+1.png', "'=x.png",
        '\uff1d2.png', '-3.png', '#1%20.png', 'a?b&c.png', 'q\'"uote.PNG', '<b>.png', 'a,b;c.png', 'x'*251 + '.png',
        'ü'*125 + '.png', '🔥.png']
ODD = [b'bad\xff.png', b'a\nb.png', b'a\tb.png', b'back\\slash.png', b'\xed\xa0\x80.png', b'a\xc2\x85b.png']


def photograph(folder, name, level=90):
    "A photograph of a name of bytes or text."
    write_png(folder/'written.png', np.broadcast_to(np.asarray(level, np.uint8), (60, 80, 3)))
    os.replace(os.fsencode(folder/'written.png'), os.fsencode(folder) + b'/' + os.fsencode(name))


def place_all(folder):
    "Click corners on every photograph of a folder, as the page does."
    work = AnnotatedFolder(folder, 'me')
    for name in work.names:
        told = {'do': 'place', 'name': name, 'before': None, 'after': CORNERS, 'why': 'test', 'id': 1}
        said, _ = answer_message(acts_on(work), told)
        assert 'refused' not in said, said
    return work.names


def test_names_come_back_as_they_were(tmp_path):
    for number, name in enumerate(WELL):
        photograph(tmp_path, name, 10*number)
    assert sorted(place_all(tmp_path)) == sorted(WELL)
    with open(tmp_path/'corners.csv', newline='', encoding='utf-8') as file:
        assert len(list(csv.reader(file))) == 1 + len(WELL)
    assert sorted(row.name for row in read_corner_rows(tmp_path)) == sorted(WELL)
    assert sorted(AnnotatedFolder(tmp_path, 'you').placed()) == sorted(WELL)


@pytest.mark.parametrize('kind', BOARDS)
def test_names_go_out_and_come_back(kind, tmp_path):
    names = [name for name in WELL if name == name.strip()]
    (tmp_path/'boards').mkdir()
    for number, name in enumerate(names):
        photograph(tmp_path/'boards', name, 10*number)
    place_all(tmp_path/'boards')
    long = 'o'*255
    try:
        export(tmp_path/'boards', kind, tmp_path/long)
    except BadInput as error:  # a label file that is longer than its photograph
        assert kind == 'labelme' and '\n' not in str(error) and not (tmp_path/long).exists()
        return
    import_boards(tmp_path/long, kind, tmp_path/'back', windows=False)
    assert sorted(row.name for row in read_corner_rows(tmp_path/'back')) == sorted(names)


@pytest.mark.parametrize('name', ODD)
def test_a_folder_of_photographs_with_an_odd_name_is_refused_when_it_is_opened(name, tmp_path):
    photograph(tmp_path, 'a.png')
    photograph(tmp_path, name)
    with pytest.raises(BadInput, match='rename') as caught:
        AnnotatedFolder(tmp_path, 'me')
    assert str(caught.value).encode() and not (tmp_path/'corners.csv').exists()


def test_a_collection_is_not_lost_by_a_name(tmp_path):
    images, rng = tmp_path/'images', np.random.default_rng(0)
    images.mkdir()
    for name in [*WELL, *ODD]:
        photograph(images, name, rng.integers(0, 255, (60, 80, 3), np.uint8))
    result = run_corpus(stage_settings('corpus', {'images_dir': str(images)}), tmp_path/'run')
    assert {*result.corpus['path']} == {*WELL, 'back\\slash.png'}
    assert len(result.quarantine) == len(ODD) - 1 and all('rename it' in reason for _, reason in result.quarantine)
    assert sorted(read_corpus(tmp_path/'run'/'corpus')['path']) == sorted(result.corpus['path'])
    recorded = json.dumps(file_hashes(images), ensure_ascii=False).encode()  # as a manifest has them
    assert len(json.loads(recorded)) == len(WELL) + len(ODD)


@pytest.mark.parametrize('settings, out, part', [
    ({'corpus.images_dir': 'h\udcff'}, 'run', 'text in UTF-8'),
    ({'corpus.labels_file': '\udcff.csv'}, 'run', 'text in UTF-8'),
    ({}, 'run\udcff', 'not UTF-8'), ({}, 'r'*256, '255 a name')])
def test_a_run_of_names_that_cannot_be_recorded_does_not_start(settings, out, part, tmp_path):
    with pytest.raises(BadInput, match=part) as caught:
        run_functions('soldering', settings, tmp_path/out)
    assert str(caught.value).encode() and not list(tmp_path.iterdir())


@pytest.mark.parametrize('folder, who, part', [
    ('run\udcff', '', 'not UTF-8'), ('a\nb', '', 'line break'), ('r'*256, '', '255 a name'),
    ('run', 'a\nb', 'who: found'), ('run', '\udcff', 'who: found'), ('run', 'x'*201, 'who: found')])
@pytest.mark.parametrize('kind', PAGES)
def test_a_page_of_names_that_cannot_be_kept_does_not_start(kind, folder, who, part, tmp_path):
    if len(folder) < 256:
        (tmp_path/folder).mkdir()
    with pytest.raises(BadInput, match=part) as caught:
        page_cell(kind, tmp_path/folder, who)
    assert str(caught.value).encode() and '\n' not in str(caught.value)


@pytest.mark.parametrize('out, part', [('m'*256, '255 a name'), ('m\udcff.json', 'not UTF-8')])
def test_figures_with_a_name_that_cannot_be_kept_are_refused_before_anything_is_measured(out, part, tmp_path):
    with pytest.raises(BadInput, match=part):  # there is no program: that would be seen next
        evaluate_command(tmp_path/'program', tmp_path/out, boards=tmp_path)
