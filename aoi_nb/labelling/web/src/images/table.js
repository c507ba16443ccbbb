// @ts-check
// The selection as a table: a press on a heading sorts by it, a press on a name enlarges the image.
import { button, make, sortHeading } from '../shared.js';

/** @typedef {import('./page.js').ImagesPage} ImagesPage */
/** @typedef {import('./page.js').Item} Item */

export class Table {
  /** @param {ImagesPage} page */
  constructor(page) {
    this.page = page;
    this.element = make('table', { hidden: true });
  }

  /**
   * @param {Item[]} items
   * @param {string[]} columns
   */
  show(items, columns) {
    this.element.hidden = !items.length;
    const rows = items.map((item, at) => {
      const name = make(
        'td',
        {},
        button('', () => this.page.large.open(at), { title: `enlarge ${item.name}` }),
      );
      name.firstElementChild?.append(make('bdi', { textContent: item.name }));
      return make('tr', {}, name, ...item.values.map((value) => make('td', { textContent: value })));
    });
    const order = this.page.model.get('order');
    const sort = (/** @type {string} */ column) => this.page.setOrder(column);
    const heads = ['image', ...columns].map((column) => sortHeading(column, order, sort));
    this.element.replaceChildren(make('thead', {}, make('tr', {}, ...heads)), make('tbody', {}, ...rows));
  }
}
