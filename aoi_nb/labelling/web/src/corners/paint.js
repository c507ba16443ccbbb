// @ts-check
// What is drawn over the photograph: points are places on the screen.
import { distance, OUTLINE } from '../shared.js';
import { centreOf } from './parts.js';

/** @typedef {import('../shared.js').Point} Point */
/** @typedef {CanvasRenderingContext2D} Context */

const ORANGE = '#ff7f0e';
const BLUE = '#4cc9f0';
const RED = '#ff5a52';
const YELLOW = '#ffe066';
const WHITE = '#ffffff';
const BROWN = '#7a3b00';
const DARK = 'rgba(0, 0, 0, .65)';

/**
 * Set the path once, and draw it in each of these colours and widths.
 * @param {Context} context
 * @param {[string, number][]} strokes
 * @param {() => void} path
 */
export function stroke(context, strokes, path) {
  context.beginPath();
  path();
  for (const [colour, width] of strokes) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  }
}

/**
 * @param {Context} context
 * @param {Point[]} points
 */
function addLine(context, points) {
  points.forEach((point, index) => {
    if (index) context.lineTo(...point);
    else context.moveTo(...point);
  });
}

/**
 * @param {Context} context
 * @param {Point} middle
 * @param {number} arm
 */
function addCross(context, [x, y], arm) {
  addLine(context, [
    [x - arm, y - arm],
    [x + arm, y + arm],
  ]);
  addLine(context, [
    [x + arm, y - arm],
    [x - arm, y + arm],
  ]);
}

/**
 * What another program wrote.
 * @param {Context} context
 * @param {Point[]} points
 */
export function paintOther(context, points) {
  context.setLineDash([7, 5]);
  stroke(context, [[YELLOW, 2]], () => {
    addLine(
      context,
      OUTLINE.map((index) => points[index]),
    );
    context.closePath();
  });
  context.setLineDash([]);
}

/**
 * Edges, handles and their numbers.
 * @param {Context} context
 * @param {Point[]} points
 * @param {number} active
 * @param {number} [size] of the handles, 1 where there is room
 */
export function paintPart(context, points, active, size = 1) {
  if (points.length > 1) {
    const order = points.length === 3 ? [2, 0, 1] : OUTLINE.filter((index) => index < points.length); // no edge c2–c3
    const edges = () => {
      addLine(
        context,
        order.map((index) => points[index]),
      );
      if (points.length === 4) context.closePath();
    };
    stroke(context, [shadow(4), [ORANGE, size < 1 ? 2.4 : 1.6]], edges);
  }
  points.forEach((point, index) => {
    const isActive = index === active;
    const circle = () => context.arc(...point, (isActive ? 9 : 7) * size, 0, 7);
    stroke(context, [shadow(4), [isActive ? WHITE : ORANGE, 2]], circle);
    if (size > 0.5) paintBadge(context, badgePlace(points, index), index);
  });
}

/**
 * The parts beside the chosen one: thin, with their names where there is room for them.
 * @param {Context} context
 * @param {{ title: string, points: Point[], isOdd: boolean }[]} outlines
 */
export function paintOutlines(context, outlines) {
  const drawn = outlines.filter(({ points }) => points.length === 4);
  for (const { points, isOdd } of drawn) {
    const round = OUTLINE.map((index) => points[index]);
    stroke(context, [shadow(2.5), [isOdd ? YELLOW : ORANGE, 1]], () => {
      addLine(context, round);
      context.closePath();
    });
  }
  context.font = '600 11px system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  /** @type {[number, number, number][]} */
  const taken = []; // places of names, and half their widths
  for (const { points, title } of drawn) {
    const [x, y] = centreOf(points);
    const half = context.measureText(title).width / 2;
    if (taken.some(([left, top, width]) => Math.abs(left - x) < half + width && Math.abs(top - y) < 12)) continue;
    taken.push([x, y, half]);
    context.lineWidth = 3;
    context.strokeStyle = DARK;
    context.strokeText(title, x, y);
    context.fillStyle = WHITE;
    context.fillText(title, x, y);
  }
}

/**
 * The handle that turns an outline.
 * @param {Context} context
 * @param {Point[]} points
 * @param {Point} handle
 */
export function paintHandle(context, points, handle) {
  stroke(context, [shadow(4), [ORANGE, 1.2]], () => addLine(context, [centreOf(points.slice(0, 2)), handle]));
  context.beginPath();
  context.arc(...handle, 6, 0, 7);
  context.fillStyle = ORANGE;
  context.fill();
  stroke(context, [[WHITE, 1.5]], () => context.arc(...handle, 6, 0, 7));
}

/**
 * @param {number} width
 * @returns {[string, number]}
 */
const shadow = (width) => [DARK, width];

/**
 * Where the number of a corner stands: outside the part.
 * @param {Point[]} points
 * @param {number} index
 * @returns {Point}
 */
export function badgePlace(points, index) {
  const [x, y] = points[index];
  if (points.length < 2) return [x - 0.7 * 24, y - 0.7 * 24];
  const [across, down] = [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
  const away = distance([x, y], [across, down]) || 1;
  return [x + ((x - across) / away) * 24, y + ((y - down) / away) * 24];
}

/**
 * @param {Context} context
 * @param {Point} place
 * @param {number} index
 */
function paintBadge(context, [x, y], index) {
  const circle = () => context.arc(x, y, 10, 0, 7);
  context.beginPath();
  circle();
  context.fillStyle = index ? WHITE : ORANGE; // c1 stands out: it says how the part is turned
  context.fill();
  stroke(context, [[index ? ORANGE : WHITE, 1.5]], circle);
  context.fillStyle = index ? BROWN : WHITE;
  context.font = '700 13px system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(String(index + 1), x, y + 0.5);
}

/**
 * What is measured.
 * @param {Context} context
 * @param {Point[]} points
 */
export function paintRuler(context, points) {
  stroke(context, [shadow(4), [BLUE, 2]], () => {
    addLine(context, points);
    for (const point of points) addCross(context, point, 7);
  });
}

/**
 * A corner that was refused, and lines to the others.
 * @param {Context} context
 * @param {Point} point
 * @param {Point[]} others
 */
export function paintRefusal(context, point, others) {
  stroke(context, [shadow(6), [RED, 3]], () => addCross(context, point, 9));
  context.setLineDash([6, 5]);
  stroke(context, [[RED, 1.5]], () => {
    for (const other of others) addLine(context, [point, other]);
  });
  context.setLineDash([]);
}

/**
 * The cross of the loupe.
 * @param {Context} context
 * @param {number} side
 */
export function paintAim(context, side) {
  const half = side / 2;
  stroke(context, [shadow(3), [WHITE, 1]], () => {
    for (const [x, y] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      addLine(context, [
        [half + 5 * x, half + 5 * y],
        [half + half * x, half + half * y],
      ]);
    }
  });
}
