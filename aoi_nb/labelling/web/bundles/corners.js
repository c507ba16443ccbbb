function c(s,t={},...e){let o=Object.assign(document.createElement(s),t);return o.append(...e),o}function x(s,t,e={}){let o=c("button",{type:"button",textContent:s,...e});return o.addEventListener("click",t),o}var kt=5e3,E=class{constructor(t,e=()=>{}){this.model=t,this.waiting=new Map,this.prefix=Math.random().toString(36).slice(2),this.count=0,this.broken=!1,this.receive=(o,r=[])=>{let i=this.waiting.get(o.id);this.waiting.delete(o.id),e(o,i!==void 0),i?.resolve({...o,picture:r[0]})},t.on("msg:custom",this.receive)}ask(t,e={},o=1/0){this.count+=1;let r=`${this.prefix}-${this.count}`;return new Promise(i=>{let n=a=>{o<1/0&&this.waiting.delete(r)&&i({id:r,do:t,refused:a})};this.waiting.set(r,{action:t,since:performance.now(),resolve:i}),o<1/0&&setTimeout(()=>n("the kernel does not answer"),o);try{this.model.send({...e,do:t,id:r})}catch{this.broken=!0,n("there is no kernel")}})}awaits(t){return[...this.waiting.values()].some(e=>e.action===t)}gone(){return this.broken||[...this.waiting.values()].some(({since:t})=>performance.now()-t>kt)}close(){this.model.off("msg:custom",this.receive)}};var k=[0,1,3,2],yt=(s,t,e)=>(t[0]-s[0])*(e[1]-t[1])-(t[1]-s[1])*(e[0]-t[0]),p=(s,t)=>Math.hypot(s[0]-t[0],s[1]-t[1]);function m(s){let t=s.length-1,e=s.findIndex((o,r)=>r<t&&p(o,s[t])<2);return e>=0?`c${t+1} lies on c${e+1}: every corner has a place of its own.`:s.length===3?vt(s[0],s[1],s[2]):s.length===4?Mt(k.map(o=>s[o])):""}function vt(s,t,e){let o=[t[0]-s[0],t[1]-s[1]],r=[e[0]-s[0],e[1]-s[1]];return o[0]*r[1]-o[1]*r[0]<1?"c3 lies on the wrong side of the edge from c1 to c2: the part would be mirrored, or a line. c1 is the part’s top-left corner, c2 its top-right one, c3 its bottom-left one.":(o[0]*r[0]+o[1]*r[1])/(o[0]**2+o[1]**2)>.7?"This looks like c4, the bottom-right corner. The bottom-left corner, c3, comes first.":""}function Mt(s){let t=s.map((e,o)=>yt(s[(o+3)%4],e,s[(o+1)%4]));return t.every(e=>e>1)?"":t.every(e=>e<-1)?"The part would be mirrored: left and right, or top and bottom, are exchanged.":"The edges would cross or fold inwards: the order is c1 top-left, c2 top-right, c3 bottom-left, c4 bottom-right."}var Y=`.aoi-corners {
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
`;var M=512,$t=40,Lt=14;function U(s,[t,e]){return[s.x+(t+.5)*s.zoom,s.y+(e+.5)*s.zoom]}function Z(s,[t,e]){return[(t-s.x)/s.zoom-.5,(e-s.y)/s.zoom-.5]}function J(s,t,e){let o=Math.min(t/s.width,e/s.height);return{zoom:o,x:(t-o*s.width)/2,y:(e-o*s.height)/2}}function X(s,[t,e],o,r){let i=Math.min(Math.max(s.zoom*o,r),$t),n=i/s.zoom;return{zoom:i,x:t-(t-s.x)*n,y:e-(e-s.y)*n}}function L(s,t,e){let o=t.map(i=>p(U(s,i),e)),r=Math.min(...o);return r<Lt?o.indexOf(r):-1}function H(s,t,e,o){let r=Math.max(0,Math.floor(-s/t/M)),i=Math.min(Math.ceil(o/M)-1,Math.floor((e-s)/t/M));return Array.from({length:Math.max(0,i-r+1)},(n,a)=>r+a)}function Q([s,t],{width:e,height:o}){return s>=-.5&&t>=-.5&&s<=e-.5&&t<=o-.5}function A([s,t]){return[Math.round(s*1e4)/1e4,Math.round(t*1e4)/1e4]}function S(s,t,e){return s.map((o,r)=>r===t?e:o)}var zt=350;function K(s,t){let e=s.length;return s.map((r,i)=>(t-1-i+2*e)%e).find(r=>r!==t&&s[r].corners)??-1}var D=class{constructor(t){this.page=t,this.nudging=0}snap(){let{page:t}=this,{work:e}=t;t.isBlocked||(e.isDraft?t.say("Snapping needs all four corners: a side of the part runs between two of them."):e.place("snapped to the edges",[0,1,2,3]))}copy(){let{page:t}=this,{work:e}=t;if(t.isBlocked)return;let o=K(t.store.photographs,t.here);if(o<0){t.say("No other photograph has corners yet.");return}let{name:r,corners:i}=t.store.photographs[o];e.corners=structuredClone(i??[]),e.active=0,e.place(`copied from ${r}`.slice(0,200))}clear(){let{page:t}=this,{work:e}=t;if(t.isBlocked)return;let{name:o}=t.photograph,r=e.known;e.drafts.delete(o),e.corners=[],e.active=-1,e.known=null,r&&t.send("place",{name:o,before:r,after:null,why:"cleared"}),t.show()}async turn(t){let{page:e}=this,{work:o}=e;if(e.isBlocked)return;if(this.flush(),t==="undo"&&o.known===null&&o.corners.length){o.corners=o.corners.slice(0,-1),o.drafts.set(e.photograph.name,o.corners),o.active=o.corners.length-1,e.show();return}let r=await e.send(t),i=e.store.photographs.findIndex(({name:n})=>n===r.look_at);i>=0&&i!==e.here&&await e.go(i,r.note)}nudge(t,e){let{page:o}=this,{work:r}=o;if(o.isBlocked||r.active<0)return;let[i,n]=r.corners[r.active],a=S(r.corners,r.active,[i+t,n+e]),h=m(a);h?o.refuse(h,r.active,a[r.active]):(r.corners=a,o.refusal=null,clearTimeout(this.nudging),this.nudging=window.setTimeout(()=>this.flush(),zt)),o.show()}flush(){if(!this.nudging)return;clearTimeout(this.nudging),this.nudging=0;let{work:t}=this.page;t.place(`nudged c${t.active+1}`)}};var V="Click to place · drag a corner to move it · arrow keys ¼ px, with Shift 1 px · 1–4 choose a corner · wheel zooms · drag beside the corners to move the photograph · Esc ends measuring";function Nt(s,t){let{edits:e}=s;return{arrowleft:()=>e.nudge(-t,0),arrowright:()=>e.nudge(t,0),arrowup:()=>e.nudge(0,-t),arrowdown:()=>e.nudge(0,t),1:()=>s.choose(0),2:()=>s.choose(1),3:()=>s.choose(2),4:()=>s.choose(3),s:()=>e.snap(),a:()=>s.toggleAlways(),c:()=>e.copy(),m:()=>s.measure.toggle(),delete:()=>e.clear(),n:()=>s.go(s.here+1),p:()=>s.go(s.here-1),pagedown:()=>s.go(s.here+1),pageup:()=>s.go(s.here-1),0:()=>s.photo.fit(s.stage.element),"+":()=>s.photo.zoomAt(s.stage.middle,1.4),"-":()=>s.photo.zoomAt(s.stage.middle,1/1.4),escape:()=>s.measure.leave()}}function Et(s,t){return{z:()=>s.edits.turn(t?"redo":"undo"),y:()=>s.edits.turn("redo")}}function tt(s,t){let e=t.target;if(e===s.measure.length){t.key==="Enter"&&s.measure.finish(),t.key==="Escape"&&s.measure.leave(),t.stopPropagation();return}if(e.tagName==="BUTTON"&&["Enter"," "].includes(t.key)){t.stopPropagation();return}let o=t.key.toLowerCase(),i=t.ctrlKey||t.metaKey?Et(s,t.shiftKey):Nt(s,t.shiftKey?1:.25);!Object.hasOwn(i,o)||t.altKey||(t.preventDefault(),t.stopPropagation(),o.startsWith("arrow")||(s.refusal=null),i[o]())}var O=class{constructor(t){this.page=t,this.ruler=null;let e={type:"number",min:"0",step:"any",placeholder:"mm"};this.length=c("input",{...e,ariaLabel:"length in mm"}),this.all=c("input",{type:"checkbox",checked:!0});let o=x("Set scale",()=>this.finish(),{title:"Write mm_per_px"}),r=c("label",{},this.all," all photographs");this.element=c("div",{className:"measure"},this.length,"mm",r,o)}toggle(){this.ruler=this.ruler?null:[],this.page.say("")}add(t){let e=this.ruler??[];this.ruler=[...e.length<2?e:[],t],this.page.show(),this.ruler.length===2&&this.length.focus()}leave(){this.ruler=null,this.page.root.focus(),this.page.show()}finish(){let{page:t}=this,e=Number(this.length.value);if(t.isBlocked)return;if(!this.ruler||this.ruler.length<2||!(e>0)){t.say("Click two points, then type their distance in mm.");return}let o=this.all.checked?t.store.photographs.map(({name:i})=>i):[t.photograph.name],r=this.ruler.map(A);this.ruler=null,t.send("scale",{names:o,points:r,length:e}),t.root.focus()}};var At=3,Dt=.05,it=4;function G(s){let t=[...s].sort((o,r)=>o-r),e=t.length/2;return(t[Math.floor(e)]+t[Math.ceil(e)-1])/2}var nt=(s,t)=>4*1.4826*G(s.map(e=>Math.abs(e-t))),at=s=>((s+180)%360+360)%360-180;function et([s,t,e,o]){return Math.atan2(t[1]-s[1]+o[1]-e[1],t[0]-s[0]+o[0]-e[0])*180/Math.PI}function ht(s,t,e){let[o,r]=[t,e].map(([i,n])=>Math.atan2(n-s[1],i-s[0]));return Math.abs(at((o-r)*180/Math.PI))}function ot(s){let t=k.map(o=>s[o]),e=t.map((o,r)=>ht(o,t[(r+3)%4],t[(r+1)%4]));return k.map(o=>e[o])}var q=([s,t,e,o])=>[p(s,t),p(t,o),p(o,e),p(e,s)];function st(s){let[t,e,o,r]=q(s);return[(t+o)/2,(e+r)/2]}function rt(s,t){let e=Math.max(At,Math.atan(it/Math.min(...q(s)))*180/Math.PI),o=t.length>2,r=t.map(ot),n=ot(s).map((d,g)=>{let v=r.map(j=>j[g]),b=o?G(v):90,$=Math.abs(d-b);return $>Math.max(e,o?nt(v,b):0)?{away:$,text:`c${g+1} is ${d.toFixed(0)}°`,usual:b}:null}).filter(d=>d!==null).sort((d,g)=>g.away-d.away)[0];if(!n)return"";let h=Math.abs(n.usual-90)<e?"No rectangle":"Another shape than on the other photographs",l=q(s).map(d=>d.toFixed(0));return`${h}: the angle at ${n.text}, the sides are ${l.slice(0,3).join(", ")} and ${l[3]} px.`}function Ot(s,t){let e=st(s),o=t.map(st),r=[0,1].map(h=>G(o.map(l=>l[h])));if(!r.some((h,l)=>{let d=o.map(g=>g[l]);return Math.abs(e[l]-h)>Math.max(Dt*h,it,nt(d,h))}))return"";let[n,a]=[e,r].map(h=>h.map(l=>l.toFixed(0)).join("×"));return`Another size than on the other boards: ${n} px here, ${a} px there.`}function Tt(s,t){let e=et(s),o=t.map(i=>at(e-et(i))),r=o.sort((i,n)=>Math.abs(i)-Math.abs(n))[Math.floor(o.length/2)];return Math.abs(r)<45?"":`Another order than on the other boards: the part would be turned by ${Math.abs(r).toFixed(0)}°. Does c1 lie on the same corner of the part?`}function T(s,t){if(s.length===3){let[r,i,n]=s,a=[i[0]+n[0]-r[0],i[1]+n[1]-r[1]],h=ht(r,i,n);return rt([r,i,n,a],t)&&`The angle at c1 is ${h.toFixed(0)}°.`}if(s.length!==4)return"";let e=[t.length?Tt(s,t):"",rt(s,t)],o=e[0]!=="";return t.length&&!o&&e.push(Ot(s,t)),e.filter(Boolean).join(" ")}var u=({corners:s})=>s!==null&&!m(s),P=class{constructor(t){this.page=t,this.corners=[],this.known=null,this.drafts=new Map,this.active=-1,this.always=!1}get isDraft(){return this.corners.length<4}adopt(){let{name:t,corners:e}=this.page.photograph;e&&this.drafts.delete(t),this.corners=e?structuredClone(e):this.drafts.get(t)??[],this.known=e,this.active=Math.min(this.active,this.corners.length-1)}differs(){return JSON.stringify(this.page.photograph.corners)!==JSON.stringify(this.isDraft?null:this.corners)}place(t,e=null){let{page:o}=this,r=m(this.corners);if(r){let l=this.known===null?this.corners.length-1:this.active;o.refuse(r,l,this.corners[l]),this.known?this.adopt():this.corners.pop(),o.show();return}let{name:i}=o.photograph;if(this.isDraft){this.drafts.set(i,this.corners),o.show();return}let[n,a]=[this.known,this.corners.map(A)];this.drafts.delete(i),this.known=a;let h=Math.max(4,5/o.photo.view.zoom);o.send("place",{name:i,before:n,after:a,why:t,...e?{snap:e,reach:h}:{}})}add(t){this.page.isBlocked||!this.isDraft||(this.corners=[...this.corners,t],this.active=this.corners.length-1,this.place("clicked",this.always&&!this.isDraft?[0,1,2,3]:null))}drop(t,e){if(this.active=t,!this.isDraft){this.place(`moved c${t+1}`,this.always?[t]:null);return}let o=m(this.corners);o&&(this.page.refuse(o,t,this.corners[t]),this.corners=S(this.corners,t,e)),this.drafts.set(this.page.photograph.name,this.corners)}};var Pt=["top-left","top-right","bottom-left","bottom-right"];function ct(s){let{photograph:t,corners:e,ruler:o}=s;if(s.gone)return["The kernel does not answer. What was shown as saved is on the disk: reload the page.","refused"];if(s.trouble)return[s.trouble,"refused"];if(s.refusal)return[`Refused: ${s.refusal}`,"refused"];if(o?.length===2)return[`${p(o[0],o[1]).toFixed(2)} px. How long is that?`,""];if(o)return[`Click the ${o.length?"second":"first"} of two points whose distance you know.`,"order"];if(s.note)return[s.note,""];if(!s.isLoaded)return["Loading the photograph …",""];let r=e.length,i=T(e,s.others);if(r<4){let a=`Click c${r+1}: the ${Pt[r]} corner of the part.`;return i?[`${i} ${a}`,"odd"]:[a,"order"]}return t.corners&&!u(t)?[`These corners came from the table, and cannot be used. ${m(t.corners)}`,"refused"]:i?[`${i} Drag the corner that is off, or go on if the part is so.`,"odd"]:[`All four corners are placed. ${t.scale?`Scale: 1 px is ${t.scale} mm. `:""}Drag one, nudge it with the arrow keys, or go on.`,""]}function lt({gone:s,trouble:t,isChangedOutside:e,isSaving:o,corners:r}){return s?["not saved: the kernel is gone","lost"]:t?["not saved","lost"]:e?["corners.csv was changed","lost"]:o?["saving …",""]:r&&r<4?[`${r} of 4 corners`,""]:["saved","saved"]}function dt(s){let t=s.length>3?` and ${s.length-3} more`:"";return`Another program has changed corners.csv: it says something else of ${`${s.slice(0,3).join(", ")}${t}`} (dashed). Which corners hold?`}function f(s,t,e,o){let r=x(s,o,{title:e});return r.append(c("kbd",{textContent:t})),r}function It(s){let{edits:t}=s;return{previous:f("‹ Previous","P","Photograph before this one",()=>s.go(s.here-1)),next:f("Next ›","N","Photograph after this one",()=>s.go(s.here+1)),undo:f("Undo","Ctrl Z","Take back your last change",()=>t.turn("undo")),redo:f("Redo","Ctrl Y","Do again what you took back",()=>t.turn("redo")),snap:f("Snap to edges","S","Draw the four corners to the edges of the part",()=>t.snap()),always:f("Always snap","A","Snap each corner as soon as it is placed or dragged",()=>s.toggleAlways()),copy:f("Copy previous","C","Start with the corners of the photograph before",()=>t.copy()),scale:f("Scale in mm","M","Say how long something is, in mm",()=>s.measure.toggle()),clear:f("Clear","Del","Remove the corners of this photograph",()=>t.clear()),fit:f("Fit","0","Show the whole photograph",()=>s.photo.fit(s.stage.element))}}var I=class{constructor(t){this.page=t,this.buttons=It(t);let{previous:e,next:o,...r}=this.buttons;this.name=c("span",{className:"name"}),this.tally=c("span",{className:"tally"}),this.status=c("span",{className:"status",role:"status"});let i=c("span",{className:"grow"});this.top=c("div",{className:"bar"},e,o,this.name,i,this.tally,this.status),this.steps=c("div",{className:"steps"}),this.tools=c("div",{className:"bar"},...Object.values(r)),this.part=c("div",{className:"part"},...["1","2","3","4"].map(h=>c("i",{},h))),this.text=c("span",{className:"grow"}),this.guide=c("div",{className:"guide",ariaLive:"polite"},this.part,this.text,t.measure.element),this.asked=c("span",{className:"grow"});let n=x("Take the table’s",()=>t.settle(!0),{title:"Import what the other program wrote"}),a=x("Keep mine",()=>t.settle(!1),{title:"Write corners.csv anew"});this.question=c("div",{className:"question"},this.asked,n,a)}get elements(){return[this.top,c("div",{className:"bar"},this.steps),this.tools,this.question,this.guide]}show(){let{page:t}=this,{photograph:e,store:o}=t,{photographs:r}=o,i=r.filter(u).length;this.name.textContent=e.name,this.name.title=e.name,this.tally.textContent=`${i} of ${r.length} done · ${o.who}`;let n=Object.keys(o.outside);this.question.hidden=!n.length,this.asked.textContent=dt(n),this.showSteps(),this.showButtons(),this.showStatus(),this.showGuide()}showButtons(){let{page:t,buttons:e}=this,{work:o}=t;e.previous.disabled=t.here===0,e.next.disabled=t.here===t.store.photographs.length-1,e.snap.disabled=o.isDraft,e.copy.disabled=K(t.store.photographs,t.here)<0,e.clear.disabled=!o.corners.length,e.always.classList.toggle("on",o.always),e.scale.classList.toggle("on",t.measure.ruler!==null)}showSteps(){let{page:t,steps:e}=this,{store:o}=t;for(;e.children.length<o.photographs.length;){let r=e.children.length;e.append(x(String(r+1),()=>t.go(r)))}for(let[r,i]of o.photographs.entries()){let n=e.children[r],a=o.oddities[r]??"",h=a?"odd":u(i)?"done":i.corners?"wrong":"";n.title=[i.name,a].filter(Boolean).join(": "),n.className=h+(r===t.here?" here":"")}}showStatus(){let{page:t}=this,[e,o]=lt({gone:t.store.link.gone(),trouble:t.store.trouble,isChangedOutside:t.store.isDisputed,isSaving:t.store.sending>0||t.edits.nudging>0,corners:t.work.corners.length});this.status.textContent=e,this.status.className=`status ${o}`}showGuide(){let{photograph:t,store:e,measure:o,refusal:r,note:i,photo:n,work:a}=this.page,{ruler:h}=o,{corners:l}=a,d={gone:e.link.gone(),trouble:e.trouble,refusal:r?.sentence??"",ruler:h,note:i},g=e.others(this.page.here),[v,b]=ct({photograph:t,corners:l,...d,isLoaded:n.bitmap!==null,others:g});this.text.replaceChildren(c(b==="order"?"b":"span",{},v)),this.guide.classList.toggle("refused",b==="refused"),this.guide.classList.toggle("odd",b==="odd"),this.page.measure.element.hidden=!h||h.length<2;for(let[$,j]of[...this.part.children].entries())j.className=$<l.length?"done":$===l.length?"next":""}};var Ct=80,Bt=6,C=class{constructor(t,e){this.link=t,this.changed=e,this.name="",this.bitmap=null,this.width=0,this.height=0,this.whole=!0,this.tiles=new Map,this.view={zoom:1,x:0,y:0},this.least=.5}leave(t){this.name=t,this.bitmap?.close(),this.bitmap=null;for(let e of this.tiles.values())e?.close();this.tiles=new Map}async open(t){this.leave(t);let e=await this.link.ask("open",{name:t});if(this.name!==t||e.refused||!e.picture)return e.refused??"";let o=await createImageBitmap(new Blob([e.picture]));return this.name!==t?o.close():(this.bitmap=o,this.width=e.width,this.height=e.height,this.whole=e.whole),""}toScreen(t){return U(this.view,t)}toPhoto(t){return Z(this.view,t)}fit(t){this.bitmap&&(this.view=J(this,t.clientWidth,t.clientHeight),this.least=this.view.zoom/2,this.changed())}zoomAt(t,e){this.view=X(this.view,t,e,this.least),this.changed()}paint(t,e,o,r,i){if(this.bitmap&&(t.imageSmoothingEnabled=e.zoom*i<3,t.drawImage(this.bitmap,e.x,e.y,this.width*e.zoom,this.height*e.zoom),!(this.whole||e.zoom*i<=1.05*this.bitmap.width/this.width)))for(let n of H(e.y,e.zoom,r,this.height))for(let a of H(e.x,e.zoom,o,this.width)){let h=this.tile(a,n);if(!h)continue;let[l,d]=[e.x+a*M*e.zoom,e.y+n*M*e.zoom];t.drawImage(h,l,d,h.width*e.zoom,h.height*e.zoom)}}tile(t,e){let o=`${t},${e}`,{tiles:r}=this,i=r.get(o);return i!==void 0?i:([...r.values()].filter(a=>!a).length>Bt||this.link.gone()||(r.size>Ct&&this.dropOldest(),r.set(o,null),this.bring(o,{name:this.name,column:t,row:e})),null)}dropOldest(){let[t,e]=[...this.tiles].find(([,o])=>o)??[];t&&(e?.close(),this.tiles.delete(t))}async bring(t,e){let{tiles:o}=this,r=await this.link.ask("tile",e);!r.picture||o!==this.tiles||(o.set(t,await createImageBitmap(new Blob([r.picture]))),this.changed())}get sharp(){return[...this.tiles.values()].filter(Boolean).length}};var Ft=30,B=class{constructor(t){this.page=t,this.pointer=null,this.press=null;let{canvas:e}=t.stage;e.addEventListener("pointerdown",o=>this.down(o)),e.addEventListener("pointermove",o=>this.move(o)),e.addEventListener("pointerup",o=>this.up(o)),e.addEventListener("pointercancel",()=>this.cancel()),e.addEventListener("pointerleave",()=>this.leave()),e.addEventListener("contextmenu",o=>o.preventDefault()),e.addEventListener("wheel",o=>this.wheel(o),{passive:!1})}at(t){let e=this.page.stage.element.getBoundingClientRect();return[t.clientX-e.left,t.clientY-e.top]}down(t){let{page:e}=this,{work:o,photo:r}=e;if(e.root.focus({preventScroll:!0}),!r.bitmap)return;e.stage.canvas.setPointerCapture(t.pointerId),e.edits.flush();let i=this.at(t),a=t.button||e.measure.ruler||e.isBlocked?-1:L(r.view,o.corners,i),h=a<0?i:o.corners[a];this.press={start:i,number:a,from:h,view:r.view,moved:!1,button:t.button},a>=0&&(o.active=a),e.stage.draw()}move(t){this.pointer=this.at(t),this.press&&this.drag(this.press,this.pointer),this.page.stage.draw()}drag(t,e){let{photo:o,work:r}=this.page,[i,n]=[e[0]-t.start[0],e[1]-t.start[1]];if(t.moved||=Math.hypot(i,n)>3,!!t.moved)if(t.number<0)o.view={...t.view,x:t.view.x+i,y:t.view.y+n};else{let{zoom:a}=o.view;r.corners=S(r.corners,t.number,[t.from[0]+i/a,t.from[1]+n/a])}}up(t){let{page:e,press:o}=this;this.press=null,o&&(e.refusal=null,o.moved&&o.number>=0?e.work.drop(o.number,o.from):!o.moved&&o.number<0&&o.button===0&&this.click(this.at(t)),e.show())}click(t){let{page:e}=this,o=e.photo.toPhoto(t);if(!Q(o,e.photo))return;if(!e.measure.ruler){e.work.add(o);return}let r=L(e.photo.view,e.work.corners,t);e.measure.add(r<0?o:e.work.corners[r])}cancel(){this.press=null,this.page.work.adopt(),this.page.stage.draw()}leave(){this.pointer=null,this.page.stage.draw()}wheel(t){t.preventDefault();let e=t.deltaY*(t.deltaMode===1?Ft:1);this.page.photo.bitmap&&this.page.photo.zoomAt(this.at(t),Math.exp(-e*.0015))}};var F="#ff7f0e",Rt="#4cc9f0",pt="#ff5a52",Wt="#ffe066",z="#ffffff",_t="#7a3b00",jt="rgba(0, 0, 0, .65)";function w(s,t,e){s.beginPath(),e();for(let[o,r]of t)s.strokeStyle=o,s.lineWidth=r,s.stroke()}function y(s,t){t.forEach((e,o)=>{o?s.lineTo(...e):s.moveTo(...e)})}function ut(s,[t,e],o){y(s,[[t-o,e-o],[t+o,e+o]]),y(s,[[t+o,e-o],[t-o,e+o]])}function ft(s,t){s.setLineDash([7,5]),w(s,[[Wt,2]],()=>{y(s,k.map(e=>t[e])),s.closePath()}),s.setLineDash([])}function gt(s,t,e){if(t.length>1){let o=t.length===3?[2,0,1]:k.filter(i=>i<t.length),r=()=>{y(s,o.map(i=>t[i])),t.length===4&&s.closePath()};w(s,[N(4),[F,1.6]],r)}t.forEach((o,r)=>{let i=r===e,n=()=>s.arc(...o,i?9:7,0,7);w(s,[N(4),[i?z:F,2]],n),Ht(s,Ut(t,r),r)})}var N=s=>[jt,s];function Ut(s,t){let[e,o]=s[t];if(s.length<2)return[e-.7*24,o-.7*24];let[r,i]=[0,1].map(a=>s.reduce((h,l)=>h+l[a],0)/s.length),n=p([e,o],[r,i])||1;return[e+(e-r)/n*24,o+(o-i)/n*24]}function Ht(s,[t,e],o){let r=()=>s.arc(t,e,10,0,7);s.beginPath(),r(),s.fillStyle=o?z:F,s.fill(),w(s,[[o?F:z,1.5]],r),s.fillStyle=o?_t:z,s.font="700 13px system-ui, sans-serif",s.textAlign="center",s.textBaseline="middle",s.fillText(String(o+1),t,e+.5)}function mt(s,t){w(s,[N(4),[Rt,2]],()=>{y(s,t);for(let e of t)ut(s,e,7)})}function wt(s,t,e){w(s,[N(6),[pt,3]],()=>ut(s,t,9)),s.setLineDash([6,5]),w(s,[[pt,1.5]],()=>{for(let o of e)y(s,[t,o])}),s.setLineDash([])}function bt(s,t){let e=t/2;w(s,[N(3),[z,1]],()=>{for(let[o,r]of[[1,0],[-1,0],[0,1],[0,-1]])y(s,[[e+5*o,e+5*r],[e+e*o,e+e*r]])})}var Kt={side:168,zoom:8},xt=s=>s.getContext("2d"),R=class{constructor(t){this.page=t,this.canvas=c("canvas",{className:"photo"}),this.loupe=c("canvas",{className:"loupe"}),this.where=c("div",{className:"where"}),this.element=c("div",{className:"stage"},this.canvas,this.loupe,this.where),this.frame=0,this.observer=new ResizeObserver(()=>t.photo.bitmap?t.photo.fit(this.element):this.draw()),this.observer.observe(this.element)}get middle(){return[this.element.clientWidth/2,this.element.clientHeight/2]}draw(){this.frame||=requestAnimationFrame(()=>{this.frame=0,this.paint()})}paint(){let{clientWidth:t,clientHeight:e}=this.element,{canvas:o,page:r}=this,i=window.devicePixelRatio||1,n=[Math.round(t*i),Math.round(e*i)];(o.width!==n[0]||o.height!==n[1])&&([o.width,o.height]=n);let a=xt(o);if(a.setTransform(i,0,0,i,0,0),a.clearRect(0,0,t,e),r.photo.bitmap){let{view:h}=r.photo;o.dataset.view=[h.zoom,h.x,h.y].join(" "),o.dataset.tiles=String(r.photo.sharp),r.photo.paint(a,h,t,e,i),this.paintMarks(a)}this.paintLoupe(i)}paintMarks(t){let{photo:e,work:o,refusal:r,store:i,photograph:n}=this.page,{ruler:a}=this.page.measure,h=d=>e.toScreen(d),l=i.outside[n.name];if(l&&ft(t,l.map(h)),gt(t,o.corners.map(h),o.active),a){let{pointer:d}=this.page.pointer;mt(t,[...a.map(h),...a.length===1&&d?[d]:[]])}if(r?.point){let d=o.corners.filter((g,v)=>v!==r.number);wt(t,h(r.point),d.map(h))}}lookedAt(){let{work:t,photo:e,edits:o,measure:r}=this.page,{press:i,pointer:n}=this.page.pointer;if(i&&i.number>=0)return t.corners[i.number];if(o.nudging)return t.corners[t.active];if(!n||i?.moved)return null;let a=L(e.view,t.corners,n);return a>=0?t.corners[a]:t.isDraft||r.ruler?e.toPhoto(n):null}paintLoupe(t){let{photo:e}=this.page,{side:o,zoom:r}=Kt,i=e.bitmap&&this.lookedAt();if(this.loupe.hidden=!i||e.view.zoom>=r,this.where.hidden=!i,!i||(this.where.textContent=`x ${i[0].toFixed(2)}   y ${i[1].toFixed(2)} px`,this.loupe.hidden))return;let[n,a]=e.toScreen(i),h=n>o+60||a>o+60;this.loupe.style.left=h?"12px":`${this.element.clientWidth-o-16}px`,this.loupe.style.top="12px",this.loupe.width=this.loupe.height=Math.round(o*t);let l=xt(this.loupe);l.setTransform(t,0,0,t,0,0),l.fillStyle="#22272d",l.fillRect(0,0,o,o);let d={zoom:r,x:o/2-(i[0]+.5)*r,y:o/2-(i[1]+.5)*r};e.paint(l,d,o,o,t),bt(l,o)}close(){cancelAnimationFrame(this.frame),this.observer.disconnect()}};var qt=1500,W=class{constructor(t,e){this.photographs=[],this.version=-1,this.compared={version:-1,sentences:[]},this.who="",this.outside={},this.trouble="",this.sending=0,this.changed=e,this.link=new E(t,(o,r)=>this.hear(o,r)),this.clock=setInterval(()=>this.tick(),qt)}others(t){return this.photographs.filter((o,r)=>r!==t&&u(o)).map(({corners:o})=>o??[])}get oddities(){if(this.compared.version!==this.version){let t=this.photographs.map((e,o)=>u(e)?T(e.corners??[],this.others(o)):"");this.compared={version:this.version,sentences:t}}return this.compared.sentences}get isDisputed(){return Object.keys(this.outside).length>0}hear(t,e){let o=!1;if(t.photographs&&t.version>=this.version){let r=e&&t.do!=="look"?1:0;o=this.photographs.length>0&&this.sending<=r,this.photographs=t.photographs,this.version=t.version,this.who=t.who}(t.do==="look"||t.outside)&&(this.outside=t.outside??{},this.trouble=t.refused??""),this.changed(o)}tick(){!this.link.gone()&&!this.link.awaits("look")&&this.look(),this.changed(!1)}look(t=this.version){return this.link.ask("look",{version:t})}async send(t,e){this.sending+=1;let o=await this.link.ask(t,e);return this.sending-=1,o}close(){clearInterval(this.clock),this.link.close()}};var _=class{constructor(t,e){this.here=0,this.refusal=null,this.note="",this.store=new W(t,n=>this.changed(n)),this.photo=new C(this.store.link,()=>this.stage.draw()),this.work=new P(this),this.edits=new D(this),this.stage=new R(this),this.measure=new O(this),this.panel=new I(this),this.pointer=new B(this);let[o,r]=[c("style",{},Y),c("div",{className:"help"},V)],i=[o,...this.panel.elements,this.stage.element,r];this.root=c("div",{className:"aoi-corners",tabIndex:0},...i),this.root.dataset.lmSuppressShortcuts="true",this.root.addEventListener("keydown",n=>tt(this,n)),e.append(this.root),this.start()}get photograph(){return this.store.photographs[this.here]}get isBlocked(){return this.store.link.gone()||this.store.isDisputed||!this.photo.bitmap}async start(){await this.store.look();let t=this.store.photographs.findIndex(e=>!u(e));await this.go(Math.max(t,0))}close(){clearTimeout(this.edits.nudging),this.stage.close(),this.store.close()}changed(t){t&&!this.edits.nudging&&this.work.differs()&&this.work.adopt(),this.show()}async send(t,e={}){this.note="";let o=this.store.send(t,e);this.show();let r=await o;return r.refused?(this.refuse(r.refused,-1),await this.store.look(-1),this.work.adopt()):this.note=r.note??"",this.show(),r}async settle(t){await this.send("settle",{table_holds:t}),this.work.adopt(),this.show()}async go(t,e=""){if(t<0||t>=this.store.photographs.length)return;this.edits.flush(),this.here=t,delete this.stage.canvas.dataset.view,this.refusal=null,this.measure.ruler=null,this.note=e,this.work.active=-1,this.work.adopt();let o=this.photo.open(this.photograph.name);this.show();let r=await o;this.here===t&&(r&&this.refuse(r,-1),this.photo.fit(this.stage.element),this.show())}choose(t){this.edits.flush(),t<this.work.corners.length&&(this.work.active=t),this.show()}toggleAlways(){this.work.always=!this.work.always,this.show()}refuse(t,e,o){this.refusal={sentence:t,number:e,point:o}}say(t){this.refusal=null,this.note=t,this.show()}show(){this.photograph&&(this.panel.show(),this.stage.draw())}};function Gt({model:s,el:t}){let e=new _(s,t);return()=>e.close()}var qe={render:Gt};export{qe as default};
