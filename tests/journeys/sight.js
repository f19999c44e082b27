/* What is wrong with a page as it is drawn; tests/journeys/sight.py runs these functions in it. */
(() => {
const shown = e => e.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
const name = e => e.outerHTML.slice(0, 130).replace(/\s+/g, " ");
const texts = () => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = walk.nextNode(); n; n = walk.nextNode()) {
    const e = n.parentElement;
    if (n.data.trim() && !e.closest("script,style,template,noscript,.vh,option") && shown(e)) found.push(n);
  }
  return found;
};
const box = n => {
  const r = document.createRange(); r.selectNodeContents(n);
  return [...r.getClientRects()].find(b => b.width > 1 && b.height > 1);
};
const LABELS = "button:not(.find),.btn,label,th,h1,h2,h3,legend,summary,[role=tab],nav a"; // .find is a field in its look

/* Texts of which a part is cut off, where nothing says that there is more. */
function clipped() {
  const found = [];
  for (const n of texts()) {
    const b = box(n); if (!b) continue;
    for (let e = n.parentElement; e && e !== document.body; e = e.parentElement) {
      const s = getComputedStyle(e);
      if (s.overflowX === "auto" || s.overflowX === "scroll") break;
      if (s.overflowX !== "hidden" && s.overflowX !== "clip") continue;
      const o = e.getBoundingClientRect();
      if (o.width < 3 || (b.right <= o.right + 1.5 && b.left >= o.left - 1.5)) continue;
      if (s.textOverflow === "ellipsis" && !e.closest(LABELS) && !n.parentElement.closest(LABELS)) break;
      found.push(`cut off: ${n.data.trim().slice(0, 60)} in ${name(e)}`); break;
    }
  }
  return found;
}

const hidden = (e, x, y) => {
  for (let at = e; at && at !== document.body; at = at.parentElement) {
    const o = at.getBoundingClientRect();
    if (getComputedStyle(at).overflowX !== "visible" && (x < o.left || x > o.right || y < o.top || y > o.bottom)) return true;
  }
  return false;
};

/* Texts over which something else lies. */
function covered() {
  const found = [];
  for (const n of texts()) {
    const b = box(n); if (!b) continue;
    const x = b.left + b.width / 2, y = b.top + b.height / 2;
    if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) continue;
    const e = n.parentElement, hit = document.elementFromPoint(x, y);
    if (hidden(e, x, y)) continue; // it is cut off there
    if (!hit || hit.contains(e) || e.contains(hit) || hit.closest("label")?.contains(e)) continue;
    let over = false;
    for (let at = hit; at; at = at.parentElement) over ||= ["fixed", "sticky"].includes(getComputedStyle(at).position);
    for (let at = e; at; at = at.parentElement) over ||= getComputedStyle(at).pointerEvents === "none";
    const words = [...hit.childNodes].filter(c => c.nodeType === 3 && c.data.trim()).map(box);
    if (!over && words.some(w => w && x >= w.left && x <= w.right && y >= w.top && y <= w.bottom)) found.push(`covered: ${n.data.trim().slice(0, 60)} by ${name(hit)}`);
  }
  return found;
}

/* What stands outside of the brackets of the made-up language, text by text and attribute by attribute. */
function bare() {
  const found = [];
  let depth = 0, block = null;
  const block_of = e => { while (e && getComputedStyle(e).display.startsWith("inline") && e.parentElement) e = e.parentElement; return e; };
  const outside = text => {
    let rest = "";
    for (const c of text) { if (c === "\u2062") depth++; else if (c === "\u2063") depth = Math.max(0, depth - 1); else if (!depth) rest += c; }
    return rest;
  };
  for (const n of texts()) {
    const at = block_of(n.parentElement);
    if (at !== block) { block = at; depth = 0; }
    const rest = outside(n.data);
    if (/\p{L}{3,}/u.test(rest) && !n.parentElement.closest("[lang]:not(html),[translate=no],code,pre,kbd,time[datetime]")) found.push([rest.trim(), name(n.parentElement)]);
  }
  for (const kind of ["placeholder", "title", "aria-label", "alt"])
    for (const e of document.querySelectorAll(`[${kind}]`)) {
      depth = 0;
      const rest = outside(e.getAttribute(kind));
      if (/\p{L}{3,}/u.test(rest) && !e.closest("[lang]:not(html)")) found.push([rest.trim(), name(e)]);
    }
  return found;
}

/* With the system's own colours: what has no edge though it is pressed or typed into, and marks that are not to be seen. */
function faint() {
  const found = [];
  for (const e of document.querySelectorAll(".btn,.inp,input:not([type=hidden],[type=checkbox],[type=radio],[type=file]),select,textarea,.st.tint,.card,.note")) {
    if (!shown(e) || e.type === "file" || !e.getBoundingClientRect().width || e.closest("table,.cell-f,.search,.pal-i,.vh")) continue;
    const s = getComputedStyle(e);
    const edge = ["Top", "Bottom", "Left", "Right"].some(w => s[`border${w}Style`] !== "none" && parseFloat(s[`border${w}Width`]) > 0);
    if (!edge && s.outlineStyle === "none") found.push(`no edge: ${name(e)}`);
  }
  const ink = getComputedStyle(document.body).color, ground = getComputedStyle(document.body).backgroundColor;
  if (ink === ground) found.push("ink on its own colour");
  for (const e of document.querySelectorAll("svg.g,svg.i")) {
    if (!shown(e)) continue;
    const s = getComputedStyle(e);
    if (s.color === getComputedStyle(e.parentElement).backgroundColor || s.forcedColorAdjust === "none") found.push(`faint: ${name(e)}`);
  }
  return [...new Set(found)];
}

/* What is wider than the window and does not scroll by itself. */
function widest() {
  for (const e of document.querySelectorAll("body *")) {
    const b = e.getBoundingClientRect();
    if (b.right <= innerWidth + 0.5 || !b.width || !shown(e)) continue;
    let scrolls = false;
    for (let at = e.parentElement; at && at !== document.body; at = at.parentElement) scrolls ||= getComputedStyle(at).overflowX !== "visible";
    if (!scrolls && ![...e.children].some(c => c.getBoundingClientRect().right > innerWidth + 0.5)) return name(e);
  }
  return "";
}

/* Glyphs of a status without a word. */
function wordless() {
  return [...document.querySelectorAll("svg.g")].filter(shown).filter(g => {
    for (let e = g.parentElement; e && e !== document.body; e = e.parentElement) {
      if (e.textContent.trim() || e.getAttribute("aria-label")) return false;
      if (e.matches("td,li,button,a")) return true;
    }
    return true;
  }).map(g => `no word: ${name(g.parentElement)}`);
}

window.sight = { widest, clipped, covered, bare, faint, wordless };
})();
