// @ts-check
// What a person does to parts: choose one, add, rename, delete, copy outlines to where they fit as well.
import { copySource } from './edits.js';
import { partAt } from './parts.js';
import { shown } from './view.js';

/** @typedef {import('./page.js').Page} Page */

export class PartEdits {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {{ part: string, type: string } | null} */
    this.pending = null; // a part of a type that has no outline yet: its corners have to be clicked
  }

  /** All parts that can be chosen, and their types. */
  get known() {
    const { known } = this.page.store;
    if (!this.pending || known.has(this.pending.part)) return known;
    return new Map([...known, [this.pending.part, this.pending.type]]);
  }

  /** Whether parts have names here. */
  get isMany() {
    return this.known.size > 0;
  }

  /** Leave a part that is not there any more. */
  check() {
    const { page, known } = this;
    if (this.pending && page.store.known.has(this.pending.part)) this.pending = null;
    if (!this.isMany) page.part = '';
    else if (!known.has(page.part)) {
      const placed = [...known.keys()].find((part) => page.photograph.parts?.[part]);
      page.part = placed ?? [...known.keys()][0];
    }
  }

  /**
   * @param {string} part
   * @param {boolean} [isSought] whether to bring it into view
   */
  choose(part, isSought = true) {
    const { page } = this;
    page.edits.flush();
    page.refusal = null;
    page.note = '';
    page.part = part;
    page.work.active = -1;
    page.work.adopt();
    if (isSought && page.row.corners && page.photo.bitmap) {
      const { clientWidth, clientHeight } = page.stage.element;
      page.photo.view = shown(page.photo.view, page.row.corners, clientWidth, clientHeight);
    }
    page.show();
  }

  /**
   * The named part under a point, null for none.
   * @param {import('../shared.js').Point} point
   */
  under(point) {
    return this.isMany ? partAt(this.page.photograph, this.known.keys(), point) : null;
  }

  /** @param {number} step to the next or previous part */
  step(step) {
    const parts = [...this.known.keys()];
    const { length } = parts;
    if (length) this.choose(parts[(parts.indexOf(this.page.part) + step + length) % length]);
  }

  /**
   * Send an edit, which may take its time.
   * @param {string} edit
   * @param {object} content
   * @returns {Promise<Partial<import('../shared.js').Answer>>}
   */
  async send(edit, content) {
    const { page } = this;
    if (page.isBlocked) return { refused: 'not now' };
    page.edits.flush();
    page.refusal = null;
    page.store.link.slow += 1;
    const answer = await page.send('parts', { edit, name: page.photograph.name, part: page.part, ...content });
    page.store.link.slow -= 1;
    return answer;
  }

  /**
   * @param {string} part
   * @param {string} type
   */
  async add(part, type) {
    const { page } = this;
    const centre = page.photo.toPhoto(page.stage.middle);
    const answer = await this.send('add', { part, type, centre });
    if (answer.refused) return false;
    if (!answer.is_placed) this.pending = { part: part.trim(), type: type.trim() };
    const { note } = page;
    this.choose(part.trim(), false);
    page.say(note);
    return true;
  }

  /**
   * @param {string} name from now on
   * @param {string} type
   */
  async rename(name, type) {
    const { page } = this;
    const answer = await this.send('rename', { new: name, type });
    if (answer.refused) return false;
    const { note } = page;
    this.choose(name.trim(), false);
    page.say(note);
    return true;
  }

  /** @param {string[]} names of photographs */
  async remove(names) {
    const { page } = this;
    if (this.pending?.part === page.part) this.pending = null;
    else await this.send('delete', { names });
    const parts = [...this.known.keys()];
    const at = parts.indexOf(page.part);
    const after = [...parts.slice(at + 1), ...parts].find((part) => page.photograph.parts?.[part]);
    if (!page.row.corners && after !== undefined) page.part = after;
    page.work.adopt();
    page.show();
  }

  /** Give all other places of the type this outline. */
  outline() {
    if (this.isMany) this.send('outline', {});
  }

  /** Lay the parts of the nearest photograph that has some. */
  async copy() {
    const { page } = this;
    const from = copySource(page.store.photographs, page.here);
    if (from < 0) {
      page.say('No other photograph has parts yet.');
      return;
    }
    const source = page.store.photographs[from].name;
    page.say(`Laying the parts of ${source} …`);
    await this.send('copy', { source });
    page.work.adopt();
    page.show();
  }
}
