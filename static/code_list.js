"use strict";
// The list of questions beside the cards: where one is, what is done, what to show; and the letter.
(() => {
  const root = document.querySelector("[data-coding]");
  const cards = () => [...root.querySelectorAll(".question")];
  const jump = (card) => root.querySelector(`[data-jump="${CSS.escape(card.id.slice(2))}"]`);
  const group = root.querySelector("[data-show-group]");
  let shown = "";

  // The last question is sent: Enter goes on to the next city.
  const finish = (all) => {
    const box = root.querySelector("[data-finished]");
    if (!box) return;
    const news = all && box.hidden;
    box.hidden = !all;
    if (news) box.querySelector("a").focus();
  };
  const update = () => {
    const done = cards().filter((card) => "sent" in card.dataset).length;
    root.querySelector("[data-done]").textContent = done;
    root.querySelector("[data-done-meter]").value = done;
    finish(done === cards().length);
    for (const card of cards()) {
      const link = jump(card);
      link.className = `state-${card.dataset.state}`;
      link.querySelector("small").replaceChildren(card.querySelector("[data-badge]").cloneNode(true));
    }
  };
  const show = (states) => {
    shown = states;
    for (const card of cards()) {
      const fits = !states || states.split(" ").includes(card.dataset.state) || card.classList.contains("dirty");
      card.hidden = !fits;
    }
    root.querySelector("[data-none-shown]").hidden = cards().some((card) => !card.hidden);
    for (const button of group.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.show === shown));
    }
  };
  group.hidden = false;
  group.addEventListener("click", (event) => {
    const button = event.target.closest("[data-show]");
    if (button) show(button.dataset.show);
  });
  root.addEventListener("coding:chosen", (event) => {
    for (const link of root.querySelectorAll("[data-jump]")) link.removeAttribute("aria-current");
    const link = jump(event.target);
    const list = root.querySelector(".jump");
    if (!link) return;
    link.setAttribute("aria-current", "true");
    const low = link.offsetTop + link.offsetHeight - list.clientHeight;
    if (link.offsetTop < list.scrollTop || low > list.scrollTop) list.scrollTop = Math.max(low + 40, 0);
  });
  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-jump]");
    const card = link && document.getElementById(`q-${link.dataset.jump}`);
    if (card?.hidden) show("");
    // The focus follows the eye, so that the keys work on the question that was jumped to.
    if (card) setTimeout(() => card.focus({ preventScroll: true }));
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "reading") update();
  });
  if (window.matchMedia("(max-width: 1199px)").matches) root.querySelector(".jump details").open = false;

  const letter = root.querySelector("[data-letter]");
  const fold = root.querySelector("[data-fold]");
  fold?.addEventListener("click", () => {
    const folded = root.querySelector(".letter").classList.toggle("folded");
    fold.setAttribute("aria-expanded", String(!folded));
  });
  letter?.addEventListener("change", () => window.htmx.ajax("GET", letter.value, "#reading"));
})();
