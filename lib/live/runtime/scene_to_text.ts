import { type Markup, markup } from "../../workspace/markup.ts";
import { attributeText, type SceneElement } from "./scene.ts";

/**
 * A scene as markup: what the live page builds, as text.
 *
 * @param scene An element.
 * @returns SVG or HTML, its texts escaped.
 */
export function sceneToText(scene: SceneElement): string {
  return markupOf(scene).text;
}

function markupOf({ tag, attributes, children }: SceneElement): Markup {
  const list = Object.entries(attributes).map(([name, value]) => {
    const text = name === "key" ? undefined : attributeText(value);
    return text !== undefined && markup` ${name}="${text}"`;
  });
  const inner = children.map((child) => typeof child === "string" ? child : markupOf(child));
  return markup`<${tag}${list}>${inner}</${tag}>`;
}
