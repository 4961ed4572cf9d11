/**
 * Random and structured batches, and float64 loops of their own to hold the operators against.
 *
 * @module
 */
export {};
