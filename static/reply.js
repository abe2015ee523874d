"use strict";
// The letter's form: outcomes of the chosen channel only; Ctrl+Enter sends it.
(() => {
  const form = document.getElementById("reply-form");
  const outcome = form.elements.outcome;
  const groups = [...outcome.querySelectorAll("optgroup")];
  const filter = () => {
    const channel = new FormData(form).get("channel");
    for (const group of groups) {
      const fits = group.dataset.channel === channel;
      group.hidden = !fits;
      group.disabled = !fits;
    }
    const chosen = outcome.selectedOptions[0];
    if (chosen && chosen.parentElement.disabled) outcome.value = "";
  };
  form.addEventListener("change", filter);
  filter();
  // Refused: on to the first field that is to be mended.
  form.querySelector(".field.wrong :is(input, select, textarea)")?.focus();
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
})();
