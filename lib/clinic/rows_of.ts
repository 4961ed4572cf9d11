import { checkLabels, checkLike, checkOptions, refuseKind, refuseValue } from "../checks/mod.ts";
import type { Snapshot } from "./types.ts";

/** A snapshot as it is computed with. */
export type Rows = Omit<Snapshot, "embeddings"> & {
  readonly x: Float32Array;
  readonly dim: number;
  /** The label of each row; its number where there are none. */
  readonly labels: ArrayLike<number>;
  readonly labelled: boolean;
};

/** A snapshot's rows in one array, checked. */
export function rowsOf(snapshot: Snapshot, name: string): Rows {
  const known = "embeddings dim labels names step part";
  const { embeddings, ...rest } = checkOptions(snapshot, known, name);
  // A class that does not occur may have no name.
  const names = rest.names?.filter?.(() => true) ?? rest.names;
  const like = { "dim?": NaN, "step?": NaN, "part?": "", "names?": ["", 0] };
  checkLike({ ...rest, names }, name, like);
  if (rest.labels !== undefined) checkLabels(rest.labels, undefined, `${name}.labels`);
  const wanted = "a Float32Array, or rows of equal length";
  let x: Float32Array, width = rest.dim ?? NaN;
  if (embeddings instanceof Float32Array) {
    x = embeddings;
    if (rest.labels && rest.dim === undefined) width = x.length / rest.labels.length;
  } else if (Array.isArray(embeddings) && embeddings.length > 0) {
    checkLike(embeddings, `${name}.embeddings`, [[NaN]]);
    width = embeddings[0].length;
    const odd = embeddings.findIndex((row) => row.length !== width);
    if (odd >= 0) {
      const got = `${embeddings[odd].length} numbers in row ${odd}, ${width} in row 0`;
      refuseValue(got, `${name}.embeddings`, wanted);
    }
    x = new Float32Array(embeddings.length * width);
    embeddings.forEach((row, i) => x.set(row as number[], i * width));
  } else refuseKind(embeddings, `${name}.embeddings`, wanted);
  const count = x.length / width;
  if (!Number.isInteger(count) || !Number.isInteger(width) || count === 0) {
    const got = `${x.length} numbers and dim ${width}`;
    refuseValue(got, `${name}.embeddings`, "whole rows of dim numbers");
  }
  const labels = rest.labels ?? Int32Array.from({ length: count }, (_, row) => row);
  checkLabels(labels, count, `${name}.labels`);
  return { ...rest, x, dim: width, labels, labelled: rest.labels !== undefined };
}
