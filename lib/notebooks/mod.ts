/**
 * Executes notebooks, and checks them: types, habits, and outputs as they are committed.
 *
 * @module
 */
export {};
