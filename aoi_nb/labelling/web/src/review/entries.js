// @ts-check
// Decisions as they are kept and travel.
import { labelFault } from '../shared.js';

/**
 * The decisions on one image that somebody knew: of each page how many.
 * @typedef {Record<string, number>} Seen
 */

/**
 * A decision on one image. `seen`: the decisions that were known when it was made, and itself. `time` is for people: no
 * clock decides which of two decisions holds. `saved`: it is in the store or in a file. `filed`: an earlier form of it
 * was. `nth`: its place among the decisions that this browser keeps.
 * @typedef {{ path: string, sha256: string, decision: 'label' | 'skip' | 'none', label: string, time: string,
 *             seen?: Seen, saved?: boolean, filed?: boolean, nth?: number }} Entry
 */

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const PAGE = /^(page [0-9a-f]{16}$|\d{4}-)/;
const MOST_PAGES = 1000;

/**
 * Whether something is a decision as this module makes them: browsers and files may hold anything.
 * @param {any} entry
 * @returns {entry is Entry}
 */
export function isEntry(entry) {
  if (entry === null || typeof entry !== 'object') return false;
  if (typeof entry.path !== 'string' || typeof entry.sha256 !== 'string') return false;
  if (typeof entry.time !== 'string' || !TIME.test(entry.time)) return false;
  if (entry.seen !== undefined && !isSeen(entry.seen)) return false;
  if (entry.decision === 'label') return !labelFault(entry.label);
  return ['skip', 'none'].includes(entry.decision) && entry.label === '';
}

/** @param {any} seen */
function isSeen(seen) {
  if (seen === null || typeof seen !== 'object' || Array.isArray(seen)) return false;
  const all = Object.entries(seen);
  return (
    all.length <= MOST_PAGES && all.every(([page, count]) => PAGE.test(page) && Number.isInteger(count) && count > 0)
  );
}

/**
 * The decisions that were known; one of a file of earlier versions knew itself alone.
 * @param {Entry} entry
 * @returns {Seen}
 */
export function seenOf({ seen, time, decision, label }) {
  return seen ?? { [`${time} ${decision} ${label}`]: 1 };
}

/**
 * Whether the maker of a decision knew another one.
 * @param {Entry} entry
 * @param {Entry} other
 */
export function knows(entry, other) {
  const seen = seenOf(entry);
  return Object.entries(seenOf(other)).every(([page, count]) => (seen[page] ?? 0) >= count);
}

/**
 * All that is known to one or the other.
 * @param {Seen} one
 * @param {Seen} other
 * @returns {Seen}
 */
export function joined(one, other) {
  const all = { ...one };
  for (const [page, count] of Object.entries(other)) all[page] = Math.max(all[page] ?? 0, count);
  return all;
}

/** A name for this page as long as it is open. */
export function newPage() {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `page ${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/**
 * What of a decision travels.
 * @param {Entry} entry
 * @returns {Entry}
 */
export function plain(entry) {
  const { path, sha256, decision, label, time } = entry;
  return { path, sha256, decision, label, time, seen: seenOf(entry) };
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

  /** @returns {Entry[]} in the order in which they were made */
  all() {
    const keys = this.attempt(() => Object.keys(localStorage)) ?? [];
    const mine = keys.filter((key) => key.startsWith(this.prefix));
    const entries = mine.map((key) => this.read(key)).filter((entry) => entry !== null);
    return entries.sort((a, b) => (a.nth ?? 0) - (b.nth ?? 0));
  }

  /** The person's name, once given. */
  get who() {
    return this.attempt(() => localStorage.getItem('aoi-review who')) ?? '';
  }

  set who(name) {
    this.attempt(() => localStorage.setItem('aoi-review who', name));
  }
}
