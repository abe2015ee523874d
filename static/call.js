"use strict";
// A call: a figure chooses what was said, Enter in any field keeps it.
(() => {
  const form = document.getElementById("call-form");
  const choices = [...form.querySelectorAll("input[name=call]")];
  choices.forEach((choice, at) => choice.closest("label")?.append(` (${at + 1})`));
  (choices.find((choice) => choice.checked) || choices[0]).focus();
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=radio])")) return;
    const choice = choices[Number(event.key) - 1];
    if (choice) {
      event.preventDefault();
      choice.checked = true;
      choice.focus();
    } else if (event.key === "Enter" && !event.target.closest("a, button")) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
})();
