import { existsSync, path, process, readFileSync } from "../../host/node.ts";
import { asked } from "../machine.ts";
import { BackendProblem } from "../problem.ts";
import { type FileState, isAsItWas } from "./file_state.ts";
import * as pins from "./pins.ts";

/** What set-up writes down about the addon. Paths are relative to the root: a checkout may move. */
export interface AddonCard {
  key: string;
  addon: string;
  opener: string;
  library: string;
  variant: pins.Variant;
  /** Which wheel the machine asked for when it was made; not the same where CUDA could not be had. */
  wanted: pins.Variant;
  package: string;
  tensorflow: string;
  system: string;
  /** What the files that are loaded were, by path. */
  files: Record<string, FileState>;
}

/** Checks, before anything native is loaded, that all that the card names fits together. */
export function readCard(root: string): AddonCard {
  const paths = pins.tensorflowPaths(root);
  const need = (right: boolean, otherwise: string): void => {
    if (!right) throw new BackendProblem("tensorflow", otherwise, pins.SETUP);
  };
  const isThere = (file: string) => existsSync(path.join(root, file));
  need(existsSync(paths.package), "the package @tensorflow/tfjs-node-gpu is not installed");
  need(existsSync(paths.card), "its native addon has not been built yet");
  const card = asked<AddonCard>(() => JSON.parse(readFileSync(paths.card, "utf8")));
  need(card !== undefined, `${path.relative(root, paths.card)} cannot be read`);
  const { addon, opener, library, system, package: source, tensorflow } = card!;
  const built = "its native addon was built";
  need(system === `${process.platform}-${process.arch}`, `${built} for ${system}`);
  need(
    source === pins.packageVersion,
    `${built} from @tensorflow/tfjs-node-gpu ${source}, and ${pins.packageVersion} is installed`,
  );
  need(
    tensorflow === pins.tensorflowVersion,
    `${built} for TensorFlow ${tensorflow}, and ${pins.tensorflowVersion} is wanted`,
  );
  for (const file of [addon, opener]) need(isThere(file), `its native addon is gone (${file})`);
  for (const file of pins.libraryNames.map((name) => path.join(library, name))) {
    need(isThere(file), `TensorFlow's library is gone (${file})`);
  }
  checkFiles(root, card!);
  return card!;
}

/** Refuses files that are not what they were: one cut short ends the process that loads it. */
export function checkFiles(root: string, { files }: AddonCard, whole = false): void {
  for (const [name, was] of Object.entries(files)) {
    const file = path.join(root, name);
    if (existsSync(file) && isAsItWas(file, was, whole)) continue;
    const reason = `${name} is damaged (its SHA-256 is another)`;
    throw new BackendProblem("tensorflow", reason, pins.SETUP);
  }
}
