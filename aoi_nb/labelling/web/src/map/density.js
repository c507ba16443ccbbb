// @ts-check
// Lines round the dense places of a flat map, for whoever looks from afar: nearer, the points speak for themselves.
import { projected } from './points.js';

/** @typedef {import('./page.js').MapPage} MapPage */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * How strongly the lines are drawn.
 * @param {number} nearness 1 where the whole map is in view
 */
export const lineOpacity = (nearness) => Math.min(1, Math.max(0, 1.5 - nearness / 4));

/**
 * How far lines reach from the middle of the map, to the side and up.
 * @param {Float32Array[]} lines x, y and z in turn of each
 */
export function reachOf(lines) {
  const reach = [0, 0];
  for (const line of lines) {
    for (let at = 0; at < line.length; at += 3) {
      for (const axis of [0, 1]) reach[axis] = Math.max(reach[axis], Math.abs(line[at + axis]));
    }
  }
  return reach;
}

export class Density {
  /**
   * @param {MapPage} page
   * @param {HTMLElement} stage
   */
  constructor(page, stage) {
    this.page = page;
    this.element = document.createElementNS(SVG, 'svg');
    this.element.classList.add('aoi-density');
    this.element.setAttribute('aria-hidden', 'true');
    this.path = document.createElementNS(SVG, 'path');
    this.element.append(this.path);
    stage.append(this.element);
    /** @type {Float32Array[]} */
    this.lines = []; // by line, x, y and z of its corners
  }

  /** New lines, or the same ones for points that are placed anew. */
  show() {
    const { middle, longest } = this.page.drawing.cloud.frame;
    /** @type {number[][]} */
    const lines = this.page.traits.get('density');
    this.lines = lines.map((line) => {
      const places = new Float32Array(1.5 * line.length);
      for (let at = 0; at < line.length / 2; at++) {
        for (const axis of [0, 1]) places[3 * at + axis] = (line[2 * at + axis] - middle[axis]) / longest;
      }
      return places;
    });
    const { camera, cloud } = this.page.drawing;
    cloud.around = reachOf(this.lines); // seen whole, as the points are
    camera.resize();
    this.place();
  }

  /** Draw the lines where their places are now; those of all images mean nothing where some are hidden. */
  place() {
    const { drawing, traits } = this.page;
    const { camera } = drawing;
    const opacity = lineOpacity(camera.nearness);
    const some = traits.get('hidden').length || traits.get('alone').byteLength;
    const shown = drawing.flat && traits.get('names_shown') && !some && opacity > 0;
    this.element.style.display = shown ? '' : 'none';
    if (!shown) return;
    this.element.style.opacity = String(opacity);
    const matrix = camera.matrix();
    const parts = this.lines.map((line) => {
      const where = projected(line, matrix, camera.width, camera.height);
      let part = '';
      for (let at = 0; at < where.length; at += 3) {
        part += `${at ? 'L' : 'M'}${where[at].toFixed(1)} ${where[at + 1].toFixed(1)}`;
      }
      return part;
    });
    this.path.setAttribute('d', parts.join(''));
  }
}
