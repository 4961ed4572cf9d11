import type { Glossary, Term } from "./glossary.ts";

/** Links the first use of each word of the glossary on a page, in HTML without tags. */
export function termLinks(glossary: Glossary, link: (term: Term, words: string) => string) {
  const terms = new Map(
    glossary.terms.flatMap((term) =>
      term.english.map((word) => [word.toLowerCase(), term] as const)
    ),
  );
  const longestFirst = [...terms.keys()].sort((a, b) => b.length - a.length);
  const words = longestFirst.map(RegExp.escape);
  const pattern = new RegExp(`(?<![\\w@-])(${words.join("|")})((?:e?s)?)(?![\\w@-])`, "gi");
  const used = new Set<Term>();
  const linked = (whole: string, word: string) => {
    const term = terms.get(word.toLowerCase())!;
    if (used.has(term)) return whole;
    used.add(term);
    return link(term, whole);
  };
  return { used, link: (text: string) => words.length > 0 ? text.replace(pattern, linked) : text };
}
