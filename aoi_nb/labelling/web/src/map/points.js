// @ts-check
// Numbers of a map: order of drawing, places, what a path or the pointer meets. Nothing here needs a screen.

export const HIDDEN = 255; // states of a point
export const PLAIN = 0;
export const SELECTED = 1;
export const MARKED = 2;
export const CHOSEN = 3;

const SLICE_MS = 30; // that one slice of the drawing may take: 20 frames a second, with something left for the page

/**
 * 0 … count − 1 in an order that is always the same.
 * @param {number} count
 */
export function shuffled(count) {
  const order = Uint32Array.from({ length: count }, (_, row) => row);
  let seed = 1;
  for (let last = count - 1; last > 0; last--) {
    seed = (seed * 48271) % 2147483647;
    const other = seed % (last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/**
 * Lowest and highest value of one coordinate.
 * @param {ArrayLike<number>} points
 * @param {number} axis
 * @param {number} dimensions
 */
export function extent(points, axis, dimensions) {
  let low = Infinity;
  let high = -Infinity;
  for (let at = axis; at < points.length; at += dimensions) {
    low = Math.min(low, points[at]);
    high = Math.max(high, points[at]);
  }
  return low <= high ? [low, high] : [0, 0];
}

/**
 * The box round some points: of a million too, which no call takes as its arguments.
 * @param {Float32Array} places by row, x, y and z
 * @param {ArrayLike<number>} rows
 */
export function bounds(places, rows) {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let at = 0; at < rows.length; at++) {
    for (let axis = 0; axis < 3; axis++) {
      const value = places[3 * rows[at] + axis];
      low[axis] = Math.min(low[axis], value);
      high[axis] = Math.max(high[axis], value);
    }
  }
  return { low, high };
}

/**
 * Points as they are drawn: in space, by row, the longest side from −1 to 1.
 * @param {Float32Array} points
 * @param {number} dimensions 2 or 3
 */
export function normalised(points, dimensions) {
  const count = points.length / dimensions;
  const bounds = [0, 1, 2].map((axis) => (axis < dimensions ? extent(points, axis, dimensions) : [0, 0]));
  const longest = Math.max(1e-12, ...bounds.map(([low, high]) => (high - low) / 2));
  const half = bounds.map(([low, high]) => (high - low) / 2 / longest);
  const places = new Float32Array(3 * count);
  const middle = bounds.map(([low, high]) => (low + high) / 2);
  let radius = 0.5; // of the whole, seen from its middle; more than nothing for a single point
  for (let row = 0; row < count; row++) {
    let far = 0;
    for (let axis = 0; axis < dimensions; axis++) {
      const value = (points[row * dimensions + axis] - middle[axis]) / longest;
      places[3 * row + axis] = value;
      far += value * value;
    }
    radius = Math.max(radius, Math.sqrt(far));
  }
  return { places, half, radius, middle, longest };
}

/**
 * Where points are on the screen: x and y in px, and distance; NaN behind the camera.
 * @param {Float32Array} places by row, x, y, z
 * @param {ArrayLike<number>} m 4×4 matrix from places to the screen, column by column
 * @param {number} width px
 * @param {number} height px
 */
export function projected(places, m, width, height) {
  const where = new Float32Array(places.length);
  for (let at = 0; at < where.length; at += 3) {
    const [x, y, z] = [places[at], places[at + 1], places[at + 2]];
    const w = m[3] * x + m[7] * y + m[11] * z + m[15];
    where[at] = w > 0 ? (((m[0] * x + m[4] * y + m[8] * z + m[12]) / w + 1) / 2) * width : NaN;
    where[at + 1] = ((1 - (m[1] * x + m[5] * y + m[9] * z + m[13]) / w) / 2) * height;
    where[at + 2] = w;
  }
  return where;
}

/**
 * The shown point under the pointer: the uppermost small picture, or the nearest disc; −1 for none.
 * @param {{ where: Float32Array, states: Uint8Array, rank: ArrayLike<number>, flat: boolean, sprites: boolean,
 *           side: (row: number) => number }} map place, state, place in the order of drawing and side of each point
 * @param {number} x px
 * @param {number} y px
 */
export function pointAt({ where, states, rank, flat, sprites, side }, x, y) {
  let best = -1;
  let least = Infinity;
  for (let row = 0; row < states.length; row++) {
    const right = Math.abs(where[3 * row] - x);
    const down = Math.abs(where[3 * row + 1] - y);
    if (!(right < 150 && down < 150) || states[row] === HIDDEN) continue;
    const reach = side(row) / 2 + (sprites ? 0 : 3);
    if (right > reach || down > reach) continue;
    const above = flat ? -rank[row] : where[3 * row + 2];
    const far = sprites ? above : right * right + down * down;
    if (far < least) [best, least] = [row, far];
  }
  return best;
}

/**
 * The shown point nearest to a place on the screen; −1 for none.
 * @param {{ where: Float32Array, states: Uint8Array }} map
 * @param {number} x px
 * @param {number} y px
 */
export function pointNear({ where, states }, x, y) {
  let best = -1;
  let least = Infinity;
  for (let row = 0; row < states.length; row++) {
    const far = (where[3 * row] - x) ** 2 + (where[3 * row + 1] - y) ** 2; // NaN behind the camera: never less
    if (far < least && states[row] !== HIDDEN) [best, least] = [row, far];
  }
  return best;
}

/**
 * The shown point nearest to another one in a direction: within 45° of it, or else anywhere that way; −1 for none.
 * @param {{ where: Float32Array, states: Uint8Array }} map
 * @param {number} from row
 * @param {number} right direction: −1, 0 or 1
 * @param {number} down
 */
export function pointBeside({ where, states }, from, right, down) {
  let best = -1;
  let least = Infinity;
  for (let row = 0; row < states.length; row++) {
    const across = where[3 * row] - where[3 * from];
    const below = where[3 * row + 1] - where[3 * from + 1];
    const along = right * across + down * below;
    if (!(along > 0) || states[row] === HIDDEN) continue;
    const aside = Math.abs(down * across) + Math.abs(right * below);
    const far = along * along + aside * aside + (aside > along ? 1e12 : 0);
    if (far < least) [best, least] = [row, far];
  }
  return best;
}

/**
 * The next shown point in the order of the rows, from the other end after the last: so each is reached, those too that
 * lie on others. −1 for none.
 * @param {Uint8Array} states
 * @param {number} from row, −1 before the first
 * @param {number} step 1 or −1
 */
export function pointAfter(states, from, step) {
  const { length } = states;
  for (let far = 1; far <= length; far++) {
    const row = (((from + step * far) % length) + length) % length;
    if (states[row] !== HIDDEN) return row;
  }
  return -1;
}

/**
 * Rows of the shown points on the opaque pixels of a mask.
 * @param {Float32Array} where
 * @param {Uint8Array} states
 * @param {{ data: ArrayLike<number>, width: number, height: number }} mask RGBA
 */
export function rowsInside(where, states, { data, width, height }) {
  const rows = [];
  for (let row = 0; row < states.length; row++) {
    const x = Math.floor(where[3 * row]);
    const y = Math.floor(where[3 * row + 1]);
    const within = x >= 0 && y >= 0 && x < width && y < height;
    if (within && states[row] !== HIDDEN && data[4 * (y * width + x) + 3] > 127) rows.push(row);
  }
  return rows;
}

/**
 * How many points the next slice of the drawing has.
 * @param {number} slice points of the slice before
 * @param {number} took ms
 */
export function nextSlice(slice, took) {
  const pace = Math.min(2, Math.max(0.5, SLICE_MS / Math.max(1, took)));
  return Math.round(Math.max(1000, slice * pace));
}

/**
 * Colours as bytes; grey for what is no colour.
 * @param {string[]} colours '#rrggbb'
 */
export function colourBytes(colours) {
  const bytes = colours.map((colour) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)));
  return (/** @type {number} */ code, /** @type {number} */ channel) => bytes[code]?.[channel] ?? 136;
}
