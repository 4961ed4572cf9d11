import type * as ObservablePlot from "@observablehq/plot";
import type { parseHTML } from "linkedom";
import { requireFrom } from "../host/mod.ts";

/** What figures are drawn with: Observable Plot, and a document to draw in. */
export type Tools = { readonly plot: typeof ObservablePlot; readonly parseHTML: typeof parseHTML };

let tools: Tools | undefined;

/** Has figures drawn with these from now on. */
export function drawWith(these: Tools): void {
  tools = these;
}

/**
 * What figures are drawn with: what `/charts` brought; where nobody imported that, as under the
 * library's other entry points, the packages are loaded with the first figure.
 */
export function drawingTools(): Tools {
  try {
    return tools ??= {
      plot: requireFrom(import.meta.url, "@observablehq/plot"),
      parseHTML: requireFrom(import.meta.url, "linkedom").parseHTML,
    };
  } catch (cause) {
    throw new Error(
      "charts: expected Observable Plot, which draws them, and it does not load: " +
        "`npm install @observablehq/plot linkedom` brings it, and in a browser or a bundle " +
        '`import "triplet-lab/charts"` too',
      { cause },
    );
  }
}

/** Observable Plot, there when one of its functions is called. */
export const Plot: typeof ObservablePlot = new Proxy({} as typeof ObservablePlot, {
  get: (_, name) => Reflect.get(drawingTools().plot, name),
});
