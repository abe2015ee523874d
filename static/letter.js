"use strict";
// The form of what happened: it shows what its kind needs, a button chooses the kind, Ctrl+Enter sends.
(() => {
  const form = document.getElementById("event-form");
  const kind = form.elements.kind;
  const own = [...form.querySelectorAll("[data-of]")];
  const fit = () => {
    for (const box of own) {
      box.hidden = !box.dataset.of.split(" ").includes(kind.value) && !box.querySelector(".error");
    }
  };
  kind.addEventListener("change", fit);
  fit();
  for (const button of document.querySelectorAll("[data-act]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      kind.value = button.dataset.act;
      fit();
      form.elements.date.focus();
    });
  }
  const wrong = form.querySelector(".field.wrong :is(input, select, textarea)");
  if (wrong) wrong.focus();
  else if (new URLSearchParams(window.location.search).has("do")) form.elements.date.focus();
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
})();
