/* Asks for pushes only after a tap, then keeps this device's subscription by the form around the button. */
(() => {
"use strict";
const bytes = t => Uint8Array.from(atob(t.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
const device = () => {
  const a = navigator.userAgent;
  const what = ["Edg", "Firefox", "Chrome", "Safari"].find(n => a.includes(n)) || "", where = ["Android", "iPhone", "iPad", "Windows", "Mac", "Linux"].find(n => a.includes(n)) || "";
  return [what === "Edg" ? "Edge" : what, where].filter(Boolean).join(" · ");
};
const form = document.querySelector("[data-push]");
if (!form) return;
const say = t => { const p = form.querySelector("[data-said]"); p.textContent = t; p.hidden = !t; };
if (!("serviceWorker" in navigator && "PushManager" in window)) { form.querySelector("button").hidden = true; say(form.dataset.unable); return; }
form.addEventListener("submit", async e => {
  if (form.elements.address.value) return;
  e.preventDefault(); e.stopPropagation(); say("");
  try {
    if (await Notification.requestPermission() !== "granted") { say(form.dataset.denied); return; }
    await navigator.serviceWorker.register("/push-worker.js");
    const worker = await navigator.serviceWorker.ready;
    const made = (await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.push) })).toJSON();
    Object.entries({ address: made.endpoint, p256dh: made.keys.p256dh, auth: made.keys.auth, name: device() }).forEach(([k, v]) => { form.elements[k].value = v; });
    form.requestSubmit();
  } catch { say(form.dataset.failed); }
}, true);
})();
