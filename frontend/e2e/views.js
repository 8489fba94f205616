// Every screen, with something on it: what the specs of looks, of sizes and of accessibility go through.
import { alive, expect, guest, line, open, say, sheet, task, tick } from "./fixtures.js";

const table = Buffer.from("title,due,list\ncall mum,tomorrow,Home\nfly,when pigs do,\n");

/** A guest with tasks, lists, a filter, a notification, and a conversation. */
export const filled = async (page) => {
  await guest(page);
  const make = async (path, data) => {
    const answer = await page.request.post(`/api/v1/${path}`, { data });
    expect(answer.status(), await answer.text()).toBe(201);
    return answer.json();
  };
  const work = await make("lists", { name: "Work", colour: "#2563c9" });
  await make("lists", { name: "Garden", icon: "🪴" });
  const burning = await make("filters", { name: "Burning", filter: "p1 | overdue" });
  await make("tasks", { title: "send the invoice", due: { date: "2026-01-05" }, list_id: work.id });
  const party = await make("tasks", { title: "plan the party", notes: "**Saturday**, in the garden\n\n- cake\n- lights" });
  await make("tasks", { title: "bake a cake", parent_id: party.id });
  await make("tasks", { title: "stretch", reminders: [{ at: new Date(Date.now() + 500).toISOString() }] });
  await open(page);
  await say(page, "pay rent today at 9am !urgent every month");
  await say(page, "buy milk tomorrow at 5pm #home");
  await say(page, "water the plants friday #home");
  await say(page, "book the dentist");
  await tick(page, "book the dentist").click();
  await expect(task(page, "book the dentist")).toHaveCount(0);
  await page.getByRole("button", { name: "Delete stretch" }).click();
  await expect(task(page, "stretch")).toHaveCount(0);
  await say(page, "call Ada friday !high @Work, and what's left this week?");
  await expect(task(page, "call Ada")).toBeVisible();
  return { work: work.id, burning: burning.id, party: party.id };
};

const rename = async (page, id, title) => {
  expect((await page.request.patch(`/api/v1/tasks/${id}`, { data: { title } })).ok()).toBe(true);
};

const at = (path) => (page) => open(page, path);

/** What each is called, and how one gets there. */
export const screens = ({ work, burning, party }) => [
  ["tasks", at("/")],
  ["today", at("/today")],
  ["upcoming", at("/upcoming")],
  ["someday", at("/someday")],
  ["inbox", at("/inbox")],
  ["list", at(`/list/${work}`)],
  ["tag", at("/tag/home")],
  ["filter", at(`/filter/${burning}`)],
  ["search", at("/search?q=milk")],
  ["completed", at("/completed")],
  ["trash", at("/trash")],
  ["activity", at("/activity")],
  ["notifications", at("/notifications")],
  ["settings", at("/settings")],
  ["import", at("/import")],
  ["preview", async (page) => {
    await open(page, "/import");
    const file = { name: "tasks.csv", mimeType: "text/csv", buffer: table };
    await page.getByLabel("File, at most 16 MiB").setInputFiles(file);
    await page.getByRole("button", { name: "Look at it first" }).click();
    await expect(page.getByRole("region", { name: "The first tasks" })).toBeVisible();
  }],
  ["task", at(`/?task=${party}`)],
  ["empty", at("/search?q=nothing")],
  ["chips", async (page) => {
    await open(page);
    await line(page).fill("call Bob tomorrow at 5pm #work !high");
    await expect(page.getByRole("list", { name: "Understood" }).getByRole("button")).toHaveCount(4);
  }],
  ["picked", async (page) => {
    await open(page);
    await task(page, "buy milk").locator(".title").focus();
    await page.keyboard.press("x");
    await expect(page.getByRole("region", { name: "Picked tasks" })).toBeVisible();
  }],
  ["when", async (page) => {
    await open(page);
    await task(page, "buy milk").getByRole("link", { name: /^When/ }).click();
    await expect(page.getByRole("table")).toBeVisible();
  }],
  ["new-list", async (page) => {
    await open(page);
    // On a phone it is behind a button.
    const more = page.getByRole("button", { name: "More" });
    if (await more.isVisible()) await more.click();
    await page.getByRole("link", { name: "New list" }).click();
    await expect(sheet(page).getByLabel("Name")).toBeVisible();
  }],
  ["edit-list", async (page) => {
    await open(page, `/list/${work}`);
    await page.getByRole("link", { name: "Change this list" }).click();
    await expect(sheet(page).getByLabel("Name")).toBeVisible();
  }],
  ["rail", async (page) => {
    await open(page);
    await page.keyboard.press("[");
    // Only here.
    await page.evaluate(() => localStorage.removeItem("narrow"));
  }, { only: "desktop" }],
  ["more", async (page) => {
    await open(page);
    await page.getByRole("button", { name: "More" }).click();
    await expect(page.getByRole("navigation", { name: "More views" })).toBeVisible();
  }, { only: "phone" }],
  ["palette", async (page) => {
    await open(page);
    await page.keyboard.press("Control+k");
    await page.keyboard.type("to");
  }],
  ["help", async (page) => {
    await open(page);
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
  }],
  ["sayings", async (page) => {
    await open(page, "/help");
    await expect(page.getByRole("heading", { name: "What you can say" })).toBeVisible();
  }],
  ["swipe", async (page) => {
    await open(page);
    await task(page, "pay rent").evaluate((row) => {
      const touch = { bubbles: true, isPrimary: true, pointerType: "touch", clientY: 10 };
      row.dispatchEvent(new PointerEvent("pointerdown", { ...touch, clientX: 100 }));
      row.dispatchEvent(new PointerEvent("pointermove", { ...touch, clientX: 220 }));
    });
  }, { only: "phone" }],
  ["toast", async (page) => {
    await page.request.post("/api/v1/tasks", { data: { title: "ring the bell" } });
    await open(page);
    await tick(page, "ring the bell").click();
    await expect(page.locator(".toast")).toBeVisible();
  }],
  ["offline", async (page) => {
    await open(page);
    await page.context().setOffline(true);
    await expect(page.locator(".banner").filter({ hasText: "No connection" })).toBeVisible();
  }, { after: (page) => page.context().setOffline(false) }],
  ["conflict", async (page) => {
    await open(page, `/?task=${party}`);
    const panel = page.getByRole("complementary", { name: "Task" });
    await page.context().setOffline(true);
    await panel.getByLabel("Title", { exact: true }).fill("plan a party in the garden");
    await page.keyboard.press("Tab");
    await panel.getByRole("link", { name: "Close" }).click();
    await expect(page.locator(".banner").filter({ hasText: "will be sent" })).toBeVisible();
    await rename(page, party, "plan the party of the year");
    await page.context().setOffline(false);
    await expect(page.locator("main > .conflict")).toContainText("Yours: plan a party in the garden");
    await expect(page.locator("main > .conflict")).toBeInViewport({ ratio: 1 });
  }, { after: async (page) => {
    await page.locator("main > .conflict").getByRole("button", { name: "Keep theirs" }).click();
    await expect(page.locator("main > .conflict")).toHaveCount(0);
    await rename(page, party, "plan the party");
  } }],
  ["away", async (page) => {
    process.kill(Number(process.env.BACKEND_PID), "SIGSTOP");
    await page.goto("/");
    await expect(page.getByRole("heading", { name: "Not right now" })).toBeVisible();
  }, { after: () => process.kill(Number(process.env.BACKEND_PID), "SIGCONT") }],
  ["lost", at("/nowhere")],
  ["sign-in", at("/sign-in")],
  ["reset", at("/reset")],
  ["new-password", at("/reset?token=none")],
  ["codes", async (page) => {
    await page.context().addCookies([
      { name: "new-codes", value: "7QK4-M2XD-9RTB.H3VN-8WPC-5JYE.2FGA-6ZLS-1UKO", url: process.env.BASE_URL },
    ]);
    await open(page, "/recovery-codes");
  }],
  ["welcome", async (page) => {
    await page.context().clearCookies({ name: "session" });
    await open(page);
    await alive(page);
  }],
  ["first", async (page) => {
    await guest(page);
    await open(page, "/inbox");
  }],
  ["confirm", async (page) => {
    await open(page);
    await say(page, "buy milk");
    await say(page, "call Ada");
    await say(page, "delete all my tasks");
    await expect(page.getByRole("button", { name: "Yes, do it" })).toBeVisible();
  }],
];
