"use strict";
// The city finder: arrows walk through the matches, Enter takes the first one.
(() => {
  const form = document.querySelector("[data-finder]");
  const box = form.querySelector("input[type=search]");
  const rows = () => [...form.querySelectorAll(".found li")].map((row) => [...row.querySelectorAll("a")]);
  form.addEventListener("submit", (event) => {
    const first = rows()[0];
    if (first) { event.preventDefault(); first[0].click(); }
  });
  form.addEventListener("keydown", (event) => {
    const links = rows();
    const at = links.findIndex((row) => row.includes(document.activeElement));
    const column = at < 0 ? 0 : links[at].indexOf(document.activeElement);
    const moves = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
    const move = moves[event.key];
    if (!move || (at < 0 && event.key !== "ArrowDown")) return;
    event.preventDefault();
    if (at + move[0] < 0) { box.focus(); return; }
    const row = links[Math.min(at + move[0], links.length - 1)];
    if (row) row[Math.max(0, Math.min(column + move[1], row.length - 1))].focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
})();
