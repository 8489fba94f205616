// The settings and the pages around the app, with scripts and without.
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { alive, expect, guest, line, open, openTask, say, task, test, view } from "./fixtures.js";

const PASSWORD = "correct horse";

/** An account of its own, and the recovery codes that it was shown. */
const register = async (page) => {
  const email = `ada-${randomUUID()}@example.com`;
  await open(page, "/sign-in");
  const form = page.getByRole("region", { name: "New here?" });
  await form.getByLabel("E-mail").fill(email);
  await form.getByLabel("Password").fill(PASSWORD);
  await form.getByRole("button").click();
  const codes = await page.getByRole("region", { name: "Recovery codes" }).getByRole("code").allTextContents();
  return { email, codes };
};

const kept = async (page) => {
  await page.getByRole("button", { name: "I have kept them" }).click();
  await expect(page.getByRole("heading", { name: "Chat", exact: true })).toBeVisible();
  await alive(page);
};

const signIn = async (page, email, password) => {
  await open(page, "/sign-in");
  const form = page.getByRole("region", { name: "Sign in" });
  await form.getByLabel("E-mail").fill(email);
  await form.getByLabel("Password").fill(password);
  await form.getByRole("button").click();
};

const signOut = async (page, email) => {
  await open(page);
  await page.getByText(email).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("link", { name: "Sign in or register" })).toBeVisible();
};

/** A part of the settings. */
const card = (page, name) =>
  page.locator(".card", { has: page.getByRole("heading", { name, exact: true, level: 2 }) });

test("recovery codes are shown once, and each replaces a forgotten password once", async ({ page }) => {
  const { email, codes } = await register(page);
  expect(codes).toHaveLength(10);
  await page.reload();
  await expect(page.getByText(codes[0])).toBeVisible();
  await kept(page);
  await page.goto("/recovery-codes");
  await expect(page.getByText(codes[0])).toHaveCount(0);
  await signOut(page, email);

  const reset = async (code, password) => {
    await open(page, "/sign-in");
    await page.getByRole("link", { name: "Forgot your password?" }).click();
    const form = page.getByRole("region", { name: "With a recovery code" });
    await form.getByLabel("E-mail").fill(email);
    await form.getByLabel("Recovery code").fill(code);
    await form.getByLabel("New password").fill(password);
    await form.getByRole("button").click();
    return form;
  };
  const refused = await reset("AAAA-AAAA-AAAA", "battery staple");
  await expect(refused.getByRole("alert")).toContainText("no code of that account");
  // What is no secret need not be typed again.
  await expect(refused.getByLabel("E-mail")).toHaveValue(email);
  await reset(codes[0], "battery staple");
  await expect(page.getByRole("heading", { name: "Chat", exact: true })).toBeVisible();
  await alive(page);
  await signOut(page, email);
  const again = await reset(codes[0], "another one");
  await expect(again.getByRole("alert")).toContainText("was used");

  await signIn(page, email, "battery staple");
  await alive(page);
  await open(page, "/settings");
  await card(page, "Recovery codes").getByLabel("Password").fill("battery staple");
  await page.getByRole("button", { name: "Make new codes" }).click();
  const fresh = await page.getByRole("region", { name: "Recovery codes" }).getByRole("code").allTextContents();
  expect(fresh).toHaveLength(10);
  expect(fresh).not.toContain(codes[1]);
});

test("a link that is unknown says so, and no letter is promised where none is sent", async ({ page }) => {
  await open(page, "/reset?token=nothing");
  await page.getByLabel("New password, at least 8 characters").fill("battery staple");
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByRole("alert")).toContainText("the link is unknown, used, or too old");
  await page.getByRole("link", { name: "Ask for another link" }).click();
  const mail = page.getByRole("region", { name: "By e-mail" });
  await mail.getByLabel("E-mail").fill("ada@example.com");
  await mail.getByRole("button").click();
  await expect(mail.getByRole("alert")).toContainText("sends no e-mail");
  await expect(mail.getByLabel("E-mail")).toHaveValue("ada@example.com");
});

test("the address and the password are changed with the current one, and what was typed stays", async ({ page }) => {
  const { email } = await register(page);
  await kept(page);
  const fresh = `new-${email}`;
  const change = async (current) => {
    await open(page, "/settings");
    const form = card(page, "Signing in");
    await form.getByLabel("E-mail").fill(fresh);
    await form.getByLabel("New password").fill("battery staple");
    await form.getByLabel("Current password").fill(current);
    await form.getByRole("button", { name: "Change" }).click();
    return form;
  };
  const refused = await change("wrong horse");
  await expect(refused.getByRole("alert")).toContainText("password");
  await expect(refused.getByLabel("E-mail")).toHaveValue(fresh);
  await expect(refused.getByLabel("New password")).toHaveValue("");
  const changed = await change(PASSWORD);
  await expect(changed.getByText("Saved.")).toBeVisible();
  await signOut(page, fresh);
  await signIn(page, email, PASSWORD);
  await expect(page.getByRole("alert")).toContainText("wrong");
  await signIn(page, fresh, "battery staple");
  await expect(page.getByRole("heading", { name: "Chat", exact: true })).toBeVisible();
});

test("what “in the morning” means is the person's, and a refusal keeps the other fields", async ({ page }) => {
  await guest(page);
  await open(page, "/settings");
  await page.getByLabel("Morning").fill("07:15");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await open(page);
  await say(page, "water the plants tomorrow morning");
  await expect(task(page, "water the plants")).toContainText("tomorrow 07:15");

  await open(page, "/settings");
  await page.getByLabel("Name", { exact: true }).fill("Ada");
  await page.getByLabel("Time zone").fill("Mars/Olympus");
  await page.getByLabel("Evening").fill("20:00");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(card(page, "You").getByRole("alert")).toContainText("time_zone");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Ada");
  await expect(page.getByLabel("Time zone")).toHaveValue("Mars/Olympus");
  await expect(page.getByLabel("Evening")).toHaveValue("20:00");
  // It is not there for good.
  await open(page, "/settings");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("");
});

test("days are written and read in the order that the person has chosen", async ({ page }) => {
  await guest(page);
  await say(page, "wrap the presents 24/12");
  await expect(task(page, "wrap the presents")).toContainText(/ 24 Dec/);
  await open(page, "/settings");
  await page.getByLabel("Days are written").selectOption({ label: "Nov 27, and 4/5 is April 5th" });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await open(page);
  await expect(task(page, "wrap the presents")).toContainText(/, Dec 24/);
  await say(page, "cook the goose 12/25");
  await expect(task(page, "cook the goose")).toContainText(/, Dec 25/);
  await openTask(page, "cook the goose");
  const when = page.getByRole("textbox", { name: "When, in words" });
  await when.fill("12/26 in the morning");
  await when.press("Enter");
  await expect(task(page, "cook the goose")).toContainText(/, Dec 26 09:00/);
});

test("a webhook is added, its secret shown once, turned off and on, and removed", async ({ page }) => {
  await register(page);
  await kept(page);
  await open(page, "/settings");
  const hooks = card(page, "Webhooks");
  const add = async (url) => {
    await hooks.getByLabel("Address").fill(url);
    await hooks.getByLabel("Name of the webhook").fill("Mine");
    await hooks.getByText("Only of some changes").click();
    await hooks.getByLabel("task.completed").check();
    await hooks.getByRole("button", { name: "Add a webhook" }).click();
  };
  await add("https://10.0.0.1/hook");
  await expect(hooks.getByRole("alert")).toContainText("url");
  await expect(hooks.getByLabel("Address")).toHaveValue("https://10.0.0.1/hook");
  await expect(hooks.getByLabel("Name of the webhook")).toHaveValue("Mine");
  await open(page, "/settings");
  await add("https://hooks.example.com/todo");
  const secret = await hooks.getByRole("status").getByRole("code").textContent();
  expect(secret).toMatch(/^whsec_/);
  await expect(hooks.locator(".hooks")).toContainText("task.completed");
  await expect(hooks.locator(".hooks")).toContainText("Sending");
  await page.reload();
  await expect(page.getByText(secret)).toHaveCount(0);
  await hooks.getByRole("button", { name: "Pause: Mine" }).click();
  await expect(hooks.locator(".hooks")).toContainText("Paused");
  await hooks.getByRole("button", { name: "Send again: Mine" }).click();
  await expect(hooks.locator(".hooks")).toContainText("Sending");
  await hooks.getByRole("button", { name: "New secret: Mine" }).click();
  await expect(hooks.getByRole("status").getByRole("code")).not.toHaveText(secret);
  await hooks.getByRole("button", { name: "Remove: Mine" }).click();
  await expect(hooks.locator(".hooks li")).toHaveCount(0);
});

test("a calendar feed is made, shown once, read and revoked", async ({ page }) => {
  await guest(page);
  await say(page, "pay rent tomorrow");
  await open(page, "/settings");
  const feed = card(page, "Calendar feed");
  await feed.getByRole("button", { name: "Make an address" }).click();
  const url = await feed.getByRole("status").getByRole("code").textContent();
  const answer = await page.request.get(url);
  expect(await answer.text()).toContain("SUMMARY:pay rent");
  await page.reload();
  await expect(page.getByText(url)).toHaveCount(0);
  await expect(feed).toContainText("last read on");
  await feed.getByRole("button", { name: "Revoke the calendar feed" }).click();
  await expect(feed.getByRole("button", { name: "Make an address" })).toBeVisible();
  expect((await page.request.get(url)).status()).toBe(404);
});

const table = (rows) => Buffer.from(["title,due,list", ...rows].join("\n"));

test.describe("a file of tasks", () => {
  test.use({ expected: /status of 422/ });

  test("is looked at, read in, and taken back", async ({ page }) => {
    await guest(page);
    await open(page, "/settings");
    await page.getByRole("link", { name: "Import a file…" }).click();
    const file = { name: "tasks.csv", mimeType: "text/csv", buffer: table(["call mum,tomorrow,Home", "fly,when pigs do,"]) };
    await page.getByLabel("File, at most 16 MiB").setInputFiles(file);
    await page.getByRole("button", { name: "Look at it first" }).click();
    await expect(page.getByRole("region", { name: "Preview" })).toContainText("Home");
    await expect(page.getByRole("region", { name: "The first tasks" })).toContainText("call mum");
    await expect(page.getByText("Row 3, due")).toBeVisible();
    const { items } = await (await page.request.get("/api/v1/tasks")).json();
    expect(items).toEqual([]);
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await expect(page.getByRole("heading", { name: "Imported", exact: true })).toBeVisible({ timeout: 10_000 });
    await expect(page.getByText("3 of 3 looked at, 3 added")).toBeVisible();
    await page.getByRole("link", { name: "To your tasks" }).click();
    await alive(page);
    await expect(task(page, "call mum")).toContainText("Home");
    await page.goBack();
    await page.getByRole("button", { name: "Undo all of it" }).click();
    await open(page);
    await expect(page.locator(".task")).toHaveCount(0);
  });

  test("that cannot be read says why", async ({ page }) => {
    await guest(page);
    await open(page, "/import");
    const file = { name: "tasks.csv", mimeType: "text/csv", buffer: Buffer.from("colour\nred\n") };
    await page.getByLabel("File, at most 16 MiB").setInputFiles(file);
    await page.getByLabel("List for tasks that name none").fill("Work");
    await page.getByRole("button", { name: "Look at it first" }).click();
    await expect(page.getByRole("alert")).toContainText("title");
    await expect(page.getByLabel("List for tasks that name none")).toHaveValue("Work");
  });
});

test("a long import shows how far it is, and is cancelled there", async ({ page }) => {
  test.setTimeout(60_000);
  await guest(page);
  await open(page, "/import");
  const rows = Array.from({ length: 15_000 }, (_, index) => `task ${index},,`);
  await page.getByLabel("File, at most 16 MiB").setInputFiles({ name: "tasks.csv", mimeType: "text/csv", buffer: table(rows) });
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect(page.getByRole("progressbar", { name: "Looked at" })).toBeVisible();
  const looked = async () => {
    // Without scripts the page is asked for again by itself, in a moment in which there is nothing to read.
    const text = await page.locator("[data-count]").textContent({ timeout: 2_000 }).catch(() => "0");
    return Number.parseInt(text, 10);
  };
  await expect.poll(looked, { timeout: 15_000 }).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("heading", { name: "Cancelled" })).toBeVisible();
  expect(await looked()).toBeLessThan(15_000);
  await expect(page.getByRole("button", { name: "Undo all of it" })).toBeVisible();
});

test("everything is downloaded as one file @scripts", async ({ page }) => {
  await guest(page);
  await say(page, "buy milk");
  await open(page, "/settings");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    card(page, "Import and export").getByRole("link", { name: "Download everything" }).click(),
  ]);
  const text = await readFile(await download.path(), "utf8");
  expect(JSON.parse(text).tasks.map(({ title }) => title)).toEqual(["buy milk"]);
  await expect(page.getByText("Downloaded 1 task,")).toBeVisible();
});

test("a download that takes long counts, and is cancelled @scripts", async ({ page }) => {
  await guest(page);
  await open(page, "/settings");
  // Playwright gives an answer at once, so that a slow one is made in the page.
  await page.evaluate(() => {
    const ask = window.fetch;
    window.fetch = (url, options) =>
      String(url).endsWith("/export")
        ? Promise.resolve(
            new Response(
              new ReadableStream({
                start: (stream) => {
                  stream.enqueue(new TextEncoder().encode('{"tasks":[{"series_id":null},{"series_id"'));
                  setTimeout(() => stream.enqueue(new TextEncoder().encode(":null}")), 50);
                  options.signal.addEventListener("abort", () => stream.error(options.signal.reason));
                },
              }),
            ),
          )
        : ask(url, options);
  });
  const data = card(page, "Import and export");
  await data.getByRole("link", { name: "Download everything" }).click();
  await expect(data.getByText("2 tasks, 1 KiB")).toBeVisible();
  await expect(data.getByRole("progressbar")).toBeVisible();
  await data.getByRole("button", { name: "Cancel" }).click();
  await expect(data.getByText("Cancelled.")).toBeVisible();
});

test("a token that is refused keeps its name", async ({ page }) => {
  await guest(page);
  await open(page, "/settings");
  const tokens = card(page, "API tokens");
  await tokens.getByLabel("Name of the token").fill("   ");
  await tokens.getByLabel("It may").selectOption("read and write");
  await tokens.getByRole("button", { name: "Make a token" }).click();
  await expect(tokens.getByRole("alert")).toBeVisible();
  await expect(tokens.getByLabel("It may")).toHaveValue("write");
});

test.describe("a session that ended", () => {
  test("gives back what was typed, after signing in again @forms", async ({ page, playwright }) => {
    const { email } = await register(page);
    await kept(page);
    const elsewhere = await playwright.request.newContext({ baseURL: process.env.BASE_URL });
    await elsewhere.post("/api/v1/auth/login", { data: { email, password: PASSWORD } });
    const { items } = await (await elsewhere.get("/api/v1/sessions")).json();
    for (const { id } of items.filter(({ current }) => !current)) await elsewhere.delete(`/api/v1/sessions/${id}`);
    await elsewhere.dispose();
    await line(page).fill("buy milk tomorrow");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect(page.getByRole("status")).toContainText("You are signed out");
    await signIn(page, email, PASSWORD);
    await expect(line(page)).toHaveValue("buy milk tomorrow");
  });
});

test("what another site's page sends is not allowed, and a page says so", async ({ page }) => {
  await guest(page);
  const answer = await page.request.post("/fn/say", {
    form: { message: "buy milk" },
    headers: { origin: "https://elsewhere.example", accept: "text/html" },
  });
  expect(answer.status()).toBe(403);
  expect(await answer.text()).toContain("<h1>That is not allowed from there</h1>");
  const { items } = await (await page.request.get("/api/v1/tasks")).json();
  expect(items).toEqual([]);
});

test("the back button after signing out shows nothing", async ({ page }) => {
  const { email } = await register(page);
  await kept(page);
  await say(page, "buy milk");
  await signOut(page, email);
  await page.goBack();
  await expect(page.getByText("buy milk", { exact: true })).toHaveCount(0);
  await expect(view(page, "Today")).toHaveCount(0);
});

test.describe("a service that is away", () => {
  test.use({ expected: /status of 50\d|ERR_|Failed to/ });

  test("is told of, and the page is there when it is back", async ({ page }) => {
    test.setTimeout(60_000);
    await guest(page);
    await say(page, "buy milk");
    const backend = Number(process.env.BACKEND_PID);
    process.kill(backend, "SIGSTOP");
    try {
      const answer = await page.goto("/");
      expect(answer.status()).toBe(503);
      expect(answer.headers()["retry-after"]).toBeTruthy();
      await expect(page.getByRole("heading", { name: "Not right now" })).toBeVisible();
    } finally {
      process.kill(backend, "SIGCONT");
    }
    // With scripts it looks by itself, as often as it takes; without them one presses as often.
    const again = page.getByRole("link", { name: "Try again" });
    await expect(async () => {
      if (!test.info().project.use.javaScriptEnabled && (await again.isVisible())) await again.click();
      await expect(task(page, "buy milk")).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 30_000 });
  });
});
