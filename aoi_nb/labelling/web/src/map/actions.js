// @ts-check
// What a person does to a map with keys and buttons.
import { centre, pan, turn, zoomBy } from './moves.js';
import { bounds, HIDDEN } from './points.js';

export class Actions {
  /** @param {import('./page.js').MapPage} page */
  constructor(page) {
    this.page = page;
  }

  /** @param {number} by factor */
  resize(by) {
    this.page.traits.set({ size: Math.min(40, Math.max(1, this.page.traits.get('size') * by)) });
  }

  toggleSprites() {
    this.page.traits.set({ sprites: !this.page.traits.get('sprites') });
  }

  toggleNames() {
    this.page.traits.set({ names_shown: !this.page.traits.get('names_shown') });
  }

  toggleLines() {
    this.page.traits.set({ lines_shown: !this.page.traits.get('lines_shown') });
  }

  /**
   * Look beside what is seen, as far as to an eighth of it.
   * @param {number} right
   * @param {number} up
   */
  pan(right, up) {
    pan(this.page.drawing.camera, right / 8, up / 8);
    this.keepView();
  }

  /**
   * Go round a map in space by a tenth of a right angle and more; along a flat one.
   * @param {number} right
   * @param {number} up
   */
  turn(right, up) {
    if (this.page.drawing.flat) pan(this.page.drawing.camera, right / 8, up / 8);
    else turn(this.page.drawing.camera, right / 6, up / 6);
    this.keepView();
  }

  /** @param {number} by factor, above one: nearer */
  zoom(by) {
    zoomBy(this.page.drawing.camera, by);
    this.keepView();
  }

  /** @param {number} row of the image that is looked at then */
  centre(row) {
    centre(this.page.drawing.camera, this.page.drawing.cloud.places.subarray(3 * row, 3 * row + 3));
    this.keepView();
  }

  fit() {
    this.page.drawing.camera.fit();
    this.keepView();
  }

  zoomToSelection() {
    const { selected, drawing } = this.page;
    if (!selected.length) return;
    drawing.camera.zoomTo(bounds(drawing.cloud.places, selected));
    this.keepView();
  }

  /** Show the selected images alone; when some are alone already, all again. */
  toggleAlone() {
    const { traits, selected } = this.page;
    const alone = traits.get('alone').byteLength ? [] : selected;
    traits.set({ alone: new DataView(Uint32Array.from(alone).buffer) });
  }

  keepView() {
    this.page.hover.leave();
    this.page.traits.set({ camera: this.page.drawing.camera.view() });
  }

  selectNone() {
    this.page.traits.select([], -1);
  }

  selectAll() {
    const { states } = this.page.drawing.cloud;
    const rows = Array.from({ length: this.page.drawing.count }, (_, row) => row);
    this.page.traits.select(rows.filter((row) => states[row] !== HIDDEN));
  }

  /**
   * Say what is selected before something is done to it: a trait waits while Python is busy, and what is done would
   * overtake it, and be done to other images.
   */
  tellSelection() {
    const { traits, link, selected } = this.page;
    if (!traits.fresh) return;
    const rows = new DataView(selected.slice().buffer); // a million rows as text are more than a connection takes
    link.ask('select', { chosen: traits.get('chosen') }, Infinity, [rows]);
    traits.fresh = false;
  }

  /**
   * Tell Python of a key; what it refuses is shown.
   * @param {string} key
   */
  async tell(key) {
    const { refused } = await this.page.link.ask('key', { key });
    if (refused) this.page.bar.status.textContent = refused;
  }
}
