"use strict";
// The coding screen by keyboard. Saving goes through htmx; nothing leaves the page unsaved unasked.
(() => {
  const NEAR = 80;
  const root = document.querySelector("[data-coding]");
  const all = () => [...root.querySelectorAll(".question")];
  const cards = () => all().filter((card) => !card.hidden);
  const inField = (element) => element.closest("textarea, select, input:not([type=radio], [type=checkbox])");
  // Where only digits can stand, a letter is a command as it is outside of fields.
  const takesDigits = (element) => element.matches("[data-digits]");
  const formOf = (card) => card?.querySelector("form[data-question]");
  let current = null;
  let goOn = false;

  const choose = (card) => {
    if (!card) return;
    current = card.id;
    for (const other of all()) other.classList.toggle("at", other === card);
    card.dispatchEvent(new CustomEvent("coding:chosen", { bubbles: true }));
  };
  const at = () => cards().find((card) => card.id === current) || cards()[0];
  const show = (card) => {
    choose(card);
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  };
  const go = (step) => {
    const shown = cards();
    const next = shown[Math.min(Math.max(shown.indexOf(at()) + step, 0), shown.length - 1)];
    if (next) show(next);
  };
  const say = (card, text) => {
    const status = card.querySelector("[data-status]");
    if (status) status.textContent = text;
  };
  const dirty = (card) => {
    card.classList.add("dirty");
    say(card, `● ${root.dataset.unsaved}`);
    card.dispatchEvent(new CustomEvent("coding:typed", { bubbles: true }));
  };
  // A quotation that nobody has begun is from the document that is open.
  const cite = (rows) => {
    const open = document.querySelector("#reading [data-reading]")?.dataset.reading;
    for (const row of rows) {
      const begun = "chosen" in row.dataset
        || [...row.querySelectorAll("textarea, input")].some((field) => field.value.trim());
      if (open && !begun) row.querySelector("select").value = open;
    }
  };
  const citations = (part) => part.querySelectorAll("[data-rows=citation] [data-row]");
  const addRow = (card, kind) => {
    const box = card.querySelector(`[data-rows=${kind}]`);
    const row = box.querySelector("[data-row]").cloneNode(true);
    const number = `${box.children.length + 1}`;
    for (const field of row.querySelectorAll("input, textarea")) field.value = "";
    for (const box of row.querySelectorAll("[data-check]")) root.dispatchEvent(new CustomEvent("coding:unasked", { detail: box }));
    row.querySelector(".error")?.remove();
    delete row.dataset.chosen;
    for (const part of row.querySelectorAll("[id], [for]")) {
      if (part.id) part.id = part.id.replace(/-\d+$/, `-${number}`);
      if (part.htmlFor) part.htmlFor = part.htmlFor.replace(/-\d+$/, `-${number}`);
    }
    box.append(row);
    if (kind === "search") card.querySelector("[data-searches]").open = true;
    else cite([row]);
    return row;
  };
  const answer = (card, key) => {
    const option = card.querySelector(`[data-key="${CSS.escape(key)}"]`);
    const count = card.querySelector("[data-count]");
    if (option) {
      if (option.checked) return true;
      option.checked = true;
      if (count) count.value = "";
    } else if (count && /^\d$/.test(key)) {
      count.focus();
      count.value = key;
      card.querySelector("[name=unknown]").checked = false;
    } else return false;
    if (key === "n") card.querySelector("[data-searches]").open = true;
    dirty(card);
    return true;
  };
  const clear = (card) => {
    for (const field of card.querySelectorAll("[name=value], [name=unknown]")) {
      if (field.matches("[type=radio], [type=checkbox]")) field.checked = false;
      else field.value = "";
    }
    dirty(card);
  };
  // What stands before and after a selection, without the lines that name the pages.
  const around = (range, reading) => {
    const words = (begin, end) => {
      const part = document.createRange();
      part.setStart(...begin);
      part.setEnd(...end);
      const copy = part.cloneContents();
      for (const line of copy.querySelectorAll("[data-page-line], [data-stretch]")) line.remove();
      return copy.textContent.replace(/\s+/g, " ");
    };
    const text = reading.querySelector(".words") || reading;
    return {
      prefix: words([text, 0], [range.startContainer, range.startOffset]).slice(-NEAR),
      suffix: words([range.endContainer, range.endOffset], [text, text.childNodes.length]).slice(0, NEAR),
    };
  };
  const quote = () => {
    const card = at();
    const reading = document.querySelector("#reading [data-reading]");
    if (!formOf(card)) return;
    const selection = window.getSelection();
    const picked = root.passage();
    const text = picked?.text || String(selection).trim();
    const inside = reading && selection.anchorNode && reading.parentElement.contains(selection.anchorNode);
    if (!text || !inside) { say(card, root.dataset.nothingSelected); return; }
    const blank = [...citations(card)]
      .find((row) => !row.querySelector("textarea").value.trim() && !row.querySelector("[name=box]").value);
    const row = blank || addRow(card, "citation");
    row.querySelector("select").value = reading.dataset.reading;
    row.querySelector("textarea").value = text;
    for (const [name, near] of Object.entries(around(selection.getRangeAt(0), reading.parentElement))) {
      row.querySelector(`[name=${name}]`).value = near;
    }
    if (picked?.page) row.querySelector("[name=page]").value = picked.page;
    row.dispatchEvent(new Event("change", { bubbles: true }));
    dirty(card);
    // Back to the question: S and R are the next keys, and the page is filled in by the mark.
    show(card);
  };
  // A document that was taken out of another is there to be read and cited at once.
  const offer = (reading) => {
    if (!reading) return;
    const letter = document.querySelector("[data-letter]");
    const lists = [...root.querySelectorAll("[data-rows=citation] select")];
    for (const list of [letter, ...lists]) {
      const value = list === letter ? reading.dataset.text : reading.dataset.reading;
      if (![...list.options].some((option) => option.value === value)) list.add(new Option(reading.dataset.label, value));
    }
    letter.value = reading.dataset.text;
  };
  const press = (card, action) => {
    const form = formOf(card);
    if (!form) return;
    if (action === "save" && !card.classList.contains("dirty")) { say(card, root.dataset.unchanged); return; }
    // What somebody typed here goes before what is proposed.
    if (action === "take" && card.classList.contains("dirty")) { say(card, root.dataset.unsaved); return; }
    const button = form.querySelector(`[name=action][value=${action}]`);
    if (button && !button.disabled) button.click();
  };
  // Sent: on to the next question that waits for something.
  const next = (card) => {
    const shown = cards();
    const later = [...shown.slice(shown.indexOf(card) + 1), ...shown];
    const open = later.find((one) => one !== card && formOf(one));
    show(open || card);
  };

  root.addEventListener("focusin", (event) => choose(event.target.closest(".question")));
  root.addEventListener("input", (event) => {
    const card = event.target.closest(".question");
    if (!card) return;
    if (event.target.matches("[data-count]")) card.querySelector("[name=unknown]").checked = false;
    dirty(card);
  });
  root.addEventListener("change", (event) => {
    if (event.target.matches("[name=evidence]")) event.target.closest("[data-row]").dataset.chosen = "";
  });
  root.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add]");
    if (add) addRow(add.closest(".question"), add.dataset.add).querySelector("input, textarea").focus();
    if (event.target.closest("[data-quote]")) quote();
    if (event.target.closest("[data-reload]")) for (const card of all()) card.classList.remove("dirty");
    const action = event.target.closest("[name=action]");
    if (action) goOn = ["send", "unchanged"].includes(action.value);
  });
  // A click on the button must not take the selection away before it is read.
  root.addEventListener("mousedown", (event) => {
    if (event.target.closest("[data-quote]")) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    const card = at();
    if (!card || event.target.closest("#logging")) return;
    if (event.ctrlKey || event.metaKey) {
      const action = { s: "save", Enter: "send" }[event.key];
      if (action) { event.preventDefault(); press(card, action); }
      return;
    }
    if (event.altKey) return;
    if (event.key === "Escape" && inField(event.target)) { card.focus({ preventScroll: true }); return; }
    const key = event.key.toLowerCase(), digits = takesDigits(event.target);
    // A digit with Shift ticks a point of the form checklist, whatever sign the keyboard makes of it.
    const number = event.shiftKey && !inField(event.target) && /^Digit(\d)$/.exec(event.code);
    const point = number && card.querySelector(`[data-point="${number[1]}"]`);
    if (point) { event.preventDefault(); point.click(); return; }
    if (digits ? !/^[a-z]$/.test(key) : inField(event.target)) return;
    if (event.target.closest("button, a, summary") && event.key === "Enter") return;
    if (digits) event.preventDefault();
    const commands = {
      j: () => go(1), k: () => go(-1), s: () => press(card, "save"), r: () => press(card, "send"), q: quote,
      l: () => press(card, "unchanged"), t: () => press(card, "take"),
      c: () => card.querySelector("[data-rows=citation] textarea").focus(),
      d: () => card.querySelector("[name=detail]").focus(), backspace: () => clear(card),
      a: () => document.querySelector("#reading [data-take]")?.click(),
      g: () => root.querySelector("[data-next-city]")?.click(),
      e: () => document.querySelector("[data-log]")?.click(),
      i: () => root.dispatchEvent(new CustomEvent("coding:note")),
    };
    if (!formOf(card) && !"jkgie".includes(key)) return;
    if (commands[key]) { event.preventDefault(); commands[key](); }
    else if (answer(card, key)) event.preventDefault();
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "reading") {
      offer(event.detail.target.querySelector("[data-label]"));
      cite(citations(root));
      return;
    }
    const card = all().find((one) => one.id === current);
    // What else stands beside the questions keeps the focus where it is.
    if (!card || event.detail.target.closest(".coding-side")) return;
    choose(card);
    cite(citations(card));
    const sent = goOn && card.dataset.state === "in_review" && "stored" in card.dataset;
    goOn = false;
    if (sent) next(card);
    else if (!inField(document.activeElement)) card.focus({ preventScroll: true });
    // What is told stands at the top; the page would hold the button in its place instead.
    card.closest(".conflict")?.scrollIntoView({ block: "start" });
  });
  const unsaved = () => all().some((card) => card.classList.contains("dirty"));
  window.addEventListener("beforeunload", (event) => { if (unsaved()) event.preventDefault(); });
  for (const form of document.querySelectorAll("form[data-dirty-warn]")) {
    form.addEventListener("submit", (event) => {
      if (!unsaved()) return;
      if (window.confirm(form.dataset.dirtyWarn)) for (const card of all()) card.classList.remove("dirty");
      else { event.preventDefault(); event.stopImmediatePropagation(); }
    });
  }
  root.codingCard = { addRow, at, dirty, formOf, say, show };
  choose(document.getElementById(window.location.hash.slice(1)) || cards()[0]);
})();
