"The inspection chain as plain Python calls, without a kernel, gives what the command line gives."
import subprocess
import sys
import textwrap

from conftest import SMALL

from aoi_nb.core.files import read_json

STAGES = ('boards', 'synthesis', 'model', 'training', 'inspection')


def test_the_stages_are_functions(run, tmp_path):
    values = {stage: {} for stage in STAGES}
    for setting in SMALL:
        name, value = setting.split('=')
        stage, parameter = name.split('.')
        values[stage][parameter] = int(value)
    script = textwrap.dedent(f'''
        import importlib
        from pathlib import Path
        from aoi_nb.core.files import read_json
        from aoi_nb.core.parameters import stage_settings

        run, values = Path({str(tmp_path/'run')!r}), {values!r}
        for stage in {STAGES!r}:
            module = importlib.import_module(f'aoi_nb.inspection.{{stage}}')
            result = getattr(module, f'run_{{stage}}')(stage_settings(stage, values[stage]), run)
            assert result.metrics == read_json(run/stage/'metrics.json'), stage
    ''')
    finished = subprocess.run([sys.executable, '-c', script], cwd=tmp_path, capture_output=True, text=True, timeout=600)
    assert finished.returncode == 0, finished.stderr[-3000:]
    assert finished.stdout == ''
    for stage in STAGES:
        assert (tmp_path/'run'/stage/'metrics.json').read_bytes() == (run/stage/'metrics.json').read_bytes(), stage
    for file in ('boards/train/corners.csv', 'boards/window.json', 'synthesis/train.csv', 'synthesis/train.npy',
                 'synthesis/faulty.npy', 'model/train.npy', 'training/history.csv'):
        assert (tmp_path/'run'/file).read_bytes() == (run/file).read_bytes(), file
    mine, theirs = (read_json(folder/'program'/'program.json') for folder in (tmp_path/'run', run))
    for name in ('golden_corners_window_px', 'limits', 'nominal_corners_px', 'tolerance', 'window', 'origin'):
        assert mine[name] == theirs[name], name
