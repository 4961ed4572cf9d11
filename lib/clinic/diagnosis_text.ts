import { checkOptions } from "../checks/mod.ts";
import { significant } from "../charts/numbers.ts";
import { factsOf, placeOfLesson, SAID } from "./diagnosis_body.ts";
import { nameOfRow } from "./explain_value.ts";
import type { ReadSample } from "./read_sample.ts";
import type { Diagnosis, LogMeasures } from "./types.ts";

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
  const { verdict, findings, measured: { log }, tables: { columns, explanation } } = diagnosis;
  const taken = columns.map(({ meaning, column }) =>
    meaning === column ? meaning : `${meaning} = "${column}"`
  );
  return [
    ...read,
    ...taken.length > 0 ? [`columns: ${taken.join(", ")}`] : [],
    ...[...notes, ...diagnosis.notes].map((note) => `note: ${note}`),
    ...log
      ? [`loss: ${sparks(log.loss)} from ${significant(log.head)} to ${significant(log.tail)}`]
      : [],
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

/** A curve in forty characters: the mean of each part, from the least to the most. */
function sparks(all: LogMeasures["loss"]): string {
  const values = all.filter((value) => value !== null);
  const parts = Math.min(40, values.length);
  const means = Array.from({ length: parts }, (_, i) => {
    const [from, to] = [i, i + 1].map((end) => Math.floor(end * values.length / parts));
    const part = values.slice(from, to);
    return part.reduce((a, b) => a + b, 0) / part.length;
  });
  const [low, high] = [Math.min(...means), Math.max(...means)];
  return means.map((mean) => "▁▂▃▄▅▆▇█"[Math.round(7 * (mean - low) / (high - low || 1))]).join("");
}
