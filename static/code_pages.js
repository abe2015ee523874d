"use strict";
// The open document as pictures of its pages, beside its words or in their place: each comes when
// it is looked at, two at a time. V changes the view, which this browser remembers.
(() => {
  const root = document.querySelector("[data-coding]");
  const reading = document.getElementById("reading");
  const box = document.createElement("div");
  const KEY = "desk:view", ZOOMS = [1, 1.5, 2, 3], AT_ONCE = 2, AHEAD = "400px 0px", MOST = 200;
  const inField = (element) => element.closest("textarea, select, input:not([type=radio], [type=checkbox])");
  let wants = localStorage.getItem(KEY) === "pages";
  let zoom = 0, asked = "", busy = 0, observer = null;
  const wanted = new Set();
  Object.assign(box, { id: "sheets", className: "reading", tabIndex: 0, hidden: true, role: "region" });
  reading.after(box);

  const about = () => reading.querySelector("[data-reading]")?.dataset;
  const list = () => box.querySelector("[data-sheets]");
  const sheets = () => [...box.querySelectorAll("[data-sheet]")];
  const shown = () => !box.hidden && Boolean(list());
  const sheetOf = (number) => box.querySelector(`[data-sheet="${number}"]`);
  // The page on which the eye rests: the last one that begins above the middle.
  const current = () => {
    const middle = box.getBoundingClientRect().top + box.clientHeight / 2;
    return sheets().findLast((sheet) => sheet.getBoundingClientRect().top <= middle) || sheets()[0];
  };

  const draw = (sheet) => {
    const image = sheet.querySelector("image"), widths = list().dataset.widths.split(",").map(Number);
    const needed = sheet.clientWidth * window.devicePixelRatio;
    const width = widths.find((one) => one >= needed) || widths.at(-1);
    if (Number(sheet.dataset.width || 0) >= width) return;
    const done = (failed) => { busy -= 1; sheet.classList.toggle("failed", failed); pump(); };
    busy += 1;
    sheet.dataset.width = width;
    image.addEventListener("load", () => done(false), { once: true });
    image.addEventListener("error", () => done(true), { once: true });
    image.setAttribute("href", `${list().dataset.address}${sheet.dataset.sheet}/${width}.jpg`);
  };
  const pump = () => {
    for (const sheet of [...wanted]) {
      if (busy >= AT_ONCE) return;
      wanted.delete(sheet);
      if (sheet.isConnected) draw(sheet);
    }
  };
  const watch = () => {
    observer?.disconnect();
    wanted.clear();
    observer = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) wanted.add(target);
        else wanted.delete(target);
      }
      pump();
    }, { root: box, rootMargin: AHEAD });
    for (const sheet of sheets()) observer.observe(sheet);
  };

  const goTo = (number) => {
    const all = sheets(), sheet = all[Math.min(Math.max(number, 1), all.length) - 1];
    if (!sheet) return;
    box.scrollTop += sheet.getBoundingClientRect().top - box.getBoundingClientRect().top - bar();
    tell(sheet);
  };
  const bar = () => box.querySelector(".sheet-bar").offsetHeight;
  const tell = (sheet) => {
    const field = box.querySelector("[data-sheet-number]");
    if (field && sheet && document.activeElement !== field) field.value = sheet.dataset.sheet;
  };
  const magnify = (step) => {
    const here = current();
    zoom = step ? Math.min(Math.max(zoom + step, 0), ZOOMS.length - 1) : 0;
    list().style.setProperty("--zoom", ZOOMS[zoom]);
    if (here) goTo(Number(here.dataset.sheet));
    watch();
  };

  // What a question quotes from this document is where the pages open.
  const follow = (card) => {
    if (!shown() || !card) return;
    for (const row of card.querySelectorAll("[data-rows=citation] [data-row]")) {
      const page = Number(row.querySelector("[name=page]").value);
      if (!page || row.querySelector("[name=evidence]").value !== list().dataset.evidence) continue;
      goTo(page);
      if (!row.querySelector("[name=box]").value) point(page, row.querySelector("textarea").value.trim());
      return;
    }
  };
  // Where the document tells where its letters stand, the quotation is marked on its page.
  let pointed = 0;
  const point = async (page, text) => {
    const turn = ++pointed;
    const sheet = sheetOf(page), address = list().dataset.address;
    for (const old of box.querySelectorAll("rect.quoted")) old.remove();
    if (!sheet || !text) return;
    const query = encodeURIComponent(text.slice(0, MOST));
    const answer = await fetch(`${address}${page}/marks/?q=${query}`).catch(() => null);
    const rects = answer?.ok ? await answer.text() : "";
    // Another quotation was pointed at meanwhile.
    if (!rects || turn !== pointed || !sheet.isConnected) return;
    sheet.querySelector("svg").insertAdjacentHTML("beforeend", rects);
  };
  const show = () => {
    const open = about(), text = Boolean(reading.querySelector("pre.words"));
    const pages = Boolean(open) && (wants || !text) && Boolean(list()) && asked === open.pages;
    reading.hidden = pages;
    // Beside its text a document without pictures says why it has none.
    box.hidden = !pages && !(wants && open && asked === open.pages && box.hasChildNodes());
    if (pages) watch();
  };
  const load = async () => {
    const open = about();
    if (!open) return;
    const needed = wants || ("imaged" in open && !reading.querySelector("pre.words"));
    if (needed && asked !== open.pages) {
      asked = open.pages;
      box.replaceChildren();
      const answer = await fetch(open.pages, { headers: { "HX-Request": "true" } }).catch(() => null);
      // Another document was opened meanwhile.
      if (about()?.pages !== open.pages) return;
      if (answer?.ok) box.innerHTML = await answer.text();
      else asked = "";
      list()?.style.setProperty("--zoom", ZOOMS[zoom]);
      box.scrollTop = 0;
    }
    show();
    follow(root.querySelector(".question.at"));
    box.dispatchEvent(new CustomEvent("coding:pages", { bubbles: true }));
  };
  // For whoever needs the pages now; where there are none, why not stands beside the text.
  const reveal = async () => {
    wants = true;
    await load();
    return shown();
  };
  const change = () => {
    wants = reading.hidden ? false : !wants;
    localStorage.setItem(KEY, wants ? "pages" : "words");
    const textless = reading.hidden && !reading.querySelector("pre.words");
    if (wants) load();
    // The words of a scan are the reason why there are none, and are shown when asked for.
    else if (textless) { reading.hidden = false; box.hidden = true; } else show();
  };

  box.addEventListener("scroll", () => tell(current()), { passive: true });
  box.addEventListener("change", (event) => {
    if (!event.target.matches("[data-sheet-number]")) return;
    event.stopPropagation();
    event.target.blur();
    goTo(Number(event.target.value) || 1);
  });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("#reading [data-view], #sheets button");
    if (!button) return;
    if ("view" in button.dataset) change();
    if (button.dataset.step) goTo(Number(current()?.dataset.sheet) + Number(button.dataset.step));
    if (button.dataset.zoom) magnify(Number(button.dataset.zoom));
  });
  root.addEventListener("coding:chosen", (event) => follow(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const key = event.key.toLowerCase(), digits = event.target.matches("[data-digits]");
    if (digits ? !/^[vw]$/.test(key) : inField(event.target)) return;
    const page = () => Number(current()?.dataset.sheet);
    const commands = {
      ",": () => goTo(page() - 1), ".": () => goTo(page() + 1), w: () => magnify(0),
      "-": () => magnify(-1), "+": () => magnify(1), "=": () => magnify(1),
    };
    if (key === "v") { event.preventDefault(); change(); return; }
    if (!shown() || !commands[key]) return;
    event.preventDefault();
    commands[key]();
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "reading") return;
    reading.hidden = false;
    box.hidden = true;
    load();
  });
  root.sheets = { current, list, reveal, sheetOf, shown };
})();
