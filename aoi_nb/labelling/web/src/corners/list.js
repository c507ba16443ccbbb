// @ts-check
// The list of parts beside the photograph.
import { button, make } from '../shared.js';
import { isDone, rowOf } from './parts.js';

/** @typedef {import('./page.js').Page} Page */

export class PartList {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    const { parts } = page;
    this.shown = ''; // what the list was made of
    this.list = make('div', { className: 'list', role: 'listbox', ariaLabel: 'Parts' });
    this.count = make('span', { className: 'grow' });
    this.rename = button('Rename', () => page.dialogs.askName(), { title: 'Another name or type (R)' });
    this.outline = button('Outline to all of type', () => parts.outline(), {
      title: 'Give all other places of this type on this photograph the size of this outline (O)',
    });
    const previous = button('‹', () => parts.step(-1), {
      title: 'Part before this one (K)',
      ariaLabel: 'Previous part',
    });
    const next = button('›', () => parts.step(1), { title: 'Part after this one (J)', ariaLabel: 'Next part' });
    const head = make('div', { className: 'bar' }, this.count, previous, next);
    this.element = make('aside', {}, head, this.list, make('div', { className: 'bar' }, this.rename, this.outline));
  }

  show() {
    const { page } = this;
    const { known, isMany } = page.parts;
    this.element.hidden = !isMany;
    if (!isMany) return;
    const { photograph } = page;
    const placed = [...known.keys()].filter((part) => rowOf(photograph, part).corners).length;
    this.count.textContent = `${placed} of ${known.size} parts here`;
    const alike = [...known].filter(([part, type]) => type && type === known.get(page.part) && part !== page.part);
    this.outline.disabled = !page.row.corners || !alike.some(([part]) => photograph.parts?.[part]);
    const made = JSON.stringify([...known]);
    if (made !== this.shown) this.make([...known]);
    this.shown = made;
    for (const [index, part] of [...known.keys()].entries())
      this.mark(/** @type {any} */ (this.list.children[index]), part);
  }

  /** @param {[string, string][]} known */
  make(known) {
    const rows = known.map(([part, type]) => {
      const row = button('', () => this.page.parts.choose(part), { title: [part, type].filter(Boolean).join(', ') });
      row.setAttribute('role', 'option');
      row.append(make('b', {}, part || '(no name)'), make('span', {}, type));
      return row;
    });
    this.list.replaceChildren(...rows);
  }

  /**
   * @param {HTMLElement} row
   * @param {string} part
   */
  mark(row, part) {
    const { page } = this;
    const at = rowOf(page.photograph, part);
    const isHere = part === page.part;
    const odd = page.store.summary.oddAt(page.here)[part];
    const kind = !at.corners ? 'lacking' : !isDone(at) ? 'wrong' : odd ? 'odd' : '';
    if (isHere && row.ariaSelected !== 'true') {
      this.list.scrollTop += Math.min(0, row.offsetTop - this.list.scrollTop);
      const below = row.offsetTop + row.offsetHeight - this.list.scrollTop - this.list.clientHeight;
      this.list.scrollTop += Math.max(0, below);
    }
    row.ariaSelected = String(isHere);
    row.className = kind + (isHere ? ' here' : '');
  }
}
