import { assertEquals, assertThrows } from "@std/assert";
import { stepMeans } from "#lib/training/mod.ts";

const steps = [1, 2, 3, 4, 5].map((step) => ({ step, loss: 10 * step }));

Deno.test("stepMeans() ends each mean at its last step, the last of fewer steps too", () => {
  assertEquals(stepMeans(steps, ({ loss }) => loss, { over: 2 }), [[2, 15], [4, 35], [5, 50]]);
  assertEquals(stepMeans(steps, ({ loss }) => loss), [[5, 30]]);
});

Deno.test("stepMeans() refuses no steps, and windows that are none", () => {
  assertThrows(() => stepMeans([], () => 1), RangeError, "at least one");
  assertThrows(() => stepMeans(steps, () => 1, { over: 0 }), RangeError, "over");
  assertThrows(
    () => stepMeans(steps, () => "1" as never),
    TypeError,
    "value[0]: expected a number",
  );
});
