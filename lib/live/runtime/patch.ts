/// <reference lib="dom" />
import { attributeText, type SceneElement } from "./scene.ts";

const SVG = "http://www.w3.org/2000/svg";

/** What an element was last made of; text and control values are compared with it, not read back. */
const made = new WeakMap<Node, SceneElement | string>();

/** Attributes that an input also has as properties, which its user changes. */
const PROPERTIES = new Set(["value", "checked", "selected"]);

/** Changes only what differs, so that the focus, a pressed pointer and an open menu stay where they are. */
export function patch(parent: Element, children: readonly (SceneElement | string)[]): void {
  children.forEach((child, i) => {
    const name = typeof child === "string" ? "#text" : child.tag;
    let node: ChildNode | undefined = parent.childNodes[i];
    if (node?.nodeName.toLowerCase() !== name.toLowerCase()) {
      const fresh = create(child, parent);
      if (node) node.replaceWith(fresh);
      else parent.append(fresh);
      node = fresh;
    }
    update(node, child);
  });
  while (parent.childNodes.length > children.length) parent.lastChild!.remove();
}

function create(child: SceneElement | string, parent: Element): ChildNode {
  if (typeof child === "string") return document.createTextNode("");
  return child.tag === "svg" || parent.namespaceURI === SVG
    ? document.createElementNS(SVG, child.tag)
    : document.createElement(child.tag);
}

function update(node: ChildNode, child: SceneElement | string): void {
  const was = made.get(node);
  if (was === child) return;
  made.set(node, child);
  if (typeof child === "string") {
    node.textContent = child;
    return;
  }
  const element = node as Element;
  const before = (was as SceneElement | undefined)?.attributes ?? {};
  for (const name of Object.keys({ ...before, ...child.attributes })) {
    const value = child.attributes[name];
    // What a user changed by hand is set again even when the state did not change.
    if (value !== before[name] || PROPERTIES.has(name)) write(element, name, value);
  }
  patch(element, child.children);
}

function write(element: Element, name: string, value: SceneElement["attributes"][string]): void {
  if (PROPERTIES.has(name) && name in element) {
    const input = element as unknown as Record<string, unknown>;
    const wanted = name === "value" ? attributeText(value) ?? "" : value === true;
    if (input[name] !== wanted) input[name] = wanted;
    return;
  }
  const text = attributeText(value);
  if (text === undefined) element.removeAttribute(name);
  else element.setAttribute(name, text);
}
