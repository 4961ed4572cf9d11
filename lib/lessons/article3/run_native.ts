import type { Article3Options, Article3Result } from "./check.ts";
import { type Article3Native, openArticle3 } from "./native.ts";

let opened: Promise<Article3Native> | undefined;

/**
 * Article 3's C operator, called through FFI: compiled at the first call, kept for the next ones.
 *
 * @param embeddings `B * dim` numbers, row by row
 * @param labels `B` whole numbers
 * @param options `dim` is needed; margin 0.2, Euclidean distances
 * @returns the same as `article3Loss`, to the last bit
 * @throws {RangeError} if a size, the margin or an embedding is out of range, or if the
 * B x B x B mask does not fit into memory
 * @throws {TypeError} if a label is not a 32-bit whole number
 * @throws {Error} if there is no C compiler, if it fails, or if the runtime has no FFI
 *
 * @example
 * ```ts
 * import { article3Batch, article3Loss, runArticle3Native } from "#lib/lessons/article3/mod.ts";
 *
 * const { embeddings, labels, dim } = article3Batch({ batch: 24, seed: 7 });
 * const typescript = article3Loss(embeddings, labels, { dim });
 * const native = await runArticle3Native(embeddings, labels, { dim }).catch(() => typescript);
 * if (native.loss !== typescript.loss) throw new Error("C and TypeScript differ");
 * ```
 */
export async function runArticle3Native(
  embeddings: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: Article3Options,
): Promise<Article3Result> {
  opened ??= openArticle3();
  try {
    return (await opened).loss(embeddings, labels, options);
  } catch (error) {
    // A compiler may be installed while a notebook is open: a failed opening is not kept.
    await opened.catch(() => opened = undefined);
    throw error;
  }
}
