import { DOMParser } from "linkedom";
import type { DrawingNode } from "../page/outputs/safe_drawing.ts";

/** Reads a drawing as a tree, where there is no browser. */
export function parseDrawing(svg: string): DrawingNode {
  return new DOMParser().parseFromString(svg, "image/svg+xml") as unknown as DrawingNode;
}
