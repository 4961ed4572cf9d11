/** What `deno task setup` does once the npm packages are there. */
import { ensureSetup } from "./ensure_setup.ts";
import { seconds } from "../workspace/seconds.ts";

const began = performance.now();
const { ran, failed } = await ensureSetup({ thorough: true });
const time = seconds(performance.now() - began);
const names = failed.map(({ name }) => name).join(", ");
const essential = !failed.some(({ essential }) => essential);
if (ran === 0) console.error(`Nothing is missing (${time}).`);
else if (failed.length === 0) console.error(`Ready (${time}).`);
else if (essential) console.error(`Ready but for ${names} (${time}).`);
else console.error(`Not ready: without ${names} notebooks do not run (${time}).`);
console.error("Next: `deno task report` or `deno task lab`; `deno task doctor` shows the parts.");
Deno.exit(essential ? 0 : 1);
