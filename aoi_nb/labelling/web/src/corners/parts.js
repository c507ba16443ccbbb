// @ts-check
// Many parts on one photograph: which there are, which lies under the pointer, and how an outline moves as a whole.
// Nothing here needs a screen.
import { cross, distance, OUTLINE, orderFault } from '../shared.js';

/** @typedef {import('../shared.js').Point} Point */
/** @typedef {import('./store.js').Photograph} Photograph */
/** @typedef {import('./store.js').Placed} Placed */

/**
 * The key of a part on a photograph, as Python has it.
 * @param {string} name of the photograph
 * @param {string} part '' for the only part, without a name
 */
export const rowKey = (name, part) => (part ? JSON.stringify([name, part]) : name);

/**
 * The photograph and the part of a key.
 * @param {string} key
 * @returns {[string, string]}
 */
export function splitKey(key) {
  return key.startsWith('["') && key.endsWith('"]') ? JSON.parse(key) : [key, ''];
}

/**
 * What is known of a part on a photograph.
 * @param {Photograph} photograph
 * @param {string} part
 * @returns {Placed}
 */
export function rowOf(photograph, part) {
  if (!part) return { corners: photograph.corners, scale: photograph.scale, type: '', symmetry: 0 };
  return photograph.parts?.[part] ?? { corners: null, scale: null, type: '', symmetry: 0 };
}

/**
 * All parts of the folder and their types, in the order in which people count: R2 before R10. Empty where parts have
 * no names.
 * @param {Photograph[]} photographs
 * @returns {Map<string, string>}
 */
export function knownParts(photographs) {
  const found = new Map();
  for (const photograph of photographs) {
    for (const [part, { type }] of Object.entries(photograph.parts ?? {})) found.set(part, found.get(part) || type);
  }
  if (!found.size) return found;
  if (photographs.some(({ corners }) => corners)) found.set('', ''); // one that has no name yet
  const { compare } = new Intl.Collator('en', { numeric: true });
  return new Map([...found].sort(([a], [b]) => compare(a, b)));
}

/**
 * Whether corners can be used: a table made elsewhere may have them in another order.
 * @param {{ corners: Point[] | null }} row
 */
export const isDone = ({ corners }) => corners !== null && !orderFault(corners);

/**
 * Whether all parts of a photograph have usable corners.
 * @param {Photograph} photograph
 * @param {Map<string, string>} known
 */
export function isComplete(photograph, known) {
  return known.size ? [...known.keys()].every((part) => isDone(rowOf(photograph, part))) : isDone(photograph);
}

/**
 * Whether a photograph has corners of any part.
 * @param {Photograph} photograph
 */
export const hasCorners = ({ corners, parts }) => corners !== null || Object.keys(parts ?? {}).length > 0;

/** @param {Point[]} corners @returns {Point} */
export function centreOf(corners) {
  const sum = (/** @type {0 | 1} */ axis) => corners.reduce((total, corner) => total + corner[axis], 0);
  return [sum(0) / corners.length, sum(1) / corners.length];
}

/**
 * Whether a point lies within an outline.
 * @param {Point[]} corners four, in an order that can be used
 * @param {Point} point
 */
export function isInside(corners, point) {
  if (corners.length < 4) return false;
  const round = OUTLINE.map((index) => corners[index]);
  return round.every((corner, index) => cross(corner, round[(index + 1) % 4], point) >= 0);
}

/**
 * The part under a point, the one with the nearest centre; null for none.
 * @param {Photograph} photograph
 * @param {Iterable<string>} known
 * @param {Point} point
 */
export function partAt(photograph, known, point) {
  const here = [...known]
    .map((part) => ({ part, corners: rowOf(photograph, part).corners ?? [] }))
    .filter(({ corners }) => isInside(corners, point))
    .sort((a, b) => distance(centreOf(a.corners), point) - distance(centreOf(b.corners), point));
  return here[0]?.part ?? null;
}

/**
 * @param {Point[]} corners
 * @param {number} x px
 * @param {number} y px
 * @returns {Point[]}
 */
export const moved = (corners, x, y) => corners.map(([left, top]) => [left + x, top + y]);

/**
 * An outline turned about its centre.
 * @param {Point[]} corners
 * @param {number} degrees clockwise on the screen
 * @returns {Point[]}
 */
export function turned(corners, degrees) {
  const [across, down] = centreOf(corners);
  const [cosine, sine] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return corners.map(([x, y]) => [
    across + (x - across) * cosine - (y - down) * sine,
    down + (x - across) * sine + (y - down) * cosine,
  ]);
}

/**
 * By how much a pointer that goes from one place to another turns what lies around a centre, degrees clockwise.
 * @param {Point} centre
 * @param {Point} from
 * @param {Point} to
 */
export function turnBetween(centre, from, to) {
  const [before, after] = [from, to].map(([x, y]) => Math.atan2(y - centre[1], x - centre[0]));
  return ((after - before) * 180) / Math.PI;
}

/**
 * Where the handle lies that turns an outline: above the middle of its top side.
 * @param {Point[]} corners on the screen
 * @param {number} away screen px
 * @returns {Point}
 */
export function turnHandle(corners, away) {
  const middle = centreOf(corners.slice(0, 2));
  const centre = centreOf(corners);
  const length = distance(middle, centre) || 1;
  return [middle[0] + ((middle[0] - centre[0]) / length) * away, middle[1] + ((middle[1] - centre[1]) / length) * away];
}

/**
 * From how far a corner is held: small parts leave room for what lies between their corners.
 * @param {Point[]} corners on the screen
 * @param {number} most screen px
 */
export function reachOf(corners, most) {
  if (corners.length < 4) return most;
  const sides = OUTLINE.map((number, index) => distance(corners[number], corners[OUTLINE[(index + 1) % 4]]));
  return Math.min(most, Math.max(4, Math.min(...sides) / 3));
}
