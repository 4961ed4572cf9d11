import { checkOptions, checkPath, refuseKind, refuseValue } from "../checks/mod.ts";
import { asIndex, emptyGraph, type NeighbourIndex, type SearchEffort } from "./graph_index.ts";
import { readIndexFacts } from "./index_file.ts";

/** Options of {@linkcode openNeighbourIndex}: how to search, and what the index has to be. */
export interface OpenNeighbourIndexOptions
  extends SearchEffort, Partial<Pick<NeighbourIndex, "dim" | "distance" | "source">> {
  /** How many rows it has to hold. */
  rows?: number;
}

/**
 * Opens an index that `neighbourIndex` made and its `save` kept. The file is mapped, not
 * loaded: what a search touches is read, so that the index need not fit into memory. Its answers carry
 * the same recall as those of the index in memory, measured anew at this effort. Every byte is held
 * against the file's sum first, which reads it through once.
 *
 * @throws {RangeError} When there is no such file, it is damaged, cut short or another program's, or it
 * is an index of something else.
 *
 * @example Made once, opened ever after
 * ```ts
 * import { neighbourIndex, openNeighbourIndex } from "@triplet-lab/triplet-lab/evaluation";
 * import { assertEquals } from "@std/assert";
 * const path = `/tmp/triplet-lab-${Deno.pid}.usearch`;
 * await (await neighbourIndex(Float32Array.of(0, 1, 3, 9), { dim: 1 })).save(path);
 * const index = await openNeighbourIndex(path, { rows: 4, dim: 1 });
 * assertEquals([...index.search(Float32Array.of(2.9, 7), 1).indices], [2, 3]);
 * await Deno.remove(path);
 * ```
 */
export async function openNeighbourIndex(
  path: string,
  options: OpenNeighbourIndexOptions = {},
): Promise<NeighbourIndex> {
  const { effort, threads, ...wanted } = checkOptions(
    options,
    "effort threads rows dim distance source",
  );
  checkPath(path);
  const facts = await readIndexFacts(path);
  for (const name of ["dim", "rows", "distance", "source"] as const) {
    const given = wanted[name], there = facts[name];
    if (given === undefined || given === there) continue;
    if (typeof given !== typeof there) refuseKind(given, name, `a ${typeof there}`);
    const got = `${there} in ${path}: it was made of other embeddings or otherwise`;
    const mend = "delete it and make it again, or name another";
    refuseValue(got, "path", `an index whose ${name} is ${given}`, mend);
  }
  const graph = await emptyGraph(facts, { effort, threads });
  graph.view(path);
  return asIndex(graph, facts, threads);
}
