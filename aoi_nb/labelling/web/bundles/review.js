function a(i,e={},...t){let s=Object.assign(document.createElement(i),e);return s.append(...t),s}function x(i,e,t={}){let s=a("button",{type:"button",textContent:i,...t});return s.addEventListener("click",e),s}function L(i,e,t,s,o){Object.assign(i.style,{backgroundImage:`url(${e})`,backgroundSize:`${s*o}px auto`,backgroundPosition:`${-o*(t%s)}px ${-o*Math.floor(t/s)}px`})}var b=5e3,se=12e4,E=class{constructor(e,t=()=>{}){this.model=e,this.waiting=new Map,this.prefix=Math.random().toString(36).slice(2),this.count=0,this.broken=!1,this.slow=0,this.receive=(s,o=[])=>{let n=this.waiting.get(s.id);this.waiting.delete(s.id),t(s,n!==void 0),n?.resolve({...s,picture:o[0]})},e.on("msg:custom",this.receive)}ask(e,t={},s=1/0){this.count+=1;let o=`${this.prefix}-${this.count}`;return new Promise(n=>{let r=l=>{s<1/0&&this.waiting.delete(o)&&n({id:o,do:e,refused:l})};this.waiting.set(o,{action:e,since:performance.now(),resolve:n}),s<1/0&&setTimeout(()=>r("the kernel does not answer"),s);try{this.model.send({...t,do:e,id:o})}catch{this.broken=!0,r("there is no kernel")}})}awaits(e){return[...this.waiting.values()].some(t=>t.action===e)}gone(){let e=this.slow?se:b;return this.broken||[...this.waiting.values()].some(({since:t})=>performance.now()-t>e)}close(){this.model.off("msg:custom",this.receive)}};function N(i){return typeof i!="string"||!i.trim()?"A label needs a letter at least.":[...i].length>200?"A label has at most 200 characters.":/[\p{Control}\p{Surrogate}]/u.test(i)?"A label holds no control characters.":""}var ie=/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,oe=/^(page [0-9a-f]{16}$|\d{4}-)/,ne=1e3;function v(i){return i===null||typeof i!="object"||typeof i.path!="string"||typeof i.sha256!="string"||typeof i.time!="string"||!ie.test(i.time)||i.seen!==void 0&&!re(i.seen)?!1:i.decision==="label"?!N(i.label):["skip","none"].includes(i.decision)&&i.label===""}function re(i){if(i===null||typeof i!="object"||Array.isArray(i))return!1;let e=Object.entries(i);return e.length<=ne&&e.every(([t,s])=>oe.test(t)&&Number.isInteger(s)&&s>0)}function m({seen:i,time:e,decision:t,label:s}){return i??{[`${e} ${t} ${s}`]:1}}function C(i,e){let t=m(i);return Object.entries(m(e)).every(([s,o])=>(t[s]??0)>=o)}function T(i,e){let t={...i};for(let[s,o]of Object.entries(e))t[s]=Math.max(t[s]??0,o);return t}function W(){return`page ${[...crypto.getRandomValues(new Uint8Array(8))].map(e=>e.toString(16).padStart(2,"0")).join("")}`}function y(i){let{path:e,sha256:t,decision:s,label:o,time:n}=i;return{path:e,sha256:t,decision:s,label:o,time:n,seen:m(i)}}var O=class{constructor(e){this.prefix=`aoi-review ${e} `,this.works=!0}attempt(e){try{let t=e();return this.works=!0,t}catch{return this.works=!1,null}}put(e){this.attempt(()=>localStorage.setItem(this.prefix+e.path,JSON.stringify(e)))}remove(e){this.attempt(()=>localStorage.removeItem(this.prefix+e))}read(e){try{let t=JSON.parse(localStorage.getItem(e)??"");return v(t)&&e===this.prefix+t.path?t:null}catch{return null}}all(){return(this.attempt(()=>Object.keys(localStorage))??[]).filter(o=>o.startsWith(this.prefix)).map(o=>this.read(o)).filter(o=>o!==null).sort((o,n)=>(o.nth??0)-(n.nth??0))}get who(){return this.attempt(()=>localStorage.getItem("aoi-review who"))??""}set who(e){this.attempt(()=>localStorage.setItem("aoi-review who",e))}};var K=["all","undecided","decided","skipped"];function k(i,e){return{all:!0,undecided:!e,decided:e==="label",skipped:e==="skip"}[i]}function q(i,e){return i.map((s,o)=>(e+1+o)%i.length).find(s=>!i[s])??-1}function G(i,e,t,s){let o=t+s;for(;o>=0&&o<i.length&&!k(e,i[o]);)o+=s;return o<i.length?Math.max(-1,o):-1}function J(i){let e=t=>i.filter(s=>k(t,s)).length;return{all:e("all"),undecided:e("undecided"),decided:e("decided"),skipped:e("skipped")}}function w(i,e){return`${i} ${e}${i===1?"":"s"}`}var S=i=>i.slice(i.lastIndexOf("/")+1);var I=class{constructor(e,t,s){this.decisions=e,this.save=t,this.screen=s,this.flying=new Set,this.trouble=""}async send(e){if(!this.save||e.saved||this.flying.has(e))return;this.flying.add(e);let{refused:t="",made:s=[]}=await this.save(y(e));this.flying.delete(e),this.trouble=t,!t&&this.decisions.entries.get(e.path)===e&&this.settle(e,s[0]),this.screen.changed(e.path)}sendAll(){for(let e of this.decisions.unsaved())this.send(e)}settle({path:e,decision:t,label:s},o){this.decisions.forget(e),o&&(this.decisions.entries.set(e,{...o,saved:!0}),!(o.decision===t&&o.label===s)&&(this.decisions.learn(o.label),this.screen.say(`${S(e)}: somebody has decided later, ${o.label||"skipped"}`,!0)))}};var A=class{constructor(e,t,s,o){this.images=e.images,this.number=new Map(e.images.map((n,r)=>[n.path,r])),this.labels=[...e.labels],this.drawer=t,this.hasStore=s!==null,this.screen=o,this.entries=new Map,this.past=[],this.page=W(),this.nth=0,this.sender=new I(this,s,o)}start(e){for(let o of e.filter(v))this.entries.set(o.path,{...o,saved:!0});for(let o of this.drawer.all()){let n=this.entries.get(o.path);n&&C(n,o)?this.drawer.remove(o.path):(this.entries.delete(o.path),this.entries.set(o.path,o)),this.nth=Math.max(this.nth,o.nth??0)}let t=this.made();for(let o of t)this.learn(o.label);let s=t.filter(o=>this.number.has(o.path));this.past=s.map(o=>({path:o.path,before:null}))}learn(e){e&&!this.labels.includes(e)&&this.labels.push(e)}made(){return[...this.entries.values()].filter(e=>e.decision!=="none")}unsaved(){return[...this.entries.values()].filter(e=>!e.saved)}decided(e){let t=this.entries.get(e.path)?.decision??"none";return t==="none"?"":t}isSure(e){return!!(e.saved||!this.hasStore&&this.drawer.works)}decide({path:e,sha256:t},s,o){let n=this.entries.get(e);n?.decision===s&&n.label===o||(this.past.push({path:e,before:n??null}),this.put(this.stamped({path:e,sha256:t,decision:s,label:o},n)))}stamped({path:e,sha256:t,decision:s,label:o},n){let r=T(n?m(n):{},{[this.page]:this.nth+1});return{path:e,sha256:t,decision:s,label:o,time:new Date().toISOString(),seen:r,saved:!1}}undo(){let e=this.past.pop();if(!e)return"";let{path:t,before:s}=e,{sha256:o}=this.images[this.number.get(t)??0],n=s??{path:t,sha256:o,decision:"none",label:""};return this.put(this.stamped(n,this.entries.get(t))),t}put(e){let t=this.entries.get(e.path);e.filed=!!(t&&(t.saved||t.filed)),this.nth+=1,e.nth=this.nth,e.decision==="none"&&!e.filed&&!this.hasStore?this.forget(e.path):(this.entries.set(e.path,e),this.drawer.put(e)),this.screen.changed(e.path),this.sender.send(e)}forget(e){this.entries.delete(e),this.drawer.remove(e)}keep(e){e.saved=!0,this.drawer.put(e)}heard(e){let t=e.slice(this.drawer.prefix.length),s=this.drawer.read(e);s?this.entries.set(t,s):this.entries.delete(t),s&&this.learn(s.label),this.screen.changed(t)}};var ae=["#0072b2","#e69f00","#009e73","#cc79a7","#56b4e9","#d55e00","#b8a500"],le="#6b7280";function h(i,e,t){let s=a(i);return s.className=e,s.textContent=t,s}function $(i,e){return ae[i.indexOf(e)]??le}function j(i,e){let t=a("span",{className:"dot"});return t.style.background=$(i,e),t}var de=256,ce=2,F=class{constructor(e){this.review=e,this.frame=a("div",{className:"frame",title:"click or z: larger"}),this.caption=a("figcaption"),this.element=a("figure",{},this.frame,this.caption),this.shown=a("img"),this.frame.addEventListener("click",t=>this.toggle(t)),this.frame.addEventListener("mousemove",t=>this.aim(t))}paint(){let{data:e,at:t,pictures:s}=this.review,o=e.images[t],n=a("img",{alt:o.path,draggable:!1,hidden:!0}),r=a("div",{className:"sprite"});L(r,e.sprites,t,e.columns,de),this.shown=n,this.frame.classList.remove("zoomed"),this.frame.replaceChildren(r,n),n.addEventListener("load",()=>{n.hidden=!1,r.remove()}),s.bring("image",t).then(c=>{c&&(n.src=c)});let[l,d]=o.size;this.caption.replaceChildren(h("span","quiet",`${t+1} of ${e.images.length}`),h("span","path",o.path),h("span","quiet",`${l} × ${d} px`),h("span","quiet",o.note??""));for(let c=t+1;c<=t+ce&&c<e.images.length;c++)s.bring("image",c)}toggle(e){this.frame.classList.toggle("zoomed"),this.aim(e)}shrink(){this.frame.classList.remove("zoomed")}aim(e){let t=this.frame.getBoundingClientRect(),[s,o]=e?[e.clientX,e.clientY]:[t.left+t.width/2,t.top+t.height/2];this.shown.style.transformOrigin=`${H(s,t.left,t.width)}% ${H(o,t.top,t.height)}%`}};function H(i,e,t){return Math.min(100,Math.max(0,100*(i-e)/t))}var he=5e7,pe=6e4;function fe(i,e,t){let s=[...t].sort((o,n)=>o.path<n.path?-1:1);return{format:2,run:i,who:e.replace(/\p{Control}/gu,"").trim(),decisions:s.map(y)}}function ue(i,e,t){if(![1,2].includes(i?.format)||!Array.isArray(i.decisions))return"no file of decisions";if(i.run!==e)return"decisions on another collection of images";let s=i.decisions.findIndex(o=>!v(o)||!t(o));return s<0?"":`decision ${s+1} is none, or its image has changed`}function Y(i,e,t){let s=fe(e,t,i.made()),o=URL.createObjectURL(new Blob([JSON.stringify(s,null,1)],{type:"application/json"})),n=`decisions-${e}-${new Date().toISOString().slice(0,19).replaceAll(":","")}.json`;return a("a",{href:o,download:n}).click(),setTimeout(()=>URL.revokeObjectURL(o),pe),i.hasStore||ge(i),`${w(s.decisions.length,"decision")} saved to ${n}`}async function V(i,e,t){let{value:s,broken:o}=await me(t),n=o||ue(s,e,d=>xe(i,d));if(n)return[`${t.name}: ${n}. Nothing is taken from it.`,!0];let l=s.decisions.filter(d=>{let c=i.entries.get(d.path);return!c||!C(c,d)});for(let d of l)be(i,y(d));return[`${w(l.length,"decision")} taken from ${t.name}`,!1]}async function me(i){if(i.size>he)return{value:null,broken:"too large for a file of decisions"};try{return{value:JSON.parse(await i.text()),broken:""}}catch{return{value:null,broken:"no JSON"}}}function ge(i){for(let e of i.unsaved())e.decision==="none"?i.forget(e.path):i.keep(e)}function xe({number:i,images:e},t){let s=i.get(t.path);return s===void 0||e[s].sha256===t.sha256}function be(i,e){i.learn(e.label);let t=i.entries.get(e.path)??null;if(i.number.has(e.path)&&i.past.push({path:e.path,before:t}),i.put({...e,seen:T(t?m(t):{},m(e))}),i.hasStore)return;let s=i.entries.get(e.path);s&&i.keep(s),i.screen.changed(e.path)}var M=class{constructor(e){this.review=e;let{images:t,total:s}=e.data,o=t.length<s?`the first ${t.length} of ${s}`:w(s,"image");this.filters=K.map(r=>({filter:r,element:x("",()=>e.setFilter(r))})),this.status=a("span",{className:"status",role:"status"}),this.save=x("Save decisions",()=>this.saveFile(),{className:"save"}),this.picker=a("input",{type:"file",accept:".json,application/json",hidden:!0}),this.picker.addEventListener("change",()=>this.picked()),this.who=a("input",{className:"who",placeholder:"your name",maxLength:100,hidden:e.hasStore}),this.who.value=e.drawer.who,this.who.addEventListener("input",()=>{e.drawer.who=this.who.value});let n=a("div",{className:"filters"},...this.filters.map(({element:r})=>r));this.element=a("header",{},h("h1","","Review"),h("span","quiet",`${o} in the queue`),n,h("span","grow",""),this.status,this.who,this.save,x("Load…",()=>this.picker.click(),{className:"load"}),this.picker),this.alarm=a("p",{className:"alarm",role:"alert"}),this.track=a("div",{className:"track"}),this.counts=a("span",{className:"counts quiet"}),this.bar=a("div",{className:"bar"},this.track,this.counts)}async picked(){let{decisions:e,data:t}=this.review,s=this.picker.files?.[0],o=s&&V(e,t.run,s);this.picker.value="",o&&this.review.say(...await o)}saveFile(){let{decisions:e,data:t}=this.review,s=Y(e,t.run,this.who.value);this.show(),this.review.side.paintChoices(),this.review.say(s)}show(){let{decisions:e,data:t,filter:s}=this.review,o=t.images.flatMap(p=>{let g=e.entries.get(p.path);return g&&e.decided(p)?[g]:[]}),n=o.filter(p=>e.isSure(p)),r=J(this.review.decided());for(let{filter:p,element:g}of this.filters)g.textContent=`${p} ${r[p]}`,g.setAttribute("aria-pressed",String(p===s));let l=n.filter(p=>p.decision==="skip").length,d=o.length-n.length,c=p=>n.filter(g=>g.label===p).length;this.track.replaceChildren(...e.labels.map(p=>z(c(p),"",$(e.labels,p))),z(l,"skipped"),z(d,"unsure"),z(r.undecided,""));let f=d?`, ${d} not saved`:"",u=n.length-l;this.counts.textContent=`${u} decided, ${l} skipped, ${r.undecided} left${f}`,this.showStatus(e.unsaved().length)}showStatus(e){let{decisions:t,drawer:s,hasStore:o}=this.review,{size:n}=t.entries,[r,l,d]=o?we(e,t.sender.trouble,s.works):ke(e,n,s.works);this.status.className=`status ${r}`,this.status.textContent=l,this.alarm.textContent=d,this.alarm.hidden=!d,this.save.classList.toggle("primary",e>0),this.save.hidden=o&&!d}};function z(i,e,t=""){let s=a("span",{className:e});return s.style.flex=`${i} 0 0`,s.style.background=t,s}function we(i,e,t){if(!i)return["good","all saved",""];if(!e)return["waiting","saving…",""];let s=t?"Kept in this browser and sent again; or save":"Save",o=`${w(i,"decision")} not saved: ${e}. ${s} to a file before you close the page.`;return["bad",`${i} not saved`,o]}function ke(i,e,t){let s=i?`${w(i,"change")} not yet in a file`:"all decisions are in a file";return t?e?[i?"waiting":"good",s,""]:["","no decisions yet",""]:["bad",s,"This browser keeps nothing. Save to a file before you close the page."]}var ve={"1 … 9":"label",space:"accept the vote",s:"skip",u:"undo","← →":"move",z:"zoom"};function X(){let i=Object.entries(ve).flatMap(([e,t])=>[h("kbd","",e),` ${t} `]);return a("span",{className:"quiet"},...i)}function ye({code:i,key:e}){return/^(?:Digit|Numpad)(\d)$/.exec(i)?.[1]??(/^\d$/.test(e)?e:"")}function Se(i,e){let t=ye(e),s=i.decisions.labels[Number(t||0)-1];if(t==="0")return()=>i.side.open(!0);if(s!==void 0)return()=>i.decide("label",s);let[o,n]=[()=>i.move(-1),()=>i.move(1)],r={" ":()=>i.decide("label",i.image.vote),s:()=>i.decide("skip"),u:()=>i.undo(),z:()=>i.figure.toggle(),ArrowLeft:o,ArrowUp:o,ArrowRight:n,ArrowDown:n,Escape:()=>i.figure.shrink()},l=e.key.length===1?e.key.toLowerCase():e.key;return Object.hasOwn(r,l)?r[l]:void 0}function Z(i,e){let t=e.composedPath()[0];if(e.ctrlKey||e.metaKey||e.altKey||t.tagName==="INPUT"||[" ","Enter"].includes(e.key)&&t.tagName==="BUTTON")return;let s=Se(i,e);s&&(e.preventDefault(),e.stopPropagation(),(!e.repeat||e.key.startsWith("Arrow"))&&s())}function Q(i,e){(i.hasStore?i.root:document.documentElement).addEventListener("keydown",r=>Z(i,r),{signal:e}),i.root.addEventListener("mousedown",r=>$e(i,r));let s=r=>{i.decisions.unsaved().length&&r.preventDefault()};window.addEventListener("beforeunload",s,{signal:e});let o=({key:r})=>{!i.hasStore&&r?.startsWith(i.drawer.prefix)&&i.decisions.heard(r)};if(window.addEventListener("storage",o,{signal:e}),!i.hasStore)return;let n=setInterval(()=>i.decisions.sender.sendAll(),b);e.addEventListener("abort",()=>clearInterval(n))}function $e(i,e){let t=e.composedPath();t.some(s=>s instanceof HTMLInputElement)||(t.includes(i.figure.caption)||e.preventDefault(),i.root.focus({preventScroll:!0}))}var R=class{constructor(e){this.find=e,this.addresses=new Map}bring(e,t){let s=`${e} ${t}`,o=this.addresses.get(s);if(o)return o;let n=this.find(e,t).catch(()=>(this.addresses.delete(s),""));return this.addresses.set(s,n),this.addresses.size>100&&this.dropOldest(),n}dropOldest(){let[e,t]=this.addresses.entries().next().value??[];e&&(this.addresses.delete(e),t?.then(s=>URL.revokeObjectURL(s)))}};var ee=`:host {
  display: block;
  container-type: size;
  color: #1d2330;
  font:
    14px / 1.4 system-ui,
    sans-serif;
  text-align: left;
}
* {
  box-sizing: border-box;
  margin: 0;
}
button,
input {
  font: inherit;
  color: inherit;
}
button {
  cursor: pointer;
  background: #fff;
  border: 1px solid #c6ccd6;
  border-radius: 6px;
  padding: 4px 10px;
}
button:hover {
  background: #f1f4f9;
}
:focus-visible {
  outline: 2px solid #1f6feb;
  outline-offset: 1px;
}
.review {
  height: 100%;
  display: grid;
  grid-template-rows: auto auto auto minmax(0, 1fr) auto auto;
  gap: 8px;
  padding: 10px 14px;
  background: #f6f7f9;
  outline: none;
}
header {
  display: flex;
  flex-wrap: wrap;
  gap: 8px 14px;
  align-items: center;
}
header h1 {
  font-size: 17px;
  font-weight: 600;
}
.grow {
  flex: 1;
}
.quiet {
  color: #5b6475;
}
.filters {
  display: flex;
}
.filters button {
  border-radius: 0;
  margin-left: -1px;
}
.filters button:first-child {
  border-radius: 6px 0 0 6px;
}
.filters button:last-child {
  border-radius: 0 6px 6px 0;
}
.filters [aria-pressed="true"] {
  background: #e3e9f3;
  font-weight: 600;
}
.status::before {
  content: "●";
  margin-right: 5px;
  color: #9aa2b1;
}
.status.good::before {
  color: #1a7f4b;
}
.status.waiting {
  color: #8a5300;
}
.status.waiting::before {
  color: #d98700;
}
.status.bad {
  color: #b3261e;
  font-weight: 600;
}
.status.bad::before {
  color: #b3261e;
}
.primary {
  background: #1f5fbf;
  border-color: #1f5fbf;
  color: #fff;
}
.primary:hover {
  background: #194f9f;
}
.who {
  width: 9em;
  border: 1px solid #c6ccd6;
  border-radius: 6px;
  padding: 4px 8px;
  background: #fff;
}
.bar {
  display: flex;
  align-items: center;
  gap: 12px;
}
.track {
  flex: 1;
  display: flex;
  height: 10px;
  border-radius: 5px;
  overflow: hidden;
  background: #dfe3ea;
}
.skipped {
  background: repeating-linear-gradient(45deg, #8d95a5 0 3px, #c3c9d3 3px 6px);
}
.unsure,
.tile b.unsure {
  background: repeating-linear-gradient(45deg, #b3261e 0 3px, #fff 3px 6px);
}
.alarm {
  background: #fbe9e7;
  border: 1px solid #e3a8a2;
  border-radius: 6px;
  padding: 5px 12px;
  color: #8c1d18;
  font-weight: 600;
}
main {
  display: grid;
  grid-template-columns: minmax(0, 1fr) 23rem;
  gap: 12px;
  min-height: 0;
}
figure {
  display: flex;
  flex-direction: column;
  min-height: 0;
  background: #fff;
  border: 1px solid #dde1e8;
  border-radius: 8px;
}
.frame {
  flex: 1;
  min-height: 0;
  position: relative;
  overflow: hidden;
  background: #e9ebee;
  border-radius: 8px 8px 0 0;
  cursor: zoom-in;
}
.frame img,
.frame .sprite {
  position: absolute;
  inset: 0;
  width: 100%;
  height: 100%;
  object-fit: contain;
}
.frame .sprite {
  width: 256px;
  height: 256px;
  margin: auto;
  image-rendering: pixelated;
}
.zoomed {
  cursor: zoom-out;
}
.zoomed img {
  transform: scale(3);
}
figcaption {
  padding: 6px 12px;
  display: flex;
  gap: 12px;
  align-items: baseline;
  flex-wrap: wrap;
}
.path {
  overflow-wrap: anywhere;
  font-weight: 600;
  user-select: text;
}
aside {
  overflow: auto;
  min-height: 0;
  display: flex;
  flex-direction: column;
  gap: 8px;
}
section {
  background: #fff;
  border: 1px solid #dde1e8;
  border-radius: 8px;
  padding: 7px 12px;
}
h2 {
  font-size: 12px;
  font-weight: 600;
  color: #5b6475;
  margin-bottom: 5px;
}
.choices {
  display: flex;
  flex-direction: column;
  gap: 5px;
}
.choice {
  display: flex;
  gap: 9px;
  align-items: center;
  text-align: left;
  padding: 4px 9px;
  min-height: 34px;
  overflow-wrap: anywhere;
}
.choice .name {
  flex: 1;
  min-width: 0;
}
.choice.chosen,
.skip.chosen {
  border-color: #1d2330;
  box-shadow: inset 0 0 0 1px #1d2330;
  background: #eef2f8;
  font-weight: 600;
}
kbd {
  font:
    600 12px system-ui,
    sans-serif;
  min-width: 20px;
  padding: 1px 5px;
  text-align: center;
  border: 1px solid #c6ccd6;
  border-bottom-width: 2px;
  border-radius: 4px;
  background: #f8f9fb;
  color: #424b5c;
  white-space: nowrap;
}
.dot {
  flex: none;
  display: inline-block;
  width: 12px;
  height: 12px;
  border-radius: 3px;
  background: #9aa2b1;
}
.tag {
  color: #5b6475;
  font-weight: 400;
  font-size: 12px;
  white-space: nowrap;
}
.row {
  display: flex;
  gap: 5px;
}
.row button {
  flex: 1 1 auto;
  display: flex;
  gap: 7px;
  align-items: center;
  white-space: nowrap;
  padding: 4px 8px;
}
.other {
  display: flex;
  gap: 6px;
}
.other input {
  flex: 1;
  min-width: 0;
  border: 1px solid #c6ccd6;
  border-radius: 6px;
  padding: 5px 8px;
}
[hidden] {
  display: none !important;
}
ul {
  padding-left: 16px;
  margin-bottom: 5px;
}
table {
  border-collapse: collapse;
}
td {
  padding: 1px 14px 1px 0;
  overflow-wrap: anywhere;
  vertical-align: baseline;
}
td:first-child {
  color: #5b6475;
}
td .dot {
  margin-right: 6px;
}
.likes {
  display: grid;
  gap: 6px;
}
.like {
  display: flex;
  gap: 6px;
  flex-wrap: wrap;
}
.like p {
  width: 100%;
  display: flex;
  gap: 6px;
  align-items: center;
  overflow-wrap: anywhere;
}
.like img {
  width: 108px;
  height: 72px;
  object-fit: contain;
  background: #e9ebee;
  border-radius: 4px;
}
.strip {
  display: flex;
  gap: 3px;
  overflow-x: auto;
  padding: 2px 0 6px;
  align-items: flex-start;
  min-height: 62px;
}
.tile {
  flex: none;
  width: 44px;
  padding: 0;
  border: 0;
  border-radius: 4px;
  overflow: hidden;
  background: #dfe3ea;
  outline-offset: -2px;
}
.tile i {
  display: block;
  height: 44px;
  background-repeat: no-repeat;
}
.tile b {
  display: block;
  height: 7px;
  background: #dfe3ea;
}
.tile b.skipped {
  background: repeating-linear-gradient(45deg, #8d95a5 0 3px, #c3c9d3 3px 6px);
}
.tile.here {
  outline: 3px solid #1d2330;
}
footer {
  display: flex;
  gap: 14px;
  flex-wrap: wrap;
  align-items: baseline;
  min-height: 22px;
}
footer .said {
  font-weight: 600;
  overflow-wrap: anywhere;
}
footer .said.bad {
  color: #b3261e;
}
@container (max-width: 760px) {
  main {
    grid-template-columns: 1fr;
    overflow: auto;
  }
  .frame {
    min-height: 300px;
  }
  aside {
    overflow: visible;
  }
}
`;var U=class{constructor(e){this.review=e,this.choices=a("div",{className:"choices"}),this.input=a("input",{placeholder:"another label, then Enter",maxLength:400}),this.input.addEventListener("keydown",d=>this.typed(d));let t=x("Use",()=>e.decideTyped(this.input.value));this.other=a("div",{className:"other",hidden:!0},this.input,t);let s=D("0","something else…","else",()=>this.open(!0));this.skip=D("s","skip","skip",()=>e.decide("skip"));let o=D("u","undo","undo",()=>e.undo()),n=a("div",{className:"row"},s,this.skip,o);this.state=a("p",{className:"tag"}),this.reasons=a("ul"),this.answers=a("table"),this.likes=a("div",{className:"likes"});let r=_("What is it?",this.choices,this.other,n,this.state);r.className="choices",this.likesSection=_("Labelled images that are most like it",this.likes);let l=_("Why it is in the queue",this.reasons,this.answers);this.element=a("aside",{},r,l,this.likesSection)}typed(e){e.key==="Enter"&&this.review.decideTyped(this.input.value),e.key==="Escape"&&this.open(!1)}open(e){let{root:t}=this.review;this.other.hidden=!e,this.input.value="",e?this.input.focus():t.contains(t.getRootNode().activeElement)&&t.focus({preventScroll:!0})}paintChoices(){let{decisions:e,image:t}=this.review;this.choices.replaceChildren(...e.labels.map((l,d)=>this.choice(l,d)));let s=e.entries.get(t.path),o=e.decided(t);if(this.skip.classList.toggle("chosen",o==="skip"),!s||!o){this.state.textContent="not decided";return}let n=e.sender.trouble&&this.review.hasStore,r=e.isSure(s)?"":n?": not saved":": saving…";this.state.textContent=`${o==="skip"?"skipped":"decided"} ${Le(s.time)}${r}`}choice(e,t){let{decisions:s,image:o}=this.review,n=s.entries.get(o.path),r=e===o.vote?`vote, ${Math.round(100*o.confidence)} %`:"",l=[r,e===o.label?"in the table":""].filter(Boolean).join("; "),c=[h("kbd","",t<9?String(t+1):"·"),j(s.labels,e),h("span","name",e),h("span","tag",l)];r&&c.push(h("kbd","","space"));let f=a("button",{type:"button",className:"choice"},...c);return f.classList.toggle("chosen",n?.decision==="label"&&n.label===e),f.addEventListener("click",()=>this.review.decide("label",e)),f}paintEvidence(){let{data:e,image:t,decisions:s}=this.review,o=(l,d)=>a("tr",{},h("td","",l),a("td",{},j(s.labels,d),d)),n=e.networks.map((l,d)=>o(l,t.answers[d]));t.label&&n.push(o("label in the table",t.label)),this.reasons.replaceChildren(...t.reasons.map(l=>h("li","",l))),this.answers.replaceChildren(...n);let r=t.examples.map(({label:l,numbers:d})=>{let c=a("p",{},j(s.labels,l),l);return a("div",{className:"like"},c,...d.map(f=>this.example(f)))});this.likes.replaceChildren(...r),this.likesSection.hidden=!r.length}example(e){let t=a("img",{alt:"",title:this.review.data.examples[e].path});return this.review.pictures.bring("example",e).then(s=>{s&&(t.src=s)}),t}};function D(i,e,t,s){let o=x("",s,{className:t});return o.append(h("kbd","",i),h("span","",e)),o}function _(i,...e){return a("section",{},h("h2","",i),...e)}function Le(i){return new Date(i).toLocaleString(void 0,{dateStyle:"medium",timeStyle:"short"})}var Ne=44,P=class{constructor(e){this.review=e,this.tiles=e.data.images.map((t,s)=>this.makeTile(t,s)),this.element=a("nav",{className:"strip"},...this.tiles.map(({tile:t})=>t))}makeTile(e,t){let{sprites:s,columns:o}=this.review.data,[n,r]=[a("i"),a("b")];L(n,s,t,o,Ne);let d=a("button",{...{type:"button",className:"tile",tabIndex:-1},title:e.path},n,r);return d.addEventListener("click",()=>this.review.show(t)),{tile:d,mark:r}}paint(e){let{decisions:t,data:s,filter:o,at:n}=this.review,r=s.images[e],l=t.entries.get(r.path),d=t.decided(r),{tile:c,mark:f}=this.tiles[e],u=l!==void 0&&!t.isSure(l);f.className=u?"unsure":d==="skip"?"skipped":"",f.style.background=l&&d==="label"&&!u?$(t.labels,l.label):"",c.classList.toggle("here",e===n),c.hidden=!k(o,d)}paintAll(){for(let e of this.tiles.keys())this.paint(e)}scrollTo(e){let{tile:t}=this.tiles[e],s=t.offsetLeft-this.element.offsetLeft;this.element.scrollLeft=s-(this.element.clientWidth-t.clientWidth)/2}};var B=class{constructor(e,{picture:t,save:s,load:o}){this.data=e,this.hasStore=s!==void 0,this.at=0,this.filter="all",this.pictures=new R(t),this.drawer=new O(e.run),this.decisions=new A(e,this.drawer,s??null,this),this.head=new M(this),this.strip=new P(this),this.figure=new F(this),this.side=new U(this),this.said=a("span",{className:"said",ariaLive:"polite"}),this.root=Oe(this),this.leave=new AbortController,this.load=o}async open(e){e.append(this.root),Q(this,this.leave.signal),this.start([]),this.load&&this.start(await this.load())}get image(){return this.data.images[this.at]}decided(){return this.data.images.map(e=>this.decisions.decided(e))}start(e){this.decisions.start(e),this.strip.paintAll(),this.head.show(),this.show(Math.max(0,q(this.decided(),-1))),this.decisions.sender.sendAll()}close(){this.leave.abort()}decide(e,t=""){let{image:s}=this;this.decisions.decide(s,e,t);let o=q(this.decided(),this.at);this.say(`${S(s.path)}: ${e==="skip"?"skipped":t}`),this.show(o<0?this.at:o),o<0&&this.say(`Every image is decided.${this.hasStore?"":" Save the decisions to a file."}`)}decideTyped(e){let t=N(e);if(t){this.say(t,!0);return}let s=e.trim(),o=this.decisions.labels.find(n=>n.toLowerCase()===s.toLowerCase());this.decisions.learn(s&&!o?s:""),this.side.open(!1),this.decide("label",o??s)}undo(){let e=this.decisions.undo();if(!e){this.say("There is nothing to undo.");return}this.show(this.decisions.number.get(e)??this.at),this.say(`${S(e)}: taken back`)}changed(e){let t=this.decisions.number.get(e);t!==void 0&&this.strip.paint(t),this.head.show(),this.image.path===e&&this.side.paintChoices()}move(e){let t=G(this.decided(),this.filter,this.at,e);t>=0&&this.show(t)}show(e){let t=this.at;this.at=e,this.side.open(!1),this.strip.paint(t),this.strip.paint(e),this.figure.paint(),this.side.paintChoices(),this.side.paintEvidence(),this.strip.scrollTo(e)}setFilter(e){this.filter=e,this.strip.paintAll(),this.head.show();let t=this.decided().map(s=>k(e,s));!t[this.at]&&t.includes(!0)&&this.show(t.indexOf(!0))}say(e,t=!1){this.said.textContent=e,this.said.classList.toggle("bad",t)}};function Oe({head:i,strip:e,figure:t,side:s,said:o}){return a("div",{className:"review",tabIndex:0},i.element,a("div",{},i.alarm),i.bar,a("main",{},t.element,s.element),e.element,a("footer",{},o,h("span","grow",""),X()))}function te(i,e,t){let s=i.attachShadow({mode:"open"}),o=new CSSStyleSheet;if(o.replaceSync(ee),s.adoptedStyleSheets=[o],!e.images.length)return s.append(h("p","quiet","Nothing is in the queue: no image gives a reason to look at it.")),null;let n=new B(e,t);return n.open(s),n}function Ce({model:i,el:e}){let t=new E(i),s=c=>t.ask("save",{entry:c},b),o=async()=>(await t.ask("load",{},b)).made??[],n=async(c,f)=>{let u=await t.ask(c,{number:f},b);if(u.refused||!u.picture)throw new Error(u.refused??"no picture");return URL.createObjectURL(new Blob([u.picture],{type:"image/jpeg"}))};e.dataset.lmSuppressShortcuts="true";let r=a("div");r.style.height=`${i.get("height")}px`,e.append(r);let l=te(r,i.get("data"),{save:s,load:o,picture:n}),d=new ResizeObserver(()=>{d.disconnect(),document.activeElement===document.body&&l?.root.focus({preventScroll:!0})});return d.observe(r),()=>{d.disconnect(),l?.close(),t.close()}}var It={render:Ce};export{It as default};
