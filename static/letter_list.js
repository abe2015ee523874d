"use strict";
// A list of letters: the arrows go from row to row, T enters a call about the row and comes back to
// it: the browser puts the focus on the link that the address names.
(() => {
  const rows = [...document.querySelectorAll("tr[data-call]")];
  const here = () => document.activeElement.closest("tr[data-call]");
  const land = (row) => row?.querySelector("th a").focus();
  const address = (row) => {
    const back = `${window.location.pathname}${window.location.search}#${row.querySelector("th a").id}`;
    return `${row.dataset.call}?next=${encodeURIComponent(back)}`;
  };
  for (const link of document.querySelectorAll("tr[data-call] a[data-call-link]")) {
    link.href = address(link.closest("tr"));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    const row = here();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = rows[row ? rows.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1) : 0];
      if (!next) return;
      event.preventDefault();
      land(next);
    } else if (event.key.toLowerCase() === "t" && row) {
      window.location.assign(address(row));
    }
  });
})();
