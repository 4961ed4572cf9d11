import { checkNumber } from "../checks/mod.ts";
import type { Racer } from "../charts/race.ts";
import { type Article3Batch, article3Batch } from "./article3/batch.ts";
import { article3Loss } from "./article3/loss.ts";
import type { Article3Native } from "./article3/native.ts";
import { batchAll } from "../operators/batch_all.ts";
import { availableEngines } from "../operators/engines.ts";
import { bestTime } from "./best_time.ts";

/** Times article 3's loss and each engine of `batchAll` with gradient, on its noise, in ms. */
export function raceOperators(
  { sizes, article }: { sizes: readonly number[]; article?: Article3Native },
): Racer[] {
  if (sizes.length === 0) throw new RangeError("sizes: expected at least one, got none");
  for (const size of sizes) checkNumber(size, "sizes", { min: 1, integer: true });
  const [dim, classes, margin] = [64, 8, 0.2];
  const drawn = sizes.map((batch) => article3Batch({ batch, dim, classes }));
  const direct = article?.loss ?? article3Loss;
  const raced = (
    name: string,
    kind: Racer["kind"],
    workOn: (batch: Article3Batch) => () => void,
  ): Racer => ({ name, kind, points: drawn.map((one) => [one.batch, bestTime(workOn(one))]) });
  const name = article ? "C with its mask" : "its twin";
  return [
    raced(name, "direct", (one) => () => direct(one.embeddings, one.labels, { dim, margin })),
    ...availableEngines().map((engine) =>
      raced(engine, engine, ({ embeddings, labels }) => {
        const x = Float32Array.from(embeddings);
        return () => batchAll(x, labels, { dim, margin, gradient: true, engine });
      })
    ),
  ];
}
