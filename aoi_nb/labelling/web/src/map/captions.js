// @ts-check
// Names and sizes of communities on a map. Far out only the large ones are named, and of these as many as there is room
// for, the largest first; whoever comes nearer sees more of them.
import { make } from '../shared.js';
import { communityLine, isNamed, roomFor } from './selection.js';

/** @typedef {import('./page.js').MapPage} MapPage */

const HEIGHT = 32; // px, of a name and the line under it

export class Captions {
  /**
   * @param {MapPage} page
   * @param {HTMLElement} stage
   */
  constructor(page, stage) {
    this.page = page;
    this.element = make('div', { className: 'aoi-names' });
    stage.append(this.element);
    /** @type {{ row: number, images: number, width: number, span: HTMLElement }[]} */
    this.names = [];
  }

  /** New names: text, the row of the image they stand at, size and number; the largest community first. */
  show() {
    /** @type {[string, number, number, number][]} */
    const captions = this.page.traits.get('captions');
    this.names = captions.map(([text, row, images, number]) => {
      const under = communityLine(number, images);
      const span = make('span', {}, text, make('small', { textContent: under }));
      return { row, images, width: 12 + Math.max(7.5 * Math.min(24, text.length), 6.5 * under.length), span };
    });
    this.element.replaceChildren(...this.names.map(({ span }) => span));
    this.place();
  }

  /** Put the names where their images are now. */
  place() {
    const { drawing, traits } = this.page;
    const { width, height } = drawing.camera;
    const wanted = traits.get('names_shown') ? this.names : [];
    const largest = this.names[0]?.images ?? 0;
    const where = drawing.places(wanted.map(({ row }) => row));
    const lift = drawing.cloud.size / 2 + HEIGHT / 2; // above its image
    const boxes = wanted.map((name, at) => {
      const [x, y] = [where[3 * at], where[3 * at + 1]];
      const seen = x > 0 && y > 0 && x < width && y < height && isNamed(name.images, largest, drawing.camera.nearness);
      const [aside, above] = [Math.min(name.width, width) / 2, HEIGHT / 2];
      return {
        x: seen ? Math.min(width - aside, Math.max(aside, x)) : Number.NaN, // whole, where its image is at the edge
        y: Math.max(above, y - lift),
        width: name.width,
        height: HEIGHT,
      };
    });
    const fits = roomFor(boxes, width, height);
    for (const [at, { span }] of this.names.entries()) {
      span.hidden = !fits[at];
      if (fits[at]) span.style.transform = `translate(${boxes[at].x}px, ${boxes[at].y}px) translate(-50%, -50%)`;
    }
  }
}
