// Audits a running product in a real browser: BASE_URL=… CHROMIUM=… node audit.js
// Prints a table to stderr and one JSON object to stdout; ends with 1 where a target is missed.
//   Lighthouse: Today with 50 tasks, on a phone's profile, the median of five runs
//   browser code: all scripts and the program that a page loads, as Brotli has them
//   ticks and keystrokes: to the next paint, with 1,000 tasks in the list
//   frames: while 5,000 tasks are scrolled, on a processor four times slower, and of 5,000 bare lines beside it
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { chromium } from "playwright-core";

const RUNS = 5;
const EACH = 100;
const base = process.env.BASE_URL;
if (!base) throw new Error("BASE_URL: expected the address of the running frontend");
const executablePath = process.env.CHROMIUM;
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"];

const at = (values, share) => [...values].sort((left, right) => left - right)[Math.ceil(share * values.length) - 1];
const round = (value, digits = 1) => Math.round(value * 10 ** digits) / 10 ** digits;

/** A person of their own with so many tasks, as the cookie of a session. */
const person = async (count, task) => {
  const post = async (path, body, cookie = "") => {
    const headers = { "content-type": "application/json", cookie };
    const answer = await fetch(`${base}/api/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const guest = await post("auth/guest", { time_zone: "UTC" });
  const cookie = guest.headers.getSetCookie()[0].split(";")[0];
  for (let first = 0; first < count; first += 100) {
    const numbers = Array.from({ length: Math.min(100, count - first) }, (_, index) => first + index);
    const operations = numbers.map((number) => ({ op: "create", task: task(number) }));
    await post("tasks/batch", { mode: "all_or_nothing", operations }, cookie);
  }
  return cookie;
};

const today = () => new Date().toISOString().slice(0, 10);
const plain = (number) => ({ title: `task ${number} with some words in its title`, tags: [`tag${number % 7}`] });

const audit = async () => {
  const cookie = await person(50, (number) => ({ ...plain(number), due: { date: today() } }));
  const chrome = await launch({ chromePath: executablePath, chromeFlags: ["--headless=new", ...args] });
  const runs = [];
  try {
    for (let run = 0; run < RUNS; run++) {
      const options = {
        port: chrome.port,
        logLevel: "error",
        onlyCategories: ["performance", "accessibility", "best-practices"],
        extraHeaders: { Cookie: cookie },
      };
      const { lhr } = await lighthouse(`${base}/today`, options);
      if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
      runs.push(lhr);
    }
  } finally {
    await chrome.kill();
  }
  const median = (read) => at(runs.map(read), 0.5);
  const score = (name) => Math.round(100 * median((run) => run.categories[name].score));
  const value = (name) => median((run) => run.audits[name].numericValue);
  const failed = new Set();
  for (const run of runs) {
    for (const name of ["accessibility", "best-practices"]) {
      for (const { id, weight } of run.categories[name].auditRefs) {
        if (weight > 0 && run.audits[id].score !== null && run.audits[id].score < 1) failed.add(id);
      }
    }
  }
  return {
    performance: score("performance"),
    accessibility: score("accessibility"),
    best_practices: score("best-practices"),
    failed_audits: [...failed],
    first_paint_ms: round(value("first-contentful-paint"), 0),
    largest_paint_ms: round(value("largest-contentful-paint"), 0),
    blocking_ms: round(value("total-blocking-time"), 0),
    layout_shift: round(value("cumulative-layout-shift"), 3),
    speed_index_ms: round(value("speed-index"), 0),
  };
};

/** Bytes of the code that a person's page loads. */
const code = async () => {
  const headers = { cookie: await person(1, plain), "accept-encoding": "br" };
  const page = await (await fetch(base, { headers })).text();
  const [script] = page.match(/<script[^>]+data-program[^>]*>/);
  const urls = [...script.matchAll(/(?:src|data-(?:device|module|program))="([^"]+)"/g)].map(([, url]) => url);
  const answers = await Promise.all(urls.map((url) => fetch(new URL(url, base), { headers })));
  for (const answer of answers) if (answer.headers.get("content-encoding") !== "br") throw new Error(answer.url);
  const sizes = answers.map((answer) => Number(answer.headers.get("content-length")));
  return { code_kib: round(sizes.reduce((sum, size) => sum + size) / 1024) };
};

const signedIn = async (browser, cookie) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const [name, value] = cookie.split("=");
  await context.addCookies([{ name, value, url: base }]);
  const page = await context.newPage();
  await page.goto(base);
  await page.waitForSelector("html[data-alive]");
  return page;
};

const shown = (page, count) =>
  page.waitForFunction((count) => document.querySelectorAll(".task").length >= count, count, { timeout: 60_000 });

/** From what a person does to the end of the frame that follows. */
const reactions = async (page, type, act) => {
  await page.evaluate((type) => {
    window.seen = [];
    window.addEventListener(
      type,
      (event) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => window.seen.push(performance.now() - event.timeStamp);
        requestAnimationFrame(() => channel.port2.postMessage(null));
      },
      { capture: true },
    );
  }, type);
  for (let index = 0; index < EACH; index++) {
    await act(index);
    await page.waitForFunction((count) => window.seen.length >= count, index + 1);
  }
  return page.evaluate(() => window.seen);
};

const react = async (browser) => {
  const page = await signedIn(browser, await person(1000, plain));
  await shown(page, 1000);
  const keys = "buy milk tomorrow at 5pm #home !high ";
  await page.locator("#message").focus();
  const typed = await reactions(page, "keydown", (index) => page.keyboard.press(keys[index % keys.length]));
  await page.locator("#message").fill("");
  const ticked = await reactions(page, "click", () => page.locator(".task:not(.done) .tick").first().click());
  await page.context().close();
  return {
    keystroke_ms_p95: round(at(typed, 0.95)),
    tick_ms_p95: round(at(ticked, 0.95)),
    reaction_ms_p95: round(at([...typed, ...ticked], 0.95)),
  };
};

const scrolled = async (page, area) => {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.mouse.move(600, 400);
  await page.evaluate(() => {
    window.frames_ms = [];
    let last = performance.now();
    const frame = (now) => {
      window.frames_ms.push(now - last);
      last = now;
      window.recording = requestAnimationFrame(frame);
    };
    window.recording = requestAnimationFrame(frame);
  });
  for (let index = 0; index < 200; index++) await page.mouse.wheel(0, 400);
  await page.waitForFunction((area) => document.querySelector(area).scrollTop > 50_000, area, { timeout: 60_000 });
  const frames = await page.evaluate(() => {
    cancelAnimationFrame(window.recording);
    return window.frames_ms.slice(2);
  });
  return {
    frames: frames.length,
    at_most_20_ms: round((100 * frames.filter((time) => time <= 20).length) / frames.length),
    longest_ms: round(Math.max(...frames)),
  };
};

/** What this machine makes of as many lines of text, to compare with: nothing else draws here but its processor. */
const bare = (count) => {
  const lines = Array.from({ length: count }, (_, number) => `<li>${plain(number).title}</li>`);
  const style = "main { block-size: 100vh; overflow-y: auto } li { block-size: 52px }";
  return `<!DOCTYPE html><style>${style}</style><main><ul>${lines.join("")}</ul></main>`;
};

const scroll = async (browser) => {
  const page = await signedIn(browser, await person(5000, plain));
  await shown(page, 5000);
  const app = await scrolled(page, ".app > main");
  const other = await page.context().newPage();
  await other.setContent(bare(5000));
  const text = await scrolled(other, "main");
  await page.context().close();
  return {
    frames: app.frames,
    frames_at_most_20_ms: app.at_most_20_ms,
    longest_frame_ms: app.longest_ms,
    bare_frames_at_most_20_ms: text.at_most_20_ms,
    bare_longest_frame_ms: text.longest_ms,
  };
};

const browser = await chromium.launch({ executablePath, args });
let figures;
try {
  figures = { ...(await audit()), ...(await code()), ...(await react(browser)), ...(await scroll(browser)) };
} finally {
  await browser.close();
}
const targets = [
  ["performance", "Lighthouse, performance", ">=", 95],
  ["accessibility", "Lighthouse, accessibility", ">=", 100],
  ["best_practices", "Lighthouse, best practices", ">=", 100],
  ["largest_paint_ms", "largest contentful paint, ms", "<", 1200],
  ["blocking_ms", "total blocking time, ms", "<", 100],
  ["layout_shift", "cumulative layout shift", "<", 0.02],
  ["code_kib", "browser code, KiB of Brotli", "<", 400],
  ["reaction_ms_p95", "tick or keystroke to paint, 1,000 tasks, p95, ms", "<", 50],
  ["frames_at_most_20_ms", "frames of at most 20 ms, 5,000 tasks, %", ">=", 95],
  ["longest_frame_ms", "longest frame, 5,000 tasks, ms", "<=", 100],
];
const met = (value, sign, target) => ({ ">=": value >= target, "<=": value <= target, "<": value < target })[sign];
let missed = 0;
for (const [name, what, sign, target] of targets) {
  const good = met(figures[name], sign, target);
  if (!good) missed++;
  console.error(`${good ? "met   " : "MISSED"}  ${what}: ${figures[name]} (${sign} ${target})`);
}
console.error(`        of 5,000 bare lines: ${figures.bare_frames_at_most_20_ms} %, ${figures.bare_longest_frame_ms} ms`);
console.log(JSON.stringify(figures, null, 2));
process.exitCode = missed > 0 ? 1 : 0;
