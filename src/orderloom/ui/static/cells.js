/* cells.js - fields changed where they are read, the queue of a dead network, undo, and who else is here. Needs loom.js.
   a[data-cell] opens a copy of template#cell-<kind> over itself, so that no swap of the page touches what is typed. */
(() => {
"use strict";
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const on = (type, f, o) => document.addEventListener(type, f, o);
const { say, toast, touch, send, store, offline, wake, csrf } = window.loom, words = document.currentScript.dataset, me = document.body.dataset.me;
const open = new Map(); // editors by the id of their cell

/* --- the editor --- */
const holds = f => JSON.stringify([...new FormData(f)].filter(([n]) => n !== "seen"));
function fill(f, a) {
  const v = a.dataset.v, many = f.elements.value ? { value: v } : JSON.parse(v);
  for (const n in many) if (f.elements[n]) f.elements[n].value = many[n];
  f.elements.seen.value = a.dataset.seen;
  f.dataset.was = holds(f);
}
function place(f, a) {
  const r = a.isConnected && a.getBoundingClientRect(); if (!r || !r.width) return;
  f.style.left = Math.max(8, Math.min(r.left - 8, innerWidth - f.offsetWidth - 8)) + "px";
  f.style.top = Math.max(8, Math.min(r.top - 6, innerHeight - f.offsetHeight - 8)) + "px";
}
function edit(a) {
  if (open.has(a.id)) { first(open.get(a.id)).focus(); return open.get(a.id); }
  const t = $("#cell-" + a.dataset.cell); if (!t) return null;
  const f = t.content.firstElementChild.cloneNode(true);
  f.action = a.href; f.dataset.for = a.id; f.popover = "manual"; f.ariaLabel = a.title;
  fill(f, a); put(f, store(draft(a.id))); document.body.append(f); f.showPopover(); open.set(a.id, f); place(f, a);
  const c = first(f); c.focus(); c.select?.();
  return f;
}
/* typed before: what a form held as text, with what was seen then */
function put(f, body) { for (const [n, v] of new URLSearchParams(body || "")) if (f.elements[n]) f.elements[n].value = v; }
const draft = id => `draft:${id}:${me}`;
const text = f => new URLSearchParams(new FormData(f)).toString();
on("input", e => { const f = e.target.closest?.(".cell-f"); if (f) store(draft(f.dataset.for), text(f)); });
const first = f => f.elements.value || f.elements.to_name;
const cellOf = f => document.getElementById(f.dataset.for);
function close(f, back) {
  const inside = f.contains(document.activeElement);
  open.delete(f.dataset.for); f.remove(); store(draft(f.dataset.for), null);
  if (f.dataset.job) write(waiting().filter(o => o.key !== f.dataset.job));
  if (back || inside) cellOf(f)?.focus();
}
const cells = () => $$("a[data-cell]").filter(a => a.offsetParent);
function step(f, by) {
  const all = cells(), next = all[all.indexOf(cellOf(f)) + by];
  if (next) { next.scrollIntoView({ block: "nearest", inline: "nearest" }); edit(next); } else cellOf(f)?.focus();
}

/* --- saving: the cell says by itself how it went --- */
const mark = (id, state) => { const a = document.getElementById(id); if (a) { if (state) a.dataset.state = state; else delete a.dataset.state; } };
const key = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, "0")).join("");
const job = f => ({ key: key(), url: f.action, cell: f.dataset.for, at: location.href, what: $(`#${CSS.escape(f.dataset.for)}`)?.title, body: text(f) });
const post = j => send(j.url, { method: "POST", body: j.body, headers: { "Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true", "Idempotency-Key": j.key } });
async function save(f) {
  if (f.dataset.busy) return;
  const b = $("[type=submit]", f); f.dataset.busy = "1"; b.setAttribute("aria-busy", "true"); tell(f, "");
  const j = job(f);
  try { await settle(await post(j), j, f); } catch (x) { if (!(x instanceof TypeError)) { tell(f, words.failed); mark(j.cell, "failed"); } else keep(j, f); }
  delete f.dataset.busy; b.removeAttribute("aria-busy");
}
function tell(f, t) {
  $(".cell-say", f)?.remove(); if (!t) return;
  const p = document.createElement("p"); p.className = "bad cell-say"; p.setAttribute("role", "alert"); p.textContent = t; f.append(p);
}
const pop = box => { $$("#toasts > *", box).forEach(t => $("#toasts").append(document.adoptNode(t))); wake(); };
/* the answer holds the cell as it is now, what there is to say, and toasts; true when nothing is left to decide */
async function settle(r, j, f) {
  const box = new DOMParser().parseFromString(r.status === 401 ? "" : await r.text(), "text/html");
  pop(box);
  const fresh = $("a[data-cell]", box), said = $(".cell-say", box), a = document.getElementById(j.cell);
  if (fresh && a && fresh.id === a.id) {
    const back = document.activeElement === a; a.replaceWith(document.adoptNode(fresh)); if (back) fresh.focus();
  }
  if (r.ok) {
    if (f) close(f);
    mark(j.cell, "saved"); say(words.saved); setTimeout(() => mark(j.cell), 2500);
    return true;
  }
  mark(j.cell, r.status === 409 ? "conflict" : "failed");
  if (!f && (f = reopen(j))) f.dataset.job = j.key;
  if (!f) return false;
  if (said) { tell(f, ""); f.append(document.adoptNode(said)); place(f, cellOf(f)); ($("button", said) || first(f)).focus(); }
  else tell(f, words.failed);
  return false;
}
/* what was typed on a dead network is shown again over its cell, with what was seen then */
function reopen(j) {
  const a = document.getElementById(j.cell), f = a && edit(a); if (!f) return null;
  put(f, j.body);
  return f;
}
on("click", e => {
  const a = e.target.closest?.("a[data-cell]");
  if (a && !e.ctrlKey && !e.metaKey && !e.shiftKey && $("#cell-" + a.dataset.cell)) { e.preventDefault(); edit(a); return; }
  const b = e.target.closest?.("[data-use]"); if (!b) return;
  const c = b.closest(".cell-c"), f = b.form, seen = f.elements.seen;
  for (const m of c.dataset.marks.split(",")) seen.value = seen.value.replace(new RegExp(`(^|,)${m.split(":")[0]}:\\w+`), "$1" + m);
  if (b.dataset.use === "theirs") f.elements[c.dataset.control].value = c.dataset.theirs;
  c.remove();
  const left = $(".cell-c button", f); (left || first(f)).focus(); if (!left) save(f);
});
on("submit", e => { if (e.target.matches(".cell-f")) { e.preventDefault(); e.stopPropagation(); save(e.target); } }, true);
on("keydown", e => {
  const f = e.target.closest?.(".cell-f"); if (!f || e.isComposing) return;
  const t = e.target, one = f.elements.value === t;
  if (e.key === "Escape") { e.preventDefault(); e.stopPropagation(); mark(f.dataset.for); close(f, true); }
  else if (e.key === "Enter" && (t.matches("select") || t.matches("[data-enter]") && !e.shiftKey)) { e.preventDefault(); f.requestSubmit(); }
  else if (e.key === "Tab" && one && !$(".cell-c", f)) { e.preventDefault(); const changed = holds(f) !== f.dataset.was; step(f, e.shiftKey ? -1 : 1); if (changed) save(f); else close(f); }
}, true);
/* who goes elsewhere with the mouse has not cancelled: what was typed is saved */
on("focusout", e => {
  const f = e.target.closest?.(".cell-f"); if (!f || !f.elements.value) return;
  setTimeout(() => {
    if (!f.isConnected || f.contains(document.activeElement) || !document.hasFocus() || f.dataset.busy || $(".cell-say", f)) return;
    if (holds(f) === f.dataset.was) close(f); else save(f);
  }, 0);
});
const settleDown = () => open.forEach((f, id) => { const a = document.getElementById(id); if (a) place(f, a); });
addEventListener("scroll", settleDown, true); addEventListener("resize", settleDown); on("htmx:after:swap", settleDown);

/* --- a dead network: what is saved waits here, in order; its key lets a repeat do nothing twice --- */
const slot = "queue:" + me;
const waiting = () => { try { return JSON.parse(store(slot)) || []; } catch { return []; } };
const write = js => { store(slot, js.length ? JSON.stringify(js) : null); count(); };
function count() {
  const js = waiting(), n = js.filter(j => !j.stuck).length, s = js.length - n, b = $("#offline"); if (!b) return;
  const told = [n === 1 ? words.one : n ? words.many.replace("{n}", n) : "", s ? words.stuck.replace("{n}", s) : ""].filter(Boolean).join(" ");
  let p = $("[data-count]", b); if (!p) { p = document.createElement("span"); p.dataset.count = ""; b.append(" ", p); }
  p.textContent = told;
  $("a", b)?.remove();
  const at = js.find(j => j.stuck); if (at) { const a = document.createElement("a"); a.href = at.at; a.className = "lnk"; a.textContent = words.see; b.append(" ", a); }
  if (js.length) b.hidden = false;
}
function keep(j, f) {
  write([...waiting().filter(o => o.url !== j.url), j]);
  const a = document.getElementById(j.cell), c = f.elements.value;
  if (a && c) { a.textContent = c.matches("select") ? c.selectedOptions[0].text : c.value || "–"; a.dataset.v = c.value; }
  mark(j.cell, "queued"); say(words.queued); close(f, true); offline(true); count();
}
let flushing = false;
async function flush() {
  if (flushing || !navigator.onLine) return;
  flushing = true;
  try {
    for (const j of waiting().filter(o => !o.stuck || document.getElementById(o.cell) && !open.has(o.cell))) {
      const r = await post(j); if (r.status === 401 || r.status >= 500) break;
      const done = await settle(r, j);
      write(waiting().flatMap(o => o.key !== j.key ? o : done ? [] : { ...o, stuck: 1 }));
    }
    if (!waiting().length) offline(false);
  } catch { /* still no network: they go on waiting */ }
  flushing = false; count();
}
addEventListener("online", flush);
on("loom:live", () => waiting().some(j => !j.stuck) && flush());
setInterval(() => waiting().some(j => !j.stuck) && flush(), 15000);
if (waiting().length) { count(); flush(); }

/* --- undo where one is, without leaving the page --- */
on("submit", e => {
  const f = e.target; if (!/\/undo\/[\w-]+\/$/.test(f.action || "") || e.defaultPrevented) return;
  e.preventDefault(); e.stopPropagation();
  send(f.action, { method: "POST", headers: { "HX-Request": "true" } }).then(async r => {
    f.closest("[data-toast]")?.remove();
    pop(new DOMParser().parseFromString(await r.text(), "text/html")); touch(["orders", "order:" + f.action.split("/orders/")[1].slice(0, 36)]);
  }).catch(() => { toast(words.failed); });
}, true);

/* --- who else is here --- */
const here = $("[data-here]");
if (here) {
  const beat = () => document.hidden || fetch(here.dataset.here, { method: "POST", headers: { "HX-Request": "true", "X-CSRFToken": csrf() } }).then(async r => { if (r.ok) $("#here").innerHTML = new DOMParser().parseFromString(await r.text(), "text/html").body.firstElementChild.innerHTML; }).catch(() => {});
  beat(); setInterval(beat, 40000); on("visibilitychange", beat);
  addEventListener("pagehide", () => navigator.sendBeacon(here.dataset.here, new URLSearchParams({ gone: 1, csrfmiddlewaretoken: csrf() })));
}
})();
