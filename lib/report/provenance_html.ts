import { type Markup, markup } from "../workspace/markup.ts";
import type { LessonFacts } from "./lesson_facts.ts";

/** What all pages of a report have in common. */
export interface RunFacts {
  /** The commit; empty outside a repository. */
  commit: string;
  /** `deno 2.9.6`. */
  runtime: string;
  /** `linux x86_64`. */
  system: string;
  /** `2026-01-31`. */
  date: string;
  time: string;
}

/** Where a page's numbers come from: commit, seed, versions, device, time taken. */
export function provenanceHtml(run: RunFacts, facts?: LessonFacts, time?: string): Markup {
  const versions = Object.entries(facts?.versions ?? {})
    .filter(([name, version]) => !run.runtime.toLowerCase().startsWith(`${name} ${version}`))
    .map(([name, version]) => `${name} ${version}`);
  const parts = [
    run.commit && `commit ${run.commit}`,
    facts?.seed !== undefined && `seed ${facts.seed}`,
    facts?.backend && `backend ${facts.backend} on ${facts.device}`,
    ...versions,
    run.runtime,
    run.system,
    time ? `computed in ${time}` : run.time && `made in ${run.time}`,
    run.date,
    facts &&
    (facts.changed.length > 0 ? `changed: ${facts.changed.join(", ")}` : "no parameter changed"),
  ];
  return markup`<p>${parts.filter((part) => part).join(" · ")}</p>`;
}
