import { markup } from "../workspace/markup.ts";
import type { PageBody, WholeBook } from "./book_parts.ts";
import { inlineHtml } from "./inline_html.ts";
import { scrolledTable } from "./scrolled_table.ts";

/** The glossary's file. */
export const GLOSSARY_FILE = "glossary.html";

/**
 * The glossary's page: each word with its Chinese terms, what it means, and where the lessons use it
 * first; then the symbols.
 */
export function glossaryBody({ glossary, uses, references }: WholeBook): PageBody {
  const id = (place: string) => references.id(GLOSSARY_FILE, place);
  const inOrder = glossary.terms.toSorted((a, b) => a.english[0].localeCompare(b.english[0], "en"));
  const words = inOrder.map((term) => {
    const { english, chinese, meaning } = term;
    const links = (uses.get(term) ?? []).map(({ file, number }, i) => {
      const href = references.href(GLOSSARY_FILE, file, `use-${term.id}`);
      return markup`${i > 0 && ", "}<a href="${href}">${number}</a>`;
    });
    const where = links.length > 0 &&
      markup` <span class="uses">(lesson${links.length > 1 && "s"} ${links})</span>`;
    const theirs = chinese.length > 0 &&
      markup`<span lang="zh-Hans">${chinese.join("，")}</span>`;
    return markup`<dt id="${id(term.id)}">${english.join(", ")}${theirs}</dt><dd>${
      inlineHtml(meaning)
    }${where}</dd>`;
  });
  const symbols = glossary.symbols.map(({ symbol, meaning }) =>
    markup`<tr><td>${inlineHtml(symbol)}</td><td>${inlineHtml(meaning)}</td></tr>`
  );
  const toc = [
    { id: id("words"), number: "", title: markup`Words`, level: 2 },
    { id: id("symbols"), number: "", title: markup`Symbols`, level: 2 },
  ];
  return {
    html: markup`<h1 id="${id("top")}">Glossary</h1>
<p>The words of the lessons, with the articles’ own Chinese terms beside them, each with its articles.
The numbers behind a meaning lead to a word’s first use in a lesson.</p>
<h2 id="${id("words")}">Words</h2>
<dl class="glossary">${words}</dl>
<h2 id="${id("symbols")}">Symbols</h2>
${scrolledTable(["symbol", "meaning"], symbols)}`,
    toc,
  };
}
