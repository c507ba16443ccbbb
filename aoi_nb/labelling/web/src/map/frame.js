// @ts-check
// The explorer round its maps: keys, focus, light or dark, and its height. Wherever in it a person is, keys do what they do on the map, and nothing
// outside hears of them: JupyterLab would delete cells and change their kind. A map alone is its own frame.
import { fillWindow } from '../shared.js';
import { isDark, paint, watchTheme } from '../theme.js';
import { keyName, taken } from './keys.js';

/** @typedef {import('./page.js').MapPage} MapPage */

const LOWEST = 420; // px, of an explorer
const FOLD = '.jupyter-widget-Collapse-header'; // of an accordion of ipywidgets

const SHARED = Symbol.for('aoi-frames');

/**
 * Frames by element. Each widget has this script as a module of its own, and two maps must not get two frames: every key
 * would be heard twice, and no button of a form ever pressed.
 * @type {WeakMap<Element, Frame>}
 */
const FRAMES = /** @type {any} */ (globalThis)[SHARED] ?? new WeakMap();
Object.assign(globalThis, { [SHARED]: FRAMES });

/**
 * The frame of a map that is in the document, made for its first map.
 * @param {MapPage} page
 */
export function frameOf(page) {
  const element = /** @type {HTMLElement} */ (page.root.closest('.aoi-explorer') ?? page.root);
  const frame = FRAMES.get(element) ?? new Frame(element);
  FRAMES.set(element, frame);
  frame.maps.add(page);
  page.setTheme(frame.dark);
  return frame;
}

/**
 * Parts of ipywidgets that lack what keys and screen readers have to know: folds, sliders, boxes that scroll.
 * @param {HTMLElement} element
 */
function nameParts(element) {
  for (const handle of element.querySelectorAll('.noUi-handle')) {
    handle.ariaLabel = handle.closest('.widget-slider')?.querySelector('label')?.textContent ?? 'slider';
  }
  for (const box of element.querySelectorAll('.widget-html[style*="overflow"]')) Object.assign(box, { tabIndex: 0 });
  for (const head of element.querySelectorAll(FOLD)) {
    Object.assign(head, { tabIndex: 0, role: 'button', ariaLabel: head.textContent });
    head.ariaExpanded = String(head.parentElement?.classList.contains('jupyter-widget-Collapse-open') ?? false);
  }
}

export class Frame {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    /** @type {Set<MapPage>} */
    this.maps = new Set();
    /** @type {Element | null} */
    this.last = null; // what had the focus last, while nothing outside got it
    this.sure = false; // whether a press may go on to Python
    this.leave = new AbortController();
    this.dark = isDark();
    element.dataset.lmSuppressShortcuts = 'true'; // JupyterLab listens before anything here does
    if (element.tabIndex < 0) element.tabIndex = -1; // a click on a bare place stays inside too
    const { signal } = this.leave;
    paint(element, this.dark, element.classList.contains('aoi-explorer'));
    watchTheme(() => this.setTheme(), signal);
    fillWindow(element, LOWEST, signal);
    element.addEventListener('keydown', (event) => this.key(event), { signal, capture: true }); // before any field
    element.addEventListener('keydown', (event) => event.stopPropagation(), { signal });
    element.addEventListener('click', (event) => this.beforeClick(event), { signal, capture: true });
    element.addEventListener('click', (event) => this.click(event), { signal });
    document.addEventListener('focusin', (event) => this.note(event), { signal, capture: true });
    document.addEventListener('pointerdown', (event) => this.note(event), { signal, capture: true });
    this.watch = new MutationObserver(() => {
      this.keepFocus();
      nameParts(element);
    });
    const attributeFilter = ['disabled', 'class'];
    this.watch.observe(element, { childList: true, subtree: true, attributes: true, attributeFilter });
    nameParts(element);
  }

  setTheme() {
    this.dark = isDark();
    paint(this.element, this.dark, this.element.classList.contains('aoi-explorer'));
    for (const map of this.maps) map.setTheme(this.dark);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.isComposing || target.closest('dialog')) return; // one image, large: no key changes the others
    if (event.key === 'Escape' && this.cancel()) {
      event.stopPropagation();
      return;
    }
    if (target.matches(FOLD) && ['Enter', ' '].includes(event.key)) target.click();
    const page = [...this.maps].find(({ root }) => root.contains(target)) ?? this.first;
    const use = taken(target, target === page.root, event.key);
    if (use === 'enter') target.closest('.aoi-form')?.querySelector('button')?.click();
    else if (use === 'leave') page.root.focus({ preventScroll: true });
    const name = use === 'map' ? keyName(event) : '';
    if (!name) return;
    event.preventDefault();
    event.stopPropagation();
    this.tellSelection();
    page.keys(name);
  }

  tellSelection() {
    for (const { actions } of this.maps) actions.tellSelection();
  }

  /**
   * What a button needs has to be in Python before the press is: the selection, and the text of its field, which waits
   * as a trait while Python is busy. An answer of Python says that it has come.
   * @param {MouseEvent} event
   */
  async beforeClick(event) {
    this.tellSelection();
    const button = /** @type {Element} */ (event.target).closest('.aoi-form .jupyter-button');
    if (this.sure || !(button instanceof HTMLElement)) return;
    event.stopPropagation();
    event.preventDefault();
    if (event.detail) this.first.root.focus({ preventScroll: true });
    await this.first.link.ask('key', { key: '' });
    this.sure = true;
    button.click();
    this.sure = false;
  }

  /** Answer an open question with no. */
  cancel() {
    const button = /** @type {HTMLElement | null} */ (this.element.querySelector('.aoi-cancel'));
    if (!button?.offsetParent) return false;
    button.click();
    return true;
  }

  /**
   * After a press with the pointer the map has the focus again; who presses with a key stays on the button.
   * @param {MouseEvent} event
   */
  click(event) {
    const pressed = /** @type {Element} */ (event.target).closest('button');
    if (event.detail && pressed && !pressed.closest('dialog')) this.first.root.focus({ preventScroll: true });
  }

  /** @param {Event} event */
  note(event) {
    const target = /** @type {Element} */ (event.target);
    if (!this.element.contains(target)) this.last = null;
    else if (event.type === 'focusin') this.last = target;
  }

  /** What had the focus is gone or does not take keys any more: they would go to the page. */
  keepFocus() {
    const { last } = this;
    if (!last || (last.isConnected && !(/** @type {HTMLButtonElement} */ (last).disabled))) return;
    if (document.activeElement === document.body || document.activeElement === last) {
      this.first.root.focus({ preventScroll: true });
    }
  }

  get first() {
    return /** @type {MapPage} */ (this.maps.values().next().value);
  }

  /** @param {MapPage} page that is removed */
  remove(page) {
    this.maps.delete(page);
    if (this.maps.size) return;
    FRAMES.delete(this.element);
    this.leave.abort();
    this.watch.disconnect();
  }
}
