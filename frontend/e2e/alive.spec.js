// What only the app can do, once it has taken over the page. @scripts
import {
  expect, focus, guest, hold, holdAnswer, line, open, openTask, say, sheet, task, test, tick, toast, view,
} from "./fixtures.js";

test("a second window shows a change without a reload, and nothing typed there is lost @scripts", async ({
  page,
  context,
}) => {
  await guest(page);
  const other = await context.newPage();
  await open(other);
  await line(other).fill("half a tho");
  await say(page, "buy milk");
  await expect(task(other, "buy milk")).toBeVisible({ timeout: 2_000 });
  await expect(other.getByRole("log")).toContainText("Added “buy milk”");
  await expect(line(other)).toHaveValue("half a tho");
  await expect(line(other)).toBeFocused();
  await tick(page, "buy milk").click();
  await expect(task(other, "buy milk")).toHaveCount(0);
});

test("only the answer to this window is said aloud @scripts", async ({ page, context }) => {
  await guest(page);
  const other = await context.newPage();
  await open(other);
  const aloud = (page) => page.locator(".chat").getByRole("status");
  await say(page, "buy milk");
  await expect(aloud(page)).toHaveText(/^Added “buy milk”/);
  await expect(other.getByRole("log")).toContainText("Added “buy milk”");
  await expect(other.getByRole("log")).toHaveAttribute("aria-live", "off");
  await expect(aloud(other)).toHaveText("");
});

test("what comes in while the page reads all there is stays @scripts", async ({ page }) => {
  let begun, release;
  const reading = new Promise((resolve) => (begun = resolve));
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/fn/changes", async (route) => {
    // The answer is as old as the request.
    const response = await route.fetch();
    begun();
    await held;
    await route.fulfill({ response });
  });
  await guest(page);
  await reading;
  await say(page, "buy milk");
  await expect(task(page, "buy milk")).toBeVisible();
  const answered = page.waitForEvent("requestfinished", (request) => request.url().endsWith("/fn/changes"));
  release();
  await answered;
  await page.evaluate(() => new Promise((shown) => setTimeout(() => requestAnimationFrame(shown), 100)));
  await expect(task(page, "buy milk")).toBeVisible();
});

test("what will be understood shows while one types, in the person's zone @scripts", async ({ page }) => {
  await guest(page);
  await line(page).fill("call Ada tomorrow at 5pm #work !high");
  const chips = page.getByRole("list", { name: "Understood" }).getByRole("button");
  const tomorrow = await page.evaluate(() => {
    const day = new Date(Date.now() + 86_400_000);
    return new Intl.DateTimeFormat("sv-SE", { timeZone: "America/New_York" }).format(day);
  });
  await expect(chips.filter({ hasText: "date" })).toContainText("tomorrow");
  await expect(chips.filter({ hasText: "date" })).toHaveAccessibleName(new RegExp(`^date tomorrow, ${tomorrow}`));
  await expect(chips.filter({ hasText: "time" })).toContainText("17:00");
  await expect(chips.filter({ hasText: "tag" })).toContainText("work");
  await expect(chips.filter({ hasText: "priority" })).toContainText("high");
  await expect(chips).toHaveCount(4);

  // Dropped by the keyboard: the words stay words, and the cursor is back in the line.
  await chips.filter({ hasText: "date" }).focus();
  await page.keyboard.press("Backspace");
  await expect(chips.filter({ hasText: "date" })).toHaveCount(0);
  await expect(line(page)).toBeFocused();
  await chips.filter({ hasText: "tag" }).click();
  await page.keyboard.press("Enter");
  await expect(task(page, "call Ada tomorrow #work")).toBeVisible();
  await expect(page.getByRole("list", { name: "Understood" }).getByRole("button")).toHaveCount(0);
});

test("a tick shows at once, and is taken back when the server refuses @scripts", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk");
  const release = await hold(page, "**/fn/complete", (route) =>
    route.fulfill({ status: 200, contentType: "text/plain", body: "no answer that could be read" }));
  await tick(page, "buy milk").click();
  await expect(page.locator(".task.done", { hasText: "buy milk" })).toBeVisible();
  await expect(task(page, "buy milk")).toHaveCount(0);
  release();
  await expect(task(page, "buy milk")).toBeVisible();
  await expect(toast(page)).toContainText("nothing was changed");
});

test("a double click on a tick closes that task alone @scripts", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk");
  await say(page, "call Ada");
  const sent = [];
  page.on("request", (request) => request.url().includes("/fn/complete") && sent.push(request.url()));
  await tick(page, "call Ada").dblclick();
  await expect(task(page, "call Ada")).toHaveCount(0);
  await expect(task(page, "buy milk")).toBeVisible();
  expect(sent).toHaveLength(1);
});

test("a toast stays ten seconds, and as long as one is at it @scripts", async ({ page }) => {
  test.setTimeout(60_000);
  await guest(page);
  await say(page, "buy milk");
  await tick(page, "buy milk").click();
  await toast(page).getByRole("button", { name: "Undo" }).focus();
  const seen = async (milliseconds) => {
    const gone = toast(page).waitFor({ state: "detached", timeout: milliseconds });
    return gone.then(() => false, () => true);
  };
  expect(await seen(11_000)).toBe(true);
  await line(page).focus();
  expect(await seen(9_000)).toBe(true);
  await expect(toast(page)).toHaveCount(0);
});

test("the focus moves on when the row that had it goes @scripts", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk");
  await say(page, "call Ada");
  await tick(page, "call Ada").focus();
  await page.keyboard.press("Enter");
  await expect(task(page, "call Ada")).toHaveCount(0);
  await expect(tick(page, "buy milk")).toBeFocused();
});

test.describe("without a connection", () => {
  test.use({ expected: /ERR_INTERNET_DISCONNECTED|Failed to fetch|ERR_FAILED|ERR_NETWORK/ });

  test("the page says so, and catches up when it is back @scripts", async ({ page, context, browser }) => {
    await guest(page);
    await say(page, "buy milk");
    await context.setOffline(true);
    await expect(page.getByRole("status").filter({ hasText: "No connection" })).toBeVisible();
    await tick(page, "buy milk").click();
    await expect(page.getByRole("status").filter({ hasText: "One change will be sent" })).toBeVisible();

    const elsewhere = await browser.newContext({ storageState: await context.storageState() });
    const other = await elsewhere.newPage();
    await open(other);
    await say(other, "call Ada");
    await elsewhere.close();

    await expect(task(page, "call Ada")).toHaveCount(0);
    await context.setOffline(false);
    await expect(task(page, "call Ada")).toBeVisible();
    await expect(page.getByText("No connection")).toHaveCount(0);
    await expect(task(page, "buy milk")).toHaveCount(0);
  });

  test("what could not be sent is in the line again @scripts", async ({ page, context }) => {
    await guest(page);
    await context.setOffline(true);
    await line(page).fill("buy milk");
    await page.keyboard.press("Enter");
    await expect(toast(page)).toBeVisible();
    await expect(line(page)).toHaveValue("buy milk");
  });
});

test("a person in another zone is offered to switch, and the day follows @scripts", async ({ page, context }) => {
  await guest(page);
  await context.request.patch("/api/v1/me", { data: { time_zone: "Asia/Tokyo" } });
  await open(page);
  const banner = page.getByRole("region", { name: "Time zone" });
  await expect(banner).toContainText("You seem to be in America/New_York; your days are those of Asia/Tokyo.");
  await banner.getByRole("button", { name: "Switch" }).click();
  await expect(banner).toHaveCount(0);
  const me = await (await context.request.get("/api/v1/me")).json();
  expect(me.time_zone).toBe("America/New_York");
});

test("the page works before the app is there, and keeps what was typed @scripts", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk");
  const release = await hold(page, "**/*.wasm");
  await page.reload();
  await tick(page, "buy milk").click();
  await expect(toast(page)).toContainText("Changed.");
  await expect(task(page, "buy milk")).toHaveCount(0);
  await line(page).fill("call Ada tomorrow");
  release();
  await page.waitForSelector("html[data-alive]");
  await expect(line(page)).toHaveValue("call Ada tomorrow");
  await expect(page.getByRole("list", { name: "Understood" }).getByRole("button")).toHaveCount(1);
});

test("what was typed into the open task before the app is there is saved @scripts", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk");
  await openTask(page, "buy milk");
  const release = await hold(page, "**/*.wasm");
  await page.reload();
  const notes = page.locator("#detail").getByLabel("Notes");
  await notes.pressSequentially("two litres");
  const saved = page.waitForResponse("**/fn/edit");
  release();
  await saved;
  await expect(notes).toHaveValue("two litres");
  await expect(notes).toBeFocused();
  await page.keyboard.type(" of oat milk");
  const savedAgain = page.waitForResponse("**/fn/edit");
  await page.keyboard.press("Tab");
  await savedAgain;
  await page.unroute("**/*.wasm");
  await page.reload();
  await expect(notes).toHaveValue("two litres of oat milk");
});

test("a day that is typed is saved once, when the field is left @scripts", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk");
  await openTask(page, "buy milk");
  const sent = [];
  page.on("request", (request) => request.url().includes("/fn/edit") && sent.push(request.postData()));
  const due = page.locator("#due");
  await due.focus();
  await page.keyboard.type("01312027");
  await expect(due).toHaveValue("2027-01-31");
  expect(sent).toEqual([]);
  const saved = page.waitForResponse("**/fn/edit");
  await page.keyboard.press("Enter");
  await saved;
  expect(sent).toHaveLength(1);
  expect(new URLSearchParams(sent[0]).get("fields[due_date]")).toBe("2027-01-31");
  // A part of it is taken away, and nothing put in its place.
  await due.focus();
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Escape");
  await expect(task(page, "buy milk")).toContainText("31 Jan 2027");
  expect(sent).toHaveLength(1);
});

test("a key opens a list of choices before one is chosen @scripts", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk");
  await focus(page, "buy milk");
  await page.keyboard.press("x");
  const sent = [];
  page.on("request", (request) => request.url().includes("/fn/bulk") && sent.push(request.postData()));
  await page.getByRole("combobox", { name: "Reschedule" }).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  expect(sent).toEqual([]);
  const done = page.waitForResponse("**/fn/bulk");
  await page.keyboard.press("Enter");
  await done;
  await expect(task(page, "buy milk")).toContainText("tomorrow");
});

test("the focus is never lost with the button that was pressed @scripts", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk today");
  const has = () => page.evaluate(() => document.activeElement !== document.body);
  await view(page, "Today").click();
  await focus(page, "buy milk");
  await page.keyboard.press("d");
  await sheet(page).getByRole("button", { name: /^Tomorrow/ }).press("Enter");
  await expect(task(page, "buy milk")).toHaveCount(0);
  await expect.poll(has).toBe(true);
  await toast(page).last().getByRole("button", { name: "Undo" }).press("Enter");
  await expect(task(page, "buy milk")).toBeVisible();
  await expect.poll(has).toBe(true);
  await toast(page).last().getByRole("button", { name: "Dismiss" }).press("Enter");
  await expect(toast(page)).toHaveCount(0);
  await expect.poll(has).toBe(true);
});

test("views change in place, without a request for a page @scripts", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk today");
  const pages = [];
  page.on("request", (request) => request.isNavigationRequest() && pages.push(request.url()));
  await view(page, "Today").click();
  await expect(page).toHaveURL(/\/today$/);
  await expect(task(page, "buy milk")).toBeVisible();
  await view(page, "Upcoming").click();
  await expect(page).toHaveTitle(/Upcoming/);
  expect(pages).toEqual([]);
});

test("an edit elsewhere changes only its own field @scripts", async ({ page, context }) => {
  await guest(page);
  await say(page, "buy milk");
  await task(page, "buy milk").locator(".title").click();
  const notes = page.getByLabel("Notes, in Markdown");
  await notes.fill("half a no");
  const { items } = await (await context.request.get("/api/v1/tasks")).json();
  await context.request.patch(`/api/v1/tasks/${items[0].id}`, { data: { title: "buy oat milk" } });
  await expect(page.getByLabel("Title", { exact: true })).toHaveValue("buy oat milk");
  await expect(notes).toHaveValue("half a no");
  await expect(notes).toBeFocused();
});

test("everything goes by keyboard @scripts", async ({ page }) => {
  await guest(page);
  await page.keyboard.press("q");
  await expect(line(page)).toBeFocused();
  await page.keyboard.type("buy milk, x and j are words here");
  await page.keyboard.press("Enter");
  await expect(task(page, "buy milk")).toBeVisible();
  await page.keyboard.type("call Ada");
  await page.keyboard.press("Enter");
  await expect(task(page, "call Ada")).toBeVisible();
  await page.keyboard.press("ArrowUp");
  await expect(line(page)).toHaveValue("call Ada");
  await line(page).fill("");
  await page.keyboard.press("Escape");
  await expect(line(page)).not.toBeFocused();

  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect(page.locator(".task").first().locator(".title")).toBeFocused();
  await page.keyboard.press("p");
  await expect(page.getByLabel("Priority")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("complementary")).toHaveCount(0);
  await expect(page.locator(".task").first().locator(".title")).toBeFocused();
  await page.keyboard.press("c");
  await expect(page.locator(".task")).toHaveCount(1);
  await page.keyboard.press("z");
  await expect(page.locator(".task")).toHaveCount(2);

  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
  await page.getByLabel("Keyboard shortcuts").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("q");
  await expect(line(page)).not.toBeFocused();
});

test("the palette goes to views and tasks, and gives the focus back @scripts", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk tomorrow");
  await line(page).focus();
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Search, go and do" });
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await expect(line(page)).toBeFocused();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("upc");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/upcoming$/);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("milk");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Title", { exact: true })).toHaveValue("buy milk");
});

test("a message stays while the pointer is on it, and while the focus is in it @scripts", async ({ page }) => {
  test.setTimeout(60_000);
  await guest(page);
  await say(page, "buy milk");
  await tick(page, "buy milk").click();
  await toast(page).hover();
  const goes = toast(page).waitFor({ state: "detached", timeout: 10_500 });
  expect(await goes.then(() => "gone", () => "there")).toBe("there");
  await toast(page).getByRole("button", { name: "Undo" }).focus();
  await page.mouse.move(0, 0);
  const goesThen = toast(page).waitFor({ state: "detached", timeout: 10_500 });
  expect(await goesThen.then(() => "gone", () => "there")).toBe("there");
});

test("the palette adds and looks for what has no name yet, and does what has no place @scripts", async ({ page }) => {
  await guest(page);
  const option = (name) => page.getByRole("dialog", { name: "Search, go and do" }).getByRole("option", { name });
  const type = async (words) => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type(words);
  };
  await type("water the plants tomorrow");
  await expect(option("Search “water the plants tomorrow”")).toBeVisible();
  await expect(option("Add “water the plants tomorrow”")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(task(page, "water the plants")).toContainText("tomorrow");
  await type("undo");
  await page.keyboard.press("Enter");
  await expect(task(page, "water the plants")).toHaveCount(0);
  await type("theme: dark");
  const saved = page.waitForResponse("**/fn/look");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect((await saved).ok()).toBe(true);
  for (const bar of await page.locator("meta[name=theme-color]").all()) {
    await expect(bar).toHaveAttribute("content", "rgb(26, 27, 30)");
  }
  await page.reload();
  await page.waitForSelector("html[data-alive]");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await type("leave for");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Leave for good" })).toContainText("Make an account");
});

test("undo takes back what shows already and has no answer yet @scripts", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk");
  const release = await holdAnswer(page, "**/fn/quick");
  await page.keyboard.press("a");
  await page.keyboard.type("water the plants today");
  await page.keyboard.press("Enter");
  await expect(task(page, "water the plants")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("z");
  release();
  await expect(task(page, "water the plants")).toHaveCount(0);
  await expect(task(page, "buy milk")).toBeVisible();
});

test.describe("what nobody answers to", () => {
  test.use({ expected: /status of 500/ });

  test("can be tried again where that is said, and a sheet opens at once @scripts", async ({ page }) => {
    await guest(page);
    await say(page, "buy milk");
    await page.route("**/fn/complete", (route) => route.fulfill({ status: 500, body: "" }));
    await tick(page, "buy milk").click();
    const problem = page.locator(".toast.problem");
    await expect(problem).toContainText("does not answer");
    await page.unroute("**/fn/complete");
    await expect(task(page, "buy milk")).not.toHaveClass(/done/);
    await problem.getByRole("button", { name: "Try again" }).click();
    await expect(problem).toHaveCount(0);
    await expect(task(page, "buy milk")).toHaveCount(0);

    const release = await hold(page, "**/fn/fragment", (route) => route.fulfill({ status: 500, body: "" }));
    await page.getByRole("link", { name: "New list" }).click();
    const dialog = page.locator("dialog.sheet");
    await expect(dialog).toBeVisible();
    await expect(dialog).toContainText("One moment");
    release();
    await expect(dialog.getByRole("alert")).toContainText("does not answer");
    await page.unroute("**/fn/fragment");
    await dialog.getByRole("button", { name: "Try again" }).click();
    await expect(dialog.getByLabel("Name")).toBeFocused();
    await expect(dialog).not.toContainText("One moment");
  });
});
