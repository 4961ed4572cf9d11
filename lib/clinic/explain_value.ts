import { checkChoice, checkGamma, checkMargin, checkNumber } from "../checks/mod.ts";
import { checkOptions, checkRelaxation, refuseValue } from "../checks/mod.ts";
import { conform, type ConformRow } from "../reference/conform.ts";
import { l2Normalize } from "../reference/l2_normalize.ts";
import { LIBRARIES } from "./libraries.ts";
import { rowsOf } from "./rows_of.ts";
import type { DiagnoseOptions, ExplainedRow, Explanation, LossValue } from "./types.ts";

/** Rows that are enough: `conform` runs over all triplets. */
const MOST = 384;

/** Values agree when they differ by less than this part: float32 sums, and five printed digits. */
const AGREE = 1e-4;

export function diagnoseOptions(options: DiagnoseOptions): DiagnoseOptions {
  const checked = checkOptions(options, "margin squared library gamma m columns");
  const { library, margin, gamma, m } = checked;
  if (margin !== undefined) checkMargin(margin);
  if (gamma !== undefined) checkGamma(gamma);
  if (m !== undefined) checkRelaxation(m);
  if (library !== undefined) checkChoice(library, Object.keys(LIBRARIES), "library");
  return checked;
}

/**
 * Which named rules give a value on its batch, those first, and why the others do not: `conform` on
 * plain and on squared distances, on the rows as they are and brought to length 1.
 *
 * @throws {TypeError} When an argument is another kind of thing.
 * @throws {RangeError} When the batch has more than 384 rows, or there is no margin.
 *
 * @example
 * ```ts
 * import { explainValue } from "@triplet-lab/triplet-lab/clinic";
 * import { assertStringIncludes } from "@std/assert";
 * const batch = { embeddings: [[0], [1], [2]], labels: [7, 7, 8] };
 * const { answer } = explainValue({ loss: 1.5, batch, margin: 2 });
 * assertStringIncludes(answer, "batch hard, valid");
 * ```
 */
export function explainValue(value: LossValue, options: DiagnoseOptions = {}): Explanation {
  const { gamma, m, library, ...told } = options = diagnoseOptions(options);
  const { loss, batch, margin = told.margin } = checkOptions(value, "loss batch margin", "value");
  checkNumber(loss, "value.loss");
  checkMargin(margin);
  const { x, dim, labels } = rowsOf(batch, "batch");
  const { embeddings } = batch;
  const points = embeddings instanceof Float32Array
    ? Array.from(labels, (_, row) => [...x.subarray(row * dim, (row + 1) * dim)])
    : embeddings.map((row) => Array.from(row));
  if (points.length > MOST) {
    refuseValue(points.length, "batch", `at most ${MOST} rows`, "hand over the batch alone");
  }
  const said = library === undefined ? undefined : LIBRARIES[library];
  const circle = { ...gamma && { gamma }, ...m !== undefined && { m } };
  const forms = [[false, false], [false, true], [true, false], [true, true]];
  const rows = forms.flatMap(([normalised, squared]) =>
    conform(normalised ? l2Normalize(points) : points, labels, { margin, squared, ...circle })
      .filter((row) => row.loss !== "circle" || (normalised && !squared))
      // Other rules by its own names: told to who asks for them.
      .filter(({ loss }) => loss !== "sentence-transformers" || library === loss)
      .map((row): ExplainedRow => {
        const gives = agree(row.value, loss) ||
          (agree((row.value ?? NaN) * row.denominator, loss) && "sum" as const);
        return { ...row, squared, normalised, gives, reason: reasonOf(row, gives, loss) };
      })
  );
  // The form that was said comes first, so that of equal values it is the one named.
  const asSaid = (row: ExplainedRow) =>
    Number(row.squared === (options.squared ?? false)) +
    Number(row.normalised === (said?.normalised ?? false)) +
    Number(said?.rules.includes(row.rule) ?? false);
  const order = (row: ExplainedRow) => (row.gives === true ? 20 : row.gives ? 10 : 0) + asSaid(row);
  const sorted = rows.toSorted((a, b) => order(b) - order(a));
  return { loss, rows: sorted, answer: answerOf(sorted, loss) };
}

const agree = (value: number | null, loss: number) =>
  value !== null && Math.abs(value - loss) <= AGREE * Math.max(Math.abs(loss), 1e-6);

export function nameOfRow({ loss, rule, squared, normalised }: ExplainedRow): string {
  const inside = normalised && loss !== "circle";
  return [loss, rule, squared && "squared distances", inside && "rows of length 1"].filter(Boolean)
    .join(", ");
}

function reasonOf({ value, why }: ConformRow, gives: boolean | "sum", loss: number): string {
  if (value === null) return `it has no value here: ${why}`;
  if (gives === "sum") return `its sum in place of its mean; ${why}`;
  return gives ? why : `${+value.toPrecision(5)}, ${value > loss ? "more" : "less"}: ${why}`;
}

function answerOf(rows: readonly ExplainedRow[], loss: number): string {
  const [right, sums] = [true, "sum"].map((kind) => rows.filter(({ gives }) => gives === kind));
  const named = (list: readonly ExplainedRow[]) => list.slice(0, 4).map(nameOfRow).join("; ");
  if (right.length > 0) {
    return `${loss} is what ${right.length} of ${rows.length} forms give: ${named(right)}.`;
  }
  if (sums.length > 0) return `${loss} is a sum in place of a mean: ${named(sums)}.`;
  const near = rows.filter(({ value }) => value !== null)
    .toSorted((a, b) => Math.abs(a.value! - loss) - Math.abs(b.value! - loss))[0];
  const nearest = `${nameOfRow(near)} comes nearest with ${+near.value!.toPrecision(5)}`;
  return `No named rule gives ${loss} on this batch; ${nearest}.`;
}
