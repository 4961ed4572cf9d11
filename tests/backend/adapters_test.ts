/**
 * What `useBackend` makes of adapters that this machine does not have: each is pretended in a
 * process of its own, over Mesa's software adapter where something must really compute.
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { useBackend } from "#lib/backend/mod.ts";
import { projectFolder } from "#lib/host/project_folder.ts";
import { isDeno } from "../support/is_deno.ts";
import { runCommand } from "#lib/workspace/run_command.ts";

const available = await useBackend("webgpu").then(() => true, () => false);
if (!isDeno) console.log("Not tested here: pretended adapters (Bun has no navigator.gpu).");

/** Runs `useBackend(choice)` with the adapter that `pretend` makes of the real one. */
async function chooseWith(pretend: string, choice: string): Promise<string> {
  const folder = path.join(projectFolder(), ".cache", `adapters-test-${crypto.randomUUID()}`);
  mkdirSync(folder, { recursive: true });
  const script = path.join(folder, "choose.ts");
  writeFileSync(
    script,
    `const request = navigator.gpu.requestAdapter.bind(navigator.gpu);
/** The same adapter with some of its members replaced. */
const like = (real, members) => new Proxy(real, {
  get: (target, name) => {
    if (name in members) return members[name];
    const value = Reflect.get(target, name, target);
    return typeof value === "function" ? value.bind(target) : value;
  },
});
Object.defineProperty(navigator.gpu, "requestAdapter", {
  value: async (options) => (${pretend})(await request(options), like),
});
const { useBackend } = await import("#lib/backend/mod.ts");
try {
  console.log(String(await useBackend(${JSON.stringify(choice)})));
} catch (error) {
  console.log(error.name + ": " + error.message);
}
`,
  );
  try {
    const { code, stdout, stderr } = await runCommand(
      process.execPath,
      ["run", "-A", "--no-check", "--no-prompt", script],
      { env: { TRIPLET_LAB_BACKEND: "" } },
    );
    assertEquals(code, 0, stderr);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const gpu = `(real, like) => like(real, { info: { description: "Pretended GPU" } })`;

Deno.test({
  name: "useBackend takes WebGPU on a GPU over TensorFlow and WebAssembly on the processor",
  ignore: !isDeno || !available,
  fn: async () => {
    const shown = await chooseWith(gpu, "auto");
    assertMatch(shown, /^TensorFlow\.js runs on webgpu \(GPU, Pretended GPU\)\./);
    assertMatch(
      shown,
      /not tensorflow: (it computes on the processor here, and WebGPU on a GPU|its native addon)/,
    );
  },
});

Deno.test({
  name: "useBackend takes a software adapter only by name, and calls it software",
  ignore: !isDeno || !available,
  fn: async () => {
    const software =
      `(real, like) => like(real, { info: { description: "llvmpipe", isFallbackAdapter: true } })`;
    const shown = await chooseWith(software, "auto");
    assertMatch(shown, /^TensorFlow\.js runs on (tensorflow|wasm) \(/);
    assertStringIncludes(shown, "not webgpu: there is only a software adapter here (llvmpipe)");
    assertMatch(
      await chooseWith(software, "webgpu"),
      /^TensorFlow\.js runs on webgpu \(software adapter, llvmpipe\)\./,
    );
  },
});

Deno.test({
  name: "useBackend says when no adapter answers, and goes on without one",
  ignore: !isDeno,
  fn: async () => {
    const none = "() => null";
    assertMatch(
      await chooseWith(none, "webgpu"),
      /^BackendProblem: webgpu: no GPU adapter answers\./,
    );
    const shown = await chooseWith(none, "auto");
    assertMatch(shown, /^TensorFlow\.js runs on (tensorflow|wasm) \(/);
    assertStringIncludes(shown, "not webgpu: no GPU adapter answers");
  },
});

Deno.test({
  name: "useBackend says when a GPU has no memory left, and takes the next backend",
  ignore: !isDeno || !available,
  fn: async () => {
    const full = `(real, like) => like(real, {
      info: { description: "Full GPU" },
      requestDevice: () => Promise.reject(new Error("Not enough memory left.")),
    })`;
    assertEquals(
      await chooseWith(full, "webgpu"),
      "BackendProblem: webgpu: the GPU has no free memory (Full GPU). To mend it: end what holds it.\n",
    );
    const shown = await chooseWith(full, "auto");
    assertMatch(shown, /^TensorFlow\.js runs on (tensorflow|wasm) \(/);
    assertStringIncludes(shown, "not webgpu: the GPU has no free memory (Full GPU)");
  },
});

Deno.test({
  name: "useBackend passes over a GPU that answers zeros",
  ignore: !isDeno || !available,
  fn: async () => {
    // Every buffer that is read back is empty, and nothing throws: what has happened in the wild.
    const zeros = `(real, like) => like(real, {
      info: { description: "Silent GPU" },
      requestDevice: async (wanted) => {
        GPUBuffer.prototype.getMappedRange = ((original) => function (...args) {
          const range = original.apply(this, args);
          return this.usage & GPUBufferUsage.MAP_READ ? new ArrayBuffer(range.byteLength) : range;
        })(GPUBuffer.prototype.getMappedRange);
        return await real.requestDevice(wanted);
      },
    })`;
    assertMatch(
      await chooseWith(zeros, "webgpu"),
      /^BackendProblem: webgpu: it computes wrongly: a loss known to be 1\.646008 came out as 0\./,
    );
    const shown = await chooseWith(zeros, "auto");
    assertMatch(shown, /^TensorFlow\.js runs on (tensorflow|wasm) \(/);
    assertStringIncludes(shown, "not webgpu: it computes wrongly");
  },
});
