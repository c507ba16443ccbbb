// @ts-check
// The points as the graphics processor has them.
import { BufferAttribute, BufferGeometry, LinearFilter, Points, ShaderMaterial, Texture, Vector3 } from 'three';
import fragmentShader from './points.fragment.glsl';
import { colourBytes, normalised, SELECTED, shuffled } from './points.js';
import vertexShader from './points.vertex.glsl';

const SPRITE = 6; // side of a small picture, in point sizes

const FADE = { light: 0.65, dark: 0.45 }; // share of paper in points beside a selection: on dark paper less is as much

export class Cloud {
  /**
   * @param {number} ratio pixels of the device for one of the page
   * @param {() => void} changed what to do when something looks different
   */
  constructor(ratio, changed) {
    this.ratio = ratio;
    this.changed = changed;
    this.count = 0;
    this.flat = true; // in two dimensions
    this.order = new Uint32Array(); // rows in the order of drawing
    this.rank = new Uint32Array(); // place of each row in that order
    this.places = new Float32Array(); // by row, within −1 … 1
    this.half = [0, 0, 0]; // half of each side of the whole
    this.around = [0, 0]; // as far from the middle as lines round the points reach
    this.radius = 0.5; // of the whole
    this.frame = { middle: [0, 0, 0], longest: 1 }; // from which places are counted, in the map's own units
    this.states = new Uint8Array();
    const uniforms = {
      ...{ size: 6, dot_px: ratio, reach: 1, sprites: false, flat_map: true, fading: false, fade: FADE.light },
      ...{ atlas: null, columns: 1, step_uv: [1, 1], texel: 0 },
      ...{ paper: new Vector3(1, 1, 1), ink: new Vector3(0.1, 0.1, 0.1) },
    };
    /** @type {Record<string, { value: any }>} */
    this.uniforms = Object.fromEntries(Object.entries(uniforms).map(([name, value]) => [name, { value }]));
    const material = new ShaderMaterial({ vertexShader, fragmentShader, uniforms: this.uniforms, transparent: true });
    this.points = new Points(new BufferGeometry(), material);
    this.points.frustumCulled = false;
    this.setPoints(new Float32Array(), 2);
  }

  /**
   * @param {Float32Array} points
   * @param {number} dimensions
   */
  setPoints(points, dimensions) {
    this.count = points.length / dimensions;
    this.flat = dimensions === 2;
    this.order = shuffled(this.count); // a slice is then a fair sample, and no category lies on top of the others
    this.rank = new Uint32Array(this.count);
    for (const [place, row] of this.order.entries()) this.rank[row] = place;
    const { places, half, radius, middle, longest } = normalised(points, dimensions);
    this.frame = { middle, longest };
    this.places = places;
    this.half = half;
    this.around = [0, 0];
    this.radius = radius;
    this.points.geometry.dispose();
    this.points.geometry = new BufferGeometry();
    this.fill('position', Float32Array, 3, (row, axis) => places[3 * row + axis]);
    this.fill('row', Float32Array, 1, (row) => row);
    this.setColours(new Uint16Array(this.count), ['#888888']);
    this.setStates(new Uint8Array(this.count));
    this.uniforms.flat_map.value = this.flat;
  }

  /**
   * One attribute of all points, in the order of drawing.
   * @param {string} name
   * @param {typeof Float32Array | typeof Uint8Array} Kind
   * @param {number} width
   * @param {(row: number, axis: number) => number} value
   * @param {boolean} [normalise] whether 255 stands for 1
   */
  fill(name, Kind, width, value, normalise = false) {
    const values = new Kind(width * this.count);
    for (let place = 0; place < this.count; place++) {
      for (let axis = 0; axis < width; axis++) values[width * place + axis] = value(this.order[place], axis);
    }
    this.points.geometry.setAttribute(name, new BufferAttribute(values, width, normalise));
    this.changed();
  }

  /**
   * @param {Uint16Array} codes
   * @param {string[]} colours
   */
  setColours(codes, colours) {
    const byte = colourBytes(colours);
    this.fill('tint', Uint8Array, 3, (row, channel) => byte(codes[row], channel), true);
  }

  /** @param {Uint8Array<ArrayBuffer>} states */
  setStates(states) {
    this.states = states;
    this.uniforms.fading.value = states.includes(SELECTED);
    this.fill('state', Uint8Array, 1, (row) => states[row]);
  }

  /**
   * @param {HTMLImageElement | null} image
   * @param {number} [tile] side of a small picture, px of the image
   * @param {number} [columns]
   */
  setAtlas(image, tile = 1, columns = 1) {
    this.uniforms.atlas.value?.dispose();
    this.uniforms.atlas.value = null;
    if (!image) return;
    const texture = new Texture(image);
    texture.minFilter = texture.magFilter = LinearFilter;
    texture.generateMipmaps = false;
    texture.needsUpdate = true;
    this.uniforms.atlas.value = texture;
    this.uniforms.columns.value = columns;
    this.uniforms.step_uv.value = [tile / image.width, tile / image.height];
    this.uniforms.texel.value = 0.5 / tile;
    this.changed();
  }

  /**
   * @param {boolean} sprites
   * @param {number} size px
   */
  setLook(sprites, size) {
    this.uniforms.sprites.value = sprites && this.uniforms.atlas.value !== null;
    this.uniforms.size.value = size * (this.sprites ? SPRITE : 1) * this.ratio;
  }

  /**
   * @param {string} paper '#rrggbb'
   * @param {boolean} dark
   */
  setPaper(paper, dark) {
    const part = (/** @type {number} */ at) => Number.parseInt(paper.slice(at, at + 2), 16) / 255;
    this.uniforms.paper.value.set(part(1), part(3), part(5));
    this.uniforms.ink.value.setScalar(dark ? 0.95 : 0.1);
    this.uniforms.fade.value = dark ? FADE.dark : FADE.light;
    this.changed();
  }

  /** Whether small pictures are drawn. */
  get sprites() {
    return this.uniforms.sprites.value;
  }

  /** Side of a point at its usual distance, px. */
  get size() {
    return this.uniforms.size.value / this.ratio;
  }
}
