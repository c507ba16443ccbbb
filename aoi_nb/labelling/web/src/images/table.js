// @ts-check
// The selection as a table: a press on a heading sorts by it, a press on a name enlarges the image.
import { button, make } from '../shared.js';

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
        button(item.name, () => this.page.large.open(at), { title: 'enlarge' }),
      );
      return make('tr', {}, name, ...item.values.map((value) => make('td', { textContent: value })));
    });
    const heads = ['image', ...columns].map((column) => this.heading(column));
    this.element.replaceChildren(make('thead', {}, make('tr', {}, ...heads)), make('tbody', {}, ...rows));
  }

  /** @param {string} column */
  heading(column) {
    const order = this.page.model.get('order');
    const [up, down] = [order === column, order === `-${column}`];
    const mark = up ? ' ▴' : down ? ' ▾' : '';
    const press = button(column + mark, () => this.page.setOrder(up ? `-${column}` : column), { title: 'sort' });
    const head = make('th', { scope: 'col' }, press);
    head.ariaSort = up ? 'ascending' : down ? 'descending' : 'none';
    return head;
  }
}
