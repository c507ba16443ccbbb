// @ts-check
// Names of communities on a map: those of the largest first, and of the others as many as there is room for. Whoever
// comes nearer sees more of them.
import { make } from '../shared.js';
import { roomFor } from './selection.js';

/** @typedef {import('./page.js').MapPage} MapPage */

const HEIGHT = 18; // px, of a name

export class Captions {
  /**
   * @param {MapPage} page
   * @param {HTMLElement} stage
   */
  constructor(page, stage) {
    this.page = page;
    this.element = make('div', { className: 'aoi-names' });
    stage.append(this.element);
    /** @type {{ row: number, width: number, span: HTMLElement }[]} */
    this.names = [];
  }

  /** New names: text and the row of the image they stand at, the largest community first. */
  show() {
    /** @type {[string, number][]} */
    const captions = this.page.traits.get('captions');
    this.names = captions.map(([text, row]) => {
      const span = make('span', { textContent: text });
      return { row, width: 12 + 7 * Math.min(26, text.length), span };
    });
    this.element.replaceChildren(...this.names.map(({ span }) => span));
    this.place();
  }

  /** Put the names where their images are now. */
  place() {
    const { drawing, traits } = this.page;
    const { width, height } = drawing.camera;
    const wanted = traits.get('names_shown') ? this.names : [];
    const where = drawing.places(wanted.map(({ row }) => row));
    const lift = drawing.cloud.size / 2 + HEIGHT / 2; // above its image
    const boxes = wanted.map((name, at) => ({
      x: where[3 * at],
      y: where[3 * at + 1] - lift,
      width: name.width,
      height: HEIGHT,
    }));
    const fits = roomFor(boxes, width, height);
    for (const [at, { span }] of this.names.entries()) {
      span.hidden = !fits[at];
      if (fits[at]) span.style.transform = `translate(${boxes[at].x}px, ${boxes[at].y}px) translate(-50%, -50%)`;
    }
  }
}
