// @ts-check
// The widget, which writes to the label store: it takes nothing for done before Python's answer.
import { Link, make, PATIENCE } from '../shared.js';
import { mount } from './review.js';

/** @param {{ model: import('../shared.js').Model, el: HTMLElement }} view */
function render({ model, el }) {
  const link = new Link(model);
  const save = (/** @type {object} */ entry) => link.ask('save', { entry }, PATIENCE);
  const load = async () => (await link.ask('load', {}, PATIENCE)).made ?? [];
  const picture = async (/** @type {string} */ kind, /** @type {number} */ number) => {
    const answer = await link.ask(kind, { number }, PATIENCE);
    if (answer.refused || !answer.picture) throw new Error(answer.refused ?? 'no picture');
    return URL.createObjectURL(new Blob([answer.picture], { type: 'image/jpeg' }));
  };
  el.dataset.lmSuppressShortcuts = 'true'; // Jupyter leaves the keys to the review
  const place = make('div');
  place.style.height = `${model.get('height')}px`;
  el.append(place);
  const review = mount(place, model.get('data'), { save, load, picture });
  const shown = new ResizeObserver(() => {
    shown.disconnect(); // on the screen now: take the keys, unless somebody is at work elsewhere
    if (document.activeElement === document.body) review?.root.focus({ preventScroll: true });
  });
  shown.observe(place);
  return () => {
    shown.disconnect();
    review?.close();
    link.close();
  };
}

export default { render };
