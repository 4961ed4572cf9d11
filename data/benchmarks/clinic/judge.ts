/**
 * Asks the clinic about every sample of the study and every public thread, and writes what it said:
 * `deno run --no-lock --allow-read --allow-write=data/benchmarks --allow-env
 * data/benchmarks/clinic/judge.ts` writes `data/benchmarks/clinic.json` and `clinic.md`.
 * `--tune` looks at the tuning half alone, says what was missed, and writes nothing.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { judged } from "./judged.ts";
import { markdown } from "./markdown.ts";
import { readSamples, readThreads } from "./samples.ts";

const samples = readSamples();
if (Deno.args.includes("--tune")) {
  for (const { id, disease, found, verdict } of judged(samples, "tune").runs) {
    const wrong = disease === "health" ? verdict === "ill" : !found.includes(disease);
    if (wrong) console.log(`${id}: ${verdict}; ${found.join(", ")}`);
  }
} else {
  const { runs: _, ...held } = judged(samples, "held");
  const { runs: __, ...tune } = judged(samples, "tune");
  const results = { held, tune, threads: readThreads() };
  const to = fileURLToPath(new URL("../clinic", import.meta.url));
  Deno.writeTextFileSync(`${to}.json`, JSON.stringify(results, null, 1) + "\n");
  Deno.writeTextFileSync(`${to}.md`, markdown(results));
  console.log(`sensitivity, false alarms: ${to}.md`);
}
