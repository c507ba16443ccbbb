// @ts-check
// One image of the selection, large, with all that is known of it; arrows go on to the next.
import { button, make } from '../shared.js';

/** @typedef {import('./page.js').ImagesPage} ImagesPage */

const SIDE = 1024; // px

export class Large {
  /** @param {ImagesPage} page */
  constructor(page) {
    this.page = page;
    this.at = 0;
    this.picture = make('img');
    this.title = make('b');
    this.facts = make('dl');
    const buttons = [
      button('‹', () => this.go(-1), { title: 'the one before (←)' }),
      button('›', () => this.go(1), { title: 'the next (→)' }),
      button('Take out', () => this.takeOut(), { title: 'take out of the selection (Delete)' }),
      button('Close', () => this.element.close(), { title: 'Escape' }),
    ];
    for (const [at, name] of ['the image before', 'the next image'].entries()) {
      buttons[at].setAttribute('aria-label', name);
    }
    const head = make('div', { className: 'aoi-bar' }, this.title, ...buttons);
    this.element = make('dialog', { className: 'aoi-large' }, head, this.picture, this.facts);
    this.element.setAttribute('aria-label', 'image, enlarged');
    this.element.addEventListener('keydown', ({ key }) => {
      if (key === 'ArrowLeft') this.go(-1);
      else if (key === 'ArrowRight') this.go(1);
      else if (key === 'Delete') this.takeOut();
    });
  }

  /** @param {number} at place in the list */
  open(at) {
    if (!this.element.open) this.element.showModal();
    this.at = at;
    this.show();
  }

  /** @param {number} by */
  go(by) {
    this.open(Math.min(this.page.items.length - 1, Math.max(0, this.at + by)));
  }

  takeOut() {
    const item = this.page.items[this.at];
    if (item) this.page.tell('remove', { row: item.row });
  }

  /** The list is another one. */
  renew() {
    if (!this.element.open) return;
    if (this.page.items.length) this.go(0);
    else this.element.close();
  }

  async show() {
    const item = this.page.items[this.at];
    if (!item) return;
    this.title.textContent = `${item.name} · ${this.at + 1} of ${this.page.total}`;
    this.picture.alt = item.name;
    const facts = this.page.model.get('columns').map((/** @type {string} */ column, /** @type {number} */ at) => {
      const value = make('dd', { textContent: item.values[at] || '–' });
      return make('div', {}, make('dt', { textContent: column }), value);
    });
    this.facts.replaceChildren(...facts);
    const address = await this.page.picture(item.row, SIDE);
    if (this.page.items[this.at] !== item) return;
    URL.revokeObjectURL(this.picture.src);
    this.picture.src = address;
  }
}
