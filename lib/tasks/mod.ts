/**
 * What `deno task` runs: each reads its options, calls the library, and tells.
 *
 * @module
 */
export {};
