"use strict";
// Single keys of the review page: A approves, Z undoes an approval, R goes to the reason, J and K to
// the next and the previous answer; Ctrl Enter in the reason returns.
(() => {
  for (const box of document.querySelectorAll("pre.words")) {
    const mark = box.querySelector("mark");
    if (mark) box.scrollTop = Math.max(0, mark.offsetTop - box.offsetTop - 60);
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("#reason")) {
      event.preventDefault();
      document.querySelector("[data-return]").click();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.matches("textarea")) target.focus();
    else target.click();
  });
})();
