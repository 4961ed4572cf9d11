/**
 * `deno task fuzz`: the fused operators against loops in float64, on batches that a seed stands for.
 *
 * @module
 */
import process from "node:process";
import { fuzzBatch } from "./batches.ts";
import { compare, questionsOf } from "./compare.ts";
import { availableEngines, type EngineName, loadEngine } from "#lib/operators/mod.ts";
import { options, refuse, wholeNumber } from "#lib/tasks/options.ts";
import { stepLine } from "#lib/tasks/step_line.ts";

const HELP = `deno task fuzz [--seed N] [--count N] [--engine NAME] [--only INDEX]
bun tests/fuzz/fuzz.ts [the same]

Holds batchAll, batchHard, semiHard and circle, by each rule, on every engine that is there, against
float64 loops over triplets, anchors and pairs: loss, counts and gradient, on random batches and
on those with structure (lattices, sign codes, one-hot rows, collapsed classes, ...). A batch
that fails is named by its seed and index, which make it again. Ends with status 1 when one failed.

  --seed N       which sequence of batches (0 to 4294967295); a new one where it is left out
  --count N      how many batches (2000)
  --engine NAME  native, wasm or plain; may be repeated (all that are there)
  --only INDEX   only this batch of the sequence
  --help         this text`;

const given = options(HELP, { seed: "", count: "2000", engine: [] as string[], only: "" });

/** How many faults of an operator on an engine are told one by one. */
const TOLD = 3;

const whole = (name: "seed" | "count" | "only", least: number) =>
  wholeNumber(name, given[name], least, 2 ** 32 - 1);
const seed = given.seed ? whole("seed", 0) : crypto.getRandomValues(new Uint32Array(1))[0];
const first = given.only ? whole("only", 0) : 0;
const end = given.only ? first + 1 : whole("count", 1);
for (const name of given.engine) {
  try {
    if (name === "auto") refuse("--engine: expected native, wasm or plain, got auto");
    loadEngine(name as EngineName);
  } catch (error) {
    refuse((error as Error).message);
  }
}
const engines = given.engine.length > 0 ? given.engine as EngineName[] : availableEngines();
const runtime = "Bun" in globalThis ? "Bun" : "Deno";
for (const [name, why] of Object.entries(availableEngines().missing)) {
  if (given.engine.length === 0) console.log(`- ${name} is left out: ${why}`);
}
console.log(`seed ${seed}, ${end - first} batches on ${engines.join(", ")} under ${runtime}`);

/** What became of an operator on an engine. */
interface Tally {
  failed: number;
  declined: number;
  loss: number;
  gradient: number;
}
const tallies = new Map<string, Tally>();
let failed = 0;
const line = stepLine("Batches");
for (let index = first; index < end; index++) {
  const faults = faultsOf(index);
  for (const fault of faults) console.log(`✗ --seed ${seed} --only ${index}: ${fault}`);
  line.update(`${index + 1 - first} of ${end - first}, ${failed} with faults`);
  // Lets the line be drawn, and the WebAssembly engine's second thread begin and end.
  if (index % 20 === 0) await new Promise((resolve) => setTimeout(resolve));
}
line.end(failed === 0 ? "✓" : "✗");

const columns = ["engine, operator", "faults", "by plain", "worst loss", "worst gradient"];
console.table(
  Object.fromEntries([...tallies].map(([name, { failed, declined, loss, gradient }]) => [name, {
    [columns[1]]: failed,
    [columns[2]]: declined,
    [columns[3]]: loss.toExponential(1),
    [columns[4]]: gradient.toExponential(1),
  }])),
);
console.log(`${end - first} batches, ${failed} of them with faults`);
process.exit(failed === 0 ? 0 : 1);

/** Asks every engine about one batch, and keeps the tallies; the faults to tell come back, in words. */
function faultsOf(index: number): string[] {
  const batch = fuzzBatch(seed, index);
  const { kind, labels, dim, margin, squared, circle: { m, gamma, normalize } } = batch;
  const told: string[] = [];
  let right = true;
  for (const question of questionsOf(batch)) {
    for (const engine of engines) {
      const { faults, loss, gradient, engine: computed } = compare(question, engine);
      const name = `${engine} ${question.name}`;
      const tally = tallies.get(name) ?? { failed: 0, declined: 0, loss: 0, gradient: 0 };
      tallies.set(name, tally);
      if (computed !== engine) tally.declined++;
      tally.loss = Math.max(tally.loss, loss);
      tally.gradient = Math.max(tally.gradient, gradient);
      if (faults.length === 0) continue;
      right = false;
      if (++tally.failed > TOLD) continue;
      const asked = question.name.startsWith("circle")
        ? `m ${m}, gamma ${gamma}${normalize ? ", normalize" : ""}`
        : `margin ${margin}${squared ? ", squared" : ""}`;
      told.push(
        `${name}, ${kind}, ${labels.length} x ${dim}, ${asked}: ${faults.join("; ")}`,
      );
    }
  }
  if (!right) failed++;
  return told;
}
