// @ts-check
// The page on which a person clicks the four corners of a part, photograph by photograph.
import { button, Link, make } from '../shared.js';
import STYLE from './corners.css';
import { HELP, press } from './keys.js';
import { Panel } from './panel.js';
import { Photo } from './photo.js';
import { Pointer } from './pointer.js';
import { Stage } from './stage.js';
import { tidy } from './view.js';
import { isDone, Work } from './work.js';

/** @typedef {import('../shared.js').Point} Point */
/** @typedef {import('../shared.js').Answer} Answer */
/** @typedef {import('./work.js').Photograph} Photograph */

const LOOK_MS = 1500; // between two questions whether anybody else has changed anything

/** @param {Page} page */
function makeScale(page) {
  const length = make('input', { type: 'number', min: '0', step: 'any', placeholder: 'mm', ariaLabel: 'length in mm' });
  const all = make('input', { type: 'checkbox', checked: true });
  const set = button('Set scale', () => page.measured(), { title: 'Write mm_per_px' });
  const label = make('label', {}, all, ' all photographs');
  return { length, all, element: make('div', { className: 'measure' }, length, 'mm', label, set) };
}

export class Page {
  /**
   * @param {import('../shared.js').Model} model
   * @param {HTMLElement} element
   */
  constructor(model, element) {
    /** @type {Photograph[]} */
    this.photographs = []; // name, corners and scale of each, as Python has them
    this.version = -1;
    this.who = '';
    this.here = 0; // photograph that is shown
    /** @type {{ sentence: string, number: number, point?: Point } | null} */
    this.refusal = null; // and the corner that it is about
    this.note = '';
    /** @type {Record<string, Point[]>} */
    this.outside = {}; // photographs that another program changed in the table, and the corners that it wrote
    this.trouble = ''; // why the disk lags behind
    this.sending = 0; // gestures on their way
    /** @type {Point[] | null} */
    this.ruler = null; // points of the scale tool
    this.link = new Link(model, (answer, mine) => this.hear(answer, mine));
    this.photo = new Photo(this.link, () => this.stage.draw());
    this.work = new Work(this);
    this.stage = new Stage(this);
    this.scale = makeScale(this);
    this.panel = new Panel(this);
    this.pointer = new Pointer(this);
    const [style, help] = [make('style', {}, STYLE), make('div', { className: 'help' }, HELP)];
    const inside = [style, ...this.panel.elements, this.stage.element, help];
    this.root = make('div', { className: 'aoi-corners', tabIndex: 0 }, ...inside);
    this.root.dataset.lmSuppressShortcuts = 'true'; // JupyterLab leaves the keys to the page
    this.root.addEventListener('keydown', (event) => press(this, event));
    element.append(this.root);
    this.clock = setInterval(() => this.tick(), LOOK_MS);
    this.start();
  }

  get photograph() {
    return this.photographs[this.here];
  }

  /** Nothing is taken that could be lost. */
  get isBlocked() {
    return this.link.gone() || Object.keys(this.outside).length > 0 || !this.photo.bitmap;
  }

  async start() {
    await this.look();
    const first = this.photographs.findIndex((photograph) => !isDone(photograph));
    await this.go(Math.max(first, 0));
  }

  close() {
    clearInterval(this.clock);
    clearTimeout(this.work.nudging);
    this.stage.close();
    this.link.close();
  }

  // ---- what Python says ----

  /**
   * @param {Answer} answer
   * @param {boolean} mine
   */
  hear(answer, mine) {
    if (answer.photographs && answer.version >= this.version) {
      const isFirst = !this.photographs.length;
      this.photographs = answer.photographs;
      this.version = answer.version;
      this.who = answer.who;
      const own = mine && answer.do !== 'look' ? 1 : 0;
      if (!isFirst && this.sending <= own && !this.work.nudging && this.work.differs()) this.work.adopt();
    }
    if (answer.do === 'look' || answer.outside) {
      this.outside = answer.outside ?? {};
      this.trouble = answer.refused ?? '';
    }
    this.show();
  }

  tick() {
    if (!this.link.gone() && !this.link.awaits('look')) this.look();
    this.show();
  }

  /** Ask whether anybody else has changed anything; also tells that the kernel is alive. */
  look(version = this.version) {
    return this.link.ask('look', { version });
  }

  /**
   * Send a gesture; the page shows it as saved only after the answer.
   * @param {string} action
   * @param {object} [content]
   */
  async gesture(action, content = {}) {
    this.sending += 1;
    this.note = '';
    this.show();
    const answer = await this.link.ask(action, content);
    this.sending -= 1;
    if (answer.refused) {
      this.refuse(answer.refused, -1);
      await this.look(-1);
      this.work.adopt();
    } else this.note = answer.note ?? '';
    this.show();
    return answer;
  }

  /** @param {boolean} tableHolds whether the corners of the table hold, not those here */
  async settle(tableHolds) {
    await this.gesture('settle', { table_holds: tableHolds });
    this.work.adopt();
    this.show();
  }

  // ---- moving about ----

  /**
   * @param {number} index of the photograph
   * @param {string} [note] to show there
   */
  async go(index, note = '') {
    if (index < 0 || index >= this.photographs.length) return;
    this.work.flush();
    this.here = index;
    delete this.stage.canvas.dataset.view;
    this.refusal = this.ruler = null;
    this.note = note;
    this.work.active = -1;
    this.work.adopt();
    const opened = this.photo.open(this.photograph.name);
    this.show();
    const fault = await opened;
    if (this.here !== index) return;
    if (fault) this.refuse(fault, -1);
    this.photo.fit(this.stage.element);
    this.show();
  }

  /** @param {number} number of the corner that arrow keys move */
  choose(number) {
    this.work.flush();
    if (number < this.work.corners.length) this.work.active = number;
    this.show();
  }

  toggleAlways() {
    this.work.always = !this.work.always;
    this.show();
  }

  // ---- measuring ----

  /** Begin to measure, or end it. */
  measure() {
    this.ruler = this.ruler ? null : [];
    this.refusal = null;
    this.note = '';
    this.show();
  }

  /** @param {Point} point */
  measurePoint(point) {
    const before = this.ruler ?? [];
    this.ruler = [...(before.length < 2 ? before : []), point];
    this.show();
    if (this.ruler.length === 2) this.scale.length.focus();
  }

  endMeasuring() {
    this.ruler = this.refusal = null;
    this.root.focus();
    this.show();
  }

  measured() {
    const length = Number(this.scale.length.value);
    if (this.isBlocked) return;
    if (!this.ruler || this.ruler.length < 2 || !(length > 0)) {
      this.say('Click two points, then type their distance in mm.');
      return;
    }
    const names = this.scale.all.checked ? this.photographs.map(({ name }) => name) : [this.photograph.name];
    const points = this.ruler.map(tidy);
    this.ruler = null;
    this.gesture('scale', { names, points, length });
    this.root.focus();
  }

  // ---- telling ----

  /**
   * @param {string} sentence
   * @param {number} number of the corner it is about, −1 for none
   * @param {Point} [point] where that was to go
   */
  refuse(sentence, number, point) {
    this.refusal = { sentence, number, point };
  }

  /** @param {string} note */
  say(note) {
    this.refusal = null;
    this.note = note;
    this.show();
  }

  show() {
    if (!this.photograph) return;
    this.panel.show();
    this.stage.draw();
  }
}
