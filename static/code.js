"use strict";
// The coding screen by keyboard. Saving goes through htmx; nothing leaves the page unsaved unasked.
(() => {
  const root = document.querySelector("[data-coding]");
  const cards = () => [...root.querySelectorAll(".question")];
  const typing = (element) => element.closest("textarea, select, input:not([type=radio], [type=checkbox])");
  let current = null;

  const choose = (card) => {
    if (!card) return;
    current = card.id;
    for (const other of cards()) other.classList.toggle("at", other === card);
  };
  const at = () => cards().find((card) => card.id === current) || cards()[0];
  const go = (step) => {
    const all = cards();
    const next = all[Math.min(Math.max(all.indexOf(at()) + step, 0), all.length - 1)];
    choose(next);
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };
  const dirty = (card) => {
    card.classList.add("dirty");
    card.querySelector("[data-status]").textContent = "●";
  };
  const addRow = (card, kind) => {
    const box = card.querySelector(`[data-rows=${kind}]`);
    const row = box.querySelector("[data-row]").cloneNode(true);
    const number = `${box.children.length + 1}`;
    for (const field of row.querySelectorAll("input, textarea")) field.value = "";
    for (const part of row.querySelectorAll("[id], [for]")) {
      if (part.id) part.id = part.id.replace(/-\d+$/, `-${number}`);
      if (part.htmlFor) part.htmlFor = part.htmlFor.replace(/-\d+$/, `-${number}`);
    }
    box.append(row);
    if (kind === "search") card.querySelector("[data-searches]").open = true;
    return row;
  };
  const answer = (card, key) => {
    const option = card.querySelector(`[data-key="${CSS.escape(key)}"]`);
    const count = card.querySelector("[data-count]");
    if (option) {
      option.checked = !option.checked;
      if (count && option.checked) count.value = "";
    } else if (count && /^\d$/.test(key)) {
      count.focus();
      count.value = key;
      card.querySelector("[name=unknown]").checked = false;
    } else return false;
    if (key === "n" && option.checked) card.querySelector("[data-searches]").open = true;
    dirty(card);
    return true;
  };
  const quote = () => {
    const text = String(window.getSelection()).trim();
    const reading = document.querySelector("#reading [data-reading]");
    if (!text || !reading) return;
    const card = at();
    if (!card.querySelector("form")) return;
    const blank = [...card.querySelectorAll("[data-rows=citation] [data-row]")]
      .find((row) => !row.querySelector("textarea").value.trim());
    const row = blank || addRow(card, "citation");
    row.querySelector("select").value = reading.dataset.reading;
    row.querySelector("textarea").value = text;
    dirty(card);
    choose(card);
    row.querySelector("[name=page]").focus();
  };
  const send = (card, action) => {
    const button = card.querySelector(`[name=action][value=${action}]`);
    if (button && !button.disabled) button.click();
  };

  root.addEventListener("focusin", (event) => choose(event.target.closest(".question")));
  root.addEventListener("input", (event) => {
    const card = event.target.closest(".question");
    if (!card) return;
    if (event.target.matches("[data-count]")) card.querySelector("[name=unknown]").checked = false;
    dirty(card);
  });
  root.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add]");
    if (add) addRow(add.closest(".question"), add.dataset.add).querySelector("input, textarea").focus();
    if (event.target.closest("[data-quote]")) quote();
    if (event.target.closest("[data-reload]")) for (const card of cards()) card.classList.remove("dirty");
  });
  document.addEventListener("keydown", (event) => {
    const card = at();
    if (event.ctrlKey || event.metaKey) {
      const action = { s: "save", Enter: "send" }[event.key];
      if (action) { event.preventDefault(); send(card, action); }
      return;
    }
    if (event.altKey) return;
    if (event.key === "Escape" && typing(event.target)) { card.focus({ preventScroll: true }); return; }
    if (typing(event.target) || event.target.closest("button, a, summary") && event.key === "Enter") return;
    const key = event.key.toLowerCase();
    const commands = {
      j: () => go(1), k: () => go(-1), s: () => send(card, "save"), r: () => send(card, "send"), q: quote,
      c: () => card.querySelector("[data-rows=citation] textarea").focus(),
      d: () => card.querySelector("[name=detail]").focus(),
    };
    if (!card.querySelector("form") && !"jk".includes(key)) return;
    if (commands[key]) { event.preventDefault(); commands[key](); }
    else if (answer(card, key)) event.preventDefault();
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "reading") {
      root.querySelector("[data-quote-row]").hidden = !document.querySelector("#reading [data-reading]");
      return;
    }
    const card = cards().find((one) => one.id === current);
    if (card) { choose(card); if (!typing(document.activeElement)) card.focus({ preventScroll: true }); }
  });
  const unsaved = () => cards().some((card) => card.classList.contains("dirty"));
  window.addEventListener("beforeunload", (event) => { if (unsaved()) event.preventDefault(); });
  for (const form of document.querySelectorAll("form[data-dirty-warn]")) {
    form.addEventListener("submit", (event) => {
      if (!unsaved()) return;
      if (window.confirm(form.dataset.dirtyWarn)) for (const card of cards()) card.classList.remove("dirty");
      else { event.preventDefault(); event.stopImmediatePropagation(); }
    });
  }
  choose(document.getElementById(window.location.hash.slice(1)) || cards()[0]);
})();
