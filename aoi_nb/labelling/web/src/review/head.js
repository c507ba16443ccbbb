// @ts-check
// The upper part of the screen: filters, counts, whether all is saved, files.
import { button, make } from '../shared.js';
import { colourOf, words } from './elements.js';
import { loadFile, saveFile } from './files.js';
import { FILTERS, filterCounts, plural } from './queue.js';

/** @typedef {import('./review.js').Review} Review */

export class Head {
  /** @param {Review} review */
  constructor(review) {
    this.review = review;
    const { images, total } = review.data;
    const part = images.length < total ? `the first ${images.length} of ${total}` : plural(total, 'image');
    this.filters = FILTERS.map((filter) => ({ filter, element: button('', () => review.setFilter(filter)) }));
    this.status = make('span', { className: 'status', role: 'status' });
    this.save = button('Save decisions', () => this.saveFile(), { className: 'save' });
    this.picker = make('input', { type: 'file', accept: '.json,application/json', hidden: true });
    this.picker.addEventListener('change', () => this.picked());
    this.who = make('input', { className: 'who', placeholder: 'your name', maxLength: 100, hidden: review.hasStore });
    this.who.value = review.drawer.who;
    this.who.addEventListener('input', () => {
      review.drawer.who = this.who.value;
    });
    const filters = make('div', { className: 'filters' }, ...this.filters.map(({ element }) => element));
    this.element = make(
      'header',
      {},
      words('h1', '', 'Review'),
      words('span', 'quiet', `${part} in the queue`),
      filters,
      words('span', 'grow', ''),
      this.status,
      this.who,
      this.save,
      button('Load…', () => this.picker.click(), { className: 'load' }),
      this.picker,
    );
    this.alarm = make('p', { className: 'alarm', role: 'alert' });
    this.track = make('div', { className: 'track' });
    this.counts = make('span', { className: 'counts quiet' });
    this.bar = make('div', { className: 'bar' }, this.track, this.counts);
  }

  async picked() {
    const { decisions, data } = this.review;
    const file = this.picker.files?.[0];
    const done = file && loadFile(decisions, data.run, file);
    this.picker.value = '';
    if (done) this.review.say(...(await done));
  }

  saveFile() {
    const { decisions, data } = this.review;
    const text = saveFile(decisions, data.run, this.who.value);
    this.show();
    this.review.side.paintChoices();
    this.review.say(text);
  }

  show() {
    const { decisions, data, filter } = this.review;
    const made = data.images.flatMap((image) => {
      const entry = decisions.entries.get(image.path);
      return entry && decisions.decided(image) ? [entry] : [];
    });
    const sure = made.filter((entry) => decisions.isSure(entry));
    const counts = filterCounts(this.review.decided());
    for (const { filter: name, element } of this.filters) {
      element.textContent = `${name} ${counts[name]}`;
      element.setAttribute('aria-pressed', String(name === filter));
    }
    const skipped = sure.filter((entry) => entry.decision === 'skip').length;
    const lost = made.length - sure.length;
    const ofLabel = (/** @type {string} */ label) => sure.filter((entry) => entry.label === label).length;
    this.track.replaceChildren(
      ...decisions.labels.map((label) => stretch(ofLabel(label), '', colourOf(decisions.labels, label))),
      stretch(skipped, 'skipped'),
      stretch(lost, 'unsure'),
      stretch(counts.undecided, ''),
    );
    const unsaved = lost ? `, ${lost} not saved` : '';
    const decided = sure.length - skipped;
    this.counts.textContent = `${decided} decided, ${skipped} skipped, ${counts.undecided} left${unsaved}`;
    this.showStatus(decisions.unsaved().length);
  }

  /** @param {number} count of decisions that are not saved */
  showStatus(count) {
    const { decisions, drawer, hasStore } = this.review;
    const { size } = decisions.entries;
    const [kind, text, alarm] = hasStore
      ? storeStatus(count, decisions.sender.trouble, drawer.works)
      : fileStatus(count, size, drawer.works);
    this.status.className = `status ${kind}`;
    this.status.textContent = text;
    this.alarm.textContent = alarm;
    this.alarm.hidden = !alarm;
    this.save.classList.toggle('primary', count > 0);
    this.save.hidden = hasStore && !alarm;
  }
}

/**
 * @param {number} share
 * @param {string} className
 * @param {string} [colour]
 */
function stretch(share, className, colour = '') {
  const element = make('span', { className });
  element.style.flex = `${share} 0 0`;
  element.style.background = colour;
  return element;
}

/**
 * Kind, text and alarm of a review that writes to a store.
 * @param {number} count of decisions that are not saved
 * @param {string} trouble
 * @param {boolean} isKept whether the browser keeps them
 */
export function storeStatus(count, trouble, isKept) {
  if (!count) return ['good', 'all saved', ''];
  if (!trouble) return ['waiting', 'saving…', ''];
  const kept = isKept ? 'Kept in this browser and sent again; or save' : 'Save';
  const alarm = `${plural(count, 'decision')} not saved: ${trouble}. ${kept} to a file before you close the page.`;
  return ['bad', `${count} not saved`, alarm];
}

/**
 * Kind, text and alarm of a review that saves files.
 * @param {number} count of decisions that are not in a file
 * @param {number} all decisions
 * @param {boolean} isKept whether the browser keeps them
 */
export function fileStatus(count, all, isKept) {
  const text = count ? `${plural(count, 'change')} not yet in a file` : 'all decisions are in a file';
  if (!isKept) return ['bad', text, 'This browser keeps nothing. Save to a file before you close the page.'];
  return all ? [count ? 'waiting' : 'good', text, ''] : ['', 'no decisions yet', ''];
}
