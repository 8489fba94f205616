// Loads the app. Until it is there, and without scripts, every form and link of the page works by itself.
for (const input of document.querySelectorAll("input[data-time-zone]")) {
  input.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

const app = document.querySelector("script[data-program]")?.dataset;
if (app) {
  const { default: start } = await import(app.module);
  await start({ module_or_path: app.program });
}
