"use strict";
// The reply's form: Ctrl+Enter sends it; refused, it begins at what is to be mended.
(() => {
  const form = document.getElementById("reply-form");
  form.querySelector(".field.wrong :is(input, select, textarea)")?.focus();
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
})();
