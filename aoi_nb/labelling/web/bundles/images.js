function o(l,t={},...e){let i=Object.assign(document.createElement(l),t);return i.append(...e),i}function h(l,t,e={}){let i=o("button",{type:"button",textContent:l,...e});return i.addEventListener("click",t),i}function k(l,t,e,i="sort",s=l){let[a,n]=[t===l,t===`-${l}`],d=o("th",{scope:"col"},h(s+(a?" ▴":n?" ▾":""),()=>e(a?`-${l}`:l),{title:i}));return d.ariaSort=a?"ascending":n?"descending":"none",d}var N=5e3,C=12e4,g=class{constructor(t,e=()=>{}){this.model=t,this.waiting=new Map,this.prefix=Math.random().toString(36).slice(2),this.count=0,this.broken=!1,this.slow=0,this.receive=(i,s=[])=>{let a=this.waiting.get(i.id);this.waiting.delete(i.id),e(i,a!==void 0),a?.resolve({...i,picture:s[0]})},t.on("msg:custom",this.receive)}ask(t,e={},i=1/0,s=[]){this.count+=1;let a=`${this.prefix}-${this.count}`;return new Promise(n=>{let r=d=>{i<1/0&&this.waiting.delete(a)&&n({id:a,do:t,refused:d})};this.waiting.set(a,{action:t,since:performance.now(),resolve:n}),i<1/0&&setTimeout(()=>r("the kernel does not answer"),i);try{this.model.send({...e,do:t,id:a},void 0,s)}catch{this.broken=!0,r("there is no kernel")}})}awaits(t){return[...this.waiting.values()].some(e=>e.action===t)}gone(){let t=this.slow?C:N;return this.broken||[...this.waiting.values()].some(({since:e})=>performance.now()-e>t)}close(){this.model.off("msg:custom",this.receive)}};var M=256,u=class{constructor(t){this.page=t,this.element=o("div",{className:"aoi-grid"}),this.addresses=new Map,this.watch=new IntersectionObserver(e=>{for(let{isIntersecting:i,target:s}of e)i&&this.fill(s)})}show(t){this.watch.disconnect(),this.element.replaceChildren(...t.map((e,i)=>this.card(e,i)));for(let e of this.element.children)this.watch.observe(e)}card(t,e){let i=o("img",{alt:t.name}),s=this.addresses.get(t.row);s&&(i.src=s);let a=h("",()=>this.page.large.open(e),{className:"aoi-open",title:`${t.name}: enlarge`}),n=t.notes.map(c=>o("span",{textContent:c}));a.append(i,o("span",{className:"aoi-notes"},...n));let r=h("×",()=>this.page.tell("remove",{row:t.row}),{className:"aoi-out"});r.title="take out of the selection",r.setAttribute("aria-label",`take ${t.name} out of the selection`);let d=o("div",{className:"aoi-card"},a,r);return d.dataset.row=String(t.row),d}async fill(t){this.watch.unobserve(t);let e=Number(t.dataset.row);this.addresses.has(e)||this.addresses.set(e,await this.page.picture(e,M));let[i,s]=[t.querySelector("img"),this.addresses.get(e)];i&&s&&(i.src=s)}close(){this.watch.disconnect();for(let t of this.addresses.values())URL.revokeObjectURL(t)}};var y=`.aoi-images {
  display: flex;
  flex-direction: column;
  gap: 6px;
  height: 100%;
  min-height: 0;
  box-sizing: border-box;
  padding: 0 4px;
  color: var(--aoi-ink, #1d1f21);
  font:
    13px / 1.4 system-ui,
    sans-serif;
}
.aoi-images > * {
  flex: none;
}
.aoi-images button,
.aoi-images select,
.aoi-images input {
  font: inherit;
  color: inherit;
  border: 1px solid var(--aoi-edge, #bbb);
  border-radius: 4px;
  background: var(--aoi-paper, #fff);
  padding: 2px 7px;
}
.aoi-images button {
  cursor: pointer;
}
.aoi-images button:hover {
  background: var(--aoi-hover, #f1f1f1);
}
.aoi-images button:focus-visible {
  outline: 2px solid var(--aoi-accent, #0069a5);
}
.aoi-images button[aria-pressed="true"] {
  background: var(--aoi-pressed, #e3eef6);
  border-color: var(--aoi-accent, #0069a5);
}
.aoi-images .aoi-bar {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 4px;
}
.aoi-images .aoi-form input {
  flex: 1;
  min-width: 0;
}
.aoi-order {
  display: flex;
  gap: 4px;
  max-width: 100%;
}
.aoi-order select {
  flex: 0 1 auto;
  min-width: 0;
}
.aoi-order button {
  flex: none;
}
.aoi-hint {
  margin: 4px 0;
  color: var(--aoi-soft, #595c60);
}
.aoi-count {
  flex: 1;
  white-space: nowrap;
}
.aoi-ranges {
  display: grid;
  grid-template-columns: repeat(2, minmax(0, 1fr));
  gap: 4px 10px;
}
.aoi-plot {
  position: relative;
  display: flex;
  align-items: end;
  gap: 1px;
  height: 38px;
  border-bottom: 1px solid var(--aoi-edge, #bbb);
  cursor: ew-resize;
  touch-action: none;
}
.aoi-plot i {
  position: relative;
  flex: 1;
  background: var(--aoi-edge, #bbb);
}
.aoi-plot u {
  position: absolute;
  inset: auto 0 0;
  background: var(--aoi-accent, #0069a5);
}
.aoi-plot s {
  position: absolute;
  inset: 0 auto;
  background: var(--aoi-accent, #0069a5);
  opacity: 0.25;
}
.aoi-range small {
  display: flex;
  justify-content: space-between;
  font-size: 12px;
  line-height: 1.3;
}
.aoi-images .aoi-range input {
  width: 6ch;
  padding: 0 2px;
  border-color: transparent;
  font-size: 12px;
}
.aoi-images .aoi-range input:last-child {
  text-align: right;
}
.aoi-images .aoi-range input:is(:hover, :focus) {
  border-color: var(--aoi-edge, #bbb);
}
.aoi-images .aoi-list {
  flex: 1 1 0;
  min-height: 0;
  overflow: auto;
}
.aoi-grid {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(128px, 1fr));
  gap: 6px;
}
.aoi-card {
  position: relative;
}
.aoi-images .aoi-open {
  display: block;
  width: 100%;
  padding: 0;
  overflow: hidden;
  text-align: left;
}
.aoi-open img {
  display: block;
  width: 100%;
  aspect-ratio: 1;
  object-fit: contain;
  background: var(--aoi-frame, #e6e6e6);
}
.aoi-notes {
  display: block;
  padding: 2px 5px;
  font-size: 12px;
}
.aoi-notes span {
  display: block;
  overflow-wrap: anywhere;
}
.aoi-notes span:first-child {
  font-weight: 600;
}
.aoi-images .aoi-out {
  position: absolute;
  top: 4px;
  right: 4px;
  width: 24px;
  height: 24px;
  padding: 0;
  line-height: 1;
}
.aoi-list table {
  border-collapse: collapse;
  font-size: 12px;
}
.aoi-list th,
.aoi-list td {
  padding: 1px 6px;
  border-bottom: 1px solid var(--aoi-line, #ddd);
  text-align: left;
  white-space: nowrap;
}
.aoi-list td:first-child {
  max-width: 150px;
}
.aoi-images td:first-child button {
  max-width: 100%;
  overflow: hidden;
  text-overflow: ellipsis;
  direction: rtl; /* the end of a long path tells images apart */
}
.aoi-list th {
  position: sticky;
  top: 0;
  background: var(--aoi-paper, #fff);
}
.aoi-images th button,
.aoi-images td button {
  border: 0;
  padding: 2px 0;
  background: none;
  font-weight: inherit;
}
.aoi-more {
  margin: 8px auto;
  display: block;
}
.aoi-large {
  width: min(1100px, 94vw);
  height: min(900px, 92vh);
  box-sizing: border-box;
  padding: 10px;
  color: inherit;
  background: var(--aoi-paper, #fff);
  border: 1px solid var(--aoi-edge, #bbb);
  border-radius: 6px;
}
.aoi-large[open] {
  display: flex;
  flex-direction: column;
  gap: 8px;
}
.aoi-large b {
  flex: 1;
  overflow-wrap: anywhere;
}
.aoi-large img {
  flex: 1;
  min-height: 0;
  object-fit: contain;
  background: var(--aoi-frame, #e6e6e6);
}
.aoi-large dl {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(190px, 1fr));
  gap: 2px 12px;
  margin: 0;
  max-height: 30%;
  overflow: auto;
  font-size: 12px;
}
.aoi-large dl div {
  display: flex;
  gap: 6px;
}
.aoi-large dt {
  flex: none;
  float: none;
  width: auto;
  color: var(--aoi-soft, #595c60);
  font-weight: normal;
}
.aoi-large dd {
  min-width: 0;
  margin: 0;
  overflow-wrap: anywhere;
}
.aoi-images [hidden] {
  display: none !important;
}
`;var $=1024,f=class{constructor(t){this.page=t,this.at=0,this.picture=o("img"),this.title=o("b"),this.facts=o("dl");let e=[h("‹",()=>this.go(-1),{title:"the one before (←)"}),h("›",()=>this.go(1),{title:"the next (→)"}),h("Take out",()=>this.takeOut(),{title:"take out of the selection (Delete)"}),h("Close",()=>this.element.close(),{title:"Escape"})];for(let[s,a]of["the image before","the next image"].entries())e[s].setAttribute("aria-label",a);let i=o("div",{className:"aoi-bar"},this.title,...e);this.element=o("dialog",{className:"aoi-large"},i,this.picture,this.facts),this.element.setAttribute("aria-label","image, enlarged"),this.element.addEventListener("keydown",({key:s})=>{s==="ArrowLeft"?this.go(-1):s==="ArrowRight"?this.go(1):s==="Delete"&&this.takeOut()})}open(t){this.element.open||this.element.showModal(),this.at=t,this.show()}go(t){this.open(Math.min(this.page.items.length-1,Math.max(0,this.at+t)))}takeOut(){let t=this.page.items[this.at];t&&this.page.tell("remove",{row:t.row})}renew(){this.element.open&&(this.page.items.length?this.go(0):this.element.close())}async show(){let t=this.page.items[this.at];if(!t)return;this.title.textContent=`${t.name} · ${this.at+1} of ${this.page.total}`,this.picture.alt=t.name;let e=this.page.model.get("columns").map((s,a)=>{let n=o("dd",{textContent:t.values[a]||"–"});return o("div",{},o("dt",{textContent:s}),n)});this.facts.replaceChildren(...e);let i=await this.page.picture(t.row,$);this.page.items[this.at]===t&&(URL.revokeObjectURL(this.picture.src),this.picture.src=i)}};function E({low:l,high:t},e,i){let[s,a]=[Math.min(e,i),Math.max(e,i)].map(n=>Math.min(1,Math.max(0,n)));return{low:l+s*(t-l),high:l+a*(t-l)}}function A({low:l,high:t},e,i){let s=[[e,l],[i,t]].map(([a,n])=>a===v(Number(n))?Number(n):a?Number(a):Number.NaN);return s.some(Number.isNaN)?null:{low:Math.min(...s),high:Math.max(...s)}}var b=class{constructor(t){this.page=t,this.element=o("div",{className:"aoi-ranges"})}show(t){let e=()=>[...this.element.querySelectorAll("input")],[i,s]=[e(),document.activeElement];this.element.replaceChildren(...t.map(r=>this.histogram(r)));let a=i.findIndex(r=>r===s),n=a<0?void 0:e()[a];n?.ariaLabel!==i[a]?.ariaLabel||!n||(n.value=i[a].value,n.focus())}histogram(t){let e=Math.max(1,...t.all),i=t.all.map((c,m)=>{let p=o("i",{},o("u"));return p.style.height=`${c?Math.max(6,100*c/e):0}%`,p.firstChild.style.height=`${100*t.selected[m]/Math.max(1,c)}%`,p}),s=o("s",{hidden:!0}),a=o("div",{className:"aoi-plot",title:"draw over it to select a range, or type its ends and Enter"},...i,s);this.listen(a,s,t);let n=o("input",{value:v(t.low),ariaLabel:`${t.name} from`}),r=o("input",{value:v(t.high),ariaLabel:`${t.name} to`});for(let c of[n,r])c.addEventListener("keydown",({key:m})=>{let p=m==="Enter"&&A(t,n.value.trim(),r.value.trim());p&&this.page.tell("range",{name:t.name,...p})});let d=o("small",{},n,o("span",{textContent:"–"}),r);return o("div",{className:"aoi-range"},o("small",{textContent:t.name}),a,d)}listen(t,e,i){let s=-1,a=n=>{let r=t.getBoundingClientRect();return(n.clientX-r.left)/r.width};t.addEventListener("pointerdown",n=>{s=a(n),t.setPointerCapture(n.pointerId)}),t.addEventListener("pointermove",n=>{if(s<0)return;let[r,d]=[Math.min(s,a(n)),Math.max(s,a(n))];Object.assign(e.style,{left:`${100*r}%`,width:`${100*(d-r)}%`}),e.hidden=!1}),t.addEventListener("pointerup",n=>{s>=0&&this.page.tell("range",{name:i.name,...E(i,s,a(n))}),s=-1,e.hidden=!0})}},v=l=>String(Math.abs(l)<100?Number(l.toPrecision(2)):Math.round(l));var x=class{constructor(t){this.page=t,this.element=o("table",{hidden:!0})}show(t,e){this.element.hidden=!t.length;let i=t.map((r,d)=>{let c=o("td",{},h("",()=>this.page.large.open(d),{title:`enlarge ${r.name}`}));return c.firstElementChild?.append(o("bdi",{textContent:r.name})),o("tr",{},c,...r.values.map(m=>o("td",{textContent:m})))}),s=this.page.model.get("order"),a=r=>this.page.setOrder(r),n=["image",...e].map(r=>k(r,s,a));this.element.replaceChildren(o("thead",{},o("tr",{},...n)),o("tbody",{},...i))}};var O=60,I="Click an image on the map, or draw round several with Lasso or Box; a search, a histogram and the table of communities select too. What is selected is shown here, and gets the label that you give.",w=class{constructor(t){this.model=t,this.link=new g(t),this.items=[],this.total=0,this.asked=0,this.large=new f(this),this.grid=new u(this),this.table=new x(this),this.ranges=new b(this),this.count=o("b",{className:"aoi-count"}),this.count.setAttribute("role","status"),this.sort=o("select",{title:"order of the images"}),this.sort.setAttribute("aria-label","order"),this.sort.addEventListener("change",()=>this.setOrder(this.sort.value)),this.views=["pictures","table"].map(n=>h(n==="table"?"Table":"Grid",()=>this.set("view",n))),this.more=h("More",()=>this.load(),{className:"aoi-more"});let e=o("div",{className:"aoi-order"},this.sort,...this.views),i=o("div",{className:"aoi-bar"},this.count,e);this.hint=o("p",{className:"aoi-hint",textContent:I,hidden:!0});let s=o("div",{className:"aoi-list"},this.grid.element,this.table.element,this.hint,this.more),a=o("style",{textContent:y});this.said=o("div",{className:"aoi-wrong"}),this.said.setAttribute("role","alert"),this.root=o("div",{className:"aoi-images"}),this.root.append(a,this.searchForm(),this.ranges.element,i,s,this.large.element),this.root.setAttribute("aria-label","selected images"),this.root.setAttribute("role","region"),this.changed=()=>this.refresh();for(let n of["change:version","change:view","change:order"])t.on(n,this.changed)}searchForm(){let t=o("input",{type:"search",placeholder:"search, as void or risk > 0.5"});t.title="a text in any column, column: text, or column > number; several parts are all asked for",t.setAttribute("aria-label","search");let e=h("Find",()=>this.tell("find",{text:t.value}),{title:"select these (Enter)"});return o("div",{},o("div",{className:"aoi-form aoi-bar"},t,e),this.said)}set(t,e){this.model.set(t,e),this.model.save_changes()}setOrder(t){this.set("order",t)}async tell(t,e){let{refused:i=""}=await this.link.ask(t,e);this.said.textContent=i}refresh(){this.items=[],this.ranges.show(this.model.get("ranges")),this.showHead(),this.load()}showHead(){let t=this.model.get("view");for(let[s,a]of["pictures","table"].entries())this.views[s]?.setAttribute("aria-pressed",String(t===a));let e=this.model.get("order"),i=this.model.get("orders").map(([s,a])=>o("option",{value:a,textContent:s,selected:a===e}));this.sort.replaceChildren(...i)}async load(){this.asked+=1;let t=this.asked,e=this.model.get("order"),i=await this.link.ask("list",{start:this.items.length,count:O,order:e});if(t!==this.asked||i.refused)return;this.items.push(...i.items),this.total=i.total,this.count.textContent=this.total?`${this.total} selected`:"Nothing selected",this.hint.hidden=this.total>0;let s=this.model.get("view")==="table";this.grid.show(s?[]:this.items),this.table.show(s?this.items:[],this.model.get("columns")),this.more.hidden=this.items.length>=this.total,this.more.textContent=`More (${this.total-this.items.length})`,this.large.renew()}async picture(t,e){let{picture:i}=await this.link.ask("picture",{row:t,side:e});return i?.byteLength?URL.createObjectURL(new Blob([i],{type:"image/jpeg"})):""}close(){for(let t of["change:version","change:view","change:order"])this.model.off(t,this.changed);this.link.close(),this.grid.close()}};function S({model:l,el:t}){let e=new w(l);return t.append(e.root),e.refresh(),()=>e.close()}var Q={render:S};export{Q as default};
