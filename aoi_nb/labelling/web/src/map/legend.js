// @ts-check
// The legend: a click hides and shows a category, a double click shows it alone.
import { make } from '../shared.js';
import { othersHidden, spaced, toggled } from './selection.js';

/** @typedef {import('./page.js').MapPage} MapPage */

export class Legend {
  /** @param {MapPage} page */
  constructor(page) {
    this.page = page;
    this.element = make('div', { className: 'aoi-legend' });
    this.before = { hidden: /** @type {number[]} */ ([]), selected: new Uint32Array() }; // what a first click found
    this.element.addEventListener('click', (event) => this.click(event));
  }

  /** @param {MouseEvent} event */
  click(event) {
    const item = /** @type {Element} */ (event.target).closest('button');
    if (!item) return;
    const { traits } = this.page;
    const code = Number(item.dataset.code);
    if (event.detail < 2) {
      this.before = { hidden: traits.get('hidden'), selected: this.page.selected };
      traits.set({ hidden: toggled(this.before.hidden, code) });
    } else if (event.detail === 2) {
      traits.set({ hidden: othersHidden(this.before.hidden, code, traits.get('names').length) });
      traits.select(this.before.selected);
    }
  }

  /** Categories, their colours and how many images each has. */
  show() {
    const { traits, codes } = this.page;
    /** @type {string[]} */
    const colours = this.page.colours;
    const keys = traits.get('label_keys'); // category → key that gives it
    const counts = new Uint32Array(colours.length);
    for (const code of codes) counts[code] += 1;
    const items = traits.get('names').map((/** @type {string} */ name, /** @type {number} */ code) => {
      const dot = make('i');
      dot.style.background = colours[code];
      const title = `${name}\nclick: hide or show · double click: show alone`;
      const count = make('b', { textContent: spaced(counts[code]) });
      const text = make('span', { textContent: name });
      const item = make('button', { type: 'button', title }, dot, text, count);
      if (Object.hasOwn(keys, name)) text.before(make('kbd', { textContent: keys[name], title: 'key' }));
      item.dataset.code = String(code);
      return item;
    });
    this.element.replaceChildren(...items);
    this.element.hidden = !items.length;
    this.showHidden();
  }

  showHidden() {
    const hidden = new Set(this.page.traits.get('hidden'));
    for (const [code, item] of [...this.element.children].entries()) {
      item.setAttribute('aria-pressed', String(!hidden.has(code)));
    }
  }
}
