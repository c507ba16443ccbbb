// @ts-check
// What the pointer does on a photograph: place, drag, measure, move, zoom.
import { gripped, isOn, replaced } from './view.js';

/** @typedef {import('../shared.js').Point} Point */
/** @typedef {import('./view.js').View} View */

const LINE = 30; // px that one line of a wheel counts for, in browsers that count lines

export class Pointer {
  /** @param {import('./page.js').Page} page */
  constructor(page) {
    this.page = page;
    /** @type {Point | null} */
    this.pointer = null; // screen place
    /** @type {{ start: Point, number: number, from: Point, view: View, moved: boolean, button: number } | null} */
    this.press = null; // the press in progress; number of the corner it drags, −1 for none
    const { canvas } = page.stage;
    canvas.addEventListener('pointerdown', (event) => this.down(event));
    canvas.addEventListener('pointermove', (event) => this.move(event));
    canvas.addEventListener('pointerup', (event) => this.up(event));
    canvas.addEventListener('pointercancel', () => this.cancel());
    canvas.addEventListener('pointerleave', () => this.leave());
    canvas.addEventListener('contextmenu', (event) => event.preventDefault());
    canvas.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
  }

  /**
   * @param {MouseEvent} event
   * @returns {Point}
   */
  at(event) {
    const box = this.page.stage.element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  /** @param {PointerEvent} event */
  down(event) {
    const { page } = this;
    const { work, photo } = page;
    page.root.focus({ preventScroll: true });
    if (!photo.bitmap) return;
    page.stage.canvas.setPointerCapture(event.pointerId);
    page.edits.flush();
    const start = this.at(event);
    const free = event.button || page.measure.ruler || page.isBlocked;
    const number = free ? -1 : gripped(photo.view, work.corners, start);
    const from = number < 0 ? start : work.corners[number];
    this.press = { start, number, from, view: photo.view, moved: false, button: event.button };
    if (number >= 0) work.active = number;
    page.stage.draw();
  }

  /** @param {PointerEvent} event */
  move(event) {
    this.pointer = this.at(event);
    if (this.press) this.drag(this.press, this.pointer);
    this.page.stage.draw();
  }

  /**
   * @param {NonNullable<Pointer['press']>} press
   * @param {Point} pointer
   */
  drag(press, pointer) {
    const { photo, work } = this.page;
    const [x, y] = [pointer[0] - press.start[0], pointer[1] - press.start[1]];
    press.moved ||= Math.hypot(x, y) > 3;
    if (!press.moved) return;
    if (press.number < 0) photo.view = { ...press.view, x: press.view.x + x, y: press.view.y + y };
    else {
      const { zoom } = photo.view;
      work.corners = replaced(work.corners, press.number, [press.from[0] + x / zoom, press.from[1] + y / zoom]);
    }
  }

  /** @param {PointerEvent} event */
  up(event) {
    const { page, press } = this;
    this.press = null;
    if (!press) return;
    page.refusal = null;
    if (press.moved && press.number >= 0) page.work.drop(press.number, press.from);
    else if (!press.moved && press.number < 0 && press.button === 0) this.click(this.at(event));
    page.show();
  }

  /** @param {Point} place */
  click(place) {
    const { page } = this;
    const point = page.photo.toPhoto(place);
    if (!isOn(point, page.photo)) return;
    if (!page.measure.ruler) {
      page.work.add(point);
      return;
    }
    const near = gripped(page.photo.view, page.work.corners, place); // a corner is measured from exactly
    page.measure.add(near < 0 ? point : page.work.corners[near]);
  }

  cancel() {
    this.press = null;
    this.page.work.adopt();
    this.page.stage.draw();
  }

  leave() {
    this.pointer = null;
    this.page.stage.draw();
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    event.preventDefault();
    const px = event.deltaY * (event.deltaMode === 1 ? LINE : 1);
    if (this.page.photo.bitmap) this.page.photo.zoomAt(this.at(event), Math.exp(-px * 0.0015));
  }
}
