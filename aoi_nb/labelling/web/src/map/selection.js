// @ts-check
// What is hidden, selected and marked on a map.
import { CHOSEN, HIDDEN, MARKED, SELECTED } from './points.js';

/**
 * State of each point. What is hidden is not selected: nobody labels what they cannot see.
 * @param {number} count
 * @param {{ codes: ArrayLike<number>, hidden: number[], selected: Uint32Array, marked: Uint32Array,
 *           chosen: number, alone?: Uint32Array }} traits alone: all others are hidden, where there are any
 */
export function pointStates(count, { codes, hidden, selected, marked, chosen, alone = new Uint32Array() }) {
  const states = new Uint8Array(count);
  const conceals = new Set(hidden);
  const only = new Uint8Array(alone.length ? count : 0);
  for (const row of alone) only[row] = 1;
  const isShown = (/** @type {number} */ row) =>
    row >= 0 && row < count && !conceals.has(codes[row] ?? 0) && (!only.length || only[row] === 1);
  const kept = selected.filter(isShown);
  for (const row of kept) states[row] = SELECTED;
  for (const row of marked.filter(isShown)) states[row] = MARKED;
  if (isShown(chosen)) states[chosen] = CHOSEN;
  let concealed = 0;
  for (let row = 0; row < count; row++) {
    if (isShown(row)) continue;
    states[row] = HIDDEN;
    concealed += 1;
  }
  return { states, selected: kept, concealed };
}

/**
 * The selection after a click, lasso or box: its rows alone, or added to those before, or taken from them.
 * @param {Iterable<number>} selected
 * @param {number[]} rows clicked or enclosed
 * @param {{ adds: boolean, takes: boolean }} keys
 */
export function combined(selected, rows, { adds, takes }) {
  const all = new Set(adds || takes ? selected : []);
  for (const row of rows) {
    if (takes) all.delete(row);
    else all.add(row);
  }
  return [...all].sort((a, b) => a - b);
}

/**
 * Hidden categories after a click on one.
 * @param {number[]} hidden
 * @param {number} code
 */
export function toggled(hidden, code) {
  return hidden.includes(code) ? hidden.filter((other) => other !== code) : [...hidden, code];
}

/**
 * Hidden categories after a double click on one: all others, or none where it was alone already.
 * @param {number[]} hidden before the first of the two clicks
 * @param {number} code
 * @param {number} count of categories
 */
export function othersHidden(hidden, code, count) {
  const others = Array.from({ length: count }, (_, other) => other).filter((other) => other !== code);
  const alone = !hidden.includes(code) && others.every((other) => hidden.includes(other));
  return alone ? [] : others;
}

const FEW = 3; // so many times smaller than the largest is a community that is named when the whole map is in view

/**
 * Whether a community is large enough to be named from so far away.
 * @param {number} images
 * @param {number} largest images of the largest community
 * @param {number} nearness 1 where the whole map is in view, 2 where half of its width is
 */
export const isNamed = (images, largest, nearness) => images * FEW * nearness ** 2 >= largest;

/**
 * Which names find room: each whose box lies on the stage and off those of the names before it.
 * @param {{ x: number, y: number, width: number, height: number }[]} boxes about their middle, px; the first is certain
 * @param {number} width of the stage
 * @param {number} height
 */
export function roomFor(boxes, width, height) {
  /** @type {typeof boxes} */
  const placed = [];
  return boxes.map((box) => {
    const on = box.x > 0 && box.y > 0 && box.x < width && box.y < height; // false for NaN: behind the camera
    const clear = placed.every(
      ({ x, y, width: w, height: h }) =>
        Math.abs(x - box.x) > (w + box.width) / 2 || Math.abs(y - box.y) > (h + box.height) / 2,
    );
    if (on && clear) placed.push(box);
    return on && clear;
  });
}

/**
 * What stands under the name of a community: what bare numbers mean would have to be guessed.
 * @param {number} number
 * @param {number} images
 */
export const communityLine = (number, images) => `no. ${number} · ${spaced(images)} image${images === 1 ? '' : 's'}`;

/**
 * The line that counts.
 * @param {number} count of images
 * @param {number} concealed
 * @param {number} selected
 */
export function countLine(count, concealed, selected) {
  const parts = [
    `${spaced(count)}\u00a0images`, // a number stays with its word where the line has to be broken
    concealed ? `${spaced(concealed)}\u00a0hidden` : '',
    `${spaced(selected)}\u00a0selected`,
  ];
  return parts.filter(Boolean).join(' · ');
}

/**
 * 75000 → 75 000
 * @param {number} number
 */
export function spaced(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}
