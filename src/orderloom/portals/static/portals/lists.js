/* lists.js - what the panels of lists need: a word typed sifts a long choice, a loaded panel stays inside the window; times say
   their full stamp when they are looked at. */
const day = { year: "numeric", month: "2-digit", day: "2-digit" }, hour = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
document.addEventListener("pointerover", e => {
  const t = e.target.closest?.("time[datetime]:not([title])"), zone = document.getElementById("list-bar")?.dataset.zone; if (!t || !zone) return;
  const whole = t.dateTime.includes("T"), at = new Date(whole ? t.dateTime : t.dateTime + "T12:00Z");
  t.title = whole ? new Intl.DateTimeFormat("sv", { ...day, ...hour, timeZone: zone, timeZoneName: "longOffset" }).format(at) : t.dateTime;
});
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
/* a card of the board is dropped on a lane that one of its legal moves ends in; the menu beside it does the same */
let held = null;
const way = (card, lane) => lane && card?.querySelector(`[data-to="${CSS.escape(lane.dataset.lane)}"]`);
document.addEventListener("dragstart", e => { held = e.target.closest?.(".bc"); held?.classList.add("drag"); });
document.addEventListener("dragend", () => { held?.classList.remove("drag"); held = null; document.querySelectorAll(".lane.over").forEach(l => l.classList.remove("over")); });
document.addEventListener("dragover", e => {
  const lane = e.target.closest?.(".lane"); if (!held) return;
  document.querySelectorAll(".lane.over").forEach(l => l !== lane && l.classList.remove("over"));
  if (way(held, lane)) { e.preventDefault(); lane.classList.add("over"); }
});
document.addEventListener("drop", e => { const move = held && way(held, e.target.closest?.(".lane")); if (move) { e.preventDefault(); move.click(); } });
