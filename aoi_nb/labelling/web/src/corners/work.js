// @ts-check
// What a person does to corners. Python checks, keeps, and says when something is on the disk.
import { orderFault } from '../shared.js';
import { replaced, tidy } from './view.js';

/** @typedef {import('../shared.js').Point} Point */
/** @typedef {import('../shared.js').Answer} Answer */
/** @typedef {{ name: string, corners: Point[] | null, scale: number | null }} Photograph */

const NUDGE_MS = 350; // between two arrow keys of one gesture

/**
 * Whether a photograph has usable corners: a table made elsewhere may have them in another order.
 * @param {Photograph} photograph
 */
export const isDone = ({ corners }) => corners !== null && !orderFault(corners);

/**
 * The nearest photograph before this one that has corners, then from the end; −1 for none.
 * @param {Photograph[]} photographs
 * @param {number} here
 */
export function copySource(photographs, here) {
  const count = photographs.length;
  const order = photographs.map((_, step) => (here - 1 - step + 2 * count) % count);
  return order.find((index) => index !== here && photographs[index].corners) ?? -1;
}

/** Gestures on the corners of one photograph: each is checked, shown, sent, and kept by Python. */
export class Work {
  /** @param {import('./page.js').Page} page */
  constructor(page) {
    this.page = page;
    /** @type {Point[]} */
    this.corners = []; // as the person sees them: what Python has, or what is on its way there
    /** @type {Point[] | null} */
    this.known = null; // corners that the last gesture started from
    /** @type {Map<string, Point[]>} */
    this.drafts = new Map(); // corners of photographs that have fewer than four
    this.active = -1; // corner that arrow keys move
    this.nudging = 0; // timer of a gesture of arrow keys
    this.always = false; // snap whatever is placed
  }

  get isDraft() {
    return this.corners.length < 4;
  }

  /** Show what Python has of this photograph. */
  adopt() {
    const { name, corners } = this.page.photograph;
    if (corners) this.drafts.delete(name);
    this.corners = corners ? structuredClone(corners) : (this.drafts.get(name) ?? []);
    this.known = corners;
    this.active = Math.min(this.active, this.corners.length - 1);
  }

  /** Whether Python has other corners than those on the screen. */
  differs() {
    return JSON.stringify(this.page.photograph.corners) !== JSON.stringify(this.isDraft ? null : this.corners);
  }

  /**
   * Check the corners on the screen, and send them where there are four.
   * @param {string} why for the history
   * @param {number[] | null} [snap] corners to draw to the edges of the part
   */
  place(why, snap = null) {
    const { page } = this;
    const fault = orderFault(this.corners);
    if (fault) {
      const changed = this.known === null ? this.corners.length - 1 : this.active;
      page.refuse(fault, changed, this.corners[changed]);
      if (this.known) this.adopt();
      else this.corners.pop();
      page.show();
      return;
    }
    const { name } = page.photograph;
    if (this.isDraft) {
      this.drafts.set(name, this.corners);
      page.show();
      return;
    }
    const [before, after] = [this.known, this.corners.map(tidy)];
    this.drafts.delete(name);
    this.known = after;
    const reach = Math.max(4, 5 / page.photo.view.zoom); // a click is off by as much on the screen
    page.gesture('place', { name, before, after, why, ...(snap ? { snap, reach } : {}) });
  }

  /** @param {Point} point */
  add(point) {
    if (this.page.isBlocked || !this.isDraft) return;
    this.corners = [...this.corners, point];
    this.active = this.corners.length - 1;
    this.place('clicked', this.always && !this.isDraft ? [0, 1, 2, 3] : null);
  }

  /**
   * A corner was dragged: one of an unfinished part stays unless the order is wrong now.
   * @param {number} number
   * @param {Point} from where it was
   */
  drop(number, from) {
    this.active = number;
    if (!this.isDraft) {
      this.place(`moved c${number + 1}`, this.always ? [number] : null);
      return;
    }
    const fault = orderFault(this.corners);
    if (fault) {
      this.page.refuse(fault, number, this.corners[number]);
      this.corners = replaced(this.corners, number, from);
    }
    this.drafts.set(this.page.photograph.name, this.corners);
  }

  snap() {
    if (this.page.isBlocked) return;
    if (this.isDraft) this.page.say('Snapping needs all four corners: a side of the part runs between two of them.');
    else this.place('snapped to the edges', [0, 1, 2, 3]);
  }

  copy() {
    const { page } = this;
    if (page.isBlocked) return;
    const from = copySource(page.photographs, page.here);
    if (from < 0) {
      page.say('No other photograph has corners yet.');
      return;
    }
    const { name, corners } = page.photographs[from];
    this.corners = structuredClone(corners ?? []);
    this.active = 0;
    this.place(`copied from ${name}`.slice(0, 200));
  }

  clear() {
    if (this.page.isBlocked) return;
    const { name } = this.page.photograph;
    const before = this.known;
    this.drafts.delete(name);
    this.corners = [];
    this.active = -1;
    this.known = null;
    if (before) this.page.gesture('place', { name, before, after: null, why: 'cleared' });
    this.page.show();
  }

  /** @param {'undo' | 'redo'} action */
  async turn(action) {
    const { page } = this;
    if (page.isBlocked) return;
    this.flush();
    if (action === 'undo' && this.known === null && this.corners.length) {
      this.corners = this.corners.slice(0, -1); // a corner that Python does not have yet
      this.drafts.set(page.photograph.name, this.corners);
      this.active = this.corners.length - 1;
      page.show();
      return;
    }
    const answer = await page.gesture(action);
    const index = page.photographs.findIndex(({ name }) => name === answer.look_at);
    if (index >= 0 && index !== page.here) await page.go(index, answer.note);
  }

  /**
   * @param {number} x px
   * @param {number} y px
   */
  nudge(x, y) {
    if (this.page.isBlocked || this.active < 0) return;
    const [left, top] = this.corners[this.active];
    const moved = replaced(this.corners, this.active, [left + x, top + y]);
    const fault = orderFault(moved);
    if (fault) this.page.refuse(fault, this.active, moved[this.active]);
    else {
      this.corners = moved;
      this.page.refusal = null;
      clearTimeout(this.nudging);
      this.nudging = window.setTimeout(() => this.flush(), NUDGE_MS); // a held key is one gesture
    }
    this.page.show();
  }

  /** Send what the arrow keys did. */
  flush() {
    if (!this.nudging) return;
    clearTimeout(this.nudging);
    this.nudging = 0;
    this.place(`nudged c${this.active + 1}`);
  }
}
