// @ts-check
// The row of buttons above a map, what counts its images beside it, and the line of help below it.
import { button, make } from '../shared.js';
import { KEYS } from './keys.js';

/** @typedef {import('./page.js').MapPage} MapPage */

const TOOLS = { move: 'Move', lasso: 'Lasso', box: 'Box' };

export class Bar {
  /** @param {MapPage} page */
  constructor(page) {
    this.page = page;
    this.tools = Object.entries(TOOLS).map(([tool, text]) => ({
      tool,
      element: button(text, () => page.traits.set({ tool }), { title: `key ${tool[0]}` }),
    }));
    this.sprites = button('Pictures', () => page.actions.toggleSprites(), { title: 'key s' });
    this.names = button('Names', () => page.actions.toggleNames(), {
      title: 'names, sizes and density of the communities, key t',
    });
    this.lines = button('Lines', () => page.actions.toggleLines(), {
      title: 'lines between the images of pairs, key p',
    });
    this.alone = button('Only selected', () => page.actions.toggleAlone(), {
      title: 'show only the selected images, again: show all, key i',
    });
    this.status = make('span', { className: 'aoi-status' });
    this.help = make('div', { className: 'aoi-help' });
    this.element = make(
      'div',
      { className: 'aoi-bar' },
      ...this.tools.map(({ element }) => element),
      make('span', { className: 'aoi-gap' }),
      this.sprites,
      this.names,
      this.lines,
      button('•', () => page.actions.resize(1 / 1.25), { title: 'smaller points, key ,', ariaLabel: 'smaller points' }),
      button('●', () => page.actions.resize(1.25), { title: 'larger points, key .', ariaLabel: 'larger points' }),
      button('Fit', () => page.actions.fit(), { title: 'the whole map, key 0' }),
      button('Zoom to selected', () => page.actions.zoomToSelection(), {
        title: 'zoom in until the selected images fill the map, key z',
      }),
      this.alone,
    );
  }

  showTool() {
    const now = this.page.traits.get('tool');
    for (const { tool, element } of this.tools) element.setAttribute('aria-pressed', String(tool === now));
  }

  showSprites() {
    this.sprites.setAttribute('aria-pressed', this.page.traits.get('sprites'));
    this.sprites.hidden = !this.page.traits.get('atlas').byteLength;
  }

  showNames() {
    this.names.setAttribute('aria-pressed', this.page.traits.get('names_shown'));
    this.names.hidden = !this.page.traits.get('captions').length;
  }

  showLines() {
    this.lines.setAttribute('aria-pressed', this.page.traits.get('lines_shown'));
    this.lines.hidden = !this.page.traits.get('lines').byteLength;
  }

  showHelp() {
    /** @type {[string, string][]} */
    const keys = [...KEYS, ...this.page.traits.get('help')];
    const items = keys.map(([key, text]) => make('span', {}, make('kbd', { textContent: key }), ` ${text} `));
    this.help.replaceChildren(...items);
  }
}
