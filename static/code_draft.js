"use strict";
// Keeps what is typed in a question in this browser until the server has stored it. It keeps the
// revision that it rests on too: where another window saved meanwhile, the server says so.
(() => {
  const root = document.querySelector("[data-coding]");
  const { addRow, dirty } = root.codingCard;
  const PLAIN = ["detail", "note", "revision", "answer_revision"];
  const ROWS = {
    citation: ["evidence", "page", "quotation", "start", "prefix", "suffix", "box", "drawn_on"],
    search: ["place", "words", "searched_on"],
  };
  const formOf = (card) => card.querySelector("form[data-card-draft]");
  const keyOf = (form) => `draft:${form.dataset.cardDraft}`;

  const read = (form) => {
    const kept = {};
    for (const name of PLAIN) kept[name] = form.elements[name].value;
    kept.value = new FormData(form).get("value") || "";
    kept.points = [...form.querySelectorAll("[name=point]:checked")].map((box) => box.value);
    kept.unknown = Boolean(new FormData(form).get("unknown"));
    for (const [kind, names] of Object.entries(ROWS)) {
      kept[kind] = [...form.querySelectorAll(`[data-rows=${kind}] [data-row]`)]
        .map((row) => names.map((name) => row.querySelector(`[name=${name}]`).value));
    }
    return kept;
  };
  const write = (card, form, kept) => {
    for (const name of PLAIN) form.elements[name].value = kept[name];
    for (const field of form.querySelectorAll("[name=value]")) {
      if (field.type === "radio") field.checked = field.value === kept.value;
      else field.value = kept.value;
    }
    for (const box of form.querySelectorAll("[name=point]")) box.checked = (kept.points || []).includes(box.value);
    const unknown = form.querySelector("[name=unknown]");
    if (unknown) unknown.checked = kept.unknown;
    for (const [kind, names] of Object.entries(ROWS)) {
      const rows = () => [...form.querySelectorAll(`[data-rows=${kind}] [data-row]`)];
      while (rows().length < kept[kind].length) addRow(card, kind);
      kept[kind].forEach((values, number) => names.forEach((name, at) => {
        rows()[number].querySelector(`[name=${name}]`).value = values[at] ?? "";
      }));
    }
  };
  const restore = (card) => {
    const form = formOf(card);
    const stored = form && localStorage.getItem(keyOf(form));
    if (!stored) return;
    try {
      if (stored === JSON.stringify(read(form))) { localStorage.removeItem(keyOf(form)); return; }
      write(card, form, JSON.parse(stored));
    } catch {
      localStorage.removeItem(keyOf(form));
      return;
    }
    card.querySelector("[data-restored]").hidden = false;
    dirty(card);
  };

  root.addEventListener("coding:typed", (event) => {
    const form = formOf(event.target);
    if (form) localStorage.setItem(keyOf(form), JSON.stringify(read(form)));
  });
  root.addEventListener("click", (event) => {
    if (!event.target.closest("[data-restored-drop], [data-reload]")) return;
    const card = event.target.closest(".question") || event.target.closest(".conflict").querySelector(".question");
    localStorage.removeItem(keyOf(formOf(card)));
    for (const one of root.querySelectorAll(".question")) one.classList.toggle("dirty", one !== card && one.classList.contains("dirty"));
    if (event.target.closest("[data-restored-drop]")) window.location.reload();
  });
  // The form that was sent has left the page by now: the event itself names what stands in its place.
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.requestConfig.elt.closest?.("form[data-card-draft]");
    if (form && event.detail.xhr.status === 200) localStorage.removeItem(keyOf(form));
  });
  for (const card of root.querySelectorAll(".question")) restore(card);
})();
