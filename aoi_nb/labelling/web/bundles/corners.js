function h(s,t={},...e){let o=Object.assign(document.createElement(s),t);return o.append(...e),o}function f(s,t,e={}){let o=h("button",{type:"button",textContent:s,...e});return o.addEventListener("click",t),o}var rt=5e3,L=class{constructor(t,e=()=>{}){this.model=t,this.waiting=new Map,this.prefix=Math.random().toString(36).slice(2),this.count=0,this.broken=!1,this.receive=(o,i=[])=>{let r=this.waiting.get(o.id);this.waiting.delete(o.id),e(o,r!==void 0),r?.resolve({...o,picture:i[0]})},t.on("msg:custom",this.receive)}ask(t,e={},o=1/0){this.count+=1;let i=`${this.prefix}-${this.count}`;return new Promise(r=>{let n=a=>{o<1/0&&this.waiting.delete(i)&&r({id:i,do:t,refused:a})};this.waiting.set(i,{action:t,since:performance.now(),resolve:r}),o<1/0&&setTimeout(()=>n("the kernel does not answer"),o);try{this.model.send({...e,do:t,id:i})}catch{this.broken=!0,n("there is no kernel")}})}awaits(t){return[...this.waiting.values()].some(e=>e.action===t)}gone(){return this.broken||[...this.waiting.values()].some(({since:t})=>performance.now()-t>rt)}close(){this.model.off("msg:custom",this.receive)}};var M=[0,1,3,2],nt=(s,t,e)=>(t[0]-s[0])*(e[1]-t[1])-(t[1]-s[1])*(e[0]-t[0]),g=(s,t)=>Math.hypot(s[0]-t[0],s[1]-t[1]);function m(s){let t=s.length-1,e=s.findIndex((o,i)=>i<t&&g(o,s[t])<2);return e>=0?`c${t+1} lies on c${e+1}: every corner has a place of its own.`:s.length===3?at(s[0],s[1],s[2]):s.length===4?ht(M.map(o=>s[o])):""}function at(s,t,e){let o=[t[0]-s[0],t[1]-s[1]],i=[e[0]-s[0],e[1]-s[1]];return o[0]*i[1]-o[1]*i[0]<1?"c3 lies on the wrong side of the edge from c1 to c2: the part would be mirrored, or a line. c1 is the part’s top-left corner, c2 its top-right one, c3 its bottom-left one.":(o[0]*i[0]+o[1]*i[1])/(o[0]**2+o[1]**2)>.7?"This looks like c4, the bottom-right corner. The bottom-left corner, c3, comes first.":""}function ht(s){let t=s.map((e,o)=>nt(s[(o+3)%4],e,s[(o+1)%4]));return t.every(e=>e>1)?"":t.every(e=>e<-1)?"The part would be mirrored: left and right, or top and bottom, are exchanged.":"The edges would cross or fold inwards: the order is c1 top-left, c2 top-right, c3 bottom-left, c4 bottom-right."}var W=`.aoi-corners {
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
.aoi-corners .stage {
  position: relative;
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
`;var _="Click to place · drag a corner to move it · arrow keys ¼ px, with Shift 1 px · 1–4 choose a corner · wheel zooms · drag beside the corners to move the photograph · Esc ends measuring";function ct(s,t){let{work:e}=s;return{arrowleft:()=>e.nudge(-t,0),arrowright:()=>e.nudge(t,0),arrowup:()=>e.nudge(0,-t),arrowdown:()=>e.nudge(0,t),1:()=>s.choose(0),2:()=>s.choose(1),3:()=>s.choose(2),4:()=>s.choose(3),s:()=>e.snap(),a:()=>s.toggleAlways(),c:()=>e.copy(),m:()=>s.measure(),delete:()=>e.clear(),n:()=>s.go(s.here+1),p:()=>s.go(s.here-1),pagedown:()=>s.go(s.here+1),pageup:()=>s.go(s.here-1),0:()=>s.photo.fit(s.stage.element),"+":()=>s.photo.zoomAt(s.stage.middle,1.4),"-":()=>s.photo.zoomAt(s.stage.middle,1/1.4),escape:()=>s.endMeasuring()}}function pt(s,t){return{z:()=>s.work.turn(t?"redo":"undo"),y:()=>s.work.turn("redo")}}function j(s,t){let e=t.target;if(e===s.scale.length){t.key==="Enter"&&s.measured(),t.key==="Escape"&&s.endMeasuring(),t.stopPropagation();return}if(e.tagName==="BUTTON"&&["Enter"," "].includes(t.key)){t.stopPropagation();return}let o=t.key.toLowerCase(),r=t.ctrlKey||t.metaKey?pt(s,t.shiftKey):ct(s,t.shiftKey?1:.25);!Object.hasOwn(r,o)||t.altKey||(t.preventDefault(),t.stopPropagation(),o.startsWith("arrow")||(s.refusal=null),r[o]())}var k=512,dt=40,ut=14;function D(s,[t,e]){return[s.x+(t+.5)*s.zoom,s.y+(e+.5)*s.zoom]}function K(s,[t,e]){return[(t-s.x)/s.zoom-.5,(e-s.y)/s.zoom-.5]}function U(s,t,e){let o=Math.min(t/s.width,e/s.height);return{zoom:o,x:(t-o*s.width)/2,y:(e-o*s.height)/2}}function q(s,[t,e],o,i){let r=Math.min(Math.max(s.zoom*o,i),dt),n=r/s.zoom;return{zoom:r,x:t-(t-s.x)*n,y:e-(e-s.y)*n}}function x(s,t,e){let o=t.map(r=>g(D(s,r),e)),i=Math.min(...o);return i<ut?o.indexOf(i):-1}function I(s,t,e,o){let i=Math.max(0,Math.floor(-s/t/k)),r=Math.min(Math.ceil(o/k)-1,Math.floor((e-s)/t/k));return Array.from({length:Math.max(0,r-i+1)},(n,a)=>i+a)}function H([s,t],{width:e,height:o}){return s>=-.5&&t>=-.5&&s<=e-.5&&t<=o-.5}function N([s,t]){return[Math.round(s*1e4)/1e4,Math.round(t*1e4)/1e4]}function y(s,t,e){return s.map((o,i)=>i===t?e:o)}var ft=350,w=({corners:s})=>s!==null&&!m(s);function B(s,t){let e=s.length;return s.map((i,r)=>(t-1-r+2*e)%e).find(i=>i!==t&&s[i].corners)??-1}var E=class{constructor(t){this.page=t,this.corners=[],this.known=null,this.drafts=new Map,this.active=-1,this.nudging=0,this.always=!1}get isDraft(){return this.corners.length<4}adopt(){let{name:t,corners:e}=this.page.photograph;e&&this.drafts.delete(t),this.corners=e?structuredClone(e):this.drafts.get(t)??[],this.known=e,this.active=Math.min(this.active,this.corners.length-1)}differs(){return JSON.stringify(this.page.photograph.corners)!==JSON.stringify(this.isDraft?null:this.corners)}place(t,e=null){let{page:o}=this,i=m(this.corners);if(i){let c=this.known===null?this.corners.length-1:this.active;o.refuse(i,c,this.corners[c]),this.known?this.adopt():this.corners.pop(),o.show();return}let{name:r}=o.photograph;if(this.isDraft){this.drafts.set(r,this.corners),o.show();return}let[n,a]=[this.known,this.corners.map(N)];this.drafts.delete(r),this.known=a;let l=Math.max(4,5/o.photo.view.zoom);o.gesture("place",{name:r,before:n,after:a,why:t,...e?{snap:e,reach:l}:{}})}add(t){this.page.isBlocked||!this.isDraft||(this.corners=[...this.corners,t],this.active=this.corners.length-1,this.place("clicked",this.always&&!this.isDraft?[0,1,2,3]:null))}drop(t,e){if(this.active=t,!this.isDraft){this.place(`moved c${t+1}`,this.always?[t]:null);return}let o=m(this.corners);o&&(this.page.refuse(o,t,this.corners[t]),this.corners=y(this.corners,t,e)),this.drafts.set(this.page.photograph.name,this.corners)}snap(){this.page.isBlocked||(this.isDraft?this.page.say("Snapping needs all four corners: a side of the part runs between two of them."):this.place("snapped to the edges",[0,1,2,3]))}copy(){let{page:t}=this;if(t.isBlocked)return;let e=B(t.photographs,t.here);if(e<0){t.say("No other photograph has corners yet.");return}let{name:o,corners:i}=t.photographs[e];this.corners=structuredClone(i??[]),this.active=0,this.place(`copied from ${o}`.slice(0,200))}clear(){if(this.page.isBlocked)return;let{name:t}=this.page.photograph,e=this.known;this.drafts.delete(t),this.corners=[],this.active=-1,this.known=null,e&&this.page.gesture("place",{name:t,before:e,after:null,why:"cleared"}),this.page.show()}async turn(t){let{page:e}=this;if(e.isBlocked)return;if(this.flush(),t==="undo"&&this.known===null&&this.corners.length){this.corners=this.corners.slice(0,-1),this.drafts.set(e.photograph.name,this.corners),this.active=this.corners.length-1,e.show();return}let o=await e.gesture(t),i=e.photographs.findIndex(({name:r})=>r===o.look_at);i>=0&&i!==e.here&&await e.go(i,o.note)}nudge(t,e){if(this.page.isBlocked||this.active<0)return;let[o,i]=this.corners[this.active],r=y(this.corners,this.active,[o+t,i+e]),n=m(r);n?this.page.refuse(n,this.active,r[this.active]):(this.corners=r,this.page.refusal=null,clearTimeout(this.nudging),this.nudging=window.setTimeout(()=>this.flush(),ft)),this.page.show()}flush(){this.nudging&&(clearTimeout(this.nudging),this.nudging=0,this.place(`nudged c${this.active+1}`))}};var gt=["top-left","top-right","bottom-left","bottom-right"];function G(s){let{photograph:t,corners:e,ruler:o}=s;if(s.gone)return["The kernel does not answer. What was shown as saved is on the disk: reload the page.","refused"];if(s.trouble)return[s.trouble,"refused"];if(s.refusal)return[`Refused: ${s.refusal}`,"refused"];if(o?.length===2)return[`${g(o[0],o[1]).toFixed(2)} px. How long is that?`,""];if(o)return[`Click the ${o.length?"second":"first"} of two points whose distance you know.`,"order"];if(s.note)return[s.note,""];if(!s.isLoaded)return["Loading the photograph …",""];let i=e.length;return i<4?[`Click c${i+1}: the ${gt[i]} corner of the part.`,"order"]:t.corners&&!w(t)?[`These corners came from the table, and cannot be used. ${m(t.corners)}`,"refused"]:[`All four corners are placed. ${t.scale?`Scale: 1 px is ${t.scale} mm. `:""}Drag one, nudge it with the arrow keys, or go on.`,""]}function Y({gone:s,trouble:t,isChangedOutside:e,isSaving:o,corners:i}){return s?["not saved: the kernel is gone","lost"]:t?["not saved","lost"]:e?["corners.csv was changed","lost"]:o?["saving …",""]:i&&i<4?[`${i} of 4 corners`,""]:["saved","saved"]}function J(s){let t=s.length>3?` and ${s.length-3} more`:"";return`Another program has changed corners.csv: it says something else of ${`${s.slice(0,3).join(", ")}${t}`} (dashed). Which corners hold?`}function d(s,t,e,o){let i=f(s,o,{title:e});return i.append(h("kbd",{textContent:t})),i}function mt(s){let{work:t}=s;return{previous:d("‹ Previous","P","Photograph before this one",()=>s.go(s.here-1)),next:d("Next ›","N","Photograph after this one",()=>s.go(s.here+1)),undo:d("Undo","Ctrl Z","Take back your last change",()=>t.turn("undo")),redo:d("Redo","Ctrl Y","Do again what you took back",()=>t.turn("redo")),snap:d("Snap to edges","S","Draw the four corners to the edges of the part",()=>t.snap()),always:d("Always snap","A","Snap each corner as soon as it is placed or dragged",()=>s.toggleAlways()),copy:d("Copy previous","C","Start with the corners of the photograph before",()=>t.copy()),scale:d("Scale in mm","M","Say how long something is, in mm",()=>s.measure()),clear:d("Clear","Del","Remove the corners of this photograph",()=>t.clear()),fit:d("Fit","0","Show the whole photograph",()=>s.photo.fit(s.stage.element))}}var O=class{constructor(t){this.page=t,this.buttons=mt(t);let{previous:e,next:o,...i}=this.buttons;this.name=h("span",{className:"name"}),this.tally=h("span",{className:"tally"}),this.status=h("span",{className:"status",role:"status"});let r=h("span",{className:"grow"});this.top=h("div",{className:"bar"},e,o,this.name,r,this.tally,this.status),this.steps=h("div",{className:"steps"}),this.tools=h("div",{className:"bar"},...Object.values(i)),this.part=h("div",{className:"part"},...["1","2","3","4"].map(l=>h("i",{},l))),this.text=h("span",{className:"grow"}),this.guide=h("div",{className:"guide",ariaLive:"polite"},this.part,this.text,t.scale.element),this.asked=h("span",{className:"grow"});let n=f("Take the table’s",()=>t.settle(!0),{title:"Import what the other program wrote"}),a=f("Keep mine",()=>t.settle(!1),{title:"Write corners.csv anew"});this.question=h("div",{className:"question"},this.asked,n,a)}get elements(){return[this.top,h("div",{className:"bar"},this.steps),this.tools,this.question,this.guide]}show(){let{page:t}=this,{photographs:e,photograph:o}=t,i=e.filter(w).length;this.name.textContent=o.name,this.name.title=o.name,this.tally.textContent=`${i} of ${e.length} done · ${t.who}`;let r=Object.keys(t.outside);this.question.hidden=!r.length,this.asked.textContent=J(r),this.showSteps(),this.showButtons(),this.showStatus(),this.showGuide()}showButtons(){let{page:t,buttons:e}=this,{work:o}=t;e.previous.disabled=t.here===0,e.next.disabled=t.here===t.photographs.length-1,e.snap.disabled=o.isDraft,e.copy.disabled=B(t.photographs,t.here)<0,e.clear.disabled=!o.corners.length,e.always.classList.toggle("on",o.always),e.scale.classList.toggle("on",t.ruler!==null)}showSteps(){let{page:t,steps:e}=this;for(;e.children.length<t.photographs.length;){let o=e.children.length;e.append(f(String(o+1),()=>t.go(o)))}for(let[o,i]of t.photographs.entries()){let r=e.children[o],n=w(i)?"done":i.corners?"wrong":"";r.title=i.name,r.className=n+(o===t.here?" here":"")}}showStatus(){let{page:t}=this,[e,o]=Y({gone:t.link.gone(),trouble:t.trouble,isChangedOutside:Object.keys(t.outside).length>0,isSaving:t.sending>0||t.work.nudging>0,corners:t.work.corners.length});this.status.textContent=e,this.status.className=`status ${o}`}showGuide(){let{photograph:t,link:e,trouble:o,refusal:i,ruler:r,note:n,photo:a,work:l}=this.page,{corners:c}=l,p={gone:e.gone(),trouble:o,refusal:i?.sentence??"",ruler:r,note:n},[R,z]=G({photograph:t,corners:c,...p,isLoaded:a.bitmap!==null});this.text.replaceChildren(h(z==="order"?"b":"span",{},R)),this.guide.classList.toggle("refused",z==="refused"),this.page.scale.element.hidden=!r||r.length<2;for(let[F,it]of[...this.part.children].entries())it.className=F<c.length?"done":F===c.length?"next":""}};var wt=80,bt=6,A=class{constructor(t,e){this.link=t,this.changed=e,this.name="",this.bitmap=null,this.width=0,this.height=0,this.whole=!0,this.tiles=new Map,this.view={zoom:1,x:0,y:0},this.least=.5}leave(t){this.name=t,this.bitmap?.close(),this.bitmap=null;for(let e of this.tiles.values())e?.close();this.tiles=new Map}async open(t){this.leave(t);let e=await this.link.ask("open",{name:t});if(this.name!==t||e.refused||!e.picture)return e.refused??"";let o=await createImageBitmap(new Blob([e.picture]));return this.name!==t?o.close():(this.bitmap=o,this.width=e.width,this.height=e.height,this.whole=e.whole),""}toScreen(t){return D(this.view,t)}toPhoto(t){return K(this.view,t)}fit(t){this.bitmap&&(this.view=U(this,t.clientWidth,t.clientHeight),this.least=this.view.zoom/2,this.changed())}zoomAt(t,e){this.view=q(this.view,t,e,this.least),this.changed()}paint(t,e,o,i,r){if(this.bitmap&&(t.imageSmoothingEnabled=e.zoom*r<3,t.drawImage(this.bitmap,e.x,e.y,this.width*e.zoom,this.height*e.zoom),!(this.whole||e.zoom*r<=1.05*this.bitmap.width/this.width)))for(let n of I(e.y,e.zoom,i,this.height))for(let a of I(e.x,e.zoom,o,this.width)){let l=this.tile(a,n);if(!l)continue;let[c,p]=[e.x+a*k*e.zoom,e.y+n*k*e.zoom];t.drawImage(l,c,p,l.width*e.zoom,l.height*e.zoom)}}tile(t,e){let o=`${t},${e}`,{tiles:i}=this,r=i.get(o);return r!==void 0?r:([...i.values()].filter(a=>!a).length>bt||this.link.gone()||(i.size>wt&&this.dropOldest(),i.set(o,null),this.bring(o,{name:this.name,column:t,row:e})),null)}dropOldest(){let[t,e]=[...this.tiles].find(([,o])=>o)??[];t&&(e?.close(),this.tiles.delete(t))}async bring(t,e){let{tiles:o}=this,i=await this.link.ask("tile",e);!i.picture||o!==this.tiles||(o.set(t,await createImageBitmap(new Blob([i.picture]))),this.changed())}get sharp(){return[...this.tiles.values()].filter(Boolean).length}};var kt=30,$=class{constructor(t){this.page=t,this.pointer=null,this.press=null;let{canvas:e}=t.stage;e.addEventListener("pointerdown",o=>this.down(o)),e.addEventListener("pointermove",o=>this.move(o)),e.addEventListener("pointerup",o=>this.up(o)),e.addEventListener("pointercancel",()=>this.cancel()),e.addEventListener("pointerleave",()=>this.leave()),e.addEventListener("contextmenu",o=>o.preventDefault()),e.addEventListener("wheel",o=>this.wheel(o),{passive:!1})}at(t){let e=this.page.stage.element.getBoundingClientRect();return[t.clientX-e.left,t.clientY-e.top]}down(t){let{page:e}=this,{work:o,photo:i}=e;if(e.root.focus({preventScroll:!0}),!i.bitmap)return;e.stage.canvas.setPointerCapture(t.pointerId),o.flush();let r=this.at(t),a=t.button||e.ruler||e.isBlocked?-1:x(i.view,o.corners,r),l=a<0?r:o.corners[a];this.press={start:r,number:a,from:l,view:i.view,moved:!1,button:t.button},a>=0&&(o.active=a),e.stage.draw()}move(t){this.pointer=this.at(t),this.press&&this.drag(this.press,this.pointer),this.page.stage.draw()}drag(t,e){let{photo:o,work:i}=this.page,[r,n]=[e[0]-t.start[0],e[1]-t.start[1]];if(t.moved||=Math.hypot(r,n)>3,!!t.moved)if(t.number<0)o.view={...t.view,x:t.view.x+r,y:t.view.y+n};else{let{zoom:a}=o.view;i.corners=y(i.corners,t.number,[t.from[0]+r/a,t.from[1]+n/a])}}up(t){let{page:e,press:o}=this;this.press=null,o&&(e.refusal=null,o.moved&&o.number>=0?e.work.drop(o.number,o.from):!o.moved&&o.number<0&&o.button===0&&this.click(this.at(t)),e.show())}click(t){let{page:e}=this,o=e.photo.toPhoto(t);if(!H(o,e.photo))return;if(!e.ruler){e.work.add(o);return}let i=x(e.photo.view,e.work.corners,t);e.measurePoint(i<0?o:e.work.corners[i])}cancel(){this.press=null,this.page.work.adopt(),this.page.stage.draw()}leave(){this.pointer=null,this.page.stage.draw()}wheel(t){t.preventDefault();let e=t.deltaY*(t.deltaMode===1?kt:1);this.page.photo.bitmap&&this.page.photo.zoomAt(this.at(t),Math.exp(-e*.0015))}};var T="#ff7f0e",xt="#4cc9f0",Z="#ff5a52",yt="#ffe066",v="#ffffff",vt="#7a3b00",St="rgba(0, 0, 0, .65)";function u(s,t,e){s.beginPath(),e();for(let[o,i]of t)s.strokeStyle=o,s.lineWidth=i,s.stroke()}function b(s,t){t.forEach((e,o)=>{o?s.lineTo(...e):s.moveTo(...e)})}function X(s,[t,e],o){b(s,[[t-o,e-o],[t+o,e+o]]),b(s,[[t+o,e-o],[t-o,e+o]])}function Q(s,t){s.setLineDash([7,5]),u(s,[[yt,2]],()=>{b(s,M.map(e=>t[e])),s.closePath()}),s.setLineDash([])}function V(s,t,e){if(t.length>1){let o=t.length===3?[2,0,1]:M.filter(r=>r<t.length),i=()=>{b(s,o.map(r=>t[r])),t.length===4&&s.closePath()};u(s,[S(4),[T,1.6]],i)}t.forEach((o,i)=>{let r=i===e,n=()=>s.arc(...o,r?9:7,0,7);u(s,[S(4),[r?v:T,2]],n),Lt(s,zt(t,i),i)})}var S=s=>[St,s];function zt(s,t){let[e,o]=s[t];if(s.length<2)return[e-.7*24,o-.7*24];let[i,r]=[0,1].map(a=>s.reduce((l,c)=>l+c[a],0)/s.length),n=g([e,o],[i,r])||1;return[e+(e-i)/n*24,o+(o-r)/n*24]}function Lt(s,[t,e],o){let i=()=>s.arc(t,e,10,0,7);s.beginPath(),i(),s.fillStyle=o?v:T,s.fill(),u(s,[[o?T:v,1.5]],i),s.fillStyle=o?vt:v,s.font="700 13px system-ui, sans-serif",s.textAlign="center",s.textBaseline="middle",s.fillText(String(o+1),t,e+.5)}function tt(s,t){u(s,[S(4),[xt,2]],()=>{b(s,t);for(let e of t)X(s,e,7)})}function et(s,t,e){u(s,[S(6),[Z,3]],()=>X(s,t,9)),s.setLineDash([6,5]),u(s,[[Z,1.5]],()=>{for(let o of e)b(s,[t,o])}),s.setLineDash([])}function ot(s,t){let e=t/2;u(s,[S(3),[v,1]],()=>{for(let[o,i]of[[1,0],[-1,0],[0,1],[0,-1]])b(s,[[e+5*o,e+5*i],[e+e*o,e+e*i]])})}var Mt={side:168,zoom:8},st=s=>s.getContext("2d"),P=class{constructor(t){this.page=t,this.canvas=h("canvas",{className:"photo"}),this.loupe=h("canvas",{className:"loupe"}),this.where=h("div",{className:"where"}),this.element=h("div",{className:"stage"},this.canvas,this.loupe,this.where),this.frame=0,this.observer=new ResizeObserver(()=>t.photo.bitmap?t.photo.fit(this.element):this.draw()),this.observer.observe(this.element)}get middle(){return[this.element.clientWidth/2,this.element.clientHeight/2]}draw(){this.frame||=requestAnimationFrame(()=>{this.frame=0,this.paint()})}paint(){let{clientWidth:t,clientHeight:e}=this.element,{canvas:o,page:i}=this,r=window.devicePixelRatio||1,n=[Math.round(t*r),Math.round(e*r)];(o.width!==n[0]||o.height!==n[1])&&([o.width,o.height]=n);let a=st(o);if(a.setTransform(r,0,0,r,0,0),a.clearRect(0,0,t,e),i.photo.bitmap){let{view:l}=i.photo;o.dataset.view=[l.zoom,l.x,l.y].join(" "),o.dataset.tiles=String(i.photo.sharp),i.photo.paint(a,l,t,e,r),this.paintMarks(a)}this.paintLoupe(r)}paintMarks(t){let{photo:e,work:o,ruler:i,refusal:r,outside:n,photograph:a}=this.page,l=p=>e.toScreen(p),c=n[a.name];if(c&&Q(t,c.map(l)),V(t,o.corners.map(l),o.active),i){let{pointer:p}=this.page.pointer;tt(t,[...i.map(l),...i.length===1&&p?[p]:[]])}if(r?.point){let p=o.corners.filter((R,z)=>z!==r.number);et(t,l(r.point),p.map(l))}}lookedAt(){let{work:t,photo:e,ruler:o}=this.page,{press:i,pointer:r}=this.page.pointer;if(i&&i.number>=0)return t.corners[i.number];if(t.nudging)return t.corners[t.active];if(!r||i?.moved)return null;let n=x(e.view,t.corners,r);return n>=0?t.corners[n]:t.isDraft||o?e.toPhoto(r):null}paintLoupe(t){let{photo:e}=this.page,{side:o,zoom:i}=Mt,r=e.bitmap&&this.lookedAt();if(this.loupe.hidden=!r||e.view.zoom>=i,this.where.hidden=!r,!r||(this.where.textContent=`x ${r[0].toFixed(2)}   y ${r[1].toFixed(2)} px`,this.loupe.hidden))return;let[n,a]=e.toScreen(r),l=n>o+60||a>o+60;this.loupe.style.left=l?"12px":`${this.element.clientWidth-o-16}px`,this.loupe.style.top="12px",this.loupe.width=this.loupe.height=Math.round(o*t);let c=st(this.loupe);c.setTransform(t,0,0,t,0,0),c.fillStyle="#22272d",c.fillRect(0,0,o,o);let p={zoom:i,x:o/2-(r[0]+.5)*i,y:o/2-(r[1]+.5)*i};e.paint(c,p,o,o,t),ot(c,o)}close(){cancelAnimationFrame(this.frame),this.observer.disconnect()}};var Nt=1500;function Et(s){let t=h("input",{type:"number",min:"0",step:"any",placeholder:"mm",ariaLabel:"length in mm"}),e=h("input",{type:"checkbox",checked:!0}),o=f("Set scale",()=>s.measured(),{title:"Write mm_per_px"}),i=h("label",{},e," all photographs");return{length:t,all:e,element:h("div",{className:"measure"},t,"mm",i,o)}}var C=class{constructor(t,e){this.photographs=[],this.version=-1,this.who="",this.here=0,this.refusal=null,this.note="",this.outside={},this.trouble="",this.sending=0,this.ruler=null,this.link=new L(t,(n,a)=>this.hear(n,a)),this.photo=new A(this.link,()=>this.stage.draw()),this.work=new E(this),this.stage=new P(this),this.scale=Et(this),this.panel=new O(this),this.pointer=new $(this);let[o,i]=[h("style",{},W),h("div",{className:"help"},_)],r=[o,...this.panel.elements,this.stage.element,i];this.root=h("div",{className:"aoi-corners",tabIndex:0},...r),this.root.dataset.lmSuppressShortcuts="true",this.root.addEventListener("keydown",n=>j(this,n)),e.append(this.root),this.clock=setInterval(()=>this.tick(),Nt),this.start()}get photograph(){return this.photographs[this.here]}get isBlocked(){return this.link.gone()||Object.keys(this.outside).length>0||!this.photo.bitmap}async start(){await this.look();let t=this.photographs.findIndex(e=>!w(e));await this.go(Math.max(t,0))}close(){clearInterval(this.clock),clearTimeout(this.work.nudging),this.stage.close(),this.link.close()}hear(t,e){if(t.photographs&&t.version>=this.version){let o=!this.photographs.length;this.photographs=t.photographs,this.version=t.version,this.who=t.who;let i=e&&t.do!=="look"?1:0;!o&&this.sending<=i&&!this.work.nudging&&this.work.differs()&&this.work.adopt()}(t.do==="look"||t.outside)&&(this.outside=t.outside??{},this.trouble=t.refused??""),this.show()}tick(){!this.link.gone()&&!this.link.awaits("look")&&this.look(),this.show()}look(t=this.version){return this.link.ask("look",{version:t})}async gesture(t,e={}){this.sending+=1,this.note="",this.show();let o=await this.link.ask(t,e);return this.sending-=1,o.refused?(this.refuse(o.refused,-1),await this.look(-1),this.work.adopt()):this.note=o.note??"",this.show(),o}async settle(t){await this.gesture("settle",{table_holds:t}),this.work.adopt(),this.show()}async go(t,e=""){if(t<0||t>=this.photographs.length)return;this.work.flush(),this.here=t,delete this.stage.canvas.dataset.view,this.refusal=this.ruler=null,this.note=e,this.work.active=-1,this.work.adopt();let o=this.photo.open(this.photograph.name);this.show();let i=await o;this.here===t&&(i&&this.refuse(i,-1),this.photo.fit(this.stage.element),this.show())}choose(t){this.work.flush(),t<this.work.corners.length&&(this.work.active=t),this.show()}toggleAlways(){this.work.always=!this.work.always,this.show()}measure(){this.ruler=this.ruler?null:[],this.refusal=null,this.note="",this.show()}measurePoint(t){let e=this.ruler??[];this.ruler=[...e.length<2?e:[],t],this.show(),this.ruler.length===2&&this.scale.length.focus()}endMeasuring(){this.ruler=this.refusal=null,this.root.focus(),this.show()}measured(){let t=Number(this.scale.length.value);if(this.isBlocked)return;if(!this.ruler||this.ruler.length<2||!(t>0)){this.say("Click two points, then type their distance in mm.");return}let e=this.scale.all.checked?this.photographs.map(({name:i})=>i):[this.photograph.name],o=this.ruler.map(N);this.ruler=null,this.gesture("scale",{names:e,points:o,length:t}),this.root.focus()}refuse(t,e,o){this.refusal={sentence:t,number:e,point:o}}say(t){this.refusal=null,this.note=t,this.show()}show(){this.photograph&&(this.panel.show(),this.stage.draw())}};function Ot({model:s,el:t}){let e=new C(s,t);return()=>e.close()}var de={render:Ot};export{de as default};
