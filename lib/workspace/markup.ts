/** A piece of HTML or SVG whose texts are escaped, or as another library made it. */
export class Markup {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** Markup stands as it is, text is escaped, lists follow each other, the rest is nothing. */
export type MarkupPart = Markup | string | number | bigint | false | null | undefined | MarkupParts;
type MarkupParts = readonly MarkupPart[];

/** HTML or SVG of a template. (Formatters indent those named `html`, and in a page white space counts.) */
export function markup(pieces: TemplateStringsArray, ...parts: readonly MarkupPart[]): Markup {
  return new Markup(pieces.reduce((text, piece, i) => text + textOf(parts[i - 1]) + piece));
}

function textOf(part: MarkupPart): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === "object" && part !== null) return part.map(textOf).join("");
  return part === false || part === null || part === undefined ? "" : escaped(String(part));
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
