import { checkNumber } from "../../checks/mod.ts";
import { GLIBC_RAND_MAX, glibcRand } from "./glibc_rand.ts";

/** A batch as the C operator takes it. */
export interface Article3Batch {
  /** `batch * dim` coordinates in [0, 1], row by row. */
  embeddings: Float64Array;
  /** `batch` labels in 0 ... `classes - 1`. */
  labels: Int32Array;
  batch: number;
  dim: number;
}

/** The batch that article 3's `main` draws, in its order: for each row the label comes first. */
export function article3Batch(
  { batch = 10, dim = 128, classes = 3, seed = 1 }: Partial<
    Record<"batch" | "dim" | "classes" | "seed", number>
  > = {},
): Article3Batch {
  for (const [name, size] of Object.entries({ batch, dim, classes })) {
    const min = name === "batch" ? 0 : 1;
    checkNumber(size, name, { min, max: GLIBC_RAND_MAX, integer: true });
  }
  const rand = glibcRand(seed);
  const embeddings = new Float64Array(batch * dim);
  const labels = new Int32Array(batch);
  for (let i = 0; i < batch; i++) {
    labels[i] = rand() % classes;
    for (let k = 0; k < dim; k++) embeddings[i * dim + k] = rand() / GLIBC_RAND_MAX;
  }
  return { embeddings, labels, batch, dim };
}
