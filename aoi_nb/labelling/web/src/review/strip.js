// @ts-check
// The row of small pictures, one an image of the queue, with a mark of what is decided.
import { make, placeSprite } from '../shared.js';
import { colourOf } from './elements.js';
import { fitsFilter } from './queue.js';

/** @typedef {import('./review.js').Review} Review */

const SIDE = 44; // px

export class Strip {
  /** @param {Review} review */
  constructor(review) {
    this.review = review;
    this.tiles = review.data.images.map((image, number) => this.makeTile(image, number));
    this.element = make('nav', { className: 'strip' }, ...this.tiles.map(({ tile }) => tile));
  }

  /**
   * @param {import('./review.js').Image} image
   * @param {number} number
   */
  makeTile(image, number) {
    const { sprites, columns } = this.review.data;
    const [sprite, mark] = [make('i'), make('b')];
    placeSprite(sprite, sprites, number, columns, SIDE);
    const properties = /** @type {const} */ ({ type: 'button', className: 'tile', tabIndex: -1 });
    const tile = make('button', { ...properties, title: image.path }, sprite, mark);
    tile.addEventListener('click', () => this.review.show(number));
    return { tile, mark };
  }

  /** @param {number} number */
  paint(number) {
    const { decisions, data, filter, at } = this.review;
    const image = data.images[number];
    const entry = decisions.entries.get(image.path);
    const decided = decisions.decided(image);
    const { tile, mark } = this.tiles[number];
    const isOpen = entry !== undefined && !decisions.isSure(entry);
    mark.className = isOpen ? 'unsure' : decided === 'skip' ? 'skipped' : '';
    mark.style.background = entry && decided === 'label' && !isOpen ? colourOf(decisions.labels, entry.label) : '';
    tile.classList.toggle('here', number === at);
    tile.hidden = !fitsFilter(filter, decided);
  }

  paintAll() {
    for (const number of this.tiles.keys()) this.paint(number);
  }

  /**
   * Bring the tile of an image to the middle.
   * @param {number} number
   */
  scrollTo(number) {
    const { tile } = this.tiles[number];
    const left = tile.offsetLeft - this.element.offsetLeft;
    this.element.scrollLeft = left - (this.element.clientWidth - tile.clientWidth) / 2;
  }
}
