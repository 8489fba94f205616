// "Notify this device": the switch shows only where the service pushes and the browser can be pushed to.

const PATH = "/api/v1/push";

const write = async (method, path, body) => {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(PATH + path, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).detail ?? "The service does not answer right now.");
  return answer.status === 204 ? undefined : answer.json();
};

/** Asks the browser, and has the service told. */
const subscribe = async (manager, applicationServerKey) => {
  if ((await Notification.requestPermission()) !== "granted") {
    throw new Error("This browser does not let this site notify you. Its settings for this site can change that.");
  }
  // One that was made for another key is of no use.
  await (await manager.getSubscription())?.unsubscribe();
  const made = await manager.subscribe({ userVisibleOnly: true, applicationServerKey });
  const { endpoint, keys } = made.toJSON();
  return write("POST", "/subscriptions", { endpoint, keys });
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
  const [box, words] = [card.querySelector("input"), card.querySelector("[role=status]")];
  box.checked = Boolean(own && Notification.permission === "granted");
  card.hidden = false;
  box.addEventListener("change", async () => {
    box.disabled = true;
    words.textContent = "";
    try {
      if (box.checked) {
        await navigator.serviceWorker.ready;
        own = await subscribe(pushManager, public_key);
        words.textContent = "You will be reminded here.";
      } else {
        await write("DELETE", `/subscriptions/${own.id}`);
        await (await pushManager.getSubscription())?.unsubscribe();
        words.textContent = "You will not be reminded here.";
      }
    } catch (error) {
      box.checked = !box.checked;
      words.textContent = error.message;
    }
    box.disabled = false;
    box.focus();
  });
};
