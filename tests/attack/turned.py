"""Parts that are turned, mirrored, missing, foreign or blanked on boards that no program was made from: none may pass.

A program is made of twelve rendered photographs of each kind of part, with a stand-in for the network that answers
nearly where the part belongs; the light stays where it is when a part is turned. Among the kinds are packages with
hardly any marking.
"""
from collections import Counter
from dataclasses import dataclass

import numpy as np

from aoi_nb.demo.drawing import (
    blank,
    draw_chip,
    draw_leads,
    draw_package,
    frame,
    paint_box,
    photograph,
    shade,
    to_photo,
)
from aoi_nb.demo.rendered_boards import make_product, render_board
from aoi_nb.demo.scenes import CORNERS, draw_ground, draw_row, draw_scene_part
from aoi_nb.inspection.alignment import Refiner
from aoi_nb.inspection.calibration import golden_found, limits_from, measure_answers
from aoi_nb.inspection.judgement import Finder, Found, Tolerance, refine_found
from aoi_nb.inspection.pose import box_of, corners_of
from aoi_nb.inspection.program import Program
from aoi_nb.inspection.vicinity import learn_part, left_out_refiners
from aoi_nb.inspection.window_sets import Boards
from aoi_nb.inspection.windows import SIDE, Window

FULL = 3600
GOLDEN = 12  # photographs a program is made of
FAULTS = ('turned 90', 'turned 180', 'turned 270', 'mirrored', 'missing', 'foreign', 'blanked')


@dataclass(frozen=True)
class Kind:
    "A kind of part."
    half: tuple[float, float]  # half the width and height of the body, px
    draw: object  # draws it: canvas, frame, generator
    symmetry: int = 1  # turns after which it looks the same
    sides: bool = True  # whether its mirror image is another part


def plain(tone, dot, place, ink, half=40):
    "A leadless package with nothing on it but a dot."
    def draw(canvas, matrix, generator):
        count = int(half*2/9)
        for side in range(4):
            draw_row(canvas, matrix, side, half, (np.arange(count) - (count - 1)/2)*half*1.76/count,
                     (half*.07, half*.88/count), generator, True)
        paint_box(canvas, matrix, (half, half), (tone, tone, tone + 2), 1, 4, 2, 1.5, 30)
        paint_box(canvas, frame(-place*half, -place*half, 0, matrix), (dot, dot), (ink,)*3, dot, 3.6, 4, .8, 10)
    return Kind((half, half), draw)


def chip(letter, text='', band=False, **known):
    "A chip resistor or capacitor, or a diode with a band."
    def draw(canvas, matrix, generator):
        draw_chip(canvas, matrix, 90, 46, letter, generator, text)
        if band:
            paint_box(canvas, frame(-18, 0, 0, matrix), (3, 23), (190,)*3, 0, 4.7, 4.7, 1, 60)
    return Kind((45, 23), draw, **known)


def printed(canvas, matrix, generator):
    "A chip resistor of any value and make, either way round."
    text, way = str(generator.choice(['000', '103', '472', '1R5', '331', '22R'])), 180*generator.integers(2)
    turned = frame(0, 0, way, matrix)
    draw_chip(canvas, turned, 90, 46, 'R', generator, text)
    for side in (-1, 1):
        tone, width = generator.uniform(120, 250), generator.uniform(8, 14)
        paint_box(canvas, frame(side*(45 - width), 0, 0, turned), (width, 23), (tone,)*3, 1, 4.7, 4.7, 1, 60)


def scene(family, seed, **known):
    "A part of the demo's scenes; all its specimens are drawn alike."
    def draw(canvas, matrix, generator):
        return draw_scene_part(canvas, matrix, family, 40, np.random.default_rng(seed))
    return Kind(tuple(draw(blank(64, 1), frame(32, 32), None)), draw, **known)


def lettered(canvas, matrix, generator):
    "A quad flat pack with marking and a lot code that differs from part to part."
    for side in range(4):
        row = frame(0, 0, 90*side, matrix) @ np.array([[1, 0, 40], [0, 1, 0], [0, 0, 1]])
        draw_leads(canvas, row, (np.arange(9) - 4)*8., 9, 3.5, .2, generator)
    lot = f'{generator.integers(20, 27)}{generator.integers(10, 53)}'
    draw_package(canvas, matrix, (40, 40), ('AN44', 'QFP', lot), generator)


KINDS = {'dot': plain(70, 3., .7, 115), 'tiny dot': plain(60, 2.2, .75, 95),
         'grey, dark dot': plain(120, 2.5, .72, 90, 42),
         'any resistor': Kind((45, 23), printed, symmetry=2, sides=False),
         'resistor': chip('R', '103'), 'diode': chip('R', band=True, sides=False),
         'capacitor': chip('C', symmetry=2, sides=False), 'lettered': Kind((40, 40), lettered),
         'soic': scene('soic', 1), 'qfn': scene('qfn', 2), 'can': scene('can', 3),
         'connector': scene('connector', 4, sides=False), 'sot': scene('sot', 5), 'qfp': scene('qfp', 6), 'demo': None}


def board(kind, generator, fault='', other=None):
    "A photograph of a board, and where the part belongs on it."
    turn = {'turned 90': 90, 'turned 180': 180, 'turned 270': 270}.get(fault, 0)
    place = (*generator.normal(0, .5, 2), generator.normal(0, .3))
    if KINDS[kind] is None:
        image, corners, _ = render_board(make_product(np.random.default_rng(7)), generator,
                                         (place[0], place[1], place[2] + turn), scale=2)
        return image, corners[{0: [0, 1, 2, 3], 90: [2, 0, 3, 1], 180: [3, 2, 1, 0], 270: [1, 3, 0, 2]}[turn]]
    layout, canvas = np.random.default_rng([*kind.encode()]), blank(SIDE, 2)
    draw_ground(canvas, 'board', layout)
    whole = frame(127.5 + generator.uniform(-2, 2), 127.5 + generator.uniform(-2, 2), generator.uniform(-.6, .6))
    for x, y in ((-90, -95), (80, -100), (-100, 85), (95, 90), (0, 105), (-105, 0)):
        spot = frame(x + layout.uniform(-5, 5), y, 90*layout.integers(2), whole)
        draw_chip(canvas, spot, 17, 9, 'CR'[layout.integers(2)], generator)
    body = frame(*place, whole)
    part = frame(0, 0, turn, body) @ (np.diag([-1, 1, 1]) if fault == 'mirrored' else np.eye(3))
    if fault != 'missing':
        KINDS[other or kind].draw(canvas, part, generator)
    lit = shade(canvas, 225 + generator.uniform(-12, 12), generator.uniform(.7, .9))
    return photograph(lit, canvas.scale, generator), to_photo(CORNERS*KINDS[kind].half, body)


class NoNetwork:
    "Stands where the network would; what it would answer is given to the refinement."
    path = None


def program_of(kind):
    "A program made of rendered photographs of one kind of part, each measured by the others."
    made = [board(kind, np.random.default_rng([1, number])) for number in range(GOLDEN)]
    names = tuple(f'board{number}' for number in range(GOLDEN))
    boards = Boards(np.array([image for image, _ in made]), np.array([corners for _, corners in made]), names, names,
                    np.full(GOLDEN, np.nan))
    part, symmetry = boards.corners.mean(axis=0), 1 if KINDS[kind] is None else KINDS[kind].symmetry
    golden = golden_found(boards, left_out_refiners(boards.images, boards.corners, boards.sites))
    measured = measure_answers(golden, golden, boards.corners, boards.sites, part, symmetry)
    finder = Finder(NoNetwork())
    finder.refiner = Refiner(learn_part(boards.images, boards.corners))
    return Program('', '', finder, Window(1., 0., 0., SIDE, SIDE), part, None, Tolerance(6, 4, 'test'),
                   limits_from(measured, .95), symmetry)


def blanked(image, corners, generator):
    "A picture that was not taken as a whole: a band across the part, or the rest of the rows without content."
    image, top, height = image.copy(), corners[:, 1].min(), np.ptp(corners[:, 1])
    if generator.random() < .5:
        thick, first = max(3, round(generator.uniform(.04, .3)*height)), round(top + generator.uniform(.05, .65)*height)
        image[first:first + thick] = generator.choice([0, 128])
    else:
        image[int(generator.uniform(.1, .97)*SIDE):] = generator.choice([0, 128])
    return image


def judged(program, image, corners, generator):
    "The verdict, from an answer of the network that is up to 3 px and 2° off."
    away = np.array([*generator.uniform(-3, 3, 2), np.radians(generator.uniform(-2, 2)), 0, 0])
    return program.judge(refine_found(program.find.refiner, image, Found(corners_of(box_of(corners) + away))))


def faults_of(kind):
    "What can be wrong with a kind of part."
    if KINDS[kind] is None:
        return ('turned 90', 'turned 180', 'turned 270', 'blanked')
    same = {2: ['turned 180'], 4: ['turned 90', 'turned 180', 'turned 270']}.get(KINDS[kind].symmetry, [])
    return [fault for fault in FAULTS if fault not in same and (KINDS[kind].sides or fault != 'mirrored')]


def foreign_to(kind):
    "Parts that are none of a kind."
    same = {kind} | ({'resistor', 'any resistor'} if 'resistor' in kind else set())
    return [name for name in KINDS if name not in same and KINDS[name]]


def attack(count, draw, folder):
    "Of eight boards one is sound; a small attack tries few kinds, the one with hardly any marking first."
    counts, names = Counter(), list(KINDS)[:max(1, min(len(KINDS), count//24))]
    for first, kind in enumerate(names):
        program, others = program_of(kind), foreign_to(kind)
        for number in range(first, count, len(names)):
            generator, counts['tried'] = np.random.default_rng(draw.getrandbits(64)), counts['tried'] + 1
            fault = str(generator.choice(faults_of(kind))) if number//len(names) % 8 else ''
            other = str(generator.choice(others)) if fault == 'foreign' else None
            image, corners = board(kind, generator, fault, other)
            image = blanked(image, corners, generator) if fault == 'blanked' else image
            held = judged(program, image, corners, generator)['verdict'] != 'pass'
            counts[(f'{fault} held back' if held else 'wrong pass') if fault else 'reviewed' if held else 'passed'] += 1
    return counts
