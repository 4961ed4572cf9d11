/**
 * `deno task bench`: races the fused operators against the frameworks, and writes what came out.
 *
 * @module
 */
import { mkdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { ensureSetup } from "#lib/tasks/ensure_setup.ts";
import { options, refuse, wholeNumber, wholeNumbers } from "#lib/tasks/options.ts";
import { stepLine } from "#lib/tasks/step_line.ts";
import { findBun } from "#lib/workspace/find_bun.ts";
import { CACHE, ROOT } from "#lib/workspace/paths.ts";

const HELP = `deno task bench [--quick] [--no-peers] [--only NAME] [--sizes LIST] [--to FOLDER]

Races batchAll (by cosine distance too), batchHard, semiHard and circle, every engine under Deno and
Bun, against TensorFlow, PyTorch, pytorch-metric-learning, sentence-transformers and article 3's
program, and training steps against Keras: all in turns, in processes of their own. Writes
data/benchmarks/operators.parquet, .json, .md and two charts. The Python peers are fetched into
.cache/peers the first time (about 3 GB); without them, or without Bun, the rest is raced.

  --quick        three rounds at three sizes, into .cache/bench: a few minutes
  --no-peers     ours only
  --peers        stop where the peers cannot be had (otherwise they are left out)
  --only NAME    batch-all, batch-all-cosine, batch-hard, semi-hard, circle, training-step or
                 convolution-step
  --sizes LIST   batch sizes, as 64,256 (64 to 8192, doubling)
  --rounds N     rounds (9; 3 with --quick)
  --minutes N    what is not begun by then is left out (45)
  --add          keep what an earlier run measured of the races that this one does not run
  --redraw       race nothing: report and charts anew from the results that are there
  --to FOLDER    where the results go
  --help         this text`;

const given = options(HELP, {
  quick: false,
  peers: false,
  add: false,
  redraw: false,
  "no-peers": false,
  only: "",
  sizes: "",
  rounds: "",
  minutes: "45",
  to: "",
}, { paths: ["to"] });

const OPERATORS = [
  "batch-all",
  "batch-all-cosine",
  "batch-hard",
  "semi-hard",
  "circle",
  "training-step",
  "convolution-step",
] as const;
if (given.only && !OPERATORS.includes(given.only as typeof OPERATORS[number])) {
  refuse(`--only: expected one of ${OPERATORS.join(", ")}, got ${given.only}`);
}
const sizes = given.sizes === "" ? [] : wholeNumbers("sizes", given.sizes, 8, 16384);
const rounds = wholeNumber("rounds", given.rounds || (given.quick ? "3" : "9"));
const minutes = wholeNumber("minutes", given.minutes);

await ensureSetup();
// These need the packages that set-up has fetched.
const { peerEnvironment } = await import("./peer_environment.ts");
const { runRaces } = await import("./run_races.ts");
const { redrawResults, writeResults } = await import("./write_results.ts");

const folder = resolve(ROOT, given.to || (given.quick ? ".cache/bench" : "data/benchmarks"));
if (given.redraw) {
  console.log(redrawResults(folder));
  Deno.exit(0);
}

// Now rather than after half an hour of races, in case that it may not be written.
mkdirSync(folder, { recursive: true });

let python: string | undefined;
let noPython = "peers were not asked for";
if (!given["no-peers"]) {
  const line = stepLine("Python peers");
  try {
    python = await peerEnvironment(join(CACHE, "peers"), line.update);
    line.end("✓");
  } catch (error) {
    noPython = (error as Error).message;
    line.end("-", noPython);
    if (given.peers) Deno.exit(1);
  }
}
const bun = await findBun();
if (!bun) console.error("Bun is not there for this system: its half is left out.");

const all = sizes.length > 0
  ? sizes
  : given.quick
  ? [64, 256, 1024]
  : [64, 128, 256, 512, 1024, 2048, 4096, 8192];
const few = sizes.length > 0 ? sizes : given.quick ? [256] : [256, 1024, 4096];
const plans = ([
  { operator: "batch-all", batches: all, classes: ["4 a class", "10 classes"] },
  { operator: "batch-all-cosine", batches: few, classes: ["4 a class"] },
  { operator: "batch-hard", batches: few, classes: ["4 a class"] },
  { operator: "semi-hard", batches: few, classes: ["4 a class", "10 classes"] },
  { operator: "circle", batches: few, classes: ["4 a class"] },
  { operator: "training-step", batches: [256], classes: ["4 a class"] },
  { operator: "convolution-step", batches: [256], classes: ["4 a class"] },
] as const).filter(({ operator }) => !given.only || operator === given.only);

const line = stepLine("Races");
const began = performance.now();
const result = await runRaces({
  plans,
  rounds,
  minutes,
  python,
  noPython,
  bun,
  folder: join(CACHE, "bench"),
  say: line.update,
});
const seconds = (performance.now() - began) / 1000;
line.end("✓");

const report = await writeResults(folder, result, { rounds, seconds, bun, add: given.add });
console.log(report);
console.log(`${relative(ROOT, folder)}/operators.md, .parquet, .json, _time.svg, _memory.svg`);
