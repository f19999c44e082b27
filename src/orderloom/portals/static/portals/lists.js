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
    const r = p.getBoundingClientRect(), b = document.querySelector(`[popovertarget="${p.id}"]`)?.getBoundingClientRect();
    const above = b && b.top - 4 > p.offsetHeight + 8, covers = b && r.top < b.bottom && r.bottom > b.top;
    if (covers || r.bottom > innerHeight - 8) p.style.top = Math.max(8, (above ? b.top - 4 : innerHeight - 8) - p.offsetHeight) + "px";
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

/* the edge of a heading is drawn, or moved by arrows (Home: as usual); the width stands in the address, so a view keeps it */
const bar = () => document.getElementById("list-bar");
function grips() {
  const cols = bar()?.dataset.cols?.split(","), table = document.querySelector("#rows table,.tblw table.tbl"); if (!cols || !table || table.querySelector(".grip")) return;
  const at = [...table.querySelectorAll("col:not(.w-cb)")], heads = [...table.querySelectorAll("thead th")].slice(-cols.length);
  heads.forEach((th, n) => {
    const g = document.createElement("span"), name = bar().dataset.width.replace("{n}", th.textContent.trim());
    g.className = "grip"; g.tabIndex = 0; g.id = "grip-" + cols[n]; g.dataset.key = cols[n];
    for (const [k, v] of Object.entries({ role: "separator", "aria-orientation": "vertical", "aria-label": name, "aria-valuemin": 48, "aria-valuemax": 960, "aria-valuenow": Math.round(th.getBoundingClientRect().width) })) g.setAttribute(k, v);
    g.col = at[n]; g.head = th; th.append(g);
  });
}
const draw = (g, px) => { g.col.style.width = px ? Math.min(960, Math.max(48, px)) + "px" : ""; g.setAttribute("aria-valuenow", Math.round(g.head.getBoundingClientRect().width)); };
let told = 0, edge = "";
document.addEventListener("focusin", e => { edge = e.target.matches?.(".grip") ? e.target.id : ""; });
function keep() {
  clearTimeout(told);
  told = setTimeout(() => {
    const url = new URL(location.href), all = [...document.querySelectorAll(".grip")].filter(g => g.col.style.width).map(g => g.dataset.key + ":" + parseInt(g.col.style.width));
    if (all.length) url.searchParams.set("widths", all.join(",")); else url.searchParams.delete("widths");
    history.replaceState(history.state, "", url.href.replaceAll("%3A", ":").replaceAll("%2C", ","));
    const el = bar().closest("[data-live-topic]"); if (el) window.htmx?.ajax("GET", location.href, { source: el, target: "#" + el.id, select: "#" + el.id, swap: "outerMorph" });
  }, 300);
}
document.addEventListener("pointerdown", e => {
  const g = e.target.closest?.(".grip"); if (!g) return;
  e.preventDefault(); g.focus(); g.setPointerCapture(e.pointerId);
  const from = e.clientX, width = g.head.getBoundingClientRect().width; let moved = false;
  g.onpointermove = m => { moved = true; draw(g, width + m.clientX - from); };
  g.onpointerup = () => { g.onpointermove = g.onpointerup = null; if (moved) keep(); };
});
document.addEventListener("dblclick", e => { const g = e.target.closest?.(".grip"); if (g) { draw(g, 0); keep(); } });
document.addEventListener("keydown", e => {
  const g = e.target.closest?.(".grip"), step = { ArrowLeft: -16, ArrowRight: 16 }[e.key]; if (!g || !step && e.key !== "Home") return;
  e.preventDefault(); draw(g, step ? g.head.getBoundingClientRect().width + step : 0); keep();
});
document.addEventListener("htmx:after:swap", () => { const was = edge; grips(); if (was && document.activeElement === document.body) document.getElementById(was)?.focus(); }); grips();
