/// <reference lib="dom" />
import type { DrawingNode } from "./safe_drawing.ts";

/** Reads a drawing as a tree, in a browser. Strict XML: a drawing that is none is a tree of an error. */
export function parseInBrowser(svg: string): DrawingNode {
  const named = /^<svg\b[^>]*\sxmlns:xlink=/.test(svg) || !svg.includes("xlink:")
    ? svg
    : svg.replace("<svg", '<svg xmlns:xlink="http://www.w3.org/1999/xlink"');
  return new DOMParser().parseFromString(named, "image/svg+xml") as unknown as DrawingNode;
}
