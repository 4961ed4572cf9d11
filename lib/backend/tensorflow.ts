/** `@tensorflow/tfjs-node-gpu`, unchanged, with the addon that set-up compiled. */
import "./node_util_shim.ts";
import { requireFrom } from "../host/require_from.ts";
import * as tf from "@tensorflow/tfjs";
import { environment, onProcessor } from "./machine.ts";
import { fuseAdam } from "./fused_adam.ts";
import { makeCurrent } from "./make_current.ts";
import type { Readied } from "./report.ts";
import { BackendProblem } from "./problem.ts";
import { addAdamKernel } from "./tensorflow/adam_kernel.ts";
import type { AddonCard } from "./tensorflow/card.ts";
import { hastenPooling } from "./tensorflow/faster_pooling.ts";
import { hastenStep } from "./tensorflow/faster_step.ts";
import { loadAddon, type TensorflowBinding } from "./tensorflow/load_addon.ts";
import * as nvidia from "./tensorflow/nvidia.ts";
import { packageVersion, SETUP } from "./tensorflow/pins.ts";

const require = (name: string) => requireFrom(import.meta.url, name);
const packageName = "@tensorflow/tfjs-node-gpu";

/** The one binding of this process: a native library is loaded once. */
let loaded: TensorflowBinding | undefined;

/** What the package's `index.js` does, without its search for a downloaded addon. */
function register(binding: TensorflowBinding): void {
  require(`${packageName}/dist/register_all_kernels`);
  const { NodeJSKernelBackend } = require(`${packageName}/dist/nodejs_kernel_backend`);
  tf.registerBackend("tensorflow", () => new NodeJSKernelBackend(binding, packageName), 3);
  const { nodeFileSystemRouter } = require(`${packageName}/dist/io/file_system`);
  tf.io.registerLoadRouter(nodeFileSystemRouter);
  tf.io.registerSaveRouter(nodeFileSystemRouter);
}

function load(root: string, card: AddonCard): TensorflowBinding {
  const binding = loadAddon(root, card);
  try {
    register(binding);
  } catch (cause) {
    const message = (cause as Error).message.split("\n")[0];
    const reason = `the package ${packageName} does not load (${message})`;
    throw new BackendProblem("tensorflow", reason, SETUP, { cause });
  }
  return binding;
}

function whyNotOnGpu(card: AddonCard): { reason: string; mend?: string } {
  if (!nvidia.hasNvidiaDriver()) return { reason: "no NVIDIA driver is loaded here" };
  const driver = nvidia.nvidiaDriverVersion(), old = nvidia.driverProblem(driver);
  if (!driver) return { reason: "nvidia-smi lists no GPU", mend: "nvidia-smi itself says why" };
  const again = `rm .cache/tfjs/current.json && ${SETUP}`;
  if (old) return { reason: old, mend: `install a newer driver, then ${again}` };
  if (card.wanted === "cpu") {
    return { reason: "the addon was built before the NVIDIA driver was there", mend: SETUP };
  }
  if (card.variant === "cpu") {
    return { reason: "CUDA could not be had when the addon was built", mend: again };
  }
  const visible = environment("CUDA_VISIBLE_DEVICES");
  if (visible !== undefined && !/^\d/.test(visible) && !/^(GPU|MIG)-/.test(visible)) {
    return { reason: `CUDA_VISIBLE_DEVICES=${visible} hides it` };
  }
  const reason = `TensorFlow finds no usable GPU, although the NVIDIA driver ${driver} is loaded`;
  return { reason, mend: "TF_CPP_MIN_LOG_LEVEL=0 shows what TensorFlow itself says" };
}

export async function readyTensorflow(root: string, card: AddonCard): Promise<Readied> {
  loaded ??= load(root, card);
  await makeCurrent("tensorflow", 3);
  hastenStep();
  addAdamKernel();
  fuseAdam();
  const versions = {
    tfjs: tf.version.tfjs,
    "tfjs-node-gpu": packageVersion,
    tensorflow: loaded.TF_Version,
  };
  if (!loaded.isUsingGpuDevice()) {
    hastenPooling();
    return { ...onProcessor(), versions, notOnGpu: whyNotOnGpu(card) };
  }
  const found = nvidia.nvidiaGpus()[0];
  return {
    device: found?.name ?? "NVIDIA GPU",
    memory: found?.memory,
    versions: found ? { ...versions, driver: found.driver } : versions,
    threads: 1,
    software: false,
    gpu: true,
  };
}
