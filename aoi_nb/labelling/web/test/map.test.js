// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Actions } from '../src/map/actions.js';
import { lineOpacity, reachOf } from '../src/map/density.js';
import { keyName, taken } from '../src/map/keys.js';
import { linePath } from '../src/map/lines.js';
import {
  bounds,
  CHOSEN,
  colourBytes,
  HIDDEN,
  MARKED,
  nextSlice,
  normalised,
  PLAIN,
  pointAfter,
  pointAt,
  pointBeside,
  pointNear,
  projected,
  rowsInside,
  SELECTED,
  shuffled,
} from '../src/map/points.js';
import {
  combined,
  communityLine,
  countLine,
  isNamed,
  othersHidden,
  pointStates,
  roomFor,
  spaced,
  toggled,
} from '../src/map/selection.js';
import { numbers, Traits } from '../src/map/traits.js';
import { contrast, darkColours, PAPER } from '../src/theme.js';

test('the order of drawing has every point once, is always the same, and its start is a fair sample', () => {
  const order = shuffled(10_000);
  assert.deepEqual(
    [...order].sort((a, b) => a - b),
    Array.from({ length: 10_000 }, (_, row) => row),
  );
  assert.deepEqual(order, shuffled(10_000));
  const low = order.subarray(0, 1000).filter((row) => row < 5000).length;
  assert.ok(low > 430 && low < 570, `${low} of the first 1000 are of the lower half`);
  assert.equal(shuffled(0).length, 0);
});

test('points fill −1 to 1 along their longest side, and keep their shape', () => {
  const { places, half, radius } = normalised(new Float32Array([10, 5, 30, 5, 20, 10]), 2);
  assert.deepEqual([...places], [-1, -0.25, 0, 1, -0.25, 0, 0, 0.25, 0]);
  assert.deepEqual(half, [1, 0.25, 0]);
  assert.ok(Math.abs(radius - Math.hypot(1, 0.25)) < 1e-6);
  assert.deepEqual(normalised(new Float32Array([3, 4, 5]), 3), {
    places: new Float32Array(3),
    half: [0, 0, 0],
    radius: 0.5,
    middle: [3, 4, 5],
    longest: 1e-12,
  });
});

test('places come to the screen with y downwards, and not from behind the camera', () => {
  const identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  const where = projected(new Float32Array([0, 0, 0, -1, 1, 0, 0.5, -0.5, 0]), identity, 200, 100);
  assert.deepEqual([...where], [100, 50, 1, 0, 0, 1, 150, 75, 1]);
  const behind = [...identity.slice(0, 15), -1];
  assert.ok(Number.isNaN(projected(new Float32Array([0, 0, 0]), behind, 200, 100)[0]));
});

test('the pointer meets the nearest disc, the uppermost picture, and nothing that is hidden', () => {
  const where = new Float32Array([50, 50, 9, 54, 50, 5, 52, 50, 1]);
  const states = new Uint8Array([PLAIN, PLAIN, HIDDEN]);
  const map = { where, states, rank: [1, 0, 2], flat: true, sprites: false, side: () => 6 };
  assert.equal(pointAt(map, 51.9, 50), 0);
  assert.equal(pointAt(map, 52.1, 50), 1);
  assert.equal(pointAt(map, 61, 50), -1);
  assert.equal(pointAt({ ...map, sprites: true, side: () => 40 }, 54, 50), 0); // drawn last
  assert.equal(pointAt({ ...map, sprites: true, flat: false, side: () => 40 }, 50, 50), 1); // nearer to the eye
});

test('a mask selects the shown points on its opaque pixels', () => {
  const mask = { data: new Uint8Array(4 * 3 * 2), width: 3, height: 2 };
  mask.data[4 * (1 * 3 + 2) + 3] = 255; // column 2, row 1
  const where = new Float32Array([2.5, 1.5, 1, 2.1, 1.9, 1, 1.9, 1.5, 1, 3.5, 1.5, 1, NaN, NaN, -1]);
  assert.deepEqual(rowsInside(where, new Uint8Array([0, HIDDEN, 0, 0, 0]), mask), [0]);
  assert.deepEqual(rowsInside(where, new Uint8Array(5), mask), [0, 1]);
});

test('slices shrink where the machine is slow and grow where it is fast, within bounds', () => {
  assert.equal(nextSlice(20_000, 40), 15_000);
  assert.equal(nextSlice(20_000, 20), 30_000);
  assert.equal(nextSlice(20_000, 0.1), 40_000);
  assert.equal(nextSlice(20_000, 3000), 10_000);
  assert.equal(nextSlice(1200, 3000), 1000);
});

test('colours are bytes, and a category without one is grey', () => {
  const byte = colourBytes(['#0072b2', '#ffffff']);
  assert.deepEqual([byte(0, 0), byte(0, 1), byte(0, 2), byte(1, 2), byte(7, 0)], [0, 114, 178, 255, 136]);
});

test('hidden points are not selected, marked or chosen; the chosen one stands before the marked ones', () => {
  const traits = { codes: [0, 0, 1, 1, 0], selected: Uint32Array.of(0, 2, 9), marked: Uint32Array.of(1, 3), chosen: 1 };
  assert.deepEqual(pointStates(5, { ...traits, hidden: [] }), {
    states: new Uint8Array([SELECTED, CHOSEN, SELECTED, MARKED, PLAIN]),
    selected: Uint32Array.of(0, 2),
    concealed: 0,
  });
  assert.deepEqual(pointStates(5, { ...traits, hidden: [1] }), {
    states: new Uint8Array([SELECTED, CHOSEN, HIDDEN, HIDDEN, PLAIN]),
    selected: Uint32Array.of(0),
    concealed: 2,
  });
  assert.equal(pointStates(1, { ...traits, hidden: [], selected: Uint32Array.of(), chosen: -1 }).states[0], PLAIN);
});

test('a lasso selects anew, adds with Shift, takes away with Alt', () => {
  assert.deepEqual(combined([7, 1], [10, 3], { adds: false, takes: false }), [3, 10]);
  assert.deepEqual(combined([7, 1], [10, 7], { adds: true, takes: false }), [1, 7, 10]);
  assert.deepEqual(combined([7, 1], [10, 7], { adds: false, takes: true }), [1]);
});

test('a click hides and shows a category, a double click shows it alone, another one all', () => {
  assert.deepEqual(toggled([], 1), [1]);
  assert.deepEqual(toggled([1, 2], 1), [2]);
  assert.deepEqual(othersHidden([], 1, 3), [0, 2]);
  assert.deepEqual(othersHidden([0, 2], 1, 3), []);
  assert.deepEqual(othersHidden([1], 1, 3), [0, 2]);
});

test('counts are grouped by thousands', () => {
  assert.deepEqual([0, 999, 1000, 75_000, 1_234_567].map(spaced), [
    '0',
    '999',
    '1\u2009000',
    '75\u2009000',
    '1\u2009234\u2009567',
  ]);
  assert.equal(countLine(75_000, 0, 2), '75\u2009000\u00a0images · 2\u00a0selected');
  assert.equal(countLine(244, 61, 0), '244\u00a0images · 61\u00a0hidden · 0\u00a0selected');
});

test('what stands under the name of a community says what its numbers are', () => {
  assert.equal(communityLine(0, 9), 'no. 0 · 9 images');
  assert.equal(communityLine(12, 1), 'no. 12 · 1 image');
});

test('lines of density reach to both sides', () => {
  assert.deepEqual(reachOf([Float32Array.of(0.5, -2, 0, -1.5, 1, 0), Float32Array.of(0, 0, 9)]), [1.5, 2]);
  assert.deepEqual(reachOf([]), [0, 0]);
});

test('far out only large communities are named, nearer more of them; lines of density fade', () => {
  const named = (/** @type {number} */ nearness) => [90, 30, 29, 1].filter((images) => isNamed(images, 90, nearness));
  assert.deepEqual([1, 2, 6].map(named), [
    [90, 30],
    [90, 30, 29],
    [90, 30, 29, 1],
  ]);
  assert.deepEqual([1, 4, 9].map(lineOpacity), [1, 0.5, 0]);
});

test('keys have one name each; those of the browser are left to it', () => {
  const press = (/** @type {string} */ key, held = {}) =>
    keyName({ key, ctrlKey: false, metaKey: false, shiftKey: false, ...held });
  assert.deepEqual([press('n'), press('Enter'), press('Shift')], ['n', 'Enter', '']);
  assert.equal(press('A', { ctrlKey: true }), 'ctrl+a');
  assert.equal(press('a', { metaKey: true }), 'ctrl+a');
  assert.equal(press('r', { ctrlKey: true }), '');
  assert.equal(press('z', { ctrlKey: true }), 'ctrl+z');
  assert.equal(press('Z', { ctrlKey: true, shiftKey: true }), 'ctrl+y');
  assert.deepEqual([press('ArrowUp'), press('ArrowUp', { shiftKey: true })], ['ArrowUp', 'shift+ArrowUp']);
  for (const held of ['ctrlKey', 'metaKey', 'altKey']) assert.equal(press('ArrowUp', { [held]: true }), '');
});

test('bytes of a trait become numbers wherever they begin', () => {
  const bytes = new Uint8Array([9, 1, 0, 0, 0, 2, 1, 0, 0, 9]);
  assert.deepEqual(numbers(Uint32Array, new DataView(bytes.buffer, 1, 8)), Uint32Array.of(1, 258));
});

test('traits that change at once are answered once, in the order of the actions', async () => {
  /** @type {Map<string, () => void>} */
  const changed = new Map();
  const model = {
    get: () => 0,
    set: () => {},
    save_changes: () => {},
    send: () => {},
    on: (/** @type {string} */ name, /** @type {() => void} */ action) => void changed.set(name, action),
    off: (/** @type {string} */ name) => void changed.delete(name),
  };
  const traits = new Traits(model);
  /** @type {string[]} */
  const done = [];
  traits.listen('points dimensions', () => done.push('points'));
  traits.listen('colours', () => done.push('colours'));
  for (const name of ['colours', 'dimensions', 'points']) changed.get(`change:${name}`)?.();
  assert.deepEqual(done, []);
  await Promise.resolve();
  assert.deepEqual(done, ['points', 'colours']);
  changed.get('change:colours')?.();
  traits.close();
  await Promise.resolve();
  assert.deepEqual([done.length, changed.size], [2, 0]);
});

test('a field keeps what is written, a button what presses it; all other keys are the map’s', () => {
  const field = { tagName: 'INPUT', type: 'text' };
  assert.deepEqual(
    ['1', 'm', 'ArrowLeft', 'Enter', 'Escape'].map((key) => taken(field, false, key)),
    ['own', 'own', 'own', 'enter', 'leave'],
  );
  assert.equal(taken({ tagName: 'TEXTAREA' }, false, 'Enter'), 'own');
  for (const target of [{ tagName: 'BUTTON' }, { tagName: 'SELECT' }, { tagName: 'INPUT', type: 'checkbox' }]) {
    assert.deepEqual(
      ['1', 'm', 'Enter', ' ', 'ArrowDown'].map((key) => taken(target, false, key)),
      ['map', 'map', 'own', 'own', 'own'],
    );
  }
  assert.equal(taken({ tagName: 'DIV' }, true, 'Enter'), 'map');
});

test('a name that has no room gives way to those before it, and comes where there is more room', () => {
  const box = (/** @type {number} */ x, /** @type {number} */ y) => ({ x, y, width: 60, height: 18 });
  assert.deepEqual(roomFor([box(50, 50), box(80, 55), box(150, 50), box(500, 50)], 300, 200), [
    true,
    false,
    true,
    false,
  ]);
  assert.deepEqual(roomFor([box(50, 50), box(140, 65)], 300, 200), [true, true]);
  assert.deepEqual(roomFor([box(Number.NaN, Number.NaN)], 300, 200), [false]);
});

test('on dark paper every colour is seen, much is light, and no value is quiet', () => {
  const dark = darkColours(['#fde725', '#440154', '#000000', '#BBBBBB'], 2);
  for (const colour of dark) assert.ok(contrast(colour, PAPER.dark) >= 4.5, colour);
  assert.equal(dark[1], '#fde725');
  assert.equal(dark[3], '#7d848d');
  assert.equal(Math.round(contrast('#000000', '#ffffff')), 21);
});

test('lines join their ends, except where one is behind the eye', () => {
  const behind = [Number.NaN, 5, -1];
  assert.equal(linePath([1, 2, 9, 3.25, 4, 9, ...behind, 1, 1, 9]), 'M1.0 2.0L3.3 4.0');
  assert.equal(linePath([]), '');
});

test('arrows go to the nearest point that way, and past none that is hidden', () => {
  const where = new Float32Array([0, 0, 1, 10, 2, 1, 4, 9, 1, -50, 40, 1, NaN, NaN, -1, 3, 0, 1]);
  const map = { where, states: new Uint8Array([PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, HIDDEN]) };
  assert.equal(pointNear(map, 9, 2), 1);
  assert.equal(pointBeside(map, 0, 1, 0), 1); // 2 is nearer, but rather below
  assert.equal(pointBeside(map, 0, 0, 1), 2);
  assert.equal(pointBeside(map, 0, -1, 0), 3);
  assert.equal(pointBeside(map, 0, 0, -1), -1);
  assert.equal(pointBeside(map, 3, 0, -1), 2); // none within 45°: the nearest of all above
  assert.deepEqual(
    [-1, 0, 4].map((row) => pointAfter(map.states, row, 1)),
    [0, 1, 0],
  );
  assert.deepEqual(
    [-1, 0, 4].map((row) => pointAfter(map.states, row, -1)),
    [4, 4, 3],
  );
  assert.equal(pointAfter(new Uint8Array([HIDDEN]), -1, 1), -1);
});

test('the box round any number of points is found', () => {
  const places = new Float32Array(3e6).map((_, at) => (at % 3) * (at < 1.5e6 ? 1 : -1));
  const rows = new Uint32Array(1e6).map((_, row) => row);
  assert.deepEqual(bounds(places, rows), { low: [-0, -1, -2], high: [0, 1, 2] });
  assert.deepEqual(bounds(places, [5]), { low: [0, 1, 2], high: [0, 1, 2] });
});

test('the selection is told as numbers, and only where it is new', () => {
  /** @type {any[][]} */
  const asked = [];
  const traits = { fresh: true, get: () => 70_000 };
  const selected = new Uint32Array([7, 70_000, 9]).subarray(0, 2);
  /** @type {any} */
  const page = { traits, selected, link: { ask: (/** @type {any[]} */ ...message) => asked.push(message) } };
  const actions = new Actions(page);
  actions.tellSelection();
  actions.tellSelection();
  assert.deepEqual(
    asked.map(([action, content]) => [action, content]),
    [['select', { chosen: 70_000 }]],
  );
  assert.deepEqual([...new Uint32Array(asked[0][3][0].buffer)], [7, 70_000]);
});
