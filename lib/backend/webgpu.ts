/** WebGPU through the runtime's own `navigator.gpu`, where reads must be asynchronous. */
import { os, process } from "../host/node.ts";
import { requireFrom } from "../host/require_from.ts";
import * as tf from "@tensorflow/tfjs";
import { asked, isBun, onProcessor } from "./machine.ts";
import { absent, forgetBackend, makeCurrent } from "./make_current.ts";
import type { Readied } from "./report.ts";
import { BackendProblem } from "./problem.ts";
import { fuseAdam } from "./fused_adam.ts";
import { addWebgpuAdam, uploadThroughQueue } from "./webgpu_step.ts";

const needsDriver = process.platform === "linux"
  ? "install a Vulkan driver (sudo apt-get install mesa-vulkan-drivers libvulkan1, or your GPU's own)"
  : undefined;

function problem(reason: string, mend?: string, options?: ErrorOptions): BackendProblem {
  return new BackendProblem("webgpu", reason, mend, options);
}

/** True for the adapters that are programs: Mesa's llvmpipe and lavapipe, SwiftShader, Windows' WARP. */
export function isSoftwareAdapter(
  { isFallbackAdapter = false, description = "" }: Partial<GPUAdapterInfo>,
): boolean {
  return isFallbackAdapter ||
    /llvmpipe|lavapipe|softpipe|swiftshader|basic render|\bwarp\b|software/i.test(description);
}

export async function findAdapter(): Promise<
  { adapter: GPUAdapter; name: string; software: boolean }
> {
  if (isBun) throw problem("Bun has no navigator.gpu", "run under Deno");
  const gpu = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (!gpu) throw problem("this runtime has no navigator.gpu", "run under Deno 2.9.6 or newer");
  // Only to spare the reader a line that Mesa prints when it is not set; nothing is written there.
  if (process.platform === "linux") asked(() => process.env.XDG_RUNTIME_DIR ||= os.tmpdir());
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw problem("no GPU adapter answers", needsDriver);
  const { vendor, architecture, device, description } = adapter.info;
  const name = description || [vendor, architecture, device].filter((part) => part).join(" ") ||
    "unnamed GPU";
  return { adapter, name, software: isSoftwareAdapter(adapter.info) };
}

/** What TensorFlow.js's own backend asks a device for, and what Deno's adapters understand of it. */
async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const names = ["ComputeWorkgroupStorageSize", "ComputeWorkgroupsPerDimension", "BufferSize"]
    .concat("StorageBufferBindingSize", "ComputeWorkgroupSizeX", "ComputeInvocationsPerWorkgroup");
  const limits = names.map((name) => [`max${name}`, Reflect.get(adapter.limits, `max${name}`)]);
  return await adapter.requestDevice({
    requiredFeatures: adapter.features.has("timestamp-query") ? ["timestamp-query"] : [],
    requiredLimits: Object.fromEntries(limits),
  });
}

/** What a step came to that the GPU, or one of its buffers, has no room for. */
function refusal({ message }: { message: string }): BackendProblem {
  const reason = `the GPU refused a step (${message.split("\n")[0]}), and what came of it is wrong`;
  return problem(reason, "take a smaller batch or network, then call useBackend() again");
}

/**
 * Makes a backend whose device is gone say so, in place of `validation error occurred`, and one whose
 * device refused a step, in place of wrong numbers.
 */
function guard(backend: tf.KernelBackend, device: GPUDevice, state: State): void {
  const guarded = backend as unknown as Record<string, (...args: unknown[]) => unknown>;
  // A read that was under way must end too, and end with the sentence. (Not by Promise.race: it would
  // keep the result of every read alive for as long as the device is there.)
  const read = guarded.read.bind(backend);
  const pending = new Set<(problem: BackendProblem) => void>();
  guarded.read = (...args: unknown[]) =>
    new Promise((resolve, reject) => {
      pending.add(reject);
      (read(...args) as Promise<unknown>).then((values) => {
        pending.delete(reject);
        state.refused ? reject(state.refused) : resolve(values);
      }, (error) => {
        // It may fail a moment before the device reports its loss: then the report ends it.
        if (/lost|destroyed/i.test(error?.message)) return;
        pending.delete(reject);
        reject(state.refused ?? error);
      });
    });
  device.addEventListener("uncapturederror", (event) => {
    state.refused ??= refusal((event as unknown as { error: Error }).error);
  });
  const upload = guarded.uploadToGPU.bind(backend);
  guarded.uploadToGPU = (...args: unknown[]) => {
    try {
      return upload(...args);
    } catch (error) {
      throw refusal(error as Error);
    }
  };
  device.lost.then(({ message, reason }) => {
    const why = message || reason || "the driver gives no reason";
    const lost = problem(
      `the GPU was lost in mid-run (${why}), and with it every tensor that was on it`,
      "call useBackend() again and go on from the last saved weights",
    );
    for (const name of ["read", "readSync", "readToGPU", "runWebGPUProgram", "uploadToGPU"]) {
      guarded[name] = () => {
        throw lost;
      };
    }
    guarded.write = guarded.move = guarded.read;
    pending.forEach((reject) => reject(lost));
    // Cleaning up must go on quietly: tf.tidy() does it while the sentence above is on its way.
    guarded.disposeData = () => true;
    forgetBackend("webgpu");
    state.lost = true;
  });
}

/** `refused` is told where a tensor is read, until the backend is readied again. */
type State = { name: string; software: boolean; lost?: boolean; refused?: BackendProblem };

let current: State | undefined;

export async function readyWebgpu(): Promise<Readied> {
  if (!current || current.lost) await start();
  delete current!.refused;
  await makeCurrent("webgpu", 3);
  // Else what is made of small tensors is made here, a matrix of B^2 flags too, and handed over.
  tf.env().set("WEBGPU_CPU_FORWARD", false);
  addWebgpuAdam();
  fuseAdam();
  const { name: device, software } = current!;
  const manifest = requireFrom(import.meta.url, "@tensorflow/tfjs-backend-webgpu/package.json");
  const versions = { tfjs: tf.version.tfjs, "tfjs-backend-webgpu": manifest.version };
  return software
    ? { ...onProcessor(), device, software, versions }
    : { device, software, versions, threads: 1, gpu: true };
}

async function start(): Promise<void> {
  const { adapter, name, software } = await findAdapter();
  // Caught here, a package that is not there is no error of a bundler's either.
  const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu").catch(absent("webgpu"));
  const device = await requestDevice(adapter).catch((cause: Error) => {
    throw /memory/i.test(cause.message)
      ? problem(`the GPU has no free memory (${name})`, "end what holds it", { cause })
      : problem(`${name} gives no device (${cause.message})`, "install a newer driver", { cause });
  });
  // The package's own factory keeps the device and its adapter to itself.
  tf.removeBackend("webgpu");
  forgetBackend("webgpu");
  const state: State = { name, software };
  tf.registerBackend("webgpu", () => {
    const backend = new WebGPUBackend(device as never, adapter.info as never);
    uploadThroughQueue(backend);
    guard(backend, device, state);
    return backend;
  }, 3);
  await makeCurrent("webgpu", 3);
  current = state;
}
