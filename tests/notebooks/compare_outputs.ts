import { FIGURE_DATA, NARROW_FIGURE } from "#lib/workspace/mime_types.ts";
import { type Cell, codeCells, hasTag, joined, type Notebook } from "#lib/notebooks/notebook.ts";

/** Something a check holds against a notebook. */
export interface NotebookProblem {
  /** The code cell, counted from 1; 0 for the notebook as a whole. */
  cell: number;
  /** What is wrong, in a sentence. */
  message: string;
}

/** Numbers may differ by this share: another backend adds in another order. */
const RELATIVE = 1e-3;

const NUMBER = /(?<![\w.])[-−]?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w])/gi;

/**
 * Compares what a notebook's cells left when they were committed with what they leave now.
 *
 * Text must be equal but for its numbers, which may differ by a thousandth or by one in the last
 * printed digit. Figures are compared by the data they were drawn from, not by their strokes. A
 * cell tagged `varies` (training, timings, the machine's own parts) must leave the same kinds of
 * output; what it claims is for the checks of its own notebook.
 *
 * @param committed The notebook as it is in the repository.
 * @param fresh The same notebook, executed now.
 * @param options `rounding`: how far apart numbers in texts may be, whatever their size: where another
 * engine computes, errors of float32 are others. Default 0.
 * @returns A sentence for each cell that no longer shows what it computes.
 */
export function compareOutputs(
  committed: Notebook,
  fresh: Notebook,
  { rounding = 0 }: { rounding?: number } = {},
): NotebookProblem[] {
  const now = codeCells(fresh);
  const problems: NotebookProblem[] = [];
  codeCells(committed).forEach((cell, i) => {
    const difference = now[i] ? differenceOf(cell, now[i], rounding) : "it is no longer there";
    if (difference) {
      problems.push({
        cell: i + 1,
        message: `the committed output is not what the cell gives: ${difference}`,
      });
    }
  });
  return problems;
}

function differenceOf(committed: Cell, fresh: Cell, rounding: number): string | undefined {
  const [was, is] = [committed.outputs ?? [], fresh.outputs ?? []].map((outputs) =>
    outputs.map((output) => {
      const types = Object.keys(output.data ?? {}).filter((type) => type !== NARROW_FIGURE).sort();
      return { output, kind: [output.output_type, output.name ?? "", ...types].join(" ") };
    })
  );
  const kinds = [was, is].map((outputs) => outputs.map(({ kind }) => kind).join(" | "));
  if (kinds[0] !== kinds[1]) return `expected outputs (${kinds[0]}), got (${kinds[1]})`;
  if (hasTag(committed, "varies")) return undefined;
  for (let i = 0; i < was.length; i++) {
    const a = was[i].output;
    const b = is[i].output;
    const found = differenceOfText(joined(a.text), joined(b.text), rounding) ??
      differenceOfData(a.data ?? {}, b.data ?? {}, rounding);
    if (found) return found;
  }
}

function differenceOfData(
  committed: Record<string, unknown>,
  fresh: Record<string, unknown>,
  rounding: number,
): string | undefined {
  for (const [type, value] of Object.entries(committed)) {
    // The strokes follow from the data: fonts and rounding may move them, the data may not change.
    if (FIGURE_DATA in committed && type !== FIGURE_DATA && type !== "text/plain") continue;
    const found = type.endsWith("json")
      ? differenceOfValue(value, fresh[type], "data", rounding)
      : differenceOfText(joined(value as string), joined(fresh[type] as string), rounding);
    if (found) return found;
  }
}

function differenceOfValue(
  was: unknown,
  is: unknown,
  path: string,
  rounding: number,
): string | undefined {
  if (typeof was === "number" && typeof is === "number") {
    return close(was, is, 1e-6) ? undefined : `${path}: expected ${was}, got ${is}`;
  }
  if (typeof was === "string" && typeof is === "string") return differenceOfText(was, is, rounding);
  if (was === null || is === null || typeof was !== "object" || typeof is !== "object") {
    return was === is ? undefined : `${path}: expected ${was}, got ${is}`;
  }
  const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
  for (const key of keys) {
    const found = differenceOfValue(
      (was as Record<string, unknown>)[key],
      (is as Record<string, unknown>)[key],
      `${path}.${key}`,
      rounding,
    );
    if (found) return found;
  }
}

function differenceOfText(was: string, is: string, rounding: number): string | undefined {
  const [before, after] = [was, is].map((text) => text.match(NUMBER) ?? []);
  if (was.replace(NUMBER, "0") !== is.replace(NUMBER, "0")) {
    const [a, b] = firstDifferentLine(was, is);
    return `expected ${JSON.stringify(a)}, got ${JSON.stringify(b)}`;
  }
  for (let i = 0; i < before.length; i++) {
    const decimals = /\.(\d+)$/.exec(before[i])?.[1].length ?? 0;
    const lastDigit = /e/i.test(before[i]) || decimals === 0 ? 0 : 10 ** -decimals;
    const [a, b] = [before[i], after[i]].map((text) => Number(text.replace("−", "-")));
    if (!close(a, b, Math.max(1.01 * lastDigit, rounding))) {
      return `expected ${before[i]}, got ${after[i]}`;
    }
  }
}

function firstDifferentLine(was: string, is: string): [string, string] {
  const [a, b] = [was.split("\n"), is.split("\n")];
  const at = a.findIndex((line, i) => line.replace(NUMBER, "0") !== b[i]?.replace(NUMBER, "0"));
  const i = at < 0 ? a.length : at;
  return [(a[i] ?? "").slice(0, 120), (b[i] ?? "").slice(0, 120)];
}

function close(a: number, b: number, absolute: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= Math.max(absolute, RELATIVE * Math.abs(a));
}
