// @ts-check
// All decisions of a review: made, taken back, kept in the browser, sent to the store.
import { isEntry, joined, knows, newPage, seenOf } from './entries.js';
import { Sender } from './sender.js';

/** @typedef {import('./entries.js').Entry} Entry */
/** @typedef {import('./entries.js').Drawer} Drawer */
/** @typedef {import('./review.js').ReviewData} ReviewData */
/** @typedef {import('./review.js').Image} Image */
/** @typedef {import('./sender.js').Save} Save */
/** @typedef {import('./sender.js').Screen} Screen */

export class Decisions {
  /**
   * @param {ReviewData} data
   * @param {Drawer} drawer
   * @param {Save | null} save writes to the store and says what holds then; null on a page, which saves files instead
   * @param {Screen} screen
   */
  constructor(data, drawer, save, screen) {
    this.images = data.images;
    this.number = new Map(data.images.map((image, number) => [image.path, number]));
    this.labels = [...data.labels];
    this.drawer = drawer;
    this.hasStore = save !== null;
    this.screen = screen;
    /** @type {Map<string, Entry>} */
    this.entries = new Map(); // path → the last decision on an image
    /** @type {{ path: string, before: Entry | null }[]} */
    this.past = []; // what undo takes back
    this.page = newPage();
    this.nth = 0; // decisions that this browser keeps
    this.sender = new Sender(this, save, screen);
  }

  /**
   * Begin with what the store has, and with decisions that this browser keeps and the store does not know.
   * @param {unknown[]} stored in the order in which the store got them
   */
  start(stored) {
    for (const entry of stored.filter(isEntry)) this.entries.set(entry.path, { ...entry, saved: true });
    for (const kept of this.drawer.all()) {
      const holds = this.entries.get(kept.path);
      if (holds && knows(holds, kept)) this.drawer.remove(kept.path);
      else {
        this.entries.delete(kept.path); // goes to the end
        this.entries.set(kept.path, kept);
      }
      this.nth = Math.max(this.nth, kept.nth ?? 0);
    }
    const made = this.made();
    for (const entry of made) this.learn(entry.label);
    const shown = made.filter((entry) => this.number.has(entry.path));
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
    return Boolean(entry.saved || (!this.hasStore && this.drawer.works));
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
    this.put(this.stamped({ path, sha256, decision, label }, before));
  }

  /**
   * A decision made now, which knows the one that it follows.
   * @param {Pick<Entry, 'path' | 'sha256' | 'decision' | 'label'>} entry
   * @param {Entry | undefined} before
   * @returns {Entry}
   */
  stamped({ path, sha256, decision, label }, before) {
    const seen = joined(before ? seenOf(before) : {}, { [this.page]: this.nth + 1 });
    return { path, sha256, decision, label, time: new Date().toISOString(), seen, saved: false };
  }

  /** Take back the last decision; its path, '' where there is none. */
  undo() {
    const last = this.past.pop();
    if (!last) return '';
    const { path, before } = last;
    const { sha256 } = this.images[this.number.get(path) ?? 0];
    const entry = before ?? { path, sha256, decision: /** @type {const} */ ('none'), label: '' };
    this.put(this.stamped(entry, this.entries.get(path)));
    return path;
  }

  /** @param {Entry} entry */
  put(entry) {
    const old = this.entries.get(entry.path);
    entry.filed = Boolean(old && (old.saved || old.filed));
    this.nth += 1;
    entry.nth = this.nth;
    if (entry.decision === 'none' && !entry.filed && !this.hasStore) this.forget(entry.path);
    else {
      this.entries.set(entry.path, entry);
      this.drawer.put(entry);
    }
    this.screen.changed(entry.path);
    this.sender.send(entry);
  }

  /** @param {string} path */
  forget(path) {
    this.entries.delete(path);
    this.drawer.remove(path);
  }

  /** @param {Entry} entry that is in a file */
  keep(entry) {
    entry.saved = true;
    this.drawer.put(entry);
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
