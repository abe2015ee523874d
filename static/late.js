"use strict";
// A day of receipt after the cut-off of the chosen round is called late as soon as it is typed.
(() => {
  const form = document.getElementById("reply-form");
  if (!form) return;
  // ISO dates compare as words; a correction has no choice of rounds.
  const late = () => {
    const { received_on: received, survey_round: round } = form.elements;
    for (const box of form.querySelectorAll("[data-cutoff]")) {
      box.hidden = Boolean(round) && round.value !== box.dataset.round;
      box.querySelector("[data-late]").hidden = received.value <= box.dataset.cutoff;
    }
  };
  form.addEventListener("input", late);
  form.addEventListener("change", late);
  late();
})();
