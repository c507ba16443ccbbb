// @ts-check
// The table, what a person does to it, and what Python says of it.
import { button, Link, make, sortHeading } from '../shared.js';
import STYLE from './communities.css';
import { cellText, ordered } from './order.js';

/** @typedef {import('../shared.js').Model} Model */

const TRAITS = ['rows', 'columns', 'chosen', 'title'];

export class CommunitiesPage {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.link = new Link(model);
    this.order = 'community'; // column, with a − before it for the other direction
    this.count = make('b', {});
    this.title = make('span', {});
    this.head = make('thead');
    this.body = make('tbody');
    this.said = make('div', { className: 'aoi-wrong', role: 'alert' });
    const table = make('table', { ariaLabel: 'communities' }, this.head, this.body);
    const style = make('style', { textContent: STYLE });
    const box = make(
      'div',
      { className: 'aoi-rows', tabIndex: 0, role: 'region', ariaLabel: 'all communities' },
      table,
    );
    const line = make('div', { className: 'aoi-line' }, this.count, this.title);
    this.root = make('div', { className: 'aoi-communities' }, style, line, box, this.said);
    this.body.addEventListener('click', (event) => this.choose(event));
    this.body.addEventListener('keydown', (event) => this.key(event));
    this.due = 0; // what changes together is shown once
    this.changed = () => {
      this.due ||= requestAnimationFrame(() => this.show());
    };
    for (const name of TRAITS) model.on(`change:${name}`, this.changed);
  }

  show() {
    this.due = 0;
    const within = this.root.contains(document.activeElement) ? document.activeElement : null;
    const focused = /** @type {HTMLElement | undefined} */ (within?.closest('tr') ?? undefined)?.dataset.community;
    /** @type {[string, string, string][]} */
    const columns = this.model.get('columns');
    const names = columns.map(([name]) => name);
    /** @type {import('./order.js').Cell[][]} */
    const rows = this.model.get('rows');
    const column = Math.max(0, names.indexOf(this.order.replace('-', '')));
    const count = rows.filter(([number]) => number !== -1).length;
    this.count.textContent = count === 1 ? '1 community' : `${count} communities`;
    this.title.textContent = this.model.get('title');
    const sort = (/** @type {string} */ order) => this.sort(order);
    const heads = columns.map(([name, hint, text]) => sortHeading(name, this.order, sort, hint, text));
    this.head.replaceChildren(make('tr', {}, ...heads));
    const chosen = new Set(this.model.get('chosen'));
    this.body.replaceChildren(
      ...ordered(rows, column, this.order.startsWith('-')).map((row) => this.row(names, row, chosen.has(row[0]))),
    );
    if (focused !== undefined) this.focus(this.body.querySelector(`[data-community="${focused}"]`));
  }

  /** @type {(names: string[], row: import('./order.js').Cell[], chosen: boolean) => HTMLElement} */
  row(names, row, chosen) {
    const cells = row.map((value, at) => make('td', { textContent: cellText(names[at], value) }));
    const press = button(cellText(names[0], row[0]), () => {}, { title: 'select its images; with Shift add them' });
    press.ariaLabel = row[0] === -1 ? 'images in no community' : `community ${row[0]}`;
    press.ariaPressed = String(chosen);
    cells[0].replaceChildren(press);
    const element = make('tr', { className: chosen ? 'aoi-chosen' : '' }, ...cells);
    element.dataset.community = String(row[0]);
    return element;
  }

  /** @param {string} order */
  sort(order) {
    this.order = order;
    this.show();
    const way = order.startsWith('-') ? 'descending' : 'ascending';
    /** @type {HTMLElement | null} */ (this.head.querySelector(`[aria-sort="${way}"] button`))?.focus();
  }

  /** @param {MouseEvent} event */
  async choose(event) {
    const row = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('tr'));
    if (!row) return;
    const { refused = '' } = await this.link.ask('choose', {
      community: Number(row.dataset.community),
      add: event.shiftKey,
    });
    this.said.textContent = refused;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const row = /** @type {Element} */ (event.target).closest('tr');
    const next = { ArrowDown: row?.nextElementSibling, ArrowUp: row?.previousElementSibling }[event.key];
    if (!next) return;
    event.preventDefault();
    this.focus(next);
  }

  /** @param {Element | null} row */
  focus(row) {
    row?.querySelector('button')?.focus();
  }

  close() {
    cancelAnimationFrame(this.due);
    for (const name of TRAITS) this.model.off(`change:${name}`, this.changed);
    this.link.close();
  }
}
