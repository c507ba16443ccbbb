// @ts-check
// The map widget: points or small pictures in two or three dimensions, looked at, hovered and selected.
import { make } from '../shared.js';
import { Drawing } from './drawing.js';
import { MapPage } from './page.js';

/** @param {{ model: import('../shared.js').Model, el: HTMLElement }} view */
function render({ model, el }) {
  const stage = make('div', { className: 'aoi-stage' });
  let drawing;
  try {
    drawing = new Drawing(stage);
  } catch (error) {
    el.append(`This browser does not draw maps: WebGL is off (${/** @type {Error} */ (error).message}).`);
    return () => {};
  }
  const page = new MapPage(model, stage, drawing);
  page.open(el);
  return () => page.close();
}

export default { render };
