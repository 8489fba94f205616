import { defineConfig } from "@playwright/test";

// A browser without a connection has none in its service worker either.
process.env.PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS = "1";

// Every spec runs twice: as plain pages and forms, and with the app alive; those of the app alone, or of forms, once.
export default defineConfig({
  testDir: ".",
  timeout: 30_000,
  workers: 1,
  reporter: "list",
  use: {
    baseURL: process.env.BASE_URL,
    // A proof of the deployment makes its own certificate.
    ignoreHTTPSErrors: process.env.OWN_CERTIFICATE === "true",
    // Where it is not what a spec is about, it would only stand between the page and what the spec does to its requests.
    serviceWorkers: "block",
    timezoneId: "America/New_York",
    launchOptions: {
      executablePath: process.env.CHROMIUM,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "scripts-off", grepInvert: /@scripts/, use: { javaScriptEnabled: false } },
    { name: "alive", grepInvert: /@forms/, use: { javaScriptEnabled: true } },
  ],
});
