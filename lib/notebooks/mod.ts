/**
 * Reads notebooks, executes them, and brings them into the form that is committed.
 *
 * @module
 */
export {};
