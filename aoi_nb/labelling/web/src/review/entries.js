// @ts-check
// Decisions as they are kept and travel.
import { labelFault } from '../shared.js';

/**
 * A decision on one image. `saved`: it is in the store or in a file. `filed`: an earlier form of it was.
 * @typedef {{ path: string, sha256: string, decision: 'label' | 'skip' | 'none', label: string, time: string,
 *             saved?: boolean, filed?: boolean }} Entry
 */

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * Whether something is a decision as this module makes them: browsers and files may hold anything.
 * @param {any} entry
 * @returns {entry is Entry}
 */
export function isEntry(entry) {
  if (entry === null || typeof entry !== 'object') return false;
  if (typeof entry.path !== 'string' || typeof entry.sha256 !== 'string') return false;
  if (typeof entry.time !== 'string' || !TIME.test(entry.time)) return false;
  if (entry.decision === 'label') return !labelFault(entry.label);
  return ['skip', 'none'].includes(entry.decision) && entry.label === '';
}

/**
 * What of a decision travels.
 * @param {Entry} entry
 * @returns {Entry}
 */
export function plain({ path, sha256, decision, label, time }) {
  return { path, sha256, decision, label, time };
}

/**
 * A time later than that of the decision before, whatever the clock does: the later decision holds.
 * @param {Entry | undefined} before
 * @param {number} [clock] ms
 */
export function timeAfter(before, clock = Date.now()) {
  return new Date(Math.max(clock, before ? Date.parse(before.time) + 1 : 0)).toISOString();
}

/** What this browser keeps. One item for each image: two pages open at once do not overwrite each other's decisions. */
export class Drawer {
  /** @param {string} run */
  constructor(run) {
    this.prefix = `aoi-review ${run} `;
    this.works = true;
  }

  /**
   * @template Result
   * @param {() => Result} action
   * @returns {Result | null} null where the browser keeps nothing: it is full, or that is switched off
   */
  attempt(action) {
    try {
      const result = action();
      this.works = true;
      return result;
    } catch {
      this.works = false;
      return null;
    }
  }

  /** @param {Entry} entry */
  put(entry) {
    this.attempt(() => localStorage.setItem(this.prefix + entry.path, JSON.stringify(entry)));
  }

  /** @param {string} path */
  remove(path) {
    this.attempt(() => localStorage.removeItem(this.prefix + path));
  }

  /**
   * @param {string} key
   * @returns {Entry | null}
   */
  read(key) {
    try {
      const entry = JSON.parse(localStorage.getItem(key) ?? '');
      return isEntry(entry) && key === this.prefix + entry.path ? entry : null;
    } catch {
      return null;
    }
  }

  /** @returns {Entry[]} */
  all() {
    const keys = this.attempt(() => Object.keys(localStorage)) ?? [];
    const mine = keys.filter((key) => key.startsWith(this.prefix));
    return mine.map((key) => this.read(key)).filter((entry) => entry !== null);
  }

  /** The person's name, once given. */
  get who() {
    return this.attempt(() => localStorage.getItem('aoi-review who')) ?? '';
  }

  set who(name) {
    this.attempt(() => localStorage.setItem('aoi-review who', name));
  }
}
