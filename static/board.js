"use strict";
// Keys of the board: J and K (or the arrows) from row to row, X or the space bar ticks one, Enter opens
// it, T enters a call about it, A goes to what is done with the chosen ones. Without script the boxes and links do the same.
(() => {
  const table = document.querySelector("[data-board]");
  if (!table) return;
  const rows = [...table.querySelectorAll("[data-row]")];
  const box = (row) => row?.querySelector("input[type=checkbox]");
  const here = () => document.activeElement?.closest("[data-row]");
  const told = document.querySelector("[data-chosen]");
  const count = () => {
    if (told) told.textContent = table.querySelectorAll("[data-row] input:checked").length;
  };
  const go = (step) => {
    const now = rows.indexOf(here());
    const next = rows[now < 0 ? (step > 0 ? 0 : rows.length - 1) : now + step];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const tick = (row) => {
    const one = box(row);
    if (!one) return;
    one.checked = !one.checked;
    count();
  };
  // And back: the browser puts the focus on the row that the address names.
  const call = (row) => {
    if (!row?.dataset.call) return;
    const back = `${window.location.pathname}${window.location.search}#${row.id}`;
    window.location.assign(`${row.dataset.call}?next=${encodeURIComponent(back)}`);
  };
  // The page of a letter leads back here, to its row: `back.js`.
  table.addEventListener("click", (event) => {
    const row = event.target.closest("th a") && event.target.closest("[data-row]");
    if (!row) return;
    const place = row.id ? `#${row.id}` : "";
    sessionStorage.setItem(`list:${window.location.pathname}`, `${window.location.search}${place}`);
  });
  const every = table.querySelector("[data-every]");
  every?.addEventListener("change", () => {
    for (const row of rows) box(row).checked = every.checked;
    count();
  });
  table.addEventListener("change", count);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, summary, button")) return;
    const keys = {
      j: () => go(1), ArrowDown: () => go(1), k: () => go(-1), ArrowUp: () => go(-1),
      x: () => tick(here()), " ": () => tick(here()), a: () => document.querySelector("[data-act]")?.focus(),
      t: () => call(here()), Enter: () => here()?.querySelector("th a")?.click(),
    };
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const onRow = event.target === here();
    if (!keys[key]) return;
    if ((key === " " || key === "Enter") && !onRow) return;
    if (key.startsWith("Arrow") && !onRow) return;
    event.preventDefault();
    keys[key]();
  });
  count();
  if (table.matches("[data-print-now]")) window.print();
  // On a narrow screen the presets of a kind are one line: the one that is shown stays in sight.
  document.querySelector(".presets [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
})();
