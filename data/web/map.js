// One map of a collection: points or small pictures in two or three dimensions, looked at, hovered and selected.
import {
  BufferAttribute, BufferGeometry, LinearFilter, MOUSE, OrthographicCamera, PerspectiveCamera, Points, Scene,
  ShaderMaterial, Texture, WebGLRenderer,
} from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';

const HIDDEN = 255, PLAIN = 0, SELECTED = 1, MARKED = 2, CHOSEN = 3;  // states of a point
const SPRITE = 6;  // side of a small picture, in point sizes
const VIEW = 40;  // degrees that the eye takes in of a map in space
const PATIENCE = 30;  // ms that one slice of the drawing may take: 20 frames a second, with something left for the page

const VERTICES = `
attribute vec3 tint;
attribute float state, row;
uniform float size, dot_px, reach, columns;  // reach: the distance at which a point has its size
uniform bool sprites, flat_map, fading;
varying vec3 colour;
varying vec2 tile;
varying float kind, side, pale;
void main() {
  if (state > 254.0) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); gl_PointSize = 0.0; return; }
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
  float near = flat_map ? 1.0 : clamp(reach / gl_Position.w, 0.5, 3.0);
  side = size * near + (state > 1.0 && !sprites ? (state > 2.0 ? 12.0 : 8.0) * dot_px : 0.0);
  gl_PointSize = side;
  if (state > 1.0) gl_Position.z = gl_Position.w * (state > 2.0 ? -0.98 : -0.96);  // in front of all others
  else if (flat_map && state > 0.0) gl_Position.z -= 0.1;
  colour = tint;
  kind = state;
  tile = vec2(mod(row, columns), floor(row / columns));
  pale = fading && state < 1.0 ? 0.65 : 0.0;
  float far = clamp(0.9 * (gl_Position.w / reach - 0.85), 0.0, 0.6);  // what is far fades into the paper
  if (!flat_map) pale = max(pale, far);
}`;

const PIXELS = `
uniform sampler2D atlas;
uniform vec2 step_uv;
uniform float texel, dot_px;
uniform bool sprites;
varying vec3 colour;
varying vec2 tile;
varying float kind, side, pale;
const vec3 INK = vec3(0.1);
void main() {
  vec3 seen = colour;
  float opaque = 1.0;
  if (sprites) {
    float frame = (kind > 2.0 ? 5.0 : kind > 1.0 ? 3.0 : 2.0) * dot_px / side;
    vec2 inner = (gl_PointCoord - frame) / (1.0 - 2.0 * frame);
    bool outside = any(lessThan(inner, vec2(0.0))) || any(greaterThan(inner, vec2(1.0)));
    vec2 at = (tile + clamp(inner, texel, 1.0 - texel)) * step_uv;
    if (!outside) seen = texture2D(atlas, vec2(at.x, 1.0 - at.y)).rgb;
    else if (kind > 1.0) seen = INK;
  } else {
    float radius = distance(gl_PointCoord, vec2(0.5)) * side;
    opaque = clamp(0.5 * side - radius, 0.0, 1.0);
    if (opaque == 0.0) discard;
    float ring = (kind > 2.0 ? 3.5 : 2.0) * dot_px, inward = 0.5 * side - radius;
    if (kind > 1.0 && inward < ring + 1.5 * dot_px) seen = inward < ring ? INK : vec3(1.0);
  }
  gl_FragColor = vec4(mix(seen, vec3(1.0), pale), opaque);
}`;

// Points drawn by WebGL. Nothing is drawn unless something has changed. Where the machine is slow, one frame draws a
// slice of the points and the next frames the others: while the map is moved only the first slice is seen, and moving
// stays fluid.
class Drawing {
  constructor(box) {
    this.box = box;
    this.renderer = new WebGLRenderer({ antialias: false, preserveDrawingBuffer: true });
    this.renderer.setPixelRatio(Math.min(window.devicePixelRatio, 2));
    this.renderer.setClearColor(0xffffff);
    this.renderer.autoClear = false;
    this.canvas = this.renderer.domElement;
    box.append(this.canvas);
    this.uniforms = Object.fromEntries(Object.entries({
      size: 6, dot_px: this.renderer.getPixelRatio(), reach: 1, sprites: false, flat_map: true, fading: false,
      atlas: null, columns: 1, step_uv: [1, 1], texel: 0,
    }).map(([name, value]) => [name, { value }]));
    const material = new ShaderMaterial({
      vertexShader: VERTICES, fragmentShader: PIXELS, uniforms: this.uniforms, transparent: true });
    this.cloud = new Points(new BufferGeometry(), material);
    this.cloud.frustumCulled = false;
    this.scene = new Scene();
    this.scene.add(this.cloud);
    this.slice = 20000;
    this.count = this.drawn = this.frames = 0;
    this.tool = 'move';
    this.canvas.addEventListener('webglcontextrestored', () => this.redraw());
    this.setPoints(new Float32Array(), 2);
  }

  setPoints(points, dimensions) {
    this.count = points.length / dimensions;
    this.flat = dimensions === 2;
    this.order = shuffled(this.count);  // a slice is then a fair sample, and no category lies on top of the others
    this.rank = new Uint32Array(this.count);
    this.order.forEach((row, place) => { this.rank[row] = place; });
    const bounds = [0, 1, 2].map(axis => (axis < dimensions ? extent(points, axis, dimensions) : [0, 0]));
    const half = Math.max(1e-12, ...bounds.map(([low, high]) => (high - low) / 2));
    this.half = bounds.map(([low, high]) => (high - low) / 2 / half);
    this.places = new Float32Array(3 * this.count);  // by row, within −1…1
    for (let row = 0; row < this.count; row++) {
      for (let axis = 0; axis < dimensions; axis++) {
        const middle = (bounds[axis][0] + bounds[axis][1]) / 2;
        this.places[3 * row + axis] = (points[row * dimensions + axis] - middle) / half;
      }
    }
    this.radius = 0.5;  // of the whole, seen from its middle; more than nothing for a single point
    for (let at = 0; at < this.places.length; at += 3) {
      this.radius = Math.max(this.radius, Math.hypot(this.places[at], this.places[at + 1], this.places[at + 2]));
    }
    this.cloud.geometry.dispose();
    this.cloud.geometry = new BufferGeometry();
    this.fill('position', Float32Array, 3, (place, row, axis) => this.places[3 * row + axis]);
    this.fill('row', Float32Array, 1, (place, row) => row);
    this.setColours(new Uint16Array(this.count), ['#888888']);
    this.setStates(new Uint8Array(this.count));
    this.uniforms.flat_map.value = this.flat;
    this.fit();
  }

  // One attribute of all points, in the order of drawing.
  fill(name, Kind, width, value, normalised = false) {
    const values = new Kind(width * this.count);
    this.order.forEach((row, place) => {
      for (let axis = 0; axis < width; axis++) values[width * place + axis] = value(place, row, axis);
    });
    this.cloud.geometry.setAttribute(name, new BufferAttribute(values, width, normalised));
    this.redraw();
  }

  setColours(codes, colours) {
    const parts = colours.map(colour => [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16)));
    this.fill('tint', Uint8Array, 3, (place, row, axis) => parts[codes[row]]?.[axis] ?? 136, true);
  }

  setStates(states) {
    this.states = states;
    this.uniforms.fading.value = states.includes(SELECTED);
    this.fill('state', Uint8Array, 1, (place, row) => states[row]);
  }

  setAtlas(image, tile, columns) {
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
    this.redraw();
  }

  setLook(sprites, size) {
    this.uniforms.sprites.value = sprites && this.uniforms.atlas.value !== null;
    this.uniforms.size.value = size * (this.uniforms.sprites.value ? SPRITE : 1) * this.renderer.getPixelRatio();
    this.resize();
  }

  // The whole map in view.
  fit() {
    this.controls?.dispose();
    const camera = this.flat ? new OrthographicCamera(-1, 1, 1, -1, 0.1, 100)
      : new PerspectiveCamera(VIEW, 1, 0.02, 100);
    const narrow = Math.max(1, this.box.clientHeight / Math.max(1, this.box.clientWidth));
    const far = narrow * this.radius / Math.sin(VIEW * Math.PI / 360);
    camera.position.set(...(this.flat ? [0, 0, 10] : [0.51 * far, 0.33 * far, 0.79 * far]));
    this.uniforms.reach.value = far;
    this.camera = camera;
    this.controls = new OrbitControls(camera, this.canvas);
    this.controls.zoomToCursor = this.flat;
    this.controls.enableRotate = !this.flat;
    this.controls.zoomSpeed = 2;
    this.controls.maxDistance = 4 * far;
    this.controls.minZoom = 0.4;
    this.controls.addEventListener('change', () => this.redraw());
    this.controls.addEventListener('end', () => this.moved?.());
    this.setTool(this.tool);
    this.resize();
  }

  setTool(tool) {
    this.tool = tool;
    const left = this.flat ? MOUSE.PAN : MOUSE.ROTATE;
    this.controls.mouseButtons = { LEFT: tool === 'move' ? left : null, MIDDLE: MOUSE.DOLLY, RIGHT: MOUSE.PAN };
  }

  resize() {
    this.width = Math.max(1, this.box.clientWidth);
    this.height = Math.max(1, this.box.clientHeight);
    this.renderer.setSize(this.width, this.height);
    const aspect = this.width / this.height, camera = this.camera;
    if (this.flat) {
      const edge = 8 + this.uniforms.size.value / this.renderer.getPixelRatio() / 2;  // px, so that no picture is cut
      const room = [this.width, this.height].map(side => Math.max(0.5, 1 - 2 * edge / side));
      const tall = Math.max(this.half[1] / room[1], this.half[0] / room[0] / aspect, 1e-3);
      Object.assign(camera, { left: -tall * aspect, right: tall * aspect, top: tall, bottom: -tall });
    } else camera.aspect = aspect;
    camera.updateProjectionMatrix();
    this.redraw();
  }

  view() {
    return [...this.camera.position, ...this.controls.target, this.camera.zoom];
  }

  setView(view) {
    this.camera.position.fromArray(view, 0);
    this.controls.target.fromArray(view, 3);
    this.camera.zoom = view[6];
    this.camera.updateProjectionMatrix();
    this.controls.update();
    this.redraw();
  }

  redraw() {
    this.stale = true;
    this.where = null;
    this.asked ??= requestAnimationFrame(() => this.frame());
  }

  frame() {
    this.asked = null;
    const started = performance.now(), gl = this.renderer.getContext();
    if (this.stale) {
      this.renderer.clear();
      this.drawn = 0;
      this.stale = false;
    }
    const slice = Math.min(this.slice, this.count - this.drawn);
    this.cloud.geometry.setDrawRange(this.drawn, slice);
    this.renderer.render(this.scene, this.camera);
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));  // waits for the drawing: its time counts
    this.drawn += slice;
    this.frames += 1;
    if (slice === this.slice) {
      const pace = PATIENCE / Math.max(1, performance.now() - started);
      this.slice = Math.round(Math.max(1000, this.slice * Math.min(2, Math.max(0.5, pace))));
    }
    if (this.drawn < this.count) this.asked = requestAnimationFrame(() => this.frame());
    this.box.dataset.drawn = this.drawn;
  }

  // Where each point is on the screen: x and y in px of the box, and distance; NaN behind the camera.
  project() {
    if (this.where) return this.where;
    this.camera.updateMatrixWorld();
    const m = this.camera.projectionMatrix.clone().multiply(this.camera.matrixWorldInverse).elements;
    this.where = new Float32Array(3 * this.count);
    for (let at = 0; at < this.where.length; at += 3) {
      const [x, y, z] = [this.places[at], this.places[at + 1], this.places[at + 2]];
      const w = m[3] * x + m[7] * y + m[11] * z + m[15];
      this.where[at] = w > 0 ? ((m[0] * x + m[4] * y + m[8] * z + m[12]) / w + 1) / 2 * this.width : NaN;
      this.where[at + 1] = (1 - (m[1] * x + m[5] * y + m[9] * z + m[13]) / w) / 2 * this.height;
      this.where[at + 2] = w;
    }
    return this.where;
  }

  // Side of a point on the screen, px.
  side(row) {
    const near = this.flat ? 1 : Math.min(3, Math.max(0.5, this.uniforms.reach.value / this.project()[3 * row + 2]));
    return this.uniforms.size.value / this.renderer.getPixelRatio() * near;
  }

  // The shown point under the pointer: the uppermost small picture, or the nearest disc; −1 for none.
  pick(x, y) {
    const where = this.project(), sprites = this.uniforms.sprites.value;
    let best = -1, least = Infinity;
    for (let row = 0; row < this.count; row++) {
      const right = Math.abs(where[3 * row] - x), down = Math.abs(where[3 * row + 1] - y);
      if (!(right < 150 && down < 150) || this.states[row] === HIDDEN) continue;
      const reach = this.side(row) / 2 + (sprites ? 0 : 3);
      if (right > reach || down > reach) continue;
      const far = !sprites ? right * right + down * down : this.flat ? -this.rank[row] : where[3 * row + 2];
      if (far < least) [best, least] = [row, far];
    }
    return best;
  }

  // Rows of the shown points inside a path, px. The path is filled in on a canvas and looked up: exact to one pixel.
  inside(path) {
    const where = this.project(), rows = [];
    const mask = new OffscreenCanvas(this.width, this.height).getContext('2d', { willReadFrequently: true });
    mask.fill(new Path2D(path));
    const { data } = mask.getImageData(0, 0, this.width, this.height);
    for (let row = 0; row < this.count; row++) {
      const x = Math.floor(where[3 * row]), y = Math.floor(where[3 * row + 1]);
      if (x >= 0 && y >= 0 && x < this.width && y < this.height && this.states[row] !== HIDDEN
          && data[4 * (y * this.width + x) + 3] > 127) rows.push(row);
    }
    return rows;
  }

  dispose() {
    cancelAnimationFrame(this.asked);
    this.controls.dispose();
    this.renderer.dispose();
    this.renderer.forceContextLoss();  // a browser keeps few contexts
  }
}

// 0 … count − 1 in an order that is always the same.
function shuffled(count) {
  const order = Uint32Array.from({ length: count }, (_, row) => row);
  let seed = 1;
  for (let last = count - 1; last > 0; last--) {
    seed = (seed * 48271) % 2147483647;
    const other = seed % (last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

function extent(points, axis, dimensions) {
  let low = Infinity, high = -Infinity;
  for (let at = axis; at < points.length; at += dimensions) {
    low = Math.min(low, points[at]);
    high = Math.max(high, points[at]);
  }
  return low <= high ? [low, high] : [0, 0];
}

// A trait's bytes as numbers. They are copied, as they need not begin where such numbers may.
function numbers(Kind, view) {
  return new Kind(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

// 75000 → 75 000
function figure(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}

// An element. Texts come from files and people: they are text, never markup.
function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const TOOLS = { move: 'Move', lasso: 'Lasso', box: 'Box' };
const KEYS = [['m', 'move'], ['l', 'lasso'], ['b', 'box'], ['Shift', 'adds'], ['Alt', 'takes away'], ['Ctrl a', 'all'],
  ['Esc', 'none'], ['s', 'pictures'], ['+ −', 'size'], ['0', 'fit']];

const STYLE = `
.aoi-map { display: flex; flex-direction: column; gap: 6px; background: #fff; color: #222; outline: none;
  user-select: none; font: 13px/1.4 system-ui, sans-serif; container-type: inline-size;
  padding: 0 4px; box-sizing: border-box; }
.aoi-map button { font: inherit; color: inherit; border: 1px solid #ccc; background: #fff; border-radius: 4px;
  cursor: pointer; padding: 2px 9px; }
.aoi-map button:hover { background: #f3f3f3; }
.aoi-map button:focus-visible { outline: 2px solid #0072b2; outline-offset: 1px; }
.aoi-map button[aria-pressed=true] { background: #e3eef6; border-color: #0072b2; }
.aoi-bar { display: flex; flex-wrap: wrap; gap: 4px; align-items: center; }
.aoi-bar .aoi-gap { width: 8px; }
.aoi-status { margin-left: auto; color: #444; font-variant-numeric: tabular-nums; }
.aoi-body { display: flex; flex: 1; min-height: 0; gap: 8px; }
.aoi-stage { position: relative; flex: 1; min-width: 0; overflow: hidden; border: 1px solid #ddd; border-radius: 4px; }
.aoi-map:focus-within .aoi-stage { border-color: #999; }
.aoi-stage canvas, .aoi-stage svg { position: absolute; inset: 0; display: block; }
.aoi-stage svg { width: 100%; height: 100%; pointer-events: none; }
.aoi-stage path { fill: rgb(0 114 178 / 10%); stroke: #0072b2; stroke-width: 1.5; stroke-dasharray: 5 3; }
.aoi-ring { position: absolute; border: 2px solid #111; border-radius: 3px; box-sizing: border-box;
  pointer-events: none; }
.aoi-ring.round { border-radius: 50%; }
.aoi-legend { flex: 0 0 170px; overflow: hidden auto; display: flex; flex-direction: column; }
.aoi-legend button { display: flex; align-items: baseline; gap: 6px; border: 0; padding: 2px 5px; text-align: left; }
.aoi-map .aoi-legend button[aria-pressed] { background: none; }
.aoi-map .aoi-legend button:hover { background: #f3f3f3; }
.aoi-legend i { flex: none; width: 10px; height: 10px; border-radius: 50%; }
.aoi-legend span { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.aoi-legend b { font-weight: normal; color: #666; font-variant-numeric: tabular-nums; }
.aoi-legend button[aria-pressed=false] { color: #aaa; text-decoration: line-through; }
.aoi-legend button[aria-pressed=false] i { opacity: 0.25; }
.aoi-tip { position: absolute; z-index: 2; width: 220px; background: #fff; border: 1px solid #bbb; border-radius: 5px;
  box-shadow: 0 2px 10px rgb(0 0 0 / 18%); padding: 7px; pointer-events: none; box-sizing: border-box; }
.aoi-tip img, .aoi-tip .aoi-sprite { display: block; width: 204px; height: 204px; object-fit: contain;
  background-color: #f0f0f0; }
.aoi-tip dl { display: grid; grid-template-columns: auto 1fr; gap: 0 8px; margin: 5px 0 0; font-size: 12px; }
.aoi-tip dt { color: #777; font-weight: normal; }
.aoi-tip dd { margin: 0; overflow-wrap: anywhere; max-height: 4.2em; overflow: hidden; }
.aoi-help { color: #777; font-size: 12px; }
.aoi-help span { white-space: nowrap; margin-right: 8px; display: inline-block; }
.aoi-help kbd { font: inherit; color: #333; border: 1px solid #ddd; border-radius: 3px; padding: 0 4px; }
[hidden] { display: none !important; }
@container (max-width: 560px) {
  .aoi-body { flex-direction: column; }
  .aoi-legend { flex: 0 0 auto; flex-flow: row wrap; max-height: 76px; }
}`;

function render({ model, el }) {
  const stage = make('div', { className: 'aoi-stage' });
  const legend = make('div', { className: 'aoi-legend' });
  const status = make('span', { className: 'aoi-status' });
  const help = make('div', { className: 'aoi-help' });
  const bar = make('div', { className: 'aoi-bar' });
  const root = make('div', { className: 'aoi-map', tabIndex: 0 }, make('style', { textContent: STYLE }), bar,
    make('div', { className: 'aoi-body' }, stage, legend), help);
  root.dataset.lmSuppressShortcuts = 'true';  // JupyterLab has keys of its own
  el.append(root);
  let drawing;
  try {
    drawing = new Drawing(stage);
  } catch (error) {
    stage.append(`This browser does not draw maps: WebGL is off (${error.message}).`);
    return () => {};
  }
  root.drawing = drawing;  // for tests and the console
  const leave = new AbortController(), here = { signal: leave.signal };
  const on = (event, action) => {
    model.on(event, action);
    leave.signal.addEventListener('abort', () => model.off(event, action));
  };
  // What Python changes at once arrives as one event a trait: they are answered together, each action once and in turn.
  const actions = [], due = new Set();
  const listen = (names, action) => {
    actions.push(action);
    names.split(' ').forEach(name => on(`change:${name}`, () => {
      if (!due.size) queueMicrotask(() => { if (!leave.signal.aborted) update(); });
      due.add(action);
    }));
  };
  const update = () => {
    const now = actions.filter(action => due.has(action));
    due.clear();
    now.forEach(action => action());
  };
  const set = (values) => {
    Object.entries(values).forEach(([name, value]) => model.set(name, value));
    model.save_changes();
  };

  // --- what is drawn ---
  let codes = new Uint16Array(), selected = new Uint32Array();
  const isHidden = () => {
    const hidden = new Set(model.get('hidden'));
    return row => hidden.has(codes[row] ?? 0);
  };
  const saveSelection = (rows) => {
    set({ selected: new DataView(Uint32Array.from(rows).buffer) });
  };

  function showPoints() {
    drawing.setPoints(numbers(Float32Array, model.get('points')), model.get('dimensions'));
    showColours();
    showStates();
  }
  function showColours() {
    codes = numbers(Uint16Array, model.get('codes'));
    drawing.setColours(codes, model.get('colours'));
    showLegend();
  }
  function showStates() {
    const states = new Uint8Array(drawing.count), hidden = isHidden();
    const valid = row => row >= 0 && row < drawing.count && !hidden(row);
    const before = numbers(Uint32Array, model.get('selected'));
    selected = before.filter(valid);
    selected.forEach((row) => { states[row] = SELECTED; });
    numbers(Uint32Array, model.get('marked')).filter(valid).forEach((row) => { states[row] = MARKED; });
    if (valid(model.get('chosen'))) states[model.get('chosen')] = CHOSEN;
    let concealed = 0;
    for (let row = 0; row < drawing.count; row++) {
      if (hidden(row)) { states[row] = HIDDEN; concealed += 1; }
    }
    drawing.setStates(states);
    status.textContent = [`${figure(drawing.count)} images`, concealed ? `${figure(concealed)} hidden` : '',
      `${figure(selected.length)} selected`].filter(Boolean).join(' · ');
    leaveHover();
    if (selected.length < before.length) saveSelection(selected);  // nobody labels what they cannot see
  }

  function showAtlas() {
    const view = model.get('atlas');
    URL.revokeObjectURL(root.atlas);
    root.atlas = view.byteLength ? URL.createObjectURL(new Blob([view])) : '';
    if (!root.atlas) {
      drawing.setAtlas(null);
      showLook();
      return;
    }
    const image = new Image();
    image.onload = () => {
      if (image.src !== root.atlas) return;
      drawing.setAtlas(image, model.get('tile'), model.get('columns'));
      showLook();
    };
    image.src = root.atlas;
  }
  function showLook() {
    drawing.setLook(model.get('sprites'), model.get('size'));
    sprites.setAttribute('aria-pressed', model.get('sprites'));
    sprites.hidden = !model.get('atlas').byteLength;
    leaveHover();
  }

  // --- legend: click hides and shows a category, double click shows it alone ---
  function showLegend() {
    const colours = model.get('colours'), counts = new Uint32Array(colours.length);
    codes.forEach((code) => { counts[code] += 1; });
    legend.replaceChildren(...model.get('names').map((name, code) => {
      const dot = make('i');
      dot.style.background = colours[code];
      const item = make('button', { title: `${name}\nclick: hide or show · double click: show alone` }, dot,
        make('span', { textContent: name }), make('b', { textContent: figure(counts[code]) }));
      item.dataset.code = code;
      return item;
    }));
    legend.hidden = !legend.childElementCount;
    showHidden();
  }
  function showHidden() {
    const hidden = new Set(model.get('hidden'));
    [...legend.children].forEach((item, code) => item.setAttribute('aria-pressed', !hidden.has(code)));
  }
  let before = null;  // what a click found: it may become a double click
  legend.addEventListener('click', (event) => {
    const code = Number(event.target.closest('button')?.dataset.code ?? -1);
    if (code < 0) return;
    if (event.detail < 2) {
      before = { hidden: model.get('hidden'), selected };
      const off = before.hidden.includes(code);
      set({ hidden: off ? before.hidden.filter(other => other !== code) : [...before.hidden, code] });
    } else if (event.detail === 2) {
      const others = model.get('names').map((_, other) => other).filter(other => other !== code);
      const alone = !before.hidden.includes(code) && others.every(other => before.hidden.includes(other));
      set({ hidden: alone ? [] : others });
      saveSelection(before.selected);
    }
  }, here);

  // --- bar and help ---
  const button = (text, title, action) => {
    const element = make('button', { textContent: text, title });
    element.addEventListener('click', action, here);
    return element;
  };
  const gap = () => make('span', { className: 'aoi-gap' });
  const tools = Object.entries(TOOLS).map(([tool, text]) => button(text, `key ${tool[0]}`, () => set({ tool })));
  const resize = by => set({ size: Math.min(40, Math.max(1, model.get('size') * by)) });
  const fit = () => { drawing.fit(); drawing.moved(); };
  const sprites = button('Pictures', 'key s', () => set({ sprites: !model.get('sprites') }));
  bar.append(...tools, gap(), sprites, button('−', 'smaller, key −', () => resize(1 / 1.25)),
    button('+', 'larger, key +', () => resize(1.25)), button('Fit', 'the whole map, key 0', fit), status);
  function showTool() {
    const tool = model.get('tool');
    Object.keys(TOOLS).forEach((name, at) => tools[at].setAttribute('aria-pressed', name === tool));
    drawing.setTool(tool);
    stage.style.cursor = tool === 'move' ? 'grab' : 'crosshair';
  }
  function showHelp() {
    help.replaceChildren(...[...KEYS, ...model.get('help')].map(([key, text]) =>
      make('span', {}, make('kbd', { textContent: key }), ` ${text} `)));
  }

  // --- hover: the small picture at once, the large one and its facts as soon as Python gives them ---
  const ring = make('div', { className: 'aoi-ring', hidden: true });
  const tip = make('div', { className: 'aoi-tip', hidden: true });
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  const sheet = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  sheet.append(line);
  stage.append(sheet, ring, tip);
  let hovered = -1, awaited = -1;

  function leaveHover() {
    hovered = -1;
    ring.hidden = tip.hidden = true;
  }
  function hover(row) {
    if (row === hovered) return;
    leaveHover();
    if (row < 0) return;
    hovered = row;
    const [x, y] = drawing.project().subarray(3 * row, 3 * row + 2), side = drawing.side(row) + 8;
    ring.className = `aoi-ring${model.get('sprites') ? '' : ' round'}`;
    const place = { left: x - side / 2, top: y - side / 2, width: side, height: side };
    Object.entries(place).forEach(([name, value]) => { ring.style[name] = `${value}px`; });
    ring.hidden = false;
    fillTip(smallPicture(row), []);
    placeTip(x, y, side);
    ask();
  }
  // One question at a time: a busy kernel then answers the latest, not all.
  function ask() {
    if (awaited >= 0 || hovered < 0 || !model.get('looks')) return;
    awaited = hovered;
    model.send({ kind: 'look', row: hovered });
  }
  function smallPicture(row) {
    if (!root.atlas) return '';
    const columns = model.get('columns'), side = 204, picture = make('div', { className: 'aoi-sprite' });
    Object.assign(picture.style, { backgroundImage: `url(${root.atlas})`, backgroundSize: `${columns * side}px auto`,
      backgroundPosition: `${-side * (row % columns)}px ${-side * Math.floor(row / columns)}px` });
    return picture;
  }
  function fillTip(picture, facts) {
    const terms = facts.flat().map((text, at) => make(at % 2 ? 'dd' : 'dt', { textContent: text }));
    tip.replaceChildren(picture, make('dl', {}, ...terms));
  }
  function placeTip(x, y, side) {
    tip.hidden = !tip.textContent && !tip.querySelector('img, .aoi-sprite');
    const left = x + side / 2 + 226 < drawing.width ? x + side / 2 + 6 : x - side / 2 - 226;
    tip.style.left = `${Math.max(0, left)}px`;
    tip.style.top = `${Math.max(0, Math.min(y - 60, drawing.height - tip.offsetHeight - 4))}px`;
  }
  function answer(message, buffers) {
    if (message.kind !== 'look') return;
    if (message.row === awaited) awaited = -1;
    if (message.row !== hovered) { ask(); return; }
    const show = (picture) => {
      if (message.row !== hovered) return;
      fillTip(picture, message.facts);
      const [x, y] = drawing.project().subarray(3 * hovered, 3 * hovered + 2);
      placeTip(x, y, drawing.side(hovered) + 8);
      tip.dataset.row = hovered;
    };
    if (!buffers[0]?.byteLength) { show(smallPicture(hovered)); return; }
    const picture = make('img', { alt: '' }), url = URL.createObjectURL(new Blob([buffers[0]]));
    picture.onload = () => { show(picture); URL.revokeObjectURL(url); };
    picture.onerror = () => { show(smallPicture(hovered)); URL.revokeObjectURL(url); };
    picture.src = url;
  }
  on('msg:custom', answer);

  // --- pointer ---
  let trail = null;  // the gesture in progress
  const at = (event) => {
    const box = stage.getBoundingClientRect();
    return [event.clientX - box.left - stage.clientLeft, event.clientY - box.top - stage.clientTop];
  };
  const path = () => {
    const [first, last] = [trail.points[0], trail.points.at(-1)];
    const points = trail.tool === 'box' ? [first, [last[0], first[1]], last, [first[0], last[1]]] : trail.points;
    return `M${points.map(point => point.map(x => x.toFixed(1)).join(' ')).join('L')}Z`;
  };
  const choose = (rows, { adds, takes }) => {
    const set = new Set(adds || takes ? selected : []);
    rows.forEach(row => (takes ? set.delete(row) : set.add(row)));
    saveSelection([...set].sort((a, b) => a - b));
  };
  const end = () => {
    trail = null;
    line.removeAttribute('d');
  };

  drawing.canvas.addEventListener('pointerdown', (event) => {
    root.focus({ preventScroll: true });
    leaveHover();
    if (event.button !== 0) return;
    const tool = model.get('tool');
    trail = { tool, points: [at(event)], far: false, adds: event.shiftKey, takes: event.altKey };
    if (tool !== 'move') drawing.canvas.setPointerCapture(event.pointerId);
  }, here);
  drawing.canvas.addEventListener('pointermove', (event) => {
    const point = at(event);
    if (!trail) {
      if (!event.buttons) hover(drawing.pick(...point));
      return;
    }
    const [first, last] = [trail.points[0], trail.points.at(-1)];
    trail.far ||= Math.hypot(point[0] - first[0], point[1] - first[1]) > 4;
    if (Math.hypot(point[0] - last[0], point[1] - last[1]) > 2) trail.points.push(point);
    if (trail.far && trail.tool !== 'move') line.setAttribute('d', path());
  }, here);
  drawing.canvas.addEventListener('pointerup', (event) => {
    if (!trail || event.button !== 0) return;
    if (!trail.far) {
      const row = drawing.pick(...at(event));
      set({ chosen: row });
      if (row >= 0 && (trail.adds || trail.takes)) choose([row], trail);
    } else if (trail.tool !== 'move') {
      trail.points.push(at(event));
      choose(drawing.inside(path()), trail);
    }
    end();
  }, here);
  drawing.canvas.addEventListener('pointercancel', end, here);
  drawing.canvas.addEventListener('pointerleave', () => { if (!trail) leaveHover(); }, here);
  drawing.canvas.addEventListener('wheel', leaveHover, { ...here, passive: true });

  // --- keys ---
  const keys = {
    'm': () => set({ tool: 'move' }), 'l': () => set({ tool: 'lasso' }), 'b': () => set({ tool: 'box' }),
    's': () => set({ sprites: !model.get('sprites') }), '+': () => resize(1.25), '=': () => resize(1.25),
    '-': () => resize(1 / 1.25), '0': fit,
    'Escape': () => (trail ? end() : saveSelection([])),
    'ctrl+a': () => {
      const hidden = isHidden();
      saveSelection(Array.from({ length: drawing.count }, (_, row) => row).filter(row => !hidden(row)));
    },
  };
  root.addEventListener('keydown', (event) => {
    const control = event.key.length === 1 && (event.ctrlKey || event.metaKey);
    const name = control ? `ctrl+${event.key.toLowerCase()}` : event.key;
    if (['Shift', 'Alt', 'Control', 'Meta', 'Tab'].includes(name)) return;
    if (event.target !== root && ['Enter', ' '].includes(name)) return;  // they press the button in focus
    if (name.startsWith('ctrl+') && !['ctrl+a', 'ctrl+z', 'ctrl+y'].includes(name)) return;  // the browser's
    event.preventDefault();
    event.stopPropagation();
    if (keys[name]) keys[name]();
    else model.send({ kind: 'key', key: name === 'ctrl+z' && event.shiftKey ? 'ctrl+y' : name });
  }, here);

  // --- start ---
  const showHeight = () => { root.style.height = `${model.get('height')}px`; };
  drawing.moved = () => set({ camera: drawing.view() });
  listen('points dimensions', showPoints);
  listen('codes names colours', showColours);
  listen('hidden', showHidden);
  listen('codes hidden selected marked chosen', showStates);
  listen('atlas', showAtlas);
  listen('sprites size', showLook);
  listen('tool', showTool);
  listen('help', showHelp);
  listen('height', showHeight);
  listen('camera', () => {
    const view = model.get('camera');
    if (view.length !== 7) drawing.fit();
    else if (String(view) !== String(drawing.view())) drawing.setView(view);
  });
  showHeight();
  showPoints();
  showAtlas();
  showLook();
  showTool();
  showHelp();
  if (model.get('camera').length === 7) drawing.setView(model.get('camera'));
  const watch = new ResizeObserver(() => drawing.resize());
  watch.observe(stage);
  return () => {
    leave.abort();
    watch.disconnect();
    URL.revokeObjectURL(root.atlas);
    drawing.dispose();
  };
}

export default { render };
