"""Programs edited to let bad parts through, by an editor who leaves the seal as it is and by one who seals anew.

An edited file is never used; one that is sealed anew is used only where every value is one that a program may have, and
then it still passes no part that is missing, of another shape, or further away than any tolerance reaches.
"""
import contextlib
import json
import os
from collections import Counter

import numpy as np

from ._mutants import dumped, edited, flipped

FULL = 1504
PART = [[78., 102.], [178., 102.], [78., 154.], [178., 154.]]
AIMED = [('tolerance', 'shift_px'), ('tolerance', 'rotation_deg'), ('limits', 'shift_px'), ('limits', 'rotation_deg'),
         ('limits', 'misfit'), ('limits', 'shape_px'), ('limits', 'visible'), ('limits', 'level'), ('mm_per_px',),
         ('golden_corners_window_px',), ('nominal_corners_px',), ('window', 'scale'), ('files',), ('symmetry',),
         ('nominal_board_px',), ('frame', 'kind'), ('frame', 'model'), ('frame', 'reason'), ('frame', 'board_px'),
         ('frame',)]
ODD = [None, True, '4', '', 'nan', -1, -0.001, 0, 1e-300, 400, 1e9, 1e300, [], {}, [4], PART[:3], [*PART, PART[0]],
       [[0, 0]]*4, [[None, None]]*4, {'golden/a.png': PART[:3]}, {'golden/a.png': []}, 'photo', 'board', 'similarity',
       '\x01constant']


def make_program(folder):
    "A program with a stand-in network, and its program.json."
    import tensorflow as tf

    from aoi_nb.core.files import project_path
    from aoi_nb.core.litert import litert_bytes
    from aoi_nb.inspection.frames import learn_choice, part_on_board
    from aoi_nb.inspection.judgement import Limits, Tolerance
    from aoi_nb.inspection.program import ProgramContents, save_program
    from aoi_nb.inspection.registration import Registrar
    from aoi_nb.inspection.window_sets import read_boards
    from aoi_nb.inspection.windows import Window

    def mean_colour(pixels, training):
        return tf.tile(tf.reduce_mean(pixels, axis=(1, 2))[:, None, :2], (1, 4, 1))

    boards, _ = read_boards(project_path('data', 'boards'))
    choice, reference = learn_choice('board', 'rigid', list(boards.images[:4]), boards.corners[:4])
    on_board = part_on_board(np.array([PART]), [Registrar(reference)(boards.images[0])])
    limits = Limits(0.11, 0.08, 0.2, 0.8, 0.4, 0.95, 12, 33, 1.3)
    contents = ProgramContents(litert_bytes(mean_colour, (256, 256, 3)), Window(1., 0., 0., 256, 256), np.array(PART),
                               Tolerance(4., 3., 'example'), limits, 0.05, origin={'mode': 'default'}, frame=choice,
                               reference=reference, nominal_board=on_board)
    save_program(folder, contents, {'a.png': boards.images[0]}, lambda path: path.write_bytes(b'weights'))
    return folder/'program.json'


def bad_parts():
    "Parts that no sound program passes."
    from aoi_nb.inspection.judgement import Found

    part = np.array(PART)
    yield Found(part, misfit=1e6, visible=0.0)  # missing
    yield Found(part*[1.6, 0.5], misfit=0.3)  # of another shape
    yield Found(part + np.array([300., 0.]), misfit=0.3)  # beyond the photograph


def mutant(stored, draw):
    "Edited contents, as bytes, and whether the editor sealed them anew."
    from aoi_nb.inspection.program_file import seal_of

    content = json.loads(json.dumps(stored))
    if draw.random() < 0.5:
        *head, last = draw.choice(AIMED)
        around = content
        for name in head:
            around = around[name]
        around[last] = draw.choice(ODD)
    else:
        content = edited({name: value for name, value in content.items() if name != 'seal'}, draw)
        if isinstance(content, dict):
            content['seal'] = stored['seal']
    anew = draw.random() < 0.7 and isinstance(content, dict)
    text = dumped(content, draw)
    if anew:  # as Python reads it, NaN included
        with contextlib.suppress(ValueError, RecursionError):
            content = json.loads(text)
            seal = seal_of(content)
            text = json.dumps({**content, 'seal': seal}).encode()
    return text, anew


def attack(count, draw, folder):
    "Edit program.json, open the program, and show it bad parts."
    from aoi_nb.core.files import BadInput, project_path
    from aoi_nb.core.images import read_image
    from aoi_nb.inspection.program import load_program
    from aoi_nb.inspection.program_file import seal_of
    from aoi_nb.inspection.program_versions import set_tolerance

    counts, photo = Counter(), read_image(project_path('data', 'boards', 'board01.png'))
    with contextlib.redirect_stderr(open(os.devnull, 'w')):
        file = make_program(folder/'program')
    whole, stored = file.read_bytes(), json.loads(file.read_bytes())
    for _ in range(count):
        text, anew = (flipped(whole, draw), False) if draw.random() < 0.1 else mutant(stored, draw)
        file.write_bytes(text)
        counts['tried'] += 1
        try:
            program = load_program(folder/'program')
            same = seal_of(json.loads(text)) == stored['seal']
            counts['same contents' if same else 'sealed anew and plausible' if anew else 'wrong pass'] += 1
            frame = program.register(photo)
            verdicts = [program.judge(part, frame)['verdict'] for part in bad_parts()]
            counts['wrong pass'] += verdicts.count('pass')
        except BadInput as error:
            counts['refused' if '\n' not in str(error) and len(str(error)) < 4000 else 'traceback'] += 1
        except Exception as error:
            counts['traceback'] += 1
            counts[f'{type(error).__name__} {str(error)[:60]}'] += 1
        with contextlib.suppress(BadInput):
            wanted = draw.choice([3., float('nan'), -1., 1e9])
            set_tolerance(folder/'program', 'drawing', 'trial', 'Ana', shift_px=wanted)
            counts['changed by the command'] += 1
    return counts
