// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { darkRange, filterOf, rangeSentence } from '../src/levels.js';

/** @param {number[]} levels of grey pixels */
const pixels = (levels) => new Uint8ClampedArray(levels.flatMap((level) => [level, level, level, 255]));

/**
 * What a browser makes of a level, 0 to 1.
 * @param {string} filter
 * @param {number} level
 */
function shown(filter, level) {
  const clamped = (/** @type {number} */ value) => Math.min(1, Math.max(0, value));
  return [...filter.matchAll(/(\w+)\(([\d.]+)\)/g)].reduce(
    (value, [, name, by]) => clamped(name === 'brightness' ? value * Number(by) : (value - 0.5) * Number(by) + 0.5),
    level,
  );
}

test('a dark image is stretched from the first to the last hundredth of its levels, another stays', () => {
  const dark = Array.from({ length: 1000 }, (_, at) => 10 + (at % 50));
  assert.deepEqual(darkRange(pixels([...dark, 255])), { low: 10 / 255, high: 59 / 255 }); // one spark
  assert.equal(darkRange(pixels([...dark, ...dark.map((level) => level + 100)])), null);
  assert.equal(darkRange(pixels(Array(100).fill(0))), null);
  assert.equal(darkRange(pixels([])), null);
});

test('the filter shows the lowest level black, the highest white, and those between in proportion', () => {
  const range = { low: 0.1, high: 0.3 };
  const filter = filterOf({ brightness: 0, contrast: 0 }, range);
  for (const [level, expected] of [
    [0.05, 0],
    [0.1, 0],
    [0.15, 0.25],
    [0.2, 0.5],
    [0.3, 1],
    [0.9, 1],
  ]) {
    assert.ok(Math.abs(shown(filter, level) - expected) < 1e-9, `${level}`);
  }
  assert.equal(filterOf({ brightness: 0, contrast: 0 }, null), 'none');
  const doubled = shown(filterOf({ brightness: 5, contrast: 0 }, null), 0.2); // by five steps
  assert.ok(Math.abs(doubled - 0.4) < 1e-9);
  assert.equal(rangeSentence(null), '');
  assert.match(rangeSentence(range), /levels 26 to 77 of 255 are stretched\. The file stays as it is\.$/);
});
