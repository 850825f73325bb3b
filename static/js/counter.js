// SPDX-License-Identifier: EUPL-1.2
// Says how many characters are left under a textarea with data-count, once three quarters are used.
// Only a help: the server checks.
(() => {
  "use strict";
  const english = document.documentElement.lang === "en";
  const say = (left) =>
    left >= 0
      ? english ? `${left} characters left` : `Nog ${left} tekens over`
      : english ? `${-left} characters too many` : `${-left} tekens te veel`;
  const watch = (area) => {
    const limit = Number(area.dataset.count);
    if (!limit || area.dataset.counted) return;
    area.dataset.counted = "yes";
    const line = document.createElement("span");
    line.className = "field__count";
    area.after(line);
    const spoken = document.createElement("span");
    spoken.className = "visually-hidden";
    spoken.setAttribute("aria-live", "polite");
    line.after(spoken);
    let timer;
    const update = () => {
      const left = limit - area.value.length;
      line.textContent = say(left);
      line.hidden = left > limit / 4;
      line.classList.toggle("field__count--over", left < 0);
      clearTimeout(timer);
      timer = setTimeout(() => { if (left < 50) spoken.textContent = say(left); }, 1000);
    };
    area.removeAttribute("maxlength");
    area.addEventListener("input", update);
    update();
  };
  const all = () => document.querySelectorAll("textarea[data-count]").forEach(watch);
  all();
  document.addEventListener("htmx:afterSettle", all);
})();
