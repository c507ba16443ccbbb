// @ts-check
// Connects the parts: search, ranges, the list as pictures or table, and one image large.
import { button, Link, make } from '../shared.js';
import { Grid } from './grid.js';
import STYLE from './images.css';
import { Large } from './large.js';
import { Ranges } from './ranges.js';
import { Table } from './table.js';

/** @typedef {import('../shared.js').Model} Model */
/** @typedef {{ row: number, name: string, notes: string[], values: string[] }} Item values in the order of columns */

export const PART = 60; // images that are asked for at once
const HINT =
  'Click an image on the map, or draw round several with Lasso or Box; a search, a histogram and the table of ' +
  'communities select too. What is selected is shown here, and gets the label that you give.';

export class ImagesPage {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.link = new Link(model);
    /** @type {Item[]} */
    this.items = [];
    this.total = 0;
    this.asked = 0; // number of the latest question for images
    this.large = new Large(this);
    this.grid = new Grid(this);
    this.table = new Table(this);
    this.ranges = new Ranges(this);
    this.count = make('b', { className: 'aoi-count' });
    this.count.setAttribute('role', 'status');
    this.sort = make('select', { title: 'order of the images' });
    this.sort.setAttribute('aria-label', 'order');
    this.sort.addEventListener('change', () => this.setOrder(this.sort.value));
    this.views = ['pictures', 'table'].map((view) =>
      button(view === 'table' ? 'Table' : 'Grid', () => this.set('view', view)),
    );
    this.more = button('More', () => this.load(), { className: 'aoi-more' });
    const order = make('div', { className: 'aoi-order' }, this.sort, ...this.views); // they stay on one line
    const head = make('div', { className: 'aoi-bar' }, this.count, order);
    this.hint = make('p', { className: 'aoi-hint', textContent: HINT, hidden: true });
    const list = make('div', { className: 'aoi-list' }, this.grid.element, this.table.element, this.hint, this.more);
    const style = make('style', { textContent: STYLE });
    this.said = make('div', { className: 'aoi-wrong' });
    this.said.setAttribute('role', 'alert');
    this.root = make('div', { className: 'aoi-images' });
    this.root.append(style, this.searchForm(), this.ranges.element, head, list, this.large.element);
    this.root.setAttribute('aria-label', 'selected images');
    this.root.setAttribute('role', 'region');
    this.changed = () => this.refresh();
    for (const name of ['change:version', 'change:view', 'change:order']) model.on(name, this.changed);
  }

  searchForm() {
    const field = make('input', { type: 'search', placeholder: 'search, as void or risk > 0.5' });
    field.title = 'a text in any column, column: text, or column > number; several parts are all asked for';
    field.setAttribute('aria-label', 'search');
    const find = button('Find', () => this.tell('find', { text: field.value }), { title: 'select these (Enter)' });
    return make('div', {}, make('div', { className: 'aoi-form aoi-bar' }, field, find), this.said);
  }

  /**
   * @param {string} name of a trait
   * @param {any} value
   */
  set(name, value) {
    this.model.set(name, value);
    this.model.save_changes();
  }

  /** @param {string} column with a − before it for the other direction */
  setOrder(column) {
    this.set('order', column);
  }

  /**
   * Ask for something to be done; why it is not is shown.
   * @param {string} what
   * @param {object} content
   */
  async tell(what, content) {
    const { refused = '' } = await this.link.ask(what, content);
    this.said.textContent = refused;
  }

  /** All anew: another selection, other labels, another order. */
  refresh() {
    this.items = [];
    this.ranges.show(this.model.get('ranges'));
    this.showHead();
    this.load();
  }

  showHead() {
    const view = this.model.get('view');
    for (const [at, name] of ['pictures', 'table'].entries()) {
      this.views[at]?.setAttribute('aria-pressed', String(view === name));
    }
    const order = this.model.get('order');
    const options = this.model.get('orders').map((/** @type {[string, string]} */ [text, value]) => {
      return make('option', { value, textContent: text, selected: value === order });
    });
    this.sort.replaceChildren(...options);
  }

  /** The next part of the list. */
  async load() {
    this.asked += 1;
    const mine = this.asked;
    const order = this.model.get('order'); // said with the question, which may overtake the trait
    const answer = await this.link.ask('list', { start: this.items.length, count: PART, order });
    if (mine !== this.asked || answer.refused) return;
    this.items.push(...answer.items);
    this.total = answer.total;
    this.count.textContent = this.total ? `${this.total} selected` : 'Nothing selected';
    this.hint.hidden = this.total > 0;
    const isTable = this.model.get('view') === 'table';
    this.grid.show(isTable ? [] : this.items);
    this.table.show(isTable ? this.items : [], this.model.get('columns'));
    this.more.hidden = this.items.length >= this.total;
    this.more.textContent = `More (${this.total - this.items.length})`;
    this.large.renew();
  }

  /**
   * A picture of an image.
   * @param {number} row
   * @param {number} side longest, px
   */
  async picture(row, side) {
    const { picture } = await this.link.ask('picture', { row, side });
    return picture?.byteLength ? URL.createObjectURL(new Blob([picture], { type: 'image/jpeg' })) : '';
  }

  close() {
    for (const name of ['change:version', 'change:view', 'change:order']) this.model.off(name, this.changed);
    this.link.close();
    this.grid.close();
  }
}
