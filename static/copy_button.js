"use strict";
// A button that copies what stands in a field; without a clipboard the field can be marked by hand.
(() => {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        button.textContent = button.dataset.copied;
      } catch {
        // Refused by the browser: what is marked can still be copied by its own keys.
      }
    });
  }
})();
