import { basename, dirname, resolve } from "node:path";
import { NOTEBOOKS } from "#lib/workspace/paths.ts";

/**
 * Whether a notebook is one of the project's lessons: it lies in `notebooks/` and has a number above
 * 00, which is the start page. Notebooks elsewhere (a reader's own, the tests') are none.
 *
 * @param path The notebook.
 * @returns True for a lesson.
 */
export function isLesson(path: string): boolean {
  return dirname(resolve(path)) === NOTEBOOKS && /^(?!00)\d\d_/.test(basename(path));
}
