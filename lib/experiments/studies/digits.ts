import { type ImageSet, loadMnist } from "../../datasets/mod.ts";
import type { Split } from "../study.ts";

/** Digits to train on, and others that the networks never see. */
export const SPLIT: Split = {
  dataset: "MNIST",
  name: "0-5 to 6-9",
  train: [0, 1, 2, 3, 4, 5],
  test: [6, 7, 8, 9],
};

/** Training images of the one, and test images of the others. */
export async function loadDigits(
  { train, test }: Split,
  { images, unseenImages }: { images: number; unseenImages: number },
): Promise<{ data: ImageSet; unseen: ImageSet }> {
  return {
    data: await loadMnist({ split: "train", classes: train, count: images }),
    unseen: await loadMnist({ split: "test", classes: test, count: unseenImages }),
  };
}
