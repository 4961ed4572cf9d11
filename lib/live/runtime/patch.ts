/// <reference lib="dom" />
import { attributeText, type SceneElement } from "./scene.ts";

const SVG = "http://www.w3.org/2000/svg";

/** What an element was last made of; text and control values are compared with it, not read back. */
const made = new WeakMap<Node, SceneElement | string>();

/** Attributes that an input also has as properties, which its user changes. */
const PROPERTIES = new Set(["value", "checked", "selected"]);

/**
 * Makes the children of an element what a scene says, changing only what differs, so that the focus,
 * a pressed pointer and an open menu stay where they are.
 *
 * @param parent The element.
 * @param children What should stand in it.
 */
export function patch(parent: Element, children: readonly (SceneElement | string)[]): void {
  const old = new Map<string, ChildNode>();
  let place = 0;
  for (const node of parent.childNodes) old.set(keyOf(made.get(node), place++), node);
  const nodes = children.map((child, i) => {
    const key = keyOf(child, i);
    const node = old.get(key) ?? create(child, parent);
    old.delete(key);
    return node;
  });
  // What goes, goes first: nodes that stay are then in place, and a node that is moved loses the focus.
  for (const node of old.values()) node.remove();
  let next = parent.firstChild;
  nodes.forEach((node, i) => {
    if (node === next) next = next.nextSibling;
    else parent.insertBefore(node, next);
    update(node, children[i]);
  });
}

/** What a node is known by among its neighbours: its kind, and its key or place. */
function keyOf(child: SceneElement | string | undefined, place: number): string {
  return typeof child === "object"
    ? `${child.tag} ${child.attributes.key ?? `#${place}`}`
    : `#${place}`;
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
    if (was !== child) node.textContent = child;
    return;
  }
  const element = node as Element;
  const before = (was as SceneElement | undefined)?.attributes ?? {};
  for (const name in before) {
    if (!(name in child.attributes)) write(element, name, undefined);
  }
  for (const name in child.attributes) {
    const value = child.attributes[name];
    // What a user changed by hand is set again even when the state did not change.
    if (PROPERTIES.has(name)) write(element, name, value);
    else if (name !== "key" && value !== before[name]) write(element, name, value);
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
