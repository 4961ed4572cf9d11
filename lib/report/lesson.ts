import type { ExecutionProblem } from "../notebooks/execute_notebook.ts";
import type { Notebook } from "../notebooks/notebook.ts";

/** Whom a report may be for, as the command line says it. */
export const EDITIONS = ["full", "student", "teacher", "handout"] as const;

export type Edition = typeof EDITIONS[number];

/** A notebook on its way into the book. */
export interface Lesson {
  /** Its file's name: `02_online_mining.ipynb`. */
  source: string;
  /** The notebook: executed when it is in this report, else as it was committed. */
  notebook: Notebook;
  /** Whether it was executed for this report, so that it gets a page. */
  made: boolean;
  /** What stopped it, when it did not run to its end. */
  problem?: ExecutionProblem;
  /** The parameters that it ran with and that are not its own: `margin = 0.5 (its own: 2)`. */
  changed?: readonly string[];
  time?: number;
}

/** The page of a notebook: `02_online_mining.html`. */
export function pageOf(source: string): string {
  return source.replace(/\.ipynb$/, ".html");
}

/** The number that a notebook's name begins with; its place where it has none. */
export function numberOf(source: string, place: number): number {
  const digits = /^\d+/.exec(source);
  return digits ? Number(digits[0]) : place;
}
