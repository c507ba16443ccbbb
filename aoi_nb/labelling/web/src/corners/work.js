// @ts-check
// What a person does to corners. Python checks, keeps, and says when something is on the disk.
import { orderFault } from '../shared.js';
import { rowKey } from './parts.js';
import { replaced, tidy } from './view.js';

/** @typedef {import('../shared.js').Point} Point */

export const [WHOLE, TURN] = [4, 5]; // what a pointer drags beside the corners 0 to 3

/** Actions on the corners of one part on one photograph: each is checked, shown, sent, and kept by Python. */
export class Work {
  /** @param {import('./page.js').Page} page */
  constructor(page) {
    this.page = page;
    /** @type {Point[]} */
    this.corners = []; // as the person sees them: what Python has, or what is on its way there
    /** @type {Point[] | null} */
    this.known = null; // corners that the last action started from
    /** @type {Map<string, Point[]>} */
    this.drafts = new Map(); // corners of parts that have fewer than four, by row
    this.active = -1; // corner that arrow keys move
    this.always = false; // snap whatever is placed
  }

  get isDraft() {
    return this.corners.length < 4;
  }

  get key() {
    return rowKey(this.page.photograph.name, this.page.part);
  }

  /** Show what Python has of this part. */
  adopt() {
    this.page.parts.check();
    const { corners } = this.page.row;
    if (corners) this.drafts.delete(this.key);
    this.corners = corners ? structuredClone(corners) : (this.drafts.get(this.key) ?? []);
    this.known = corners;
    this.active = Math.min(this.active, this.corners.length - 1);
  }

  /** Whether Python has other corners than those on the screen. */
  differs() {
    return JSON.stringify(this.page.row.corners) !== JSON.stringify(this.isDraft ? null : this.corners);
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
    if (this.isDraft) {
      this.drafts.set(this.key, this.corners);
      page.show();
      return;
    }
    const [before, after] = [this.known, this.corners.map(tidy)];
    this.drafts.delete(this.key);
    this.known = after;
    const reach = Math.max(4, 5 / page.photo.view.zoom); // a click is off by as much on the screen
    const { part, photograph } = page;
    const type = page.parts.known.get(part) ?? '';
    page.send('place', { name: photograph.name, part, type, before, after, why, ...(snap ? { snap, reach } : {}) });
  }

  /** @param {Point} point */
  add(point) {
    if (this.page.isBlocked || !this.isDraft) return;
    this.corners = [...this.corners, point];
    this.active = this.corners.length - 1;
    this.place('clicked', this.always && !this.isDraft ? [0, 1, 2, 3] : null);
  }

  /**
   * A corner or the whole was dragged: a corner of an unfinished part stays unless the order is wrong now.
   * @param {number} number of the corner, WHOLE or TURN
   * @param {Point} from where it was
   */
  drop(number, from) {
    this.active = number < WHOLE ? number : -1;
    if (number >= WHOLE) {
      const what = number === TURN ? 'turned' : 'moved';
      this.place(`${what} ${this.page.part || 'the part'}`, this.always ? [0, 1, 2, 3] : null);
      return;
    }
    if (!this.isDraft) {
      this.place(`moved c${number + 1}`, this.always ? [number] : null);
      return;
    }
    const fault = orderFault(this.corners);
    if (fault) {
      this.page.refuse(fault, number, this.corners[number]);
      this.corners = replaced(this.corners, number, from);
    }
    this.drafts.set(this.key, this.corners);
  }
}
