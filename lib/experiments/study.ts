import type { RunTrainingOptions, TrainedRun } from "../training/runs/run_training.ts";
import type { Columns, RowOf } from "./table.ts";

export type Facts = Readonly<Record<string, unknown>>;

/** The classes of a data set, shared out: those that are trained on, and others to judge by. */
export interface Split {
  readonly dataset: string;
  readonly name: string;
  readonly train: readonly number[];
  /** The classes that settings are chosen by. */
  readonly dev?: readonly number[];
  /** The classes that are reported on; nothing is chosen by them. */
  readonly test: readonly number[];
}

/** A question stated before the runs: two groups of evaluations, and what they differ in. */
export interface Contrast<Row = Facts> {
  /** The question that it belongs to; corrections are made over the contrasts of one question. */
  readonly question: string;
  /** The rows of one side: those that have all of these values. */
  readonly one: Partial<Row>;
  readonly other: Partial<Row>;
  readonly judge: keyof Row & string;
}

export type Tables = { readonly evaluations: Columns; readonly [name: string]: Columns };

export type RowsOf<T extends Tables> = { [Name in keyof T]: RowOf<T[Name]>[] };

/** What is done in one go: one setting, on one split, with one seed. */
export interface Unit<Setting = object> {
  readonly setting: Setting;
  readonly split: Split;
  readonly seed: number;
  readonly steps: number;
  readonly backend: string;
}

/** `runTraining` for one unit; one that trains several networks gives each a name. */
export type UnitTraining = <Measured extends Record<string, number>>(
  options:
    & Omit<RunTrainingOptions<Measured>, "name" | "folder" | "configuration" | "machine" | "warn">
    & { name?: string },
) => Promise<TrainedRun<Measured>>;

/** An experiment, whole, as a file of `studies/`; settings and configuration are JSON. */
export interface Study<
  Setting extends object = object,
  T extends Tables = Tables,
  Configuration extends Facts = Facts,
  Data = unknown,
> {
  /** Its name on the command line, and its folder's. */
  readonly name: string;
  readonly about: string;
  /** The address of its file (`import.meta.url`), whose sum is recorded: it states the contrasts. */
  readonly file: string;
  readonly steps: number;
  readonly seeds: readonly number[];
  readonly configuration: Configuration;
  /** What they are trained on and judged by: how many images, which versions. */
  readonly data: Facts;
  readonly tables: T;
  contrasts(steps: number): readonly Contrast<RowOf<T["evaluations"]>>[];
  splits(): readonly Split[] | Promise<readonly Split[]>;
  settings(steps: number): readonly Setting[];
  /** Loads what the units of a split share; asked once for units that follow each other. */
  prepare(split: Split): Promise<Data>;
  train(unit: Unit<Setting>, data: Data, run: UnitTraining): Promise<RowsOf<T>>;
  /** What only all rows together tell, such as which setting the dev classes chose. */
  finish?(rows: RowsOf<T>): RowsOf<T>;
}
