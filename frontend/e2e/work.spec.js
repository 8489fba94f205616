// Work with many tasks, and by every hand: keys, mouse, finger. @scripts
import { randomUUID } from "node:crypto";
import {
  expect, focus, gate, guest, hold, holdAnswer, line, open, openTask, say, sheet, task, test, three, tick, titles, toast, view,
} from "./fixtures.js";

test.describe("many tasks", () => {
  test("are picked by keys and by a range, completed, and brought back as one @scripts", async ({ page }) => {
    await three(page);
    await focus(page, "one");
    await page.keyboard.press("x");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    const bar = page.getByRole("region", { name: "Picked tasks" });
    await expect(bar).toContainText("2 picked");
    await page.keyboard.press("Escape");
    await expect(bar).toHaveCount(0);
    await task(page, "one").locator(".what").click({ modifiers: ["Shift"] });
    await task(page, "three").locator(".what").click({ modifiers: ["Shift"] });
    await expect(bar).toContainText("3 picked");
    await bar.getByRole("button", { name: "Complete" }).click();
    await expect(page.locator(".task")).toHaveCount(0);
    await toast(page).getByRole("button", { name: "Undo" }).click();
    await expect(page.locator(".task")).toHaveCount(3);
  });

  test("are rescheduled, tagged, moved and deleted @scripts", async ({ page }) => {
    await three(page);
    await page.request.post("/api/v1/lists", { data: { name: "Work" } });
    await expect(view(page, "Work")).toBeVisible();
    const pick = async () => {
      for (const title of ["one", "two"]) {
        await focus(page, title);
        await page.keyboard.press("x");
      }
      return page.getByRole("region", { name: "Picked tasks" });
    };
    await (await pick()).getByLabel("Reschedule").selectOption("Tomorrow");
    await expect(task(page, "one")).toContainText("tomorrow");
    await expect(task(page, "two")).toContainText("tomorrow");
    await (await pick()).getByLabel("Add a tag").fill("desk");
    await page.keyboard.press("Tab");
    await expect(task(page, "two")).toContainText("#desk");
    await (await pick()).getByLabel("Move to a list").selectOption("Work");
    await expect(page.locator(".task")).toHaveCount(1);
    await view(page, "Work").click();
    await expect(page.locator(".task")).toHaveCount(2);
    await (await pick()).getByRole("button", { name: "Delete" }).click();
    await expect(page.locator(".task")).toHaveCount(0);
  });
});

test("tasks are dragged into another order, into a list, and to a day @scripts", async ({ page }) => {
  await three(page);
  await page.request.post("/api/v1/lists", { data: { name: "Work" } });
  await task(page, "three").dragTo(task(page, "one"));
  await expect.poll(() => titles(page)).toEqual(["three", "one", "two"]);
  await task(page, "two").dragTo(view(page, "Work"));
  await expect(task(page, "two")).toHaveCount(0);
  await page.request.post("/api/v1/tasks", { data: { title: "four", due: { date: "2020-01-01" } } });
  await open(page, "/upcoming");
  const week = page.getByRole("navigation", { name: "Week" });
  await week.getByRole("link", { name: "The week after" }).click();
  await view(page, "Upcoming").click();
  await task(page, "four").dragTo(week.locator("[data-day]").last());
  await expect(task(page, "four")).not.toContainText("overdue");
});

test("a swipe completes a task, or asks when @scripts", async ({ page }) => {
  await three(page);
  const swipe = (title, by) =>
    task(page, title).evaluate((row, by) => {
      const event = (type, x) =>
        row.dispatchEvent(
          new PointerEvent(type, { bubbles: true, isPrimary: true, pointerType: "touch", clientX: x, clientY: 10 }),
        );
      event("pointerdown", 200);
      event("pointermove", 200 + by);
      // What is seen where the row was.
      const [before, after] = ["::before", "::after"].map((part) => getComputedStyle(row, part).content);
      event("pointerup", 200 + by);
      return by > 0 ? before : after;
    }, by);
  await swipe("one", 40);
  await expect(page.locator(".task")).toHaveCount(3);
  expect(await swipe("one", 120)).toContain("Done");
  await expect(task(page, "one")).toHaveCount(0);
  expect(await swipe("two", -120)).toContain("When?");
  await expect(sheet(page)).toBeVisible();
});

test.describe("two windows that edit the same field", () => {
  test.use({ expected: /status of (409|412|422|500)/ });

  test("lose neither text: the later one is told, and chooses @scripts", async ({ page, context }) => {
    await guest(page);
    await say(page, "buy milk");
    const panel = await openTask(page, "buy milk");
    const title = panel.getByLabel("Title", { exact: true });
    await title.fill("buy oat milk");
    const { items } = await (await context.request.get("/api/v1/tasks")).json();
    await context.request.patch(`/api/v1/tasks/${items[0].id}`, { data: { title: "buy soy milk" } });
    await expect(page.getByRole("complementary").locator(".prose, .when").first()).toBeVisible();
    await expect(task(page, "buy soy milk")).toBeVisible();
    await expect(title).toHaveValue("buy oat milk");
    await page.keyboard.press("Tab");
    const conflict = panel.getByRole("alert").filter({ hasText: "changed elsewhere" });
    await expect(conflict).toContainText("buy soy milk");
    await expect(conflict).toContainText("buy oat milk");
    await conflict.getByRole("button", { name: "Use mine" }).click();
    await expect(task(page, "buy oat milk")).toBeVisible();
  });
});

test("what is typed and not sent outlives the page @scripts", async ({ page }) => {
  await guest(page);
  await line(page).fill("half a tho");
  await page.reload();
  await page.waitForSelector("html[data-alive]");
  await expect(line(page)).toHaveValue("half a tho");
});

test("what was said comes back, one after the other @scripts", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk");
  await say(page, "call Ada");
  await line(page).press("ArrowUp");
  await expect(line(page)).toHaveValue("call Ada");
  await line(page).press("ArrowUp");
  await expect(line(page)).toHaveValue("buy milk");
  await line(page).press("ArrowDown");
  await line(page).press("ArrowDown");
  await expect(line(page)).toHaveValue("");
});

test("chips that grow under the line leave the end of the conversation in sight @scripts", async ({ page }) => {
  await guest(page);
  for (let index = 0; index < 6; index++) await say(page, `task number ${index}`);
  const last = page.getByRole("log").locator(".message").last();
  await expect(last).toBeInViewport();
  await line(page).fill("call Ada tomorrow at 5pm #work !high every week @Home remind me 10 minutes before");
  await expect(page.getByRole("list", { name: "Understood" }).getByRole("button")).not.toHaveCount(0);
  const hidden = await page.getByRole("log").evaluate((log) => {
    const end = log.querySelector(".message:last-of-type").getBoundingClientRect().bottom;
    return end - log.getBoundingClientRect().bottom;
  });
  expect(hidden).toBeLessThanOrEqual(6);
});

test("a phone has its views at the bottom and the rest behind one button @scripts", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await guest(page);
  const views = page.getByRole("navigation", { name: "Views", exact: true });
  await views.getByRole("link", { name: "Inbox" }).click();
  await expect(page.getByRole("heading", { name: "Inbox", level: 2 })).toBeVisible();
  await expect(view(page, "Someday")).toBeHidden();
  await views.getByRole("button", { name: "More" }).click();
  await view(page, "Someday").click();
  await expect(page.getByRole("heading", { name: "Someday", level: 2 })).toBeVisible();
  await expect(view(page, "Completed")).toBeHidden();
});

test("what lies under an open task on a phone takes no focus @scripts", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await guest(page);
  await say(page, "buy milk");
  const panel = await openTask(page, "buy milk");
  const where = () =>
    page.evaluate(() => {
      const { activeElement: own, body } = document;
      return own === body || own.closest(".detail") ? "inside" : own.outerHTML;
    });
  for (let press = 0; press < 60; press++) {
    await page.keyboard.press("Tab");
    expect(await where()).toBe("inside");
  }
  await expect(line(page)).toBeHidden();
  await panel.getByRole("link", { name: "Close" }).click();
  await expect(line(page)).toBeVisible();
  await expect(task(page, "buy milk").locator(".title")).toBeFocused();
});

test("the sidebar is narrow where one wants it so @scripts", async ({ page }) => {
  await guest(page);
  const wide = (await page.locator(".sidebar").boundingBox()).width;
  await page.keyboard.press("[");
  await expect.poll(async () => (await page.locator(".sidebar").boundingBox()).width).toBeLessThan(wide / 2);
  await page.reload();
  await page.waitForSelector("html[data-alive]");
  await expect.poll(async () => (await page.locator(".sidebar").boundingBox()).width).toBeLessThan(wide / 2);
});

test("a narrow sidebar gives the focus only to what is seen, and it has a name @scripts", async ({ page }) => {
  await guest(page);
  await page.request.post("/api/v1/lists", { data: { name: "Work" } });
  await open(page);
  await page.keyboard.press("[");
  await expect(page.locator(".sidebar.rail")).toBeVisible();
  await page.getByRole("link", { name: "Skip to the tasks" }).focus();
  const here = () =>
    page.evaluate(() => {
      const own = document.activeElement;
      const { width, height } = own.getBoundingClientRect();
      const seen = own.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && width > 20 && height > 20;
      const name = (own.getAttribute("aria-label") ?? own.textContent).trim();
      return { inside: Boolean(own.closest(".sidebar")), seen, name };
    });
  const names = [];
  for (;;) {
    await page.keyboard.press("Tab");
    const { inside, seen, name } = await here();
    if (!inside) break;
    expect(seen, name).toBe(true);
    names.push(name);
  }
  expect(names).toEqual(expect.arrayContaining(["Narrow sidebar", "Today", "Settings", "Work"]));
  expect(names.filter((name) => !name)).toEqual([]);
});

test("a phone marks where one is behind More, and how much is unread there @scripts", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await guest(page);
  const more = page.getByRole("button", { name: "More" });
  await expect(more).not.toHaveAttribute("aria-current");
  const at = new Date(Date.now() + 500).toISOString();
  await page.request.post("/api/v1/tasks", { data: { title: "stretch", reminders: [{ at }] } });
  await expect(more).toHaveAccessibleName("More 1 unread", { timeout: 15_000 });
  await open(page, "/someday");
  await expect(more).toHaveAttribute("aria-current", "true");
});

test("a task that is ticked off in the chat is ticked off beside it @scripts", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk");
  await page.getByRole("log").getByRole("button", { name: "Complete buy milk" }).click();
  await expect(task(page, "buy milk")).toHaveCount(0);
  await expect(page.locator(".cards .closed")).toHaveCount(1);
  await expect(tick(page, "buy milk")).toHaveCount(0);
});

test("a task is put on another day where the chat shows it @scripts", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk");
  await page.getByRole("log").getByRole("link", { name: "When? For buy milk" }).click();
  await sheet(page).getByLabel("When, in words").fill("tomorrow at 5pm");
  await sheet(page).getByRole("button", { name: "Set", exact: true }).click();
  await expect(page.locator(".cards")).toContainText("tomorrow 17:00");
  await expect(task(page, "buy milk")).toContainText("tomorrow 17:00");
});

test.describe("a session that was ended elsewhere", () => {
  test.use({ expected: /status of 401/ });

  test("says so, and what was typed is there after signing in again @scripts", async ({ page, playwright }) => {
    const account = { email: `ada-${randomUUID()}@example.com`, password: "correct horse" };
    const made = await page.request.post("/api/v1/auth/register", { data: { ...account, time_zone: "America/New_York" } });
    expect(made.status()).toBe(201);
    await open(page);
    await line(page).fill("buy milk tomorrow");
    const elsewhere = await playwright.request.newContext({ baseURL: process.env.BASE_URL });
    await elsewhere.post("/api/v1/auth/login", { data: account });
    const { items } = await (await elsewhere.get("/api/v1/sessions")).json();
    const other = items.find((session) => !session.current);
    expect((await elsewhere.delete(`/api/v1/sessions/${other.id}`)).ok()).toBe(true);
    await line(page).press("Enter");
    await expect(toast(page).first()).toContainText("sign in again");
    await expect(line(page)).toHaveValue("buy milk tomorrow");
    await page.goto("/");
    await page.getByRole("link", { name: "Sign in or register" }).click();
    const login = page.getByRole("region", { name: "Sign in" });
    await login.getByLabel("E-mail").fill(account.email);
    await login.getByLabel("Password").fill(account.password);
    await login.getByRole("button").click();
    await page.waitForSelector("html[data-alive]");
    await expect(line(page)).toHaveValue("buy milk tomorrow");
    await elsewhere.dispose();
  });
});

test("a slow server is told of, and nothing is sent twice @scripts", async ({ page }) => {
  await guest(page);
  const release = await hold(page, "**/fn/say");
  await line(page).fill("buy milk");
  await line(page).press("Enter");
  await line(page).press("Enter");
  const waiting = page.locator(".message.waiting");
  await expect(waiting).toHaveCount(1);
  const late = () => waiting.getByText("Still working…").evaluate((words) => getComputedStyle(words).maxHeight);
  await expect.poll(late, { timeout: 6_000 }).toBe("32px");
  release();
  await expect(task(page, "buy milk")).toHaveCount(1);
});

test("an older conversation that arrives late does not replace a newer one @scripts", async ({ page }) => {
  await guest(page);
  const asked = page.waitForRequest("**/fn/history");
  const release = await holdAnswer(page, "**/fn/history");
  // What is said elsewhere is asked for, always; what is said here only where its change comes after its answer.
  await page.request.post("/api/v1/chat", { data: { message: "buy milk" } });
  await asked;
  await say(page, "call Ada");
  await say(page, "delete all my tasks");
  const yes = page.getByRole("log").getByRole("button", { name: "Yes, do it" });
  await expect(yes).toBeVisible();
  const answered = page.waitForResponse("**/fn/history");
  release();
  await answered;
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await yes.click();
  await expect(page.locator(".task")).toHaveCount(0);
});

test("much at once shows how far it is, is ended there, and is taken back as one @scripts", async ({ page }) => {
  test.setTimeout(60_000);
  await guest(page);
  for (let first = 0; first < 250; first += 100) {
    const numbers = Array.from({ length: Math.min(100, 250 - first) }, (_, index) => first + index);
    const operations = numbers.map((number) => ({ op: "create", task: { title: `task ${number}` } }));
    const answer = await page.request.post("/api/v1/tasks/batch", { data: { mode: "all_or_nothing", operations } });
    expect(answer.ok()).toBe(true);
  }
  await open(page);
  const rows = page.locator(".task");
  await expect(rows).toHaveCount(250);
  const pick = async () => {
    await rows.first().locator(".what").click({ modifiers: ["Shift"] });
    await rows.last().locator(".what").click({ modifiers: ["Shift"] });
    const bar = page.getByRole("region", { name: "Picked tasks" });
    await expect(bar).toContainText("250 picked");
    await bar.getByRole("button", { name: "Complete" }).click();
  };
  const [held, release] = gate();
  let sent = 0;
  await page.route("**/fn/bulk", async (route) => {
    if (++sent > 1) await held;
    await route.continue();
  });
  await pick();
  const progress = page.getByRole("region", { name: "Progress" });
  await expect(progress).toContainText("100 of 250");
  await progress.getByRole("button", { name: "Cancel" }).click();
  await expect(progress).toHaveCount(0);
  release();
  await expect(toast(page).filter({ hasText: "Completed 200 tasks." })).toBeVisible();
  await expect(rows).toHaveCount(50);
  expect(sent).toBe(2);
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expect(rows).toHaveCount(250);
});

test("a press on a task counts, though the sheet of the chat gives way at it @scripts", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 640 });
  await guest(page);
  for (const title of ["one", "two", "three", "four", "five", "six", "seven"]) await say(page, title);
  await line(page).focus();
  await task(page, "one").scrollIntoViewIfNeeded();
  // The conversation is read once more after it went on.
  let place;
  const still = async () => {
    const before = JSON.stringify(place);
    place = await tick(page, "one").boundingBox();
    return JSON.stringify(place) === before;
  };
  await expect.poll(still, { intervals: [300] }).toBe(true);
  await page.mouse.click(place.x + place.width / 2, place.y + place.height / 2, { delay: 80 });
  await expect(task(page, "one")).toHaveCount(0);
});

test("a task that is added where it does not show is told where it went @scripts", async ({ page }) => {
  await guest(page);
  await open(page, "/upcoming");
  await page.getByRole("textbox", { name: "New task" }).fill("learn to juggle");
  await page.keyboard.press("Enter");
  await expect(toast(page)).toContainText("Added to Inbox.");
  await expect(task(page, "learn to juggle")).toHaveCount(0);
  await toast(page).getByRole("link", { name: "Open" }).click();
  await expect(page).toHaveURL(/\/inbox\?task=/);
  await expect(page.getByRole("complementary").getByLabel("Title", { exact: true })).toHaveValue("learn to juggle");
  await expect(task(page, "learn to juggle")).toBeVisible();
  await page.getByRole("textbox", { name: "New task" }).fill("buy milk");
  await page.keyboard.press("Enter");
  await expect(toast(page).filter({ hasText: /^Added\./ })).toBeVisible();
});

test("the key for undo takes back the newest answer, and says when there is nothing @scripts", async ({ page }) => {
  await guest(page);
  await page.keyboard.press("z");
  await expect(toast(page)).toContainText("Nothing to undo.");
  await say(page, "buy milk");
  await expect(task(page, "buy milk")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("z");
  await expect(task(page, "buy milk")).toHaveCount(0);
  await expect(page.getByRole("log").getByRole("button", { name: "Undo" })).toHaveCount(0);
});

test("a task that was closed is not opened again by going back @scripts", async ({ page }) => {
  await three(page);
  await view(page, "Tasks").click();
  await expect(page.getByRole("heading", { name: "Tasks", level: 2 })).toBeVisible();
  const panel = await openTask(page, "one");
  await expect(panel).toBeVisible();
  await openTask(page, "two");
  await expect(panel.getByLabel("Title", { exact: true })).toHaveValue("two");
  await panel.getByRole("link", { name: "Close" }).click();
  await expect(panel).toHaveCount(0);
  await expect(page).toHaveURL(/\/$/);
  await openTask(page, "three");
  await expect(panel).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Inbox", level: 2 })).toBeVisible();
  await expect(panel).toHaveCount(0);
  await page.goto(`/?task=${(await (await page.request.get("/api/v1/tasks")).json()).items[0].id}`);
  await page.waitForSelector("html[data-alive]");
  await panel.getByRole("link", { name: "Close" }).click();
  await expect(panel).toHaveCount(0);
  await expect(page).toHaveURL(/\/$/);
});

test("a title is edited in place by a double click, in its row and in the chat @scripts", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk");
  await task(page, "buy milk").locator(".title").dblclick();
  const field = page.getByLabel("Title", { exact: true });
  await expect(field).toBeFocused();
  await expect(page.getByRole("complementary")).toHaveCount(0);
  await field.fill("buy oat milk");
  await page.keyboard.press("Enter");
  await expect(task(page, "buy oat milk")).toBeVisible();
  await expect(task(page, "buy oat milk").locator(".title")).toBeFocused();
  const card = page.locator(".cards li");
  await card.getByRole("link", { name: "buy oat milk", exact: true }).dblclick();
  await expect(card.getByLabel("Title", { exact: true })).toBeFocused();
  await expect(page.getByLabel("Title", { exact: true })).toHaveCount(1);
  await page.keyboard.type("buy soy milk");
  await page.keyboard.press("Enter");
  await expect(card.getByRole("link", { name: "buy soy milk", exact: true })).toBeFocused();
  await expect(task(page, "buy soy milk")).toBeVisible();
  await card.getByRole("link", { name: "buy soy milk", exact: true }).dblclick();
  await page.keyboard.type("nothing");
  await page.keyboard.press("Escape");
  await expect(task(page, "buy soy milk")).toBeVisible();
  await expect(page.getByRole("complementary")).toHaveCount(0);
});
