/**
 * The book that `deno task report` makes of executed notebooks: pages, a PDF, the verdict.
 *
 * @module
 */
export {};
