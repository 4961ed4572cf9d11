/**
 * The plan of the clinic's study: which trainings are made, which disease each is given, and to which
 * half it belongs. Everything is drawn from one seed, before anything is trained.
 *
 * `deno run --no-lock --allow-read --allow-write=.cache data/benchmarks/clinic/plan.ts` writes
 * `.cache/clinic/plan.jsonl`, which `trainings.py` and `trainings.ts` read.
 *
 * @module
 */
import { seededRandom } from "../../../lib/random.ts";

/** Who trains: this project, loops in PyTorch, pytorch-metric-learning, sentence-transformers. */
export type Engine = "ours" | "torch" | "pml" | "st";

/** One training of the study. */
export interface Case {
  id: string;
  disease: string;
  /** Thresholds may look at `tune`; `held` is for the figures that are published. */
  half: "tune" | "held";
  seed: number;
  engine: Engine;
  data: "clusters" | "digits";
  classes: number;
  /** P and K. */
  perBatch: number;
  samples: number;
  rule: string;
  margin: number;
  squared: boolean;
  normalize: boolean;
  dim: number;
  rate: number;
  steps: number;
  /** What of the log is handed over. */
  columns: "all" | "share" | "loss" | "none";
  /** What the disease is made with. */
  with: Record<string, number | string | boolean>;
  /** CircleLoss's. */
  gamma?: number;
  m?: number;
}

/** The ten that are asked about most, by the threads of `threads.json`: named before the study ran. */
export const COMMONEST = [
  ...["collapse-to-a-point", "collapse-near-the-margin", "loss-at-the-margin"],
  ...["mean-over-active-mistaken", "no-valid-triplets", "one-class-batches"],
  ...["labels-all-distinct", "learning-rate-too-high", "not-finite", "margin-beyond-sphere"],
];

const RULES: Record<Engine, string[]> = {
  ours: ["batch-all-nonzero", "batch-hard", "semi-hard"],
  torch: ["batch-all-valid", "batch-all-nonzero", "batch-hard", "semi-hard", "soft"],
  pml: ["batch-all-valid", "batch-all-nonzero", "batch-hard"],
  st: ["batch-all-nonzero", "batch-hard", "semi-hard", "soft"],
};
const ALL: Engine[] = ["ours", "torch", "pml", "st"];
const PYTHON: Engine[] = ["torch", "pml", "st"];

type Pick = <T>(from: readonly T[]) => T;
type Between = (low: number, high: number) => number;
type Change = Partial<Case> & { engines?: Engine[]; rules?: string[] };

/** How each disease is given: what it changes in a training that is well. */
const DISEASES: Record<string, (pick: Pick, between: Between) => Change> = {
  "collapse-to-a-point": (pick, between) =>
    pick<Change>([
      { with: { labelNoise: 1 }, rules: ["batch-hard"], rate: between(0.003, 0.02), steps: 250 },
      { engines: PYTHON, with: { decay: between(0.5, 2) }, normalize: false, steps: 250 },
      { with: { labelNoise: 1 }, rules: ["batch-hard"], normalize: false, rate: 0.01, steps: 300 },
    ]),
  "collapse-to-a-line": (pick, between) => ({
    with: { bottleneck: 1, jitter: pick([0, between(0, 0.03)]) },
    normalize: false,
    rules: ["batch-all-nonzero"],
  }),
  "collapse-near-the-margin": (pick, between) => ({
    with: { labelNoise: pick([0.7, 1]), stopNear: between(0.05, 0.3) },
    rules: ["batch-hard"],
    rate: between(0.001, 0.003),
    steps: 300,
    normalize: pick([true, false]),
  }),
  "classes-collapsed-together": (pick, between) => ({
    with: { blankClasses: pick([2, 3]), blankNoise: between(0.005, 0.02) },
    classes: pick([6, 8]),
  }),
  "loss-at-the-margin": (_, between) => ({
    with: { labelNoise: 1 },
    rules: ["batch-hard"],
    rate: between(0.002, 0.01),
    steps: 300,
    columns: "loss",
  }),
  "mean-over-active-mistaken": (pick, between) => ({
    // A few wrong labels: the last active triplets are the worst ones.
    with: { labelNoise: between(0.03, 0.15) },
    normalize: false,
    steps: 240,
    rules: ["batch-all-nonzero"],
    squared: false,
    columns: pick(["all", "share"]),
  }),
  "no-valid-triplets": (pick) => ({
    with: { batches: "distinct", validColumn: pick([true, false]) },
    engines: ["torch", "ours"],
    rules: ["batch-all-nonzero"],
    columns: "all",
  }),
  "one-class-batches": () => ({ with: { batches: "one-class" }, engines: PYTHON }),
  "labels-all-distinct": () => ({ with: { labels: "rows" }, engines: PYTHON }),
  "duplicate-rows": (_, between) => ({ with: { duplicates: between(0.1, 0.5) } }),
  "squared-or-plain": (pick) => ({
    with: { value: true },
    engines: ["torch", "pml", "ours"],
    rules: ["batch-all-nonzero", "batch-hard"],
    squared: pick([true, false]),
    columns: "none",
  }),
  "margin-beyond-sphere": (pick, between) => {
    const squared = pick([true, false]);
    return {
      with: {},
      normalize: true,
      squared,
      margin: squared ? between(4.5, 8) : between(2.2, 5),
    };
  },
  "not-normalised": (pick) => ({
    with: { circleRaw: true },
    engines: ["torch"],
    rules: ["circle"],
    gamma: pick([32, 64, 80]),
    m: 0.25,
    normalize: false,
  }),
  "dead-dimensions": (_, between) => ({ with: { dead: between(0.15, 0.6) }, engines: PYTHON }),
  "gamma-overflow": (pick) => ({
    with: { naive: true },
    engines: ["torch"],
    rules: ["circle"],
    gamma: pick([256, 512, 1024]),
    m: pick([0.25, 0.4]),
    normalize: true,
  }),
  "gamma-starvation": (pick) => ({
    with: {},
    engines: ["torch"],
    rules: ["circle"],
    gamma: pick([2048, 4096, 8192]),
    m: 0.25,
    normalize: true,
    rate: 0.0003,
  }),
  "learning-rate-too-high": (pick, between) => ({
    with: { sgd: pick([true, false]) },
    engines: PYTHON,
    rules: ["batch-all-nonzero", "batch-all-valid"],
    rate: 10 ** between(-0.7, 1.3),
    normalize: false,
    columns: "all",
  }),
  "not-finite": (pick, between) =>
    pick<Change>([
      { with: { carelessRoot: true, duplicates: between(0.1, 0.3) }, engines: ["torch"] },
      { with: { nanInput: Math.round(between(5, 100)) }, engines: PYTHON },
    ]),
  "classes-overlap": (_, between) => ({ with: { parts: "train-test", shared: between(0.3, 1) } }),
  "query-in-gallery": (_, between) => ({
    with: { parts: "query-gallery", shared: between(0.2, 1) },
  }),
  "lone-queries": (_, between) => ({ with: { lone: between(0.25, 0.7) } }),
  "float16-saturation": (_, between) => ({
    with: { float16: between(0.05, 0.5) },
    engines: PYTHON,
    normalize: false,
  }),
  "near-duplicate-labels": (pick) => ({
    with: { splitClasses: pick([1, 2]) },
    classes: pick([6, 8]),
  }),
  "normalised-twice": () => ({
    with: { wrongAxis: true },
    engines: ["torch"],
    normalize: true,
  }),
};

/** All trainings, more than are kept: some do not fall ill, and are left out by `outcome.ts`. */
export function plan(): Case[] {
  const cases: Case[] = [];
  for (const [disease, change] of [["health", healthy] as const, ...Object.entries(DISEASES)]) {
    const count = disease === "health" ? 150 : COMMONEST.includes(disease) ? 100 : 24;
    for (let i = 0; i < count; i++) {
      const seed = 1000 * (Object.keys(DISEASES).indexOf(disease) + 1) + i;
      cases.push(draw(disease, i, seed, change));
    }
  }
  return cases;
}

/** Healthy runs are as different as those of people: some bring parts, some a log alone. */
function healthy(pick: Pick): Change {
  return pick<Change>([
    { with: {} },
    { with: {} },
    { with: { parts: "train-test", shared: 0 } },
    { with: { parts: "query-gallery", shared: 0 } },
    { with: { snapshot: false } },
    {
      with: {},
      rules: ["circle"],
      engines: ["torch"],
      gamma: pick([32, 64]),
      m: 0.25,
      normalize: true,
    },
  ]);
}

function draw(
  disease: string,
  i: number,
  seed: number,
  change: (pick: Pick, between: Between) => Change,
): Case {
  const random = seededRandom(seed);
  const between: Between = (low, high) => low + (high - low) * random.uniform();
  const pick: Pick = (from) => from[Math.floor(random.uniform() * from.length)];
  const { engines = ALL, rules, ...changed } = change(pick, between);
  const engine = engines[i % engines.length];
  const known = rules?.includes("circle")
    ? rules
    : RULES[engine].filter((r) => !rules || rules.includes(r));
  const normalize = changed.normalize ?? (engine === "pml" ? true : pick([true, false]));
  const squared = changed.squared ?? (engine !== "st" && pick([true, false, false]));
  return {
    id: `${disease}-${String(i).padStart(3, "0")}`,
    disease,
    half: Math.floor(i / engines.length) % 2 === 0 ? "tune" : "held",
    seed,
    engine,
    data: pick(["clusters", "clusters", "digits"]),
    classes: pick([6, 8, 10]),
    perBatch: pick([4, 5, 6]),
    samples: pick([4, 6, 8]),
    rule: pick(known.length > 0 ? known : RULES[engine]),
    margin: pick([0.2, 0.3, 0.5, normalize ? 0.7 : 1]),
    dim: pick([8, 12, 16]),
    rate: 10 ** between(-3, -2.3),
    steps: pick([120, 160, 200]),
    columns: pick(["all", "share", "loss"]),
    with: {},
    ...changed,
    normalize,
    squared: squared && !rules?.includes("circle"),
  };
}

if (import.meta.main) {
  Deno.mkdirSync(".cache/clinic/raw", { recursive: true });
  const cases = plan();
  Deno.writeTextFileSync(
    ".cache/clinic/plan.jsonl",
    cases.map((one) => JSON.stringify(one) + "\n").join(""),
  );
  console.log(`${cases.length} trainings`);
}
