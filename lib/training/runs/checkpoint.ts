import { readFile } from "../../host/node.ts";
import type { StepRecord } from "../types.ts";
import { ignoreMissing } from "./run_folder.ts";
import { fromSafetensors, type StoredTensor, toSafetensors } from "./safetensors.ts";
import { moveOver } from "../../workspace/make_whole.ts";
import { writeAtomic } from "../../workspace/write_atomic.ts";

/** What `evaluate` found, with the step it was asked at. */
export type EvaluationRecord<Measured extends Record<string, number> = Record<string, number>> =
  & Measured
  & { step: number };

interface Checkpoint {
  step: number;
  weights: Record<string, StoredTensor>;
  optimizer: StoredTensor[];
  steps: StepRecord[];
  evaluations: EvaluationRecord[];
}

export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const { step, weights, optimizer, steps, evaluations } = checkpoint;
  const tensors: Record<string, StoredTensor> = {};
  for (const [name, weight] of Object.entries(weights)) tensors[`w/${name}`] = weight;
  optimizer.forEach((tensor, i) => tensors[`o/${i}`] = tensor);
  for (const [kind, rows] of [["s", steps], ["e", evaluations]] as const) {
    for (const column of Object.keys(rows[0] ?? {})) {
      const values = Float64Array.from(rows as EvaluationRecord[], (row) => Number(row[column]));
      tensors[`${kind}/${column}`] = { shape: [values.length], values };
    }
  }
  await moveOver(path, previous(path)).catch(ignoreMissing);
  await writeAtomic(path, toSafetensors({ tensors, metadata: { step: String(step) } }));
}

/** The last whole checkpoint, if there is one; a broken one is told about and passed over. */
export async function readCheckpoint(
  path: string,
  warn: (message: string) => void,
): Promise<Checkpoint | undefined> {
  for (const candidate of [path, previous(path)]) {
    const bytes = await readFile(candidate).catch(ignoreMissing);
    if (!bytes) continue;
    try {
      const stored = fromSafetensors(bytes, candidate);
      if (!stored.checked) throw new RangeError(`${candidate}: expected a sum, got none`);
      return decode(stored);
    } catch (error) {
      warn(`${(error as Error).message}; going back to the checkpoint before it`);
    }
  }
  return undefined;
}

function decode({ tensors, metadata }: ReturnType<typeof fromSafetensors>): Checkpoint {
  const only = (prefix: string) =>
    Object.entries(tensors).filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor] as const);
  const rows = <Row>(prefix: string): Row[] => {
    const columns = only(prefix);
    const rowAt = (_: unknown, i: number) =>
      Object.fromEntries(columns.map(([name, { values }]) => [name, values[i]]));
    return Array.from(columns[0]?.[1].values ?? [], rowAt) as Row[];
  };
  return {
    step: Number(metadata.step),
    weights: Object.fromEntries(only("w/")),
    optimizer: only("o/").map(([, tensor]) => tensor),
    steps: rows<StepRecord>("s/").map((row) => ({ ...row, collapsed: Boolean(row.collapsed) })),
    evaluations: rows("e/"),
  };
}

const previous = (path: string) => path.replace(/(\.\w+)$/, ".previous$1");
