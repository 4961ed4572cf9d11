import type { Matrix } from "../checks/mod.ts";
import type { ConformRow } from "../reference/conform.ts";
import type { TripletStatistics } from "../reference/triplet_statistics.ts";

/** A table's columns by name; a missing entry is null. */
export type Table = Readonly<Record<string, ArrayLike<number | string | null>>>;

/** A log's columns, by meaning (see `MEANINGS`); a missing entry is null. */
export type Log = Readonly<Record<string, ArrayLike<number | null>>>;

/** Embeddings with their labels, at one moment of a training or of one part of the data. */
export interface Snapshot {
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
  /** Which part of the data. */
  readonly part?: "train" | "test" | "query" | "gallery";
  /** One sum (or any text) for each row's picture: equal texts, equal pictures. */
  readonly images?: readonly string[];
}

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

/** One thing that was found. */
export interface Finding {
  /** Such as `collapse-to-a-point`. */
  readonly id: string;
  /** The same as a sentence. */
  readonly title: string;
  /** The number that was measured, with its threshold. */
  readonly measured: string;
  /** How sure it is. */
  readonly sure: Sure;
  /** What else would look so. */
  readonly otherwise: readonly string[];
  /** What to do. */
  readonly cure: string;
  /** Where it is taught: a lesson and a place in its page. */
  readonly lesson: { readonly number: number; readonly anchor: string };
}

/** What was measured of one snapshot, on a sample of at most 1,024 rows where it says so. */
export interface SnapshotMeasures {
  /** The step, where it is known. */
  readonly step?: number | undefined;
  /** The part, where it is known. */
  readonly part?: Snapshot["part"];
  /** How many rows. */
  readonly rows: number;
  /** Numbers of an embedding. */
  readonly dim: number;
  /** Whether there are labels; else each row counts as a class. */
  readonly labelled: boolean;
  /** How many classes. */
  readonly classes: number;
  /** Rows with a number that is not finite; nothing else is measured on them. */
  readonly notFinite: number;
  /** Rows alone in their class. */
  readonly lone: number;
  /** Mean length of a row. */
  readonly length: number;
  /** Standard deviation of the lengths over their mean. */
  readonly lengthSpread: number;
  /** Standard deviation of the columns' lengths over their mean, and the mean. */
  readonly columnLength: { readonly mean: number; readonly spread: number };
  /** Columns that (nearly) never change. */
  readonly deadColumns: number;
  /** Rows that are the same numbers as another row, and those of them with another label. */
  readonly twins: { readonly rows: number; readonly otherLabel: number; readonly images: number };
  /** Whether every number is one of float16. */
  readonly half: boolean;
  /** Largest magnitude of a coordinate. */
  readonly largest: number;
  /** The sample's distances (never squared) by whether the pair is of one class, ascending. */
  readonly positives: Float64Array;
  /** Distances of pairs of two classes, ascending. */
  readonly negatives: Float64Array;
  /** Shares and percentiles of the sample, in the loss's kind of distance. */
  readonly statistics: TripletStatistics;
  /** Share of the variance along the first direction, and how many directions there are in effect. */
  readonly directions: { readonly first: number; readonly effective: number };
  /** The sample in its plane of largest variance, with its labels. */
  readonly plane: { readonly points: number[][]; readonly labels: Int32Array };
  /** Pairs of classes that cannot be told apart, while the others can. */
  readonly together: readonly (readonly [number, number])[];
  /** Share of the sample's rows whose nearest other row is of their class; NaN without a pair. */
  readonly recallAt1: number;
  /** Share of the sample's rows with a row of another class much nearer than their own class is. */
  readonly strangersNear: number;
  /** The nearest rows of a few: row, label, and the labels found. */
  readonly neighbours: readonly { row: number; label: number; found: number[] }[];
}

/** What a log says in numbers. */
export interface LogMeasures {
  /** Steps, in order. */
  readonly steps: readonly number[];
  /** The loss at each; null where there is none. */
  readonly loss: readonly (number | null)[];
  /** Median of the first losses. */
  readonly head: number;
  /** Median of the last fifth of them. */
  readonly tail: number;
  /** Easy, semi-hard and hard at each step, where all three were logged. */
  readonly shares?: readonly { step: number; easy: number; semiHard: number; hard: number }[];
  /** Distances at each step, where they were logged. */
  readonly distances?: readonly {
    readonly role: "positive" | "negative";
    readonly points: readonly (readonly [number, number])[];
  }[];
}

/** One rule on the batch, in one form of it. */
export interface ExplainedRow extends ConformRow {
  /** Whether distances were squared. */
  readonly squared: boolean;
  /** Whether the rows were brought to length 1 first. */
  readonly normalised: boolean;
  /** Whether it gives the value, to a part in 10,000; `"sum"` when its sum does. */
  readonly gives: boolean | "sum";
  /** Why it does not, or why it does, in a sentence. */
  readonly reason: string;
}

/** A value, every rule beside it, those that give it first, and the answer in a sentence. */
export type Explanation = {
  readonly loss: number;
  readonly rows: readonly ExplainedRow[];
  readonly answer: string;
};

/** What `diagnose` gives. */
export interface Diagnosis {
  /** In a word: ill when a finding is certain or likely. */
  readonly verdict: "ill" | "nothing found" | "not decided";
  /** What was found, the surest first. */
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
}
