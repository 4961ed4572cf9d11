import { checkChoice, checkLike, type Like } from "../checks/mod.ts";

const LOG: Like = {
  ...{ steps: [NaN], loss: {}, head: NaN, tail: NaN },
  "shares?": [{ step: NaN }, 0],
  "distances?": [{ role: "", points: [[NaN]] }, 0],
};
const SNAPSHOT: Like = {
  ...{ rows: 0, dim: 0, labelled: true, classes: 0, length: NaN, lengthSpread: NaN, "step?": NaN },
  ...{ positives: [0, 0], negatives: [0, 0], recallAt1: NaN },
  statistics: { easy: NaN, semiHard: NaN, hard: NaN, positive50: NaN, negative50: NaN },
  directions: { first: NaN, effective: NaN },
  plane: { points: [[0], 0], labels: [0, 0] },
  neighbours: [{ row: 0, label: 0, found: [0, 0] }, 0],
};
const FINDING: Like = {
  ...{ id: "", title: "", sure: "", measured: "", otherwise: ["", 0], cure: "" },
  lesson: { number: 0, anchor: "" },
};
const DIAGNOSIS: Like = {
  verdict: "",
  findings: [FINDING, 0],
  measured: { "margin?": 0, "log?": LOG, snapshots: [SNAPSHOT, 0] },
  tables: {
    columns: [{ meaning: "", column: "" }, 0],
    "explanation?": { answer: "", rows: [{ loss: "", rule: "", reason: "" }, 0] },
  },
  notes: ["", 0],
};

/** Refuses what `diagnose` did not give, and lines beside it that are none. */
export function checkDiagnosis(diagnosis: unknown, said: object = {}): void {
  checkLike(diagnosis, "diagnosis", DIAGNOSIS);
  const { verdict } = diagnosis as { verdict: string };
  checkChoice(verdict, ["ill", "nothing found", "not decided"], "diagnosis.verdict");
  for (const [name, lines] of Object.entries(said)) checkLike(lines, name, ["", 0]);
}
