// @ts-check
// What the pointer does on a photograph: place, drag, measure, move, zoom.
import { distance } from '../shared.js';
import { centreOf, isInside, moved, reachOf, turnBetween, turned, turnHandle } from './parts.js';
import { GRIP, gripped, isOn, replaced } from './view.js';
import { TURN, WHOLE } from './work.js';

/** @typedef {import('../shared.js').Point} Point */
/** @typedef {import('./view.js').View} View */

/**
 * The press in progress: number of the corner that it drags, WHOLE, TURN, or −1 for none.
 * @typedef {{ start: Point, number: number, corners: Point[], view: View, moved: boolean, button: number }} Press
 */

export const HANDLE = 34; // screen px from the outline to the handle that turns it
const LINE = 30; // px that one line of a wheel counts for, in browsers that count lines

export class Pointer {
  /** @param {import('./page.js').Page} page */
  constructor(page) {
    this.page = page;
    /** @type {Point | null} */
    this.pointer = null; // screen place
    /** @type {Press | null} */
    this.press = null;
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
    const number = free ? -1 : this.held(start);
    const { corners } = work;
    this.press = { start, number, corners, view: photo.view, moved: false, button: event.button };
    if (number >= 0 && number < WHOLE) work.active = number;
    page.stage.draw();
  }

  /** From how far a corner is held, screen px. */
  get reach() {
    const { work, photo, parts } = this.page;
    return parts.isMany
      ? reachOf(
          work.corners.map((corner) => photo.toScreen(corner)),
          GRIP,
        )
      : GRIP;
  }

  /**
   * What lies under the pointer and can be dragged: a corner, TURN, WHOLE, or −1.
   * @param {Point} place on the screen
   */
  held(place) {
    const { work, photo, parts } = this.page;
    const corner = gripped(photo.view, work.corners, place, this.reach);
    if (corner >= 0 || !parts.isMany || work.isDraft) return corner;
    const handle = turnHandle(
      work.corners.map((one) => photo.toScreen(one)),
      HANDLE,
    );
    if (distance(handle, place) < GRIP) return TURN;
    return isInside(work.corners, photo.toPhoto(place)) ? WHOLE : -1;
  }

  /** @param {PointerEvent} event */
  move(event) {
    this.pointer = this.at(event);
    if (this.press) this.drag(this.press, this.pointer);
    this.page.stage.draw();
  }

  /**
   * @param {Press} press
   * @param {Point} pointer
   */
  drag(press, pointer) {
    const { photo, work } = this.page;
    const [x, y] = [pointer[0] - press.start[0], pointer[1] - press.start[1]];
    press.moved ||= Math.hypot(x, y) > 3;
    if (!press.moved) return;
    if (press.number < 0) photo.view = { ...press.view, x: press.view.x + x, y: press.view.y + y };
    else if (press.number === TURN) {
      const centre = photo.toScreen(centreOf(press.corners));
      work.corners = turned(press.corners, turnBetween(centre, press.start, pointer));
    } else {
      const { zoom } = photo.view;
      const there = moved(press.corners, x / zoom, y / zoom);
      work.corners = press.number === WHOLE ? there : replaced(press.corners, press.number, there[press.number]);
    }
  }

  /** @param {PointerEvent} event */
  up(event) {
    const { page, press } = this;
    this.press = null;
    if (!press) return;
    page.refusal = null;
    const isHeld = press.number >= 0 && press.number !== WHOLE;
    if (press.moved && press.number >= 0) page.work.drop(press.number, press.corners[press.number]);
    else if (!press.moved && !isHeld && press.button === 0) this.click(this.at(event));
    page.show();
  }

  /** @param {Point} place */
  click(place) {
    const { page } = this;
    const point = page.photo.toPhoto(place);
    if (!isOn(point, page.photo)) return;
    if (!page.measure.ruler) {
      const other = page.work.isDraft && page.work.corners.length ? null : page.parts.under(point);
      if (other !== null) page.parts.choose(other, false);
      else page.work.add(point);
      return;
    }
    const near = gripped(page.photo.view, page.work.corners, place, this.reach); // a corner is measured from exactly
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
