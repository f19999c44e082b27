/* brand.js - the colour picker beside a text field, and "Take" for the nearest colour that can be read. */
const tell = field => field.dispatchEvent(new Event("input", { bubbles: true }));

document.addEventListener("input", event => {
  const field = event.target;
  if (field.dataset.colour) {
    const text = document.getElementById(field.dataset.colour);
    text.value = field.value.toUpperCase();
  } else if (/^#[0-9a-f]{6}$/i.test(field.value)) {
    const picker = document.querySelector(`[data-colour="${field.id}"]`);
    if (picker) picker.value = field.value;
  }
});
document.addEventListener("click", event => {
  const button = event.target.closest("[data-take]"); if (!button) return;
  const text = document.getElementById(button.dataset.take);
  text.value = button.dataset.colourValue; tell(text); text.focus();
});
