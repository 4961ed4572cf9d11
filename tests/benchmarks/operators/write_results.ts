import path from "node:path";
import { writeRows } from "./results.ts";
import type { RunResult } from "./run_races.ts";
export function writeResults(folder: string, result: RunResult, _o: unknown): string {
  writeRows(path.join(folder, "operators.parquet"), result.rows);
  return result.rows.map((r) =>
    [
      r.operator,
      r.implementation,
      r.runtime,
      r.allocator,
      r.batch,
      r.classes,
      r.group,
      r.status,
      r.reason,
      r.rounds,
      r.calls,
      r.median?.toPrecision(3),
      r.lower?.toPrecision(3),
      r.upper?.toPrecision(3),
      r.memory?.toFixed(0),
      r.loss,
      r.gradientNorm,
    ].join(" | ")
  ).join("\n") + "\n" + JSON.stringify(result.versions) + result.loads;
}
