import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { projectFolder } from "#lib/host/project_folder.ts";
import { gpuReport } from "../../data/benchmarks/gpu/gpu_report.ts";
import { takeKit } from "../../data/benchmarks/gpu/take_kit.ts";

const ROOT = projectFolder();

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = fs.mkdtempSync(join(tmpdir(), "kit-"));
  try {
    await work(folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** A folder as run.sh leaves it; the numbers are made up, and so is the card. */
function resultsIn(folder: string, device: object): string {
  const results = join(folder, "results");
  const race = { form: "WGSL", batch: 256, milliseconds: 1.234, megabytes: 56.7 };
  const torch = { form: "PyTorch, compact", batch: 256, skipped: "OutOfMemoryError: no room" };
  const files: Record<string, string> = {
    "kit.json": JSON.stringify({ commit: "abc", deno: "2.9.6" }),
    "device.json": JSON.stringify({ driver: "1.2", versions: { tfjs: "4.22.0" }, ...device }),
    "contract.jsonl": ["one", "two"].map((name) =>
      JSON.stringify({ name, does: name === "one", mayLack: false }) + "\n"
    ).join(""),
    "race.jsonl": JSON.stringify(race) + "\n",
    "steps.jsonl": [["webgpu", 32, 3], ["webgpu", 512, 4], ["wasm", 32, 1], ["wasm", 512, 9]].map((
      [backend, batch, milliseconds],
    ) => JSON.stringify({ backend, batch, width: 64, milliseconds }) + "\n").join(""),
    "torch.jsonl": JSON.stringify(torch) + "\n",
    "runs/webgpu/strategies/units/plan.json": "not whole",
  };
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(dirname(join(results, name)), { recursive: true });
    fs.writeFileSync(join(results, name), text);
  }
  const sums = Object.entries(files).map(([name, text]) =>
    `${createHash("sha256").update(text).digest("hex")}  ./${name}\n`
  );
  fs.writeFileSync(join(results, "SHA256SUMS"), sums.join(""));
  return results;
}

const CARD = { device: "Card (X) 9", software: false };

Deno.test("kit --take: results come in by the card's name, and the page tells what is measured", () =>
  inFolder(async (root) => {
    const results = resultsIn(root, CARD);
    fs.writeFileSync(join(results, "half"), "being written when the run was ended: no sum");
    const written = await takeKit(results, { root });
    assertEquals(written.map((path) => path.slice(root.length + 1)), [
      "data/benchmarks/gpu/card-x-9",
      "data/runs/card-x-9-webgpu",
      "data/benchmarks/gpu.md",
    ]);
    assert(fs.existsSync(join(root, "data/runs/card-x-9-webgpu/strategies/units/plan.json")));
    assert(!fs.existsSync(join(root, "data/benchmarks/gpu/card-x-9/half")));
    const page = fs.readFileSync(join(root, "data/benchmarks/gpu.md"), "utf8");
    assertStringIncludes(page, "## Card (X) 9\n\nDriver 1.2, Deno 2.9.6");
    assertStringIncludes(page, "these are not met: two");
    assertStringIncludes(page, "| WGSL | 1.23 (57) |\n| PyTorch, compact |  |\n");
    assertStringIncludes(page, "| 64 | 32 | 3 | **1** |\n| 64 | 512 | **4** | 9 |\n");
    assertStringIncludes(page, "- PyTorch, compact at B = 256: OutOfMemoryError: no room.");
    await assertRejects(() => takeKit(results, { root }), RangeError, "delete it to take these");
  }));

Deno.test("kit --take: refuses in a sentence what is no kit's, not a GPU's, or not as its sum says", () =>
  inFolder(async (root) => {
    const take = (results: string) => () => takeKit(results, { root });
    await assertRejects(take(root), RangeError, "without SHA256SUMS");
    const software = resultsIn(root, { ...CARD, software: true });
    await assertRejects(take(software), RangeError, "computed on the processor");
    const results = resultsIn(root, CARD);
    fs.appendFileSync(join(results, "race.jsonl"), "{}\n");
    await assertRejects(take(results), RangeError, "expected race.jsonl as its sum");
    fs.rmSync(join(results, "race.jsonl"));
    await assertRejects(take(results), RangeError, "expected race.jsonl as its sum");
    const line = `${"0".repeat(64)}  ../outside\n`;
    fs.writeFileSync(join(results, "SHA256SUMS"), line);
    await assertRejects(take(results), RangeError, "lines of a sum and a path");
    assert(!fs.existsSync(join(root, "data")), "nothing was written");
  }));

Deno.test("gpu.md is what the recorded GPU runs say, or that there are none and how to make one", async () => {
  const kept = fs.readFileSync(join(ROOT, "data/benchmarks/gpu.md"), "utf8");
  assertEquals(kept, await gpuReport(join(ROOT, "data")));
});

/** The kit's script with archives of a test's own, whose Deno is a script. */
function runKit(
  folder: string,
  deno: string,
  env: Record<string, string> = {},
): { log: string; status: number | null; results: string } {
  const stage = join(folder, "stage");
  fs.mkdirSync(join(stage, "bin"), { recursive: true });
  for (const name of ["COMMIT", "kit.json"]) fs.writeFileSync(join(stage, name), "{}\n");
  fs.writeFileSync(join(stage, "bin/deno"), `#!/bin/sh\n${deno}\n`, { mode: 0o755 });
  spawnSync("tar", ["-czf", join(folder, "kit-1.tar.gz"), "-C", stage, "."]);
  const { stdout } = spawnSync("sha256sum", ["kit-1.tar.gz"], { cwd: folder, encoding: "utf8" });
  fs.writeFileSync(join(folder, "SHA256SUMS"), stdout);
  fs.copyFileSync(join(ROOT, "data/benchmarks/gpu/run.sh"), join(folder, "run.sh"));
  const { stdout: log, status } = spawnSync("sh", ["run.sh"], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH!, KIT_PYTHON: "no-python", ...env },
  });
  return { log, status, results: join(folder, "results") };
}

const ignore = process.platform !== "linux";
const last = 'for last; do :; done; case "$*" in *self_check*)';

Deno.test({
  name: "kit's run.sh: without a GPU it says what it leaves out, and keeps sums of what it has",
  ignore,
  fn: () =>
    inFolder((folder) => {
      const deno = `${last} echo "No WebGPU here: none"; exit 3;; esac; echo "asked for $last s"`;
      const { log, status, results } = runKit(folder, deno);
      assertEquals(status, 0, log);
      assertStringIncludes(log, "there is no WebGPU here: what wants one is left out");
      assertStringIncludes(log, "asked for 0 s");
      assertStringIncludes(log, "PyTorch: skipped, there is no no-python");
      assert(!log.includes("lesson_runs"), log);
      assertStringIncludes(fs.readFileSync(join(results, "SHA256SUMS"), "utf8"), "  ./kit.json\n");
      return Promise.resolve();
    }),
});

Deno.test({
  name: "kit's run.sh: a software adapter's numbers are not taken for a GPU's; time ends each step",
  ignore,
  fn: () =>
    inFolder((folder) => {
      const deno =
        `${last} echo '"software": true' >"$last/device.json"; exit 0;; *race.ts*) exec sleep 60;; esac`;
      const { log } = runKit(folder, deno, { KIT_SECONDS: "6" });
      assertStringIncludes(log, "the adapter is computed on the processor");
      assertStringIncludes(log, "batch all, WGSL (or the batches alone): cut short after");
      const more = runKit(folder, deno, { KIT_SECONDS: "1", KIT_SOFTWARE: "1" });
      assertStringIncludes(more.log, "lesson_runs, webgpu: skipped, the time is over");
      return Promise.resolve();
    }),
});

Deno.test({
  name: "kit's run.sh: an archive that is damaged is told, and nothing of it runs",
  ignore,
  fn: () =>
    inFolder((folder) => {
      runKit(folder, "exit 3");
      fs.rmSync(join(folder, "work"), { recursive: true });
      fs.appendFileSync(join(folder, "kit-1.tar.gz"), "x");
      const { status, stdout } = spawnSync("sh", ["run.sh"], { cwd: folder, encoding: "utf8" });
      assertEquals(status, 1);
      assertStringIncludes(stdout, "unpacking: failed; see log.txt");
      return Promise.resolve();
    }),
});
