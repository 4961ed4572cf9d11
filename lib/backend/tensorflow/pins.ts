/** What belongs together; to move to a newer TensorFlow, change {@link tensorflowVersion}. */
import { createHash, fs, path, process } from "../../host/node.ts";
import { projectFolder, setupCommand } from "../../host/project_folder.ts";

const { existsSync, readdirSync, readFileSync, realpathSync } = fs;

export const SETUP: string = setupCommand("npx tfjs-node-current # from `deno task pack`");

/** The version of `@tensorflow/tfjs-node-gpu` whose C++ sources are compiled. */
export const packageVersion = "4.22.0";

/** The TensorFlow that the addon is compiled for and loaded with. */
export const tensorflowVersion = "2.21.0";

/** SHA-256 of the wheel where it is known: the one for the tried platform. */
export const wheelSums: Readonly<Record<string, string>> = {
  "tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl":
    "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c",
};

/** The oldest NVIDIA driver that runs the CUDA 12 libraries of that TensorFlow (minor-version compatibility). */
export const oldestNvidiaDriver = "525.60.13";

/** The two libraries of TensorFlow's wheel that the addon links against. */
export const libraryNames = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"] as const;

/** Which wheel: `"cpu"` is `tensorflow-cpu`, `"cuda"` is `tensorflow` with NVIDIA's libraries. */
export type Variant = "cpu" | "cuda";

const resolved = (folder: string): string => existsSync(folder) ? realpathSync(folder) : folder;

export type TensorflowPaths = ReturnType<typeof tensorflowPaths>;

/** What the backend is made of in a project, and where it lies. */
export function tensorflowPaths(root: string, variant: Variant = "cpu") {
  const venv = path.join(root, ".venv");
  const builds = path.join(root, ".cache", "tfjs");
  const wheel = `tensorflow${variant === "cuda" ? "" : "-cpu"}==${tensorflowVersion}`;
  // Another project (build_for.ts) need not have Node-API's headers: then they come from this
  // checkout, and where this is packed they lie beside it.
  const headers = [
    ...[root, projectFolder()].map((folder) =>
      path.join(resolved(path.join(folder, "node_modules", "node-api-headers")), "include")
    ),
    path.join(import.meta.dirname ?? "", "include"),
  ];
  return {
    root,
    variant,
    wheel,
    python: path.join(venv, "bin", "python"),
    builds,
    card: path.join(builds, "current.json"),
    package: resolved(path.join(root, "node_modules", "@tensorflow", "tfjs-node-gpu")),
    library: path.join(venv, "lib", wheel.replace("==", "-"), "tensorflow"),
    nodeApiHeaders: headers.find(existsSync) ?? headers[0],
  };
}

/** What the libraries in a folder were when they were unpacked; written last. */
export const libraryStates = (folder: string): string => path.join(folder, "files.json");

export const hasLibrary = ({ library }: TensorflowPaths): boolean =>
  [libraryStates(library), ...libraryNames.map((name) => path.join(library, name))]
    .every((file) => existsSync(file));

/** The package's C++ sources, and the project's own C file that opens the library. */
export function addonSources(paths: TensorflowPaths): { addon: string[]; opener: string } {
  const binding = path.join(paths.package, "binding");
  const names = existsSync(binding) ? readdirSync(binding).sort() : [];
  return {
    addon: names.filter((name) => /\.(cc|h)$/.test(name)).map((name) => path.join(binding, name)),
    opener: path.join(import.meta.dirname!, "open_library.c"),
  };
}

/** The addon speaks the Node-API: versions of runtime and compiler do not matter. */
export function buildKey(paths: TensorflowPaths): string {
  const sum = createHash("sha256");
  const { addon, opener } = addonSources(paths);
  for (const file of addon) sum.update(path.basename(file)).update(readFileSync(file));
  sum.update(readFileSync(opener));
  const wheel = paths.wheel.replace("==", "-");
  return `${packageVersion}-${wheel}-${process.platform}-${process.arch}-${
    sum.digest("hex").slice(0, 12)
  }`;
}
