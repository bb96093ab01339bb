// New messages appear as they are written. Without this file the link "Look for new ones" does the same by hand.
"use strict";
(() => {
  const list = document.getElementById("messages");
  const log = list.parentElement;
  const changed = document.getElementById("changed");
  const danger = document.getElementById("danger");
  const toNewest = () => { log.scrollTop = log.scrollHeight; };
  const atNewest = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;

  const source = new EventSource(list.dataset.stream);
  source.addEventListener("message", (event) => {
    const follow = atNewest();
    const { html, crisis } = JSON.parse(event.data);
    list.insertAdjacentHTML("beforeend", html);
    if (follow) toNewest();
    if (crisis) warn(list.lastElementChild.id);
  });
  source.addEventListener("changed", () => {
    source.close();
    // The page stays, so that nothing half written is lost.
    changed.textContent = "Something has changed: the chat was taken, handed back or ended, or you are signed out. ";
    const again = document.createElement("a");
    again.href = location.pathname;
    again.textContent = "Open the page again";
    changed.append(again);
    changed.hidden = false;
  });

  function warn(id) {
    danger.innerHTML = '<div class="badge danger"><p><strong>Somebody may be in danger.</strong> The parent has been shown whom to ' +
      "call. Follow your safeguarding procedure now; if it is happening now, call 999.</p></div>";
    const link = document.createElement("a");
    link.href = "#" + id;
    link.textContent = "Go to the message";
    danger.firstElementChild.append(link);
  }

  toNewest();
})();
