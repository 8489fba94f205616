// Loads the app. Until it is there, and without scripts, every form and link of the page works by itself.
const app = document.querySelector("script[data-program]").dataset;
// The page itself has the line first. In a tab that is not looked at there is nothing to paint.
if (!document.hidden) await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
const program = fetch(app.program);
program.catch(() => {});
const [{ begin }, { default: start }] = await Promise.all([import(app.device), import(app.module)]);
const there = await begin(document.getElementById("page-data"), app.person);
if (there) await start({ module_or_path: program });
// The page that is kept says so where the app is not on it.
const away = document.getElementById("away");
if (away?.nextElementSibling) away.remove();
else if (away) away.hidden = false;
