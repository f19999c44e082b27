/* desk.js - the merchant's hands: rows, keys, the bulk bar, the command palette, chart tips. Needs loom.js before it. */
(() => {
"use strict";
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

/* --- palette: what is typed goes to the server, which answers with options --- */
let asked = null, wait = null, busy = false, eager = false;
function palette() { const p = $("#pal"); if (!p || p.open) return; p.showModal(); const i = $("input", p); i.select(); ask(i.value); }
const options = () => $$("#pal-l [role=option]");
function choose(j) {
  const os = options(); if (!os.length) return;
  j = (j + os.length) % os.length;
  os.forEach((o, i) => { o.id ||= "pal-" + i; o.setAttribute("aria-selected", i === j); });
  os[j].scrollIntoView({ block: "nearest" }); $("#pal input").setAttribute("aria-activedescendant", os[j].id);
}
async function ask(q) {
  const p = $("#pal"); asked?.abort(); asked = new AbortController();
  try {
    const r = await fetch(p.dataset.src + (p.dataset.src.includes("?") ? "&" : "?") + "q=" + encodeURIComponent(q), { signal: asked.signal, headers: { "HX-Request": "true" } });
    if (!r.ok || r.redirected) throw new Error(r.status);
    $("#pal-l").innerHTML = await r.text(); choose(0); busy = false;
    if (eager) { eager = false; take(options()[0]); }
  } catch (x) { if (x.name !== "AbortError") { busy = eager = false; $("#pal-l").textContent = document.body.dataset.failed; } }
}
/* a line leads somewhere, opens a sheet, or sends what it says (language, colours) and comes back here */
function send(url, values) {
  const f = document.createElement("form"), token = JSON.parse(document.body.getAttribute("hx-headers:inherited") || "{}")["X-CSRFToken"];
  f.method = "post"; f.action = url; f.hidden = true;
  for (const [k, v] of Object.entries({ csrfmiddlewaretoken: token, ...values })) { const i = document.createElement("textarea"); i.name = k; i.value = v; f.append(i); }
  document.body.append(f); f.submit();
}
function take(o) {
  const d = o?.dataset; if (!d) return;
  if (d.opens) { $("#pal").close(); document.getElementById(d.opens)?.showModal(); }
  else if (d.post) { const [k, v] = d.post.split("="); send(d.url, { [k]: v, next: location.href }); }
  else if (d.url) { const stay = d.url.split("#")[0] === location.pathname + location.search; location.href = d.url; if (stay) $("#pal").close(); }
}
on("input", e => { if (e.target.matches("#pal input")) { clearTimeout(wait); busy = true; eager = false; wait = setTimeout(() => ask(e.target.value.trim()), 40); } });
/* two pasted columns are tracking numbers: they go to be checked; one column is searched for */
on("paste", e => {
  if (!e.target.matches?.("#pal input")) return;
  const pasted = e.clipboardData.getData("text"), lines = pasted.split(/\r?\n/).filter(l => l.trim()), to = $("#pal").dataset.paste;
  if (lines.length < 2) return;
  e.preventDefault();
  if (to && lines.every(l => /\S[\t,，;| 　]+\S/.test(l))) { send(to, { text: pasted }); return; }
  e.target.value = lines.map(l => l.trim()).join(" "); e.target.dispatchEvent(new Event("input", { bubbles: true }));
});
on("keydown", e => {
  if (!e.target.matches?.("#pal input") || e.isComposing) return;
  const os = options(), i = os.findIndex(o => o.getAttribute("aria-selected") === "true");
  if (e.key === "ArrowDown" || e.key === "ArrowUp") { e.preventDefault(); choose(i + (e.key === "ArrowDown" ? 1 : -1)); }
  else if (e.key === "Enter") { e.preventDefault(); if (busy) eager = true; else take(os[i]); }
});
on("click", e => {
  if (e.target.closest("[data-palette]")) palette();
  take(e.target.closest("#pal [role=option]"));
  const p = $("#pal"); if (e.target === p) p.close();
});

/* --- a file dropped on .drop goes into its input; a chart tells its numbers --- */
for (const type of ["dragover", "dragleave", "drop"]) on(type, e => {
  const d = e.target.closest?.(".drop"); if (!d) return;
  e.preventDefault(); d.classList.toggle("over", type === "dragover");
  if (type === "drop") { const i = $("input[type=file]", d); i.files = e.dataTransfer.files; i.dispatchEvent(new Event("change", { bubbles: true })); }
});
on("change", e => { if (e.target.matches("[data-submit]")) e.target.form.requestSubmit(); });
let tip = null;
on("pointermove", e => {
  const h = e.target.closest?.("[data-tip]");
  if (!h) { if (tip) tip.hidden = true; return; }
  if (!tip) { tip = document.createElement("div"); tip.className = "tip"; tip.setAttribute("aria-hidden", "true"); document.body.append(tip); }
  tip.hidden = false; tip.textContent = h.dataset.tip;
  tip.style.left = Math.min(e.clientX + 12, innerWidth - tip.offsetWidth - 8) + "px"; tip.style.top = e.clientY - 34 + "px";
});
/* a swap may bring rows in or out: a selection that is still there stays */
on("htmx:after:swap", () => $$("[data-rows]").forEach(f => sync(f, true)));
$$("[data-rows]").forEach(f => sync(f, true));
})();
