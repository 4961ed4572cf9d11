import { BLANK, type Question } from "../notebooks/questions_of.ts";
import { type Markup, markup } from "../workspace/markup.ts";
import { sumOf } from "../workspace/sum_beside.ts";
import { inlineHtml } from "./inline_html.ts";
import { plainText } from "./plain_text.ts";

/** A prediction as a page asks for it: what there is to choose from, or a field for a number. */
export function questionBox(question: Question, source: string, asks: boolean): Markup {
  const { options, number, answer, within, shown, told } = question;
  const parts = options.map((option) => option.split(BLANK).map((text) => inlineHtml(text)));
  if (!asks || answer === undefined) {
    const blank = markup`<span class="blank">${BLANK}</span>`;
    const lines = parts.map(([first, ...rest]) =>
      markup`<li>${first}${rest.map((text) => markup`${blank}${text}`)}</li>`
    );
    return markup`<ul class="boxes">${lines}</ul>\n`;
  }
  const sum = sumOf(JSON.stringify([options, shown]));
  const id = `predict-${question.cell}-${sum.slice(0, 8)}`;
  const data = { place: `${source} ${id}`, answer, within, shown, told };
  const fields = number
    ? markup`<label>${
      parts[0][0]
    }<input type="text" name="said" inputmode="decimal" autocomplete="off"
size="8">${parts[0][1]}</label>`
    : parts.map(([text], i) =>
      markup`<label><input type="radio" name="said" value="${i}" aria-label="${
        plainText(options[i])
      }"> <span>${text}</span></label>`
    );
  return markup`<form class="question" id="${id}" data-question="${
    JSON.stringify(data)
  }" novalidate>
<fieldset><legend>Your prediction</legend>${fields}</fieldset>
<p class="question-buttons" hidden><button type="submit">Answer</button>
<button type="button" data-skip>Skip</button></p>
<div class="question-verdict" role="status" tabindex="-1"></div>
</form>
`;
}
