import { Figure, titled } from "./figure.ts";
import { across, frame, upwards } from "./marks.ts";
import { fixed } from "./numbers.ts";
import { bandMarks, shareBands, type ShareRecord } from "./share_bands.ts";

const [HEIGHT, TOP, BOTTOM] = [260, 20, 40];

/**
 * Easy, semi-hard and hard triplets as shares of the valid ones, stacked, over the steps; at its end
 * each band has its name and its share, however thin it is.
 *
 * @throws {RangeError} When there are no steps, or the shares of a step do not add up to 1.
 */
export function categoryShares(
  steps: readonly ShareRecord[],
  options?: { title?: string },
): Figure {
  const { areas, ends, data } = shareBands(steps, HEIGHT - TOP - BOTTOM, "steps");
  const named = (bands: typeof areas) => bands.slice(0, 3).map(nameAndShare).join(", ");
  return new Figure({
    ...titled(options, "title", "Which triplets a batch holds"),
    alt: `At the beginning ${named(areas)}; at the end ${named(ends)}.`,
    data,
    plot: {
      ...frame(478, HEIGHT, [48, 120, TOP, BOTTOM]),
      x: across("step"),
      y: upwards("share of the valid triplets", { domain: [0, 1], tickFormat: "%" }),
      marks: bandMarks(areas, ends, nameAndShare),
    },
  });
}

function nameAndShare({ category, from, to }: { category: string; from: number; to: number }) {
  const percent = 100 * (to - from);
  return `${category} ${fixed(percent, percent > 0 && percent < 1 ? 1 : 0)} %`;
}
