import { parseHTML } from "linkedom";
import { Markup, markup } from "../workspace/markup.ts";
import { SOLUTION_SUMMARY } from "./without_solutions.ts";

/** The elements that a lesson's prose may write as HTML; nothing in them can load or run anything. */
const ALLOWED = new Set(
  ("abbr b br cite code dd del details dfn div dl dt em i ins kbd li mark ol p q s samp small span " +
    "strong sub summary sup u ul var").split(" "),
);

/** The attributes that they may have; `open` is a fold's alone. */
const ATTRIBUTES = ["open", "title", "lang", "dir"];

/** Which folds stand open from the start. */
export type Unfolded = "nothing" | "solutions" | "all";

/**
 * Lets through, of the HTML in a cell of prose, a few elements without a way to load or run anything.
 * The cell is read as a tree whose leaves are what the page made of the Markdown between, and only
 * those elements are written out again: no way of writing the others matters, and no cell reaches
 * beyond itself. HTML with another element in it is shown as text; all of the cell's is, where it hides
 * a leaf, or opens inside of a paragraph what it closes outside.
 */
export function safeHtml(pieces: readonly (Markup | string)[], unfolded: Unfolded): Markup {
  const text = markup`${pieces}`;
  try {
    const known = pieces.map((piece) =>
      piece instanceof Markup || treeOf(piece).childNodes.every(isKnown) ? piece : markup`${piece}`
    );
    return woven(known, unfolded) ?? text;
  } catch (error) {
    if (error instanceof RangeError) return text; // nested deeper than the stack is
    throw error;
  }
}

interface Node {
  readonly nodeType: number;
  readonly localName: string;
  readonly childNodes: Node[];
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
}

const ELEMENT = 1;
const COMMENT = 8;
const { document } = parseHTML("") as unknown as {
  document: { createElement(name: string): Node & { innerHTML: string } };
};

function treeOf(html: string): Node {
  return Object.assign(document.createElement("div"), { innerHTML: html });
}

function isKnown({ nodeType, localName, childNodes }: Node): boolean {
  return nodeType !== ELEMENT || (ALLOWED.has(localName) && childNodes.every(isKnown));
}

/** The cell as a tree, written out; undefined where a leaf is hidden, or elements overlap. */
function woven(pieces: readonly (Markup | string)[], unfolded: Unfolded): Markup | undefined {
  const key = crypto.randomUUID(); // which no author can write
  const leaves: Markup[] = [];
  const skeleton = pieces.map((piece) =>
    piece instanceof Markup ? `<!--${key}${leaves.push(piece) - 1}-->` : piece
  );
  let next = 0;
  const written = (node: Node): Markup => {
    const { nodeType, localName, childNodes, textContent } = node;
    if (nodeType === COMMENT) return textContent === key + next ? leaves[next++] : markup``;
    if (nodeType !== ELEMENT) return markup`${textContent}`;
    if (localName === "br") return markup`<br>`;
    const content = markup`${childNodes.map(written)}`;
    const name = new Markup(localName);
    return markup`<${name}${attributesOf(node, content, unfolded)}>${content}</${name}>`;
  };
  const tree = treeOf(skeleton.join(""));
  if (!tree.childNodes.every(isKnown)) return undefined;
  const html = markup`${tree.childNodes.map(written)}`;
  return next === leaves.length && isNested(html.text) ? html : undefined;
}

/** Whether each element of a piece of HTML that was made here ends inside of the one around it. */
function isNested(html: string): boolean {
  const open: string[] = [];
  for (const [tag, closes, name] of html.matchAll(/<(\/?)([a-z][\w-]*)[^>]*>/gi)) {
    if (closes && open.pop() !== name) return false;
    if (!closes && !tag.endsWith("/>") && !/^(?:br|hr|img|input)$/.test(name)) open.push(name);
  }
  return open.length === 0;
}

function attributesOf(element: Node, content: Markup, unfolded: Unfolded): Markup {
  const fold = element.localName === "details";
  const solution = fold && SOLUTION_SUMMARY.test(content.text);
  const opens = fold && (unfolded === "all" || (solution && unfolded === "solutions"));
  const kept = ATTRIBUTES.filter((name) => name !== "open" || fold).flatMap((name) => {
    const value = name === "open" && opens ? "" : element.getAttribute(name);
    return value === null ? [] : markup` ${name}${value && markup`="${value}"`}`;
  });
  return markup`${solution && markup` class="solution"`}${kept}`;
}
