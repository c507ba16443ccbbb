// @ts-check
// What the page tells the person: sentences, the most urgent first. Nothing here needs a screen.
import { distance, orderFault } from '../shared.js';
import { oddity } from './compare.js';
import { isDone, splitKey } from './parts.js';

/** @typedef {import('../shared.js').Point} Point */

const PLACES = ['top-left', 'top-right', 'bottom-left', 'bottom-right']; // of c1 to c4

/**
 * What the sentences depend on.
 * @typedef {object} State
 * @property {{ corners: Point[] | null, scale: number | null }} row what Python has
 * @property {Point[]} corners on the screen
 * @property {boolean} gone whether the kernel does not answer
 * @property {string} trouble why the disk lags behind
 * @property {string} refusal
 * @property {Point[] | null} ruler
 * @property {string} note
 * @property {boolean} isLoaded whether the photograph is there
 * @property {Point[][]} others corners of the other photographs that have usable ones
 * @property {string} [title] name and type of the part, where it has a name
 * @property {boolean} [isBare] whether the photograph has none of the named parts
 */

/**
 * The sentence, and its kind: refused, odd, order or ''.
 * @param {State} state
 * @returns {[string, string]}
 */
export function guidance(state) {
  const { row, corners, ruler } = state;
  if (state.gone) {
    return ['The kernel does not answer. What was shown as saved is on the disk: reload the page.', 'refused'];
  }
  if (state.trouble) return [state.trouble, 'refused'];
  if (state.refusal) return [`Refused: ${state.refusal}`, 'refused'];
  if (ruler?.length === 2) return [`${distance(ruler[0], ruler[1]).toFixed(2)} px. How long is that?`, ''];
  if (ruler) return [`Click the ${ruler.length ? 'second' : 'first'} of two points whose distance you know.`, 'order'];
  if (state.note) return [state.note, ''];
  if (!state.isLoaded) return ['Loading the photograph …', ''];
  const next = corners.length;
  const begin = state.title ? `${state.title}: ` : '';
  const odd = oddity(corners, state.others);
  if (next < 4) {
    const click = `${begin}Click c${next + 1}: the ${PLACES[next]} corner of the part.`;
    if (state.isBare && !next) return [`${click} Or copy all parts of another photograph (C).`, 'order'];
    return odd ? [`${odd} ${click}`, 'odd'] : [click, 'order'];
  }
  if (row.corners && !isDone(row)) {
    const fault = orderFault(row.corners);
    return [`${begin}These corners came from the table, and cannot be used. ${fault}`, 'refused'];
  }
  if (odd) return [`${begin}${odd} Drag the corner that is off, or go on if the part is so.`, 'odd'];
  const scale = row.scale ? `Scale: 1 px is ${row.scale} mm. ` : '';
  if (state.title) {
    return [
      `${begin}drag a corner, the outline to move it, or the round handle to turn it; or choose another. ${scale}`,
      '',
    ];
  }
  return [`All four corners are placed. ${scale}Drag one, nudge it with the arrow keys, or go on.`, ''];
}

/**
 * Whether all is saved, and its kind: lost, saved or ''.
 * @param {{ gone: boolean, trouble: string, isChangedOutside: boolean, isSaving: boolean, corners: number }} state
 * @returns {[string, string]}
 */
export function savedStatus({ gone, trouble, isChangedOutside, isSaving, corners }) {
  if (gone) return ['not saved: the kernel is gone', 'lost'];
  if (trouble) return ['not saved', 'lost'];
  if (isChangedOutside) return ['corners.csv was changed', 'lost'];
  if (isSaving) return ['saving …', ''];
  return corners && corners < 4 ? [`${corners} of 4 corners`, ''] : ['saved', 'saved'];
}

/**
 * What to ask where another program has changed the table.
 * @param {string[]} keys of rows
 */
export function conflict(keys) {
  const names = keys.map((key) => splitKey(key).filter(Boolean).reverse().join(' on '));
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  const which = `${names.slice(0, 3).join(', ')}${more}`;
  return `Another program has changed corners.csv: it says something else of ${which} (dashed). Which corners hold?`;
}
