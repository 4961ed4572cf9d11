import { checkOptions } from "../checks/mod.ts";
import { significant } from "../charts/numbers.ts";
import { checkDiagnosis } from "./check_diagnosis.ts";
import { factsOf, placeOfLesson, SAID } from "./diagnosis_body.ts";
import { nameOfRow } from "./explain_value.ts";
import type { ReadSample } from "./read_sample.ts";
import type { Diagnosis } from "./types.ts";

/**
 * A diagnosis as lines of text; `read` and `notes` are what `readSample` says of the files.
 *
 * @example
 * ```ts
 * import { diagnose, diagnosisText } from "@triplet-lab/triplet-lab/clinic";
 * import { assertStringIncludes } from "@std/assert";
 * const text = diagnosisText(diagnose({ log: { loss: [0.3, NaN] } }));
 * assertStringIncludes(text, "[certain] Numbers are not finite");
 * ```
 */
export function diagnosisText(diagnosis: Diagnosis, options?: Partial<ReadSample>): string {
  const { read = [], notes = [] } = checkOptions(options, "sample read notes");
  checkDiagnosis(diagnosis, { read, notes });
  const { verdict, findings, measured: { log }, tables: { columns, explanation } } = diagnosis;
  const taken = columns.map(({ meaning, column }) =>
    meaning === column ? meaning : `${meaning} = "${column}"`
  );
  return [
    ...read,
    ...taken.length > 0 ? [`columns: ${taken.join(", ")}`] : [],
    ...[...notes, ...diagnosis.notes].map((note) => `note: ${note}`),
    ...log ? [`loss: from ${significant(log.head)} to ${significant(log.tail)}`] : [],
    ...factsOf(diagnosis).map(([name, value]) => `${name}: ${value}`),
    "",
    SAID[verdict],
    ...findings.flatMap(({ title, sure, measured, otherwise, cure, lesson }) => [
      "",
      `[${sure}] ${title}`,
      `  measured: ${measured}`,
      `  could also be: ${otherwise.join("; ")}`,
      `  what helps: ${cure} (${placeOfLesson(lesson)})`,
    ]),
    ...explanation ? ["", explanation.answer] : [],
    ...(explanation?.rows ?? []).map((row) =>
      `  ${row.gives ? "✓" : "✗"} ${nameOfRow(row)}: ${row.reason}`
    ),
  ].join("\n");
}
