// How it looks, and that everyone can use it.
import AxeBuilder from "@axe-core/playwright";
import { expect, guest, line, open, say, task, test, tick } from "./fixtures.js";

const LOOKS = [
  ["desktop", "light", 1280],
  ["dark", "dark", 1280],
  ["phone", "light", 390],
  ["phone-dark", "dark", 390],
];

const filled = async (page) => {
  await guest(page);
  await say(page, "pay rent today at 9am !urgent");
  await say(page, "buy milk tomorrow at 5pm #home");
  await say(page, "water the plants friday #home");
  await say(page, "book the dentist");
  await say(page, "call Ada friday !high @Work, and what's left this week?");
  await expect(task(page, "call Ada")).toBeVisible();
};

const dressed = async (page, [, colorScheme, width]) => {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.setViewportSize({ width, height: 800 });
};

test.describe("every view", () => {
  test.use({ expected: /status of 404/ });
  test("is free of violations, light and dark, desktop and phone @scripts", async ({ page }) => {
    test.setTimeout(180_000);
    const check = async (name) => {
      for (const look of LOOKS) {
        await dressed(page, look);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
        expect(found, `${name}, ${look[0]}`).toEqual([]);
      }
      await dressed(page, LOOKS[0]);
    };
    await open(page);
    await check("welcome");
    await open(page, "/sign-in");
    await check("sign in");
    await filled(page);
    await tick(page, "book the dentist").click();
    // It fades for a moment, and is gone.
    await expect(task(page, "book the dentist")).toHaveCount(0);
    await line(page).fill("call Bob tomorrow #work");
    await check("tasks, toast and chips");
    await page.keyboard.press("Escape");
    await task(page, "buy milk").locator(".title").click();
    await check("a task");
    await page.keyboard.press("Control+k");
    await check("palette");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await check("help");
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "New filter" }).click();
    await check("the form of a filter");
    await page.keyboard.press("Escape");
    await task(page, "buy milk").getByRole("link", { name: /^When/ }).click();
    await expect(page.getByRole("table")).toBeVisible();
    await check("a calendar");
    await page.keyboard.press("Escape");
    await task(page, "buy milk").locator(".title").focus();
    await page.keyboard.press("x");
    await check("picked tasks");
    const paths = [
      "/today", "/upcoming", "/someday", "/inbox", "/completed", "/trash", "/activity", "/notifications",
      "/search?q=milk", "/search?filter=p1", "/list/new", "/filter/new", "/settings", "/nowhere",
    ];
    for (const path of paths) {
      await open(page, path);
      await check(path);
    }
  });
});

test("nothing but the system's colours, where these are asked for, leaves what matters in sight @scripts", async ({
  page,
}) => {
  await page.emulateMedia({ forcedColors: "active" });
  await filled(page);
  const border = (selector) =>
    page.locator(selector).first().evaluate((element) => getComputedStyle(element).borderTopStyle);
  expect(await border(".tick")).toBe("solid");
  expect(await border(".say .line")).toBe("solid");
  await page.locator(".task .title").first().focus();
  await page.keyboard.press("x");
  const outline = await page.locator(".task.selected").evaluate((row) => getComputedStyle(row).outlineStyle);
  expect(outline).toBe("solid");
});

test("targets are large enough for a finger @scripts", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await filled(page);
  const small = await page.evaluate(() => {
    const targets = [...document.querySelectorAll("button, .button, nav a, input:not([type=hidden]), select, summary")];
    const seen = targets.filter((target) => target.checkVisibility({ visibilityProperty: true }));
    const boxes = seen.map((target) => [target.outerHTML.slice(0, 120), target.getBoundingClientRect()]);
    return boxes.filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 24)).map(([html]) => html);
  });
  expect(small).toEqual([]);
});

test("nothing is lost at 320 pixels @scripts", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await filled(page);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(wider).toBe(false);
  await expect(line(page)).toBeInViewport();
});

test("the pages as they look @scripts", async ({ page }) => {
  test.skip(!process.env.IMAGES, "no folder for pictures");
  await filled(page);
  for (const look of LOOKS) {
    await dressed(page, look);
    await open(page);
    await page.screenshot({ path: `${process.env.IMAGES}/${look[0]}.png` });
    await open(page, "/upcoming");
    await page.screenshot({ path: `${process.env.IMAGES}/upcoming-${look[0]}.png` });
    await open(page, "/activity");
    await page.screenshot({ path: `${process.env.IMAGES}/activity-${look[0]}.png` });
    await open(page);
    await task(page, "buy milk").locator(".title").click();
    await page.screenshot({ path: `${process.env.IMAGES}/task-${look[0]}.png` });
    await open(page, "/settings");
    await page.screenshot({ path: `${process.env.IMAGES}/settings-${look[0]}.png` });
  }
});
