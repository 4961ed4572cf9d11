import type { EmbeddingNetwork } from "./types.ts";

/** How many numbers make a sample of a network. */
export function sampleSize({ input }: Pick<EmbeddingNetwork, "input">): number {
  return input.reduce((product, n) => product * n, 1);
}
