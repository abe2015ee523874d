"use strict";
// A date as it was typed stands as an ISO date once its field is left; the server reads it.
(() => {
  const tell = (field, text) => {
    const box = field.closest(".field") || field.parentElement;
    let place = box.querySelector(".error");
    if (!place && text) {
      place = document.createElement("p");
      place.className = "error";
      field.after(place);
    }
    if (place) {
      place.textContent = text;
      place.setAttribute("role", "alert");
    }
    if (box.matches(".field")) box.classList.toggle("wrong", Boolean(text));
    if (text) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  };
  const read = async (field) => {
    const text = field.value.trim();
    if (!text) { tell(field, ""); return; }
    const other = document.getElementById(field.dataset.sinceFrom || "")?.value;
    const since = other || field.dataset.since || "", until = field.dataset.until || "";
    const answer = await fetch(`${field.dataset.date}?${new URLSearchParams({ text, since, until })}`).catch(() => null);
    // A session that has ended leads to the sign-in page, which says nothing of dates.
    const found = answer?.ok && !answer.redirected ? await answer.json() : null;
    if (!found || field.value.trim() !== text) return;
    tell(field, found.error || "");
    if (!found.iso || found.iso === field.value) return;
    field.value = found.iso;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[data-date]")) read(event.target);
  });
})();
