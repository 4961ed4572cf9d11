import { type Markup, markup } from "../../workspace/markup.ts";

/** What an attribute may be: numbers are written with two decimals, `undefined` and `false` left out. */
export type Attribute = string | number | boolean | undefined;

/** One element of a picture or of its controls, as data: no document is needed to make it. */
export interface SceneElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly children: readonly (SceneElement | string)[];
}

/** Makes an element; nothing and `false` among its children are left out. */
export function element(
  tag: string,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly (SceneElement | string | false | undefined)[]
): SceneElement {
  return { tag, attributes, children: children.filter((c) => c !== undefined && c !== false) };
}

/** An attribute as it is written: hundredths of a pixel are enough. */
export function attributeText(value: Attribute): string | undefined {
  if (typeof value === "number") return String(Math.round(value * 100) / 100 + 0);
  return value === undefined || value === false ? undefined : value === true ? "" : value;
}

/** A scene as SVG or HTML, its texts escaped: what the live page builds, as text. */
export function sceneToText(scene: SceneElement): string {
  return markupOf(scene).text;
}

function markupOf({ tag, attributes, children }: SceneElement): Markup {
  const list = Object.entries(attributes).map(([name, value]) => {
    const text = attributeText(value);
    return text !== undefined && markup` ${name}="${text}"`;
  });
  const inner = children.map((child) => typeof child === "string" ? child : markupOf(child));
  return markup`<${tag}${list}>${inner}</${tag}>`;
}
