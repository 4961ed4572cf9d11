import type { Glossary, Term } from "./glossary.ts";

/** Links the first use of each word of the glossary on a page. */
export class TermLinks {
  readonly #pattern: RegExp | undefined;
  readonly #terms = new Map<string, Term>();
  readonly #used = new Set<Term>();
  readonly #link: (term: Term, words: string) => string;

  constructor(glossary: Glossary, link: (term: Term, words: string) => string) {
    this.#link = link;
    for (const term of glossary.terms) {
      for (const word of term.english) this.#terms.set(word.toLowerCase(), term);
    }
    const longestFirst = [...this.#terms.keys()].sort((a, b) => b.length - a.length);
    if (longestFirst.length > 0) {
      const words = longestFirst.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
      this.#pattern = new RegExp(`(?<![\\w@-])(${words.join("|")})((?:e?s)?)(?![\\w@-])`, "gi");
    }
  }

  /** The terms that were linked so far. */
  get used(): ReadonlySet<Term> {
    return this.#used;
  }

  /** Text of the page (HTML without tags), with links at first uses. */
  link(text: string): string {
    if (!this.#pattern) return text;
    return text.replace(this.#pattern, (whole, word: string) => {
      const term = this.#terms.get(word.toLowerCase())!;
      if (this.#used.has(term)) return whole;
      this.#used.add(term);
      return this.#link(term, whole);
    });
  }
}
