import { Marked, type Token, type Tokens } from "marked";
import { joined, type Notebook } from "../notebooks/notebook.ts";
import { slug } from "./slug.ts";

export interface Term {
  id: string;
  /** Words that mean the same. */
  english: string[];
  chinese: string[];
  meaning: string;
}

export interface Glossary {
  terms: Term[];
  /** The symbols: Markdown with a formula, and what it means. */
  symbols: { symbol: string; meaning: string }[];
}

const marked = new Marked();

/** Words and symbols of the tables whose columns are `English` and `Chinese`, or `symbol`. */
export function glossaryOf(notebooks: readonly Notebook[]): Glossary {
  const [terms, symbols]: [Glossary["terms"], Glossary["symbols"]] = [[], []];
  for (const { cell_type, source } of notebooks.flatMap(({ cells }) => cells)) {
    if (cell_type !== "markdown") continue;
    marked.walkTokens(marked.lexer(joined(source)), (token: Token) => {
      if (token.type !== "table") return;
      const { header, rows } = token as Tokens.Table;
      const [first, second] = header.map(({ text }) => text.toLowerCase());
      for (const [one, two, meaning] of rows.map((row) => row.map(({ text }) => text))) {
        if (first === "english" && second === "chinese") {
          const [english, chinese] = [one, two].map(words);
          terms.push({ id: `term-${slug(one)}`, english, chinese, meaning });
        } else if (first === "symbol") symbols.push({ symbol: one, meaning: two });
      }
    });
  }
  return { terms, symbols };
}

function words(list: string): string[] {
  return list.split(/[,，、]\s*/).map((word) => word.trim()).filter((word) => word);
}
