import { checkNumber } from "../checks/mod.ts";
import type { Racer } from "../charts/race.ts";
import { article3Batch } from "./article3/batch.ts";
import { article3Loss } from "./article3/loss.ts";
import type { Article3Native } from "./article3/native.ts";
import { batchAll } from "../operators/batch_all.ts";
import { availableEngines } from "../operators/engines.ts";
import { bestTime } from "./best_time.ts";

/** Options of {@linkcode raceOperators}. */
export interface RaceOperatorsOptions {
  sizes: readonly number[];
  /** The article's operator in C, where there is a compiler; its TypeScript twin otherwise. */
  article?: Article3Native;
}

/** Times article 3's loss and each engine of `batchAll` with gradient, on its noise, in ms. */
export function raceOperators({ sizes, article }: RaceOperatorsOptions): Racer[] {
  if (sizes.length === 0) throw new RangeError("sizes: expected at least one, got none");
  for (const size of sizes) checkNumber(size, "sizes", { min: 1, integer: true });
  const [dim, classes, margin] = [64, 8, 0.2];
  const drawn = sizes.map((batch) => article3Batch({ batch, dim, classes }));
  const direct = article?.loss ?? article3Loss;
  return [
    {
      name: article ? "C with its mask" : "its twin",
      kind: "direct",
      points: drawn.map(({ batch, embeddings, labels }): [number, number] => [
        batch,
        bestTime(() => direct(embeddings, labels, { dim, margin })),
      ]),
    },
    ...availableEngines().map((engine): Racer => ({
      name: engine,
      kind: engine,
      points: drawn.map(({ batch, embeddings, labels }): [number, number] => {
        const x = Float32Array.from(embeddings);
        const work = () => batchAll(x, labels, { dim, margin, gradient: true, engine });
        return [batch, bestTime(work)];
      }),
    })),
  ];
}
