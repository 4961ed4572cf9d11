import { Marked, Renderer, type Tokens } from "marked";
import markedKatex from "marked-katex-extension";
import { Markup, markup } from "../workspace/markup.ts";
import { highlight } from "../page/outputs/highlight.ts";
import { keepPunctuation } from "./keep_punctuation.ts";
import { safeHtml, type Unfolded } from "./safe_html.ts";

/** KaTeX sets what it cannot parse in this colour, which nothing else has. */
const NOT_PARSED = "#a3201b";

/** The source of a formula with a part in that colour: in its MathML, or the message in its stead. */
const FORMULA = new RegExp(
  `<annotation encoding="application/x-tex">([^<]*)</annotation></semantics></math></span>` +
    `(?:(?!<math)[\\s\\S])*?${NOT_PARSED}|class="katex-error" title="([^"]*)"`,
  "g",
);

const KATEX = {
  output: "htmlAndMathml",
  throwOnError: false,
  errorColor: NOT_PARSED,
  nonStandard: true,
} as const;

/** What a page knows of its surroundings. */
interface ProseOptions {
  heading?: (words: Markup, level: number) => Markup;
  /** Where a link inside the book goes, else its words stand alone, and what is added to them. */
  link?: (href: string, text: string) => { href?: string | undefined; number?: string | undefined };
  /** Text outside headings, links, tables and code: HTML without tags. */
  text?: (html: string) => string;
  /** Told what cannot be shown: a picture from elsewhere, a formula that does not parse. */
  warn?: (problem: string) => void;
  unfolded?: Unfolded;
}

/** Prose as HTML: Markdown, formulas set in advance, harmless elements, pictures as data. */
export function proseToHtml(options: ProseOptions = {}): (markdown: string) => Markup {
  const { heading, link, text = (html) => html, warn = () => {}, unfolded = "nothing" } = options;
  // Where HTML was typed, until the whole cell is there to be read.
  const typed: string[] = [];
  const place = crypto.randomUUID();
  // Inside headings, links and tables words are not linked to the glossary.
  let quiet = 0;
  const quietly = (parse: () => string): string => {
    quiet++;
    try {
      return parse();
    } finally {
      quiet--;
    }
  };
  const marked = new Marked(
    markedKatex(KATEX),
    {
      renderer: {
        code({ text, lang }) {
          return markup`<pre class="listing"><code>${highlight(text, lang)}</code></pre>\n`.text;
        },
        html({ text }) {
          return `${place}${typed.push(text) - 1};`;
        },
        heading({ tokens, depth }) {
          const words = new Markup(quietly(() => this.parser.parseInline(tokens)));
          return (heading?.(words, depth) ?? markup`<h${depth}>${words}</h${depth}>\n`).text;
        },
        text(token: Tokens.Text | Tokens.Escape) {
          const html = Renderer.prototype.text.call(this, token);
          if ("tokens" in token && token.tokens) return html;
          return inChinese(quiet > 0 ? html : text(html));
        },
        link({ href, tokens, text }) {
          const words = new Markup(quietly(() => this.parser.parseInline(tokens)));
          return linkTo(href, text, words).text;
        },
        image: ({ href, text }) => pictureOf(href, text, warn).text,
        table(table) {
          const html = quietly(() => Renderer.prototype.table.call(this, table));
          return `<div class="scroll">${html.trim()}</div>\n`;
        },
        tablecell({ tokens, header, align }) {
          const tag = new Markup(header ? "th" : "td");
          return markup`<${tag}${header && markup` scope="col"`}${
            align && markup` class="${align}"`
          }>${new Markup(this.parser.parseInline(tokens))}</${tag}>`.text;
        },
      },
    },
  );

  function linkTo(href: string, text: string, words: Markup): Markup {
    if (/^https?:\/\//i.test(href)) {
      return markup`<a href="${href}" rel="noopener noreferrer">${words}</a>`;
    }
    // Anything else is a place in the book, or a file of the project that the page cannot reach.
    const inBook = /^#|\.ipynb(#|$)/.test(href) && !/^[a-z]+:/i.test(href);
    const { href: to, number = "" } = inBook && link ? link(href, text) : {};
    const all = number ? markup`${words} ${number}` : words;
    return to === undefined ? all : markup`<a href="${to}">${all}</a>`;
  }

  return (markdown) => {
    typed.length = 0;
    const parts = marked.parse(markdown, { async: false }).split(new RegExp(`${place}(\\d+);`));
    const pieces = parts.map((part, i) => i % 2 ? typed[Number(part)] : new Markup(part));
    const body = safeHtml(pieces, unfolded).text;
    for (const [, tex, said] of body.includes(NOT_PARSED) ? body.matchAll(FORMULA) : []) {
      warn(`a formula does not parse: ${tex ?? said}`);
    }
    return new Markup(keepPunctuation(body));
  };
}

/** A tag; or Chinese, from its first sign to its last, with numbers and signs between. */
const CHINESE = /<[^>]*>|\p{Script=Han}(?:[^<>&A-Za-z]*[\p{Script=Han}，。：；、！？）])?/gu;

/** Says of Chinese words what they are, so that they are read aloud, broken and drawn as such. */
function inChinese(html: string): string {
  return html.replace(
    CHINESE,
    (found) => found.startsWith("<") ? found : `<span lang="zh-Hans">${found}</span>`,
  );
}

/** A picture whose bytes stand in the cell; of any other its words. */
function pictureOf(href: string, text: string, warn: (problem: string) => void): Markup {
  if (/^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i.test(href)) {
    return markup`<img src="${href}" alt="${text}">`;
  }
  warn(`the picture ${href} is not part of the page`);
  return markup`<em>${text}</em>`;
}
