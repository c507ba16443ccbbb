// @ts-check
// The photograph with its corners, and the loupe.
import { make } from '../shared.js';
import { paintAim, paintHandle, paintOther, paintOutlines, paintPart, paintRefusal, paintRuler } from './paint.js';
import { isDone, rowOf, splitKey, turnHandle } from './parts.js';
import { HANDLE } from './pointer.js';
import { GRIP, gripped } from './view.js';
import { WHOLE } from './work.js';

/** @typedef {import('../shared.js').Point} Point */

const LOUPE = { side: 168, zoom: 8 }; // screen px; screen px a pixel of the photograph

/** @param {HTMLCanvasElement} canvas */
const contextOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));

/**
 * A canvas as large as the screen shows it, with nothing on it.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width screen px
 * @param {number} height
 * @param {number} ratio pixels of the device for one of the page
 */
function cleared(canvas, width, height, ratio) {
  const size = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size;
  const context = contextOf(canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

export class Stage {
  /** @param {import('./page.js').Page} page */
  constructor(page) {
    this.page = page;
    this.pixels = make('canvas', { className: 'pixels' }); // under the marks: a filter must not change those
    this.canvas = make('canvas', { className: 'photo' });
    this.isLooking = false; // through the loupe all the time
    this.loupe = make('canvas', { className: 'loupe' });
    this.where = make('div', { className: 'where' });
    this.element = make('div', { className: 'stage' }, this.pixels, this.canvas, this.loupe, this.where);
    this.frame = 0; // that is asked for
    this.observer = new ResizeObserver(() => (page.photo.bitmap ? page.photo.refit(this.element) : this.draw()));
    this.observer.observe(this.element);
  }

  /** @returns {Point} */
  get middle() {
    return [this.element.clientWidth / 2, this.element.clientHeight / 2];
  }

  draw() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.paint();
    });
  }

  paint() {
    const { clientWidth: width, clientHeight: height } = this.element;
    const { canvas, page } = this;
    const ratio = window.devicePixelRatio || 1;
    const context = cleared(canvas, width, height, ratio);
    const beneath = cleared(this.pixels, width, height, ratio);
    if (page.photo.bitmap) {
      const { view } = page.photo;
      canvas.dataset.view = [view.zoom, view.x, view.y].join(' '); // both for tests
      canvas.dataset.tiles = String(page.photo.sharp);
      page.photo.paint(beneath, view, width, height, ratio);
      this.paintMarks(context);
    }
    this.paintLoupe(ratio);
  }

  /** @param {CanvasRenderingContext2D} context */
  paintMarks(context) {
    const { photo, work, refusal, store, photograph, parts } = this.page;
    const { ruler } = this.page.measure;
    const onScreen = (/** @type {Point} */ point) => photo.toScreen(point);
    if (parts.isMany) this.paintParts(context);
    for (const [key, other] of Object.entries(store.outside)) {
      if (other && splitKey(key)[0] === photograph.name) paintOther(context, other.map(onScreen));
    }
    const chosen = work.corners.map(onScreen);
    const { reach } = this.page.pointer;
    if (parts.isMany && !work.isDraft) paintHandle(context, chosen, turnHandle(chosen, HANDLE));
    paintPart(context, chosen, work.active, reach / GRIP);
    if (ruler) {
      const { pointer } = this.page.pointer;
      paintRuler(context, [...ruler.map(onScreen), ...(ruler.length === 1 && pointer ? [pointer] : [])]);
    }
    if (refusal?.point) {
      const others = work.corners.filter((_, index) => index !== refusal.number);
      paintRefusal(context, onScreen(refusal.point), others.map(onScreen));
    }
  }

  /** @param {CanvasRenderingContext2D} context */
  paintParts(context) {
    const { photo, photograph, parts, part, store, here } = this.page;
    const rows = [...parts.known.keys()]
      .filter((other) => other !== part)
      .map((other) => ({ other, ...rowOf(photograph, other) }));
    const outlines = rows.map(({ other, corners }) => ({
      title: other,
      points: (corners ?? []).map((corner) => photo.toScreen(corner)),
      isOdd: !isDone({ corners }) || Boolean(store.summary.oddAt(here)[other]),
    }));
    this.canvas.dataset.parts = String(outlines.filter(({ points }) => points.length).length); // for tests
    paintOutlines(context, outlines);
  }

  /** What the loupe looks at: the pointer while it places or drags, the active corner while keys move it. */
  lookedAt() {
    const { work, photo } = this.page;
    const { pointer } = this.page.pointer;
    const always = this.isLooking ? pointer && photo.toPhoto(pointer) : null;
    return this.workedAt() ?? always ?? (this.isLooking ? (work.corners[work.active] ?? null) : null);
  }

  workedAt() {
    const { work, photo, edits, measure } = this.page;
    const { press, pointer } = this.page.pointer;
    if (press && press.number >= WHOLE) return null;
    if (press && press.number >= 0) return work.corners[press.number];
    if (edits.nudging) return work.corners[work.active] ?? null;
    if (!pointer || press?.moved) return null;
    const near = gripped(photo.view, work.corners, pointer, this.page.pointer.reach);
    if (near >= 0) return work.corners[near];
    return work.isDraft || measure.ruler ? photo.toPhoto(pointer) : null;
  }

  /** The loupe all the time, or only while something is placed. */
  toggleLoupe() {
    this.isLooking = !this.isLooking;
    this.page.show();
  }

  /** @param {number} ratio */
  paintLoupe(ratio) {
    const { photo } = this.page;
    const { side, zoom } = LOUPE;
    const point = photo.bitmap && this.lookedAt();
    this.loupe.hidden = !point || photo.view.zoom >= zoom;
    this.where.hidden = !point;
    if (!point) return;
    this.where.textContent = `x ${point[0].toFixed(2)}   y ${point[1].toFixed(2)} px`;
    if (this.loupe.hidden) return;
    const [x, y] = photo.toScreen(point); // the loupe keeps away from what it shows
    const isFar = x > side + 60 || y > side + 60;
    this.loupe.style.left = isFar ? '12px' : `${this.element.clientWidth - side - 16}px`;
    this.loupe.style.top = '12px';
    this.loupe.width = this.loupe.height = Math.round(side * ratio);
    const context = contextOf(this.loupe);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = '#22272d';
    context.fillRect(0, 0, side, side);
    const view = { zoom, x: side / 2 - (point[0] + 0.5) * zoom, y: side / 2 - (point[1] + 0.5) * zoom };
    photo.paint(context, view, side, side, ratio);
    paintAim(context, side);
  }

  close() {
    cancelAnimationFrame(this.frame);
    this.observer.disconnect();
  }
}
