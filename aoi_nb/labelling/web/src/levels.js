// @ts-check
// Brightness and contrast of what is shown, by hand, and stretched where an image is dark. No pixel of a file changes:
// the browser draws what it has through a filter.
import { button, make } from './shared.js';

const DARK = 0.4; // an image of which 99 of 100 values lie below is dark
const LEAST_RANGE = 2 / 255; // between the levels of an image that can be stretched
const MOST = 10; // steps up and down
const STEP = 2 ** 0.2; // a factor: five steps double
const SAMPLE = 256; // px, longest side of what is looked at

/** @typedef {{ brightness: number, contrast: number }} Steps from −10 to 10 */
/** @typedef {{ low: number, high: number }} Range of levels, 0 to 1 */

/**
 * The levels between which 98 of 100 values of a dark image lie; null of an image that is not dark, or all of one level.
 * @param {Uint8ClampedArray} pixels red, green, blue and alpha of each
 * @returns {Range | null}
 */
export function darkRange(pixels) {
  const counts = new Uint32Array(256);
  for (let at = 0; at < pixels.length; at += 4) {
    for (let channel = 0; channel < 3; channel += 1) counts[pixels[at + channel]] += 1;
  }
  const total = (pixels.length / 4) * 3;
  const levelOf = (/** @type {number} */ share) => {
    let [level, seen] = [0, counts[0]];
    while (seen < share * total) {
      level += 1;
      seen += counts[level];
    }
    return level / 255;
  };
  const [low, high] = [levelOf(0.01), levelOf(0.99)];
  return total && high < DARK && high - low >= LEAST_RANGE ? { low, high } : null;
}

/**
 * The CSS filter that shows levels low to high from black to white, then brighter and with more contrast.
 * CSS has no offset: contrast(c) of brightness(b) is c·b·level + (1 − c)/2, and that is (level − low)/(high − low).
 * @param {Steps} steps
 * @param {Range | null} range
 */
export function filterOf({ brightness, contrast }, range) {
  const parts = [];
  if (range) {
    const [span, sum] = [range.high - range.low, range.high + range.low];
    parts.push(`brightness(${1 / sum})`, `contrast(${sum / span})`);
  }
  if (brightness) parts.push(`brightness(${STEP ** brightness})`);
  if (contrast) parts.push(`contrast(${STEP ** contrast})`);
  return parts.join(' ') || 'none';
}

/**
 * What a person is told of an image that is shown otherwise than it is.
 * @param {Range | null} range
 */
export function rangeSentence(range) {
  if (!range) return '';
  const [low, high] = [range.low, range.high].map((level) => Math.round(level * 255));
  return `Dark image, shown brighter: levels ${low} to ${high} of 255 are stretched. The file stays as it is.`;
}

/**
 * Pixels of an image, few enough to be counted at once.
 * @param {ImageBitmap | HTMLImageElement} image
 */
function sampled(image) {
  const whole = 'naturalWidth' in image ? [image.naturalWidth, image.naturalHeight] : [image.width, image.height];
  const scale = Math.min(1, SAMPLE / Math.max(...whole));
  const [width, height] = whole.map((length) => Math.max(1, Math.round(length * scale)));
  const canvas = make('canvas', { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  context.drawImage(image, 0, 0, width, height);
  return context.getImageData(0, 0, width, height).data;
}

/** The controls, and what they make of the image that is shown. They hold as long as the page is open. */
export class Levels {
  /** @param {(filter: string) => void} changed what to do with the CSS filter */
  constructor(changed) {
    /** @type {Steps} */
    this.steps = { brightness: 0, contrast: 0 };
    /** @type {Range | null} */
    this.range = null; // of the image, where that is dark
    this.changed = changed;
    this.sliders = { brightness: this.slider('brightness'), contrast: this.slider('contrast') };
    this.auto = make('input', { type: 'checkbox', checked: true });
    this.auto.addEventListener('change', () => this.show());
    this.said = make('span', { className: 'stretched', role: 'status' });
    this.element = make(
      'div',
      { className: 'levels' },
      make('label', { title: 'B brighter, Shift B darker' }, 'Brightness', this.sliders.brightness),
      make('label', { title: 'V more, Shift V less' }, 'Contrast', this.sliders.contrast),
      make('label', { title: 'Stretch the levels of dark images (D)' }, this.auto, 'Brighten dark images'),
      button('As it is', () => this.asItIs(), { title: 'Show the image as the file has it (X)' }),
      this.said,
    );
  }

  /** @param {'brightness' | 'contrast'} name */
  slider(name) {
    const slider = make('input', { type: 'range', min: String(-MOST), max: String(MOST), value: '0' });
    slider.addEventListener('input', () => this.set(name, Number(slider.value)));
    return slider;
  }

  /**
   * @param {'brightness' | 'contrast'} name
   * @param {number} step
   */
  set(name, step) {
    this.steps[name] = Math.min(MOST, Math.max(-MOST, step));
    this.show();
  }

  /**
   * What a key does with the controls, undefined for another key.
   * @param {string} key in lower case
   * @param {boolean} shift
   * @returns {(() => void) | undefined}
   */
  actionOf(key, shift) {
    const by = shift ? -1 : 1;
    /** @type {Record<string, () => void>} */
    const actions = {
      b: () => this.set('brightness', this.steps.brightness + by),
      v: () => this.set('contrast', this.steps.contrast + by),
      d: () => this.auto.click(),
      x: () => this.asItIs(),
    };
    return Object.hasOwn(actions, key) ? actions[key] : undefined;
  }

  asItIs() {
    this.steps = { brightness: 0, contrast: 0 };
    this.auto.checked = false;
    this.show();
  }

  /**
   * Another image is shown.
   * @param {ImageBitmap | HTMLImageElement | null} image
   */
  look(image) {
    this.range = image && darkRange(sampled(image));
    this.show();
  }

  show() {
    const range = this.auto.checked ? this.range : null;
    for (const name of /** @type {const} */ (['brightness', 'contrast'])) {
      const slider = this.sliders[name];
      slider.value = String(this.steps[name]);
      slider.setAttribute('aria-valuetext', `${Math.round(100 * STEP ** this.steps[name])} %`);
    }
    this.said.textContent = rangeSentence(range);
    this.changed(filterOf(this.steps, range));
  }
}

/**
 * Whether a key belongs to the control that has the focus.
 * @param {Element} target
 * @param {string} key in lower case
 */
export function isOwnKey(target, key) {
  if (target.matches('input[type="range"]')) return /^(arrow|page|home|end)/.test(key);
  if (target.matches('input[type="checkbox"], button, summary')) return key === ' ' || key === 'enter';
  return target.matches('input, select');
}
