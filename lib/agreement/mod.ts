/**
 * The library beside the numbers that the frameworks gave, for the tests and the verdict page.
 *
 * @module
 */
export * from "./agreement.ts";
export * from "./recorded_values.ts";
