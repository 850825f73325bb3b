// SPDX-License-Identifier: EUPL-1.2
// A meeting: the screen refreshes itself, but never what somebody is typing.
// Only a help: without it the page works with its own links and buttons, and the server shows both texts.
(() => {
  "use strict";
  const keeps = (box) => box instanceof HTMLElement && box.dataset.typing === "ja";
  document.addEventListener("input", (event) => {
    const box = event.target.closest("[data-typing]");
    if (box) box.dataset.typing = "ja";
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!keeps(event.target)) return;
    event.preventDefault();
    for (const line of event.target.querySelectorAll("[data-moved]")) line.hidden = false;
  });
  // Somebody may begin to type while the new form is on its way.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (keeps(event.detail.target)) event.detail.shouldSwap = false;
  });
  const online = (works) => {
    const line = document.getElementById("verbinding");
    if (line) line.hidden = works;
  };
  document.addEventListener("htmx:sendError", () => online(false));
  document.addEventListener("htmx:afterOnLoad", () => online(true));
})();
