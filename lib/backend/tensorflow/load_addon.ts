import { existsSync, path, readdirSync } from "../../host/node.ts";
import { requireFrom } from "../../host/require_from.ts";
import { BackendProblem } from "../problem.ts";
import type { AddonCard } from "./card.ts";
import { SETUP } from "./pins.ts";

export interface TensorflowBinding {
  TF_Version: string;
  isUsingGpuDevice(): boolean;
}

interface Opener {
  setVariable(name: string, value: string): void;
  openLibrary(path: string): string;
}

const require = (name: string) => requireFrom(import.meta.url, name);

/** NVIDIA's libraries that lie beside TensorFlow's in the virtual environment. */
function cudaLibraries(library: string): string[] {
  const folder = path.join(library, "..", "nvidia");
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /[\\/]lib[\\/][^\\/]*\.so/.test(name)).map((name) => path.join(folder, name));
}

/** Opens what can be opened, again and again until nothing more can: they need one another. */
function openAll(opener: Opener, files: string[]): void {
  for (let left = files, before = -1; left.length !== before;) {
    before = left.length;
    left = left.filter((file) => {
      try {
        opener.openLibrary(file);
        return false;
      } catch {
        return true;
      }
    });
  }
}

/** One sentence out of what the loader, or TensorFlow when it starts, said. */
export function loadProblem(error: unknown): BackendProblem {
  const message = (error as Error)?.message ?? String(error);
  const problem = (reason: string, mend: string) =>
    new BackendProblem("tensorflow", reason, mend, { cause: error });
  if (/requires ffi access|NotCapable/i.test(`${(error as Error)?.name} ${message}`)) {
    return problem("Deno may not load native code in this run", "run with --allow-ffi (or -A)");
  }
  const processor = "set CUDA_VISIBLE_DEVICES=-1 to compute on the processor";
  if (/out of memory|OUT_OF_MEMORY|RESOURCE_EXHAUSTED/i.test(message)) {
    const end = "end what holds it (nvidia-smi lists it)";
    return problem("the GPU has no free memory", `${end}, or ${processor}`);
  }
  if (/driver version is insufficient|CUDA_ERROR_SYSTEM_DRIVER_MISMATCH/i.test(message)) {
    const old = "the NVIDIA driver is too old for this TensorFlow's CUDA";
    return problem(old, `install a newer driver, or ${processor}`);
  }
  return problem(`its native addon does not load (${message.split("\n")[0].slice(0, 300)})`, SETUP);
}

/** Loads the addon with its own TensorFlow, quiet, and taking GPU memory as it is needed. */
export function loadAddon(root: string, card: AddonCard): TensorflowBinding {
  let binding: TensorflowBinding;
  try {
    const opener = require(path.join(root, card.opener)) as Opener;
    opener.setVariable("TF_CPP_MIN_LOG_LEVEL", "2");
    opener.setVariable("TF_FORCE_GPU_ALLOW_GROWTH", "true");
    const library = path.join(root, card.library);
    if (card.variant === "cuda") openAll(opener, cudaLibraries(library));
    // The framework first: libtensorflow_cc needs it, and finds it by name once it is here.
    opener.openLibrary(path.join(library, "libtensorflow_framework.so.2"));
    opener.openLibrary(path.join(library, "libtensorflow_cc.so.2"));
    binding = require(path.join(root, card.addon)) as TensorflowBinding;
  } catch (error) {
    throw error instanceof BackendProblem ? error : loadProblem(error);
  }
  if (binding.TF_Version === card.tensorflow) return binding;
  const reason = `its native addon was built for TensorFlow ${card.tensorflow}, and the library ` +
    `that is there is ${binding.TF_Version}`;
  throw new BackendProblem("tensorflow", reason, SETUP);
}
