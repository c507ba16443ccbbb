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
  ['+ −', 'size'],
  ['0', 'fit'],
];

const MODIFIERS = ['Shift', 'Alt', 'Control', 'Meta', 'Tab'];
const COMMANDS = ['ctrl+a', 'ctrl+y', 'ctrl+z']; // all others with Ctrl are the browser's

/**
 * The name of a key as Python gets it: 'n', 'Enter', 'ctrl+z' …; '' for a key that is not the map's.
 * @param {{ key: string, ctrlKey: boolean, metaKey: boolean, shiftKey: boolean }} event
 */
export function keyName({ key, ctrlKey, metaKey, shiftKey }) {
  if (MODIFIERS.includes(key)) return '';
  if (key.length > 1 || !(ctrlKey || metaKey)) return key;
  const name = `ctrl+${key.toLowerCase()}`;
  if (!COMMANDS.includes(name)) return '';
  return name === 'ctrl+z' && shiftKey ? 'ctrl+y' : name;
}

/** @param {MapPage} page */
export function listenToKeys(page) {
  /** @type {Record<string, () => void>} */
  const actions = {
    m: () => page.traits.set({ tool: 'move' }),
    l: () => page.traits.set({ tool: 'lasso' }),
    b: () => page.traits.set({ tool: 'box' }),
    s: () => page.actions.toggleSprites(),
    '+': () => page.actions.resize(1.25),
    '=': () => page.actions.resize(1.25),
    '-': () => page.actions.resize(1 / 1.25),
    0: () => page.actions.fit(),
    Escape: () => (page.pointer.trail ? page.pointer.end() : page.traits.select([])),
    'ctrl+a': () => page.actions.selectAll(),
  };
  page.root.addEventListener('keydown', (event) => {
    const name = keyName(event);
    const presses = event.target !== page.root && ['Enter', ' '].includes(name); // the button in focus
    if (!name || presses) return;
    event.preventDefault();
    event.stopPropagation();
    if (Object.hasOwn(actions, name)) actions[name]();
    else page.actions.tell(name);
  });
}
