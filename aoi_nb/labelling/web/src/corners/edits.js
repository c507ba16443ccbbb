// @ts-check
// What a person does to all corners of a photograph at once, and to one of them with arrow keys.
import { orderFault } from '../shared.js';
import { hasCorners, moved, turned } from './parts.js';
import { replaced } from './view.js';

/** @typedef {import('./page.js').Page} Page */
/** @typedef {import('./store.js').Photograph} Photograph */

const NUDGE_MS = 350; // between two arrow keys of one action

/**
 * The nearest photograph before this one that has corners, then from the end; −1 for none.
 * @param {Photograph[]} photographs
 * @param {number} here
 */
export function copySource(photographs, here) {
  const count = photographs.length;
  const order = photographs.map((_, step) => (here - 1 - step + 2 * count) % count);
  return order.find((index) => index !== here && hasCorners(photographs[index])) ?? -1;
}

export class Edits {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.nudging = 0; // timer of an action by keys
    this.why = ''; // of that action
  }

  snap() {
    const { page } = this;
    const { work } = page;
    if (page.isBlocked) return;
    if (work.isDraft) page.say('Snapping needs all four corners: a side of the part runs between two of them.');
    else work.place('snapped to the edges', [0, 1, 2, 3]);
  }

  copy() {
    const { page } = this;
    const { work } = page;
    if (page.isBlocked) return;
    if (page.parts.isMany) {
      page.parts.copy();
      return;
    }
    const from = copySource(page.store.photographs, page.here);
    if (from < 0) {
      page.say('No other photograph has corners yet.');
      return;
    }
    const { name, corners } = page.store.photographs[from];
    work.corners = structuredClone(corners ?? []);
    work.active = 0;
    work.place(`copied from ${name}`.slice(0, 200));
  }

  clear() {
    const { page } = this;
    const { work } = page;
    if (page.isBlocked) return;
    if (page.parts.isMany) {
      page.dialogs.askDelete();
      return;
    }
    const { name } = page.photograph;
    const before = work.known;
    work.drafts.delete(work.key);
    work.corners = [];
    work.active = -1;
    work.known = null;
    if (before) page.send('place', { name, before, after: null, why: 'cleared' });
    page.show();
  }

  /** @param {'undo' | 'redo'} action */
  async turn(action) {
    const { page } = this;
    const { work } = page;
    if (page.isBlocked) return;
    this.flush();
    if (action === 'undo' && work.known === null && work.corners.length) {
      work.corners = work.corners.slice(0, -1); // a corner that Python does not have yet
      work.drafts.set(work.key, work.corners);
      work.active = work.corners.length - 1;
      page.show();
      return;
    }
    const answer = await page.send(action);
    const index = page.store.photographs.findIndex(({ name }) => name === answer.look_at);
    if (answer.part && page.parts.known.has(answer.part) && answer.part !== page.part) {
      page.parts.choose(answer.part);
      page.say(answer.note);
    }
    if (index >= 0 && index !== page.here) await page.go(index, answer.note);
  }

  /**
   * @param {number} x px
   * @param {number} y px
   */
  nudge(x, y) {
    const { page } = this;
    const { work } = page;
    if (page.isBlocked) return;
    if (work.active < 0) {
      this.whole((corners) => moved(corners, x, y), 'nudged');
      return;
    }
    const [left, top] = work.corners[work.active];
    const corners = replaced(work.corners, work.active, [left + x, top + y]);
    const fault = orderFault(corners);
    if (fault) {
      page.refuse(fault, work.active, corners[work.active]);
      page.show();
    } else this.hold(corners, `nudged c${work.active + 1}`);
  }

  /** @param {number} degrees clockwise */
  rotate(degrees) {
    if (!this.page.isBlocked) this.whole((corners) => turned(corners, degrees), 'turned');
  }

  /**
   * Move or turn the outline of a named part.
   * @param {(corners: import('../shared.js').Point[]) => import('../shared.js').Point[]} change
   * @param {string} what
   */
  whole(change, what) {
    const { work, part, parts } = this.page;
    if (!parts.isMany || work.isDraft) return;
    work.active = -1;
    this.hold(change(work.corners), `${what} ${part}`);
  }

  /**
   * Show corners that keys moved; a held key is one action.
   * @param {import('../shared.js').Point[]} corners
   * @param {string} why
   */
  hold(corners, why) {
    const { page } = this;
    if (this.why !== why) this.flush();
    page.work.corners = corners;
    page.refusal = null;
    clearTimeout(this.nudging);
    this.why = why;
    this.nudging = window.setTimeout(() => this.flush(), NUDGE_MS);
    page.show();
  }

  /** Send what the keys did. */
  flush() {
    if (!this.nudging) return;
    clearTimeout(this.nudging);
    this.nudging = 0;
    this.page.work.place(this.why.slice(0, 200));
  }
}
