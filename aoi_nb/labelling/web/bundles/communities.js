function r(s,t={},...e){let o=Object.assign(document.createElement(s),t);return o.append(...e),o}function m(s,t,e={}){let o=r("button",{type:"button",textContent:s,...e});return o.addEventListener("click",t),o}function p(s,t,e,o="sort",a=s){let[i,n]=[t===s,t===`-${s}`],l=r("th",{scope:"col"},m(a+(i?" ▴":n?" ▾":""),()=>e(i?`-${s}`:s),{title:o}));return l.ariaSort=i?"ascending":n?"descending":"none",l}var S=5e3,$=12e4,d=class{constructor(t,e=()=>{}){this.model=t,this.waiting=new Map,this.prefix=Math.random().toString(36).slice(2),this.count=0,this.broken=!1,this.slow=0,this.receive=(o,a=[])=>{let i=this.waiting.get(o.id);this.waiting.delete(o.id),e(o,i!==void 0),i?.resolve({...o,picture:a[0]})},t.on("msg:custom",this.receive)}ask(t,e={},o=1/0,a=[]){this.count+=1;let i=`${this.prefix}-${this.count}`;return new Promise(n=>{let c=l=>{o<1/0&&this.waiting.delete(i)&&n({id:i,do:t,refused:l})};this.waiting.set(i,{action:t,since:performance.now(),resolve:n}),o<1/0&&setTimeout(()=>c("the kernel does not answer"),o);try{this.model.send({...e,do:t,id:i},void 0,a)}catch{this.broken=!0,c("there is no kernel")}})}awaits(t){return[...this.waiting.values()].some(e=>e.action===t)}gone(){let t=this.slow?$:S;return this.broken||[...this.waiting.values()].some(({since:e})=>performance.now()-e>t)}close(){this.model.off("msg:custom",this.receive)}};var g=`.aoi-communities {
  color: var(--aoi-ink, #1d1f21);
  font:
    12px / 1.4 system-ui,
    sans-serif;
}
.aoi-communities .aoi-line {
  display: flex;
  flex-wrap: wrap;
  gap: 0 8px;
}
.aoi-communities .aoi-line span {
  color: var(--aoi-soft, #595c60);
}
.aoi-communities .aoi-rows {
  max-height: 290px;
  overflow: auto;
  border: 1px solid var(--aoi-line, #ddd);
}
.aoi-communities table {
  border-collapse: collapse;
  width: 100%;
}
.aoi-communities th,
.aoi-communities td {
  padding: 1px 3px;
  border-bottom: 1px solid var(--aoi-line, #ddd);
  text-align: left;
  white-space: nowrap;
}
.aoi-communities th {
  position: sticky;
  top: 0;
  background: var(--aoi-paper, #fff);
}
.aoi-communities tbody tr {
  cursor: pointer;
}
.aoi-communities tbody tr:hover {
  background: var(--aoi-hover, #f1f1f1);
}
.aoi-communities .aoi-chosen,
.aoi-communities .aoi-chosen:hover {
  background: var(--aoi-pressed, #e3eef6);
}
.aoi-communities button {
  font: inherit;
  color: inherit;
  border: 0;
  padding: 2px;
  background: none;
  cursor: pointer;
}
.aoi-communities th button {
  padding: 2px 0;
  font-weight: 600;
}
.aoi-communities button:focus-visible,
.aoi-communities .aoi-rows:focus-visible {
  outline: 2px solid var(--aoi-accent, #0069a5);
}
`;function b(s,t,e){let o=e?-1:1;return[...s].sort((a,i)=>{let[n,c]=[a[t],i[t]];return n===null||c===null?+(n===null)-+(c===null):o*(typeof n=="number"&&typeof c=="number"?n-c:String(n).localeCompare(String(c)))})}function f(s,t){return t===null?"":s==="community"?t===-1?"none":String(t):s==="share"||s==="risk"?`${Math.round(100*Number(t))} %`:String(t)}var w=["rows","columns","chosen","title"],u=class{constructor(t){this.model=t,this.link=new d(t),this.order="community",this.count=r("b",{}),this.title=r("span",{}),this.head=r("thead"),this.body=r("tbody"),this.said=r("div",{className:"aoi-wrong",role:"alert"});let e=r("table",{ariaLabel:"communities"},this.head,this.body),o=r("style",{textContent:g}),a=r("div",{className:"aoi-rows",tabIndex:0,role:"region",ariaLabel:"all communities"},e),i=r("div",{className:"aoi-line"},this.count,this.title);this.root=r("div",{className:"aoi-communities"},o,i,a,this.said),this.body.addEventListener("click",n=>this.choose(n)),this.body.addEventListener("keydown",n=>this.key(n)),this.due=0,this.changed=()=>{this.due||=requestAnimationFrame(()=>this.show())};for(let n of w)t.on(`change:${n}`,this.changed)}show(){this.due=0;let e=((this.root.contains(document.activeElement)?document.activeElement:null)?.closest("tr")??void 0)?.dataset.community,o=this.model.get("columns"),a=o.map(([h])=>h),i=this.model.get("rows"),n=Math.max(0,a.indexOf(this.order.replace("-",""))),c=i.filter(([h])=>h!==-1).length;this.count.textContent=c===1?"1 community":`${c} communities`,this.title.textContent=this.model.get("title");let l=h=>this.sort(h),x=o.map(([h,v,k])=>p(h,this.order,l,v,k));this.head.replaceChildren(r("tr",{},...x));let y=new Set(this.model.get("chosen"));this.body.replaceChildren(...b(i,n,this.order.startsWith("-")).map(h=>this.row(a,h,y.has(h[0])))),e!==void 0&&this.focus(this.body.querySelector(`[data-community="${e}"]`))}row(t,e,o){let a=e.map((c,l)=>r("td",{textContent:f(t[l],c)})),i=m(f(t[0],e[0]),()=>{},{title:"select its images; with Shift add them"});i.ariaLabel=e[0]===-1?"images in no community":`community ${e[0]}`,i.ariaPressed=String(o),a[0].replaceChildren(i);let n=r("tr",{className:o?"aoi-chosen":""},...a);return n.dataset.community=String(e[0]),n}sort(t){this.order=t,this.show();let e=t.startsWith("-")?"descending":"ascending";this.head.querySelector(`[aria-sort="${e}"] button`)?.focus()}async choose(t){let e=t.target.closest("tr");if(!e)return;let{refused:o=""}=await this.link.ask("choose",{community:Number(e.dataset.community),add:t.shiftKey});this.said.textContent=o}key(t){let e=t.target.closest("tr"),o={ArrowDown:e?.nextElementSibling,ArrowUp:e?.previousElementSibling}[t.key];o&&(t.preventDefault(),this.focus(o))}focus(t){t?.querySelector("button")?.focus()}close(){cancelAnimationFrame(this.due);for(let t of w)this.model.off(`change:${t}`,this.changed);this.link.close()}};function C({model:s,el:t}){let e=new u(s);return t.append(e.root),e.show(),()=>e.close()}var O={render:C};export{O as default};
