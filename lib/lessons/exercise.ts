import type { Exercise } from "../exercises/exercise.ts";
import { judge } from "../exercises/judge.ts";
import { EXERCISE } from "../workspace/mime_types.ts";
import { Remark } from "./check.ts";

/** Judges a reader's answer, and never fails: an unanswered lesson runs to its end. */
export function exercise<Answer, Given = undefined>(
  asked: Exercise<Answer, Given>,
  answer: Answer | undefined,
  ...[given]: undefined extends Given ? [given?: Given] : [given: Given]
): Remark {
  const { id, title } = asked;
  const name = `Exercise ${id} (${title})`;
  const remark = (line: string, right: boolean | null) =>
    new Remark(line, { [EXERCISE]: { id, title, right, given: given ?? null } });
  if (answer === undefined) return remark(`… ${name}: not answered yet`, null);
  const verdict = judge(asked, answer, given as Given);
  return verdict === true
    ? remark(`✓ ${name}: right`, true)
    : remark(`✗ ${name}: ${verdict}`, false);
}
