/* more.js - what few screens need: a file dropped on .drop goes into its input, and a chart tells its numbers. */
const on = (type, f) => document.addEventListener(type, f);
for (const type of ["dragover", "dragleave", "drop"]) on(type, e => {
  const d = e.target.closest?.(".drop"); if (!d) return;
  e.preventDefault(); d.classList.toggle("over", type === "dragover");
  if (type === "drop") { const i = d.querySelector("input[type=file]"); i.files = e.dataTransfer.files; i.dispatchEvent(new Event("change", { bubbles: true })); }
});
let tip = null;
on("pointermove", e => {
  const h = e.target.closest?.("[data-tip]");
  if (!h) { if (tip) tip.hidden = true; return; }
  if (!tip) { tip = document.createElement("div"); tip.className = "tip"; tip.setAttribute("aria-hidden", "true"); document.body.append(tip); }
  tip.hidden = false; tip.textContent = h.dataset.tip;
  tip.style.left = Math.min(e.clientX + 12, innerWidth - tip.offsetWidth - 8) + "px"; tip.style.top = e.clientY - 34 + "px";
});
