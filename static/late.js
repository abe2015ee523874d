"use strict";
// A day of receipt after the cut-off of the chosen round is called late as soon as it is typed.
(() => {
  const formNow = () => document.getElementById("reply-form");
  // ISO dates compare as words, and nothing else does; a correction has no choice of rounds.
  const iso = /^\d{4}-\d{2}-\d{2}$/;
  const late = () => {
    const form = formNow();
    if (!form) return;
    const { received_on: received, survey_round: round } = form.elements;
    for (const box of form.querySelectorAll("[data-cutoff]")) {
      box.hidden = Boolean(round) && round.value !== box.dataset.round;
      box.querySelector("[data-late]").hidden = !iso.test(received.value) || received.value <= box.dataset.cutoff;
      if (box.hidden) continue;
      for (const field of form.querySelectorAll("[data-date]")) field.dataset.since = box.dataset.opens;
    }
  };
  const typed = (event) => { if (event.target.closest("#reply-form")) late(); };
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);
  late();
  document.body.addEventListener("htmx:load", late);
})();
