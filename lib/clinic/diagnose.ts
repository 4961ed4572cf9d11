import { checkChoice, checkMargin, checkOptions, describe, expected } from "../checks/mod.ts";
import { columnsOf, finite } from "./columns_of.ts";
import { found } from "./diseases.ts";
import { explainValue } from "./explain_value.ts";
import { LIBRARIES } from "./libraries.ts";
import { logFindings } from "./log_findings.ts";
import { measureLog, oneTraining } from "./measure_log.ts";
import { measureSnapshot, middle } from "./measure_snapshot.ts";
import { type Rows, rowsOf } from "./rows_of.ts";
import { partFindings, snapshotFindings } from "./snapshot_findings.ts";
import type {
  DiagnoseOptions,
  Diagnosis,
  Explanation,
  Finding,
  Sample,
  SnapshotMeasures,
} from "./types.ts";

/**
 * Looks at a training as a doctor would: what was logged, embeddings at one moment or several, one
 * value; and says what is wrong, each finding with its measurement, how sure it is, what else it
 * could be, what to do, and where it is taught.
 *
 * Nothing wrong that can be seen is `"nothing found"`; where only possible findings stand, or what
 * came does not suffice, it is `"not decided"`. What the thresholds are, `THRESHOLDS` says.
 * That embeddings of length 1 were normalised a second time cannot be seen, since it changes nothing.
 *
 * @param sample A log (its columns' meaning is guessed by their names), snapshots, a value.
 * @param options What is known of the loss: margin, squared, library, gamma, m; columns by meaning.
 * @returns The verdict, findings, what was measured, tables and notes.
 * @throws {TypeError} When a part is another kind of thing, or there is none.
 * @throws {RangeError} When labels and rows do not fit, or an option is out of its range.
 *
 * @example A loss that stays at the margin
 * ```ts
 * import { diagnose } from "@triplet-lab/triplet-lab/clinic";
 * import { assertEquals } from "@std/assert";
 *
 * const loss = Array.from({ length: 100 }, (_, i) => 0.2 + Math.exp(-i));
 * const { verdict, findings } = diagnose({ log: { loss } }, { margin: 0.2 });
 * assertEquals([verdict, findings[0].id], ["ill", "loss-at-the-margin"]);
 * ```
 */
export function diagnose(sample: Sample, options: DiagnoseOptions = {}): Diagnosis {
  checkOptions(options, "margin squared library gamma m columns");
  const { margin, squared, library } = options;
  if (library !== undefined) checkChoice(library, Object.keys(LIBRARIES), "library");
  if (margin !== undefined) checkMargin(margin);
  const { log: table, snapshots = [], value } = checkOptions(sample, "log snapshots value");
  if (!table && snapshots.length === 0 && !value) {
    throw new TypeError(expected("sample", "a log, snapshots or a value", describe(sample)));
  }
  const notes: string[] = [];
  const guessed = table && columnsOf(table, options.columns);
  notes.push(...guessed?.notes ?? []);
  const part = guessed && oneTraining(guessed.log);
  notes.push(...part?.notes ?? []);
  const log = part && measureLog(part.log);
  if (part && !log) {
    notes.push(
      `The log has no finite loss among ${Object.keys(table!).join(", ") || "no columns"}.`,
    );
  }

  const ordered = snapshots.map((one, i) => rowsOf(one, `snapshots[${i}]`))
    .toSorted((a, b) => (a.step ?? 0) - (b.step ?? 0));
  const latest = latestOf(ordered);
  const measures = ordered.map((snapshot) =>
    measureSnapshot(snapshot, { margin, squared, ...!latest.has(snapshot) && { sample: 256 } })
  );
  const findings = [
    ...part ? logFindings(part.log, log, options) : [],
    ...ordered.flatMap((snapshot, i) =>
      latest.has(snapshot) ? snapshotFindings(snapshot, measures[i], options) : []
    ),
    ...partFindings(ordered),
    ...part ? twoKinds(finite(part.log.negativeDistance), measures.at(-1), options) : [],
  ];
  const explanation = value && explained(value, options, findings, notes);
  const merged = withoutRepeats(findings);
  return {
    verdict: verdictOf(
      merged,
      log !== undefined || measures.length > 0 || explanation !== undefined,
    ),
    findings: merged,
    measured: { margin, log, snapshots: measures },
    tables: { columns: guessed?.taken ?? [], explanation },
    notes,
  };
}

/** The last snapshot of each part: what the findings are about. */
function latestOf(snapshots: readonly Rows[]): ReadonlySet<Rows> {
  return new Set(
    [...Map.groupBy(snapshots, ({ part }) => part).values()].map((own) => own.at(-1)!),
  );
}

/** Logged distances beside those of the last snapshot: plain where squared was said, or otherwise. */
function twoKinds(
  logged: readonly number[],
  last: SnapshotMeasures | undefined,
  { squared = false }: DiagnoseOptions,
): Finding[] {
  if (!last || logged.length === 0 || last.negatives.length === 0) return [];
  const [said, far] = [logged.at(-1)!, middle(last.negatives)];
  const [own, other] = squared ? [far ** 2, far] : [far, far ** 2];
  const off = (value: number) => Math.abs(Math.log(said / value));
  if (!(off(other) < 0.1 && off(own) > 0.3)) return [];
  const [is, meant] = squared ? ["plain", "squared"] : ["squared", "plain"];
  return [
    found(
      "squared-or-plain",
      "likely",
      `the log ends with ${+said.toPrecision(3)} to negatives; the embeddings' distances are ${+far
        .toPrecision(3)}, squared ${+(far ** 2).toPrecision(3)}: ${is}, where ${meant} was said`,
    ),
  ];
}

/** The rules behind a value; a finding when only the other kind of distance gives it. */
function explained(
  value: NonNullable<Sample["value"]>,
  options: DiagnoseOptions,
  findings: Finding[],
  notes: string[],
): Explanation | undefined {
  if ((value.margin ?? options.margin) === undefined) {
    notes.push("The value was not explained: its margin is missing.");
    return undefined;
  }
  const explanation = explainValue(value, options);
  const giving = explanation.rows.filter(({ gives }) => gives === true);
  const { squared = false } = options;
  if (
    giving.length > 0 && giving.every((row) => row.squared !== squared && row.loss !== "circle")
  ) {
    findings.push(found("squared-or-plain", "likely", explanation.answer));
  }
  return explanation;
}

const SURENESS = ["certain", "likely", "possible"] as const;

/** One finding an id: the surest, with what the others measured. */
function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const order = ({ sure }: Finding) => SURENESS.indexOf(sure);
  return [...Map.groupBy(findings.toSorted((a, b) => order(a) - order(b)), ({ id }) => id).values()]
    .map((same) => ({
      ...same[0],
      measured: [...new Set(same.map(({ measured }) => measured))].join("; also: "),
    }));
}

function verdictOf(findings: readonly Finding[], enough: boolean): Diagnosis["verdict"] {
  if (findings.some(({ sure }) => sure !== "possible")) return "ill";
  return findings.length > 0 || !enough ? "not decided" : "nothing found";
}
