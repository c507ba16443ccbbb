// The page on which a person clicks the four corners of a part, photograph by photograph.
// It draws and asks; Python checks, keeps, and says when something is on the disk. Coordinates are pixels of the
// photograph, with pixel centres at integers, except where a name says screen.

const PLACES = ['top-left', 'top-right', 'bottom-left', 'bottom-right']  // of c1 to c4: Z order
const OUTLINE = [0, 1, 3, 2]  // clockwise round the part
const TILE = 512  // px of the photograph, side of a tile at full resolution
const LOUPE = {side: 168, zoom: 8}  // screen px; screen px a pixel of the photograph
const PATIENCE = 5000  // ms without an answer after which the kernel counts as gone
const ORANGE = '#ff7f0e', BLUE = '#4cc9f0', RED = '#ff5a52', YELLOW = '#ffe066', DARK = 'rgba(0, 0, 0, .65)'

const STYLE = `
.aoi-corners { --line: #d5d9de; color: #1d2733; background: #fff; border: 1px solid var(--line); border-radius: 8px;
  font: 14px/1.4 system-ui, sans-serif; outline: none; overflow: hidden; }
.aoi-corners:focus-within, .aoi-corners:focus { border-color: #7b8ea3; }
.aoi-corners .bar { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 10px; padding: 8px 12px; }
.aoi-corners .bar + .bar { padding-top: 0; }
.aoi-corners .grow { flex: 1; }
.aoi-corners button { font: inherit; color: inherit; background: #f3f5f7;
  border: 1px solid var(--line); border-radius: 6px; padding: 3px 10px; cursor: pointer; }
.aoi-corners button:hover:enabled { background: #e6eaee; }
.aoi-corners button:disabled { opacity: .4; cursor: default; }
.aoi-corners button.on { background: #dbeafe; border-color: #6ea0dc; }
.aoi-corners kbd { font: 11px/1 ui-monospace, monospace; color: #5b6875; border-radius: 3px;
  border: 1px solid var(--line); padding: 1px 4px; margin-left: 5px; background: #fff; }
.aoi-corners .name { font-weight: 600; max-width: 40ch; overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap; }
.aoi-corners .steps { display: flex; flex-wrap: wrap; gap: 3px; }
.aoi-corners .steps button { padding: 0; width: 26px; height: 22px; font-size: 12px; }
.aoi-corners .steps button.done { background: #2e7d4f; border-color: #2e7d4f; color: #fff; }
.aoi-corners .steps button.wrong { background: #c62828; border-color: #c62828; color: #fff; }
.aoi-corners .steps button.here { outline: 2px solid #1d2733; outline-offset: 1px; }
.aoi-corners .status { padding: 2px 10px; border-radius: 999px; background: #eef1f4; }
.aoi-corners .status.saved { background: #dff3e6; color: #1c6339; }
.aoi-corners .status.lost { background: #c62828; color: #fff; font-weight: 600; }
.aoi-corners .guide { display: flex; align-items: center; gap: 12px; padding: 8px 12px; background: #fff6ec;
  border-top: 1px solid var(--line); min-height: 42px; }
.aoi-corners .guide.refused { background: #fdeceb; }
.aoi-corners .guide b { font-size: 15px; }
.aoi-corners .part { display: grid; grid-template-columns: 20px 20px; gap: 6px 18px; padding: 1px;
  background: linear-gradient(#59636e, #59636e) center/38px 24px no-repeat; }
.aoi-corners .part i { font: 700 11px/18px system-ui, sans-serif; text-align: center; border-radius: 50%; width: 18px;
  height: 18px; background: #fff; border: 1px solid #b6bec7; color: #5b6875; }
.aoi-corners .part i.done { background: #ffd8b0; border-color: #ff7f0e; color: #7a3b00; }
.aoi-corners .part i.next { background: #ff7f0e; border-color: #ff7f0e; color: #fff; box-shadow: 0 0 0 3px #ffd8b0; }
.aoi-corners .stage { position: relative; height: 560px; background: #22272d; touch-action: none; }
.aoi-corners .stage canvas { position: absolute; inset: 0; width: 100%; height: 100%; cursor: crosshair; }
.aoi-corners .stage canvas.loupe { inset: auto; width: 168px; height: 168px; border: 2px solid #fff; border-radius: 8px;
  box-shadow: 0 2px 10px #000a; pointer-events: none; }
.aoi-corners .where { position: absolute; left: 10px; bottom: 8px; padding: 1px 8px; border-radius: 4px; color: #fff;
  background: rgba(0, 0, 0, .6); font-variant-numeric: tabular-nums; pointer-events: none; }
.aoi-corners .question { display: flex; align-items: center; gap: 10px; flex-wrap: wrap; padding: 10px 12px;
  background: #fff3cd; border-top: 1px solid #e0c766; }
.aoi-corners .measure { display: flex; align-items: center; gap: 8px; }
.aoi-corners .measure input[type=number] { width: 90px; font: inherit; padding: 2px 6px; }
.aoi-corners .help { padding: 6px 12px 8px; color: #5b6875; font-size: 12px; border-top: 1px solid var(--line); }
.aoi-corners [hidden] { display: none !important; }
`

// ---- geometry ----

const cross = (a, b, c) => (b[0] - a[0])*(c[1] - b[1]) - (b[1] - a[1])*(c[0] - b[0])
const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1])
const tidy = point => point.map(value => Math.round(value*1e4)/1e4)

// What is wrong with one to four corners, as a sentence; '' where nothing is. Python checks once more.
export function orderFault(corners) {
  const [c1, c2, c3, c4] = corners
  const last = corners.length
  for (let number = 0; number < last - 1; number++)
    if (apart(corners[number], corners[last - 1]) < 2)
      return `c${last} lies on c${number + 1}: every corner has a place of its own.`
  if (last === 3) {
    const along = [c2[0] - c1[0], c2[1] - c1[1]], down = [c3[0] - c1[0], c3[1] - c1[1]]
    const turn = along[0]*down[1] - along[1]*down[0], length = along[0]**2 + along[1]**2
    if (turn < 1) return 'c3 lies on the wrong side of the edge from c1 to c2: the part would be mirrored, or a line. '
      + 'c1 is the part’s top-left corner, c2 its top-right one, c3 its bottom-left one.'
    if ((along[0]*down[0] + along[1]*down[1])/length > 0.7)
      return 'This looks like c4, the bottom-right corner. The bottom-left corner, c3, comes first.'
  }
  if (last === 4) {
    const outline = OUTLINE.map(index => corners[index])
    const turns = outline.map((_, i) => cross(outline[(i + 3)%4], outline[i], outline[(i + 1)%4]))
    if (turns.some(turn => turn <= 1)) {
      if (turns.every(turn => turn < -1))
        return 'The part would be mirrored: left and right, or top and bottom, are exchanged.'
      return 'The edges would cross or fold inwards: the order is '
        + 'c1 top-left, c2 top-right, c3 bottom-left, c4 bottom-right.'
    }
  }
  return ''
}

// A table made elsewhere may have corners in another order.
const isDone = photograph => photograph.corners !== null && !orderFault(photograph.corners)

// ---- page elements ----

// An element with text; text never becomes markup, as names of files may hold anything.
function make(tag, className, ...children) {
  const element = document.createElement(tag)
  if (className) element.className = className
  element.append(...children)
  return element
}

function button(text, key, title, action) {
  const element = make('button', '', text)
  if (key) element.append(make('kbd', '', key))
  element.title = title
  element.type = 'button'
  element.addEventListener('click', action)
  return element
}

function drawCross(context, [x, y], arm) {
  context.moveTo(x - arm, y - arm)
  context.lineTo(x + arm, y + arm)
  context.moveTo(x + arm, y - arm)
  context.lineTo(x - arm, y + arm)
}

// ---- messages ----

// Sends questions to Python and waits for their answers; knows when the kernel does not answer any more.
class Line {
  constructor(model, hear) {
    this.model = model
    this.waiting = new Map()  // number of a question → when it was asked, what to do with the answer
    this.prefix = Math.random().toString(36).slice(2)  // several pages share one kernel
    this.count = 0
    this.broken = false
    this.receive = (message, buffers) => {
      const asked = this.waiting.get(message.id)
      this.waiting.delete(message.id)
      hear(message, asked !== undefined)
      if (asked) asked.resolve({...message, picture: buffers && buffers[0]})
    }
    model.on('msg:custom', this.receive)
  }

  ask(message) {
    const id = `${this.prefix}-${++this.count}`
    return new Promise(resolve => {
      this.waiting.set(id, {since: performance.now(), what: message.do, resolve})
      try {
        this.model.send({...message, id})
      } catch {  // the connection knows that the kernel is dead
        this.broken = true
      }
    })
  }

  asks(what) {
    return [...this.waiting.values()].some(asked => asked.what === what)
  }

  gone() {
    return this.broken || [...this.waiting.values()].some(asked => performance.now() - asked.since > PATIENCE)
  }

  close() {
    this.model.off('msg:custom', this.receive)
  }
}

// ---- the page ----

class Page {
  constructor(model, element) {
    this.photographs = []  // name, corners and scale of each, as Python has them
    this.version = -1
    this.who = ''
    this.here = 0  // photograph that is shown
    this.photo = null  // its bitmap, width, height
    this.corners = []  // as the person sees them: what Python has, or what is on its way there
    this.known = null  // corners that the last gesture started from
    this.drafts = new Map()  // corners of photographs that have fewer than four
    this.active = -1  // corner that arrow keys move
    this.tiles = new Map()  // 'column,row' → bitmap, or null while it is on its way
    this.view = {zoom: 1, x: 0, y: 0}  // screen px a pixel; screen place of the photograph's top left corner
    this.pointer = null  // screen place
    this.refusal = null  // sentence and the corner it is about
    this.note = ''
    this.outside = {}  // photographs that another program changed in the table, and the corners that it wrote
    this.trouble = ''  // why the disk lags behind
    this.sending = 0  // gestures on their way
    this.ruler = null  // points of the scale tool, or null
    this.always = false  // snap whatever is placed
    this.line = new Line(model, (message, mine) => this.hear(message, mine))
    this.build(element)
    this.clock = setInterval(() => this.tick(), 1500)
    this.start()
  }

  async start() {
    await this.look()
    const first = this.photographs.findIndex(one => !isDone(one))
    await this.go(Math.max(first, 0))
  }

  close() {
    clearInterval(this.clock)
    clearTimeout(this.nudging)
    this.observer.disconnect()
    this.line.close()
  }

  // ---- what Python says ----

  hear(message, mine) {
    if (message.photographs && message.version >= this.version) {
      const before = this.photographs[this.here]
      this.photographs = message.photographs
      this.version = message.version
      this.who = message.who
      const now = this.photographs[this.here]
      if (before && this.sending <= (mine && message.do !== 'look' ? 1 : 0) && !this.nudging)
        if (JSON.stringify(now.corners) !== JSON.stringify(this.drafted() ? null : this.corners)) this.adopt()
    }
    if (message.do === 'look' || message.outside) {
      this.outside = message.outside || {}
      this.trouble = message.refused || ''
    }
    this.show()
  }

  drafted() { return this.corners.length < 4 }

  // Show what Python has of this photograph.
  adopt() {
    const one = this.photographs[this.here]
    if (one.corners) this.drafts.delete(one.name)
    this.corners = one.corners ? one.corners.map(corner => [...corner]) : (this.drafts.get(one.name) || [])
    this.known = one.corners
    this.active = Math.min(this.active, this.corners.length - 1)
  }

  tick() {
    if (!this.line.gone() && !this.line.asks('look')) this.look()
    this.show()
  }

  // Ask whether anybody else has changed anything; also tells that the kernel is alive.
  look(version = this.version) {
    return this.line.ask({do: 'look', version})
  }

  // Send a gesture; the page shows it as saved only after the answer.
  async gesture(message) {
    this.sending++
    this.note = ''
    this.show()
    const answer = await this.line.ask(message)
    this.sending--
    if (answer.refused) {
      this.refuse(answer.refused, -1)
      await this.look(-1)
      this.adopt()
    } else this.note = answer.note || ''
    this.show()
    return answer
  }

  // ---- gestures ----

  place(why, snap) {
    const fault = orderFault(this.corners)
    const changed = this.known === null ? this.corners.length - 1 : this.active
    if (fault) {
      this.refuse(fault, changed, this.corners[changed])
      if (this.known) this.adopt()
      else this.corners.pop()
      return this.show()
    }
    const name = this.photographs[this.here].name
    if (this.drafted()) {
      this.drafts.set(name, this.corners)
      return this.show()
    }
    const before = this.known, after = this.corners.map(tidy)
    this.drafts.delete(name)
    this.known = after
    const reach = Math.max(4, 5/this.view.zoom)  // a click is off by as much on the screen
    return this.gesture({do: 'place', name, before, after, why, ...(snap ? {snap, reach} : {})})
  }

  refuse(sentence, number, point = null) {
    this.refusal = {sentence, number, point}
  }

  add(point) {
    if (this.blocked() || this.corners.length >= 4) return
    this.corners = [...this.corners, point]
    this.active = this.corners.length - 1
    this.place('clicked', this.always && this.corners.length === 4 ? [0, 1, 2, 3] : null)
  }

  snap() {
    if (this.blocked()) return
    if (this.drafted()) return this.say('Snapping needs all four corners: a side of the part runs between two of them.')
    this.place('snapped to the edges', [0, 1, 2, 3])
  }

  copy() {
    if (this.blocked()) return
    const count = this.photographs.length  // those before this one, the nearest first, then from the end
    const order = this.photographs.map((_, i) => (this.here - 1 - i + 2*count) % count)
    const from = order.find(index => index !== this.here && this.photographs[index].corners)
    if (from === undefined) return this.say('No other photograph has corners yet.')
    this.corners = this.photographs[from].corners.map(corner => [...corner])
    this.active = 0
    this.place(`copied from ${this.photographs[from].name}`.slice(0, 200))
  }

  clear() {
    if (this.blocked()) return
    const name = this.photographs[this.here].name, before = this.known
    this.drafts.delete(name)
    this.corners = []
    this.active = -1
    this.known = null
    if (before) this.gesture({do: 'place', name, before, after: null, why: 'cleared'})
    this.show()
  }

  async turn(act) {
    if (this.blocked()) return
    this.flush()
    if (act === 'undo' && this.known === null && this.corners.length) {  // a corner that Python does not have yet
      this.corners = this.corners.slice(0, -1)
      this.drafts.set(this.photographs[this.here].name, this.corners)
      this.active = this.corners.length - 1
      return this.show()
    }
    const answer = await this.gesture({do: act})
    const index = this.photographs.findIndex(one => one.name === answer.look_at)
    if (index >= 0 && index !== this.here) await this.go(index, answer.note)
  }

  nudge(x, y) {
    if (this.blocked() || this.active < 0) return
    const [left, top] = this.corners[this.active]
    const moved = [left + x, top + y]
    const whole = this.corners.map((corner, index) => index === this.active ? moved : corner)
    const fault = orderFault(whole)
    if (fault) { this.refuse(fault, this.active, moved); return this.show() }
    this.corners = whole
    this.refusal = null
    clearTimeout(this.nudging)
    this.nudging = setTimeout(() => this.flush(), 350)  // a held key is one gesture
    this.show()
  }

  // Send what the arrow keys did.
  flush() {
    if (!this.nudging) return
    clearTimeout(this.nudging)
    this.nudging = 0
    this.place(`nudged c${this.active + 1}`)
  }

  measured() {
    const length = Number(this.length.value)
    if (this.blocked()) return
    if (!this.ruler || this.ruler.length < 2 || !(length > 0))
      return this.say('Click two points, then type their distance in mm.')
    const names = this.all.checked ? this.photographs.map(one => one.name) : [this.photographs[this.here].name]
    const points = this.ruler.map(tidy)
    this.ruler = null
    this.gesture({do: 'scale', names, points, length})
    this.root.focus()
  }

  say(note) {
    this.refusal = null
    this.note = note
    this.show()
  }

  // Nothing is taken that could be lost.
  blocked() {
    return this.line.gone() || Object.keys(this.outside).length > 0 || !this.photo
  }

  async go(index, note = '') {
    if (index < 0 || index >= this.photographs.length) return
    this.flush()
    this.here = index
    this.photo = null
    delete this.canvas.dataset.view
    this.refusal = this.ruler = null
    this.note = note
    this.active = -1
    this.forget()
    this.adopt()
    this.show()
    const name = this.photographs[index].name
    const answer = await this.line.ask({do: 'open', name})
    if (this.photographs[this.here].name !== name) return  // the person went on meanwhile
    if (answer.refused) { this.refuse(answer.refused, -1); return this.show() }
    const bitmap = await createImageBitmap(new Blob([answer.picture]))
    if (this.photographs[this.here].name !== name) return bitmap.close()
    this.photo = {bitmap, width: answer.width, height: answer.height, whole: answer.whole}
    this.fit()
    this.show()
  }

  forget() {
    for (const bitmap of this.tiles.values()) if (bitmap) bitmap.close()
    this.tiles = new Map()
  }

  // ---- where things are ----

  toScreen([x, y]) {
    return [this.view.x + (x + 0.5)*this.view.zoom, this.view.y + (y + 0.5)*this.view.zoom]
  }

  toPhoto([x, y]) {
    return [(x - this.view.x)/this.view.zoom - 0.5, (y - this.view.y)/this.view.zoom - 0.5]
  }

  fit() {
    if (!this.photo) return
    const {clientWidth: width, clientHeight: height} = this.stage
    const zoom = Math.min(width/this.photo.width, height/this.photo.height)
    this.least = zoom/2
    this.view = {zoom, x: (width - zoom*this.photo.width)/2, y: (height - zoom*this.photo.height)/2}
    this.draw()
  }

  zoomAt([x, y], factor) {
    const zoom = Math.min(Math.max(this.view.zoom*factor, this.least), 40)
    const ratio = zoom/this.view.zoom
    this.view = {zoom, x: x - (x - this.view.x)*ratio, y: y - (y - this.view.y)*ratio}
    this.draw()
  }

  // The corner under the pointer, -1 for none.
  grip(place) {
    let best = -1, least = 14  // screen px
    this.corners.forEach((corner, index) => {
      const distance = apart(this.toScreen(corner), place)
      if (distance < least) [best, least] = [index, distance]
    })
    return best
  }

  // ---- pointer and keys ----

  listen() {
    const place = event => {
      const box = this.stage.getBoundingClientRect()
      return [event.clientX - box.left, event.clientY - box.top]
    }
    const canvas = this.canvas
    canvas.addEventListener('pointerdown', event => {
      this.root.focus({preventScroll: true})
      if (!this.photo) return
      canvas.setPointerCapture(event.pointerId)
      this.flush()
      const start = place(event), number = event.button || this.ruler || this.blocked() ? -1 : this.grip(start)
      this.press = {start, number, view: {...this.view}, moved: false, button: event.button,
                    from: number < 0 ? null : this.corners[number]}
      if (number >= 0) this.active = number
      this.draw()
    })
    canvas.addEventListener('pointermove', event => {
      this.pointer = place(event)
      const press = this.press
      if (press) {
        const [x, y] = [this.pointer[0] - press.start[0], this.pointer[1] - press.start[1]]
        press.moved = press.moved || Math.hypot(x, y) > 3
        if (press.moved && press.number < 0) this.view = {...press.view, x: press.view.x + x, y: press.view.y + y}
        if (press.moved && press.number >= 0) {
          const moved = [press.from[0] + x/this.view.zoom, press.from[1] + y/this.view.zoom]
          this.corners = this.corners.map((corner, index) => index === press.number ? moved : corner)
        }
      }
      this.draw()
    })
    canvas.addEventListener('pointerup', event => {
      const press = this.press
      this.press = null
      if (!press) return
      this.refusal = null
      if (press.moved && press.number >= 0) {
        this.active = press.number
        if (this.drafted()) this.drag(press)
        else this.place(`moved c${press.number + 1}`, this.always ? [press.number] : null)
      } else if (!press.moved && press.number < 0 && press.button === 0) this.click(place(event))
      this.show()
    })
    canvas.addEventListener('pointercancel', () => { this.press = null; this.adopt(); this.draw() })
    canvas.addEventListener('pointerleave', () => { this.pointer = null; this.draw() })
    canvas.addEventListener('contextmenu', event => event.preventDefault())
    canvas.addEventListener('wheel', event => {
      event.preventDefault()
      const lines = event.deltaMode === 1 ? 30 : 1  // some browsers count lines, not pixels
      if (this.photo) this.zoomAt(place(event), Math.exp(-event.deltaY*lines*0.0015))
    }, {passive: false})
    this.root.addEventListener('keydown', event => this.key(event))
  }

  // A corner of an unfinished part was dragged: it stays unless the order is wrong now.
  drag(press) {
    const fault = orderFault(this.corners)
    if (fault) {
      this.refuse(fault, press.number, this.corners[press.number])
      this.corners = this.corners.map((corner, index) => index === press.number ? press.from : corner)
    }
    this.drafts.set(this.photographs[this.here].name, this.corners)
  }

  click(place) {
    const point = this.toPhoto(place)
    const {width, height} = this.photo
    if (point[0] < -0.5 || point[1] < -0.5 || point[0] > width - 0.5 || point[1] > height - 0.5) return
    if (!this.ruler) return this.add(point)
    const near = this.grip(place)  // a corner is measured from exactly
    this.ruler = [...(this.ruler.length < 2 ? this.ruler : []), near < 0 ? point : [...this.corners[near]]]
    if (this.ruler.length === 2) { this.show(); this.length.focus() }
  }

  key(event) {
    if (event.target.tagName === 'INPUT' && event.target.type === 'number') {
      if (event.key === 'Enter') this.measured()
      if (event.key === 'Escape') { this.ruler = null; this.root.focus(); this.show() }
      return event.stopPropagation()
    }
    if (event.target.tagName === 'BUTTON' && ['Enter', ' '].includes(event.key)) return event.stopPropagation()
    const step = event.shiftKey ? 1 : 0.25, key = event.key.toLowerCase()
    const command = event.ctrlKey || event.metaKey
    const middle = [this.stage.clientWidth/2, this.stage.clientHeight/2]
    const actions = command ? {z: () => this.turn(event.shiftKey ? 'redo' : 'undo'), y: () => this.turn('redo')} : {
      arrowleft: () => this.nudge(-step, 0), arrowright: () => this.nudge(step, 0),
      arrowup: () => this.nudge(0, -step), arrowdown: () => this.nudge(0, step),
      1: () => this.choose(0), 2: () => this.choose(1), 3: () => this.choose(2), 4: () => this.choose(3),
      s: () => this.snap(), a: () => this.toggle(), c: () => this.copy(), m: () => this.measure(),
      delete: () => this.clear(),
      n: () => this.go(this.here + 1), p: () => this.go(this.here - 1), pagedown: () => this.go(this.here + 1),
      pageup: () => this.go(this.here - 1), 0: () => this.fit(), '+': () => this.zoomAt(middle, 1.4),
      '-': () => this.zoomAt(middle, 1/1.4), escape: () => { this.ruler = this.refusal = null; this.show() },
    }
    if (!actions[key] || event.altKey) return
    event.preventDefault()
    event.stopPropagation()  // the notebook has keys of its own
    if (!key.startsWith('arrow')) this.refusal = null
    actions[key]()
  }

  choose(number) {
    this.flush()
    if (number < this.corners.length) this.active = number
    this.show()
  }

  toggle() {
    this.always = !this.always
    this.show()
  }

  measure() {
    this.ruler = this.ruler ? null : []
    this.refusal = null
    this.note = ''
    this.show()
  }

  // ---- drawing ----

  draw() {
    if (this.drawing) return
    this.drawing = requestAnimationFrame(() => { this.drawing = 0; this.paint() })
  }

  paint() {
    const {clientWidth: width, clientHeight: height} = this.stage, ratio = window.devicePixelRatio || 1
    if (this.canvas.width !== Math.round(width*ratio) || this.canvas.height !== Math.round(height*ratio)) {
      this.canvas.width = Math.round(width*ratio)
      this.canvas.height = Math.round(height*ratio)
    }
    const context = this.canvas.getContext('2d')
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.clearRect(0, 0, width, height)
    if (this.photo) {
      this.canvas.dataset.view = [this.view.zoom, this.view.x, this.view.y].join(' ')  // both for tests
      this.canvas.dataset.tiles = [...this.tiles.values()].filter(tile => tile).length
      this.paintPhoto(context, this.view, width, height, ratio)
      this.paintOther(context)
      this.paintPart(context)
      if (this.ruler) this.paintRuler(context)
      if (this.refusal && this.refusal.point) this.paintRefusal(context)
    }
    this.paintLoupe(ratio)
  }

  // The photograph under a view, sharp where the screen shows more than was sent at first.
  paintPhoto(context, view, width, height, ratio) {
    const {bitmap, whole} = this.photo
    context.imageSmoothingEnabled = view.zoom*ratio < 3
    context.drawImage(bitmap, view.x, view.y, this.photo.width*view.zoom, this.photo.height*view.zoom)
    if (whole || view.zoom*ratio <= 1.05*bitmap.width/this.photo.width) return
    const range = (offset, length, limit) => {
      const first = Math.max(0, Math.floor(-offset/view.zoom/TILE))
      const last = Math.min(Math.ceil(limit/TILE) - 1, Math.floor((length - offset)/view.zoom/TILE))
      return Array.from({length: Math.max(0, last - first + 1)}, (_, index) => first + index)
    }
    for (const row of range(view.y, height, this.photo.height))
      for (const column of range(view.x, width, this.photo.width)) {
        const tile = this.tile(column, row), side = TILE*view.zoom
        if (!tile) continue
        const place = [view.x + column*side, view.y + row*side]
        context.drawImage(tile, ...place, tile.width*view.zoom, tile.height*view.zoom)
      }
  }

  // A tile that is here, else null; it is asked for and drawn when it comes.
  tile(column, row) {
    const key = `${column},${row}`, tiles = this.tiles, name = this.photographs[this.here].name
    if (tiles.has(key)) return tiles.get(key)
    if ([...tiles.values()].filter(tile => !tile).length > 6 || this.line.gone()) return null
    if (tiles.size > 80) {
      const oldest = [...tiles.keys()].find(other => tiles.get(other))
      tiles.get(oldest).close()
      tiles.delete(oldest)
    }
    tiles.set(key, null)
    this.line.ask({do: 'tile', name, column, row}).then(async answer => {
      if (answer.refused || tiles !== this.tiles) return
      tiles.set(key, await createImageBitmap(new Blob([answer.picture])))
      this.draw()
    })
    return null
  }

  // What another program wrote.
  paintOther(context) {
    const corners = this.outside[this.photographs[this.here].name]
    if (!corners) return
    context.beginPath()
    OUTLINE.forEach((index, i) => context[i ? 'lineTo' : 'moveTo'](...this.toScreen(corners[index])))
    context.closePath()
    context.setLineDash([7, 5])
    context.strokeStyle = YELLOW
    context.lineWidth = 2
    context.stroke()
    context.setLineDash([])
  }

  // Edges, handles and their numbers.
  paintPart(context) {
    const points = this.corners.map(corner => this.toScreen(corner))
    const order = OUTLINE.filter(index => index < points.length)
    const stroke = (colour, width) => {
      context.strokeStyle = colour
      context.lineWidth = width
      context.stroke()
    }
    if (points.length > 1) {
      context.beginPath()
      if (points.length === 3) order.splice(0, 3, 2, 0, 1)  // no edge from c2 to c3
      order.forEach((index, i) => i ? context.lineTo(...points[index]) : context.moveTo(...points[index]))
      if (points.length === 4) context.closePath()
      stroke(DARK, 4)
      stroke(ORANGE, 1.6)
    }
    const centre = [0, 1].map(axis => points.reduce((sum, point) => sum + point[axis], 0)/Math.max(points.length, 1))
    points.forEach((point, index) => {
      context.beginPath()
      context.arc(...point, index === this.active ? 9 : 7, 0, 7)
      stroke(DARK, 4)
      stroke(index === this.active ? '#ffffff' : ORANGE, 2)
      const away = apart(point, centre) || 1
      const direction = points.length > 1 ? [0, 1].map(axis => (point[axis] - centre[axis])/away) : [-0.7, -0.7]
      const badge = [0, 1].map(axis => point[axis] + direction[axis]*24)
      context.beginPath()
      context.arc(...badge, 10, 0, 7)
      context.fillStyle = index ? '#ffffff' : ORANGE  // c1 stands out: it says how the part is turned
      context.fill()
      stroke(index ? ORANGE : '#ffffff', 1.5)
      context.fillStyle = index ? '#7a3b00' : '#ffffff'
      context.font = '700 13px system-ui, sans-serif'
      context.textAlign = 'center'
      context.textBaseline = 'middle'
      context.fillText(String(index + 1), badge[0], badge[1] + 0.5)
    })
  }

  paintRuler(context) {
    const points = this.ruler.map(point => this.toScreen(point))
    if (points.length === 1 && this.pointer) points.push(this.pointer)
    context.lineWidth = 2
    for (const [colour, width] of [[DARK, 4], [BLUE, 2]]) {
      context.strokeStyle = colour
      context.lineWidth = width
      context.beginPath()
      points.forEach((point, index) => index ? context.lineTo(...point) : context.moveTo(...point))
      for (const point of points) drawCross(context, point, 7)
      context.stroke()
    }
  }

  paintRefusal(context) {
    const [x, y] = this.toScreen(this.refusal.point)
    for (const [colour, width] of [[DARK, 6], [RED, 3]]) {
      context.strokeStyle = colour
      context.lineWidth = width
      context.beginPath()
      drawCross(context, [x, y], 9)
      context.stroke()
    }
    context.setLineDash([6, 5])
    context.lineWidth = 1.5
    context.beginPath()
    for (const corner of this.corners.filter((_, index) => index !== this.refusal.number)) {
      context.moveTo(x, y)
      context.lineTo(...this.toScreen(corner))
    }
    context.stroke()
    context.setLineDash([])
  }

  // What the loupe looks at: the pointer while it places or drags, the active corner while keys move it.
  looked() {
    if (this.press && this.press.number >= 0) return this.corners[this.press.number]
    if (this.nudging) return this.corners[this.active]
    if (!this.pointer || (this.press && this.press.moved)) return null
    const near = this.grip(this.pointer)
    if (near >= 0) return this.corners[near]
    return this.drafted() || this.ruler ? this.toPhoto(this.pointer) : null
  }

  paintLoupe(ratio) {
    const point = this.photo && this.looked(), {side, zoom} = LOUPE
    this.loupe.hidden = !point || this.view.zoom >= zoom
    this.where.hidden = !point
    if (!point) return
    this.where.textContent = `x ${point[0].toFixed(2)}   y ${point[1].toFixed(2)} px`
    if (this.loupe.hidden) return
    const [x, y] = this.toScreen(point)  // the loupe keeps away from what it shows
    this.loupe.style.left = x > side + 60 || y > side + 60 ? '12px' : `${this.stage.clientWidth - side - 16}px`
    this.loupe.style.top = '12px'
    this.loupe.width = this.loupe.height = Math.round(side*ratio)
    const context = this.loupe.getContext('2d')
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.fillStyle = '#22272d'
    context.fillRect(0, 0, side, side)
    const view = {zoom, x: side/2 - (point[0] + 0.5)*zoom, y: side/2 - (point[1] + 0.5)*zoom}
    this.paintPhoto(context, view, side, side, ratio)
    for (const [colour, width] of [[DARK, 3], ['#ffffff', 1]]) {
      context.strokeStyle = colour
      context.lineWidth = width
      context.beginPath()
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
        context.moveTo(side/2 + 5*dx, side/2 + 5*dy)
        context.lineTo(side/2 + side/2*dx, side/2 + side/2*dy)
      }
      context.stroke()
    }
  }

  // ---- texts and buttons ----

  build(element) {
    this.root = make('div', 'aoi-corners')
    this.root.tabIndex = 0
    this.root.dataset.lmSuppressShortcuts = 'true'  // JupyterLab leaves the keys to the page
    this.name = make('span', 'name')
    this.tally = make('span', 'tally')
    this.steps = make('div', 'steps')
    this.status = make('span', 'status')
    this.status.setAttribute('role', 'status')
    this.buttons = {
      previous: button('‹ Previous', 'P', 'Photograph before this one', () => this.go(this.here - 1)),
      next: button('Next ›', 'N', 'Photograph after this one', () => this.go(this.here + 1)),
      undo: button('Undo', 'Ctrl Z', 'Take back your last change', () => this.turn('undo')),
      redo: button('Redo', 'Ctrl Y', 'Do again what you took back', () => this.turn('redo')),
      snap: button('Snap to edges', 'S', 'Draw the four corners to the edges of the part', () => this.snap()),
      always: button('Always snap', 'A', 'Snap each corner as soon as it is placed or dragged', () => this.toggle()),
      copy: button('Copy previous', 'C', 'Start with the corners of the photograph before', () => this.copy()),
      scale: button('Scale in mm', 'M', 'Say how long something is, in mm', () => this.measure()),
      clear: button('Clear', 'Del', 'Remove the corners of this photograph', () => this.clear()),
      fit: button('Fit', '0', 'Show the whole photograph', () => this.fit()),
    }
    const {previous, next, undo, redo, snap, always, copy, scale, clear, fit} = this.buttons
    this.part = make('div', 'part', ...[1, 2, 3, 4].map(number => make('i', '', String(number))))
    this.text = make('span', 'grow')
    this.measuring()
    this.guide = make('div', 'guide', this.part, this.text, this.scaleBox)
    this.guide.setAttribute('aria-live', 'polite')
    this.question = make('div', 'question')
    this.asked = make('span', 'grow')
    this.question.append(this.asked,
                         button('Take the table’s', '', 'Import what the other program wrote', () => this.settle(true)),
                         button('Keep mine', '', 'Write corners.csv anew', () => this.settle(false)))
    this.canvas = make('canvas', 'photo')
    this.loupe = make('canvas', 'loupe')
    this.where = make('div', 'where')
    this.stage = make('div', 'stage', this.canvas, this.loupe, this.where)
    const help = 'Click to place · drag a corner to move it · arrow keys ¼ px, with Shift 1 px · 1–4 choose a corner · '
      + 'wheel zooms · drag beside the corners to move the photograph · Esc ends measuring'
    const space = make('span', 'grow')
    this.root.append(make('style', '', STYLE),
                     make('div', 'bar', previous, next, this.name, space, this.tally, this.status),
                     make('div', 'bar', this.steps),
                     make('div', 'bar', undo, redo, snap, always, copy, scale, clear, fit),
                     this.question, this.guide, this.stage, make('div', 'help', help))
    element.append(this.root)
    this.observer = new ResizeObserver(() => this.photo ? this.fit() : this.draw())
    this.observer.observe(this.stage)
    this.listen()
  }

  measuring() {
    this.length = make('input', '')
    Object.assign(this.length, {type: 'number', min: '0', step: 'any', placeholder: 'mm'})
    this.length.setAttribute('aria-label', 'length in mm')
    this.all = make('input', '')
    Object.assign(this.all, {type: 'checkbox', checked: true})
    this.scaleBox = make('div', 'measure', this.length, 'mm', make('label', '', this.all, ' all photographs'),
                         button('Set scale', '', 'Write mm_per_px', () => this.measured()))
  }

  settle(tableHolds) {
    this.gesture({do: 'settle', table_holds: tableHolds}).then(() => { this.adopt(); this.show() })
  }

  // Everything beside the picture, and the picture.
  show() {
    const one = this.photographs[this.here]
    if (!one) return
    const done = this.photographs.filter(isDone).length
    this.name.textContent = one.name
    this.name.title = one.name
    this.tally.textContent = `${done} of ${this.photographs.length} done · ${this.who}`
    this.showSteps()
    this.showStatus()
    const {previous, next, snap, always, copy, clear, scale} = this.buttons
    previous.disabled = this.here === 0
    next.disabled = this.here === this.photographs.length - 1
    snap.disabled = this.drafted()
    copy.disabled = !this.photographs.some((photograph, index) => index !== this.here && photograph.corners)
    clear.disabled = !this.corners.length
    always.classList.toggle('on', this.always)
    scale.classList.toggle('on', this.ruler !== null)
    const outside = Object.keys(this.outside)
    this.question.hidden = !outside.length
    const more = outside.length > 3 ? ` and ${outside.length - 3} more` : ''
    this.asked.textContent = `Another program has changed corners.csv: it says something else of `
      + `${outside.slice(0, 3).join(', ')}${more} (dashed). Which corners hold?`
    this.showGuide(one)
    this.draw()
  }

  showSteps() {
    while (this.steps.children.length < this.photographs.length) {
      const index = this.steps.children.length
      this.steps.append(button(String(index + 1), '', '', () => this.go(index)))
    }
    this.photographs.forEach((photograph, index) => {
      const step = this.steps.children[index]
      step.title = photograph.name
      const kind = isDone(photograph) ? 'done' : photograph.corners ? 'wrong' : ''
      step.className = kind + (index === this.here ? ' here' : '')
    })
  }

  showStatus() {
    const unsaved = this.sending > 0 || this.nudging
    const [text, kind] = this.line.gone() ? ['not saved: the kernel is gone', 'lost']
      : this.trouble ? ['not saved', 'lost'] : Object.keys(this.outside).length ? ['corners.csv was changed', 'lost']
      : unsaved ? ['saving …', ''] : this.corners.length && this.drafted() ? [`${this.corners.length} of 4 corners`, '']
      : ['saved', 'saved']
    this.status.textContent = text
    this.status.className = `status ${kind}`
  }

  showGuide(one) {
    const next = this.corners.length, wrong = one.corners && !isDone(one)
    const [text, kind] = this.guidance(one, next, wrong)
    this.text.replaceChildren(make(kind === 'order' ? 'b' : 'span', '', text))
    this.guide.classList.toggle('refused', kind === 'refused')
    this.scaleBox.hidden = !this.ruler || this.ruler.length < 2
    Array.from(this.part.children).forEach((dot, index) => {
      dot.className = index < next ? 'done' : index === next ? 'next' : ''
    })
  }

  // What to tell the person, the most urgent first.
  guidance(one, next, wrong) {
    if (this.line.gone())
      return ['The kernel does not answer. What was shown as saved is on the disk: reload the page.', 'refused']
    if (this.trouble) return [this.trouble, 'refused']
    if (this.refusal) return [`Refused: ${this.refusal.sentence}`, 'refused']
    if (this.ruler && this.ruler.length === 2) return [`${apart(...this.ruler).toFixed(2)} px. How long is that?`, '']
    if (this.ruler)
      return [`Click the ${this.ruler.length ? 'second' : 'first'} of two points whose distance you know.`, 'order']
    if (this.note) return [this.note, '']
    if (!this.photo) return ['Loading the photograph …', '']
    if (next < 4) return [`Click c${next + 1}: the ${PLACES[next]} corner of the part.`, 'order']
    if (wrong) return [`These corners came from the table, and cannot be used. ${orderFault(one.corners)}`, 'refused']
    const scale = one.scale ? `Scale: 1 px is ${one.scale} mm. ` : ''
    return [`All four corners are placed. ${scale}Drag one, nudge it with the arrow keys, or go on.`, '']
  }
}

export default {
  render({model, el}) {
    const page = new Page(model, el)
    return () => page.close()
  },
}
