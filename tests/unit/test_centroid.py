"Position files of each tool, packages by name, and boards outlined from the drawing: right, or refused in one line."
import io
import json
import os
import re
from pathlib import Path

import cv2
import numpy as np
import pytest
from conftest import aoi, refused

from aoi_nb.core.files import BadInput, project_path
from aoi_nb.core.images import read_image, write_png
from aoi_nb.core.tables import read_table
from aoi_nb.exchange.board_map import BoardMap, NamedPoint, find_fiducial
from aoi_nb.exchange.centroid import read_positions
from aoi_nb.exchange.centroid_import import OVERLAY, PART_COLUMNS, import_centroid
from aoi_nb.exchange.drawn_parts import parts_to_draw
from aoi_nb.exchange.packages import body_of
from aoi_nb.inspection.pose import check_corners

REAL = Path(os.environ.get('AOI_REAL_DATA', Path(__file__).parents[3]/'shared'/'data'))/'aoi_passives'

# ---- files, each as its tool writes it; all say the same of C1, R12 and U3

KICAD = '''### Footprint positions - created on 2026-03-02T10:11:12 ###
### Printed by KiCad version 9.0.1
## Unit = mm, Angle = deg.
## Side : All
# Ref     Val       Package                PosX       PosY       Rot  Side
C1        100nF     C_0402_1005Metric    12.7000    25.4000   90.0000  top
R12       10k_1%    R_0603_1608Metric   -38.1000     2.5400    0.0000  top
U3        STM32     LQFP-48_7x7mm_P0.5mm    20.3200   -5.0800  -45.0000  bottom
## End
'''
KICAD_OLD = '''### Module positions - created on Tue 25 Mar 2014 03:42:43 PM CET ###
### Printed by Pcbnew version (2013)-stable
## Unit = inches, Angle = deg.
## Side : All
# Ref    Val         Package                PosX       PosY        Rot     Side
C1       100 nF      C0402                0.5000     1.0000       90.0    F.Cu
R12      10k 1%      R0603               -1.5000     0.1000        0.0    F.Cu
U3       STM32 F1    LQFP48               0.8000    -0.2000      315.0    B.Cu
## End
'''
KICAD_CSV = '''Ref,Val,Package,PosX,PosY,Rot,Side
"C1","100nF","C_0402_1005Metric",12.700000,25.400000,90.000000,top
"R12","10k, 1%","R_0603_1608Metric",-38.100000,2.540000,0.000000,top
"U3","STM32","LQFP-48_7x7mm_P0.5mm",20.320000,-5.080000,-45.000000,bottom
'''
ALTIUM = '''Altium Designer Pick and Place Locations
C:\\Projekte\\Gerät\\Pick Place for Gerät.txt

========================================================================================================
File Design Information:

Date:       02.03.26
Time:       10:11
Revision:   Not in VersionControl
Variant:    No variations
Units used: mil

Designator Comment         Layer       Footprint    Center-X(mil) Center-Y(mil) Rotation Description
R12        "10k 1%"        TopLayer    RESC1608X55N -1500.000     100.000       0        "Resistor, 1 %"
U3         STM32           BottomLayer LQFP48       800.000       -200.000      315      ""
C1         100nF           TopLayer    CAPC1005X55N 500.000       1000.000      90       "Capacitor"
'''
ALTIUM_CSV = '''Altium Designer Pick and Place Locations

File Design Information:

Units used: mm

"Designator","Comment","Layer","Footprint","Center-X(mm)","Center-Y(mm)","Rotation","Description"
"R12","10k","TopLayer","RESC1608X55N","-38.1000","2.5400","0","a ""good"" one, 1 %"
"U3","STM32","BottomLayer","LQFP48","20.3200","-5.0800","315",""
"C1","100nF","TopLayer","CAPC1005X55N","12.7000","25.4000","90","Capacitor"
'''
PROTEL = '''Designator Footprint      Mid X       Mid Y      Ref X       Ref Y      Pad X       Pad Y TB Rotation Value

R12        R0603       -1500mil      100mil   -1500mil      100mil   -1530mil      100mil T      0.00 10k
U3         LQFP48        800mil     -200mil     800mil     -200mil     700mil     -100mil B    315.00 STM32 F103
C1         C0402         500mil     1000mil     500mil     1000mil     500mil      980mil T     90.00
'''
EASYEDA = '''"Designator","Footprint","Mid X","Mid Y","Ref X","Ref Y","Pad X","Pad Y","Layer","Rotation","Comment"
"C1","C0402","12.7mm","25.4mm","1mm","1mm","12.2mm","25.4mm","T","90","100nF"
"R12","R0603","-38.1mm","2.54mm","1mm","1mm","-38mm","2.5mm","T","0","10k"
"U3","LQFP-48_L7.0-W7.0-P0.50","20.32mm","-5.08mm","1mm","1mm","20mm","-5mm","B","315","STM32"
'''
EASYEDA_PRO = re.sub('"', '', EASYEDA).replace(',', '\t').replace('\n', '\r\n')
COMMAS = '''RefDes;Value;Pattern;X (mm);Y (mm);Angle;Layer
C1;0,1 µF;0402;12,7;25,4;90,0;Top
R12;10k;0603;-38,1;2,54;0,0;Top
U3;STM32;LQFP48;20,32;-5,08;-45,0;Bottom
'''
THOUSANDS = '''Part,Package,X-Position (mil),Y-Position (mil),Rotation [deg],Board Side
C1,0402,500.0,"1,000.0",90,T
R12,0603,"-1,500.0",100.0,0,T
U3,LQFP48,800.0,-200.0,315,B
'''
FORMS = {'kicad': (KICAD, 'utf-8'), 'kicad_old': (KICAD_OLD, 'utf-8'), 'kicad_csv': (KICAD_CSV, 'utf-8'),
         'altium': (ALTIUM, 'latin-1'), 'altium_csv': (ALTIUM_CSV, 'utf-8-sig'), 'protel': (PROTEL, 'utf-8'),
         'easyeda': (EASYEDA, 'utf-8'), 'easyeda_pro': (EASYEDA_PRO, 'utf-16'), 'no_mark': (EASYEDA_PRO, 'utf-16-le'),
         'commas': (COMMAS, 'latin-1'), 'thousands': (THOUSANDS, 'utf-8'),
         'dos': (KICAD_CSV.replace('\n', '\r\n') + '\x1a', 'utf-8')}
WANTED = {'C1': (12.7, 25.4, 90, 'top', (1.0, 0.5)), 'R12': (-38.1, 2.54, 0, 'top', (1.6, 0.8)),
          'U3': (20.32, -5.08, 315, 'bottom', (7, 7))}


@pytest.mark.parametrize('form', FORMS)
def test_files_of_each_tool_say_the_same(form, tmp_path):
    text, encoding = FORMS[form]
    (tmp_path/'board.txt').write_bytes(text.encode(encoding))
    read = read_positions(tmp_path/'board.txt')
    assert {row.designator for row in read.positions} == set(WANTED)
    for row in read.positions:
        x, y, rotation, side, size = WANTED[row.designator]
        assert np.allclose([row.x, row.y, row.rotation % 360], [x, y, rotation], atol=1e-6) and row.side == side
        body = body_of(row.package)
        assert (body.across, body.along) == size, row.package
    assert read.unit_told == (form not in ('kicad_csv', 'dos'))


@pytest.mark.parametrize(('form', 'options'), [('kicad_csv', {}), ('commas', {'sep': ';', 'decimal': ','}),
                                               ('altium_csv', {'skiprows': 6}), ('thousands', {'thousands': ','}),
                                               ('kicad', {'sep': r'\s+', 'skiprows': 4, 'skipfooter': 1})])
def test_numbers_are_those_of_pandas(form, options, tmp_path):
    pandas = pytest.importorskip('pandas')
    text = FORMS[form][0].replace('# Ref', 'Ref')
    (tmp_path/'board.txt').write_text(text)
    frame = pandas.read_csv(io.StringIO(text), engine='python', **options)
    numbers = frame.select_dtypes('number').to_numpy(float)[:, :3]
    ours = np.array([[row.x, row.y, row.rotation] for row in read_positions(tmp_path/'board.txt').positions])
    scale = [0.0254, 0.0254, 1] if form == 'thousands' else 1
    assert len(ours) == 3 and np.allclose(ours, numbers*scale)


@pytest.mark.parametrize('form', FORMS)
def test_spoiled_files_are_refused_in_one_line_or_read(form, tmp_path):
    rng, content = np.random.default_rng(list(FORMS).index(form)), bytearray(FORMS[form][0].encode(FORMS[form][1]))
    outcomes = set()
    for _ in range(150):
        spoiled = bytearray(content)
        for place in rng.integers(0, len(spoiled), rng.integers(1, 4)):
            spoiled[place] = rng.choice(np.frombuffer(b'",;\t\n =#0.9Ex\x00\xff', np.uint8))
        spoiled = spoiled[:rng.integers(1, len(spoiled) + 1)] if rng.random() < 0.3 else spoiled
        (tmp_path/'board.txt').write_bytes(spoiled)
        try:
            for row in read_positions(tmp_path/'board.txt').positions:
                assert row.designator and row.package and np.isfinite([row.x, row.y, row.rotation]).all()
            outcomes.add('read')
        except BadInput as error:
            assert '\n' not in str(error) and ': found ' in str(error)
            outcomes.add('refused')
    assert outcomes == {'read', 'refused'}


@pytest.mark.parametrize(('text', 'message'), [
    ('{"images": [], "annotations": []}', 'no heading of a position file'),
    ('Ref,Val,Package,Rot,Side\nC1,1,0402,0,top', 'the headings Ref, Val, Package, Rot, Side, and none for x, y'),
    (KICAD_CSV + '"c1","1","0402",1,2,0,top', 'row 5: found c1 again, after'),
    (KICAD_CSV.replace('-38.100000', '1e7'), "row 3 column PosX: found '1e7'"),
    (KICAD_CSV.replace('bottom', 'inner'), "row 4 column Side: found 'inner', expected top or bottom"),
    (KICAD_CSV.replace(',top', ''), '6 fields, expected 7 as the heading in row 1 has'),
    (COMMAS.replace(';', ','), 'fields, expected 7'),
    (KICAD.replace('PosX', 'PosX(mil)').replace('PosY ', 'PosY(mm)'), 'mil and mm, expected one unit'),
    (re.sub('(?m)^[CRU].*\n', '', KICAD), 'no row below the heading in row 5')])
def test_what_is_no_position_file_is_told(text, message, tmp_path):
    (tmp_path/'board.txt').write_text(text)
    refused(lambda: read_positions(tmp_path/'board.txt'), message)


# ---- packages

@pytest.mark.parametrize(('name', 'across', 'along', 'symmetry'), [
    ('R_0402_1005Metric', 1.0, 0.5, 2), ('C_1206_3216Metric_Pad1.33x1.80mm_HandSolder', 3.2, 1.6, 2),
    ('L_0201_0603Metric', 0.6, 0.3, 2), ('LED_SMD:LED_1206_3216Metric', 3.2, 1.6, 1), ('0603', 1.6, 0.8, 2),
    ('D_0603_1608Metric', 1.6, 0.8, 1), ('C0805', 2.0, 1.25, 2), ('RESC2012X70N', 2.0, 1.25, 2),
    ('CAPC3216X190L', 3.2, 1.6, 2), ('INDC1608X95', 1.6, 0.8, 2), ('LEDC2012X110N', 2.0, 1.25, 1),
    ('CP_EIA-7343-31_Kemet-D', 7.3, 4.3, 1), ('CAPMP3528X210N', 3.5, 2.8, 1), ('SOT-23', 1.3, 2.9, 1),
    ('SOT-23-6', 1.6, 2.9, 1), ('TSOT-23-5_HandSoldering', 1.6, 2.9, 1), ('SOT23-3', 1.3, 2.9, 1),
    ('SOT-223-3_TabPin2', 3.5, 6.5, 1), ('SOT-363_SC-70-6', 1.25, 2.0, 1), ('D_SMA', 4.3, 2.6, 1),
    ('D_SOD-323', 1.7, 1.25, 1), ('SO-8', 3.9, 4.9, 1), ('SOIC-16W', 7.5, 10.3, 1),
    ('SOIC-16W_7.5x10.3mm_P1.27mm', 7.5, 10.3, 1), ('SOIC127P1030X265-16N', 7.5, 10.3, 1),
    ('SOP65P490X110-8N', 3.0, 3.0, 1), ('MSOP-10_3x3mm_P0.5mm', 3, 3, 1), ('TSSOP-20_4.4x6.5mm_P0.65mm', 4.4, 6.5, 1),
    ('HTSSOP-16-1EP_4.4x5mm_P0.65mm_EP3.4x5mm', 4.4, 5, 1), ('LQFP-64_10x10mm_P0.5mm', 10, 10, 1),
    ('TQFP100', 14, 14, 1), ('QFP50P1200X1200X160-64N', 10, 10, 1), ('VQFN-24-1EP_4x4mm_P0.5mm_EP2.45x2.45mm', 4, 4, 1),
    ('SON50P300X200X80-9N', 3, 2, 1), ('BGA-100_11.0x11.0mm_Layout10x10_P1.0mm_Ball0.5mm', 11, 11, 1),
    ('SOT95P237X112-3N', 1.3, 2.9, 1), ('CP_Elec_8x10', 8.3, 8.3, 1), ('R_MELF_MMB-0207', None, None, None),
    ('PowerPAK_SO-8_Single', None, None, None), ('USB_C_Receptacle', None, None, None), ('SOT-23W', None, None, None),
    ('PinHeader_2x05_P2.54mm_Vertical', None, None, None), ('QFN-16', None, None, None), ('9999', None, None, None)])
def test_bodies_by_name(name, across, along, symmetry):
    body = body_of(name)
    assert (body and (body.across, body.along, body.symmetry)) == (across and (across, along, symmetry))
    assert body is None or body.source


# ---- boards that are drawn here, on a grid, from their own position file

KINDS = {'R': ('R_0603_1608Metric', (30, 28, 32)), 'C': ('C_0805_2012Metric', (125, 88, 62)),
         'L': ('L_1206_3216Metric', (60, 62, 66)), 'Q': ('SOT-23', (38, 38, 42)),
         'U': ('SOIC-8_3.9x4.9mm_P1.27mm', (42, 42, 45))}


def make_rows(rng, side='top'):
    "A position file of sixteen parts and two fiducials, as text."
    lines = ['Designator,Footprint,Mid X(mm),Mid Y(mm),Rotation,Layer']
    for number in range(16):
        kind = 'RCLQU'[number % 5]
        x, y = 5 + number % 4*8 + rng.uniform(-0.8, 0.8), 4 + number//4*7 + rng.uniform(-0.5, 0.5)
        lines.append(f'{kind}{number},{KINDS[kind][0]},{x:.3f},{y:.3f},{rng.choice([0, 90, 180, 270, 45])},{side}')
    return '\n'.join([*lines, f'FID1,Fiducial_1mm,1.5,28.5,0,{side}', f'FID2,Fiducial_1mm,33,1,0,{side}'])


def draw_board(text, board, shape, rng, folder):
    "The photograph of a board; parts as the drawing has them."
    (folder/'board.csv').write_text(text)
    rows = read_positions(folder/'board.csv').positions
    parts, _ = parts_to_draw(rows, rows[0].side, [], [])
    canvas = np.full((shape[0]*4, shape[1]*4, 3), (26, 86, 54), np.float32)

    def paint(outline, colour):
        points = np.round((board(outline)*4 + 1.5)*256).astype(np.int32)
        cv2.fillConvexPoly(canvas, points, colour, cv2.LINE_AA, 8)

    for part in parts:
        kind, size = part.position.designator[0], np.array([part.body.across, part.body.along])
        middle, (c1, c2, c3, _) = part.outline.mean(axis=0), part.outline
        right, up = (c2 - c1)/size[0], (c1 - c3)/size[1]

        def box(x, y, width, height, middle=middle, right=right, up=up):
            corners = np.array([[-1, 1], [1, 1], [1, -1], [-1, -1]])/2*[width, height] + [x, y]
            return middle + corners @ np.array([right, up])

        leads = {'Q': 2, 'U': 4}.get(kind, 0)
        for end in (-1, 1):
            for lead in range(leads):
                paint(box(end*(size[0]/2 + 0.4), (lead - (leads - 1)/2)*size[1]/leads, 0.8, 0.35), (160, 158, 152))
            if not leads:
                paint(box(end*size[0]/2, 0, 0.5*size[1], size[1]*1.1), (148, 146, 138))
        paint(box(0, 0, *size), KINDS[kind][1] if leads else (192, 188, 178))
        if not leads:
            paint(box(0, 0, 0.55*size[0], size[1]), KINDS[kind][1])
    for row in rows[-2:]:
        angle = np.linspace(0, 2*np.pi, 80)
        paint(np.stack([row.x + 0.5*np.cos(angle), row.y + 0.5*np.sin(angle)], 1), (226, 202, 130))
    photo = cv2.GaussianBlur(cv2.resize(canvas, shape[::-1], interpolation=cv2.INTER_AREA), (0, 0), 0.7)
    photo = (photo + rng.normal(0, 4, photo.shape)).clip(0, 255).astype(np.uint8)
    write_png(folder/'golden.png', photo)
    return rows, parts


def true_map(rng, bottom, slant=0.0):
    "A camera 24 px a mm, moved and turned."
    turn, sign = np.radians(rng.uniform(-4, 4)), -1 if bottom else 1
    linear = 24*np.array([[sign*np.cos(turn), np.sin(turn)], [sign*np.sin(turn), -np.cos(turn)]])
    start = np.array([60, 750]) if not bottom else np.array([860, 750])
    return BoardMap(np.vstack([np.column_stack([linear, start]), [slant, -slant/2, 1]]))


def typed(rows, board, name, off=(0, 0)):
    row = next(row for row in rows if row.designator == name)
    x, y = board(np.array([row.x, row.y])) + np.array(off)
    return f'{name}={x:.1f},{y:.1f}'


def corners_of_parts(folder):
    rows = [row for _, row in read_table(folder/'corners.csv', PART_COLUMNS)]
    return {row['part']: np.array([float(row[f'c{k}{axis}']) for k in '1234' for axis in 'xy']).reshape(4, 2)
            for row in rows}, rows


@pytest.mark.parametrize('seed', range(4))
@pytest.mark.parametrize('side', ['top', 'bottom'])
def test_corners_come_back(seed, side, tmp_path):
    rng = np.random.default_rng([seed, side == 'bottom'])
    board = true_map(rng, side == 'bottom')
    rows, parts = draw_board(make_rows(rng, side), board, (800, 960), rng, tmp_path)
    turn = rng.uniform(0, 2*np.pi)
    at = [typed(rows, board, 'R0'), typed(rows, board, 'R15', 2*np.array([np.cos(turn), np.sin(turn)]))]
    counts = import_centroid(tmp_path/'board.csv', tmp_path/'golden.png', tmp_path/'boards', at, side=side)
    assert counts == {'parts': 16, 'fiducials, holes and the like': 2}
    corners, table = corners_of_parts(tmp_path/'boards')
    worst = max(np.linalg.norm(corners[part.position.designator] - board(part.outline), axis=1).max() for part in parts)
    assert worst < 1, worst
    assert all(row['snapped'] and float(row['snapped']) < 1 for row in table)
    assert all(abs(float(row['mm_per_px'])*24 - 1) < 1e-3 for row in table)
    for row in table:
        check_corners(corners[row['part']], 960, 800, row['part'])
        assert row['image'] == 'golden.png' and row['symmetry'] == ('2' if row['part'][0] in 'RCL' else '1')
    assert (tmp_path/'boards'/'golden.png').read_bytes() == (tmp_path/'golden.png').read_bytes()
    assert read_image(tmp_path/'boards'/OVERLAY).shape == (800, 960, 3)
    assert {path.name for path in (tmp_path/'boards').iterdir() if path.name[0] != '.'} == {'golden.png', 'corners.csv',
                                                                                           'overlay'}


# ---- the bottom: drawn by turning pictures of footprints over, not with the formulas of the library

UPSIDE = {'KiCad': 'Ref,Val,Package,PosX,PosY,Rot,Side\n{rows}', 'KiCad, negative X': None,
          'Altium': 'Altium Designer Pick and Place Locations\n\nUnits used: mil\n\nDesignator Comment Layer       '
                    'Footprint Center-X(mil) Center-Y(mil) Rotation Description\n{rows}',
          'EasyEDA': 'Designator\tFootprint\tMid X\tMid Y\tLayer\tRotation\tComment\n{rows}',
          'plain': 'RefDes;Package;X (mm);Y (mm);Angle;Side\n{rows}'}
ANGLES = (0, 90, 180, 270, 30, 300, 135, 17.5)


def footprint_picture(kind, scale):
    "A footprint as its library has it, seen from its own side, pin 1 red at the top left; colours and mask."
    body, side = body_of(KINDS[kind][0]), 7*scale
    picture, mask = np.zeros((side, side, 3), np.float32), np.zeros((side, side), np.float32)

    def box(x, y, width, height, colour):
        low, high = (np.round((np.array([x, y]) + sign*np.array([width, height])/2 + 3.5)*scale).astype(int)
                     for sign in (-1, 1))
        picture[low[1]:high[1], low[0]:high[0]], mask[low[1]:high[1], low[0]:high[0]] = colour, 1

    for row in (-0.3, 0.3):
        for end in (-1, 1):
            box(end*(body.across/2 + 0.2), row*body.along, 0.6, 0.3*body.along, (160, 158, 152))
    box(0, 0, body.across, body.along, KINDS[kind][1])
    box(-0.32*body.across, -0.32*body.along, 0.2*body.across, 0.2*body.along, (230, 20, 20))
    return picture, mask


def bottom_board(rng, from_below):
    "A photograph of a bottom; of each part name, package, place in mm as seen from above, rotation as its file has it."
    scale, size, parts = 48, np.array([36, 30]), []
    canvas = np.full((*(size[::-1]*scale), 3), (26, 86, 54), np.float32)  # as seen from above, through the board
    for number in range(16):
        kind, rotation = 'RCLQU'[number % 5], ANGLES[(3*number + number//8) % 8]
        place = np.array([5 + number % 4*8 + rng.uniform(-0.6, 0.6), 4 + number//4*7 + rng.uniform(-0.5, 0.5)]).round(3)
        picture, mask = footprint_picture(kind, scale)
        if from_below:  # turned as its own side shows it, then seen through the board
            turn = cv2.getRotationMatrix2D(((picture.shape[0] - 1)/2,)*2, rotation, 1)  # counter-clockwise
            picture, mask = (np.ascontiguousarray(cv2.warpAffine(one, turn, one.shape[:2])[:, ::-1])
                             for one in (picture, mask))
        else:  # turned over about the x axis, then turned as seen from above
            picture, mask = (np.ascontiguousarray(one[::-1]) for one in (picture, mask))
        move = cv2.getRotationMatrix2D(((picture.shape[0] - 1)/2,)*2, 0 if from_below else rotation, 1)
        move[:, 2] += place*[scale, -scale] + [0, 30*scale] - 0.5 - (picture.shape[0] - 1)/2
        there = cv2.warpAffine(mask, move, canvas.shape[1::-1])[..., None]
        canvas = canvas*(1 - there) + cv2.warpAffine(picture, move, canvas.shape[1::-1])*there
        parts.append((f'{kind}{number}', KINDS[kind][0], place, rotation))
    below = cv2.resize(np.ascontiguousarray(canvas[:, ::-1]), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    camera = cv2.getRotationMatrix2D((432, 360), rng.uniform(-4, 4), 1)
    camera[:, 2] += (60, 50)
    photo = cv2.warpAffine(below, camera, (980, 820), borderValue=(26, 86, 54))
    photo = (cv2.GaussianBlur(photo, (0, 0), 0.7) + rng.normal(0, 4, photo.shape)).clip(0, 255).astype(np.uint8)
    return photo, parts, lambda place: camera @ [24*(36 - place[0]) - 0.5, 24*(30 - place[1]) - 0.5, 1]


def bottom_rows(tool, parts):
    "The rows as a tool writes them, with a part of the top among them."
    rows = [*((*part, 'bottom') for part in parts), ('R99', 'R_0603_1608Metric', np.array([3.0, 2.0]), 0, 'top')]
    if tool.startswith('KiCad'):
        signs = {'bottom': -1 if 'negative' in tool else 1, 'top': 1}
        return [f'"{name}","1k","{package}",{signs[side]*x:.6f},{y:.6f},{(turn + 180) % 360 - 180:.6f},{side}'
                for name, package, (x, y), turn, side in rows]
    if tool == 'Altium':
        return [f'{name} "1k" {side.title()}Layer {package} {x/0.0254:.4f} {y/0.0254:.4f} {turn} ""'
                for name, package, (x, y), turn, side in rows]
    if tool == 'EasyEDA':
        return [f'{name}\t{package}\t{x:.3f}mm\t{y:.3f}mm\t{side[0].upper()}\t{turn}\t1k'
                for name, package, (x, y), turn, side in rows]
    return [f'{name};{package};' + f'{x:.3f};{y:.3f};{turn};{side}'.replace('.', ',')
            for name, package, (x, y), turn, side in rows]


@pytest.mark.parametrize('tool', UPSIDE)
def test_the_bottom_of_each_tool_lies_on_its_photograph(tool, tmp_path):
    rng, from_below = np.random.default_rng(list(UPSIDE).index(tool)), tool in ('EasyEDA', 'plain')
    photo, parts, seen = bottom_board(rng, from_below)
    write_png(tmp_path/'golden.png', photo)
    text = (UPSIDE[tool] or UPSIDE['KiCad']).format(rows='\n'.join(bottom_rows(tool, parts)))
    (tmp_path/'board.csv').write_bytes(text.encode('utf-16' if tool == 'EasyEDA' else 'utf-8'))
    places = {name: seen(place) for name, _, place, _ in parts}
    options = [f'--at={name}={places[name][0]:.1f},{places[name][1]:.1f}' for name in ('R0', 'R15', 'L12')]
    options += ['--mirrored'] if 'negative' in tool else []
    done = aoi('import', '--format', 'centroid', tmp_path/'board.csv', '--photo', tmp_path/'golden.png',
               '--side', 'bottom', '--out', tmp_path/'boards', *options)
    assert done.returncode == 0, done.stderr
    assert '16 of 16 parts lie on edges' in done.stdout, done.stdout
    assert ('taken as seen from below' in done.stdout) == from_below
    corners, _ = corners_of_parts(tmp_path/'boards')
    for name, _, _, turn in parts:
        found = corners[name]
        assert np.linalg.norm(found.mean(axis=0) - places[name]) < 1, (name, turn)
        red = [photo[tuple(np.round(0.7*corner + 0.3*found.mean(axis=0)).astype(int)[::-1])] for corner in found]
        pin = int(np.argmax([float(one[0]) - one[1] for one in red]))  # a mark at the corner of pin 1
        assert pin == 0, (name, turn, red)


def test_a_mirrored_side_is_told(tmp_path):
    photo, parts, seen = bottom_board(np.random.default_rng(9), False)
    write_png(tmp_path/'golden.png', photo)
    words = ['import', '--format', 'centroid', tmp_path/'board.csv', '--photo', tmp_path/'golden.png',
             '--out', tmp_path/'none']
    at = [f'--at={name}={seen(place)[0]:.1f},{seen(place)[1]:.1f}' for name, _, place, _ in parts[:10:3]]
    top = 'Ref,Val,Package,PosX,PosY,Rot,Side\n' + '\n'.join(bottom_rows('KiCad', parts)).replace('bottom', 'top')
    right, negative = ('Ref,Val,Package,PosX,PosY,Rot,Side\n' + '\n'.join(bottom_rows(tool, parts))
                       for tool in ('KiCad', 'KiCad, negative X'))
    for text, options, message in (
            (top, [], 'mirrored they fit, expected a photograph of the top (--side bottom: it shows the bottom)'),
            (top, [], 'mirrored they lie inside, expected the side that it shows (--side)'),  # two points fit any way
            (top, ['--side', 'bottom'], 'no part on the bottom'),
            (top + right[right.index('\n'):].replace('\n"', '\n"X'), ['--side', 'bottom'], 'R0 on the top in'),
            (right, ['--side', 'bottom', '--mirrored'], 'mirrored they fit, expected x as seen from above (--mirrored'),
            (negative, ['--side', 'bottom'], 'mirrored they fit, expected x as seen from above (--mirrored'),
            (top, ['--mirrored'], '--mirrored: found --side top, expected --side bottom')):
        (tmp_path/'board.csv').write_text(text)
        done = aoi(*words, *(at[:2] if 'inside' in message else at), *options)
        assert done.returncode == 2 and message in done.stderr and len(done.stderr.splitlines()) == 1, done.stderr
        assert not (tmp_path/'none').exists()


@pytest.fixture
def drawn(tmp_path):
    rng = np.random.default_rng(11)
    board = true_map(rng, False)
    rows, parts = draw_board(make_rows(rng), board, (800, 960), rng, tmp_path)
    return tmp_path, board, rows, parts


def test_a_part_that_is_not_mounted_stays_where_the_drawing_has_it(drawn):
    folder, board, rows, parts = drawn
    photo, gone = read_image(folder/'golden.png'), next(p for p in parts if p.position.designator == 'U9')
    low, high = board(gone.outline).min(axis=0).astype(int) - 30, board(gone.outline).max(axis=0).astype(int) + 30
    noise = np.random.default_rng(0).normal(0, 4, (*(high - low)[::-1], 3))
    photo[low[1]:high[1], low[0]:high[0]] = (np.array([26, 86, 54]) + noise).clip(0, 255)
    write_png(folder/'golden.png', photo)
    lines = []
    import_centroid(folder/'board.csv', folder/'golden.png', folder/'boards', [typed(rows, board, 'R0', (3, -2)),
                    typed(rows, board, 'R15')], tell=lines.append)
    corners, table = corners_of_parts(folder/'boards')
    assert [row['part'] for row in table if not row['snapped']] == ['U9']
    assert 'no edges found, left where the drawing has them: U9' in lines
    assert np.abs(corners['U9'] - board(gone.outline)).max() < 0.7  # by the map that the others corrected


def test_fiducials_fix_the_map_and_are_found_in_noise(drawn):
    folder, board, rows, parts = drawn
    import_centroid(folder/'board.csv', folder/'golden.png', folder/'boards',
                    fiducials=[typed(rows, board, 'FID1', (4, -3)), typed(rows, board, 'FID2', (-5, 2))])
    corners, _ = corners_of_parts(folder/'boards')
    worst = max(np.linalg.norm(corners[part.position.designator] - board(part.outline), axis=1).max() for part in parts)
    assert worst < 1
    photo = read_image(folder/'golden.png')
    for row in rows[-2:]:
        true = board(np.array([row.x, row.y]))
        for image in (photo, 255 - photo):
            assert np.linalg.norm(find_fiducial(image, NamedPoint('', '', tuple(true + 3))) - true) < 0.1


def test_a_camera_at_a_slant_needs_a_homography(tmp_path):
    rng = np.random.default_rng(3)
    board = true_map(rng, False, 3e-3)
    rows, parts = draw_board(make_rows(rng), board, (800, 960), rng, tmp_path)
    five = [typed(rows, board, name) for name in ('R0', 'Q3', 'R15', 'C6', 'L12')]
    refused(lambda: import_centroid(tmp_path/'board.csv', tmp_path/'golden.png', tmp_path/'boards', five),
            'seen at a slant they fit (--map homography)')
    import_centroid(tmp_path/'board.csv', tmp_path/'golden.png', tmp_path/'boards', five, kind='homography')
    corners, _ = corners_of_parts(tmp_path/'boards')
    worst = max(np.linalg.norm(corners[part.position.designator] - board(part.outline), axis=1).max() for part in parts)
    assert worst < 2.5, worst  # the scale changes by a tenth over the board: sides are not parallel


def test_bad_input_is_told_in_one_line_and_leaves_nothing(drawn):
    folder, board, rows, _ = drawn
    three, text = [typed(rows, board, name) for name in ('R0', 'R15', 'C6')], (folder/'board.csv').read_text()
    mirrored = [re.sub('=([0-9.]+)', lambda found: f'={959 - float(found[1]):.1f}', point) for point in three]
    for message, at, more, options in (
            ('row 20: found 1 of 17 parts outside the photograph: R99, expected', three, '\nR99,0603,90,5,0,top', {}),
            ('found r0 again, after', three, '\nr0,0603,9,5,0,top', {}),
            ("row 20: found no size known for 'QFN-99' of U98, U99, expected --size", three,
             '\nU98,QFN-99,9,5,0,T\nU99,QFN-99,9,5,0,T', {}),
            ('mirrored they fit', mirrored, '', {}),
            ('R15 40', [three[0], typed(rows, board, 'R15', (0, 960)), three[2], typed(rows, board, 'L12')], '', {}),
            ('mm apart, expected at most 0.5 mm', [*three[:2], typed(rows, board, 'C6', (50, 0))], '', {}),
            ('a fiducial not found', three[:1], '', {'fiducials': [typed(rows, board, 'FID1', (60, 60))]}),
            ("'R1', which is not in the file, expected a designator there: did you mean R15", ['R1=3,4'], '', {}),
            ('NAME=x,y', ['R0'], '', {}), ('at least 2', three[:1], '', {}),
            ('no part on the bottom: 18 of 18 rows are of the other side', three, '', {'side': 'bottom'}),
            ('--skip: found', three, '', {'skip': ['R77']}), ('--size: found', three, '', {'sizes': ['QFN=3']})):
        (folder/'bad.csv').write_text(text + more)
        refused(lambda: import_centroid(folder/'bad.csv', folder/'golden.png', folder/'none', at, **options), message)
        assert not (folder/'none').exists()
    (folder/'bad.csv').write_text(text + '\nJ1,USB_C,20,1.5,0,top\nJ2,Modem,25,1.5,0,top')
    counts = import_centroid(folder/'bad.csv', folder/'golden.png', folder/'boards', three, sizes=['USB_C=3x1.2'],
                             skip=['Modem,R0'])
    assert counts == {'parts': 16, 'fiducials, holes and the like': 2, 'by --skip': 2}
    before = (folder/'boards'/'corners.csv').read_bytes() + b'changed'
    (folder/'boards'/'corners.csv').write_bytes(before)
    refused(lambda: import_centroid(folder/'board.csv', folder/'golden.png', folder/'boards', three), 'there already')
    assert (folder/'boards'/'corners.csv').read_bytes() == before


def test_wrong_units_are_noticed(drawn):
    folder, board, rows, _ = drawn
    at, text = [typed(rows, board, name) for name in ('R0', 'R15', 'C6')], (folder/'board.csv').read_text()
    for unit in ('inch', 'mil'):
        (folder/'bad.csv').write_text(text.replace('(mm)', f'({unit})'))
        refused(lambda: import_centroid(folder/'bad.csv', folder/'golden.png', folder/'none', at), 'unit (--unit)')


def test_the_command_line(drawn):
    folder, board, rows, _ = drawn
    points = [word for name in ('R0', 'R15', 'C6') for word in ('--at', typed(rows, board, name))]
    words = ['import', '--format', 'centroid', folder/'board.csv', '--photo', folder/'golden.png', '--out',
             folder/'boards']
    done = aoi(*words, *points)
    assert done.returncode == 0, done.stderr
    assert 'points fit to R0 0.0' in done.stdout and '16 of 16 parts lie on edges' in done.stdout
    for extra in (['--skip', 'R77'], ['--category', 'chip']):
        done = aoi(*words[:-1], folder/'none', *points, *extra)
        assert done.returncode == 2 and len(done.stderr.splitlines()) == 1 and not (folder/'none').exists()


@pytest.mark.skipif(not (REAL/'coco.json').exists(), reason='real frames are absent: AOI_REAL_DATA names their folder')
def test_real_chips_are_found_on_their_edges(tmp_path):
    content, outlines, off, lost = json.loads((REAL/'coco.json').read_text()), {}, [], 0
    for mark in content['annotations']:
        outlines.setdefault(mark['image_id'], []).append(np.array(mark['segmentation'][0], np.float32).reshape(-1, 2))
    for image in content['images'][::3]:
        lines, sizes, at = ['Ref,Package,X(mm),Y(mm),Rot,Side'], [], []
        for number, outline in enumerate(outlines.get(image['id'], ())):
            (x, y), (width, height), turn = cv2.minAreaRect(outline)
            if outline.min() > 6 and (outline < [image['width'] - 7, image['height'] - 7]).all():
                lines.append(f'R{number},P{number},{x/40:.4f},{-y/40:.4f},{-turn:.2f},top')
                sizes.append(f'P{number}={width/40:.4f}x{height/40:.4f}')
                at.append(f'R{number}={x + 3*(-1)**number:.1f},{y - 2*(-1)**number:.1f}')  # off by 3.6 px
        if len(at) >= 3:
            (tmp_path/'board.csv').write_text('\n'.join(lines))
            out = tmp_path/str(image['id'])
            import_centroid(tmp_path/'board.csv', REAL/'frames'/image['file_name'], out, at, sizes=sizes)
            corners, table = corners_of_parts(out)
            lost += sum(not row['snapped'] for row in table)
            places = [[float(number)*40 for number in line.split(',')[2:4]] for line in lines[1:]]
            off += [float(np.linalg.norm(corners[row['part']].mean(axis=0)*[1, -1] - place))
                    for row, place in zip(table, places, strict=True)]
    assert len(off) >= 40 and lost < 0.05*len(off), (len(off), lost)
    assert np.median(off) < 2 and np.quantile(off, 0.9) < 4, np.quantile(off, [0.5, 0.9, 1])


@pytest.mark.parametrize('number', [1, 2, 3])
def test_a_rendered_board_with_printing_and_shadows(number, tmp_path):
    panel, name = project_path('data', 'panel'), f'golden{number:02}.jpg'
    truth = {row['part']: np.array([float(row[f'c{k}{axis}']) for k in '1234' for axis in 'xy']).reshape(4, 2)
             for _, row in read_table(panel/'golden'/'corners.csv', PART_COLUMNS[:11]) if row['image'] == name}
    rng = np.random.default_rng(number)
    at = [f'{part}={x:.1f},{y:.1f}' for part in ('U1', 'R18', 'C25')
          for x, y in [truth[part].mean(axis=0) + rng.normal(0, 2, 2)]]
    counts = import_centroid(panel/'positions.csv', panel/'golden'/name, tmp_path/'boards', at)
    assert counts == {'parts': 66, 'fiducials, holes and the like': 3}
    corners, table = corners_of_parts(tmp_path/'boards')
    off = np.array([np.linalg.norm(corners[part] - true, axis=1).max() for part, true in truth.items()])
    assert np.median(off) < 2.5 and np.quantile(off, 0.95) < 6 and off.max() < 8, np.quantile(off, [0.5, 0.95, 1])
    assert sum(not row['snapped'] for row in table) <= 12
