import { type ImageSet, loadMnist } from "../../datasets/mod.ts";
import type { Split } from "../study.ts";

/** Digits to train on, and others that the networks never see. */
export const SPLIT: Split = {
  dataset: "MNIST",
  name: "0-5 to 6-9",
  train: [0, 1, 2, 3, 4, 5],
  test: [6, 7, 8, 9],
};

export const DATA = { images: 12_000, unseenImages: 1_000 };

export interface Digits {
  data: ImageSet;
  unseen: ImageSet;
}

/** Training images of the one, and test images of the others. */
export async function loadDigits({ train, test }: Split): Promise<Digits> {
  return {
    data: await loadMnist({ split: "train", classes: train, count: DATA.images }),
    unseen: await loadMnist({ split: "test", classes: test, count: DATA.unseenImages }),
  };
}
