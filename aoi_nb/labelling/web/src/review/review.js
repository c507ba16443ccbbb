// @ts-check
// Review of a queue of images, one at a time: a person decides, and the next image is there.
import LEVELS from '../levels.css';
import { labelFault, make } from '../shared.js';
import { isDark, paint, watchTheme } from '../theme.js';
import { Decisions } from './decisions.js';
import { words } from './elements.js';
import { Drawer } from './entries.js';
import { Figure } from './figure.js';
import { Head } from './head.js';
import { keyHelp } from './keys.js';
import { listen } from './listen.js';
import { Pictures } from './pictures.js';
import { fitsFilter, nameOf, neighbour, nextUndecided } from './queue.js';
import STYLE from './review.css';
import { Side } from './side.js';
import { Strip } from './strip.js';

/** @typedef {import('./queue.js').Filter} Filter */

/**
 * One image of the queue.
 * @typedef {{ path: string, sha256: string, size: [number, number], label: string, vote: string, confidence: number,
 *             reasons: string[], answers: string[], examples: { label: string, numbers: number[] }[],
 *             note?: string, picture?: string }} Image
 */

/**
 * What Python gives a review to begin with.
 * @typedef {{ run: string, labels: string[], networks: string[], images: Image[], total: number,
 *             examples: { path: string, picture?: string }[], sprites: string, columns: number }} ReviewData
 */

/**
 * Where a review gets what it does not have, and puts what it has. `load`: all that the store has.
 * @typedef {{ picture: (kind: import('./pictures.js').Kind, number: number) => Promise<string>,
 *             save?: import('./sender.js').Save, load?: () => Promise<unknown[]> }} Options
 */

export class Review {
  /**
   * @param {ReviewData} data
   * @param {Options} options without save and load: a page, which saves files instead
   */
  constructor(data, { picture, save, load }) {
    this.data = data;
    this.hasStore = save !== undefined;
    this.at = 0; // number of the image that is shown
    /** @type {Filter} */
    this.filter = 'all';
    this.pictures = new Pictures(picture);
    this.drawer = new Drawer(data.run);
    this.decisions = new Decisions(data, this.drawer, save ?? null, this);
    this.head = new Head(this);
    this.strip = new Strip(this);
    this.figure = new Figure(this);
    this.side = new Side(this);
    this.said = make('span', { className: 'said', ariaLive: 'polite' });
    this.root = build(this);
    this.leave = new AbortController();
    this.load = load;
  }

  /**
   * Show the review, and begin with what the browser keeps; what the store has follows.
   * @param {ParentNode} place
   */
  async open(place) {
    place.append(this.root);
    listen(this, this.leave.signal);
    this.start([]);
    if (this.load) this.start(await this.load());
  }

  get image() {
    return this.data.images[this.at];
  }

  /** What holds of each image. */
  decided() {
    return this.data.images.map((image) => this.decisions.decided(image));
  }

  /** @param {unknown[]} stored */
  start(stored) {
    this.decisions.start(stored);
    this.strip.paintAll();
    this.head.show();
    this.show(Math.max(0, nextUndecided(this.decided(), -1)));
    this.decisions.sender.sendAll();
  }

  close() {
    this.leave.abort();
  }

  // ---- deciding ----

  /**
   * @param {'label' | 'skip'} decision
   * @param {string} [label]
   */
  decide(decision, label = '') {
    const { image } = this;
    this.decisions.decide(image, decision, label);
    const onward = nextUndecided(this.decided(), this.at);
    this.say(`${nameOf(image.path)}: ${decision === 'skip' ? 'skipped' : label}`);
    this.show(onward < 0 ? this.at : onward);
    if (onward < 0) this.say(`Every image is decided.${this.hasStore ? '' : ' Save the decisions to a file.'}`);
  }

  /**
   * A label that is typed: spelled as one that there is, if it is the same but for capitals.
   * @param {string} text
   */
  decideTyped(text) {
    const fault = labelFault(text);
    if (fault) {
      this.say(fault, true);
      return;
    }
    const typed = text.trim();
    const alike = this.decisions.labels.find((label) => label.toLowerCase() === typed.toLowerCase());
    this.decisions.learn(typed && !alike ? typed : '');
    this.side.open(false);
    this.decide('label', alike ?? typed);
  }

  undo() {
    const path = this.decisions.undo();
    if (!path) {
      this.say('There is nothing to undo.');
      return;
    }
    this.show(this.decisions.number.get(path) ?? this.at);
    this.say(`${nameOf(path)}: taken back`);
  }

  /**
   * The decision on an image has changed.
   * @param {string} path
   */
  changed(path) {
    const number = this.decisions.number.get(path);
    if (number !== undefined) this.strip.paint(number);
    this.head.show();
    if (this.image.path === path) this.side.paintChoices();
  }

  // ---- moving ----

  /** @param {1 | -1} step */
  move(step) {
    const number = neighbour(this.decided(), this.filter, this.at, step);
    if (number >= 0) this.show(number);
  }

  /** @param {number} number */
  show(number) {
    const before = this.at;
    this.at = number;
    this.side.open(false);
    this.strip.paint(before);
    this.strip.paint(number);
    this.figure.paint();
    this.side.paintChoices();
    this.side.paintEvidence();
    this.strip.scrollTo(number);
  }

  /** @param {Filter} filter */
  setFilter(filter) {
    this.filter = filter;
    this.strip.paintAll();
    this.head.show();
    const fits = this.decided().map((decided) => fitsFilter(filter, decided));
    if (!fits[this.at] && fits.includes(true)) this.show(fits.indexOf(true));
  }

  /**
   * @param {string} text
   * @param {boolean} [bad]
   */
  say(text, bad = false) {
    this.said.textContent = text;
    this.said.classList.toggle('bad', bad);
  }
}

/**
 * Put the parts of the screen together.
 * @param {Review} review
 */
function build({ head, strip, figure, side, said }) {
  return make(
    'div',
    { className: 'review', tabIndex: 0 },
    head.element,
    make('div', {}, head.alarm),
    head.bar,
    make('main', {}, figure.element, side.element),
    strip.element,
    make('footer', {}, said, words('span', 'grow', ''), keyHelp()),
  );
}

/**
 * Put a review into an element, sealed off from the style sheets around it; null where its queue is empty.
 * @param {HTMLElement} element
 * @param {ReviewData} data
 * @param {Options} options
 */
export function mount(element, data, options) {
  const shadow = element.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE + LEVELS);
  shadow.adoptedStyleSheets = [sheet];
  const setTheme = () => paint(element, isDark(), true);
  setTheme();
  if (!data.images.length) {
    shadow.append(words('p', 'quiet', 'Nothing is in the queue: no image gives a reason to look at it.'));
    return null;
  }
  const review = new Review(data, options);
  watchTheme(setTheme, review.leave.signal);
  review.open(shadow).then(setTheme); // the page round it too: it is on the screen now
  return review;
}
