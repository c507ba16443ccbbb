// @ts-check
// The images that are selected on a map: pictures or a table; search, ranges, one image large.
import { ImagesPage } from './page.js';

/** @param {{ model: import('../shared.js').Model, el: HTMLElement }} view */
function render({ model, el }) {
  const page = new ImagesPage(model);
  el.append(page.root);
  page.refresh();
  return () => page.close();
}

export default { render };
