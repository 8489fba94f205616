// How it looks, and that everyone can use it.
import AxeBuilder from "@axe-core/playwright";
import { expect, guest, line, open, say, task, test } from "./fixtures.js";

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

test("every view is free of violations, light and dark, desktop and phone @scripts", async ({ page }) => {
  test.setTimeout(180_000);
  const check = async (name) => {
    for (const look of LOOKS) {
      await dressed(page, look);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
      expect(found, `${name}, ${look[0]}`).toEqual([]);
    }
  };
  await open(page);
  await check("welcome");
  await open(page, "/sign-in");
  await check("sign in");
  await filled(page);
  await page.getByRole("button", { name: "Complete book the dentist" }).click();
  await line(page).fill("call Bob tomorrow #work");
  await check("tasks, toast and chips");
  await page.keyboard.press("Escape");
  await task(page, "buy milk").getByRole("link").click();
  await check("a task");
  await page.keyboard.press("Control+k");
  await check("palette");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await check("help");
  for (const path of ["/today", "/upcoming", "/completed", "/trash", "/search?q=milk", "/settings"]) {
    await open(page, path);
    await check(path);
  }
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
    await task(page, "buy milk").getByRole("link").click();
    await page.screenshot({ path: `${process.env.IMAGES}/task-${look[0]}.png` });
    await open(page, "/settings");
    await page.screenshot({ path: `${process.env.IMAGES}/settings-${look[0]}.png` });
  }
});
