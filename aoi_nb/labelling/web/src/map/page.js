// @ts-check
// One map of a collection on the screen: its parts, and what of the traits each of them shows.
import { Link, make } from '../shared.js';
import { darkColours, PAPER } from '../theme.js';
import { Actions } from './actions.js';
import { Bar } from './bar.js';
import { Captions } from './captions.js';
import { Cursor } from './cursor.js';
import { Density } from './density.js';
import EXPLORER_STYLE from './explorer.css';
import { frameOf } from './frame.js';
import { Hover } from './hover.js';
import { mapKeys } from './keys.js';
import { Legend } from './legend.js';
import { Lines } from './lines.js';
import STYLE from './map.css';
import { Pointer } from './pointer.js';
import { countLine, pointStates } from './selection.js';
import { numbers, Traits } from './traits.js';

/** @typedef {import('../shared.js').Model} Model */
/** @typedef {import('./drawing.js').Drawing} Drawing */

export class MapPage {
  /**
   * @param {Model} model
   * @param {HTMLElement} stage
   * @param {Drawing} drawing on that stage
   */
  constructor(model, stage, drawing) {
    this.stage = stage;
    this.drawing = drawing;
    this.drawing.moved = () => this.actions.keepView();
    this.drawing.placed = () => this.placeWords();
    this.traits = new Traits(model);
    this.link = new Link(model);
    this.codes = new Uint16Array();
    this.selected = new Uint32Array();
    this.atlas = ''; // address of the sheet of small pictures
    this.actions = new Actions(this);
    this.bar = new Bar(this);
    this.legend = new Legend(this);
    const aside = make('div', { className: 'aoi-aside' }, this.legend.element, this.bar.status);
    const body = make('div', { className: 'aoi-body' }, stage, aside);
    const style = make('style', { textContent: STYLE + EXPLORER_STYLE });
    this.root = make('div', { className: 'aoi-map', tabIndex: 0 }, style, this.bar.element, body, this.bar.help);
    this.root.setAttribute('role', 'group');
    this.root.setAttribute('aria-label', 'map of the images; its keys are listed below it');
    Object.assign(this.root, { drawing }); // for tests and the console
    this.density = new Density(this, this.stage);
    this.lines = new Lines(this, this.stage);
    this.captions = new Captions(this, this.stage);
    this.dark = false;
    this.pointer = new Pointer(this, this.stage);
    this.hover = new Hover(this, this.stage);
    this.cursor = new Cursor(this, this.stage);
    this.keys = mapKeys(this);
    /** @type {import('./frame.js').Frame | null} */
    this.frame = null; // known once the map is in the document
    this.watch = new ResizeObserver(() => {
      if (this.root.isConnected) this.frame ??= frameOf(this);
      this.drawing.resize();
    });
  }

  /** @param {HTMLElement} el */
  open(el) {
    el.append(this.root);
    listen(this);
    this.showAll();
    this.watch.observe(this.stage);
  }

  showAll() {
    this.showHeight();
    this.showPoints();
    showAtlas(this);
    this.showLook();
    this.showTool();
    this.bar.showHelp();
    this.showCaptions();
    this.lines.show();
    if (this.traits.get('camera').length === 7) this.drawing.camera.setView(this.traits.get('camera'));
  }

  /** The height that Python gives; 0 for that of what is round the map. */
  showHeight() {
    const height = this.traits.get('height');
    this.root.style.height = height ? `${height}px` : '100%';
  }

  /** @param {boolean} dark */
  setTheme(dark) {
    this.dark = dark;
    this.drawing.setPaper(dark ? PAPER.dark : PAPER.light, dark);
    this.showColours();
  }

  /** The colours of the categories as they are seen. */
  get colours() {
    const colours = this.traits.get('colours');
    return this.dark ? darkColours(colours, this.traits.get('amounts')) : colours;
  }

  showCaptions() {
    this.captions.show();
    this.showNames();
  }

  showNames() {
    this.bar.showNames();
    this.placeWords();
  }

  placeWords() {
    this.density.place();
    this.lines.place();
    this.captions.place();
    this.cursor.place();
  }

  showPoints() {
    this.drawing.setPoints(numbers(Float32Array, this.traits.get('points')), this.traits.get('dimensions'));
    this.density.show();
    this.showColours();
    this.showStates();
  }

  showColours() {
    this.codes = numbers(Uint16Array, this.traits.get('codes'));
    this.drawing.cloud.setColours(this.codes, this.colours);
    this.legend.show();
  }

  showStates() {
    const [hidden, chosen] = [this.traits.get('hidden'), this.traits.get('chosen')];
    const before = numbers(Uint32Array, this.traits.get('selected'));
    const marked = numbers(Uint32Array, this.traits.get('marked'));
    const { count } = this.drawing;
    const alone = numbers(Uint32Array, this.traits.get('alone'));
    const now = pointStates(count, { codes: this.codes, hidden, selected: before, marked, chosen, alone });
    this.bar.alone.setAttribute('aria-pressed', String(alone.length > 0));
    this.selected = now.selected;
    this.drawing.cloud.setStates(now.states);
    this.bar.status.textContent = countLine(count, now.concealed, now.selected.length);
    this.hover.leave();
    if (now.selected.length < before.length) this.traits.select(now.selected);
  }

  showLook() {
    this.drawing.setLook(this.traits.get('sprites'), this.traits.get('size'));
    this.bar.showSprites();
    this.hover.leave();
  }

  showTool() {
    const tool = this.traits.get('tool');
    this.bar.showTool();
    this.drawing.camera.setTool(tool);
    this.stage.style.cursor = tool === 'move' ? 'grab' : 'crosshair';
  }

  close() {
    this.frame?.remove(this);
    this.traits.close();
    this.link.close();
    this.watch.disconnect();
    URL.revokeObjectURL(this.atlas);
    this.drawing.dispose();
  }
}

/**
 * What of the traits each part shows.
 * @param {MapPage} page
 */
function listen(page) {
  const { traits } = page;
  traits.listen('points dimensions', () => page.showPoints());
  traits.listen('codes names colours label_keys amounts', () => page.showColours());
  traits.listen('hidden', () => page.legend.showHidden());
  traits.listen('captions', () => page.showCaptions());
  traits.listen('density', () => page.density.show());
  traits.listen('lines lines_shown', () => page.lines.show());
  traits.listen('hidden alone', () => page.placeWords());
  traits.listen('names_shown', () => page.showNames());
  traits.listen('codes hidden selected marked chosen alone', () => page.showStates());
  traits.listen('atlas', () => showAtlas(page));
  traits.listen('sprites size', () => page.showLook());
  traits.listen('tool', () => page.showTool());
  traits.listen('help', () => page.bar.showHelp());
  traits.listen('height', () => page.showHeight());
  traits.listen('camera', () => showView(page));
  traits.listen('zoomed', () => page.actions.zoomToSelection());
}

/**
 * What Python says is to be seen of the map; all of it where that is nothing.
 * @param {MapPage} page
 */
function showView({ traits, drawing: { camera } }) {
  const view = traits.get('camera');
  if (view.length !== 7) camera.fit();
  else if (String(view) !== String(camera.view())) camera.setView(view);
}

/**
 * The sheet of small pictures, once the browser has read it.
 * @param {MapPage} page
 */
function showAtlas(page) {
  const view = page.traits.get('atlas');
  URL.revokeObjectURL(page.atlas);
  page.atlas = view.byteLength ? URL.createObjectURL(new Blob([view])) : '';
  if (!page.atlas) {
    page.drawing.cloud.setAtlas(null);
    page.showLook();
    return;
  }
  const image = new Image();
  image.onload = () => {
    if (image.src !== page.atlas) return;
    page.drawing.cloud.setAtlas(image, page.traits.get('tile'), page.traits.get('columns'));
    page.showLook();
  };
  image.src = page.atlas;
}
