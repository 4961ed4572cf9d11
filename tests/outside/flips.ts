import * as tf from "@tensorflow/tfjs";
import { assert } from "@std/assert";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isAsItWas, stateOf } from "#lib/backend/tensorflow/file_state.ts";
import { readCard } from "#lib/backend/tensorflow/card.ts";
import { loadEmbeddings, saveEmbeddings } from "#lib/evaluation/mod.ts";
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
