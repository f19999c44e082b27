/* palette.js - search and commands: what is typed goes to the server, which answers with options. Loaded by desk.js. */
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const on = (type, f) => document.addEventListener(type, f);
let asked = null, wait = null, busy = false, eager = false;
/** Answer what stands in the open palette; Enter may have been pressed before this was here. */
export function opened(p) {
  const i = $("input", p);
  eager = "early" in i.dataset; i.dataset.on = ""; delete i.dataset.early;
  busy = true; ask(i.value.trim());
}
const options = () => $$("#pal-l [role=option]");
/* with rows selected, what their bar offers can be typed as well */
function withSelection(q) {
  const bar = $("[data-bulk]:not([hidden])"), list = $("#pal-l"); if (!bar) return;
  const name = b => [b.closest(".pop") && $(".cap", b.closest(".pop")), b].filter(Boolean).map(x => x.textContent.trim()).join(" ");
  const fit = $$("button.b[type=submit],.pop button", bar).filter(b => name(b).toLowerCase().includes(q.toLowerCase())).slice(0, q ? 8 : 4);
  if (!fit.length) return;
  const head = document.createElement("p"); head.className = "grp"; head.setAttribute("role", "presentation"); head.textContent = $("span", bar).textContent;
  list.prepend(head, ...fit.map(b => { const o = document.createElement("div"); o.setAttribute("role", "option"); o.append($("svg", b)?.cloneNode(true) || "", name(b)); o.press = b; return o; }));
  $(".none", list)?.remove();
}
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
    $("#pal-l").innerHTML = await r.text(); withSelection(q); choose(0); busy = false;
    if (eager) { eager = false; take(options()[0]); }
  } catch (x) { if (x.name !== "AbortError") { busy = eager = false; $("#pal-l").textContent = document.body.dataset.failed; } }
}
/* a line leads somewhere, opens a sheet, or sends what it says (language, colours) and comes back here */
function send(url, values) {
  const f = document.createElement("form"), token = window.loom.csrf();
  f.method = "post"; f.action = url; f.hidden = true;
  for (const [k, v] of Object.entries({ csrfmiddlewaretoken: token, ...values })) { const i = document.createElement("textarea"); i.name = k; i.value = v; f.append(i); }
  document.body.append(f); f.submit();
}
function take(o) {
  const d = o?.dataset; if (!d) return;
  if (o.press) { $("#pal").close(); o.press.click(); return; }
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
  take(e.target.closest("#pal [role=option]"));
  const p = $("#pal"); if (e.target === p) p.close();
});
