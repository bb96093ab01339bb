// The chat where there is JavaScript: sends without leaving the page and shows what a worker writes as she writes it.
// Everything it shows was rendered by the server; without it, the same forms post and the page loads again.
"use strict";
(() => {
  const KEPT = "fingerpost";
  const WEATHER = "https://www.bbc.co.uk/weather";
  const log = document.getElementById("log");
  const status = document.getElementById("status");
  const footer = document.querySelector("footer");
  const start = document.querySelector(".start");
  const asked = new URLSearchParams(location.search);
  // In a council's frame a browser may deny storage: then the chat lives as long as the page.
  const storage = (() => {
    try {
      return window.sessionStorage;
    } catch (error) {
      return null;
    }
  })();
  let talk = JSON.parse((storage && storage.getItem(KEPT)) || "null"); // {id, token}: this tab's only, gone when it closes
  let shifts = [];

  document.documentElement.classList.add("scripted");

  const headers = () => ({ Authorization: `Bearer ${talk.token}`, "Content-Type": "application/json" });
  const call = (path, options = {}) => fetch(`/api/conversations${path}`, { headers: talk ? headers() : { "Content-Type": "application/json" }, cache: "no-store", ...options });

  const say = (key) => {
    status.textContent = key ? status.dataset[key] : "";
    status.classList.toggle("waiting", key === "waiting");
  };

  const numberOf = (shown) => Number(shown.dataset.number || 0);
  const lastNumber = () => Math.max(0, ...[...log.children].map(numberOf));

  function show(messages) {
    let first = null;
    for (const message of messages) {
      if (document.getElementById(`m-${message.id}`)) continue;
      // A message that could not be stored has no number and goes to the end.
      const next = message.number && [...log.children].find((shown) => numberOf(shown) > message.number);
      if (next) next.insertAdjacentHTML("beforebegin", message.html);
      else log.insertAdjacentHTML("beforeend", message.html);
      // What she has just written herself she knows: the answer is what she wants to see.
      if (!first || first.classList.contains("from-parent")) first = document.getElementById(`m-${message.id}`);
    }
    if (first) first.scrollIntoView({ block: "start" });
  }

  async function refresh() {
    const response = await call(`/${talk.id}/messages?after=${lastNumber()}`);
    if (response.ok) show((await response.json()).messages);
  }

  function inLanguage(language) {
    asked.delete("choose");
    asked.set("language", language);
    location.replace(`/chat?${asked}`);
  }

  async function begin(language) {
    const response = await call("", { method: "POST", body: JSON.stringify({ language }) });
    if (!response.ok) return say("failed");
    const begun = await response.json();
    talk = { id: begun.id, token: begun.token };
    if (storage) storage.setItem(KEPT, JSON.stringify(talk));
    resume();
  }

  async function resume() {
    const response = await call(`/${talk.id}/messages`);
    if (response.status === 404 || response.status === 401) {
      if (storage) storage.removeItem(KEPT);
      return location.replace("/chat");
    }
    const kept = await response.json();
    if (storage && kept.language !== document.documentElement.lang) return inLanguage(kept.language);
    if (start) start.hidden = true;
    footer.hidden = false;
    show(kept.messages);
    listen();
  }

  async function send(body, form) {
    say("waiting");
    try {
      const response = await call(`/${talk.id}/messages`, { method: "POST", body: JSON.stringify(body) });
      if (!response.ok) throw new Error(String(response.status));
      const answer = await response.json();
      if (!answer.ended) await refresh(); // her own message too, in its place
      show(answer.messages);
      say("");
      if (form && form.id === "say") form.reset();
      if (storage && answer.language && answer.language !== document.documentElement.lang) inLanguage(answer.language);
      if (answer.ended) end();
    } catch (error) {
      say("failed"); // what she typed stays in the box
    }
  }

  async function listen() {
    // fetch, not EventSource: the token must not stand in an address.
    try {
      const response = await call(`/${talk.id}/stream?after=${lastNumber()}`);
      if (response.status === 404) return end();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let buffer = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        buffer += value;
        const events = buffer.split("\n\n");
        buffer = events.pop();
        for (const event of events) {
          const data = event.split("\n").find((line) => line.startsWith("data: "));
          if (data) show([JSON.parse(data.slice(6))]);
        }
      }
    } catch (error) {
      // The line broke: try again below.
    }
    if (talk) setTimeout(listen, 2000);
  }

  function end() {
    if (storage) storage.removeItem(KEPT);
    talk = null;
    say("ended");
  }

  function leave() {
    document.body.classList.add("hiding");
    if (storage) storage.removeItem(KEPT);
    log.replaceChildren();
    fetch("/chat/leave", { method: "POST", redirect: "manual", keepalive: true });
    (window.top === window ? window : window.parent).location.replace(WEATHER);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const pressed = event.submitter;
    if (form.action.endsWith("/chat/start")) {
      event.preventDefault();
      inLanguage(pressed.value);
    } else if (form.id === "leave") {
      event.preventDefault();
      leave();
    } else if (form.id === "again") {
      event.preventDefault();
      send({ choice: "/change_language" });
    } else if (form.action.endsWith("/chat/say") && talk) {
      event.preventDefault();
      if (pressed && pressed.name === "choice") {
        pressed.setAttribute("aria-pressed", "true");
        send({ choice: pressed.value }, form);
      } else if (form.dataset.choice) {
        const fields = Object.fromEntries(new FormData(form));
        delete fields.choice;
        send({ choice: form.dataset.choice, fields }, form);
      } else {
        const text = form.elements.text.value;
        if (text.trim()) send({ text }, form);
      }
    }
  });

  document.addEventListener("click", (event) => {
    const print = event.target.closest(".print");
    if (!print) return;
    const list = print.closest(".message");
    list.classList.add("on-paper");
    document.body.classList.add("listing");
    window.print();
    list.classList.remove("on-paper");
    document.body.classList.remove("listing");
  });

  document.getElementById("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      document.getElementById("say").requestSubmit();
    }
  });

  // Shift three times within five seconds leaves, as on GOV.UK.
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") return;
    const now = Date.now();
    shifts = [...shifts.filter((then) => now - then < 5000), now];
    if (shifts.length >= 3) leave();
  });

  // In a council's page: Escape closes the frame. The message holds nothing, so it may go to whoever embeds us.
  if (window.top !== window) {
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") window.parent.postMessage("fingerpost:close", "*");
    });
  }

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // nothing restored from the browser's memory
  });

  if (talk) resume();
  else if (asked.get("language") && !asked.get("choose")) begin(asked.get("language"));
})();
