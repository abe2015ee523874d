"use strict";
// Asks of each quotation, when it is typed, pasted or moved to another document or page, whether
// it stands there. The answer is a mark: nothing is held up by it.
(() => {
  const root = document.querySelector("[data-coding]");
  const rows = () => [...root.querySelectorAll("[data-rows=citation] [data-row]")];
  const ask = async (row) => {
    const box = row.querySelector("[data-check]");
    const body = new URLSearchParams();
    for (const name of ["evidence", "page", "quotation"]) {
      body.set(name, row.querySelector(`[name=${name}]`).value.trim());
    }
    const asked = body.toString();
    row.dataset.asked = asked;
    if (!body.get("evidence") || !body.get("quotation")) { box.replaceChildren(); return ""; }
    const token = row.closest("form").elements.csrfmiddlewaretoken.value;
    const headers = { "X-CSRFToken": token, "HX-Request": "true" };
    const answer = await fetch(root.dataset.quotation, { method: "POST", headers, body }).catch(() => null);
    // What was typed meanwhile has asked for itself.
    if (!answer?.ok || row.dataset.asked !== asked) return "";
    box.innerHTML = await answer.text();
    return box.querySelector("[data-page]")?.dataset.page;
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
    setTimeout(async () => { const found = await ask(row); if (!cleared) fill(row, found); });
  };
  root.addEventListener("change", later);
  root.addEventListener("paste", later);
  // What was stored or typed earlier: one after another, the documents are read once each.
  (async () => { for (const row of rows()) if (!row.querySelector("[data-check] *")) await ask(row); })();
})();
