// @ts-check
// Decisions on their way to the store: nothing counts as saved before the store's answer.
import { plain } from './entries.js';
import { nameOf } from './queue.js';

/** @typedef {import('./entries.js').Entry} Entry */
/** @typedef {(entry: Entry) => Promise<{ refused?: string, made?: Entry[] }>} Save */
/** @typedef {{ changed: (path: string) => void, say: (text: string, bad?: boolean) => void }} Screen */

export class Sender {
  /**
   * @param {import('./decisions.js').Decisions} decisions
   * @param {Save | null} save writes to the store, and says what holds of the image then
   * @param {Screen} screen
   */
  constructor(decisions, save, screen) {
    this.decisions = decisions;
    this.save = save;
    this.screen = screen;
    /** @type {Set<Entry>} */
    this.flying = new Set(); // on their way
    this.trouble = ''; // why the store does not have them
  }

  /** @param {Entry} entry */
  async send(entry) {
    if (!this.save || entry.saved || this.flying.has(entry)) return;
    this.flying.add(entry);
    const { refused = '', made = [] } = await this.save(plain(entry));
    this.flying.delete(entry);
    this.trouble = refused;
    if (!refused && this.decisions.entries.get(entry.path) === entry) this.settle(entry, made[0]);
    this.screen.changed(entry.path);
  }

  sendAll() {
    for (const entry of this.decisions.unsaved()) this.send(entry);
  }

  /**
   * What the store has now of an image; a decision of somebody else that knew this one stays.
   * @param {Entry} sent
   * @param {Entry} [holds]
   */
  settle({ path, decision, label }, holds) {
    this.decisions.forget(path);
    if (!holds) return;
    this.decisions.entries.set(path, { ...holds, saved: true });
    if (holds.decision === decision && holds.label === label) return;
    this.decisions.learn(holds.label);
    this.screen.say(`${nameOf(path)}: somebody has decided later, ${holds.label || 'skipped'}`, true);
  }
}
