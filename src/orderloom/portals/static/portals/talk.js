/* talk.js - the field under which people write to each other: who reads it is always said, Ctrl Enter sends,
   files can be chosen or pasted, and what was sent leaves the field empty. Needs loom.js before it. */
(() => {
"use strict";
/* what somebody has opened stays open when its part of the page is fetched anew */
window.htmx?.registerExtension("keep-open", { htmx_before_morph_attr: (el, d) => !(el.tagName === "DETAILS" && d.attrName === "open" && d.newValue === null) });
const $ = (s, r = document) => r.querySelector(s), on = (type, f) => document.addEventListener(type, f);
const form = () => $("form[data-talk]");
const reader = f => $("select", f), field = f => $("textarea", f);

function tell(f) {
  const s = reader(f); if (!s) return;
  if (s.selectedIndex < 0) s.selectedIndex = 0;
  field(f).placeholder = s.selectedOptions[0].dataset.prompt;
}
function list(f) {
  const names = $(".names", f), chosen = $("input[type=file]", f).files;
  names.replaceChildren(...[...chosen].map(one => Object.assign(document.createElement("li"), { textContent: one.name })));
  names.hidden = !chosen.length;
}
const fits = t => { t.style.height = "auto"; t.style.height = Math.min(t.scrollHeight, 240) + "px"; };
/* what somebody has gone on typing while the message was on its way stays */
const told = new WeakMap();
function empty(f) {
  const more = field(f).value; f.reset(); if (more !== told.get(f)) field(f).value = more;
  delete f.dataset.dirty; delete f.dataset.chosen; list(f); field(f).style.height = "";
  f.elements.once.value = [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, "0")).join("");
}
/* until somebody types or chooses, the reader follows the newest message */
function follow(f) {
  const s = reader(f), now = $("#reader-now");
  if (s && now && !("chosen" in f.dataset) && !field(f).value.trim()) s.value = now.dataset.reader;
  tell(f);
}

on("change", e => { const f = e.target.closest("form[data-talk]"); if (!f) return; if (e.target.type === "file") { list(f); if (f.dataset.shrink) import(f.dataset.shrink).then(m => m.shrink(e.target)); return; } f.dataset.chosen = ""; tell(f); });
on("input", e => { if (e.target.matches("form[data-talk] textarea")) fits(e.target); });
on("keydown", e => {
  if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && e.target.matches("form[data-talk] textarea")) { e.preventDefault(); e.target.form.requestSubmit(); }
});
on("paste", e => {
  const f = e.target.closest?.("form[data-talk]"), files = e.clipboardData?.files; if (!f || !files?.length) return;
  const all = new DataTransfer(), input = $("input[type=file]", f);
  for (const one of [...input.files, ...files]) all.items.add(one);
  e.preventDefault(); input.files = all.files; list(f);
});
on("click", e => {
  const to = e.target.closest("[data-write-to]"), f = form(); if (!to || !f) return;
  e.preventDefault(); to.closest("[popover]")?.hidePopover();
  reader(f).value = to.dataset.writeTo; f.dataset.chosen = ""; tell(f); field(f).focus(); f.scrollIntoView({ block: "nearest" });
});
on("htmx:before:request", e => { const f = e.detail.ctx.sourceElement; if (f.matches?.("form[data-talk]")) told.set(f, field(f).value); });
on("htmx:after:request", e => {
  const f = e.detail.ctx.sourceElement; if (!f.matches?.("form[data-talk]") || e.detail.ctx.response.status >= 400) return;
  const s = reader(f), to = s?.value; empty(f); if (s) s.value = to;
  window.loom.say(f.dataset.said);
});
on("htmx:after:swap", () => { const f = form(); if (f) follow(f); });
if (form()) follow(form());
})();
