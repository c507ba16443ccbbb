// @ts-check
// A button that asks for an image file. One that is dropped anywhere on the explorer is taken as well.
import { button, Link, make } from '../shared.js';

const PART = 2 ** 22; // bytes of one message: a server takes none above ten million

/** @param {{ model: import('../shared.js').Model, el: HTMLElement }} view */
function render({ model, el }) {
  const link = new Link(model);
  const leave = new AbortController();
  const field = make('input', { type: 'file', hidden: true });
  const press = button(model.get('text'), () => field.click(), { title: model.get('hint') });
  press.className = 'jupyter-widgets jupyter-button widget-button aoi-drop';
  const said = make('div', { className: 'aoi-wrong', role: 'alert' });
  press.style.width = 'auto';
  el.append(press, field, said);

  /** @param {File} file */
  async function send(file) {
    press.disabled = true;
    let start = 0;
    do {
      const part = new DataView(await file.slice(start, start + PART).arrayBuffer());
      const content = { name: file.name, start, size: file.size };
      const { refused } = await link.ask('part', content, Infinity, [part]);
      said.textContent = refused ?? '';
      start = refused ? file.size : start + PART;
    } while (start < file.size);
    press.disabled = false;
    press.scrollIntoView({ block: 'nearest' });
  }

  field.addEventListener('change', () => {
    if (field.files?.[0]) send(field.files[0]);
    field.value = ''; // the same file may be asked for again
  });
  listen(press, send, leave.signal);
  return () => {
    leave.abort();
    link.close();
  };
}

/**
 * Take what is dropped on the explorer round an element; a file dropped beside it is not opened in its stead either.
 * @param {HTMLElement} inside
 * @param {(file: File) => void} take
 * @param {AbortSignal} signal ends it
 */
function listen(inside, take, signal) {
  const options = { signal, capture: true };
  /** @param {Event} event */
  const frame = (event) => /** @type {Element} */ (event.target).closest?.('.aoi-explorer');
  /** @param {DragEvent} event */
  const over = (event) => {
    const here = frame(event);
    if (!here?.contains(inside) || !event.dataTransfer?.types.includes('Files')) return null;
    event.preventDefault();
    event.stopPropagation();
    return here;
  };
  const mark = (/** @type {Element | null | undefined} */ here) => {
    for (const element of document.querySelectorAll('.aoi-dropping')) element.classList.toggle('aoi-dropping', false);
    here?.classList.add('aoi-dropping');
  };
  document.addEventListener('dragover', (event) => mark(over(event)), options);
  document.addEventListener('dragleave', (event) => event.relatedTarget ?? mark(null), options);
  document.addEventListener(
    'drop',
    (event) => {
      const file = over(event) && event.dataTransfer?.files[0];
      mark(null);
      if (file) take(file);
    },
    options,
  );
}

export default { render };
