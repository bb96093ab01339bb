// <script src="https://…/widget.js" data-language="pl" defer></script> puts a button on a council's page; it opens the chat in
// a frame of its own, so that neither page reads the other.
"use strict";
(() => {
  const script = document.currentScript;
  const home = new URL(script.src).origin;
  const language = script.dataset.language || "";
  const label = script.dataset.label || "Help for families";

  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.setAttribute("aria-expanded", "false");
  button.style.cssText = "position:fixed;inset-block-end:1rem;inset-inline-end:1rem;z-index:2147483000;min-height:48px;padding:.6rem 1.1rem;border:2px solid #fff;border-radius:2rem;background:#1d5c4a;color:#fff;font:600 1rem/1.3 system-ui,sans-serif;cursor:pointer;box-shadow:0 1px 6px #0006";

  let frame = null;
  function open() {
    if (!frame) {
      frame = document.createElement("iframe");
      frame.title = label;
      frame.src = `${home}/chat?embedded=1${language ? `&language=${encodeURIComponent(language)}` : ""}`;
      frame.style.cssText = "position:fixed;inset-block-end:5rem;inset-inline-end:1rem;z-index:2147483000;inline-size:min(26rem,calc(100vw - 2rem));block-size:min(42rem,calc(100vh - 6.5rem));border:2px solid #1d5c4a;border-radius:.75rem;background:#fff";
      document.body.append(frame);
    }
    frame.hidden = false;
    button.setAttribute("aria-expanded", "true");
    frame.focus();
  }
  function close() {
    if (frame) frame.hidden = true;
    button.setAttribute("aria-expanded", "false");
    button.focus();
  }
  button.addEventListener("click", () => (frame && !frame.hidden ? close() : open()));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && frame && !frame.hidden) close();
  });
  window.addEventListener("message", (event) => {
    if (frame && event.source === frame.contentWindow && event.data === "fingerpost:close") close();
  });
  const add = () => document.body.append(button);
  if (document.body) add();
  else document.addEventListener("DOMContentLoaded", add);
})();
