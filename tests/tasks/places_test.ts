import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import process from "node:process";
import { saveEmbeddings } from "#lib/evaluation/mod.ts";
import { takePath } from "#lib/tasks/take_path.ts";
import { takeLock } from "#lib/workspace/lock.ts";
import { CACHE, DENO, ROOT } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";
import { tryFolder } from "#lib/workspace/try_folder.ts";

// The tasks are Deno's.
const options = { ignore: "Bun" in globalThis };
const module = (path: string) => JSON.stringify(new URL(`../../lib/${path}`, import.meta.url).href);
const run = (script: string, env: Record<string, string> = {}, args: string[] = []) =>
  runCommand(DENO, ["eval", "--no-lock", script, "--", ...args], { env });

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(CACHE, "place-test-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

Deno.test(
  "tryFolder() makes the folder and leaves it empty",
  options,
  () =>
    withFolder(async (folder) => {
      await tryFolder("to", join(folder, "a", "b"), 1e6);
      assertEquals(await readdir(join(folder, "a", "b")), []);
    }),
);

Deno.test("tryFolder() names a folder that is none", options, async () => {
  await assertRejects(
    () => tryFolder("to", join(ROOT, "README.md"), 1e6),
    RangeError,
    `to: expected a folder that may be written and has room for 1 MB, got ${
      join(ROOT, "README.md")
    } (it is there already, as a file)`,
  );
});

Deno.test(
  "a task that writes refuses a place where it cannot, before any work",
  options,
  () =>
    withFolder(async (folder) => {
      await Deno.writeTextFile(join(folder, "log.csv"), "step,loss\n1,0.5\n2,0.4\n");
      const log = join(folder, "log.csv"), place = join(log, "made.html");
      for (
        const [task, ...words] of [
          ["lib/tasks/diagnose", log, "--to", place],
          ["lib/tasks/grade", join(ROOT, "notebooks"), "--to", place],
          ["lib/tasks/docs", "--to", place],
          ["lib/tasks/pack", "--to", log],
          ["lib/tasks/neighbours", "--from", "none.parquet", "--index", place],
          ["data/benchmarks/gpu/kit", "--to", log],
        ]
      ) {
        const { code, output } = await runCommand(DENO, [
          ...["run", "--no-lock", "--no-check", "-A", `${task}.ts`],
          ...words,
        ], { cwd: ROOT });
        const option = words.at(-2);
        assertStringIncludes(output, `${option}: expected a folder that may be written`, task);
        assertStringIncludes(output, `got ${log} (it is there already, as a file)`, task);
        assertEquals([code, output.split("\n").length], [task.endsWith("kit") ? 1 : 2, 1], output);
      }
    }),
);

Deno.test(
  "notebooks whose pictures have no place are not executed",
  options,
  () =>
    withFolder(async (folder) => {
      for (const name of ["1.ipynb", "pictures"]) {
        await Deno.writeTextFile(join(folder, name), "{}");
      }
      const { code, output } = await runCommand(DENO, [
        ...["run", "--no-lock", "--no-check", "-A", "tests/notebooks/run_notebooks.ts"],
        ...["--from", folder],
      ], { cwd: ROOT });
      assertEquals([code, output.split("\n").length], [2, 1], output);
      assertStringIncludes(output, "expected a folder that may be written");
      assertStringIncludes(output, join(folder, "pictures"));
    }),
);

Deno.test("tryFolder() finds out that a disk is full", {
  ignore: options.ignore || process.getuid?.() !== 0 || process.platform !== "linux",
}, () =>
  withFolder(async (folder) => {
    const disk = join(folder, "disk");
    await mkdir(disk);
    const { code } = await runCommand("mount", ["-t", "tmpfs", "-o", "size=700k", "none", disk]);
    if (code !== 0) return console.log("No disk may be mounted here, so a full one is not tried.");
    try {
      await assertRejects(() => tryFolder("to", disk, 3e6), RangeError, "(the disk is full)");
      assertEquals(await readdir(disk), []);
    } finally {
      await runCommand("umount", [disk]);
    }
  }));

Deno.test("an index for which the disk has no room is told in a sentence, and leaves nothing", {
  ignore: options.ignore || process.getuid?.() !== 0 || process.platform !== "linux",
}, () =>
  withFolder(async (folder) => {
    const disk = join(folder, "disk"), from = join(folder, "rows.parquet"), dim = 64;
    const embeddings = Float32Array.from({ length: 4000 * dim }, (_, i) => Math.sin(i * i));
    await saveEmbeddings(from, { embeddings, labels: new Int32Array(4000), dim });
    await mkdir(disk);
    const { code } = await runCommand("mount", ["-t", "tmpfs", "-o", "size=1100k", "none", disk]);
    if (code !== 0) return console.log("No disk may be mounted here, so a full one is not tried.");
    try {
      const { code, stderr } = await runCommand(DENO, [
        ...["run", "--no-lock", "--no-check", "-A", "lib/tasks/neighbours.ts", "--from", from],
        ...["--index", join(disk, "x")],
      ], { cwd: ROOT });
      assertStringIncludes(stderr, "--index: expected a folder that may be written and has room");
      assertStringIncludes(stderr, `got ${disk} (the disk is full)`);
      assertEquals([code, / at /.test(stderr)], [2, false], stderr);
      assertEquals(await readdir(disk), []);
    } finally {
      await runCommand("umount", [disk]);
    }
  }));

Deno.test("an error of the disk is told in a sentence, and ends with 1", options, async () => {
  const { code, output } = await run(`
const { options } = await import(${module("tasks/options.ts")});
options("help", {});
const { writeAtomic } = await import(${module("workspace/write_atomic.ts")});
await writeAtomic("/dev/null/x", "");`);
  assertEquals([code, output.split("\n").length], [1, 1], output);
  assertStringIncludes(output, "✗ /dev/null/x: could not be written (");
});

const readOptions = `const { options } = await import(${module("tasks/options.ts")});
const { from, to } = options("help", { from: "", to: "reports" }, { paths: ["from", "to"] });
console.log(JSON.stringify([from, to]));`;

Deno.test(
  "a path given to a task is relative to where the user stands",
  options,
  () =>
    withFolder(async (folder) => {
      const { output } = await run(readOptions, { INIT_CWD: folder }, ["--from", "sub/a.parquet"]);
      assertEquals(JSON.parse(output), [join(folder, "sub", "a.parquet"), "reports"]);
      const { output: absolute } = await run(readOptions, { INIT_CWD: folder }, ["--to", "/x/y"]);
      assertEquals(JSON.parse(absolute), ["", resolve("/x/y")]);
    }),
);

Deno.test(
  "what one task writes to is refused to another, which is told by whom",
  options,
  () =>
    withFolder(async (folder) => {
      const take = `const { takePath } = await import(${module("tasks/take_path.ts")});
await takePath("to", ${JSON.stringify(folder)}, ", or choose another");`;
      let second: Promise<{ code: number; output: string }> | undefined;
      const holder = `${take}\nconsole.log(Deno.pid);\nsetTimeout(() => {}, 600_000);`;
      let pid = 0;
      const ended = runCommand(DENO, ["eval", "--no-lock", holder], {
        onLine(line) {
          pid = Number(line);
          second = run(take);
        },
      });
      while (!second) await new Promise((done) => setTimeout(done, 50));
      const { code, output } = await second;
      process.kill(pid, "SIGKILL");
      await ended;
      assertEquals(code, 2);
      assertStringIncludes(output, `got ${folder}, which process ${pid} (`);
      assertStringIncludes(output, "wait for it, or choose another");
      assertEquals((await run(take)).code, 0);
    }),
);

Deno.test(
  "a folder that a task is only to make is its own, too",
  options,
  () =>
    withFolder(async (folder) => {
      const to = join(folder, "new");
      await takePath("--to", to, "");
      const { code, output } = await runCommand(DENO, [
        ...["run", "--no-lock", "--no-check", "-A", "lib/tasks/docs.ts", "--to", to],
      ], { cwd: ROOT });
      assertEquals([code, output.split("\n").length], [2, 1], output);
      assertStringIncludes(output, `--to: expected one that nothing else writes to now, got ${to}`);
      assertEquals(await readdir(folder), []);
    }),
);

Deno.test(
  "a task that has read its options is not robbed of what set-up made",
  options,
  async () => {
    const outcome = run(`
const { options } = await import(${module("tasks/options.ts")});
options("help", { to: "" });
console.log(Deno.pid);
setTimeout(() => {}, 2000);`);
    await new Promise((done) => setTimeout(done, 1000));
    const { code, output } = await run(`
const { lockForRemoval } = await import(${module("tasks/setup_locks.ts")});
await lockForRemoval();`);
    assertEquals(code, 2);
    assertStringIncludes(output, `got process ${(await outcome).output} (`);
  },
);

Deno.test("what a task uses is not thrown away under it", options, async () => {
  using _used = await takeLock("in-use", () => {}, { shared: true });
  const { code, output } = await run(`
const { lockForRemoval } = await import(${module("tasks/setup_locks.ts")});
await lockForRemoval();`);
  assertEquals(code, 2);
  assertStringIncludes(output, `got process ${process.pid} (`);
});

for (const [how, work] of [["waits", "setTimeout(() => {}, 600_000)"], ["computes", "for (;;);"]]) {
  Deno.test(`a task that ${how} ends with the \`deno task\` that started it`, {
    ignore: options.ignore || process.platform === "win32",
  }, async () => {
    const inner = `const { endWithTask } = await import(${module("tasks/end_with_task.ts")});
endWithTask();
console.log(Deno.pid);
${work};`;
    // A parent that goes away once its child has told its number.
    const parent = new Deno.Command("sh", {
      args: ["-c", '"$0" eval --no-lock "$1" & wait', DENO, inner],
      env: { INIT_CWD: ROOT },
      stdout: "piped",
    }).spawn();
    const output = parent.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const pid = Number((await output.read()).value);
    parent.kill("SIGKILL");
    await parent.status;
    const there = () => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    for (let i = 0; i < 100 && there(); i++) await new Promise((done) => setTimeout(done, 100));
    assert(!there());
    await output.cancel();
  });
}
