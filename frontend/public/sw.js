// What the browser shows when the server cannot be asked: a shell without anybody's data, and the files of the app. The
// server puts `VERSION`, of all of them, and `FILES` ahead of this. Pages of the server are never kept.

const SHELL = "/shell";
const NOBODY = [502, 504];

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll([SHELL, ...FILES])));
});

addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.map((name) => name === VERSION || caches.delete(name))));
  // The page is asked for while this is still being started.
  event.waitUntil(Promise.all([old, registration.navigationPreload?.enable(), clients.claim()]));
});

const page = async (event) => {
  try {
    const answer = (await event.preloadResponse) ?? (await fetch(event.request));
    // A proxy says that there is no server.
    return (NOBODY.includes(answer.status) && (await caches.match(SHELL))) || answer;
  } catch (error) {
    const shell = await caches.match(SHELL);
    if (shell) return shell;
    throw error;
  }
};

addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (FILES.includes(pathname)) {
    event.respondWith(caches.match(request).then((file) => file ?? fetch(request)));
  } else if (request.mode === "navigate" && !/^\/(api|fn|static|health)\//.test(pathname)) {
    event.respondWith(page(event));
  }
});

/** "Wednesday, 5:00 PM", of what a task's `due` says. */
const spoken = ({ date, time }) => {
  const hours = time && { hour: "numeric", minute: "2-digit" };
  return new Date(`${date}T${time ?? "00:00"}`).toLocaleString([], { weekday: "long", ...hours });
};

addEventListener("push", (event) => {
  const { title, detail, due, url, tag } = event.data?.json() ?? {};
  const body = due ? spoken(due) : (detail ?? "");
  if (title) event.waitUntil(registration.showNotification(title, { body, tag, data: url, icon: ICON }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = event.notification.data ?? "/";
  const open = clients.matchAll({ type: "window" }).then(async ([window]) => {
    if (!window) return clients.openWindow(url);
    await window.navigate(url).catch(() => {});
    return window.focus();
  });
  event.waitUntil(open);
});
