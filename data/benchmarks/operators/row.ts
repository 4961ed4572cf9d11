import type { Allocator, Classes, Operator } from "./implementations.ts";

/** One implementation on one batch: a row of `data/benchmarks/operators.parquet`. */
export interface Row {
  /** What was computed. */
  operator: Operator;
  /** By what. */
  implementation: string;
  /** Under what. */
  runtime: "deno" | "bun" | "python";
  /** PyTorch's allocator, "" for others. */
  allocator: Allocator | "";
  /** "forward and backward", or "forward". */
  direction: "forward and backward" | "forward";
  /** B. */
  batch: number;
  /** D. */
  dim: number;
  /** The labels. */
  classes: Classes;
  /** Rows of one group were raced against each other: ratios hold within it. */
  group: number;
  /** Threads it was told to use, 0 for its default. */
  threads: number;
  /** How it went: the numbers below are there only for "measured". */
  status: "measured" | "left out" | "failed";
  /** Why not, "" where measured. */
  reason: string;
  /** How many rounds were timed. */
  rounds: number;
  /** Calls in each round; a round's time is their mean. */
  calls: number;
  /** Milliseconds a call: median of the rounds. */
  median: number | null;
  /** The first quartile. */
  lower: number | null;
  /** The third quartile. */
  upper: number | null;
  /** The fastest round. */
  least: number | null;
  /** The slowest round. */
  most: number | null;
  /** The highest memory of the whole process, MB (2^20 bytes). */
  memory: number | null;
  /** The loss it computed. */
  loss: number | null;
  /** The Euclidean norm of its gradient. */
  gradientNorm: number | null;
}

/** The columns, and whether each holds text, whole numbers or numbers. */
export const COLUMNS: Readonly<Record<keyof Row, "text" | "whole" | "number">> = {
  operator: "text",
  implementation: "text",
  runtime: "text",
  allocator: "text",
  direction: "text",
  batch: "whole",
  dim: "whole",
  classes: "text",
  group: "whole",
  threads: "whole",
  status: "text",
  reason: "text",
  rounds: "whole",
  calls: "whole",
  median: "number",
  lower: "number",
  upper: "number",
  least: "number",
  most: "number",
  memory: "number",
  loss: "number",
  gradientNorm: "number",
};
