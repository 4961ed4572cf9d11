import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { extract } from "tar";
import { toyBatch } from "#lib/datasets/mod.ts";
import { batchAllTripletLoss } from "#lib/reference/mod.ts";
import { packLibrary } from "../../lib/tasks/pack_library.ts";
import { packTfjsNode } from "../../lib/tasks/pack_tfjs_node.ts";
import { findProgram } from "#lib/workspace/find_program.ts";
import { ROOT } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";
import { scratchFolder } from "#lib/workspace/scratch_folder.ts";

/** What the language has since Node 20, which the package says it runs under. */
const NEWER =
  /\b(Map|Object)\.groupBy\(|\b(withResolvers|fromAsync|fromBase64|toBase64|f16round|getOrInsert)\b|Promise\.try|RegExp\.escape|Iterator\.from|\.(values|keys|entries)\(\)\s*\.(map|filter|take|drop|flatMap|reduce|some|every|find|toArray)\(/;

// What Deno packs is one thing; that Bun loads it, it is asked below.
const once = "Bun" in globalThis;

/** Every file below a folder, from there. */
const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true }).map(String)
    .filter((path) => lstatSync(join(folder, path)).isFile());

Deno.test({
  name: "the library's package holds the library alone, and computes in a project that has it",
  ignore: once,
  fn: async () => {
    await using scratch = await scratchFolder("pack-test");
    const { file, bytes } = await packLibrary(scratch.folder);
    assert(bytes < 1_000_000, `${bytes} bytes`);
    await extract({ file, cwd: scratch.folder });
    const folder = join(scratch.folder, "package");
    const rooms = new Set(
      filesOf(folder).filter((path) => path.split("/").length > 2).map((path) =>
        path.split("/")[1]
      ),
    );
    for (const other of ["tasks", "report", "live", "lessons", "exercises", "experiments"]) {
      assert(!rooms.has(other), other);
    }
    const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    for (const { types, default: module } of Object.values(manifest.exports).filter(isEntry)) {
      assert(existsSync(join(folder, types)), types);
      assert(existsSync(join(folder, module)), module);
    }
    for (const path of filesOf(folder)) {
      const text = readFileSync(join(folder, path), "utf8");
      assert(!text.includes(ROOT), `${path} names this checkout`);
      if (path.endsWith(".js")) assertEquals(text.match(NEWER), null, path);
      if (path.endsWith("mod.d.ts")) assert(!text.includes("#lib/"), path);
    }
    for (
      const big of ["@observablehq/plot", "@tensorflow/tfjs-node-gpu", "nodejs-polars", "usearch"]
    ) {
      assert(manifest.peerDependenciesMeta[big].optional, big);
    }
    const readme = await readFile(join(folder, "README.md"), "utf8");
    assertEquals(readme.match(/deno task|\]\((?!https:)/g), null, "what only a checkout has");
    await useIt(scratch.folder, folder, manifest, /```js.*\n([^]*?)```/.exec(readme)![1]);
  },
});

/** Looked for at once: tests that run beside this one take programs off the PATH for a while. */
const node = findProgram("node");

function isEntry(entry: unknown): entry is { types: string; default: string } {
  return typeof entry === "object";
}

/** A project with the package, and with this checkout's packages for those that it asks for. */
async function useIt(
  scratch: string,
  folder: string,
  { name, exports, dependencies }: {
    name: string;
    exports: Record<string, unknown>;
    dependencies: Record<string, string>;
  },
  example: string,
): Promise<void> {
  const project = join(scratch, "project");
  const modules = join(project, "node_modules");
  await mkdir(join(modules, "@tensorflow"), { recursive: true });
  await runCommand("cp", ["-r", folder, join(modules, name)]);
  for (const needed of [...Object.keys(dependencies), "@tensorflow/tfjs"]) {
    await symlink(join(ROOT, "node_modules", needed), join(modules, needed));
  }
  await writeFile(join(project, "package.json"), JSON.stringify({ type: "module" }));
  const { points, labels } = toyBatch();
  const entries = Object.keys(exports).filter((entry) => !entry.endsWith(".json"));
  await writeFile(
    join(project, "program.js"),
    `for (const entry of ${JSON.stringify(entries)}) await import("${name}" + entry.slice(1));
    const { availableEngines, batchAll } = await import("${name}/operators");
    const points = new Float32Array(${JSON.stringify(points.flat())});
    const { loss } = batchAll(points, new Int32Array(${JSON.stringify([...labels])}), {
      dim: ${points[0].length}, margin: 0.5,
    });
    console.log(JSON.stringify({ loss, engines: availableEngines() }));`,
  );
  await writeFile(join(project, "example.js"), example);
  // A program that takes TensorFlow.js from the package names its types from there, too.
  await writeFile(
    join(project, "typed.ts"),
    `import { tf } from "${name}";
    const sum = (x: tf.Tensor2D): tf.Scalar => tf.tidy(() => x.square().sum<tf.Scalar>());
    const all: tf.Tensor[] = [sum(tf.ones([2, 2])), tf.variable(tf.ones([2])) as tf.Variable];
    export const optimizer: tf.Optimizer = tf.train.adam(0.1);
    export default all;`,
  );
  const typed = ["check", "--no-lock", "typed.ts"];
  const { code, stderr } = await runCommand(process.execPath, typed, { cwd: project });
  assertEquals(code, 0, stderr);
  const wanted = batchAllTripletLoss(points, labels, { margin: 0.5 }).loss;
  const bun = readdirSync(join(ROOT, "node_modules/.deno/node_modules/@oven"))
    .map((kind) => join(ROOT, "node_modules/.deno/node_modules/@oven", kind, "bin/bun"));
  const runtimes: [string | undefined, string[]][] = [
    [process.execPath, ["run", "--no-lock", "--no-prompt", "--allow-read", "--allow-env"]],
    [node, []],
    [bun.find((path) => !path.includes("musl") && existsSync(path)), []],
  ];
  for (const [program, args] of runtimes.filter(([program]) => program)) {
    const { code, stdout, stderr } = await runCommand(program!, [...args, "program.js"], {
      cwd: project,
    });
    assertEquals(code, 0, `${program}: ${stderr}`);
    const { loss, engines } = JSON.parse(stdout.trim().split("\n").at(-1)!);
    assert(Math.abs(loss - wanted) < 1e-6, `${program}: ${loss} instead of ${wanted}`);
    assertEquals(engines[0], "wasm", program);
    const shown = await runCommand(program!, [...args, "example.js"], { cwd: project });
    assertMatch(shown.stdout, /^3.5 3.5 3.5$/m, `${program}: ${shown.stderr}`);
  }
}

Deno.test({
  name: "whoever keeps own files private packs the same, which others may read",
  ignore: once || process.platform === "win32",
  fn: async () => {
    await using scratch = await scratchFolder("pack-test");
    const packed = async (umask: number) => {
      const before = process.umask(umask);
      try {
        return readFileSync((await packTfjsNode(join(scratch.folder, `${umask}`))).file);
      } finally {
        process.umask(before);
      }
    };
    const [open, own] = [await packed(0o022), await packed(0o077)];
    assert(own.equals(open));
  },
});

Deno.test({
  name: "tfjs-node-current says what a project lacks, and writes nothing there",
  ignore: once || !node,
  fn: async () => {
    await using scratch = await scratchFolder("pack-test");
    const { file } = await packTfjsNode(scratch.folder);
    await extract({ file, cwd: scratch.folder });
    const program = join(scratch.folder, "package", "tfjs-node-current.js");
    const project = join(scratch.folder, "project");
    await mkdir(project);
    const run = (...args: string[]) => runCommand(node!, [program, ...args], { cwd: project });

    const lacking = await run();
    assertEquals(lacking.code, 1);
    assertStringIncludes(lacking.stderr, "has no @tensorflow/tfjs-node-gpu; there: npm install");
    assertEquals(readdirSync(project), []);
    assertMatch((await run("--help")).stdout, /^npx tfjs-node-current \[FOLDER\] \[--check\]/);
    assertMatch((await run("nowhere")).stderr, /nowhere: there is no such folder/);
  },
});
