// @ts-check
// Decisions saved to a file, and taken from one.
import { make } from '../shared.js';
import { isEntry, joined, knows, plain, seenOf } from './entries.js';
import { plural } from './queue.js';

/** @typedef {import('./entries.js').Entry} Entry */
/** @typedef {import('./decisions.js').Decisions} Decisions */

const LARGEST_FILE = 50e6; // bytes
const KEEP_MS = 60000; // until the address of a saved file is given up

/**
 * What a file of decisions holds.
 * @param {string} run
 * @param {string} who
 * @param {Entry[]} entries
 */
export function fileContent(run, who, entries) {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { format: 2, run, who: who.replace(/\p{Control}/gu, '').trim(), decisions: sorted.map(plain) };
}

/**
 * What is wrong with the content of a file; '' where nothing is.
 * @param {any} content
 * @param {string} run
 * @param {(entry: Entry) => boolean} fits
 */
export function fileFault(content, run, fits) {
  if (![1, 2].includes(content?.format) || !Array.isArray(content.decisions)) return 'no file of decisions';
  if (content.run !== run) return 'decisions on another collection of images';
  const wrong = content.decisions.findIndex((/** @type {unknown} */ entry) => !isEntry(entry) || !fits(entry));
  return wrong < 0 ? '' : `decision ${wrong + 1} is none, or its image has changed`;
}

/**
 * Save all decisions to a file; what to tell the person.
 * @param {Decisions} decisions
 * @param {string} run
 * @param {string} who
 */
export function saveFile(decisions, run, who) {
  const content = fileContent(run, who, decisions.made());
  const address = URL.createObjectURL(new Blob([JSON.stringify(content, null, 1)], { type: 'application/json' }));
  const name = `decisions-${run}-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.json`;
  make('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), KEEP_MS);
  if (!decisions.hasStore) markFiled(decisions);
  return `${plural(content.decisions.length, 'decision')} saved to ${name}`;
}

/**
 * Take the decisions of a file that are not known here; what to tell the person, and whether it is a fault.
 * @param {Decisions} decisions
 * @param {string} run
 * @param {File} file
 * @returns {Promise<[string, boolean]>}
 */
export async function loadFile(decisions, run, file) {
  const { value, broken } = await readFile(file);
  const fault = broken || fileFault(value, run, (entry) => fits(decisions, entry));
  if (fault) return [`${file.name}: ${fault}. Nothing is taken from it.`, true];
  /** @type {Entry[]} */
  const all = value.decisions;
  const unknown = all.filter((entry) => {
    const own = decisions.entries.get(entry.path);
    return !own || !knows(own, entry);
  });
  for (const entry of unknown) take(decisions, plain(entry));
  return [`${plural(unknown.length, 'decision')} taken from ${file.name}`, false];
}

/**
 * What a file holds, and why it is no JSON.
 * @param {File} file
 * @returns {Promise<{ value: any, broken: string }>}
 */
async function readFile(file) {
  if (file.size > LARGEST_FILE) return { value: null, broken: 'too large for a file of decisions' };
  try {
    return { value: JSON.parse(await file.text()), broken: '' };
  } catch {
    return { value: null, broken: 'no JSON' };
  }
}

/**
 * All decisions are in a file now.
 * @param {Decisions} decisions
 */
export function markFiled(decisions) {
  for (const entry of decisions.unsaved()) {
    if (entry.decision === 'none') decisions.forget(entry.path);
    else decisions.keep(entry);
  }
}

/**
 * Whether a decision is on another image, or on one that is the same.
 * @param {Decisions} decisions
 * @param {Entry} entry
 */
export function fits({ number, images }, entry) {
  const place = number.get(entry.path);
  return place === undefined || images[place].sha256 === entry.sha256;
}

/**
 * A decision from a file; one on an image that is not on this page is kept, and saved again with the others.
 * @param {Decisions} decisions
 * @param {Entry} entry
 */
function take(decisions, entry) {
  decisions.learn(entry.label);
  const before = decisions.entries.get(entry.path) ?? null;
  if (decisions.number.has(entry.path)) decisions.past.push({ path: entry.path, before });
  decisions.put({ ...entry, seen: joined(before ? seenOf(before) : {}, seenOf(entry)) });
  if (decisions.hasStore) return;
  const put = decisions.entries.get(entry.path);
  if (put) decisions.keep(put);
  decisions.screen.changed(entry.path);
}
