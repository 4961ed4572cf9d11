import { LOSS_COLOR, SOFT_INK } from "../../charts/palette.ts";
import { arrows } from "./arrows.ts";
import type { Markup } from "../../workspace/markup.ts";
import { attributes, drawing, type Style } from "./scene.ts";

/** The looks of what explains, of what names, and of the loss itself. */
export const SOFT: Style = { fill: SOFT_INK };
export const BOLD: Style = { "font-weight": 600 };
export const BIG: Style = { "font-weight": 700, "font-size": 22, fill: LOSS_COLOR };

/** Lines of text one under the other, as a figure has them beside its plane. */
export class TextColumn {
  readonly elements: Markup[] = [];

  /** `y` is how far down it has come: where a text's line stands. */
  constructor(readonly left: number, public y: number, readonly width: number) {}

  /** Goes down, and writes a line there of parts: texts, or texts with a style. */
  line(height: number, ...parts: readonly (string | readonly [string, Style])[]): void {
    this.y += height;
    const spans = parts.map((part) => {
      const [words, style] = typeof part === "string" ? [part, {}] : part;
      return drawing`<tspan${attributes(style)}>${words}</tspan>`;
    });
    this.elements.push(drawing`<text x="${this.left}" y="${this.y}">${spans}</text>`);
  }

  text(from: number, words: string, style: Style = {}): void {
    const at = attributes({ x: this.left + from, y: this.y, ...style });
    this.elements.push(drawing`<text${at}>${words}</text>`);
  }

  textEnd(to: number, words: string, style: Style = {}): void {
    this.text(to, words, { "text-anchor": "end", ...style });
  }

  rect(from: number, up: number, width: number, height: number, fill: string): void {
    const at = { x: this.left + from, y: this.y - up, width, height, fill };
    this.elements.push(drawing`<rect${attributes(at)}/>`);
  }

  /** Goes down by a bar's height, and draws it in parts: each its share of the width, and a colour. */
  bar(height: number, parts: readonly (readonly [share: number, color: string])[]): void {
    let from = 0;
    for (const [share, color] of parts) {
      this.rect(from, 0, share * this.width, height, color);
      from += share * this.width;
    }
    this.y += height;
  }

  key(words: string, color: string, style: { dashes?: string; plain?: boolean } = {}): void {
    this.y += 18;
    const [from, to] = [0, 30].map((x) => [this.left + x, this.y - 4]);
    this.elements.push(arrows({ lines: [{ from, to }], color, ...style }));
    this.text(40, words, { fill: color, ...BOLD });
  }

  note(words: string, style = SOFT, height = 16): void {
    for (const line of wrapped(words, this.width / 6.4)) this.line(height, [line, style]);
  }
}

export function wrapped(text: string, letters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= letters) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
