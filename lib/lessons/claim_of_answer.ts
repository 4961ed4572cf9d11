import type { Answer } from "../experiments/answers_of.ts";
import type { ArticleClaim } from "./article_claims.ts";

/** What a judge's numbers are shown as: a factor, a unit, digits behind the point. */
const UNITS: Record<string, [factor: number, unit: string, digits: number]> = {
  map_at_r: [100, "points of MAP@R", 1],
  recall_at_1: [100, "points of recall@1", 1],
  steps_to_reach: [1, "steps", 0],
  turn: [1, "degrees", 1],
  milliseconds: [1, "ms a step", 2],
};

/** A claim with a recording's verdict, its effects, and the smallest that the design sees. */
export function claimOfAnswer(answer: Answer, claim?: string): ArticleClaim {
  const { question, judge, splits, verdict, effects } = answer;
  const [factor, unit, digits] = UNITS[judge] ?? [1, judge, 3];
  const shown = (value: number) => (factor * value).toFixed(digits).replace("-", "−");
  const visible = Math.max(...effects.map(({ visible }) => visible));
  const evidence = [
    `${splits} splits, ${unit}`,
    ...effects.map(({ name, mean, low, high, p }) =>
      `${name}: ${shown(mean)} (${shown(low)} to ${shown(high)}), p ${
        p < 0.001 ? "< 0.001" : p.toFixed(3)
      }`
    ),
    `seen in 8 of 10 such studies: ${shown(visible)}`,
  ].join(";\n");
  return { claim: claim ?? question.replace(/^\d\.\d+ /, ""), verdict, evidence };
}
