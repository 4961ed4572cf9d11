/** What decides which cells hang together: the names that a cell leaves, and those that it takes. */
export interface CellNames {
  readonly declares: readonly string[];
  readonly uses: readonly string[];
}

/**
 * The place of the cell that a name comes from, for the cell at another place: the last before it that
 * declares the name, else the first behind it; -1 for a name of the language's own.
 */
export function providerOf(cells: readonly CellNames[], cell: number, name: string): number {
  const declares = ({ declares }: CellNames) => declares.includes(name);
  const before = cells.slice(0, cell).findLastIndex(declares);
  return before >= 0 ? before : cells.findIndex((one, i) => i > cell && declares(one));
}

/**
 * The cells whose results may be wrong once some have changed or run again: those that use a name of
 * theirs, and those that use a name of these, and so on. Places in order, without those that changed.
 *
 * @example
 * ```ts
 * import { staleCells } from "#lib/page/cells/stale_cells.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const cells = [
 *   { declares: ["margin"], uses: [] },
 *   { declares: ["loss"], uses: ["margin"] },
 *   { declares: [], uses: ["Math"] },
 *   { declares: [], uses: ["loss"] },
 * ];
 * assertEquals(staleCells(cells, [0]), [1, 3]);
 * ```
 */
export function staleCells(cells: readonly CellNames[], changed: readonly number[]): number[] {
  const sources = cells.map(({ uses }, i) => uses.map((name) => providerOf(cells, i, name)));
  const stale = new Set(changed);
  for (let size = -1; size !== stale.size;) {
    size = stale.size;
    sources.forEach((from, i) => from.some((place) => stale.has(place)) && stale.add(i));
  }
  return [...stale].filter((place) => !changed.includes(place)).sort((a, b) => a - b);
}
