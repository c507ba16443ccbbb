// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cross, distance, Link, labelFault, orderFault } from '../src/shared.js';

/** @typedef {import('../src/shared.js').Point} Point */

/** @type {[Point, Point, Point, Point]} */
const PART = [
  [10, 10],
  [90, 10],
  [10, 60],
  [90, 60],
]; // c1 to c4: top-left, top-right, bottom-left, bottom-right
const [C1, C2, C3, C4] = PART;

test('a turn to the right on the screen is positive, and twice the area of the triangle', () => {
  assert.equal(cross([0, 0], [4, 0], [4, 3]), 12);
  assert.equal(cross([0, 0], [4, 0], [4, -3]), -12);
  assert.equal(distance([1, 2], [4, 6]), 5);
});

test('corners in Z order are accepted, one after another', () => {
  for (const count of [1, 2, 3, 4]) assert.equal(orderFault(PART.slice(0, count)), '');
});

test('a part may be turned any way, but not mirrored', () => {
  for (const degrees of [30, 90, 135, 180, 270]) {
    const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
    const turned = PART.map(([x, y]) => /** @type {Point} */ ([c * x - s * y, s * x + c * y]));
    for (const count of [3, 4]) assert.equal(orderFault(turned.slice(0, count)), '', `${degrees}°, ${count} corners`);
  }
  assert.match(orderFault([C2, C1, C4, C3]), /mirrored: left and right/);
  assert.match(orderFault([C1, C2, [10, -40]]), /wrong side of the edge from c1 to c2/);
});

test('a corner needs two pixels of room', () => {
  assert.match(orderFault([C1, [11.9, 10]]), /^c2 lies on c1/);
  assert.equal(orderFault([C1, [12, 10]]), '');
  assert.match(orderFault([C1, C2, C3, [10, 61]]), /^c4 lies on c3/);
});

test('clicked clockwise, the third corner is recognised as the fourth', () => {
  assert.match(orderFault([C1, C2, C4]), /looks like c4/);
  assert.equal(orderFault([C1, C2, [10 + 0.69 * 80, 60]]), '');
  assert.match(orderFault([C1, C2, [10 + 0.71 * 80, 60]]), /looks like c4/);
});

test('edges that cross or fold inwards are refused', () => {
  assert.match(orderFault([C1, C2, C4, C3]), /cross or fold inwards/);
  assert.match(orderFault([C1, C2, C3, [30, 30]]), /cross or fold inwards/);
  assert.match(orderFault([C1, C2, C3, [50, 10]]), /cross or fold inwards/);
  assert.match(orderFault([C1, [20, 20], [30, 30], [40, 40]]), /cross or fold inwards/); // on one line
});

test('a label is one to 200 characters, none of them a control character', () => {
  assert.equal(labelFault('void'), '');
  assert.equal(labelFault('<b>日本 Ωμ</b>'), '');
  assert.match(labelFault('   '), /needs a letter/);
  assert.match(labelFault(undefined), /needs a letter/);
  assert.equal(labelFault('😀'.repeat(200)), '');
  assert.match(labelFault('😀'.repeat(201)), /at most 200/);
  for (const text of ['a\u0007', 'a\u0085', 'a\ud800']) assert.match(labelFault(text), /no control characters/);
});

/** A model whose kernel answers when it is told to. */
function makeModel() {
  /** @type {any[]} */
  const sent = [];
  /** @type {Map<string, (...values: any[]) => void>} */
  const actions = new Map();
  return {
    sent,
    get: () => undefined,
    set: () => {},
    save_changes: () => {},
    send: (/** @type {object} */ message) => void sent.push(message),
    on: (/** @type {string} */ name, /** @type {(...values: any[]) => void} */ action) =>
      void actions.set(name, action),
    off: (/** @type {string} */ name) => void actions.delete(name),
    answer: (/** @type {object} */ content, /** @type {any[]} */ buffers) =>
      actions.get('msg:custom')?.(content, buffers),
    listens: () => actions.has('msg:custom'),
  };
}

test('each message gets the answer with its own id', async () => {
  const model = makeModel();
  const link = new Link(model);
  const answers = [link.ask('look', { row: 4 }), link.ask('look', { row: 5 })];
  const [first, second] = model.sent;
  assert.deepEqual([first.do, first.row, second.row], ['look', 4, 5]);
  assert.notEqual(first.id, second.id);
  assert.ok(link.awaits('look') && !link.awaits('key'));
  const picture = new DataView(new ArrayBuffer(3));
  model.answer({ id: second.id, do: 'look', facts: ['b'] }, [picture]);
  model.answer({ id: first.id, do: 'look', refused: 'no such image' }, []);
  const [a, b] = await Promise.all(answers);
  assert.deepEqual([a.refused, b.facts, b.picture], ['no such image', ['b'], picture]);
  assert.ok(!link.awaits('look') && !link.gone());
  link.close();
  assert.ok(!model.listens());
});

test('answers to another view are heard, and told apart', () => {
  const model = makeModel();
  /** @type {[string, boolean][]} */
  const heard = [];
  const link = new Link(model, (answer, mine) => heard.push([answer.do, mine]));
  link.ask('place');
  model.answer({ id: 'another-1', do: 'undo' }, []);
  model.answer({ id: model.sent[0].id, do: 'place' }, []);
  assert.deepEqual(heard, [
    ['undo', false],
    ['place', true],
  ]);
});

test('with patience, a message without an answer counts as refused; without, it is awaited', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const model = makeModel();
  const link = new Link(model);
  const saved = link.ask('save', {}, 100);
  link.ask('place');
  context.mock.timers.tick(101);
  assert.equal((await saved).refused, 'the kernel does not answer');
  assert.ok(!link.awaits('save') && link.awaits('place'));
});

test('a connection that is closed counts as a kernel that is gone', async () => {
  const model = makeModel();
  model.send = () => {
    throw new Error('closed');
  };
  const link = new Link(model);
  assert.equal((await link.ask('save', {}, 100)).refused, 'there is no kernel');
  assert.ok(link.gone());
  link.ask('place'); // without patience it is awaited: nothing that a person did is taken back
  assert.ok(link.awaits('place'));
});
