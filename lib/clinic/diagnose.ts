import { checkLike, checkOptions, refuseKind } from "../checks/mod.ts";
import { groupBy } from "../host/mod.ts";
import { columnsOf, finite } from "./columns_of.ts";
import { likely } from "./diseases.ts";
import { diagnoseOptions, explainValue } from "./explain_value.ts";
import { logFindings } from "./log_findings.ts";
import { measureLog, oneTraining } from "./measure_log.ts";
import { measureSnapshot, middle } from "./measure_snapshot.ts";
import { rowsOf } from "./rows_of.ts";
import { partFindings, snapshotFindings } from "./snapshot_findings.ts";
import type { DiagnoseOptions, Diagnosis, Explanation, Finding, LossValue } from "./types.ts";
import type { Sample, SnapshotMeasures } from "./types.ts";

/**
 * Looks at a training as a doctor would: what was logged (its columns' meaning is guessed by their
 * names), embeddings at one moment or several, one value; and says what is wrong, each finding with its
 * measurement, how sure it is, what else it could be, what to do, and where it is taught.
 *
 * Nothing wrong that can be seen is `"nothing found"`; where only possible findings stand, or what
 * came does not suffice, it is `"not decided"`. What the thresholds are, `THRESHOLDS` says.
 * That embeddings of length 1 were normalised a second time cannot be seen, since it changes nothing.
 *
 * @throws {TypeError} When a part is another kind of thing, or there is none.
 * @throws {RangeError} When labels and rows do not fit, or an option is out of its range.
 *
 * @example A loss that stays at the margin
 * ```ts
 * import { diagnose } from "@triplet-lab/triplet-lab/clinic";
 * import { assertEquals } from "@std/assert";
 * const loss = Array.from({ length: 100 }, (_, i) => 0.2 + Math.exp(-i));
 * const { verdict, findings } = diagnose({ log: { loss } }, { margin: 0.2 });
 * assertEquals([verdict, findings[0].id], ["ill", "loss-at-the-margin"]);
 * ```
 */
export function diagnose(sample: Sample, options: DiagnoseOptions = {}): Diagnosis {
  options = diagnoseOptions(options);
  const { margin, squared } = options;
  const given = checkOptions(sample, "log snapshots value", "sample");
  const [table, value] = [given.log ?? undefined, given.value ?? undefined];
  const { snapshots = [] } = given;
  checkLike(snapshots, "snapshots", [{}, 0]);
  checkLike({ log: table ?? {}, value: value ?? {} }, "sample", { log: {}, value: {} });
  if (!table && snapshots.length === 0 && !value) {
    refuseKind(sample, "sample", "a log, snapshots or a value");
  }
  const guessed = table && columnsOf(table, options.columns);
  const part = guessed && oneTraining(guessed.log);
  const log = part && measureLog(part.log);
  const notes = [...guessed?.notes ?? [], ...part?.notes ?? []];
  const names = Object.keys(table ?? {}).join(", ") || "no columns";
  if (table && !log) notes.push(`The log has no finite loss among ${names}.`);
  const losses = finite(part?.log.loss).length;
  if (log && losses < 5) notes.push(`The log's losses are ${losses}, too few to tell.`);
  const ordered = Array.from(snapshots, (one, i) => rowsOf(one, `snapshots[${i}]`))
    .toSorted((a, b) => (a.step ?? 0) - (b.step ?? 0));
  // The findings are about the last of each part; those before need less of a sample.
  const lasts = [...groupBy(ordered, ({ part }) => part).values()].map((own) => own.at(-1));
  const measures = ordered.map((rows) =>
    measureSnapshot(rows, { margin, squared, ...!lasts.includes(rows) && { sample: 256 } })
  );
  const searched = ordered.some(({ part }) => part === "query") &&
    ordered.some(({ part }) => part === "gallery");
  const explanation = value && explained(value, options, notes) || undefined;
  const findings = withoutRepeats([
    ...part ? logFindings(part.log, log, options) : [],
    ...ordered.flatMap((rows, i) =>
      lasts.includes(rows) ? snapshotFindings(rows, measures[i], options, searched) : []
    ),
    ...partFindings(ordered),
    ...otherKind(finite(part?.log.negativeDistance).at(-1), measures.at(-1), explanation, options),
  ]);
  const enough = (log && losses >= 5) || measures.length > 0 || explanation;
  return {
    verdict: findings.some(({ sure }) => sure !== "possible")
      ? "ill"
      : findings.length > 0 || !enough
      ? "not decided"
      : "nothing found",
    findings,
    measured: { margin, log, snapshots: measures },
    tables: { columns: guessed?.taken ?? [], explanation },
    notes,
  };
}

/** Distances of the kind that was not said: in the log, beside the embeddings, or behind a value. */
function* otherKind(
  logged: number | undefined,
  last: SnapshotMeasures | undefined,
  explanation: Explanation | undefined,
  { squared = false }: DiagnoseOptions,
) {
  const far = last ? middle(last.negatives) : NaN;
  const [is, meant] = squared ? ["plain", "squared"] : ["squared", "plain"];
  const square = far ** 2, [own, other] = squared ? [square, far] : [far, square];
  const off = (value: number) => Math.abs(Math.log((logged ?? NaN) / value));
  if (off(other) < 0.1 && off(own) > 0.3) {
    yield likely`squared-or-plain: the log ends with ${logged} to negatives; the embeddings' distances are ${far}, squared ${square}: ${is}, where ${meant} was said`;
  }
  const gave = explanation?.rows.filter(({ gives }) => gives === true) ?? [];
  if (gave.length > 0 && gave.every((row) => row.squared !== squared && row.loss !== "circle")) {
    yield likely`squared-or-plain: ${explanation!.answer}`;
  }
}

/** The rules behind a value, or a note why there are none. */
function explained(value: LossValue, options: DiagnoseOptions, notes: string[]) {
  if ((value.margin ?? options.margin) === undefined) {
    return void notes.push("The value was not explained: its margin is missing.");
  }
  try {
    return explainValue(value, options);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return void notes.push(`The value was not explained. ${error.message}.`);
  }
}

const SURENESS = ["certain", "likely", "possible"];

/** One finding an id, the surest first, with what the others measured. */
function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const order = ({ sure }: Finding) => SURENESS.indexOf(sure);
  const sorted = findings.toSorted((a, b) => order(a) - order(b));
  return [...groupBy(sorted, ({ id }) => id).values()].map((same) => ({
    ...same[0],
    measured: [...new Set(same.map(({ measured }) => measured))].join("; also: "),
  }));
}
