/**
 * Article 3: the batch-all triplet loss as a C operator, its TypeScript twin, and the line they both
 * print, `The triplet loss is 0.270146 with positives 0.668605`.
 *
 * @module
 */
export { type Article3Batch, article3Batch } from "./batch.ts";
export type { Article3Options, Article3Result } from "./check.ts";
export { type Article3BuildOptions, compileArticle3 } from "./compile.ts";
export { GLIBC_RAND_MAX, glibcRand } from "./glibc_rand.ts";
export { article3Line } from "./line.ts";
export { article3Loss } from "./loss.ts";
export { type Article3Native, openArticle3 } from "./native.ts";
export { type AsPrintedOptions, type AsPrintedRun, runAsPrinted } from "./run_as_printed.ts";
export { runArticle3Program } from "./run_program.ts";
