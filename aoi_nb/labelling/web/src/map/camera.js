// @ts-check
// From where a map is seen, and how that is moved.
import { MOUSE, OrthographicCamera, PerspectiveCamera } from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';

/** @typedef {import('./cloud.js').Cloud} Cloud */

export const VIEW = 40; // degrees that the eye takes in of a map in space

export class Camera {
  /**
   * @param {HTMLElement} box
   * @param {HTMLCanvasElement} canvas
   * @param {Cloud} cloud
   * @param {() => void} changed what to do when something is elsewhere
   * @param {() => void} moved what to do when a person has moved the map
   */
  constructor(box, canvas, cloud, changed, moved) {
    this.box = box;
    this.canvas = canvas;
    this.cloud = cloud;
    this.changed = changed;
    this.moved = moved;
    this.tool = 'move';
    this.width = 1;
    this.height = 1;
    /** @type {OrthographicCamera | PerspectiveCamera} */
    this.eye = new OrthographicCamera();
    /** @type {OrbitControls<OrthographicCamera | PerspectiveCamera>} */
    this.controls = new OrbitControls(this.eye, canvas);
    this.fit();
  }

  /** The whole map in view. */
  fit() {
    this.controls.dispose();
    const { flat, radius, uniforms } = this.cloud;
    const eye = flat ? new OrthographicCamera(-1, 1, 1, -1, 0.1, 100) : new PerspectiveCamera(VIEW, 1, 0.02, 100);
    const narrow = Math.max(1, this.box.clientHeight / Math.max(1, this.box.clientWidth));
    const far = (narrow * radius) / Math.sin((VIEW * Math.PI) / 360);
    if (flat) eye.position.set(0, 0, 10);
    else eye.position.set(0.51 * far, 0.33 * far, 0.79 * far);
    uniforms.reach.value = far;
    this.eye = eye;
    this.controls = new OrbitControls(eye, this.canvas);
    this.controls.zoomToCursor = flat;
    this.controls.enableRotate = !flat;
    this.controls.zoomSpeed = 2;
    this.controls.maxDistance = 4 * far;
    this.controls.minZoom = 0.4;
    this.controls.addEventListener('change', () => this.changed());
    this.controls.addEventListener('end', () => this.moved());
    this.setTool(this.tool);
    this.resize();
  }

  /**
   * Come near to some places: all of them in view.
   * @param {{ low: number[], high: number[] }} box round them: x, y and z
   */
  zoomTo({ low, high }) {
    this.fit();
    const middle = low.map((value, axis) => (value + high[axis]) / 2);
    const [wide, tall] = [0, 1].map((axis) => Math.max(0.04, 1.3 * (high[axis] - low[axis])));
    const away = this.eye.position.clone().sub(this.controls.target);
    this.controls.target.fromArray(middle);
    if (this.eye instanceof OrthographicCamera) {
      const { left, right, top, bottom } = this.eye;
      this.eye.zoom = Math.min((right - left) / wide, (top - bottom) / tall, 60);
    } else {
      const radius = Math.hypot(...low.map((value, axis) => high[axis] - value)) / 2;
      away.setLength(Math.max(0.15, (1.2 * radius) / Math.sin((VIEW * Math.PI) / 360)));
    }
    this.eye.position.copy(this.controls.target).add(away);
    this.eye.updateProjectionMatrix();
    this.controls.update();
    this.changed();
  }

  /** How near the eye is: 1 where the whole map is in view, 2 where half of it is. */
  get nearness() {
    if (this.eye instanceof OrthographicCamera) return this.eye.zoom;
    return this.cloud.uniforms.reach.value / this.eye.position.distanceTo(this.controls.target);
  }

  /** @param {string} tool */
  setTool(tool) {
    this.tool = tool;
    const left = this.cloud.flat ? MOUSE.PAN : MOUSE.ROTATE;
    this.controls.mouseButtons = { LEFT: tool === 'move' ? left : null, MIDDLE: MOUSE.DOLLY, RIGHT: MOUSE.PAN };
  }

  resize() {
    this.width = Math.max(1, this.box.clientWidth);
    this.height = Math.max(1, this.box.clientHeight);
    const aspect = this.width / this.height;
    if (this.eye instanceof PerspectiveCamera) this.eye.aspect = aspect;
    else {
      const { half, around, size } = this.cloud;
      const edge = 8 + size / 2; // px, so that no picture is cut
      const room = [this.width, this.height].map((side) => Math.max(0.5, 1 - (2 * edge) / side));
      const [wide, high] = [0, 1].map((axis) => Math.max(half[axis], around[axis]) / room[axis]);
      const tall = Math.max(high, wide / aspect, 1e-3);
      Object.assign(this.eye, { left: -tall * aspect, right: tall * aspect, top: tall, bottom: -tall });
    }
    this.eye.updateProjectionMatrix();
    this.changed();
  }

  /** Position, target and zoom. */
  view() {
    return [...this.eye.position, ...this.controls.target, this.eye.zoom];
  }

  /** @param {number[]} view */
  setView(view) {
    this.eye.position.fromArray(view, 0);
    this.controls.target.fromArray(view, 3);
    this.eye.zoom = view[6];
    this.eye.updateProjectionMatrix();
    this.controls.update();
    this.changed();
  }

  /** The 4×4 matrix from the points' places to the screen. */
  matrix() {
    this.eye.updateMatrixWorld();
    return this.eye.projectionMatrix.clone().multiply(this.eye.matrixWorldInverse).elements;
  }
}
