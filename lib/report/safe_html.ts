import { markup } from "../workspace/markup.ts";
import { SOLUTION_SUMMARY } from "./without_solutions.ts";

/** The elements that a lesson's prose may write as HTML; nothing in them can load or run anything. */
const ALLOWED = new Set(
  ("abbr b br cite code dd del details dfn div dl dt em i ins kbd li mark ol p q s samp small span " +
    "strong sub summary sup u ul var").split(" "),
);

/** The attributes that they may have. */
const ATTRIBUTES = /\s(open|title|lang|dir)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/gi;

const EMPTY = new Set(["br"]);

/**
 * Lets through, of the HTML in a cell of prose, a few elements without a way to load or run
 * anything; every other tag is shown as text. What a cell opens and does not close is closed at its
 * end, and what it closes without having opened is left out, so that no cell reaches beyond itself.
 */
export class SafeHtml {
  readonly #open: string[] = [];
  readonly #unfolded: "nothing" | "solutions" | "all";

  /** Says what is shown unfolded from the start. */
  constructor(unfolded: "nothing" | "solutions" | "all") {
    this.#unfolded = unfolded;
  }

  /** A piece of the cell's HTML. */
  piece(html: string): string {
    let safe = "";
    let from = 0;
    for (
      const match of html.matchAll(
        /<!--[\s\S]*?-->|<(\/?)([a-z][a-z0-9-]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/gi,
      )
    ) {
      safe += text(html.slice(from, match.index));
      from = match.index + match[0].length;
      if (match[2] === undefined) continue;
      safe += this.#tag(
        match[0],
        match[1] !== "",
        match[2].toLowerCase(),
        match[3],
        html.slice(from),
      );
    }
    return safe + text(html.slice(from));
  }

  /** The closing tags of what is still open. */
  end(): string {
    return this.#open.splice(0).reverse().map((name) => `</${name}>`).join("");
  }

  #tag(whole: string, closes: boolean, name: string, attributes: string, rest: string): string {
    if (!ALLOWED.has(name)) return markup`${whole}`.text;
    if (EMPTY.has(name)) return `<${name}>`;
    if (closes) {
      const at = this.#open.lastIndexOf(name);
      if (at < 0) return "";
      return this.#open.splice(at).reverse().map((open) => `</${open}>`).join("");
    }
    this.#open.push(name);
    const kept = new Map<string, string>();
    for (const [, key, ...values] of attributes.matchAll(ATTRIBUTES)) {
      kept.set(key.toLowerCase(), values.find((value) => value !== undefined) ?? "");
    }
    if (name !== "details") kept.delete("open");
    else {
      const solution = SOLUTION_SUMMARY.test(rest);
      if (solution) kept.set("class", "solution");
      if (this.#unfolded === "all" || (solution && this.#unfolded === "solutions")) {
        kept.set("open", "");
      }
    }
    const list = [...kept].map(([key, value]) =>
      value ? markup` ${key}="${value}"` : markup` ${key}`
    );
    return markup`<${name}${list}>`.text;
  }
}

/** Text between tags, with the entities that it has. */
function text(piece: string): string {
  return piece
    .replace(/&(?!(?:#\d{1,7}|#x[a-f0-9]{1,6}|[a-z][a-z0-9]*);)/gi, "&amp;")
    .replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
