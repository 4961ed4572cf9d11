/**
 * Projects in which something is amiss, with the library from its tarball: each is told in a sentence,
 * or works all the same.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { chmod, cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { findProgram } from "#lib/workspace/find_program.ts";
import { DENO } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";
import { packLibrary } from "../../lib/tasks/pack_library.ts";
import {
  inProject,
  install,
  must,
  packageTest as test,
  runtimes,
  withLibrary,
} from "./package_project.ts";

const node = findProgram("node")!;

/** A command that ends badly and says why on its last line, without a stack. */
async function refuses(cwd: string, command: readonly string[], PATH?: string): Promise<string> {
  const [program, ...args] = command;
  const { code, output } = await runCommand(program, args, { cwd, ...PATH && { env: { PATH } } });
  assertEquals(code, 1, `${command.join(" ")}\n${output}`);
  assert(!/^ {4}at /m.test(output), `a stack: ${output}`);
  return output.trim().split("\n").at(-1)!;
}

const NATIVE = "node_modules/triplet-lab/lib/operators/compile.js";

/** Three points on a line, whose loss is 1.5. */
const THREE = `new Float32Array([0, 1, 2]), new Int32Array([7, 7, 8]), { dim: 1, margin: 2 }`;

test("CommonJS: require gives each entry point, under Deno, Bun and Node 20 to 26", () =>
  inProject((tools) =>
    withLibrary(["@observablehq/plot", "linkedom"], async (project) => {
      await writeFile(
        join(project, "program.cjs"),
        `const card = require("triplet-lab/package.json");
        for (const entry of Object.keys(card.exports)) require("triplet-lab" + entry.slice(1));
        const { batchAll } = require("triplet-lab/operators");
        console.log(batchAll(${THREE}).loss);`,
      );
      for (const [program, args] of await runtimes(tools)) {
        const stdout = await must(project, program, ...args, "program.cjs");
        assertEquals(stdout.trim().split("\n").at(-1), "1.5", program);
      }
    })
  ));

test("no compiler: the command says so, and the operators compute on WebAssembly", () =>
  withLibrary([], async (project) => {
    const bare = join(project, "bin");
    await mkdir(bare);
    await symlink(node, join(bare, "node"));
    assertMatch(
      await refuses(project, [node, NATIVE], bare),
      /^no C compiler was found on PATH \(looked for cc, gcc, clang\); to mend it: .+native$/,
    );
    await writeFile(
      join(project, "program.js"),
      `import { availableEngines, batchAll } from "triplet-lab/operators";
      const engines = availableEngines();
      console.log(JSON.stringify([batchAll(${THREE}).loss, engines[0], engines.missing.native]));`,
    );
    const [loss, engine, missing] = JSON.parse(
      await must(project, DENO, "run", "-A", "--no-lock", "program.js"),
    );
    assertEquals([loss, engine], [1.5, "wasm"]);
    assertMatch(missing, /run `npx triplet-lab-native`/);
  }));

test("a project that may only be read: it computes, and what would write there says so", () =>
  withLibrary([], async (project) => {
    await writeFile(
      join(project, "program.js"),
      `import { batchAllTripletLoss, embeddingNetwork, pkBatches, runTraining, tf } from "triplet-lab";
      await tf.setBackend("cpu");
      const x = tf.tensor2d([[0], [1], [2]]);
      console.log(batchAllTripletLoss(x, [7, 7, 8], { margin: 2 }).loss.dataSync()[0]);
      const labels = Int32Array.from({ length: 24 }, (_, i) => i % 3);
      await runTraining({
        name: "first", configuration: {}, steps: 2, optimizer: tf.train.sgd(0.1),
        network: embeddingNetwork({ input: [2, 2], hidden: [4], dim: 2, seed: 1 }),
        data: { images: Float32Array.from({ length: 96 }, (_, i) => Math.sin(i * i)), labels },
        batches: (skip) => pkBatches(labels, { classes: 3, samples: 4, seed: 1, skip }),
        loss: (embeddings, labels) => batchAllTripletLoss(embeddings, labels, { margin: 0.2 }),
      }).catch((error) => console.log(error.message));`,
    );
    await chmod(project, 0o555);
    // Root may write anywhere; nobody may not.
    const as = process.getuid!() === 0
      ? [findProgram("setpriv")!, "--reuid=65534", "--regid=65534", "--clear-groups", node]
      : [node];
    try {
      const said = await must(project, as[0], ...as.slice(1), "program.js");
      const [loss, run] = said.trim().split("\n").slice(-2);
      assertEquals(loss, "1.5");
      assertMatch(run, new RegExp(`expected one that may be written, got ${project}/data`));
      const native = await refuses(project, [...as, NATIVE]);
      assertEquals(native, `${project}/.cache: it may not be read or written`);
    } finally {
      await chmod(project, 0o755);
    }
  }));

test("another TensorFlow.js: npm refuses it, and where it is forced the library says so", () =>
  inProject(async (project) => {
    const { file } = await packLibrary(join(project, "packed"));
    const old = [file, "@tensorflow/tfjs@4.21.0"];
    const { code, output } = await runCommand(findProgram("npm")!, [
      ...["install", "--ignore-scripts", "--no-audit", "--no-fund", ...old],
    ], { cwd: project });
    assertEquals(code, 1, output);
    assertMatch(output, /peer @tensorflow\/tfjs@"\^4\.22\.0" from triplet-lab/);
    await install(project, "--legacy-peer-deps", ...old);
    const program = 'import { tf } from "triplet-lab"; console.log(tf.version.tfjs);';
    await writeFile(join(project, "program.js"), program);
    const ran = await runCommand(node, ["program.js"], { cwd: project });
    assertStringIncludes(ran.stderr, "expected 4.22 or a newer 4, which triplet-lab is tried with");
    assertEquals(ran.stdout.trim().split("\n").at(-1), "4.21.0");
  }));

test("two copies of TensorFlow.js: the library says so once, and computes", () =>
  withLibrary([], async (project) => {
    const modules = join(project, "node_modules");
    const own = join(modules, "triplet-lab/node_modules/@tensorflow");
    await cp(join(modules, "@tensorflow"), own, { recursive: true });
    await writeFile(
      join(project, "program.js"),
      `import * as tf from "@tensorflow/tfjs";
      import { batchAllTripletLoss } from "triplet-lab";
      await tf.setBackend("cpu");
      const x = tf.tensor2d([[0], [1], [2]]);
      const loss = (x) => batchAllTripletLoss(x, [7, 7, 8], { margin: 2 }).loss;
      console.log(JSON.stringify([loss(x).dataSync()[0], [...tf.grad(loss)(x).dataSync()]]));`,
    );
    const { code, stdout, stderr } = await runCommand(node, ["program.js"], { cwd: project });
    assertEquals(code, 0, stderr);
    assertEquals(JSON.parse(stdout.trim().split("\n").at(-1)!), [1.5, [-0.5, 1.5, -1]]);
    assertEquals(stderr.split("expected one copy, got triplet-lab's (4.22.0)").length, 2, stderr);
  }));

test("charts without Plot: each entry point loads, and a figure says what draws it", () =>
  inProject((tools) =>
    withLibrary([], async (project) => {
      await writeFile(
        join(project, "program.js"),
        `const all = Object.keys(
          (await import("triplet-lab/package.json", { with: { type: "json" } })).default.exports);
        const told = (error) => error.message;
        for (const entry of all.filter((entry) => !/charts|json/.test(entry))) {
          await import("triplet-lab" + entry.slice(1));
        }
        const { diagnose, diagnosisFigures, lossCurve } = await import("triplet-lab");
        const draw = async () => lossCurve([{ step: 1, loss: 2 }]).toSvg();
        const clinic = async () => diagnosisFigures(diagnose({ log: { loss: [2, 1] } }))[0].toSvg();
        console.log(JSON.stringify([
          await draw().catch(told), await clinic().catch(told), await import("triplet-lab/charts").catch(told),
        ]));`,
      );
      const all = await runtimes(tools);
      const asked = async ([program, args]: [string, string[]]) =>
        JSON.parse(
          (await must(project, program, ...args, "program.js")).trim().split("\n").at(-1)!,
        );
      for (const runtime of all) {
        const [drawn, clinic, charts] = await asked(runtime);
        assertStringIncludes(drawn, "`npm install @observablehq/plot linkedom` brings it");
        assertEquals(clinic, drawn);
        assertMatch(charts, /^(Cannot|Could not) find package '@observablehq\/plot'/);
      }
      await install(project, "@observablehq/plot", "linkedom");
      for (const runtime of all) {
        const [drawn, clinic] = await asked(runtime);
        assertMatch(drawn, /^<svg /, runtime[0]);
        assertMatch(clinic, /^<svg /, runtime[0]);
      }
    })
  ));
