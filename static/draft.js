"use strict";
// Keeps what is typed in a form in this browser until the server has stored it; no files,
// and none of the fields named in data-draft-skip.
(() => {
  const done = new URLSearchParams(window.location.search).get("logged");
  if (done) localStorage.removeItem(`draft:${done}`);
  const start = (form) => {
    form.dataset.draftKept = "";
    const key = `draft:${form.dataset.draft}`;
    const skipped = new Set(["csrfmiddlewaretoken", ...(form.dataset.draftSkip || "").split(" ")]);
    // Not the buttons: what a button sends is no text of anybody's.
    const fields = () => [...form.elements].filter((field) => field.name
      && !["file", "hidden", "submit", "button"].includes(field.type) && !skipped.has(field.name));
    const read = () => fields().map((field) => [field.name, field.value,
      ["radio", "checkbox"].includes(field.type) ? field.checked : null]);
    const write = (rows) => {
      for (const [name, value, checked] of rows) {
        for (const field of fields().filter((one) => one.name === name)) {
          if (checked === null) field.value = value;
          else if (field.value === value) field.checked = checked;
        }
      }
      form.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const empty = JSON.stringify(read());
    const refused = form.querySelector(".notice.bad") !== null;
    const note = form.querySelector("[data-draft-note]");
    const stored = localStorage.getItem(key);
    if (stored && stored !== empty && !refused) {
      try {
        write(JSON.parse(stored));
        if (note) note.hidden = false;
      } catch {
        localStorage.removeItem(key);
      }
    }
    const keep = () => {
      const now = JSON.stringify(read());
      if (now === empty && !refused) localStorage.removeItem(key);
      else localStorage.setItem(key, now);
    };
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.querySelector("[data-draft-drop]")?.addEventListener("click", () => {
      localStorage.removeItem(key);
      write(JSON.parse(empty));
      localStorage.removeItem(key);
      note.hidden = true;
    });
  };
  // One that was brought into the page too, once.
  const find = () => {
    const form = document.querySelector("form[data-draft]:not([data-draft-kept])");
    if (form) start(form);
  };
  find();
  document.body.addEventListener("htmx:load", find);
})();
