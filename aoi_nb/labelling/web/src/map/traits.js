// @ts-check
// What the page and Python both know of a map.

/** @typedef {import('../shared.js').Model} Model */

/**
 * A trait's bytes as numbers. They are copied, as they need not begin where such numbers may.
 * @template Numbers
 * @param {new (buffer: ArrayBufferLike) => Numbers} Kind
 * @param {DataView} view
 */
export function numbers(Kind, view) {
  return new Kind(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

/** The traits of a widget, and what is to be done when they change. */
export class Traits {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.leave = new AbortController();
    /** @type {(() => void)[]} */
    this.actions = [];
    /** @type {Set<() => void>} */
    this.due = new Set();
    this.fresh = false; // whether the selection has changed here, and nothing that needs it has been done since
  }

  /** Ends listeners of the page when the view is removed. */
  get signal() {
    return this.leave.signal;
  }

  /** @param {string} name */
  get(name) {
    return this.model.get(name);
  }

  /** @param {Record<string, any>} values */
  set(values) {
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    this.model.save_changes();
  }

  /**
   * @param {Iterable<number>} rows
   * @param {number} [chosen] the clicked one
   */
  select(rows, chosen = this.get('chosen')) {
    this.fresh = true;
    this.set({ selected: new DataView(Uint32Array.from(rows).buffer), chosen });
  }

  /**
   * Do something whenever one of these traits changes. What Python changes at once arrives as one event a trait: they
   * are answered together, each action once and in turn.
   * @param {string} names
   * @param {() => void} action
   */
  listen(names, action) {
    this.actions.push(action);
    const changed = () => {
      if (!this.due.size) queueMicrotask(() => this.update());
      this.due.add(action);
    };
    for (const name of names.split(' ')) {
      this.model.on(`change:${name}`, changed);
      this.signal.addEventListener('abort', () => this.model.off(`change:${name}`, changed));
    }
  }

  update() {
    if (this.signal.aborted) return;
    const now = this.actions.filter((action) => this.due.has(action));
    this.due.clear();
    for (const action of now) action();
  }

  close() {
    this.leave.abort();
  }
}
