// Measures the app in a real browser, against a running product: BASE_URL=… CHROMIUM=… node bench.js
// Prints one JSON object: bytes of browser code, milliseconds from navigation to alive, and from a tick to its paint.
import { chromium } from "@playwright/test";

const LOADS = 10;
const TICKS = 50;
const base = process.env.BASE_URL;
if (!base) throw new Error("BASE_URL: expected the address of the running frontend");

const percentile = (values, share) => {
  const sorted = [...values].sort((left, right) => left - right);
  return Math.round(sorted[Math.ceil(share * sorted.length) - 1] * 10) / 10;
};

const bytes = async (url, encoding) => {
  const answer = await fetch(url, { headers: { "accept-encoding": encoding } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return Number(answer.headers.get("content-length"));
};

/** All scripts and programs that a page loads. */
const code = async (page) => {
  const urls = await page.evaluate(() => performance.getEntriesByType("resource").map((entry) => entry.name));
  const files = [...new Set(urls.filter((url) => /\.(js|wasm)$/.test(url)))];
  const sum = async (encoding) => {
    const sizes = await Promise.all(files.map((url) => bytes(url, encoding)));
    return sizes.reduce((total, size) => total + size, 0);
  };
  return { files: files.length, raw: await sum("identity"), brotli: await sum("br") };
};

/** Each load is a first visit: nothing is cached. */
const load = async (browser, state) => {
  const context = await browser.newContext({ storageState: state });
  const page = await context.newPage();
  await page.goto(base);
  await page.waitForSelector("html[data-alive]");
  const alive = await page.evaluate(() => performance.getEntriesByName("alive")[0].startTime);
  await context.close();
  return alive;
};

/** From the press to the first frame that shows the tick. */
const tick = (page) =>
  page.evaluate(async () => {
    const button = document.querySelector(".task:not(.done) .tick");
    const row = button.closest(".task");
    const start = performance.now();
    button.click();
    while (!row.classList.contains("done")) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    const painted = performance.now() - start;
    return painted;
  });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
});
try {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(base);
  await page.getByRole("button", { name: "Try it" }).click();
  await page.waitForSelector("html[data-alive]");
  for (let index = 0; index < TICKS; index++) {
    const answer = await context.request.post(`${base}/api/v1/tasks`, { data: { title: `task ${index}` } });
    if (!answer.ok()) throw new Error(`task ${index}: ${answer.status()}`);
  }
  await page.reload();
  await page.waitForSelector("html[data-alive]");
  const size = await code(page);
  const state = await context.storageState();
  const loads = [];
  for (let index = 0; index < LOADS; index++) loads.push(await load(browser, state));
  const ticks = [];
  for (let index = 0; index < TICKS; index++) ticks.push(await tick(page));
  console.log(
    JSON.stringify({
      code_files: size.files,
      code_bytes: size.raw,
      code_brotli_bytes: size.brotli,
      load_to_alive_ms_p50: percentile(loads, 0.5),
      tick_to_paint_ms_p95: percentile(ticks, 0.95),
    }),
  );
} finally {
  await browser.close();
}
