"use strict";
// A reply is logged beside the questions: the form comes into the right column, Enter goes to the
// next field that waits and, where none does, logs it; then the letter is open and the first open
// question has the focus.
(() => {
  const root = document.querySelector("[data-coding]"), box = document.getElementById("logging");
  const formNow = () => box.querySelector("form[data-draft]");
  const close = () => {
    box.replaceChildren();
    (root.querySelector(".question.at") || root.querySelector(".question"))?.focus({ preventScroll: true });
  };
  // What has to be filled in: a required field, or that the reply says something of a letter.
  const waiting = (form) => {
    const empty = [...form.querySelectorAll(":is(input, select)[required]")].find((field) => !field.value);
    const said = [...form.querySelectorAll("#letters-box fieldset.group select")];
    return said.some((field) => field.value) ? empty : empty?.matches("[name=organ]") ? empty : said[0] || empty;
  };
  const onward = (form) => (waiting(form) || form.querySelector(".form-end .primary")).focus();

  box.addEventListener("change", (event) => {
    if (event.target.matches("[type=file]") && event.target.value) onward(formNow());
  });
  box.addEventListener("click", (event) => { if (event.target.closest("[data-log-close]")) close(); });
  box.addEventListener("keydown", (event) => {
    const field = event.target, form = formNow();
    if (event.key === "Escape") { event.stopPropagation(); close(); }
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !form) return;
    // A small form inside has a button of its own.
    if (field.matches("button, a, summary, textarea") || field.closest("details.inset")) return;
    event.preventDefault();
    if (field.type === "file" && !field.value) { field.click(); return; }
    // A day is read once its field is left.
    field.blur();
    if (waiting(form)) onward(form);
    else form.requestSubmit();
  });
  // What is typed at the questions is kept as drafts: the page may be read anew without asking.
  box.addEventListener("htmx:beforeOnLoad", (event) => {
    if (!event.detail.xhr.getResponseHeader("HX-Redirect")) return;
    for (const card of root.querySelectorAll(".question.dirty")) card.classList.remove("dirty");
  });
  if (new URLSearchParams(window.location.search).has("logged")) {
    window.history.replaceState(null, "", window.location.pathname);
    const open = root.querySelector(".question[data-state=open]");
    open?.focus({ preventScroll: true });
    open?.scrollIntoView({ block: "nearest" });
  }
})();
