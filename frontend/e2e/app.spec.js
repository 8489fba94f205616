// What the app does, with scripts and without.
import { randomUUID } from "node:crypto";
import { alive, expect, guest, open, say, sheet, task, test, tick, toast, view } from "./fixtures.js";

test("a guest says a task and sees it, answered with its day", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk tomorrow at 5pm #home");
  await expect(task(page, "buy milk")).toContainText("tomorrow 17:00");
  await expect(task(page, "buy milk")).toContainText("#home");
  await expect(page.getByRole("log")).toContainText("Added “buy milk”, due tomorrow");
});

test("a task is completed, undone, deleted and restored", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk");
  await tick(page, "buy milk").click();
  await expect(task(page, "buy milk")).toHaveCount(0);
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expect(task(page, "buy milk")).toBeVisible();
  await page.getByRole("button", { name: "Delete buy milk" }).click();
  await expect(task(page, "buy milk")).toHaveCount(0);
  await view(page, "Trash").click();
  await page.getByRole("button", { name: "Restore buy milk" }).click();
  await view(page, "Tasks").click();
  await expect(task(page, "buy milk")).toBeVisible();
});

test("a task is found where one looks for it, and every view can be linked", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk today #home");
  await say(page, "call Ada tomorrow");
  for (const [path, shown, hidden] of [
    ["/today", "buy milk", "call Ada"],
    ["/tag/home", "buy milk", "call Ada"],
    ["/upcoming", "call Ada", "water the plants"],
    ["/inbox", "call Ada", "water the plants"],
  ]) {
    await open(page, path);
    await expect(task(page, shown)).toBeVisible();
    await expect(task(page, hidden)).toHaveCount(0);
  }
  await view(page, "Today").click();
  await expect(page.getByRole("heading", { name: "Today", level: 2 })).toBeVisible();
  await expect(task(page, "call Ada")).toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Inbox", level: 2 })).toBeVisible();
  await expect(task(page, "call Ada")).toBeVisible();
});

test("what was done stays in Completed", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk");
  await tick(page, "buy milk").click();
  await expect(task(page, "buy milk")).toHaveCount(0);
  await open(page, "/completed");
  await tick(page, "buy milk").click();
  await view(page, "Tasks").click();
  await expect(tick(page, "buy milk")).toBeVisible();
});

test("an empty view offers an utterance to begin with", async ({ page }) => {
  await guest(page);
  await page.locator(".empty").getByRole("button").click();
  await expect(task(page, "buy milk")).toBeVisible();
});

test("a guest makes an account, keeps the tasks, and signs in again", async ({ page }) => {
  const email = `ada-${randomUUID()}@example.com`;
  await guest(page);
  await say(page, "buy milk");
  await open(page, "/sign-in");
  const register = page.getByRole("region", { name: "New here?" });
  await register.getByLabel("E-mail").fill(email);
  await register.getByLabel("Password").fill("correct horse");
  await register.getByRole("button").click();
  await page.getByRole("button", { name: "I have kept them" }).click();
  await expect(task(page, "buy milk")).toBeVisible();
  await page.getByText(email).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("link", { name: "Sign in or register" }).click();
  const login = page.getByRole("region", { name: "Sign in" });
  await login.getByLabel("E-mail").fill(email);
  await login.getByLabel("Password").fill("correct horse");
  await login.getByRole("button").click();
  await expect(task(page, "buy milk")).toBeVisible();
});

test("a guest with tasks who signs in is asked whether they come along", async ({ page }) => {
  const email = `ada-${randomUUID()}@example.com`;
  const account = { email, password: "correct horse", time_zone: "Europe/Berlin" };
  await open(page, "/sign-in");
  await expect(page.getByLabel("Keep the tasks")).toHaveCount(0);
  const registered = await page.request.post("/api/v1/auth/register", { data: account });
  expect(registered.status()).toBe(201);
  await page.context().clearCookies();
  for (const [title, along] of [["water the plants", true], ["buy milk", false]]) {
    await guest(page);
    await say(page, title);
    await open(page, "/sign-in");
    const login = page.getByRole("region", { name: "Sign in" });
    await login.getByLabel("E-mail").fill(email);
    await login.getByLabel("Password").fill("correct horse");
    await login.getByLabel("Keep the tasks").setChecked(along);
    await login.getByRole("button").click();
    await expect(task(page, "water the plants")).toBeVisible();
    await expect(task(page, "buy milk")).toHaveCount(0);
    // The app would ask once more, and be told that it is signed out.
    await page.goto("about:blank");
    await page.context().clearCookies();
  }
});

test("a wrong password is said in words", async ({ page }) => {
  await open(page, "/sign-in");
  const login = page.getByRole("region", { name: "Sign in" });
  await login.getByLabel("E-mail").fill("nobody@example.com");
  await login.getByLabel("Password").fill("wrong horse");
  await login.getByRole("button").click();
  await expect(page.getByRole("alert")).toContainText("The e-mail address or the password is wrong.");
});

test("a title is text, whatever is in it", async ({ page }) => {
  await guest(page);
  const long = "x".repeat(400);
  for (const title of ["<script>alert(1)</script> & <b>milk</b>", "مرحبا \u202E abc 🥛", long]) {
    const answer = await page.request.post("/api/v1/tasks", { data: { title } });
    expect(answer.status()).toBe(201);
    await open(page);
    await expect(task(page, title.slice(0, 40))).toBeVisible();
  }
  const wider = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(wider).toBe(false);
});

test.describe("a page that is not there", () => {
  test.use({ expected: /404/ });
  test("says so, with its status", async ({ page }) => {
    await guest(page);
    const answer = await page.goto("/nowhere");
    expect(answer.status()).toBe(404);
    await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
    await page.getByRole("link", { name: "To your tasks" }).click();
    await expect(page.getByRole("heading", { name: "Chat", exact: true })).toBeVisible();
  });
});

test("a form that is sent twice is done once", async ({ page }) => {
  await guest(page);
  await page.getByLabel("What is on your mind?").fill("buy milk");
  await page.getByRole("button", { name: "Send" }).dblclick();
  await expect(task(page, "buy milk")).toHaveCount(1);
  await page.reload();
  await expect(task(page, "buy milk")).toHaveCount(1);
});

// Leaves a field, which saves it; without the app, the button does.
const save = async (page) => {
  const button = page.getByRole("button", { name: "Save", exact: true });
  if (!(await button.isVisible())) return page.keyboard.press("Tab");
  const loaded = page.waitForResponse((answer) => answer.request().isNavigationRequest() && answer.ok());
  await button.click();
  await loaded;
  await page.waitForLoadState();
};

test("every field of a task can be changed", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk");
  await task(page, "buy milk").locator(".title").click();
  await expect(page).toHaveURL(/\?task=/);
  const detail = page.getByRole("complementary", { name: "Task" });
  for (const [label, value] of [
    ["Title", "buy oat milk"],
    ["Notes, in Markdown", "the big one"],
    ["Due", "2030-01-31"],
    ["Time", "17:30"],
    ["Deadline", "2030-02-01"],
    ["Tags", "home shop"],
  ]) {
    const field = detail.getByRole("textbox", { name: label, exact: true });
    await field.fill(value);
    await save(page);
    await expect(field).toHaveValue(value);
  }
  await detail.getByLabel("Repeat").selectOption("Every month");
  await save(page);
  await detail.getByLabel("Priority").selectOption("High");
  await save(page);
  await expect(task(page, "buy oat milk")).toContainText("Thu 31 Jan 2030 17:30");
  await expect(task(page, "buy oat milk")).toContainText("high priority");
  await page.reload();
  await expect(detail.getByLabel("Notes, in Markdown")).toHaveValue("the big one");
  await expect(detail.getByLabel("Repeat")).toHaveValue("FREQ=MONTHLY");
  await detail.getByRole("link", { name: "Close" }).click();
  await expect(detail).toHaveCount(0);
  await expect(task(page, "buy oat milk")).toContainText("#shop");
});

test.describe("an edit", () => {
  // A browser reports every answer that is not a success.
  test.use({ expected: /status of 422/ });
  test("that is refused is said, and changes nothing", async ({ page }) => {
    await guest(page);
    await say(page, "buy milk");
    await task(page, "buy milk").locator(".title").click();
    await page.getByRole("complementary").getByLabel("Tags").fill("a".repeat(200));
    await save(page);
    await expect(page.locator(".toast.problem")).toBeVisible();
    await page.reload();
    await expect(page.getByRole("complementary").getByLabel("Tags")).toHaveValue("");
  });
});

test("a task has parts, and tells how many are done", async ({ page }) => {
  await guest(page);
  await say(page, "plan the party");
  await task(page, "plan the party").locator(".title").click();
  for (const title of ["invite people", "bake a cake"]) {
    await page.getByLabel("New subtask").fill(title);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expect(page.locator(".part", { hasText: title })).toBeVisible();
  }
  await page.getByRole("button", { name: "Complete bake a cake" }).click();
  await expect(page.locator(".part.done", { hasText: "bake a cake" })).toBeVisible();
  await expect(task(page, "plan the party")).toContainText("1 of 2");
  await expect(task(page, "invite people")).toHaveCount(0);
});

test("a search finds words of titles, notes and tags", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk #home");
  await say(page, "call Ada");
  await page.getByRole("searchbox", { name: "Search tasks" }).fill("MILK");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/search\?q=MILK/);
  await alive(page);
  await expect(task(page, "buy milk")).toBeVisible();
  await expect(task(page, "call Ada")).toHaveCount(0);
});

test("settings are kept, and a token is shown once", async ({ page, request }) => {
  await guest(page);
  await view(page, "Settings").click();
  await page.getByLabel("Name", { exact: true }).fill("Ada");
  await page.getByLabel("The week starts on").selectOption("Sunday");
  await page.getByLabel("A task with a time reminds").selectOption("10 minutes before");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Ada");
  await expect(page.getByLabel("The week starts on")).toHaveValue("sunday");
  await expect(page.getByLabel("A task with a time reminds")).toHaveValue("10");

  await page.getByLabel("Name of the token").fill("my script");
  await page.getByRole("button", { name: "Make a token" }).click();
  const secret = await page.getByRole("status").getByRole("code").textContent();
  const answer = await request.get("/api/v1/me", { headers: { authorization: `Bearer ${secret}` } });
  expect((await answer.json()).name).toBe("Ada");
  await page.reload();
  await expect(page.getByText(secret)).toHaveCount(0);
  await page.getByRole("button", { name: "Revoke my script" }).click();
  await expect(page.getByRole("button", { name: "Revoke my script" })).toHaveCount(0);
  const refused = await request.get("/api/v1/me", { headers: { authorization: `Bearer ${secret}` } });
  expect(refused.status()).toBe(401);
});

test("an account is deleted only on purpose", async ({ page }) => {
  await guest(page);
  await open(page, "/settings");
  await page.getByLabel("Write “delete” to go on").fill("no");
  await page.getByRole("button", { name: "Delete my account" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByLabel("Write “delete” to go on").fill("delete");
  await page.getByRole("button", { name: "Delete my account" }).click();
  await expect(page.getByRole("button", { name: "Try it" })).toBeVisible();
});

test("a part of a task is opened, leads back, says in its rows what it is a part of, and is deleted", async ({ page }) => {
  await guest(page);
  await say(page, "plan the party");
  await task(page, "plan the party").locator(".title").click();
  await page.getByLabel("New subtask").fill("bake a cake");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.locator(".part").getByRole("link", { name: "bake a cake" }).click();
  const detail = page.getByRole("complementary", { name: "Task" });
  await expect(detail.getByLabel("Title", { exact: true })).toHaveValue("bake a cake");
  await expect(detail.getByLabel("New subtask")).toHaveCount(0);
  await detail.getByLabel(/^Due/).fill("2030-01-31");
  await save(page);
  await expect(detail.getByLabel(/^Due/)).toHaveValue("2030-01-31");
  await view(page, "Upcoming").click();
  await expect(task(page, "bake a cake")).toContainText("Part of plan the party");
  await task(page, "bake a cake").locator(".title").click();
  await detail.getByRole("link", { name: "Part of plan the party" }).click();
  await expect(detail.getByLabel("Title", { exact: true })).toHaveValue("plan the party");
  await page.locator(".part").getByRole("button", { name: "Delete bake a cake" }).click();
  await expect(page.locator(".part")).toHaveCount(0);
  await expect(detail.getByLabel("Title", { exact: true })).toHaveValue("plan the party");
});

test("a row tells of a deadline, a start, notes and reminders; the panel ticks its task off", async ({ page }) => {
  await guest(page);
  const later = { deadline: "2030-02-01", start_date: "2030-01-15", notes: "the big one" };
  const reminders = [{ at: "2030-01-31T12:00:00Z" }];
  for (const data of [
    { title: "buy milk", ...later, reminders },
    { title: "pay rent", deadline: "2020-01-31" },
  ]) {
    expect((await page.request.post("/api/v1/tasks", { data })).status()).toBe(201);
  }
  await open(page);
  for (const words of ["deadline Fri 1 Feb 2030", "starts Tue 15 Jan 2030", "has notes", "reminds"]) {
    await expect(task(page, "buy milk").locator(".marks")).toContainText(words);
  }
  await expect(task(page, "pay rent").locator(".late")).toHaveText("deadline Fri 31 Jan 2020, passed");
  await expect(task(page, "buy milk").locator(".late")).toHaveCount(0);
  await task(page, "buy milk").locator(".title").click();
  const detail = page.getByRole("complementary", { name: "Task" });
  await detail.getByRole("button", { name: "Complete buy milk" }).click();
  await expect(detail.getByRole("button", { name: "Reopen buy milk" })).toBeVisible();
  await expect(task(page, "buy milk")).toHaveCount(0);
  await detail.getByRole("button", { name: "Reopen buy milk" }).click();
  await expect(task(page, "buy milk")).toBeVisible();
});

test("a guest who leaves is told what is lost, and offered an account", async ({ page }) => {
  await guest(page);
  for (const title of ["buy milk", "call Ada"]) await say(page, title);
  const leave = async () => {
    await page.getByText("Guest", { exact: true }).click();
    await page.getByRole("link", { name: "Leave for good" }).click();
    await expect(sheet(page)).toContainText("2 tasks");
  };
  await leave();
  await sheet(page).getByRole("link", { name: "Make an account" }).click();
  await expect(page.getByRole("region", { name: "New here?" })).toBeVisible();
  await open(page);
  await leave();
  await sheet(page).getByRole("button", { name: "Leave for good" }).click();
  await expect(page.getByRole("button", { name: "Try it" })).toBeVisible();
  await open(page);
  await expect(page.getByRole("button", { name: "Try it" })).toBeVisible();
});
