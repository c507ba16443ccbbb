// @ts-check
// What Python has: corners of all photographs, what others have changed, what is on its way.
import { Link } from '../shared.js';
import { oddity } from './compare.js';
import { isComplete, isDone, knownParts, rowOf } from './parts.js';

/** @typedef {import('../shared.js').Point} Point */
/** @typedef {import('../shared.js').Answer} Answer */
/** @typedef {{ corners: Point[] | null, scale: number | null, type: string, symmetry: number }} Placed */

/**
 * Corners and scale are those of the only part, without a name; parts are those that have names.
 * @typedef {{ name: string, corners: Point[] | null, scale: number | null, parts?: Record<string, Placed> }} Photograph
 */

const LOOK_MS = 1500; // between two questions whether anybody else has changed anything
const MOST_COMPARED = 41; // photographs that one is compared with: what is usual, many more would not say better

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
    this.summary = new Summary([], this.known);
    this.who = '';
    /** @type {Record<string, Point[]>} */
    this.outside = {}; // photographs that another program changed in the table, and the corners that it wrote, by row
    this.trouble = ''; // why the disk lags behind
    this.sending = 0; // actions on their way
    this.changed = changed;
    this.link = new Link(model, (answer, mine) => this.hear(answer, mine));
    this.clock = setInterval(() => this.tick(), LOOK_MS);
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
      this.summary = new Summary(this.photographs, this.known);
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

/** What follows from the corners of one version of all photographs, worked out when it is asked for. */
export class Summary {
  /**
   * @param {Photograph[]} photographs
   * @param {Map<string, string>} known
   */
  constructor(photographs, known) {
    this.photographs = photographs;
    this.known = known;
    this.parts = known.size ? [...known.keys()] : [''];
    /** @type {Map<string, { index: number, corners: Point[] }[]>} */
    this.usual = new Map(); // by part
    /** @type {Map<number, Record<string, string>>} */
    this.odd = new Map(); // by photograph
    /** @type {Map<number, string>} */
    this.kinds = new Map(); // by photograph
    this.complete = photographs.map((photograph) => isComplete(photograph, known));
    this.done = this.complete.filter(Boolean).length;
  }

  /**
   * Usable corners of a part on other photographs: on all, or on some that are spread evenly over the folder.
   * @param {number} index
   * @param {string} part
   */
  others(index, part) {
    let usual = this.usual.get(part);
    if (!usual) {
      const rows = this.photographs.map((photograph, at) => ({ index: at, corners: rowOf(photograph, part).corners }));
      const done = rows.filter(isDone).map((row) => ({ ...row, corners: row.corners ?? [] }));
      const step = Math.max(1, done.length / MOST_COMPARED);
      usual = done.filter((_, at) => Math.floor(at / step) > Math.floor((at - 1) / step));
      this.usual.set(part, usual);
    }
    return usual.filter((one) => one.index !== index).map(({ corners }) => corners);
  }

  /**
   * What is odd about the corners of each part of a photograph, as sentences.
   * @param {number} index
   */
  oddAt(index) {
    const here = this.odd.get(index);
    if (here) return here;
    const rows = this.parts.map((part) => ({ part, ...rowOf(this.photographs[index], part) })).filter(isDone);
    const sentences = rows.map(({ part, corners }) => [part, oddity(corners ?? [], this.others(index, part))]);
    const odd = Object.fromEntries(sentences);
    this.odd.set(index, odd);
    return odd;
  }

  /**
   * Whether a photograph is wrong, odd, done or '': not finished.
   * @param {number} index
   */
  kindOf(index) {
    const here = this.kinds.get(index);
    if (here !== undefined) return here;
    const rows = this.parts.map((part) => rowOf(this.photographs[index], part));
    const isWrong = rows.some((row) => row.corners && !isDone(row));
    const isOdd = Object.values(this.oddAt(index)).some(Boolean);
    const kind = isWrong ? 'wrong' : isOdd ? 'odd' : this.complete[index] ? 'done' : '';
    this.kinds.set(index, kind);
    return kind;
  }
}
