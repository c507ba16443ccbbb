"""Defects by name on boards that no program was made from: none may pass, and each is to be called what it is.

The program is made of rendered golden photographs, as in `turned`, with a stand-in for the network; the boards have
other seeds, and each fault is drawn before the light falls on it. A whole attack prints how often each kind is called
what.
"""
from collections import Counter

import cv2
import numpy as np

from aoi_nb.demo.drawing import (
    SOLDER_COLOUR,
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
from aoi_nb.demo.rendered_boards import draw_bare, draw_printing, make_product
from aoi_nb.demo.scenes import CORNERS

from . import MISSED
from .turned import KINDS, judged, program_of

EACH, GOOD = 300, 3000  # boards of each fault, and without one
FALSE_FAILS = 0.001  # of good boards, at most
PRODUCT = make_product(np.random.default_rng(7))  # the demo's
EXPECTED = {'good': None, 'shift': 'shift', 'rotation': 'rotation', 'missing': 'missing', 'turned 90': 'polarity',
            'turned 180': 'polarity', 'turned 270': 'polarity', 'other marking': 'wrong_part',
            'other size': 'wrong_part', 'other package': 'wrong_part', 'mirrored': 'wrong_part',
            'second beside': 'second_part', 'second over': 'second_part', 'hair': 'obstructed', 'label': 'obstructed',
            'finger': 'obstructed', 'glare': 'obstructed'}
FULL = EACH*(len(EXPECTED) - 1) + GOOD


def pads(canvas, board):
    "The pads of the demo's part, with paste."
    length, width = PRODUCT.lead
    for side in range(4):
        for place in PRODUCT.leads:
            spot = frame(PRODUCT.half + length*.78, place, 0, frame(0, 0, 90*side, board))
            paint_box(canvas, spot, (length*.55, width*.66), SOLDER_COLOUR, 1, .7, .3, 1., 150)


def package(canvas, body, generator, azimuth, half=None, marking=None):
    "The demo's part, or one of another size or marking."
    half, (length, width) = half or PRODUCT.half, PRODUCT.lead
    for side in range(4):
        row = frame(0, 0, 90*side, body) @ np.array([[1, 0, half], [0, 1, 0], [0, 0, 1]])
        draw_leads(canvas, row, PRODUCT.leads*half/PRODUCT.half, length, width,
                   np.cos(np.deg2rad(90*side - azimuth)), generator)
    lot = f'{generator.integers(20, 27)}{generator.integers(1, 53):02d} {chr(65 + generator.integers(26))}' \
          f'{generator.integers(10, 100)}'
    lines = (*(marking or (PRODUCT.marking, 'QFP44')), lot)
    draw_package(canvas, body, (half, half), lines, generator, 46 + generator.uniform(-4, 4))


def other_package(canvas, body, generator):
    "A part of another kind."
    name = str(generator.choice([name for name in KINDS if KINDS[name]]))
    KINDS[name].draw(canvas, body, generator)


def hair(canvas, generator):
    "A hair or fibre across the part."
    start, way = generator.uniform(-30, 30, 2) + 127.5, generator.uniform(0, np.pi)
    bend = np.cumsum(generator.normal(0, .06, 40))
    steps = np.stack([np.cos(way + bend), np.sin(way + bend)], 1)*generator.uniform(3.5, 6)
    points = start + np.cumsum(steps, 0) - steps.sum(0)/2
    ink, wide = generator.choice([25, 60, 200]), generator.uniform(1.4, 2.6)
    line = [np.round((points + .5)*canvas.scale*16).astype(np.int32)]
    cv2.polylines(canvas.colour, line, False, (float(ink),)*3, max(1, round(wide*canvas.scale)), cv2.LINE_AA, 4)
    cv2.polylines(canvas.height, line, False, 7., max(1, round(wide*canvas.scale)), cv2.LINE_8, 4)


def label(canvas, board, generator):
    "A sticker that lies over part of it."
    side, way = generator.uniform(20, 45), generator.uniform(0, 360)
    spot = frame(*generator.uniform(-45, 45, 2), way, board)
    tone = [(235, 232, 222), (215, 190, 60), (70, 120, 190)][generator.integers(3)]
    paint_box(canvas, spot, (side, side*generator.uniform(.5, 1)), tone, 2, 7.5, 7, 1, 30)


def finger(canvas, generator):
    "A fingertip or glove that reaches in from a side."
    way = frame(127.5, 127.5, generator.uniform(0, 360))
    wide = generator.uniform(22, 34)
    tone = [(205, 150, 125), (120, 80, 60), (225, 228, 235), (60, 90, 160)][generator.integers(4)]
    tip = generator.uniform(-20, 40)
    paint_box(canvas, frame(tip + 150, 0, 0, way), (150, wide), tone, wide*.95, 24, 8, wide*.8, 20)


def glare(lit, scale, generator):
    "A reflection of the lamp over part of it."
    y, x = np.mgrid[:lit.shape[0], :lit.shape[1]].astype(np.float32)/scale - 127.5
    right, down = generator.uniform(-40, 40, 2)
    spot = np.exp(-((x - right)**2 + (y - down)**2)/2/generator.uniform(14, 26)**2)
    return lit + 420*spot[..., None]


def demo_board(fault, generator):
    "A photograph of the demo's product with a fault, and where the part is to be looked for."
    board = frame(127.5 + generator.uniform(-2, 2), 127.5 + generator.uniform(-2, 2), generator.uniform(-.6, .6))
    place = np.array([*generator.normal(0, .5, 2), generator.normal(0, .3)])
    way = generator.uniform(0, 2*np.pi)
    if fault == 'shift':
        place[:2] = np.array([np.cos(way), np.sin(way)])*generator.uniform(10, 14)
    if fault == 'rotation':
        place[2] = generator.uniform(6, 12)*generator.choice([-1, 1])
    if fault.startswith('turned'):
        place[2] += int(fault.split()[1])
    body, canvas, azimuth = frame(*place, board), blank(256, 2), 225 + generator.uniform(-12, 12)
    draw_bare(canvas, board, PRODUCT, generator)
    draw_printing(canvas, board, PRODUCT)
    pads(canvas, board)
    for x, y, turn, long, wide, kind, text, _, _ in PRODUCT.chips:
        right, down, twist = generator.normal(0, (.35, .35, .7))
        draw_chip(canvas, frame(x + right, y + down, turn + twist, board), long, wide, kind, generator, text)
    if fault == 'other package':
        other_package(canvas, body, generator)
    elif fault == 'other size':
        package(canvas, body, generator, azimuth, PRODUCT.half*generator.choice([.55, .7, 1.25]))
    elif fault == 'other marking':
        package(canvas, body, generator, azimuth, None, ('TI8031', 'MCU64'))
    elif fault == 'mirrored':
        package(canvas, body @ np.diag([-1, 1, 1]), generator, azimuth)
    elif fault != 'missing':
        package(canvas, body, generator, azimuth)
    if fault.startswith('second'):
        far = generator.uniform(30, 70) if fault == 'second over' else generator.uniform(125, 150)
        along = 90*generator.integers(4) if fault == 'second beside' else np.degrees(way)
        spot = frame(far, 0, 0, frame(0, 0, along, board))
        package(canvas, frame(0, 0, generator.uniform(0, 360), spot), generator, azimuth)
    if fault == 'hair':
        hair(canvas, generator)
    if fault == 'label':
        label(canvas, board, generator)
    if fault == 'finger':
        finger(canvas, generator)
    lit = shade(canvas, azimuth, generator.uniform(.7, .9))
    lit = glare(lit, canvas.scale, generator) if fault == 'glare' else lit
    found = body if fault in ('shift', 'rotation') else board  # where a network would look
    return photograph(lit, canvas.scale, generator), to_photo(CORNERS*PRODUCT.half, found)


def outcomes(program, boards):
    "How often each kind got which verdict and name; `boards` gives kind, photograph and where to look."
    found = Counter()
    for kind, image, corners, generator in boards:
        verdict = judged(program, image, corners, generator)
        found[kind, verdict['verdict'], verdict['defect']] += 1
    return found


def drawn(count, draw):
    "Boards of all kinds in turn, as many without a fault as a whole attack has beside the others."
    faults = [kind for kind in EXPECTED if EXPECTED[kind]]
    for number in range(count):
        generator = np.random.default_rng(draw.getrandbits(64))
        kind = faults[number % len(faults)] if number < count*len(faults)*EACH//FULL else 'good'
        image, corners = demo_board(kind, generator)
        yield kind, image, corners, generator


def table(found):
    "Verdicts and names of each kind, as text."
    lines = []
    for kind in EXPECTED:
        own = {key[1:]: count for key, count in found.items() if key[0] == kind}
        told = ', '.join(f'{count} {verdict} {name or "-"}' for (verdict, name), count in sorted(own.items(), key=str))
        lines.append(f'{kind:>14} ({EXPECTED[kind] or "-"}): {told}')
    return '\n'.join(lines)


def attack(count, draw, folder):
    "Faults must not pass, but for a hair that cannot be seen; a whole attack also holds the rates."
    found = outcomes(program_of('demo'), drawn(count, draw))
    if count >= FULL:
        print(table(found))
    counts = Counter(tried=count)
    for (kind, verdict, name), often in found.items():
        expected = EXPECTED[kind]
        counts['damaged'] += often*bool(expected)
        if verdict == 'pass' and expected:
            counts[MISSED if kind == 'hair' else 'wrong pass'] += often
        elif expected:
            counts['named right' if name == expected else 'named otherwise'] += often
            counts['failed' if verdict == 'fail' else 'reviewed'] += often
        else:
            counts[f'good: {verdict}'] += often
    if counts['good: fail'] > FALSE_FAILS*sum(often for (kind, _, _), often in found.items() if kind == 'good'):
        counts['refused though sound'] = counts['good: fail']
    return counts
