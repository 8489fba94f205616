// "Notify this device": the switch shows only where the service pushes and the browser can be pushed to.

const PATH = "/api/v1/push";

const write = async (words, method, path, body) => {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(PATH + path, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).detail ?? words.down);
  return answer.status === 204 ? undefined : answer.json();
};

/** Asks the browser, and has the service told. `words`: what is said where that fails. */
const subscribe = async (words, manager, applicationServerKey) => {
  if ((await Notification.requestPermission()) !== "granted") {
    throw new Error(words.denied);
  }
  // One that was made for another key is of no use.
  await (await manager.getSubscription())?.unsubscribe();
  const made = await manager.subscribe({ userVisibleOnly: true, applicationServerKey });
  const { endpoint, keys } = made.toJSON();
  return write(words, "POST", "/subscriptions", { endpoint, keys });
};

export default async (card) => {
  if (!navigator.serviceWorker || !("PushManager" in globalThis)) return;
  const answer = await fetch(PATH);
  const { public_key, subscriptions } = answer.ok ? await answer.json() : {};
  if (!public_key) return;
  const worker = await navigator.serviceWorker.register("/sw.js").catch(() => {});
  if (!worker) return;
  const { pushManager } = worker;
  let own = subscriptions.find(({ current }) => current);
  const [box, status, words] = [card.querySelector("input"), card.querySelector("[role=status]"), card.dataset];
  box.checked = Boolean(own && Notification.permission === "granted");
  card.hidden = false;
  document.querySelector('nav li:has(> [href="#push"])').hidden = false;
  box.addEventListener("change", async () => {
    box.disabled = true;
    status.textContent = "";
    try {
      if (box.checked) {
        await navigator.serviceWorker.ready;
        own = await subscribe(words, pushManager, public_key);
        status.textContent = words.on;
      } else {
        await write(words, "DELETE", `/subscriptions/${own.id}`);
        await (await pushManager.getSubscription())?.unsubscribe();
        status.textContent = words.off;
      }
    } catch (error) {
      box.checked = !box.checked;
      status.textContent = error.message;
    }
    box.disabled = false;
    box.focus();
  });
};
