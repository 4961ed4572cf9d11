/** The prose of notebooks as sentences, to be measured. */

/** Sentences of Markdown: without listings, tables, boxes, headings and formulas of their own; a formula, a name in code and a link's words count as they are read. */
export function sentencesOf(markdown: string): string[] {
  return paragraphsOf(markdown)
    .flatMap((paragraph) => paragraph.split(/(?<=[.!?][)"”]?)\s+(?=[("“A-Z0-9])/))
    .filter((sentence) => /\w/.test(sentence) && !/[\u4e00-\u9fff]/.test(sentence));
}

/** Paragraphs and items of lists as plain text, each formula and each name in code one word, `X`. */
export function paragraphsOf(markdown: string): string[] {
  return markdown
    .replace(/^```[\s\S]*?^```/gm, "\n")
    .replace(/\$\$[\s\S]*?\$\$/g, " ")
    .replace(/^\s*(?:\||#|- \[ \]).*$/gm, "")
    .replace(/<summary>[\s\S]*?<\/summary>/g, "\n\n")
    .replace(/<[^>]+>/g, " ")
    .replace(/\$[^$]+\$|`[^`]+`/g, "X")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .split(/\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)/)
    .map((text) =>
      text.replace(/^\s*(?:[-*]|\d+\.)\s+/, "").replace(/[*_]/g, "").replace(/\s+/g, " ").trim()
    )
    .filter((text) => text);
}

/** How many words a sentence has. */
export function wordsIn(sentence: string): number {
  return sentence.split(" ").filter((word) => /\w/.test(word)).length;
}
