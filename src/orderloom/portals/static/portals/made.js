/* made.js - photos of what was made: small before they are sent; the one beside "Finished" is sent as soon as it is taken. */
document.addEventListener("change", async e => {
  const input = e.target, send = input.dataset?.send, small = send || input.dataset?.shrink;
  if (input.type !== "file" || !small || input.closest("form[data-talk]") || !input.files.length) return;
  const shown = input.closest("label"); shown?.setAttribute("aria-busy", "true");
  const { shrink } = await import(small); await shrink(input); shown?.removeAttribute("aria-busy");
  if (send) input.form.requestSubmit(); else if (shown) shown.dataset.chosen = "";
});
