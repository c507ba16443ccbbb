// @ts-check
// Points drawn by WebGL.
import { Scene, WebGLRenderer } from 'three';
import { Camera } from './camera.js';
import { Cloud } from './cloud.js';
import { nextSlice, pointAt, projected, rowsInside } from './points.js';

/**
 * Nothing is drawn unless something has changed. Where the machine is slow, one frame draws a slice of the points and
 * the next frames the others: while the map is moved only the first slice is seen, and moving stays fluid.
 */
export class Drawing {
  /** @param {HTMLElement} box */
  constructor(box) {
    this.box = box;
    this.renderer = new WebGLRenderer({ antialias: false, preserveDrawingBuffer: true });
    this.renderer.setPixelRatio(Math.min(window.devicePixelRatio, 2));
    this.renderer.setClearColor(0xffffff);
    this.renderer.autoClear = false;
    this.canvas = this.renderer.domElement;
    box.append(this.canvas);
    this.slice = 20000;
    this.drawn = 0;
    this.frames = 0;
    this.asked = 0; // number of the frame that is asked for
    this.stale = true;
    /** @type {Float32Array | null} */
    this.where = null;
    this.moved = () => {}; // what to do when a person has moved the map
    this.placed = () => {}; // what to do when points are elsewhere on the screen
    const changed = () => this.redraw();
    this.cloud = new Cloud(this.renderer.getPixelRatio(), changed);
    this.camera = new Camera(box, this.canvas, this.cloud, changed, () => this.moved());
    this.scene = new Scene();
    this.scene.add(this.cloud.points);
    this.canvas.addEventListener('webglcontextrestored', changed);
    this.resize();
  }

  get count() {
    return this.cloud.count;
  }

  get flat() {
    return this.cloud.flat;
  }

  /**
   * @param {Float32Array} points
   * @param {number} dimensions
   */
  setPoints(points, dimensions) {
    this.cloud.setPoints(points, dimensions);
    this.camera.fit();
  }

  /**
   * @param {boolean} sprites
   * @param {number} size px
   */
  setLook(sprites, size) {
    this.cloud.setLook(sprites, size);
    this.resize();
  }

  /** @type {(paper: string, dark: boolean) => void} */
  setPaper(paper, dark) {
    this.renderer.setClearColor(paper);
    this.cloud.setPaper(paper, dark);
  }

  resize() {
    this.camera.resize();
    this.renderer.setSize(this.camera.width, this.camera.height);
  }

  redraw() {
    this.stale = true;
    this.where = null;
    this.asked ||= requestAnimationFrame(() => this.frame());
  }

  frame() {
    this.asked = 0;
    const started = performance.now();
    const gl = this.renderer.getContext();
    if (this.stale) {
      this.renderer.clear();
      this.drawn = 0;
      this.stale = false;
      this.placed();
    }
    const slice = Math.min(this.slice, this.count - this.drawn);
    this.cloud.points.geometry.setDrawRange(this.drawn, slice);
    this.renderer.render(this.scene, this.camera.eye);
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4)); // waits for the drawing: its time counts
    this.drawn += slice;
    this.frames += 1;
    if (slice === this.slice) this.slice = nextSlice(slice, performance.now() - started);
    if (this.drawn < this.count) this.asked = requestAnimationFrame(() => this.frame());
    this.box.dataset.drawn = String(this.drawn);
  }

  /** Where each point is on the screen: x and y in px of the box, and distance; NaN behind the camera. */
  project() {
    const { width, height } = this.camera;
    this.where ??= projected(this.cloud.places, this.camera.matrix(), width, height);
    return this.where;
  }

  /**
   * Where some of the points are on the screen, as `project` has it.
   * @param {number[]} rows
   */
  places(rows) {
    const chosen = rows.flatMap((row) => [...this.cloud.places.subarray(3 * row, 3 * row + 3)]);
    return projected(Float32Array.from(chosen), this.camera.matrix(), this.camera.width, this.camera.height);
  }

  /**
   * Side of a point on the screen, px.
   * @param {number} row
   */
  side(row) {
    if (this.flat) return this.cloud.size;
    const near = this.cloud.uniforms.reach.value / this.project()[3 * row + 2];
    return this.cloud.size * Math.min(3, Math.max(0.5, near));
  }

  /**
   * The point under the pointer, −1 for none.
   * @param {number} x
   * @param {number} y
   */
  pick(x, y) {
    const { states, rank, flat, sprites } = this.cloud;
    return pointAt({ where: this.project(), states, rank, flat, sprites, side: (row) => this.side(row) }, x, y);
  }

  /**
   * Rows of the shown points inside a path. It is filled in on a canvas and looked up: exact to one pixel.
   * @param {string} path px
   */
  inside(path) {
    const { width, height } = this.camera;
    const canvas = new OffscreenCanvas(width, height);
    const mask = /** @type {OffscreenCanvasRenderingContext2D} */ (
      canvas.getContext('2d', { willReadFrequently: true })
    );
    mask.fill(new Path2D(path));
    return rowsInside(this.project(), this.cloud.states, mask.getImageData(0, 0, width, height));
  }

  dispose() {
    cancelAnimationFrame(this.asked);
    this.camera.controls.dispose();
    this.renderer.dispose();
    this.renderer.forceContextLoss(); // a browser keeps few contexts
  }
}
