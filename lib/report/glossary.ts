import { Marked, type Token, type Tokens } from "marked";
import { joined, type Notebook } from "../notebooks/notebook.ts";
import { slug } from "./slug.ts";

/** A word of the lessons. */
export interface Term {
  id: string;
  /** The English words: one, or several that mean the same. */
  english: string[];
  /** The words that articles in Chinese use. */
  chinese: string[];
  meaning: string;
}

/** The words and symbols of the lessons. */
export interface Glossary {
  terms: Term[];
  /** The symbols: Markdown with a formula, and what it means. */
  symbols: { symbol: string; meaning: string }[];
}

const marked = new Marked();

/** Words and symbols of the tables whose columns are `English` and `Chinese`, or `symbol`. */
export function glossaryOf(notebooks: readonly Notebook[]): Glossary {
  const glossary: Glossary = { terms: [], symbols: [] };
  for (const { cells } of notebooks) {
    for (const { cell_type, source } of cells) {
      if (cell_type !== "markdown") continue;
      marked.walkTokens(marked.lexer(joined(source)), (token: Token) => {
        if (token.type !== "table") return;
        const { header, rows } = token as Tokens.Table;
        const [first, second] = header.map(({ text }) => text.toLowerCase());
        const cellsOf = rows.map((row) => row.map(({ text }) => text));
        if (first === "english" && second === "chinese") {
          glossary.terms.push(...cellsOf.map(([english, chinese, meaning]) => ({
            id: `term-${slug(english)}`,
            english: words(english),
            chinese: words(chinese),
            meaning,
          })));
        } else if (first === "symbol") {
          glossary.symbols.push(...cellsOf.map(([symbol, meaning]) => ({ symbol, meaning })));
        }
      });
    }
  }
  return glossary;
}

function words(list: string): string[] {
  return list.split(/[,，、]\s*/).map((word) => word.trim()).filter((word) => word);
}
