"use strict";
// Back to the list that a page was opened from, as it was narrowed, at its row: by the path's link or B.
(() => {
  const link = document.querySelector("[data-list]");
  const kept = link && sessionStorage.getItem(`list:${link.pathname}`);
  if (kept) link.href = `${link.pathname}${kept}`;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.toLowerCase() !== "b") return;
    if (!link || event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    link.click();
  });
})();
