/**
 * One contract, every backend: the same cases on each that this machine and this runtime have, and
 * the table of who does what held to what was seen. After a change of the contract,
 * `TRIPLET_LAB_UPDATE=backends deno task test tests/backend/` writes the table anew.
 */
import { assert, assertEquals } from "@std/assert";
import process from "node:process";
import * as tf from "@tensorflow/tfjs";
import { type BackendName, backendNames, useBackend } from "#lib/backend/mod.ts";
import { contract } from "./contract.ts";
import { readTable, type Table, writeTable } from "./contract_table.ts";

const kept = readTable();
const seen: Table = new Map(contract.map(({ name }) => [name, {}]));
const update = process.env.TRIPLET_LAB_UPDATE === "backends";

const available: BackendName[] = [];
for (const backend of backendNames) {
  try {
    await useBackend(backend);
    available.push(backend);
  } catch (error) {
    console.log(`Not tested here: ${(error as Error).message}`);
  }
}

for (const backend of available) {
  for (const { name, run, mayLack = false } of contract) {
    Deno.test(`useBackend("${backend}"): ${name}`, async () => {
      await useBackend(backend);
      assertEquals(tf.getBackend(), backend);
      const before = tf.memory().numTensors;
      let error: unknown;
      try {
        await run();
      } catch (thrown) {
        error = thrown;
      }
      seen.get(name)![backend] = error === undefined;
      if (mayLack && error !== undefined) {
        // What a backend lacks it must refuse; and a test that fails half-way frees nothing.
        assert(update || kept.get(name)?.[backend] === false, String(error));
        tf.disposeVariables();
        return;
      }
      if (error !== undefined) throw error;
      assertEquals(tf.memory().numTensors, before, "tensors left behind");
      assertEquals(tf.getBackend(), backend);
    });
  }
}

Deno.test("useBackend's table of which backend does what is what the contract has just seen", () => {
  if (update) return writeTable(contract.map(({ name }) => name), seen);
  assertEquals([...kept.keys()], contract.map(({ name }) => name));
  for (const [name, row] of seen) {
    for (const backend of available) {
      assertEquals(row[backend], kept.get(name)?.[backend], `${backend}: ${name}`);
    }
  }
});
