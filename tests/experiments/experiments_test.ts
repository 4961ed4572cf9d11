import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { useBackend } from "#lib/backend/mod.ts";
import {
  activeShares,
  type ExperimentName,
  experimentNames,
  readRunCards,
  runExperiment,
  writeRunCard,
} from "#lib/experiments/mod.ts";

Deno.test("runExperiment() runs on any backend, and its card tells the device and the pace", async () => {
  const folder = await mkdtemp(join(tmpdir(), "experiment-"));
  try {
    const machine = await useBackend("wasm");
    let steps = 0;
    const result = await runExperiment("online mining", {
      machine,
      name: "test",
      folder,
      steps: 30,
      onStep: () => void steps++,
    });
    assertEquals(steps, 30);
    assertEquals(result.run.steps.length, 30);
    assert(result.stepMilliseconds > 0);
    const { recall1 } = result.run.evaluations[0];
    assert(recall1 > 0 && recall1 <= 1);

    const card = await writeRunCard("online mining", result, machine, null);
    assertEquals(card.gpu, false);
    assertEquals(await readRunCards("online mining", { folder }), [card]);
    assertEquals(await readRunCards("another", { folder }), []);
    const { spec } = await activeShares([{ name: "live, here", steps: result.run.steps }], [card], {
      folder,
    });
    assertStringIncludes(spec.alt, "live, here");
    assertStringIncludes(spec.alt, `recorded: ${card.device}`);
    const steps1 = await readFile(join(folder, "test", "steps.parquet"));
    assert(!steps1.includes("Milliseconds"), "times stay out of the steps, whose bytes repeat");
  } finally {
    await rm(folder, { recursive: true });
  }
});

Deno.test("runExperiment() runs every experiment, and refuses one that there is not", async () => {
  const folder = await mkdtemp(join(tmpdir(), "experiment-"));
  const machine = await useBackend("wasm");
  try {
    for (const name of experimentNames) {
      const { run } = await runExperiment(name, {
        machine,
        name: name.replace(" ", "-"),
        folder,
        steps: 2,
      });
      assertEquals(run.facts.configuration.experiment, name);
      assert(run.steps.every(({ loss }) => loss > 0), name);
    }
    const unknown = "softmax" as ExperimentName;
    await assertRejects(
      () => runExperiment(unknown, { machine, name: "test", folder }),
      RangeError,
      'experiment: expected "online mining"',
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

Deno.test("readRunCards() finds nothing where nothing was recorded", async () => {
  assertEquals(await readRunCards("online mining", { folder: "no-such-folder" }), []);
});

// The task is Deno's; a machine with a GPU would record, which is not for a test to do.
const noGpu = !("Bun" in globalThis) && !existsSync("/usr/bin/nvidia-smi");

Deno.test(
  "deno task gpu-run says why there is no GPU, and records nothing",
  { ignore: !noGpu },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "gpu-run-"));
    const [status, output] = await new Promise<[number, string]>((done) => {
      execFile(
        process.execPath,
        [
          "run",
          "--no-lock",
          "-R",
          "-W",
          "-E",
          "-S",
          "--allow-ffi",
          "--allow-run",
          "lib/tasks/gpu_run.ts",
          "--to",
          folder,
          "--backend",
          "wasm",
        ],
        { env: { ...process.env, NO_COLOR: "1" } },
        (error, stdout, stderr) => done([Number(error?.code ?? 0), stdout + stderr]),
      );
    });
    assertEquals(status, 1);
    assertStringIncludes(output, "There is no GPU to run on here");
    assertStringIncludes(output, "Nothing was recorded");
    assertEquals(await readRunCards("online mining", { folder }), []);
    await rm(folder, { recursive: true });
  },
);
