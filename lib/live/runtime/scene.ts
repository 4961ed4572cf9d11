import { type Markup, markup, type MarkupPart } from "../../workspace/markup.ts";

/** Attributes by their names; `undefined` is left out. */
export type Style = Readonly<Record<string, string | number | undefined>>;

/** SVG of a template, its texts escaped: hundredths of a pixel are enough. */
export function drawing(pieces: TemplateStringsArray, ...parts: readonly MarkupPart[]): Markup {
  return markup(
    pieces,
    ...parts.map((part) => typeof part === "number" ? Math.round(part * 100) / 100 + 0 : part),
  );
}

export function attributes(style: Style): Markup {
  const given = Object.entries(style).filter(([, value]) => value !== undefined);
  return drawing`${given.map(([name, value]) => drawing` ${name}="${value}"`)}`;
}
