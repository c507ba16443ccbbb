// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellText, ordered } from '../src/communities/order.js';

test('rows stand in the order of a column, those without a value last', () => {
  const rows = [
    [0, 'void'],
    [10, null],
    [2, 'crack'],
    [-1, 'void'],
  ];
  const numbers = (/** @type {import('../src/communities/order.js').Cell[][]} */ some) =>
    some.map(([number]) => number);
  assert.deepEqual(numbers(ordered(rows, 0, false)), [-1, 0, 2, 10]);
  assert.deepEqual(numbers(ordered(rows, 0, true)), [10, 2, 0, -1]);
  assert.deepEqual(numbers(ordered(rows, 1, false)), [2, 0, -1, 10]);
  assert.deepEqual(numbers(ordered(rows, 1, true)), [0, -1, 2, 10]);
});

test('shares are per cent, no community and no value are said', () => {
  assert.equal(cellText('share', 0.876), '88 %');
  assert.equal(cellText('community', -1), 'none');
  assert.equal(cellText('label', null), '');
  assert.equal(cellText('images', 12), '12');
});
