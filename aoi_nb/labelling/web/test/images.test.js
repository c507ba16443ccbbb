// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { span } from '../src/images/ranges.js';

test('a range is drawn in either direction, and ends where the histogram does', () => {
  const range = { name: 'risk', low: 0, high: 2, all: [], selected: [] };
  assert.deepEqual(span(range, 0.25, 0.75), { low: 0.5, high: 1.5 });
  assert.deepEqual(span(range, 0.75, -3), { low: 0, high: 1.5 });
  assert.deepEqual(span(range, 0.5, 7), { low: 1, high: 2 });
});
