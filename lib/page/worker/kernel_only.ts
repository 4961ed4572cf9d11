import { compileCell, type CompiledCell } from "../cells/compile_cell.ts";

/** What a page cannot do, by the words in which a cell asks for it. */
const REASONS: readonly [asks: RegExp, reason: string][] = [
  [/from "nodejs-polars"/, "it reads Parquet with polars, which is a native library"],
  [/\bgrownMemory\(/, "it measures the memory of a process"],
  [/\bcompileArticle3\(/, "it compiles C"],
];

/**
 * Which cells of a lesson only a kernel can run, and why: those that compile C, read Parquet with
 * polars or measure a process, and those that use what such a cell declares.
 *
 * @param cells The sources of the lesson's code cells, in order.
 * @returns For each the reason, a sentence that begins with "it"; nothing for a cell that a page runs.
 *
 * @example
 * ```ts
 * import { kernelOnly } from "#lib/page/worker/kernel_only.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const cells = ["const m = lessons.grownMemory([8]);", "m.length", "1 + 1"];
 * const [first, second, third] = kernelOnly(cells);
 * assertEquals([second, third], [`it uses m, and there ${first}`, undefined]);
 * ```
 */
export function kernelOnly(cells: readonly string[]): (string | undefined)[] {
  const lost = new Map<string, string>();
  return cells.map((source) => {
    const cell = compiled(source);
    const used = cell?.uses.find((name) => lost.has(name));
    const reason = REASONS.find(([asks]) => asks.test(source))?.[1] ??
      (used && `it uses ${used}, and there ${lost.get(used)}`);
    if (!reason) return undefined;
    const root = reason.replace(/^.*, and there /, "");
    cell?.declares.forEach((name) => lost.set(name, root));
    return reason;
  });
}

function compiled(source: string): CompiledCell | undefined {
  try {
    return compileCell(source);
  } catch {
    return undefined; // its own run will tell
  }
}
