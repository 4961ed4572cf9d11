import { ARTICLE_CLAIMS, ARTICLE_VALUES, EXERCISE, PROVENANCE } from "../workspace/mime_types.ts";
import type { ArticleClaim, JudgedValue } from "../lessons/mod.ts";
import { codeCells, joined, type Notebook } from "../notebooks/notebook.ts";

/** What a lesson's outputs carry beside what people see. */
export interface LessonFacts {
  values: { article: number; rows: JudgedValue[] }[];
  /** Claims of articles, a list for each table, and the recording they were judged by, if any. */
  claims: { article: number; rows: ArticleClaim[]; recorded?: string }[];
  /** How many checked sentences held; only with changed parameters some do not. */
  right: number;
  wrong: number;
  /** The parameters that are not the lesson's own: `margin = 0.5 (its own: 2)`. */
  changed: readonly string[];
  seed?: number;
  backend?: string;
  device?: string;
  versions: Record<string, string>;
}

export function lessonFacts(notebook: Notebook, changed: readonly string[] = []): LessonFacts {
  const facts: LessonFacts = { values: [], claims: [], right: 0, wrong: 0, changed, versions: {} };
  for (const { outputs = [] } of codeCells(notebook)) {
    for (const { data = {} } of outputs) {
      if (ARTICLE_VALUES in data) facts.values.push(data[ARTICLE_VALUES] as typeof facts.values[0]);
      if (ARTICLE_CLAIMS in data) facts.claims.push(data[ARTICLE_CLAIMS] as typeof facts.claims[0]);
      if (PROVENANCE in data) {
        const { seed, backend, device, versions } = data[PROVENANCE] as Required<LessonFacts>;
        Object.assign(facts, { seed, backend, device, versions: { ...versions } });
      }
      if (EXERCISE in data) continue;
      const text = joined(data["text/plain"] as string | undefined);
      facts.right += text.match(/^✓ /gm)?.length ?? 0;
      facts.wrong += text.match(/^✗ /gm)?.length ?? 0;
    }
  }
  return facts;
}
