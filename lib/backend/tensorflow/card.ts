/**
 * The description of the addon that is to be loaded: `.cache/tfjs/current.json`.
 *
 * @module
 */
import { nodeModule } from "../../host/node_module.ts";
import { setupCommand } from "../../host/project_folder.ts";
import { BackendProblem } from "../problem.ts";
import { type FileState, isAsItWas } from "./file_state.ts";
import {
  libraryNames,
  packageVersion,
  tensorflowPaths,
  tensorflowVersion,
  type Variant,
} from "./pins.ts";

const { existsSync, readFileSync } = nodeModule("node:fs");
const path = nodeModule("node:path");
const process = nodeModule("node:process");

/** What set-up writes down about the addon. Paths are relative to the root: a checkout may move. */
export interface AddonCard {
  /** `"built"` by set-up, or `"official"`: the package's own download, found working. */
  kind: "built" | "official";
  /** The build's name (`buildKey`), or `"official"`. */
  key: string;
  /** The addon. */
  addon: string;
  /** The project's module that opens the library; only with a built addon. */
  opener?: string;
  /** The folder of TensorFlow's libraries. */
  library: string;
  /** Which wheel. */
  variant: Variant;
  /** Which wheel the machine asked for when it was made; not the same where CUDA could not be had. */
  wanted: Variant;
  /** The version of `@tensorflow/tfjs-node-gpu`. */
  package: string;
  /** The version of TensorFlow that the addon was made for. */
  tensorflow: string;
  /** `process.platform` and `process.arch`. */
  system: string;
  /** The compiler, as it names itself. */
  compiler?: string;
  /** What the files that are loaded were, by path; without it they are loaded unchecked. */
  files?: Record<string, FileState>;
}

const mend = setupCommand("npx tfjs-node-current");

/**
 * Reads the card and checks, before anything native is loaded, that all that it names is there and
 * belongs together.
 *
 * @param root the checkout's root
 * @throws {BackendProblem} one sentence on what is missing or does not fit
 */
export function readCard(root: string): AddonCard {
  const paths = tensorflowPaths(root);
  const problem = (reason: string, mended = mend): BackendProblem =>
    new BackendProblem("tensorflow", reason, mended);
  if (!existsSync(paths.package)) {
    throw problem("the package @tensorflow/tfjs-node-gpu is not installed");
  }
  if (!existsSync(paths.card)) {
    throw problem("its native addon has not been built yet");
  }
  let card: AddonCard;
  try {
    card = JSON.parse(readFileSync(paths.card, "utf8")) as AddonCard;
    if (typeof card.addon !== "string" || typeof card.library !== "string") throw new Error();
  } catch {
    throw problem(`${path.relative(root, paths.card)} cannot be read`);
  }
  if (card.system !== `${process.platform}-${process.arch}`) {
    throw problem(`its native addon was built for ${card.system}`);
  }
  if (card.package !== packageVersion) {
    throw problem(
      `its native addon was built from @tensorflow/tfjs-node-gpu ${card.package}, ` +
        `and ${packageVersion} is installed`,
    );
  }
  if (card.kind === "built" && card.tensorflow !== tensorflowVersion) {
    throw problem(
      `its native addon was built for TensorFlow ${card.tensorflow}, ` +
        `and ${tensorflowVersion} is wanted`,
    );
  }
  for (const file of [card.addon, ...(card.opener ? [card.opener] : [])]) {
    if (!existsSync(path.join(root, file))) {
      throw problem(`its native addon is gone (${file})`);
    }
  }
  if (card.kind === "built") {
    for (const name of libraryNames) {
      if (!existsSync(path.join(root, card.library, name))) {
        throw problem(`TensorFlow's library is gone (${path.join(card.library, name)})`);
      }
    }
  }
  checkFiles(root, card);
  return card;
}

/**
 * Holds the files that are to be loaded against what they were: one cut short ends the process that
 * loads it.
 *
 * @param whole whether sums are taken of files that seem untouched
 * @throws {BackendProblem} naming the first that is another
 */
export function checkFiles(root: string, { files = {} }: AddonCard, whole = false): void {
  for (const [name, was] of Object.entries(files)) {
    const file = path.join(root, name);
    if (existsSync(file) && isAsItWas(file, was, whole)) continue;
    throw new BackendProblem("tensorflow", `${name} is damaged (its SHA-256 is another)`, mend);
  }
}
