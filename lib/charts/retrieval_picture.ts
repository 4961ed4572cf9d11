import type { VectorShape } from "@observablehq/plot";
import { checkLike, refuseValue } from "../checks/mod.ts";
import { Plot } from "./plot.ts";
import type { ImageSet } from "../datasets/image_set.ts";
import { Figure, type Titled, titled } from "./figure.ts";
import { imageSource } from "./image_source.ts";
import { checkNames, WIDEST } from "./marks.ts";
import { INK, ROLE_COLOR, SOFT_INK } from "./palette.ts";

/** What one strategy finds: rows of the set, nearest first, as `nearestNeighbours` gives them. */
export type RetrievalRow = { readonly name: string; readonly neighbours: ArrayLike<number> };

/**
 * A query and what each strategy finds nearest to it, as images in a row with the query on its left;
 * those of its class are marked right, the others wrong. The set's credit stands below.
 *
 * @throws {RangeError} When there is no row, two have one name, one is empty, or an image is not there.
 *
 * @example
 * ```ts
 * import { retrievalPicture } from "@triplet-lab/triplet-lab/charts";
 * import { assertEquals } from "@std/assert";
 * const size = { height: 1, width: 1, channels: 1, count: 3 };
 * const set = { images: Float32Array.of(0, 0.1, 1), labels: Int32Array.of(0, 0, 1), names: ["ink", "paper"], ...size };
 * const figure = retrievalPicture(set, [{ name: "batch all", neighbours: [2] }], { title: "One", query: 0 });
 * assertEquals(figure.spec.alt, "Nearest to an image of ink. batch all: paper (wrong).");
 * ```
 */
export function retrievalPicture(
  set: ImageSet,
  rows: readonly RetrievalRow[],
  options: Titled & { query: number },
): Figure {
  const { title, query } = titled(options, "title query");
  const size = { count: 0, height: 0, width: 0, channels: 0 };
  checkLike(set, "set", { images: [0], labels: [0], names: [""], "credit?": "", ...size });
  checkNames("rows", rows, { neighbours: [0] });
  const { credit } = set;
  const cells = rows.flatMap(({ name, neighbours }) =>
    [query, ...Array.from(neighbours)].map((image, column) => {
      const right = set.labels[image] === set.labels[query];
      const mark = column === 0 ? "query" : right ? "✓" : "✗";
      const color = column === 0 ? SOFT_INK : ROLE_COLOR[right ? "positive" : "negative"];
      return { row: name, column, image, mark, color, class: set.names[set.labels[image]] };
    })
  );
  const absent = cells.find(({ image }) => !(image in set.labels));
  if (absent) refuseValue(absent.image, "rows", `images from 0 to ${set.count - 1}`);
  const found = rows.map(({ name }) => {
    const own = cells.filter(({ row, column }) => row === name && column > 0);
    const said = own.map((cell) => `${cell.class} (${cell.mark === "✓" ? "right" : "wrong"})`);
    return `${name}: ${said.join(", ")}.`;
  });
  const about = `Nearest to an image of ${cells[0].class}.`;
  return new Figure({
    title,
    alt: [about, ...found, credit || []].flat().join(" "),
    data: { query: cells[0].class, found, credit },
    plot: (widest) => {
      const names = rows.map(({ name }) => name);
      const columns = 1 + Math.max(...cells.map(({ column }) => column));
      const side = widest < WIDEST ? 44 : 72, across = side + (widest < WIDEST ? 12 : 24);
      const width = columns * across + 16;
      const room = credit ? 10 + 10 * Math.ceil(credit.length * 5 / width) : 4;
      const place = { x: "column", y: "row" } as const, name = (row: string) => row;
      const start = { frameAnchor: "left", textAnchor: "start", dy: -side / 2 - 14 } as const;
      const ground = {
        ...{ frameAnchor: "bottom-left", lineAnchor: "bottom", dy: room - 4 } as const,
        ...{ fill: SOFT_INK, fontSize: 10 },
      };
      const below = { dy: side / 2 + 13 };
      const square: VectorShape = { draw: (path, s) => path.rect(-s / 2, -s / 2, s, s) };
      const frame = { stroke: "color", strokeWidth: 2.5, length: side + 4, shape: square } as const;
      const size = { width: side, height: side, imageRendering: "pixelated" };
      return {
        ...{ width, height: rows.length * (side + 54) + room },
        ...{ marginLeft: 8, marginRight: 8, marginTop: 0, marginBottom: room },
        x: { axis: null, type: "band", domain: [...Array(columns).keys()], padding: 0 },
        y: { axis: null, type: "band", domain: names, padding: 0 },
        color: { type: "identity" },
        marks: [
          Plot.text(names, { y: name, text: name, ...start, fill: INK, fontWeight: 600 }),
          Plot.image(cells, { ...place, ...size, src: ({ image }) => imageSource(set, image) }),
          Plot.vector(cells, { ...place, ...frame, anchor: "start" }),
          Plot.text(cells, { ...place, ...below, text: "mark", fill: "color", fontWeight: "bold" }),
          Plot.text(credit ? [credit] : [], { ...ground, lineWidth: width / 10 - 2 }),
        ],
      };
    },
  });
}
