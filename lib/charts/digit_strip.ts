import * as Plot from "@observablehq/plot";
import { Figure } from "./figure.ts";
import { INK } from "./palette.ts";

/**
 * A row of grey pictures with a word under each: digits as a reader sees them.
 *
 * @param images Grey levels 0 to 1, `count x 784`, row-major.
 * @param names A word for each picture.
 * @param options Title.
 * @returns A figure.
 * @throws {RangeError} When the pictures and their names do not match.
 */
export function digitStrip(
  images: Float32Array,
  names: readonly string[],
  { title }: { title: string },
): Figure {
  if (images.length !== names.length * 784 || names.length === 0) {
    throw new RangeError(
      `images: expected ${names.length} pictures of 784 levels, got ${images.length} levels`,
    );
  }
  const SIDE = 28;
  const perRow = Math.min(10, names.length);
  const rows = Math.ceil(names.length / perRow);
  const cells: { x: number; y: number; level: number }[] = [];
  const words = names.map((name, i) => ({
    name,
    x: (i % perRow) * (SIDE + 4) + SIDE / 2,
    y: Math.floor(i / perRow) * (SIDE + 12) + SIDE + 5,
  }));
  for (let i = 0; i < images.length; i++) {
    if (images[i] < 0.1) continue;
    const image = Math.floor(i / 784);
    const pixel = i % 784;
    cells.push({
      x: (image % perRow) * (SIDE + 4) + pixel % SIDE,
      y: Math.floor(image / perRow) * (SIDE + 12) + Math.floor(pixel / SIDE),
      level: Math.round(images[i] * 10) / 10,
    });
  }
  const width = 640;
  const scale = (width - 24) / (perRow * (SIDE + 4));
  return new Figure({
    title,
    alt: `${names.length} pictures: ${names.join(", ")}.`,
    data: { names, ink: +images.reduce((sum, level) => sum + level, 0).toFixed(1) },
    plot: {
      width,
      height: rows * (SIDE + 12) * scale + 10,
      marginTop: 4,
      marginLeft: 12,
      marginRight: 12,
      marginBottom: 4,
      x: { axis: null, domain: [0, perRow * (SIDE + 4)] },
      y: { axis: null, domain: [rows * (SIDE + 12), 0] },
      marks: [
        Plot.rect(cells, {
          x1: "x",
          x2: ({ x }: { x: number }) => x + 1,
          y1: "y",
          y2: ({ y }: { y: number }) => y + 1,
          fill: INK,
          fillOpacity: "level",
        }),
        Plot.text(words, { x: "x", y: "y", text: "name", fill: INK, fontSize: 12 }),
      ],
      opacity: { range: [0, 1], domain: [0, 1] },
    },
  });
}
