"Runs of an older layout, unfinished runs and runs that lack files: one line says what is missing and what to do."
import pytest
from conftest import refused

pytest.importorskip('pandas')

from aoi_nb.core.files import read_json, write_json
from aoi_nb.exchange.corner_export import RUNS, export
from aoi_nb.labelling.run_view import read_view
from aoi_nb.labelling.server import page_cell

KEPT_BY = {'corpus': 'corpus/corpus', 'clustering': 'clustering/grey_inductive', 'disagreement': 'disagreement/queue'}
READERS = {'corpus': RUNS, 'clustering': ('projector', 'predictions', 'figures'), 'disagreement': ('predictions',)}
LOST = {'embedding/grey.npy': 'embedding', 'reduction/colours_inductive.npy': 'reduction'}


def set_status(run, status, stage):
    "Record a run as one that stopped in a stage."
    record = read_json(run/'manifest.json')
    record['status'] = record['stages'][stage]['status'] = status
    write_json(run/'manifest.json', record)


def exports(run, kinds, out):
    "Calls that export a run."
    return [lambda kind=kind: export(run, kind, out/f'{kind}{"" if kind in ("projector", "figures") else ".csv"}')
            for kind in kinds]


@pytest.mark.parametrize('stage', KEPT_BY)
def test_tables_of_an_older_version_are_named_with_the_stage_to_run_again(sorted_copy, tmp_path, stage):
    (sorted_copy/f'{KEPT_BY[stage]}.parquet').unlink()
    for action in (lambda: page_cell('explore', sorted_copy, ''), lambda: read_view(sorted_copy),
                   *exports(sorted_copy, READERS[stage], tmp_path)):
        message = refused(action, 'a run of an older version')
        assert f'{KEPT_BY[stage].split("/")[1]}.csv' in message and f'--from {stage} makes it anew' in message
    assert not list(tmp_path.glob('*.csv')) and not (tmp_path/'projector').exists()


@pytest.mark.parametrize('file', LOST)
def test_a_lost_file_is_named_with_the_stage_to_run_again(sorted_copy, tmp_path, file):
    (sorted_copy/file).unlink()
    for action in (lambda: page_cell('explore', sorted_copy, ''), *exports(sorted_copy, ['projector'], tmp_path)):
        message = refused(action, f'no {file.split("/")[1]}')
        assert f'--from {LOST[file]} makes it anew' in message


def test_an_unfinished_run_is_continued_by_the_command_that_began_it(sorted_copy, tmp_path):
    set_status(sorted_copy, 'interrupted', 'reduction')
    for action in (lambda: page_cell('explore', sorted_copy, ''),
                   *exports(sorted_copy, ('projector', 'predictions', 'fiftyone', 'figures'), tmp_path)):
        assert 'interrupted' in refused(action, 'the same aoi run with this --out goes on with it')
    (sorted_copy/'reduction'/'metrics.json').unlink()
    refused(lambda: page_cell('explore', sorted_copy, ''), 'no reduction stage, expected a finished run')
    set_status(sorted_copy, 'failed', 'corpus')
    (sorted_copy/'corpus'/'metrics.json').unlink()
    for action in exports(sorted_copy, ('labels', 'predictions'), tmp_path):
        refused(action, 'no corpus stage')
