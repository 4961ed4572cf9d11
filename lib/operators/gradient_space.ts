import type { OperatorInput } from "./types.ts";

/** Zeros for the gradient: in the caller's array where there is one. */
export function gradientSpace({ embeddings, into }: OperatorInput): Float32Array {
  return into?.fill(0) ?? new Float32Array(embeddings.length);
}
