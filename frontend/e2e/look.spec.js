// How it looks, and that everyone can use it.
import { mkdir, writeFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import { expect, guest, hold, line, open, task, test } from "./fixtures.js";
import { filled, screens } from "./views.js";

const THEMES = ["light", "dark"];

const dressed = (page, colorScheme) => page.emulateMedia({ colorScheme, reducedMotion: "reduce" });

/** The same person on a phone: a finger, and twice as many pixels to a point. */
const onPhone = async (page) => {
  const context = await page.context().browser().newContext({
    ...test.info().project.use,
    storageState: await page.context().storageState(),
    viewport: { width: 390, height: 800 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  });
  return context.newPage();
};

/** Goes through every screen of a device; the last ones sign out. */
const each = async (page, device, made, look) => {
  for (const [name, show, { only, after } = {}] of screens(made)) {
    if (only && only !== device) continue;
    try {
      await show(page);
      await look(name);
    } finally {
      await after?.(page);
    }
  }
};

test.describe("every screen", () => {
  test.use({ expected: /status of (404|409|503)|ERR_INTERNET_DISCONNECTED|ERR_NETWORK|Failed to fetch/ });

  for (const device of ["desktop", "phone"]) {
    test(`is free of violations, light and dark, on a ${device} @scripts`, async ({ page: desktop }) => {
      test.setTimeout(300_000);
      const made = await filled(desktop);
      const page = device === "phone" ? await onPhone(desktop) : desktop;
      await each(page, device, made, async (name) => {
        for (const theme of THEMES) {
          await dressed(page, theme);
          const { violations } = await new AxeBuilder({ page }).analyze();
          const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
          expect.soft(found, `${name}, ${theme}`).toEqual([]);
        }
      });
    });
  }

  // 1280 by 800 pixels at 200 %, and the narrowest phone.
  for (const [name, width, height] of [["200 % zoom", 640, 400], ["320 pixels", 320, 640]]) {
    test(`loses nothing at ${name} @scripts`, async ({ page }) => {
      test.setTimeout(300_000);
      await page.emulateMedia({ reducedMotion: "reduce" });
      await each(page, "desktop", await filled(page), async (screen) => {
        await page.setViewportSize({ width, height });
        await settled(page);
        expect.soft(await wider(page), `${screen} is wider than the window`).toBe(false);
        expect.soft(await covered(page), `${screen} has what cannot be reached`).toEqual([]);
        await page.setViewportSize({ width: 1280, height: 800 });
      });
    });
  }

  test("as a picture @scripts", async ({ page }) => {
    test.skip(!process.env.IMAGES, "no folder for pictures");
    test.setTimeout(600_000);
    const made = await filled(page);
    const phone = await onPhone(page);
    const painter = await page.context().newPage();
    await mkdir(process.env.IMAGES, { recursive: true });
    for (const [device, place] of [["desktop", page], ["phone", phone]]) {
      await each(place, device, made, async (name) => {
        for (const theme of THEMES) {
          await dressed(place, theme);
          await settled(place);
          await place.evaluate(() => document.activeElement?.matches(".history, aside") && document.activeElement.blur());
          const look = { "desktop light": "desktop", "desktop dark": "dark", "phone light": "phone", "phone dark": "phone-dark" };
          const picture = await small(painter, await place.screenshot());
          await writeFile(`${process.env.IMAGES}/${name}-${look[`${device} ${theme}`]}.webp`, picture);
        }
      });
    }
  });
});

/** A picture as WebP, a quarter of the size. */
const small = async (page, png) => {
  const text = await page.evaluate(async (png) => {
    const image = Object.assign(new Image(), { src: `data:image/png;base64,${png}` });
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.8).split(",")[1];
  }, png.toString("base64"));
  return Buffer.from(text, "base64");
};

/** The sheet of the chat gives way a moment after the focus left it. */
const settled = (page) =>
  page.evaluate(async () => {
    const moves = document.getAnimations().filter((move) => move instanceof CSSTransition);
    await Promise.allSettled(moves.map((move) => move.finished));
  });

const wider = (page) => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);

/** What can be pressed or typed into, and is still not to be had when one scrolls to it. */
const covered = (page) =>
  page.evaluate(() => {
    // What lies over the page on purpose.
    const top = document.querySelector("dialog[open], :popover-open, .detail");
    const places = (top ?? document).querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary");
    const lost = [];
    for (const place of places) {
      if (!place.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      place.scrollIntoView({ block: "center", inline: "center" });
      const box = place.getBoundingClientRect();
      // What only those see who need it, as the way past the sidebar.
      if (box.width <= 1 || box.height <= 1) continue;
      const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      // A message goes by itself, and at a press.
      if (hit?.closest(".toast")) continue;
      const own = hit && (place.contains(hit) || hit.contains(place) || place.closest("label")?.contains(hit));
      if (!own) lost.push(`${place.outerHTML.slice(0, 100)} under ${hit?.outerHTML.slice(0, 60)}`);
    }
    return lost;
  });

test.describe("nothing but the system's colours, where these are asked for", () => {
  const style = (page, selector, property) =>
    page.locator(selector).first().evaluate((element, property) => getComputedStyle(element)[property], property);

  test("leaves what matters in sight @scripts", async ({ page }) => {
    await page.emulateMedia({ forcedColors: "active" });
    await filled(page);
    expect(await style(page, ".tick", "borderTopStyle")).toBe("solid");
    expect(await style(page, ".say .line", "borderTopStyle")).toBe("solid");
    // A box that is not ticked has no mark in it, and one that is has.
    expect(await style(page, ".task:not(.done) .tick .icon", "visibility")).toBe("hidden");
    expect(await style(page, "nav [aria-current]", "outlineStyle")).toBe("solid");
    await page.locator(".task .title").first().focus();
    await page.keyboard.press("x");
    expect(await style(page, ".task.selected", "outlineStyle")).toBe("solid");
    await open(page, "/completed");
    expect(await style(page, ".tick.ticked .icon", "visibility")).toBe("visible");
    await open(page, "/upcoming");
    await page.getByRole("navigation", { name: "Week" }).getByRole("link", { name: /due$/ }).last().click();
    expect(await style(page, ".week [aria-current]", "outlineStyle")).toBe("solid");
  });

  test("is free of violations @scripts", async ({ page }) => {
    await page.emulateMedia({ forcedColors: "active" });
    const made = await filled(page);
    for (const [name, show] of screens(made).filter(([name]) => ["tasks", "task", "upcoming", "settings"].includes(name))) {
      await show(page);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id }) => id), name).toEqual([]);
    }
  });
});

test("targets are large enough for a finger @scripts", async ({ page }) => {
  await filled(page);
  await page.setViewportSize({ width: 390, height: 800 });
  const small = await page.evaluate(() => {
    const targets = [...document.querySelectorAll("button, .button, nav a, input:not([type=hidden]), select, summary")];
    const seen = targets.filter((target) => target.checkVisibility({ visibilityProperty: true }));
    const boxes = seen.map((target) => [target.outerHTML.slice(0, 120), target.getBoundingClientRect()]);
    return boxes.filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 24)).map(([html]) => html);
  });
  expect(small).toEqual([]);
});

test("a small phone has the line in sight @scripts", async ({ page }) => {
  await filled(page);
  await page.setViewportSize({ width: 320, height: 640 });
  await expect(line(page)).toBeInViewport();
});

test("nothing jumps while a page comes alive, and while one goes from view to view @scripts", async ({ page }) => {
  await filled(page);
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  const path = ["/", "/activity", "/notifications", "/upcoming"];
  for (const address of path) {
    await open(page, address);
    await settled(page);
    expect(await page.evaluate(() => window.shift), address).toBeLessThan(0.02);
  }
});

test("what the server still renders has its place, and says that it comes @scripts", async ({ page }) => {
  await filled(page);
  const release = await hold(page, "**/fn/fragment");
  await page.getByRole("link", { name: "Activity" }).click();
  const piece = page.locator(".tasks > .fragment");
  await expect(piece).toHaveAttribute("aria-busy", "true");
  expect((await piece.boundingBox()).height).toBeGreaterThan(100);
  await expect.poll(() => piece.evaluate((piece) => Number(getComputedStyle(piece, "::before").opacity))).toBeGreaterThan(0.3);
  release();
  await expect(piece.locator(".feed li").first()).toBeVisible();
  await expect(piece).toHaveAttribute("aria-busy", "false");
});

test("what is said aloud stands in the line, and is sent only then @scripts", async ({ page }) => {
  // The browser's part: it hears, and tells what.
  await page.addInitScript(() => {
    window.SpeechRecognition = class {
      start() {
        window.heard = (transcript) => {
          this.onresult({ results: [[{ transcript }]] });
          this.onend();
        };
      }
    };
  });
  await guest(page);
  const button = page.getByRole("button", { name: "Say it aloud" });
  await button.click();
  await expect(button).toHaveAttribute("aria-pressed", "true");
  await page.evaluate(() => window.heard("buy milk tomorrow at 5pm"));
  await expect(line(page)).toHaveValue("buy milk tomorrow at 5pm");
  await expect(line(page)).toBeFocused();
  await expect(page.getByRole("list", { name: "Understood" }).getByRole("button")).toHaveCount(2);
  await expect(button).toHaveAttribute("aria-pressed", "false");
  await expect(task(page, "buy milk")).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(task(page, "buy milk")).toContainText("tomorrow 17:00");
});

test("a browser that cannot listen offers no button for it @scripts", async ({ page }) => {
  await page.addInitScript(() => {
    delete window.SpeechRecognition;
    delete window.webkitSpeechRecognition;
  });
  await guest(page);
  await expect(page.getByRole("button", { name: "Say it aloud" })).toHaveCount(0);
});
