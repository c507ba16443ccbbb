// @ts-check
// The scale: two points whose distance a person knows.
import { button, make } from '../shared.js';
import { tidy } from './view.js';

/** @typedef {import('../shared.js').Point} Point */

export class Measure {
  /** @param {import('./page.js').Page} page */
  constructor(page) {
    this.page = page;
    /** @type {Point[] | null} */
    this.ruler = null; // points of the tool, null while it is not used
    const number = /** @type {const} */ ({ type: 'number', min: '0', step: 'any', placeholder: 'mm' });
    this.length = make('input', { ...number, ariaLabel: 'length in mm' });
    this.all = make('input', { type: 'checkbox', checked: true });
    const set = button('Set scale', () => this.finish(), { title: 'Write mm_per_px' });
    const all = make('label', {}, this.all, ' all photographs');
    this.element = make('div', { className: 'measure' }, this.length, 'mm', all, set);
  }

  /** Begin to measure, or end it. */
  toggle() {
    this.ruler = this.ruler ? null : [];
    this.page.say('');
  }

  /** @param {Point} point */
  add(point) {
    const before = this.ruler ?? [];
    this.ruler = [...(before.length < 2 ? before : []), point];
    this.page.show();
    if (this.ruler.length === 2) this.length.focus();
  }

  leave() {
    this.ruler = null;
    this.page.root.focus();
    this.page.show();
  }

  /** Send what was measured. */
  finish() {
    const { page } = this;
    const length = Number(this.length.value);
    if (page.isBlocked) return;
    if (!this.ruler || this.ruler.length < 2 || !(length > 0)) {
      page.say('Click two points, then type their distance in mm.');
      return;
    }
    const names = this.all.checked ? page.store.photographs.map(({ name }) => name) : [page.photograph.name];
    const points = this.ruler.map(tidy);
    this.ruler = null;
    page.send('scale', { names, points, length });
    page.root.focus();
  }
}
