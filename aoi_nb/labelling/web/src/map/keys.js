// @ts-check
// Keys of a map. What it does not use itself is told to Python.

/** @typedef {import('./page.js').MapPage} MapPage */

/** @type {[string, string][]} */
export const KEYS = [
  ['m', 'move'],
  ['l', 'lasso'],
  ['b', 'box'],
  ['Shift', 'adds'],
  ['Alt', 'takes away'],
  ['Ctrl a', 'all'],
  ['Esc', 'none'],
  ['s', 'pictures'],
  ['t', 'names'],
  ['p', 'pairs'],
  ['← ↑ ↓ →', 'pan'],
  ['+ −', 'zoom'],
  ['Shift ←', 'turn in space'],
  [', .', 'size'],
  ['0', 'fit'],
  ['z', 'zoom to selected'],
  ['i', 'selected alone'],
  ['Tab', 'to the images: arrows go from one to the next, Enter selects, Shift Enter adds'],
];

const MODIFIERS = ['Shift', 'Alt', 'Control', 'Meta', 'Tab'];
const COMMANDS = ['ctrl+a', 'ctrl+y', 'ctrl+z']; // all others with Ctrl are the browser's

/**
 * The name of a key as Python gets it: 'n', 'Enter', 'ctrl+z' …; '' for a key that is not the map's.
 * @param {{ key: string, ctrlKey: boolean, metaKey: boolean, shiftKey: boolean, altKey?: boolean }} event
 */
export function keyName({ key, ctrlKey, metaKey, shiftKey, altKey = false }) {
  if (MODIFIERS.includes(key)) return '';
  if (key.startsWith('Arrow')) return ctrlKey || metaKey || altKey ? '' : (shiftKey ? 'shift+' : '') + key;
  if (key.length > 1 || !(ctrlKey || metaKey)) return key;
  const name = `ctrl+${key.toLowerCase()}`;
  if (!COMMANDS.includes(name)) return '';
  return name === 'ctrl+z' && shiftKey ? 'ctrl+y' : name;
}

/** @type {[string, number, number][]} */
const DIRECTIONS = [
  ['ArrowLeft', -1, 0],
  ['ArrowRight', 1, 0],
  ['ArrowUp', 0, 1],
  ['ArrowDown', 0, -1],
];
const MOVES = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'];
const BARE = ['button', 'checkbox', 'color', 'file', 'radio', 'range', 'reset', 'submit']; // inputs without text

/**
 * Who uses a key: the field or button in focus, the form round the field, or the map; a field is left by Escape.
 * @param {{ tagName: string, type?: string, isContentEditable?: boolean }} target in focus
 * @param {boolean} isMap whether that is the map itself
 * @param {string} key
 * @returns {'own' | 'enter' | 'leave' | 'map'}
 */
export function taken(target, isMap, key) {
  const writes = target.tagName === 'TEXTAREA' || target.isContentEditable;
  const line = target.tagName === 'INPUT' && !BARE.includes(target.type ?? '');
  if (writes || line) return key === 'Escape' ? 'leave' : key === 'Enter' && line ? 'enter' : 'own';
  return !isMap && ['Enter', ' ', ...MOVES].includes(key) ? 'own' : 'map';
}

/**
 * What the keys of a map do, by name; all others are told to Python.
 * @param {MapPage} page
 * @returns {(name: string) => void}
 */
export function mapKeys(page) {
  /** @type {Record<string, () => void>} */
  const actions = {
    m: () => page.traits.set({ tool: 'move' }),
    l: () => page.traits.set({ tool: 'lasso' }),
    b: () => page.traits.set({ tool: 'box' }),
    s: () => page.actions.toggleSprites(),
    t: () => page.actions.toggleNames(),
    p: () => page.actions.toggleLines(),
    z: () => page.actions.zoomToSelection(),
    i: () => page.actions.toggleAlone(),
    '+': () => page.actions.zoom(1.25),
    '=': () => page.actions.zoom(1.25),
    '-': () => page.actions.zoom(1 / 1.25),
    ',': () => page.actions.resize(1 / 1.25),
    '.': () => page.actions.resize(1.25),
    0: () => page.actions.fit(),
    Escape: () => (page.pointer.trail ? page.pointer.end() : page.actions.selectNone()),
    'ctrl+a': () => page.actions.selectAll(),
  };
  for (const [key, right, up] of DIRECTIONS) {
    actions[key] = () => page.actions.pan(right, up);
    actions[`shift+${key}`] = () => page.actions.turn(right, up);
  }
  return (name) => (Object.hasOwn(actions, name) ? actions[name]() : page.actions.tell(name));
}
