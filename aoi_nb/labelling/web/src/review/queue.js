// @ts-check
// The order of images: filters, the next one, counts. Nothing here needs a screen.

/** @typedef {'label' | 'skip' | ''} Decided */
/** @typedef {'all' | 'undecided' | 'decided' | 'skipped'} Filter */

/** @type {Filter[]} */
export const FILTERS = ['all', 'undecided', 'decided', 'skipped'];

/**
 * Whether an image is among those that a filter shows.
 * @param {Filter} filter
 * @param {Decided} decided
 */
export function fitsFilter(filter, decided) {
  return { all: true, undecided: !decided, decided: decided === 'label', skipped: decided === 'skip' }[filter];
}

/**
 * The next image that is not decided, from the start again after the end; −1 for none.
 * @param {Decided[]} decided
 * @param {number} from
 */
export function nextUndecided(decided, from) {
  const order = decided.map((_, step) => (from + 1 + step) % decided.length);
  return order.find((number) => !decided[number]) ?? -1;
}

/**
 * The image beside this one among those that a filter shows; −1 for none.
 * @param {Decided[]} decided
 * @param {Filter} filter
 * @param {number} from
 * @param {1 | -1} step
 */
export function neighbour(decided, filter, from, step) {
  let number = from + step;
  while (number >= 0 && number < decided.length && !fitsFilter(filter, decided[number])) number += step;
  return number < decided.length ? Math.max(-1, number) : -1;
}

/**
 * How many images each filter shows.
 * @param {Decided[]} decided
 * @returns {Record<Filter, number>}
 */
export function filterCounts(decided) {
  const count = (/** @type {Filter} */ filter) => decided.filter((one) => fitsFilter(filter, one)).length;
  return { all: count('all'), undecided: count('undecided'), decided: count('decided'), skipped: count('skipped') };
}

/**
 * '1 image', '2 images'
 * @param {number} count
 * @param {string} word
 */
export function plural(count, word) {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/**
 * The file's name of a path.
 * @param {string} path
 */
export const nameOf = (path) => path.slice(path.lastIndexOf('/') + 1);
