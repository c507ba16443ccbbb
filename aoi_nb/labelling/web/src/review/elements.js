// @ts-check
// Small elements that several parts of the review use.
import { make } from '../shared.js';

const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#b8a500']; // safe for the colour-blind
const GREY = '#6b7280';

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {string} text
 */
export function words(tag, className, text) {
  const element = make(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

/**
 * The colour of a label.
 * @param {string[]} labels
 * @param {string} label
 */
export function colourOf(labels, label) {
  return COLOURS[labels.indexOf(label)] ?? GREY;
}

/**
 * A dot in the colour of a label.
 * @param {string[]} labels
 * @param {string} label
 */
export function dot(labels, label) {
  const element = make('span', { className: 'dot' });
  element.style.background = colourOf(labels, label);
  return element;
}
