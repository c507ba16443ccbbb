// @ts-check
// The selection as large pictures: a click enlarges one, its cross takes it out of the selection.
import { button, make } from '../shared.js';

/** @typedef {import('./page.js').ImagesPage} ImagesPage */
/** @typedef {import('./page.js').Item} Item */

const SIDE = 256; // px, of a picture as it is asked for

export class Grid {
  /** @param {ImagesPage} page */
  constructor(page) {
    this.page = page;
    this.element = make('div', { className: 'aoi-grid' });
    /** @type {Map<number, string>} */
    this.addresses = new Map(); // of the pictures that are here
    this.watch = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) this.fill(/** @type {HTMLElement} */ (target));
      }
    });
  }

  /** @param {Item[]} items */
  show(items) {
    this.watch.disconnect();
    this.element.replaceChildren(...items.map((item, at) => this.card(item, at)));
    for (const card of this.element.children) this.watch.observe(card);
  }

  /**
   * @param {Item} item
   * @param {number} at place in the list
   */
  card(item, at) {
    const picture = make('img', { alt: item.name });
    const address = this.addresses.get(item.row);
    if (address) picture.src = address; // an empty one is shown as broken
    const open = button('', () => this.page.large.open(at), { className: 'aoi-open', title: `${item.name}: enlarge` });
    const notes = item.notes.map((value) => make('span', { textContent: value }));
    open.append(picture, make('span', { className: 'aoi-notes' }, ...notes));
    const out = button('×', () => this.page.tell('remove', { row: item.row }), { className: 'aoi-out' });
    out.title = 'take out of the selection';
    out.setAttribute('aria-label', `take ${item.name} out of the selection`);
    const card = make('div', { className: 'aoi-card' }, open, out);
    card.dataset.row = String(item.row);
    return card;
  }

  /** @param {HTMLElement} card that is seen */
  async fill(card) {
    this.watch.unobserve(card);
    const row = Number(card.dataset.row);
    if (!this.addresses.has(row)) this.addresses.set(row, await this.page.picture(row, SIDE));
    const [picture, address] = [card.querySelector('img'), this.addresses.get(row)];
    if (picture && address) picture.src = address;
  }

  close() {
    this.watch.disconnect();
    for (const address of this.addresses.values()) URL.revokeObjectURL(address);
  }
}
