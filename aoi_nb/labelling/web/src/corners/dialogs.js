// @ts-check
// What is asked about parts: the name and type of one, and whether one is to go.
import { button, make } from '../shared.js';
import { rowOf } from './parts.js';

const CHOICES = 'aoi-types-'; // the list of known types, one a page

export class PartDialogs {
  /** @param {import('./page.js').Page} page */
  constructor(page) {
    this.page = page;
    this.name = make('input', { placeholder: 'R1', ariaLabel: 'reference designator', maxLength: 100, size: 8 });
    this.type = make('input', { placeholder: 'type', ariaLabel: 'type', maxLength: 100, size: 24 });
    this.types = make('datalist', { id: CHOICES + Math.random().toString(36).slice(2) });
    this.type.setAttribute('list', this.types.id);
    this.title = make('b');
    /** @type {(name: string, type: string) => Promise<boolean>} */
    this.answer = async () => true;
    this.doomed = make('span', { className: 'grow' });
    this.keep = button('Keep it', () => this.leave());
    this.asked = this.makeForm();
    this.question = this.makeQuestion();
  }

  /** Above the photograph, hidden until something is asked. */
  get elements() {
    return [this.asked, this.question];
  }

  makeForm() {
    const done = button('OK', () => this.finish());
    const cancel = button('Cancel', () => this.leave());
    const inside = [this.title, this.name, this.type, this.types, done, cancel];
    const form = make('div', { className: 'question asked', hidden: true }, ...inside);
    form.addEventListener('keydown', (event) => {
      event.stopPropagation(); // letters are text here
      if (event.key === 'Escape') this.leave();
      if (event.key === 'Enter' && event.target instanceof HTMLInputElement) this.finish();
    });
    return form;
  }

  makeQuestion() {
    const { page } = this;
    const remove = (/** @type {() => string[]} */ names) => () => {
      this.leave();
      page.parts.remove(names());
    };
    const all = () => page.store.photographs.filter(({ parts }) => parts?.[page.part]).map(({ name }) => name);
    const here = button(
      'On this photograph',
      remove(() => [page.photograph.name]),
    );
    const everywhere = button('On all photographs', remove(all));
    const inside = [this.doomed, here, everywhere, this.keep];
    return make('div', { className: 'question asked', role: 'alertdialog', hidden: true }, ...inside);
  }

  /** Ask for a new part. */
  askNew() {
    if (this.page.isBlocked) return;
    this.open('New part', '', rowOf(this.page.photograph, this.page.part).type, (name, type) =>
      this.page.parts.add(name, type),
    );
  }

  /** Ask for another name. */
  askName() {
    const { page } = this;
    if (page.isBlocked || (!page.parts.isMany && !page.row.corners)) return;
    const type = page.parts.known.get(page.part) ?? '';
    this.open(page.part ? `Rename ${page.part}` : 'Name this part', page.part, type, (name, kind) =>
      page.parts.rename(name, kind),
    );
  }

  /**
   * @param {string} title
   * @param {string} name
   * @param {string} type
   * @param {(name: string, type: string) => Promise<boolean>} answer
   */
  open(title, name, type, answer) {
    this.leave();
    this.title.textContent = title;
    this.name.value = name;
    this.type.value = type;
    this.answer = answer;
    const types = new Set([...this.page.parts.known.values()].filter(Boolean));
    this.types.replaceChildren(...[...types].sort().map((value) => make('option', { value })));
    this.asked.hidden = false;
    this.name.focus();
    this.name.select();
  }

  async finish() {
    if (await this.answer(this.name.value, this.type.value)) this.leave();
  }

  /** Ask whether a part is to go. */
  askDelete() {
    const { page } = this;
    if (page.isBlocked) return;
    this.leave();
    const { part, photograph } = page;
    if (!part || !(photograph.parts?.[part] || page.parts.pending?.part === part)) {
      page.say(part ? `${part} is not on this photograph.` : 'A part without a name is not deleted: rename it first.');
      return;
    }
    this.doomed.textContent = `Delete ${part} with all that its row says?`;
    this.question.hidden = false;
    this.keep.focus();
  }

  leave() {
    this.asked.hidden = true;
    this.question.hidden = true;
    this.page.root.focus({ preventScroll: true });
  }
}
