// @ts-check
// What keys do to the eye: beside, nearer, round.
import { OrthographicCamera, Spherical, Vector3 } from 'three';
import { VIEW } from './camera.js';

/** @typedef {import('./camera.js').Camera} Camera */

const NEAREST = { zoom: 500, distance: 0.05 }; // how near keys come to a flat map, and to one in space

/**
 * Width and height of what is seen, where the eye looks.
 * @param {Camera} camera
 */
function seen({ eye, controls }) {
  if (eye instanceof OrthographicCamera) return [(eye.right - eye.left) / eye.zoom, (eye.top - eye.bottom) / eye.zoom];
  const height = 2 * eye.position.distanceTo(controls.target) * Math.tan((VIEW * Math.PI) / 360);
  return [height * eye.aspect, height];
}

/**
 * Look beside what is seen.
 * @param {Camera} camera
 * @param {number} right share of the width
 * @param {number} up share of the height
 */
export function pan(camera, right, up) {
  const [width, height] = seen(camera);
  camera.eye.updateMatrixWorld();
  const step = new Vector3().setFromMatrixColumn(camera.eye.matrixWorld, 0).multiplyScalar(right * width);
  step.addScaledVector(new Vector3().setFromMatrixColumn(camera.eye.matrixWorld, 1), up * height);
  camera.controls.target.add(step);
  camera.eye.position.add(step);
  camera.controls.update();
  camera.changed();
}

/**
 * Look at a place from the same side and as far away.
 * @param {Camera} camera
 * @param {ArrayLike<number>} place x, y and z
 */
export function centre(camera, place) {
  const step = new Vector3(place[0], place[1], place[2]).sub(camera.controls.target);
  camera.controls.target.add(step);
  camera.eye.position.add(step);
  camera.controls.update();
  camera.changed();
}

/**
 * Come nearer, or go away.
 * @param {Camera} camera
 * @param {number} factor above one: nearer
 */
export function zoomBy(camera, factor) {
  const { eye, controls } = camera;
  if (eye instanceof OrthographicCamera) {
    eye.zoom = Math.min(NEAREST.zoom, Math.max(controls.minZoom, eye.zoom * factor));
    eye.updateProjectionMatrix();
  } else {
    const away = eye.position.clone().sub(controls.target);
    away.setLength(Math.min(controls.maxDistance, Math.max(NEAREST.distance, away.length() / factor)));
    eye.position.copy(controls.target).add(away);
  }
  controls.update();
  camera.changed();
}

/**
 * Go round a map in space.
 * @param {Camera} camera
 * @param {number} right radians
 * @param {number} up
 */
export function turn(camera, right, up) {
  const { eye, controls } = camera;
  const away = new Spherical().setFromVector3(eye.position.clone().sub(controls.target));
  away.set(away.radius, away.phi - up, away.theta + right).makeSafe();
  eye.position.setFromSpherical(away).add(controls.target);
  controls.update();
  camera.changed();
}
