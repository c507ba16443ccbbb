// @ts-check
// Keys of the review.
import { isOwnKey } from '../levels.js';
import { make } from '../shared.js';
import { words } from './elements.js';

/** @typedef {import('./review.js').Review} Review */

const KEYS = {
  '1 … 9': 'label',
  space: 'accept the vote',
  s: 'skip',
  u: 'undo',
  '← →': 'move',
  z: 'zoom',
  'b v': 'brightness, contrast',
};

/** The line that names the keys. */
export function keyHelp() {
  const parts = Object.entries(KEYS).flatMap(([key, text]) => [words('kbd', '', key), ` ${text} `]);
  return make('span', { className: 'quiet' }, ...parts);
}

/**
 * The digit of a key, by its place: some keyboards want shift for it.
 * @param {{ code: string, key: string }} event
 */
export function digitOf({ code, key }) {
  return /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1] ?? (/^\d$/.test(key) ? key : '');
}

/**
 * What a key does, undefined for a key that is not the review's.
 * @param {Review} review
 * @param {KeyboardEvent} event
 * @returns {(() => void) | undefined}
 */
function actionOf(review, event) {
  const digit = digitOf(event);
  const label = review.decisions.labels[Number(digit || 0) - 1];
  if (digit === '0') return () => review.side.open(true);
  if (label !== undefined) return () => review.decide('label', label);
  const [back, onward] = [() => review.move(-1), () => review.move(1)];
  /** @type {Record<string, () => void>} */
  const actions = {
    ' ': () => review.decide('label', review.image.vote),
    s: () => review.decide('skip'),
    u: () => review.undo(),
    z: () => review.figure.toggle(),
    ArrowLeft: back,
    ArrowUp: back,
    ArrowRight: onward,
    ArrowDown: onward,
    Escape: () => review.figure.shrink(),
  };
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return Object.hasOwn(actions, key) ? actions[key] : review.figure.levels.actionOf(key, event.shiftKey);
}

/**
 * @param {Review} review
 * @param {KeyboardEvent} event
 */
export function press(review, event) {
  const target = /** @type {Element} */ (event.composedPath()[0]);
  if (event.ctrlKey || event.metaKey || event.altKey || isOwnKey(target, event.key.toLowerCase())) return;
  const action = actionOf(review, event);
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat || event.key.startsWith('Arrow')) action(); // a key held down decides one image
}
