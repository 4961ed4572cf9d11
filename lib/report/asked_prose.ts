import { joined } from "../notebooks/notebook.ts";
import { questionsOf } from "../notebooks/questions_of.ts";
import { type Markup, markup } from "../workspace/markup.ts";
import type { Outline } from "./outline.ts";
import { questionBox } from "./question_box.ts";

/** A lesson's prose with its predictions: each list of boxes becomes a question. */
export function askedProse(
  { notebook, lesson }: Outline,
  prose: (markdown: string) => Markup,
  questions: "asked" | "listed" | "none",
): (at: number) => Markup {
  // An edition without solutions leaves the other cells their places in the notebook.
  const place = (at: number) => lesson.notebook.cells.indexOf(notebook.cells[at]);
  const all = questionsOf(notebook);
  return (at) => {
    const text = joined(notebook.cells[at].source);
    const parts: Markup[] = [];
    let from = 0;
    for (const question of all.filter(({ cell }) => cell === at)) {
      parts.push(prose(text.slice(from, question.from)));
      const told = question.told.map(place);
      if (questions !== "none") {
        parts.push(questionBox({ ...question, told }, lesson.source, questions === "asked"));
      }
      from = question.to;
    }
    return markup`${parts}${prose(text.slice(from))}`;
  };
}
