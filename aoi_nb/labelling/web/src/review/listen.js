// @ts-check
// What the review hears: keys, the pointer, other pages of this browser, and the clock.
import { PATIENCE } from '../shared.js';
import { press } from './keys.js';

/** @typedef {import('./review.js').Review} Review */

/**
 * @param {Review} review
 * @param {AbortSignal} signal ends it
 */
export function listen(review, signal) {
  const keys = review.hasStore ? review.root : document.documentElement;
  keys.addEventListener('keydown', (event) => press(review, event), { signal });
  review.root.addEventListener('mousedown', (event) => keepFocus(review, event));
  const warn = (/** @type {Event} */ event) => {
    if (review.decisions.unsaved().length) event.preventDefault();
  };
  window.addEventListener('beforeunload', warn, { signal });
  const heard = (/** @type {StorageEvent} */ { key }) => {
    if (!review.hasStore && key?.startsWith(review.drawer.prefix)) review.decisions.heard(key);
  };
  window.addEventListener('storage', heard, { signal });
  if (!review.hasStore) return;
  const timer = setInterval(() => review.decisions.sender.sendAll(), PATIENCE);
  signal.addEventListener('abort', () => clearInterval(timer));
}

/**
 * Focus stays with the review, so that the next key is heard.
 * @param {Review} review
 * @param {MouseEvent} event
 */
function keepFocus(review, event) {
  const path = event.composedPath();
  if (path.some((part) => part instanceof HTMLInputElement)) return;
  if (!path.includes(review.figure.caption)) event.preventDefault();
  review.root.focus({ preventScroll: true });
}
