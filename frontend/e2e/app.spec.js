// What the app does, with scripts and without.
import { randomUUID } from "node:crypto";
import { expect, guest, open, say, task, test, toast, view } from "./fixtures.js";

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
  await page.getByRole("button", { name: "Complete buy milk" }).click();
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
  await page.getByRole("button", { name: "Complete buy milk" }).click();
  await expect(task(page, "buy milk")).toHaveCount(0);
  await open(page, "/completed");
  await page.getByRole("button", { name: "Reopen buy milk" }).click();
  await view(page, "Tasks").click();
  await expect(page.getByRole("button", { name: "Complete buy milk" })).toBeVisible();
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
    await say(page, `add ${title}`);
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
