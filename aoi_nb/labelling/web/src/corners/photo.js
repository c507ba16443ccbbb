// @ts-check
// The photograph on the stage: its pixels, as many as the screen can show, and where it lies.
import { fitted, resized, TILE, tilesShown, toPhoto, toScreen, zoomedAt } from './view.js';

/** @typedef {import('../shared.js').Point} Point */
/** @typedef {import('./view.js').View} View */

const MOST_TILES = 80; // that are kept
const MOST_AWAITED = 6; // tiles asked for at once

export class Photo {
  /**
   * @param {import('../shared.js').Link} link
   * @param {() => void} changed what to do when there is something to draw
   */
  constructor(link, changed) {
    this.link = link;
    this.changed = changed;
    this.name = '';
    /** @type {ImageBitmap | null} */
    this.bitmap = null; // of the whole, as large as a screen
    this.width = 0; // px of the photograph
    this.height = 0;
    this.whole = true; // whether the bitmap has all pixels
    /** @type {Map<string, ImageBitmap | null>} */
    this.tiles = new Map(); // 'column,row' → bitmap, or null while it is on its way
    /** @type {View} */
    this.view = { zoom: 1, x: 0, y: 0 };
    this.least = 0.5; // zoom
    this.stage = [0, 0]; // its width and height, screen px
  }

  /**
   * Begin with another photograph.
   * @param {string} name
   */
  leave(name) {
    this.name = name;
    this.bitmap?.close();
    this.bitmap = null;
    for (const tile of this.tiles.values()) tile?.close();
    this.tiles = new Map();
  }

  /**
   * Bring a photograph; what is wrong with it, '' where nothing is.
   * @param {string} name
   */
  async open(name) {
    this.leave(name);
    const answer = await this.link.ask('open', { name });
    if (this.name !== name || answer.refused || !answer.picture) return answer.refused ?? '';
    const bitmap = await createImageBitmap(new Blob([answer.picture]));
    if (this.name !== name)
      bitmap.close(); // the person went on meanwhile
    else {
      this.bitmap = bitmap;
      this.width = answer.width;
      this.height = answer.height;
      this.whole = answer.whole;
    }
    return '';
  }

  /** @param {Point} point */
  toScreen(point) {
    return toScreen(this.view, point);
  }

  /** @param {Point} place */
  toPhoto(place) {
    return toPhoto(this.view, place);
  }

  /** @param {HTMLElement} stage */
  fit(stage) {
    if (!this.bitmap) return;
    this.lie(stage, fitted(this, stage.clientWidth, stage.clientHeight));
  }

  /**
   * Keep what a person looks at where the stage has another size.
   * @param {HTMLElement} stage
   */
  refit(stage) {
    if (!this.bitmap) return;
    this.lie(stage, resized(this.view, this, this.stage, [stage.clientWidth, stage.clientHeight]));
  }

  /**
   * @param {HTMLElement} stage
   * @param {View} view
   */
  lie(stage, view) {
    this.view = view;
    this.stage = [stage.clientWidth, stage.clientHeight];
    this.least = fitted(this, this.stage[0], this.stage[1]).zoom / 2;
    this.changed();
  }

  /**
   * @param {Point} place on the screen
   * @param {number} factor
   */
  zoomAt(place, factor) {
    this.view = zoomedAt(this.view, place, factor, this.least);
    this.changed();
  }

  /**
   * Draw the photograph under a view, sharp where the screen shows more than was sent at first.
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {number} width screen px
   * @param {number} height
   * @param {number} ratio pixels of the device for one of the page
   */
  paint(context, view, width, height, ratio) {
    if (!this.bitmap) return;
    context.imageSmoothingEnabled = view.zoom * ratio < 3;
    context.drawImage(this.bitmap, view.x, view.y, this.width * view.zoom, this.height * view.zoom);
    if (this.whole || view.zoom * ratio <= (1.05 * this.bitmap.width) / this.width) return;
    for (const row of tilesShown(view.y, view.zoom, height, this.height)) {
      for (const column of tilesShown(view.x, view.zoom, width, this.width)) {
        const tile = this.tile(column, row);
        if (!tile) continue;
        const [x, y] = [view.x + column * TILE * view.zoom, view.y + row * TILE * view.zoom];
        context.drawImage(tile, x, y, tile.width * view.zoom, tile.height * view.zoom);
      }
    }
  }

  /**
   * A tile that is here, else null; it is asked for and drawn when it comes.
   * @param {number} column
   * @param {number} row
   */
  tile(column, row) {
    const key = `${column},${row}`;
    const { tiles } = this;
    const here = tiles.get(key);
    if (here !== undefined) return here;
    const awaited = [...tiles.values()].filter((tile) => !tile).length;
    if (awaited > MOST_AWAITED || this.link.gone()) return null;
    if (tiles.size > MOST_TILES) this.dropOldest();
    tiles.set(key, null);
    this.bring(key, { name: this.name, column, row });
    return null;
  }

  dropOldest() {
    const [oldest, tile] = [...this.tiles].find(([, tile]) => tile) ?? [];
    if (!oldest) return;
    tile?.close();
    this.tiles.delete(oldest);
  }

  /**
   * @param {string} key
   * @param {object} which
   */
  async bring(key, which) {
    const { tiles } = this;
    const answer = await this.link.ask('tile', which);
    if (!answer.picture || tiles !== this.tiles) return;
    tiles.set(key, await createImageBitmap(new Blob([answer.picture])));
    this.changed();
  }

  /** How many tiles are here. */
  get sharp() {
    return [...this.tiles.values()].filter(Boolean).length;
  }
}
