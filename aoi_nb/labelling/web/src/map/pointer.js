// @ts-check
// What the pointer does on a map: hover, click, draw a lasso or a box.
import { distance } from '../shared.js';
import { combined } from './selection.js';

/** @typedef {import('./page.js').MapPage} MapPage */
/** @typedef {import('../shared.js').Point} Point */

/**
 * The outline of a lasso or a box as an SVG path.
 * @param {string} tool lasso or box
 * @param {Point[]} points that the pointer came by
 */
export function outline(tool, points) {
  const [first, last] = [points[0], points[points.length - 1]];
  const corners = tool === 'box' ? [first, [last[0], first[1]], last, [first[0], last[1]]] : points;
  return `M${corners.map((point) => point.map((x) => x.toFixed(1)).join(' ')).join('L')}Z`;
}

export class Pointer {
  /**
   * @param {MapPage} page
   * @param {HTMLElement} stage
   */
  constructor(page, stage) {
    this.page = page;
    this.stage = stage;
    this.line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    const sheet = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    sheet.append(this.line);
    stage.append(sheet);
    /** @type {{ tool: string, points: Point[], far: boolean, adds: boolean, takes: boolean } | null} */
    this.trail = null; // the lasso or box in progress
    const { canvas } = page.drawing;
    canvas.addEventListener('pointerdown', (event) => this.down(event));
    canvas.addEventListener('pointermove', (event) => this.move(event));
    canvas.addEventListener('pointerup', (event) => this.up(event));
    canvas.addEventListener('pointercancel', () => this.end());
    canvas.addEventListener('pointerleave', () => {
      if (!this.trail) page.hover.leave();
    });
    canvas.addEventListener('wheel', () => page.hover.leave(), { passive: true });
  }

  /**
   * Place of an event on the stage, px.
   * @param {PointerEvent} event
   * @returns {Point}
   */
  at(event) {
    const box = this.stage.getBoundingClientRect();
    return [event.clientX - box.left - this.stage.clientLeft, event.clientY - box.top - this.stage.clientTop];
  }

  /** @param {PointerEvent} event */
  down(event) {
    const { page } = this;
    page.root.focus({ preventScroll: true });
    page.hover.leave();
    if (event.button !== 0) return;
    const tool = page.traits.get('tool');
    this.trail = { tool, points: [this.at(event)], far: false, adds: event.shiftKey, takes: event.altKey };
    if (tool !== 'move') page.drawing.canvas.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  move(event) {
    const point = this.at(event);
    const { trail, page } = this;
    if (!trail) {
      if (!event.buttons) page.hover.show(page.drawing.pick(...point));
      return;
    }
    trail.far ||= distance(point, trail.points[0]) > 4;
    if (distance(point, trail.points[trail.points.length - 1]) > 2) trail.points.push(point);
    if (trail.far && trail.tool !== 'move') this.line.setAttribute('d', outline(trail.tool, trail.points));
  }

  /** @param {PointerEvent} event */
  up(event) {
    const { trail, page } = this;
    if (!trail || event.button !== 0) return;
    if (!trail.far) {
      const row = page.drawing.pick(...this.at(event));
      if (row >= 0 || !(trail.adds || trail.takes)) this.select(row >= 0 ? [row] : [], trail, row);
    } else if (trail.tool !== 'move') {
      trail.points.push(this.at(event));
      this.select(page.drawing.inside(outline(trail.tool, trail.points)), trail);
    }
    this.end();
  }

  /**
   * @param {number[]} rows
   * @param {{ adds: boolean, takes: boolean }} keys
   * @param {number} [chosen] the clicked one
   */
  select(rows, keys, chosen = this.page.traits.get('chosen')) {
    const selected = combined(this.page.selected, rows, keys);
    this.page.traits.select(selected, selected.includes(chosen) ? chosen : -1);
  }

  /** End the lasso or box in progress. */
  end() {
    this.trail = null;
    this.line.removeAttribute('d');
  }
}
