import { assert, assertEquals, assertMatch } from "@std/assert";
import { readRun } from "#lib/training/mod.ts";

interface Setting {
  margin: number;
  normalize: boolean;
  samples: number;
  steps: number;
}
type Row = Setting & Record<"batch" | "seed" | "step" | "recall1" | "mapAtR", number>;

const { facts, steps, evaluations } = await readRun("batch_hard_claims");
const rows = evaluations.toRecords() as unknown as Row[];
const { claims, seeds, batches } = facts.configuration as {
  claims: Setting[];
  seeds: number[];
  batches: { classes: number };
};
const isOf = (claim: Setting) => (row: Row) =>
  row.margin === claim.margin && row.normalize === claim.normalize &&
  row.samples === claim.samples && row.steps === claim.steps;

Deno.test("batch_hard_claims holds each configuration with each seed once, to its last step", () => {
  assertEquals(seeds, [1, 2, 3, 4, 5]);
  for (const claim of claims) {
    const ends = rows.filter(isOf(claim)).filter(({ step, steps }) => step === steps);
    assertEquals(ends.map(({ seed }) => seed).toSorted(), seeds, JSON.stringify(claim));
    assert(ends.every(({ batch, samples }) => batch === samples * batches.classes));
  }
  assertEquals(new Set(claims.map((claim) => JSON.stringify(claim))).size, claims.length);
});

Deno.test("batch_hard_claims begins with the same untrained networks wherever the seed is one", () => {
  for (const normalize of [true, false]) {
    for (const seed of seeds) {
      const untrained = rows.filter((row) =>
        row.step === 0 && row.seed === seed && row.normalize === normalize
      );
      assertEquals(new Set(untrained.map(({ recall1 }) => recall1)).size, 1);
    }
  }
});

Deno.test("batch_hard_claims holds shares between 0 and 1, and losses that are numbers", () => {
  assert(rows.every(({ recall1, mapAtR }) => recall1 > 0 && recall1 <= 1 && mapAtR <= recall1));
  const losses = (steps.toRecords() as unknown as { loss: number }[]).map(({ loss }) => loss);
  assert(losses.length > 1000 && losses.every((loss) => Number.isFinite(loss) && loss >= 0));
});

Deno.test("batch_hard_claims says what it was computed with", () => {
  assertMatch(String(facts.commit), /^[0-9a-f]{40}$/);
  assert(facts.versions["@tensorflow/tfjs"] && facts.machine.backend, "versions and backend");
});
