"use strict";
// The method editor: shares while one types, marks of what changed, folding, faults at their fields.
(() => {
  const form = document.getElementById("method-form");
  if (!form) return;
  const rows = [...form.querySelectorAll("tr[data-code]")];
  const byCode = new Map(rows.map((row) => [row.dataset.code, row]));
  const childrenOf = (code) => rows.filter((row) => row.dataset.parent === code);
  const rulesOf = (row) => row.nextElementSibling;
  const weightOf = (row) => {
    const input = row.querySelector(".weight input");
    const value = input ? Number(input.value.trim() || "x") : 1;
    return Number.isFinite(value) && value >= 0 ? value : null;
  };

  // Shares: the product of the local weights' proportions down the tree.
  const spread = (row, share) => {
    const shown = row.querySelector("[data-share]");
    shown.textContent = share === null ? "–" : `${(100 * share).toFixed(2)}%`;
    const children = childrenOf(row.dataset.code);
    const weights = children.map(weightOf);
    const total = weights.reduce((sum, w) => (sum === null || w === null ? null : sum + w), 0);
    children.forEach((child, i) => spread(child, share === null || !total ? null : (share * weights[i]) / total));
  };

  // Changed: another value than the version's that the draft began from.
  const differs = (control) => {
    const was = control.dataset.was, now = control.value.trim();
    return now !== was && !(now !== "" && was !== "" && Number(now) === Number(was));
  };
  const changedIn = (box) => [...box.querySelectorAll("[data-was]")].some(differs);
  const mark = () => {
    for (const control of form.querySelectorAll("[data-was]")) {
      control.classList.toggle("changed", differs(control));
    }
    for (const row of rows) row.classList.toggle("changed", changedIn(row) || changedIn(rulesOf(row)));
    spread(rows[0], 1);
  };

  // Folding: a row is seen while every row above it is open.
  const closed = new Set();
  let only = false;
  const seen = (row) => {
    if (only) return row.classList.contains("changed") || rows.some((r) => r.classList.contains("changed") && below(r, row));
    for (let up = row.dataset.parent; up; up = byCode.get(up).dataset.parent) if (closed.has(up)) return false;
    return true;
  };
  const below = (row, above) => {
    for (let up = row.dataset.parent; up; up = byCode.get(up).dataset.parent) if (up === above.dataset.code) return true;
    return false;
  };
  const draw = () => {
    for (const row of rows) {
      const show = seen(row);
      row.hidden = !show;
      rulesOf(row).hidden = !show || row.querySelector("[data-rules]").getAttribute("aria-expanded") !== "true";
      const twist = row.querySelector("[data-twist]");
      if (twist) twist.setAttribute("aria-expanded", String(only || !closed.has(row.dataset.code)));
    }
  };
  const levelOf = (row) => Number(row.className.match(/level-(\d)/)[1]);
  const fold = (depth) => {
    only = depth === "changed";
    closed.clear();
    if (!only) for (const row of rows) if (levelOf(row) >= Number(depth)) closed.add(row.dataset.code);
    draw();
    for (const button of form.querySelectorAll("[data-fold]")) button.setAttribute("aria-pressed", String(button.dataset.fold === depth));
  };
  const reveal = (control) => {
    const line = control.closest("tr");
    if (!line) return;
    const row = line.dataset.rulesOf ? byCode.get(line.dataset.rulesOf) : line;
    if (line !== row) row.querySelector("[data-rules]").setAttribute("aria-expanded", "true");
    only = false;
    for (let up = row.dataset.parent; up; up = byCode.get(up).dataset.parent) closed.delete(up);
    draw();
  };

  // Faults and notices of the last check, each at its field; a soft one is not an error.
  const fieldOf = (item) => {
    const name = item.dataset.field;
    return name ? form.querySelector(`[name="${CSS.escape(name)}"], [data-cell="${CSS.escape(name)}"]`) : null;
  };
  const place = (list) => {
    for (const item of list.querySelectorAll("[data-field]")) {
      const control = fieldOf(item);
      if (!control) continue;
      const text = document.createElement("p");
      text.className = "soft" in item.dataset ? "hint" : "error";
      text.dataset.faultOf = control.id;
      text.textContent = item.dataset.text || item.textContent;
      if (!("soft" in item.dataset)) control.setAttribute("aria-invalid", "true");
      text.id = `${control.id}-fault`;
      control.setAttribute("aria-describedby", text.id);
      control.after(text);
      if (!("soft" in item.dataset)) reveal(control);
    }
  };
  const clear = () => {
    for (const text of form.querySelectorAll("[data-fault-of]")) text.remove();
    for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
    for (const control of form.querySelectorAll("[aria-describedby$='-fault']")) control.removeAttribute("aria-describedby");
  };

  // On a narrow screen the state stands far below; a line at the foot tells it in brief.
  const brief = () => {
    const line = document.querySelector("[data-brief]");
    const first = document.querySelector("#check .notice.bad b") || document.querySelector("#check .notice");
    const changes = document.querySelector("#check .changes summary");
    line.textContent = [first, changes].filter(Boolean).map((part) => part.textContent.trim()).join(" · ");
    line.classList.toggle("error", Boolean(document.querySelector("#check .notice.bad")));
  };

  form.addEventListener("input", mark);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button, a");
    if (!button) return;
    if ("fold" in button.dataset) fold(button.dataset.fold);
    if ("twist" in button.dataset) {
      const code = button.closest("tr").dataset.code;
      if (!closed.delete(code)) closed.add(code);
      only = false;
      draw();
    }
    if ("rules" in button.dataset) {
      button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
      draw();
    }
    const item = button.closest("[data-field]");
    if (item) {
      event.preventDefault();
      const control = fieldOf(item);
      if (!control) return;
      reveal(control);
      control.focus();
    }
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
  });
  let sent = false;
  form.addEventListener("submit", () => { sent = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!sent && form.querySelector("[data-was].changed")) event.preventDefault();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const box = event.detail.elt;
    if (box.id === "preview") { box.scrollIntoView({ block: "start" }); return; }
    if (box.id === "check") { clear(); place(box); brief(); return; }
    if (box.id === "scheme-result") { place(box); form.dispatchEvent(new Event("check")); }
    if (box.matches(".step")) form.dispatchEvent(new Event("check"));
    mark();
  });
  mark();
  fold("2");
  clear();
  place(document.getElementById("check"));
  brief();
})();
