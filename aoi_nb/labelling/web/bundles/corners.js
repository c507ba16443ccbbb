var vt=`.levels {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 4px 12px;
}
.levels label {
  display: flex;
  align-items: center;
  gap: 6px;
}
.levels input[type="range"] {
  width: 92px;
  margin: 0;
}
.levels .stretched:not(:empty) {
  padding: 1px 9px;
  border-radius: 6px;
  background: #fff1d6;
  color: #5c3d00;
}
`;function l(o,t={},...e){let s=Object.assign(document.createElement(o),t);return s.append(...e),s}function f(o,t,e={}){let s=l("button",{type:"button",textContent:o,...e});return s.addEventListener("click",t),s}function Mt(o,t,e){let s=null,i=new ResizeObserver(()=>r()),r=()=>{let n=o.closest(".jp-WindowedPanel-outer"),a=n?8:Math.min(40,o.getBoundingClientRect().top+window.scrollY),h=(n?.clientHeight??window.innerHeight)-2*a;o.style.setProperty("--aoi-height",`${Math.max(t,Math.floor(h))}px`),n&&!s&&i.observe(n),s=n};r(),i.observe(o),window.addEventListener("resize",r,{signal:e}),e.addEventListener("abort",()=>i.disconnect())}var be=5e3,ke=12e4,W=class{constructor(t,e=()=>{}){this.model=t,this.waiting=new Map,this.prefix=Math.random().toString(36).slice(2),this.count=0,this.broken=!1,this.slow=0,this.receive=(s,i=[])=>{let r=this.waiting.get(s.id);this.waiting.delete(s.id),e(s,r!==void 0),r?.resolve({...s,picture:i[0]})},t.on("msg:custom",this.receive)}ask(t,e={},s=1/0,i=[]){this.count+=1;let r=`${this.prefix}-${this.count}`;return new Promise(n=>{let a=h=>{s<1/0&&this.waiting.delete(r)&&n({id:r,do:t,refused:h})};this.waiting.set(r,{action:t,since:performance.now(),resolve:n}),s<1/0&&setTimeout(()=>a("the kernel does not answer"),s);try{this.model.send({...e,do:t,id:r},void 0,i)}catch{this.broken=!0,a("there is no kernel")}})}awaits(t){return[...this.waiting.values()].some(e=>e.action===t)}gone(){let t=this.slow?ke:be;return this.broken||[...this.waiting.values()].some(({since:e})=>performance.now()-e>t)}close(){this.model.off("msg:custom",this.receive)}};var x=[0,1,3,2],ft=(o,t,e)=>(t[0]-o[0])*(e[1]-t[1])-(t[1]-o[1])*(e[0]-t[0]),m=(o,t)=>Math.hypot(o[0]-t[0],o[1]-t[1]);function L(o){let t=o.length-1,e=o.findIndex((s,i)=>i<t&&m(s,o[t])<2);return e>=0?`c${t+1} lies on c${e+1}: every corner has a place of its own.`:o.length===3?xe(o[0],o[1],o[2]):o.length===4?ye(x.map(s=>o[s])):""}function xe(o,t,e){let s=[t[0]-o[0],t[1]-o[1]],i=[e[0]-o[0],e[1]-o[1]];return s[0]*i[1]-s[1]*i[0]<1?"c3 lies on the wrong side of the edge from c1 to c2: the part would be mirrored, or a line. c1 is the part’s top-left corner, c2 its top-right one, c3 its bottom-left one.":(s[0]*i[0]+s[1]*i[1])/(s[0]**2+s[1]**2)>.7?"This looks like c4, the bottom-right corner. The bottom-left corner, c3, comes first.":""}function ye(o){let t=o.map((e,s)=>ft(o[(s+3)%4],e,o[(s+1)%4]));return t.every(e=>e>1)?"":t.every(e=>e<-1)?"The part would be mirrored: left and right, or top and bottom, are exchanged.":"The edges would cross or fold inwards: the order is c1 top-left, c2 top-right, c3 bottom-left, c4 bottom-right."}var ve=.4,Me=2/255,H=10,mt=2**.2,Le=256;function Oe(o){let t=new Uint32Array(256);for(let n=0;n<o.length;n+=4)for(let a=0;a<3;a+=1)t[o[n+a]]+=1;let e=o.length/4*3,s=n=>{let[a,h]=[0,t[0]];for(;h<n*e;)a+=1,h+=t[a];return a/255},[i,r]=[s(.01),s(.99)];return e&&r<ve&&r-i>=Me?{low:i,high:r}:null}function Se({brightness:o,contrast:t},e){let s=[];if(e){let[i,r]=[e.high-e.low,e.high+e.low];s.push(`brightness(${1/r})`,`contrast(${r/i})`)}return o&&s.push(`brightness(${mt**o})`),t&&s.push(`contrast(${mt**t})`),s.join(" ")||"none"}function Ne(o){if(!o)return"";let[t,e]=[o.low,o.high].map(s=>Math.round(s*255));return`Dark image, shown brighter: levels ${t} to ${e} of 255 are stretched. The file stays as it is.`}function Ee(o){let t="naturalWidth"in o?[o.naturalWidth,o.naturalHeight]:[o.width,o.height],e=Math.min(1,Le/Math.max(...t)),[s,i]=t.map(a=>Math.max(1,Math.round(a*e))),n=l("canvas",{width:s,height:i}).getContext("2d",{willReadFrequently:!0});return n.drawImage(o,0,0,s,i),n.getImageData(0,0,s,i).data}var j=class{constructor(t){this.steps={brightness:0,contrast:0},this.range=null,this.changed=t,this.sliders={brightness:this.slider("brightness"),contrast:this.slider("contrast")},this.auto=l("input",{type:"checkbox",checked:!0}),this.auto.addEventListener("change",()=>this.show()),this.said=l("span",{className:"stretched",role:"status"}),this.element=l("div",{className:"levels"},l("label",{title:"B brighter, Shift B darker"},"Brightness",this.sliders.brightness),l("label",{title:"V more, Shift V less"},"Contrast",this.sliders.contrast),l("label",{title:"Stretch the levels of dark images (D)"},this.auto,"Brighten dark images"),f("As it is",()=>this.asItIs(),{title:"Show the image as the file has it (X)"}),this.said)}slider(t){let e=l("input",{type:"range",min:String(-H),max:String(H),value:"0"});return e.addEventListener("input",()=>this.set(t,Number(e.value))),e}set(t,e){this.steps[t]=Math.min(H,Math.max(-H,e)),this.show()}actionOf(t,e){let s=e?-1:1,i={b:()=>this.set("brightness",this.steps.brightness+s),v:()=>this.set("contrast",this.steps.contrast+s),d:()=>this.auto.click(),x:()=>this.asItIs()};return Object.hasOwn(i,t)?i[t]:void 0}asItIs(){this.steps={brightness:0,contrast:0},this.auto.checked=!1,this.show()}look(t){this.range=t&&Oe(Ee(t)),this.show()}show(){let t=this.auto.checked?this.range:null;for(let e of["brightness","contrast"]){let s=this.sliders[e];s.value=String(this.steps[e]),s.setAttribute("aria-valuetext",`${Math.round(100*mt**this.steps[e])} %`)}this.said.textContent=Ne(t),this.changed(Se(this.steps,t))}};function Lt(o,t){return o.matches('input[type="range"]')?/^(arrow|page|home|end)/.test(t):o.matches('input[type="checkbox"], button, summary')?t===" "||t==="enter":o.matches("input, select")}var Ot=`.aoi-corners {
  --ink: #1d2733;
  --soft: #5b6875;
  --paper: #fff;
  --line: #d5d9de;
  --button: #f3f5f7;
  --hover: #e6eaee;
  --on: #dbeafe;
  --pill: #eef1f4;
  --good: #1c6339;
  --good-paper: #dff3e6;
  --guide: #fff6ec;
  --refused: #fdeceb;
  --odd: #fde3b8;
  --asked: #eef4fb;
  --question: #fff3cd;
  --here: #ffe8d1;
  --amber: #a35f00;
  --red: #c62828;
  display: flex;
  flex-direction: column;
  box-sizing: border-box;
  min-height: var(--aoi-height, 620px);
  color: var(--ink);
  background: var(--paper);
  border: 1px solid var(--line);
  border-radius: 8px;
  font:
    14px / 1.4 system-ui,
    sans-serif;
  outline: none;
  overflow: hidden;
}
.aoi-corners.aoi-dark {
  --ink: #e4e7ea;
  --soft: #a7b0ba;
  --paper: #16181c;
  --line: #3a4049;
  --button: #262a31;
  --hover: #343a43;
  --on: #1d3f66;
  --pill: #2b3037;
  --good: #8fdcae;
  --good-paper: #173926;
  --guide: #2b241b;
  --refused: #45201f;
  --odd: #4a3410;
  --asked: #1c2b3c;
  --question: #3d3414;
  --here: #4d3116;
  --amber: #f0b45c;
  --red: #ff8a80;
  color-scheme: dark;
}
.aoi-corners:popover-open {
  position: fixed;
  inset: 0;
  width: 100vw;
  height: 100dvh;
  min-height: 0;
  max-width: none;
  max-height: none;
  margin: 0;
  padding: 0;
  border: 0;
  border-radius: 0;
}
.aoi-corners:popover-open :is(.photographs, .tools, .help, aside),
.aoi-corners:popover-open > .levels > :not(.stretched) {
  display: none;
}
.aoi-corners:popover-open :is(.top, .guide) {
  padding-block: 4px;
}
.aoi-corners > .levels {
  padding: 0 12px 8px;
}
.aoi-corners:popover-open > .levels {
  padding: 0 12px;
}
.aoi-corners:focus-within,
.aoi-corners:focus {
  border-color: #7b8ea3;
}
.aoi-corners .bar {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 6px 10px;
  padding: 8px 12px;
}
.aoi-corners .bar + .bar {
  padding-top: 0;
}
.aoi-corners .grow {
  flex: 1;
}
.aoi-corners :is(button, select, input[type="search"]) {
  font: inherit;
  color: inherit;
  background: var(--button);
  border: 1px solid var(--line);
  border-radius: 6px;
  padding: 3px 10px;
}
.aoi-corners button {
  cursor: pointer;
}
.aoi-corners button:hover:enabled {
  background: var(--hover);
}
.aoi-corners button:disabled {
  opacity: 0.4;
  cursor: default;
}
.aoi-corners button.on {
  background: var(--on);
  border-color: #6ea0dc;
}
.aoi-corners kbd {
  font:
    11px / 1 ui-monospace,
    monospace;
  color: var(--soft);
  border-radius: 3px;
  border: 1px solid var(--line);
  padding: 1px 4px;
  margin-left: 5px;
  background: var(--paper);
}
.aoi-corners .name {
  font-weight: 600;
  max-width: 40ch;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
.aoi-corners .photographs {
  flex-wrap: nowrap;
  align-items: stretch;
}
.aoi-corners .finder {
  display: grid;
  grid-template-columns: auto auto;
  gap: 4px 8px;
  align-content: center;
  align-items: center;
  flex: none;
  width: 196px;
}
.aoi-corners .finder input {
  grid-column: 1 / 3;
  min-width: 0;
}
.aoi-corners ::placeholder {
  color: var(--soft);
  opacity: 1;
}
.aoi-corners .steps {
  position: relative;
  flex: 1;
  min-width: 0;
  height: 76px;
  overflow: auto hidden;
}
.aoi-corners .steps > div {
  position: relative;
  height: 60px;
}
.aoi-corners .steps button {
  position: absolute;
  top: 2px;
  width: 58px;
  height: 58px;
  padding: 0;
  display: flex;
  flex-direction: column;
  overflow: hidden;
  font-size: 12px;
  line-height: 16px;
}
.aoi-corners .steps img {
  display: block;
  width: 100%;
  height: 40px;
  object-fit: cover;
  background: #59636e;
}
.aoi-corners .steps img:not([src]) {
  visibility: hidden;
}
.aoi-corners .steps i {
  font-style: normal;
  flex: 1;
  width: 100%;
}
.aoi-corners .steps button.done i {
  background: #2e7d4f;
  color: #fff;
}
.aoi-corners .steps button.odd i {
  background: #a35f00;
  color: #fff;
}
.aoi-corners .steps button.wrong i {
  background: #c62828;
  color: #fff;
}
.aoi-corners .steps button.here {
  outline: 2px solid var(--ink);
  outline-offset: 0;
}
.aoi-corners .status {
  padding: 2px 10px;
  border-radius: 999px;
  background: var(--pill);
  min-width: 8em; /* as wide whatever it says while one clicks: the photograph must not move */
  text-align: center;
}
.aoi-corners .status.saved {
  background: var(--good-paper);
  color: var(--good);
}
.aoi-corners .status.lost {
  background: #c62828;
  color: #fff;
  font-weight: 600;
}
.aoi-corners .guide {
  display: flex;
  align-items: center;
  gap: 12px;
  padding: 8px 12px;
  background: var(--guide);
  border-top: 1px solid var(--line);
  min-height: 42px;
}
.aoi-corners .guide.refused {
  background: var(--refused);
}
.aoi-corners .guide.odd {
  background: var(--odd);
}
.aoi-corners .guide b {
  font-size: 15px;
}
.aoi-corners .part {
  display: grid;
  grid-template-columns: 20px 20px;
  gap: 6px 18px;
  padding: 1px;
  background: linear-gradient(#59636e, #59636e) center / 38px 24px no-repeat;
}
.aoi-corners .part i {
  font:
    700 11px / 18px system-ui,
    sans-serif;
  text-align: center;
  border-radius: 50%;
  width: 18px;
  height: 18px;
  background: #fff;
  border: 1px solid #b6bec7;
  color: #5b6875;
}
.aoi-corners .part i.done {
  background: #ffd8b0;
  border-color: #ff7f0e;
  color: #7a3b00;
}
.aoi-corners .part i.next {
  background: #ff7f0e;
  border-color: #ff7f0e;
  color: #fff;
  box-shadow: 0 0 0 3px #ffd8b0;
}
.aoi-corners .main {
  flex: 1 1 360px;
  min-height: 360px;
  display: flex;
  flex-wrap: wrap;
}
.aoi-corners:popover-open .main {
  min-height: 0;
}
.aoi-corners aside {
  display: flex;
  flex-direction: column;
  flex: 0 0 250px;
  contain: size;
  border-left: 1px solid var(--line);
}
.aoi-corners .list {
  position: relative;
  flex: 1;
  overflow-y: auto;
  border: solid var(--line);
  border-width: 1px 0;
}
.aoi-corners .list button {
  display: flex;
  gap: 8px;
  width: 100%;
  padding: 2px 12px;
  text-align: left;
  background: none;
  border: 0;
  border-radius: 0;
}
.aoi-corners .list button span {
  color: var(--soft);
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
.aoi-corners .list b {
  min-width: 4ch;
}
.aoi-corners .list button.here {
  background: var(--here);
}
.aoi-corners .list button.lacking b {
  color: var(--soft);
  font-weight: 400;
  font-style: italic;
}
.aoi-corners .list button.odd b {
  color: var(--amber);
}
.aoi-corners .list button.wrong b {
  color: var(--red);
}
.aoi-corners aside .bar + .list + .bar {
  padding: 8px 12px;
}
.aoi-corners .question input {
  font: inherit;
  min-width: 0;
  padding: 3px 6px;
}
.aoi-corners .question.asked {
  background: var(--asked);
  border-color: #b9d0ea;
}
.aoi-corners .stage {
  position: relative;
  flex: 1 1 300px;
  min-width: 0;
  min-height: 360px;
  background: #22272d;
  touch-action: none;
}
.aoi-corners .stage canvas {
  position: absolute;
  inset: 0;
  width: 100%;
  height: 100%;
  cursor: crosshair;
}
.aoi-corners .stage :is(.pixels, .loupe) {
  filter: var(--seen, none);
}
.aoi-corners .stage canvas.loupe {
  inset: auto;
  width: 168px;
  height: 168px;
  border: 2px solid #fff;
  border-radius: 8px;
  box-shadow: 0 2px 10px #000a;
  pointer-events: none;
}
.aoi-corners .where {
  position: absolute;
  left: 10px;
  bottom: 8px;
  padding: 1px 8px;
  border-radius: 4px;
  color: #fff;
  background: rgba(0, 0, 0, 0.6);
  font-variant-numeric: tabular-nums;
  pointer-events: none;
}
.aoi-corners .question {
  display: flex;
  align-items: center;
  gap: 10px;
  flex-wrap: wrap;
  padding: 10px 12px;
  background: var(--question);
  border-top: 1px solid #e0c766;
}
.aoi-corners .measure {
  display: flex;
  align-items: center;
  gap: 8px;
}
.aoi-corners .measure input[type="number"] {
  width: 90px;
  font: inherit;
  padding: 2px 6px;
}
.aoi-corners .help {
  padding: 6px 12px 8px;
  color: var(--soft);
  font-size: 12px;
  border-top: 1px solid var(--line);
}
.aoi-corners [hidden] {
  display: none !important;
}
@media (max-width: 700px) {
  .aoi-corners aside {
    flex-basis: 100%;
    height: 240px;
    contain: none;
    border-left: 0;
    border-top: 1px solid var(--line);
  }
  .aoi-corners :is(kbd, .help) {
    display: none;
  }
  .aoi-corners .photographs {
    flex-direction: column;
  }
  .aoi-corners .finder {
    display: flex;
    width: auto;
  }
  .aoi-corners .finder input {
    flex: 1;
  }
  .aoi-corners .steps {
    flex: none;
  }
  .aoi-corners .guide {
    min-height: 3lh;
  }
}
`;var St=(o,t)=>t?JSON.stringify([o,t]):o;function F(o){return o.startsWith('["')&&o.endsWith('"]')?JSON.parse(o):[o,""]}function g(o,t){return t?o.parts?.[t]??{corners:null,scale:null,type:"",symmetry:0}:{corners:o.corners,scale:o.scale,type:"",symmetry:0}}function Nt(o){let t=new Map;for(let s of o)for(let[i,{type:r}]of Object.entries(s.parts??{}))t.set(i,t.get(i)||r);if(!t.size)return t;o.some(({corners:s})=>s)&&t.set("","");let{compare:e}=new Intl.Collator("en",{numeric:!0});return new Map([...t].sort(([s],[i])=>e(s,i)))}var y=({corners:o})=>o!==null&&!L(o);function Et(o,t){return t.size?[...t.keys()].every(e=>y(g(o,e))):y(o)}var K=({corners:o,parts:t})=>o!==null||Object.keys(t??{}).length>0;function M(o){let t=e=>o.reduce((s,i)=>s+i[e],0);return[t(0)/o.length,t(1)/o.length]}function gt(o,t){if(o.length<4)return!1;let e=x.map(s=>o[s]);return e.every((s,i)=>ft(s,e[(i+1)%4],t)>=0)}function $t(o,t,e){return[...t].map(i=>({part:i,corners:g(o,i).corners??[]})).filter(({corners:i})=>gt(i,e)).sort((i,r)=>m(M(i.corners),e)-m(M(r.corners),e))[0]?.part??null}var q=(o,t,e)=>o.map(([s,i])=>[s+t,i+e]);function _(o,t){let[e,s]=M(o),[i,r]=[Math.cos(t*Math.PI/180),Math.sin(t*Math.PI/180)];return o.map(([n,a])=>[e+(n-e)*i-(a-s)*r,s+(n-e)*r+(a-s)*i])}function At(o,t,e){let[s,i]=[t,e].map(([r,n])=>Math.atan2(n-o[1],r-o[0]));return(i-s)*180/Math.PI}function U(o,t){let e=M(o.slice(0,2)),s=M(o),i=m(e,s)||1;return[e[0]+(e[0]-s[0])/i*t,e[1]+(e[1]-s[1])/i*t]}function Tt(o,t){if(o.length<4)return t;let e=x.map((s,i)=>m(o[s],o[x[(i+1)%4]]));return Math.min(t,Math.max(4,Math.min(...e)/3))}var Ae="aoi-types-",G=class{constructor(t){this.page=t,this.name=l("input",{placeholder:"R1",ariaLabel:"reference designator",maxLength:100,size:8}),this.type=l("input",{placeholder:"type",ariaLabel:"type",maxLength:100,size:24}),this.types=l("datalist",{id:Ae+Math.random().toString(36).slice(2)}),this.type.setAttribute("list",this.types.id),this.title=l("b"),this.answer=async()=>!0,this.doomed=l("span",{className:"grow"}),this.keep=f("Keep it",()=>this.leave()),this.asked=this.makeForm(),this.question=this.makeQuestion()}get elements(){return[this.asked,this.question]}makeForm(){let t=f("OK",()=>this.finish()),e=f("Cancel",()=>this.leave()),s=[this.title,this.name,this.type,this.types,t,e],i=l("div",{className:"question asked",hidden:!0},...s);return i.addEventListener("keydown",r=>{r.stopPropagation(),r.key==="Escape"&&this.leave(),r.key==="Enter"&&r.target instanceof HTMLInputElement&&this.finish()}),i}makeQuestion(){let{page:t}=this,e=a=>()=>{this.leave(),t.parts.remove(a())},s=()=>t.store.photographs.filter(({parts:a})=>a?.[t.part]).map(({name:a})=>a),i=f("On this photograph",e(()=>[t.photograph.name])),r=f("On all photographs",e(s)),n=[this.doomed,i,r,this.keep];return l("div",{className:"question asked",role:"alertdialog",hidden:!0},...n)}askNew(){this.page.isBlocked||this.open("New part","",g(this.page.photograph,this.page.part).type,(t,e)=>this.page.parts.add(t,e))}askName(){let{page:t}=this;if(t.isBlocked||!t.parts.isMany&&!t.row.corners)return;let e=t.parts.known.get(t.part)??"";this.open(t.part?`Rename ${t.part}`:"Name this part",t.part,e,(s,i)=>t.parts.rename(s,i))}open(t,e,s,i){this.leave(),this.title.textContent=t,this.name.value=e,this.type.value=s,this.answer=i;let r=new Set([...this.page.parts.known.values()].filter(Boolean));this.types.replaceChildren(...[...r].sort().map(n=>l("option",{value:n}))),this.asked.hidden=!1,this.name.focus(),this.name.select()}async finish(){await this.answer(this.name.value,this.type.value)&&this.leave()}askDelete(){let{page:t}=this;if(t.isBlocked)return;this.leave();let{part:e,photograph:s}=t;if(!e||!(s.parts?.[e]||t.parts.pending?.part===e)){t.say(e?`${e} is not on this photograph.`:"A part without a name is not deleted: rename it first.");return}this.doomed.textContent=`Delete ${e} with all that its row says?`,this.question.hidden=!1,this.keep.focus()}leave(){this.asked.hidden=!0,this.question.hidden=!0,this.page.root.focus({preventScroll:!0})}};var z=512,Ct=40,$=14;function J(o,[t,e]){return[o.x+(t+.5)*o.zoom,o.y+(e+.5)*o.zoom]}function Pt(o,[t,e]){return[(t-o.x)/o.zoom-.5,(e-o.y)/o.zoom-.5]}function D(o,t,e){let s=Math.min(t/o.width,e/o.height);return{zoom:s,x:(t-s*o.width)/2,y:(e-s*o.height)/2}}function zt(o,t,e,s){let i=D(t,e[0],e[1]);return o.zoom===i.zoom&&o.x===i.x&&o.y===i.y?D(t,s[0],s[1]):{...o,x:o.x+(s[0]-e[0])/2,y:o.y+(s[1]-e[1])/2}}function It(o,t,e,s){let i=[0,1].map(k=>{let E=t.map(dt=>dt[k]);return[Math.min(...E),Math.max(...E)]}),r=Math.max(...i.map(([k,E])=>E-k),1),[n,a]=[.6*Math.min(e,s),.2*Math.min(e,s)],h=Math.min(Math.max(r*o.zoom,a),n),c=Math.min(h/r,Ct),[p,d]=[0,1].map(k=>J(o,[i[0][k],i[1][k]]));if(p[0]>40&&p[1]>40&&d[0]<e-40&&d[1]<s-40&&c===o.zoom)return o;let[w,N]=i.map(([k,E])=>(k+E)/2+.5);return{zoom:c,x:e/2-w*c,y:s/2-N*c}}function Dt(o,[t,e],s,i){let r=Math.min(Math.max(o.zoom*s,i),Ct),n=r/o.zoom;return{zoom:r,x:t-(t-o.x)*n,y:e-(e-o.y)*n}}function B(o,t,e,s=$){let i=t.map(n=>m(J(o,n),e)),r=Math.min(...i);return r<s?i.indexOf(r):-1}function wt(o,t,e,s){let i=Math.max(0,Math.floor(-o/t/z)),r=Math.min(Math.ceil(s/z)-1,Math.floor((e-o)/t/z));return Array.from({length:Math.max(0,r-i+1)},(n,a)=>i+a)}function Bt([o,t],{width:e,height:s}){return o>=-.5&&t>=-.5&&o<=e-.5&&t<=s-.5}function Y([o,t]){return[Math.round(o*1e4)/1e4,Math.round(t*1e4)/1e4]}function I(o,t,e){return o.map((s,i)=>i===t?e:s)}var Te=350;function R(o,t){let e=o.length;return o.map((i,r)=>(t-1-r+2*e)%e).find(i=>i!==t&&K(o[i]))??-1}var Q=class{constructor(t){this.page=t,this.nudging=0,this.why=""}snap(){let{page:t}=this,{work:e}=t;t.isBlocked||(e.isDraft?t.say("Snapping needs all four corners: a side of the part runs between two of them."):e.place("snapped to the edges",[0,1,2,3]))}copy(){let{page:t}=this,{work:e}=t;if(t.isBlocked)return;if(t.parts.isMany){t.parts.copy();return}let s=R(t.store.photographs,t.here);if(s<0){t.say("No other photograph has corners yet.");return}let{name:i,corners:r}=t.store.photographs[s];e.corners=structuredClone(r??[]),e.active=0,e.place(`copied from ${i}`.slice(0,200))}clear(){let{page:t}=this,{work:e}=t;if(t.isBlocked)return;if(t.parts.isMany){t.dialogs.askDelete();return}let{name:s}=t.photograph,i=e.known;e.drafts.delete(e.key),e.corners=[],e.active=-1,e.known=null,i&&t.send("place",{name:s,before:i,after:null,why:"cleared"}),t.show()}async turn(t){let{page:e}=this,{work:s}=e;if(e.isBlocked)return;if(this.flush(),t==="undo"&&s.known===null&&s.corners.length){s.corners=s.corners.slice(0,-1),s.drafts.set(s.key,s.corners),s.active=s.corners.length-1,e.show();return}let i=await e.send(t),r=e.store.photographs.findIndex(({name:n})=>n===i.look_at);i.part&&e.parts.known.has(i.part)&&i.part!==e.part&&(e.parts.choose(i.part),e.say(i.note)),r>=0&&r!==e.here&&await e.go(r,i.note)}nudge(t,e){let{page:s}=this,{work:i}=s;if(s.isBlocked)return;if(i.active<0){this.whole(c=>q(c,t,e),"nudged");return}let[r,n]=i.corners[i.active],a=I(i.corners,i.active,[r+t,n+e]),h=L(a);h?(s.refuse(h,i.active,a[i.active]),s.show()):this.hold(a,`nudged c${i.active+1}`)}rotate(t){this.page.isBlocked||this.whole(e=>_(e,t),"turned")}whole(t,e){let{work:s,part:i,parts:r}=this.page;!r.isMany||s.isDraft||(s.active=-1,this.hold(t(s.corners),`${e} ${i}`))}hold(t,e){let{page:s}=this;this.why!==e&&this.flush(),s.work.corners=t,s.refusal=null,clearTimeout(this.nudging),this.why=e,this.nudging=window.setTimeout(()=>this.flush(),Te),s.show()}flush(){this.nudging&&(clearTimeout(this.nudging),this.nudging=0,this.page.work.place(this.why.slice(0,200)))}};var Rt="Click to place · drag a corner to move it · arrow keys ¼ px, with Shift 1 px · 1–4 choose a corner · wheel zooms · drag beside the corners to move the photograph · Esc ends measuring · B brighter, V more contrast, with Shift less, X as it is · L loupe · F fills the window · / finds by name · parts with names: J and K next and previous, Q and E turn, W the whole outline, I add, R rename, O outline to type";function Ce(o,t){let{edits:e}=o;return{arrowleft:()=>e.nudge(-t,0),arrowright:()=>e.nudge(t,0),arrowup:()=>e.nudge(0,-t),arrowdown:()=>e.nudge(0,t),1:()=>o.choose(0),2:()=>o.choose(1),3:()=>o.choose(2),4:()=>o.choose(3),w:()=>o.choose(-1),q:()=>e.rotate(-t),e:()=>e.rotate(t),j:()=>o.parts.step(1),k:()=>o.parts.step(-1),i:()=>o.dialogs.askNew(),r:()=>o.dialogs.askName(),o:()=>o.parts.outline(),s:()=>e.snap(),a:()=>o.toggleAlways(),c:()=>e.copy(),m:()=>o.measure.toggle(),delete:()=>e.clear(),n:()=>o.steps.go(1),p:()=>o.steps.go(-1),pagedown:()=>o.steps.go(1),pageup:()=>o.steps.go(-1),l:()=>o.stage.toggleLoupe(),f:()=>o.room.toggle(),"/":()=>o.steps.find.focus(),0:()=>o.photo.fit(o.stage.element),"+":()=>o.photo.zoomAt(o.stage.middle,1.4),"-":()=>o.photo.zoomAt(o.stage.middle,1/1.4),escape:()=>{o.room.isWhole&&!o.measure.ruler&&o.room.toggle(),o.dialogs.leave(),o.measure.leave()}}}function Pe(o,t){return{z:()=>o.edits.turn(t?"redo":"undo"),y:()=>o.edits.turn("redo")}}function Wt(o,t){let e=t.target;if(e===o.measure.length){t.key==="Enter"&&o.measure.finish(),t.key==="Escape"&&o.measure.leave(),t.stopPropagation();return}let s=t.key.toLowerCase();if(Lt(e,s)){t.stopPropagation();return}let i=t.ctrlKey||t.metaKey,r=i?Pe(o,t.shiftKey):Ce(o,t.shiftKey?1:.25),n=Object.hasOwn(r,s)?r[s]:i?void 0:o.levels.actionOf(s,t.shiftKey);!n||t.altKey||(t.preventDefault(),t.stopPropagation(),s.startsWith("arrow")||(o.refusal=null),n())}var V=class{constructor(t){this.page=t;let{parts:e}=t;this.shown="",this.list=l("div",{className:"list",role:"listbox",ariaLabel:"Parts"}),this.count=l("span",{className:"grow"}),this.rename=f("Rename",()=>t.dialogs.askName(),{title:"Another name or type (R)"}),this.outline=f("Outline to all of type",()=>e.outline(),{title:"Give all other places of this type on this photograph the size of this outline (O)"});let s=f("‹",()=>e.step(-1),{title:"Part before this one (K)",ariaLabel:"Previous part"}),i=f("›",()=>e.step(1),{title:"Part after this one (J)",ariaLabel:"Next part"}),r=l("div",{className:"bar"},this.count,s,i);this.element=l("aside",{},r,this.list,l("div",{className:"bar"},this.rename,this.outline))}show(){let{page:t}=this,{known:e,isMany:s}=t.parts;if(this.element.hidden=!s,!s)return;let{photograph:i}=t,r=[...e.keys()].filter(h=>g(i,h).corners).length;this.count.textContent=`${r} of ${e.size} parts here`;let n=[...e].filter(([h,c])=>c&&c===e.get(t.part)&&h!==t.part);this.outline.disabled=!t.row.corners||!n.some(([h])=>i.parts?.[h]);let a=JSON.stringify([...e]);a!==this.shown&&this.make([...e]),this.shown=a;for(let[h,c]of[...e.keys()].entries())this.mark(this.list.children[h],c)}make(t){let e=t.map(([s,i])=>{let r=f("",()=>this.page.parts.choose(s),{title:[s,i].filter(Boolean).join(", ")});return r.setAttribute("role","option"),r.append(l("b",{},s||"(no name)"),l("span",{},i)),r});this.list.replaceChildren(...e)}mark(t,e){let{page:s}=this,i=g(s.photograph,e),r=e===s.part,n=s.store.summary.oddAt(s.here)[e],a=i.corners?y(i)?n?"odd":"":"wrong":"lacking";if(r&&t.ariaSelected!=="true"){this.list.scrollTop+=Math.min(0,t.offsetTop-this.list.scrollTop);let h=t.offsetTop+t.offsetHeight-this.list.scrollTop-this.list.clientHeight;this.list.scrollTop+=Math.max(0,h)}t.ariaSelected=String(r),t.className=a+(r?" here":"")}};var X=class{constructor(t){this.page=t,this.ruler=null;let e={type:"number",min:"0",step:"any",placeholder:"mm"};this.length=l("input",{...e,ariaLabel:"length in mm"}),this.all=l("input",{type:"checkbox",checked:!0});let s=f("Set scale",()=>this.finish(),{title:"Write mm_per_px"}),i=l("label",{},this.all," all photographs");this.element=l("div",{className:"measure"},this.length,"mm",i,s)}toggle(){this.ruler=this.ruler?null:[],this.page.say("")}add(t){let e=this.ruler??[];this.ruler=[...e.length<2?e:[],t],this.page.show(),this.ruler.length===2&&this.length.focus()}leave(){this.ruler=null,this.page.root.focus(),this.page.show()}finish(){let{page:t}=this,e=Number(this.length.value);if(t.isBlocked)return;if(!this.ruler||this.ruler.length<2||!(e>0)){t.say("Click two points, then type their distance in mm.");return}let s=this.all.checked?t.store.photographs.map(({name:r})=>r):[t.photograph.name],i=this.ruler.map(Y);this.ruler=null,t.send("scale",{names:s,points:i,length:e}),t.root.focus()}};var ze=3,Ie=.05,qt=4;function kt(o){let t=[...o].sort((s,i)=>s-i),e=t.length/2;return(t[Math.floor(e)]+t[Math.ceil(e)-1])/2}var _t=(o,t)=>4*1.4826*kt(o.map(e=>Math.abs(e-t))),Ut=o=>((o+180)%360+360)%360-180;function Ht([o,t,e,s]){return Math.atan2(t[1]-o[1]+s[1]-e[1],t[0]-o[0]+s[0]-e[0])*180/Math.PI}function Gt(o,t,e){let[s,i]=[t,e].map(([r,n])=>Math.atan2(n-o[1],r-o[0]));return Math.abs(Ut((s-i)*180/Math.PI))}function jt(o){let t=x.map(s=>o[s]),e=t.map((s,i)=>Gt(s,t[(i+3)%4],t[(i+1)%4]));return x.map(s=>e[s])}var bt=([o,t,e,s])=>[m(o,t),m(t,s),m(s,e),m(e,o)];function Ft(o){let[t,e,s,i]=bt(o);return[(t+s)/2,(e+i)/2]}function Kt(o,t){let e=Math.max(ze,Math.atan(qt/Math.min(...bt(o)))*180/Math.PI),s=t.length>2,i=t.map(jt),n=jt(o).map((p,d)=>{let u=i.map(k=>k[d]),w=s?kt(u):90,N=Math.abs(p-w);return N>Math.max(e,s?_t(u,w):0)?{away:N,text:`c${d+1} is ${p.toFixed(0)}°`,usual:w}:null}).filter(p=>p!==null).sort((p,d)=>d.away-p.away)[0];if(!n)return"";let h=Math.abs(n.usual-90)<e?"No rectangle":"Another shape than on the other photographs",c=bt(o).map(p=>p.toFixed(0));return`${h}: the angle at ${n.text}, the sides are ${c.slice(0,3).join(", ")} and ${c[3]} px.`}function De(o,t){let e=Ft(o),s=t.map(Ft),i=[0,1].map(h=>kt(s.map(c=>c[h])));if(!i.some((h,c)=>{let p=s.map(d=>d[c]);return Math.abs(e[c]-h)>Math.max(Ie*h,qt,_t(p,h))}))return"";let[n,a]=[e,i].map(h=>h.map(c=>c.toFixed(0)).join("×"));return`Another size than on the other boards: ${n} px here, ${a} px there.`}function Be(o,t){let e=Ht(o),s=t.map(r=>Ut(e-Ht(r))),i=s.sort((r,n)=>Math.abs(r)-Math.abs(n))[Math.floor(s.length/2)];return Math.abs(i)<45?"":`Another order than on the other boards: the part would be turned by ${Math.abs(i).toFixed(0)}°. Does c1 lie on the same corner of the part?`}function Z(o,t){if(o.length===3){let[i,r,n]=o,a=[r[0]+n[0]-i[0],r[1]+n[1]-i[1]],h=Gt(i,r,n);return Kt([i,r,n,a],t)&&`The angle at c1 is ${h.toFixed(0)}°.`}if(o.length!==4)return"";let e=[t.length?Be(o,t):"",Kt(o,t)],s=e[0]!=="";return t.length&&!s&&e.push(De(o,t)),e.filter(Boolean).join(" ")}var Re=["top-left","top-right","bottom-left","bottom-right"];function Jt(o){let{row:t,corners:e,ruler:s}=o;if(o.gone)return["The kernel does not answer. What was shown as saved is on the disk: reload the page.","refused"];if(o.trouble)return[o.trouble,"refused"];if(o.refusal)return[`Refused: ${o.refusal}`,"refused"];if(s?.length===2)return[`${m(s[0],s[1]).toFixed(2)} px. How long is that?`,""];if(s)return[`Click the ${s.length?"second":"first"} of two points whose distance you know.`,"order"];if(o.note)return[o.note,""];if(!o.isLoaded)return["Loading the photograph …",""];let i=e.length,r=o.title?`${o.title}: `:"",n=Z(e,o.others);if(i<4){let h=`${r}Click c${i+1}: the ${Re[i]} corner of the part.`;return o.isBare&&!i?[`${h} Or copy all parts of another photograph (C).`,"order"]:n?[`${n} ${h}`,"odd"]:[h,"order"]}if(t.corners&&!y(t)){let h=L(t.corners);return[`${r}These corners came from the table, and cannot be used. ${h}`,"refused"]}if(n)return[`${r}${n} Drag the corner that is off, or go on if the part is so.`,"odd"];let a=t.scale?`Scale: 1 px is ${t.scale} mm. `:"";return o.title?[`${r}drag a corner, the outline to move it, or the round handle to turn it; or choose another. ${a}`,""]:[`All four corners are placed. ${a}Drag one, nudge it with the arrow keys, or go on.`,""]}function Yt({gone:o,trouble:t,isChangedOutside:e,isSaving:s,corners:i}){return o?["not saved: the kernel is gone","lost"]:t?["not saved","lost"]:e?["corners.csv was changed","lost"]:s?["saving …",""]:i&&i<4?[`${i} of 4 corners`,""]:["saved","saved"]}function Qt(o){let t=o.map(i=>F(i).filter(Boolean).reverse().join(" on ")),e=t.length>3?` and ${t.length-3} more`:"";return`Another program has changed corners.csv: it says something else of ${`${t.slice(0,3).join(", ")}${e}`} (dashed). Which corners hold?`}function b(o,t,e,s){let i=f(o,s,{title:e});return i.append(l("kbd",{textContent:t})),i}function We(o){let{edits:t}=o;return{previous:b("‹ Previous","P","Photograph before this one",()=>o.steps.go(-1)),next:b("Next ›","N","Photograph after this one",()=>o.steps.go(1)),undo:b("Undo","Ctrl Z","Take back your last change",()=>t.turn("undo")),redo:b("Redo","Ctrl Y","Do again what you took back",()=>t.turn("redo")),snap:b("Snap to edges","S","Draw the four corners to the edges of the part",()=>t.snap()),always:b("Always snap","A","Snap each corner as soon as it is placed or dragged",()=>o.toggleAlways()),copy:b("Copy previous","C","Start with the corners of the photograph before",()=>t.copy()),scale:b("Scale in mm","M","Say how long something is, in mm",()=>o.measure.toggle()),add:b("Add part","I","A part with a reference designator, beside the others",()=>o.dialogs.askNew()),name:b("Name","R","Give this part a reference designator and a type",()=>o.dialogs.askName()),clear:b("Clear","Del","Remove the corners of this photograph",()=>t.clear()),loupe:b("Loupe","L","Keep the loupe on, wherever the pointer is",()=>o.stage.toggleLoupe()),large:b("Fill window","F","The photograph as large as the window, or as before",()=>o.room.toggle()),fit:b("Fit","0","Show the whole photograph",()=>o.photo.fit(o.stage.element))}}var tt=class{constructor(t){this.page=t,this.buttons=We(t);let{previous:e,next:s,large:i,...r}=this.buttons;this.name=l("span",{className:"name"}),this.tally=l("span",{className:"tally"}),this.status=l("span",{className:"status",role:"status"});let n=l("span",{className:"grow"});this.top=l("div",{className:"bar top"},e,s,i,this.name,n,this.tally,this.status),this.tools=l("div",{className:"bar tools"},...Object.values(r)),this.part=l("div",{className:"part"},...["1","2","3","4"].map(c=>l("i",{},c))),this.text=l("span",{className:"grow"}),this.guide=l("div",{className:"guide",ariaLive:"polite"},this.part,this.text,t.measure.element),this.asked=l("span",{className:"grow"});let a=f("Take the table’s",()=>this.settle(!0),{title:"Import what the other program wrote"}),h=f("Keep mine",()=>this.settle(!1),{title:"Write corners.csv anew"});this.question=l("div",{className:"question"},this.asked,a,h)}get elements(){return[this.top,this.page.steps.element,this.tools,this.page.levels.element,this.question,this.guide]}show(){let{page:t}=this,{photograph:e,store:s}=t,{photographs:i}=s;this.name.textContent=e.name,this.name.title=e.name,this.tally.textContent=`${s.summary.done} of ${i.length} done · ${s.who}`;let r=Object.keys(s.outside);this.question.hidden=!r.length,this.asked.textContent=Qt(r),this.page.steps.show(),this.showButtons(),this.showStatus(),this.showGuide()}async settle(t){await this.page.send("settle",{table_holds:t}),this.page.work.adopt(),this.page.show()}showButtons(){let{page:t,buttons:e}=this,{work:s}=t;e.previous.disabled=t.steps.next(-1)<0,e.next.disabled=t.steps.next(1)<0,e.snap.disabled=s.isDraft,e.copy.disabled=R(t.store.photographs,t.here)<0;let{isMany:i}=t.parts;e.clear.disabled=i?!t.part:!s.corners.length,e.name.hidden=i||!t.row.corners;for(let[r,n]of[[e.copy,i?"Copy all parts":"Copy previous"],[e.clear,i?"Delete part":"Clear"]])r.firstChild&&(r.firstChild.textContent=n);e.always.classList.toggle("on",s.always),e.scale.classList.toggle("on",t.measure.ruler!==null),e.loupe.classList.toggle("on",t.stage.isLooking),e.large.classList.toggle("on",t.room.isWhole)}showStatus(){let{page:t}=this,[e,s]=Yt({gone:t.store.link.gone(),trouble:t.store.trouble,isChangedOutside:t.store.isDisputed,isSaving:t.store.sending>0||t.edits.nudging>0,corners:t.work.corners.length});this.status.textContent=e,this.status.className=`status ${s}`}showGuide(){let{photograph:t,store:e,measure:s,refusal:i,note:r,photo:n,work:a,part:h,parts:c,row:p}=this.page,{ruler:d}=s,{corners:u}=a,w={gone:e.link.gone(),trouble:e.trouble,refusal:i?.sentence??"",ruler:d,note:r},N=e.summary.others(this.page.here,h),k=[h,c.known.get(h)].filter(Boolean).join(", "),E=c.isMany&&!K(t)&&c.pending===null,dt={row:p,corners:u,others:N,title:k,isBare:E},[me,ut]=Jt({...dt,...w,isLoaded:n.bitmap!==null});this.text.replaceChildren(l(ut==="order"?"b":"span",{},me)),this.guide.classList.toggle("refused",ut==="refused"),this.guide.classList.toggle("odd",ut==="odd"),this.page.measure.element.hidden=!d||d.length<2;for(let[yt,ge]of[...this.part.children].entries())ge.className=yt<u.length?"done":yt===u.length?"next":""}};var et=class{constructor(t){this.page=t,this.pending=null}get known(){let{known:t}=this.page.store;return!this.pending||t.has(this.pending.part)?t:new Map([...t,[this.pending.part,this.pending.type]])}get isMany(){return this.known.size>0}check(){let{page:t,known:e}=this;if(this.pending&&t.store.known.has(this.pending.part)&&(this.pending=null),!this.isMany)t.part="";else if(!e.has(t.part)){let s=[...e.keys()].find(i=>t.photograph.parts?.[i]);t.part=s??[...e.keys()][0]}}choose(t,e=!0){let{page:s}=this;if(s.edits.flush(),s.refusal=null,s.note="",s.part=t,s.work.active=-1,s.work.adopt(),e&&s.row.corners&&s.photo.bitmap){let{clientWidth:i,clientHeight:r}=s.stage.element;s.photo.view=It(s.photo.view,s.row.corners,i,r)}s.show()}under(t){return this.isMany?$t(this.page.photograph,this.known.keys(),t):null}step(t){let e=[...this.known.keys()],{length:s}=e;s&&this.choose(e[(e.indexOf(this.page.part)+t+s)%s])}async send(t,e){let{page:s}=this;if(s.isBlocked)return{refused:"not now"};s.edits.flush(),s.refusal=null,s.store.link.slow+=1;let i=await s.send("parts",{edit:t,name:s.photograph.name,part:s.part,...e});return s.store.link.slow-=1,i}async add(t,e){let{page:s}=this,i=s.photo.toPhoto(s.stage.middle),r=await this.send("add",{part:t,type:e,centre:i});if(r.refused)return!1;r.is_placed||(this.pending={part:t.trim(),type:e.trim()});let{note:n}=s;return this.choose(t.trim(),!1),s.say(n),!0}async rename(t,e){let{page:s}=this;if((await this.send("rename",{new:t,type:e})).refused)return!1;let{note:r}=s;return this.choose(t.trim(),!1),s.say(r),!0}async remove(t){let{page:e}=this;this.pending?.part===e.part?this.pending=null:await this.send("delete",{names:t});let s=[...this.known.keys()],i=s.indexOf(e.part),r=[...s.slice(i+1),...s].find(n=>e.photograph.parts?.[n]);!e.row.corners&&r!==void 0&&(e.part=r),e.work.adopt(),e.show()}outline(){this.isMany&&this.send("outline",{})}async copy(){let{page:t}=this,e=R(t.store.photographs,t.here);if(e<0){t.say("No other photograph has parts yet.");return}let s=t.store.photographs[e].name;t.say(`Laying the parts of ${s} …`),await this.send("copy",{source:s}),t.work.adopt(),t.show()}};var He=80,je=6,st=class{constructor(t,e){this.link=t,this.changed=e,this.name="",this.bitmap=null,this.width=0,this.height=0,this.whole=!0,this.tiles=new Map,this.view={zoom:1,x:0,y:0},this.least=.5,this.stage=[0,0]}leave(t){this.name=t,this.bitmap?.close(),this.bitmap=null;for(let e of this.tiles.values())e?.close();this.tiles=new Map}async open(t){this.leave(t);let e=await this.link.ask("open",{name:t});if(this.name!==t||e.refused||!e.picture)return e.refused??"";let s=await createImageBitmap(new Blob([e.picture]));return this.name!==t?s.close():(this.bitmap=s,this.width=e.width,this.height=e.height,this.whole=e.whole),""}toScreen(t){return J(this.view,t)}toPhoto(t){return Pt(this.view,t)}fit(t){this.bitmap&&this.lie(t,D(this,t.clientWidth,t.clientHeight))}refit(t){this.bitmap&&this.lie(t,zt(this.view,this,this.stage,[t.clientWidth,t.clientHeight]))}lie(t,e){this.view=e,this.stage=[t.clientWidth,t.clientHeight],this.least=D(this,this.stage[0],this.stage[1]).zoom/2,this.changed()}zoomAt(t,e){this.view=Dt(this.view,t,e,this.least),this.changed()}paint(t,e,s,i,r){if(this.bitmap&&(t.imageSmoothingEnabled=e.zoom*r<3,t.drawImage(this.bitmap,e.x,e.y,this.width*e.zoom,this.height*e.zoom),!(this.whole||e.zoom*r<=1.05*this.bitmap.width/this.width)))for(let n of wt(e.y,e.zoom,i,this.height))for(let a of wt(e.x,e.zoom,s,this.width)){let h=this.tile(a,n);if(!h)continue;let[c,p]=[e.x+a*z*e.zoom,e.y+n*z*e.zoom];t.drawImage(h,c,p,h.width*e.zoom,h.height*e.zoom)}}tile(t,e){let s=`${t},${e}`,{tiles:i}=this,r=i.get(s);return r!==void 0?r:([...i.values()].filter(a=>!a).length>je||this.link.gone()||(i.size>He&&this.dropOldest(),i.set(s,null),this.bring(s,{name:this.name,column:t,row:e})),null)}dropOldest(){let[t,e]=[...this.tiles].find(([,s])=>s)??[];t&&(e?.close(),this.tiles.delete(t))}async bring(t,e){let{tiles:s}=this,i=await this.link.ask("tile",e);!i.picture||s!==this.tiles||(s.set(t,await createImageBitmap(new Blob([i.picture]))),this.changed())}get sharp(){return[...this.tiles.values()].filter(Boolean).length}};var[O,it]=[4,5],ot=class{constructor(t){this.page=t,this.corners=[],this.known=null,this.drafts=new Map,this.active=-1,this.always=!1}get isDraft(){return this.corners.length<4}get key(){return St(this.page.photograph.name,this.page.part)}adopt(){this.page.parts.check();let{corners:t}=this.page.row;t&&this.drafts.delete(this.key),this.corners=t?structuredClone(t):this.drafts.get(this.key)??[],this.known=t,this.active=Math.min(this.active,this.corners.length-1)}differs(){return JSON.stringify(this.page.row.corners)!==JSON.stringify(this.isDraft?null:this.corners)}place(t,e=null){let{page:s}=this,i=L(this.corners);if(i){let d=this.known===null?this.corners.length-1:this.active;s.refuse(i,d,this.corners[d]),this.known?this.adopt():this.corners.pop(),s.show();return}if(this.isDraft){this.drafts.set(this.key,this.corners),s.show();return}let[r,n]=[this.known,this.corners.map(Y)];this.drafts.delete(this.key),this.known=n;let a=Math.max(4,5/s.photo.view.zoom),{part:h,photograph:c}=s,p=s.parts.known.get(h)??"";s.send("place",{name:c.name,part:h,type:p,before:r,after:n,why:t,...e?{snap:e,reach:a}:{}})}add(t){this.page.isBlocked||!this.isDraft||(this.corners=[...this.corners,t],this.active=this.corners.length-1,this.place("clicked",this.always&&!this.isDraft?[0,1,2,3]:null))}drop(t,e){if(this.active=t<O?t:-1,t>=O){let i=t===it?"turned":"moved";this.place(`${i} ${this.page.part||"the part"}`,this.always?[0,1,2,3]:null);return}if(!this.isDraft){this.place(`moved c${t+1}`,this.always?[t]:null);return}let s=L(this.corners);s&&(this.page.refuse(s,t,this.corners[t]),this.corners=I(this.corners,t,e)),this.drafts.set(this.key,this.corners)}};var xt=34,Fe=30,rt=class{constructor(t){this.page=t,this.pointer=null,this.press=null;let{canvas:e}=t.stage;e.addEventListener("pointerdown",s=>this.down(s)),e.addEventListener("pointermove",s=>this.move(s)),e.addEventListener("pointerup",s=>this.up(s)),e.addEventListener("pointercancel",()=>this.cancel()),e.addEventListener("pointerleave",()=>this.leave()),e.addEventListener("contextmenu",s=>s.preventDefault()),e.addEventListener("wheel",s=>this.wheel(s),{passive:!1})}at(t){let e=this.page.stage.element.getBoundingClientRect();return[t.clientX-e.left,t.clientY-e.top]}down(t){let{page:e}=this,{work:s,photo:i}=e;if(e.root.focus({preventScroll:!0}),!i.bitmap)return;e.stage.canvas.setPointerCapture(t.pointerId),e.edits.flush();let r=this.at(t),a=t.button||e.measure.ruler||e.isBlocked?-1:this.held(r),{corners:h}=s;this.press={start:r,number:a,corners:h,view:i.view,moved:!1,button:t.button},a>=0&&a<O&&(s.active=a),e.stage.draw()}get reach(){let{work:t,photo:e,parts:s}=this.page;return s.isMany?Tt(t.corners.map(i=>e.toScreen(i)),$):$}held(t){let{work:e,photo:s,parts:i}=this.page,r=B(s.view,e.corners,t,this.reach);if(r>=0||!i.isMany||e.isDraft)return r;let n=U(e.corners.map(a=>s.toScreen(a)),xt);return m(n,t)<$?it:gt(e.corners,s.toPhoto(t))?O:-1}move(t){this.pointer=this.at(t),this.press&&this.drag(this.press,this.pointer),this.page.stage.draw()}drag(t,e){let{photo:s,work:i}=this.page,[r,n]=[e[0]-t.start[0],e[1]-t.start[1]];if(t.moved||=Math.hypot(r,n)>3,!!t.moved)if(t.number<0)s.view={...t.view,x:t.view.x+r,y:t.view.y+n};else if(t.number===it){let a=s.toScreen(M(t.corners));i.corners=_(t.corners,At(a,t.start,e))}else{let{zoom:a}=s.view,h=q(t.corners,r/a,n/a);i.corners=t.number===O?h:I(t.corners,t.number,h[t.number])}}up(t){let{page:e,press:s}=this;if(this.press=null,!s)return;e.refusal=null;let i=s.number>=0&&s.number!==O;s.moved&&s.number>=0?e.work.drop(s.number,s.corners[s.number]):!s.moved&&!i&&s.button===0&&this.click(this.at(t)),e.show()}click(t){let{page:e}=this,s=e.photo.toPhoto(t);if(!Bt(s,e.photo))return;if(!e.measure.ruler){let r=e.work.isDraft&&e.work.corners.length?null:e.parts.under(s);r!==null?e.parts.choose(r,!1):e.work.add(s);return}let i=B(e.photo.view,e.work.corners,t,this.reach);e.measure.add(i<0?s:e.work.corners[i])}cancel(){this.press=null,this.page.work.adopt(),this.page.stage.draw()}leave(){this.pointer=null,this.page.stage.draw()}wheel(t){t.preventDefault();let e=t.deltaY*(t.deltaMode===1?Fe:1);this.page.photo.bitmap&&this.page.photo.zoomAt(this.at(t),Math.exp(-e*.0015))}};var Ke={light:"#ffffff",dark:"#16181c"},Vt=()=>document.querySelector("#jp-top-panel, .jp-NotebookPanel")!==null;function Xt(){let o=matchMedia("(prefers-color-scheme: dark)").matches;return Vt()?document.body.dataset.jpThemeLight==="false":o}function Zt(o,t,e){if(o.classList.toggle("aoi-dark",t),!(Vt()||!e))for(let s=o.parentElement;s;s=s.parentElement)s.style.setProperty("background",t?Ke.dark:"","important")}function te(o,t){matchMedia("(prefers-color-scheme: dark)").addEventListener("change",o,{signal:t});let e=new MutationObserver(o);e.observe(document.body,{attributeFilter:["data-jp-theme-light"]}),t.addEventListener("abort",()=>e.disconnect())}var qe=600,nt=class{constructor(t,e){this.root=t,this.changed=e,this.leave=new AbortController,Mt(t,qe,this.leave.signal),te(()=>this.setTheme(),this.leave.signal),this.setTheme()}setTheme(){Zt(this.root,Xt(),!0)}get isWhole(){return this.root.popover!==null}toggle(){this.root.popover=this.isWhole?null:"manual",this.isWhole&&this.root.showPopover(),this.root.focus({preventScroll:!0}),this.changed()}close(){this.leave.abort()}};var T="#ff7f0e",_e="#4cc9f0",ee="#ff5a52",se="#ffe066",A="#ffffff",Ue="#7a3b00",oe="rgba(0, 0, 0, .65)";function v(o,t,e){o.beginPath(),e();for(let[s,i]of t)o.strokeStyle=s,o.lineWidth=i,o.stroke()}function S(o,t){t.forEach((e,s)=>{s?o.lineTo(...e):o.moveTo(...e)})}function ie(o,[t,e],s){S(o,[[t-s,e-s],[t+s,e+s]]),S(o,[[t+s,e-s],[t-s,e+s]])}function re(o,t){o.setLineDash([7,5]),v(o,[[se,2]],()=>{S(o,x.map(e=>t[e])),o.closePath()}),o.setLineDash([])}function ne(o,t,e,s=1){if(t.length>1){let i=t.length===3?[2,0,1]:x.filter(n=>n<t.length),r=()=>{S(o,i.map(n=>t[n])),t.length===4&&o.closePath()};v(o,[C(4),[T,s<1?2.4:1.6]],r)}t.forEach((i,r)=>{let n=r===e,a=()=>o.arc(...i,(n?9:7)*s,0,7);v(o,[C(4),[n?A:T,2]],a),s>.5&&Je(o,Ge(t,r),r)})}function ae(o,t){let e=t.filter(({points:i})=>i.length===4);for(let{points:i,isOdd:r}of e){let n=x.map(a=>i[a]);v(o,[C(2.5),[r?se:T,1]],()=>{S(o,n),o.closePath()})}o.font="600 11px system-ui, sans-serif",o.textAlign="center",o.textBaseline="middle";let s=[];for(let{points:i,title:r}of e){let[n,a]=M(i),h=o.measureText(r).width/2;s.some(([c,p,d])=>Math.abs(c-n)<h+d&&Math.abs(p-a)<12)||(s.push([n,a,h]),o.lineWidth=3,o.strokeStyle=oe,o.strokeText(r,n,a),o.fillStyle=A,o.fillText(r,n,a))}}function he(o,t,e){v(o,[C(4),[T,1.2]],()=>S(o,[M(t.slice(0,2)),e])),o.beginPath(),o.arc(...e,6,0,7),o.fillStyle=T,o.fill(),v(o,[[A,1.5]],()=>o.arc(...e,6,0,7))}var C=o=>[oe,o];function Ge(o,t){let[e,s]=o[t];if(o.length<2)return[e-.7*24,s-.7*24];let[i,r]=[0,1].map(a=>o.reduce((h,c)=>h+c[a],0)/o.length),n=m([e,s],[i,r])||1;return[e+(e-i)/n*24,s+(s-r)/n*24]}function Je(o,[t,e],s){let i=()=>o.arc(t,e,10,0,7);o.beginPath(),i(),o.fillStyle=s?A:T,o.fill(),v(o,[[s?T:A,1.5]],i),o.fillStyle=s?Ue:A,o.font="700 13px system-ui, sans-serif",o.textAlign="center",o.textBaseline="middle",o.fillText(String(s+1),t,e+.5)}function le(o,t){v(o,[C(4),[_e,2]],()=>{S(o,t);for(let e of t)ie(o,e,7)})}function ce(o,t,e){v(o,[C(6),[ee,3]],()=>ie(o,t,9)),o.setLineDash([6,5]),v(o,[[ee,1.5]],()=>{for(let s of e)S(o,[t,s])}),o.setLineDash([])}function pe(o,t){let e=t/2;v(o,[C(3),[A,1]],()=>{for(let[s,i]of[[1,0],[-1,0],[0,1],[0,-1]])S(o,[[e+5*s,e+5*i],[e+e*s,e+e*i]])})}var Ye={side:168,zoom:8},ue=o=>o.getContext("2d");function de(o,t,e,s){let i=[Math.round(t*s),Math.round(e*s)];(o.width!==i[0]||o.height!==i[1])&&([o.width,o.height]=i);let r=ue(o);return r.setTransform(s,0,0,s,0,0),r.clearRect(0,0,t,e),r}var at=class{constructor(t){this.page=t,this.pixels=l("canvas",{className:"pixels"}),this.canvas=l("canvas",{className:"photo"}),this.isLooking=!1,this.loupe=l("canvas",{className:"loupe"}),this.where=l("div",{className:"where"}),this.element=l("div",{className:"stage"},this.pixels,this.canvas,this.loupe,this.where),this.frame=0,this.observer=new ResizeObserver(()=>t.photo.bitmap?t.photo.refit(this.element):this.draw()),this.observer.observe(this.element)}get middle(){return[this.element.clientWidth/2,this.element.clientHeight/2]}draw(){this.frame||=requestAnimationFrame(()=>{this.frame=0,this.paint()})}paint(){let{clientWidth:t,clientHeight:e}=this.element,{canvas:s,page:i}=this,r=window.devicePixelRatio||1,n=de(s,t,e,r),a=de(this.pixels,t,e,r);if(i.photo.bitmap){let{view:h}=i.photo;s.dataset.view=[h.zoom,h.x,h.y].join(" "),s.dataset.tiles=String(i.photo.sharp),i.photo.paint(a,h,t,e,r),this.paintMarks(n)}this.paintLoupe(r)}paintMarks(t){let{photo:e,work:s,refusal:i,store:r,photograph:n,parts:a}=this.page,{ruler:h}=this.page.measure,c=u=>e.toScreen(u);a.isMany&&this.paintParts(t);for(let[u,w]of Object.entries(r.outside))w&&F(u)[0]===n.name&&re(t,w.map(c));let p=s.corners.map(c),{reach:d}=this.page.pointer;if(a.isMany&&!s.isDraft&&he(t,p,U(p,xt)),ne(t,p,s.active,d/$),h){let{pointer:u}=this.page.pointer;le(t,[...h.map(c),...h.length===1&&u?[u]:[]])}if(i?.point){let u=s.corners.filter((w,N)=>N!==i.number);ce(t,c(i.point),u.map(c))}}paintParts(t){let{photo:e,photograph:s,parts:i,part:r,store:n,here:a}=this.page,c=[...i.known.keys()].filter(p=>p!==r).map(p=>({other:p,...g(s,p)})).map(({other:p,corners:d})=>({title:p,points:(d??[]).map(u=>e.toScreen(u)),isOdd:!y({corners:d})||!!n.summary.oddAt(a)[p]}));this.canvas.dataset.parts=String(c.filter(({points:p})=>p.length).length),ae(t,c)}lookedAt(){let{work:t,photo:e}=this.page,{pointer:s}=this.page.pointer,i=this.isLooking?s&&e.toPhoto(s):null;return this.workedAt()??i??(this.isLooking?t.corners[t.active]??null:null)}workedAt(){let{work:t,photo:e,edits:s,measure:i}=this.page,{press:r,pointer:n}=this.page.pointer;if(r&&r.number>=O)return null;if(r&&r.number>=0)return t.corners[r.number];if(s.nudging)return t.corners[t.active]??null;if(!n||r?.moved)return null;let a=B(e.view,t.corners,n,this.page.pointer.reach);return a>=0?t.corners[a]:t.isDraft||i.ruler?e.toPhoto(n):null}toggleLoupe(){this.isLooking=!this.isLooking,this.page.show()}paintLoupe(t){let{photo:e}=this.page,{side:s,zoom:i}=Ye,r=e.bitmap&&this.lookedAt();if(this.loupe.hidden=!r||e.view.zoom>=i,this.where.hidden=!r,!r||(this.where.textContent=`x ${r[0].toFixed(2)}   y ${r[1].toFixed(2)} px`,this.loupe.hidden))return;let[n,a]=e.toScreen(r),h=n>s+60||a>s+60;this.loupe.style.left=h?"12px":`${this.element.clientWidth-s-16}px`,this.loupe.style.top="12px",this.loupe.width=this.loupe.height=Math.round(s*t);let c=ue(this.loupe);c.setTransform(t,0,0,t,0,0),c.fillStyle="#22272d",c.fillRect(0,0,s,s);let p={zoom:i,x:s/2-(r[0]+.5)*i,y:s/2-(r[1]+.5)*i};e.paint(c,p,s,s,t),pe(c,s)}close(){cancelAnimationFrame(this.frame),this.observer.disconnect()}};var P=62,fe=3,Qe=2,Ve={all:"all",open:"not finished",odd:"odd or wrong"};function Xe(o,t,e){let s=e.trim().toLowerCase();return o.flatMap(({name:i},r)=>i.toLowerCase().includes(s)&&t(r)?[r]:[])}function Ze(o,t,e){return o.filter(i=>e>0?i>t:i<t).at(e>0?0:-1)??-1}function ts(o,t,e){let[s,i]=[Math.floor(o/P)-fe,Math.floor((o+t)/P)+fe];return[Math.max(0,s),Math.min(e-1,i)]}var ht=class{constructor(t){this.page=t,this.numbers=[],this.key="",this.seen=-1,this.cells=new Map,this.pictures=new Map,this.awaited=0,this.inner=l("div"),this.row=l("nav",{className:"steps",ariaLabel:"Photographs",tabIndex:0},this.inner),this.row.addEventListener("scroll",()=>this.place()),this.choice=l("select",{ariaLabel:"Which photographs are listed"});for(let[s,i]of Object.entries(Ve))this.choice.append(l("option",{value:s},i));this.choice.addEventListener("change",()=>t.show()),this.find=l("input",{type:"search",placeholder:"find by name",ariaLabel:"Find photographs by name"}),this.find.addEventListener("input",()=>t.show()),this.find.addEventListener("keydown",s=>this.found(s)),this.count=l("span",{className:"count"});let e=l("div",{className:"finder"},this.choice,this.count,this.find);this.element=l("div",{className:"bar photographs"},e,this.row),this.observer=new ResizeObserver(()=>this.place()),this.observer.observe(this.row)}found(t){t.key==="Enter"&&this.numbers.length&&this.page.go(this.numbers[0]),["Enter","Escape"].includes(t.key)&&this.page.root.focus({preventScroll:!0})}next(t){return Ze(this.numbers,this.page.here,t)}go(t){return this.page.go(this.next(t))}show(){let{store:t,here:e}=this.page,s=this.choice.value,i=JSON.stringify([s,this.find.value,t.version,s==="all"?0:e]);if(i!==this.key){let r={all:()=>!0,open:a=>!t.summary.complete[a]||a===e,odd:a=>["odd","wrong"].includes(t.summary.kindOf(a))||a===e};this.numbers=Xe(t.photographs,r[s],this.find.value),this.inner.style.width=`${this.numbers.length*P}px`;let{length:n}=t.photographs;this.count.textContent=this.numbers.length<n?`${this.numbers.length} of ${n}`:String(n)}(i!==this.key||e!==this.seen)&&this.bringHere(),[this.key,this.seen]=[i,e],this.place()}bringHere(){let t=this.numbers.indexOf(this.page.here),{clientWidth:e,scrollLeft:s}=this.row,i=t*P>=s&&(t+1)*P<=s+e;t>=0&&!i&&(this.row.scrollLeft=(t+.5)*P-e/2)}place(){let{numbers:t,cells:e}=this,[s,i]=ts(this.row.scrollLeft,this.row.clientWidth,t.length),r=new Map(t.slice(s,i+1).map((n,a)=>[n,s+a]));for(let[n,a]of e)r.has(n)||(a.remove(),e.delete(n));for(let[n,a]of r)this.mark(n,this.cell(n),a);this.bring()}cell(t){let e=this.cells.get(t);if(e)return e;let s=f("",()=>this.page.go(t));return s.append(l("img",{alt:"",draggable:!1}),l("i",{},String(t+1))),this.cells.set(t,s),this.inner.append(s),s}mark(t,e,s){let{store:i,here:r}=this.page,{name:n}=i.photographs[t],a=i.summary.kindOf(t),c=Object.entries(i.summary.oddAt(t)).filter(([,u])=>u).slice(0,5).map(([u,w])=>u?`${u}: ${w}`:w);e.style.left=`${s*P+2}px`,e.title=[n,a||"not finished",...c].join(": "),e.ariaLabel=`${t+1}: ${e.title}`,e.className=a+(t===r?" here":""),e.ariaCurrent=String(t===r),e.tabIndex=t===r?0:-1;let p=this.pictures.get(n),d=e.firstChild;p&&d.getAttribute("src")!==p&&(d.src=p)}async bring(){let{link:t,photographs:e}=this.page.store,i=[...this.cells.keys()].sort((a,h)=>a-h).find(a=>!this.pictures.has(e[a].name));if(i===void 0||this.awaited>=Qe||t.gone()||!this.page.photo.bitmap)return;let{name:r}=e[i];this.pictures.set(r,""),this.awaited+=1;let n=await t.ask("thumbnail",{name:r});this.awaited-=1,n.picture&&this.pictures.set(r,URL.createObjectURL(new Blob([n.picture]))),this.place()}close(){this.observer.disconnect();for(let t of this.pictures.values())URL.revokeObjectURL(t)}};var es=1500,ss=41,lt=class{constructor(t,e){this.photographs=[],this.version=-1,this.known=new Map,this.summary=new ct([],this.known),this.who="",this.outside={},this.trouble="",this.sending=0,this.changed=e,this.link=new W(t,(s,i)=>this.hear(s,i)),this.clock=setInterval(()=>this.tick(),es)}get isDisputed(){return Object.keys(this.outside).length>0}hear(t,e){let s=!1;if(t.photographs&&t.version>=this.version){let i=e&&t.do!=="look"?1:0;s=this.photographs.length>0&&this.sending<=i,this.photographs=t.photographs,this.known=Nt(this.photographs),this.summary=new ct(this.photographs,this.known),this.version=t.version,this.who=t.who}(t.do==="look"||t.outside)&&(this.outside=t.outside??{},this.trouble=t.refused??""),this.changed(s)}tick(){!this.link.gone()&&!this.link.slow&&!this.link.awaits("look")&&this.look(),this.changed(!1)}look(t=this.version){return this.link.ask("look",{version:t})}async send(t,e){this.sending+=1;let s=await this.link.ask(t,e);return this.sending-=1,s}close(){clearInterval(this.clock),this.link.close()}},ct=class{constructor(t,e){this.photographs=t,this.known=e,this.parts=e.size?[...e.keys()]:[""],this.usual=new Map,this.odd=new Map,this.kinds=new Map,this.complete=t.map(s=>Et(s,e)),this.done=this.complete.filter(Boolean).length}others(t,e){let s=this.usual.get(e);if(!s){let r=this.photographs.map((a,h)=>({index:h,corners:g(a,e).corners})).filter(y).map(a=>({...a,corners:a.corners??[]})),n=Math.max(1,r.length/ss);s=r.filter((a,h)=>Math.floor(h/n)>Math.floor((h-1)/n)),this.usual.set(e,s)}return s.filter(i=>i.index!==t).map(({corners:i})=>i)}oddAt(t){let e=this.odd.get(t);if(e)return e;let i=this.parts.map(n=>({part:n,...g(this.photographs[t],n)})).filter(y).map(({part:n,corners:a})=>[n,Z(a??[],this.others(t,n))]),r=Object.fromEntries(i);return this.odd.set(t,r),r}kindOf(t){let e=this.kinds.get(t);if(e!==void 0)return e;let i=this.parts.map(a=>g(this.photographs[t],a)).some(a=>a.corners&&!y(a)),r=Object.values(this.oddAt(t)).some(Boolean),n=i?"wrong":r?"odd":this.complete[t]?"done":"";return this.kinds.set(t,n),n}};var pt=class{constructor(t,e){this.here=0,this.part="",this.refusal=null,this.note="",this.store=new lt(t,a=>this.changed(a)),this.photo=new st(this.store.link,()=>this.stage.draw()),this.work=new ot(this),this.edits=new Q(this),this.parts=new et(this),this.stage=new at(this),this.measure=new X(this),this.dialogs=new G(this),this.list=new V(this),this.levels=new j(a=>this.stage.element.style.setProperty("--seen",a)),this.steps=new ht(this),this.panel=new tt(this),this.pointer=new rt(this);let[s,i]=[l("style",{},Ot+vt),l("div",{className:"help"},Rt)],r=l("div",{className:"main"},this.stage.element,this.list.element),n=[s,...this.panel.elements,...this.dialogs.elements,r,i];this.root=l("div",{className:"aoi-corners",tabIndex:0},...n),this.root.dataset.lmSuppressShortcuts="true",this.root.addEventListener("keydown",a=>Wt(this,a)),e.append(this.root),this.room=new nt(this.root,()=>this.show()),this.start()}get photograph(){return this.store.photographs[this.here]}get row(){return g(this.photograph,this.part)}get isBlocked(){return this.store.link.gone()||this.store.isDisputed||!this.photo.bitmap}async start(){await this.store.look(),this.room.setTheme(),await this.go(Math.max(this.store.summary.complete.indexOf(!1),0))}close(){this.room.close(),clearTimeout(this.edits.nudging),this.stage.close(),this.steps.close(),this.store.close()}changed(t){t&&!this.edits.nudging&&this.work.differs()&&this.work.adopt(),this.show()}async send(t,e={}){this.note="";let s=this.store.send(t,e);this.show();let i=await s;return i.refused?(this.refuse(i.refused,-1),await this.store.look(-1),this.work.adopt()):this.note=i.note??"",this.show(),i}async go(t,e=""){if(t<0||t>=this.store.photographs.length)return;this.edits.flush(),this.here=t,delete this.stage.canvas.dataset.view,this.refusal=null,this.measure.ruler=null,this.note=e,this.work.active=-1,this.work.adopt();let s=this.photo.open(this.photograph.name);this.show();let i=await s;this.here===t&&(i&&this.refuse(i,-1),this.levels.look(this.photo.bitmap),this.photo.fit(this.stage.element),this.show())}choose(t){this.edits.flush(),t<this.work.corners.length&&(this.work.active=t),this.show()}toggleAlways(){this.work.always=!this.work.always,this.show()}refuse(t,e,s){this.refusal={sentence:t,number:e,point:s}}say(t){this.refusal=null,this.note=t,this.show()}show(){this.photograph&&(this.panel.show(),this.list.show(),this.stage.draw())}};function os({model:o,el:t}){let e=new pt(o,t);return()=>e.close()}var Fo={render:os};export{Fo as default};
