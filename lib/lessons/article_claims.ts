import type { QuestionVerdict } from "../evaluation/mod.ts";
import type { StudyFacts } from "../experiments/read_study.ts";
import { ARTICLE_CLAIMS } from "../workspace/mime_types.ts";
import { Table } from "./table.ts";

/** A claim of an article, and what the lesson's experiment made of it. */
export interface ArticleClaim {
  claim: string;
  verdict: QuestionVerdict["verdict"];
  /** What was found, in numbers of this run or of the recorded one. */
  evidence: string;
}

/** The recorded study that claims were judged by: what its `run.json` tells. */
export interface Recording extends Pick<StudyFacts, "study" | "date" | "commit" | "device"> {
  machine: { backend: string };
}

/** The claims of an article (0 for none), for a lesson's closing section and the verdict page. */
export function articleClaims(
  article: number,
  claims: readonly ArticleClaim[],
  { recorded }: { recorded?: Recording } = {},
): Table {
  if (claims.length === 0) throw new RangeError("claims: expected at least one, got none");
  const rows = claims.map(({ claim, verdict, evidence }) => ({ claim, verdict, evidence }));
  const told = recorded && { recorded: recordingInWords(recorded) };
  return new Table(rows, { [ARTICLE_CLAIMS]: { article, rows, ...told } });
}

/** What a recording is, when it was made, and on what. */
export function recordingInWords({ study, date, commit, device, machine }: Recording): string {
  const day = date ?? "its day was not kept";
  const code = commit ? `commit ${commit.slice(0, 7)}` : "its commit was not kept";
  return `"${study}", ${day}, ${code}, ${machine.backend} on ${device}`;
}
