// @ts-check
// The photograph at full resolution, in tiles that are brought where the screen can show them.

const MOST_TILES = 80; // that are kept
const MOST_AWAITED = 6; // tiles asked for at once

export class Tiles {
  /**
   * @param {import('../shared.js').Link} link
   * @param {() => void} changed what to do when a tile has come
   */
  constructor(link, changed) {
    this.link = link;
    this.changed = changed;
    this.name = ''; // of the photograph
    /** @type {Map<string, ImageBitmap | null>} */
    this.kept = new Map(); // 'column,row' → bitmap, or null while it is on its way
  }

  /**
   * Begin with another photograph.
   * @param {string} name
   */
  leave(name) {
    this.name = name;
    for (const tile of this.kept.values()) tile?.close();
    this.kept = new Map();
  }

  /**
   * A tile that is here, else null; it is asked for and drawn when it comes.
   * @param {number} column
   * @param {number} row
   */
  at(column, row) {
    const key = `${column},${row}`;
    const here = this.kept.get(key);
    if (here !== undefined) return here;
    const awaited = [...this.kept.values()].filter((tile) => !tile).length;
    if (awaited > MOST_AWAITED || this.link.gone()) return null;
    if (this.kept.size > MOST_TILES) this.dropOldest();
    this.kept.set(key, null);
    this.bring(key, { name: this.name, column, row });
    return null;
  }

  dropOldest() {
    const [oldest, tile] = [...this.kept].find(([, tile]) => tile) ?? [];
    if (!oldest) return;
    tile?.close();
    this.kept.delete(oldest);
  }

  /**
   * @param {string} key
   * @param {object} which
   */
  async bring(key, which) {
    const { kept } = this;
    const answer = await this.link.ask('tile', which);
    if (!answer.picture || kept !== this.kept) return;
    kept.set(key, await createImageBitmap(new Blob([answer.picture])));
    this.changed();
  }

  /** How many are here. */
  get count() {
    return [...this.kept.values()].filter(Boolean).length;
  }
}
