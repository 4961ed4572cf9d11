import { floorMilliseconds } from "./floor.ts";
import type { Classes, Operator } from "./implementations.ts";
import type { Row } from "./row.ts";

/** One line that must be reached, and what was measured. */
export interface Target {
  /** Against what, at which batch. */
  what: string;
  /** Whose. */
  engine: string;
  /** What is asked; undefined: only to be stated. */
  asked?: number;
  /** True where less is better. */
  atMost: boolean;
  /** The unit: times, or MB. */
  unit: "times" | "MB";
  /** Measured, by runtime; undefined where a side was not measured. */
  deno?: number;
  /** The same under Bun. */
  bun?: number;
  /** The fastest rounds compared instead of the medians, the lesser of the two runtimes' ratios. */
  least?: number;
  /** Where what is asked lies below the machine's floor: the milliseconds of both. */
  belowFloor?: { asked: number; floor: number };
  /** Whether every runtime that was measured reaches it; undefined where none was, or none is asked. */
  met?: boolean;
}

type Runtime = "deno" | "bun";

/** The best forms of batch all that were written in PyTorch. */
const BEST = [
  "PyTorch, compact",
  "PyTorch, compact, compiled",
  "PyTorch, sorted negatives",
  "PyTorch, sorted positives",
];

/** Those of them that the numbers asked were set on: without our own algorithm in PyTorch. */
const BEFORE = ["PyTorch, compact", "PyTorch, sorted negatives"];

/** What has to be reached, forward and backward, PyTorch with the tuned allocator. */
export function targets(rows: readonly Row[]): Target[] {
  const measured = rows.filter(({ status }) => status === "measured");
  const found: Target[] = [];

  /** How many times as long the fastest of these peers takes as ours, raced in one group. */
  function times(
    operator: Operator,
    ours: string,
    peers: readonly string[],
    batch: number,
    classes: Classes,
    runtime: Runtime,
    what: "median" | "least" = "median",
  ): number | undefined {
    const here = measured.filter((row) =>
      row.operator === operator && row.batch === batch && row.classes === classes
    );
    const ratios = here.filter((row) =>
      peers.includes(row.implementation) && row.allocator !== "default"
    ).flatMap((peer) => {
      const mine = here.find((row) =>
        row.implementation === ours && row.runtime === runtime && row.group === peer.group
      );
      return mine ? [peer[what]! / mine[what]!] : [];
    });
    return ratios.length === 0 ? undefined : Math.min(...ratios);
  }

  function add(
    what: string,
    engine: string,
    asked: number | undefined,
    value: (runtime: Runtime, what?: "median" | "least") => number | undefined,
    { atMost = false, unit = "times" as Target["unit"] } = {},
  ): void {
    const [deno, bun] = [value("deno"), value("bun")];
    const got = [deno, bun].filter((one) => one !== undefined);
    const least = unit === "MB"
      ? []
      : [value("deno", "least"), value("bun", "least")].filter((one) => one !== undefined);
    found.push({
      what,
      engine,
      atMost,
      unit,
      ...(asked === undefined ? {} : { asked }),
      ...(deno === undefined ? {} : { deno }),
      ...(bun === undefined ? {} : { bun }),
      ...(least.length === 0 ? {} : { least: (atMost ? Math.max : Math.min)(...least) }),
      ...(asked === undefined || got.length === 0
        ? {}
        : { met: got.every((one) => atMost ? one <= asked : one >= asked) }),
    });
  }

  function faster(
    what: string,
    peers: readonly string[],
    batch: number,
    asked: Record<string, number | undefined>,
    classes: Classes = "4 a class",
    operator: Operator = "batch-all",
  ): void {
    for (const [engine, wanted] of Object.entries(asked)) {
      add(
        `${what}, B = ${batch}`,
        engine,
        wanted,
        (runtime, what) => times(operator, engine, peers, batch, classes, runtime, what),
      );
      if (operator !== "batch-all" || engine !== "native" || wanted === undefined) continue;
      const ratio = times(operator, engine, peers, batch, classes, "deno");
      const mine = measured.find((row) =>
        row.operator === operator && row.implementation === engine && row.batch === batch &&
        row.classes === classes && row.runtime === "deno"
      );
      const floor = floorMilliseconds(rows, batch, 2);
      if (!ratio || !mine || !floor) continue;
      const milliseconds = ratio * mine.median! / wanted;
      if (milliseconds < floor) {
        found.at(-1)!.belowFloor = { asked: milliseconds, floor };
      }
    }
  }

  const article2 = ["TensorFlow, article 2"];
  faster("TensorFlow's tf.function", article2, 256, { native: 200, wasm: 40, plain: 8 });
  faster("TensorFlow's tf.function", article2, 512, { native: 350, wasm: 80, plain: 15 });
  const library = ["pytorch-metric-learning"];
  faster("pytorch-metric-learning", library, 1024, { native: 120, wasm: 30, plain: 6 });
  for (const [batch, native, wasm] of [[256, 8, 2], [1024, 7, 1.8], [4096, 5, 1.2]]) {
    faster("the best PyTorch", BEST, batch, { native, wasm, plain: undefined });
  }
  const stated = { native: undefined, wasm: undefined };
  for (const batch of [256, 1024, 4096]) {
    faster("PyTorch, compact or sorted negatives", BEFORE, batch, stated);
  }
  const ten = { native: 4, wasm: 1.5, plain: undefined };
  faster("the best PyTorch, 10 classes", BEST, 1024, ten, "10 classes");
  for (const batch of [1024, 4096]) {
    add(`the floor of two cores, B = ${batch}`, "native", 1.3, (runtime, what = "median") => {
      const floor = floorMilliseconds(rows, batch, 2);
      const mine = measured.find((row) =>
        row.operator === "batch-all" && row.implementation === "native" && row.batch === batch &&
        row.runtime === runtime && row.classes === "4 a class"
      );
      return floor && mine ? mine[what]! / floor : undefined;
    }, { atMost: true });
  }
  for (
    const [batch, native, wasm] of [[1024, 80, 90], [4096, 220, 250], [8192, 650, 700]]
  ) {
    for (const [engine, asked] of [["native", native], ["wasm", wasm]] as const) {
      add(`whole process, B = ${batch}`, engine, asked, (runtime) => {
        const all = measured.filter((row) =>
          row.operator === "batch-all" && row.implementation === engine && row.batch === batch &&
          row.runtime === runtime
        ).map(({ memory }) => memory!);
        return all.length === 0 ? undefined : Math.max(...all);
      }, { atMost: true, unit: "MB" });
    }
  }
  for (const batch of [256, 1024, 4096]) {
    faster(
      "batch hard: PyTorch, vectorised",
      ["PyTorch, vectorised"],
      batch,
      { native: 10 },
      "4 a class",
      "batch-hard",
    );
  }
  for (const batch of [256, 1024, 4096]) {
    const article5 = ["PyTorch, article 5"];
    faster("CircleLoss: article 5", article5, batch, { native: 4 }, "4 a class", "circle");
  }
  const step = "TensorFlow.js, our operator";
  const against = (
    what: string,
    peers: string[],
    asked: number,
    operator: Operator = "training-step",
  ) =>
    add(
      `${operator.replace("-", " ")}: ${what}`,
      "auto",
      asked,
      (runtime, what) => times(operator, step, peers, 256, "4 a class", runtime, what),
    );
  against("Keras, article 2", ["Keras, article 2"], 5);
  against("plain operations of TensorFlow.js", ["TensorFlow.js, plain operations"], 25);
  const steps = ["PyTorch, compact", "PyTorch, compact, compiled", "PyTorch, sorted positives"];
  against("the best PyTorch", steps, 1);
  const last = "PyTorch, sorted positives, channels last";
  against("the best PyTorch", [...steps, last], 1, "convolution-step");
  return found;
}
