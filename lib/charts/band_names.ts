import * as Plot from "@observablehq/plot";
import { CATEGORY_WORD_COLOR } from "./palette.ts";
import type { BandEnd } from "./share_bands.ts";

/**
 * The names of bands, to the right of where each ends.
 *
 * @param ends The ends, as `shareBands` gives them; those of a panel have its facets beside.
 * @param words What is written at an end.
 * @param facets The names of the ends' columns for Plot's `fx` and `fy`. Default: none.
 * @returns Marks, one an end, since Plot moves a mark as a whole.
 */
export function bandNames<End extends BandEnd>(
  ends: readonly End[],
  words: (end: End) => string,
  facets: { fx?: string; fy?: string } = {},
): Plot.Markish[] {
  return ends.map((end) =>
    Plot.text([end], {
      ...facets,
      x: "step",
      y: "middle",
      text: words,
      fill: CATEGORY_WORD_COLOR[end.category],
      textAnchor: "start",
      dx: 7,
      dy: end.move,
      fontWeight: "bold",
    })
  );
}
