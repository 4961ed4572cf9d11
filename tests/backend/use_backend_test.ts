import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import * as tf from "@tensorflow/tfjs";
import {
  type BackendChoice,
  backendNames,
  BackendProblem,
  BackendReport,
  useBackend,
} from "#lib/backend/mod.ts";
import { projectFolder } from "#lib/host/project_folder.ts";
import { isDeno } from "../support/is_deno.ts";
import { runCommand } from "#lib/workspace/run_command.ts";
import { isSoftwareAdapter } from "#lib/backend/webgpu.ts";

const events = ["uncaughtException", "unhandledRejection"];
const listenersBefore = events.map((event) => process.listenerCount(event));

/** Runs a test with TRIPLET_LAB_BACKEND set, or not set, and puts back what the caller had. */
async function withVariable(value: string | undefined, run: () => Promise<void>): Promise<void> {
  const before = process.env.TRIPLET_LAB_BACKEND;
  const set = (text: string | undefined) => {
    if (text === undefined) delete process.env.TRIPLET_LAB_BACKEND;
    else process.env.TRIPLET_LAB_BACKEND = text;
  };
  set(value);
  try {
    await run();
  } finally {
    set(before);
  }
}

Deno.test("useBackend readies the backend that is named, and says so", async () => {
  for (const name of ["cpu", "wasm"] as const) {
    const report = await useBackend(name);
    assertEquals(report.backend, name);
    assertEquals(tf.getBackend(), name);
    assertEquals(report.passedOver, []);
    assertEquals(report.software, false);
    assert(report.threads >= 1);
    assert(report.device.length > 0);
    assertEquals(report.versions.tfjs, tf.version.tfjs);
    assert("deno" in report.versions || "bun" in report.versions);
    assert(report.selfCheckError < 1e-5);
  }
});

Deno.test("useBackend takes the fastest by itself and tells why not a faster one", () =>
  withVariable(undefined, async () => {
    const report = await useBackend();
    assertEquals(tf.getBackend(), report.backend);
    assert(report.backend !== "cpu", "WebAssembly is there on every machine");
    assertEquals(report.software, false);
    const passed = report.passedOver.map(({ backend }) => backend);
    if (report.backend === "wasm") assertEquals(passed, ["tensorflow", "webgpu"]);
    if (report.backend === "tensorflow" && !report.gpu) {
      assertEquals(passed, ["tensorflow", "webgpu"]);
      assertEquals(report.passedOver[0].onGpu, true);
    }
    for (const { reason } of report.passedOver) assertMatch(reason, /^[^\n]{10,}[^.\n]$/);
  }));

Deno.test("useBackend, called twice at once, readies one after the other", async () => {
  const [first, second] = await Promise.all([useBackend("cpu"), useBackend("wasm")]);
  assertEquals([first.backend, second.backend], ["cpu", "wasm"]);
  assertEquals(tf.getBackend(), "wasm");
});

Deno.test("useBackend lets TRIPLET_LAB_BACKEND take the place of auto", async () => {
  await withVariable("cpu", async () => {
    assertEquals((await useBackend()).backend, "cpu");
    assertEquals((await useBackend("auto")).backend, "cpu");
  });
});

Deno.test("useBackend keeps a backend that the code names, whatever TRIPLET_LAB_BACKEND says", async () => {
  await withVariable("cpu", async () => {
    assertEquals((await useBackend("wasm")).backend, "wasm");
  });
});

Deno.test("useBackend refuses unknown names before anything is changed", async () => {
  await useBackend("cpu");
  await assertRejects(
    () => useBackend("webgl" as BackendChoice),
    RangeError,
    'choice: expected "auto" or "tensorflow" or "webgpu" or "wasm" or "cpu", got "webgl"',
  );
  await withVariable("gpu", async () => {
    await assertRejects(
      () => useBackend(),
      RangeError,
      'TRIPLET_LAB_BACKEND: expected "auto" or "tensorflow" or "webgpu" or "wasm" or "cpu", got "gpu"',
    );
  });
  assertEquals(tf.getBackend(), "cpu");
});

Deno.test("useBackend throws a named choice that cannot be had, with reason and mend", async () => {
  for (const name of backendNames) {
    let problem: unknown;
    try {
      await useBackend(name);
      continue;
    } catch (error) {
      problem = error;
    }
    assertInstanceOf(problem, BackendProblem);
    assertEquals(problem.backend, name);
    assert(problem.reason.length > 10);
    assertStringIncludes(problem.message, `${name}: ${problem.reason}.`);
    if (problem.mend) assertStringIncludes(problem.message, `To mend it: ${problem.mend}.`);
  }
  // Bun has no WebGPU, so that at least one refusal is seen on every machine.
  if ("Bun" in globalThis) {
    const error = await assertRejects(() => useBackend("webgpu"), BackendProblem);
    assertEquals(error.message, "webgpu: Bun has no navigator.gpu. To mend it: run under Deno.");
  }
});

Deno.test("useBackend goes from any backend to any other, also to TensorFlow after WebGPU", async () => {
  // In a process of its own, where nothing is loaded yet: TensorFlow and Mesa's software GPU each
  // bring an LLVM, and the one that comes second must not start on the other's.
  const folder = path.join(projectFolder(), ".cache", "use-backend-test");
  const script = path.join(folder, "orders.ts");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    script,
    `import * as tf from "@tensorflow/tfjs";
import { useBackend } from "#lib/backend/mod.ts";
for (const name of ["webgpu", "tensorflow", "wasm", "webgpu", "cpu", "tensorflow"]) {
  try {
    await useBackend(name);
  } catch (error) {
    if (error.name !== "BackendProblem") throw error;
    continue;
  }
  const product = tf.matMul(tf.ones([9, 9]), tf.ones([9, 9]));
  if ((await product.data())[0] !== 9) throw new Error(name);
}
console.log("all the way");
`,
  );
  try {
    const start = isDeno ? ["run", "-A", "--no-check", "--no-prompt"] : ["run"];
    const { code, stdout, stderr } = await runCommand(process.execPath, [...start, script]);
    assertEquals(code, 0, stderr);
    assertStringIncludes(stdout, "all the way");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

Deno.test("useBackend leaves no listener that would end the process for one rejected promise", async () => {
  await useBackend("wasm");
  assertEquals(events.map((event) => process.listenerCount(event)), listenersBefore);
});

Deno.test("BackendReport prints as lines, in a terminal and in a notebook", () => {
  const report = new BackendReport({
    backend: "wasm",
    device: "A Processor",
    memory: { total: 8 * 2 ** 30, free: 2 ** 30 },
    versions: { tfjs: "4.22.0", deno: "2.9.6" },
    threads: 1,
    software: false,
    gpu: false,
    passedOver: [
      { backend: "tensorflow", reason: "its native addon is gone", mend: "deno task setup" },
      { backend: "webgpu", reason: "no GPU adapter answers" },
    ],
    selfCheckError: 1e-7,
  });
  const lines = [
    "TensorFlow.js runs on wasm (A Processor).",
    "  1 thread, 8.0 GiB memory, 1.0 GiB free",
    "  tfjs 4.22.0, deno 2.9.6",
    "  not tensorflow: its native addon is gone; to mend it: deno task setup",
    "  not webgpu: no GPU adapter answers",
  ];
  assertEquals(String(report).split("\n"), lines);
  const display = (report as unknown as Record<symbol, () => Record<string, string>>)[
    Symbol.for("Jupyter.display")
  ]();
  assertEquals(display, { "text/plain": lines.join("\n") });
});

Deno.test("BackendReport names a software adapter and a GPU as what they are", () => {
  const facts = {
    backend: "webgpu" as const,
    device: "llvmpipe",
    versions: {},
    threads: 2,
    passedOver: [],
    selfCheckError: 0,
  };
  const software = new BackendReport({ ...facts, software: true, gpu: false });
  assertMatch(String(software), /^TensorFlow.js runs on webgpu \(software adapter, llvmpipe\)\.\n/);
  const gpu = new BackendReport({ ...facts, device: "A GPU", software: false, gpu: true });
  assertMatch(String(gpu), /^TensorFlow.js runs on webgpu \(GPU, A GPU\)\.\n/);
  assertMatch(String(gpu), /the processor would be faster at your sizes: deno task kit --here$/);
  assert(!String(software).includes("kit --here"));
});

Deno.test("isSoftwareAdapter knows the adapters that are programs", () => {
  for (const description of ["llvmpipe (LLVM 15.0.6, 256 bits)", "SwiftShader Device", "WARP"]) {
    assert(isSoftwareAdapter({ description }), description);
  }
  assert(isSoftwareAdapter({ description: "", isFallbackAdapter: true }));
  for (const description of ["NVIDIA H200", "AMD Radeon 780M Graphics", "Apple M3", "Warpdrive"]) {
    assert(!isSoftwareAdapter({ description }), description);
  }
});
