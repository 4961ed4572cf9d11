/** Makes `@tensorflow/tfjs-node-gpu` work on a current TensorFlow: lib/backend/README.md tells how. */
import { existsSync, path, process, readFileSync, rm } from "../host/node.ts";
import { projectFolder } from "../host/project_folder.ts";
import { type AddonCard, readCard } from "../backend/tensorflow/card.ts";
import { BackendProblem } from "../backend/problem.ts";
import { compileAddon } from "../backend/tensorflow/compile_addon.ts";
import { fetchLibrary } from "../backend/tensorflow/fetch_library.ts";
import { stateOf } from "../backend/tensorflow/file_state.ts";
import { linkIntoPackage, packageAddonKind } from "../backend/tensorflow/link_into_package.ts";
import { driverProblem, hasNvidiaDriver } from "../backend/tensorflow/nvidia.ts";
import * as pins from "../backend/tensorflow/pins.ts";
import { findCompiler } from "../workspace/find_compiler.ts";
import { tryModule } from "../workspace/try_module.ts";
import { writeAtomic } from "../workspace/write_atomic.ts";
import { type Say, SetupProblem, type SetupStep } from "../workspace/step.ts";

/** CUDA where an NVIDIA driver is there, else the processor. Quick: `isDone` asks it. */
const wantedVariant = (): pins.Variant => hasNvidiaDriver() ? "cuda" : "cpu";

const system = `${process.platform}-${process.arch}`;

/** As {@linkcode buildFrom}; parts that are damaged are thrown away and made anew, the large one last. */
async function build(paths: pins.TensorflowPaths, say: Say): Promise<void> {
  const addon = path.join(paths.builds, pins.buildKey(paths));
  const library = path.dirname(paths.library);
  let damage: unknown;
  for (const part of [addon, library].filter(existsSync)) {
    try {
      return await buildFrom(paths, say);
    } catch (error) {
      // Against a damaged library the addon, once it is made anew, does not even compile.
      damage ??= isDamage(error) && error;
      if (!damage) throw error;
      say("a part is damaged: making it anew");
      for (const old of [addon, part]) await rm(old, { recursive: true, force: true });
    }
  }
  await buildFrom(paths, say).catch((error) => {
    throw damage || error;
  });
}

/** Whether a file is not what it was, so that making it anew may help. (SIGILL: another processor's.) */
function isDamage(error: unknown): boolean {
  return error instanceof SetupProblem &&
    /\(SIG(BUS|SEGV|ABRT)\)|does not load|is damaged|libtensorflow_\w+\.so\S*: .*(short|truncated|recognized|format|malformed)/i
      .test(error.message);
}

async function tryAddon(root: string, card: string): Promise<void> {
  // Packed, it is JavaScript under the same name.
  const trial = path.join(import.meta.dirname!, `try_addon${path.extname(import.meta.url)}`);
  const { problem } = await tryModule(trial, root, card);
  if (!problem) return;
  throw new SetupProblem(`the native addon was made but does not work: ${problem}`);
}

async function buildFrom(paths: pins.TensorflowPaths, say: Say): Promise<void> {
  if (!pins.hasLibrary(paths)) await fetchLibrary(paths, say);
  const folder = path.join(paths.builds, pins.buildKey(paths));
  const file = path.join(folder, "build.json");
  const made: Omit<AddonCard, "wanted"> = existsSync(file)
    ? JSON.parse(readFileSync(file, "utf8"))
    : await compileCard(paths, folder, say);
  const text = JSON.stringify({ ...made, wanted: wantedVariant() }, null, 2) + "\n";
  await writeAtomic(file, text);
  say("trying the addon on a known computation");
  await tryAddon(paths.root, file);
  await writeAtomic(paths.card, text);
  await linkIntoPackage(paths, path.join(paths.root, made.addon));
}

async function compileCard(paths: pins.TensorflowPaths, folder: string, say: Say) {
  const { root, library, variant } = paths;
  await compileAddon(paths, folder, say);
  const [addon, opener] = ["tfjs_binding.node", "open_library.node"]
    .map((name) => path.join(path.relative(root, folder), name));
  const files = [addon, opener].map((name) => [name, stateOf(path.join(root, name))]);
  // An addon compiled anew must not take damaged libraries for whole.
  const unpacked = JSON.parse(readFileSync(pins.libraryStates(library), "utf8"));
  return {
    ...{ key: path.basename(folder), addon, opener, library: path.relative(root, library) },
    ...{ variant, package: pins.packageVersion, tensorflow: pins.tensorflowVersion, system },
    files: { ...Object.fromEntries(files), ...unpacked },
  };
}

async function makeBackend(root: string, say: Say): Promise<void> {
  const paths = pins.tensorflowPaths(root);
  if (!existsSync(paths.package)) {
    throw new SetupProblem("the package @tensorflow/tfjs-node-gpu is not installed");
  }
  if (process.platform !== "linux") {
    throw new SetupProblem(
      `the TensorFlow backend is built on Linux only (this is ${system}); ` +
        `a GPU is reached by WebGPU here`,
    );
  }
  // Before 290 MB are downloaded for nothing.
  findCompiler("CXX");
  if (wantedVariant() === "cuda") {
    let why = driverProblem();
    try {
      if (!why) return await build(pins.tensorflowPaths(root, "cuda"), say);
    } catch (error) {
      if (!(error instanceof SetupProblem)) throw error;
      why = `CUDA cannot be had (${error.message})`;
    }
    say(`${why}: TensorFlow will compute on the processor`);
  }
  await build(paths, say);
}

export function tensorflowStepAt(root: string): SetupStep {
  return {
    name: "TensorFlow backend",
    stillWorks: "WebAssembly is taken in its place: a training step takes about 1.7 times as long",

    isDone() {
      try {
        const card = readCard(root);
        const paths = pins.tensorflowPaths(root, card.variant);
        // Without the link the package's own `import` does not find the addon (npm ci takes it away).
        const current = card.key === pins.buildKey(paths) && card.wanted === wantedVariant();
        return Promise.resolve(current && packageAddonKind(paths) !== "none");
      } catch {
        return Promise.resolve(false);
      }
    },

    async check() {
      const paths = pins.tensorflowPaths(root);
      try {
        readCard(root);
        await tryAddon(root, paths.card);
      } catch (error) {
        return error instanceof BackendProblem ? error.reason : (error as Error).message;
      }
      if (packageAddonKind(paths) !== "none") return undefined;
      return "the package's link to its addon is gone, as after `npm ci`";
    },

    run: (say) =>
      makeBackend(root, say).catch((error: Error) => {
        // Errors of the file system (a full disk, a folder that may not be written) end here too.
        throw new SetupProblem(error.message, { cause: error });
      }),
  };
}

export const tensorflowStep: SetupStep = tensorflowStepAt(projectFolder());
