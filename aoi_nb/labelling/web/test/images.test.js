// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { span, typedSpan } from '../src/images/ranges.js';

test('a range is drawn in either direction, and ends where the histogram does', () => {
  const range = { name: 'risk', low: 0, high: 2, all: [], selected: [] };
  assert.deepEqual(span(range, 0.25, 0.75), { low: 0.5, high: 1.5 });
  assert.deepEqual(span(range, 0.75, -3), { low: 0, high: 1.5 });
  assert.deepEqual(span(range, 0.5, 7), { low: 1, high: 2 });
});

test('the ends of a range can be typed; one left as it stands is exact, nonsense is refused', () => {
  const range = { name: 'risk', low: 0.1234, high: 2.987, all: [], selected: [] };
  assert.deepEqual(typedSpan(range, '0.12', '1'), { low: 0.1234, high: 1 });
  assert.deepEqual(typedSpan(range, '2', '1.5'), { low: 1.5, high: 2 });
  assert.equal(typedSpan(range, 'x', '1'), null);
  assert.equal(typedSpan(range, '', '1'), null);
});
