// @ts-check
// What is asked of an image, and why: labels, reasons, answers of the networks, images like it.
import { button, make } from '../shared.js';
import { dot, words } from './elements.js';

/** @typedef {import('./review.js').Review} Review */

export class Side {
  /** @param {Review} review */
  constructor(review) {
    this.review = review;
    this.choices = make('div', { className: 'choices' });
    this.input = make('input', { placeholder: 'another label, then Enter', maxLength: 400 });
    this.input.addEventListener('keydown', (event) => this.typed(event));
    const use = button('Use', () => review.decideTyped(this.input.value));
    this.other = make('div', { className: 'other', hidden: true }, this.input, use);
    const another = keyed('0', 'something else…', 'else', () => this.open(true));
    this.skip = keyed('s', 'skip', 'skip', () => review.decide('skip'));
    const undo = keyed('u', 'undo', 'undo', () => review.undo());
    const row = make('div', { className: 'row' }, another, this.skip, undo);
    this.state = make('p', { className: 'tag' });
    this.reasons = make('ul');
    this.answers = make('table');
    this.likes = make('div', { className: 'likes' });
    const asked = section('What is it?', this.choices, this.other, row, this.state);
    asked.className = 'choices';
    this.likesSection = section('Labelled images that are most like it', this.likes);
    const why = section('Why it is in the queue', this.reasons, this.answers);
    this.element = make('aside', {}, asked, why, this.likesSection);
  }

  /** @param {KeyboardEvent} event */
  typed(event) {
    if (event.key === 'Enter') this.review.decideTyped(this.input.value);
    if (event.key === 'Escape') this.open(false);
  }

  /**
   * Open the field for a label of one's own, or close it.
   * @param {boolean} isOpen
   */
  open(isOpen) {
    const { root } = this.review;
    this.other.hidden = !isOpen;
    this.input.value = '';
    if (isOpen) this.input.focus();
    else if (root.contains(/** @type {ShadowRoot} */ (root.getRootNode()).activeElement)) {
      root.focus({ preventScroll: true });
    }
  }

  paintChoices() {
    const { decisions, image } = this.review;
    this.choices.replaceChildren(...decisions.labels.map((label, place) => this.choice(label, place)));
    const entry = decisions.entries.get(image.path);
    const decided = decisions.decided(image);
    this.skip.classList.toggle('chosen', decided === 'skip');
    if (!entry || !decided) {
      this.state.textContent = 'not decided';
      return;
    }
    const isLost = decisions.sender.trouble && this.review.hasStore;
    const where = decisions.isSure(entry) ? '' : isLost ? ': not saved' : ': saving…';
    this.state.textContent = `${decided === 'skip' ? 'skipped' : 'decided'} ${clock(entry.time)}${where}`;
  }

  /**
   * @param {string} label
   * @param {number} place
   */
  choice(label, place) {
    const { decisions, image } = this.review;
    const entry = decisions.entries.get(image.path);
    const vote = label === image.vote ? `vote, ${Math.round(100 * image.confidence)} %` : '';
    const tags = [vote, label === image.label ? 'in the table' : ''].filter(Boolean).join('; ');
    const key = words('kbd', '', place < 9 ? String(place + 1) : '·');
    const parts = [key, dot(decisions.labels, label), words('span', 'name', label), words('span', 'tag', tags)];
    if (vote) parts.push(words('kbd', '', 'space'));
    const element = make('button', { type: 'button', className: 'choice' }, ...parts);
    element.classList.toggle('chosen', entry?.decision === 'label' && entry.label === label);
    element.addEventListener('click', () => this.review.decide('label', label));
    return element;
  }

  paintEvidence() {
    const { data, image, decisions } = this.review;
    const line = (/** @type {string} */ name, /** @type {string} */ label) =>
      make('tr', {}, words('td', '', name), make('td', {}, dot(decisions.labels, label), label));
    const answers = data.networks.map((name, place) => line(name, image.answers[place]));
    if (image.label) answers.push(line('label in the table', image.label));
    this.reasons.replaceChildren(...image.reasons.map((text) => words('li', '', text)));
    this.answers.replaceChildren(...answers);
    const likes = image.examples.map(({ label, numbers }) => {
      const heading = make('p', {}, dot(decisions.labels, label), label);
      return make('div', { className: 'like' }, heading, ...numbers.map((number) => this.example(number)));
    });
    this.likes.replaceChildren(...likes);
    this.likesSection.hidden = !likes.length;
  }

  /** @param {number} number */
  example(number) {
    const shown = make('img', { alt: '', title: this.review.data.examples[number].path });
    this.review.pictures.bring('example', number).then((address) => {
      if (address) shown.src = address;
    });
    return shown;
  }
}

/**
 * @param {string} key
 * @param {string} text
 * @param {string} className
 * @param {() => void} action
 */
function keyed(key, text, className, action) {
  const element = button('', action, { className });
  element.append(words('kbd', '', key), words('span', '', text));
  return element;
}

/**
 * @param {string} heading
 * @param {...Node} children
 */
function section(heading, ...children) {
  return make('section', {}, words('h2', '', heading), ...children);
}

/** @param {string} time */
function clock(time) {
  return new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
