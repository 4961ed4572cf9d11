import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pl from "nodejs-polars";
import { benchmarkCurves } from "#lib/charts/benchmark_curves.ts";
import { batchAll } from "#lib/operators/mod.ts";
import { writeBatch } from "../../data/benchmarks/operators/batch_files.ts";
import { disagreement } from "../../data/benchmarks/operators/disagreement.ts";
import { floorMilliseconds, productRate } from "../../data/benchmarks/operators/floor.ts";
import { groups } from "../../data/benchmarks/operators/groups.ts";
import { implementationsOf } from "../../data/benchmarks/operators/implementations.ts";
import { type Conditions, markdown } from "../../data/benchmarks/operators/markdown.ts";
import type { Participant } from "../../data/benchmarks/operators/participant.ts";
import { race } from "../../data/benchmarks/operators/race.ts";
import { readRows, writeRows } from "../../data/benchmarks/operators/results.ts";
import type { Row } from "../../data/benchmarks/operators/row.ts";
import { spread } from "../../data/benchmarks/operators/spread.ts";
import { targets } from "../../data/benchmarks/operators/targets.ts";
import { rowsToKeep } from "../../data/benchmarks/operators/write_results.ts";

const BENCHMARKS = fileURLToPath(new URL("../../data/benchmarks/", import.meta.url));

const row: Row = {
  operator: "batch-all",
  implementation: "native",
  runtime: "deno",
  allocator: "",
  direction: "forward and backward",
  batch: 256,
  dim: 128,
  classes: "4 a class",
  group: 0,
  threads: 0,
  status: "measured",
  reason: "",
  rounds: 9,
  calls: 20,
  median: 0.5,
  lower: 0.4,
  upper: 0.6,
  least: 0.3,
  most: 0.9,
  memory: 60,
  loss: 0.2,
  gradientNorm: 0.05,
};
const article2: Row = {
  ...row,
  implementation: "TensorFlow, article 2",
  runtime: "python",
  median: 105,
  least: 30,
};
const leftOut: Row = {
  ...row,
  implementation: "PyTorch, B x B x B",
  runtime: "python",
  allocator: "tuned",
  batch: 1024,
  status: "left out",
  reason: "needs about 35 GB, 15 GB were free",
  rounds: 0,
  calls: 0,
  median: null,
  lower: null,
  upper: null,
  least: null,
  most: null,
  memory: null,
  loss: null,
  gradientNorm: null,
};

const conditions: Conditions = {
  processor: "a processor",
  threads: 2,
  memoryGiB: 8,
  system: "linux x64",
  versions: { Deno: "2.9.6" },
  load: { least: 0, median: 1, most: 2 },
  rounds: 9,
  seconds: 60,
  date: "2026-11-22",
  commit: "abc",
  settings: { margin: 0.2, m: 0.25, gamma: 256 },
};

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(path.join(os.tmpdir(), "bench-"));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

Deno.test("readRows() gives back what writeRows() has written, with nothing measured as null", () => {
  inFolder((folder) => {
    const file = path.join(folder, "rows.parquet");
    writeRows(file, [row, article2, leftOut]);
    assertEquals(readRows(file), [row, article2, leftOut]);
  });
});

Deno.test("readRows() refuses a table of other columns", () => {
  inFolder((folder) => {
    const file = path.join(folder, "rows.parquet");
    writeFileSync(file, pl.DataFrame({ batch: [1] }).writeParquet());
    assertThrows(() => readRows(file), RangeError, "expected the columns operator");
  });
});

Deno.test("spread() interpolates the quantiles", () => {
  assertEquals(spread([4, 1, 2, 3]), { median: 2.5, lower: 1.75, upper: 3.25, least: 1, most: 4 });
  assertThrows(() => spread([]), RangeError, "at least one");
});

Deno.test("groups() keeps everything, and no group above the room unless it is alone", () => {
  const sizes = [5, 1, 9, 3, 3, 7, 20].map((bytes) => ({ bytes }));
  const split = groups(sizes, 10);
  assertEquals(split.flat().length, sizes.length);
  for (const group of split) {
    const sum = group.reduce((all, { bytes }) => all + bytes, 0);
    assert(sum <= 10 || group.length === 1, `${sum} in one group`);
  }
});

Deno.test("floorMilliseconds() takes the fastest round of all products on so many threads", () => {
  // 2 * 1000^3 operations in 20 ms: 100 GF/s.
  const product = (least: number, threads: number): Row => ({
    ...row,
    operator: "product",
    dim: 1000,
    threads,
    least,
  });
  const rows = [product(20, 2), product(40, 2), product(10, 1)];
  assertEquals(productRate(rows, 2), 100);
  assertEquals(floorMilliseconds(rows, 256, 2), (3 * 256 ** 2 * 128) / 1e8);
  assertEquals(floorMilliseconds(rows, 256, 4), undefined);
});

Deno.test("targets() compares rows of one group only, and tells what was not measured", () => {
  const find = (rows: Row[]) =>
    targets(rows).find(({ what, engine }) =>
      what === "TensorFlow's tf.function, B = 256" && engine === "native"
    )!;
  const both = find([row, article2]);
  assertEquals([both.deno, both.bun, both.least, both.met], [210, undefined, 100, true]);
  assertEquals(find([{ ...row, median: 0.6 }, article2]).met, false);
  assertEquals(find([row, { ...article2, group: 1 }]).met, undefined);
  // Bun's half has to reach it too.
  assertEquals(find([row, { ...row, runtime: "bun", median: 1 }, article2]).met, false);
});

Deno.test("markdown() says what is met, what is not, and why something is missing", () => {
  const text = markdown([row, article2, leftOut], conditions, ["operators_time.svg"]);
  assertStringIncludes(text, "| TensorFlow's tf.function, B = 256 | native | 200 times | 210 |");
  assertStringIncludes(text, "1 are met");
  assertStringIncludes(text, "B = 1024, 4 a class, left out: needs about 35 GB");
  assert(!/undefined|NaN/.test(text), "numbers that are none");
});

Deno.test("rowsToKeep() keeps the races that were not run again, products with batch all", () => {
  const product: Row = { ...row, operator: "product" };
  const other: Row = { ...row, batch: 512 };
  assertEquals(rowsToKeep([row, product, other], [{ ...row, median: 0.4 }]), [other]);
  // A race that was only left out this time does not replace anything.
  assertEquals(rowsToKeep([row, product], [{ ...leftOut, batch: 256 }]), [row, product]);
});

Deno.test("writeBatch() writes rows of length 1, four of each class, the same every time", () => {
  inFolder((folder) => {
    const read = () => {
      const files = writeBatch(folder, 64, 16, "4 a class");
      return { ...files, x: readFileSync(files.embeddings), y: readFileSync(files.labels) };
    };
    const [one, two] = [read(), read()];
    assertEquals(one.mostPositives, 3);
    assert(one.x.equals(two.x) && one.y.equals(two.y), "another batch the second time");
    const x = new Float32Array(one.x.buffer, one.x.byteOffset, 64 * 16);
    for (let i = 0; i < 64; i++) {
      const square = x.subarray(16 * i, 16 * i + 16).reduce((sum, value) => sum + value ** 2, 0);
      assert(Math.abs(square - 1) < 1e-6, `row ${i} has the length ${Math.sqrt(square)}`);
    }
    const labels = new Int32Array(one.y.buffer, one.y.byteOffset, 64);
    for (let c = 0; c < 16; c++) assertEquals(labels.filter((label) => label === c).length, 4);
  });
});

Deno.test("race() takes turns, and records who was left out, failed or was measured", async () => {
  const orders: string[] = [];
  const everyone = implementationsOf("batch-all").filter(({ name, allocator }) =>
    allocator !== "default" &&
    ["native", "plain", "TensorFlow, article 2", "PyTorch, compact", "article 3's program"]
      .includes(name)
  );
  const rows = await race(
    {
      operator: "batch-all",
      batch: 4096,
      dim: 128,
      classes: "4 a class",
      files: { embeddings: "x", labels: "y", mostPositives: 3 },
    },
    everyone,
    {
      rounds: 3,
      room: 16e9,
      until: Infinity,
      say: () => {},
      start: (one): Promise<Participant> =>
        Promise.resolve({
          ask(order) {
            orders.push(`${order.do} ${one.name} ${one.runtime}`);
            if (one.peer) return Promise.resolve({ error: "no memory" });
            const loss = one.engine === "native" && one.runtime === "bun" ? 0.3 : 0.2;
            return Promise.resolve({ seconds: 0.01, loss, gradientNorm: 1, peak: 50 });
          },
          end: () => Promise.resolve(),
        }),
    },
  );
  const told = (name: string) => rows.find(({ implementation }) => implementation === name)!;
  assertStringIncludes(told("TensorFlow, article 2").reason, "needs about 1700 GB");
  assertEquals(told("TensorFlow, article 2").status, "left out");
  assertEquals([told("PyTorch, compact").status, told("PyTorch, compact").reason], [
    "failed",
    "no memory",
  ]);
  assertEquals(told("native").median, 10);
  assertEquals(told("native").rounds, 3);
  assertEquals(
    orders.filter((order) => order.startsWith("burst")),
    Array.from(
      { length: 3 },
      () => ["burst native deno", "burst plain deno", "burst plain bun"],
    ).flat(),
  );
  assertEquals(
    rows.filter(({ status }) => status === "failed").map(({ reason }) => reason).toSorted(),
    ["its loss is 0.3, the plain engine's 0.2", "no memory"],
  );
});

Deno.test("disagreement() tells a loss or a gradient that is not the plain engine's", () => {
  const plain: Row = { ...row, implementation: "plain" };
  const tell = (one: Partial<Row>) => disagreement({ ...row, ...one }, [plain]);
  assertEquals(tell({}), "");
  assertEquals(tell({ loss: 0.21 }), "its loss is 0.21, the plain engine's 0.2");
  assertStringIncludes(tell({ loss: NaN }), "its loss is NaN");
  assertStringIncludes(tell({ gradientNorm: 0.06 }), "its gradient's norm is 0.06");
  // Forward only, another race, another rule.
  assertEquals(tell({ gradientNorm: null }), "");
  assertEquals(tell({ batch: 64, loss: 9 }), "");
  assertEquals(tell({ implementation: "pytorch-metric-learning (per anchor)", loss: 9 }), "");
});

Deno.test("benchmarkCurves() draws one SVG and names each line once", () => {
  const points = [64, 256].flatMap((batch) => [
    { name: "one", batch, value: batch },
    { name: "two", batch, value: batch * 1.01, line: "dashed" as const },
    { name: "three", batch, value: 2, line: "dotted" as const },
  ]);
  const drawn = benchmarkCurves(points, { title: "Times", quantity: "milliseconds" });
  const svg = drawn.toSvg();
  assert(!/NaN|undefined/.test(svg), "numbers that are none");
  // Once as text; the description names it too.
  assertEquals([...svg.matchAll(/<text [^>]*>(one|two|three)</g)].map(([, name]) => name).sort(), [
    "one",
    "two",
  ]);
  assertStringIncludes(drawn.spec.alt, "one 256 (B = 256)");
});

Deno.test("benchmarkCurves() refuses what a logarithm cannot show", () => {
  const options = { title: "Times", quantity: "milliseconds" };
  assertThrows(() => benchmarkCurves([], options), RangeError, "at least one");
  const zero = [{ name: "one", batch: 64, value: 0 }];
  assertThrows(() => benchmarkCurves(zero, options), RangeError, "above 0, got 0 at 64 (one)");
});

for (const machine of ["", "epyc/"]) {
  const here = path.join(BENCHMARKS, machine);
  const kept = readRows(path.join(here, "operators.parquet"));

  Deno.test(`${machine}the kept results hold whole rows: a median between its quartiles, or a reason`, () => {
    for (const one of kept) {
      const name = `${one.implementation}, B = ${one.batch}`;
      if (one.status === "measured") {
        const order = [one.least, one.lower, one.median, one.upper, one.most] as number[];
        assert(order.every((value, i) => i === 0 || order[i - 1] <= value), name);
        assert(one.least! > 0 && one.rounds > 0 && one.calls > 0 && one.memory! > 0, name);
      } else {
        assert(one.reason !== "" && one.median === null, name);
      }
    }
  });

  Deno.test(`${machine}the kept results' losses agree: all implementations computed one thing`, () => {
    assertEquals(kept.map((one) => disagreement(one, kept)).filter(Boolean), []);
  });

  Deno.test(`${machine}the kept report is the one that its rows and conditions give`, () => {
    const file = (end: string) => readFileSync(path.join(here, `operators${end}`), "utf8");
    const report = file(".md");
    const charts = [...report.matchAll(/!\[([^\]]+)\]/g)].map(([, name]) => name);
    assertEquals(markdown(kept, JSON.parse(file(".json")), charts), report);
    for (const chart of charts) assert(existsSync(path.join(here, chart)), chart);
  });

  Deno.test(`${machine}the kept loss at B = 256 is what the operator gives`, () => {
    const one = kept.find(({ operator, implementation, batch, classes, status }) =>
      operator === "batch-all" && implementation === "wasm" && batch === 256 &&
      classes === "4 a class" && status === "measured"
    );
    if (!one) return;
    inFolder((folder) => {
      const files = writeBatch(folder, 256, 128, "4 a class");
      const bytes = (name: string) => new Uint8Array(readFileSync(name)).buffer;
      const x = new Float32Array(bytes(files.embeddings));
      const { loss } = batchAll(x, new Int32Array(bytes(files.labels)), {
        dim: 128,
        margin: 0.2,
        engine: "plain",
      });
      assert(Math.abs(loss - one.loss!) < 1e-6, `${loss} instead of ${one.loss}`);
    });
  });
}
