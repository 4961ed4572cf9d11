import type { EngineName } from "#lib/operators/mod.ts";

/** What is raced. */
export type Operator =
  | "batch-all"
  | "batch-all-cosine"
  | "batch-hard"
  | "semi-hard"
  | "circle"
  | "training-step"
  | "convolution-step"
  | "product";

/** How a batch's labels are spread: four of each class, or ten classes whatever the batch. */
export type Classes = "4 a class" | "10 classes";

/** PyTorch's memory: as the system has it, or kept by the process once it has it. */
export type Allocator = "default" | "tuned";

/** What takes part. */
export interface Implementation {
  /** Its name in the results. */
  name: string;
  /** What it computes. */
  operator: Operator;
  /** What runs it. */
  runtime: "deno" | "bun" | "python";
  /** Ours: which engine. */
  engine?: EngineName;
  /** A program of this folder for Deno and Bun. */
  program?: "engine_worker.ts" | "training_worker.ts";
  /** What that program is to compute, where it is not the operator. */
  task?: string;
  /** Python's part: the framework, and the peer's name there. */
  peer?: { framework: "torch" | "tensorflow" | "sentence_transformers"; name: string };
  /** PyTorch only. */
  allocator?: Allocator;
  /** False where it has no gradient. */
  backward: boolean;
  /** How many threads it is given; undefined: its default. */
  threads?: number;
  /** About how many bytes it takes beside the process itself, for `triplets` = B * K * B of these. */
  bytes(batch: number, mostPositives: number): number;
  /** The largest batch it is raced on; undefined: any. */
  upTo?: number;
  /** About how many seconds a call takes, where it is known to be slow. */
  seconds?(batch: number, mostPositives: number): number;
}

/** What a Python process with its framework takes before it computes. */
const FRAMEWORK = 3e8;

const engines: readonly EngineName[] = ["native", "wasm", "plain"];

/** Every engine under both runtimes. */
function ours(operator: Operator): Implementation[] {
  return engines.flatMap((engine) =>
    (["deno", "bun"] as const).map((runtime): Implementation => ({
      name: engine,
      operator,
      runtime,
      engine,
      program: "engine_worker.ts",
      backward: true,
      bytes: (batch) => 1e8 + batch * 128 * 4 * 20,
    }))
  );
}

/** A form in PyTorch, with both allocators. */
function torch(
  operator: Operator,
  name: string,
  peer: string,
  bytes: (batch: number, mostPositives: number, allocator: Allocator) => number,
  seconds?: Implementation["seconds"],
  framework: "torch" | "sentence_transformers" = "torch",
): Implementation[] {
  return (["tuned", "default"] as const).map((allocator) => ({
    name,
    operator,
    runtime: "python",
    peer: { framework, name: peer },
    allocator,
    ...(allocator === "default" ? { upTo: 2048 } : {}),
    backward: true,
    threads: 2,
    bytes: (batch, k) => FRAMEWORK + bytes(batch, k, allocator),
    ...(seconds ? { seconds } : {}),
  }));
}

/** A compact form compiled, which goes once over the triplets and keeps none of them. */
function compiledCompact(operator: Operator, form: string, seconds: number): Implementation[] {
  return torch(
    operator,
    "PyTorch, compact, compiled",
    `${form}_compiled`,
    (b, k) => 1e8 + 40 * b * b + 20 * b * k,
    (b, k) => seconds * b * b * k,
  ).slice(0, 1);
}

/** sentence-transformers, with both allocators: B x B x B but for batch hard. */
function sentences(operator: Operator, peer: string): Implementation[] {
  const cubes = (b: number, _: number, allocator: Allocator) =>
    (allocator === "tuned" ? 34 : 18) * b ** 3 + 8e7;
  return torch(
    operator,
    "sentence-transformers",
    peer,
    peer === "hard" ? pairs(100) : cubes,
    peer === "hard" ? undefined : (b) => 1e-8 * b ** 3,
    "sentence_transformers",
  );
}

function tensorflow(
  operator: Operator,
  name: string,
  peer: string,
  bytes: Implementation["bytes"],
): Implementation {
  return {
    name,
    operator,
    runtime: "python",
    peer: { framework: "tensorflow", name: peer },
    backward: true,
    threads: 2,
    bytes: (batch, k) => FRAMEWORK + bytes(batch, k),
  };
}

/** A training step on TensorFlow.js' TensorFlow backend. */
function tfjsSteps(
  name: string,
  task: "fused" | "plain" | "none",
  runtimes: readonly ("deno" | "bun")[],
  operator: Operator = "training-step",
): Implementation[] {
  return runtimes.map((runtime) => ({
    name,
    operator,
    runtime,
    program: "training_worker.ts",
    task,
    backward: true,
    bytes: (b) => 5e8 + (task === "plain" ? 60 * b ** 3 : 0),
  }));
}

/** How fast the machine multiplies: the floor is computed from the best of these. */
function products(): Implementation[] {
  const here = (threads: number): Implementation => ({
    name: `sgemm in C, ${threads} thread${threads === 1 ? "" : "s"}`,
    operator: "product",
    runtime: "deno",
    program: "engine_worker.ts",
    task: "product",
    backward: false,
    threads,
    bytes: () => 1e8,
  });
  return [here(1), here(2), {
    ...torch("product", "sgemm in PyTorch, 2 threads", "product", () => 5e7)[0],
    backward: false,
  }];
}

/** Pairs of the batch that PyTorch and TensorFlow keep at least this many bytes of. */
const pairs = (bytes: number) => (batch: number) => bytes * batch ** 2;

const compactBytes = (b: number, k: number) => 20 * b * b * k + 40 * b * b;

// Bytes a triplet and bytes a pair as measured on this code, rounded up.
const all: Implementation[] = [
  ...ours("batch-all"),
  tensorflow("batch-all", "TensorFlow, article 2", "batch_all", (b) => 25 * b ** 3),
  ...torch("batch-all", "PyTorch, B x B x B", "b3", (b) => 32 * b ** 3, (b) => 5e-8 * b ** 3),
  ...torch("batch-all", "PyTorch, compact", "compact", compactBytes),
  ...compiledCompact("batch-all", "compact", 3.5e-10),
  ...torch("batch-all", "PyTorch, sorted negatives", "sorted_negatives", pairs(130)),
  ...torch("batch-all", "PyTorch, sorted positives", "sorted_positives", pairs(100)),
  ...torch(
    "batch-all",
    "pytorch-metric-learning",
    "pml_all",
    (b, k) => 80 * b * k * (b - k - 1) + 60 * b * b + (b ** 3 < 2 ** 31 ? 1.5 * b ** 3 : 0),
  ),
  ...sentences("batch-all", "all"),
  {
    name: "article 3's program",
    operator: "batch-all",
    runtime: "deno",
    program: "engine_worker.ts",
    task: "article3",
    backward: false,
    threads: 1,
    bytes: (b) => 1e8 + b ** 3 + 8 * b ** 2,
    seconds: (b) => 2e-9 * b ** 3,
  },
  ...ours("batch-all-cosine"),
  ...torch("batch-all-cosine", "PyTorch, compact", "compact_cosine", compactBytes),
  ...compiledCompact("batch-all-cosine", "compact_cosine", 3.5e-10),
  ...sentences("batch-all-cosine", "all_cosine"),
  ...ours("batch-hard"),
  tensorflow("batch-hard", "TensorFlow, article 2", "batch_hard", pairs(60)),
  ...torch("batch-hard", "PyTorch, article 4", "article4", pairs(60), (b) => 8e-10 * b ** 3),
  ...torch("batch-hard", "PyTorch, vectorised", "hard", pairs(60)),
  ...torch("batch-hard", "PyTorch, vectorised, compiled", "hard_compiled", pairs(60)).slice(0, 1),
  ...torch("batch-hard", "PyTorch, pairs only", "hard_pairs", pairs(40)),
  ...torch("batch-hard", "pytorch-metric-learning", "pml_hard", pairs(100)),
  ...sentences("batch-hard", "hard"),
  ...ours("semi-hard"),
  ...torch("semi-hard", "PyTorch, compact", "semi_hard", compactBytes),
  ...compiledCompact("semi-hard", "semi_hard", 8e-10),
  ...sentences("semi-hard", "semi_hard"),
  ...torch(
    "semi-hard",
    "pytorch-metric-learning (all semi-hard)",
    "pml_semi_hard",
    (b, k) => 80 * b * k * (b - k - 1) + 60 * b * b + 1.5 * b ** 3,
  ),
  ...ours("circle"),
  ...torch("circle", "PyTorch, article 5", "article5", pairs(60)),
  ...torch("circle", "PyTorch, article 5, masked, compiled", "circle_compiled", pairs(60)).slice(
    0,
    1,
  ),
  ...torch("circle", "pytorch-metric-learning (per anchor)", "pml_circle", pairs(150)),
  ...tfjsSteps("TensorFlow.js, our operator", "fused", ["deno", "bun"]),
  ...tfjsSteps("TensorFlow.js, plain operations", "plain", ["deno"]),
  ...tfjsSteps("TensorFlow.js, no triplets", "none", ["deno"]),
  tensorflow("training-step", "Keras, article 2", "training", (b) => 5e8 + 25 * b ** 3),
  ...[
    torch("training-step", "PyTorch, B x B x B", "training_b3", (b) => 32 * b ** 3)[0],
    torch("training-step", "PyTorch, compact", "training_compact", () => 2e8)[0],
    torch("training-step", "PyTorch, compact, compiled", "training_compact_compiled", () => 4e8)[0],
    torch("training-step", "PyTorch, sorted positives", "training_sorted", () => 2e8)[0],
  ],
  ...tfjsSteps("TensorFlow.js, our operator", "fused", ["deno", "bun"], "convolution-step"),
  ...tfjsSteps("TensorFlow.js, no triplets", "none", ["deno"], "convolution-step"),
  ...[
    ["PyTorch, compact", "compact"],
    ["PyTorch, compact, compiled", "compact_compiled"],
    ["PyTorch, sorted positives", "sorted"],
    ["PyTorch, sorted positives, channels last", "sorted_last"],
  ].map(([name, peer]) => torch("convolution-step", name, `convolution_${peer}`, () => 6e8)[0]),
  ...products(),
];

/** Peers that compute another loss than the race's: only their time is told beside it. */
export const OTHER_RULES: readonly string[] = [
  "pytorch-metric-learning (all semi-hard)",
  "pytorch-metric-learning (per anchor)",
];

/** Everything that takes part in the race of one operator. */
export function implementationsOf(operator: Operator): Implementation[] {
  return all.filter((one) => one.operator === operator);
}
