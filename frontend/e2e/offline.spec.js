// Without a connection: the app opens, shows what it last knew, and takes changes that are sent later. @scripts
import { alive, expect, focus, guest, openTask, say, sheet, task, test, tick, toast, view } from "./fixtures.js";

test.use({
  serviceWorkers: "allow",
  expected: /ERR_INTERNET_DISCONNECTED|Failed to fetch|ERR_FAILED|ERR_NETWORK|ERR_CONNECTION|status of 4/,
});

const banner = (page) => page.getByRole("status").filter({ hasText: /No connection|on the way/ });
const quick = async (page, text) => {
  await page.getByRole("textbox", { name: "New task" }).fill(text);
  await page.keyboard.press("Enter");
};
const stored = (page, store) =>
  page.evaluate(
    (store) =>
      new Promise((resolve) => {
        const opening = indexedDB.open("device");
        opening.onsuccess = () => {
          const request = opening.result.transaction(store).objectStore(store).getAll();
          request.onsuccess = () => {
            opening.result.close();
            resolve(request.result);
          };
        };
      }),
    store,
  );

/** All that is needed without a connection is there: the shell and its files, and so many tasks and lists. */
const ready = async (page, titles) => {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect
    .poll(async () => (await stored(page, "items")).map(({ task }) => task?.title).filter(Boolean))
    .toEqual(expect.arrayContaining(titles));
};
/** A change that waits, of a session that is over by the time there is a connection again. */
const endedElsewhere = async (page, context, text) => {
  await say(page, "buy milk");
  await ready(page, ["buy milk"]);
  await context.setOffline(true);
  await quick(page, text);
  await expect(task(page, text)).toBeVisible();
  await context.clearCookies();
  await context.setOffline(false);
  await expect(page.getByText("You are signed out.")).toBeVisible({ timeout: 15_000 });
};
/** What happened to tasks on the server, the oldest first: "task.created milk". */
const happened = async (context, since) => {
  const answer = await context.request.get(`/api/v1/changes?since=${since}`);
  const { items, next_since } = await answer.json();
  const ofTasks = items.filter(({ task }) => task);
  return { news: ofTasks.map(({ type, task }) => `${type} ${task.title}`), now: next_since };
};

test("the app opens without a connection, with the last data, wherever one was @scripts", async ({ page, context }) => {
  await guest(page);
  await say(page, "pay rent today !high #home");
  await say(page, "water the plants");
  await ready(page, ["pay rent", "water the plants"]);
  await context.setOffline(true);
  await page.close();
  const again = await context.newPage();
  await again.goto("/today");
  await alive(again);
  await expect(task(again, "pay rent")).toContainText("high priority");
  await expect(task(again, "water the plants")).toHaveCount(0);
  await expect(banner(again)).toContainText("No connection");
  await view(again, "Tasks").click();
  await expect(task(again, "water the plants")).toBeVisible();
  await again.reload();
  await expect(task(again, "water the plants")).toBeVisible();
  await again.goto("/settings");
  await expect(again.getByRole("heading", { name: "No connection" })).toBeVisible();
  await context.setOffline(false);
  await again.getByRole("link", { name: "To your tasks" }).click();
  await alive(again);
  await expect(banner(again)).toHaveCount(0);
  await expect(task(again, "pay rent")).toBeVisible();
});

test("20 changes without a connection, the window killed: each is made once and in order @scripts", async ({
  page,
  context,
}) => {
  test.setTimeout(90_000);
  await guest(page);
  const before = ["one", "two", "three", "four", "five"];
  for (const title of before) {
    await context.request.post("/api/v1/tasks", { data: { title } });
  }
  await context.request.post("/api/v1/lists", { data: { name: "Work" } });
  await expect(task(page, "five")).toBeVisible();
  await expect(page.getByRole("link", { name: "Work" })).toBeVisible();
  await ready(page, before);
  const { now } = await happened(context, 0);

  await context.setOffline(true);
  const expected = [];
  for (let number = 1; number <= 8; number++) {
    await quick(page, `new ${number} tomorrow at 5pm #home`);
    await expect(task(page, `new ${number}`)).toContainText("#home");
    expected.push(`task.created new ${number}`);
  }
  for (const title of ["one", "two", "new 1"]) {
    await tick(page, title).click();
    await expect(task(page, title)).toHaveCount(0);
    expected.push(`task.completed ${title}`);
  }
  let panel = await openTask(page, "three");
  await panel.getByLabel("Title", { exact: true }).fill("three and a half");
  await panel.getByLabel("Title", { exact: true }).press("Tab");
  await panel.getByLabel("Priority").selectOption("urgent");
  expected.push("task.updated three and a half", "task.updated three and a half");
  await panel.locator("#due").fill("2027-01-02");
  await panel.getByLabel("Notes, in Markdown").fill("not so fast");
  await panel.getByLabel("Notes, in Markdown").press("Tab");
  await panel.locator("select[name='fields[list_id]']").selectOption({ label: "Work" });
  await expect(task(page, "three and a half")).toContainText("urgent priority");
  await expect(task(page, "three and a half")).toContainText("Work");
  expected.push(...Array(3).fill("task.updated three and a half"));
  await panel.getByLabel("New subtask").fill("a part");
  await page.keyboard.press("Enter");
  await expect(panel.locator(".part", { hasText: "a part" })).toBeVisible();
  expected.push("task.created a part");
  await page.keyboard.press("Escape");
  await focus(page, "four");
  await page.keyboard.press("d");
  await expect(page.locator("#due")).toBeFocused();
  await expect(page.locator("#detail").getByLabel("Title", { exact: true })).toHaveValue("four");
  for (const title of ["four", "new 2"]) {
    await page.getByRole("button", { name: `Delete ${title}`, exact: true }).click();
    await expect(task(page, title)).toHaveCount(0);
    expected.push(`task.deleted ${title}`);
  }
  panel = await openTask(page, "new 3");
  await panel.getByLabel("Title", { exact: true }).fill("new 3 again");
  await panel.getByLabel("Title", { exact: true }).press("Tab");
  await expect(task(page, "new 3 again")).toBeVisible();
  expected.push("task.updated new 3 again");
  expect(expected).toHaveLength(20);
  await expect(banner(page)).toContainText("20 changes will be sent");
  expect(await stored(page, "queue")).toHaveLength(20);

  // Without a word of farewell, as when the system takes the memory back.
  const killer = await context.newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  killer.send("Page.crash").catch(() => {});
  await crashed;
  await page.close();
  const again = await context.newPage();
  await again.goto("/");
  await alive(again);
  await expect(banner(again)).toContainText("20 changes will be sent");
  await expect(task(again, "new 3 again")).toContainText("17:00");
  await expect(task(again, "new 1")).toHaveCount(0);
  await expect(task(again, "four")).toHaveCount(0);
  await expect(task(again, "three and a half")).toContainText("urgent priority");

  await context.setOffline(false);
  await expect(banner(again)).toHaveCount(0, { timeout: 20_000 });
  await expect.poll(() => stored(again, "queue")).toEqual([]);
  expect((await happened(context, now)).news).toEqual(expected);
  // The page that the server sends shows the same.
  await again.reload();
  await alive(again);
  for (const title of ["five", "three and a half", "new 3 again", "new 4", "new 8"]) {
    await expect(task(again, title)).toHaveCount(1);
  }
  await expect(task(again, "new 2")).toHaveCount(0);
});

test("what is typed without a connection is read as of then, however late it is sent @scripts", async ({
  page,
  context,
}) => {
  await guest(page);
  const day = (days) => new Date(Date.now() + days * 86_400_000);
  await context.setOffline(true);
  await page.clock.setFixedTime(day(-3));
  await quick(page, "call Ada tomorrow");
  await expect(task(page, "call Ada")).toBeVisible();
  await expect(banner(page)).toContainText("One change will be sent");
  await page.clock.setFixedTime(day(0));
  await context.setOffline(false);
  const due = async () => {
    const answer = await context.request.get("/api/v1/tasks?filter=search:+Ada");
    return (await answer.json()).items[0]?.due.date;
  };
  // The person's zone, as the configuration of the specs has it.
  const zoned = new Intl.DateTimeFormat("sv-SE", { timeZone: "America/New_York" });
  await expect.poll(due).toBe(zoned.format(day(-2)));
});

test("an answer that comes after the connection was lost does not bring it back @scripts", async ({
  page,
  context,
}) => {
  await guest(page);
  await page.close();
  let lose;
  const lost = new Promise((resolve) => (lose = resolve));
  let asked;
  await context.route("**/fn/changes", async (route) => {
    const response = await route.fetch();
    asked = true;
    await lost;
    await route.fulfill({ response });
  });
  const again = await context.newPage();
  await again.goto("/");
  await alive(again);
  await expect.poll(() => asked).toBe(true);
  await context.setOffline(true);
  await expect(banner(again)).toContainText("No connection");
  const answer = again.waitForResponse("**/fn/changes");
  lose();
  await (await answer).finished();
  await quick(again, "call Ada");
  await expect(banner(again)).toContainText("One change will be sent");
});

test("a change whose answer was lost is made once @scripts", async ({ page, context }) => {
  await guest(page);
  const { now } = await happened(context, 0);
  let lost = 0;
  await context.route("**/fn/quick", async (route) => {
    if (lost++ > 0) return route.continue();
    await route.fetch();
    await route.abort("connectionreset");
  });
  await quick(page, "buy milk");
  await expect(task(page, "buy milk")).toBeVisible();
  await expect.poll(() => lost, { timeout: 15_000 }).toBeGreaterThan(1);
  await expect.poll(() => stored(page, "queue"), { timeout: 15_000 }).toEqual([]);
  await expect(task(page, "buy milk")).toHaveCount(1);
  expect((await happened(context, now)).news).toEqual(["task.created buy milk"]);
});

test("a change in one window without a connection shows in the others, and is sent once @scripts", async ({
  page,
  context,
}) => {
  await guest(page);
  await say(page, "buy milk");
  const other = await context.newPage();
  await other.goto("/");
  await alive(other);
  const { now } = await happened(context, 0);
  await context.setOffline(true);
  await quick(page, "call Ada");
  await expect(task(other, "call Ada")).toBeVisible();
  await tick(other, "buy milk").click();
  await expect(task(page, "buy milk")).toHaveCount(0);
  await expect(banner(page)).toContainText("2 changes will be sent");
  await expect(banner(other)).toContainText("2 changes will be sent");
  await context.setOffline(false);
  await expect(banner(page)).toHaveCount(0);
  await expect(banner(other)).toHaveCount(0);
  expect((await happened(context, now)).news).toEqual(["task.created call Ada", "task.completed buy milk"]);
});

test("what was changed elsewhere meanwhile is told, and neither text is lost @scripts", async ({
  page,
  context,
  browser,
}) => {
  await guest(page);
  await say(page, "buy milk");
  await say(page, "call Ada");
  await ready(page, ["buy milk", "call Ada"]);
  await context.setOffline(true);
  const panel = await openTask(page, "buy milk");
  await panel.getByLabel("Title", { exact: true }).fill("buy oat milk");
  await panel.getByLabel("Title", { exact: true }).press("Tab");
  await expect(task(page, "buy oat milk")).toBeVisible();
  await panel.getByRole("link", { name: "Close" }).click();
  await (await openTask(page, "call Ada")).getByLabel("Notes, in Markdown").fill("about the engine");
  await page.getByLabel("Title", { exact: true }).focus();
  await expect(banner(page)).toContainText("2 changes will be sent");

  // Another device, which is connected: one title is another one by now, one task is gone for good.
  const elsewhere = await browser.newContext({ storageState: await context.storageState() });
  const { items } = await (await elsewhere.request.get("/api/v1/tasks")).json();
  const id = (title) => items.find((item) => item.title === title).id;
  await elsewhere.request.patch(`/api/v1/tasks/${id("buy milk")}`, { data: { title: "buy soy milk" } });
  await elsewhere.request.delete(`/api/v1/tasks/${id("call Ada")}`);
  await context.setOffline(false);

  const told = page.locator("main > .conflict");
  await expect(told.filter({ hasText: "buy soy milk" })).toContainText("Yours: buy oat milk");
  // Told once more after a reload: nobody has looked at it yet.
  await page.goto("/");
  await alive(page);
  const conflict = told.filter({ hasText: "buy soy milk" });
  await expect(conflict).toContainText("Yours: buy oat milk");
  await conflict.getByRole("button", { name: "Use mine" }).click();
  await expect(task(page, "buy oat milk")).toBeVisible();
  await expect(conflict).toHaveCount(0);
  const after = await (await elsewhere.request.get(`/api/v1/tasks/${id("buy milk")}`)).json();
  expect(after.title).toBe("buy oat milk");
  await elsewhere.close();
});

test("signing out asks about what is not sent, and leaves nothing behind @scripts", async ({ page, context }) => {
  await guest(page);
  await say(page, "a secret of Ada's");
  await ready(page, ["a secret of Ada's"]);
  // The server is there, and does not take what is changed.
  await context.route("**/fn/quick", (route) => route.abort("connectionrefused"));
  await quick(page, "not sent");
  await expect(banner(page)).toBeVisible();
  await page.getByText("Guest", { exact: true }).click();
  await page.getByRole("link", { name: "Leave for good" }).click();
  const leave = sheet(page).getByRole("button", { name: "Leave for good" });
  const asked = page.waitForEvent("dialog");
  const pressed = leave.click();
  const dialog = await asked;
  expect(dialog.message()).toContain("One change is not sent yet");
  await dialog.dismiss();
  await pressed;
  await expect(task(page, "a secret of Ada's")).toBeVisible();
  page.once("dialog", (dialog) => dialog.accept());
  await leave.click();
  await expect(page.getByRole("button", { name: "Try it" })).toBeVisible();
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
  await context.setOffline(true);
  await page.goto("/").catch(() => {});
  await expect(page.getByText("a secret of Ada's")).toHaveCount(0);
  await context.setOffline(false);
  await page.goto("/");
  await page.getByRole("button", { name: "Try it" }).click();
  await alive(page);
  await expect(page.getByText("a secret of Ada's")).toHaveCount(0);
  expect(JSON.stringify(await stored(page, "items"))).not.toContain("secret");
});

test("a session that was ended elsewhere takes the data along, and keeps what is not sent @scripts", async ({
  page,
  context,
}) => {
  await page.goto("/sign-in");
  const email = `ada-${Date.now()}@example.com`;
  const register = page.locator("form", { has: page.getByRole("button", { name: "Make an account" }) });
  await register.getByLabel("E-mail").fill(email);
  await register.getByLabel("Password").fill("a long password");
  await register.getByRole("button", { name: "Make an account" }).click();
  await page.waitForURL("**/recovery-codes");
  await page.goto("/");
  await alive(page);
  await endedElsewhere(page, context, "call Ada");
  await expect.poll(async () => (await stored(page, "items")).length).toBe(0);
  expect(await stored(page, "queue")).toHaveLength(1);
  await page.goto("/sign-in");
  const login = page.locator("form", { has: page.getByRole("button", { name: "Sign in", exact: true }) });
  await login.getByLabel("E-mail").fill(email);
  await login.getByLabel("Password").fill("a long password");
  await login.getByRole("button", { name: "Sign in", exact: true }).click();
  await alive(page);
  await expect.poll(() => stored(page, "queue")).toEqual([]);
  await expect(task(page, "call Ada")).toHaveCount(1);
});

test("what waits is not sent as somebody else who signs in meanwhile @scripts", async ({ page, context }) => {
  await guest(page);
  await endedElsewhere(page, context, "a secret of Ada's");
  const other = await context.newPage();
  await guest(other);
  await say(other, "buy bread");
  // As after sleep, in the window that was left open.
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await say(other, "buy butter");
  const { items } = await (await context.request.get("/api/v1/tasks")).json();
  expect(items.map(({ title }) => title).sort()).toEqual(["buy bread", "buy butter"]);
  await expect(task(page, "buy bread")).toHaveCount(0);
  expect((await stored(other, "queue")).map(({ form }) => form)).toEqual([expect.stringContaining("secret")]);
});

test("it can be installed @scripts", async ({ page, context }) => {
  await guest(page);
  const manifest = await (await context.request.get("/manifest.webmanifest")).json();
  expect(manifest.display).toBe("standalone");
  for (const { src } of manifest.icons) expect((await context.request.get(src)).status()).toBe(200);
  const session = await context.newCDPSession(page);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
});

test("a push shows a notification that leads to its task @scripts", async ({ page, context }) => {
  await guest(page);
  await say(page, "pay rent");
  const [{ id }] = (await (await context.request.get("/api/v1/tasks")).json()).items;
  const url = `/?task=${id}`;
  await context.grantPermissions(["notifications"]);
  // A worker that is still being activated hears no push.
  await expect
    .poll(() => page.evaluate(async () => (await navigator.serviceWorker.ready).active.state))
    .toBe("activated");
  const session = await context.newCDPSession(page);
  const registrations = new Promise((resolve) =>
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => registrations.length && resolve(registrations)),
  );
  await session.send("ServiceWorker.enable");
  const [{ registrationId }] = await registrations;
  const data = JSON.stringify({ title: "pay rent", due: { date: "2026-11-25", time: "17:00" }, url, tag: "1" });
  const origin = new URL(page.url()).origin;
  // A browser forgets a notification that is asked for while it is being shown: nothing asks until it says that it is.
  const told = [];
  session.on("BackgroundService.backgroundServiceEventReceived", ({ backgroundServiceEvent: { eventName } }) => told.push(eventName));
  for (const service of ["notifications", "pushMessaging"]) {
    await session.send("BackgroundService.startObserving", { service });
    await session.send("BackgroundService.setRecording", { service, shouldRecord: true });
  }
  await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data });
  await expect.poll(() => told).toContain("Notification displayed");
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.getNotifications()).map(({ title, body, data, tag }) => ({ title, body, data, tag }));
    });
  await expect.poll(shown).toEqual([{ title: "pay rent", body: expect.stringContaining("5:00"), data: url, tag: "1" }]);
  const [worker] = context.serviceWorkers();
  await worker.evaluate(async () => {
    const [notification] = await registration.getNotifications();
    dispatchEvent(new NotificationEvent("notificationclick", { notification }));
  });
  await expect(page).toHaveURL(url);
  await expect(page.getByRole("complementary", { name: "Task" }).getByLabel("Title", { exact: true })).toHaveValue("pay rent");
  await expect.poll(shown).toEqual([]);
});

test("this device is notified where one says so, and no longer where one does not @scripts", async ({ page, context }) => {
  await guest(page);
  await context.grantPermissions(["notifications"]);
  // A browser of the tests has no push service: what it would say.
  await context.addInitScript(() => {
    let made = null;
    const keys = {
      p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      auth: "BTBZMqHH6r4Tts7J_aSIgg",
    };
    const end = async () => ((made = null), true);
    PushManager.prototype.getSubscription = async () => made;
    PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
      if (!userVisibleOnly || applicationServerKey.length !== 87) throw new TypeError("no key");
      return (made = { toJSON: () => ({ endpoint: "https://push.example.net/1", expirationTime: null, keys }), unsubscribe: end });
    };
  });
  await page.goto("/settings");
  await expect(page.getByRole("navigation").getByRole("link", { name: "Reminders on this device" })).toBeVisible();
  const box = page.getByLabel("Notify this device");
  await expect(box).not.toBeChecked();
  const told = async () => (await (await context.request.get("/api/v1/push")).json()).subscriptions;
  await box.check();
  await expect(page.getByText("You will be reminded here.")).toBeVisible();
  expect(await told()).toEqual([expect.objectContaining({ service: "push.example.net", current: true })]);
  await page.reload();
  await expect(box).toBeChecked();
  await box.uncheck();
  await expect(page.getByText("You will not be reminded here.")).toBeVisible();
  expect(await told()).toEqual([]);
});
