// Loads the app. Until it is there, and without scripts, every form and link of the page works by itself.
const app = document.querySelector("script[data-program]").dataset;
const { default: start } = await import(app.module);
await start({ module_or_path: app.program });
