// Each flow by the keyboard alone, from a page with three tasks: the keys, and what is seen then. @scripts
import { expect, focus, line, sheet, task, test, three, titles, toast } from "./fixtures.js";

const palette = (page) => page.getByRole("dialog", { name: "Search, go and do" });
const bar = (page) => page.getByRole("region", { name: "Picked tasks" });

const FLOWS = [
  ["add a task here", async (page) => {
    await page.keyboard.press("a");
    await page.keyboard.type("four tomorrow");
    await page.keyboard.press("Enter");
    await expect(task(page, "four")).toContainText("tomorrow");
  }],
  ["say something", async (page) => {
    await page.keyboard.press("q");
    await page.keyboard.type("add five");
    await page.keyboard.press("Enter");
    await expect(task(page, "five")).toBeVisible();
  }],
  ["find a command by /", async (page) => {
    await page.keyboard.press("/");
    await page.keyboard.type("hel");
    await page.keyboard.press("Enter");
    await expect(line(page)).toHaveValue("help");
    await page.keyboard.press("Escape");
    await expect(line(page)).not.toBeFocused();
  }],
  ["edit a title in place", async (page) => {
    await focus(page, "two");
    await page.keyboard.press("e");
    await expect(page.getByLabel("Title")).toHaveValue("two");
    await page.keyboard.type("2");
    await page.keyboard.press("Enter");
    await expect.poll(() => titles(page)).toEqual(["one", "2", "three"]);
    await expect(task(page, "2").locator(".title")).toBeFocused();
  }],
  ["leave a title as it was", async (page) => {
    await focus(page, "two");
    await page.keyboard.press("e");
    await expect(page.getByLabel("Title")).toBeFocused();
    await page.keyboard.type("2");
    await page.keyboard.press("Escape");
    expect(await titles(page)).toEqual(["one", "two", "three"]);
  }],
  ["set a day", async (page) => {
    await focus(page, "two");
    await page.keyboard.press("d");
    await expect(sheet(page).getByLabel("When, in words")).toBeFocused();
    await page.keyboard.type("tomorrow");
    await page.keyboard.press("Enter");
    await expect(sheet(page)).toBeHidden();
    await expect(task(page, "two")).toContainText("tomorrow");
    await expect(task(page, "two").locator(".title")).toBeFocused();
  }],
  ["set tags", async (page) => {
    await focus(page, "two");
    await page.keyboard.press("t");
    await expect(page.getByLabel("Tags")).toBeFocused();
    await page.keyboard.type("home");
    await page.keyboard.press("Tab");
    await expect(task(page, "two")).toContainText("#home");
    await page.keyboard.press("Escape");
    await expect(task(page, "two").locator(".title")).toBeFocused();
  }],
  ["open and close a task", async (page) => {
    await focus(page, "two");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("complementary", { name: "Task" })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(task(page, "two").locator(".title")).toBeFocused();
  }],
  ["put tasks in another order", async (page) => {
    await focus(page, "three");
    await page.keyboard.press("Alt+ArrowUp");
    await expect.poll(() => titles(page)).toEqual(["one", "three", "two"]);
    await focus(page, "one");
    await page.keyboard.press("Alt+ArrowDown");
    await expect.poll(() => titles(page)).toEqual(["three", "one", "two"]);
  }],
  ["tick off, and undo", async (page) => {
    await focus(page, "two");
    await page.keyboard.press("c");
    await expect(task(page, "two")).toHaveCount(0);
    await page.keyboard.press("z");
    await expect(task(page, "two")).toBeVisible();
  }],
  ["make a list", async (page) => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("new list");
    await page.keyboard.press("Enter");
    await expect(sheet(page).getByLabel("Name")).toBeFocused();
    await page.keyboard.type("Work");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Work", level: 2 })).toBeVisible();
  }],
  ["find a task", async (page) => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("thr");
    await page.keyboard.press("Enter");
    await expect(page.getByLabel("Title", { exact: true })).toHaveValue("three");
  }],
  ["go to a view, and to another", async (page) => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("someday");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Someday", level: 2 })).toBeVisible();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("inbox");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Inbox", level: 2 })).toBeVisible();
  }],
  ["leave the palette, with the focus where it was", async (page) => {
    await focus(page, "two");
    await page.keyboard.press("Control+k");
    await expect(palette(page)).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(palette(page)).toBeHidden();
    await expect(task(page, "two").locator(".title")).toBeFocused();
  }],
  ["set a priority", async (page) => {
    await focus(page, "two");
    await page.keyboard.press("p");
    await expect(page.getByLabel("Priority")).toBeFocused();
    await page.keyboard.type("Urg");
    await page.keyboard.press("Tab");
    await expect(task(page, "two")).toContainText("urgent priority");
  }],
  ["delete, and undo", async (page) => {
    await focus(page, "two");
    await page.keyboard.press("#");
    await expect(task(page, "two")).toHaveCount(0);
    await page.keyboard.press("z");
    await expect(task(page, "two")).toBeVisible();
  }],
  ["undo by the button that the message has", async (page) => {
    await focus(page, "two");
    await page.keyboard.press("c");
    await expect(task(page, "two")).toHaveCount(0);
    await toast(page).getByRole("button", { name: "Undo" }).focus();
    await page.keyboard.press("Enter");
    await expect(task(page, "two")).toBeVisible();
  }],
  ["pick two, and complete them", async (page) => {
    await focus(page, "one");
    await page.keyboard.press("x");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await expect(bar(page)).toContainText("2 picked");
    await page.keyboard.press("c");
    await expect.poll(() => titles(page)).toEqual(["three"]);
  }],
  ["pick two, and delete them", async (page) => {
    await focus(page, "one");
    await page.keyboard.press("x");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.keyboard.press("#");
    await expect.poll(() => titles(page)).toEqual(["three"]);
  }],
  ["pick one, and let it go", async (page) => {
    await focus(page, "one");
    await page.keyboard.press("x");
    await expect(bar(page)).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(bar(page)).toHaveCount(0);
    await expect(task(page, "one").locator(".title")).toBeFocused();
  }],
  ["take a chip as words", async (page) => {
    await page.keyboard.press("q");
    await page.keyboard.type("call Ada tomorrow");
    const chips = page.getByRole("list", { name: "Understood" }).getByRole("button");
    await expect(chips).toHaveCount(1);
    await chips.focus();
    await page.keyboard.press("Backspace");
    await expect(chips).toHaveCount(0);
    await expect(line(page)).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(task(page, "call Ada tomorrow")).toBeVisible();
  }],
  ["say again what was said", async (page) => {
    await page.keyboard.press("q");
    await page.keyboard.type("add four");
    await page.keyboard.press("Enter");
    await expect(task(page, "four")).toBeVisible();
    await page.keyboard.press("ArrowUp");
    await expect(line(page)).toHaveValue("add four");
  }],
  ["add a part to a task", async (page) => {
    await focus(page, "two");
    await page.keyboard.press("Enter");
    await page.getByLabel("New subtask").focus();
    await page.keyboard.type("half of it");
    await page.keyboard.press("Enter");
    await expect(page.locator(".part", { hasText: "half of it" })).toBeVisible();
  }],
  ["see the keys, and switch them off", async (page) => {
    await page.keyboard.press("?");
    const help = page.getByRole("dialog", { name: "Keyboard" });
    await expect(help).toBeVisible();
    await help.getByRole("link", { name: "What you can say" }).press("Enter");
    const sayings = page.getByRole("dialog", { name: "Help" });
    await expect(sayings).toContainText("water the plants every other friday");
    await page.keyboard.press("Escape");
    await expect(sayings).toHaveCount(0);
    await help.getByLabel("Keyboard shortcuts").focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("Escape");
    await page.keyboard.press("q");
    await expect(line(page)).not.toBeFocused();
    await page.keyboard.press("Control+k");
    await expect(palette(page)).toBeVisible();
  }],
  ["skip to the tasks", async (page) => {
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "Skip to the tasks" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.locator("#tasks")).toBeFocused();
  }],
  ["go through the whole page, and out of it", async (page) => {
    // Whatever has the focus gives it on: after as many steps as there are places, the first one has it again.
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("Tab");
    const skip = page.getByRole("link", { name: "Skip to the tasks" });
    await expect(skip).toBeFocused();
    const here = () => page.evaluate(() => document.activeElement?.className === "skip");
    let steps = 0;
    do {
      await page.keyboard.press("Tab");
      steps++;
    } while (steps < 150 && !(await here()));
    expect(steps).toBeGreaterThan(20);
    expect(steps).toBeLessThan(150);
  }],
];
for (const [system, agent, search, order] of [
  ["a Mac", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36", "Search (⌘ K)", "⌥ ↑"],
  ["Linux", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36", "Search (Ctrl K)", "Alt ↑"],
]) {
  test.describe(`on the keyboard of ${system}`, () => {
    test.use({ userAgent: agent });

    test("keys are named where they act, as they are printed on it @scripts", async ({ page }) => {
      await three(page);
      await expect(page.getByRole("searchbox")).toHaveAttribute("title", search);
      await expect(page.getByRole("searchbox")).toHaveAttribute("aria-keyshortcuts", "Control+K Meta+K");
      await expect(line(page)).toHaveAttribute("aria-keyshortcuts", "q /");
      await expect(page.getByRole("button", { name: "Complete two" })).toHaveAttribute("title", "Complete (c)");
      await expect(page.getByRole("button", { name: "Delete two" })).toHaveAttribute("title", "Delete (#)");
      await page.keyboard.press("?");
      await expect(page.getByRole("dialog", { name: "Keyboard" })).toContainText(order);
    });
  });
}

for (const [name, flow] of FLOWS) {
  test(`by keyboard: ${name} @scripts`, async ({ page }) => {
    await three(page);
    await flow(page);
  });
}

test("by keyboard: a task goes through a long list, and keeps the focus @scripts", async ({ page }) => {
  await three(page);
  const operations = Array.from({ length: 50 }, (_, index) => ({ op: "create", task: { title: `row ${index}.` } }));
  const answer = await page.request.post("/api/v1/tasks/batch", { data: { mode: "all_or_nothing", operations } });
  expect(answer.ok()).toBe(true);
  await expect(page.locator(".task")).toHaveCount(53);
  const at = async () => (await titles(page)).indexOf("row 19.");
  await focus(page, "row 19.");
  for (const [key, places] of [["Alt+ArrowUp", [21, 20, 19, 18]], ["Alt+ArrowDown", [19, 20, 21]]]) {
    for (const place of places) {
      await page.keyboard.press(key);
      await expect.poll(at).toBe(place);
      await expect(task(page, "row 19.").locator(".title")).toBeFocused();
    }
  }
});
