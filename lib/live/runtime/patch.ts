/// <reference lib="dom" />
import type { Markup } from "../../workspace/markup.ts";

/** Properties of a control that its user changes: they are set again even when the state is the same. */
const PROPERTIES = ["value", "checked", "selectedIndex"] as const;

/** Changes only what differs, so that the focus, a pressed pointer and an open menu stay where they are. */
export function patch(host: Element, { text }: Markup): void {
  const fresh = host.cloneNode() as Element;
  fresh.innerHTML = text;
  update(host, fresh);
}

function update(there: Element, fresh: Element): void {
  for (const { name } of [...there.attributes]) {
    if (!fresh.hasAttribute(name)) there.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (there.getAttribute(name) !== value) there.setAttribute(name, value);
  }
  const children = [...fresh.childNodes];
  children.forEach((child, i) => {
    const old = there.childNodes[i];
    if (old?.nodeName !== child.nodeName) old ? old.replaceWith(child) : there.append(child);
    else if (child instanceof Element) update(old as Element, child);
    else if (old.nodeValue !== child.nodeValue) old.nodeValue = child.nodeValue;
  });
  while (there.childNodes.length > children.length) there.lastChild!.remove();
  const [control, wanted] = [there, fresh] as unknown as Record<string, unknown>[];
  for (const name of PROPERTIES) {
    if (name in control && control[name] !== wanted[name]) control[name] = wanted[name];
  }
}
