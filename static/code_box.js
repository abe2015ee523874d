"use strict";
// A box on a page: drawn with the mouse, or begun with B, moved by arrows, made larger or smaller by
// Shift and arrows, taken by Enter and dropped by Escape. It is cited by the question in hand.
(() => {
  const root = document.querySelector("[data-coding]");
  const { addRow, at, dirty, formOf, say, show } = root.codingCard;
  const { current, list, reveal, sheetOf, shown } = root.sheets;
  const SVG = "http://www.w3.org/2000/svg", SIDES = ["x", "y", "width", "height"];
  const STEP = 0.01, SMALLEST = 0.01, SLIP = 6, FIRST = { width: 0.6, height: 0.08 };
  const words = () => list().dataset;
  let drawn = null, from = null;

  const view = (sheet) => sheet.querySelector("svg").viewBox.baseVal;
  const place = (rect, sheet, box) => {
    const whole = view(sheet);
    for (const side of SIDES) {
      rect.setAttribute(side, box[side] * (side === "x" || side === "width" ? whole.width : whole.height));
    }
  };
  const outline = (sheet, box, kind) => {
    const rect = document.createElementNS(SVG, "rect");
    rect.setAttribute("class", kind);
    place(rect, sheet, box);
    sheet.querySelector("svg").append(rect);
    return rect;
  };
  const fit = (value, low, high) => Math.min(Math.max(value, low), high);
  const round = (share) => Math.round(share * 10000) / 10000;
  const told = () => SIDES.map((side) => round(drawn.box[side])).join(",");
  const announce = (text) => { document.querySelector("[data-box-said]").textContent = text; };

  const set = (box) => {
    drawn.box = box;
    place(drawn.rect, drawn.sheet, box);
    const percent = SIDES.map((side) => `${Math.round(box[side] * 100)} %`).join(" · ");
    announce(`${words().boxKeys} ${percent}`);
  };
  const drop = () => {
    drawn?.rect.remove();
    drawn = null;
    from = null;
    if (list()) announce("");
  };
  const start = (sheet, box) => {
    drop();
    if (!formOf(at())) { announce(words().boxClosed); return; }
    drawn = { sheet, box, rect: outline(sheet, box, "box drawn") };
    set(box);
  };
  // In the middle of what is seen of the page.
  const begin = () => {
    const sheet = current();
    if (!sheet) return;
    const page = sheet.querySelector("svg").getBoundingClientRect();
    const seen = document.getElementById("sheets").getBoundingClientRect();
    const top = Math.max(page.top, seen.top), bottom = Math.min(page.bottom, seen.bottom);
    const middle = ((top + bottom) / 2 - page.top) / page.height;
    start(sheet, {
      ...FIRST, x: (1 - FIRST.width) / 2, y: round(fit(middle - FIRST.height / 2, 0, 1 - FIRST.height)),
    });
    drawn?.rect.scrollIntoView({ block: "nearest" });
  };
  const move = (key, resize) => {
    const box = { ...drawn.box }, across = ["ArrowLeft", "ArrowRight"].includes(key);
    const step = ["ArrowLeft", "ArrowUp"].includes(key) ? -STEP : STEP;
    const [edge, side] = across ? ["x", "width"] : ["y", "height"];
    if (resize) box[side] = round(fit(box[side] + step, SMALLEST, 1 - box[edge]));
    else box[edge] = round(fit(box[edge] + step, 0, 1 - box[side]));
    set(box);
    drawn.rect.scrollIntoView({ block: "nearest" });
  };
  const take = () => {
    const card = at(), rows = [...card.querySelectorAll("[data-rows=citation] [data-row]")];
    const free = (row) => !row.querySelector("textarea").value.trim() && !row.querySelector("[name=box]").value;
    const row = rows.find(free) || addRow(card, "citation");
    const values = {
      evidence: words().evidence, page: drawn.sheet.dataset.sheet, box: told(), drawn_on: words().sha256,
    };
    for (const [name, value] of Object.entries(values)) row.querySelector(`[name=${name}]`).value = value;
    drop();
    row.dispatchEvent(new Event("change", { bubbles: true }));
    dirty(card);
    say(card, words().boxTaken);
    mark(card);
    show(card);
  };

  // The boxes of the question in hand stand on their pages.
  const mark = (card) => {
    for (const old of document.querySelectorAll("#sheets rect.cited")) old.remove();
    if (!shown() || !card) return;
    for (const row of card.querySelectorAll("[data-rows=citation] [data-row]")) {
      const value = (name) => row.querySelector(`[name=${name}]`).value;
      const page = value("page"), text = value("box"), evidence = value("evidence");
      const sheet = text && evidence === words().evidence && sheetOf(Number(page));
      const sides = text.split(",").map(Number);
      if (sheet) outline(sheet, Object.fromEntries(SIDES.map((side, number) => [side, sides[number]])), "box cited");
    }
  };

  const share = (event, sheet) => {
    const page = sheet.querySelector("svg").getBoundingClientRect();
    const x = (event.clientX - page.left) / page.width, y = (event.clientY - page.top) / page.height;
    return { x: fit(x, 0, 1), y: fit(y, 0, 1) };
  };
  root.addEventListener("pointerdown", (event) => {
    const svg = event.target.closest("#sheets .sheet svg");
    // A finger scrolls.
    if (!svg || event.button !== 0 || event.pointerType === "touch") return;
    event.preventDefault();
    drop();
    const sheet = svg.closest("[data-sheet]");
    from = { sheet, ...share(event, sheet), left: event.clientX, top: event.clientY };
  });
  document.addEventListener("pointermove", (event) => {
    if (!from) return;
    const far = Math.hypot(event.clientX - from.left, event.clientY - from.top) >= SLIP;
    if (!drawn && !far) return;
    const to = share(event, from.sheet), begun = from;
    const box = {
      x: round(Math.min(from.x, to.x)), y: round(Math.min(from.y, to.y)),
      width: round(Math.abs(from.x - to.x)), height: round(Math.abs(from.y - to.y)),
    };
    if (drawn) set(box);
    else { start(from.sheet, box); from = drawn ? begun : null; }
  });
  document.addEventListener("pointerup", () => { from = null; });

  root.addEventListener("click", (event) => {
    if (event.target.closest("#sheets [data-box-start]")) { if (drawn) take(); else begin(); }
    const button = event.target.closest("[data-drop-box]");
    if (!button) return;
    const row = button.closest("[data-row]");
    for (const name of ["box", "drawn_on"]) row.querySelector(`[name=${name}]`).value = "";
    row.dispatchEvent(new Event("change", { bubbles: true }));
    dirty(row.closest(".question"));
    mark(row.closest(".question"));
  });
  root.addEventListener("coding:chosen", (event) => mark(event.target));
  root.addEventListener("coding:pages", () => { drop(); mark(at()); });
  // Before every other key of the page: while a box is drawn, these are its keys.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const field = event.target.closest("textarea, select, input:not([type=radio], [type=checkbox], [data-digits])");
    if (drawn && !field) {
      const arrow = event.key.startsWith("Arrow"), known = arrow || ["Enter", "Escape"].includes(event.key);
      if (!known) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (arrow) move(event.key, event.shiftKey);
      else if (event.key === "Enter") take();
      else drop();
      return;
    }
    if (field || event.key.toLowerCase() !== "b") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (shown()) begin();
    else reveal().then((there) => { if (there) begin(); });
  }, true);
})();
