/**
 * The set-up step that makes `@tensorflow/tfjs-node-gpu` work on a current TensorFlow.
 *
 * The package's own install step downloads an addon for TensorFlow 2.9.1 and CUDA 11.2, and is not
 * run. The addon is compiled, from the C++ sources that the package ships, against the C library
 * inside TensorFlow's Python wheel: about 290 MB of download and 10 seconds of compiling, once.
 *
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { projectFolder } from "../host/project_folder.ts";
import { type AddonCard, readCard } from "../backend/tensorflow/card.ts";
import { compileAddon, needCompiler } from "../backend/tensorflow/compile_addon.ts";
import { fetchLibrary } from "../backend/tensorflow/fetch_library.ts";
import { type FileState, stateOf } from "../backend/tensorflow/file_state.ts";
import { linkIntoPackage, packageAddonKind } from "../backend/tensorflow/link_into_package.ts";
import {
  driverProblem,
  hasNvidiaDriver,
  nvidiaDriverVersion,
} from "../backend/tensorflow/nvidia.ts";
import {
  buildKey,
  findLibrary,
  libraryNames,
  packageVersion,
  type TensorflowPaths,
  tensorflowPaths,
  tensorflowVersion,
  unpackedFolder,
  type Variant,
} from "../backend/tensorflow/pins.ts";
import { AddonProblem, tryAddon } from "../backend/tensorflow/try_addon.ts";
import { writeAtomic } from "../workspace/write_atomic.ts";
import { type Say, SetupProblem, type SetupStep } from "../workspace/step.ts";

const stillWorks =
  "WebAssembly is taken in its place: a training step takes about 1.7 times as long";

/** CUDA where an NVIDIA driver is there, else the processor. Quick: `isDone` asks it. */
function wantedVariant(): Variant {
  return hasNvidiaDriver() ? "cuda" : "cpu";
}

const system = `${process.platform}-${process.arch}`;

/** As {@linkcode buildFrom}; parts that are damaged are thrown away and made anew, the large one last. */
async function build(paths: TensorflowPaths, variant: Variant, say: Say): Promise<void> {
  const addon = path.join(paths.builds, buildKey(paths, variant));
  const library = path.dirname(unpackedFolder(paths, variant));
  const mends = [
    ...existsSync(addon) ? [[addon]] : [],
    ...existsSync(library) ? [[addon, library]] : [],
  ];
  let first: unknown;
  while (true) {
    try {
      return await buildFrom(paths, variant, say);
    } catch (error) {
      // Against a damaged library the addon, once it is made anew, does not even compile.
      const mayHelp = first !== undefined || isDamage(error);
      first ??= error;
      const parts = mends.shift();
      if (!mayHelp || !parts) throw first;
      say("a part is damaged: making it anew");
      for (const part of parts) await rm(part, { recursive: true, force: true });
    }
  }
}

function isDamage(error: unknown): boolean {
  if (error instanceof AddonProblem) return error.damaged;
  return error instanceof SetupProblem &&
    /libtensorflow_\w+\.so\S*: .*(short|truncated|recognized|format|malformed)/i.test(
      error.message,
    );
}

async function buildFrom(paths: TensorflowPaths, variant: Variant, say: Say): Promise<void> {
  const library = findLibrary(paths, variant) ?? await fetchLibrary(paths, variant, say);
  const key = buildKey(paths, variant);
  const folder = path.join(paths.builds, key);
  const file = path.join(folder, "build.json");
  const relative = (name: string): string => path.relative(paths.root, name);
  let card: AddonCard | undefined;
  if (existsSync(file) && existsSync(path.join(folder, "tfjs_binding.node"))) {
    const kept = JSON.parse(readFileSync(file, "utf8")) as AddonCard;
    // A library that moved (unpacked before, installed by pip now) needs another run path.
    if (kept.files && kept.library === relative(library)) {
      card = { ...kept, wanted: wantedVariant() };
    }
  }
  if (!card) {
    const made = await compileAddon(paths, library, folder, say);
    card = {
      key,
      addon: relative(made.addon),
      opener: relative(made.opener),
      library: relative(library),
      variant,
      wanted: wantedVariant(),
      package: packageVersion,
      tensorflow: tensorflowVersion,
      system,
      compiler: made.compiler,
      files: {
        [relative(made.addon)]: stateOf(made.addon),
        [relative(made.opener)]: stateOf(made.opener),
        ...await libraryStates(library, relative),
      },
    };
  }
  const text = JSON.stringify(card, null, 2) + "\n";
  await writeAtomic(file, text);
  say("trying the addon on a known computation");
  await tryAddon(paths.root, file);
  await writeAtomic(paths.card, text);
  await linkIntoPackage(paths, path.join(paths.root, card.addon));
}

/**
 * What TensorFlow's libraries were when they were first used, kept beside them: an addon that is
 * compiled anew must not take damaged ones for whole.
 */
async function libraryStates(
  library: string,
  relative: (name: string) => string,
): Promise<Record<string, FileState>> {
  const file = path.join(library, "states.json");
  let states: Record<string, FileState>;
  try {
    states = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    const all = libraryNames.map((name) => [name, stateOf(path.join(library, name))]);
    states = Object.fromEntries(all);
    await writeAtomic(file, JSON.stringify(states));
  }
  return Object.fromEntries(
    Object.entries(states).map(([name, state]) => [relative(path.join(library, name)), state]),
  );
}

/**
 * The step, for a checkout at `root`.
 *
 * @param root the checkout's root; this file's own by default
 */
export function tensorflowStepAt(root: string): SetupStep {
  return {
    name: "TensorFlow backend",

    isDone(): Promise<boolean> {
      try {
        const card = readCard(root);
        const paths = tensorflowPaths(root);
        const found = card.key === buildKey(paths, card.variant) &&
          card.files !== undefined && card.wanted === wantedVariant();
        // Without the link the package's own `import` does not find the addon (npm ci takes it away).
        return Promise.resolve(found && packageAddonKind(paths) !== "none");
      } catch {
        return Promise.resolve(false);
      }
    },

    async check(): Promise<string | undefined> {
      try {
        await tryAddon(root, tensorflowPaths(root).card);
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    },

    async run(say: Say): Promise<void> {
      const paths = tensorflowPaths(root);
      try {
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
        needCompiler();
        let variant = wantedVariant();
        const old = variant === "cuda" && driverProblem(nvidiaDriverVersion());
        if (old) {
          say(`${old}: TensorFlow will compute on the processor`);
          variant = "cpu";
        }
        try {
          await build(paths, variant, say);
        } catch (error) {
          if (variant !== "cuda" || !(error instanceof SetupProblem)) throw error;
          say(`CUDA cannot be had (${error.message}): TensorFlow will compute on the processor`);
          await build(paths, "cpu", say);
        }
      } catch (error) {
        // Errors of the file system (a full disk, a folder that may not be written) end here too.
        throw new SetupProblem((error as Error).message, { stillWorks });
      }
    },
  };
}

/** Makes `@tensorflow/tfjs-node-gpu` work on a current TensorFlow. */
export const tensorflowStep: SetupStep = tensorflowStepAt(projectFolder());
