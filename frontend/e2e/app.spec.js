import { expect, test as base } from "@playwright/test";

// A page that must report no error, a violation of the content security policy included.
const test = base.extend({
  page: async ({ page }, use) => {
    const errors = [];
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(String(error)));
    await use(page);
    expect(errors).toEqual([]);
  },
});

const guest = async (page) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Try it" }).click();
  await expect(page.getByRole("heading", { name: "Chat", exact: true })).toBeVisible();
};

const say = async (page, message) => {
  await page.getByLabel("What is on your mind?").fill(message);
  await page.getByRole("button", { name: "Send" }).click();
};

const task = (page, title) => page.locator(".task", { hasText: title });

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
  await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
  await expect(task(page, "buy milk")).toBeVisible();
  await page.getByRole("button", { name: "Delete buy milk" }).click();
  await expect(task(page, "buy milk")).toHaveCount(0);
  await page.getByRole("link", { name: "Trash" }).click();
  await page.getByRole("button", { name: "Restore buy milk" }).click();
  await page.getByRole("link", { name: "Tasks", exact: true }).click();
  await expect(task(page, "buy milk")).toBeVisible();
});

test("a guest makes an account, keeps the tasks, and signs in again", async ({ page }, info) => {
  const email = `ada-${info.project.name}-${info.workerIndex}@example.com`;
  await guest(page);
  await say(page, "buy milk");
  await page.goto("/sign-in");
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
  await page.goto("/sign-in");
  const login = page.getByRole("region", { name: "Sign in" });
  await login.getByLabel("E-mail").fill("nobody@example.com");
  await login.getByLabel("Password").fill("wrong horse");
  await login.getByRole("button").click();
  await expect(page.getByRole("alert")).toContainText("The e-mail address or the password is wrong.");
});

test("a title is text, whatever is in it", async ({ page }) => {
  await guest(page);
  await say(page, "<script>alert(1)</script> & <b>milk</b>");
  await expect(task(page, "<script>alert(1)</script> & <b>milk</b>")).toBeVisible();
});

test("a second window shows a change without a reload @scripts", async ({ page, context }) => {
  await guest(page);
  const other = await context.newPage();
  await other.goto("/");
  await say(page, "buy milk");
  await expect(task(other, "buy milk")).toBeVisible({ timeout: 2_000 });
});

test("the pages as they look @scripts", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk tomorrow at 5pm #home");
  await say(page, "call Ada friday !high @Work, and what's left this week?");
  await expect(task(page, "call Ada")).toBeVisible();
  for (const [name, colorScheme, width] of [
    ["desktop", "light", 1280],
    ["dark", "dark", 1280],
    ["phone", "light", 390],
  ]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    await page.goto("/");
    await page.screenshot({ path: `${process.env.IMAGES}/${name}.png` });
  }
});
