// @ts-check
// Lines between the images of pairs: whole for one kind, dashed for two kinds.
import { HIDDEN } from './points.js';
import { numbers } from './traits.js';

/** @typedef {import('./page.js').MapPage} MapPage */

const SVG = 'http://www.w3.org/2000/svg';
const MOST = 5000; // lines of a kind that are drawn: more would be one blot, and slow

/**
 * The path of lines whose ends are both in front of the eye.
 * @param {ArrayLike<number>} where x, y and distance of both ends, line by line
 */
export function linePath(where) {
  let path = '';
  for (let at = 0; at < where.length; at += 6) {
    if (Number.isNaN(where[at]) || Number.isNaN(where[at + 3])) continue;
    const [x, y, u, v] = [0, 1, 3, 4].map((part) => where[at + part].toFixed(1));
    path += `M${x} ${y}L${u} ${v}`;
  }
  return path;
}

export class Lines {
  /**
   * @param {MapPage} page
   * @param {HTMLElement} stage
   */
  constructor(page, stage) {
    this.page = page;
    this.element = document.createElementNS(SVG, 'svg');
    this.element.classList.add('aoi-lines');
    this.element.setAttribute('aria-hidden', 'true'); // how many pairs there are stands in their panel
    this.paths = ['', 'aoi-apart'].map((name) => {
      const path = document.createElementNS(SVG, 'path');
      path.setAttribute('class', name);
      this.element.append(path);
      return path;
    });
    stage.append(this.element);
    /** @type {[number[], number[]]} */
    this.rows = [[], []]; // of one kind and of two kinds: both ends of each line in turn
  }

  /** Other pairs. */
  show() {
    const values = numbers(Uint32Array, this.page.traits.get('lines'));
    this.rows = [[], []];
    for (let at = 0; at < values.length; at += 3) this.rows[values[at + 2]].push(values[at], values[at + 1]);
    this.page.bar.showLines();
    this.place();
  }

  /** Draw the lines where their images are now; one to a hidden image is not drawn. */
  place() {
    const { drawing, traits } = this.page;
    const { states } = drawing.cloud;
    const isShown = traits.get('lines_shown');
    for (const [kind, rows] of this.rows.entries()) {
      const ends = [];
      for (let at = 0; isShown && at < rows.length && ends.length < 2 * MOST; at += 2) {
        if (states[rows[at]] !== HIDDEN && states[rows[at + 1]] !== HIDDEN) ends.push(rows[at], rows[at + 1]);
      }
      this.paths[kind].setAttribute('d', linePath(drawing.places(ends)));
    }
  }
}
