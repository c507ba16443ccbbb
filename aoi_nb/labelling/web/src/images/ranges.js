// @ts-check
// Small histograms of all images; who draws over one, or types its ends, selects the images of that range.
import { make } from '../shared.js';

/** @typedef {import('./page.js').ImagesPage} ImagesPage */
/** @typedef {{ name: string, low: number, high: number, all: number[], selected: number[] }} Range */

/**
 * The range between two places on a histogram.
 * @param {Range} range
 * @param {number} from 0 to 1
 * @param {number} to
 */
export function span({ low, high }, from, to) {
  const [start, end] = [Math.min(from, to), Math.max(from, to)].map((x) => Math.min(1, Math.max(0, x)));
  return { low: low + start * (high - low), high: low + end * (high - low) };
}

/**
 * The range between two numbers that a person typed; an end that was left as it stood is the histogram's own.
 * @param {Range} range
 * @param {string} from
 * @param {string} to
 * @returns {{ low: number, high: number } | null} null where one is no number
 */
export function typedSpan({ low, high }, from, to) {
  const ends = [
    [from, low],
    [to, high],
  ].map(([text, end]) => (text === show(Number(end)) ? Number(end) : text ? Number(text) : Number.NaN));
  return ends.some(Number.isNaN) ? null : { low: Math.min(...ends), high: Math.max(...ends) };
}

export class Ranges {
  /** @param {ImagesPage} page */
  constructor(page) {
    this.page = page;
    this.element = make('div', { className: 'aoi-ranges' });
  }

  /** @param {Range[]} ranges */
  show(ranges) {
    const fields = () => /** @type {HTMLInputElement[]} */ ([...this.element.querySelectorAll('input')]);
    const [before, focus] = [fields(), document.activeElement];
    this.element.replaceChildren(...ranges.map((range) => this.histogram(range)));
    const at = before.findIndex((field) => field === focus);
    const here = at < 0 ? undefined : fields()[at];
    if (here?.ariaLabel !== before[at]?.ariaLabel || !here) return;
    here.value = before[at].value; // of a person who types, and goes on typing
    here.focus();
  }

  /** @param {Range} range */
  histogram(range) {
    const most = Math.max(1, ...range.all);
    const bars = range.all.map((count, at) => {
      const bar = make('i', {}, make('u'));
      bar.style.height = `${count ? Math.max(6, (100 * count) / most) : 0}%`;
      /** @type {HTMLElement} */ (bar.firstChild).style.height = `${(100 * range.selected[at]) / Math.max(1, count)}%`;
      return bar;
    });
    const brush = make('s', { hidden: true });
    const plot = make(
      'div',
      { className: 'aoi-plot', title: 'draw over it to select a range, or type its ends and Enter' },
      ...bars,
      brush,
    );
    this.listen(plot, brush, range);
    const low = make('input', { value: show(range.low), ariaLabel: `${range.name} from` });
    const high = make('input', { value: show(range.high), ariaLabel: `${range.name} to` });
    for (const field of [low, high]) {
      field.addEventListener('keydown', ({ key }) => {
        const typed = key === 'Enter' && typedSpan(range, low.value.trim(), high.value.trim());
        if (typed) this.page.tell('range', { name: range.name, ...typed });
      });
    }
    const ends = make('small', {}, low, make('span', { textContent: '–' }), high);
    return make('div', { className: 'aoi-range' }, make('small', { textContent: range.name }), plot, ends);
  }

  /**
   * @param {HTMLElement} plot
   * @param {HTMLElement} brush
   * @param {Range} range
   */
  listen(plot, brush, range) {
    let from = -1;
    const at = (/** @type {PointerEvent} */ event) => {
      const box = plot.getBoundingClientRect();
      return (event.clientX - box.left) / box.width;
    };
    plot.addEventListener('pointerdown', (event) => {
      from = at(event);
      plot.setPointerCapture(event.pointerId);
    });
    plot.addEventListener('pointermove', (event) => {
      if (from < 0) return;
      const [start, end] = [Math.min(from, at(event)), Math.max(from, at(event))];
      Object.assign(brush.style, { left: `${100 * start}%`, width: `${100 * (end - start)}%` });
      brush.hidden = false;
    });
    plot.addEventListener('pointerup', (event) => {
      if (from >= 0) this.page.tell('range', { name: range.name, ...span(range, from, at(event)) });
      from = -1;
      brush.hidden = true;
    });
  }
}

/** @param {number} value */
const show = (value) => String(Math.abs(value) < 100 ? Number(value.toPrecision(2)) : Math.round(value));
