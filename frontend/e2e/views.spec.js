// Lists, filters, and all that one looks at, with scripts and without.
import { alive, expect, guest, hold, open, openTask, say, sheet, task, test, tick, toast, view } from "./fixtures.js";

const saved = async (page, button) => {
  await sheet(page).getByRole("button", { name: button, exact: true }).click();
  await expect(sheet(page)).toBeHidden();
  await alive(page);
};

/** Presses a button, and waits for the answer to what it sends. */
const answered = async (page, action, button) => {
  const answer = page.waitForResponse(`**/fn/${action}`);
  await button.click();
  await answer;
};

test("a list is made, changed, put in order, archived, deleted and restored", async ({ page }) => {
  await guest(page);
  for (const name of ["Work", "Garden"]) {
    await page.getByRole("link", { name: "New list" }).click();
    await sheet(page).getByLabel("Name").fill(name);
    await sheet(page).getByLabel("Green").check();
    await saved(page, "Make the list");
    await expect(page.getByRole("heading", { name, level: 2 })).toBeVisible();
  }
  const lists = page.getByRole("navigation", { name: "Lists" }).locator("a[data-list]");
  await expect(lists).toHaveText([/Work/, /Garden/]);
  await page.getByRole("link", { name: "Change this list" }).click();
  await sheet(page).getByLabel("Name").fill("Garden & plants");
  await sheet(page).getByLabel("Icon, an emoji").fill("🪴");
  await saved(page, "Save");
  await expect(lists.last()).toHaveText(/🪴\s*Garden & plants/);

  await page.getByRole("link", { name: "Change this list" }).click();
  await sheet(page).getByRole("button", { name: "Move up" }).click();
  await open(page, "/");
  await expect(lists).toHaveText([/Garden & plants/, /Work/]);

  await view(page, "Work").click();
  await page.getByRole("link", { name: "Change this list" }).click();
  await sheet(page).getByLabel(/^Archived/).check();
  await saved(page, "Save");
  await expect(page.getByRole("navigation", { name: "Lists" }).getByText("Archived")).toBeVisible();

  await view(page, "Garden & plants").click();
  await page.getByRole("link", { name: "Change this list" }).click();
  await sheet(page).getByRole("button", { name: "Delete the list and its tasks" }).click();
  await expect(view(page, "Garden & plants")).toHaveCount(0);
  await open(page, "/trash");
  await page.getByRole("button", { name: "Restore the list Garden & plants" }).click();
  await expect(view(page, "Garden & plants")).toBeVisible();
});

test.describe("what is refused", () => {
  test.use({ expected: /status of 422/ });

  test("is said where it was typed: a list's name, a filter's column", async ({ page }) => {
    await guest(page);
    await page.getByRole("link", { name: "New list" }).click();
    await sheet(page).getByLabel("Name").fill("inbox");
    await sheet(page).getByRole("button", { name: "Make the list" }).click();
    await expect(sheet(page).getByRole("alert")).toContainText("name");
    await open(page, "/filter/new?filter=" + encodeURIComponent("today & (p1"));
    const field = page.getByLabel("Filter", { exact: true });
    await expect(field).toHaveValue("today & (p1");
    await page.getByLabel("Name", { exact: true }).fill("Urgent");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByRole("alert")).toContainText("column");
  });
});

test("a filter is saved, shows what it finds, is changed and forgotten", async ({ page }) => {
  await guest(page);
  await say(page, "pay rent today !urgent");
  await say(page, "buy milk today");
  await page.getByRole("link", { name: "New filter" }).click();
  await sheet(page).getByLabel("Name").fill("Burning");
  await sheet(page).getByLabel("Filter", { exact: true }).fill("today & p1");
  await saved(page, "Save");
  await expect(page).toHaveURL(/\/filter\//);
  await expect(task(page, "pay rent")).toBeVisible();
  await expect(task(page, "buy milk")).toHaveCount(0);
  await tick(page, "pay rent").click();
  await expect(task(page, "pay rent")).toHaveCount(0);
  await page.getByRole("link", { name: "Change this filter" }).click();
  await sheet(page).getByLabel("Filter", { exact: true }).fill("search: milk");
  await saved(page, "Save");
  await expect(task(page, "buy milk")).toBeVisible();
  await page.getByRole("link", { name: "Change this filter" }).click();
  await sheet(page).getByRole("button", { name: "Delete the filter" }).click();
  await expect(view(page, "Burning")).toHaveCount(0);
});

test("a filter counts what it finds while it is looked at, and no other one does", async ({ page }) => {
  await guest(page);
  await say(page, "pay rent today !urgent");
  for (const [name, filter] of [["Burning", "p1"], ["Milk", "search: milk"]]) {
    expect((await page.request.post("/api/v1/filters", { data: { name, filter } })).status()).toBe(201);
  }
  await open(page);
  const count = (name) => page.getByRole("navigation", { name: "Filters" }).getByTitle(name).locator(".count");
  await expect(count("Burning")).toHaveText("");
  await view(page, "Burning").click();
  await expect(task(page, "pay rent")).toBeVisible();
  await expect(count("Burning")).toHaveText("1");
  await expect(count("Milk")).toHaveText("");
  await view(page, "Tasks").click();
  await expect(page.getByRole("heading", { name: "Tasks", level: 2 })).toBeVisible();
  await expect(count("Burning")).toHaveText("");
});

test.describe("a filter that is not answered", () => {
  test.use({ expected: /ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED|Failed to load resource/ });

  test("does not say that it finds nothing, and is asked again @scripts", async ({ page, context }) => {
    await guest(page);
    await say(page, "pay rent !urgent");
    const data = { name: "Burning", filter: "p1" };
    expect((await page.request.post("/api/v1/filters", { data })).status()).toBe(201);
    await open(page);
    const release = await hold(page, "**/fn/matches", (route) => route.abort("connectionrefused"));
    await view(page, "Burning").click();
    const empty = page.locator("#tasks .empty");
    await expect(empty).toContainText("Looking");
    release();
    await expect(empty).toContainText("the service did not answer");
    await page.unroute("**/fn/matches");
    await empty.getByRole("link", { name: "Try again" }).click();
    await expect(task(page, "pay rent")).toBeVisible();
    await view(page, "Tasks").click();
    await context.setOffline(true);
    await view(page, "Burning").click();
    await expect(empty).toContainText("without a connection");
    await context.setOffline(false);
    await expect(task(page, "pay rent")).toBeVisible();
  });
});

test.describe("an address of something that is not there", () => {
  test.use({ expected: /status of 404/ });
  test("is not found", async ({ page }) => {
    await guest(page);
    for (const path of ["/list/019ab000-0000-7000-8000-000000000001", "/filter/019ab000-0000-7000-8000-000000000001"]) {
      expect((await page.goto(path)).status()).toBe(404);
    }
  });
});

test("what has no day waits in Someday, a week shows its days", async ({ page }) => {
  await guest(page);
  await say(page, "learn to juggle");
  await say(page, "call Ada tomorrow");
  await open(page, "/someday");
  await expect(task(page, "learn to juggle")).toBeVisible();
  await expect(task(page, "call Ada")).toHaveCount(0);
  await open(page, "/upcoming");
  const week = page.getByRole("navigation", { name: "Week" });
  await expect(week.getByRole("link", { name: /due$/ })).toHaveCount(7);
  await week.getByRole("link", { name: "The week after" }).click();
  await expect(page).toHaveURL(/day=/);
  await expect(task(page, "call Ada")).toHaveCount(0);
  await week.getByRole("link", { name: "All days" }).click();
  await expect(task(page, "call Ada")).toBeVisible();
});

test("a notification counts until it is read", async ({ page }) => {
  await guest(page);
  const at = new Date(Date.now() + 1500).toISOString();
  const answer = await page.request.post("/api/v1/tasks", { data: { title: "stretch", reminders: [{ at }] } });
  expect(answer.status()).toBe(201);
  await expect(async () => {
    await open(page, "/notifications");
    await expect(page.getByRole("link", { name: "stretch" })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 15_000 });
  await expect(page).toHaveTitle(/^(\(1\) )?Notifications/);
  await expect(view(page, "Notifications").or(page.getByRole("link", { name: "Notifications 1 unread" }))).toBeVisible();
  await page.getByRole("button", { name: "Mark read: “stretch”" }).click();
  await expect(page.getByRole("button", { name: /^Mark read/ })).toHaveCount(0);
  await expect(page.locator(".badge")).toHaveCount(0);
});

test("the activity tells what happened, by day", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk");
  await tick(page, "buy milk").click();
  await expect(task(page, "buy milk")).toHaveCount(0);
  await expect(async () => {
    await open(page, "/activity");
    await expect(page.locator(".feed li")).toHaveCount(2, { timeout: 500 });
  }).toPass({ timeout: 10_000 });
  await expect(page.locator(".feed li").first()).toContainText("Completed");
  await expect(page.locator(".feed li").last()).toContainText("in the chat");
});

test("a theme and the hours are remembered by the browser", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk tomorrow at 5pm");
  await open(page, "/settings");
  await page.getByLabel("Theme").selectOption("Dark");
  await page.getByRole("combobox", { name: "Times" }).selectOption("5:00 PM");
  await page.getByRole("button", { name: "Use this appearance" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await open(page);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(task(page, "buy milk")).toContainText("tomorrow 5:00 PM");
});

test("a task is added where one looks", async ({ page }) => {
  await guest(page);
  await open(page, "/today");
  await page.getByRole("textbox", { name: "New task" }).fill("delete the old files #desk");
  await page.keyboard.press("Enter");
  await expect(task(page, "delete the old files")).toContainText("today");
  await expect(task(page, "delete the old files")).toContainText("#desk");
  await open(page, "/tag/desk");
  await page.getByRole("textbox", { name: "New task" }).fill("tidy up tomorrow");
  await page.keyboard.press("Enter");
  await expect(task(page, "tidy up")).toContainText("tomorrow");
});

test("when a task is due is said in words, picked from a calendar, and repeats in words and fields that agree", async ({
  page,
}) => {
  await guest(page);
  await say(page, "water the plants");
  await task(page, "water the plants").getByRole("link", { name: /^When/ }).click();
  await sheet(page).getByLabel("When, in words").fill("tomorrow at 3pm");
  await answered(page, "when", sheet(page).getByRole("button", { name: "Set", exact: true }));
  await open(page);
  await expect(task(page, "water the plants")).toContainText("tomorrow 15:00");
  await task(page, "water the plants").getByRole("link", { name: /^When/ }).click();
  await sheet(page).getByRole("link", { name: "Month after" }).click();
  await answered(page, "edit", sheet(page).getByRole("button", { name: /^\w+ 15 / }));
  await open(page);
  await expect(task(page, "water the plants")).toContainText(/15 \w+/);

  const panel = await openTask(page, "water the plants");
  await panel.getByLabel("When, in words").fill("every two weeks on monday");
  await panel.getByRole("button", { name: "Set", exact: true }).click();
  const repeat = panel.locator("details.repeat");
  await expect(repeat.locator("summary")).toContainText("Every 2 weeks on Mon");
  await repeat.locator("summary").click();
  await expect(repeat.getByLabel("Every", { exact: true })).toHaveValue("2");
  await expect(repeat.getByRole("checkbox", { name: "Mon" })).toBeChecked();
  await repeat.getByRole("checkbox", { name: "Thu" }).check();
  await repeat.getByRole("button", { name: "Set the repeat" }).click();
  await expect(repeat.locator("summary")).toContainText("Every 2 weeks on Mon, Thu");
  await expect(task(page, "water the plants")).toContainText("Every 2 weeks on Mon, Thu");
});

test("reminders are set and removed, notes are shown as they are meant and can do no harm", async ({ page }) => {
  await guest(page);
  const notes = "**big** one\n\n- [shop](https://example.com)\n- [bad](javascript:alert(1)) <img src=x onerror=alert(1)>";
  const data = { title: "buy milk", notes, due: { date: "2030-01-31", time: "17:00" }, reminders: [] };
  expect((await page.request.post("/api/v1/tasks", { data })).status()).toBe(201);
  await open(page);
  const panel = await openTask(page, "buy milk");
  const prose = panel.locator(".prose");
  await expect(prose.locator("strong")).toHaveText("big");
  await expect(prose.getByRole("link")).toHaveText("shop");
  await expect(prose.locator("img")).toHaveCount(0);
  const reminders = panel.locator("details.reminders");
  await reminders.locator("summary").click();
  await reminders.getByLabel("Before it is due").selectOption("1 hour before");
  await reminders.getByRole("button", { name: "Add" }).first().click();
  await expect(reminders.locator("summary")).toContainText("1");
  if (!(await reminders.getAttribute("open").then((open) => open !== null))) await reminders.locator("summary").click();
  await reminders.getByRole("button", { name: "Remove the reminder 1 hour before" }).click();
  await expect(reminders.locator("summary")).toContainText("0");
});

test("an answer can be undone on its own, and its tasks ticked off in place", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk");
  await say(page, "call Ada");
  const log = page.getByRole("log");
  const answer = log.locator(".message", { hasText: "Added “buy milk”" });
  await answer.getByRole("button", { name: "Complete buy milk" }).click();
  await expect(task(page, "buy milk")).toHaveCount(0);
  await log.locator(".message", { hasText: "Added “call Ada”" }).getByRole("button", { name: "Undo" }).click();
  await expect(task(page, "call Ada")).toHaveCount(0);
  await expect(toast(page).first()).toBeVisible();
});

test("deleting much is asked about, and done at one press", async ({ page }) => {
  await guest(page);
  for (const title of ["buy milk", "call Ada"]) await say(page, title);
  await say(page, "delete all my tasks");
  await page.getByRole("log").getByRole("button", { name: "Yes, do it" }).click();
  await expect(page.locator(".task")).toHaveCount(0);
});

test("what is added in the Inbox stays there, wherever new tasks go otherwise", async ({ page }) => {
  await guest(page);
  const { id } = await (await page.request.post("/api/v1/lists", { data: { name: "Work" } })).json();
  expect((await page.request.patch("/api/v1/me", { data: { default_list_id: id } })).ok()).toBe(true);
  await open(page, "/inbox");
  await page.getByRole("textbox", { name: "New task" }).fill("buy milk");
  await page.keyboard.press("Enter");
  await expect(task(page, "buy milk")).toBeVisible();
});

test("a repeat on a day of the month is the same in words, in the fields, and in the panel", async ({ page }) => {
  await guest(page);
  await say(page, "pay rent on the 1st every month #home");
  const panel = await openTask(page, "pay rent");
  const words = "Every month on the 1st";
  await expect(task(page, "pay rent")).toContainText(words);
  const rule = panel.getByRole("combobox", { name: "Repeat", exact: true });
  await expect(rule.locator("option:checked")).toHaveText(words);
  const repeat = panel.locator("details.repeat");
  await expect(repeat.locator("summary")).toContainText(words);
  await repeat.locator("summary").click();
  await expect(repeat).not.toContainText("cannot hold all");
  const on = repeat.getByRole("combobox", { name: "On, for months" });
  await expect(on).toHaveValue("1");
  await on.selectOption("the last Fri");
  await repeat.getByRole("button", { name: "Set the repeat" }).click();
  await expect(repeat.locator("summary")).toContainText("Every month on the last Fri");
  await expect(task(page, "pay rent")).toContainText("Every month on the last Fri");
});

test("no to what is asked is said, and deletes nothing", async ({ page }) => {
  await guest(page);
  for (const title of ["buy milk", "call Ada"]) await say(page, title);
  await say(page, "delete all my tasks");
  const log = page.getByRole("log");
  // Once, with the question.
  await expect(page.getByRole("button", { name: "No", exact: true })).toHaveCount(1);
  await log.getByRole("button", { name: "No", exact: true }).click();
  await expect(log.locator(".message.mine").last()).toContainText("No");
  await expect(log.getByRole("button", { name: "Yes, do it" })).toHaveCount(0);
  await say(page, "yes");
  await expect(page.locator(".task")).toHaveCount(2);
});

test("an answer that was undone is not offered again", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk");
  const undo = page.getByRole("log").getByRole("button", { name: "Undo" });
  await undo.click();
  await expect(task(page, "buy milk")).toHaveCount(0);
  await expect(undo).toHaveCount(0);
  await open(page);
  await expect(page.getByRole("log")).toContainText("Added “buy milk”");
  await expect(undo).toHaveCount(0);
});

test("what is late by its time is overdue in the view as in the answer", async ({ page }) => {
  await guest(page);
  // A minute ago, wherever the person is; at midnight that was yesterday.
  const { time_zone } = await (await page.request.get("/api/v1/me")).json();
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: time_zone, dateStyle: "short", timeStyle: "short" });
  const [date, time] = parts.format(Date.now() - 60_000).split(" ");
  const data = { title: "call Ada", due: { date, time } };
  expect((await page.request.post("/api/v1/tasks", { data })).status()).toBe(201);
  await open(page, "/today");
  await expect(page.locator(".group", { hasText: "call Ada" }).getByRole("heading")).toHaveText("Overdue");
  await say(page, "what's left today?");
  await expect(page.getByRole("log")).toContainText("overdue");
  await expect(page.locator(".cards .late")).toContainText("overdue");
});

test("a search finds what is done, in a group of its own, and keeps its words", async ({ page }) => {
  await guest(page);
  for (const title of ["buy milk", "drink milk"]) await say(page, title);
  await tick(page, "buy milk").click();
  await expect(task(page, "buy milk")).toHaveCount(0);
  const field = page.getByRole("searchbox", { name: "Search tasks" });
  await field.fill("milk");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/search\?q=milk/);
  await expect(field).toHaveValue("milk");
  await expect(page.locator(".group", { hasText: "buy milk" }).getByRole("heading")).toHaveText("Completed");
  await expect(task(page, "drink milk")).toBeVisible();
  await page.reload();
  await alive(page);
  await expect(field).toHaveValue("milk");
  await expect(task(page, "buy milk")).toBeVisible();
});

test("a search is shown in place @scripts", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk");
  const pages = [];
  page.on("request", (request) => request.isNavigationRequest() && pages.push(request.url()));
  await page.getByRole("searchbox", { name: "Search tasks" }).fill("milk");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/search\?q=milk/);
  await expect(task(page, "buy milk")).toBeVisible();
  await view(page, "Tasks").click();
  await expect(page.getByRole("searchbox", { name: "Search tasks" })).toHaveValue("");
  expect(pages).toEqual([]);
});

test("an empty list, an empty tag and empty feeds offer something of their own", async ({ page }) => {
  await guest(page);
  const { id } = await (await page.request.post("/api/v1/lists", { data: { name: "Garden" } })).json();
  await open(page, `/list/${id}`);
  await page.locator(".empty").getByRole("button", { name: "call Bob on monday @Garden" }).click();
  await expect(task(page, "call Bob")).toBeVisible();
  const two = await (await page.request.post("/api/v1/lists", { data: { name: "My work" } })).json();
  await open(page, `/list/${two.id}`);
  await page.locator(".empty").getByRole("button", { name: "call Bob on monday", exact: true }).click();
  await expect(task(page, "call Bob")).toBeVisible();
  await open(page, "/tag/desk");
  await page.locator(".empty").getByRole("button", { name: "buy milk tomorrow #desk" }).click();
  await expect(task(page, "buy milk")).toBeVisible();
  await open(page, "/notifications");
  await page.getByRole("button", { name: "stretch in 10 minutes" }).click();
  await expect(toast(page).first()).toBeVisible();
  await open(page);
  await expect(task(page, "stretch")).toBeVisible();
});
