// @ts-check
// What the page tells the person: sentences, the most urgent first. Nothing here needs a screen.
import { distance, orderFault } from '../shared.js';
import { oddity } from './compare.js';
import { isDone } from './work.js';

/** @typedef {import('../shared.js').Point} Point */
/** @typedef {import('./store.js').Photograph} Photograph */

const PLACES = ['top-left', 'top-right', 'bottom-left', 'bottom-right']; // of c1 to c4

/**
 * What the sentences depend on.
 * @typedef {object} State
 * @property {Photograph} photograph
 * @property {Point[]} corners on the screen
 * @property {boolean} gone whether the kernel does not answer
 * @property {string} trouble why the disk lags behind
 * @property {string} refusal
 * @property {Point[] | null} ruler
 * @property {string} note
 * @property {boolean} isLoaded whether the photograph is there
 * @property {Point[][]} others corners of the other photographs that have usable ones
 */

/**
 * The sentence, and its kind: refused, odd, order or ''.
 * @param {State} state
 * @returns {[string, string]}
 */
export function guidance(state) {
  const { photograph, corners, ruler } = state;
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
  const odd = oddity(corners, state.others);
  if (next < 4) {
    const click = `Click c${next + 1}: the ${PLACES[next]} corner of the part.`;
    return odd ? [`${odd} ${click}`, 'odd'] : [click, 'order'];
  }
  if (photograph.corners && !isDone(photograph)) {
    const fault = orderFault(photograph.corners);
    return [`These corners came from the table, and cannot be used. ${fault}`, 'refused'];
  }
  if (odd) return [`${odd} Drag the corner that is off, or go on if the part is so.`, 'odd'];
  const scale = photograph.scale ? `Scale: 1 px is ${photograph.scale} mm. ` : '';
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
 * @param {string[]} names of photographs
 */
export function conflict(names) {
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  const which = `${names.slice(0, 3).join(', ')}${more}`;
  return `Another program has changed corners.csv: it says something else of ${which} (dashed). Which corners hold?`;
}
