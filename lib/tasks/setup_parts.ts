/** What `deno task setup` does once the npm packages are there. */
import { seconds } from "../workspace/seconds.ts";
import { ensureSetup } from "./ensure_setup.ts";

const began = performance.now();
const { ran, failed } = await ensureSetup({ thorough: true });
const names = failed.map(({ name }) => name).join(", ");
const essential = !failed.some(({ essential }) => essential);
const how = ran === 0
  ? "Nothing is missing"
  : essential
  ? `Ready${names && ` but for ${names}`}`
  : `Not ready: without ${names} notebooks do not run`;
console.error(`${how} (${seconds(performance.now() - began)}).`);
console.error("Next: `deno task report` or `deno task lab`; `deno task doctor` shows the parts.");
Deno.exit(essential ? 0 : 1);
