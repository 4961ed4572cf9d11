import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
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
    assertEquals(written.map((path) => relative(root, path).replaceAll("\\", "/")), [
      "data/benchmarks/gpu/card-x-9",
      "data/runs/card-x-9-webgpu",
      "data/benchmarks/gpu.md",
    ]);
    assert(fs.existsSync(join(root, "data/runs/card-x-9-webgpu/strategies/units/plan.json")));
    assert(!fs.existsSync(join(root, "data/benchmarks/gpu/card-x-9/half")));
    const page = fs.readFileSync(join(root, "data/benchmarks/gpu.md"), "utf8");
    assertStringIncludes(page, "## Card (X) 9\n\nDriver 1.2, Deno 2.9.6");
    assertStringIncludes(
      page,
      "Of the\n2 cases of the contract that were tried these are not met: two",
    );
    assertStringIncludes(page, "| WGSL | 1.23 (57) |\n| PyTorch, compact |  |\n");
    assertStringIncludes(page, "| 64 | 32 | 3 | **1** |\n| 64 | 512 | **4** | 9 |\n");
    assertStringIncludes(page, "- PyTorch, compact at B = 256: OutOfMemoryError: no room.");
    await assertRejects(() => takeKit(results, { root }), RangeError, "delete it to take these");
  }));

Deno.test("kit --take: of a link its file comes in, which stays when the results go", () =>
  inFolder(async (root) => {
    if (process.platform === "win32") return; // links want a right of their own there
    const results = resultsIn(root, CARD), race = join(results, "race.jsonl");
    fs.renameSync(race, join(root, "elsewhere"));
    fs.symlinkSync(join(root, "elsewhere"), race);
    await takeKit(results, { root });
    const kept = join(root, "data/benchmarks/gpu/card-x-9/race.jsonl");
    assert(fs.lstatSync(kept).isFile());
  }));

Deno.test("kit --take: refuses in a sentence what is no kit's, not a GPU's, or not as its sum says", () =>
  inFolder(async (root) => {
    const take = (results: string) => () => takeKit(results, { root });
    await assertRejects(take(root), RangeError, "without SHA256SUMS");
    fs.writeFileSync(join(root, "SHA256SUMS"), "");
    replaceIn(root, "kit-1.tar.gz", "of the kit");
    await assertRejects(take(root), RangeError, "without kit.json; of a kit its results");
    const archive = join(root, "kit-1.tar.gz");
    await assertRejects(take(archive), RangeError, "a file; of results.tgz the folder that");
    const software = resultsIn(root, { ...CARD, software: true });
    await assertRejects(take(software), RangeError, "computed on the processor");
    const results = resultsIn(root, CARD);
    const own = fs.readFileSync(join(results, "device.json"), "utf8");
    for (const text of ["null\n", "{}\n", JSON.stringify({ ...JSON.parse(own), device: 3 })]) {
      replaceIn(results, "device.json", text);
      await assertRejects(take(results), RangeError, "expected device.json as run.sh writes it");
    }
    replaceIn(results, "device.json", own);
    fs.appendFileSync(join(results, "race.jsonl"), "{}\n");
    await assertRejects(take(results), RangeError, "expected race.jsonl as its sum");
    fs.rmSync(join(results, "race.jsonl"));
    await assertRejects(take(results), RangeError, "expected race.jsonl as its sum");
    const line = `${"0".repeat(64)}  ../outside\n`;
    fs.writeFileSync(join(results, "SHA256SUMS"), line);
    await assertRejects(take(results), RangeError, "lines of a sum and a path");
    assert(!fs.existsSync(join(root, "data")), "nothing was written");
  }));

/** Writes a file of the results anew, with its sum. */
function replaceIn(results: string, name: string, text: string): void {
  fs.writeFileSync(join(results, name), text);
  const sums = join(results, "SHA256SUMS");
  const others = fs.readFileSync(sums, "utf8").split("\n").filter((line) => !line.endsWith(name));
  const sum = createHash("sha256").update(text).digest("hex");
  fs.writeFileSync(sums, [`${sum}  ./${name}`, ...others].join("\n"));
}

Deno.test("kit --take: of rows cut short the whole ones count; what cannot be told leaves nothing behind", () =>
  inFolder(async (root) => {
    const results = resultsIn(root, CARD);
    const race = fs.readFileSync(join(results, "race.jsonl"), "utf8");
    replaceIn(results, "race.jsonl", race + '{"form":"WGSL","ba');
    await takeKit(results, { root });
    assertStringIncludes(
      fs.readFileSync(join(root, "data/benchmarks/gpu.md"), "utf8"),
      "| WGSL | 1.23 (57) |\n",
    );

    fs.rmSync(join(root, "data"), { recursive: true });
    const take = () => takeKit(results, { root });
    replaceIn(results, "kit.json", "");
    await assertRejects(
      take,
      RangeError,
      "expected kit.json as run.sh writes it, got it cut short",
    );
    replaceIn(results, "kit.json", '{"commit":"abc","deno":"2.9.6"}\n');
    replaceIn(results, "race.jsonl", "no row\n");
    await assertRejects(take, Error, "nothing was taken, and");
    assertEquals(fs.readdirSync(join(root, "data"), { recursive: true }).length, 3);
  }));

Deno.test("kit --take: what is not of the card's name is never among what it would take the place of", () =>
  inFolder(async (root) => {
    fs.mkdirSync(join(root, "data/benchmarks/gpu"), { recursive: true });
    for (const [device, name] of [["显卡", "gpu"], ["../..", "gpu"], ["", "gpu"]]) {
      const written = await takeKit(resultsIn(root, { ...CARD, device }), { root });
      assertEquals(written[0], join(root, "data/benchmarks/gpu", name));
      for (const path of written) fs.rmSync(path, { recursive: true });
    }
  }));

Deno.test("gpu.md tells a contract that was not tried from one that is met", () =>
  inFolder(async (root) => {
    const results = resultsIn(root, CARD);
    replaceIn(results, "contract.jsonl", "");
    await takeKit(results, { root });
    const page = fs.readFileSync(join(root, "data/benchmarks/gpu.md"), "utf8");
    assertStringIncludes(page, "No\ncase of the contract was tried.");
  }));

Deno.test("gpu.md is what the recorded GPU runs say, or that there are none and how to make one", async () => {
  const kept = fs.readFileSync(join(ROOT, "data/benchmarks/gpu.md"), "utf8");
  assertEquals(kept, await gpuReport(join(ROOT, "data")));
});

/** The kit's script with archives of a test's own, whose Deno is a script. */
function makeKit(folder: string, deno: string, shell = "/bin/sh"): void {
  const stage = join(folder, "stage");
  fs.mkdirSync(join(stage, "bin"), { recursive: true });
  for (const name of ["COMMIT", "kit.json"]) fs.writeFileSync(join(stage, name), "{}\n");
  const script = `#!${shell}\n[ "$1" = --version ] && exit\n${deno}\n`;
  fs.writeFileSync(join(stage, "bin/deno"), script, { mode: 0o755 });
  spawnSync("tar", ["-czf", join(folder, "kit-1.tar.gz"), "-C", stage, "."]);
  const { stdout } = spawnSync("sha256sum", ["kit-1.tar.gz"], { cwd: folder, encoding: "utf8" });
  fs.writeFileSync(join(folder, "SHA256SUMS"), stdout);
  fs.copyFileSync(join(ROOT, "data/benchmarks/gpu/run.sh"), join(folder, "run.sh"));
}

function runKit(
  folder: string,
  args: string[] = [],
  env: Record<string, string> = {},
): { log: string; status: number | null; results: string } {
  const { stdout: log, status } = spawnSync("sh", ["run.sh", ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH!, KIT_PYTHON: "no-python", ...env },
  });
  return { log, status, results: join(folder, args[0] ?? "results") };
}

/** A test of the script, on Linux. */
function kitTest(name: string, body: (folder: string) => void | Promise<void>): void {
  const fn = () => inFolder(async (folder) => await body(folder));
  Deno.test({ name: `kit's run.sh: ${name}`, ignore: process.platform !== "linux", fn });
}

const last = 'for last; do :; done; case "$*" in *self_check*)';
const noGpu = `${last} echo "No WebGPU here: none"; exit 3;; esac; echo "asked for $last s"`;

kitTest("without a GPU it says what it leaves out, and keeps sums of what it has", (folder) => {
  makeKit(folder, noGpu);
  const { log, status, results } = runKit(folder);
  assertEquals(status, 0, log);
  assertStringIncludes(log, "there is no WebGPU here: what wants one is left out");
  assertStringIncludes(log, "asked for 0 s");
  assertStringIncludes(log, "PyTorch: skipped, there is no no-python");
  assert(!log.includes("lesson_runs"), log);
  const sums = fs.readFileSync(join(results, "SHA256SUMS"), "utf8");
  assertStringIncludes(sums, "  ./kit.json\n");
  // One file has them all, for ways back that leave folders out.
  const back = join(folder, "back");
  fs.mkdirSync(back);
  spawnSync("tar", ["-xzf", join(results, "results.tgz"), "-C", back]);
  assertEquals(fs.readFileSync(join(back, "SHA256SUMS"), "utf8"), sums);
  assertEquals(spawnSync("sha256sum", ["--quiet", "-c", "SHA256SUMS"], { cwd: back }).status, 0);
  assert(!sums.includes("results.tgz"));
});

kitTest(
  "any folder's name will do: Deno parts the folders that may be written at commas",
  (folder) => {
    for (const name of ["it's ü", 'one, "two" $x']) {
      const place = join(folder, name);
      fs.mkdirSync(place);
      makeKit(place, `${last} echo "<$*>"; exit 3;; esac`);
      const { log, status, results } = runKit(place);
      assertEquals(status, 0, log);
      const write = name.includes(",") ? "" : `=${results},${join(place, "work")}`;
      assertStringIncludes(
        log,
        `--allow-run --allow-write${write} data/benchmarks/gpu/self_check.ts`,
      );
    }
  },
);

kitTest("a software adapter's numbers are not taken for a GPU's; time ends each step", (folder) => {
  makeKit(
    folder,
    `${last} echo '"software": true' >"$last/device.json"; exit 0;; *race.ts*) exec sleep 60;; esac`,
  );
  const { log } = runKit(folder, [], { KIT_SECONDS: "6" });
  assertStringIncludes(log, "the adapter is computed on the processor");
  assertStringIncludes(log, "batch all, WGSL (or the batches alone): cut short after");
  const more = runKit(folder, ["more"], { KIT_SECONDS: "1", KIT_SOFTWARE: "1" });
  assertStringIncludes(more.log, "which GPU computes was not found out in time");
});

kitTest("an archive that is damaged or missing is named, and nothing of it runs", (folder) => {
  makeKit(folder, noGpu);
  const archive = join(folder, "kit-1.tar.gz");
  fs.appendFileSync(archive, "x");
  const told = [() => {}, () => fs.rmSync(archive), () => fs.rmSync(join(folder, "SHA256SUMS"))];
  for (
    const [i, does] of ["kit-1.tar.gz: FAILED", "FAILED open or read", "no SHA256SUMS"].entries()
  ) {
    told[i]();
    const { log, status } = runKit(folder);
    assertEquals(status, 1);
    assertStringIncludes(log, does);
    assertStringIncludes(log, ": copy the kit's archives and SHA256SUMS here again, whole\n");
  }
});

kitTest("programs that it runs and that are not there are named, before any work", (folder) => {
  makeKit(folder, noGpu);
  const path = join(folder, "bin");
  fs.mkdirSync(path);
  const { stdout } = spawnSync("sh", ["-c", "command -v sh"], { encoding: "utf8" });
  fs.symlinkSync(stdout.trim(), join(path, "sh"));
  const { log, status } = runKit(folder, [], { PATH: path });
  assertEquals(status, 1);
  assertMatch(log, /^run\.sh runs programs that are not here: cat cp .* timeout\. .*\n$/);
  assert(!fs.existsSync(join(folder, "results")));
});

kitTest("it says what to do where nothing can be unpacked, or run there", (folder) => {
  makeKit(folder, noGpu);
  fs.mkdirSync(join(folder, "work/COMMIT/not-empty"), { recursive: true });
  const full = runKit(folder);
  assertEquals(full.status, 1);
  assertStringIncludes(full.log, "does not take kit-1.tar.gz, see log.txt; where 350 MB have room");
  makeKit(folder, noGpu, "/no/such/loader");
  fs.rmSync(join(folder, "work"), { recursive: true });
  const { log, status } = runKit(folder);
  assertEquals(status, 1);
  assertStringIncludes(log, "bin/deno does not run here, see log.txt: it is for Linux x86-64");
});

kitTest("a newer kit in the place of an older one is unpacked anew", (folder) => {
  makeKit(folder, 'echo "the older"; exit 3');
  assertStringIncludes(runKit(folder).log, "the older");
  makeKit(folder, 'echo "the newer"; exit 3');
  const { log } = runKit(folder, ["new"]);
  assertStringIncludes(log, "the newer");
});

kitTest("a folder with an earlier run's results is left as it is", (folder) => {
  makeKit(folder, noGpu);
  const { results } = runKit(folder);
  const before = fs.readFileSync(join(results, "log.txt"), "utf8");
  const { log, status } = runKit(folder);
  assertEquals(status, 1);
  assertStringIncludes(log, "holds what an earlier run found, and keeps it: sh run.sh RESULTS");
  assertEquals(fs.readFileSync(join(results, "log.txt"), "utf8"), before);
  assertEquals(runKit(folder, ["other"]).status, 0);
});

kitTest("arguments that are none are refused before anything is made", (folder) => {
  makeKit(folder, noGpu);
  const before = fs.readdirSync(folder);
  for (const args of [["--take", "results"], ["--help"], ["one", "two"]]) {
    const { log, status } = runKit(folder, args);
    assertEquals(status, 2);
    assertStringIncludes(log, `expected sh run.sh [RESULTS], a new folder for what is found; got`);
  }
  for (const seconds of ["8m", "1.5", "08", "-5", "10 0"]) {
    const { log, status } = runKit(folder, [], { KIT_SECONDS: seconds });
    assertEquals([status, log], [
      2,
      `KIT_SECONDS: expected how many seconds all may take, got ${seconds}\n`,
    ]);
  }
  assertEquals(fs.readdirSync(folder), before);
});

kitTest("where the disk fills the last sums stay, and it ends with a sentence", (folder) => {
  const filled =
    '*race.ts*) ln -sf /dev/full "$(dirname "$0")/../../results/SHA256SUMS.new";; esac';
  makeKit(folder, `${last} echo "{}" >"$last/device.json"; exit 0;; ${filled}`);
  const { log, status, results } = runKit(folder);
  assertEquals(status, 1, log);
  assertStringIncludes(log, "results cannot be written to any more, see above");
  assert(!log.includes("lesson_runs"), log);
  assertStringIncludes(fs.readFileSync(join(results, "SHA256SUMS"), "utf8"), "  ./device.json\n");
});

kitTest("rows that a killed run left without sums do not come among another's", (folder) => {
  makeKit(folder, noGpu);
  fs.mkdirSync(join(folder, "results"));
  fs.writeFileSync(join(folder, "results/contract.jsonl"), "{}\n");
  const { log, status, results } = runKit(folder);
  assertEquals(status, 1);
  assertStringIncludes(log, "holds what an earlier run found, and keeps it");
  assertEquals(fs.readdirSync(results), ["contract.jsonl"]);
});

kitTest("what a program leaves running does not outlast its step", (folder) => {
  makeKit(folder, `${last} sleep 61 & exit 3;; esac`);
  const began = performance.now();
  const { log, status } = runKit(folder);
  assertEquals(status, 0, log);
  assert(performance.now() - began < 30_000, log);
});

/** Starts the script, and says when a line of its log is there. */
async function startKit(folder: string, line: string) {
  const env = { PATH: process.env.PATH!, KIT_PYTHON: "no-python" };
  const child = spawn("sh", ["run.sh"], { cwd: folder, env, stdio: "ignore" });
  const ended = new Promise<number | null>((done) => child.on("close", done));
  const log = () => {
    const file = join(folder, "results/log.txt");
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  };
  while (!log().includes(line)) await new Promise((done) => setTimeout(done, 50));
  return { child, ended, log };
}

kitTest("told to end it does so at once, and a second run waits for no first", async (folder) => {
  const nap = `sleep 62.${process.pid}`; // another run of these tests may have its own
  makeKit(folder, `${last} exec ${nap};; esac`);
  const { child, ended, log } = await startKit(folder, "self-check and contract: begins");
  const second = runKit(folder, ["second"]);
  assertEquals(second.status, 1);
  assertStringIncludes(second.log, "another run is under way here");
  const began = performance.now();
  process.kill(child.pid!, "SIGTERM");
  assertEquals(await ended, 1);
  assert(performance.now() - began < 10_000, log());
  assertStringIncludes(log(), "ended from outside; what there is stands in");
  const sums = fs.readFileSync(join(folder, "results/SHA256SUMS"), "utf8");
  assertStringIncludes(sums, "  ./kit.json\n");
  assertEquals(spawnSync("pgrep", ["-f", `^${nap}`], { encoding: "utf8" }).stdout ?? "", "");
});

for (
  const [way, question, told] of [
    ["machine's own Vulkan", "true", "kit's loader: begins"],
    ["kit's loader", '[ -n "$LD_LIBRARY_PATH" ]', "named by the kit: begins"],
    ["NVIDIA's driver, named by the kit", '[ -n "$VK_ICD_FILENAMES" ]', "no such"],
  ]
) {
  kitTest(`a GPU may answer through the ${way}, and no more is tried`, (folder) => {
    makeKit(folder, `case "$*" in *adapter.ts*) ${question}; exit;; esac; ${noGpu}`);
    const { log } = runKit(folder);
    assertStringIncludes(log, `${way}: done`);
    assert(!log.includes(told), log);
  });
}
