import { strategyNames } from "../training/strategy.ts";
import type { ParameterBounds, ParameterValue } from "./parameter_value.ts";

/** What each lesson's claims hold for, by its number: its own cell is there to be changed. */
export const OWN_PARAMETERS: Readonly<Record<number, Readonly<Record<string, ParameterValue>>>> = {
  1: { margin: 2, steps: 300 },
  2: { margin: 2, trainingMargin: 1, steps: 600, seed: 7, anchor: 0 },
  3: { margin: 2, steps: 200, seed: 3 },
  4: { margin: 0.3, steps: 600, seed: 1 },
  5: { m: 0.25, gamma: 256, steps: 300 },
  6: { margin: 2, redo: "batch hard", against: "random triplets", seed: 1 },
  7: { margin: 0.5, steps: 160, seed: 1 },
};

/** What the lessons' parameters may become, by name. */
export const PARAMETER_BOUNDS: Readonly<Record<string, ParameterBounds>> = {
  margin: { from: 0, to: 100 },
  trainingMargin: { from: 0, to: 100 },
  steps: { from: 10, to: 10_000, whole: true },
  seed: { from: 0, to: 2 ** 31 - 1, whole: true },
  anchor: { from: 0, to: 5, whole: true },
  m: { from: 0, to: 1 },
  gamma: { from: 0.01, to: 1024 },
  redo: { of: strategyNames },
  against: { of: strategyNames },
};
