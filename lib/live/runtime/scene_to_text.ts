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
export function sceneToText(scene: SceneElement | string): string {
  if (typeof scene === "string") return escaped(scene);
  const attributes = Object.entries(scene.attributes).flatMap(([name, value]) => {
    const text = name === "key" ? undefined : attributeText(value);
    return text === undefined ? [] : [` ${name}="${escaped(text)}"`];
  });
  return `<${scene.tag}${attributes.join("")}>${
    scene.children.map(sceneToText).join("")
  }</${scene.tag}>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
