"use strict";
// The reply's form, on its page or brought into another: Ctrl+Enter sends it; refused, it begins at
// what is to be mended. Enter in a small form inside it presses that one's own button, not the
// first of the page. Files come by the chooser, are dropped on the form, or are pasted.
(() => {
  const formNow = () => document.getElementById("reply-form");
  const begin = () => formNow()?.querySelector(".field.wrong :is(input, select, textarea)")?.focus();
  const take = (event, files) => {
    const field = formNow()?.elements.files;
    if (!field || !files?.length) return;
    event.preventDefault();
    const all = new DataTransfer();
    for (const file of [...field.files, ...files]) all.items.add(file);
    field.files = all.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest("#reply-form");
    if (!form || event.key !== "Enter") return;
    const inset = event.target.matches("input") && event.target.closest("details.inset");
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      form.requestSubmit();
    } else if (inset) {
      event.preventDefault();
      inset.querySelector("button").click();
    }
  });
  document.addEventListener("paste", (event) => take(event, event.clipboardData?.files));
  document.addEventListener("dragover", (event) => {
    if (event.target.closest("#reply-form") && event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    if (event.target.closest("#reply-form")) take(event, event.dataTransfer.files);
  });
  begin();
  document.body.addEventListener("htmx:load", (event) => { if (event.detail.elt.matches("#reply-form")) begin(); });
})();
