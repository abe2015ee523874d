"use strict";
// The reply's form: Ctrl+Enter sends it; refused, it begins at what is to be mended. Enter in a
// small form inside it presses that one's own button, not the first of the page.
(() => {
  const form = document.getElementById("reply-form");
  form.querySelector(".field.wrong :is(input, select, textarea)")?.focus();
  form.addEventListener("keydown", (event) => {
    const inset = event.key === "Enter" && event.target.matches("input") && event.target.closest("details.inset");
    if (inset && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      inset.querySelector("button").click();
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
})();
