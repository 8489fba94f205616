// Keeps the page as fresh as the data. Without it every form works, and a reload shows what is new.
"use strict";

for (const input of document.querySelectorAll("[data-time-zone]")) {
  input.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

const history = document.getElementById("history");
if (history) {
  history.scrollTop = history.scrollHeight;
  let waiting = false;

  // Takes over the parts that show data; what is being typed stays.
  const refresh = async () => {
    waiting = false;
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!fresh.getElementById("history")) return location.reload();
    for (const part of document.querySelectorAll("[data-live]")) {
      const focused = part.contains(document.activeElement) && document.activeElement.getAttribute("aria-label");
      part.replaceChildren(...fresh.getElementById(part.id).childNodes);
      if (focused) [...part.querySelectorAll("[aria-label]")].find((e) => e.getAttribute("aria-label") === focused)?.focus();
    }
    history.scrollTop = history.scrollHeight;
  };

  const stream = new EventSource("/api/v1/stream");
  const changed = () => {
    if (waiting) return;
    waiting = true;
    setTimeout(refresh, 20);
  };
  stream.addEventListener("change", changed);
  stream.addEventListener("resync", changed);
  window.addEventListener("pagehide", () => stream.close());
}
