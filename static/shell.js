"use strict";
// What every page needs: menus, one question before what cannot be undone, failures said aloud.
(() => {
  // A message names what the server has stored: the browser's copy of it goes.
  for (const told of document.querySelectorAll("[data-draft-done]")) {
    localStorage.removeItem(`draft:${told.dataset.draftDone}`);
  }
  const menus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  const token = () => {
    const start = `${document.body.dataset.csrfCookie}=`;
    return document.cookie.split("; ").find((one) => one.startsWith(start))?.slice(start.length);
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    // The token of the moment: a page left open stays good after a sign-in in another window.
    const carried = form.querySelector("input[name=csrfmiddlewaretoken]");
    if (carried && token()) carried.value = token();
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
      event.preventDefault();
    } else if (form.matches("[data-once]") && !event.defaultPrevented) {
      // Sent twice is logged twice: the second click finds nothing to press.
      setTimeout(() => { for (const button of form.querySelectorAll("button")) button.disabled = true; });
    }
  });
  // Back shows a page of results as the browser keeps it, without asking: it may be another by now,
  // or no longer be this person's to see.
  const [arrival] = performance.getEntriesByType("navigation");
  if (arrival?.type === "back_forward" && arrival.transferSize === 0) window.location.reload();
  // Back to a page out of the browser's memory: fresh, unless something typed stands in it.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    const typed = [...document.querySelectorAll("form[method=post] :is(input:not([type=hidden]), textarea)")]
      .some((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked);
    if (!typed) { window.location.reload(); return; }
    for (const button of document.querySelectorAll("form[data-once] button")) button.disabled = false;
  });
  // The way back out of an error is the browser's own, which still has what was typed.
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-back]") || !document.referrer || window.history.length < 2) return;
    event.preventDefault();
    window.history.back();
  });
  // A filter form sends itself when a choice changes; without script its button does.
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form && form.matches("form[data-autosubmit]") && event.target.matches("select")) form.requestSubmit();
  });
  // A table that is larger than its place can be scrolled by keyboard too.
  const reach = () => {
    for (const box of document.querySelectorAll(".table-wrap:not([tabindex])")) {
      if (box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight) continue;
      if (getComputedStyle(box).overflowX === "visible") continue;
      const title = (box.closest("section") || document.querySelector("main")).querySelector("h2, h1");
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      if (title) box.setAttribute("aria-label", title.textContent.trim());
    }
  };
  reach();
  window.addEventListener("resize", reach);
  document.body.addEventListener("htmx:afterSettle", reach);
  document.addEventListener("toggle", reach, true);
  const fail = (text) => {
    const box = document.getElementById("failure");
    if (!box) return;  // the administration has no place for it
    box.textContent = text;
    box.hidden = false;
  };
  const words = document.body.dataset;
  document.body.addEventListener("htmx:configRequest", (event) => {
    if (!token() || event.detail.verb === "get") return;
    event.detail.headers["X-CSRFToken"] = token();
    event.detail.parameters.delete?.("csrfmiddlewaretoken");
  });
  document.body.addEventListener("htmx:sendError", () => fail(words.offline));
  document.body.addEventListener("htmx:responseError", (event) => {
    fail({ 401: words.signedOut, 503: words.trouble, 507: words.trouble }[event.detail.xhr.status] || words.failed);
  });
  document.body.addEventListener("htmx:afterSwap", () => {
    document.getElementById("failure")?.setAttribute("hidden", "");
  });
})();
