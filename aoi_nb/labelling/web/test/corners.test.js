// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { angles, oddity } from '../src/corners/compare.js';
import { copySource } from '../src/corners/edits.js';
import { conflict, guidance, savedStatus } from '../src/corners/guide.js';
import { badgePlace } from '../src/corners/paint.js';
import {
  centreOf,
  hasCorners,
  isComplete,
  isDone,
  isInside,
  knownParts,
  moved,
  partAt,
  reachOf,
  rowKey,
  rowOf,
  splitKey,
  turnBetween,
  turned,
  turnHandle,
} from '../src/corners/parts.js';
import { listed, nextListed, placesShown } from '../src/corners/steps.js';
import { Summary } from '../src/corners/store.js';
import {
  fitted,
  gripped,
  isOn,
  replaced,
  resized,
  shown,
  tidy,
  tilesShown,
  toPhoto,
  toScreen,
  zoomedAt,
} from '../src/corners/view.js';

/** @typedef {import('../src/shared.js').Point} Point */

/** @type {Point[]} */
const CORNERS = [
  [10, 10],
  [90, 10],
  [10, 60],
  [90, 60],
];

test('the screen and the photograph have the same places, with pixel centres at integers', () => {
  const view = { zoom: 4, x: 100, y: 50 };
  assert.deepEqual(toScreen(view, [0, 0]), [102, 52]); // the middle of the first pixel
  assert.deepEqual(toScreen(view, [-0.5, -0.5]), [100, 50]); // the corner of the photograph
  assert.deepEqual(toPhoto(view, toScreen(view, [17.25, 3.5])), [17.25, 3.5]);
});

test('a photograph that is fitted lies in the middle, as large as it can', () => {
  assert.deepEqual(fitted({ width: 200, height: 100 }, 1000, 600), { zoom: 5, x: 0, y: 50 });
  assert.deepEqual(fitted({ width: 100, height: 200 }, 1000, 600), { zoom: 3, x: 350, y: 0 });
});

test('a stage of another size shows the whole photograph where it was whole, else the same middle as large', () => {
  const photo = { width: 200, height: 100 };
  const whole = fitted(photo, 1000, 600);
  assert.deepEqual(resized(whole, photo, [1000, 600], [500, 600]), fitted(photo, 500, 600));
  const near = { zoom: 8, x: -300, y: -20 };
  const now = resized(near, photo, [1000, 600], [1000, 560]);
  assert.deepEqual(toPhoto(now, [500, 280]), toPhoto(near, [500, 300]));
  assert.equal(now.zoom, 8);
});

test('what is under the pointer stays there while zooming, between the bounds', () => {
  const view = { zoom: 2, x: 30, y: -40 };
  /** @type {Point} */
  const pointer = [210, 90];
  const zoomed = zoomedAt(view, pointer, 1.4, 0.5);
  assert.equal(zoomed.zoom, 2.8);
  assert.ok(toPhoto(zoomed, pointer).every((value, axis) => Math.abs(value - toPhoto(view, pointer)[axis]) < 1e-9));
  assert.equal(zoomedAt(view, pointer, 1000, 0.5).zoom, 40);
  assert.equal(zoomedAt(view, pointer, 0.001, 0.5).zoom, 0.5);
});

test('the pointer holds the nearest corner within 14 px of the screen', () => {
  const view = { zoom: 1, x: -0.5, y: -0.5 }; // screen and photograph are the same
  assert.equal(gripped(view, CORNERS, [22, 14]), 0);
  assert.equal(gripped(view, CORNERS, [24, 10]), -1);
  assert.equal(gripped(view, CORNERS, [85, 55]), 3);
  assert.equal(gripped({ ...view, zoom: 0.1 }, CORNERS, [1.2, 5.4]), 2); // all of them within reach
  assert.equal(gripped(view, [], [10, 10]), -1);
});

test('the tiles that are seen are asked for, and no others', () => {
  assert.deepEqual(tilesShown(0, 1, 560, 3200), [0, 1]);
  assert.deepEqual(tilesShown(-1024, 1, 500, 3200), [2]);
  assert.deepEqual(tilesShown(-1024, 2, 100, 3200), [1]);
  assert.deepEqual(tilesShown(200, 1, 560, 3200), [0]);
  assert.deepEqual(tilesShown(-3000, 1, 5600, 3200), [5, 6]); // 3200 px are seven tiles
  assert.deepEqual(tilesShown(900, 1, 560, 3200), []);
});

test('a photograph of 4×3 pixels reaches from −0.5 to 3.5 and 2.5', () => {
  const photo = { width: 4, height: 3 };
  assert.ok(isOn([-0.5, 2.5], photo) && isOn([3.5, -0.5], photo));
  assert.ok(!isOn([3.6, 0], photo) && !isOn([0, 2.6], photo) && !isOn([-0.6, 0], photo) && !isOn([0, -0.6], photo));
});

test('coordinates are kept to a ten-thousandth of a pixel, and one corner is replaced in a copy', () => {
  assert.deepEqual(tidy([1.23456, -0.00004]), [1.2346, -0]);
  assert.deepEqual(replaced(CORNERS, 1, [80, 12])[1], [80, 12]);
  assert.deepEqual(CORNERS[1], [90, 10]);
});

test('corners are copied from the nearest photograph before, else from the end', () => {
  const photographs = [CORNERS, null, CORNERS, null, null].map((corners, index) => ({
    ...{ name: `${index}.png`, scale: null },
    corners,
  }));
  assert.equal(copySource(photographs, 4), 2);
  assert.equal(copySource(photographs, 2), 0);
  assert.equal(copySource(photographs, 0), 2);
  assert.equal(copySource(photographs.slice(0, 1), 0), -1); // not from itself
});

test('the number of a corner stands outside the part', () => {
  const places = CORNERS.map((_, index) => badgePlace(CORNERS, index));
  for (const [index, [x, y]] of places.entries()) {
    assert.ok(Math.abs(Math.hypot(x - CORNERS[index][0], y - CORNERS[index][1]) - 24) < 1e-9);
    assert.ok(index % 2 ? x > 90 : x < 10);
    assert.ok(index > 1 ? y > 60 : y < 10);
  }
  assert.ok(badgePlace([[50, 50]], 0).every((value) => value < 50));
});

const photograph = { name: 'a.png', corners: CORNERS, scale: null };
const state = {
  row: photograph,
  corners: CORNERS,
  gone: false,
  trouble: '',
  refusal: '',
  ruler: null,
  note: '',
  isLoaded: true,
  others: [],
};

test('the guide names the next corner, and tells the most urgent thing first', () => {
  const say = (/** @type {Partial<import('../src/corners/guide.js').State>} */ change) =>
    guidance({ ...state, ...change });
  assert.deepEqual(say({ corners: [] }), ['Click c1: the top-left corner of the part.', 'order']);
  assert.deepEqual(say({ corners: CORNERS.slice(0, 2) }), ['Click c3: the bottom-left corner of the part.', 'order']);
  assert.match(say({})[0], /^All four corners are placed\. Drag/);
  assert.match(say({ row: { ...photograph, scale: 0.1 } })[0], /1 px is 0\.1 mm\. Drag/);
  assert.match(say({ corners: [], isLoaded: false })[0], /^Loading/);
  assert.match(say({ corners: [], ruler: [] })[0], /the first of two points/);
  assert.deepEqual(say({ ruler: [CORNERS[0], CORNERS[1]] }), ['80.00 px. How long is that?', '']);
  assert.deepEqual(say({ note: 'yes' }), ['yes', '']);
  assert.deepEqual(say({ refusal: 'no', note: 'yes' }), ['Refused: no', 'refused']);
  assert.match(say({ refusal: 'no', gone: true })[0], /kernel does not answer/);
});

test('a table with corners in another order is not done, and the guide says why', () => {
  const wrong = { ...photograph, corners: [CORNERS[0], CORNERS[1], CORNERS[3], CORNERS[2]] };
  assert.deepEqual([isDone(photograph), isDone(wrong), isDone({ ...photograph, corners: null })], [true, false, false]);
  assert.match(guidance({ ...state, row: wrong })[0], /came from the table.*cross or fold inwards/);
});

test('saved is only what nothing speaks against', () => {
  const calm = { gone: false, trouble: '', isChangedOutside: false, isSaving: false, corners: 4 };
  assert.deepEqual(savedStatus(calm), ['saved', 'saved']);
  assert.deepEqual(savedStatus({ ...calm, corners: 3 }), ['3 of 4 corners', '']);
  assert.deepEqual(savedStatus({ ...calm, isSaving: true }), ['saving …', '']);
  assert.deepEqual(savedStatus({ ...calm, isSaving: true, isChangedOutside: true })[1], 'lost');
  assert.deepEqual(savedStatus({ ...calm, trouble: 'full' }), ['not saved', 'lost']);
  assert.deepEqual(savedStatus({ ...calm, gone: true, trouble: 'full' })[0], 'not saved: the kernel is gone');
});

test('a conflict names three photographs and counts the others', () => {
  assert.match(conflict(['a', 'b']), /of a, b \(dashed\)/);
  assert.match(conflict(['a', 'b', 'c', 'd', 'e']), /of a, b, c and 2 more \(dashed\)/);
});

/** @type {(width: number, height: number, moves?: number[][], x?: number) => Point[]} */
const part = (width, height, moves = [], x = 80) =>
  [
    [x, 80],
    [x + width, 80],
    [x, 80 + height],
    [x + width, 80 + height],
  ].map(([left, top], index) => [left + (moves[index]?.[0] ?? 0), top + (moves[index]?.[1] ?? 0)]);
const BOARDS = [0, 1, -2, 3].map((x) => part(100, 100, [], 80 + x));
const QUAD = part(163, 89, [[], [], [], [-5, 51]]); // sides of about 163, 140, 166 and 89 px

test('a quadrilateral is told while it is clicked, and a part beside the others is not', () => {
  assert.deepEqual(angles(part(100, 50)).map(Math.round), [90, 90, 90, 90]);
  assert.match(
    oddity(QUAD, BOARDS),
    /^No rectangle: the angle at c\d is \d+°, the sides are 163, 140, 166 and 89 px\./,
  );
  assert.match(oddity(QUAD, BOARDS), /Another size than on the other boards: 16\d×11\d px here, 100×100 px there\.$/);
  assert.match(oddity(QUAD, []), /^No rectangle/); // also on the first photograph
  assert.match(oddity(part(100, 100, [[], [], [30, 0]]).slice(0, 3), BOARDS), /^The angle at c1 is 73°\.$/);
  assert.equal(oddity(part(100, 100, [[1, -1], [], [0, 2]]), BOARDS), ''); // as steady as a hand is
  assert.equal(oddity(part(100, 100).slice(0, 3), BOARDS) + oddity(part(100, 100).slice(0, 2), BOARDS), '');
  const [guide, kind] = guidance({ ...state, corners: QUAD, others: BOARDS });
  assert.ok(guide.startsWith('No rectangle') && guide.endsWith('or go on if the part is so.'));
  assert.equal(kind, 'odd');
});

test('another size and another order are told, a moved part is not', () => {
  assert.equal(
    oddity(part(110, 100), BOARDS),
    'Another size than on the other boards: 110×100 px here, 100×100 px there.',
  );
  assert.equal(oddity(part(100, 100, [], 140), BOARDS), '');
  const turned = [2, 0, 3, 1].map((index) => part(100, 100)[index]);
  assert.match(oddity(turned, BOARDS), /^Another order than on the other boards: the part would be turned by 90°\./);
  const half = [3, 2, 1, 0].map((index) => part(100, 60)[index]);
  assert.match(oddity(half, [part(100, 60)]), /turned by 180°/);
});

test('parts of a family may differ in size, and a trapezoid is one where all are', () => {
  const family = [93, 100, 95, 110, 86, 97].map((side) => part(side, side));
  assert.equal(oddity(part(108, 108), family), '');
  const trapezoid = (/** @type {number} */ x) =>
    part(
      100,
      60,
      [
        [20, 0],
        [-20, 0],
      ],
      x,
    );
  const others = [70, 75, 80, 85].map(trapezoid);
  assert.equal(oddity(trapezoid(78), others), '');
  assert.match(oddity(part(100, 60), others), /^Another shape than on the other photographs/);
});

const BOARD = {
  name: 'board.jpg',
  corners: null,
  scale: null,
  parts: Object.fromEntries(
    [
      ['R10', 0],
      ['R2', 200],
    ].map(([part, x]) => [part, { corners: moved(CORNERS, Number(x), 0), scale: 0.04, type: 'R_0603', symmetry: 2 }]),
  ),
};

test('a row is told by its photograph and its part, as in Python', () => {
  assert.equal(rowKey('a.png', ''), 'a.png');
  assert.equal(rowKey('größe "2".png', 'R1'), '["größe \\"2\\".png","R1"]');
  assert.deepEqual(splitKey(rowKey('a.png', 'R1')), ['a.png', 'R1']);
  assert.deepEqual(splitKey('a.png'), ['a.png', '']);
  assert.match(conflict([rowKey('a.png', 'R1')]), /of R1 on a\.png \(dashed\)/);
});

test('parts are counted as people do, and one that a photograph lacks is known from the others', () => {
  const bare = { ...BOARD, name: 'bare.jpg', parts: {} };
  assert.deepEqual(
    [...knownParts([bare, BOARD])],
    [
      ['R2', 'R_0603'],
      ['R10', 'R_0603'],
    ],
  );
  assert.equal(knownParts([photograph]).size, 0);
  assert.deepEqual([...knownParts([photograph, BOARD]).keys()], ['', 'R2', 'R10']); // one without a name
  assert.deepEqual([isComplete(BOARD, knownParts([BOARD])), isComplete(bare, knownParts([BOARD]))], [true, false]);
  assert.deepEqual([hasCorners(bare), hasCorners(BOARD), hasCorners(photograph)], [false, true, true]);
  assert.equal(rowOf(bare, 'R2').corners, null);
  assert.equal(copySource([BOARD, bare], 1), 0);
});

test('the part under the pointer is found, also where it is turned', () => {
  const known = knownParts([BOARD]).keys();
  assert.equal(partAt(BOARD, [...known], [250, 30]), 'R2');
  assert.equal(partAt(BOARD, ['R2', 'R10'], [150, 30]), null);
  const tilted = turned(CORNERS, 45);
  assert.ok(isInside(tilted, [50, 70]) && !isInside(tilted, [15, 12]) && !isInside(CORNERS.slice(0, 3), [50, 30]));
});

test('an outline moves and turns as a whole', () => {
  assert.deepEqual(centreOf(CORNERS), [50, 35]);
  const quarter = turned(CORNERS, 90).map(([x, y]) => [Math.round(x), Math.round(y)]);
  assert.deepEqual(quarter, [
    [75, -5],
    [75, 75],
    [25, -5],
    [25, 75],
  ]); // c1 was top-left and is top-right: clockwise
  assert.ok(Math.abs(turnBetween([0, 0], [0, -10], [10, 0]) - 90) < 1e-9);
  assert.deepEqual(turnHandle(CORNERS, 30), [50, -20]);
});

test('small outlines have small handles, and are brought near', () => {
  assert.equal(reachOf(CORNERS, 14), 14);
  assert.equal(reachOf(part(18, 9), 14), 4); // not less: it has to be hit
  assert.equal(reachOf(part(60, 30), 14), 10);
  const view = { zoom: 1, x: 0, y: 0 };
  assert.equal(shown(view, part(200, 150), 800, 600), view); // it is seen well
  const near = shown(view, part(20, 10), 800, 600);
  assert.equal(near.zoom, 6);
  assert.deepEqual(toScreen(near, [90, 85]), [400, 300]);
});

test('sentences name the part, where parts have names', () => {
  const named = { ...state, title: 'R1, R_0603' };
  assert.match(guidance(named)[0], /^R1, R_0603: drag a corner, the outline/);
  assert.match(guidance({ ...named, corners: [], isBare: true })[0], /Click c1.*copy all parts/);
});

test('photographs are listed by name and kind, and stepped through', () => {
  const photographs = ['Board_1.png', 'board_2.png', 'other.png'].map((name) => ({ name }));
  assert.deepEqual(
    listed(photographs, () => true, ' BOARD '),
    [0, 1],
  );
  assert.deepEqual(
    listed(photographs, (index) => index > 0, ''),
    [1, 2],
  );
  assert.deepEqual([nextListed([2, 5, 9], 5, 1), nextListed([2, 5, 9], 4, -1), nextListed([2, 5], 5, 1)], [9, 2, -1]);
  assert.deepEqual(
    [placesShown(0, 620, 2000), placesShown(62_000, 620, 2000)],
    [
      [0, 13],
      [997, 1013],
    ],
  );
  assert.deepEqual(placesShown(0, 620, 0), [0, -1]);
});

test('photographs of a large folder are compared with some, of a small one with all others', () => {
  const photographs = Array.from({ length: 2000 }, (_, index) => ({
    name: `${index}.png`,
    corners: moved(CORNERS, index / 2000, 0),
    scale: null,
  }));
  photographs[1234].corners = moved(CORNERS, 0, 0).map(([x, y], index) => [x + (index === 1 ? 60 : 0), y]);
  const [all, few] = [photographs, photographs.slice(0, 30)].map((some) => new Summary(some, new Map()));
  assert.ok(all.others(0, '').length <= 41 && few.others(0, '').length === 29);
  assert.deepEqual([all.done, all.kindOf(1234), all.kindOf(7)], [2000, 'odd', 'done']);
  assert.ok(all.oddAt(1234)[''].startsWith('No rectangle'));
});
