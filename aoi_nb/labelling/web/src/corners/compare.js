// @ts-check
// What is odd about the corners of a photograph beside those of the others. A person decides: nothing is refused here.
import { distance, OUTLINE } from '../shared.js';

/** @typedef {import('../shared.js').Point} Point */

const LEAST_ANGLE = 3; // degrees from the usual angle that are never odd
const LEAST_SIZE = 0.05; // of the usual width or height
const HAND = 4; // px by which a hand may err

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.floor(half)] + sorted[Math.ceil(half) - 1]) / 2;
}

/**
 * How far values usually lie from a middle: four standard deviations, from the median of the distances.
 * @param {number[]} values
 * @param {number} middle
 */
const spread = (values, middle) => 4 * 1.4826 * median(values.map((value) => Math.abs(value - middle)));

/** @param {number} degrees @returns {number} in −180 … 180 */
const wrapped = (degrees) => ((((degrees + 180) % 360) + 360) % 360) - 180;

/**
 * The direction of c1→c2 and c3→c4 together.
 * @param {Point[]} corners
 */
function rotation([c1, c2, c3, c4]) {
  return (Math.atan2(c2[1] - c1[1] + c4[1] - c3[1], c2[0] - c1[0] + c4[0] - c3[0]) * 180) / Math.PI;
}

/**
 * The angle at a corner between its neighbours.
 * @param {Point} corner
 * @param {Point} before
 * @param {Point} after
 */
function angleAt(corner, before, after) {
  const [a, b] = [before, after].map(([x, y]) => Math.atan2(y - corner[1], x - corner[0]));
  return Math.abs(wrapped(((a - b) * 180) / Math.PI));
}

/**
 * The angles at c1 to c4.
 * @param {Point[]} corners
 */
export function angles(corners) {
  const round = OUTLINE.map((number) => corners[number]);
  const inOrder = round.map((corner, i) => angleAt(corner, round[(i + 3) % 4], round[(i + 1) % 4]));
  return OUTLINE.map((number) => inOrder[number]); // the outline exchanges c3 and c4, and back
}

/**
 * Lengths of the top, right, bottom and left side.
 * @param {Point[]} corners
 */
const sides = ([c1, c2, c3, c4]) => [distance(c1, c2), distance(c2, c4), distance(c4, c3), distance(c3, c1)];

/**
 * Width and height.
 * @param {Point[]} corners
 */
function size(corners) {
  const [top, right, bottom, left] = sides(corners);
  return [(top + bottom) / 2, (right + left) / 2];
}

/**
 * @param {Point[]} corners
 * @param {Point[][]} others
 */
function shapeDoubt(corners, others) {
  const reach = Math.max(LEAST_ANGLE, (Math.atan(HAND / Math.min(...sides(corners))) * 180) / Math.PI);
  const known = others.length > 2;
  const measured = others.map(angles);
  const odd = angles(corners).map((angle, index) => {
    const same = measured.map((one) => one[index]);
    const usual = known ? median(same) : 90;
    const away = Math.abs(angle - usual);
    return away > Math.max(reach, known ? spread(same, usual) : 0)
      ? { away, text: `c${index + 1} is ${angle.toFixed(0)}°`, usual }
      : null;
  });
  const worst = odd.filter((one) => one !== null).sort((a, b) => b.away - a.away)[0];
  if (!worst) return '';
  const isRectangle = Math.abs(worst.usual - 90) < reach;
  const begin = isRectangle ? 'No rectangle' : 'Another shape than on the other photographs';
  const lengths = sides(corners).map((length) => length.toFixed(0));
  return `${begin}: the angle at ${worst.text}, the sides are ${lengths.slice(0, 3).join(', ')} and ${lengths[3]} px.`;
}

/**
 * @param {Point[]} corners
 * @param {Point[][]} others
 */
function sizeDoubt(corners, others) {
  const here = size(corners);
  const sizes = others.map(size);
  const usual = [0, 1].map((axis) => median(sizes.map((one) => one[axis])));
  const isOdd = usual.some((length, axis) => {
    const same = sizes.map((one) => one[axis]);
    return Math.abs(here[axis] - length) > Math.max(LEAST_SIZE * length, HAND, spread(same, length));
  });
  if (!isOdd) return '';
  const [mine, theirs] = [here, usual].map((one) => one.map((length) => length.toFixed(0)).join('×'));
  return `Another size than on the other boards: ${mine} px here, ${theirs} px there.`;
}

/**
 * @param {Point[]} corners
 * @param {Point[][]} others
 */
function orderDoubt(corners, others) {
  const here = rotation(corners);
  const turns = others.map((one) => wrapped(here - rotation(one)));
  const turn = turns.sort((a, b) => Math.abs(a) - Math.abs(b))[Math.floor(turns.length / 2)];
  if (Math.abs(turn) < 45) return '';
  return (
    `Another order than on the other boards: the part would be turned by ${Math.abs(turn).toFixed(0)}°. ` +
    'Does c1 lie on the same corner of the part?'
  );
}

/**
 * What is odd about three or four corners, as sentences; '' where nothing is.
 * @param {Point[]} corners in an order that can be used
 * @param {Point[][]} others four corners of each other photograph
 */
export function oddity(corners, others) {
  if (corners.length === 3) {
    const [c1, c2, c3] = corners;
    const fourth = /** @type {Point} */ ([c2[0] + c3[0] - c1[0], c2[1] + c3[1] - c1[1]]);
    const angle = angleAt(c1, c2, c3);
    return shapeDoubt([c1, c2, c3, fourth], others) && `The angle at c1 is ${angle.toFixed(0)}°.`;
  }
  if (corners.length !== 4) return '';
  const found = [others.length ? orderDoubt(corners, others) : '', shapeDoubt(corners, others)];
  const isTurned = found[0] !== '';
  if (others.length && !isTurned) found.push(sizeDoubt(corners, others));
  return found.filter(Boolean).join(' ');
}
