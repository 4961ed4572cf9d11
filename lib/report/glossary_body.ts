import { markup } from "../workspace/markup.ts";
import type { PageBody, WholeBook } from "./book_parts.ts";
import { headingsOf } from "./headings_of.ts";
import { inlineHtml } from "./inline_html.ts";
import { scrolledTable } from "../workspace/scrolled_table.ts";

export const GLOSSARY_FILE = "glossary.html";

/** Each word with its Chinese terms, what it means, and which lessons use it; then the symbols. */
export function glossaryBody({ glossary, uses, references }: WholeBook): PageBody {
  const { heading, toc } = headingsOf(GLOSSARY_FILE, references);
  const inOrder = glossary.terms.toSorted((a, b) => a.english[0].localeCompare(b.english[0], "en"));
  const words = inOrder.map((term) => {
    const { id, english, chinese, meaning } = term;
    const links = (uses.get(term) ?? []).map(({ file, number }, i) => {
      const href = references.href(GLOSSARY_FILE, file, `use-${id}`);
      return markup`${i > 0 && ", "}<a href="${href}">${number}</a>`;
    });
    const where = links.length > 0 &&
      markup` <span class="uses">(lesson${links.length > 1 && "s"} ${links})</span>`;
    const theirs = chinese.length > 0 && markup`<span lang="zh-Hans">${chinese.join("，")}</span>`;
    return markup`<dt id="${references.id(GLOSSARY_FILE, id)}">${
      english.join(", ")
    }${theirs}</dt><dd>${inlineHtml(meaning)}${where}</dd>`;
  });
  const symbols = glossary.symbols.map((one) => [one.symbol, one.meaning].map(inlineHtml));
  const html = markup`${heading("top", "Glossary", 1)}
<p>The words of the lessons, with the articles' own Chinese terms beside them, each with its articles.
The numbers behind a meaning lead to a word's first use in a lesson.</p>
${heading("words", "Words")}
<dl class="glossary">${words}</dl>
${heading("symbols", "Symbols")}
${scrolledTable(["symbol", "meaning"], symbols)}`;
  return { html, toc };
}
