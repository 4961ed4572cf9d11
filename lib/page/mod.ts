/**
 * Pages that run: a lesson's cells are edited and computed in the browser, by a worker that holds the
 * library.
 *
 * @module
 */
export type { Ask, Output, Say } from "./protocol.ts";
