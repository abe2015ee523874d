"use strict";
// Drafts are printed as they stand in their fields, all of them or one alone.
(() => {
  const drafts = [...document.querySelectorAll("section.draft")];
  const fit = (field) => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 4}px`;
  };
  for (const field of document.querySelectorAll("section.draft textarea")) {
    fit(field);
    field.addEventListener("input", () => fit(field));
  }
  for (const button of document.querySelectorAll("[data-print]")) {
    button.addEventListener("click", () => {
      const wanted = button.dataset.print;
      for (const draft of drafts) draft.classList.toggle("no-print", Boolean(wanted) && draft.id !== wanted);
      window.print();
    });
  }
})();
