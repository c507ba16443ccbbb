"""Files of runs, of labels and of decisions, damaged and edited: every reader refuses in one line or reads.

Each kind of file is changed in place in a small finished run, its readers are called, and the file is put back.
"""
import contextlib
import json
import os
import sys
import traceback
import warnings
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import numpy as np

from ._mutants import csv_mutant, json_mutant, npy_mutant, npz_mutant, parquet_mutant, sqlite_mutant

FULL = 18*1500  # of each kind of file
JUDGED = {'n': 12, 'groups': 12, 'centre_mae_px': 0.5, 'centre_p95_px': 1.0, 'corner_p95_px': 1.5,
          'angle_median_deg': 0.1, 'intervals95': {'centre_mae_px': [0.4, 0.6]}, 'baseline': {'centre_mae_px': 3.0}}
RATE = {'n': 12, 'count': 1, 'rate': 0.0833, 'sites': 12, 'sites_with': 1, 'interval': [0.0, 0.4], 'level': 0.95}


def sorting_run(folder):
    "A finished soldering run with labels, pairs and communities that people gave, decisions and predictions."
    from aoi_nb.core.files import read_json, write_json
    from aoi_nb.core.tables import write_table
    from aoi_nb.demo.small_run import small_run
    from aoi_nb.labelling.decisions import run_id
    from aoi_nb.labelling.events import Change, pair_key
    from aoi_nb.labelling.store import LabelStore
    from aoi_nb.soldering.corpus import read_corpus
    from aoi_nb.soldering.summary import sorting_metrics

    run = small_run(folder)
    stages = read_json(run/'manifest.json')
    for name, entry in stages['stages'].items():
        entry |= {'notebook': {'name': f'{name}.ipynb', 'sha256': '0'*64}, 'key': '0'*64, 'outputs': {}, 'seconds': 1.0}
    write_json(run/'manifest.json', stages)
    networks = {name: {'name': name, 'kind': 'builtin', 'application': 'residual', 'file': 'a.npz', 'sha256': '0'*64,
                       'layer': 'pooled', 'input': [64, 64], 'preprocess': 'tf', 'resize': 'squash', 'key': '0'*16,
                       'near_duplicates': {'groups': 1, 'leaks': 0, 'left_out': [], 'median_nearest': 2.0,
                                           'pairs': {'0.25': 1, '0.5': 2}}} for name in ('colours', 'grey')}
    write_json(run/'embedding'/'metrics.json', {'networks': networks})
    write_json(run/'metrics.json', sorting_metrics(run, tuple(stages['stages'])))
    corpus = read_corpus(run/'corpus')
    paths = list(corpus['path'])
    store = LabelStore(run/'labels.sqlite', 'Ana')
    store.record([Change('label', paths[0], 'pore'), Change('pair', pair_key(*paths[:2]), 'same'),
                  Change('cluster', json.dumps(['grey inductive', paths[1]]), 0),
                  Change('bookmark', 'first', {'network': 'grey', 'map': 'inductive', 'rows': [0, 1]})], 'example')
    store.record([Change('label', paths[2], 'crack')], 'example')
    store.undo()
    entry = {'path': paths[0], 'sha256': corpus['sha256'][0], 'decision': 'label', 'label': 'pore',
             'time': '2026-05-01T12:30:00.000Z'}
    decisions = [entry, {**entry, 'path': paths[1], 'sha256': corpus['sha256'][1], 'decision': 'skip', 'label': ''}]
    write_json(folder/'decisions.json', {'format': 1, 'run': run_id(corpus), 'who': 'Ana', 'decisions': decisions})
    write_table(folder/'predictions.csv', ('path', 'label', 'confidence', 'disagree'), [(paths[0], 'pore', 0.5, 0)])
    return run


def board_run(folder):
    "What the readers of an inspection run look at; no network is needed."
    from aoi_nb.core.files import sha256, write_json
    from aoi_nb.core.parameters import stage_settings
    from aoi_nb.inspection.boards import run_boards
    from aoi_nb.inspection.datasets import Synthetic, save_synthetic
    from aoi_nb.inspection.frames import FrameChoice
    from aoi_nb.inspection.judgement import Limits
    from aoi_nb.inspection.program import FORMAT
    from aoi_nb.inspection.program_file import sealed
    from aoi_nb.inspection.window_sets import read_set
    from aoi_nb.inspection.windows import Window

    run = folder/'RUN'
    run_boards(stage_settings('boards', {}), run)
    golden = read_set(run, 'train')
    pose = np.zeros((4, 3))
    save_synthetic(run/'synthesis', 'train', Synthetic(golden.images[:4], golden.corners[:4], np.arange(4), pose, 0))
    (run/'training').mkdir()
    np.savez(run/'training'/'answers.npz', validation_rows=np.arange(2), unseen_rows=np.arange(2))
    write_json(run/'training'/'metrics.json', {name: JUDGED for name in ('validation', 'unseen', 'real')} | {
        'mode': 'default', 'search_px': 30.0})
    limits = asdict(Limits(0.1, 0.1, 0.2, 0.8, 0.4, 0.95, 12, 33, 1.3))
    tolerance = {'shift_px': 4.0, 'rotation_deg': 3.0, 'source': 'example'}
    judged = {name: JUDGED for name in ('validation', 'unseen', 'real')} | {
        'network': {'real': JUDGED}, 'verdicts': {'pass': 10, 'review': 1, 'fail': 1}, 'limits': limits,
        'tolerance': tolerance, 'calibration': {'unit': 'site', 'level_supported': 0.9, 'left_out': 3},
        'faulty': {'missing': {'review': 3}}, 'rates': {'false_calls': RATE, 'escapes': RATE}, 'warnings': ['one'],
        'frame': asdict(FrameChoice()), 'beyond_bounds': {'shift': RATE}, 'contradicted': {},
        'without_contradicted': {}}
    write_json(run/'inspection'/'metrics.json', judged)
    write_json(run/'metrics.json', {name: JUDGED for name in ('validation', 'unseen', 'real')})
    stages = {name: {'status': 'done', 'parameters': {'seed': 0}, 'notebook': {'name': 'a.ipynb', 'sha256': '0'*64}}
              for name in ('boards', 'synthesis', 'training', 'inspection')}
    write_json(run/'manifest.json', {'chain': 'inspection', 'status': 'done', 'stages': stages})
    part = golden.corners[0].tolist()
    (run/'program'/'golden').mkdir(parents=True)
    files = {name: run/'program'/name for name in ('model.tflite', 'golden/a.png')}
    for name, file in files.items():
        file.write_text(name)
    write_json(run/'program'/'program.json', sealed({
        'format': FORMAT, 'input': [256, 256, 3], 'files': {name: sha256(file) for name, file in files.items()},
        'golden_corners_window_px': {'golden/a.png': part}, 'nominal_corners_px': part, 'mm_per_px': 0.05,
        'window': asdict(Window(1., 0., 0., 256, 256)), 'tolerance': tolerance, 'limits': limits,
        'symmetry': 1, 'origin': {}, 'changes': [], 'nominal_board_px': None, 'frame': asdict(FrameChoice())}))
    notebook = {'cells': [{'cell_type': 'markdown', 'metadata': {}, 'source': '## This run'},
                          {'cell_type': 'code', 'metadata': {}, 'source': '1', 'execution_count': 1, 'outputs': [
                              {'output_type': 'display_data', 'metadata': {}, 'data': {'image/png': 'AAAA'}}]}],
                'metadata': {}, 'nbformat': 4, 'nbformat_minor': 5}
    (run/'inspection'/'a.ipynb').write_text(json.dumps(notebook))
    return run


def listed_runs(folder):
    "What `aoi runs` prints, whatever lies there."
    from aoi_nb.cli import columns
    from aoi_nb.core.files import BadInput
    from aoi_nb.runs.comparison import compare_runs

    try:
        for table in compare_runs(folder).values():
            columns(table)
    except BadInput as error:
        raise RuntimeError(f'the listing stopped: {error}') from None


def report_of(run, name):
    "The report of a run, as `aoi run` writes it at its end."
    from aoi_nb.runs.chains import find_chain
    from aoi_nb.runs.report import write_report

    return write_report(run, find_chain(name))


def taken_up(run, name):
    "What `aoi run` reads of a run that it goes on with."
    from aoi_nb.runs.pipeline import open_manifest, stage_warnings, unchanged
    from aoi_nb.runs.plan import Stage

    stages = [Stage(stage, run/stage, {}, {}) for stage in ('corpus', 'boards', 'inspection', 'embedding')]
    manifest = open_manifest(run, name, stages)
    for stage in stages:
        unchanged(run, stage, manifest['stages'].get(stage.name, {}), {'key': '0'*64})
        stage_warnings(run, stage.name)


def people(run):
    "What is read of a label store."
    from aoi_nb.core.files import BadInput
    from aoi_nb.exchange.run_export import people_labels
    from aoi_nb.labelling.cut_editor import apply_decisions
    from aoi_nb.labelling.events import CHANGE_KINDS
    from aoi_nb.labelling.metric_learning import stored_pairs
    from aoi_nb.labelling.session import open_bookmark, open_session, pairs_of, session_labels, used_labels
    from aoi_nb.labelling.store import LabelStore, export_labels

    people_labels(run)
    store = LabelStore(run/'labels.sqlite', 'Ben')
    values = {}
    for kind in CHANGE_KINDS:
        with contextlib.suppress(BadInput):
            values[kind] = store.values(kind)
    session = open_session(run, 'Ben')
    session_labels(session)
    used_labels(session)
    for action in (lambda: stored_pairs(values.get('pair', {}), session.view.paths), lambda: pairs_of(session),
                   lambda: apply_decisions(np.zeros(len(session.view.paths), int), values.get('cluster', {}),
                                           'grey inductive', session.view.paths),
                   lambda: [open_bookmark(session, name) for name in values.get('bookmark', {})],
                   store.history, store.undo, store.redo, lambda: export_labels(store, run.parent/'out.csv')):
        with contextlib.suppress(BadInput):
            action()


def sorting_readers(run):
    "Of a soldering run: kind of file → files, how they are changed, what reads them."
    from aoi_nb.core.tables import read_labels
    from aoi_nb.exchange.run_export import export_labels_csv, projector_columns, run_labels
    from aoi_nb.labelling.decisions import merge_decisions, read_decisions
    from aoi_nb.labelling.review_items import read_queue, review_data
    from aoi_nb.labelling.run_view import COLOUR_BY, colour_by, image_facts, read_view
    from aoi_nb.labelling.store import LabelStore
    from aoi_nb.soldering.corpus import read_corpus
    from aoi_nb.soldering.disagreement import read_disagreement
    from aoi_nb.soldering.embedding import run_networks
    from aoi_nb.soldering.ensemble import read_hidden, read_members, shuffled_vote, voting_names
    from aoi_nb.soldering.extractors import read_about
    from aoi_nb.soldering.prediction import check_target, voting_networks
    from aoi_nb.soldering.projection import load_map
    from aoi_nb.soldering.reduction import read_vectors
    from aoi_nb.soldering.repeated_maps import load_repeated
    from aoi_nb.soldering.run_reader import check_run, list_maps, read_map, read_record, recorded_images
    from aoi_nb.soldering.summary import sorting_metrics, sorting_report

    def looked_at():
        view = read_view(run)
        for network in ('', *view.networks):
            for by in COLOUR_BY:
                colour_by(view, by, network)
        for row in (0, len(view.paths) - 1):
            image_facts(view, row)
        for network in view.networks:
            view.vectors(network)

    def merged():
        merge_decisions(LabelStore(run/'labels.sqlite', 'Ben'), read_decisions(folder/'decisions.json', run))

    folder, stages = run.parent, ('corpus', 'embedding', 'reduction', 'clustering', 'disagreement')
    count = len(read_corpus(run/'corpus'))
    whole = [looked_at, lambda: review_data(read_queue(run), 9), lambda: run_labels(run),
             lambda: read_disagreement(run), lambda: sorting_metrics(run, stages)]
    listed = [lambda: listed_runs(folder)]
    return {
        'manifest': (['manifest.json'], json_mutant, [
            *listed, lambda: read_record(run), lambda: check_run(run), lambda: recorded_images(run),
            lambda: taken_up(run, 'soldering'), lambda: report_of(run, 'soldering'), looked_at]),
        'metrics': (['metrics.json'], json_mutant, [
            *listed, lambda: list(sorting_report(run, stages, lambda stage: [])), lambda: report_of(run, 'soldering')]),
        'stage metrics': ([f'{stage}/metrics.json' for stage in stages], json_mutant, [
            *whole, lambda: check_run(run), lambda: read_vectors(run, [], count), lambda: voting_networks(run),
            lambda: voting_names(run, [], 1), lambda: read_members(run, []), lambda: run_networks(run/'embedding'),
            lambda: taken_up(run, 'soldering'), lambda: list(sorting_report(run, stages, lambda stage: []))]),
        'record': (['vectors/0.json'], json_mutant, [lambda: read_about(run/'vectors', '0')]),
        'maps': ([f'reduction/grey_inductive{part}.npz' for part in ('', '_folds', '_shuffles')], npz_mutant, [
            lambda: load_map(run/'reduction'/'grey_inductive.npz'),
            *(lambda part=part: load_repeated(run/'reduction'/f'grey_inductive_{part}.npz', count)
              for part in ('folds', 'shuffles'))]),
        'arrays': (['reduction/grey_inductive.npy', 'embedding/grey.npy', 'corpus/thumbnails.npy'], npy_mutant, [
            *whole, lambda: read_vectors(run, [], count), lambda: list_maps(run),
            lambda: read_map(run, 'grey', 'inductive', count)]),
        'labels': (['../labels.csv'], csv_mutant, [
            lambda: read_labels(folder/'labels.csv'), lambda: read_labels(folder/'labels.csv', folder/'images')]),
        'predictions': (['disagreement/predictions.parquet', 'disagreement/queue.parquet',
                         'clustering/grey_inductive.parquet', 'clustering/grey_inductive_hidden.parquet',
                         'clustering/grey_inductive_shuffled.parquet'], parquet_mutant, [
            *whole, lambda: read_members(run, []), lambda: read_hidden(run, ['grey', 'colours']),
            lambda: shuffled_vote(run, ['grey', 'colours']),
            lambda: projector_columns(run, 'grey', 'inductive', run_labels(run))]),
        'tables': (['disagreement/queue.csv', 'corpus/quarantine.csv', '../predictions.csv'], csv_mutant, [
            lambda: review_data(read_queue(run), 9), lambda: list(sorting_report(run, stages, lambda stage: [])),
            lambda: check_target(folder/'predictions.csv', ('path', 'label', 'confidence', 'disagree'))]),
        'corpus': (['corpus/corpus.parquet'], parquet_mutant, [
            *whole, lambda: export_labels_csv(run, folder/'out.csv')]),
        'store': (['labels.sqlite'], sqlite_mutant, [lambda: people(run)]),
        'decisions': (['../decisions.json'], json_mutant, [merged])}


def board_readers(run):
    "Of an inspection run: kind of file → files, how they are changed, what reads them."
    from aoi_nb.inspection.boards import doubtful_labels
    from aoi_nb.inspection.corner_rows import read_corner_rows
    from aoi_nb.inspection.datasets import load_synthetic
    from aoi_nb.inspection.evaluation import evaluation_sets
    from aoi_nb.inspection.program import FORMAT
    from aoi_nb.inspection.program_file import read_program_file
    from aoi_nb.inspection.summary import inspection_metrics, inspection_summary
    from aoi_nb.inspection.window_sets import read_boards
    from aoi_nb.labelling.corner_table import merge_placements, placements_in, read_corner_table

    stages, train = ('boards', 'synthesis', 'training', 'inspection'), run/'boards'/'train'

    def annotated():
        table = read_corner_table(train/'corners.csv')
        merge_placements(table, placements_in(table, {path.name for path in train.glob('*.png')}))

    summary = [lambda: inspection_metrics(run, stages), lambda: list(inspection_summary(run, stages, lambda stage: []))]
    return {
        'board metrics': (['metrics.json', 'inspection/metrics.json', 'boards/metrics.json', 'training/metrics.json'],
                          json_mutant, [
                              *summary, lambda: listed_runs(run.parent), lambda: taken_up(run, 'inspection')]),
        'notebook': (['inspection/a.ipynb', 'manifest.json'], json_mutant, [lambda: report_of(run, 'inspection')]),
        'program': (['program/program.json'], json_mutant, [lambda: read_program_file(run/'program', FORMAT)]),
        'answers': (['training/answers.npz'], npz_mutant, [lambda: evaluation_sets(run)]),
        'synthetic': (['synthesis/train.csv'], csv_mutant, [lambda: load_synthetic(run/'synthesis', 'train')]),
        'corners': (['boards/train/corners.csv'], csv_mutant, [
            lambda: read_corner_rows(train), lambda: read_boards(train), lambda: doubtful_labels(str(train)),
            annotated])}


def outcome(read, told):
    "What a reader does: 'read', 'refused' or 'traceback'."
    from aoi_nb.core.files import BadInput

    try:
        read()
        return 'read'
    except BadInput as error:
        return 'refused' if len(str(error)) < 4000 and '\n' not in str(error) else 'traceback'
    except Exception as error:
        where = ' < '.join(f'{Path(frame.filename).name}:{frame.lineno}' for frame in
                           reversed(traceback.extract_tb(error.__traceback__)[-3:]))
        told[f'{type(error).__name__} {str(error)[:80]!r} {where}'] += 1
        return 'traceback'


def attack(count, draw, folder):
    "Change a file, read it by all that read such files, put it back."
    counts, told = Counter(), Counter()
    with contextlib.redirect_stderr(open(os.devnull, 'w')), warnings.catch_warnings():
        warnings.simplefilter('ignore')
        runs = sorting_run(folder/'sorting'), board_run(folder/'boards')
        (runs[0]/'vectors').mkdir()
        (runs[0]/'vectors'/'0.json').write_text('{"dimensions": 9, "engine": "litert"}')
        kinds = [(run, kind, *what) for run, readers in zip(runs, (sorting_readers, board_readers), strict=True)
                 for kind, what in readers(run).items()]
        store = (runs[0]/'labels.sqlite').read_bytes()
        for number in range(count):
            run, kind, files, change, readers = kinds[number % len(kinds)]
            file = run/draw.choice(files)
            content = file.read_bytes()
            arguments = (content, draw, folder/'edited.sqlite') if change is sqlite_mutant else (content, draw)
            mutant = change(*arguments)
            file.write_bytes(mutant)
            counts['tried'] += 1
            for read in readers:
                if (found := outcome(read, told)) == 'traceback':
                    told[f'  {kind} {file.name}'] += 1
                counts[found] += 1
            file.write_bytes(content)
            if kind in ('store', 'decisions'):
                for other in runs[0].glob('labels.sqlite*'):
                    other.unlink()
                (runs[0]/'labels.sqlite').write_bytes(store)
    for line, times in told.most_common(60):
        print(times, line, file=sys.stderr)
    return counts
