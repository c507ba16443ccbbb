// @ts-check
// What the three pages share: elements, the link to Python, and checks of what a person enters.

/** @typedef {[number, number]} Point */

/**
 * The side of anywidget's model that the pages use.
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(name: string, value: any) => void} set
 * @property {() => void} save_changes
 * @property {(message: object, callbacks?: object, buffers?: DataView[]) => void} send
 * @property {(event: string, action: (...values: any[]) => void) => void} on
 * @property {(event: string, action: (...values: any[]) => void) => void} off
 */

/**
 * What Python answers: the message's `id` and `do`, then the result, or `refused` with a sentence.
 * @typedef {{ id: string, do: string, refused?: string, picture?: DataView<ArrayBuffer>, [name: string]: any }} Answer
 */

// ---- elements ----

/**
 * An element with its properties. Texts come from files and people: they are text, never markup.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<HTMLElementTagNameMap[Tag]>} [properties]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/**
 * A button that does something.
 * @param {string} text
 * @param {() => void} action
 * @param {Partial<HTMLButtonElement>} [properties]
 */
export function button(text, action, properties = {}) {
  const element = make('button', { type: 'button', textContent: text, ...properties });
  element.addEventListener('click', action);
  return element;
}

/**
 * The heading of a column that sorts a table.
 * @param {string} column
 * @param {string} order column that sorts it, with a − before it for the other direction
 * @param {(order: string) => void} sort
 * @param {string} [hint]
 * @param {string} [text] what the heading says
 */
export function sortHeading(column, order, sort, hint = 'sort', text = column) {
  const [up, down] = [order === column, order === `-${column}`];
  const mark = up ? ' ▴' : down ? ' ▾' : '';
  const head = make(
    'th',
    { scope: 'col' },
    button(text + mark, () => sort(up ? `-${column}` : column), { title: hint }),
  );
  head.ariaSort = up ? 'ascending' : down ? 'descending' : 'none';
  return head;
}

/**
 * Show one small picture of a sheet that holds many in rows.
 * @param {HTMLElement} element
 * @param {string} address of the sheet
 * @param {number} number of the picture
 * @param {number} columns of the sheet
 * @param {number} side of the picture on the screen, px
 */
export function placeSprite(element, address, number, columns, side) {
  Object.assign(element.style, {
    backgroundImage: `url(${address})`,
    backgroundSize: `${columns * side}px auto`,
    backgroundPosition: `${-side * (number % columns)}px ${-side * Math.floor(number / columns)}px`,
  });
}

/**
 * Tell an element, as --aoi-height, how high the window is, or what scrolls in it.
 * @param {HTMLElement} element
 * @param {number} least px
 * @param {AbortSignal} signal ends it
 */
export function fillWindow(element, least, signal) {
  /** @type {Element | null} */
  let watched = null;
  const observer = new ResizeObserver(() => fill());
  const fill = () => {
    const outer = element.closest('.jp-WindowedPanel-outer');
    const above = outer ? 8 : Math.min(40, element.getBoundingClientRect().top + window.scrollY);
    const height = (outer?.clientHeight ?? window.innerHeight) - 2 * above;
    element.style.setProperty('--aoi-height', `${Math.max(least, Math.floor(height))}px`);
    if (outer && !watched) observer.observe(outer);
    watched = outer;
  };
  fill();
  observer.observe(element); // which may not be on the screen yet
  window.addEventListener('resize', fill, { signal });
  signal.addEventListener('abort', () => observer.disconnect());
}

// ---- messages ----

export const PATIENCE = 5000; // ms without an answer after which the kernel counts as gone
export const LONG_PATIENCE = 120_000; // the same while an action is on its way that takes its time

/**
 * Sends messages to Python and waits for the answers: README.md describes both.
 */
export class Link {
  /**
   * @param {Model} model
   * @param {(answer: Answer, mine: boolean) => void} [hear] told of every answer, also of those to another view of the
   * same widget, before whoever asked
   */
  constructor(model, hear = () => {}) {
    this.model = model;
    /** @type {Map<string, { action: string, since: number, resolve: (answer: Answer) => void }>} */
    this.waiting = new Map();
    this.prefix = Math.random().toString(36).slice(2); // several views share one widget
    this.count = 0;
    this.broken = false;
    this.slow = 0; // actions on their way that take their time
    /** @type {(answer: Answer, buffers?: DataView<ArrayBuffer>[]) => void} */
    this.receive = (answer, buffers = []) => {
      const question = this.waiting.get(answer.id);
      this.waiting.delete(answer.id);
      hear(answer, question !== undefined);
      question?.resolve({ ...answer, picture: buffers[0] });
    };
    model.on('msg:custom', this.receive);
  }

  /**
   * Ask for something; the answer comes once all that it says is on the disk.
   * @param {string} action what to do
   * @param {object} [content] what that needs
   * @param {number} [patience] ms after which the message counts as refused; the answer is awaited for ever otherwise
   * @param {DataView[]} [buffers] bytes that go with it
   * @returns {Promise<Answer>}
   */
  ask(action, content = {}, patience = Infinity, buffers = []) {
    this.count += 1;
    const id = `${this.prefix}-${this.count}`;
    return new Promise((resolve) => {
      /** @param {string} refused */
      const giveUp = (refused) => {
        if (patience < Infinity && this.waiting.delete(id)) resolve({ id, do: action, refused });
      };
      this.waiting.set(id, { action, since: performance.now(), resolve });
      if (patience < Infinity) setTimeout(() => giveUp('the kernel does not answer'), patience);
      try {
        this.model.send({ ...content, do: action, id }, undefined, buffers);
      } catch {
        this.broken = true; // the connection knows that the kernel is dead
        giveUp('there is no kernel');
      }
    });
  }

  /**
   * Whether a message of this kind waits for its answer.
   * @param {string} action
   */
  awaits(action) {
    return [...this.waiting.values()].some((question) => question.action === action);
  }

  /** Whether the kernel does not answer any more. */
  gone() {
    const patience = this.slow ? LONG_PATIENCE : PATIENCE;
    return this.broken || [...this.waiting.values()].some(({ since }) => performance.now() - since > patience);
  }

  close() {
    this.model.off('msg:custom', this.receive);
  }
}

// ---- checks ----

/**
 * What is wrong with a label, as the label store would see it; '' when nothing is.
 * @param {unknown} text
 */
export function labelFault(text) {
  if (typeof text !== 'string' || !text.trim()) return 'A label needs a letter at least.';
  if ([...text].length > 200) return 'A label has at most 200 characters.';
  return /[\p{Control}\p{Surrogate}]/u.test(text) ? 'A label holds no control characters.' : '';
}

export const OUTLINE = [0, 1, 3, 2]; // of c1 to c4, clockwise round the part

/**
 * Twice the area of a triangle, positive where a, b, c turn clockwise on the screen.
 * @param {Point} a
 * @param {Point} b
 * @param {Point} c
 */
export const cross = (a, b, c) => (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0]);

/**
 * @param {Point} a
 * @param {Point} b
 */
export const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);

/**
 * What is wrong with one to four corners, as a sentence; '' where nothing is. Python checks once more.
 * @param {Point[]} corners c1 top-left, c2 top-right, c3 bottom-left, c4 bottom-right of the part
 */
export function orderFault(corners) {
  const last = corners.length - 1;
  const near = corners.findIndex((corner, index) => index < last && distance(corner, corners[last]) < 2);
  if (near >= 0) return `c${last + 1} lies on c${near + 1}: every corner has a place of its own.`;
  if (corners.length === 3) return thirdFault(corners[0], corners[1], corners[2]);
  if (corners.length === 4) return outlineFault(OUTLINE.map((index) => corners[index]));
  return '';
}

/**
 * @param {Point} c1
 * @param {Point} c2
 * @param {Point} c3
 */
function thirdFault(c1, c2, c3) {
  const along = [c2[0] - c1[0], c2[1] - c1[1]];
  const down = [c3[0] - c1[0], c3[1] - c1[1]];
  const turn = along[0] * down[1] - along[1] * down[0];
  if (turn < 1) {
    return (
      'c3 lies on the wrong side of the edge from c1 to c2: the part would be mirrored, or a line. ' +
      'c1 is the part’s top-left corner, c2 its top-right one, c3 its bottom-left one.'
    );
  }
  const share = (along[0] * down[0] + along[1] * down[1]) / (along[0] ** 2 + along[1] ** 2);
  return share > 0.7 ? 'This looks like c4, the bottom-right corner. The bottom-left corner, c3, comes first.' : '';
}

/** @param {Point[]} outline four corners round the part */
function outlineFault(outline) {
  const turns = outline.map((corner, i) => cross(outline[(i + 3) % 4], corner, outline[(i + 1) % 4]));
  if (turns.every((turn) => turn > 1)) return '';
  if (turns.every((turn) => turn < -1)) {
    return 'The part would be mirrored: left and right, or top and bottom, are exchanged.';
  }
  return (
    'The edges would cross or fold inwards: the order is ' +
    'c1 top-left, c2 top-right, c3 bottom-left, c4 bottom-right.'
  );
}
