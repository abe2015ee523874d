"use strict";
// The words of the open document as they are quoted: M goes through the passages marked for the
// question at hand, [ and ] through the sentences, with Shift longer; Enter quotes what they chose.
// Marks answer nothing: they say where to read first.
(() => {
  const root = document.querySelector("[data-coding]");
  const reading = document.getElementById("reading");
  const FORTH = "]}】」", BACK = "[{【「", LONGER = "}{";
  const WIDE = /[^\x00-\u2e7f]/;
  const inField = (element) => element.closest("textarea, select, input:not([type=radio], [type=checkbox])");
  let map = null, question = "", at = -1, picked = false;

  const tools = () => reading.querySelector("[data-passages]");
  const words = () => reading.querySelector("pre.words");
  const tell = (name, values = {}) => {
    const text = name ? tools().dataset[`word${name}`] : "";
    tools().querySelector("[data-told]").textContent = text.replace(/{(\w+)}/g, (_all, key) => values[key]);
  };
  // A line end at the very beginning is dropped by the browser.
  const dropped = () => map.length - words().textContent.length;
  const spot = (place) => {
    const walker = document.createTreeWalker(words(), NodeFilter.SHOW_TEXT);
    let left = place - dropped(), node = walker.nextNode();
    while (node && left > node.length) { left -= node.length; node = walker.nextNode(); }
    return [node, left];
  };
  const rangeOf = (start, end) => {
    const range = document.createRange();
    range.setStart(...spot(start));
    range.setEnd(...spot(end));
    return range;
  };
  const placeOf = (node, offset) => {
    const before = document.createRange();
    before.setStart(words(), 0);
    before.setEnd(node, offset);
    return before.toString().length + dropped();
  };
  const chosen = () => {
    const selection = window.getSelection(), box = words();
    if (!map || partial() || !box || !selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!box.contains(range.commonAncestorContainer)) return null;
    return [placeOf(range.startContainer, range.startOffset), placeOf(range.endContainer, range.endOffset)];
  };
  // Without the lines that name pages, and without the ends of lines, which no quotation needs.
  const quotable = (start, end) => {
    const text = words().textContent, parts = [];
    let begin = start;
    for (const [first, last] of map.pages) {
      if (last <= begin || first >= end) continue;
      if (first > begin) parts.push(text.slice(begin - dropped(), first - dropped()));
      begin = last;
    }
    if (begin < end) parts.push(text.slice(begin - dropped(), end - dropped()));
    return parts.join("\n").trim().replace(/[^\S\t]*\n\s*/g, (_found, place, whole) => {
      const between = [whole[place - 1], whole.slice(place).trimStart()[0]];
      return between.every((sign) => WIDE.test(sign || "")) ? "" : " ";
    });
  };
  const pageOf = (place) => map.pages.filter(([first]) => first <= place).length;
  // Of a long document a stretch is there: the whole of it comes when its places are asked for.
  const partial = () => Boolean(words()?.querySelector("[data-stretch]"));
  const complete = async () => {
    const box = tools();
    if (!partial()) return;
    const address = reading.querySelector("[data-text]").dataset.text;
    const answer = await fetch(`${address}?whole=1`, { headers: { "HX-Request": "true" } }).catch(() => null);
    const page = answer?.ok ? await answer.text() : "";
    if (!page || tools() !== box || !partial()) return;
    const [top, place] = [reading.scrollTop, document.createElement("template")];
    place.innerHTML = page.trim();
    words().replaceWith(place.content.querySelector("pre"));
    reading.scrollTop = top;
    show();
  };
  const passage = () => {
    const span = chosen();
    if (!span) return null;
    const text = quotable(...span);
    return text ? { text, page: pageOf(span[0]) || "" } : null;
  };

  const reveal = (range) => {
    if (reading.hidden) reading.querySelector("[data-view]")?.click();
    const line = range.getClientRects()[0];
    if (!line) return;
    const frame = reading.getBoundingClientRect(), top = frame.top + tools().offsetHeight;
    if (line.top < top || line.bottom > frame.bottom) {
      reading.scrollTop += line.top - top - Math.max(frame.bottom - top, 0) / 4;
    }
    reading.scrollIntoView({ block: "nearest" });
  };
  const select = (start, end) => {
    const range = rangeOf(start, end), selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    picked = true;
    reveal(range);
  };

  const marks = () => map?.marks[question] || [];
  const wrap = (range, label) => {
    const walker = document.createTreeWalker(words(), NodeFilter.SHOW_TEXT), inside = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (range.intersectsNode(node)) inside.push(node);
    }
    inside.forEach((node) => {
      const begin = node === range.startContainer ? range.startOffset : 0;
      const end = node === range.endContainer ? range.endOffset : node.length;
      if (end <= begin) return;
      const part = document.createRange(), mark = document.createElement("mark");
      part.setStart(node, begin);
      part.setEnd(node, end);
      mark.className = "candidate";
      if (label) mark.dataset.label = label;
      label = "";
      part.surroundContents(mark);
    });
  };
  // The selection lasts, whatever is marked anew around it.
  const show = () => {
    const box = words(), span = chosen(), was = picked;
    if (!box || !map) return;
    if (partial()) { tell(marks().length ? "Some" : "None", { n: marks().length }); return; }
    for (const old of box.querySelectorAll("mark.candidate")) old.replaceWith(...old.childNodes);
    box.normalize();
    const places = [...marks()].map((mark, number) => ({ ...mark, number })).sort((a, b) => b.start - a.start);
    for (const { start, end, number } of places) {
      wrap(rangeOf(start, end), `${tools().dataset.wordLabel} ${number + 1}`);
    }
    if (span) window.getSelection().setBaseAndExtent(...spot(span[0]), ...spot(span[1]));
    picked = was;
    tell(marks().length ? "Some" : "None", { n: marks().length });
  };
  const step = async (by) => {
    const all = marks();
    if (all.length) await complete();
    if (!all.length) { tell("None"); return; }
    at = at < 0 && by < 0 ? all.length - 1 : (at + by + all.length) % all.length;
    select(all[at].start, all[at].end);
    tell("Place", { at: at + 1, n: all.length, words: all[at].words.join(" · ") });
  };
  // From a word or a part of one, first its sentence; then the next, or one more.
  const sentence = async (by, longer) => {
    await complete();
    const all = map.sentences, span = chosen();
    if (!all.length) return;
    let first = span ? all.findIndex(([, end]) => end > span[0]) : -1;
    let last = span ? all.findLastIndex(([start]) => start < span[1]) : -1;
    const whole = span && first >= 0 && all[first][0] === span[0] && all[last][1] === span[1];
    if (!span) first = last = by > 0 ? 0 : all.length - 1;
    else if (whole && longer && by > 0) last = Math.min(last + 1, all.length - 1);
    else if (whole && longer) first = Math.max(first - 1, 0);
    else if (whole) first = last = Math.min(Math.max((by > 0 ? last : first) + by, 0), all.length - 1);
    select(all[first][0], all[Math.max(first, last)][1]);
    tell("");
  };

  const load = async () => {
    const box = tools();
    map = null;
    at = -1;
    picked = false;
    if (!box) return;
    const answer = await fetch(box.dataset.passages, { headers: { "HX-Request": "true" } }).catch(() => null);
    const told = answer?.ok ? await answer.json() : null;
    // Another document was opened meanwhile.
    if (tools() !== box || !told?.sentences) return;
    map = told;
    question = root.querySelector(".question.at")?.id.slice(2) || "";
    box.hidden = false;
    show();
  };

  root.addEventListener("coding:chosen", (event) => {
    const now = event.target.id.slice(2);
    if (now === question) return;
    question = now;
    at = -1;
    picked = false;
    show();
  });
  // Before the click takes the selection away.
  root.addEventListener("mousedown", (event) => {
    if (event.target.closest("[data-mark]")) event.preventDefault();
    else if (reading.contains(event.target)) picked = false;
  });
  root.addEventListener("click", (event) => {
    if (map && event.target.closest("#reading [data-mark]")) step(1);
  });
  document.addEventListener("keydown", (event) => {
    if (!map || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (inField(event.target) && !(event.target.matches("[data-digits]") && event.key !== "Enter")) return;
    const { key } = event;
    if (key.toLowerCase() === "m") step(event.shiftKey ? -1 : 1);
    else if (FORTH.includes(key)) sentence(1, event.shiftKey || LONGER.includes(key));
    else if (BACK.includes(key)) sentence(-1, event.shiftKey || LONGER.includes(key));
    else if (key === "Enter" && picked && passage() && !event.target.closest("button, a, summary")) {
      root.querySelector("[data-quote]").click();
      picked = false;
    } else return;
    event.preventDefault();
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "reading") load();
  });
  root.passage = passage;
  root.text = { ready: () => Boolean(map), rangeOf, reveal, select, tell, tools, complete };
})();
