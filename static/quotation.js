"use strict";
// Asks of each quotation or box, when it is typed, pasted or moved to another document or page,
// whether it stands there. The answer is a mark: nothing is held up by it.
(() => {
  const root = document.querySelector("[data-coding]");
  // A row always says which place is meant, if only that nobody has said it.
  const unasked = (box) => {
    box.replaceChildren(...["prefix", "suffix", "start"]
      .map((name) => Object.assign(document.createElement("input"), { type: "hidden", name })));
  };
  root.addEventListener("coding:unasked", (event) => unasked(event.detail));
  const rows = () => [...root.querySelectorAll("[data-rows=citation] [data-row]")];
  const ask = async (row) => {
    const box = row.querySelector("[data-check]");
    const body = new URLSearchParams();
    for (const name of ["evidence", "page", "quotation", "start", "prefix", "suffix", "box", "drawn_on"]) {
      body.set(name, row.querySelector(`[name=${name}]`).value.trim());
    }
    const asked = body.toString();
    row.dataset.asked = asked;
    if (!body.get("evidence") || !(body.get("quotation") || body.get("box"))) { unasked(box); return ""; }
    const token = row.closest("form").elements.csrfmiddlewaretoken.value;
    const headers = { "X-CSRFToken": token, "HX-Request": "true" };
    const answer = await fetch(root.dataset.quotation, { method: "POST", headers, body }).catch(() => null);
    // What was typed meanwhile has asked for itself.
    if (!answer?.ok || row.dataset.asked !== asked) return "";
    box.innerHTML = await answer.text();
    return box.querySelector("[data-page]")?.dataset.page;
  };
  const near = (row, words) => {
    for (const [name, value] of Object.entries(words)) row.querySelector(`[name=${name}]`).value = value;
  };
  // A page that nobody typed is the one where the words were found.
  const fill = (row, found) => {
    const page = row.querySelector("[name=page]");
    if (!found || page.value) return;
    page.value = found;
    page.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const later = (event) => {
    const row = event.target.closest("[data-rows=citation] [data-row]");
    // A paste tells of itself before its words are in the field.
    if (!row) return;
    const cleared = event.target.matches("[name=page]");
    // Other words stand between other neighbours; a place that is chosen brings its own.
    if (event.target.matches("[name=quotation], [name=evidence]")) near(row, { prefix: "", suffix: "" });
    if (event.target.matches("[data-place]")) {
      const { prefix = "", suffix = "", atPage = "" } = event.target.selectedOptions[0].dataset;
      near(row, { prefix, suffix });
      row.querySelector("[name=page]").value = atPage;
    }
    setTimeout(async () => { const found = await ask(row); if (!cleared) fill(row, found); });
  };
  root.addEventListener("change", later);
  root.addEventListener("paste", later);
  // What was stored or typed earlier: one after another, the documents are read once each.
  (async () => { for (const row of rows()) if (!row.querySelector("[data-check] .badge, [data-place]")) await ask(row); })();
})();
