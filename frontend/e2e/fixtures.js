import { expect, test as base } from "@playwright/test";

export { expect };

/**
 * A page that must report nothing: no error, no warning, no violation of the content security policy, no mismatch
 * between what the server rendered and what the app took over. A spec that cuts a connection names what it expects.
 */
export const test = base.extend({
  expected: [/^$/, { option: true }],
  page: async ({ page, expected }, use) => {
    const reports = [];
    watch(page, reports);
    page.context().on("page", (other) => watch(other, reports));
    await use(page);
    // What a spec still holds back, it no longer waits for.
    if (!page.isClosed()) await page.unrouteAll({ behavior: "ignoreErrors" });
    // Said by the test runner itself.
    const blocked = (report) => report.includes("Service Worker registration blocked by Playwright");
    const told = reports.filter((report) => !expected.test(report) && !blocked(report));
    expect(told).toEqual([]);
  },
});

const watch = (page, reports) => {
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && reports.push(message.text()));
  page.on("pageerror", (error) => reports.push(String(error)));
};

const scripts = () => test.info().project.use.javaScriptEnabled;

/** The app has taken over; a plain document, and a page with scripts off, has nothing to wait for. */
export const alive = async (page) => {
  if (scripts()) await page.waitForSelector("html:is([data-alive], [data-plain])");
};

export const open = async (page, path = "/") => {
  await page.goto(path);
  await alive(page);
};

export const guest = async (page) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Try it" }).click();
  await expect(page.getByRole("heading", { name: "Chat", exact: true })).toBeVisible();
  await alive(page);
};

export const line = (page) => page.getByLabel("What is on your mind?");

export const say = async (page, message) => {
  await line(page).fill(message);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByRole("log")).toContainText(message);
  await expect(page.locator(".message.waiting")).toHaveCount(0);
};

export const task = (page, title) => page.locator(".task", { hasText: title });
/** The box of a row that completes or reopens its task. */
export const tick = (page, title) => task(page, title).getByRole("button", { name: /^(Complete|Reopen) / });
/** Opens the panel of a task. */
export const openTask = async (page, title) => {
  await task(page, title).locator(".title").click();
  return page.getByRole("complementary", { name: "Task" });
};
/** What is shown in a dialog by the app, and on a page of its own without it. */
export const sheet = (page) => page.locator(scripts() ? "dialog.sheet" : "section.sheet");
export const toast = (page) => page.locator(".toast");
export const view = (page, name) => page.getByRole("navigation").getByRole("link", { name, exact: true });

/** A guest at the Inbox, with three tasks. */
export const three = async (page) => {
  await guest(page);
  for (const title of ["one", "two", "three"]) {
    const answer = await page.request.post("/api/v1/tasks", { data: { title } });
    expect(answer.status()).toBe(201);
  }
  await open(page, "/inbox");
  await expect(page.locator(".task")).toHaveCount(3);
};
export const focus = (page, title) => task(page, title).locator(".title").focus();
export const titles = (page) => page.locator(".task .title").allTextContents();

/** A promise, and what keeps it. */
export const gate = () => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  return [held, release];
};
/** Holds requests until what it returns is called; then they are answered, by the server if nothing else is said. */
export const hold = async (page, url, answer = (route) => route.continue()) => {
  const [held, release] = gate();
  await page.route(url, async (route) => {
    await held;
    await answer(route);
  });
  return release;
};
/** The same of answers: the server does at once what it is asked for. */
export const holdAnswer = async (page, url) => {
  const [held, release] = gate();
  await page.route(url, async (route) => {
    const response = await route.fetch();
    await held;
    await route.fulfill({ response });
  });
  return release;
};
