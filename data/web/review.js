// Review of a queue of images, one at a time. The same module makes the page that needs neither server nor kernel
// (startPage) and the widget that writes to the label store (the default export). Names of files and labels are
// anybody's: all text gets into the page by textContent or as text nodes.

const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#b8a500']; // safe for the colour-blind
const PATIENCE = 4000; // ms until a decision without an answer counts as not saved, and is sent again
const LARGEST_FILE = 50e6; // bytes of a file of decisions
const MOST_PICTURES = 100; // that are kept at hand

const CSS = `
:host { display: block; container-type: size; color: #1d2330; font: 14px/1.4 system-ui, sans-serif; text-align: left }
* { box-sizing: border-box; margin: 0 }
button, input { font: inherit; color: inherit }
button { cursor: pointer; background: #fff; border: 1px solid #c6ccd6; border-radius: 6px; padding: 4px 10px }
button:hover { background: #f1f4f9 }
:focus-visible { outline: 2px solid #1f6feb; outline-offset: 1px }
.review { height: 100%; display: grid; grid-template-rows: auto auto auto minmax(0, 1fr) auto auto; gap: 8px;
          padding: 10px 14px; background: #f6f7f9; outline: none }
header { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: center }
header h1 { font-size: 17px; font-weight: 600 }
.grow { flex: 1 }
.quiet { color: #5b6475 }
.filters { display: flex }
.filters button { border-radius: 0; margin-left: -1px }
.filters button:first-child { border-radius: 6px 0 0 6px }
.filters button:last-child { border-radius: 0 6px 6px 0 }
.filters [aria-pressed=true] { background: #e3e9f3; font-weight: 600 }
.status::before { content: '●'; margin-right: 5px; color: #9aa2b1 }
.status.good::before { color: #1a7f4b }
.status.waiting { color: #8a5300 }
.status.waiting::before { color: #d98700 }
.status.bad { color: #b3261e; font-weight: 600 }
.status.bad::before { color: #b3261e }
.primary { background: #1f5fbf; border-color: #1f5fbf; color: #fff }
.primary:hover { background: #194f9f }
.who { width: 9em; border: 1px solid #c6ccd6; border-radius: 6px; padding: 4px 8px; background: #fff }
.bar { display: flex; align-items: center; gap: 12px }
.track { flex: 1; display: flex; height: 10px; border-radius: 5px; overflow: hidden; background: #dfe3ea }
.skipped { background: repeating-linear-gradient(45deg, #8d95a5 0 3px, #c3c9d3 3px 6px) }
.unsure, .tile b.unsure { background: repeating-linear-gradient(45deg, #b3261e 0 3px, #fff 3px 6px) }
.alarm { background: #fbe9e7; border: 1px solid #e3a8a2; border-radius: 6px; padding: 5px 12px; color: #8c1d18;
         font-weight: 600 }
main { display: grid; grid-template-columns: minmax(0, 1fr) 23rem; gap: 12px; min-height: 0 }
figure { display: flex; flex-direction: column; min-height: 0; background: #fff;
         border: 1px solid #dde1e8; border-radius: 8px }
.frame { flex: 1; min-height: 0; position: relative; overflow: hidden; background: #e9ebee;
         border-radius: 8px 8px 0 0; cursor: zoom-in }
.frame img, .frame .sprite { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain }
.frame .sprite { width: 256px; height: 256px; margin: auto; image-rendering: pixelated }
.zoomed { cursor: zoom-out }
.zoomed img { transform: scale(3) }
figcaption { padding: 6px 12px; display: flex; gap: 12px; align-items: baseline; flex-wrap: wrap }
.path { overflow-wrap: anywhere; font-weight: 600; user-select: text }
aside { overflow: auto; min-height: 0; display: flex; flex-direction: column; gap: 8px }
section { background: #fff; border: 1px solid #dde1e8; border-radius: 8px; padding: 7px 12px }
h2 { font-size: 12px; font-weight: 600; color: #5b6475; margin-bottom: 5px }
.choices { display: flex; flex-direction: column; gap: 5px }
.choice { display: flex; gap: 9px; align-items: center; text-align: left; padding: 4px 9px; min-height: 34px;
          overflow-wrap: anywhere }
.choice .name { flex: 1; min-width: 0 }
.choice.chosen, .skip.chosen { border-color: #1d2330; box-shadow: inset 0 0 0 1px #1d2330; background: #eef2f8;
                               font-weight: 600 }
kbd { font: 600 12px system-ui, sans-serif; min-width: 20px; padding: 1px 5px; text-align: center; border: 1px solid #c6ccd6;
      border-bottom-width: 2px; border-radius: 4px; background: #f8f9fb; color: #424b5c; white-space: nowrap }
.dot { flex: none; display: inline-block; width: 12px; height: 12px; border-radius: 3px; background: #9aa2b1 }
.tag { color: #5b6475; font-weight: 400; font-size: 12px; white-space: nowrap }
.row { display: flex; gap: 5px }
.row button { flex: 1 1 auto; display: flex; gap: 7px; align-items: center; white-space: nowrap; padding: 4px 8px }
.other { display: flex; gap: 6px }
.other input { flex: 1; min-width: 0; border: 1px solid #c6ccd6; border-radius: 6px; padding: 5px 8px }
[hidden] { display: none !important }
ul { padding-left: 16px; margin-bottom: 5px }
table { border-collapse: collapse }
td { padding: 1px 14px 1px 0; overflow-wrap: anywhere; vertical-align: baseline }
td:first-child { color: #5b6475 }
td .dot { margin-right: 6px }
.likes { display: grid; gap: 6px }
.like { display: flex; gap: 6px; flex-wrap: wrap }
.like p { width: 100%; display: flex; gap: 6px; align-items: center; overflow-wrap: anywhere }
.like img { width: 108px; height: 72px; object-fit: contain; background: #e9ebee; border-radius: 4px }
.strip { display: flex; gap: 3px; overflow-x: auto; padding: 2px 0 6px; align-items: flex-start; min-height: 62px }
.tile { flex: none; width: 44px; padding: 0; border: 0; border-radius: 4px; overflow: hidden; background: #dfe3ea;
        outline-offset: -2px }
.tile i { display: block; height: 44px; background-repeat: no-repeat }
.tile b { display: block; height: 7px; background: #dfe3ea }
.tile b.skipped { background: repeating-linear-gradient(45deg, #8d95a5 0 3px, #c3c9d3 3px 6px) }
.tile.here { outline: 3px solid #1d2330 }
footer { display: flex; gap: 14px; flex-wrap: wrap; align-items: baseline; min-height: 22px }
footer .said { font-weight: 600; overflow-wrap: anywhere }
footer .said.bad { color: #b3261e }
@container (max-width: 760px) {
  main { grid-template-columns: 1fr; overflow: auto }
  .frame { min-height: 300px }
  aside { overflow: visible }
}
`;

// An element with its properties; text among the children stays text.
function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function words(tag, className, textContent) {
  return make(tag, { className, textContent });
}

function plural(count, word) {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

// What is wrong with a label, as the label store would see it; '' when nothing is.
export function labelFault(text) {
  if (typeof text !== 'string' || !text.trim()) return 'A label needs a letter at least.';
  if ([...text].length > 200) return 'A label has at most 200 characters.';
  return /[\u0000-\u001f\u007f-\u009f]|\p{Surrogate}/u.test(text) ? 'A label holds no control characters.' : '';
}

// Whether something is a decision as this module makes them: browsers and files may hold anything.
function isEntry(entry) {
  if (entry === null || typeof entry !== 'object') return false;
  if (typeof entry.path !== 'string' || typeof entry.sha256 !== 'string') return false;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(entry.time)) return false;
  if (entry.decision === 'label') return !labelFault(entry.label);
  return ['skip', 'none'].includes(entry.decision) && entry.label === '';
}

// What this browser keeps. One item for each image: two pages open at once do not overwrite each other's decisions.
class Drawer {
  constructor(run) {
    this.prefix = `aoi-review ${run} `;
    this.works = true;
  }

  attempt(action) {
    try {
      const found = action();
      this.works = true;
      return found;
    } catch { // full, or switched off
      this.works = false;
      return null;
    }
  }

  put(entry) {
    this.attempt(() => localStorage.setItem(this.prefix + entry.path, JSON.stringify(entry)));
  }

  remove(path) {
    this.attempt(() => localStorage.removeItem(this.prefix + path));
  }

  read(key) {
    try {
      const entry = JSON.parse(localStorage.getItem(key));
      return isEntry(entry) && key === this.prefix + entry.path ? entry : null;
    } catch {
      return null;
    }
  }

  all() {
    const keys = this.attempt(() => Object.keys(localStorage)) || [];
    return keys.filter((key) => key.startsWith(this.prefix)).map((key) => this.read(key)).filter(Boolean);
  }
}

class Review {
  // save(entry): a promise of what holds of its image when the store has it; absent on a page, which saves files instead.
  // load(): a promise of all that the store has. picture(kind, number): one of an address for an image or an example.
  constructor(root, data, { save = null, load = null, picture }) {
    Object.assign(this, { data, save, picture, images: data.images, at: 0, filter: 'all', past: [], trouble: '' });
    this.drawer = new Drawer(data.run);
    this.flying = new Set();
    this.pictures = new Map();
    this.number = new Map(this.images.map((image, number) => [image.path, number]));
    this.entries = new Map(); // path → the last decision on an image
    this.labels = [...data.labels];
    this.build(root);
    this.listen();
    this.start([]);
    if (load) load().then((entries) => this.start(entries), () => {});
  }

  // Begin with what the store has, and with later decisions that this browser still keeps.
  start(stored) {
    for (const entry of this.drawer.all()) this.entries.set(entry.path, entry);
    for (const entry of stored.filter(isEntry)) {
      if (this.entries.get(entry.path)?.time > entry.time) continue;
      this.entries.set(entry.path, { ...entry, saved: true });
      this.drawer.remove(entry.path);
    }
    const made = [...this.entries.values()].filter((entry) => entry.decision !== 'none');
    made.forEach((entry) => this.learn(entry.label));
    this.past = made.filter((entry) => this.number.has(entry.path)).sort((a, b) => (a.time < b.time ? -1 : 1))
      .map((entry) => ({ path: entry.path, before: null }));
    this.images.forEach((_, number) => this.paintTile(number));
    this.paintCounts();
    this.show(Math.max(0, this.next(-1)));
    this.sendAll();
  }

  learn(label) {
    if (label && !this.labels.includes(label)) this.labels.push(label);
  }

  // What holds of an image: label, skip or '' for nothing yet.
  decided(image) {
    const entry = this.entries.get(image.path);
    return entry && entry.decision !== 'none' ? entry.decision : '';
  }

  // A decision counts as done when it is where it belongs: in the store, or on a page in the browser.
  isSure(entry) {
    return this.save ? entry.saved : this.drawer.works || entry.saved;
  }

  unsaved() {
    return [...this.entries.values()].filter((entry) => !entry.saved);
  }

  colour(label) {
    const place = this.labels.indexOf(label);
    return place >= 0 && place < COLOURS.length ? COLOURS[place] : '#6b7280';
  }

  // ---- deciding

  decide(decision, label = '') {
    const image = this.images[this.at];
    const before = this.entries.get(image.path) || null;
    const same = before && before.decision === decision && before.label === label;
    if (!same) {
      this.past.push({ path: image.path, before });
      this.put({ path: image.path, sha256: image.sha256, decision, label, time: this.now(before), saved: false });
    }
    const name = image.path.split('/').pop();
    const onward = this.next(this.at);
    this.say(decision === 'skip' ? `${name}: skipped` : `${name}: ${label}`);
    this.show(onward < 0 ? this.at : onward);
    if (onward < 0) this.say(`Every image is decided.${this.save ? '' : ' Save the decisions to a file.'}`);
  }

  undo() {
    const last = this.past.pop();
    if (!last) return this.say('There is nothing to undo.');
    const image = this.images[this.number.get(last.path)];
    const nothing = { path: image.path, sha256: image.sha256, decision: 'none', label: '' };
    this.put({ ...(last.before || nothing), time: this.now(this.entries.get(image.path)), saved: false });
    this.show(this.number.get(image.path));
    return this.say(`${image.path.split('/').pop()}: taken back`);
  }

  // The time, later than that of the decision before whatever the clock does: the later one holds.
  now(before) {
    return new Date(Math.max(Date.now(), before ? Date.parse(before.time) + 1 : 0)).toISOString();
  }

  put(entry) {
    const old = this.entries.get(entry.path);
    entry.filed = Boolean(old && (old.saved || old.filed)); // in a file or the store in some form
    if (entry.decision === 'none' && !entry.filed && !this.save) {
      this.entries.delete(entry.path);
      this.drawer.remove(entry.path);
    } else {
      this.entries.set(entry.path, entry);
      this.drawer.put(entry);
    }
    this.changed(entry.path);
    this.send(entry);
  }

  changed(path) {
    if (this.number.has(path)) this.paintTile(this.number.get(path));
    this.paintCounts();
    if (this.images[this.at].path === path) this.paintChoices();
  }

  async send(entry) {
    if (!this.save || entry.saved || this.flying.has(entry)) return;
    this.flying.add(entry);
    try {
      const { path, sha256, decision, label, time } = entry;
      const [holds] = await this.save({ path, sha256, decision, label, time });
      this.trouble = '';
      if (this.entries.get(path) === entry) this.settle(path, holds, time);
    } catch (error) {
      this.trouble = error.message;
    }
    this.flying.delete(entry);
    this.changed(entry.path);
  }

  // What the store has now of an image; a later decision of somebody else stays.
  settle(path, holds, time) {
    this.drawer.remove(path);
    if (holds) this.entries.set(path, { ...holds, saved: true });
    else this.entries.delete(path);
    if (!holds || holds.time === time) return;
    this.learn(holds.label);
    this.say(`${path.split('/').pop()}: somebody has decided later, ${holds.label || 'skipped'}`, true);
  }

  sendAll() {
    this.unsaved().forEach((entry) => this.send(entry));
  }

  // A label that is typed: spelled as one that there is, if it is the same but for capitals.
  typed(text) {
    const fault = labelFault(text);
    if (fault) return this.say(fault, true);
    const alike = this.labels.find((label) => label.toLowerCase() === text.trim().toLowerCase());
    const label = alike || text.trim();
    this.learn(label);
    this.openOther(false);
    return this.decide('label', label);
  }

  // ---- files

  saveFile() {
    const made = [...this.entries.values()].filter((entry) => entry.decision !== 'none')
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    const decisions = made.map(({ path, sha256, decision, label, time }) => ({ path, sha256, decision, label, time }));
    const who = this.who.value.replace(/[\u0000-\u001f\u007f-\u009f]/g, '').trim();
    const content = { format: 1, run: this.data.run, who, decisions };
    const address = URL.createObjectURL(new Blob([JSON.stringify(content, null, 1)], { type: 'application/json' }));
    const name = `decisions-${this.data.run}-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.json`;
    make('a', { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    if (!this.save) this.filed();
    this.say(`${plural(decisions.length, 'decision')} saved to ${name}`);
  }

  filed() {
    for (const entry of this.unsaved()) {
      if (entry.decision === 'none') {
        this.entries.delete(entry.path);
        this.drawer.remove(entry.path);
      } else {
        entry.saved = true;
        this.drawer.put(entry);
      }
    }
    this.paintCounts();
    this.paintChoices();
  }

  async loadFile(file) {
    const fault = (text) => this.say(`${file.name}: ${text}. Nothing is taken from it.`, true);
    if (file.size > LARGEST_FILE) return fault('too large for a file of decisions');
    let content;
    try {
      content = JSON.parse(await file.text());
    } catch {
      return fault('no JSON');
    }
    if (!content || content.format !== 1 || !Array.isArray(content.decisions)) return fault('no file of decisions');
    if (content.run !== this.data.run) return fault('decisions on another collection of images');
    const wrong = content.decisions.findIndex((entry) => !isEntry(entry) || !this.fits(entry));
    if (wrong >= 0) return fault(`decision ${wrong + 1} is none, or its image has changed`);
    const newer = content.decisions.filter((entry) => !(this.entries.get(entry.path)?.time >= entry.time));
    for (const { path, sha256, decision, label, time } of newer) this.take({ path, sha256, decision, label, time });
    return this.say(`${plural(newer.length, 'decision')} taken from ${file.name}`);
  }

  fits(entry) {
    const number = this.number.get(entry.path);
    return number === undefined || this.images[number].sha256 === entry.sha256;
  }

  // A decision from a file; one on an image that is not on this page is kept, and saved again with the others.
  take(entry) {
    this.learn(entry.label);
    this.past.push({ path: entry.path, before: this.entries.get(entry.path) || null });
    if (!this.number.has(entry.path)) this.past.pop();
    this.put(entry);
    if (!this.save) {
      entry.saved = true;
      this.drawer.put(entry);
      this.changed(entry.path);
    }
  }

  // ---- moving

  fitsFilter(number) {
    const decided = this.decided(this.images[number]);
    return { all: true, undecided: !decided, decided: decided === 'label', skipped: decided === 'skip' }[this.filter];
  }

  // The next image that is not decided, from the start again after the end; −1 for none.
  next(from) {
    const order = this.images.map((_, step) => (from + 1 + step) % this.images.length);
    return order.find((number) => !this.decided(this.images[number])) ?? -1;
  }

  move(step) {
    let number = this.at + step;
    while (number >= 0 && number < this.images.length && !this.fitsFilter(number)) number += step;
    if (number >= 0 && number < this.images.length) this.show(number);
  }

  show(number) {
    const before = this.at;
    this.at = number;
    this.openOther(false);
    this.frame.classList.remove('zoomed');
    this.paintTile(before);
    this.paintTile(number);
    this.paintPicture();
    this.paintChoices();
    this.paintEvidence();
    const tile = this.tiles[number];
    this.strip.scrollLeft = tile.offsetLeft - this.strip.offsetLeft - (this.strip.clientWidth - tile.clientWidth) / 2;
  }

  setFilter(filter) {
    this.filter = filter;
    this.images.forEach((_, number) => this.paintTile(number));
    this.paintCounts();
    if (!this.fitsFilter(this.at)) {
      const first = this.images.findIndex((_, number) => this.fitsFilter(number));
      if (first >= 0) this.show(first);
    }
  }

  // ---- pictures

  bring(kind, number) {
    const key = `${kind} ${number}`;
    if (!this.pictures.has(key)) {
      const promise = this.picture(kind, number);
      promise.catch(() => this.pictures.delete(key)); // asked for again the next time
      this.pictures.set(key, promise);
      if (this.pictures.size > MOST_PICTURES) this.dropOldest();
    }
    return this.pictures.get(key);
  }

  dropOldest() {
    const [key, promise] = this.pictures.entries().next().value;
    this.pictures.delete(key);
    promise.then((address) => URL.revokeObjectURL(address), () => {});
  }

  // Only ever the picture of this image: while it is on its way, and where it cannot be had, its sprite stands in.
  paintPicture() {
    const image = this.images[this.at];
    const shown = make('img', { alt: image.path, draggable: false, hidden: true });
    const sprite = make('div', { className: 'sprite' });
    this.placeSprite(sprite, this.at, 256);
    this.frame.replaceChildren(sprite, shown);
    shown.addEventListener('load', () => { shown.hidden = false; sprite.remove(); });
    this.bring('image', this.at).then((address) => { shown.src = address; }, () => {});
    const place = `${this.at + 1} of ${this.images.length}`;
    this.caption.replaceChildren(words('span', 'quiet', place), words('span', 'path', image.path),
      words('span', 'quiet', `${image.size[0]} × ${image.size[1]} px`), words('span', 'quiet', image.note || ''));
    for (const soon of [this.at + 1, this.at + 2]) if (soon < this.images.length) this.bring('image', soon).catch(() => {});
  }

  placeSprite(element, number, side) {
    const { columns, sprites } = this.data;
    Object.assign(element.style, { backgroundImage: `url(${sprites})`, backgroundSize: `${columns * side}px auto`,
      backgroundPosition: `${-(number % columns) * side}px ${-Math.floor(number / columns) * side}px` });
  }

  // ---- drawing

  build(root) {
    const button = (text, className, action) => {
      const made = make('button', { type: 'button', className, textContent: text });
      made.addEventListener('click', action);
      return made;
    };
    const { images, total } = this.data;
    const part = images.length < total ? `the first ${images.length} of ${total}` : plural(total, 'image');
    this.filters = Object.fromEntries(['all', 'undecided', 'decided', 'skipped'].map(
      (name) => [name, button('', '', () => this.setFilter(name))]));
    this.status = make('span', { className: 'status', role: 'status' });
    this.saveButton = button('Save decisions', 'save', () => this.saveFile());
    this.picker = make('input', { type: 'file', accept: '.json,application/json', hidden: true });
    this.picker.addEventListener('change', () => {
      if (this.picker.files.length) this.loadFile(this.picker.files[0]);
      this.picker.value = '';
    });
    this.who = make('input', { className: 'who', placeholder: 'your name', maxLength: 100, hidden: Boolean(this.save) });
    this.who.value = this.drawer.attempt(() => localStorage.getItem('aoi-review who')) || '';
    const keepName = () => localStorage.setItem('aoi-review who', this.who.value);
    this.who.addEventListener('input', () => this.drawer.attempt(keepName));
    const head = make('header', {}, words('h1', '', 'Review'), words('span', 'quiet', `${part} in the queue`),
      make('div', { className: 'filters' }, ...Object.values(this.filters)), words('span', 'grow', ''), this.status, this.who,
      this.saveButton, button('Load…', 'load', () => this.picker.click()), this.picker);
    this.track = make('div', { className: 'track' });
    this.counts = make('span', { className: 'counts quiet' });
    this.frame = make('div', { className: 'frame', title: 'click or z: larger' });
    this.caption = make('figcaption');
    this.strip = make('nav', { className: 'strip' });
    this.tiles = this.images.map((image, number) => this.makeTile(image, number));
    this.strip.append(...this.tiles);
    this.said = make('span', { className: 'said', ariaLive: 'polite' });
    this.alarm = make('p', { className: 'alarm', role: 'alert' });
    this.root = make('div', { className: 'review', tabIndex: 0 }, head, make('div', {}, this.alarm),
      make('div', { className: 'bar' }, this.track, this.counts),
      make('main', {}, make('figure', {}, this.frame, this.caption), this.buildSide(button)), this.strip,
      make('footer', {}, this.said, words('span', 'grow', ''), this.help()));
    root.append(this.root);
  }

  buildSide(button) {
    this.choices = make('div', { className: 'choices' });
    this.input = make('input', { placeholder: 'another label, then Enter', maxLength: 400 });
    this.input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.typed(this.input.value);
      if (event.key === 'Escape') this.openOther(false);
    });
    const use = button('Use', '', () => this.typed(this.input.value));
    this.other = make('div', { className: 'other', hidden: true }, this.input, use);
    const keyed = (key, text, className, action) => {
      const made = button('', className, action);
      made.append(words('kbd', '', key), words('span', '', text));
      return made;
    };
    this.skipButton = keyed('s', 'skip', 'skip', () => this.decide('skip'));
    this.state = make('p', { className: 'tag' });
    const another = keyed('0', 'something else…', 'else', () => this.openOther(true));
    const back = keyed('u', 'undo', 'undo', () => this.undo());
    const row = make('div', { className: 'row' }, another, this.skipButton, back);
    this.reasons = make('ul');
    this.answers = make('table');
    this.likes = make('div', { className: 'likes' });
    const part = (heading, ...children) => make('section', {}, words('h2', '', heading), ...children);
    const asked = part('What is it?', this.choices, this.other, row, this.state);
    asked.className = 'choices';
    this.likesPart = part('Labelled images that are most like it', this.likes);
    return make('aside', {}, asked, part('Why it is in the queue', this.reasons, this.answers), this.likesPart);
  }

  help() {
    const keys = { '1 … 9': 'label', space: 'accept the vote', s: 'skip', u: 'undo', '← →': 'move', z: 'zoom' };
    const parts = Object.entries(keys).flatMap(([key, text]) => [words('kbd', '', key), ` ${text} `]);
    return make('span', { className: 'quiet' }, ...parts);
  }

  makeTile(image, number) {
    const sprite = make('i');
    this.placeSprite(sprite, number, 44);
    const tile = make('button', { type: 'button', className: 'tile', tabIndex: -1, title: image.path }, sprite, make('b'));
    tile.addEventListener('click', () => this.show(number));
    return tile;
  }

  paintTile(number) {
    const image = this.images[number];
    const entry = this.entries.get(image.path);
    const decided = this.decided(image);
    const tile = this.tiles[number];
    const mark = tile.lastChild;
    const open = entry && !this.isSure(entry);
    mark.className = open ? 'unsure' : { skip: 'skipped' }[decided] || '';
    mark.style.background = decided === 'label' && !open ? this.colour(entry.label) : '';
    tile.classList.toggle('here', number === this.at);
    tile.hidden = !this.fitsFilter(number);
  }

  paintCounts() {
    const made = this.images.filter((image) => this.decided(image)).map((image) => this.entries.get(image.path));
    const sure = made.filter((entry) => this.isSure(entry));
    const labelled = made.filter((entry) => entry.decision === 'label').length;
    const all = this.images.length;
    const numbers = { all, undecided: all - made.length, decided: labelled, skipped: made.length - labelled };
    for (const [name, button] of Object.entries(this.filters)) {
      button.textContent = `${name} ${numbers[name]}`;
      button.setAttribute('aria-pressed', name === this.filter);
    }
    const skipped = sure.filter((entry) => entry.decision === 'skip').length;
    const part = (count, className, colour = '') => {
      const made = make('span', { className });
      made.style.flex = `${count} 0 0`;
      made.style.background = colour;
      return made;
    };
    const of = (label) => sure.filter((entry) => entry.label === label && entry.decision === 'label').length;
    this.track.replaceChildren(...this.labels.map((label) => part(of(label), '', this.colour(label))),
      part(skipped, 'skipped'), part(made.length - sure.length, 'unsure'), part(numbers.undecided, ''));
    const lost = made.length - sure.length ? `, ${made.length - sure.length} not saved` : '';
    this.counts.textContent = `${sure.length - skipped} decided, ${skipped} skipped, ${numbers.undecided} left${lost}`;
    this.paintStatus(this.unsaved().length);
  }

  paintStatus(count) {
    const [kind, text, alarm] = this.save ? this.storeStatus(count) : this.fileStatus(count);
    this.status.className = `status ${kind}`;
    this.status.textContent = text;
    this.alarm.textContent = alarm || '';
    this.alarm.hidden = !alarm;
    this.saveButton.classList.toggle('primary', count > 0);
    this.saveButton.hidden = Boolean(this.save) && !alarm;
  }

  storeStatus(count) {
    if (!count) return ['good', 'all saved'];
    if (!this.trouble) return ['waiting', 'saving…'];
    const kept = this.drawer.works ? 'Kept in this browser and sent again; or save' : 'Save';
    const then = `${kept} to a file before you close the page.`;
    return ['bad', `${count} not saved`, `${plural(count, 'decision')} not saved: ${this.trouble}. ${then}`];
  }

  fileStatus(count) {
    const text = count ? `${plural(count, 'change')} not yet in a file` : 'all decisions are in a file';
    if (!this.drawer.works) return ['bad', text, 'This browser keeps nothing. Save to a file before you close the page.'];
    return this.entries.size ? [count ? 'waiting' : 'good', text] : ['', 'no decisions yet'];
  }

  paintChoices() {
    const image = this.images[this.at];
    const entry = this.entries.get(image.path);
    this.choices.replaceChildren(...this.labels.map((label, place) => {
      const vote = label === image.vote ? `vote, ${Math.round(100 * image.confidence)} %` : '';
      const tags = [vote, label === image.label ? 'in the table' : ''].filter(Boolean).join('; ');
      const choice = make('button', { type: 'button', className: 'choice' }, words('kbd', '', place < 9 ? place + 1 : '·'),
        this.dot(label), words('span', 'name', label), words('span', 'tag', tags));
      if (vote) choice.append(words('kbd', '', 'space'));
      choice.classList.toggle('chosen', Boolean(entry) && entry.decision === 'label' && entry.label === label);
      choice.addEventListener('click', () => this.decide('label', label));
      return choice;
    }));
    const decided = this.decided(image);
    this.skipButton.classList.toggle('chosen', decided === 'skip');
    const where = decided && (this.isSure(entry) ? '' : this.trouble && this.save ? ': not saved' : ': saving…');
    const what = decided === 'skip' ? 'skipped' : 'decided';
    this.state.textContent = decided ? `${what} ${this.clock(entry.time)}${where}` : 'not decided';
  }

  clock(time) {
    return new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  }

  dot(label) {
    const dot = make('span', { className: 'dot' });
    dot.style.background = this.colour(label);
    return dot;
  }

  paintEvidence() {
    const image = this.images[this.at];
    this.reasons.replaceChildren(...image.reasons.map((text) => make('li', { textContent: text })));
    const line = (name, label) => make('tr', {}, make('td', { textContent: name }), make('td', {}, this.dot(label), label));
    this.answers.replaceChildren(...this.data.networks.map((name, place) => line(name, image.answers[place])),
      ...(image.label ? [line('label in the table', image.label)] : []));
    this.likes.replaceChildren(...image.examples.map(({ label, numbers }) => make('div', { className: 'like' },
      make('p', {}, this.dot(label), label), ...numbers.map((number) => this.example(number)))));
    this.likesPart.hidden = !image.examples.length;
  }

  example(number) {
    const shown = make('img', { alt: '', title: this.data.examples[number].path });
    this.bring('example', number).then((address) => { shown.src = address; }, () => {});
    return shown;
  }

  say(text, bad = false) {
    this.said.textContent = text;
    this.said.classList.toggle('bad', bad);
  }

  // ---- hands

  openOther(open) {
    this.other.hidden = !open;
    this.input.value = '';
    if (open) this.input.focus();
    else if (this.root.contains(this.root.getRootNode().activeElement)) this.root.focus({ preventScroll: true });
  }

  zoom(event) {
    const box = this.frame.getBoundingClientRect();
    const share = (at, from, size) => `${Math.min(100, Math.max(0, 100 * (at - from) / size))}%`;
    const [x, y] = event ? [event.clientX, event.clientY] : [box.left + box.width / 2, box.top + box.height / 2];
    const centre = `${share(x, box.left, box.width)} ${share(y, box.top, box.height)}`;
    this.frame.lastChild.style.transformOrigin = centre;
  }

  press(event) {
    const target = event.composedPath()[0];
    if (event.ctrlKey || event.metaKey || event.altKey || target.tagName === 'INPUT') return;
    if ([' ', 'Enter'].includes(event.key) && target.tagName === 'BUTTON') return; // that button's own
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1] ?? event.key; // by its place: some keyboards want shift for it
    const label = digit ? this.labels[digit - 1] : undefined;
    const [back, onward] = [() => this.move(-1), () => this.move(1)];
    const actions = { ' ': () => this.decide('label', this.images[this.at].vote), s: () => this.decide('skip'),
      u: () => this.undo(), z: () => { this.frame.classList.toggle('zoomed'); this.zoom(); },
      ArrowLeft: back, ArrowUp: back, ArrowRight: onward, ArrowDown: onward,
      Escape: () => this.frame.classList.remove('zoomed') };
    let action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (digit === '0') action = () => this.openOther(true);
    if (label !== undefined) action = () => this.decide('label', label);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat || event.key.startsWith('Arrow')) action(); // a key held down decides one image
  }

  listen() {
    const close = [];
    const on = (target, name, action) => {
      target.addEventListener(name, action);
      close.push(() => target.removeEventListener(name, action));
    };
    on(this.save ? this.root : document, 'keydown', (event) => this.press(event));
    on(this.root, 'mousedown', (event) => { // focus stays here, so that the next key is heard
      if (event.composedPath().some((part) => part.tagName === 'INPUT')) return;
      if (!event.composedPath().includes(this.caption)) event.preventDefault();
      this.root.focus({ preventScroll: true });
    });
    on(this.frame, 'click', (event) => { this.frame.classList.toggle('zoomed'); this.zoom(event); });
    on(this.frame, 'mousemove', (event) => this.zoom(event));
    on(window, 'beforeunload', (event) => { if (this.unsaved().length) event.preventDefault(); });
    on(window, 'storage', (event) => this.heard(event));
    const timer = this.save && setInterval(() => this.sendAll(), PATIENCE);
    this.close = () => { clearInterval(timer); close.forEach((action) => action()); };
  }

  // Another page of this browser has decided something.
  heard(event) {
    if (!event.key || !event.key.startsWith(this.drawer.prefix) || this.save) return;
    const path = event.key.slice(this.drawer.prefix.length);
    const entry = this.drawer.read(event.key);
    if (entry) this.entries.set(path, entry);
    else this.entries.delete(path);
    if (entry) this.learn(entry.label);
    this.changed(path);
  }
}

// Put a review into an element of a page, sealed off from its style sheets.
export function mount(element, data, options) {
  const root = element.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
  if (!data.images.length) {
    root.append(words('p', 'quiet', 'Nothing is in the queue: no image gives a reason to look at it.'));
    return { close() {} };
  }
  return new Review(root, data, options);
}

// The page: data and pictures lie in the file itself.
export function startPage() {
  const data = JSON.parse(document.getElementById('data').textContent);
  const picture = async (kind, number) => (kind === 'image' ? data.images : data.examples)[number].picture;
  const review = mount(document.getElementById('review'), data, { picture });
  review.root?.focus();
}

// The widget: asks its kernel, and takes nothing for done before the answer.
function render({ model, el }) {
  const waiting = new Map();
  const answered = (content, buffers) => {
    const resolve = waiting.get(content.to);
    waiting.delete(content.to);
    if (resolve) resolve({ content, buffers });
  };
  const ask = (question) => new Promise((resolve, reject) => {
    const number = `${Date.now()} ${Math.random()}`;
    const give = (reason) => { waiting.delete(number); reject(new Error(reason)); };
    const timer = setTimeout(() => give('the kernel does not answer'), PATIENCE);
    waiting.set(number, (answer) => {
      clearTimeout(timer);
      if (answer.content.refused) give(answer.content.refused);
      else resolve(answer);
    });
    try {
      model.send({ ...question, number });
    } catch {
      give('there is no kernel');
    }
  });
  const save = async (entry) => (await ask({ ask: 'save', entry })).content.made;
  const load = async () => (await ask({ ask: 'load' })).content.made;
  const picture = async (kind, place) => {
    const { buffers } = await ask({ ask: kind, place });
    return URL.createObjectURL(new Blob([buffers[0]], { type: 'image/jpeg' }));
  };
  model.on('msg:custom', answered);
  el.dataset.lmSuppressShortcuts = 'true'; // Jupyter leaves the keys to the review
  const place = make('div');
  place.style.height = `${model.get('height')}px`;
  el.append(place);
  const review = mount(place, model.get('data'), { save, load, picture });
  new ResizeObserver((_, observer) => { // on the screen now: take the keys, unless somebody is at work elsewhere
    observer.disconnect();
    if (document.activeElement === document.body) review.root?.focus({ preventScroll: true });
  }).observe(place);
  return () => { review.close(); model.off('msg:custom', answered); };
}

export default { render };
