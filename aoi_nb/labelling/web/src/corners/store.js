// @ts-check
// What Python has: corners of all photographs, what others have changed, what is on its way.
import { Link } from '../shared.js';
import { oddity } from './compare.js';
import { isDone, knownParts, rowOf } from './parts.js';

/** @typedef {import('../shared.js').Point} Point */
/** @typedef {import('../shared.js').Answer} Answer */
/** @typedef {{ corners: Point[] | null, scale: number | null, type: string, symmetry: number }} Placed */

/**
 * Corners and scale are those of the only part, without a name; parts are those that have names.
 * @typedef {{ name: string, corners: Point[] | null, scale: number | null, parts?: Record<string, Placed> }} Photograph
 */

const LOOK_MS = 1500; // between two questions whether anybody else has changed anything

export class Store {
  /**
   * @param {import('../shared.js').Model} model
   * @param {(isNews: boolean) => void} changed told of every answer, and whether others may have changed corners
   */
  constructor(model, changed) {
    /** @type {Photograph[]} */
    this.photographs = []; // name, corners and scale of each
    this.version = -1;
    /** @type {Map<string, string>} */
    this.known = new Map(); // all named parts and their types
    /** @type {{ version: number, sentences: Record<string, string>[] }} */
    this.compared = { version: -1, sentences: [] }; // and of which version
    this.who = '';
    /** @type {Record<string, Point[]>} */
    this.outside = {}; // photographs that another program changed in the table, and the corners that it wrote, by row
    this.trouble = ''; // why the disk lags behind
    this.sending = 0; // actions on their way
    this.changed = changed;
    this.link = new Link(model, (answer, mine) => this.hear(answer, mine));
    this.clock = setInterval(() => this.tick(), LOOK_MS);
  }

  /**
   * Usable corners of a part on all photographs but one.
   * @param {number} index
   * @param {string} part
   */
  others(index, part) {
    const others = this.photographs.filter((_, at) => at !== index).map((photograph) => rowOf(photograph, part));
    return others.filter(isDone).map(({ corners }) => corners ?? []);
  }

  /** What is odd about the corners of each part of each photograph, as sentences. */
  get odd() {
    if (this.compared.version !== this.version) {
      const parts = this.known.size ? [...this.known.keys()] : [''];
      const sentences = this.photographs.map((photograph, index) => {
        const rows = parts.map((part) => ({ part, ...rowOf(photograph, part) })).filter(isDone);
        return Object.fromEntries(
          rows.map(({ part, corners }) => [part, oddity(corners ?? [], this.others(index, part))]),
        );
      });
      this.compared = { version: this.version, sentences };
    }
    return this.compared.sentences;
  }

  /** Whether another program has changed the table. */
  get isDisputed() {
    return Object.keys(this.outside).length > 0;
  }

  /**
   * @param {Answer} answer
   * @param {boolean} mine
   */
  hear(answer, mine) {
    let isNews = false;
    if (answer.photographs && answer.version >= this.version) {
      const own = mine && answer.do !== 'look' ? 1 : 0;
      isNews = this.photographs.length > 0 && this.sending <= own;
      this.photographs = answer.photographs;
      this.known = knownParts(this.photographs);
      this.version = answer.version;
      this.who = answer.who;
    }
    if (answer.do === 'look' || answer.outside) {
      this.outside = answer.outside ?? {};
      this.trouble = answer.refused ?? '';
    }
    this.changed(isNews);
  }

  tick() {
    if (!this.link.gone() && !this.link.slow && !this.link.awaits('look')) this.look();
    this.changed(false);
  }

  /** Ask whether anybody else has changed anything; also tells that the kernel is alive. */
  look(version = this.version) {
    return this.link.ask('look', { version });
  }

  /**
   * Send an action.
   * @param {string} action
   * @param {object} content
   */
  async send(action, content) {
    this.sending += 1;
    const answer = await this.link.ask(action, content);
    this.sending -= 1;
    return answer;
  }

  close() {
    clearInterval(this.clock);
    this.link.close();
  }
}
