// @ts-check
// Pictures at hand: asked for once, the oldest given up.

const MOST_PICTURES = 100; // that are kept

/** @typedef {'image' | 'example'} Kind */

export class Pictures {
  /** @param {(kind: Kind, number: number) => Promise<string>} find a promise of the address of a picture */
  constructor(find) {
    this.find = find;
    /** @type {Map<string, Promise<string>>} */
    this.addresses = new Map();
  }

  /**
   * @param {Kind} kind
   * @param {number} number
   * @returns {Promise<string>} its address, '' where it cannot be had
   */
  bring(kind, number) {
    const key = `${kind} ${number}`;
    const here = this.addresses.get(key);
    if (here) return here;
    const promise = this.find(kind, number).catch(() => {
      this.addresses.delete(key); // asked for again the next time
      return '';
    });
    this.addresses.set(key, promise);
    if (this.addresses.size > MOST_PICTURES) this.dropOldest();
    return promise;
  }

  dropOldest() {
    const [key, promise] = this.addresses.entries().next().value ?? [];
    if (!key) return;
    this.addresses.delete(key);
    promise?.then((address) => URL.revokeObjectURL(address));
  }
}
