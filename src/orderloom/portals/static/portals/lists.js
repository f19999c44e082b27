/* lists.js - what the panels of lists need: a word typed sifts a long choice, a loaded panel stays inside the window. */
document.addEventListener("input", e => {
  const all = document.getElementById(e.target.dataset?.sift || ""); if (!all) return;
  const word = e.target.value.trim().toLowerCase();
  for (const one of all.querySelectorAll(".pk")) one.hidden = !one.textContent.toLowerCase().includes(word);
});
document.addEventListener("htmx:after:swap", () => {
  for (const p of document.querySelectorAll(".pop.lazy:popover-open")) {
    const r = p.getBoundingClientRect();
    if (r.bottom > innerHeight - 8) p.style.top = Math.max(8, innerHeight - 8 - p.offsetHeight) + "px";
    if (!p.contains(document.activeElement)) p.querySelector("[autofocus],input:not([type=hidden]),a,button")?.focus();
  }
});
