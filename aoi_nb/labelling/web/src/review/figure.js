// @ts-check
// The picture of the image, large, and its path.
import { Levels } from '../levels.js';
import { make, placeSprite } from '../shared.js';
import { words } from './elements.js';

/** @typedef {import('./review.js').Review} Review */

const SPRITE = 256; // px
const AHEAD = 2; // pictures that are asked for before they are needed

export class Figure {
  /** @param {Review} review */
  constructor(review) {
    this.review = review;
    this.frame = make('div', { className: 'frame', title: 'click or z: larger' });
    this.caption = make('figcaption');
    this.levels = new Levels((filter) => this.frame.style.setProperty('--seen', filter));
    this.element = make('figure', {}, this.frame, this.caption, this.levels.element);
    this.shown = make('img');
    this.frame.addEventListener('click', (event) => this.toggle(event));
    this.frame.addEventListener('mousemove', (event) => this.aim(event));
  }

  /** Only ever the picture of this image: while it is on its way, and where it cannot be had, its sprite stands in. */
  paint() {
    const { data, at, pictures } = this.review;
    const image = data.images[at];
    const shown = make('img', { alt: image.path, draggable: false, hidden: true });
    const sprite = make('div', { className: 'sprite' });
    placeSprite(sprite, data.sprites, at, data.columns, SPRITE);
    this.shown = shown;
    this.frame.classList.remove('zoomed');
    this.frame.replaceChildren(sprite, shown);
    this.levels.look(null);
    shown.addEventListener('load', () => {
      shown.hidden = false;
      sprite.remove();
      if (this.shown === shown) this.levels.look(shown);
    });
    pictures.bring('image', at).then((address) => {
      if (address) shown.src = address;
    });
    const [width, height] = image.size;
    this.caption.replaceChildren(
      words('span', 'quiet', `${at + 1} of ${data.images.length}`),
      words('span', 'path', image.path),
      words('span', 'quiet', `${width} × ${height} px`),
      words('span', 'quiet', image.note ?? ''),
    );
    for (let soon = at + 1; soon <= at + AHEAD && soon < data.images.length; soon++) pictures.bring('image', soon);
  }

  /**
   * Show the picture larger, or whole again.
   * @param {MouseEvent} [event]
   */
  toggle(event) {
    this.frame.classList.toggle('zoomed');
    this.aim(event);
  }

  shrink() {
    this.frame.classList.remove('zoomed');
  }

  /**
   * What is under the pointer stays there when the picture is larger.
   * @param {MouseEvent} [event]
   */
  aim(event) {
    const box = this.frame.getBoundingClientRect();
    const [x, y] = event ? [event.clientX, event.clientY] : [box.left + box.width / 2, box.top + box.height / 2];
    this.shown.style.transformOrigin = `${percent(x, box.left, box.width)}% ${percent(y, box.top, box.height)}%`;
  }
}

/**
 * Place within a stretch, 0 to 100.
 * @param {number} at
 * @param {number} from
 * @param {number} size
 */
export function percent(at, from, size) {
  return Math.min(100, Math.max(0, (100 * (at - from)) / size));
}
