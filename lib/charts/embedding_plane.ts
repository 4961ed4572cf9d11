import { Plot } from "./plot.ts";
import type { EmbeddingOptions } from "./embedding_panels.ts";
import { Figure, titled } from "./figure.ts";
import { checkLengths, NAMED } from "./marks.ts";
import { classColor, INK, PAPER } from "./palette.ts";
import { checkPlane, classPlaces, planeOptions } from "./plane.ts";
import { boundsOf, classMeans } from "./points.ts";

/** Options of {@linkcode embeddingPlane}; names stand beside the points, in small batches. */
export type EmbeddingPlaneOptions = EmbeddingOptions & { names?: readonly string[] };

/**
 * Points in the plane, rows of two numbers, coloured by class, on one scale for both axes. Each class
 * is named at its mean.
 *
 * @throws {RangeError} When there are no points, a point is not in the plane, or labels are missing.
 */
export function embeddingPlane(
  points: readonly (readonly number[])[],
  labels: ArrayLike<number>,
  options: EmbeddingPlaneOptions,
): Figure {
  const { title, className = String, names } = titled(options, "title className names");
  checkPlane(points, "points");
  checkLengths(points.length, { labels, ...names && { names } });
  const data = points.map(([x, y], i) => (
    { x, y, label: labels[i], ...names && { name: names[i] } }
  ));
  const means = classMeans(points, labels);
  const color = ({ label }: { label: number }) => classColor(label);
  const name = ({ label }: { label: number }) => className(label);
  const place = { x: "x", y: "y" } as const;
  const look = points.length > 100 ? { r: 2, fillOpacity: 0.6 } : { r: 6 };
  return new Figure({
    title,
    alt: `${points.length} points of ${means.length} classes in the plane. Class means: ` +
      `${classPlaces(means, className)}.`,
    data,
    plot: (widest) => ({
      ...planeOptions(boundsOf(points), widest, { across: 460, narrowest: 200, ticks: 5 }).options,
      marks: [
        Plot.dot(data, { ...place, fill: color, ...look }),
        names
          ? Plot.text(data, { ...place, text: "name", dy: -14, fill: INK, stroke: PAPER })
          : Plot.text(means, {
            ...{ ...place, ...NAMED, text: name, fill: color },
            ...{ strokeWidth: 5, fontSize: 16 },
          }),
      ],
    }),
  });
}
