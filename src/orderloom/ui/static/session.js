/* session.js - signing in again without leaving the page. Loaded when a form is about to leave or a session was lost. */
const text = document.body.dataset, loom = window.loom;
let asking = null;

/** Resolve to whether the page's person is signed in, after asking for the password where they are not. */
export const here = () => asking ??= ask().finally(() => { asking = null; });

const look = () => fetch(text.again, { cache: "no-store", headers: { "HX-Request": "true" } });
/* forms on the page bear the token of the session that was; the cookie has the present one */
function renew() {
  document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach(i => { i.value = loom.csrf(); });
  document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRFToken": loom.csrf() }));
  return true;
}

async function ask() {
  const r = await look(), who = r.headers.get("Loom-Person");
  if (!r.ok) throw new Error(r.status);
  if (who === text.me) return renew();
  const box = document.createElement("div"); box.innerHTML = await r.text();
  const d = box.firstElementChild, f = d.querySelector("form"), bad = d.querySelector("#again-bad"), before = document.activeElement;
  document.body.append(d);
  f.elements.login.value = text.login;
  const tell = t => { bad.textContent = t; bad.hidden = !t; };
  if (who) tell(f.dataset.other);
  return new Promise(resolve => {
    f.addEventListener("submit", async e => {
      e.preventDefault(); e.stopPropagation();
      const b = e.submitter; b?.setAttribute("aria-busy", "true");
      try { if (await enter(f, tell)) { d.returnValue = "in"; d.close("in"); } } catch { tell(f.dataset.failed); }
      b?.removeAttribute("aria-busy");
    });
    d.addEventListener("close", () => { d.remove(); before?.isConnected && before.focus?.(); resolve(d.returnValue === "in" && renew()); });
    d.showModal();
  });
}

/** Sign in by the form; whoever else it turns out to be, nothing of the page's person is sent in their name. */
async function enter(f, tell) {
  const post = (url, body) => fetch(url, { method: "POST", body, headers: { "X-CSRFToken": loom.csrf(), "X-Requested-With": "XMLHttpRequest", Accept: "application/json" } });
  if ((await look()).headers.has("Loom-Person")) await post(f.dataset.out);
  const r = await post(f.action, new FormData(f));
  if (r.status === 400) {
    const { form } = await r.json(), told = [form.errors, ...Object.values(form.fields).map(one => one.errors)].flat().filter(Boolean);
    tell(told.join(" ")); f.elements.password.select(); return false;
  }
  if (!r.ok) throw new Error(r.status);
  if ((await look()).headers.get("Loom-Person") === text.me) return true;
  tell(f.dataset.other); return false;
}
