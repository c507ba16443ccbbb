// @ts-check
// The room that the page has: as high as the window, over all of it where a person wants that, light or dark.
import { fillWindow } from '../shared.js';
import { isDark, paint, watchTheme } from '../theme.js';

const LOWEST = 600; // px, of the page

export class Room {
  /**
   * @param {HTMLElement} root of the page
   * @param {() => void} changed
   */
  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
    this.leave = new AbortController();
    fillWindow(root, LOWEST, this.leave.signal);
    watchTheme(() => this.setTheme(), this.leave.signal);
    this.setTheme();
  }

  /** Light or dark, and the page round it, once that is on the screen. */
  setTheme() {
    paint(this.root, isDark(), true);
  }

  get isWhole() {
    return this.root.popover !== null;
  }

  /** The photograph as large as the window, above all else on the page; or in its place again. */
  toggle() {
    this.root.popover = this.isWhole ? null : 'manual'; // the one way to lie above all else, also in JupyterLab
    if (this.isWhole) this.root.showPopover();
    this.root.focus({ preventScroll: true });
    this.changed();
  }

  close() {
    this.leave.abort();
  }
}
