/* scan.js - reads the tracking number from the label while a parcel is reported: WeChat's own scan where it is there, the
   camera where the browser knows bar codes, else a photo that the server reads. The field can always be typed in. */
const $ = (s, r = document) => r.querySelector(s);
const EVERY = 150, WANTED = ["code_128", "code_39", "itf", "codabar", "ean_13", "qr_code", "data_matrix", "pdf417"];
const box = () => $("[data-scan]");
let stream = null;

const say = t => { const p = box() && $("[role=status]", box()); if (p) p.textContent = t; };
function stop() {
  stream?.getTracks().forEach(t => t.stop()); stream = null;
  const b = box(); if (!b) return;
  const v = $("video", b); v.hidden = true; v.srcObject = null; delete b.dataset.on;
}
/* the number goes into its field as if it had been typed: the carrier is recognised from there */
function fill(number) {
  const field = $("#id_tracking_number"); if (!field) return;
  field.value = number; field.dispatchEvent(new Event("input", { bubbles: true }));
  navigator.vibrate?.(60);
}
async function ask(b, name, values) {
  const told = new FormData();
  told.append("csrfmiddlewaretoken", $("[name=csrfmiddlewaretoken]", b.closest("form")).value);
  for (const value of values) told.append(name, value);
  b.dataset.busy = ""; say("");
  try {
    const answer = await fetch(b.dataset.scan, { method: "POST", body: told });
    if (!answer.ok || answer.redirected) throw 0;
    const { number, said } = await answer.json();
    if (number) fill(number); say(number ? "" : said);
    return number;
  } catch { say(document.body.dataset.failed); }
  finally { delete b.dataset.busy; }
}
async function photo(input) {
  const b = box(); if (!input.files.length) return;
  try { localStorage.setItem("scan", "photo"); } catch { /* asked again next time */ }
  const { smaller } = await import(b.dataset.photos), one = await smaller(input.files[0]);
  await ask(b, "photo", [one]);
  input.value = "";
}
async function camera(b) {
  const known = await BarcodeDetector.getSupportedFormats(), detector = new BarcodeDetector({ formats: WANTED.filter(f => known.includes(f)) });
  stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } } });
  const v = $("video", b); v.srcObject = stream; v.hidden = false; b.dataset.on = ""; say(b.dataset.aim); await v.play();
  const look = async () => {
    if (!stream || !v.isConnected) { stop(); return; }
    const seen = await detector.detect(v).catch(() => []);
    if (seen.length && await ask(b, "code", seen.map(s => s.rawValue))) { stop(); return; }
    setTimeout(look, EVERY);
  };
  look();
}
const sees = () => "BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia;
function wechat(b) {
  window.wx.scanQRCode({ needResult: 1, scanType: ["barCode", "qrCode"], success: r => ask(b, "code", [r.resultStr.split(",").pop()]) });
}
document.addEventListener("click", e => {
  const label = e.target.closest("[data-scan] label"), b = box();
  if (e.target.closest("[data-scan-stop]")) { stop(); say(""); return; }
  if (!label || e.target.matches("input")) return;
  if (window.wx?.scanQRCode) { e.preventDefault(); wechat(b); }
  else if (sees()) { e.preventDefault(); camera(b).catch(() => { stop(); $("input", b).click(); }); }
});
document.addEventListener("change", e => { if (e.target.matches("[data-scan] input[type=file]")) photo(e.target); });
document.addEventListener("close", e => { if (e.target.matches?.("#ship-sheet")) stop(); }, true);

/* the camera opens by itself where it was allowed before, and the photo where that is how somebody scans here */
async function open() {
  const b = box(); if (!b || b.dataset.seen) return; b.dataset.seen = "";
  if (window.wx?.scanQRCode) return;
  if (sees()) { const asked = await navigator.permissions?.query({ name: "camera" }).catch(() => null); if (asked?.state === "granted" && !$("#id_tracking_number").value) camera(b).catch(stop); return; }
  let how = null; try { how = localStorage.getItem("scan"); } catch { /* not kept here */ }
  if (how === "photo" && navigator.userActivation?.isActive) $("input[type=file]", b).click();
}
document.addEventListener("htmx:after:swap", open);
open();
