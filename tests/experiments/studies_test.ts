import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execFile } from "node:child_process";
import process from "node:process";
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { useBackend } from "#lib/backend/mod.ts";
import type { ImageSet } from "#lib/datasets/mod.ts";
import { retrievalMetrics } from "#lib/evaluation/mod.ts";
import {
  activeShares,
  emoji,
  lessonRuns,
  pairsOf,
  readReplay,
  readRunCards,
  recordStudy,
  replay,
  strategies,
  studies,
  type Study,
} from "#lib/experiments/mod.ts";

Deno.test("strategies: contrasts have rows, one way a split is chosen, and softmax and baselines stand beside", async () => {
  await useBackend("wasm");
  const [split, other] = await strategies.splits();
  assert(split.name !== other.name);
  for (const { train, dev = [], test } of await strategies.splits()) {
    assertEquals([...train, ...dev, ...test].sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  }
  const parts = await strategies.prepare(split);
  const of = (part: ImageSet) => first(part, 60);
  const few = { data: parts.data, seen: of(parts.seen), dev: of(parts.dev), test: of(parts.test) };
  const units = strategies.settings(5).map((setting) => (
    { setting, split, seed: 1, steps: 5, backend: "wasm" }
  ));
  const tensors = tf.memory().numTensors;
  const trained = [];
  for (const unit of units) {
    const { evaluations } = await strategies.train(unit, few, () => {
      throw new Error("its trainings are too short to be saved on the way");
    });
    trained.push(...evaluations);
  }
  assertEquals(tf.memory().numTensors, tensors);
  const { evaluations } = strategies.finish!({ evaluations: trained });
  for (const contrast of strategies.contrasts(5)) {
    const { one, other } = pairsOf(evaluations, contrast);
    assertEquals([one.length, other.length], [1, 1], contrast.question);
  }
  const chosen = evaluations.filter((row) => row.chosen && row.part === "test");
  assertEquals(chosen.length, new Set(evaluations.map(({ strategy }) => strategy)).size);
  for (const { strategy, step } of chosen) {
    const dev = evaluations.filter((row) => row.part === "dev" && row.strategy === strategy);
    const best = Math.max(...dev.filter(({ p, k }) => p === 5 && k === 8).map((r) => r.map_at_r));
    assertEquals(dev.find((row) => row.chosen)!.map_at_r, best);
    assert([0, 2, 5].includes(step));
  }
  const raw = await retrievalMetrics(few.test.images, few.test.labels, { dim: 196, ks: [1] });
  assertEquals(chosen.find(({ strategy }) => strategy === "raw pixels")!.map_at_r, raw.mapAtR);
});

Deno.test("emoji: dev classes choose, a hand is left out, and each contrast has a row a seed", async () => {
  await useBackend("wasm");
  const all = await emoji.splits();
  for (const { train, dev = [], test } of all) {
    assertEquals(
      new Set([...train, ...dev, ...test]).size,
      train.length + dev.length + test.length,
    );
  }
  const few = (classes: readonly number[]) => classes.slice(0, 20);
  const { train, dev, test, ...named } = all[2];
  const split = { ...named, train: few(train), dev: few(dev!), test: few(test) };
  const units = emoji.settings(2).flatMap((setting) =>
    [1, 2].map((seed) => ({ setting, split, seed, steps: 2, backend: "wasm" }))
  );
  const parts = await emoji.prepare(split);
  assertEquals([parts.hand, parts.data.count, parts.data.images.length], [
    "openmoji",
    80,
    80 * 588,
  ]);
  assert(Math.min(...parts.data.images) >= 0 && Math.max(...parts.data.images) > 0.9);
  const tensors = tf.memory().numTensors;
  const rows: Awaited<ReturnType<typeof emoji.train>>["evaluations"] = [];
  const run = () => Promise.reject(new Error("its trainings are too short to be saved on the way"));
  for (const unit of units) rows.push(...(await emoji.train(unit, parts, run)).evaluations);
  assertEquals(tf.memory().numTensors, tensors);
  for (const contrast of emoji.contrasts(2)) {
    assertEquals(pairsOf(rows, contrast).one.length, 2, contrast.question);
  }
  const tried = (name: string) => rows.filter((r) => r.strategy === name && r.part === "dev");
  for (const { setting: { strategy } } of units) {
    const first = tried(strategy).filter(({ seed }) => seed === 1);
    assertEquals(first.length, ["raw pixels", "PCA", "untrained"].includes(strategy) ? 1 : 5);
    const best = Math.max(...first.map((row) => row.map_at_r));
    assertEquals(first.filter((row) => row.chosen).map((row) => row.map_at_r), [best]);
  }
  assert(rows.every(({ left_out, k }) => k === (left_out ? 3 : 4)));
  // A process that goes on with the second seed chooses as the first one did.
  const unit = units.find(({ setting, seed }) => setting.strategy === "softmax" && seed === 2)!;
  const { evaluations } = await emoji.train(unit, { ...parts, best: new Map() }, run);
  const same = (row: typeof rows[number]) => ({ ...row, milliseconds: 0 });
  const before = rows.filter((row) => row.strategy === "softmax" && row.seed === 2);
  assertEquals(evaluations.map(same), before.map(same));
});

/** Records two steps with one seed on few images, and reads what was recorded. */
async function twoSteps(study: Study, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "triplet-lab-studies-"));
  const few: Study = {
    ...study,
    prepare: async (split) =>
      Object.fromEntries(
        Object.entries(await study.prepare(split) as object).map(([name, part]) => [
          name,
          name === "shown" ? part : first(part, 300),
        ]),
      ),
  };
  try {
    const machine = await useBackend("wasm");
    const { left } = await recordStudy(few, { machine, folder, steps: 2, seeds: 1 });
    assertEquals(left, 0);
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The first images of a set. */
function first({ images, labels, ...set }: ImageSet, count: number): ImageSet {
  const size = set.height * set.width;
  return {
    ...set,
    images: images.subarray(0, count * size),
    labels: labels.subarray(0, count),
    count,
  };
}

Deno.test("replay: two steps are recorded and read back", () =>
  twoSteps(replay, async (folder) => {
    const { runs, labels } = await readReplay({ folder });
    assertEquals(runs.map(({ frames }) => frames.map(({ step }) => step)), [
      [0, 1, 2],
      [0, 1, 2],
      [0, 1, 2],
    ]);
    for (const { frames: [first, second, third] } of runs) {
      assertEquals([first.points.length, third.points.flat().length], [labels.length, 200]);
      assertEquals(first.loss, second.loss, "the first batch stands for the untrained network");
      assert(String(first.points) !== String(second.points));
    }
  }));

Deno.test("lesson_runs: the cards tell device and pace, and stand in the figure beside a live run", () =>
  twoSteps(lessonRuns, async (folder) => {
    const [card, ...others] = await readRunCards("online mining", { folder });
    assertEquals([others.length, card.facts.machine.backend, card.gpu, card.steps.length], [
      0,
      "wasm",
      false,
      2,
    ]);
    assert(card.recall1 > 0 && card.recall1 <= 1);
    assertEquals(await readRunCards("another", { folder }), []);
    assertEquals(await readRunCards("online mining", { folder: "no-such-folder" }), []);
    const { spec } = activeShares([{ name: "live, here", steps: card.steps }], [card]);
    assertStringIncludes(spec.alt, "live, here");
    assertStringIncludes(spec.alt, `recorded: ${card.device}`);
  }));

Deno.test("studies: each has a name of its own", () => {
  assertEquals(new Set(studies.map(({ name }) => name)).size, studies.length);
});

// The task is Deno's.
const ignore = "Bun" in globalThis;

/** Runs the task, which may write where it is told; gives its status and what it printed. */
function task(args: string[], write = "-W"): Promise<[number, string]> {
  const flags = ["run", "--no-lock", "--no-check", "-R", write, "-E", "-S", "--allow-ffi"];
  return new Promise((done) => {
    execFile(
      process.execPath,
      [...flags, "--allow-run", "lib/tasks/record.ts", ...args],
      { env: { ...process.env, NO_COLOR: "1" } },
      (error, stdout, stderr) => done([Number(error?.code ?? 0), stdout + stderr]),
    );
  });
}

Deno.test("deno task record refuses what it cannot mean with status 2, before any work", {
  ignore,
}, async () => {
  const cases: [string[], string][] = [
    [
      [],
      "STUDY: expected one of strategies, emoji, replay, lesson_runs, got none",
    ],
    [["strategy"], "got strategy"],
    [
      ["strategies", "--seeds", "abc"],
      '--seeds: expected an integer of at least 1 and of at most 10000, got "abc"',
    ],
    [["strategies", "--steps", "1.5"], "--steps: expected an integer of at least 1, got 1.5"],
    [["replay", "--array", "3/2"], "--array: expected a share of 1/2 to 2/2, got 3/2"],
    [["replay", "--array", "a/b"], "--array: expected I/N, got a/b"],
    [["replay", "--from", "tests", "--steps", "9"], "--from: expected neither --steps nor --array"],
    [["replay", "--sedes", "1"], "Unknown option '--sedes'"],
  ];
  await Promise.all(cases.map(async ([args, message]) => {
    const [status, output] = await task(args);
    assertEquals(status, 2, output);
    assertStringIncludes(output, message);
    assert(!output.includes("is made ready"));
  }));
});

Deno.test("deno task record --gpu says why there is no GPU, and records nothing", {
  ignore,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "triplet-lab-gpu-"));
  const args = ["lesson_runs", "--gpu", "--backend", "wasm", "--to", folder];
  const [status, output] = await task(args);
  assertEquals(status, 1);
  assertStringIncludes(output, "There is no GPU to run on here");
  assertStringIncludes(output, "Nothing was recorded");
  assertEquals(await readRunCards("online mining", { folder }), []);
  const [refused, told] = await task(["replay", "--backend", "wasm", "--to", folder], "-W=tests");
  assertEquals(refused, 1);
  assertStringIncludes(told, "in this project and below the folder you stand in alone");
  assertEquals(readdirSync(folder), []);
  rmSync(folder, { recursive: true });
  const [listed, list] = await task(["--list"]);
  assertEquals(listed, 0);
  for (const { name } of studies) assertStringIncludes(list, name);
});
