import { defineConfig } from "@playwright/test";

// Every spec runs twice: as plain pages and forms, and with the app alive; those of the app alone, or of forms, once.
export default defineConfig({
  testDir: ".",
  timeout: 30_000,
  workers: 1,
  reporter: "list",
  use: {
    baseURL: process.env.BASE_URL,
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
