/* bulk.js - what is pasted into a field goes off to be checked at once; a mended row is checked when it is left. */
(() => {
"use strict";
document.addEventListener("paste", e => { const f = e.target.closest?.("[data-paste-go]")?.form; if (f) setTimeout(() => f.requestSubmit(), 0); });
document.addEventListener("change", e => {
  const f = e.target.closest?.("form.track");
  if (!f || e.target.matches("[data-submit]")) return;
  window.htmx.ajax("POST", f.action, { source: f, target: "#track", select: "#track", swap: "outerMorph", values: Object.fromEntries(new FormData(f)) });
});
})();
