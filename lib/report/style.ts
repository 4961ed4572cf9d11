import exercise from "./styles/exercise.css" with { type: "text" };
import page from "./styles/page.css" with { type: "text" };
import print from "./styles/print.css" with { type: "text" };
import question from "./styles/question.css" with { type: "text" };
import running from "./styles/running.css" with { type: "text" };

/** The pages' style sheet: light and dark by the reader's choice, and for paper. */
export const STYLE: string = page + exercise + question + running + print;
