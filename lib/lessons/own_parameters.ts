/** What a parameter of a lesson may be. */
export type ParameterValue = number | boolean | string;

/**
 * What each lesson was written with, by its number: what its claims hold for. It stands here, and not
 * only in the lesson's cell, since that one is there to be changed.
 */
export const OWN_PARAMETERS: Readonly<Record<number, Readonly<Record<string, ParameterValue>>>> = {
  1: { margin: 2, steps: 300 },
  2: { margin: 2, trainingMargin: 1, steps: 600, seed: 7, anchor: 0 },
  3: { margin: 2, steps: 200, seed: 3 },
  4: { margin: 0.3, steps: 600, seed: 1 },
  5: { m: 0.25, gamma: 256, steps: 300 },
  6: { margin: 2, redo: "batch hard", against: "random triplets", seed: 1 },
};
