"use strict";
// Menus close on Escape and on a click elsewhere; a form asks once before what cannot be undone.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});
// A filter form sends itself when a choice changes; without script its button does.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form && form.matches("form[data-autosubmit]")) form.requestSubmit();
});
