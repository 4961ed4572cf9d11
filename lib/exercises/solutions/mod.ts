import { transform } from "sucrase";
import { meanInterval } from "../../evaluation/mean_interval.ts";
import { listNotebooks } from "../../notebooks/list_notebooks.ts";
import { joined, readNotebook } from "../../notebooks/notebook.ts";
import { firstBeyond } from "../batch_all_operator.ts";
import values from "./values.json" with { type: "json" };

const CODE =
  /^\*\*Exercise (\d+\.\d+) (?:(?!^\*\*Exercise)[^])*?<summary>Solution<\/summary>(?:(?!<\/details>)[^])*?^```ts\n(.*?);?\n```/gms;

/** The code that the lessons' own solutions have, by the exercise's id. */
async function lessonCode(): Promise<Record<string, string>> {
  const notebooks = await Promise.all((await listNotebooks()).map(readNotebook));
  return Object.fromEntries(notebooks.flatMap(({ cells }) => {
    const text = cells.map(({ source }) => joined(source)).join("\n\n");
    return [...text.matchAll(CODE)].map(([, id, code]) => [id, code]);
  }));
}

/** An answer to each exercise, by its id, as an expression; no student's page imports this. */
export const SOLUTIONS: Readonly<Record<string, string>> = { ...values, ...await lessonCode() };

/** What a lesson's cells have that a solution uses. */
const NAMES = { firstBeyond, meanInterval };

/** What a reader would put in place of `undefined`. */
export function solutionOf(id: string): unknown {
  const { code } = transform(`(${SOLUTIONS[id]}\n)`, {
    transforms: ["typescript"],
    disableESTransforms: true,
  });
  return new Function(...Object.keys(NAMES), `return ${code}`)(...Object.values(NAMES));
}
