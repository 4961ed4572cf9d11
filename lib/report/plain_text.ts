/** A line of Markdown without its marks, for places that hold only text. */
export function plainText(markdown: string): string {
  return markdown.replace(/[*`$]|\b_|_\b/g, "").replace(/\\[a-z]+/gi, "").trim();
}
