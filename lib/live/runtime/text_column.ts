import { LOSS_COLOR, SOFT_INK } from "../../charts/palette.ts";
import { type Attribute, element, type SceneElement } from "./scene.ts";
import { wrapped } from "./wrapped.ts";

/** How a text looks: attributes of SVG. */
export type TextStyle = Readonly<Record<string, Attribute>>;

/** What explains, and is read last. */
export const SOFT: TextStyle = { fill: SOFT_INK };

/** What names. */
export const BOLD: TextStyle = { "font-weight": 600 };

/** The loss itself. */
export const BIG: TextStyle = { "font-weight": 700, "font-size": 22, fill: LOSS_COLOR };

/** So many pixels of the width hold a letter, in the mean of a sentence. */
const LETTER = 6.4;

/** Lines of text one under the other, as a figure has them beside its plane. */
export class TextColumn {
  /** What stands in it. */
  readonly elements: SceneElement[] = [];
  /** Its left side. */
  readonly left: number;
  /** Its width. */
  readonly width: number;
  /** How far down it has come: where a text's line stands. */
  y: number;

  /** Begins at the top. */
  constructor({ left, top, width }: { left: number; top: number; width: number }) {
    this.left = left;
    this.width = width;
    this.y = top;
  }

  /** Goes down, and writes a line there of parts: texts, or texts with a style. */
  line(height: number, ...parts: readonly (string | readonly [string, TextStyle])[]): void {
    this.y += height;
    const spans = parts.map((part) =>
      typeof part === "string" ? element("tspan", {}, part) : element("tspan", part[1], part[0])
    );
    this.elements.push(element("text", { x: this.left, y: this.y }, ...spans));
  }

  /** Writes at the height that it has come to, so far from the left. */
  text(from: number, words: string, style: TextStyle = {}): void {
    this.elements.push(element("text", { x: this.left + from, y: this.y, ...style }, words));
  }

  /** Writes there, up to so far from the left. */
  textEnd(to: number, words: string, style: TextStyle = {}): void {
    this.text(to, words, { "text-anchor": "end", ...style });
  }

  /** Goes down by a bar's height, and draws it in parts: each its share of the width, and a colour. */
  bar(height: number, parts: readonly (readonly [share: number, color: string])[]): void {
    let x = this.left;
    for (const [share, fill] of parts) {
      const width = share * this.width;
      this.elements.push(element("rect", { x, y: this.y, width, height, fill }));
      x += width;
    }
    this.y += height;
  }

  /** Writes a sentence in as many lines as it needs. */
  note(words: string, { height = 16, ...style }: TextStyle & { height?: number } = SOFT): void {
    for (const line of wrapped(words, this.width / LETTER)) this.line(height, [line, style]);
  }
}
