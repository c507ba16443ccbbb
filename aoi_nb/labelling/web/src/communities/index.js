// @ts-check
// All communities of a map as a table: a press on a row selects its images and comes near, a press on a heading sorts.
import { CommunitiesPage } from './page.js';

/** @param {{ model: import('../shared.js').Model, el: HTMLElement }} view */
function render({ model, el }) {
  const page = new CommunitiesPage(model);
  el.append(page.root);
  page.show();
  return () => page.close();
}

export default { render };
