"What README and CHANGELOG say of the demo comes from the runs that its own commands make."
import csv
import json
import re
from pathlib import Path

import cv2
import numpy as np
import pytest
from conftest import ROOT, aoi, made_once

from aoi_nb.core.files import project_path
from aoi_nb.inspection.pose import pose_of
from aoi_nb.inspection.program import load_program
from aoi_nb.inspection.window_sets import read_boards
from aoi_nb.labelling.review_items import read_queue

NUMBERS = {'eleven': 11, 'twelve': 12, 'six': 6}


@pytest.fixture(scope='session')
def demo(tmp_path_factory):
    "Both demo runs with default settings, and the demo's line judged."
    def make(folder):
        for words in (('run', 'inspection', '--out', folder/'boards'), ('run', 'soldering', '--out', folder/'images'),
                      ('inspect', folder/'boards'/'program', project_path('data', 'line'), '--out', folder/'verdicts')):
            done = aoi(*words)
            assert done.returncode == (words[0] == 'inspect'), done.stdout[-3000:] + done.stderr[-3000:]  # 1: some fail
    return made_once(tmp_path_factory, 'demo', make)


def claimed(pattern, file='README.md'):
    "What README or CHANGELOG says in the places of the groups: numbers, in digits or in words."
    text = ' '.join((ROOT/file).read_text(encoding='utf-8').split())
    found = re.search(pattern, text)
    assert found, f'{file} no longer says {pattern!r}'
    return [NUMBERS[word] if word in NUMBERS else float(word) for word in found.groups()]


def read(path: Path):
    "The content of a JSON file."
    return json.loads(path.read_text(encoding='utf-8'))


def test_verdicts_on_the_line(demo):
    boards, misplaced, passed, failed, shift, turn = claimed(
        r'of (\w+) new boards, (\w+) of them misplaced, ([\d.]+) pass and ([\d.]+) fail, none wrongly; '
        r'95 % of errors stay below ([\d.]+) px and ([\d.]+)°')
    with open(project_path('data', 'line', 'corners.csv'), newline='', encoding='utf-8') as file:
        truth = {row['image']: row['placement'] for row in csv.DictReader(file)}
    rows = [json.loads(line) for line in (demo/'verdicts'/'verdicts.jsonl').read_text().splitlines()]
    assert {row['image']: row['verdict'] for row in rows} == \
        {name: {'placed': 'pass', 'misplaced': 'fail'}[placement] for name, placement in truth.items()}
    assert [len(truth), list(truth.values()).count('misplaced')] == [boards, misplaced]
    assert [passed, failed] == [boards - misplaced, misplaced]
    assert claimed(r"the line's verdicts stay (\d+) pass and (\d+) fail", 'CHANGELOG.md') == [passed, failed]
    judged = read(demo/'boards'/'inspection'/'metrics.json')
    assert [judged['limits']['shift_px'], judged['limits']['rotation_deg']] == pytest.approx([shift, turn], abs=0.03)
    assert judged['limits']['level'] == 0.95
    assert [judged['rates'][name]['count'] for name in ('false_calls', 'escapes', 'faulty_escapes')] == [0, 0, 0]


def test_placement_on_the_line(demo):
    now, now_most, before, before_most = claimed(
        r'placement is wrong by ([\d.]+) px on average and ([\d.]+) px at most, before by ([\d.]+) and ([\d.]+) px',
        'CHANGELOG.md')
    with open(project_path('data', 'line', 'corners.csv'), newline='', encoding='utf-8') as file:
        truth = {row['image']: [float(row['shift_x_px']), float(row['shift_y_px'])] for row in csv.DictReader(file)}
    program, board, photo = read(demo/'boards'/'program'/'program.json'), [], []
    for row in [json.loads(line) for line in (demo/'verdicts'/'verdicts.jsonl').read_text().splitlines()]:
        corners = cv2.perspectiveTransform(np.array([row['corners_px']]), np.array(row['frame']['matrix']))[0]
        for errors, found, nominal in ((board, corners, program['nominal_board_px']),
                                       (photo, np.array(row['corners_px']), program['nominal_corners_px'])):
            errors.append(np.linalg.norm((found - np.array(nominal)).mean(axis=0) - truth[row['image']]))
    assert [np.mean(board), max(board)] == pytest.approx([now, now_most], abs=0.05)
    assert [np.mean(photo), max(photo)] == pytest.approx([before, before_most], abs=0.1)


def placed(folder):
    "How the parts of a demo folder were put down on their boards: image → px, px, degrees."
    with open(project_path('data', folder, 'corners.csv'), newline='', encoding='utf-8') as file:
        return {row['image']: np.array([float(row[name]) for name in ('shift_x_px', 'shift_y_px', 'rotation_deg')])
                for row in csv.DictReader(file)}


def board_pose(corners, matrix):
    "Centre and rotation of a part on its board: px, px, degrees."
    pose = pose_of(cv2.perspectiveTransform(np.array([corners], float), np.array(matrix))[0])
    return np.array([pose.centre_x, pose.centre_y, pose.rotation_deg])


def test_placement_on_the_line_from_where_the_drawing_has_the_part(demo):
    "Without the error of the place it is compared with, which is the mean of golden parts that scatter."
    shift, shift_most, turn, turn_most = claimed(
        r'compared with where the drawing has the part it is wrong by ([\d.]+) px on average and ([\d.]+) px at most, '
        r'([\d.]+)° and ([\d.]+)°', 'CHANGELOG.md')
    golden, register = read_boards(project_path('data', 'boards'))[0], load_program(demo/'boards'/'program').register
    drawn = np.mean([board_pose(corners, register(photo).matrix) - placed('boards')[name] for name, corners, photo
                     in zip(golden.names, golden.corners, golden.images, strict=True)], axis=0)
    rows = [json.loads(line) for line in (demo/'verdicts'/'verdicts.jsonl').read_text().splitlines()]
    wrong = np.array([board_pose(row['corners_px'], row['frame']['matrix']) - drawn - placed('line')[row['image']]
                      for row in rows])
    off, turned = np.hypot(*wrong.T[:2]), np.abs(wrong[:, 2])
    assert [off.mean(), off.max()] == pytest.approx([shift, shift_most], abs=0.03)
    assert [turned.mean(), turned.max()] == pytest.approx([turn, turn_most], abs=0.02)
    assert off.mean() <= 0.10 and off.max() <= 0.25


def test_labels_of_the_collection(demo):
    images, right, plain, groups, low = claimed(
        r'Of (\d+) test images without a given label the vote labels (\d+) right, five nearest images of one network '
        r'(\d+); they show (\w+) specimens only, so with 95 % confidence the share of right labels on others '
        r'is at least '
        r'([\d.]+\d)')
    metrics = read(demo/'images'/'metrics.json')
    assert claimed(r'Demo collection of (\d+) rendered', 'CHANGELOG.md') == [metrics['corpus']['images']]
    vote, one = metrics['vote'], metrics['baselines']['nearest_vectors']['builtin']
    assert [vote['n'], vote['groups'], metrics['corpus']['groups_cut']] == [images, groups, 0]
    assert vote['interval_unit'] == 'group'
    assert vote['n']*vote['accuracy'] == pytest.approx(right, abs=1)  # another processor may round another way
    assert one['n']*one['accuracy'] == pytest.approx(plain, abs=1)
    if vote['accuracy'] == 1:
        assert vote['intervals95']['accuracy'] == pytest.approx([low, 1], abs=0.006)


def test_no_figure_of_the_demo_is_without_its_baseline_and_interval(demo):
    real = read(demo/'boards'/'metrics.json')['real']
    assert real['baseline']['centre_mae_px'] > 10*real['centre_mae_px']
    low, high = real['intervals95']['centre_mae_px']
    assert low <= real['centre_mae_px'] <= high
    for network in ('builtin', 'builtin2'):
        entry = read(demo/'images'/'metrics.json')[network]['inductive']
        low, high = entry['intervals95']['accuracy']
        assert low <= entry['accuracy'] <= high and 1/20 <= entry['control']['p'] <= 1
        assert 0 <= entry['calibration']['ece'] <= 1 and 0 <= entry['calibration']['brier'] <= 1


def test_few_labels_leave_something_to_review(demo):
    known, said = claimed(r'with (\d+) labels only: about (\d+) images are left to a person')
    line, = re.findall('aoi (run soldering .*labels_few.csv) --out', (ROOT/'README.md').read_text(encoding='utf-8'))
    done = aoi(*line.split(), '--out', demo/'few', cwd=ROOT)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    queue = read_queue(demo/'few')
    assert said/2 <= len(queue.rows) <= 2*said and (queue.corpus['label'] != '').sum() == known
    now, = claimed(r'that with all labels has (\d+)', 'CHANGELOG.md')
    assert len(read_queue(demo/'images').rows) <= 2*now < said/2
    assert read(demo/'few'/'review'/'metrics.json')['page'] == len(queue.rows)  # all are on the page
