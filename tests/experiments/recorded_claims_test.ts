import { assert, assertEquals, assertMatch } from "@std/assert";
import { batchHardClaims, readStudy } from "#lib/experiments/mod.ts";

const { facts, rows: { evaluations: rows, steps } } = await readStudy(batchHardClaims);
const { seeds, settings: claims, configuration: { batches } } = facts;
type Setting = (typeof claims)[number];
type Row = (typeof rows)[number];
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
  assert(steps.length > 1000 && steps.every(({ loss }) => Number.isFinite(loss) && loss >= 0));
});

Deno.test("batch_hard_claims says what it was computed with", () => {
  assertMatch(String(facts.commit), /^[0-9a-f]{40}$/);
  assert(facts.versions.tfjs && facts.machine.backend, "versions and backend");
});
