// @ts-check
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Decisions } from '../src/review/decisions.js';
import { colourOf } from '../src/review/elements.js';
import { Drawer, isEntry, joined, knows, newPage, plain } from '../src/review/entries.js';
import { percent } from '../src/review/figure.js';
import { fileContent, fileFault, fits, markFiled } from '../src/review/files.js';
import { fileStatus, storeStatus } from '../src/review/head.js';
import { digitOf } from '../src/review/keys.js';
import { Pictures } from '../src/review/pictures.js';
import { filterCounts, fitsFilter, neighbour, nextUndecided, plural } from '../src/review/queue.js';

/** @typedef {import('../src/review/entries.js').Entry} Entry */
/** @typedef {import('../src/review/queue.js').Decided} Decided */

const TIME = '2024-05-01T12:30:00.000Z';
/** @type {Entry} */
const ENTRY = { path: 'a/1.png', sha256: 'f1', decision: 'label', label: 'void', time: TIME };

/** The storage of a browser. */
class Storage {
  /** @param {string} key */
  getItem(key) {
    return Object.hasOwn(this, key) ? Reflect.get(this, key) : null;
  }
  /**
   * @param {string} key
   * @param {string} value
   */
  setItem(key, value) {
    Object.assign(this, { [key]: String(value) });
  }
  /** @param {string} key */
  removeItem(key) {
    Reflect.deleteProperty(this, key);
  }
}

beforeEach(() => {
  Object.defineProperty(globalThis, 'localStorage', { value: new Storage(), configurable: true });
});

test('a decision is known by its form, whatever a file holds', () => {
  assert.ok(isEntry(ENTRY) && isEntry({ ...ENTRY, decision: 'skip', label: '' }));
  const wrong = [null, 5, [], {}, { ...ENTRY, label: ' ' }, { ...ENTRY, label: 5 }, { ...ENTRY, time: '2024-05-01' }];
  for (const seen of [null, [], 5, { x: 1 }, { __proto__: null, constructor: 1 }, { 'page 0123456789abcdef': 0.5 }]) {
    wrong.push({ ...ENTRY, seen });
  }
  for (const entry of [...wrong, { ...ENTRY, time: 5 }, { ...ENTRY, path: null }, { ...ENTRY, decision: 'skip' }]) {
    assert.ok(!isEntry(entry), JSON.stringify(entry));
  }
});

test('a decision knows those before it, whatever their clocks say', () => {
  const [ana, ben] = [newPage(), newPage()];
  assert.match(ana, /^page [0-9a-f]{16}$/);
  const first = { ...ENTRY, seen: { [ana]: 1 }, time: '2999-01-01T00:00:00.000Z' };
  const second = { ...ENTRY, seen: joined(first.seen, { [ben]: 1 }) };
  const apart = { ...ENTRY, seen: { [ben]: 2 } };
  assert.ok(knows(second, first) && !knows(first, second) && knows(first, first));
  assert.ok(!knows(apart, first) && !knows(first, apart) && !knows(second, apart));
  assert.deepEqual(joined(second.seen, apart.seen), { [ana]: 1, [ben]: 2 });
  assert.ok(knows(ENTRY, plain(ENTRY)) && !knows(ENTRY, { ...ENTRY, label: 'crack' })); // of an earlier version
});

test('a page decides after one whose clock is ahead', () => {
  const { decisions, images } = makeDecisions();
  const ahead = { ...ENTRY, time: '2999-01-01T00:00:00.000Z', seen: { [newPage()]: 1 } };
  decisions.start([ahead]);
  decisions.decide(images[0], 'label', 'crack');
  const entry = /** @type {Entry} */ (decisions.entries.get('a/1.png'));
  assert.ok(knows(entry, ahead) && !knows(ahead, entry) && entry.time < '2999');
  decisions.undo();
  const undone = /** @type {Entry} */ (decisions.entries.get('a/1.png'));
  assert.ok(knows(undone, entry) && undone.label === 'void');
});

test('undo after a reload goes by the order of the decisions, not by their times', () => {
  const { decisions, images } = makeDecisions();
  decisions.decide(images[1], 'skip', '');
  decisions.decide(images[0], 'skip', '');
  const second = /** @type {Entry} */ (decisions.entries.get('a/1.png'));
  decisions.drawer.put({ ...second, time: '2001-01-01T00:00:00.000Z' }); // the clock was set back
  const later = makeDecisions().decisions;
  later.start([]);
  assert.deepEqual([later.undo(), later.undo()], ['a/1.png', 'a/2.png']);
});

test('filters, and the next image that is open', () => {
  /** @type {Decided[]} */
  const decided = ['label', '', 'skip', '', 'label'];
  assert.deepEqual(filterCounts(decided), { all: 5, undecided: 2, decided: 2, skipped: 1 });
  assert.ok(fitsFilter('skipped', 'skip') && !fitsFilter('decided', 'skip') && fitsFilter('all', ''));
  assert.deepEqual([nextUndecided(decided, -1), nextUndecided(decided, 1), nextUndecided(decided, 3)], [1, 3, 1]);
  assert.equal(nextUndecided(['label', 'skip'], 0), -1);
  assert.equal(nextUndecided([''], 0), 0);
  assert.equal(neighbour(decided, 'all', 0, 1), 1);
  assert.equal(neighbour(decided, 'decided', 0, 1), 4);
  assert.deepEqual([neighbour(decided, 'all', 4, 1), neighbour(decided, 'skipped', 1, -1)], [-1, -1]);
  assert.deepEqual([plural(1, 'image'), plural(0, 'image')], ['1 image', '0 images']);
});

test('a file holds what travels, in the order of paths, and is refused as a whole', () => {
  const other = { ...ENTRY, path: 'a/0.png', saved: true, filed: false };
  const content = fileContent('r1', ' Ana\u0007 ', [ENTRY, other]);
  assert.deepEqual(
    [content.who, content.format, content.decisions.map(({ path }) => path)],
    ['Ana', 2, ['a/0.png', 'a/1.png']],
  );
  assert.ok(!('saved' in content.decisions[0]));
  const isFirst = (/** @type {Entry} */ { sha256 }) => sha256 === 'f1';
  assert.equal(fileFault(content, 'r1', isFirst), '');
  assert.match(fileFault(content, 'r2', isFirst), /another collection/);
  assert.match(fileFault(null, 'r1', isFirst), /no file of decisions/);
  assert.match(fileFault({ ...content, decisions: {} }, 'r1', isFirst), /no file of decisions/);
  assert.match(
    fileFault({ ...content, decisions: [ENTRY, { ...ENTRY, sha256: 'f2' }] }, 'r1', isFirst),
    /decision 2 is none/,
  );
});

/**
 * @param {import('../src/review/sender.js').Save | null} save
 */
function makeDecisions(save = null) {
  /** @type {string[]} */
  const said = [];
  const screen = { changed: () => {}, say: (/** @type {string} */ text) => void said.push(text) };
  const rest = { size: /** @type {[number, number]} */ ([4, 3]), label: '', vote: 'void', confidence: 1 };
  const images = ['a/1.png', 'a/2.png'].map((path, at) => {
    return { ...rest, path, sha256: `f${at + 1}`, reasons: [], answers: [], examples: [] };
  });
  const data = { run: 'r1', labels: ['void'], networks: [], images, total: 2, examples: [], sprites: '', columns: 1 };
  return { said, images, decisions: new Decisions(data, new Drawer('r1'), save, screen) };
}

test('on a page, decisions are kept in the browser until they are in a file', () => {
  const { decisions, images } = makeDecisions();
  decisions.decide(images[0], 'label', 'void');
  decisions.decide(images[0], 'label', 'void'); // the same: nothing to undo twice
  assert.deepEqual([decisions.decided(images[0]), decisions.unsaved().length, decisions.past.length], ['label', 1, 1]);
  const later = makeDecisions().decisions; // the page is opened again
  later.start([]);
  assert.equal(later.decided(images[0]), 'label');
  markFiled(decisions);
  assert.equal(decisions.unsaved().length, 0);
  assert.equal(decisions.undo(), 'a/1.png');
  assert.deepEqual([decisions.decided(images[0]), decisions.unsaved().length], ['', 1]); // the file still has it
  assert.equal(decisions.undo(), '');
});

test('undo of a decision that no file has leaves no trace', () => {
  const { decisions, images } = makeDecisions();
  decisions.decide(images[1], 'skip', '');
  decisions.undo();
  assert.deepEqual([decisions.entries.size, Object.keys(localStorage).length], [0, 0]);
});

test('with a store, a decision counts once the store has it, and a later one of somebody else stays', async () => {
  const { decisions, images, said } = makeDecisions(async (entry) => ({ made: [entry] }));
  decisions.decide(images[0], 'label', 'void');
  assert.ok(!decisions.isSure(/** @type {Entry} */ (decisions.entries.get('a/1.png'))));
  await new Promise(setImmediate);
  assert.ok(decisions.isSure(/** @type {Entry} */ (decisions.entries.get('a/1.png'))));
  assert.equal(Object.keys(localStorage).length, 0);
  decisions.sender.save = async (entry) => ({ made: [{ ...entry, label: 'crack', time: '2999-01-01T00:00:00.000Z' }] });
  decisions.decide(images[1], 'skip', '');
  await new Promise(setImmediate);
  assert.deepEqual(said, ['2.png: somebody has decided later, crack']);
  assert.deepEqual(decisions.labels, ['void', 'crack']);
});

test('what the store refuses stays in the browser, is said, and is sent again', async () => {
  const { decisions, images } = makeDecisions(async () => ({ refused: 'the disk is full' }));
  decisions.decide(images[0], 'label', 'void');
  await new Promise(setImmediate);
  assert.deepEqual([decisions.sender.trouble, decisions.unsaved().length], ['the disk is full', 1]);
  assert.equal(Object.keys(localStorage).length, 1);
  decisions.sender.save = async (entry) => ({ made: [entry] });
  decisions.sender.sendAll();
  await new Promise(setImmediate);
  assert.deepEqual([decisions.sender.trouble, decisions.unsaved().length], ['', 0]);
});

test('of store and browser, the decision that knows the other one holds', () => {
  const { decisions, images } = makeDecisions(async () => ({ refused: 'not now' }));
  const [here, there] = [newPage(), newPage()];
  const other = { ...ENTRY, path: 'a/2.png', sha256: 'f2', time: '2001-01-01T00:00:00.000Z' };
  decisions.drawer.put({ ...ENTRY, label: 'mine', seen: { [there]: 1, [here]: 2 } });
  decisions.drawer.put({ ...other, label: 'mine', seen: { [here]: 1 }, time: '2999-01-01T00:00:00.000Z' });
  const stored = [
    { ...ENTRY, seen: { [there]: 1 } },
    { ...other, seen: { [there]: 1, [here]: 1 } },
  ];
  decisions.start([...stored, 'no decision']);
  assert.deepEqual(
    images.map(({ path }) => decisions.entries.get(path)?.label),
    ['mine', 'void'],
  );
  assert.deepEqual(
    decisions.unsaved().map(({ path }) => path),
    ['a/1.png'],
  );
});

test('a decision on a changed image does not fit, one on another image does', () => {
  const { decisions } = makeDecisions();
  assert.ok(fits(decisions, ENTRY) && fits(decisions, { ...ENTRY, path: 'b.png' }));
  assert.ok(!fits(decisions, { ...ENTRY, sha256: 'f9' }));
});

test('pictures are asked for once, again after a failure, and a hundred are kept', async () => {
  /** @type {string[]} */
  const asked = [];
  const pictures = new Pictures(async (kind, number) => {
    asked.push(`${kind} ${number}`);
    if (asked.length === 1) throw new Error('no kernel');
    return `data:${kind}${number}`;
  });
  assert.equal(await pictures.bring('image', 0), '');
  assert.equal(await pictures.bring('image', 0), 'data:image0');
  assert.equal(await pictures.bring('image', 0), 'data:image0');
  assert.deepEqual(asked, ['image 0', 'image 0']);
  for (let number = 1; number <= 100; number++) await pictures.bring('image', number);
  assert.deepEqual([pictures.addresses.size, pictures.addresses.has('image 0')], [100, false]);
});

test('what the line of state says', () => {
  assert.deepEqual(storeStatus(0, '', true)[0], 'good');
  assert.deepEqual(storeStatus(1, '', true)[0], 'waiting');
  assert.match(storeStatus(2, 'full', true)[2], /^2 decisions not saved: full\. Kept in this browser/);
  assert.match(storeStatus(2, 'full', false)[2], /full\. Save to a file/);
  assert.deepEqual(fileStatus(0, 0, true), ['', 'no decisions yet', '']);
  assert.deepEqual(fileStatus(1, 3, true), ['waiting', '1 change not yet in a file', '']);
  assert.deepEqual(fileStatus(0, 3, true)[0], 'good');
  assert.match(fileStatus(1, 1, false)[2], /keeps nothing/);
});

test('labels have their own colours as long as there are some; digits count by their place', () => {
  assert.equal(colourOf(['void', 'crack'], 'crack'), '#e69f00');
  assert.equal(colourOf(['void'], 'unknown'), '#6b7280');
  assert.equal(colourOf([...'abcdefgh'], 'h'), '#6b7280');
  assert.deepEqual([digitOf({ code: 'Digit3', key: '"' }), digitOf({ code: 'Numpad1', key: '1' })], ['3', '1']);
  assert.deepEqual([digitOf({ code: '', key: '4' }), digitOf({ code: 'KeyS', key: 's' })], ['4', '']);
});

test('the zoom stays within the picture', () => {
  assert.deepEqual([percent(50, 100, 200), percent(150, 100, 200), percent(400, 100, 200)], [0, 25, 100]);
});
