/** What the clinic says of one half of the study, counted. */
import { diagnose } from "../../../lib/clinic/mod.ts";
import { COMMONEST } from "./plan.ts";
import type { Seeded } from "./samples.ts";

/** One training, and what was said of it: findings that are certain or likely, surest first. */
interface Run {
  id: string;
  disease: string;
  verdict: string;
  found: string[];
}

/** A disease's row. */
export interface Row {
  disease: string;
  commonest: boolean;
  runs: number;
  /** How many of them have it among the certain or likely findings. */
  found: number;
  sensitivity: number;
  /** What was said first, and how often. */
  first: Record<string, number>;
}

/** Sensitivity, false alarms and the confusion matrix of a half; `runs` is each training. */
export function judged(samples: readonly Seeded[], half: Seeded["half"]): {
  rows: Row[];
  healthy: number;
  falseAlarms: number;
  alarms: Record<string, number>;
  runs: Run[];
} {
  const runs = samples.filter((one) => one.half === half).map(
    ({ id, disease, sample, options }) => {
      const { verdict, findings } = diagnose(sample, options);
      const found = findings.filter(({ sure }) => sure !== "possible").map(({ id }) => id);
      return { id, disease, verdict, found };
    },
  );
  const diseases = [...new Set(samples.map(({ disease }) => disease))].filter((d) =>
    d !== "health"
  );
  const order = [...COMMONEST, ...diseases.filter((d) => !COMMONEST.includes(d))];
  const rows = order.map((disease): Row => {
    const own = runs.filter((run) => run.disease === disease);
    const found = own.filter((run) => run.found.includes(disease)).length;
    return {
      ...{ disease, commonest: COMMONEST.includes(disease), runs: own.length, found },
      sensitivity: found / own.length,
      first: counted(own.map((run) => run.found[0] ?? run.verdict)),
    };
  });
  const well = runs.filter(({ disease }) => disease === "health");
  const alarms = well.filter(({ verdict }) => verdict === "ill");
  return {
    ...{ rows, healthy: well.length, falseAlarms: alarms.length },
    alarms: counted(alarms.flatMap(({ found }) => found)),
    runs,
  };
}

function counted(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
