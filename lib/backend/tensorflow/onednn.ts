import { attribute, type NodeBackend } from "./node_backend.ts";

/** The addon's tensors that go with one of TensorFlow.js's: where each window's largest lay first. */
export const keptBeside = new WeakMap<object, number[]>();
/** 2 x 2, as the networks pool. */
export const POOLING = { ksize: [1, 2, 2, 1], strides: [1, 2, 2, 1], padding: "VALID" };

/** Attributes of an operation of oneDNN's. */
export const ofOneDnn = (
  binding: NodeBackend["binding"],
  { padding, ...sizes }: { padding: string } & Record<string, number[] | string>,
): object[] => [
  ...Object.entries(sizes).map(([name, size]) => attribute(binding, name, "INT", size)),
  attribute(binding, "padding", "STRING", padding),
  attribute(binding, "_kernel", "STRING", "MklNameChangeOp"),
];
