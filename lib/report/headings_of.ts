import { type Markup, markup } from "../workspace/markup.ts";
import type { TocEntry } from "./page.ts";
import type { References } from "./references.ts";

export type Heading = (place: string, title: string, level?: number) => Markup;

/** Makes the headings of a page beside the lessons, and its contents of those of level 2. */
export function headingsOf(file: string, references: References) {
  const toc: TocEntry[] = [];
  const heading: Heading = (place, title, level = 2) => {
    const id = references.id(file, place);
    if (level === 2) toc.push({ id, number: "", title: markup`${title}`, level });
    return markup`<h${level} id="${id}">${title}</h${level}>`;
  };
  return { heading, toc };
}
