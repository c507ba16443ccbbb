// @ts-check
// Light or dark: as JupyterLab is, where the map is in one, else as the system is.

const CONTRAST = 4.5; // least contrast of a point with dark paper: of a dot of six pixels, 3 (WCAG 1.4.11) is faint
const [NOTHING, QUIET] = ['#BBBBBB', '#7d848d']; // of images without a value: quieter than all others on either paper
export const PAPER = { light: '#ffffff', dark: '#16181c' };

const inLab = () => document.querySelector('#jp-top-panel, .jp-NotebookPanel') !== null;

/** Whether the page is dark. */
export function isDark() {
  const system = matchMedia('(prefers-color-scheme: dark)').matches;
  return inLab() ? document.body.dataset.jpThemeLight === 'false' : system;
}

/**
 * Make an element dark or light, and the page round it, where it is the whole page and that is not JupyterLab.
 * @param {HTMLElement} element
 * @param {boolean} dark
 * @param {boolean} isPage
 */
export function paint(element, dark, isPage) {
  element.classList.toggle('aoi-dark', dark);
  if (inLab() || !isPage) return;
  for (let outer = element.parentElement; outer; outer = outer.parentElement) {
    outer.style.setProperty('background', dark ? PAPER.dark : '', 'important');
  }
}

/**
 * Be told when that changes.
 * @param {() => void} changed
 * @param {AbortSignal} signal ends it
 */
export function watchTheme(changed, signal) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed, { signal });
  const watch = new MutationObserver(changed);
  watch.observe(document.body, { attributeFilter: ['data-jp-theme-light'] });
  signal.addEventListener('abort', () => watch.disconnect());
}

/** @param {string} colour '#rrggbb' */
const channels = (colour) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

/**
 * Relative luminance as WCAG has it.
 * @param {number[]} colour three of 0 to 255
 */
function luminance(colour) {
  const [r, g, b] = colour.map((x) => (x / 255 <= 0.04045 ? x / 255 / 12.92 : ((x / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * Contrast of two colours, 1 to 21.
 * @param {string} one '#rrggbb'
 * @param {string} other
 */
export function contrast(one, other) {
  const [a, b] = [luminance(channels(one)), luminance(channels(other))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/**
 * A colour as it is seen on dark paper: lighter, where it would be lost there.
 * @param {string} colour '#rrggbb'
 */
export function onDark(colour) {
  if (colour.toUpperCase() === NOTHING) return QUIET;
  let seen = colour;
  for (let share = 0.1; contrast(seen, PAPER.dark) < CONTRAST && share < 1; share += 0.1) {
    const mixed = channels(colour).map((x) => Math.round(x + share * (255 - x)));
    seen = `#${mixed.map((x) => x.toString(16).padStart(2, '0')).join('')}`;
  }
  return seen;
}

/**
 * The colours of a map on dark paper: those of amounts the other way round, so that much is what catches the eye.
 * @param {string[]} colours '#rrggbb'
 * @param {number} amounts so many of them, the first ones, are steps of an amount
 */
export function darkColours(colours, amounts) {
  const steps = colours.slice(0, amounts).reverse();
  return [...steps, ...colours.slice(amounts)].map(onDark);
}
