"A full disk, a disk that answers with errors, kill -9: the run that is taken up ends in the same metrics."
import random
from types import SimpleNamespace

import pytest
from attack import bad_day, faults
from conftest import refused

from aoi_nb.core.files import atomic_file, write_json
from aoi_nb.core.processes import leftovers
from aoi_nb.runs.pipeline import clear_leftovers, clear_stage
from aoi_nb.soldering.vector_store import locked

STAGE = SimpleNamespace(name='second', folders=('second', 'beside'))


def test_runs_survive_faults_at_calls_of_the_system(tmp_path):
    counts = bad_day.attack(60, random.Random(1), tmp_path)
    if counts['not traced']:
        pytest.skip('strace is not installed, or may not trace here')
    assert counts['points in all'] > 5000 and counts['tried'] == 60
    assert not faults(counts), counts
    assert counts['killed'] > 3 and counts['one line'] > 10 and counts['the same again'] > 55, counts


@pytest.mark.parametrize('folder', STAGE.folders)
def test_a_stage_whose_old_files_stay_does_not_begin(tmp_path, monkeypatch, folder):
    write_json(tmp_path/folder/'checkpoint.json', [25, 36])
    with monkeypatch.context() as patch:
        patch.setattr('os.unlink', lambda *path, **options: (_ for _ in ()).throw(OSError(5, 'Input/output error')))
        refused(lambda: clear_stage(tmp_path, STAGE), 'a disk that answers with an error')
    assert not (tmp_path/folder).exists()  # nothing goes on from what could not be removed
    clear_leftovers(tmp_path, [STAGE])
    assert not list(tmp_path.iterdir())


def test_what_killed_writes_left_is_removed_and_nothing_that_is_written_now(tmp_path):
    mine = ('manifest.json', 'metrics.json', 'report.html', 'second/a.json', 'second/parts/b.npy')
    names = (*mine, 'labels.json', 'vectors/0123456789abcdef.json', 'vectors/0123456789abcdef.tflite')
    half = {}
    for name in names:
        with atomic_file(tmp_path/name) as half[name]:
            pass
        half[name].touch()
        assert half[name] in leftovers(tmp_path/name)
    clear_leftovers(tmp_path, [STAGE])
    assert {name: half[name].exists() for name in names} == {name: name not in mine for name in names}
    vectors = tmp_path/'vectors'
    with atomic_file(vectors/'fedcba9876543210.json') as other, locked(vectors, '0123456789abcdef'):
        assert list(vectors.glob('.*')) == [other]
