import { markup } from "../../workspace/markup.ts";

/** What a drawing may be made of: shapes, text and paint, nothing that loads, runs or moves. */
const ELEMENTS = new Set(
  ("svg g path line rect circle ellipse polyline polygon text tspan title desc style defs clipPath " +
    "linearGradient radialGradient stop marker image").split(" "),
);

/** Attributes by name, without those that the rules below look into. */
const ATTRIBUTES = new Set(
  ("x y x1 y1 x2 y2 cx cy r rx ry dx dy d points width height viewBox preserveAspectRatio transform " +
    "xmlns xmlns:xlink offset markerWidth markerHeight refX refY orient clipPathUnits gradientUnits " +
    "gradientTransform role aria-label aria-hidden aria-description aria-roledescription " +
    "pointer-events text-anchor dominant-baseline font-family font-size font-style font-variant " +
    "font-weight fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-dasharray " +
    "stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit paint-order opacity " +
    "clip-path clip-rule stop-color stop-opacity marker-start marker-mid marker-end " +
    "vector-effect shape-rendering image-rendering letter-spacing rotate").split(" "),
);

/** A rule that the style of an element may have: it paints, and moves nothing over the page. */
const RULE =
  /^\s*(background|color|font-family|font-size|overflow|white-space|fill|stroke|mix-blend-mode)\s*:/;

/** What the project's drawings call their own parts; links of the page lead to other names. */
const ID = /^(?!figure-)(?:f[0-9a-z]+-\d+|live-[\w-]+-plane|id-\d+)$/;

/** The one style sheet that a drawing may bring: Plot's, for its own class. */
const SHEET = ":where(.plot-ID) { --plot-background: white; display: block; height: auto; " +
  "height: intrinsic; max-width: 100%; } :where(.plot-ID text), :where(.plot-ID tspan) { " +
  "white-space: pre; }";

/** A drawing read as a tree of which only what is known to draw is written out; undefined where there is more. */
export function safeDrawing(svg: string, parse: ParseDrawing): string | undefined {
  try {
    const [root, ...others] = [...parse(svg).childNodes].filter((node) => !isBlank(node));
    return others.length === 0 && root?.nodeName === "svg" ? written(root) : undefined;
  } catch (error) {
    // The other one: nested deeper than the stack is.
    if (error instanceof Refused || error instanceof RangeError) return undefined;
    throw error;
  }
}

class Refused extends Error {}

export type ParseDrawing = (svg: string) => DrawingNode;

/** What is used of a tree's nodes; their types are 1 for an element and 3 for text. */
export interface DrawingNode {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly childNodes: Iterable<DrawingNode>;
  readonly textContent: string | null;
  readonly attributes?: Iterable<{ name: string; value: string }>;
}

const isBlank = ({ nodeType, textContent }: DrawingNode) => nodeType === 3 && !textContent?.trim();

function written(node: DrawingNode): string {
  if (node.nodeType === 3) return escaped(node.textContent ?? "");
  if (node.nodeType !== 1 || !ELEMENTS.has(node.nodeName)) throw new Refused(node.nodeName);
  const attributes = [...node.attributes ?? []].map(({ name, value }) => {
    if (!isAllowed(node.nodeName, name, value)) throw new Refused(name);
    return ` ${name}="${escaped(value)}"`;
  }).join("");
  const content = node.nodeName === "style"
    ? sheet(node.textContent ?? "")
    : [...node.childNodes].map(written).join("");
  const [name, end] = [node.nodeName, content ? `>${content}</${node.nodeName}>` : "/>"];
  return `<${name}${attributes}${end}`;
}

function isAllowed(element: string, name: string, value: string): boolean {
  // A reference may point inside the drawing, and no escape may hide one that does not.
  const outside = /url\s*\((?!\s*#[\w-]+\s*\))|\\|@|image-set|expression/i.test(value);
  if (name === "class") return /^plot-[0-9a-f]+$/.test(value);
  if (name === "id") return ID.test(value);
  if (name === "href" || name === "xlink:href") {
    return element === "image" && /^data:image\/(?:png|jpeg);base64,[\w+/=]*$/.test(value);
  }
  if (name === "style") {
    const rules = value.split(";").filter((rule) => rule.trim());
    return !outside && !value.includes("!") && rules.every((rule) => RULE.test(rule));
  }
  // Words may hold anything: they are read, not obeyed.
  return ATTRIBUTES.has(name) && (name.startsWith("aria-") || !outside);
}

function sheet(text: string): string {
  const [, id] = /\.plot-([0-9a-f]+)\b/.exec(text) ?? [];
  if (text.replace(/\s+/g, " ").trim() !== SHEET.replaceAll("ID", id)) throw new Refused("style");
  return text;
}

const escaped = (text: string): string => markup`${text}`.text;
