// @ts-check
// The page that needs neither server nor kernel: data and pictures lie in the file itself.
import { mount } from './review.js';

const data = JSON.parse(document.getElementById('data')?.textContent ?? '');
const place = /** @type {HTMLElement} */ (document.getElementById('review'));
const picture = async (/** @type {string} */ kind, /** @type {number} */ number) =>
  (kind === 'image' ? data.images : data.examples)[number].picture;
mount(place, data, { picture })?.root.focus();
