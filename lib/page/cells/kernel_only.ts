import { type CellProblem, compileCell } from "./compile_cell.ts";
import { staleCells } from "./stale_cells.ts";

const REASONS: readonly (readonly [sign: RegExp, reason: string])[] = [
  [/\bfrom "nodejs-polars"/, "reads Parquet"],
  [/\bgrownMemory\(/, "measures a process"],
];

/** For each code cell of a lesson why only a kernel can run it, or nothing; what uses such a cell is one, too. */
export function kernelOnly(sources: readonly string[]): (string | undefined)[] {
  const cells = sources.map((source) => {
    try {
      return compileCell(source);
    } catch (problem) {
      return problem as CellProblem; // its own run will tell
    }
  });
  const reasons = sources.map((source) => REASONS.find(([sign]) => sign.test(source))?.[1]);
  for (const [place, reason] of [...reasons.entries()]) {
    if (!reason) continue;
    for (const other of staleCells(cells, [place])) reasons[other] ??= `uses a cell that ${reason}`;
  }
  return reasons;
}
