function r(s,e={},...t){let i=Object.assign(document.createElement(s),e);return i.append(...t),i}function g(s,e,t={}){let i=r("button",{type:"button",textContent:s,...t});return i.addEventListener("click",e),i}function $(s,e,t,i,o){Object.assign(s.style,{backgroundImage:`url(${e})`,backgroundSize:`${i*o}px auto`,backgroundPosition:`${-o*(t%i)}px ${-o*Math.floor(t/i)}px`})}var _=5e3;function E(s){return typeof s!="string"||!s.trim()?"A label needs a letter at least.":[...s].length>200?"A label has at most 200 characters.":/[\p{Control}\p{Surrogate}]/u.test(s)?"A label holds no control characters.":""}var se=/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,ie=/^(page [0-9a-f]{16}$|\d{4}-)/,oe=1e3;function w(s){return s===null||typeof s!="object"||typeof s.path!="string"||typeof s.sha256!="string"||typeof s.time!="string"||!se.test(s.time)||s.seen!==void 0&&!ne(s.seen)?!1:s.decision==="label"?!E(s.label):["skip","none"].includes(s.decision)&&s.label===""}function ne(s){if(s===null||typeof s!="object"||Array.isArray(s))return!1;let e=Object.entries(s);return e.length<=oe&&e.every(([t,i])=>ie.test(t)&&Number.isInteger(i)&&i>0)}function u({seen:s,time:e,decision:t,label:i}){return s??{[`${e} ${t} ${i}`]:1}}function N(s,e){let t=u(s);return Object.entries(u(e)).every(([i,o])=>(t[i]??0)>=o)}function O(s,e){let t={...s};for(let[i,o]of Object.entries(e))t[i]=Math.max(t[i]??0,o);return t}function W(){return`page ${[...crypto.getRandomValues(new Uint8Array(8))].map(e=>e.toString(16).padStart(2,"0")).join("")}`}function k(s){let{path:e,sha256:t,decision:i,label:o,time:n}=s;return{path:e,sha256:t,decision:i,label:o,time:n,seen:u(s)}}var L=class{constructor(e){this.prefix=`aoi-review ${e} `,this.works=!0}attempt(e){try{let t=e();return this.works=!0,t}catch{return this.works=!1,null}}put(e){this.attempt(()=>localStorage.setItem(this.prefix+e.path,JSON.stringify(e)))}remove(e){this.attempt(()=>localStorage.removeItem(this.prefix+e))}read(e){try{let t=JSON.parse(localStorage.getItem(e)??"");return w(t)&&e===this.prefix+t.path?t:null}catch{return null}}all(){return(this.attempt(()=>Object.keys(localStorage))??[]).filter(o=>o.startsWith(this.prefix)).map(o=>this.read(o)).filter(o=>o!==null).sort((o,n)=>(o.nth??0)-(n.nth??0))}get who(){return this.attempt(()=>localStorage.getItem("aoi-review who"))??""}set who(e){this.attempt(()=>localStorage.setItem("aoi-review who",e))}};var J=["all","undecided","decided","skipped"];function b(s,e){return{all:!0,undecided:!e,decided:e==="label",skipped:e==="skip"}[s]}function U(s,e){return s.map((i,o)=>(e+1+o)%s.length).find(i=>!s[i])??-1}function K(s,e,t,i){let o=t+i;for(;o>=0&&o<s.length&&!b(e,s[o]);)o+=i;return o<s.length?Math.max(-1,o):-1}function G(s){let e=t=>s.filter(i=>b(t,i)).length;return{all:e("all"),undecided:e("undecided"),decided:e("decided"),skipped:e("skipped")}}function x(s,e){return`${s} ${e}${s===1?"":"s"}`}var v=s=>s.slice(s.lastIndexOf("/")+1);var C=class{constructor(e,t,i){this.decisions=e,this.save=t,this.screen=i,this.flying=new Set,this.trouble=""}async send(e){if(!this.save||e.saved||this.flying.has(e))return;this.flying.add(e);let{refused:t="",made:i=[]}=await this.save(k(e));this.flying.delete(e),this.trouble=t,!t&&this.decisions.entries.get(e.path)===e&&this.settle(e,i[0]),this.screen.changed(e.path)}sendAll(){for(let e of this.decisions.unsaved())this.send(e)}settle({path:e,decision:t,label:i},o){this.decisions.forget(e),o&&(this.decisions.entries.set(e,{...o,saved:!0}),!(o.decision===t&&o.label===i)&&(this.decisions.learn(o.label),this.screen.say(`${v(e)}: somebody has decided later, ${o.label||"skipped"}`,!0)))}};var I=class{constructor(e,t,i,o){this.images=e.images,this.number=new Map(e.images.map((n,a)=>[n.path,a])),this.labels=[...e.labels],this.drawer=t,this.hasStore=i!==null,this.screen=o,this.entries=new Map,this.past=[],this.page=W(),this.nth=0,this.sender=new C(this,i,o)}start(e){for(let o of e.filter(w))this.entries.set(o.path,{...o,saved:!0});for(let o of this.drawer.all()){let n=this.entries.get(o.path);n&&N(n,o)?this.drawer.remove(o.path):(this.entries.delete(o.path),this.entries.set(o.path,o)),this.nth=Math.max(this.nth,o.nth??0)}let t=this.made();for(let o of t)this.learn(o.label);let i=t.filter(o=>this.number.has(o.path));this.past=i.map(o=>({path:o.path,before:null}))}learn(e){e&&!this.labels.includes(e)&&this.labels.push(e)}made(){return[...this.entries.values()].filter(e=>e.decision!=="none")}unsaved(){return[...this.entries.values()].filter(e=>!e.saved)}decided(e){let t=this.entries.get(e.path)?.decision??"none";return t==="none"?"":t}isSure(e){return!!(e.saved||!this.hasStore&&this.drawer.works)}decide({path:e,sha256:t},i,o){let n=this.entries.get(e);n?.decision===i&&n.label===o||(this.past.push({path:e,before:n??null}),this.put(this.stamped({path:e,sha256:t,decision:i,label:o},n)))}stamped({path:e,sha256:t,decision:i,label:o},n){let a=O(n?u(n):{},{[this.page]:this.nth+1});return{path:e,sha256:t,decision:i,label:o,time:new Date().toISOString(),seen:a,saved:!1}}undo(){let e=this.past.pop();if(!e)return"";let{path:t,before:i}=e,{sha256:o}=this.images[this.number.get(t)??0],n=i??{path:t,sha256:o,decision:"none",label:""};return this.put(this.stamped(n,this.entries.get(t))),t}put(e){let t=this.entries.get(e.path);e.filed=!!(t&&(t.saved||t.filed)),this.nth+=1,e.nth=this.nth,e.decision==="none"&&!e.filed&&!this.hasStore?this.forget(e.path):(this.entries.set(e.path,e),this.drawer.put(e)),this.screen.changed(e.path),this.sender.send(e)}forget(e){this.entries.delete(e),this.drawer.remove(e)}keep(e){e.saved=!0,this.drawer.put(e)}heard(e){let t=e.slice(this.drawer.prefix.length),i=this.drawer.read(e);i?this.entries.set(t,i):this.entries.delete(t),i&&this.learn(i.label),this.screen.changed(t)}};var re=["#0072b2","#e69f00","#009e73","#cc79a7","#56b4e9","#d55e00","#b8a500"],ae="#6b7280";function h(s,e,t){let i=r(s);return i.className=e,i.textContent=t,i}function y(s,e){return re[s.indexOf(e)]??ae}function T(s,e){let t=r("span",{className:"dot"});return t.style.background=y(s,e),t}var le=256,de=2,A=class{constructor(e){this.review=e,this.frame=r("div",{className:"frame",title:"click or z: larger"}),this.caption=r("figcaption"),this.element=r("figure",{},this.frame,this.caption),this.shown=r("img"),this.frame.addEventListener("click",t=>this.toggle(t)),this.frame.addEventListener("mousemove",t=>this.aim(t))}paint(){let{data:e,at:t,pictures:i}=this.review,o=e.images[t],n=r("img",{alt:o.path,draggable:!1,hidden:!0}),a=r("div",{className:"sprite"});$(a,e.sprites,t,e.columns,le),this.shown=n,this.frame.classList.remove("zoomed"),this.frame.replaceChildren(a,n),n.addEventListener("load",()=>{n.hidden=!1,a.remove()}),i.bring("image",t).then(c=>{c&&(n.src=c)});let[d,l]=o.size;this.caption.replaceChildren(h("span","quiet",`${t+1} of ${e.images.length}`),h("span","path",o.path),h("span","quiet",`${d} × ${l} px`),h("span","quiet",o.note??""));for(let c=t+1;c<=t+de&&c<e.images.length;c++)i.bring("image",c)}toggle(e){this.frame.classList.toggle("zoomed"),this.aim(e)}shrink(){this.frame.classList.remove("zoomed")}aim(e){let t=this.frame.getBoundingClientRect(),[i,o]=e?[e.clientX,e.clientY]:[t.left+t.width/2,t.top+t.height/2];this.shown.style.transformOrigin=`${H(i,t.left,t.width)}% ${H(o,t.top,t.height)}%`}};function H(s,e,t){return Math.min(100,Math.max(0,100*(s-e)/t))}var he=5e7,ce=6e4;function pe(s,e,t){let i=[...t].sort((o,n)=>o.path<n.path?-1:1);return{format:2,run:s,who:e.replace(/\p{Control}/gu,"").trim(),decisions:i.map(k)}}function fe(s,e,t){if(![1,2].includes(s?.format)||!Array.isArray(s.decisions))return"no file of decisions";if(s.run!==e)return"decisions on another collection of images";let i=s.decisions.findIndex(o=>!w(o)||!t(o));return i<0?"":`decision ${i+1} is none, or its image has changed`}function Y(s,e,t){let i=pe(e,t,s.made()),o=URL.createObjectURL(new Blob([JSON.stringify(i,null,1)],{type:"application/json"})),n=`decisions-${e}-${new Date().toISOString().slice(0,19).replaceAll(":","")}.json`;return r("a",{href:o,download:n}).click(),setTimeout(()=>URL.revokeObjectURL(o),ce),s.hasStore||me(s),`${x(i.decisions.length,"decision")} saved to ${n}`}async function V(s,e,t){let{value:i,broken:o}=await ue(t),n=o||fe(i,e,l=>ge(s,l));if(n)return[`${t.name}: ${n}. Nothing is taken from it.`,!0];let d=i.decisions.filter(l=>{let c=s.entries.get(l.path);return!c||!N(c,l)});for(let l of d)xe(s,k(l));return[`${x(d.length,"decision")} taken from ${t.name}`,!1]}async function ue(s){if(s.size>he)return{value:null,broken:"too large for a file of decisions"};try{return{value:JSON.parse(await s.text()),broken:""}}catch{return{value:null,broken:"no JSON"}}}function me(s){for(let e of s.unsaved())e.decision==="none"?s.forget(e.path):s.keep(e)}function ge({number:s,images:e},t){let i=s.get(t.path);return i===void 0||e[i].sha256===t.sha256}function xe(s,e){s.learn(e.label);let t=s.entries.get(e.path)??null;if(s.number.has(e.path)&&s.past.push({path:e.path,before:t}),s.put({...e,seen:O(t?u(t):{},u(e))}),s.hasStore)return;let i=s.entries.get(e.path);i&&s.keep(i),s.screen.changed(e.path)}var F=class{constructor(e){this.review=e;let{images:t,total:i}=e.data,o=t.length<i?`the first ${t.length} of ${i}`:x(i,"image");this.filters=J.map(a=>({filter:a,element:g("",()=>e.setFilter(a))})),this.status=r("span",{className:"status",role:"status"}),this.save=g("Save decisions",()=>this.saveFile(),{className:"save"}),this.picker=r("input",{type:"file",accept:".json,application/json",hidden:!0}),this.picker.addEventListener("change",()=>this.picked()),this.who=r("input",{className:"who",placeholder:"your name",maxLength:100,hidden:e.hasStore}),this.who.value=e.drawer.who,this.who.addEventListener("input",()=>{e.drawer.who=this.who.value});let n=r("div",{className:"filters"},...this.filters.map(({element:a})=>a));this.element=r("header",{},h("h1","","Review"),h("span","quiet",`${o} in the queue`),n,h("span","grow",""),this.status,this.who,this.save,g("Load…",()=>this.picker.click(),{className:"load"}),this.picker),this.alarm=r("p",{className:"alarm",role:"alert"}),this.track=r("div",{className:"track"}),this.counts=r("span",{className:"counts quiet"}),this.bar=r("div",{className:"bar"},this.track,this.counts)}async picked(){let{decisions:e,data:t}=this.review,i=this.picker.files?.[0],o=i&&V(e,t.run,i);this.picker.value="",o&&this.review.say(...await o)}saveFile(){let{decisions:e,data:t}=this.review,i=Y(e,t.run,this.who.value);this.show(),this.review.side.paintChoices(),this.review.say(i)}show(){let{decisions:e,data:t,filter:i}=this.review,o=t.images.flatMap(p=>{let m=e.entries.get(p.path);return m&&e.decided(p)?[m]:[]}),n=o.filter(p=>e.isSure(p)),a=G(this.review.decided());for(let{filter:p,element:m}of this.filters)m.textContent=`${p} ${a[p]}`,m.setAttribute("aria-pressed",String(p===i));let d=n.filter(p=>p.decision==="skip").length,l=o.length-n.length,c=p=>n.filter(m=>m.label===p).length;this.track.replaceChildren(...e.labels.map(p=>j(c(p),"",y(e.labels,p))),j(d,"skipped"),j(l,"unsure"),j(a.undecided,""));let f=l?`, ${l} not saved`:"",S=n.length-d;this.counts.textContent=`${S} decided, ${d} skipped, ${a.undecided} left${f}`,this.showStatus(e.unsaved().length)}showStatus(e){let{decisions:t,drawer:i,hasStore:o}=this.review,{size:n}=t.entries,[a,d,l]=o?be(e,t.sender.trouble,i.works):we(e,n,i.works);this.status.className=`status ${a}`,this.status.textContent=d,this.alarm.textContent=l,this.alarm.hidden=!l,this.save.classList.toggle("primary",e>0),this.save.hidden=o&&!l}};function j(s,e,t=""){let i=r("span",{className:e});return i.style.flex=`${s} 0 0`,i.style.background=t,i}function be(s,e,t){if(!s)return["good","all saved",""];if(!e)return["waiting","saving…",""];let i=t?"Kept in this browser and sent again; or save":"Save",o=`${x(s,"decision")} not saved: ${e}. ${i} to a file before you close the page.`;return["bad",`${s} not saved`,o]}function we(s,e,t){let i=s?`${x(s,"change")} not yet in a file`:"all decisions are in a file";return t?e?[s?"waiting":"good",i,""]:["","no decisions yet",""]:["bad",i,"This browser keeps nothing. Save to a file before you close the page."]}var ke={"1 … 9":"label",space:"accept the vote",s:"skip",u:"undo","← →":"move",z:"zoom"};function X(){let s=Object.entries(ke).flatMap(([e,t])=>[h("kbd","",e),` ${t} `]);return r("span",{className:"quiet"},...s)}function ve({code:s,key:e}){return/^(?:Digit|Numpad)(\d)$/.exec(s)?.[1]??(/^\d$/.test(e)?e:"")}function ye(s,e){let t=ve(e),i=s.decisions.labels[Number(t||0)-1];if(t==="0")return()=>s.side.open(!0);if(i!==void 0)return()=>s.decide("label",i);let[o,n]=[()=>s.move(-1),()=>s.move(1)],a={" ":()=>s.decide("label",s.image.vote),s:()=>s.decide("skip"),u:()=>s.undo(),z:()=>s.figure.toggle(),ArrowLeft:o,ArrowUp:o,ArrowRight:n,ArrowDown:n,Escape:()=>s.figure.shrink()},d=e.key.length===1?e.key.toLowerCase():e.key;return Object.hasOwn(a,d)?a[d]:void 0}function Z(s,e){let t=e.composedPath()[0];if(e.ctrlKey||e.metaKey||e.altKey||t.tagName==="INPUT"||[" ","Enter"].includes(e.key)&&t.tagName==="BUTTON")return;let i=ye(s,e);i&&(e.preventDefault(),e.stopPropagation(),(!e.repeat||e.key.startsWith("Arrow"))&&i())}function Q(s,e){(s.hasStore?s.root:document.documentElement).addEventListener("keydown",a=>Z(s,a),{signal:e}),s.root.addEventListener("mousedown",a=>Se(s,a));let i=a=>{s.decisions.unsaved().length&&a.preventDefault()};window.addEventListener("beforeunload",i,{signal:e});let o=({key:a})=>{!s.hasStore&&a?.startsWith(s.drawer.prefix)&&s.decisions.heard(a)};if(window.addEventListener("storage",o,{signal:e}),!s.hasStore)return;let n=setInterval(()=>s.decisions.sender.sendAll(),_);e.addEventListener("abort",()=>clearInterval(n))}function Se(s,e){let t=e.composedPath();t.some(i=>i instanceof HTMLInputElement)||(t.includes(s.figure.caption)||e.preventDefault(),s.root.focus({preventScroll:!0}))}var M=class{constructor(e){this.find=e,this.addresses=new Map}bring(e,t){let i=`${e} ${t}`,o=this.addresses.get(i);if(o)return o;let n=this.find(e,t).catch(()=>(this.addresses.delete(i),""));return this.addresses.set(i,n),this.addresses.size>100&&this.dropOldest(),n}dropOldest(){let[e,t]=this.addresses.entries().next().value??[];e&&(this.addresses.delete(e),t?.then(i=>URL.revokeObjectURL(i)))}};var ee=`:host {
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
`;var z=class{constructor(e){this.review=e,this.choices=r("div",{className:"choices"}),this.input=r("input",{placeholder:"another label, then Enter",maxLength:400}),this.input.addEventListener("keydown",l=>this.typed(l));let t=g("Use",()=>e.decideTyped(this.input.value));this.other=r("div",{className:"other",hidden:!0},this.input,t);let i=P("0","something else…","else",()=>this.open(!0));this.skip=P("s","skip","skip",()=>e.decide("skip"));let o=P("u","undo","undo",()=>e.undo()),n=r("div",{className:"row"},i,this.skip,o);this.state=r("p",{className:"tag"}),this.reasons=r("ul"),this.answers=r("table"),this.likes=r("div",{className:"likes"});let a=q("What is it?",this.choices,this.other,n,this.state);a.className="choices",this.likesSection=q("Labelled images that are most like it",this.likes);let d=q("Why it is in the queue",this.reasons,this.answers);this.element=r("aside",{},a,d,this.likesSection)}typed(e){e.key==="Enter"&&this.review.decideTyped(this.input.value),e.key==="Escape"&&this.open(!1)}open(e){let{root:t}=this.review;this.other.hidden=!e,this.input.value="",e?this.input.focus():t.contains(t.getRootNode().activeElement)&&t.focus({preventScroll:!0})}paintChoices(){let{decisions:e,image:t}=this.review;this.choices.replaceChildren(...e.labels.map((d,l)=>this.choice(d,l)));let i=e.entries.get(t.path),o=e.decided(t);if(this.skip.classList.toggle("chosen",o==="skip"),!i||!o){this.state.textContent="not decided";return}let n=e.sender.trouble&&this.review.hasStore,a=e.isSure(i)?"":n?": not saved":": saving…";this.state.textContent=`${o==="skip"?"skipped":"decided"} ${Ee(i.time)}${a}`}choice(e,t){let{decisions:i,image:o}=this.review,n=i.entries.get(o.path),a=e===o.vote?`vote, ${Math.round(100*o.confidence)} %`:"",d=[a,e===o.label?"in the table":""].filter(Boolean).join("; "),c=[h("kbd","",t<9?String(t+1):"·"),T(i.labels,e),h("span","name",e),h("span","tag",d)];a&&c.push(h("kbd","","space"));let f=r("button",{type:"button",className:"choice"},...c);return f.classList.toggle("chosen",n?.decision==="label"&&n.label===e),f.addEventListener("click",()=>this.review.decide("label",e)),f}paintEvidence(){let{data:e,image:t,decisions:i}=this.review,o=(d,l)=>r("tr",{},h("td","",d),r("td",{},T(i.labels,l),l)),n=e.networks.map((d,l)=>o(d,t.answers[l]));t.label&&n.push(o("label in the table",t.label)),this.reasons.replaceChildren(...t.reasons.map(d=>h("li","",d))),this.answers.replaceChildren(...n);let a=t.examples.map(({label:d,numbers:l})=>{let c=r("p",{},T(i.labels,d),d);return r("div",{className:"like"},c,...l.map(f=>this.example(f)))});this.likes.replaceChildren(...a),this.likesSection.hidden=!a.length}example(e){let t=r("img",{alt:"",title:this.review.data.examples[e].path});return this.review.pictures.bring("example",e).then(i=>{i&&(t.src=i)}),t}};function P(s,e,t,i){let o=g("",i,{className:t});return o.append(h("kbd","",s),h("span","",e)),o}function q(s,...e){return r("section",{},h("h2","",s),...e)}function Ee(s){return new Date(s).toLocaleString(void 0,{dateStyle:"medium",timeStyle:"short"})}var Le=44,R=class{constructor(e){this.review=e,this.tiles=e.data.images.map((t,i)=>this.makeTile(t,i)),this.element=r("nav",{className:"strip"},...this.tiles.map(({tile:t})=>t))}makeTile(e,t){let{sprites:i,columns:o}=this.review.data,[n,a]=[r("i"),r("b")];$(n,i,t,o,Le);let l=r("button",{...{type:"button",className:"tile",tabIndex:-1},title:e.path},n,a);return l.addEventListener("click",()=>this.review.show(t)),{tile:l,mark:a}}paint(e){let{decisions:t,data:i,filter:o,at:n}=this.review,a=i.images[e],d=t.entries.get(a.path),l=t.decided(a),{tile:c,mark:f}=this.tiles[e],S=d!==void 0&&!t.isSure(d);f.className=S?"unsure":l==="skip"?"skipped":"",f.style.background=d&&l==="label"&&!S?y(t.labels,d.label):"",c.classList.toggle("here",e===n),c.hidden=!b(o,l)}paintAll(){for(let e of this.tiles.keys())this.paint(e)}scrollTo(e){let{tile:t}=this.tiles[e],i=t.offsetLeft-this.element.offsetLeft;this.element.scrollLeft=i-(this.element.clientWidth-t.clientWidth)/2}};var D=class{constructor(e,{picture:t,save:i,load:o}){this.data=e,this.hasStore=i!==void 0,this.at=0,this.filter="all",this.pictures=new M(t),this.drawer=new L(e.run),this.decisions=new I(e,this.drawer,i??null,this),this.head=new F(this),this.strip=new R(this),this.figure=new A(this),this.side=new z(this),this.said=r("span",{className:"said",ariaLive:"polite"}),this.root=Ne(this),this.leave=new AbortController,this.load=o}async open(e){e.append(this.root),Q(this,this.leave.signal),this.start([]),this.load&&this.start(await this.load())}get image(){return this.data.images[this.at]}decided(){return this.data.images.map(e=>this.decisions.decided(e))}start(e){this.decisions.start(e),this.strip.paintAll(),this.head.show(),this.show(Math.max(0,U(this.decided(),-1))),this.decisions.sender.sendAll()}close(){this.leave.abort()}decide(e,t=""){let{image:i}=this;this.decisions.decide(i,e,t);let o=U(this.decided(),this.at);this.say(`${v(i.path)}: ${e==="skip"?"skipped":t}`),this.show(o<0?this.at:o),o<0&&this.say(`Every image is decided.${this.hasStore?"":" Save the decisions to a file."}`)}decideTyped(e){let t=E(e);if(t){this.say(t,!0);return}let i=e.trim(),o=this.decisions.labels.find(n=>n.toLowerCase()===i.toLowerCase());this.decisions.learn(i&&!o?i:""),this.side.open(!1),this.decide("label",o??i)}undo(){let e=this.decisions.undo();if(!e){this.say("There is nothing to undo.");return}this.show(this.decisions.number.get(e)??this.at),this.say(`${v(e)}: taken back`)}changed(e){let t=this.decisions.number.get(e);t!==void 0&&this.strip.paint(t),this.head.show(),this.image.path===e&&this.side.paintChoices()}move(e){let t=K(this.decided(),this.filter,this.at,e);t>=0&&this.show(t)}show(e){let t=this.at;this.at=e,this.side.open(!1),this.strip.paint(t),this.strip.paint(e),this.figure.paint(),this.side.paintChoices(),this.side.paintEvidence(),this.strip.scrollTo(e)}setFilter(e){this.filter=e,this.strip.paintAll(),this.head.show();let t=this.decided().map(i=>b(e,i));!t[this.at]&&t.includes(!0)&&this.show(t.indexOf(!0))}say(e,t=!1){this.said.textContent=e,this.said.classList.toggle("bad",t)}};function Ne({head:s,strip:e,figure:t,side:i,said:o}){return r("div",{className:"review",tabIndex:0},s.element,r("div",{},s.alarm),s.bar,r("main",{},t.element,i.element),e.element,r("footer",{},o,h("span","grow",""),X()))}function te(s,e,t){let i=s.attachShadow({mode:"open"}),o=new CSSStyleSheet;if(o.replaceSync(ee),i.adoptedStyleSheets=[o],!e.images.length)return i.append(h("p","quiet","Nothing is in the queue: no image gives a reason to look at it.")),null;let n=new D(e,t);return n.open(i),n}var B=JSON.parse(document.getElementById("data")?.textContent??""),Oe=document.getElementById("review"),Ce=async(s,e)=>(s==="image"?B.images:B.examples)[e].picture;te(Oe,B,{picture:Ce})?.root.focus();
