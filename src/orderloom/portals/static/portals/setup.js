/* setup.js - the set-up pages' own behaviour: a dropped file tells its name, a choice opens what belongs to it,
   the script editor takes the textarea's place where it is there. Everything works without it. */
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];

/* [data-when=id][data-is=value] is there while the control with that id has the value */
function depend() {
  for (const part of $$("[data-when]")) part.hidden = document.getElementById(part.dataset.when)?.value !== part.dataset.is;
}
document.addEventListener("change", event => { if (event.target.matches("select")) depend(); });
depend();

/* textarea[data-editor="address of the editor's module"]: loaded on demand; the textarea stays what the form sends */
async function edit() {
  for (const area of $$("textarea[data-editor]:not([data-mounted])")) {
    area.dataset.mounted = "";
    try {
      const { mountEditor } = await import(area.dataset.editor);
      const names = JSON.parse(area.dataset.names || "[]");
      const editor = mountEditor(area, { label: area.getAttribute("aria-label") || "", completions: names });
      editor.view.scrollDOM.tabIndex = 0; // a long line is scrolled by keyboard
      if (area.dataset.faultLine) editor.report([{ line: Number(area.dataset.faultLine), message: area.dataset.fault }]);
    } catch { delete area.dataset.mounted; return; }
  }
}
edit();
document.addEventListener("htmx:after:swap", () => { depend(); edit(); });
/* Ctrl+Enter runs the test */
document.addEventListener("keydown", event => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const run = $("[data-run]"); if (run) { event.preventDefault(); event.stopPropagation(); run.click(); }
}, true);
/* form[data-address]: what is searched for stands in the address, so that a colleague sees the same list */
document.addEventListener("input", event => {
  const form = event.target.closest?.("form[data-address]"); if (!form) return;
  const told = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  history.replaceState(history.state, "", told.size ? `?${told}` : location.pathname);
});
