/* desk.js - the merchant's hands: rows, keys, the bulk bar, the command palette, chart tips. Needs loom.js before it. */
(() => {
"use strict";
const files = document.currentScript.dataset; // modules that are loaded when they are needed, each once
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const on = (type, f, o) => document.addEventListener(type, f, o);

/* --- rows: form[data-rows] holds a table with .cb in each row; [data-bulk="form id"] is its bar --- */
let last = null;
const boxes = f => $$("tbody .cb", f), rows = f => $$("tbody tr:not(.grp)", f);
const bars = f => $$("[data-bulk]").filter(b => !b.dataset.bulk || b.dataset.bulk === f.id);
function matching(f, yes) {
  $("input[name=all_matching]", f)?.remove();
  if (yes) { const i = document.createElement("input"); i.type = "hidden"; i.name = "all_matching"; i.value = "1"; f.append(i); }
  bars(f).forEach(b => $("[data-all-matching]", b)?.setAttribute("aria-pressed", yes));
}
function sync(f, keepQuery) {
  const bs = boxes(f), n = bs.filter(b => b.checked).length, all = $("[data-all]", f);
  bs.forEach(b => b.closest("tr").classList.toggle("sel", b.checked));
  if (all) { all.checked = n > 0 && n === bs.length; all.indeterminate = n > 0 && n < bs.length; }
  if (!keepQuery) matching(f, false);
  bars(f).forEach(b => { b.hidden = !n; $("[data-n]", b).textContent = n.toLocaleString("en"); });
}
const clear = f => { boxes(f).forEach(b => { b.checked = false; }); last = null; sync(f); };
const formOf = bar => bar?.dataset.bulk ? document.getElementById(bar.dataset.bulk) : $("[data-rows]");
on("click", e => {
  const t = e.target, f = t.closest("[data-rows]");
  if (f && t.matches(".cb")) {
    const bs = boxes(f);
    if (t.matches("[data-all]")) bs.forEach(b => { b.checked = t.checked; });
    else {
      const i = bs.indexOf(t);
      if (e.shiftKey && last !== null && bs[last]) for (let k = Math.min(i, last); k <= Math.max(i, last); k++) bs[k].checked = t.checked;
      last = i;
    }
    sync(f); return;
  }
  const bar = t.closest("[data-bulk]");
  if (bar && t.closest("[data-clear]")) clear(formOf(bar));
  const every = t.closest("[data-all-matching]");
  if (bar && every) { const g = formOf(bar), yes = every.getAttribute("aria-pressed") !== "true"; if (yes) { boxes(g).forEach(b => { b.checked = true; }); sync(g, true); } matching(g, yes); window.loom.say(every.textContent); }
});

/* --- keys --- */
const typing = t => t.matches?.("input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable],.code-editor");
function go(rs, j) {
  j = Math.max(0, Math.min(rs.length - 1, j));
  rs.forEach((r, i) => r.classList.toggle("cur", i === j));
  rs[j].scrollIntoView({ block: "nearest" });
  ($("a", rs[j]) || $(".cb", rs[j]))?.focus({ preventScroll: true });
}
/* two keys one after the other lead to where the list of keys says */
let first = "", since = 0;
function chord(e) {
  const both = Date.now() - since < 1500 && first ? first + " " + e.key : "", a = both && $(`[data-chord="${CSS.escape(both)}"]`);
  first = "";
  if (a) { e.preventDefault(); location.href = a.href; return true; }
  if ($(`[data-chord^="${CSS.escape(e.key)} "]`)) { first = e.key; since = Date.now(); }
  return false;
}
on("keydown", e => {
  if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") { e.preventDefault(); palette(); return; }
  if (typing(e.target)) { if (e.key === "Escape" && e.target.matches("[data-search]")) e.target.blur(); return; }
  if (e.ctrlKey || e.metaKey || e.altKey || $("dialog[open],:popover-open:not(.cell-f)")) return;
  if (e.key === "?") { $("#keys")?.showModal(); return; }
  if (chord(e)) return;
  if (e.key === "/") { const s = $("[data-search]"); if (s) { e.preventDefault(); s.focus(); s.select(); } return; }
  const f = $("[data-rows]"), rs = f ? rows(f) : [], step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[e.key];
  if (!rs.length) { const a = e.key === "j" ? $("[data-next]") : e.key === "k" ? $("[data-previous]") : null; a?.click(); return; }
  const i = rs.findIndex(r => r.classList.contains("cur"));
  if (step) { e.preventDefault(); go(rs, i < 0 ? 0 : i + step); }
  else if (e.key === "Escape") clear(f);
  else if (i < 0) return;
  else if (e.key === "x") { const b = $(".cb", rs[i]); if (b) b.click(); }
  else if (e.key === "Enter" && !e.target.matches("a,button,summary,.cb")) $("a", rs[i])?.click();
  else if (e.key === "e") { const a = document.activeElement, c = a.matches("[data-cell]") ? a : $("[data-edit],[data-cell]", rs[i]); if (c) { e.preventDefault(); c.click(); } }
  else if (e.key === " " && !e.target.matches("button,summary,.cb")) { const p = $("[data-peek]", rs[i]); if (p) { e.preventDefault(); p.click(); } }
});
on("focusin", e => { const r = e.target.closest?.("[data-rows] tbody tr"); if (r) $$("tr.cur").forEach(c => c !== r && c.classList.remove("cur")), r.classList.add("cur"); });

/* --- palette: it opens here at once; what it does (palette.js) is fetched while Ctrl goes down; an early Enter waits --- */
let ready = null;
const pal = () => ready ??= import(files.pal);
function palette() { const p = $("#pal"); if (!p || p.open) return; p.showModal(); $("input", p).select(); pal().then(m => m.opened(p), () => { ready = null; }); }
on("keydown", e => {
  if (e.key === "Control" && $("#pal")) pal();
  if (e.key === "Enter" && e.target.matches?.("#pal input:not([data-on])")) { e.preventDefault(); e.target.dataset.early = ""; }
});
on("click", e => { if (e.target.closest("[data-palette]")) palette(); });

on("change", e => { if (e.target.matches("[data-submit]")) e.target.form.requestSubmit(); });
/* a swap may bring rows in or out: a selection that is still there stays */
const fresh = () => { $$("[data-rows]").forEach(f => sync(f, true)); if ($(".drop,[data-tip]")) import(files.more); };
on("htmx:after:swap", fresh); fresh();
})();
