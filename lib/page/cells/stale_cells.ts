/** What decides which cells hang together: the names that a cell leaves, and those that it takes. */
export interface CellNames {
  readonly declares: readonly string[];
  readonly uses: readonly string[];
}

/** Where a cell's name comes from: the last cell before that declares it, else the first behind, else -1. */
export function providerOf(cells: readonly CellNames[], cell: number, name: string): number {
  const declares = ({ declares }: CellNames) => declares.includes(name);
  const before = cells.slice(0, cell).findLastIndex(declares);
  return before >= 0 ? before : cells.findIndex((one, i) => i > cell && declares(one));
}

/** The other cells that use a name of cells that changed or ran again, and those that use theirs, in order. */
export function staleCells(cells: readonly CellNames[], changed: readonly number[]): number[] {
  const sources = cells.map(({ uses }, i) => uses.map((name) => providerOf(cells, i, name)));
  const stale = new Set(changed);
  for (let size = -1; size !== stale.size;) {
    size = stale.size;
    sources.forEach((from, i) => from.some((place) => stale.has(place)) && stale.add(i));
  }
  return [...stale].filter((place) => !changed.includes(place)).sort((a, b) => a - b);
}
