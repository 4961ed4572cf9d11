import * as Plot from "@observablehq/plot";
import type { ImageSet } from "../datasets/image_set.ts";
import type { NeighbourOf } from "../evaluation/neighbours_of.ts";
import { Figure } from "./figure.ts";
import { imageSource } from "./image_source.ts";
import { checkNames, WIDEST } from "./marks.ts";
import { INK, QUIET, ROLE_COLOR, SOFT_INK } from "./palette.ts";

/** A row of {@linkcode retrievalPicture}: what one strategy finds. */
export interface RetrievalRow {
  /** The strategy. */
  readonly name: string;
  /** What lies nearest, nearest first, as `neighboursOf` gives it. */
  readonly neighbours: readonly NeighbourOf[];
}

/** Options of {@linkcode retrievalPicture}. */
export interface RetrievalPictureOptions {
  /** The name, drawn above the figure. */
  title: string;
  /** The row of the set that was asked for. */
  query: number;
  /** Who made the images and under which licence, drawn below them: `credit` of `loadEmoji`. */
  credit?: string;
}

/** One image in its place. */
interface Cell {
  readonly row: string;
  readonly column: number;
  readonly index: number;
  readonly right?: boolean;
}

/**
 * A query and its nearest neighbours under each of several strategies, as images: a row a strategy,
 * the query on its left, right and wrong ones marked by a sign below and the colour of their frame.
 *
 * @param set The images, as a loader gives them.
 * @param rows The strategies and what they find.
 * @param options Title, query and credit.
 * @returns A figure.
 * @throws {RangeError} When there is no row, two have one name, one is empty, or an image is not there.
 *
 * @example
 * ```ts
 * import { retrievalPicture } from "#lib/charts/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const size = { height: 1, width: 1, channels: 1, count: 3 };
 * const set = { images: Float32Array.of(0, 0.1, 1), labels: Int32Array.of(0, 0, 1), names: ["ink", "paper"], ...size };
 * const neighbours = [{ row: 2, distance: 1, right: false }];
 * const figure = retrievalPicture(set, [{ name: "batch all", neighbours }], { title: "One", query: 0 });
 * assertEquals(figure.spec.alt, "Nearest to an image of ink. batch all: paper (wrong).");
 * ```
 */
export function retrievalPicture(
  set: ImageSet,
  rows: readonly RetrievalRow[],
  { title, query, credit }: RetrievalPictureOptions,
): Figure {
  checkNames("rows", rows);
  const cells = rows.flatMap(({ name, neighbours }): Cell[] => [
    { row: name, column: 0, index: query },
    ...neighbours.map(({ row, right }, i) => ({ row: name, column: i + 1, index: row, right })),
  ]);
  const absent = cells.find(({ index }) => !(index in set.labels));
  const empty = rows.find(({ neighbours }) => neighbours.length === 0);
  if (absent || empty) {
    const got = absent ? `${absent.index}` : `none in "${empty!.name}"`;
    throw new RangeError(`rows: expected images from 0 to ${set.count - 1}, got ${got}`);
  }
  const nameOf = (index: number) => set.names[set.labels[index]];
  const found = rows.map(({ name, neighbours }) => ({
    name,
    found: neighbours.map(({ row, right }) => `${nameOf(row)} (${right ? "right" : "wrong"})`),
  }));
  return new Figure({
    title,
    alt: `Nearest to an image of ${nameOf(query)}. ` +
      found.map(({ name, found }) => `${name}: ${found.join(", ")}.`).join(" ") +
      (credit ? ` ${credit}` : ""),
    data: { query: nameOf(query), found, credit },
    plot: (widest) => draw(set, cells, rows, credit, widest),
  });
}

function draw(
  set: ImageSet,
  cells: readonly Cell[],
  rows: readonly RetrievalRow[],
  credit: string | undefined,
  widest: number,
): Plot.PlotOptions {
  const columns = 1 + Math.max(...rows.map(({ neighbours }) => neighbours.length));
  const side = widest < WIDEST ? 44 : 72, across = side + (widest < WIDEST ? 12 : 24);
  const width = columns * across + 16, high = side + 54;
  const { height, width: pixels, channels } = set, length = height * pixels * channels;
  const source = ({ index }: Cell) => {
    const image = set.images.subarray(index * length, (index + 1) * length);
    return imageSource({ image, height, width: pixels, channels });
  };
  const color = ({ right }: Cell) =>
    right === undefined ? QUIET : ROLE_COLOR[right ? "positive" : "negative"];
  const sign = ({ right }: Cell) => right === undefined ? "query" : right ? "✓" : "✗";
  const place = { x: "column", y: "row" } as const;
  const ground = credit ? 10 + 10 * Math.ceil(credit.length * 5 / width) : 4;
  return {
    ...{ width, height: rows.length * high + ground },
    ...{ marginLeft: 8, marginRight: 8, marginTop: 0, marginBottom: ground },
    x: { axis: null, type: "band", domain: [...Array(columns).keys()], padding: 0 },
    y: { axis: null, type: "band", domain: rows.map(({ name }) => name), padding: 0 },
    marks: [
      Plot.text(rows, {
        ...{
          y: "name",
          text: "name",
          frameAnchor: "left",
          textAnchor: "start",
          dy: -side / 2 - 14,
        },
        ...{ fill: INK, fontWeight: 600 },
      }),
      Plot.image(cells, {
        ...{ ...place, src: source, width: side, height: side },
        imageRendering: "pixelated",
      }),
      Plot.vector(cells, {
        ...{ ...place, stroke: color, strokeWidth: 2.5, length: side + 4, anchor: "start" },
        shape: {
          draw: (context, side) => context.rect(-side / 2, -side / 2, side, side),
        },
      }),
      Plot.text(cells, {
        ...{ ...place, text: sign, fill: color, dy: side / 2 + 13, fontWeight: "bold" },
      }),
      ...(credit
        ? [Plot.text([credit], {
          ...{ frameAnchor: "bottom-left", dy: ground - 4, lineAnchor: "bottom", fill: SOFT_INK },
          ...{ fontSize: 10, lineWidth: width / 10 - 2 },
        })]
        : []),
    ],
    color: { type: "identity" },
  };
}
