/**
 * What belongs together: one version of the package, one of TensorFlow, and where they lie.
 *
 * The addon is compiled for one TensorFlow and loaded with that one only. To move to a newer
 * TensorFlow, change {@link tensorflowVersion}, run `deno task setup` and the tests under
 * `tests/backend/`.
 *
 * @module
 */
import {
  createHash,
  existsSync,
  path,
  process,
  readdirSync,
  readFileSync,
  realpathSync,
} from "../../host/node.ts";
import { projectFolder } from "../../host/project_folder.ts";

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

/** The wheel's name in the package index. */
export function wheelName(variant: Variant): string {
  return variant === "cuda" ? "tensorflow" : "tensorflow-cpu";
}

/** Where everything lies below the checkout's root. */
export interface TensorflowPaths {
  /** The checkout's root. */
  root: string;
  /** Python's virtual environment. */
  venv: string;
  /** Its interpreter. */
  python: string;
  /** Built addons, one folder a key, and `current.json`. */
  builds: string;
  /** The description of the addon to load. */
  card: string;
  /** The package `@tensorflow/tfjs-node-gpu`, with links resolved. */
  package: string;
  /** The folder of Node-API's headers, from the package `node-api-headers`. */
  nodeApiHeaders: string;
}

const resolved = (folder: string): string => existsSync(folder) ? realpathSync(folder) : folder;

/** The places below a root. */
export function tensorflowPaths(root: string): TensorflowPaths {
  const venv = path.join(root, ".venv");
  const builds = path.join(root, ".cache", "tfjs");
  const modules = path.join(root, "node_modules");
  // Another project (build_for.ts) need not have the headers: then they come from this checkout, and
  // where this is packed they lie beside it.
  const headers = [
    ...[root, projectFolder()].map((folder) =>
      path.join(resolved(path.join(folder, "node_modules", "node-api-headers")), "include")
    ),
    path.join(import.meta.dirname ?? "", "include"),
  ];
  return {
    root,
    venv,
    python: path.join(venv, "bin", "python"),
    builds,
    card: path.join(builds, "current.json"),
    package: resolved(path.join(modules, "@tensorflow", "tfjs-node-gpu")),
    nodeApiHeaders: headers.find(existsSync) ?? headers[0],
  };
}

/** The folder that holds TensorFlow's libraries and headers where set-up itself unpacked them. */
export function unpackedFolder(paths: TensorflowPaths, variant: Variant): string {
  return path.join(
    paths.venv,
    "lib",
    `${wheelName(variant)}-${tensorflowVersion}`,
    "tensorflow",
  );
}

/**
 * The `tensorflow` folder of the pinned version inside the virtual environment: one that pip
 * installed, or the one that set-up unpacked. Undefined where there is neither.
 */
export function findLibrary(paths: TensorflowPaths, variant: Variant): string | undefined {
  const complete = (folder: string): boolean =>
    libraryNames.every((name) => existsSync(path.join(folder, name))) &&
    existsSync(path.join(folder, "include", "tensorflow", "c", "c_api.h"));
  const unpacked = unpackedFolder(paths, variant);
  if (complete(unpacked)) return unpacked;
  const lib = path.join(paths.venv, "lib");
  if (!existsSync(lib)) return undefined;
  for (const python of readdirSync(lib).filter((name) => name.startsWith("python"))) {
    const site = path.join(lib, python, "site-packages");
    const info = `${wheelName(variant).replace("-", "_")}-${tensorflowVersion}.dist-info`;
    const folder = path.join(site, "tensorflow");
    if (existsSync(path.join(site, info)) && complete(folder)) return folder;
  }
  return undefined;
}

/** The package's C++ sources, and the project's own C file that opens the library. */
export function addonSources(paths: TensorflowPaths): { addon: string[]; opener: string } {
  const binding = path.join(paths.package, "binding");
  return {
    addon: existsSync(binding)
      ? readdirSync(binding).filter((name) => name.endsWith(".cc")).sort()
        .map((name) => path.join(binding, name))
      : [],
    opener: path.join(import.meta.dirname!, "open_library.c"),
  };
}

/**
 * The name of a build: package, wheel, system and the sum of all sources. Nothing else matters: the
 * addon speaks the Node-API, so neither the runtime's version nor the compiler's changes its meaning.
 */
export function buildKey(paths: TensorflowPaths, variant: Variant): string {
  const sum = createHash("sha256");
  const binding = path.join(paths.package, "binding");
  if (existsSync(binding)) {
    for (const name of readdirSync(binding).sort()) {
      sum.update(name).update(readFileSync(path.join(binding, name)));
    }
  }
  sum.update(readFileSync(addonSources(paths).opener));
  const wheel = `${wheelName(variant)}-${tensorflowVersion}`;
  const system = `${process.platform}-${process.arch}`;
  return `${packageVersion}-${wheel}-${system}-${sum.digest("hex").slice(0, 12)}`;
}
