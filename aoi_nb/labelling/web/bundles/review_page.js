var _=`.levels {
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
`;function o(s,e={},...t){let i=Object.assign(document.createElement(s),e);return i.append(...t),i}function f(s,e,t={}){let i=o("button",{type:"button",textContent:s,...t});return i.addEventListener("click",e),i}function $(s,e,t,i,n){Object.assign(s.style,{backgroundImage:`url(${e})`,backgroundSize:`${i*n}px auto`,backgroundPosition:`${-n*(t%i)}px ${-n*Math.floor(t/i)}px`})}var G=5e3;function E(s){return typeof s!="string"||!s.trim()?"A label needs a letter at least.":[...s].length>200?"A label has at most 200 characters.":/[\p{Control}\p{Surrogate}]/u.test(s)?"A label holds no control characters.":""}var pe={light:"#ffffff",dark:"#16181c"},J=()=>document.querySelector("#jp-top-panel, .jp-NotebookPanel")!==null;function Y(){let s=matchMedia("(prefers-color-scheme: dark)").matches;return J()?document.body.dataset.jpThemeLight==="false":s}function V(s,e,t){if(s.classList.toggle("aoi-dark",e),!(J()||!t))for(let i=s.parentElement;i;i=i.parentElement)i.style.setProperty("background",e?pe.dark:"","important")}function X(s,e){matchMedia("(prefers-color-scheme: dark)").addEventListener("change",s,{signal:e});let t=new MutationObserver(s);t.observe(document.body,{attributeFilter:["data-jp-theme-light"]}),e.addEventListener("abort",()=>t.disconnect())}var ue=/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,fe=/^(page [0-9a-f]{16}$|\d{4}-)/,me=1e3;function w(s){return s===null||typeof s!="object"||typeof s.path!="string"||typeof s.sha256!="string"||typeof s.time!="string"||!ue.test(s.time)||s.seen!==void 0&&!ge(s.seen)?!1:s.decision==="label"?!E(s.label):["skip","none"].includes(s.decision)&&s.label===""}function ge(s){if(s===null||typeof s!="object"||Array.isArray(s))return!1;let e=Object.entries(s);return e.length<=me&&e.every(([t,i])=>fe.test(t)&&Number.isInteger(i)&&i>0)}function m({seen:s,time:e,decision:t,label:i}){return s??{[`${e} ${t} ${i}`]:1}}function O(s,e){let t=m(s);return Object.entries(m(e)).every(([i,n])=>(t[i]??0)>=n)}function N(s,e){let t={...s};for(let[i,n]of Object.entries(e))t[i]=Math.max(t[i]??0,n);return t}function Q(){return`page ${[...crypto.getRandomValues(new Uint8Array(8))].map(e=>e.toString(16).padStart(2,"0")).join("")}`}function k(s){let{path:e,sha256:t,decision:i,label:n,time:r}=s;return{path:e,sha256:t,decision:i,label:n,time:r,seen:m(s)}}var L=class{constructor(e){this.prefix=`aoi-review ${e} `,this.works=!0}attempt(e){try{let t=e();return this.works=!0,t}catch{return this.works=!1,null}}put(e){this.attempt(()=>localStorage.setItem(this.prefix+e.path,JSON.stringify(e)))}remove(e){this.attempt(()=>localStorage.removeItem(this.prefix+e))}read(e){try{let t=JSON.parse(localStorage.getItem(e)??"");return w(t)&&e===this.prefix+t.path?t:null}catch{return null}}all(){return(this.attempt(()=>Object.keys(localStorage))??[]).filter(n=>n.startsWith(this.prefix)).map(n=>this.read(n)).filter(n=>n!==null).sort((n,r)=>(n.nth??0)-(r.nth??0))}get who(){return this.attempt(()=>localStorage.getItem("aoi-review who"))??""}set who(e){this.attempt(()=>localStorage.setItem("aoi-review who",e))}};var Z=["all","undecided","decided","skipped"];function b(s,e){return{all:!0,undecided:!e,decided:e==="label",skipped:e==="skip"}[s]}function B(s,e){return s.map((i,n)=>(e+1+n)%s.length).find(i=>!s[i])??-1}function ee(s,e,t,i){let n=t+i;for(;n>=0&&n<s.length&&!b(e,s[n]);)n+=i;return n<s.length?Math.max(-1,n):-1}function te(s){let e=t=>s.filter(i=>b(t,i)).length;return{all:e("all"),undecided:e("undecided"),decided:e("decided"),skipped:e("skipped")}}function x(s,e){return`${s} ${e}${s===1?"":"s"}`}var v=s=>s.slice(s.lastIndexOf("/")+1);var C=class{constructor(e,t,i){this.decisions=e,this.save=t,this.screen=i,this.flying=new Set,this.trouble=""}async send(e){if(!this.save||e.saved||this.flying.has(e))return;this.flying.add(e);let{refused:t="",made:i=[]}=await this.save(k(e));this.flying.delete(e),this.trouble=t,!t&&this.decisions.entries.get(e.path)===e&&this.settle(e,i[0]),this.screen.changed(e.path)}sendAll(){for(let e of this.decisions.unsaved())this.send(e)}settle({path:e,decision:t,label:i},n){this.decisions.forget(e),n&&(this.decisions.entries.set(e,{...n,saved:!0}),!(n.decision===t&&n.label===i)&&(this.decisions.learn(n.label),this.screen.say(`${v(e)}: somebody has decided later, ${n.label||"skipped"}`,!0)))}};var T=class{constructor(e,t,i,n){this.images=e.images,this.number=new Map(e.images.map((r,a)=>[r.path,a])),this.labels=[...e.labels],this.drawer=t,this.hasStore=i!==null,this.screen=n,this.entries=new Map,this.past=[],this.page=Q(),this.nth=0,this.sender=new C(this,i,n)}start(e){for(let n of e.filter(w))this.entries.set(n.path,{...n,saved:!0});for(let n of this.drawer.all()){let r=this.entries.get(n.path);r&&O(r,n)?this.drawer.remove(n.path):(this.entries.delete(n.path),this.entries.set(n.path,n)),this.nth=Math.max(this.nth,n.nth??0)}let t=this.made();for(let n of t)this.learn(n.label);let i=t.filter(n=>this.number.has(n.path));this.past=i.map(n=>({path:n.path,before:null}))}learn(e){e&&!this.labels.includes(e)&&this.labels.push(e)}made(){return[...this.entries.values()].filter(e=>e.decision!=="none")}unsaved(){return[...this.entries.values()].filter(e=>!e.saved)}decided(e){let t=this.entries.get(e.path)?.decision??"none";return t==="none"?"":t}isSure(e){return!!(e.saved||!this.hasStore&&this.drawer.works)}decide({path:e,sha256:t},i,n){let r=this.entries.get(e);r?.decision===i&&r.label===n||(this.past.push({path:e,before:r??null}),this.put(this.stamped({path:e,sha256:t,decision:i,label:n},r)))}stamped({path:e,sha256:t,decision:i,label:n},r){let a=N(r?m(r):{},{[this.page]:this.nth+1});return{path:e,sha256:t,decision:i,label:n,time:new Date().toISOString(),seen:a,saved:!1}}undo(){let e=this.past.pop();if(!e)return"";let{path:t,before:i}=e,{sha256:n}=this.images[this.number.get(t)??0],r=i??{path:t,sha256:n,decision:"none",label:""};return this.put(this.stamped(r,this.entries.get(t))),t}put(e){let t=this.entries.get(e.path);e.filed=!!(t&&(t.saved||t.filed)),this.nth+=1,e.nth=this.nth,e.decision==="none"&&!e.filed&&!this.hasStore?this.forget(e.path):(this.entries.set(e.path,e),this.drawer.put(e)),this.screen.changed(e.path),this.sender.send(e)}forget(e){this.entries.delete(e),this.drawer.remove(e)}keep(e){e.saved=!0,this.drawer.put(e)}heard(e){let t=e.slice(this.drawer.prefix.length),i=this.drawer.read(e);i?this.entries.set(t,i):this.entries.delete(t),i&&this.learn(i.label),this.screen.changed(t)}};var xe=["#0072b2","#e69f00","#009e73","#cc79a7","#56b4e9","#d55e00","#b8a500"],be="#6b7280";function c(s,e,t){let i=o(s);return i.className=e,i.textContent=t,i}function y(s,e){return xe[s.indexOf(e)]??be}function I(s,e){let t=o("span",{className:"dot"});return t.style.background=y(s,e),t}var we=.4,ke=2/255,M=10,D=2**.2,ve=256;function ye(s){let e=new Uint32Array(256);for(let a=0;a<s.length;a+=4)for(let l=0;l<3;l+=1)e[s[a+l]]+=1;let t=s.length/4*3,i=a=>{let[l,h]=[0,e[0]];for(;h<a*t;)l+=1,h+=e[l];return l/255},[n,r]=[i(.01),i(.99)];return t&&r<we&&r-n>=ke?{low:n,high:r}:null}function Se({brightness:s,contrast:e},t){let i=[];if(t){let[n,r]=[t.high-t.low,t.high+t.low];i.push(`brightness(${1/r})`,`contrast(${r/n})`)}return s&&i.push(`brightness(${D**s})`),e&&i.push(`contrast(${D**e})`),i.join(" ")||"none"}function $e(s){if(!s)return"";let[e,t]=[s.low,s.high].map(i=>Math.round(i*255));return`Dark image, shown brighter: levels ${e} to ${t} of 255 are stretched. The file stays as it is.`}function Ee(s){let e="naturalWidth"in s?[s.naturalWidth,s.naturalHeight]:[s.width,s.height],t=Math.min(1,ve/Math.max(...e)),[i,n]=e.map(l=>Math.max(1,Math.round(l*t))),a=o("canvas",{width:i,height:n}).getContext("2d",{willReadFrequently:!0});return a.drawImage(s,0,0,i,n),a.getImageData(0,0,i,n).data}var A=class{constructor(e){this.steps={brightness:0,contrast:0},this.range=null,this.changed=e,this.sliders={brightness:this.slider("brightness"),contrast:this.slider("contrast")},this.auto=o("input",{type:"checkbox",checked:!0}),this.auto.addEventListener("change",()=>this.show()),this.said=o("span",{className:"stretched",role:"status"}),this.element=o("div",{className:"levels"},o("label",{title:"B brighter, Shift B darker"},"Brightness",this.sliders.brightness),o("label",{title:"V more, Shift V less"},"Contrast",this.sliders.contrast),o("label",{title:"Stretch the levels of dark images (D)"},this.auto,"Brighten dark images"),f("As it is",()=>this.asItIs(),{title:"Show the image as the file has it (X)"}),this.said)}slider(e){let t=o("input",{type:"range",min:String(-M),max:String(M),value:"0"});return t.addEventListener("input",()=>this.set(e,Number(t.value))),t}set(e,t){this.steps[e]=Math.min(M,Math.max(-M,t)),this.show()}actionOf(e,t){let i=t?-1:1,n={b:()=>this.set("brightness",this.steps.brightness+i),v:()=>this.set("contrast",this.steps.contrast+i),d:()=>this.auto.click(),x:()=>this.asItIs()};return Object.hasOwn(n,e)?n[e]:void 0}asItIs(){this.steps={brightness:0,contrast:0},this.auto.checked=!1,this.show()}look(e){this.range=e&&ye(Ee(e)),this.show()}show(){let e=this.auto.checked?this.range:null;for(let t of["brightness","contrast"]){let i=this.sliders[t];i.value=String(this.steps[t]),i.setAttribute("aria-valuetext",`${Math.round(100*D**this.steps[t])} %`)}this.said.textContent=$e(e),this.changed(Se(this.steps,e))}};function se(s,e){return s.matches('input[type="range"]')?/^(arrow|page|home|end)/.test(e):s.matches('input[type="checkbox"], button, summary')?e===" "||e==="enter":s.matches("input, select")}var Le=256,Oe=2,j=class{constructor(e){this.review=e,this.frame=o("div",{className:"frame",title:"click or z: larger"}),this.caption=o("figcaption"),this.levels=new A(t=>this.frame.style.setProperty("--seen",t)),this.element=o("figure",{},this.frame,this.caption,this.levels.element),this.shown=o("img"),this.frame.addEventListener("click",t=>this.toggle(t)),this.frame.addEventListener("mousemove",t=>this.aim(t))}paint(){let{data:e,at:t,pictures:i}=this.review,n=e.images[t],r=o("img",{alt:n.path,draggable:!1,hidden:!0}),a=o("div",{className:"sprite"});$(a,e.sprites,t,e.columns,Le),this.shown=r,this.frame.classList.remove("zoomed"),this.frame.replaceChildren(a,r),this.levels.look(null),r.addEventListener("load",()=>{r.hidden=!1,a.remove(),this.shown===r&&this.levels.look(r)}),i.bring("image",t).then(d=>{d&&(r.src=d)});let[l,h]=n.size;this.caption.replaceChildren(c("span","quiet",`${t+1} of ${e.images.length}`),c("span","path",n.path),c("span","quiet",`${l} × ${h} px`),c("span","quiet",n.note??""));for(let d=t+1;d<=t+Oe&&d<e.images.length;d++)i.bring("image",d)}toggle(e){this.frame.classList.toggle("zoomed"),this.aim(e)}shrink(){this.frame.classList.remove("zoomed")}aim(e){let t=this.frame.getBoundingClientRect(),[i,n]=e?[e.clientX,e.clientY]:[t.left+t.width/2,t.top+t.height/2];this.shown.style.transformOrigin=`${ie(i,t.left,t.width)}% ${ie(n,t.top,t.height)}%`}};function ie(s,e,t){return Math.min(100,Math.max(0,100*(s-e)/t))}var Ne=5e7,Ce=6e4;function Te(s,e,t){let i=[...t].sort((n,r)=>n.path<r.path?-1:1);return{format:2,run:s,who:e.replace(/\p{Control}/gu,"").trim(),decisions:i.map(k)}}function Ie(s,e,t){if(![1,2].includes(s?.format)||!Array.isArray(s.decisions))return"no file of decisions";if(s.run!==e)return"decisions on another collection of images";let i=s.decisions.findIndex(n=>!w(n)||!t(n));return i<0?"":`decision ${i+1} is none, or its image has changed`}function ne(s,e,t){let i=Te(e,t,s.made()),n=URL.createObjectURL(new Blob([JSON.stringify(i,null,1)],{type:"application/json"})),r=`decisions-${e}-${new Date().toISOString().slice(0,19).replaceAll(":","")}.json`;return o("a",{href:n,download:r}).click(),setTimeout(()=>URL.revokeObjectURL(n),Ce),s.hasStore||Ae(s),`${x(i.decisions.length,"decision")} saved to ${r}`}async function re(s,e,t){let{value:i,broken:n}=await Me(t),r=n||Ie(i,e,h=>je(s,h));if(r)return[`${t.name}: ${r}. Nothing is taken from it.`,!0];let l=i.decisions.filter(h=>{let d=s.entries.get(h.path);return!d||!O(d,h)});for(let h of l)Re(s,k(h));return[`${x(l.length,"decision")} taken from ${t.name}`,!1]}async function Me(s){if(s.size>Ne)return{value:null,broken:"too large for a file of decisions"};try{return{value:JSON.parse(await s.text()),broken:""}}catch{return{value:null,broken:"no JSON"}}}function Ae(s){for(let e of s.unsaved())e.decision==="none"?s.forget(e.path):s.keep(e)}function je({number:s,images:e},t){let i=s.get(t.path);return i===void 0||e[i].sha256===t.sha256}function Re(s,e){s.learn(e.label);let t=s.entries.get(e.path)??null;if(s.number.has(e.path)&&s.past.push({path:e.path,before:t}),s.put({...e,seen:N(t?m(t):{},m(e))}),s.hasStore)return;let i=s.entries.get(e.path);i&&s.keep(i),s.screen.changed(e.path)}var F=class{constructor(e){this.review=e;let{images:t,total:i}=e.data,n=t.length<i?`the first ${t.length} of ${i}`:x(i,"image");this.filters=Z.map(a=>({filter:a,element:f("",()=>e.setFilter(a))})),this.status=o("span",{className:"status",role:"status"}),this.save=f("Save decisions",()=>this.saveFile(),{className:"save"}),this.picker=o("input",{type:"file",accept:".json,application/json",hidden:!0}),this.picker.addEventListener("change",()=>this.picked()),this.who=o("input",{className:"who",placeholder:"your name",maxLength:100,hidden:e.hasStore}),this.who.value=e.drawer.who,this.who.addEventListener("input",()=>{e.drawer.who=this.who.value});let r=o("div",{className:"filters"},...this.filters.map(({element:a})=>a));this.element=o("header",{},c("h1","","Review"),c("span","quiet",`${n} in the queue`),r,c("span","grow",""),this.status,this.who,this.save,f("Load…",()=>this.picker.click(),{className:"load"}),this.picker),this.alarm=o("p",{className:"alarm",role:"alert"}),this.track=o("div",{className:"track"}),this.counts=o("span",{className:"counts quiet"}),this.bar=o("div",{className:"bar"},this.track,this.counts)}async picked(){let{decisions:e,data:t}=this.review,i=this.picker.files?.[0],n=i&&re(e,t.run,i);this.picker.value="",n&&this.review.say(...await n)}saveFile(){let{decisions:e,data:t}=this.review,i=ne(e,t.run,this.who.value);this.show(),this.review.side.paintChoices(),this.review.say(i)}show(){let{decisions:e,data:t,filter:i}=this.review,n=t.images.flatMap(p=>{let g=e.entries.get(p.path);return g&&e.decided(p)?[g]:[]}),r=n.filter(p=>e.isSure(p)),a=te(this.review.decided());for(let{filter:p,element:g}of this.filters)g.textContent=`${p} ${a[p]}`,g.setAttribute("aria-pressed",String(p===i));let l=r.filter(p=>p.decision==="skip").length,h=n.length-r.length,d=p=>r.filter(g=>g.label===p).length;this.track.replaceChildren(...e.labels.map(p=>R(d(p),"",y(e.labels,p))),R(l,"skipped"),R(h,"unsure"),R(a.undecided,""));let u=h?`, ${h} not saved`:"",S=r.length-l;this.counts.textContent=`${S} decided, ${l} skipped, ${a.undecided} left${u}`,this.showStatus(e.unsaved().length)}showStatus(e){let{decisions:t,drawer:i,hasStore:n}=this.review,{size:r}=t.entries,[a,l,h]=n?Fe(e,t.sender.trouble,i.works):Pe(e,r,i.works);this.status.className=`status ${a}`,this.status.textContent=l,this.alarm.textContent=h,this.alarm.hidden=!h,this.save.classList.toggle("primary",e>0),this.save.hidden=n&&!h}};function R(s,e,t=""){let i=o("span",{className:e});return i.style.flex=`${s} 0 0`,i.style.background=t,i}function Fe(s,e,t){if(!s)return["good","all saved",""];if(!e)return["waiting","saving…",""];let i=t?"Kept in this browser and sent again; or save":"Save",n=`${x(s,"decision")} not saved: ${e}. ${i} to a file before you close the page.`;return["bad",`${s} not saved`,n]}function Pe(s,e,t){let i=s?`${x(s,"change")} not yet in a file`:"all decisions are in a file";return t?e?[s?"waiting":"good",i,""]:["","no decisions yet",""]:["bad",i,"This browser keeps nothing. Save to a file before you close the page."]}var ze={"1 … 9":"label",space:"accept the vote",s:"skip",u:"undo","← →":"move",z:"zoom","b v":"brightness, contrast"};function oe(){let s=Object.entries(ze).flatMap(([e,t])=>[c("kbd","",e),` ${t} `]);return o("span",{className:"quiet"},...s)}function Ue({code:s,key:e}){return/^(?:Digit|Numpad)(\d)$/.exec(s)?.[1]??(/^\d$/.test(e)?e:"")}function Be(s,e){let t=Ue(e),i=s.decisions.labels[Number(t||0)-1];if(t==="0")return()=>s.side.open(!0);if(i!==void 0)return()=>s.decide("label",i);let[n,r]=[()=>s.move(-1),()=>s.move(1)],a={" ":()=>s.decide("label",s.image.vote),s:()=>s.decide("skip"),u:()=>s.undo(),z:()=>s.figure.toggle(),ArrowLeft:n,ArrowUp:n,ArrowRight:r,ArrowDown:r,Escape:()=>s.figure.shrink()},l=e.key.length===1?e.key.toLowerCase():e.key;return Object.hasOwn(a,l)?a[l]:s.figure.levels.actionOf(l,e.shiftKey)}function ae(s,e){let t=e.composedPath()[0];if(e.ctrlKey||e.metaKey||e.altKey||se(t,e.key.toLowerCase()))return;let i=Be(s,e);i&&(e.preventDefault(),e.stopPropagation(),(!e.repeat||e.key.startsWith("Arrow"))&&i())}function le(s,e){(s.hasStore?s.root:document.documentElement).addEventListener("keydown",a=>ae(s,a),{signal:e}),s.root.addEventListener("mousedown",a=>De(s,a));let i=a=>{s.decisions.unsaved().length&&a.preventDefault()};window.addEventListener("beforeunload",i,{signal:e});let n=({key:a})=>{!s.hasStore&&a?.startsWith(s.drawer.prefix)&&s.decisions.heard(a)};if(window.addEventListener("storage",n,{signal:e}),!s.hasStore)return;let r=setInterval(()=>s.decisions.sender.sendAll(),G);e.addEventListener("abort",()=>clearInterval(r))}function De(s,e){let t=e.composedPath();t.some(i=>i instanceof HTMLInputElement)||(t.includes(s.figure.caption)||e.preventDefault(),s.root.focus({preventScroll:!0}))}var P=class{constructor(e){this.find=e,this.addresses=new Map}bring(e,t){let i=`${e} ${t}`,n=this.addresses.get(i);if(n)return n;let r=this.find(e,t).catch(()=>(this.addresses.delete(i),""));return this.addresses.set(i,r),this.addresses.size>100&&this.dropOldest(),r}dropOldest(){let[e,t]=this.addresses.entries().next().value??[];e&&(this.addresses.delete(e),t?.then(i=>URL.revokeObjectURL(i)))}};var he=`:host {
  --ink: #1d2330;
  --soft: #5b6475;
  --card: #fff;
  --edge: #c6ccd6;
  --line: #dde1e8;
  --hover: #f1f4f9;
  --paper: #f6f7f9;
  --pressed: #e3e9f3;
  --track: #dfe3ea;
  --frame: #e9ebee;
  --key: #f8f9fb;
  --bad: #8c1d18;
  --waiting: #8a5300;
  --alarm: #fbe9e7;
  display: block;
  container-type: size;
  color: var(--ink);
  font:
    14px / 1.4 system-ui,
    sans-serif;
  text-align: left;
}
:host(.aoi-dark) {
  --ink: #e4e7ea;
  --soft: #a7b0ba;
  --card: #1f2329;
  --edge: #4a515b;
  --line: #3a4049;
  --hover: #2b3037;
  --paper: #16181c;
  --pressed: #2b3f57;
  --track: #3a4049;
  --frame: #0f1114;
  --key: #2b3037;
  --bad: #ff8a80;
  --waiting: #f0b45c;
  --alarm: #45201f;
  color-scheme: dark;
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
  background: var(--card);
  border: 1px solid var(--edge);
  border-radius: 6px;
  padding: 4px 10px;
}
button:hover {
  background: var(--hover);
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
  background: var(--paper);
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
  color: var(--soft);
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
  background: var(--pressed);
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
  color: var(--waiting);
}
.status.waiting::before {
  color: #d98700;
}
.status.bad {
  color: var(--bad);
  font-weight: 600;
}
.status.bad::before {
  color: var(--bad);
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
  border: 1px solid var(--edge);
  border-radius: 6px;
  padding: 4px 8px;
  background: var(--card);
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
  background: var(--track);
}
.skipped {
  background: repeating-linear-gradient(45deg, #8d95a5 0 3px, #c3c9d3 3px 6px);
}
.unsure,
.tile b.unsure {
  background: repeating-linear-gradient(45deg, #b3261e 0 3px, #fff 3px 6px);
}
.alarm {
  background: var(--alarm);
  border: 1px solid #e3a8a2;
  border-radius: 6px;
  padding: 5px 12px;
  color: var(--bad);
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
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 8px;
}
.frame {
  flex: 1;
  min-height: 0;
  position: relative;
  overflow: hidden;
  background: var(--frame);
  border-radius: 8px 8px 0 0;
  cursor: zoom-in;
}
.frame img,
.frame .sprite {
  filter: var(--seen, none);
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
figure .levels {
  padding: 0 12px 6px;
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
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 8px;
  padding: 7px 12px;
}
h2 {
  font-size: 12px;
  font-weight: 600;
  color: var(--soft);
  margin-bottom: 5px;
}
.choices {
  display: flex;
  flex-direction: column;
  gap: 5px;
}
.choice {
  display: flex;
  flex-wrap: wrap;
  gap: 9px;
  align-items: center;
  text-align: left;
  padding: 4px 9px;
  min-height: 34px;
  overflow-wrap: anywhere;
}
.choice .name {
  flex: 1 1 auto;
}
.choice.chosen,
.skip.chosen {
  border-color: var(--ink);
  box-shadow: inset 0 0 0 1px var(--ink);
  background: var(--pressed);
  font-weight: 600;
}
kbd {
  font:
    600 12px system-ui,
    sans-serif;
  min-width: 20px;
  padding: 1px 5px;
  text-align: center;
  border: 1px solid var(--edge);
  border-bottom-width: 2px;
  border-radius: 4px;
  background: var(--key);
  color: var(--ink);
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
  color: var(--soft);
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
  border: 1px solid var(--edge);
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
  color: var(--soft);
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
  background: var(--frame);
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
  background: var(--track);
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
  background: var(--track);
}
.tile b.skipped {
  background: repeating-linear-gradient(45deg, #8d95a5 0 3px, #c3c9d3 3px 6px);
}
.tile.here {
  outline: 3px solid var(--ink);
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
  color: var(--bad);
}
@container (max-width: 760px) {
  main {
    display: block;
    overflow: auto;
  }
  .frame {
    flex: none;
    height: 230px;
  }
  figcaption {
    gap: 0 12px;
  }
  figure .levels input {
    max-width: 64px;
  }
  footer > .quiet {
    display: none;
  }
  aside {
    margin-top: 8px;
    overflow: visible;
  }
}
`;var z=class{constructor(e){this.review=e,this.choices=o("div",{className:"choices"}),this.input=o("input",{placeholder:"another label, then Enter",maxLength:400}),this.input.addEventListener("keydown",h=>this.typed(h));let t=f("Use",()=>e.decideTyped(this.input.value));this.other=o("div",{className:"other",hidden:!0},this.input,t);let i=q("0","something else…","else",()=>this.open(!0));this.skip=q("s","skip","skip",()=>e.decide("skip"));let n=q("u","undo","undo",()=>e.undo()),r=o("div",{className:"row"},i,this.skip,n);this.state=o("p",{className:"tag"}),this.reasons=o("ul"),this.answers=o("table"),this.likes=o("div",{className:"likes"});let a=W("What is it?",this.choices,this.other,r,this.state);a.className="choices",this.likesSection=W("Labelled images that are most like it",this.likes);let l=W("Why it is in the queue",this.reasons,this.answers);this.element=o("aside",{},a,l,this.likesSection)}typed(e){e.key==="Enter"&&this.review.decideTyped(this.input.value),e.key==="Escape"&&this.open(!1)}open(e){let{root:t}=this.review;this.other.hidden=!e,this.input.value="",e?this.input.focus():t.contains(t.getRootNode().activeElement)&&t.focus({preventScroll:!0})}paintChoices(){let{decisions:e,image:t}=this.review;this.choices.replaceChildren(...e.labels.map((l,h)=>this.choice(l,h)));let i=e.entries.get(t.path),n=e.decided(t);if(this.skip.classList.toggle("chosen",n==="skip"),!i||!n){this.state.textContent="not decided";return}let r=e.sender.trouble&&this.review.hasStore,a=e.isSure(i)?"":r?": not saved":": saving…";this.state.textContent=`${n==="skip"?"skipped":"decided"} ${We(i.time)}${a}`}choice(e,t){let{decisions:i,image:n}=this.review,r=i.entries.get(n.path),a=e===n.vote?`vote, ${Math.round(100*n.confidence)} %`:"",l=[a,e===n.label?"in the table":""].filter(Boolean).join("; "),d=[c("kbd","",t<9?String(t+1):"·"),I(i.labels,e),c("span","name",e),c("span","tag",l)];a&&d.push(c("kbd","","space"));let u=o("button",{type:"button",className:"choice"},...d);return u.classList.toggle("chosen",r?.decision==="label"&&r.label===e),u.addEventListener("click",()=>this.review.decide("label",e)),u}paintEvidence(){let{data:e,image:t,decisions:i}=this.review,n=(l,h)=>o("tr",{},c("td","",l),o("td",{},I(i.labels,h),h)),r=e.networks.map((l,h)=>n(l,t.answers[h]));t.label&&r.push(n("label in the table",t.label)),this.reasons.replaceChildren(...t.reasons.map(l=>c("li","",l))),this.answers.replaceChildren(...r);let a=t.examples.map(({label:l,numbers:h})=>{let d=o("p",{},I(i.labels,l),l);return o("div",{className:"like"},d,...h.map(u=>this.example(u)))});this.likes.replaceChildren(...a),this.likesSection.hidden=!a.length}example(e){let t=o("img",{alt:"",title:this.review.data.examples[e].path});return this.review.pictures.bring("example",e).then(i=>{i&&(t.src=i)}),t}};function q(s,e,t,i){let n=f("",i,{className:t});return n.append(c("kbd","",s),c("span","",e)),n}function W(s,...e){return o("section",{},c("h2","",s),...e)}function We(s){return new Date(s).toLocaleString(void 0,{dateStyle:"medium",timeStyle:"short"})}var Ke=44,U=class{constructor(e){this.review=e,this.tiles=e.data.images.map((t,i)=>this.makeTile(t,i)),this.element=o("nav",{className:"strip"},...this.tiles.map(({tile:t})=>t))}makeTile(e,t){let{sprites:i,columns:n}=this.review.data,[r,a]=[o("i"),o("b")];$(r,i,t,n,Ke);let h=o("button",{...{type:"button",className:"tile",tabIndex:-1},title:e.path},r,a);return h.addEventListener("click",()=>this.review.show(t)),{tile:h,mark:a}}paint(e){let{decisions:t,data:i,filter:n,at:r}=this.review,a=i.images[e],l=t.entries.get(a.path),h=t.decided(a),{tile:d,mark:u}=this.tiles[e],S=l!==void 0&&!t.isSure(l);u.className=S?"unsure":h==="skip"?"skipped":"",u.style.background=l&&h==="label"&&!S?y(t.labels,l.label):"",d.classList.toggle("here",e===r),d.hidden=!b(n,h)}paintAll(){for(let e of this.tiles.keys())this.paint(e)}scrollTo(e){let{tile:t}=this.tiles[e],i=t.offsetLeft-this.element.offsetLeft;this.element.scrollLeft=i-(this.element.clientWidth-t.clientWidth)/2}};var K=class{constructor(e,{picture:t,save:i,load:n}){this.data=e,this.hasStore=i!==void 0,this.at=0,this.filter="all",this.pictures=new P(t),this.drawer=new L(e.run),this.decisions=new T(e,this.drawer,i??null,this),this.head=new F(this),this.strip=new U(this),this.figure=new j(this),this.side=new z(this),this.said=o("span",{className:"said",ariaLive:"polite"}),this.root=He(this),this.leave=new AbortController,this.load=n}async open(e){e.append(this.root),le(this,this.leave.signal),this.start([]),this.load&&this.start(await this.load())}get image(){return this.data.images[this.at]}decided(){return this.data.images.map(e=>this.decisions.decided(e))}start(e){this.decisions.start(e),this.strip.paintAll(),this.head.show(),this.show(Math.max(0,B(this.decided(),-1))),this.decisions.sender.sendAll()}close(){this.leave.abort()}decide(e,t=""){let{image:i}=this;this.decisions.decide(i,e,t);let n=B(this.decided(),this.at);this.say(`${v(i.path)}: ${e==="skip"?"skipped":t}`),this.show(n<0?this.at:n),n<0&&this.say(`Every image is decided.${this.hasStore?"":" Save the decisions to a file."}`)}decideTyped(e){let t=E(e);if(t){this.say(t,!0);return}let i=e.trim(),n=this.decisions.labels.find(r=>r.toLowerCase()===i.toLowerCase());this.decisions.learn(i&&!n?i:""),this.side.open(!1),this.decide("label",n??i)}undo(){let e=this.decisions.undo();if(!e){this.say("There is nothing to undo.");return}this.show(this.decisions.number.get(e)??this.at),this.say(`${v(e)}: taken back`)}changed(e){let t=this.decisions.number.get(e);t!==void 0&&this.strip.paint(t),this.head.show(),this.image.path===e&&this.side.paintChoices()}move(e){let t=ee(this.decided(),this.filter,this.at,e);t>=0&&this.show(t)}show(e){let t=this.at;this.at=e,this.side.open(!1),this.strip.paint(t),this.strip.paint(e),this.figure.paint(),this.side.paintChoices(),this.side.paintEvidence(),this.strip.scrollTo(e)}setFilter(e){this.filter=e,this.strip.paintAll(),this.head.show();let t=this.decided().map(i=>b(e,i));!t[this.at]&&t.includes(!0)&&this.show(t.indexOf(!0))}say(e,t=!1){this.said.textContent=e,this.said.classList.toggle("bad",t)}};function He({head:s,strip:e,figure:t,side:i,said:n}){return o("div",{className:"review",tabIndex:0},s.element,o("div",{},s.alarm),s.bar,o("main",{},t.element,i.element),e.element,o("footer",{},n,c("span","grow",""),oe()))}function ce(s,e,t){let i=s.attachShadow({mode:"open"}),n=new CSSStyleSheet;n.replaceSync(he+_),i.adoptedStyleSheets=[n];let r=()=>V(s,Y(),!0);if(r(),!e.images.length)return i.append(c("p","quiet","Nothing is in the queue: no image gives a reason to look at it.")),null;let a=new K(e,t);return X(r,a.leave.signal),a.open(i).then(r),a}var H=JSON.parse(document.getElementById("data")?.textContent??""),_e=document.getElementById("review"),Ge=async(s,e)=>(s==="image"?H.images:H.examples)[e].picture;ce(_e,H,{picture:Ge})?.root.focus();
