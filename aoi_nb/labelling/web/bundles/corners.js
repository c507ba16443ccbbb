function l(o,t={},...e){let s=Object.assign(document.createElement(o),t);return s.append(...e),s}function f(o,t,e={}){let s=l("button",{type:"button",textContent:o,...e});return s.addEventListener("click",t),s}var te=5e3,ee=12e4,R=class{constructor(t,e=()=>{}){this.model=t,this.waiting=new Map,this.prefix=Math.random().toString(36).slice(2),this.count=0,this.broken=!1,this.slow=0,this.receive=(s,r=[])=>{let n=this.waiting.get(s.id);this.waiting.delete(s.id),e(s,n!==void 0),n?.resolve({...s,picture:r[0]})},t.on("msg:custom",this.receive)}ask(t,e={},s=1/0){this.count+=1;let r=`${this.prefix}-${this.count}`;return new Promise(n=>{let i=a=>{s<1/0&&this.waiting.delete(r)&&n({id:r,do:t,refused:a})};this.waiting.set(r,{action:t,since:performance.now(),resolve:n}),s<1/0&&setTimeout(()=>i("the kernel does not answer"),s);try{this.model.send({...e,do:t,id:r})}catch{this.broken=!0,i("there is no kernel")}})}awaits(t){return[...this.waiting.values()].some(e=>e.action===t)}gone(){let t=this.slow?ee:te;return this.broken||[...this.waiting.values()].some(({since:e})=>performance.now()-e>t)}close(){this.model.off("msg:custom",this.receive)}};var y=[0,1,3,2],ht=(o,t,e)=>(t[0]-o[0])*(e[1]-t[1])-(t[1]-o[1])*(e[0]-t[0]),m=(o,t)=>Math.hypot(o[0]-t[0],o[1]-t[1]);function S(o){let t=o.length-1,e=o.findIndex((s,r)=>r<t&&m(s,o[t])<2);return e>=0?`c${t+1} lies on c${e+1}: every corner has a place of its own.`:o.length===3?se(o[0],o[1],o[2]):o.length===4?oe(y.map(s=>o[s])):""}function se(o,t,e){let s=[t[0]-o[0],t[1]-o[1]],r=[e[0]-o[0],e[1]-o[1]];return s[0]*r[1]-s[1]*r[0]<1?"c3 lies on the wrong side of the edge from c1 to c2: the part would be mirrored, or a line. c1 is the part’s top-left corner, c2 its top-right one, c3 its bottom-left one.":(s[0]*r[0]+s[1]*r[1])/(s[0]**2+s[1]**2)>.7?"This looks like c4, the bottom-right corner. The bottom-left corner, c3, comes first.":""}function oe(o){let t=o.map((e,s)=>ht(o[(s+3)%4],e,o[(s+1)%4]));return t.every(e=>e>1)?"":t.every(e=>e<-1)?"The part would be mirrored: left and right, or top and bottom, are exchanged.":"The edges would cross or fold inwards: the order is c1 top-left, c2 top-right, c3 bottom-left, c4 bottom-right."}var mt=`.aoi-corners {
  --line: #d5d9de;
  color: #1d2733;
  background: #fff;
  border: 1px solid var(--line);
  border-radius: 8px;
  font:
    14px / 1.4 system-ui,
    sans-serif;
  outline: none;
  overflow: hidden;
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
.aoi-corners button {
  font: inherit;
  color: inherit;
  background: #f3f5f7;
  border: 1px solid var(--line);
  border-radius: 6px;
  padding: 3px 10px;
  cursor: pointer;
}
.aoi-corners button:hover:enabled {
  background: #e6eaee;
}
.aoi-corners button:disabled {
  opacity: 0.4;
  cursor: default;
}
.aoi-corners button.on {
  background: #dbeafe;
  border-color: #6ea0dc;
}
.aoi-corners kbd {
  font:
    11px / 1 ui-monospace,
    monospace;
  color: #5b6875;
  border-radius: 3px;
  border: 1px solid var(--line);
  padding: 1px 4px;
  margin-left: 5px;
  background: #fff;
}
.aoi-corners .name {
  font-weight: 600;
  max-width: 40ch;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
.aoi-corners .steps {
  display: flex;
  flex-wrap: wrap;
  gap: 3px;
}
.aoi-corners .steps button {
  padding: 0;
  width: 26px;
  height: 22px;
  font-size: 12px;
}
.aoi-corners .steps button.done {
  background: #2e7d4f;
  border-color: #2e7d4f;
  color: #fff;
}
.aoi-corners .steps button.odd {
  background: #b26a00;
  border-color: #b26a00;
  color: #fff;
}
.aoi-corners .steps button.wrong {
  background: #c62828;
  border-color: #c62828;
  color: #fff;
}
.aoi-corners .steps button.here {
  outline: 2px solid #1d2733;
  outline-offset: 1px;
}
.aoi-corners .status {
  padding: 2px 10px;
  border-radius: 999px;
  background: #eef1f4;
}
.aoi-corners .status.saved {
  background: #dff3e6;
  color: #1c6339;
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
  background: #fff6ec;
  border-top: 1px solid var(--line);
  min-height: 42px;
}
.aoi-corners .guide.refused {
  background: #fdeceb;
}
.aoi-corners .guide.odd {
  background: #fde3b8;
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
  display: flex;
  flex-wrap: wrap;
}
.aoi-corners aside {
  display: flex;
  flex-direction: column;
  flex: 0 0 250px;
  height: 560px;
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
  color: #5b6875;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
.aoi-corners .list b {
  min-width: 4ch;
}
.aoi-corners .list button.here {
  background: #ffe8d1;
}
.aoi-corners .list button.lacking b {
  color: #77828d;
  font-weight: 400;
  font-style: italic;
}
.aoi-corners .list button.odd b {
  color: #b26a00;
}
.aoi-corners .list button.wrong b {
  color: #c62828;
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
  background: #eef4fb;
  border-color: #b9d0ea;
}
.aoi-corners .stage {
  position: relative;
  flex: 1 1 300px;
  min-width: 0;
  height: 560px;
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
  background: #fff3cd;
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
  color: #5b6875;
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
    border-left: 0;
    border-top: 1px solid var(--line);
  }
  .aoi-corners .main:has(> aside:not([hidden])) .stage {
    height: 420px;
  }
}
`;var gt=(o,t)=>t?JSON.stringify([o,t]):o;function H(o){return o.startsWith('["')&&o.endsWith('"]')?JSON.parse(o):[o,""]}function w(o,t){return t?o.parts?.[t]??{corners:null,scale:null,type:"",symmetry:0}:{corners:o.corners,scale:o.scale,type:"",symmetry:0}}function wt(o){let t=new Map;for(let s of o)for(let[r,{type:n}]of Object.entries(s.parts??{}))t.set(r,t.get(r)||n);if(!t.size)return t;o.some(({corners:s})=>s)&&t.set("","");let{compare:e}=new Intl.Collator("en",{numeric:!0});return new Map([...t].sort(([s],[r])=>e(s,r)))}var k=({corners:o})=>o!==null&&!S(o);function D(o,t){return t.size?[...t.keys()].every(e=>k(w(o,e))):k(o)}var W=({corners:o,parts:t})=>o!==null||Object.keys(t??{}).length>0;function M(o){let t=e=>o.reduce((s,r)=>s+r[e],0);return[t(0)/o.length,t(1)/o.length]}function lt(o,t){if(o.length<4)return!1;let e=y.map(s=>o[s]);return e.every((s,r)=>ht(s,e[(r+1)%4],t)>=0)}function kt(o,t,e){return[...t].map(r=>({part:r,corners:w(o,r).corners??[]})).filter(({corners:r})=>lt(r,e)).sort((r,n)=>m(M(r.corners),e)-m(M(n.corners),e))[0]?.part??null}var F=(o,t,e)=>o.map(([s,r])=>[s+t,r+e]);function j(o,t){let[e,s]=M(o),[r,n]=[Math.cos(t*Math.PI/180),Math.sin(t*Math.PI/180)];return o.map(([i,a])=>[e+(i-e)*r-(a-s)*n,s+(i-e)*n+(a-s)*r])}function bt(o,t,e){let[s,r]=[t,e].map(([n,i])=>Math.atan2(i-o[1],n-o[0]));return(r-s)*180/Math.PI}function _(o,t){let e=M(o.slice(0,2)),s=M(o),r=m(e,s)||1;return[e[0]+(e[0]-s[0])/r*t,e[1]+(e[1]-s[1])/r*t]}function yt(o,t){if(o.length<4)return t;let e=y.map((s,r)=>m(o[s],o[y[(r+1)%4]]));return Math.min(t,Math.max(4,Math.min(...e)/3))}var ne="aoi-types-",K=class{constructor(t){this.page=t,this.name=l("input",{placeholder:"R1",ariaLabel:"reference designator",maxLength:100,size:8}),this.type=l("input",{placeholder:"type",ariaLabel:"type",maxLength:100,size:24}),this.types=l("datalist",{id:ne+Math.random().toString(36).slice(2)}),this.type.setAttribute("list",this.types.id),this.title=l("b"),this.answer=async()=>!0,this.doomed=l("span",{className:"grow"}),this.keep=f("Keep it",()=>this.leave()),this.asked=this.makeForm(),this.question=this.makeQuestion()}get elements(){return[this.asked,this.question]}makeForm(){let t=f("OK",()=>this.finish()),e=f("Cancel",()=>this.leave()),s=[this.title,this.name,this.type,this.types,t,e],r=l("div",{className:"question asked",hidden:!0},...s);return r.addEventListener("keydown",n=>{n.stopPropagation(),n.key==="Escape"&&this.leave(),n.key==="Enter"&&n.target instanceof HTMLInputElement&&this.finish()}),r}makeQuestion(){let{page:t}=this,e=a=>()=>{this.leave(),t.parts.remove(a())},s=()=>t.store.photographs.filter(({parts:a})=>a?.[t.part]).map(({name:a})=>a),r=f("On this photograph",e(()=>[t.photograph.name])),n=f("On all photographs",e(s)),i=[this.doomed,r,n,this.keep];return l("div",{className:"question asked",role:"alertdialog",hidden:!0},...i)}askNew(){this.page.isBlocked||this.open("New part","",w(this.page.photograph,this.page.part).type,(t,e)=>this.page.parts.add(t,e))}askName(){let{page:t}=this;if(t.isBlocked||!t.parts.isMany&&!t.row.corners)return;let e=t.parts.known.get(t.part)??"";this.open(t.part?`Rename ${t.part}`:"Name this part",t.part,e,(s,r)=>t.parts.rename(s,r))}open(t,e,s,r){this.leave(),this.title.textContent=t,this.name.value=e,this.type.value=s,this.answer=r;let n=new Set([...this.page.parts.known.values()].filter(Boolean));this.types.replaceChildren(...[...n].sort().map(i=>l("option",{value:i}))),this.asked.hidden=!1,this.name.focus(),this.name.select()}async finish(){await this.answer(this.name.value,this.type.value)&&this.leave()}askDelete(){let{page:t}=this;if(t.isBlocked)return;this.leave();let{part:e,photograph:s}=t;if(!e||!(s.parts?.[e]||t.parts.pending?.part===e)){t.say(e?`${e} is not on this photograph.`:"A part without a name is not deleted: rename it first.");return}this.doomed.textContent=`Delete ${e} with all that its row says?`,this.question.hidden=!1,this.keep.focus()}leave(){this.asked.hidden=!0,this.question.hidden=!0,this.page.root.focus({preventScroll:!0})}};var P=512,xt=40,E=14;function q(o,[t,e]){return[o.x+(t+.5)*o.zoom,o.y+(e+.5)*o.zoom]}function vt(o,[t,e]){return[(t-o.x)/o.zoom-.5,(e-o.y)/o.zoom-.5]}function Mt(o,t,e){let s=Math.min(t/o.width,e/o.height);return{zoom:s,x:(t-s*o.width)/2,y:(e-s*o.height)/2}}function St(o,t,e,s){let r=[0,1].map(b=>{let L=t.map(it=>it[b]);return[Math.min(...L),Math.max(...L)]}),n=Math.max(...r.map(([b,L])=>L-b),1),[i,a]=[.6*Math.min(e,s),.2*Math.min(e,s)],h=Math.min(Math.max(n*o.zoom,a),i),c=Math.min(h/n,xt),[p,d]=[0,1].map(b=>q(o,[r[0][b],r[1][b]]));if(p[0]>40&&p[1]>40&&d[0]<e-40&&d[1]<s-40&&c===o.zoom)return o;let[g,$]=r.map(([b,L])=>(b+L)/2+.5);return{zoom:c,x:e/2-g*c,y:s/2-$*c}}function Ot(o,[t,e],s,r){let n=Math.min(Math.max(o.zoom*s,r),xt),i=n/o.zoom;return{zoom:n,x:t-(t-o.x)*i,y:e-(e-o.y)*i}}function I(o,t,e,s=E){let r=t.map(i=>m(q(o,i),e)),n=Math.min(...r);return n<s?r.indexOf(n):-1}function ct(o,t,e,s){let r=Math.max(0,Math.floor(-o/t/P)),n=Math.min(Math.ceil(s/P)-1,Math.floor((e-o)/t/P));return Array.from({length:Math.max(0,n-r+1)},(i,a)=>r+a)}function Nt([o,t],{width:e,height:s}){return o>=-.5&&t>=-.5&&o<=e-.5&&t<=s-.5}function U([o,t]){return[Math.round(o*1e4)/1e4,Math.round(t*1e4)/1e4]}function T(o,t,e){return o.map((s,r)=>r===t?e:s)}var ie=350;function B(o,t){let e=o.length;return o.map((r,n)=>(t-1-n+2*e)%e).find(r=>r!==t&&W(o[r]))??-1}var G=class{constructor(t){this.page=t,this.nudging=0,this.why=""}snap(){let{page:t}=this,{work:e}=t;t.isBlocked||(e.isDraft?t.say("Snapping needs all four corners: a side of the part runs between two of them."):e.place("snapped to the edges",[0,1,2,3]))}copy(){let{page:t}=this,{work:e}=t;if(t.isBlocked)return;if(t.parts.isMany){t.parts.copy();return}let s=B(t.store.photographs,t.here);if(s<0){t.say("No other photograph has corners yet.");return}let{name:r,corners:n}=t.store.photographs[s];e.corners=structuredClone(n??[]),e.active=0,e.place(`copied from ${r}`.slice(0,200))}clear(){let{page:t}=this,{work:e}=t;if(t.isBlocked)return;if(t.parts.isMany){t.dialogs.askDelete();return}let{name:s}=t.photograph,r=e.known;e.drafts.delete(e.key),e.corners=[],e.active=-1,e.known=null,r&&t.send("place",{name:s,before:r,after:null,why:"cleared"}),t.show()}async turn(t){let{page:e}=this,{work:s}=e;if(e.isBlocked)return;if(this.flush(),t==="undo"&&s.known===null&&s.corners.length){s.corners=s.corners.slice(0,-1),s.drafts.set(s.key,s.corners),s.active=s.corners.length-1,e.show();return}let r=await e.send(t),n=e.store.photographs.findIndex(({name:i})=>i===r.look_at);r.part&&e.parts.known.has(r.part)&&r.part!==e.part&&(e.parts.choose(r.part),e.say(r.note)),n>=0&&n!==e.here&&await e.go(n,r.note)}nudge(t,e){let{page:s}=this,{work:r}=s;if(s.isBlocked)return;if(r.active<0){this.whole(c=>F(c,t,e),"nudged");return}let[n,i]=r.corners[r.active],a=T(r.corners,r.active,[n+t,i+e]),h=S(a);h?(s.refuse(h,r.active,a[r.active]),s.show()):this.hold(a,`nudged c${r.active+1}`)}rotate(t){this.page.isBlocked||this.whole(e=>j(e,t),"turned")}whole(t,e){let{work:s,part:r,parts:n}=this.page;!n.isMany||s.isDraft||(s.active=-1,this.hold(t(s.corners),`${e} ${r}`))}hold(t,e){let{page:s}=this;this.why!==e&&this.flush(),s.work.corners=t,s.refusal=null,clearTimeout(this.nudging),this.why=e,this.nudging=window.setTimeout(()=>this.flush(),ie),s.show()}flush(){this.nudging&&(clearTimeout(this.nudging),this.nudging=0,this.page.work.place(this.why.slice(0,200)))}};var $t="Click to place · drag a corner to move it · arrow keys ¼ px, with Shift 1 px · 1–4 choose a corner · wheel zooms · drag beside the corners to move the photograph · Esc ends measuring · parts with names: J and K next and previous, Q and E turn, W the whole outline, I add, R rename, O outline to type";function ae(o,t){let{edits:e}=o;return{arrowleft:()=>e.nudge(-t,0),arrowright:()=>e.nudge(t,0),arrowup:()=>e.nudge(0,-t),arrowdown:()=>e.nudge(0,t),1:()=>o.choose(0),2:()=>o.choose(1),3:()=>o.choose(2),4:()=>o.choose(3),w:()=>o.choose(-1),q:()=>e.rotate(-t),e:()=>e.rotate(t),j:()=>o.parts.step(1),k:()=>o.parts.step(-1),i:()=>o.dialogs.askNew(),r:()=>o.dialogs.askName(),o:()=>o.parts.outline(),s:()=>e.snap(),a:()=>o.toggleAlways(),c:()=>e.copy(),m:()=>o.measure.toggle(),delete:()=>e.clear(),n:()=>o.go(o.here+1),p:()=>o.go(o.here-1),pagedown:()=>o.go(o.here+1),pageup:()=>o.go(o.here-1),0:()=>o.photo.fit(o.stage.element),"+":()=>o.photo.zoomAt(o.stage.middle,1.4),"-":()=>o.photo.zoomAt(o.stage.middle,1/1.4),escape:()=>{o.dialogs.leave(),o.measure.leave()}}}function he(o,t){return{z:()=>o.edits.turn(t?"redo":"undo"),y:()=>o.edits.turn("redo")}}function Lt(o,t){let e=t.target;if(e===o.measure.length){t.key==="Enter"&&o.measure.finish(),t.key==="Escape"&&o.measure.leave(),t.stopPropagation();return}if(e.tagName==="BUTTON"&&["Enter"," "].includes(t.key)){t.stopPropagation();return}let s=t.key.toLowerCase(),n=t.ctrlKey||t.metaKey?he(o,t.shiftKey):ae(o,t.shiftKey?1:.25);!Object.hasOwn(n,s)||t.altKey||(t.preventDefault(),t.stopPropagation(),s.startsWith("arrow")||(o.refusal=null),n[s]())}var J=class{constructor(t){this.page=t;let{parts:e}=t;this.shown="",this.list=l("div",{className:"list",role:"listbox",ariaLabel:"Parts"}),this.count=l("span",{className:"grow"}),this.rename=f("Rename",()=>t.dialogs.askName(),{title:"Another name or type (R)"}),this.outline=f("Outline to all of type",()=>e.outline(),{title:"Give all other places of this type on this photograph the size of this outline (O)"});let s=f("‹",()=>e.step(-1),{title:"Part before this one (K)",ariaLabel:"Previous part"}),r=f("›",()=>e.step(1),{title:"Part after this one (J)",ariaLabel:"Next part"}),n=l("div",{className:"bar"},this.count,s,r);this.element=l("aside",{},n,this.list,l("div",{className:"bar"},this.rename,this.outline))}show(){let{page:t}=this,{known:e,isMany:s}=t.parts;if(this.element.hidden=!s,!s)return;let{photograph:r}=t,n=[...e.keys()].filter(h=>w(r,h).corners).length;this.count.textContent=`${n} of ${e.size} parts here`;let i=[...e].filter(([h,c])=>c&&c===e.get(t.part)&&h!==t.part);this.outline.disabled=!t.row.corners||!i.some(([h])=>r.parts?.[h]);let a=JSON.stringify([...e]);a!==this.shown&&this.make([...e]),this.shown=a;for(let[h,c]of[...e.keys()].entries())this.mark(this.list.children[h],c)}make(t){let e=t.map(([s,r])=>{let n=f("",()=>this.page.parts.choose(s),{title:[s,r].filter(Boolean).join(", ")});return n.setAttribute("role","option"),n.append(l("b",{},s||"(no name)"),l("span",{},r)),n});this.list.replaceChildren(...e)}mark(t,e){let{page:s}=this,r=w(s.photograph,e),n=e===s.part,i=s.store.odd[s.here]?.[e],a=r.corners?k(r)?i?"odd":"":"wrong":"lacking";if(n&&t.ariaSelected!=="true"){this.list.scrollTop+=Math.min(0,t.offsetTop-this.list.scrollTop);let h=t.offsetTop+t.offsetHeight-this.list.scrollTop-this.list.clientHeight;this.list.scrollTop+=Math.max(0,h)}t.ariaSelected=String(n),t.className=a+(n?" here":"")}};var Y=class{constructor(t){this.page=t,this.ruler=null;let e={type:"number",min:"0",step:"any",placeholder:"mm"};this.length=l("input",{...e,ariaLabel:"length in mm"}),this.all=l("input",{type:"checkbox",checked:!0});let s=f("Set scale",()=>this.finish(),{title:"Write mm_per_px"}),r=l("label",{},this.all," all photographs");this.element=l("div",{className:"measure"},this.length,"mm",r,s)}toggle(){this.ruler=this.ruler?null:[],this.page.say("")}add(t){let e=this.ruler??[];this.ruler=[...e.length<2?e:[],t],this.page.show(),this.ruler.length===2&&this.length.focus()}leave(){this.ruler=null,this.page.root.focus(),this.page.show()}finish(){let{page:t}=this,e=Number(this.length.value);if(t.isBlocked)return;if(!this.ruler||this.ruler.length<2||!(e>0)){t.say("Click two points, then type their distance in mm.");return}let s=this.all.checked?t.store.photographs.map(({name:n})=>n):[t.photograph.name],r=this.ruler.map(U);this.ruler=null,t.send("scale",{names:s,points:r,length:e}),t.root.focus()}};var le=3,ce=.05,Pt=4;function dt(o){let t=[...o].sort((s,r)=>s-r),e=t.length/2;return(t[Math.floor(e)]+t[Math.ceil(e)-1])/2}var Tt=(o,t)=>4*1.4826*dt(o.map(e=>Math.abs(e-t))),Dt=o=>((o+180)%360+360)%360-180;function Et([o,t,e,s]){return Math.atan2(t[1]-o[1]+s[1]-e[1],t[0]-o[0]+s[0]-e[0])*180/Math.PI}function It(o,t,e){let[s,r]=[t,e].map(([n,i])=>Math.atan2(i-o[1],n-o[0]));return Math.abs(Dt((s-r)*180/Math.PI))}function zt(o){let t=y.map(s=>o[s]),e=t.map((s,r)=>It(s,t[(r+3)%4],t[(r+1)%4]));return y.map(s=>e[s])}var pt=([o,t,e,s])=>[m(o,t),m(t,s),m(s,e),m(e,o)];function At(o){let[t,e,s,r]=pt(o);return[(t+s)/2,(e+r)/2]}function Ct(o,t){let e=Math.max(le,Math.atan(Pt/Math.min(...pt(o)))*180/Math.PI),s=t.length>2,r=t.map(zt),i=zt(o).map((p,d)=>{let u=r.map(b=>b[d]),g=s?dt(u):90,$=Math.abs(p-g);return $>Math.max(e,s?Tt(u,g):0)?{away:$,text:`c${d+1} is ${p.toFixed(0)}°`,usual:g}:null}).filter(p=>p!==null).sort((p,d)=>d.away-p.away)[0];if(!i)return"";let h=Math.abs(i.usual-90)<e?"No rectangle":"Another shape than on the other photographs",c=pt(o).map(p=>p.toFixed(0));return`${h}: the angle at ${i.text}, the sides are ${c.slice(0,3).join(", ")} and ${c[3]} px.`}function pe(o,t){let e=At(o),s=t.map(At),r=[0,1].map(h=>dt(s.map(c=>c[h])));if(!r.some((h,c)=>{let p=s.map(d=>d[c]);return Math.abs(e[c]-h)>Math.max(ce*h,Pt,Tt(p,h))}))return"";let[i,a]=[e,r].map(h=>h.map(c=>c.toFixed(0)).join("×"));return`Another size than on the other boards: ${i} px here, ${a} px there.`}function de(o,t){let e=Et(o),s=t.map(n=>Dt(e-Et(n))),r=s.sort((n,i)=>Math.abs(n)-Math.abs(i))[Math.floor(s.length/2)];return Math.abs(r)<45?"":`Another order than on the other boards: the part would be turned by ${Math.abs(r).toFixed(0)}°. Does c1 lie on the same corner of the part?`}function Q(o,t){if(o.length===3){let[r,n,i]=o,a=[n[0]+i[0]-r[0],n[1]+i[1]-r[1]],h=It(r,n,i);return Ct([r,n,i,a],t)&&`The angle at c1 is ${h.toFixed(0)}°.`}if(o.length!==4)return"";let e=[t.length?de(o,t):"",Ct(o,t)],s=e[0]!=="";return t.length&&!s&&e.push(pe(o,t)),e.filter(Boolean).join(" ")}var ue=["top-left","top-right","bottom-left","bottom-right"];function Bt(o){let{row:t,corners:e,ruler:s}=o;if(o.gone)return["The kernel does not answer. What was shown as saved is on the disk: reload the page.","refused"];if(o.trouble)return[o.trouble,"refused"];if(o.refusal)return[`Refused: ${o.refusal}`,"refused"];if(s?.length===2)return[`${m(s[0],s[1]).toFixed(2)} px. How long is that?`,""];if(s)return[`Click the ${s.length?"second":"first"} of two points whose distance you know.`,"order"];if(o.note)return[o.note,""];if(!o.isLoaded)return["Loading the photograph …",""];let r=e.length,n=o.title?`${o.title}: `:"",i=Q(e,o.others);if(r<4){let h=`${n}Click c${r+1}: the ${ue[r]} corner of the part.`;return o.isBare&&!r?[`${h} Or copy all parts of another photograph (C).`,"order"]:i?[`${i} ${h}`,"odd"]:[h,"order"]}if(t.corners&&!k(t)){let h=S(t.corners);return[`${n}These corners came from the table, and cannot be used. ${h}`,"refused"]}if(i)return[`${n}${i} Drag the corner that is off, or go on if the part is so.`,"odd"];let a=t.scale?`Scale: 1 px is ${t.scale} mm. `:"";return o.title?[`${n}drag a corner, the outline to move it, or the round handle to turn it; or choose another. ${a}`,""]:[`All four corners are placed. ${a}Drag one, nudge it with the arrow keys, or go on.`,""]}function Rt({gone:o,trouble:t,isChangedOutside:e,isSaving:s,corners:r}){return o?["not saved: the kernel is gone","lost"]:t?["not saved","lost"]:e?["corners.csv was changed","lost"]:s?["saving …",""]:r&&r<4?[`${r} of 4 corners`,""]:["saved","saved"]}function Ht(o){let t=o.map(r=>H(r).filter(Boolean).reverse().join(" on ")),e=t.length>3?` and ${t.length-3} more`:"";return`Another program has changed corners.csv: it says something else of ${`${t.slice(0,3).join(", ")}${e}`} (dashed). Which corners hold?`}function x(o,t,e,s){let r=f(o,s,{title:e});return r.append(l("kbd",{textContent:t})),r}function fe(o){let{edits:t}=o;return{previous:x("‹ Previous","P","Photograph before this one",()=>o.go(o.here-1)),next:x("Next ›","N","Photograph after this one",()=>o.go(o.here+1)),undo:x("Undo","Ctrl Z","Take back your last change",()=>t.turn("undo")),redo:x("Redo","Ctrl Y","Do again what you took back",()=>t.turn("redo")),snap:x("Snap to edges","S","Draw the four corners to the edges of the part",()=>t.snap()),always:x("Always snap","A","Snap each corner as soon as it is placed or dragged",()=>o.toggleAlways()),copy:x("Copy previous","C","Start with the corners of the photograph before",()=>t.copy()),scale:x("Scale in mm","M","Say how long something is, in mm",()=>o.measure.toggle()),add:x("Add part","I","A part with a reference designator, beside the others",()=>o.dialogs.askNew()),name:x("Name","R","Give this part a reference designator and a type",()=>o.dialogs.askName()),clear:x("Clear","Del","Remove the corners of this photograph",()=>t.clear()),fit:x("Fit","0","Show the whole photograph",()=>o.photo.fit(o.stage.element))}}var Z=class{constructor(t){this.page=t,this.buttons=fe(t);let{previous:e,next:s,...r}=this.buttons;this.name=l("span",{className:"name"}),this.tally=l("span",{className:"tally"}),this.status=l("span",{className:"status",role:"status"});let n=l("span",{className:"grow"});this.top=l("div",{className:"bar"},e,s,this.name,n,this.tally,this.status),this.steps=l("div",{className:"steps"}),this.tools=l("div",{className:"bar"},...Object.values(r)),this.part=l("div",{className:"part"},...["1","2","3","4"].map(h=>l("i",{},h))),this.text=l("span",{className:"grow"}),this.guide=l("div",{className:"guide",ariaLive:"polite"},this.part,this.text,t.measure.element),this.asked=l("span",{className:"grow"});let i=f("Take the table’s",()=>t.settle(!0),{title:"Import what the other program wrote"}),a=f("Keep mine",()=>t.settle(!1),{title:"Write corners.csv anew"});this.question=l("div",{className:"question"},this.asked,i,a)}get elements(){return[this.top,l("div",{className:"bar"},this.steps),this.tools,this.question,this.guide]}show(){let{page:t}=this,{photograph:e,store:s}=t,{photographs:r}=s,n=r.filter(a=>D(a,t.parts.known)).length;this.name.textContent=e.name,this.name.title=e.name,this.tally.textContent=`${n} of ${r.length} done · ${s.who}`;let i=Object.keys(s.outside);this.question.hidden=!i.length,this.asked.textContent=Ht(i),this.showSteps(),this.showButtons(),this.showStatus(),this.showGuide()}showButtons(){let{page:t,buttons:e}=this,{work:s}=t;e.previous.disabled=t.here===0,e.next.disabled=t.here===t.store.photographs.length-1,e.snap.disabled=s.isDraft,e.copy.disabled=B(t.store.photographs,t.here)<0;let{isMany:r}=t.parts;e.clear.disabled=r?!t.part:!s.corners.length,e.name.hidden=r||!t.row.corners;for(let[n,i]of[[e.copy,r?"Copy all parts":"Copy previous"],[e.clear,r?"Delete part":"Clear"]])n.firstChild&&(n.firstChild.textContent=i);e.always.classList.toggle("on",s.always),e.scale.classList.toggle("on",t.measure.ruler!==null)}showSteps(){let{page:t,steps:e}=this,{store:s}=t;for(;e.children.length<s.photographs.length;){let r=e.children.length;e.append(f(String(r+1),()=>t.go(r)))}for(let[r,n]of s.photographs.entries()){let i=e.children[r],{known:a}=t.parts,h=Object.entries(s.odd[r]??{}).filter(([,u])=>u),p=[...a.size?a.keys():[""]].some(u=>{let g=w(n,u);return g.corners&&!k(g)})?"wrong":h.length?"odd":D(n,a)?"done":"",d=h.map(([u,g])=>u?`${u}: ${g}`:g);i.title=[n.name,...d.slice(0,5)].join(": "),i.className=p+(r===t.here?" here":"")}}showStatus(){let{page:t}=this,[e,s]=Rt({gone:t.store.link.gone(),trouble:t.store.trouble,isChangedOutside:t.store.isDisputed,isSaving:t.store.sending>0||t.edits.nudging>0,corners:t.work.corners.length});this.status.textContent=e,this.status.className=`status ${s}`}showGuide(){let{photograph:t,store:e,measure:s,refusal:r,note:n,photo:i,work:a,part:h,parts:c,row:p}=this.page,{ruler:d}=s,{corners:u}=a,g={gone:e.link.gone(),trouble:e.trouble,refusal:r?.sentence??"",ruler:d,note:n},$=e.others(this.page.here,h),b=[h,c.known.get(h)].filter(Boolean).join(", "),L=c.isMany&&!W(t)&&c.pending===null,it={row:p,corners:u,others:$,title:b,isBare:L},[Xt,at]=Bt({...it,...g,isLoaded:i.bitmap!==null});this.text.replaceChildren(l(at==="order"?"b":"span",{},Xt)),this.guide.classList.toggle("refused",at==="refused"),this.guide.classList.toggle("odd",at==="odd"),this.page.measure.element.hidden=!d||d.length<2;for(let[ft,Vt]of[...this.part.children].entries())Vt.className=ft<u.length?"done":ft===u.length?"next":""}};var X=class{constructor(t){this.page=t,this.pending=null}get known(){let{known:t}=this.page.store;return!this.pending||t.has(this.pending.part)?t:new Map([...t,[this.pending.part,this.pending.type]])}get isMany(){return this.known.size>0}check(){let{page:t,known:e}=this;if(this.pending&&t.store.known.has(this.pending.part)&&(this.pending=null),!this.isMany)t.part="";else if(!e.has(t.part)){let s=[...e.keys()].find(r=>t.photograph.parts?.[r]);t.part=s??[...e.keys()][0]}}choose(t,e=!0){let{page:s}=this;if(s.edits.flush(),s.refusal=null,s.note="",s.part=t,s.work.active=-1,s.work.adopt(),e&&s.row.corners&&s.photo.bitmap){let{clientWidth:r,clientHeight:n}=s.stage.element;s.photo.view=St(s.photo.view,s.row.corners,r,n)}s.show()}under(t){return this.isMany?kt(this.page.photograph,this.known.keys(),t):null}step(t){let e=[...this.known.keys()],{length:s}=e;s&&this.choose(e[(e.indexOf(this.page.part)+t+s)%s])}async send(t,e){let{page:s}=this;if(s.isBlocked)return{refused:"not now"};s.edits.flush(),s.refusal=null,s.store.link.slow+=1;let r=await s.send("parts",{edit:t,name:s.photograph.name,part:s.part,...e});return s.store.link.slow-=1,r}async add(t,e){let{page:s}=this,r=s.photo.toPhoto(s.stage.middle),n=await this.send("add",{part:t,type:e,centre:r});if(n.refused)return!1;n.is_placed||(this.pending={part:t.trim(),type:e.trim()});let{note:i}=s;return this.choose(t.trim(),!1),s.say(i),!0}async rename(t,e){let{page:s}=this;if((await this.send("rename",{new:t,type:e})).refused)return!1;let{note:n}=s;return this.choose(t.trim(),!1),s.say(n),!0}async remove(t){let{page:e}=this;this.pending?.part===e.part?this.pending=null:await this.send("delete",{names:t});let s=[...this.known.keys()],r=s.indexOf(e.part),n=[...s.slice(r+1),...s].find(i=>e.photograph.parts?.[i]);!e.row.corners&&n!==void 0&&(e.part=n),e.work.adopt(),e.show()}outline(){this.isMany&&this.send("outline",{})}async copy(){let{page:t}=this,e=B(t.store.photographs,t.here);if(e<0){t.say("No other photograph has parts yet.");return}let s=t.store.photographs[e].name;t.say(`Laying the parts of ${s} …`),await this.send("copy",{source:s}),t.work.adopt(),t.show()}};var me=80,ge=6,V=class{constructor(t,e){this.link=t,this.changed=e,this.name="",this.bitmap=null,this.width=0,this.height=0,this.whole=!0,this.tiles=new Map,this.view={zoom:1,x:0,y:0},this.least=.5}leave(t){this.name=t,this.bitmap?.close(),this.bitmap=null;for(let e of this.tiles.values())e?.close();this.tiles=new Map}async open(t){this.leave(t);let e=await this.link.ask("open",{name:t});if(this.name!==t||e.refused||!e.picture)return e.refused??"";let s=await createImageBitmap(new Blob([e.picture]));return this.name!==t?s.close():(this.bitmap=s,this.width=e.width,this.height=e.height,this.whole=e.whole),""}toScreen(t){return q(this.view,t)}toPhoto(t){return vt(this.view,t)}fit(t){this.bitmap&&(this.view=Mt(this,t.clientWidth,t.clientHeight),this.least=this.view.zoom/2,this.changed())}zoomAt(t,e){this.view=Ot(this.view,t,e,this.least),this.changed()}paint(t,e,s,r,n){if(this.bitmap&&(t.imageSmoothingEnabled=e.zoom*n<3,t.drawImage(this.bitmap,e.x,e.y,this.width*e.zoom,this.height*e.zoom),!(this.whole||e.zoom*n<=1.05*this.bitmap.width/this.width)))for(let i of ct(e.y,e.zoom,r,this.height))for(let a of ct(e.x,e.zoom,s,this.width)){let h=this.tile(a,i);if(!h)continue;let[c,p]=[e.x+a*P*e.zoom,e.y+i*P*e.zoom];t.drawImage(h,c,p,h.width*e.zoom,h.height*e.zoom)}}tile(t,e){let s=`${t},${e}`,{tiles:r}=this,n=r.get(s);return n!==void 0?n:([...r.values()].filter(a=>!a).length>ge||this.link.gone()||(r.size>me&&this.dropOldest(),r.set(s,null),this.bring(s,{name:this.name,column:t,row:e})),null)}dropOldest(){let[t,e]=[...this.tiles].find(([,s])=>s)??[];t&&(e?.close(),this.tiles.delete(t))}async bring(t,e){let{tiles:s}=this,r=await this.link.ask("tile",e);!r.picture||s!==this.tiles||(s.set(t,await createImageBitmap(new Blob([r.picture]))),this.changed())}get sharp(){return[...this.tiles.values()].filter(Boolean).length}};var[O,et]=[4,5],tt=class{constructor(t){this.page=t,this.corners=[],this.known=null,this.drafts=new Map,this.active=-1,this.always=!1}get isDraft(){return this.corners.length<4}get key(){return gt(this.page.photograph.name,this.page.part)}adopt(){this.page.parts.check();let{corners:t}=this.page.row;t&&this.drafts.delete(this.key),this.corners=t?structuredClone(t):this.drafts.get(this.key)??[],this.known=t,this.active=Math.min(this.active,this.corners.length-1)}differs(){return JSON.stringify(this.page.row.corners)!==JSON.stringify(this.isDraft?null:this.corners)}place(t,e=null){let{page:s}=this,r=S(this.corners);if(r){let d=this.known===null?this.corners.length-1:this.active;s.refuse(r,d,this.corners[d]),this.known?this.adopt():this.corners.pop(),s.show();return}if(this.isDraft){this.drafts.set(this.key,this.corners),s.show();return}let[n,i]=[this.known,this.corners.map(U)];this.drafts.delete(this.key),this.known=i;let a=Math.max(4,5/s.photo.view.zoom),{part:h,photograph:c}=s,p=s.parts.known.get(h)??"";s.send("place",{name:c.name,part:h,type:p,before:n,after:i,why:t,...e?{snap:e,reach:a}:{}})}add(t){this.page.isBlocked||!this.isDraft||(this.corners=[...this.corners,t],this.active=this.corners.length-1,this.place("clicked",this.always&&!this.isDraft?[0,1,2,3]:null))}drop(t,e){if(this.active=t<O?t:-1,t>=O){let r=t===et?"turned":"moved";this.place(`${r} ${this.page.part||"the part"}`,this.always?[0,1,2,3]:null);return}if(!this.isDraft){this.place(`moved c${t+1}`,this.always?[t]:null);return}let s=S(this.corners);s&&(this.page.refuse(s,t,this.corners[t]),this.corners=T(this.corners,t,e)),this.drafts.set(this.key,this.corners)}};var ut=34,we=30,st=class{constructor(t){this.page=t,this.pointer=null,this.press=null;let{canvas:e}=t.stage;e.addEventListener("pointerdown",s=>this.down(s)),e.addEventListener("pointermove",s=>this.move(s)),e.addEventListener("pointerup",s=>this.up(s)),e.addEventListener("pointercancel",()=>this.cancel()),e.addEventListener("pointerleave",()=>this.leave()),e.addEventListener("contextmenu",s=>s.preventDefault()),e.addEventListener("wheel",s=>this.wheel(s),{passive:!1})}at(t){let e=this.page.stage.element.getBoundingClientRect();return[t.clientX-e.left,t.clientY-e.top]}down(t){let{page:e}=this,{work:s,photo:r}=e;if(e.root.focus({preventScroll:!0}),!r.bitmap)return;e.stage.canvas.setPointerCapture(t.pointerId),e.edits.flush();let n=this.at(t),a=t.button||e.measure.ruler||e.isBlocked?-1:this.held(n),{corners:h}=s;this.press={start:n,number:a,corners:h,view:r.view,moved:!1,button:t.button},a>=0&&a<O&&(s.active=a),e.stage.draw()}get reach(){let{work:t,photo:e,parts:s}=this.page;return s.isMany?yt(t.corners.map(r=>e.toScreen(r)),E):E}held(t){let{work:e,photo:s,parts:r}=this.page,n=I(s.view,e.corners,t,this.reach);if(n>=0||!r.isMany||e.isDraft)return n;let i=_(e.corners.map(a=>s.toScreen(a)),ut);return m(i,t)<E?et:lt(e.corners,s.toPhoto(t))?O:-1}move(t){this.pointer=this.at(t),this.press&&this.drag(this.press,this.pointer),this.page.stage.draw()}drag(t,e){let{photo:s,work:r}=this.page,[n,i]=[e[0]-t.start[0],e[1]-t.start[1]];if(t.moved||=Math.hypot(n,i)>3,!!t.moved)if(t.number<0)s.view={...t.view,x:t.view.x+n,y:t.view.y+i};else if(t.number===et){let a=s.toScreen(M(t.corners));r.corners=j(t.corners,bt(a,t.start,e))}else{let{zoom:a}=s.view,h=F(t.corners,n/a,i/a);r.corners=t.number===O?h:T(t.corners,t.number,h[t.number])}}up(t){let{page:e,press:s}=this;if(this.press=null,!s)return;e.refusal=null;let r=s.number>=0&&s.number!==O;s.moved&&s.number>=0?e.work.drop(s.number,s.corners[s.number]):!s.moved&&!r&&s.button===0&&this.click(this.at(t)),e.show()}click(t){let{page:e}=this,s=e.photo.toPhoto(t);if(!Nt(s,e.photo))return;if(!e.measure.ruler){let n=e.work.isDraft&&e.work.corners.length?null:e.parts.under(s);n!==null?e.parts.choose(n,!1):e.work.add(s);return}let r=I(e.photo.view,e.work.corners,t,this.reach);e.measure.add(r<0?s:e.work.corners[r])}cancel(){this.press=null,this.page.work.adopt(),this.page.stage.draw()}leave(){this.pointer=null,this.page.stage.draw()}wheel(t){t.preventDefault();let e=t.deltaY*(t.deltaMode===1?we:1);this.page.photo.bitmap&&this.page.photo.zoomAt(this.at(t),Math.exp(-e*.0015))}};var A="#ff7f0e",ke="#4cc9f0",Wt="#ff5a52",Ft="#ffe066",z="#ffffff",be="#7a3b00",jt="rgba(0, 0, 0, .65)";function v(o,t,e){o.beginPath(),e();for(let[s,r]of t)o.strokeStyle=s,o.lineWidth=r,o.stroke()}function N(o,t){t.forEach((e,s)=>{s?o.lineTo(...e):o.moveTo(...e)})}function _t(o,[t,e],s){N(o,[[t-s,e-s],[t+s,e+s]]),N(o,[[t+s,e-s],[t-s,e+s]])}function Kt(o,t){o.setLineDash([7,5]),v(o,[[Ft,2]],()=>{N(o,y.map(e=>t[e])),o.closePath()}),o.setLineDash([])}function qt(o,t,e,s=1){if(t.length>1){let r=t.length===3?[2,0,1]:y.filter(i=>i<t.length),n=()=>{N(o,r.map(i=>t[i])),t.length===4&&o.closePath()};v(o,[C(4),[A,s<1?2.4:1.6]],n)}t.forEach((r,n)=>{let i=n===e,a=()=>o.arc(...r,(i?9:7)*s,0,7);v(o,[C(4),[i?z:A,2]],a),s>.5&&xe(o,ye(t,n),n)})}function Ut(o,t){let e=t.filter(({points:r})=>r.length===4);for(let{points:r,isOdd:n}of e){let i=y.map(a=>r[a]);v(o,[C(2.5),[n?Ft:A,1]],()=>{N(o,i),o.closePath()})}o.font="600 11px system-ui, sans-serif",o.textAlign="center",o.textBaseline="middle";let s=[];for(let{points:r,title:n}of e){let[i,a]=M(r),h=o.measureText(n).width/2;s.some(([c,p,d])=>Math.abs(c-i)<h+d&&Math.abs(p-a)<12)||(s.push([i,a,h]),o.lineWidth=3,o.strokeStyle=jt,o.strokeText(n,i,a),o.fillStyle=z,o.fillText(n,i,a))}}function Gt(o,t,e){v(o,[C(4),[A,1.2]],()=>N(o,[M(t.slice(0,2)),e])),o.beginPath(),o.arc(...e,6,0,7),o.fillStyle=A,o.fill(),v(o,[[z,1.5]],()=>o.arc(...e,6,0,7))}var C=o=>[jt,o];function ye(o,t){let[e,s]=o[t];if(o.length<2)return[e-.7*24,s-.7*24];let[r,n]=[0,1].map(a=>o.reduce((h,c)=>h+c[a],0)/o.length),i=m([e,s],[r,n])||1;return[e+(e-r)/i*24,s+(s-n)/i*24]}function xe(o,[t,e],s){let r=()=>o.arc(t,e,10,0,7);o.beginPath(),r(),o.fillStyle=s?z:A,o.fill(),v(o,[[s?A:z,1.5]],r),o.fillStyle=s?be:z,o.font="700 13px system-ui, sans-serif",o.textAlign="center",o.textBaseline="middle",o.fillText(String(s+1),t,e+.5)}function Jt(o,t){v(o,[C(4),[ke,2]],()=>{N(o,t);for(let e of t)_t(o,e,7)})}function Yt(o,t,e){v(o,[C(6),[Wt,3]],()=>_t(o,t,9)),o.setLineDash([6,5]),v(o,[[Wt,1.5]],()=>{for(let s of e)N(o,[t,s])}),o.setLineDash([])}function Qt(o,t){let e=t/2;v(o,[C(3),[z,1]],()=>{for(let[s,r]of[[1,0],[-1,0],[0,1],[0,-1]])N(o,[[e+5*s,e+5*r],[e+e*s,e+e*r]])})}var ve={side:168,zoom:8},Zt=o=>o.getContext("2d"),ot=class{constructor(t){this.page=t,this.canvas=l("canvas",{className:"photo"}),this.loupe=l("canvas",{className:"loupe"}),this.where=l("div",{className:"where"}),this.element=l("div",{className:"stage"},this.canvas,this.loupe,this.where),this.frame=0,this.observer=new ResizeObserver(()=>t.photo.bitmap?t.photo.fit(this.element):this.draw()),this.observer.observe(this.element)}get middle(){return[this.element.clientWidth/2,this.element.clientHeight/2]}draw(){this.frame||=requestAnimationFrame(()=>{this.frame=0,this.paint()})}paint(){let{clientWidth:t,clientHeight:e}=this.element,{canvas:s,page:r}=this,n=window.devicePixelRatio||1,i=[Math.round(t*n),Math.round(e*n)];(s.width!==i[0]||s.height!==i[1])&&([s.width,s.height]=i);let a=Zt(s);if(a.setTransform(n,0,0,n,0,0),a.clearRect(0,0,t,e),r.photo.bitmap){let{view:h}=r.photo;s.dataset.view=[h.zoom,h.x,h.y].join(" "),s.dataset.tiles=String(r.photo.sharp),r.photo.paint(a,h,t,e,n),this.paintMarks(a)}this.paintLoupe(n)}paintMarks(t){let{photo:e,work:s,refusal:r,store:n,photograph:i,parts:a}=this.page,{ruler:h}=this.page.measure,c=u=>e.toScreen(u);a.isMany&&this.paintParts(t);for(let[u,g]of Object.entries(n.outside))g&&H(u)[0]===i.name&&Kt(t,g.map(c));let p=s.corners.map(c),{reach:d}=this.page.pointer;if(a.isMany&&!s.isDraft&&Gt(t,p,_(p,ut)),qt(t,p,s.active,d/E),h){let{pointer:u}=this.page.pointer;Jt(t,[...h.map(c),...h.length===1&&u?[u]:[]])}if(r?.point){let u=s.corners.filter((g,$)=>$!==r.number);Yt(t,c(r.point),u.map(c))}}paintParts(t){let{photo:e,photograph:s,parts:r,part:n,store:i,here:a}=this.page,c=[...r.known.keys()].filter(p=>p!==n).map(p=>({other:p,...w(s,p)})).map(({other:p,corners:d})=>({title:p,points:(d??[]).map(u=>e.toScreen(u)),isOdd:!k({corners:d})||!!i.odd[a]?.[p]}));this.canvas.dataset.parts=String(c.filter(({points:p})=>p.length).length),Ut(t,c)}lookedAt(){let{work:t,photo:e,edits:s,measure:r}=this.page,{press:n,pointer:i}=this.page.pointer;if(n&&n.number>=O)return null;if(n&&n.number>=0)return t.corners[n.number];if(s.nudging)return t.corners[t.active]??null;if(!i||n?.moved)return null;let a=I(e.view,t.corners,i,this.page.pointer.reach);return a>=0?t.corners[a]:t.isDraft||r.ruler?e.toPhoto(i):null}paintLoupe(t){let{photo:e}=this.page,{side:s,zoom:r}=ve,n=e.bitmap&&this.lookedAt();if(this.loupe.hidden=!n||e.view.zoom>=r,this.where.hidden=!n,!n||(this.where.textContent=`x ${n[0].toFixed(2)}   y ${n[1].toFixed(2)} px`,this.loupe.hidden))return;let[i,a]=e.toScreen(n),h=i>s+60||a>s+60;this.loupe.style.left=h?"12px":`${this.element.clientWidth-s-16}px`,this.loupe.style.top="12px",this.loupe.width=this.loupe.height=Math.round(s*t);let c=Zt(this.loupe);c.setTransform(t,0,0,t,0,0),c.fillStyle="#22272d",c.fillRect(0,0,s,s);let p={zoom:r,x:s/2-(n[0]+.5)*r,y:s/2-(n[1]+.5)*r};e.paint(c,p,s,s,t),Qt(c,s)}close(){cancelAnimationFrame(this.frame),this.observer.disconnect()}};var Me=1500,rt=class{constructor(t,e){this.photographs=[],this.version=-1,this.known=new Map,this.compared={version:-1,sentences:[]},this.who="",this.outside={},this.trouble="",this.sending=0,this.changed=e,this.link=new R(t,(s,r)=>this.hear(s,r)),this.clock=setInterval(()=>this.tick(),Me)}others(t,e){return this.photographs.filter((r,n)=>n!==t).map(r=>w(r,e)).filter(k).map(({corners:r})=>r??[])}get odd(){if(this.compared.version!==this.version){let t=this.known.size?[...this.known.keys()]:[""],e=this.photographs.map((s,r)=>{let n=t.map(i=>({part:i,...w(s,i)})).filter(k);return Object.fromEntries(n.map(({part:i,corners:a})=>[i,Q(a??[],this.others(r,i))]))});this.compared={version:this.version,sentences:e}}return this.compared.sentences}get isDisputed(){return Object.keys(this.outside).length>0}hear(t,e){let s=!1;if(t.photographs&&t.version>=this.version){let r=e&&t.do!=="look"?1:0;s=this.photographs.length>0&&this.sending<=r,this.photographs=t.photographs,this.known=wt(this.photographs),this.version=t.version,this.who=t.who}(t.do==="look"||t.outside)&&(this.outside=t.outside??{},this.trouble=t.refused??""),this.changed(s)}tick(){!this.link.gone()&&!this.link.slow&&!this.link.awaits("look")&&this.look(),this.changed(!1)}look(t=this.version){return this.link.ask("look",{version:t})}async send(t,e){this.sending+=1;let s=await this.link.ask(t,e);return this.sending-=1,s}close(){clearInterval(this.clock),this.link.close()}};var nt=class{constructor(t,e){this.here=0,this.part="",this.refusal=null,this.note="",this.store=new rt(t,a=>this.changed(a)),this.photo=new V(this.store.link,()=>this.stage.draw()),this.work=new tt(this),this.edits=new G(this),this.parts=new X(this),this.stage=new ot(this),this.measure=new Y(this),this.dialogs=new K(this),this.list=new J(this),this.panel=new Z(this),this.pointer=new st(this);let[s,r]=[l("style",{},mt),l("div",{className:"help"},$t)],n=l("div",{className:"main"},this.stage.element,this.list.element),i=[s,...this.panel.elements,...this.dialogs.elements,n,r];this.root=l("div",{className:"aoi-corners",tabIndex:0},...i),this.root.dataset.lmSuppressShortcuts="true",this.root.addEventListener("keydown",a=>Lt(this,a)),e.append(this.root),this.start()}get photograph(){return this.store.photographs[this.here]}get row(){return w(this.photograph,this.part)}get isBlocked(){return this.store.link.gone()||this.store.isDisputed||!this.photo.bitmap}async start(){await this.store.look();let{photographs:t,known:e}=this.store,s=t.findIndex(r=>!D(r,e));await this.go(Math.max(s,0))}close(){clearTimeout(this.edits.nudging),this.stage.close(),this.store.close()}changed(t){t&&!this.edits.nudging&&this.work.differs()&&this.work.adopt(),this.show()}async send(t,e={}){this.note="";let s=this.store.send(t,e);this.show();let r=await s;return r.refused?(this.refuse(r.refused,-1),await this.store.look(-1),this.work.adopt()):this.note=r.note??"",this.show(),r}async settle(t){await this.send("settle",{table_holds:t}),this.work.adopt(),this.show()}async go(t,e=""){if(t<0||t>=this.store.photographs.length)return;this.edits.flush(),this.here=t,delete this.stage.canvas.dataset.view,this.refusal=null,this.measure.ruler=null,this.note=e,this.work.active=-1,this.work.adopt();let s=this.photo.open(this.photograph.name);this.show();let r=await s;this.here===t&&(r&&this.refuse(r,-1),this.photo.fit(this.stage.element),this.show())}choose(t){this.edits.flush(),t<this.work.corners.length&&(this.work.active=t),this.show()}toggleAlways(){this.work.always=!this.work.always,this.show()}refuse(t,e,s){this.refusal={sentence:t,number:e,point:s}}say(t){this.refusal=null,this.note=t,this.show()}show(){this.photograph&&(this.panel.show(),this.list.show(),this.stage.draw())}};function Se({model:o,el:t}){let e=new nt(o,t);return()=>e.close()}var Js={render:Se};export{Js as default};
