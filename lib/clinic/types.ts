import type { Matrix } from "../checks/mod.ts";
import type { ConformRow } from "../reference/conform.ts";
import type { TripletStatistics } from "../reference/triplet_statistics.ts";

/** A table's columns by name; a missing entry is null. */
export type Table = Readonly<Record<string, ArrayLike<number | string | null>>>;

/** A log's columns, by meaning (see `MEANINGS`); a missing entry is null. */
export type Log = Readonly<Record<string, ArrayLike<number | null>>>;

/** Embeddings with their labels, at one moment of a training or of one part of the data. */
export type Snapshot = {
  /** Row after row, or a list of rows. */
  readonly embeddings: Float32Array | Matrix;
  /** Length of an embedding; needed for a flat array. */
  readonly dim?: number;
  /** One integer a row; without them only what needs no classes is looked at. */
  readonly labels?: ArrayLike<number> | undefined;
  /** The classes' names by their numbers. */
  readonly names?: readonly string[];
  /** The step of the training; snapshots are looked at in its order. */
  readonly step?: number;
  readonly part?: "train" | "test" | "query" | "gallery";
};

/** A loss somebody computed on a batch, to be explained; the margin is the options' by default. */
export type LossValue = {
  readonly loss: number;
  readonly batch: Snapshot;
  readonly margin?: number;
};

/** A log, embeddings of one moment or several, a value to explain: at least one of them. */
export type Sample = {
  readonly log?: Table;
  readonly snapshots?: readonly Snapshot[];
  readonly value?: LossValue;
};

/** What is known of the loss; all of it may be left out. */
export interface DiagnoseOptions {
  /** In the unit of the distances. */
  readonly margin?: number;
  /** Whether the loss is said to take squared distances; false by default. */
  readonly squared?: boolean;
  /** Whose loss it is: one of `LIBRARIES`. */
  readonly library?: string;
  /** CircleLoss's scale: only where the loss is CircleLoss. */
  readonly gamma?: number;
  /** CircleLoss's relaxation; 0.25 by default. */
  readonly m?: number;
  /** Columns by meaning, where guessing is not wanted: `{ loss: "col2" }`. */
  readonly columns?: Readonly<Record<string, string>>;
}

/** How sure a finding is: it follows from the numbers, it is the usual reason, or one among others. */
export type Sure = "certain" | "likely" | "possible";

/** One thing that was found, such as `collapse-to-a-point`, with its name as a sentence. */
export type Finding = {
  readonly id: string;
  readonly title: string;
  /** The number that was measured, with its threshold. */
  readonly measured: string;
  readonly sure: Sure;
  /** What else would look so. */
  readonly otherwise: readonly string[];
  /** What to do. */
  readonly cure: string;
  /** Where it is taught: a lesson and a place in its page. */
  readonly lesson: { readonly number: number; readonly anchor: string };
};

/** What was measured of one snapshot; from `positives` on, of a sample of at most 1,024 rows. */
export type SnapshotMeasures = {
  readonly step?: number | undefined;
  readonly part?: Snapshot["part"];
  readonly rows: number;
  readonly dim: number;
  /** Whether there are labels; else each row counts as a class. */
  readonly labelled: boolean;
  readonly classes: number;
  /** Rows with a number that is not finite; nothing else is measured on them. */
  readonly notFinite: number;
  /** Rows alone in their class. */
  readonly lone: number;
  /** Mean length of a row. */
  readonly length: number;
  /** Standard deviation of the lengths over their mean, as in `spread`. */
  readonly lengthSpread: number;
  readonly columnLength: { readonly mean: number; readonly spread: number };
  /** Columns that (nearly) never change. */
  readonly deadColumns: number;
  /** Rows that are the same numbers as another row, and those of them with another label. */
  readonly twins: { readonly rows: number; readonly otherLabel: number };
  /** Whether every number is one of float16. */
  readonly half: boolean;
  /** Largest magnitude of a coordinate. */
  readonly largest: number;
  /** Distances (never squared) of pairs of one class, ascending; `negatives`: of two. */
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
  /** Shares and percentiles, in the loss's kind of distance. */
  readonly statistics: TripletStatistics;
  /** Share of the variance along the first direction, and how many directions there are in effect. */
  readonly directions: { readonly first: number; readonly effective: number };
  /** The rows in their plane of largest variance. */
  readonly plane: { readonly points: number[][]; readonly labels: Int32Array };
  /** Pairs of classes that cannot be told apart, while the others can. */
  readonly together: readonly (readonly [number, number])[];
  /** Share of the rows whose nearest other row is of their class; NaN without a pair. */
  readonly recallAt1: number;
  /** Share of the rows with a row of another class much nearer than their own class is. */
  readonly strangersNear: number;
  /** A few rows with the labels of the nearest five. */
  readonly neighbours: readonly { row: number; label: number; found: number[] }[];
};

/** What a log says in numbers: the loss over the steps, null where there is none. */
export type LogMeasures = {
  readonly steps: readonly number[];
  readonly loss: readonly (number | null)[];
  /** Median of the first losses, and of the last fifth of them. */
  readonly head: number;
  readonly tail: number;
  /** Easy, semi-hard and hard where all three were logged; distances where they were. */
  readonly shares?: readonly { step: number; easy: number; semiHard: number; hard: number }[];
  readonly distances?: readonly {
    readonly role: "positive" | "negative";
    readonly points: readonly (readonly [number, number])[];
  }[];
};

/** One rule on the batch, on squared distances or rows brought to length 1 where it says so. */
export type ExplainedRow = ConformRow & {
  readonly squared: boolean;
  readonly normalised: boolean;
  /** Whether it gives the value, to a part in 10,000; `"sum"` when its sum does. */
  readonly gives: boolean | "sum";
  /** Why it does not, or why it does, in a sentence. */
  readonly reason: string;
};

/** A value, every rule beside it, those that give it first, and the answer in a sentence. */
export type Explanation = {
  readonly loss: number;
  readonly rows: readonly ExplainedRow[];
  readonly answer: string;
};

/** What `diagnose` gives: ill when a finding is certain or likely; the surest finding first. */
export type Diagnosis = {
  readonly verdict: "ill" | "nothing found" | "not decided";
  readonly findings: readonly Finding[];
  /** The numbers that are drawn. */
  readonly measured: {
    readonly margin?: number | undefined;
    readonly log?: LogMeasures | undefined;
    readonly snapshots: readonly SnapshotMeasures[];
  };
  /** Which column was taken for what, and every rule on the batch of a value. */
  readonly tables: {
    readonly columns: readonly { readonly meaning: string; readonly column: string }[];
    readonly explanation?: Explanation | undefined;
  };
  /** What was left out or could not be told, in sentences. */
  readonly notes: readonly string[];
};
