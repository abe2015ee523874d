"use strict";
// The form of what happened: it shows what its kind needs, a button or its figure chooses the kind,
// T opens a call, Ctrl+Enter sends.
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
  const choose = (button) => {
    kind.value = button.dataset.act;
    fit();
    form.elements.date.focus();
  };
  for (const button of document.querySelectorAll("[data-act]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      choose(button);
    });
  }
  const everyday = [...document.querySelectorAll("[data-everyday]")];
  everyday.forEach((button, at) => {
    const key = document.createElement("kbd");
    key.textContent = at + 1;
    button.append(" ", key);
  });
  const wrong = form.querySelector(".field.wrong :is(input, select, textarea)");
  if (wrong) wrong.focus();
  else if (new URLSearchParams(window.location.search).has("do")) form.elements.date.focus();
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const button = everyday[Number(event.key) - 1];
    if (button) {
      event.preventDefault();
      choose(button);
    } else if (event.key.toLowerCase() === "t") {
      document.querySelector("a[data-call]")?.click();
    }
  });
})();
