// @ts-check
// All decisions of a review: made, taken back, kept in the browser, sent to the store.
import { isEntry, plain, timeAfter } from './entries.js';

/** @typedef {import('./entries.js').Entry} Entry */
/** @typedef {import('./entries.js').Drawer} Drawer */
/** @typedef {import('./review.js').ReviewData} ReviewData */
/** @typedef {import('./review.js').Image} Image */
/** @typedef {(entry: Entry) => Promise<{ refused?: string, made?: Entry[] }>} Save */

/**
 * The file's name of a path.
 * @param {string} path
 */
export const nameOf = (path) => path.slice(path.lastIndexOf('/') + 1);

export class Decisions {
  /**
   * @param {ReviewData} data
   * @param {Drawer} drawer
   * @param {Save | null} save writes to the store, and says what holds of the image then; null on a page, which saves
   * files instead
   * @param {{ changed: (path: string) => void, say: (text: string, bad?: boolean) => void }} screen
   */
  constructor(data, drawer, save, screen) {
    this.images = data.images;
    this.number = new Map(data.images.map((image, number) => [image.path, number]));
    this.labels = [...data.labels];
    this.drawer = drawer;
    this.save = save;
    this.screen = screen;
    /** @type {Map<string, Entry>} */
    this.entries = new Map(); // path → the last decision on an image
    /** @type {{ path: string, before: Entry | null }[]} */
    this.past = []; // what undo takes back
    /** @type {Set<Entry>} */
    this.flying = new Set(); // on their way to the store
    this.trouble = ''; // why the store does not have them
  }

  /**
   * Begin with what the store has, and with later decisions that this browser still keeps.
   * @param {unknown[]} stored
   */
  start(stored) {
    for (const entry of this.drawer.all()) this.entries.set(entry.path, entry);
    for (const entry of stored.filter(isEntry)) {
      const kept = this.entries.get(entry.path);
      if (kept && kept.time > entry.time) continue;
      this.entries.set(entry.path, { ...entry, saved: true });
      this.drawer.remove(entry.path);
    }
    const made = this.made();
    for (const entry of made) this.learn(entry.label);
    const shown = made.filter((entry) => this.number.has(entry.path)).sort((a, b) => (a.time < b.time ? -1 : 1));
    this.past = shown.map((entry) => ({ path: entry.path, before: null }));
  }

  /** @param {string} label that somebody has used */
  learn(label) {
    if (label && !this.labels.includes(label)) this.labels.push(label);
  }

  /** Decisions that hold. */
  made() {
    return [...this.entries.values()].filter((entry) => entry.decision !== 'none');
  }

  unsaved() {
    return [...this.entries.values()].filter((entry) => !entry.saved);
  }

  /**
   * What holds of an image.
   * @param {Image} image
   * @returns {'label' | 'skip' | ''}
   */
  decided(image) {
    const decision = this.entries.get(image.path)?.decision ?? 'none';
    return decision === 'none' ? '' : decision;
  }

  /**
   * A decision counts as done when it is where it belongs: in the store, or on a page in the browser.
   * @param {Entry} entry
   */
  isSure(entry) {
    return Boolean(entry.saved || (!this.save && this.drawer.works));
  }

  /**
   * @param {Image} image
   * @param {'label' | 'skip'} decision
   * @param {string} label
   */
  decide({ path, sha256 }, decision, label) {
    const before = this.entries.get(path);
    if (before?.decision === decision && before.label === label) return;
    this.past.push({ path, before: before ?? null });
    this.put({ path, sha256, decision, label, time: timeAfter(before), saved: false });
  }

  /** Take back the last decision; its path, '' where there is none. */
  undo() {
    const last = this.past.pop();
    if (!last) return '';
    const { path, before } = last;
    const { sha256 } = this.images[this.number.get(path) ?? 0];
    const entry = before ?? { path, sha256, decision: 'none', label: '' };
    this.put({ ...entry, time: timeAfter(this.entries.get(path)), saved: false });
    return path;
  }

  /** @param {Entry} entry */
  put(entry) {
    const old = this.entries.get(entry.path);
    entry.filed = Boolean(old && (old.saved || old.filed));
    if (entry.decision === 'none' && !entry.filed && !this.save) this.forget(entry.path);
    else {
      this.entries.set(entry.path, entry);
      this.drawer.put(entry);
    }
    this.screen.changed(entry.path);
    this.send(entry);
  }

  /** @param {string} path */
  forget(path) {
    this.entries.delete(path);
    this.drawer.remove(path);
  }

  /** @param {Entry} entry */
  async send(entry) {
    if (!this.save || entry.saved || this.flying.has(entry)) return;
    this.flying.add(entry);
    const { refused = '', made = [] } = await this.save(plain(entry));
    this.flying.delete(entry);
    this.trouble = refused;
    if (!refused && this.entries.get(entry.path) === entry) this.settle(entry, made[0]);
    this.screen.changed(entry.path);
  }

  sendAll() {
    for (const entry of this.unsaved()) this.send(entry);
  }

  /**
   * What the store has now of an image; a later decision of somebody else stays.
   * @param {Entry} sent
   * @param {Entry} [holds]
   */
  settle({ path, time }, holds) {
    this.forget(path);
    if (!holds) return;
    this.entries.set(path, { ...holds, saved: true });
    if (holds.time === time) return;
    this.learn(holds.label);
    this.screen.say(`${nameOf(path)}: somebody has decided later, ${holds.label || 'skipped'}`, true);
  }

  /** All decisions are in a file now. */
  filed() {
    for (const entry of this.unsaved()) {
      if (entry.decision === 'none') this.forget(entry.path);
      else this.keep(entry);
    }
  }

  /** @param {Entry} entry that is in a file */
  keep(entry) {
    entry.saved = true;
    this.drawer.put(entry);
  }

  /**
   * A decision from a file; one on an image that is not on this page is kept, and saved again with the others.
   * @param {Entry} entry
   */
  take(entry) {
    this.learn(entry.label);
    const before = this.entries.get(entry.path) ?? null;
    if (this.number.has(entry.path)) this.past.push({ path: entry.path, before });
    this.put(entry);
    if (this.save) return;
    this.keep(entry);
    this.screen.changed(entry.path);
  }

  /**
   * Whether a decision is on another image, or one that is the same.
   * @param {Entry} entry
   */
  fits(entry) {
    const number = this.number.get(entry.path);
    return number === undefined || this.images[number].sha256 === entry.sha256;
  }

  /**
   * Another page of this browser has decided something.
   * @param {string} key of its storage
   */
  heard(key) {
    const path = key.slice(this.drawer.prefix.length);
    const entry = this.drawer.read(key);
    if (entry) this.entries.set(path, entry);
    else this.entries.delete(path);
    if (entry) this.learn(entry.label);
    this.screen.changed(path);
  }
}
