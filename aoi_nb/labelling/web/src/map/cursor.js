// @ts-check
// Single images without a mouse: while the points have the focus, arrows go from one to the next, and each is said.
import { make } from '../shared.js';
import { HIDDEN, pointAfter, pointBeside, pointNear } from './points.js';
import { spaced } from './selection.js';

/** @typedef {import('./page.js').MapPage} MapPage */

const SAID = 3; // facts of an image that are said: name, label, community
const EDGE = 24; // px, nearer to the edge a point is brought to the middle
/** @type {Record<string, [number, number]>} */
const BESIDE = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }; // on the screen
/** @type {Record<string, number>} */
const AFTER = { PageUp: -1, PageDown: 1 };

export class Cursor {
  /**
   * @param {MapPage} page
   * @param {HTMLElement} stage
   */
  constructor(page, stage) {
    this.page = page;
    this.row = -1; // of the image that it is on
    this.ring = make('div', { className: 'aoi-cursor', hidden: true });
    this.said = make('div', { className: 'aoi-said-point', role: 'status' });
    stage.append(this.ring, this.said);
    const { canvas } = page.drawing;
    Object.assign(canvas, { tabIndex: 0, role: 'application', ariaLabel: 'images of the map' });
    canvas.ariaDescription = 'arrow keys go to the nearest image, Page Down to the next; Enter selects, with Shift too';
    canvas.addEventListener('mousedown', (event) => event.preventDefault()); // after a click arrows move the map
    canvas.addEventListener('keydown', (event) => this.key(event));
    canvas.addEventListener('focus', () => this.enter());
    canvas.addEventListener('blur', () => this.leave());
  }

  /** Begin at the clicked image, a selected one, or the one in the middle of what is seen. */
  enter() {
    const { traits, selected, drawing } = this.page;
    const { width, height } = drawing.camera;
    const before = [this.row, traits.get('chosen'), selected[0] ?? -1].find((row) => this.isShown(row));
    this.go(before ?? pointNear(this.map, width / 2, height / 2));
  }

  leave() {
    this.ring.hidden = true;
    this.page.hover.leave();
  }

  get map() {
    return { where: this.page.drawing.project(), states: this.page.drawing.cloud.states };
  }

  /** @param {number} row */
  isShown(row) {
    return (this.page.drawing.cloud.states[row] ?? HIDDEN) !== HIDDEN;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { key, shiftKey, altKey, ctrlKey, metaKey } = event;
    if (ctrlKey || metaKey) return;
    if (Object.hasOwn(BESIDE, key)) this.go(pointBeside(this.map, this.row, ...BESIDE[key]));
    else if (Object.hasOwn(AFTER, key)) this.go(pointAfter(this.map.states, this.row, AFTER[key]));
    else if (['Enter', ' '].includes(key)) this.select({ adds: shiftKey, takes: altKey });
    else return;
    event.preventDefault();
  }

  /** @param {{ adds: boolean, takes: boolean }} keys */
  select(keys) {
    if (!this.isShown(this.row)) return;
    this.page.pointer.select([this.row], keys, this.row);
    const selected = this.page.traits.get('selected').byteLength / 4; // four bytes a row
    this.said.textContent = `${spaced(selected)} selected`;
  }

  /** @param {number} row −1 where there is none that way */
  go(row) {
    const { drawing, actions, hover } = this.page;
    if (row < 0) return;
    this.row = row;
    const { x, y } = hover.place(row);
    const { width, height } = drawing.camera;
    const [right, down] = [Math.min(x, width - x), Math.min(y, height - y)];
    if (!(right > EDGE && down > EDGE)) actions.centre(row);
    hover.show(row);
    this.place();
  }

  /**
   * Say what Python tells of the image, whether it is selected too.
   * @param {[string, string][]} facts
   */
  say(facts) {
    if (document.activeElement !== this.page.drawing.canvas) return;
    const selected = this.page.selected.includes(this.row) ? ['selected'] : [];
    this.said.textContent = [...facts.slice(0, SAID).map((fact) => fact.join(' ')), ...selected].join(', ');
  }

  /** Put the ring where its image is now. */
  place() {
    const { drawing, hover } = this.page;
    this.ring.hidden = document.activeElement !== drawing.canvas || !this.isShown(this.row);
    if (this.ring.hidden) return;
    const { x, y, side } = hover.place(this.row);
    const reach = side + 8;
    Object.assign(this.ring.style, { left: `${x - reach / 2}px`, top: `${y - reach / 2}px` });
    Object.assign(this.ring.style, { width: `${reach}px`, height: `${reach}px` });
    this.ring.classList.toggle('round', !drawing.cloud.sprites);
  }
}
