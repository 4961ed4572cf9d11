import { floorMilliseconds, productRate } from "./floor.ts";
import type { Classes, Operator } from "./implementations.ts";
import type { Row } from "./row.ts";
import { targets } from "./targets.ts";

/** Three digits, as people write them. */
function digits(value: number): string {
  return value >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

function table(head: string[], lines: string[][]): string {
  const rule = head.map((_, i) => i === 0 ? ":---" : "---:");
  return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** A line's name: ours by engine and runtime, PyTorch's by allocator. */
function nameOf({ implementation, runtime, allocator, direction, operator }: Row): string {
  const here = { deno: ", Deno", bun: ", Bun", python: "" }[runtime];
  const memory = allocator === "" ? "" : `, ${allocator} allocator`;
  const half = direction === "forward" && operator !== "product" ? " (forward only)" : "";
  return `${implementation}${half}${here}${memory}`;
}

/** One number for each implementation and batch; what was left out says why below the table. */
function sizesTable(
  rows: readonly Row[],
  operator: Operator,
  classes: Classes,
  value: (row: Row) => string,
): string {
  const chosen = rows.filter((row) => row.operator === operator && row.classes === classes);
  const batches = [...new Set(chosen.map(({ batch }) => batch))].sort((a, b) => a - b);
  const names = [...new Set(chosen.map(nameOf))];
  const lines = names.map((name) => [
    name,
    ...batches.map((batch) => {
      // The first group's: with the others, ours ran once more.
      const row = chosen.find((one) =>
        one.batch === batch && nameOf(one) === name && one.status === "measured"
      );
      return row ? value(row) : "–";
    }),
  ]);
  return table([`B`, ...batches.map(String)], lines);
}

/** What was not measured, by race and reason. */
function leftOut(rows: readonly Row[]): string {
  const lines = new Map<string, string[]>();
  for (const row of rows.filter(({ status }) => status !== "measured")) {
    const name = nameOf(row);
    const key = `${row.operator}, B = ${row.batch}, ${row.classes}, ${row.status}: ${row.reason}`;
    const names = lines.get(key) ?? [];
    lines.set(key, names.includes(name) ? names : [...names, name]);
  }
  return [...lines].map(([key, names]) => `- ${key} (${names.join("; ")})`).join("\n") ||
    "Nothing.";
}

/** What is told of a run beside its rows. */
export interface Conditions {
  /** The processor. */
  processor: string;
  /** Its threads. */
  threads: number;
  /** Memory in GiB. */
  memoryGiB: number;
  /** System and architecture. */
  system: string;
  /** Everything's version. */
  versions: Record<string, string>;
  /** Load average at each race's beginning: least, median, most. */
  load: { least: number; median: number; most: number };
  /** What was raced before all ordinary processes, which then disturb nothing. */
  realTime?: string[];
  /** Rounds. */
  rounds: number;
  /** How long it took. */
  seconds: number;
  /** The day. */
  date: string;
  /** The commit it ran on. */
  commit: string;
  /** Settings of the losses. */
  settings: Record<string, number>;
}

/** The whole report, from the rows and their conditions alone. */
export function markdown(rows: readonly Row[], conditions: Conditions, charts: string[]): string {
  const all = targets(rows);
  const asked = all.filter(({ asked }) => asked !== undefined);
  const count = (met: boolean | undefined) => asked.filter((one) => one.met === met).length;
  const got = (value: number | undefined) => value === undefined ? "–" : digits(value);
  const belowFloor = all.flatMap(({ what, belowFloor }) =>
    belowFloor
      ? [`${what}, ${digits(belowFloor.asked)} ms (floor ${digits(belowFloor.floor)} ms)`]
      : []
  );
  const targetTable = table(
    ["against", "ours", "asked", "Deno", "Bun", "by the fastest rounds", ""],
    all.map(({ what, engine, asked, atMost, unit, deno, bun, least, met }) => [
      what,
      engine,
      asked === undefined
        ? "stated"
        : `${atMost ? "at most " : ""}${asked}${unit === "MB" ? " MB" : " times"}`,
      got(deno),
      got(bun),
      unit === "MB" ? "" : got(least),
      asked === undefined ? "" : met === undefined ? "not measured" : met ? "met" : "**not met**",
    ]),
  );
  const slower = all.filter(({ engine, what, asked, deno, bun }) =>
    engine === "plain" && asked === undefined && what.startsWith("the best PyTorch") &&
    (deno ?? bun)
  ).map(({ what, deno, bun }) => `${what.replace(/^.*?, /, "")}: ${digits(1 / (deno ?? bun)!)}`);
  const spreads = sizesTable(
    rows,
    "batch-all",
    "4 a class",
    (row) => `${digits(row.lower!)}–${digits(row.upper!)} (${row.rounds})`,
  );
  const median = (row: Row) => digits(row.median!);
  const memory = (row: Row) => digits(row.memory!);
  const { versions, load } = conditions;
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ");
  const batches = [
    ...new Set(rows.filter(({ operator }) => operator === "batch-all").map((row) => row.batch)),
  ].sort((a, b) => a - b);
  const rates = [1, 2].map((threads) => productRate(rows, threads));
  const floors = table(
    ["B, 4 a class", ...batches.map(String)],
    [
      ["floor on 2 threads, ms", ...batches.map((b) => got(floorMilliseconds(rows, b, 2)))],
      ...(["deno", "bun"] as const).map((runtime) => [
        `native, ${runtime === "deno" ? "Deno" : "Bun"}: times the floor`,
        ...batches.map((b) => {
          const floor = floorMilliseconds(rows, b, 2);
          const mine = rows.find((row) =>
            row.operator === "batch-all" && row.implementation === "native" && row.batch === b &&
            row.runtime === runtime && row.classes === "4 a class" && row.status === "measured"
          );
          return floor && mine ? digits(mine.median! / floor) : "–";
        }),
      ]),
    ],
  );
  const has = (operator: Operator, classes: Classes = "4 a class") =>
    rows.some((row) => row.operator === operator && row.classes === classes);
  const section = (there: boolean, ...texts: string[]) => there ? texts : [];
  const parts = [
    "<!-- Written by `deno task bench`: change the program, not this file. -->",
    "# The fused operators against the frameworks",
    `Every implementation is a process of its own and alive all the time; each round gives each of ` +
    `them one burst of calls in turns; what is told is the median of the rounds, in milliseconds a ` +
    `call, value and gradient, the gradient read back, ours into an array kept for it. D = 128, random rows of length 1, margin ` +
    `${conditions.settings.margin}; CircleLoss with m = ${conditions.settings.m} and ` +
    `gamma = ${conditions.settings.gamma}. Our engines take the threads they choose (native and ` +
    `WebAssembly two, TypeScript one), the peers two. Read the ratios rather than the milliseconds. ` +
    `Who computes a race's own rule and is not within 0.01 % of the plain engine's loss and 0.1 % of ` +
    `its gradient's norm has failed.`,
    `${conditions.processor}, ${conditions.threads} threads, ${conditions.memoryGiB} GiB, ` +
    `${conditions.system}; ${named}; commit ${conditions.commit}, ${conditions.date}, ` +
    `${
      Math.round(conditions.seconds)
    } s, at most ${conditions.rounds} rounds. Load average at the ` +
    `races' beginnings ${digits(load.least)} to ${digits(load.most)}, median ` +
    `${digits(load.median)} (the race itself keeps about one to two busy` +
    `${
      load.median > 3
        ? "; more than that is others' work on the same cores, which slows whatever " +
          "waits for two threads at once most, PyTorch above all"
        : ""
    }).` +
    (conditions.realTime?.length
      ? ` Raced at real-time priority, which other work does not disturb (\`chrt --rr 5\`): ${
        conditions.realTime.join(", ")
      }.`
      : ""),
    charts.map((file) => `![${file}](${file})`).join("\n"),
    "## What had to be reached",
    `Of ${asked.length} lines ${count(true)} are met, ${count(false)} are not, and ` +
    `${
      count(undefined)
    } were not measured. PyTorch with the tuned allocator; "the best PyTorch" is ` +
    `the fastest of the forms that nobody ships (compact, compiled too, sorted negatives, and our own algorithm ` +
    `written in PyTorch, sorted positives). A line is met when it is under both runtimes. By the fastest rounds: the ` +
    `same from each side's fastest round (the lesser of the two runtimes), which other work on the ` +
    `machine disturbs least.`,
    targetTable,
    belowFloor.length === 0
      ? ""
      : `Below the floor of this machine, which the products alone take, lies what is asked of ` +
        `native against ${belowFloor.join("; ")}.`,
    slower.length === 0
      ? ""
      : `The plain engine, TypeScript in float64 on one core, takes so many times as long as the ` +
        `best PyTorch: ${slower.join("; ")}. Above 1 it is the slower one.`,
    ...section(
      has("batch-all"),
      "## Batch all, four rows of each class: milliseconds",
      sizesTable(rows, "batch-all", "4 a class", median),
    ),
    ...section(
      has("batch-all", "10 classes"),
      "## Batch all, ten classes: milliseconds",
      sizesTable(rows, "batch-all", "10 classes", median),
    ),
    ...section(
      has("batch-all"),
      "## Batch all, four rows of each class: quartiles of the rounds (and their number)",
      spreads,
      "## Batch all, four rows of each class: highest memory of the whole process, MB",
      sizesTable(rows, "batch-all", "4 a class", memory),
    ),
    ...section(
      has("batch-all", "10 classes"),
      "## Batch all, ten classes: highest memory of the whole process, MB",
      sizesTable(rows, "batch-all", "10 classes", memory),
    ),
    ...section(
      rates[1] !== undefined,
      "## The floor",
      "Half of the products of all rows and one product of a B x B matrix with the rows: 3 B² D " +
        "operations, at the rate of the fastest matrix product in any of the races (1024 x 1024, C " +
        `of this project's own or PyTorch's): ${got(rates[0])} GF/s on one thread, ` +
        `${got(rates[1])} GF/s on two.`,
      floors,
    ),
    ...section(
      has("batch-all-cosine"),
      "## Batch all by cosine distance, four rows of each class: milliseconds",
      sizesTable(rows, "batch-all-cosine", "4 a class", median),
    ),
    ...section(
      has("batch-hard"),
      "## Batch hard: milliseconds",
      sizesTable(rows, "batch-hard", "4 a class", median),
    ),
    ...section(
      has("semi-hard"),
      "## Semi-hard, of each pair the nearest negative farther than the positive: milliseconds",
      "pytorch-metric-learning takes all semi-hard triplets instead.",
      sizesTable(rows, "semi-hard", "4 a class", median),
    ),
    ...section(
      has("semi-hard", "10 classes"),
      "## The same semi-hard loss, ten classes: milliseconds",
      sizesTable(rows, "semi-hard", "10 classes", median),
    ),
    ...section(
      has("circle"),
      "## CircleLoss: milliseconds",
      "pytorch-metric-learning computes another CircleLoss, one sum for each anchor.",
      sizesTable(rows, "circle", "4 a class", median),
    ),
    ...section(
      has("training-step"),
      "## Training step, 784-256-128, Adam, batch all, loss read back: milliseconds",
      sizesTable(rows, "training-step", "4 a class", median),
      "The same, highest memory of the whole process, MB:",
      sizesTable(rows, "training-step", "4 a class", memory),
    ),
    ...section(
      has("convolution-step"),
      "## The same step with convolutions, 28 x 28, 16 and 32 filters, 128 numbers: milliseconds",
      sizesTable(rows, "convolution-step", "4 a class", median),
    ),
    "## Left out",
    leftOut(rows),
  ];
  return parts.filter(Boolean).join("\n\n") + "\n";
}
