import { type Markup, markup } from "../workspace/markup.ts";
import type { Outline } from "./outline.ts";
import { pageLink } from "./page_link.ts";

/** Knows where everything in the book stands, in pages of their own or in one document. */
export class References {
  /** Takes all outlines, whether they make one document, and which pages are there already. */
  constructor(
    private readonly outlines: readonly Outline[],
    readonly whole = false,
    private readonly there: (file: string) => boolean = () => false,
  ) {}

  /** The id of a place of a page, in the document that it stands in. */
  id(file: string, place: string): string {
    if (!this.whole) return place;
    // Names of files hold what ids may not: spaces, and the signs that links are made of.
    const name = file.replace(/\.html$/, "")
      .replace(/[^\w.-]/gu, (sign) => `_${sign.codePointAt(0)!.toString(16)}`);
    return `${name}-${place}`;
  }

  /** The link from one page to a place of another, or of itself. */
  href(from: string, file: string, place?: string): string {
    if (this.whole || from === file) return pageLink("", this.id(file, place ?? "top"));
    return pageLink(file, place);
  }

  /** On paper, room for the number of the page that a place is on; nothing elsewhere. */
  onPage(file: string, place = "top"): Markup {
    if (!this.whole) return markup``;
    return markup`<span class="on-page" data-of="${this.id(file, place)}"></span>`;
  }

  /** The lessons that have a page in this report. */
  get made(): readonly Outline[] {
    return this.outlines.filter(({ lesson }) => lesson.made);
  }

  /**
   * Follows a link of the notebooks, to a figure, a heading or a notebook: no `href` where this report
   * has no such page, or a notebook stopped before it; `number` is what the book calls it, such as `2.3`.
   */
  resolve(from: Outline, link: string): { href?: string; number: string } | undefined {
    const [name, anchor] = link.split("#", 2).map(decoded);
    const to = name === ""
      ? from
      : this.outlines.find(({ lesson }) => lesson.source === name.replace(/^\.\//, ""));
    if (to === undefined) return undefined;
    const place = anchor ? placeIn(to, anchor) : { id: undefined, number: "" };
    if (place === undefined) return to.unmade.includes(anchor) ? { number: "" } : undefined;
    const reachable = to.lesson.made || (!this.whole && this.there(to.file));
    return {
      number: place.number,
      ...(reachable ? { href: this.href(from.file, to.file, place.id) } : {}),
    };
  }
}

const placeIn = ({ figures, sections }: Outline, anchor: string) =>
  figures.find(({ id }) => id === anchor) ??
    sections.find(({ id, aliases }) => id === anchor || aliases.includes(anchor));

function decoded(link: string): string {
  try {
    return decodeURIComponent(link);
  } catch {
    return link;
  }
}
