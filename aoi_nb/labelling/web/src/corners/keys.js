// @ts-check
// Keys of the page of corners.

import { isOwnKey } from '../levels.js';

/** @typedef {import('./page.js').Page} Page */

export const HELP =
  'Click to place · drag a corner to move it · arrow keys ¼ px, with Shift 1 px · 1–4 choose a corner · ' +
  'wheel zooms · drag beside the corners to move the photograph · Esc ends measuring · ' +
  'B brighter, V more contrast, with Shift less, X as it is · L loupe · F fills the window · / finds by name · ' +
  'parts with names: J and K next and previous, Q and E turn, W the whole outline, I add, R rename, O outline to type';

/**
 * @param {Page} page
 * @param {number} step of an arrow key, px; of a turn, degrees
 * @returns {Record<string, () => void>}
 */
function plainActions(page, step) {
  const { edits } = page;
  return {
    arrowleft: () => edits.nudge(-step, 0),
    arrowright: () => edits.nudge(step, 0),
    arrowup: () => edits.nudge(0, -step),
    arrowdown: () => edits.nudge(0, step),
    1: () => page.choose(0),
    2: () => page.choose(1),
    3: () => page.choose(2),
    4: () => page.choose(3),
    w: () => page.choose(-1),
    q: () => edits.rotate(-step),
    e: () => edits.rotate(step),
    j: () => page.parts.step(1),
    k: () => page.parts.step(-1),
    i: () => page.dialogs.askNew(),
    r: () => page.dialogs.askName(),
    o: () => page.parts.outline(),
    s: () => edits.snap(),
    a: () => page.toggleAlways(),
    c: () => edits.copy(),
    m: () => page.measure.toggle(),
    delete: () => edits.clear(),
    n: () => page.steps.go(1),
    p: () => page.steps.go(-1),
    pagedown: () => page.steps.go(1),
    pageup: () => page.steps.go(-1),
    l: () => page.stage.toggleLoupe(),
    f: () => page.room.toggle(),
    '/': () => page.steps.find.focus(),
    0: () => page.photo.fit(page.stage.element),
    '+': () => page.photo.zoomAt(page.stage.middle, 1.4),
    '-': () => page.photo.zoomAt(page.stage.middle, 1 / 1.4),
    escape: () => {
      if (page.room.isWhole && !page.measure.ruler) page.room.toggle();
      page.dialogs.leave();
      page.measure.leave();
    },
  };
}

/**
 * @param {Page} page
 * @param {boolean} shift
 * @returns {Record<string, () => void>}
 */
function commandActions(page, shift) {
  return { z: () => page.edits.turn(shift ? 'redo' : 'undo'), y: () => page.edits.turn('redo') };
}

/**
 * @param {Page} page
 * @param {KeyboardEvent} event
 */
export function press(page, event) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (target === page.measure.length) {
    if (event.key === 'Enter') page.measure.finish();
    if (event.key === 'Escape') page.measure.leave();
    event.stopPropagation();
    return;
  }
  const key = event.key.toLowerCase();
  if (isOwnKey(target, key)) {
    event.stopPropagation();
    return;
  }
  const isCommand = event.ctrlKey || event.metaKey;
  const actions = isCommand ? commandActions(page, event.shiftKey) : plainActions(page, event.shiftKey ? 1 : 0.25);
  const action = Object.hasOwn(actions, key)
    ? actions[key]
    : isCommand
      ? undefined
      : page.levels.actionOf(key, event.shiftKey);
  if (!action || event.altKey) return;
  event.preventDefault();
  event.stopPropagation(); // the notebook has keys of its own
  if (!key.startsWith('arrow')) page.refusal = null;
  action();
}
