/* bulk.js - what is pasted into a field goes off to be checked at once; a column pasted over selected rows belongs to
   them; a mended row is checked when it is left. */
(() => {
"use strict";
const typing = t => t.matches?.("input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable]");
document.addEventListener("paste", e => {
  const f = e.target.closest?.("[data-paste-go]")?.form;
  if (f) { setTimeout(() => f.requestSubmit(), 0); return; }
  const b = document.querySelector("[data-paste-column]"), rows = b?.form, text = e.clipboardData.getData("text");
  if (!rows || typing(e.target) || !text.trim() || !rows.querySelector("tbody .cb:checked")) return;
  e.preventDefault();
  const t = document.createElement("textarea"); t.name = "text"; t.value = text; t.hidden = true; rows.append(t);
  b.click();
});
document.addEventListener("change", e => {
  const f = e.target.closest?.("form.mending");
  if (!f || e.target.matches("[data-submit]")) return;
  window.htmx.ajax("POST", f.action, { source: f, target: "#track", select: "#track", swap: "outerMorph", values: Object.fromEntries(new FormData(f)) });
});
})();
