// @ts-check
// The photographs of the folder as a row of small pictures: only those in sight have elements and ask for theirs.
import { button, make } from '../shared.js';

/** @typedef {import('./page.js').Page} Page */

const CELL = 62; // px from one to the next
const BEYOND = 3; // that are made on either side of those in sight
const AWAITED = 2; // small pictures asked for at once: the large one must not wait for many
const CHOICES = /** @type {const} */ ({ all: 'all', open: 'not finished', odd: 'odd or wrong' });

/** @typedef {keyof typeof CHOICES} Choice */

/**
 * Numbers of the photographs that are listed.
 * @param {{ name: string }[]} photographs
 * @param {(index: number) => boolean} fits
 * @param {string} text that names have to contain
 */
export function listed(photographs, fits, text) {
  const sought = text.trim().toLowerCase();
  return photographs.flatMap(({ name }, index) => (name.toLowerCase().includes(sought) && fits(index) ? [index] : []));
}

/**
 * The next listed number in a direction; −1 for none.
 * @param {number[]} numbers in order
 * @param {number} here
 * @param {number} step 1 or −1
 */
export function nextListed(numbers, here, step) {
  const beyond = numbers.filter((one) => (step > 0 ? one > here : one < here));
  return beyond.at(step > 0 ? 0 : -1) ?? -1;
}

/**
 * First and last place in sight.
 * @param {number} left px that are scrolled
 * @param {number} width px in sight
 * @param {number} count
 */
export function placesShown(left, width, count) {
  const [first, last] = [Math.floor(left / CELL) - BEYOND, Math.floor((left + width) / CELL) + BEYOND];
  return [Math.max(0, first), Math.min(count - 1, last)];
}

export class Steps {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {number[]} */
    this.numbers = []; // of the photographs that are listed
    this.key = ''; // what the list was made from
    this.seen = -1; // photograph that was brought into sight
    /** @type {Map<number, HTMLButtonElement>} */
    this.cells = new Map(); // photograph → element
    /** @type {Map<string, string>} */
    this.pictures = new Map(); // name → address, '' while it is on its way or cannot be had
    this.awaited = 0;
    this.inner = make('div');
    this.row = make('nav', { className: 'steps', ariaLabel: 'Photographs', tabIndex: 0 }, this.inner);
    this.row.addEventListener('scroll', () => this.place());
    this.choice = make('select', { ariaLabel: 'Which photographs are listed' });
    for (const [value, text] of Object.entries(CHOICES)) this.choice.append(make('option', { value }, text));
    this.choice.addEventListener('change', () => page.show());
    this.find = make('input', { type: 'search', placeholder: 'find by name', ariaLabel: 'Find photographs by name' });
    this.find.addEventListener('input', () => page.show());
    this.find.addEventListener('keydown', (event) => this.found(event));
    this.count = make('span', { className: 'count' });
    const tools = make('div', { className: 'finder' }, this.choice, this.count, this.find);
    this.element = make('div', { className: 'bar photographs' }, tools, this.row);
    this.observer = new ResizeObserver(() => this.place());
    this.observer.observe(this.row);
  }

  /** @param {KeyboardEvent} event */
  found(event) {
    if (event.key === 'Enter' && this.numbers.length) this.page.go(this.numbers[0]);
    if (['Enter', 'Escape'].includes(event.key)) this.page.root.focus({ preventScroll: true });
  }

  /** @param {number} step */
  next(step) {
    return nextListed(this.numbers, this.page.here, step);
  }

  /** @param {number} step to the next or previous photograph that is listed */
  go(step) {
    return this.page.go(this.next(step));
  }

  show() {
    const { store, here } = this.page;
    const choice = /** @type {Choice} */ (this.choice.value);
    const key = JSON.stringify([choice, this.find.value, store.version, choice === 'all' ? 0 : here]);
    if (key !== this.key) {
      const fits = {
        all: () => true,
        open: (/** @type {number} */ index) => !store.summary.complete[index] || index === here,
        odd: (/** @type {number} */ index) => ['odd', 'wrong'].includes(store.summary.kindOf(index)) || index === here,
      };
      this.numbers = listed(store.photographs, fits[choice], this.find.value);
      this.inner.style.width = `${this.numbers.length * CELL}px`;
      const { length } = store.photographs;
      this.count.textContent = this.numbers.length < length ? `${this.numbers.length} of ${length}` : String(length);
    }
    if (key !== this.key || here !== this.seen) this.bringHere();
    [this.key, this.seen] = [key, here];
    this.place();
  }

  /** Scroll to the photograph that is shown. */
  bringHere() {
    const at = this.numbers.indexOf(this.page.here);
    const { clientWidth, scrollLeft } = this.row;
    const isSeen = at * CELL >= scrollLeft && (at + 1) * CELL <= scrollLeft + clientWidth;
    if (at >= 0 && !isSeen) this.row.scrollLeft = (at + 0.5) * CELL - clientWidth / 2;
  }

  /** Make what is in sight, forget what is not. */
  place() {
    const { numbers, cells } = this;
    const [first, last] = placesShown(this.row.scrollLeft, this.row.clientWidth, numbers.length);
    const inSight = new Map(numbers.slice(first, last + 1).map((number, place) => [number, first + place]));
    for (const [number, cell] of cells) {
      if (inSight.has(number)) continue;
      cell.remove();
      cells.delete(number);
    }
    for (const [number, place] of inSight) this.mark(number, this.cell(number), place);
    this.bring();
  }

  /** @param {number} number */
  cell(number) {
    const here = this.cells.get(number);
    if (here) return here;
    const cell = button('', () => this.page.go(number));
    cell.append(make('img', { alt: '', draggable: false }), make('i', {}, String(number + 1)));
    this.cells.set(number, cell);
    this.inner.append(cell);
    return cell;
  }

  /**
   * @param {number} number
   * @param {HTMLButtonElement} cell
   * @param {number} place
   */
  mark(number, cell, place) {
    const { store, here } = this.page;
    const { name } = store.photographs[number];
    const kind = store.summary.kindOf(number);
    const said = Object.entries(store.summary.oddAt(number)).filter(([, sentence]) => sentence);
    const sentences = said.slice(0, 5).map(([part, sentence]) => (part ? `${part}: ${sentence}` : sentence));
    cell.style.left = `${place * CELL + 2}px`;
    cell.title = [name, kind || 'not finished', ...sentences].join(': ');
    cell.ariaLabel = `${number + 1}: ${cell.title}`;
    cell.className = kind + (number === here ? ' here' : '');
    cell.ariaCurrent = String(number === here);
    cell.tabIndex = number === here ? 0 : -1;
    const address = this.pictures.get(name);
    const picture = /** @type {HTMLImageElement} */ (cell.firstChild);
    if (address && picture.getAttribute('src') !== address) picture.src = address;
  }

  /** Ask for small pictures in sight that are not here. */
  async bring() {
    const { link, photographs } = this.page.store;
    const numbers = [...this.cells.keys()].sort((a, b) => a - b);
    const number = numbers.find((one) => !this.pictures.has(photographs[one].name));
    if (number === undefined || this.awaited >= AWAITED || link.gone() || !this.page.photo.bitmap) return;
    const { name } = photographs[number];
    this.pictures.set(name, '');
    this.awaited += 1;
    const answer = await link.ask('thumbnail', { name });
    this.awaited -= 1;
    if (answer.picture) this.pictures.set(name, URL.createObjectURL(new Blob([answer.picture])));
    this.place();
  }

  close() {
    this.observer.disconnect();
    for (const address of this.pictures.values()) URL.revokeObjectURL(address);
  }
}
