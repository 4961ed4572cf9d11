import { type Markup, markup } from "../../workspace/markup.ts";
import { attributeText, type SceneElement } from "./scene.ts";

/**
 * A scene as markup: what the live page builds, as text.
 *
 * @param scene An element.
 * @returns SVG or HTML, its texts escaped.
 *
 * @example
 * ```ts
 * import { element } from "#lib/live/runtime/scene.ts";
 * import { sceneToText } from "#lib/live/runtime/scene_to_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sceneToText(element("text", { x: 1.2345 }, "a < b")), '<text x="1.23">a &lt; b</text>');
 * ```
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
