import { Marked } from "marked";
import markedKatex from "marked-katex-extension";
import { highlight } from "./highlight.ts";

const marked = new Marked(
  // MathML is drawn by the browser itself: no fonts and no style sheet travel with the page.
  markedKatex({ output: "mathml", throwOnError: false, nonStandard: true }),
  {
    renderer: {
      code: ({ text, lang }) => `<pre class="code"><code>${highlight(text, lang)}</code></pre>\n`,
    },
  },
);

/**
 * A cell of prose as HTML, its formulas set in advance.
 *
 * @param markdown GitHub's Markdown with `$inline$` and `$$displayed$$` formulas.
 * @returns HTML.
 */
export function markdownToHtml(markdown: string): string {
  return marked.parse(markdown, { async: false });
}
