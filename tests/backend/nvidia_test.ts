import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { driverProblem, parseNvidiaSmi } from "#lib/backend/tensorflow/nvidia.ts";
import { olderThan } from "#lib/workspace/older_than.ts";

Deno.test("olderThan compares versions number by number", () => {
  assert(olderThan("470.57.02", "525.60.13"));
  assert(olderThan("525.60", "525.60.13"));
  assert(olderThan("525.9.1", "525.60.13"));
  assert(!olderThan("525.60.13", "525.60.13"));
  assert(!olderThan("1000.1", "525.60.13"));
});

Deno.test("driverProblem says what is too old, and for what", () => {
  const problem = driverProblem("470.57.02");
  assertEquals(
    problem,
    "the NVIDIA driver 470.57.02 is too old for CUDA 12 (it wants 525.60.13 or newer)",
  );
  assertEquals(driverProblem("550.54.15"), undefined);
  assertEquals(driverProblem(undefined), undefined);
});

Deno.test("parseNvidiaSmi reads a GPU a line, memory in bytes", () => {
  const lines = "NVIDIA GeForce RTX 4090, 550.54.15, 24564, 23010\nTesla T4, 550.54.15, 15360, 3\n";
  const gpus = parseNvidiaSmi(lines);
  assertEquals(gpus.length, 2);
  assertEquals(gpus[0], {
    name: "NVIDIA GeForce RTX 4090",
    driver: "550.54.15",
    memory: { total: 24564 * 2 ** 20, free: 23010 * 2 ** 20 },
  });
  assertStringIncludes(gpus[1].name, "T4");
  // Of a GPU that shares the processor's memory.
  assertEquals(parseNvidiaSmi("NVIDIA GB10, 580.95.05, [N/A], [N/A]\n"), [
    { name: "NVIDIA GB10", driver: "580.95.05" },
  ]);
  assertEquals(parseNvidiaSmi("No devices were found\n"), []);
});
