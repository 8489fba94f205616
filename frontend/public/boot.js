// Loads the app. Until it is there, and without scripts, every form and link of the page works by itself.
const { program, module } = document.querySelector("script[data-program]").dataset;

for (const input of document.querySelectorAll("input[data-time-zone]")) {
  input.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

const { default: start } = await import(module);
await start({ module_or_path: program });
