// Answers like others.py, by libraries of JavaScript: JSON lines of {text, ref} in, one answer a line out. The ref is
// a reading of the clock of TZ, which is two hours west of Greenwich.
import { createRequire } from "node:module";
import readline from "node:readline";

const require = createRequire(`${process.env.LANGUAGE_OTHERS ?? import.meta.dirname}/package.json`);

const parsers = {
  chrono() {
    const chrono = require("chrono-node");
    return ({ text, ref }) => {
      const [first] = chrono.parse(text, new Date(`${ref}-02:00`), { forwardDate: true });
      const found = first?.start.date();
      if (!found || found.getFullYear() < 1) return null;
      const local = new Date(found.getTime() - found.getTimezoneOffset() * 60_000);
      return { start: local.toISOString().slice(0, 19), grain: "second" };
    };
  },
  rrule() {
    const { RRule } = require("rrule");
    return ({ text }) => {
      const rule = RRule.fromText(text).toString().replace(/^.*RRULE:/s, "");
      return /FREQ=/.test(rule) ? rule : null;
    };
  },
};

const answer = parsers[process.argv[2]]();
for await (const line of readline.createInterface({ input: process.stdin })) {
  let told = null;
  try {
    told = answer(JSON.parse(line));
  } catch {
    // A parser that fails on a text answers nothing.
  }
  console.log(JSON.stringify(told));
}
