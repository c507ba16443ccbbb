// @ts-check
// The page on which a person clicks the four corners of parts, photograph by photograph.
import LEVELS from '../levels.css';
import { Levels } from '../levels.js';
import { make } from '../shared.js';
import STYLE from './corners.css';
import { PartDialogs } from './dialogs.js';
import { Edits } from './edits.js';
import { HELP, press } from './keys.js';
import { PartList } from './list.js';
import { Measure } from './measure.js';
import { Panel } from './panel.js';
import { PartEdits } from './part_edits.js';
import { rowOf } from './parts.js';
import { Photo } from './photo.js';
import { Pointer } from './pointer.js';
import { Room } from './room.js';
import { Stage } from './stage.js';
import { Steps } from './steps.js';
import { Store } from './store.js';
import { Work } from './work.js';

/** @typedef {import('../shared.js').Point} Point */

export class Page {
  /**
   * @param {import('../shared.js').Model} model
   * @param {HTMLElement} element
   */
  constructor(model, element) {
    this.here = 0; // photograph that is shown
    this.part = ''; // that is corrected; '' where parts have no names
    /** @type {{ sentence: string, number: number, point?: Point } | null} */
    this.refusal = null; // and the corner that it is about
    this.note = '';
    this.store = new Store(model, (isNews) => this.changed(isNews));
    this.photo = new Photo(this.store.link, () => this.stage.draw());
    this.work = new Work(this);
    this.edits = new Edits(this);
    this.parts = new PartEdits(this);
    this.stage = new Stage(this);
    this.measure = new Measure(this);
    this.dialogs = new PartDialogs(this);
    this.list = new PartList(this);
    this.levels = new Levels((filter) => this.stage.element.style.setProperty('--seen', filter));
    this.steps = new Steps(this);
    this.panel = new Panel(this);
    this.pointer = new Pointer(this);
    const [style, help] = [make('style', {}, STYLE + LEVELS), make('div', { className: 'help' }, HELP)];
    const main = make('div', { className: 'main' }, this.stage.element, this.list.element);
    const inside = [style, ...this.panel.elements, ...this.dialogs.elements, main, help];
    this.root = make('div', { className: 'aoi-corners', tabIndex: 0 }, ...inside);
    this.root.dataset.lmSuppressShortcuts = 'true'; // JupyterLab leaves the keys to the page
    this.root.addEventListener('keydown', (event) => press(this, event));
    element.append(this.root);
    this.room = new Room(this.root, () => this.show());
    this.start();
  }

  get photograph() {
    return this.store.photographs[this.here];
  }

  /** What Python has of the part that is corrected. */
  get row() {
    return rowOf(this.photograph, this.part);
  }

  /** Nothing is taken that could be lost. */
  get isBlocked() {
    return this.store.link.gone() || this.store.isDisputed || !this.photo.bitmap;
  }

  async start() {
    await this.store.look();
    this.room.setTheme();
    await this.go(Math.max(this.store.summary.complete.indexOf(false), 0));
  }

  close() {
    this.room.close();
    clearTimeout(this.edits.nudging);
    this.stage.close();
    this.steps.close();
    this.store.close();
  }

  /** @param {boolean} isNews whether others may have changed corners */
  changed(isNews) {
    if (isNews && !this.edits.nudging && this.work.differs()) this.work.adopt();
    this.show();
  }

  /**
   * Send an action; the page shows it as saved only after the answer.
   * @param {string} action
   * @param {object} [content]
   */
  async send(action, content = {}) {
    this.note = '';
    const sent = this.store.send(action, content);
    this.show();
    const answer = await sent;
    if (answer.refused) {
      this.refuse(answer.refused, -1);
      await this.store.look(-1);
      this.work.adopt();
    } else this.note = answer.note ?? '';
    this.show();
    return answer;
  }

  /**
   * Show another photograph.
   * @param {number} index
   * @param {string} [note] to show there
   */
  async go(index, note = '') {
    if (index < 0 || index >= this.store.photographs.length) return;
    this.edits.flush();
    this.here = index;
    delete this.stage.canvas.dataset.view;
    this.refusal = null;
    this.measure.ruler = null;
    this.note = note;
    this.work.active = -1;
    this.work.adopt();
    const opened = this.photo.open(this.photograph.name);
    this.show();
    const fault = await opened;
    if (this.here !== index) return;
    if (fault) this.refuse(fault, -1);
    this.levels.look(this.photo.bitmap);
    this.photo.fit(this.stage.element);
    this.show();
  }

  /** @param {number} number of the corner that arrow keys move */
  choose(number) {
    this.edits.flush();
    if (number < this.work.corners.length) this.work.active = number;
    this.show();
  }

  toggleAlways() {
    this.work.always = !this.work.always;
    this.show();
  }

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
    this.list.show();
    this.stage.draw();
  }
}
