// @ts-check
// Where the photograph lies on the screen. Coordinates are pixels of the photograph, with pixel centres at integers,
// except where a name says screen. Nothing here needs a screen.
import { distance } from '../shared.js';

/** @typedef {import('../shared.js').Point} Point */

/**
 * Screen px a pixel, and the screen place of the photograph's top-left corner.
 * @typedef {{ zoom: number, x: number, y: number }} View
 */

export const TILE = 512; // px of the photograph, side of a tile at full resolution
const MOST_ZOOM = 40; // screen px a pixel
export const GRIP = 14; // screen px from a corner within which the pointer holds it

/**
 * @param {View} view
 * @param {Point} point
 * @returns {Point}
 */
export function toScreen(view, [x, y]) {
  return [view.x + (x + 0.5) * view.zoom, view.y + (y + 0.5) * view.zoom];
}

/**
 * @param {View} view
 * @param {Point} place on the screen
 * @returns {Point}
 */
export function toPhoto(view, [x, y]) {
  return [(x - view.x) / view.zoom - 0.5, (y - view.y) / view.zoom - 0.5];
}

/**
 * The whole photograph in the middle of a stage.
 * @param {{ width: number, height: number }} photo
 * @param {number} width of the stage, screen px
 * @param {number} height
 * @returns {View}
 */
export function fitted(photo, width, height) {
  const zoom = Math.min(width / photo.width, height / photo.height);
  return { zoom, x: (width - zoom * photo.width) / 2, y: (height - zoom * photo.height) / 2 };
}

/**
 * A view on a stage that has another size now: the whole photograph where it was whole, else the same middle and zoom.
 * @param {View} view
 * @param {{ width: number, height: number }} photo
 * @param {number[]} before width and height of the stage, screen px
 * @param {number[]} now
 * @returns {View}
 */
export function resized(view, photo, before, now) {
  const whole = fitted(photo, before[0], before[1]);
  const isWhole = view.zoom === whole.zoom && view.x === whole.x && view.y === whole.y;
  if (isWhole) return fitted(photo, now[0], now[1]);
  return { ...view, x: view.x + (now[0] - before[0]) / 2, y: view.y + (now[1] - before[1]) / 2 };
}

/**
 * A view that shows an outline: as it is where it can be seen well, else nearer and in the middle.
 * @param {View} view
 * @param {Point[]} corners
 * @param {number} width of the stage, screen px
 * @param {number} height
 * @returns {View}
 */
export function shown(view, corners, width, height) {
  const spans = [0, 1].map((axis) => {
    const along = corners.map((corner) => corner[axis]);
    return [Math.min(...along), Math.max(...along)];
  });
  const length = Math.max(...spans.map(([low, high]) => high - low), 1);
  const [most, least] = [0.6 * Math.min(width, height), 0.2 * Math.min(width, height)];
  const size = Math.min(Math.max(length * view.zoom, least), most);
  const zoom = Math.min(size / length, MOST_ZOOM);
  const [low, high] = [0, 1].map((end) => toScreen(view, [spans[0][end], spans[1][end]]));
  const isSeen = low[0] > 40 && low[1] > 40 && high[0] < width - 40 && high[1] < height - 40;
  if (isSeen && zoom === view.zoom) return view;
  const [x, y] = spans.map(([low, high]) => (low + high) / 2 + 0.5);
  return { zoom, x: width / 2 - x * zoom, y: height / 2 - y * zoom };
}

/**
 * A view zoomed about a place on the screen, which stays where it is.
 * @param {View} view
 * @param {Point} place
 * @param {number} factor
 * @param {number} least zoom
 * @returns {View}
 */
export function zoomedAt(view, [x, y], factor, least) {
  const zoom = Math.min(Math.max(view.zoom * factor, least), MOST_ZOOM);
  const ratio = zoom / view.zoom;
  return { zoom, x: x - (x - view.x) * ratio, y: y - (y - view.y) * ratio };
}

/**
 * The corner under the pointer, −1 for none.
 * @param {View} view
 * @param {Point[]} corners
 * @param {Point} place on the screen
 * @param {number} [reach] screen px
 */
export function gripped(view, corners, place, reach = GRIP) {
  const away = corners.map((corner) => distance(toScreen(view, corner), place));
  const least = Math.min(...away);
  return least < reach ? away.indexOf(least) : -1;
}

/**
 * Numbers of the tiles that a stretch of the screen shows, along one axis.
 * @param {number} offset of the photograph, screen px
 * @param {number} zoom
 * @param {number} stretch screen px
 * @param {number} limit of the photograph, px
 */
export function tilesShown(offset, zoom, stretch, limit) {
  const first = Math.max(0, Math.floor(-offset / zoom / TILE));
  const last = Math.min(Math.ceil(limit / TILE) - 1, Math.floor((stretch - offset) / zoom / TILE));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/**
 * Whether a point lies on the photograph.
 * @param {Point} point
 * @param {{ width: number, height: number }} photo
 */
export function isOn([x, y], { width, height }) {
  return x >= -0.5 && y >= -0.5 && x <= width - 0.5 && y <= height - 0.5;
}

/**
 * Coordinates as they are kept.
 * @param {Point} point
 * @returns {Point}
 */
export function tidy([x, y]) {
  return [Math.round(x * 1e4) / 1e4, Math.round(y * 1e4) / 1e4];
}

/**
 * Corners of which one is elsewhere.
 * @param {Point[]} corners
 * @param {number} number
 * @param {Point} point
 */
export function replaced(corners, number, point) {
  return corners.map((corner, index) => (index === number ? point : corner));
}
