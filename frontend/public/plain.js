// What makes the pages around the app more comfortable. Each of them works without.

for (const input of document.querySelectorAll("input[data-time-zone]")) {
  input.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

for (const list of document.querySelectorAll("[data-time-zones]")) {
  list.append(...Intl.supportedValuesOf("timeZone").map((zone) => Object.assign(new Option(), { value: zone })));
}

/** Reads a download, telling what has come, and gives it to the browser as a file. The place brings the words. */
const download = async (link, place) => {
  const stop = new AbortController();
  const count = document.createElement("span");
  const [words, { lang }] = [place.dataset, document.documentElement];
  const cancel = Object.assign(document.createElement("button"), {
    textContent: words.cancel,
    onclick: () => stop.abort(),
  });
  const bar = Object.assign(document.createElement("progress"), { ariaLabel: words.name });
  const [plural, number] = [new Intl.PluralRules(lang), new Intl.NumberFormat(lang)];
  place.replaceChildren(bar, count, cancel);
  try {
    const answer = await fetch(link.href, { signal: stop.signal });
    if (!answer.ok) throw new Error(answer.status);
    const [pieces, decoder] = [[], new TextDecoder()];
    const [mark, end] = ['"series_id":', '],"lists":['];
    let [tasks, bytes, rest, over] = [0, 0, "", false];
    // Not every browser goes through a stream by `for await`.
    const reader = answer.body.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const piece = next.value;
      pieces.push(piece);
      bytes += piece.length;
      const text = rest + decoder.decode(piece, { stream: true });
      // The tasks come first; what follows them quotes some.
      if (!over) tasks += text.split(end)[0].split(mark).length - 1;
      over ||= text.includes(end);
      rest = text.slice(1 - mark.length);
      const told = (words[plural.select(tasks)] ?? words.other).replace("{tasks}", number.format(tasks));
      count.textContent = told.replace("{size}", number.format(Math.ceil(bytes / 1024)));
    }
    const file = URL.createObjectURL(new Blob(pieces, { type: "application/json" }));
    Object.assign(document.createElement("a"), { href: file, download: link.download }).click();
    setTimeout(() => URL.revokeObjectURL(file), 60_000);
    place.replaceChildren(words.done.replace("{}", count.textContent));
  } catch {
    place.replaceChildren(stop.signal.aborted ? words.cancelled : words.failed);
  }
};

for (const link of document.querySelectorAll("[data-download]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    download(link, document.querySelector("[data-progress]"));
  });
}

const card = document.querySelector("[data-push]");
if (card) import(card.dataset.push).then(({ default: show }) => show(card));

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Work that goes on at the server: its part of the page is read again until it is over.
for (let part; (part = document.querySelector("[data-follow]")); await pause(400)) {
  const text = await fetch(location, { headers: { accept: "text/html" } }).then((page) => page.text(), () => "");
  const now = new DOMParser().parseFromString(text, "text/html").querySelector("main > section");
  if (!now) continue;
  // The button that one is about to press stays where it is.
  for (const name of ["progress", "[data-count]"]) {
    const [old, fresh] = [part.querySelector(name), now.querySelector(name)];
    if (old && fresh) old.replaceWith(fresh);
  }
  if (!now.matches("[data-follow]")) {
    location.reload();
    break;
  }
}

// The service is away: this page goes as soon as it is back.
if (document.querySelector("[data-retry]")) {
  for (;;) {
    await pause(3000);
    if (await fetch("/health/ready").then((answer) => answer.ok, () => false)) location.reload();
  }
}
