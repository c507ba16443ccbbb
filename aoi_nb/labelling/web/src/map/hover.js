// @ts-check
// The image under the pointer: the small picture at once, the large one and its facts as soon as Python gives them.
import { make, placeSprite } from '../shared.js';

/** @typedef {import('./page.js').MapPage} MapPage */

const TIP = 226; // px, width of the tip and the space beside it
const PICTURE = 204; // px, side of its picture

export class Hover {
  /**
   * @param {MapPage} page
   * @param {HTMLElement} stage
   */
  constructor(page, stage) {
    this.page = page;
    this.ring = make('div', { className: 'aoi-ring', hidden: true });
    this.tip = make('div', { className: 'aoi-tip', hidden: true });
    stage.append(this.ring, this.tip);
    this.row = -1;
    this.asked = -1; // row that Python is asked about
  }

  leave() {
    this.row = -1;
    this.ring.hidden = true;
    this.tip.hidden = true;
  }

  /** @param {number} row −1 for none */
  show(row) {
    if (row === this.row) return;
    this.leave();
    if (row < 0) return;
    this.row = row;
    const { x, y, side } = this.place(row);
    this.ring.className = `aoi-ring${this.page.traits.get('sprites') ? '' : ' round'}`;
    Object.assign(this.ring.style, { left: `${x - side / 2}px`, top: `${y - side / 2}px` });
    Object.assign(this.ring.style, { width: `${side}px`, height: `${side}px` });
    this.ring.hidden = false;
    this.fill(this.smallPicture(row), []);
    this.ask();
  }

  /** @param {number} row */
  place(row) {
    const { drawing } = this.page;
    const [x, y] = drawing.project().subarray(3 * row, 3 * row + 2);
    return { x, y, side: drawing.side(row) + 8 };
  }

  /** One question at a time: a busy kernel then answers the latest, not all. */
  async ask() {
    const row = this.row;
    if (this.asked >= 0 || row < 0 || !this.page.traits.get('looks')) return;
    this.asked = row;
    const answer = await this.page.link.ask('look', { row });
    this.asked = -1;
    if (this.row !== row) this.ask();
    else if (!answer.refused) {
      this.page.cursor.say(answer.facts);
      this.showAnswer(row, answer);
    }
  }

  /**
   * @param {number} row
   * @param {import('../shared.js').Answer} answer
   */
  showAnswer(row, answer) {
    const show = (/** @type {Node | string} */ picture) => {
      if (this.row !== row) return;
      this.fill(picture, answer.facts);
      this.tip.dataset.row = String(row);
    };
    if (!answer.picture?.byteLength) {
      show(this.smallPicture(row));
      return;
    }
    const address = URL.createObjectURL(new Blob([answer.picture]));
    const picture = make('img', { alt: '' });
    const shown = (/** @type {Node | string} */ what) => {
      show(what);
      URL.revokeObjectURL(address);
    };
    picture.onload = () => shown(picture);
    picture.onerror = () => shown(this.smallPicture(row));
    picture.src = address;
  }

  /** @param {number} row */
  smallPicture(row) {
    if (!this.page.atlas) return '';
    const picture = make('div', { className: 'aoi-sprite' });
    placeSprite(picture, this.page.atlas, row, this.page.traits.get('columns'), PICTURE);
    return picture;
  }

  /**
   * Fill the tip and put it beside the image.
   * @param {Node | string} picture
   * @param {[string, string][]} facts
   */
  fill(picture, facts) {
    const terms = facts.flat().map((text, at) => make(at % 2 ? 'dd' : 'dt', { textContent: text }));
    this.tip.replaceChildren(picture, make('dl', {}, ...terms));
    const { x, y, side } = this.place(this.row);
    const { width, height } = this.page.drawing.camera;
    this.tip.hidden = !this.tip.textContent && !this.tip.querySelector('img, .aoi-sprite');
    const left = x + side / 2 + TIP < width ? x + side / 2 + 6 : x - side / 2 - TIP;
    this.tip.style.left = `${Math.max(0, left)}px`;
    this.tip.style.top = `${Math.max(0, Math.min(y - 60, height - this.tip.offsetHeight - 4))}px`;
  }
}
