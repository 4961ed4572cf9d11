import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "#lib/backend/mod.ts";

Deno.test("clones on wasm share numbers, which last as long as one of them", async () => {
  await useBackend("wasm");
  const x = tf.tensor1d([1.5, 0, -2]);
  const copies = [x.clone(), x.clone()];
  for (const copy of copies) assert(copy.dataId === x.dataId);
  const other = x.cast("int32");
  assert(other.dataId !== x.dataId);
  x.dispose();
  copies[0].dispose();
  // What is made now would take the place of numbers that were given back too soon.
  const later = tf.tensor1d([7, 8, 9]).add(1);
  assertEquals([...await copies[1].data()], [1.5, 0, -2]);
  assertEquals([...await other.data()], [1, 0, -2]);
  tf.dispose([copies, other, later]);
});
