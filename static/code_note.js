"use strict";
// A coder's own note of the city: what is typed is kept in this browser, with the revision that it
// rests on, until the server has stored it.
(() => {
  const form = document.querySelector("form[data-note]");
  const field = form.elements.words, key = `draft:${form.dataset.note}`;
  const keep = () => localStorage.setItem(key, JSON.stringify([form.elements.revision.value, field.value]));
  let sent = null;

  const restore = () => {
    try {
      const [revision, words] = JSON.parse(localStorage.getItem(key)) || ["", field.value];
      if (words === field.value) { localStorage.removeItem(key); return; }
      field.value = words;
      form.elements.revision.value = revision;
      form.closest("details").open = true;
      window.htmx.trigger(form, "change");
    } catch { localStorage.removeItem(key); }
  };
  form.addEventListener("input", keep);
  form.addEventListener("htmx:beforeRequest", () => { sent = field.value; });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.xhr.status !== 200) return;
    if (sent === field.value) localStorage.removeItem(key);
    else keep();
  });
  form.addEventListener("click", (event) => {
    if (!event.target.closest("[data-note-drop]")) return;
    localStorage.removeItem(key);
    window.location.reload();
  });
  document.querySelector("[data-coding]").addEventListener("coding:note", () => {
    form.closest("details").open = true;
    field.focus();
  });
  document.body.addEventListener("htmx:load", restore, { once: true });
})();
