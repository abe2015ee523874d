"use strict";
// Search in the open document: / opens it, Enter and Shift+Enter go through the hits, Esc closes it
// and leaves the hit selected, so that ] makes it a sentence. The server finds as it finds quotations.
(() => {
  const root = document.querySelector("[data-coding]");
  const reading = document.getElementById("reading");
  const PAUSE = 200;
  const inField = (element) => element.closest("textarea, select, input:not([type=radio], [type=checkbox])");
  let hits = [], more = false, at = 0, asked = "", timer = 0;

  const form = () => reading.querySelector("[data-find]");
  const field = () => form()?.querySelector("[data-find-words]");
  const lit = (name, ranges) => {
    if (!window.CSS?.highlights) return;
    if (ranges.length) window.CSS.highlights.set(name, new window.Highlight(...ranges));
    else window.CSS.highlights.delete(name);
  };
  const dark = () => { lit("found", []); lit("found-at", []); };
  const look = () => {
    const { rangeOf, reveal, tell } = root.text;
    if (!asked) { dark(); tell(""); return; }
    if (!hits.length) { dark(); tell("Nothing"); return; }
    const here = rangeOf(...hits[at]);
    lit("found-at", [here]);
    reveal(here);
    tell(more ? "More" : "Hit", { at: at + 1, n: hits.length });
  };
  const ask = async () => {
    const box = root.text.tools(), words = field().value.trim();
    if (words === asked) return;
    asked = words;
    const address = `${box.dataset.passages}?${new URLSearchParams({ find: words })}`;
    const answer = words && await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    const told = answer?.ok ? await answer.json() : { found: [], more: false };
    // What was typed meanwhile has asked for itself.
    if (asked !== words || root.text.tools() !== box) return;
    if (told.found.length) await root.text.complete();
    [hits, more, at] = [told.found, told.more, 0];
    lit("found", hits.map((span) => root.text.rangeOf(...span)));
    look();
  };
  const go = async (by) => {
    clearTimeout(timer);
    if (field().value.trim() !== asked) { await ask(); return; }
    if (!hits.length) return;
    at = (at + by + hits.length) % hits.length;
    look();
  };
  const open = () => {
    if (!form() || !root.text.ready()) return;
    form().hidden = false;
    field().focus();
    field().select();
  };
  const close = () => {
    clearTimeout(timer);
    form().hidden = true;
    dark();
    root.text.tell("");
    root.querySelector(".question.at")?.focus({ preventScroll: true });
    if (hits.length) root.text.select(...hits[at]);
    asked = "";
  };

  reading.addEventListener("input", (event) => {
    if (!event.target.matches("[data-find-words]")) return;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  reading.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-find]")) return;
    event.preventDefault();
    go(1);
  });
  reading.addEventListener("keydown", (event) => {
    if (!event.target.closest("[data-find]")) return;
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && event.shiftKey) go(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  reading.addEventListener("click", (event) => {
    if (event.target.closest("[data-find-open]")) open();
    else if (event.target.closest("[data-find-back]")) go(-1);
    else if (event.target.closest("[data-find-close]")) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (inField(event.target) && !event.target.matches("[data-digits]")) return;
    event.preventDefault();
    open();
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "reading") return;
    [hits, more, at, asked] = [[], false, 0, ""];
    dark();
  });
})();
