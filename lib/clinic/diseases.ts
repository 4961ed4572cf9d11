import type { Finding, Sure } from "./types.ts";

type Disease = Omit<Finding, "id" | "measured" | "sure">;

const at = (number: number, anchor: string) => ({ number, anchor });

/** Every disease by its id: what it is called, what else looks so, what cures it, where it is taught. */
export const DISEASES: Readonly<Record<string, Disease>> = {
  "collapse-to-a-point": {
    title: "All embeddings are nearly one point",
    otherwise: ["an untrained network, before its first steps", "inputs that are all alike"],
    cure:
      "a learning rate ten times smaller, batch all before batch hard, or embeddings of length 1",
    lesson: at(4, "section-7-2"),
  },
  "collapse-to-a-line": {
    title: "All embeddings lie along one line",
    otherwise: ["classes that differ in one thing only", "one outlier far from all others"],
    cure:
      "normalise the embeddings, take a smaller learning rate, and look for a last layer that is too narrow",
    lesson: at(2, "section-12"),
  },
  "collapse-near-the-margin": {
    title: "Distances have shrunk below the margin and the loss stands there",
    otherwise: ["a training that has only begun", "labels that have nothing to do with the inputs"],
    cure: "batch all or semi-hard negatives first, a smaller learning rate, embeddings of length 1",
    lesson: at(2, "section-12"),
  },
  "classes-collapsed-together": {
    title: "Some classes cannot be told apart while the others can",
    otherwise: [
      "two labels for one class",
      "classes that do look alike",
      "too few rows of them in the batches",
    ],
    cure:
      "look at the pairs named; merge labels that mean one thing, else draw these classes into one batch more often",
    lesson: at(3, "section-10"),
  },
  "loss-at-the-margin": {
    title: "The loss stands at the margin",
    otherwise: [
      "a collapse: look at the distances",
      "positives and negatives equally far, as with labels that were shuffled",
      "a mean over active triplets, where the rest became easy: look at the active share",
    ],
    cure:
      "log the distances and the active share beside the loss; then a smaller learning rate or batch all first",
    lesson: at(2, "section-12"),
  },
  "mean-over-active-mistaken": {
    title: "The loss stands still, but the training does not",
    otherwise: ["a margin that grows over the training"],
    cure:
      "judge by the active share or by the mean over all valid triplets: a mean over those with a loss need not fall",
    lesson: at(3, "section-5"),
  },
  "no-valid-triplets": {
    title: "Batches hold no valid triplet",
    otherwise: ["a training that is done: all triplets easy"],
    cure:
      "draw P classes with K samples each into a batch (pkBatches), K at least 2 and P at least 2",
    lesson: at(2, "section-5"),
  },
  "one-class-batches": {
    title: "Batches hold one class only",
    otherwise: ["data read in the order of its classes, unshuffled"],
    cure: "shuffle, or draw P classes with K samples each into a batch (pkBatches)",
    lesson: at(4, "section-7-2"),
  },
  "labels-all-distinct": {
    title: "Nearly every row has a label of its own",
    otherwise: [
      "ids or row numbers taken for labels",
      "pairs of another kind (a text with its answer)",
    ],
    cure: "give rows of one class one label; for pairs without classes take a loss for pairs",
    lesson: at(2, "section-5"),
  },
  "duplicate-rows": {
    title: "Rows are the same numbers as other rows",
    otherwise: [
      "pictures that stand in the data twice",
      "a batch drawn with replacement",
      "a network whose activations are all off",
    ],
    cure:
      "take doubles out by a sum over each picture, draw without replacement, and a square root that is safe at 0",
    lesson: at(2, "section-6"),
  },
  "squared-or-plain": {
    title: "Distances are squared where plain ones are meant, or the other way round",
    otherwise: ["another margin than the one said", "embeddings scaled before the loss"],
    cure: "say which the loss takes; a margin for plain distances is another one for squared",
    lesson: at(4, "section-2"),
  },
  "margin-beyond-sphere": {
    title: "The margin is larger than the sphere has room for",
    otherwise: ["embeddings that are normalised after the loss only"],
    cure: "a margin of 0.2 to 0.5 for embeddings of length 1 (distances are at most 2, squared 4)",
    lesson: at(4, "section-7-1"),
  },
  "not-normalised": {
    title: "Embeddings are not of length 1 where the loss needs it",
    otherwise: ["a loss for plain distances with a margin of their scale"],
    cure: "l2Normalize along each row, before the loss and before the search",
    lesson: at(4, "section-10-2"),
  },
  "normalised-twice": {
    title: "Embeddings are normalised a second time, along the wrong axis",
    otherwise: ["a batch norm as the last layer"],
    cure: "normalise once, along each row (axis 1), as the last thing",
    lesson: at(4, "section-10-2"),
  },
  "dead-dimensions": {
    title: "Dimensions of the embedding never change",
    otherwise: ["a rectifier as the last layer", "zeros that pad the rows"],
    cure: "end in a linear layer, lower the learning rate, or take fewer dimensions",
    lesson: at(2, "section-12"),
  },
  "gamma-overflow": {
    title: "CircleLoss's exponent overflows",
    otherwise: ["a loss that is computed in float16"],
    cure:
      "the sum of exponents as logSumExp less the largest, as batchCircleLoss has it; or a smaller gamma",
    lesson: at(5, "section-5"),
  },
  "gamma-starvation": {
    title: "Nearly all of CircleLoss's gradient goes to a few pairs",
    otherwise: ["a batch with one mislabelled pair", "a training that is nearly done"],
    cure: "a smaller gamma, or the sum per anchor in place of the pooled one",
    lesson: at(5, "section-7"),
  },
  "learning-rate-too-high": {
    title: "The steps are too long",
    otherwise: [
      "a schedule that raised the rate then",
      "a broken batch: look at the data of the peak",
    ],
    cure:
      "a learning rate ten times smaller, with some hundred steps to rise in; clip the gradient",
    lesson: at(2, "section-12"),
  },
  "not-finite": {
    title: "Numbers are not finite",
    otherwise: ["inputs that were not finite to begin with"],
    cure:
      "the square root away from 0, a smaller learning rate; look at the first step that has it",
    lesson: at(2, "section-6"),
  },
  "classes-overlap": {
    title: "Classes of the training are judged in the test",
    otherwise: ["labels numbered anew in each part", "a closed set, judged as such on purpose"],
    cure: "put each class on one side of the split, near twins too",
    lesson: at(6, "section-6"),
  },
  "query-in-gallery": {
    title: "Queries are found in their own gallery",
    otherwise: ["pictures that stand in the data twice"],
    cure: "leave the query itself out of its gallery, as recallAtK does",
    lesson: at(6, "section-2"),
  },
  "lone-queries": {
    title: "Queries have nobody to find",
    otherwise: ["a sample of the test set that tore classes apart"],
    cure: "say how the metric counts them (recallAtK: lone), and give it with and without",
    lesson: at(6, "section-2"),
  },
  "float16-saturation": {
    title: "float16 is too coarse or too small here",
    otherwise: ["embeddings that were only saved so"],
    cure: "distances and loss in float32, or bfloat16 with differences in place of the Gram matrix",
    lesson: at(3, "section-8"),
  },
  "near-duplicate-labels": {
    title: "Labels look like two names of one class",
    otherwise: ["rows labelled wrong", "a picture in two classes"],
    cure: "merge the labels named, and look at the rows that lie together",
    lesson: at(6, "section-11"),
  },
};

/** A finding of a disease: what was measured follows as a template, whose fractions get three digits. */
export const found =
  (id: string, sure: Sure) =>
  (pieces: TemplateStringsArray, ...values: (number | string | undefined)[]): Finding => {
    const short = (value: number | string | undefined) =>
      typeof value === "number" && !Number.isInteger(value) ? +value.toPrecision(3) : value;
    const measured = String.raw({ raw: pieces }, ...values.map(short));
    return { id, sure, measured, ...DISEASES[id] };
  };
