// @ts-check
// Everything beside the photograph: buttons, steps, sentences.
import { button, make } from '../shared.js';
import { copySource } from './edits.js';
import { conflict, guidance, savedStatus } from './guide.js';
import { hasCorners } from './parts.js';

/** @typedef {import('./page.js').Page} Page */

/**
 * A button with its key.
 * @param {string} text
 * @param {string} key
 * @param {string} title
 * @param {() => void} action
 */
function keyed(text, key, title, action) {
  const element = button(text, action, { title });
  element.append(make('kbd', { textContent: key }));
  return element;
}

/** @param {Page} page */
function makeButtons(page) {
  const { edits } = page;
  return {
    previous: keyed('‹ Previous', 'P', 'Photograph before this one', () => page.steps.go(-1)),
    next: keyed('Next ›', 'N', 'Photograph after this one', () => page.steps.go(1)),
    undo: keyed('Undo', 'Ctrl Z', 'Take back your last change', () => edits.turn('undo')),
    redo: keyed('Redo', 'Ctrl Y', 'Do again what you took back', () => edits.turn('redo')),
    snap: keyed('Snap to edges', 'S', 'Draw the four corners to the edges of the part', () => edits.snap()),
    always: keyed('Always snap', 'A', 'Snap each corner as soon as it is placed or dragged', () => page.toggleAlways()),
    copy: keyed('Copy previous', 'C', 'Start with the corners of the photograph before', () => edits.copy()),
    scale: keyed('Scale in mm', 'M', 'Say how long something is, in mm', () => page.measure.toggle()),
    add: keyed('Add part', 'I', 'A part with a reference designator, beside the others', () => page.dialogs.askNew()),
    name: keyed('Name', 'R', 'Give this part a reference designator and a type', () => page.dialogs.askName()),
    clear: keyed('Clear', 'Del', 'Remove the corners of this photograph', () => edits.clear()),
    loupe: keyed('Loupe', 'L', 'Keep the loupe on, wherever the pointer is', () => page.stage.toggleLoupe()),
    large: keyed('Fill window', 'F', 'The photograph as large as the window, or as before', () => page.room.toggle()),
    fit: keyed('Fit', '0', 'Show the whole photograph', () => page.photo.fit(page.stage.element)),
  };
}

export class Panel {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.buttons = makeButtons(page);
    const { previous, next, large, ...others } = this.buttons;
    this.name = make('span', { className: 'name' });
    this.tally = make('span', { className: 'tally' });
    this.status = make('span', { className: 'status', role: 'status' });
    const grow = make('span', { className: 'grow' });
    this.top = make('div', { className: 'bar top' }, previous, next, large, this.name, grow, this.tally, this.status);
    this.tools = make('div', { className: 'bar tools' }, ...Object.values(others));
    this.part = make('div', { className: 'part' }, ...['1', '2', '3', '4'].map((number) => make('i', {}, number)));
    this.text = make('span', { className: 'grow' });
    this.guide = make('div', { className: 'guide', ariaLive: 'polite' }, this.part, this.text, page.measure.element);
    this.asked = make('span', { className: 'grow' });
    const take = button('Take the table’s', () => this.settle(true), { title: 'Import what the other program wrote' });
    const keep = button('Keep mine', () => this.settle(false), { title: 'Write corners.csv anew' });
    this.question = make('div', { className: 'question' }, this.asked, take, keep);
  }

  /** The elements in their order, above the photograph. */
  get elements() {
    return [this.top, this.page.steps.element, this.tools, this.page.levels.element, this.question, this.guide];
  }

  show() {
    const { page } = this;
    const { photograph, store } = page;
    const { photographs } = store;
    this.name.textContent = photograph.name;
    this.name.title = photograph.name;
    this.tally.textContent = `${store.summary.done} of ${photographs.length} done · ${store.who}`;
    const names = Object.keys(store.outside);
    this.question.hidden = !names.length;
    this.asked.textContent = conflict(names);
    this.page.steps.show();
    this.showButtons();
    this.showStatus();
    this.showGuide();
  }

  /** @param {boolean} tableHolds whether the corners of the table hold, not those here */
  async settle(tableHolds) {
    await this.page.send('settle', { table_holds: tableHolds });
    this.page.work.adopt();
    this.page.show();
  }

  showButtons() {
    const { page, buttons } = this;
    const { work } = page;
    buttons.previous.disabled = page.steps.next(-1) < 0;
    buttons.next.disabled = page.steps.next(1) < 0;
    buttons.snap.disabled = work.isDraft;
    buttons.copy.disabled = copySource(page.store.photographs, page.here) < 0;
    const { isMany } = page.parts;
    buttons.clear.disabled = isMany ? !page.part : !work.corners.length;
    buttons.name.hidden = isMany || !page.row.corners;
    for (const [element, text] of /** @type {const} */ ([
      [buttons.copy, isMany ? 'Copy all parts' : 'Copy previous'],
      [buttons.clear, isMany ? 'Delete part' : 'Clear'],
    ])) {
      if (element.firstChild) element.firstChild.textContent = text;
    }
    buttons.always.classList.toggle('on', work.always);
    buttons.scale.classList.toggle('on', page.measure.ruler !== null);
    buttons.loupe.classList.toggle('on', page.stage.isLooking);
    buttons.large.classList.toggle('on', page.room.isWhole);
  }

  showStatus() {
    const { page } = this;
    const [text, kind] = savedStatus({
      gone: page.store.link.gone(),
      trouble: page.store.trouble,
      isChangedOutside: page.store.isDisputed,
      isSaving: page.store.sending > 0 || page.edits.nudging > 0,
      corners: page.work.corners.length,
    });
    this.status.textContent = text;
    this.status.className = `status ${kind}`;
  }

  showGuide() {
    const { photograph, store, measure, refusal, note, photo, work, part, parts, row } = this.page;
    const { ruler } = measure;
    const { corners } = work;
    const said = { gone: store.link.gone(), trouble: store.trouble, refusal: refusal?.sentence ?? '', ruler, note };
    const others = store.summary.others(this.page.here, part);
    const title = [part, parts.known.get(part)].filter(Boolean).join(', ');
    const isBare = parts.isMany && !hasCorners(photograph) && parts.pending === null;
    const about = { row, corners, others, title, isBare };
    const [text, kind] = guidance({ ...about, ...said, isLoaded: photo.bitmap !== null });
    this.text.replaceChildren(make(kind === 'order' ? 'b' : 'span', {}, text));
    this.guide.classList.toggle('refused', kind === 'refused');
    this.guide.classList.toggle('odd', kind === 'odd');
    this.page.measure.element.hidden = !ruler || ruler.length < 2;
    for (const [index, dot] of [...this.part.children].entries()) {
      dot.className = index < corners.length ? 'done' : index === corners.length ? 'next' : '';
    }
  }
}
