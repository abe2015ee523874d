"use strict";
// The city finder: arrows walk through the matches, Enter takes the first one of what is typed.
(() => {
  const form = document.querySelector("[data-finder]");
  if (!form) return;
  const box = form.querySelector("input[type=search]");
  const rows = () => [...form.querySelectorAll(".found li:not(.found-near)")]
    .map((row) => [...row.querySelectorAll("a")]);
  const shown = () => form.querySelector("[data-found-for]")?.dataset.foundFor;
  // Ready to be typed into, without taking a telephone's page down to it.
  if (document.activeElement === document.body && !window.location.hash) box.focus({ preventScroll: true });
  let waiting = false;
  let asked = null;

  // The list may still be that of fewer letters: then Enter waits for the one it was meant for.
  const open = () => {
    if (shown() !== box.value.trim()) return false;
    waiting = false;
    const first = rows()[0];
    if (first) first[0].click();
    return true;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!box.value.trim() || open()) return;
    waiting = true;
    // The letters ask by themselves in a moment; where they did already and failed, ask again.
    setTimeout(() => { if (waiting && asked !== box.value.trim()) window.htmx.trigger(box, "search"); }, 250);
  });
  form.addEventListener("htmx:beforeRequest", () => { asked = box.value.trim(); });
  for (const failure of ["htmx:sendError", "htmx:responseError"]) {
    form.addEventListener(failure, () => { asked = null; waiting = false; });
  }
  box.addEventListener("input", () => { waiting = false; });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (waiting && event.detail.target.id === "found") open();
  });
  form.addEventListener("keydown", (event) => {
    const links = rows();
    const at = links.findIndex((row) => row.includes(document.activeElement));
    const column = at < 0 ? 0 : links[at].indexOf(document.activeElement);
    const moves = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
    const move = moves[event.key];
    if (event.key === "Escape" && at >= 0) { box.focus(); return; }
    if (!move || (at < 0 && event.key !== "ArrowDown")) return;
    event.preventDefault();
    if (at + move[0] < 0) { box.focus(); return; }
    const row = links[Math.min(at + move[0], links.length - 1)];
    if (row) row[Math.max(0, Math.min(column + move[1], row.length - 1))].focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest("textarea, input:not([type=radio], [type=checkbox])")) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
})();
