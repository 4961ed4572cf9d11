/**
 * This checkout: its paths, processes, locks, and files that are written whole.
 *
 * @module
 */
export {};
