// What a browser does once for all its windows: one stream of changes, the changes that are on their way to the
// server, and a copy of the person's data for the time without a connection. The app reaches it as `device`.

const STREAM = "/api/v1/stream";
const CHANGES = "/api/v1/changes?since=";
/** A request that has no answer by then has none; it is sent again under its own key. */
const PATIENCE = 20_000;
/** A stream, or a change, that could not be sent is tried again after this. */
const AGAIN = 3_000;
/** A window that follows the stream answers by then, if it is there at all. */
const PRESENT = 1_000;
/** As many items are written at once. */
const AT_ONCE = 200;
const PERSON = "person";

const own = crypto.randomUUID();
const windows = new BroadcastChannel("device");
let person = localStorage.getItem(PERSON);
let hear;
const unheard = [];

/** Tells the app of this window: what happened, a text, and of a change its action and its form. */
const tell = (what, text = "", action = "", form = "") =>
  hear ? hear(what, text, action, form) : unheard.push([what, text, action, form]);
/** Tells the apps of all windows. */
const share = (...news) => {
  tell(...news);
  windows.postMessage({ person, news });
};
/** Only one window at a time, where the browser can tell. */
const alone = (name, work, options = {}) =>
  navigator.locks ? navigator.locks.request(`${name} of ${person}`, options, work) : work();

// == What is kept: `page`s by person, `items` and `queue` of them.

const opened = new Promise((resolve, reject) => {
  const opening = indexedDB.open("device", 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("pages");
    opening.result.createObjectStore("items");
    opening.result.createObjectStore("queue", { keyPath: "id", autoIncrement: true });
  };
  opening.onsuccess = () => {
    opening.result.onversionchange = () => opening.result.close();
    resolve(opening.result);
  };
  opening.onerror = () => reject(opening.error);
});
opened.catch(() => {});
/** Runs `work` on stores in one transaction; what its request found. */
const kept = async (stores, mode, work) => {
  const transaction = (await opened).transaction(stores, mode);
  const found = work(...stores.map((store) => transaction.objectStore(store)));
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  return found?.result;
};
const theirs = () => IDBKeyRange.bound([person], [person, []]);
/** The person's changes that are not sent, the oldest first. */
const queued = async () => {
  const all = await kept(["queue"], "readonly", (queue) => queue.getAll());
  return all.filter((change) => change.person === person);
};
const forget = (id) => kept(["queue"], "readwrite", (queue) => queue.delete(id));

// == Changes on their way. Each is written down before it is sent, so that none is lost with its window.

/** Whether this browser is still the person's: otherwise what is sent would go to somebody else's account. */
const ours = () => localStorage.getItem(PERSON) === person;
/** Who waits for an answer in this window, by the number of the change. */
const asking = new Map();
let [away, draining, again, timer] = [false, false, false];

/** The status and the text of the answer; status 0: there is none. */
const post = async (action, form) => {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(action, { method: "POST", body: new URLSearchParams(form), signal });
    return [answer.status, await answer.text()];
  } catch {
    return [0, ""];
  }
};
/** Nobody looked at it: it is sent again later. */
const waits = (status) => [0, 401, 429, 502, 503, 504].includes(status);

/** What this window sent, and has no answer to yet. */
const sent = new Set();
/** Sends a change. Status 0: it is kept, and sent as soon as that can be done. */
const send = (action, form) => {
  const answer = enqueue(action, form);
  sent.add(answer);
  const over = () => sent.delete(answer);
  answer.then(over, over);
  return answer;
};
const enqueue = async (action, form) => {
  let id;
  const keep = away || !navigator.onLine || !ours();
  try {
    id = await kept(["queue"], "readwrite", (queue) => queue.add({ person, action, form, keep }));
  } catch {
    const answer = await post(action, form);
    if (!answer[0]) throw new Error("neither sent nor kept");
    return answer;
  }
  if (keep) share("kept", "", action, form);
  const answer = keep ? [0, ""] : new Promise((resolve) => asking.set(id, resolve));
  drain();
  return answer;
};

/** Sends what is queued, in order; in one window at a time. */
const drain = async () => {
  clearTimeout(timer);
  again = true;
  if (draining || !person || !navigator.onLine || !ours()) return;
  draining = true;
  while (again) {
    again = false;
    // Without a place to keep changes in there are none.
    await Promise.resolve(alone("queue", empty)).catch(() => {});
  }
  draining = false;
};

const empty = async () => {
  for (;;) {
    const change = (await queued()).find((change) => !change.refused);
    if (!change) return void (away = false);
    if (!ours()) return;
    const { id, keep, action, form } = change;
    const [status, text] = await post(action, form);
    away = waits(status);
    if (away) {
      await keepAll();
      if (status === 401) tell("signed-out");
      else timer = setTimeout(drain, AGAIN);
      return;
    }
    // What is refused stays until somebody was told.
    const refused = { ...change, refused: text || "null" };
    await (status < 400 ? forget(id) : kept(["queue"], "readwrite", (queue) => queue.put(refused)));
    const answer = { id, keep, status, text, action, form };
    windows.postMessage({ person, answer });
    settle(answer);
  }
};
/** Lets all that waits be seen as waiting. */
const keepAll = async () => {
  for (const change of await queued()) {
    if (change.keep || change.refused) continue;
    await kept(["queue"], "readwrite", (queue) => queue.put({ ...change, keep: true }));
    share("kept", "", change.action, change.form);
    windows.postMessage({ person, keep: change.id });
    giveUp(change.id);
  }
};
const giveUp = (id) => {
  asking.get(id)?.([0, ""]);
  asking.delete(id);
};
/** Gives an answer to who waits for it, or, to a change that was kept, to the app. */
const settle = ({ id, keep, status, text, action, form }) => {
  const resolve = asking.get(id);
  asking.delete(id);
  if (resolve && status >= 400) forget(id);
  if (resolve) resolve([status, text]);
  else if (keep) tell(status < 400 ? "done" : "refused", text, action, form);
};

/** What a former window left, and what other windows left waiting. */
const resume = async () => {
  for (const change of await queued()) {
    if (change.refused) tell("refused", change.refused, change.action, change.form);
    else if (change.keep) tell("kept", "", change.action, change.form);
  }
  await alone("queue", keepAll);
  drain();
};
/** Forgets a change that was refused: its person was told. */
const drop = async (form) => {
  for (const change of await queued()) if (change.refused && change.form === form) await forget(change.id);
  share("dropped", "", "", form);
};

// == The stream, in one window for all of them.

let [live, answered] = [false, false];
/** The stream, and what ends the lead, in the window that has them. */
let [source, yieldLead] = [];

const connect = () => {
  source?.close();
  if (!ours()) return;
  source = new EventSource(STREAM);
  source.onopen = () => {
    live = true;
    share("open");
    // What the app does first is not held up.
    setTimeout(mirror, 1_000);
    drain();
  };
  source.onerror = () => {
    live = false;
    share("lost");
    // Otherwise the browser connects again by itself.
    if (source.readyState === EventSource.CLOSED) setTimeout(askWhy, AGAIN);
  };
  source.addEventListener("change", ({ data }) => {
    share("change", data);
    take(JSON.parse(data));
  });
  source.addEventListener("resync", () => {
    share("resync");
    mirror();
  });
};
const askWhy = async () => {
  if (!yieldLead) return;
  const answer = await fetch(CHANGES + Number.MAX_SAFE_INTEGER).catch(() => {});
  if (answer?.status === 401) share("signed-out");
  else if (yieldLead) connect();
};
/** Holds the lock, and the stream, until the window is closed or another one takes over. */
const lead = () =>
  new Promise((resolve) => {
    yieldLead = resolve;
    connect();
  });
const campaign = async (options) => {
  try {
    await alone("stream", lead, options);
  } catch {
    // Taken away: this window was asleep, and did not answer.
    source?.close();
    yieldLead = undefined;
    campaign();
    look();
  }
};
/** Asks who leads how the stream is; nobody answers for a window that sleeps. */
const look = () => {
  if (yieldLead || !navigator.locks) return;
  answered = false;
  windows.postMessage({ person, from: own });
  setTimeout(() => answered || yieldLead || document.hidden || campaign({ steal: true }), PRESENT);
};

windows.onmessage = ({ data }) => {
  if (data.person !== person) return;
  if (data.from && yieldLead) windows.postMessage({ person, to: data.from, news: [live ? "open" : "lost"] });
  if (data.to === own) answered = true;
  if (data.news && (data.to ?? own) === own) tell(...data.news);
  if (data.keep) giveUp(data.keep);
  if (data.answer) settle(data.answer);
};

addEventListener("offline", () => {
  source?.close();
  live = false;
  tell("offline");
});
addEventListener("online", () => {
  if (yieldLead) connect();
  drain();
});
document.addEventListener("visibilitychange", () => document.hidden || look());
// Another person came, or this one went, in another window.
addEventListener("storage", (event) => {
  if (event.key !== PERSON || event.newValue === person) return;
  source?.close();
  tell("signed-out");
});

// == The copy of the person's data, written by the window that leads.

let [mirroring, stale] = [false, false];

/** Up to which change the copy goes. */
const known = () => kept(["pages"], "readonly", (pages) => pages.get([person, "seq"]));

/** Reads what the copy lacks: all there is at first, later what changed. */
const mirror = async () => {
  stale = true;
  if (mirroring) return;
  mirroring = true;
  try {
    for (let more = true; more || stale; ) {
      stale = false;
      const since = (await known()) ?? 0;
      const answer = await fetch(CHANGES + since);
      // The log no longer reaches back that far: all there is, once more.
      more = answer.status === 410;
      if (more) await kept(["pages"], "readwrite", (pages) => pages.delete([person, "seq"]));
      if (!answer.ok) continue;
      const { items, next_since, has_more } = await answer.json();
      await write(items, next_since, since === 0);
      more = has_more;
    }
  } catch {
    // The next connection brings what is missing.
  }
  mirroring = false;
};
/** Takes a change that the stream brought, if it is the next one. */
const take = async (change) => {
  if (mirroring) return void (stale = true);
  const seq = await known().catch(() => {});
  if (seq + 1 === change.seq && !mirroring) await write([change], change.seq);
  else mirror();
};
/** So many at a time that a window is not held up. The copy is one once it says up to where it goes. */
const write = async (changes, seq, whole) => {
  if (whole) await kept(["items"], "readwrite", (items) => items.delete(theirs()));
  for (let first = 0; first === 0 || first < changes.length; first += AT_ONCE) {
    await kept(["pages", "items"], "readwrite", (pages, items) => {
      for (const { type, subject, task, list } of changes.slice(first, first + AT_ONCE)) {
        if (type === "task.purged") items.delete([person, subject]);
        else if (task ?? list) items.put({ task, list }, [person, subject]);
      }
      if (first + AT_ONCE >= changes.length) pages.put(seq, [person, "seq"]);
    });
  }
};

/** Remembers what of the page no change tells. */
const remember = async (element) => {
  const { user, zone, twelve_hours, history, extras } = JSON.parse(element.textContent);
  const { theme } = document.documentElement.dataset;
  const page = { user, zone, twelve_hours, history, extras, theme };
  await kept(["pages"], "readwrite", (pages) => pages.put(page, [person, "page"]));
};

/** What the app starts with when the server cannot be asked; undefined where nothing is kept. */
const recall = async () => {
  if (!person) return undefined;
  const page = await kept(["pages"], "readonly", (pages) => pages.get([person, "page"]));
  const items = await kept(["items"], "readonly", (items) => items.getAll(theirs()));
  if (!page || !items || (await known()) === undefined) return undefined;
  const { theme, ...rest } = page;
  if (theme) document.documentElement.dataset.theme = theme;
  return {
    ...rest,
    address: location.pathname + location.search,
    now: new Date().toISOString(),
    tasks: items.map((item) => item.task).filter(Boolean),
    lists: items.map((item) => item.list).filter(Boolean),
    matches: null,
    fragments: [],
  };
};

/** Forgets what is kept of the person's data; what is not sent yet stays, unless all is to go. */
const leave = async (all) => {
  localStorage.removeItem(PERSON);
  await kept(["pages", "items", "queue"], "readwrite", (pages, items, queue) => {
    pages.clear();
    items.clear();
    if (all) queue.clear();
  }).catch(() => {});
};

/** Before one signs out: nothing of the person's stays here, and what is not sent is not dropped unasked. The form brings
 * the words. */
const leaving = async (form) => {
  if (!navigator.onLine) return tell("problem", form.dataset.offline);
  const all = await kept(["queue"], "readonly", (queue) => queue.count()).catch(() => 0);
  const [words, { lang }] = [form.dataset, document.documentElement];
  const lost = words[new Intl.PluralRules(lang).select(all)] ?? words.other;
  if (all && !confirm(lost?.replace("{}", all.toLocaleString(lang)))) return;
  yieldLead?.();
  source?.close();
  await leave(true);
  form.submit();
};
addEventListener("submit", (event) => {
  if (!/\/fn\/(logout|delete-account)$/.test(event.target.action)) return;
  event.preventDefault();
  leaving(event.target);
});

globalThis.device = {
  send,
  /** Until there is an answer to all that was sent so far. */
  sent: () => Promise.allSettled(sent),
  drop,
  leave,
  /** Until whatever else is due was done: not by a timer, which a window that is not looked at has once a second. */
  pause() {
    const { port1, port2 } = new MessageChannel();
    const paused = new Promise((resume) => {
      port1.onmessage = () => {
        port1.close();
        resume();
      };
    });
    port2.postMessage(null);
    return paused;
  },
  /** Takes the news from now on: `hear(what, text, action, form)`. */
  listen(listener) {
    hear = listener;
    for (const news of unheard.splice(0)) tell(...news);
    campaign();
    look();
    resume().catch(() => {});
  },
};

/** Begins with the page that the server sent to a person, or with what is kept; whether there is something to show. */
export const begin = async (element, whose) => {
  if (element) {
    if (person !== whose) await leave(false);
    person = whose;
    localStorage.setItem(PERSON, person);
    // Later: the page itself comes first.
    const settle = () => {
      remember(element).catch(() => {});
      navigator.serviceWorker?.register("/sw.js").catch(() => {});
    };
    const later = () => (globalThis.requestIdleCallback ?? setTimeout)(settle);
    if (document.readyState === "complete") later();
    else addEventListener("load", later);
    return true;
  }
  const page = await recall().catch(() => {});
  if (!page) return false;
  const data = document.createElement("script");
  data.type = "application/json";
  data.id = "page-data";
  data.textContent = JSON.stringify(page);
  document.head.append(data);
  return true;
};
