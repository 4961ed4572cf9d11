/**
 * The library beside the numbers that the frameworks gave, for tests, lessons and the verdict page.
 *
 * @module
 */
export * from "./agreement.ts";
export * from "./recorded_losses.ts";
