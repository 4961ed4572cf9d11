import { assert, assertEquals } from "@std/assert";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { compiledEngine } from "../../lib/operators/compiled_engine.ts";
import { wasmLibrary } from "../../lib/operators/wasm_library.ts";
import { makeBatch } from "./support.ts";

const OPTIONS = { margin: 0.5, squared: false };

/** Where there is one processor, no second thread comes. */
const oneProcessor = navigator.hardwareConcurrency < 2;

function batch(size: number, classes: number) {
  const made = makeBatch({ size, dim: 64, classes, kind: "uniform", seed: size });
  return { ...made, gradient: true };
}

/** Calls until the second thread has taken part in more than one call, and returns the outcomes. */
async function untilJoined(joined: () => number, call: () => unknown): Promise<unknown[]> {
  const outcomes: unknown[] = [];
  const end = performance.now() + 20_000;
  for (const before = joined(); joined() < before + 8 && performance.now() < end;) {
    outcomes.push(call());
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return outcomes;
}

Deno.test({
  name: "the WebAssembly engine says the same bits with its second thread and without it",
  ignore: oneProcessor,
  fn: async () => {
    const library = wasmLibrary();
    const engine = compiledEngine(library);
    // Classes of four, then some that are searched, then those that fill the memory anew.
    for (const [size, classes] of [[200, 50], [210, 3], [700, 200], [640, 5], [1500, 400]]) {
      const input = batch(size, classes);
      for (
        const call of [
          () => engine.batchAll(input, OPTIONS),
          () => engine.batchHard(input, { ...OPTIONS, rule: "valid" }),
          () =>
            engine.circle({ ...input, embeddings: unit(input) }, {
              m: 0.25,
              gamma: 64,
              rule: "pooled",
              normalize: false,
            }),
        ]
      ) {
        const alone = call();
        const before = library.joined();
        for (const outcome of await untilJoined(library.joined, call)) {
          assertEquals(outcome, alone);
        }
        assert(library.joined() > before, "the second thread never came");
      }
    }
    library.free();
    assertEquals(library.joined(), 0);
    const outcomes = await untilJoined(
      library.joined,
      () => engine.batchAll(batch(300, 9), OPTIONS),
    );
    assert(library.joined() > 0, "it never came again");
    assertEquals(outcomes.at(-1), outcomes[0]);
    library.free();
  },
});

function unit({ embeddings, dim }: { embeddings: Float32Array; dim: number }): Float32Array {
  const rows = embeddings.slice();
  for (let at = 0; at < rows.length; at += dim) {
    const row = rows.subarray(at, at + dim);
    const length = Math.hypot(...row) || 1;
    for (let k = 0; k < dim; k++) row[k] /= length;
  }
  return rows;
}

Deno.test({
  name: "the second thread goes when it has nothing to do, and comes again",
  ignore: oneProcessor,
  fn: async () => {
    const library = wasmLibrary();
    const engine = compiledEngine(library);
    const input = batch(256, 64);
    for (let time = 0; time < 3; time++) {
      const before = library.joined();
      await untilJoined(library.joined, () => engine.batchAll(input, OPTIONS));
      assert(library.joined() > before);
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    library.free();
  },
});

Deno.test("a runtime that makes no workers computes on one thread", () => {
  const { Worker } = globalThis;
  try {
    globalThis.Worker = class {
      constructor() {
        throw new Error("no workers here");
      }
    } as unknown as typeof Worker;
    const library = wasmLibrary();
    const input = batch(256, 64);
    const first = compiledEngine(library).batchAll(input, OPTIONS);
    assert(first!.counts.positive > 0);
    assertEquals(compiledEngine(library).batchAll(input, OPTIONS), first);
    assertEquals(library.joined(), 0);
  } finally {
    globalThis.Worker = Worker;
  }
});

Deno.test("a program that has used the second thread ends by itself", () => {
  const program = fileURLToPath(new URL("./wasm_program.ts", import.meta.url));
  const inBun = "Bun" in globalThis;
  const map = fileURLToPath(new URL("../support/import_map.json", import.meta.url));
  const args = inBun
    ? [program]
    : ["run", "--quiet", "--no-lock", "--allow-read", "--allow-env", program];
  if (!inBun) args.splice(1, 0, "--import-map", map);
  const said = execFileSync(process.execPath, args, { encoding: "utf8", timeout: 30_000 });
  assertEquals(said, "computed\n");
});
