"One wrong label among a dozen: it is refused or named, moves neither nominal place nor verdict; honest ones stay."
import csv
import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, refused

from aoi_nb.core.files import project_path, write_json
from aoi_nb.core.parameters import stage_settings
from aoi_nb.inspection.annotation import compare_labels, golden_part, label_doubts, misshape
from aoi_nb.inspection.boards import doubtful_labels, preflight, run_boards
from aoi_nb.inspection.corner_rows import CORNER_COLUMNS, read_corner_rows
from aoi_nb.inspection.label_check import check_run_labels, contradicted, label_warnings
from aoi_nb.inspection.pose import nearest_labels
from aoi_nb.inspection.window_sets import read_boards, write_boards

KINDS = ['corner', 'moved', 'skewed', 'turned', 'larger']
REAL = Path(os.environ.get('AOI_REAL_DATA', ROOT.parent/'shared'/'data'))


@pytest.fixture(scope='module')
def boards():
    return read_boards(project_path('data', 'boards'))[0]


def spoiled(corners, index, kind, size):
    "The labels with one that is wrong; `size` is the largest distance of a corner from where it belongs, px."
    corners = corners.copy()
    label, centre = corners[index], corners[index].mean(axis=0)
    away, far = label - centre, np.linalg.norm(label - centre, axis=1).max()
    if kind == 'corner':
        label[index % 4] += size*away[index % 4]/np.linalg.norm(away[index % 4])
    if kind == 'moved':
        label += size*np.array([0.8, -0.6])
    if kind == 'skewed':
        label[[1, 3], 1] += size
    if kind == 'turned':
        angle = 2*np.arcsin(size/far/2)
        label[:] = away @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]) + centre
    if kind == 'larger':
        label[:] = away*(1 + size/far) + centre
    return corners


@pytest.mark.parametrize('kind', KINDS)
@pytest.mark.parametrize(('size', 'index'), [(3, 0), (6, 4), (12, 11), (30, 7)])
def test_a_wrong_label_is_found_and_moves_nothing(boards, kind, size, index):
    corners = spoiled(boards.corners, index, kind, size)
    moved = np.linalg.norm(golden_part(corners) - golden_part(boards.corners), axis=1).max()
    assert moved < 0.5, moved  # the mean would move by up to 30/12 px
    assert misshape(golden_part(boards.corners), golden_part(corners)) < 0.05  # and stays a rectangle
    doubtful = np.isin(np.arange(12), [doubt.index for doubt in label_doubts(corners)])
    assert not np.delete(doubtful, index).any()
    checks, wrong = contradicted(replace(boards, corners=corners), 12, doubtful)
    assert np.flatnonzero(wrong).tolist() == [index]
    assert np.linalg.norm(checks[index].answer - boards.corners[index], axis=1).max() < 0.5  # the true place is found


@pytest.mark.parametrize('order', [[3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]])
def test_another_order_is_refused_by_name_unless_the_part_looks_the_same(boards, order):
    corners = boards.corners.copy()
    corners[7] = corners[7][order]
    where = [f'corners.csv row {k + 2}' for k in range(12)]
    refused(lambda: compare_labels(corners, where, boards.names), 'corners.csv row 9 (board08.png)')
    assert compare_labels(corners, where, boards.names, symmetry=4) == {}


@pytest.mark.parametrize('label', [[[0, 0], [163, 0], [15, 88], [173, 140]], [[0, 0], [163, 0], [0, 89], [158, 140]]])
def test_sides_of_163_140_166_and_89_px_are_no_part_of_100_by_100(boards, label, tmp_path):
    folder = shutil.copytree(project_path('data', 'boards'), tmp_path/'boards')
    with open(folder/'corners.csv', newline='') as file:
        rows = list(csv.DictReader(file))
    numbers = (np.array(label, float) + 60).ravel().tolist()
    rows[5] |= dict(zip(CORNER_COLUMNS, numbers, strict=True))
    with open(folder/'corners.csv', 'w', newline='') as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    settings = stage_settings('boards', {'boards_dir': str(folder)})
    message = refused(lambda: preflight(vars(settings)), 'board06.png')
    assert 'corners.csv' in message and '100×100 px' in message


@pytest.mark.parametrize('count', [2, 3, 5, 12, 30])
@pytest.mark.parametrize('size', [(100, 100), (100, 50), (240, 160)])
def test_honest_hands_are_not_refused_and_seldom_doubted(count, size):
    generator = np.random.default_rng(count)
    part, doubted = np.array([[0, 0], [size[0], 0], [0, size[1]], size], float), 0
    for _ in range(20):
        noise = generator.choice([0.05, 1, 2, 3])
        places = generator.normal(0, generator.choice([0.5, 5]), (count, 1, 2))
        doubts = label_doubts(part + places + generator.uniform(-noise, noise, (count, 4, 2)))
        assert not any(doubt.impossible for doubt in doubts)
        doubted += len(doubts)
    assert doubted <= 4  # sentences in 20 folders


def test_two_labels_of_one_kind_do_not_hide_each_other(boards):
    corners = spoiled(spoiled(boards.corners, 2, 'moved', 12), 9, 'moved', 12)
    assert np.flatnonzero(contradicted(replace(boards, corners=corners), 12, np.zeros(12, bool))[1]).tolist() == [2, 9]


@pytest.mark.parametrize('folder', ['boards', 'sites_golden', 'sites_real'])
def test_real_labels_read_by_hand_are_neither_refused_nor_contradicted(folder):
    if not (REAL/folder).is_dir():
        pytest.skip('needs AOI_REAL_DATA')
    images, _ = read_boards(REAL/folder)
    assert doubtful_labels(str(REAL/folder)) == {}
    _, wrong = contradicted(images, len(images), np.zeros(len(images), bool))
    assert wrong is None or not wrong.any()


@pytest.mark.parametrize('symmetry', [2, 4])
@pytest.mark.parametrize('count', [2, 3, 6, 12])
def test_labels_of_a_symmetric_part_may_begin_at_any_corner(symmetry, count):
    generator = np.random.default_rng(count)
    orders = {2: [[0, 1, 2, 3], [3, 2, 1, 0]], 4: [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]]}[symmetry]
    size = (100, 100) if symmetry == 4 else (120, 80)
    part = np.array([[0, 0], [size[0], 0], [0, size[1]], size], float)
    for _ in range(30):
        drawn = part + generator.normal(0, 2, (count, 1, 2)) + generator.uniform(-1, 1, (count, 4, 2))
        corners = np.array([label[orders[generator.integers(len(orders))]] for label in drawn])
        assert not any(doubt.impossible for doubt in label_doubts(corners, symmetry=symmetry))
        golden = nearest_labels(golden_part(corners, symmetry=symmetry)[None], part[None], symmetry)[0]
        assert misshape(part, golden) < 2 and np.linalg.norm(golden - part, axis=1).max() < 6


def test_of_two_photographs_in_opposite_order_one_is_named():
    part = np.array([[0., 0], [100, 0], [0, 100], [100, 100]])
    doubt, = (one for one in label_doubts(np.stack([part, part[::-1]])) if one.impossible)
    assert doubt.index == 1 and 'turned by 180°' in doubt.sentence


@pytest.mark.parametrize('noise', [1, 2, 3])
@pytest.mark.parametrize('seed', range(3))
def test_a_label_moved_by_12_px_is_named_among_labels_read_by_hand(boards, noise, seed):
    honest = boards.corners + np.random.default_rng(seed).uniform(-noise, noise, boards.corners.shape)
    for corners, named in ((honest, []), (spoiled(honest, 4, 'moved', 12), [4])):
        doubtful = np.isin(np.arange(12), [doubt.index for doubt in label_doubts(corners)])
        assert np.flatnonzero(contradicted(replace(boards, corners=corners), 12, doubtful)[1]).tolist() == named


def split_run(folder, boards, train, unseen, doubtful=(), **told):
    "A run folder in which the photographs are split as said; the unseen ones are the real ones, too."
    for name, chosen in (('train', train), ('unseen', unseen), ('real', unseen)):
        write_boards(folder/'boards'/name, boards.select(chosen))
    write_json(folder/'boards'/'metrics.json', {'doubtful': dict.fromkeys(doubtful, ''), 'symmetry': 1, **told})
    return folder


def test_where_the_only_photograph_kept_apart_is_doubted_the_others_say_where_its_part_is(boards, tmp_path):
    wrong = replace(boards, corners=spoiled(boards.corners, 11, 'moved', 12))
    run = split_run(tmp_path, wrong, range(11), [11], files={'board12.png': 'board12.jpg'})
    report = check_run_labels(run)
    assert report.doubted == {'board12.png'} and report.told_apart
    sentence, = label_warnings(report, 1.0)
    assert 'board12.jpg' in sentence and 'stands for it in limits' in sentence and 'do without' not in sentence


def test_where_nothing_is_known_of_the_only_photograph_kept_apart_the_run_stops(boards, tmp_path):
    run = split_run(tmp_path, boards.select(range(3)), [0, 1], [2], ['board03.png'])
    message = refused(lambda: check_run_labels(run), 'board03.png')
    assert 'boards.unseen_photos' in message


def test_the_warning_says_so_where_the_nominal_place_follows_a_contradicted_label(boards, tmp_path):
    wrong = replace(boards, corners=spoiled(boards.corners, 0, 'moved', 12))
    report = check_run_labels(split_run(tmp_path, wrong, [0], range(1, 12)))
    assert not report.doubted and [check.name for check in report.wrong] == ['board01.png']
    sentence, = label_warnings(report, 1.0)
    assert 'the nominal place follows this label' in sentence and 'do without' not in sentence


def test_where_labels_cannot_be_compared_a_warning_says_so(boards, tmp_path):
    report = check_run_labels(split_run(tmp_path, boards.select(range(3)), [0, 1], [2], ['board01.png']))
    sentence, = label_warnings(report, 1.0)
    assert 'could not be held against' in sentence and 'not used: board01.png' in sentence


def test_a_photograph_without_a_site_is_never_counted_to_the_site_of_another(boards, tmp_path):
    write_boards(tmp_path, replace(boards.select(range(3)), sites=('', 'board01', 'line')))
    assert [row.site for row in read_corner_rows(tmp_path)] == ['board01 (alone)', 'board01', 'line']


def test_the_scale_is_that_of_the_program_and_files_keep_their_names(boards, tmp_path):
    some = replace(boards, mm_per_px=np.where(np.arange(12) % 2, 0.02, np.nan))
    write_boards(tmp_path/'boards', some)
    (tmp_path/'boards'/'board01.png').rename(tmp_path/'boards'/'board01.bmp')
    table = tmp_path/'boards'/'corners.csv'
    table.write_text(table.read_text().replace('board01.png', 'board01.bmp'))
    result = run_boards(stage_settings('boards', {'boards_dir': str(tmp_path/'boards')}), tmp_path/'run')
    assert result.metrics['mm_per_px'] == pytest.approx(0.02, rel=0.01)
    assert result.metrics['files'] == {'board01.png': 'board01.bmp'}


def test_real_labels_of_a_symmetric_part_may_begin_at_any_corner(boards, tmp_path):
    run = split_run(tmp_path, boards, range(10), [10, 11], symmetry=2)
    write_boards(run/'boards'/'real', replace(boards, corners=boards.corners[:, ::-1], names=tuple(
        f'line{k}.png' for k in range(12))))
    assert not check_run_labels(run).wrong
