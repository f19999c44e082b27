/* loom.js - behaviour of every screen: dialogs, toasts, preferences, drafts, double taps, live updates.
   Delegated listeners on data-* attributes, so swapped content works at once. No framework, safe under a strict CSP. */
(() => {
"use strict";
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const on = (type, f, o) => document.addEventListener(type, f, o);
const root = document.documentElement, text = document.body.dataset;
const say = t => { const l = $("#live"); if (l && t) { l.textContent = ""; setTimeout(() => { l.textContent = t; }, 40); } };
const store = (k, v) => { try { return v === undefined ? localStorage.getItem(k) : v === null ? localStorage.removeItem(k) : localStorage.setItem(k, v); } catch { return null; } };

/* --- toasts: 10 s, waits while the pointer or the focus is on it --- */
const timers = new WeakMap();
function arm(t) {
  clearTimeout(timers.get(t));
  timers.set(t, setTimeout(() => t.matches(":hover,:focus-within") ? arm(t) : t.remove(), 10000));
}
function toast(message) {
  const t = document.createElement("div"), p = document.createElement("p");
  t.className = "toast"; t.dataset.toast = ""; p.textContent = message; t.append(p);
  $("#toasts")?.append(t); arm(t);
}
const wake = () => { $$("[data-toast]").forEach(t => timers.has(t) || arm(t)); $$("dialog[data-auto]").forEach(d => { d.removeAttribute("data-auto"); d.open || d.showModal(); }); };

/* --- dialogs, side bar, preferences --- */
on("click", e => {
  const t = e.target, off = t.closest("[aria-disabled=true]");
  if (off) { e.preventDefault(); e.stopPropagation(); say(off.title || off.textContent); return; }
  const open = t.closest("[data-open]"); if (open) { $("#" + CSS.escape(open.dataset.open))?.showModal(); return; }
  if (t.closest("[data-close]")) { t.closest("dialog")?.close(); return; }
  if (t.matches("dialog") && !$("form[data-dirty]", t)) { const r = t.getBoundingClientRect(); if (e.clientX < r.left || e.clientX > r.right || e.clientY < r.top || e.clientY > r.bottom) t.close(); }
  t.closest("[data-dismiss]")?.closest("[data-toast]")?.remove();
  const menu = t.closest("[data-menu]"), side = $(".side.open");
  if (menu) { const on = $("#" + menu.dataset.menu).classList.toggle("open"); menu.setAttribute("aria-expanded", on); }
  else if (side && !t.closest(".side")) { side.classList.remove("open"); $("[data-menu]").setAttribute("aria-expanded", "false"); }
  const step = t.closest("[data-step]"); if (step) { const i = $("input", step.parentElement); step.dataset.step > 0 ? i.stepUp() : i.stepDown(); i.dispatchEvent(new Event("input", { bubbles: true })); }
}, true);
/* a popover opens under its button, kept inside the window */
on("toggle", e => {
  const p = e.target; if (!p.matches?.(".pop") || e.newState !== "open") return;
  const b = $(`[popovertarget="${p.id}"]`)?.getBoundingClientRect(); if (!b) return;
  const below = b.bottom + 4 + p.offsetHeight < innerHeight || b.top < p.offsetHeight;
  p.style.top = (below ? b.bottom + 4 : b.top - 4 - p.offsetHeight) + "px";
  p.style.left = Math.max(8, Math.min(b.left + p.offsetWidth > innerWidth - 8 ? b.right - p.offsetWidth : b.left, innerWidth - p.offsetWidth - 8)) + "px";
}, true);
on("submit", e => {
  const f = e.target, by = e.submitter;
  if (f.matches("[data-prefs]") && by && by.name !== "language") {
    e.preventDefault();
    const d = new FormData(f, by), v = by.value;
    if (v === "auto") delete root.dataset[by.name]; else root.dataset[by.name] = v;
    $$(`[name="${by.name}"]`, f).forEach(b => b.setAttribute("aria-pressed", b === by));
    fetch(f.action, { method: "POST", body: d, redirect: "manual" });
    return;
  }
  /* a double tap sends once; a form leaves the page only while the session lasts and the server can be reached */
  if (!e.defaultPrevented && f.method === "post" && !f.matches("[data-hx-post],[hx-post]") && !f.target && !by?.formTarget) {
    if (f.dataset.sent === "1") { e.preventDefault(); return; }
    f.dataset.sent = "1"; by?.setAttribute("aria-busy", "true");
    if (!text.me || f.dataset.sure) return;
    e.preventDefault();
    const free = () => { delete f.dataset.sent; by?.removeAttribute("aria-busy"); };
    session().then(m => m.here()).then(ok => { free(); if (!ok) return; f.dataset.sure = "1"; f.requestSubmit(by); delete f.dataset.sure; }, () => { free(); offline(true); toast(text.unsent); });
  }
});
addEventListener("pageshow", e => { if (!e.persisted) return; $$("form[data-sent]").forEach(f => delete f.dataset.sent); $$("[aria-busy=true]").forEach(b => b.removeAttribute("aria-busy")); });

/* --- drafts: what is typed in form[data-draft=key] survives a reload, a lost session, a closed tab --- */
const skip = "[type=password],[type=file],[type=hidden],[type=submit],[data-no-draft]";
const fields = f => [...f.elements].filter(c => c.name && !c.matches(skip) && c.matches("input,textarea,select"));
const read = c => c.type === "checkbox" || c.type === "radio" ? c.checked : c.value;
function keep(f) {
  const d = {}; fields(f).forEach((c, i) => { d[i + ":" + c.name] = read(c); });
  store("draft:" + f.dataset.draft, JSON.stringify(d));
}
function restore(f) {
  const saved = store("draft:" + f.dataset.draft); if (!saved || f.dataset.draftSeen) return;
  f.dataset.draftSeen = "1"; let changed = false;
  try {
    const d = JSON.parse(saved);
    fields(f).forEach((c, i) => { const v = d[i + ":" + c.name]; if (v === undefined || v === read(c)) return; changed = true; if (typeof v === "boolean") c.checked = v; else c.value = v; });
  } catch { store("draft:" + f.dataset.draft, null); }
  if (changed) { f.dataset.dirty = ""; toast(text.restored); }
}
const pending = new Map();
on("input", e => {
  const f = e.target.form; if (!f) return;
  f.dataset.dirty = "";
  if (f.dataset.draft && !pending.has(f)) pending.set(f, setTimeout(() => { pending.delete(f); keep(f); }, 2000));
});
/* a draft that was sent is dropped once the server has answered with another page, or well by htmx */
on("submit", e => { const k = e.target.dataset.draft; if (k) { clearTimeout(pending.get(e.target)); pending.delete(e.target); keep(e.target); store("draft-sent", k); } });
const sent = store("draft-sent");
if (sent) { store("draft-sent", null); if (!$(`form[data-draft="${CSS.escape(sent)}"]`)) store("draft:" + sent, null); }
$$("form[data-draft]").forEach(restore);

/* --- requests: a lost session is asked for in place (session.js, loaded then), and the request goes again --- */
const csrf = () => (/(?:^|; )csrftoken=(\w+)/.exec(document.cookie) || ["", ""])[1];
const session = () => import(text.session);
async function send(url, o) {
  const go = () => { Object.assign(o.headers ||= {}, { "X-CSRFToken": csrf() }, text.me && { "Loom-Person": text.me }); return fetch(url, o); };
  const r = await go();
  return text.me && (r.status === 401 || r.status === 403 && r.headers.has("Loom-Expired")) && await (await session()).here() ? go() : r;
}

/* --- htmx: one busy button, one bar, one sentence when it fails --- */
let bar = null, busy = 0;
on("htmx:before:request", e => {
  const s = e.detail.ctx.sourceElement; if (!s.dataset?.liveTopic) e.detail.ctx.fetch = send;
  const b = s.matches?.("button,.btn") ? s : s.matches?.("form") ? $("button:not([type=button])", s) : null;
  if (b && e.detail.ctx.request.method !== "GET") { b.setAttribute("aria-busy", "true"); e.detail.ctx.busy = b; }
  if (!s.closest?.("[data-live-topic]") && !busy++) { bar = document.createElement("div"); bar.className = "load"; document.body.append(bar); }
});
on("htmx:finally:request", e => { e.detail.ctx.busy?.removeAttribute("aria-busy"); if (busy && !--busy) { bar?.remove(); bar = null; } });
on("htmx:response:error", e => {
  const r = e.detail.ctx.response, s = r.status; if (s === 409 || s === 422 || s === 400 || s === 401) return;
  const id = r.headers.get("X-Request-ID"); let why = text.failed;
  if (/json/.test(r.headers.get("Content-Type") || "")) try { why = JSON.parse(e.detail.ctx.text).detail || why; } catch { /* the general sentence stays */ }
  toast(id ? `${why} (${id.slice(-12)})` : why);
});
on("htmx:error", () => toast(text.failed));
on("htmx:after:request", e => { const k = e.detail.ctx.sourceElement.dataset?.draft; if (k && e.detail.ctx.response.status < 400) { store("draft:" + k, null); store("draft-sent", null); } });
on("htmx:after:swap", () => { wake(); $$("form[data-draft]").forEach(restore); const s = $("[data-say]"); if (s) { say(s.dataset.say); s.removeAttribute("data-say"); } });

/* --- live: a message names topics; whatever shows one of them is fetched anew and morphed, never a field being typed in --- */
const stale = new Set(); let timer = null, source = null, lost = false, asleep = null;
function refresh() {
  timer = null; if (document.hidden || !navigator.onLine) return;
  for (const el of $$("[data-live-topic]")) {
    const mine = el.dataset.liveTopic.split(" ");
    if (!el.id || !(stale.has("*") || mine.some(t => stale.has(t)))) continue;
    window.htmx?.ajax("GET", el.dataset.liveSrc || location.href, { source: el, target: "#" + CSS.escape(el.id), select: "#" + CSS.escape(el.id), swap: "outerMorph" });
  }
  stale.clear();
}
const touch = topics => { topics.forEach(t => stale.add(t)); timer ??= setTimeout(refresh, 250); };
const offline = yes => { const b = $("#offline"); if (b) b.hidden = !yes; };
function listen() {
  if (!text.live || source) return;
  source = new EventSource(text.live, { withCredentials: true });
  source.onopen = () => { offline(false); if (lost) touch(["*"]); lost = false; };
  source.onerror = () => { lost = true; setTimeout(() => { if (lost && !navigator.onLine) offline(true); }, 3000); if (source?.readyState === 2) { source = null; setTimeout(listen, 5000 + Math.random() * 5000); } };
  source.onmessage = e => { let d; try { d = JSON.parse(e.data); } catch { return; } touch(d.missed ? ["*"] : d.topics || [d.topic]); say(d.say); document.dispatchEvent(new CustomEvent("loom:live", { detail: d })); };
}
on("visibilitychange", () => {
  if (document.hidden) asleep = setTimeout(() => { source?.close(); source = null; lost = true; }, 300000);
  else { clearTimeout(asleep); listen(); if (stale.size) refresh(); }
});
addEventListener("online", () => { offline(false); listen(); touch(["*"]); });
addEventListener("offline", () => offline(true));
addEventListener("pagehide", () => { source?.close(); source = null; });
listen(); wake();
/* --- the phone: the server learns its time zone, so that "today" is the reader's day; the present tab comes into view --- */
if (document.body.classList.contains("phone")) {
  try { const zone = Intl.DateTimeFormat().resolvedOptions().timeZone; if (zone) document.cookie = `zone=${zone};path=/supplier/;max-age=31536000;samesite=lax`; } catch { /* the first merchant's zone is used instead */ }
  const tab = $(".m-tabs [aria-current]"); if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - 16;
}
window.loom = { say, toast, touch, send, store, offline, wake, csrf };
})();
