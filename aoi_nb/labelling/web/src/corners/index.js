// @ts-check
// The widget on which corners are clicked.
import { Page } from './page.js';

/** @param {{ model: import('../shared.js').Model, el: HTMLElement }} view */
function render({ model, el }) {
  const page = new Page(model, el);
  return () => page.close();
}

export default { render };
