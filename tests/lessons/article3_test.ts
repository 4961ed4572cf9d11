import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  article3Batch,
  article3Line,
  article3Loss,
  compileArticle3,
  GLIBC_RAND_MAX,
  glibcRand,
  openArticle3,
  runArticle3Program,
  runAsPrinted,
} from "#lib/lessons/article3/mod.ts";
import { readReference } from "#lib/workspace/read_reference.ts";
import glibcValues from "../../data/reference/glibc_rand.json" with { type: "json" };

const LINE = "The triplet loss is 0.270146 with positives 0.668605";

interface Recorded {
  cases: { seed: number; count: number; first: number[]; last: number; sha256: string }[];
}
const recorded: Recorded = glibcValues;

/** What `as_printed.c` gave, run by run; see data/reference/article3.py. */
interface AsPrinted {
  stackKiB: number;
  runs: {
    batch: number;
    offset: number;
    spread: number;
    squared: boolean;
    killed?: string;
    line?: string;
    loss?: number;
    least?: number;
  }[];
}
const asPrinted = readReference<AsPrinted>("article3");

/** The article's operations in its order, for a batch that `rand` draws. */
function byItsOperations({ batch, offset, spread, squared }: AsPrinted["runs"][number]) {
  const drawn = article3Batch({ batch });
  const x = Array.from(
    { length: batch },
    (_, i) =>
      Array.from(drawn.embeddings.subarray(128 * i, 128 * (i + 1)), (v) => offset + spread * v),
  );
  const dot = (u: number[], v: number[]) => u.reduce((sum, value, k) => sum + value * v[k], 0);
  const d = x.map((u) =>
    x.map((v) => {
      const square = dot(u, u) - 2 * dot(u, v) + dot(v, v);
      return squared ? square : square < 0 ? 0 : Math.sqrt(square);
    })
  );
  let [sum, positive] = [0, 0];
  const { labels } = drawn;
  for (let a = 0; a < batch; a++) {
    for (let p = 0; p < batch; p++) {
      for (let n = 0; n < batch; n++) {
        const inside = Number(a !== p && labels[a] === labels[p] && labels[a] !== labels[n]);
        const loss = Math.max(0, inside * (d[a][p] - d[a][n] + 0.2));
        sum += loss;
        if (loss > 0) positive++;
      }
    }
  }
  return { loss: sum / (positive + 1e-12), least: Math.min(...d.flat()) };
}

const hasCompiler = (() => {
  try {
    const input = "#include <stdlib.h>\n";
    const macros = execFileSync("cc", ["-dM", "-E", "-"], {
      ...{ input, encoding: "utf8" },
      stdio: ["pipe", "pipe", "ignore"],
    });
    return String(macros).includes("__GLIBC__");
  } catch {
    return false;
  }
})();
// Where there is no compiler, or another C library than glibc, these tests are skipped, and reported as such; the rest still holds.
const withCompiler = (name: string, fn: () => Promise<void>): void =>
  Deno.test({ name, fn, ignore: !hasCompiler });

Deno.test("glibcRand gives what glibc gave, 10,000 numbers for each recorded seed", () => {
  assert(recorded.cases.length >= 4);
  for (const { seed, count, first, last, sha256 } of recorded.cases) {
    assert(count >= 10_000);
    const rand = glibcRand(seed);
    const drawn = Int32Array.from({ length: count }, rand);
    assertEquals([...drawn.subarray(0, first.length)], first, `seed ${seed}`);
    assertEquals(drawn[count - 1], last, `seed ${seed}`);
    const bytes = new Uint8Array(drawn.buffer); // every runtime here runs on little-endian machines
    assertEquals(createHash("sha256").update(bytes).digest("hex"), sha256, `seed ${seed}`);
  }
});

Deno.test("glibcRand stays in 0 ... 2^31 - 1 and refuses other seeds", () => {
  const rand = glibcRand(123);
  for (let i = 0; i < 1000; i++) {
    const value = rand();
    assert(Number.isInteger(value) && value >= 0 && value <= GLIBC_RAND_MAX);
  }
  for (const seed of [-1, 0.5, NaN, 2 ** 32]) {
    assertThrows(() => glibcRand(seed), RangeError, "seed: expected");
  }
});

Deno.test("article3Loss prints the article's line, digit for digit", () => {
  const { embeddings, labels, batch, dim } = article3Batch();
  assertEquals([batch, dim], [10, 128]);
  const result = article3Loss(embeddings, labels, { dim, margin: 0.2 });
  assertEquals(article3Line(result), LINE);
  assertEquals(result.counts, { valid: 172, positive: 115 });
});

Deno.test("article3Loss with squared distances is another line", () => {
  const { embeddings, labels, dim } = article3Batch();
  const result = article3Loss(embeddings, labels, { dim, margin: 0.2, squared: true });
  assertEquals(article3Line(result), "The triplet loss is 1.998252 with positives 0.401163");
});

Deno.test("article3Loss gives 0 and fraction 0 where nothing is valid", () => {
  const nothing = { loss: 0, fractionPositive: 0, counts: { valid: 0, positive: 0 } };
  assertEquals(article3Loss([], [], { dim: 3 }), nothing);
  assertEquals(article3Loss([1, 2, 3], [0], { dim: 3 }), nothing);
  assertEquals(article3Loss([1, 2, 3, 4], [5, 5], { dim: 2 }), nothing);
  assertEquals(article3Loss([1, 2, 3, 4], [5, 6], { dim: 2 }), nothing);
});

Deno.test("article3Loss counts a triplet at exactly loss 0 as easy", () => {
  // d(0, 1) = 1 and d(0, 2) = 1 + 0.5: the hinge is exactly 0; for the anchor 1, d(1, 2) = 0.5.
  const result = article3Loss([0, 1, 1.5], [0, 0, 1], { dim: 1, margin: 0.5 });
  assertEquals(result.counts, { valid: 2, positive: 1 });
  assertEquals(result.loss, 1 / (1 + 1e-12));
});

Deno.test("article3Loss refuses bad input before any work and names it", () => {
  const good = { dim: 2, margin: 0.2 };
  const x = [0, 0, 1, 1];
  assertThrows(() => article3Loss(x, [0], good), RangeError, "labels: expected 2 entries");
  assertThrows(() => article3Loss([1, 2, 3], [0, 1], good), RangeError, "embeddings: expected");
  assertThrows(() => article3Loss([0, 0, NaN, 1], [0, 1], good), RangeError, "row 1, column 0");
  assertThrows(() => article3Loss(x, [0, 0.5], good), RangeError, "labels: expected integers");
  assertThrows(() => article3Loss(x, [0, 1], { dim: 0 }), RangeError, "dim: expected");
  assertThrows(() => article3Loss(x, [0, 1], { dim: 2, margin: -1 }), RangeError, "margin:");
  assertThrows(() => article3Loss(x, [0, 1], { dim: 2, margin: NaN }), RangeError, "margin:");
  assertThrows(() => article3Batch({ batch: 1.5 }), RangeError, "batch: expected");
});

Deno.test("article3Loss leaves its input as it was", () => {
  const { embeddings, labels, dim } = article3Batch();
  const before = [embeddings.slice(), labels.slice()];
  article3Loss(embeddings, labels, { dim });
  assertEquals([embeddings, labels], before);
});

withCompiler("runArticle3Program prints the article's line", async () => {
  assertEquals(await runArticle3Program(), LINE);
});

Deno.test("article 3 as printed: the recorded doubles are those of its operations in its order", () => {
  const ended = asPrinted.runs.filter(({ killed }) => !killed);
  assertEquals(ended.length, 3);
  for (const run of ended) {
    assertEquals(byItsOperations(run), { loss: run.loss!, least: run.least! });
  }
  assertEquals(asPrinted.runs[0].line, LINE);
});

Deno.test("article 3 as printed ends where its arrays outgrow the stack", () => {
  const bytes = (B: number) => B ** 3 + 8 * B ** 2 + (8 * 128 + 4) * B;
  for (const { batch, killed } of asPrinted.runs) {
    assertEquals(killed === "SIGSEGV", bytes(batch) > 1024 * asPrinted.stackKiB, `B = ${batch}`);
  }
  assertEquals(asPrinted.runs.map(({ batch }) => batch).slice(1, 3), [198, 199]);
});

withCompiler("runAsPrinted gives what was recorded, and outlives its program", async () => {
  for (const { batch, offset, spread, squared, ...outcome } of asPrinted.runs) {
    assertEquals(await runAsPrinted({ batch, offset, spread, squared }), outcome, `B = ${batch}`);
  }
});

withCompiler("runAsPrinted: a larger stack holds more points, a smaller one fewer", async () => {
  assertEquals((await runAsPrinted({ batch: 50, stack: 128 })).killed, "SIGSEGV");
  assertEquals((await runAsPrinted({ batch: 50, stack: 1024 })).killed, undefined);
});

Deno.test("runAsPrinted refuses a batch that no array holds", async () => {
  for (const batch of [0, 1.5, NaN]) {
    await assertRejects(() => runAsPrinted({ batch }), RangeError, "batch: expected an integer");
  }
});

withCompiler("openArticle3's loss equals article3Loss to the last bit", async () => {
  const { embeddings, labels, dim } = article3Batch();
  const native = await openArticle3();
  assertEquals(article3Line(native.loss(embeddings, labels, { dim, margin: 0.2 })), LINE);
  for (const batch of [0, 1, 2, 7, 40]) {
    for (const squared of [false, true]) {
      for (const margin of [0, 0.2, 5]) {
        const drawn = article3Batch({ batch, dim: 17, classes: 4, seed: batch + 1 });
        const options = { dim: 17, margin, squared };
        assertEquals(
          native.loss(drawn.embeddings, drawn.labels, options),
          article3Loss(drawn.embeddings, drawn.labels, options),
          `B = ${batch}, squared ${squared}, margin ${margin}`,
        );
      }
    }
  }
});

withCompiler(
  "openArticle3's loss refuses bad input as article3Loss does, and no memory's mask",
  async () => {
    const { loss } = await openArticle3();
    assertThrows(
      () => loss([1, 2], [0, 1, 2], { dim: 1 }),
      RangeError,
      "labels: expected 2 entries",
    );
    const batch = 20_000; // 8 TB
    assertThrows(
      () => loss(new Float64Array(batch), new Int32Array(batch), { dim: 1 }),
      RangeError,
      "embeddings: expected a batch whose B x B x B mask fits into memory, got B = 20000",
    );
  },
);

withCompiler("compileArticle3 keeps one file for one source, and leaves no draft", async () => {
  const directory = mkdtempSync(join(tmpdir(), "article3-"));
  try {
    const paths = await Promise.all([
      compileArticle3({ directory }),
      compileArticle3({ directory }),
    ]);
    assertEquals(paths[0], paths[1]);
    assertEquals(readdirSync(directory).length, 1);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

Deno.test("compileArticle3 says so where there is no compiler", async () => {
  const directory = mkdtempSync(join(tmpdir(), "article3-"));
  try {
    await assertRejects(
      () => compileArticle3({ compiler: "no-such-compiler", directory }),
      Error,
      "no C compiler was found on PATH (looked for CC=no-such-compiler)",
    );
    await assertRejects(
      // deno-lint-ignore no-explicit-any
      () => compileArticle3({ kind: "executable" as any }),
      RangeError,
      'kind: expected "library" or "program" or "as-printed"',
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
});
