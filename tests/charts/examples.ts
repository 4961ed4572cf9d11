import {
  benchmarkCurves,
  categoryShares,
  circleGradients,
  circlePlane,
  differenceIntervals,
  distanceBands,
  embeddingPanels,
  embeddingPlane,
  type Figure,
  gradientArrows,
  judgePanels,
  lineChart,
  lossCurve,
  lossOverDistance,
  lossPanels,
  matrixPanels,
  matrixPicture,
  pointPaths,
  race,
  retrievalPicture,
  sharePanels,
  tripletArrows,
  unitCircles,
} from "#lib/charts/mod.ts";
import { toyBatch } from "#lib/datasets/mod.ts";
import { pairwiseDistances } from "#lib/reference/mod.ts";

const { points, labels, names } = toyBatch();
const [a, b] = points;
const distances = pairwiseDistances(points);

/** A made-up training: shares and distances that move as they do when a network learns. */
const steps = Array.from({ length: 40 }, (_, i) => {
  const done = i / 39;
  return {
    step: i + 1,
    loss: (40 - i + 3 * (i % 2)) / 80,
    easy: 0.25 + done / 2,
    semiHard: 0.35 - done / 4,
    hard: 0.4 - done / 4,
    positive5: 0.25,
    positive50: 1 - done / 2,
    positive95: 2 - done,
    negative5: 0.5 + done / 2,
    negative50: 1 + done,
    negative95: 2 + 2 * done,
  };
});

/** Pictures of three pixels by three: bars upright and across. */
const PICTURES = [[0, 1, 0, 0, 1, 0, 0, 1, 0], [1, 0, 0, 1, 0, 0, 1, 0, 0], [
  0,
  0,
  0,
  1,
  1,
  1,
  0,
  0,
  0,
]];

/** Each chart once, by its function's name: of the toy batch, or of data that can be checked by eye. */
export const EXAMPLES: Readonly<Record<string, () => Figure>> = {
  benchmarkCurves: () =>
    benchmarkCurves([
      { name: "one", batch: 32, value: 4 },
      { name: "one", batch: 64, value: 16 },
      { name: "other", batch: 32, value: 2, color: "#006b52", line: "dashed" },
      { name: "other", batch: 64, value: 4, color: "#006b52", line: "dashed" },
    ], { title: "Two ways", quantity: "milliseconds" }),
  categoryShares: () => categoryShares(steps),
  circleGradients: () =>
    circleGradients(
      [[1, 0], [0.8, 0.6], [0, 1], [-0.6, 0.8], [-1, 0], [0, -1]],
      labels,
      [{ title: "points" }, { title: "steps", steps: points.map(([x, y]) => [3 - x, 4 - y]) }],
      { title: "Where points go", names },
    ),
  circlePlane: () =>
    circlePlane([
      {
        title: "a circle",
        loss: (sn, sp) => sn * sn + (1 - sp) ** 2,
        boundary: (sn, sp) => sn * sn + (1 - sp) ** 2 - 0.25,
      },
      {
        title: "steps",
        step: (sn, sp) => [-sn, 1 - sp],
        target: { sn: 0, sp: 1, name: "target" },
        path: [{ sn: 0.75, sp: 0, name: "from" }, { sn: 0.25, sp: 0.75, name: "to" }],
      },
    ], { title: "Two planes" }),
  differenceIntervals: () =>
    differenceIntervals([
      { name: "more", values: [0.5, 0.625, 0.75] },
      { name: "no other", values: [-0.5, 0, 0.5] },
    ], { title: "Differences", x: "difference in recall" }),
  distanceBands: () => distanceBands(steps),
  embeddingPanels: () =>
    embeddingPanels(
      [
        { name: "before", points },
        { name: "after", points: points.map(([x, y], i) => [x / 4 + 8 * labels[i], y / 4]) },
      ],
      labels,
      { title: "Before and after" },
    ),
  embeddingPlane: () => embeddingPlane(points, labels, { title: "The toy batch", names }),
  gradientArrows: () =>
    gradientArrows([a, b, points[4]], tripletArrows([a, b, points[4]], { margin: 2 }), {
      title: "Who moves",
      names: ["a", "p", "n"],
      length: 2,
    }),
  judgePanels: () =>
    judgePanels([
      {
        name: "recall",
        rows: [
          { name: "one", values: [0.5, 0.75] },
          { name: "other", values: [0.75, 1], marked: true },
        ],
        reference: { value: 0.25, name: "chance" },
      },
      {
        name: "ms",
        rows: [{ name: "one", values: [8, 10] }, { name: "other", values: [12, 16] }],
        digits: 1,
      },
    ], { title: "Two judges" }),
  lineChart: () =>
    lineChart([
      { name: "squares", points: [[1, 1], [10, 100], [100, 10_000]] },
      { name: "cubes", points: [[1, 1], [10, 1000], [100, 1_000_000]], dash: "4 3" },
    ], { title: "Powers", x: "number", y: "power", log: { x: true, y: true }, dots: true }),
  lossCurve: () => lossCurve(steps, { margin: 0.5 }),
  lossPanels: () =>
    lossPanels([
      { name: "a run", steps, margin: 0.25 },
      { name: "two runs", steps: [...steps, ...steps.map(({ step }) => ({ step, loss: 20 }))] },
      { name: "at the margin", steps: steps.map(({ step }) => ({ step, loss: 0.2 })), margin: 0.2 },
    ], { title: "Three losses" }),
  lossOverDistance: () =>
    lossOverDistance([{ name: "e", dAn: 6 }, { name: "c", dAn: 3 }], { dAp: 5, margin: 2 }),
  matrixPanels: () =>
    matrixPanels([
      { name: "distances", matrix: distances },
      { name: "one class", matrix: labels.map((x) => labels.map((y) => x === y)) },
    ], { title: "Two matrices", names }),
  matrixPicture: () => matrixPicture(distances, { title: "Distances", what: "distances", names }),
  pointPaths: () =>
    pointPaths(
      [{
        title: "towards the middle",
        history: [0, 1, 2].map((k) =>
          points.map(([x, y]) => [x + k * (3 - x) / 4, y + k * (4 - y) / 4])
        ),
      }],
      labels,
      { title: "Paths", names },
    ),
  race: () =>
    race([
      { name: "loops", kind: "direct", points: [[32, 8], [64, 64]] },
      { name: "sorted", kind: "plain", points: [[32, 2], [64, 8]] },
    ], { title: "A race", quantity: "milliseconds" }),
  retrievalPicture: () =>
    retrievalPicture(
      {
        images: Float32Array.from(PICTURES.flat()),
        labels: Int32Array.of(0, 0, 1),
        names: ["upright", "across"],
        ...{ count: 3, height: 3, width: 3, channels: 1 },
        credit: "Pictures: nobody's (public domain).",
      },
      [
        { name: "batch all", neighbours: [1, 2] },
        { name: "raw pixels", neighbours: [2] },
      ],
      { title: "Which bar is nearest", query: 0 },
    ),
  sharePanels: () =>
    sharePanels(
      [{ name: "one", steps }, { name: "other", steps: steps.toReversed() }].map(
        ({ name, steps }) => ({ name, steps: steps.map((each, i) => ({ ...each, step: i + 1 })) }),
      ),
      { title: "Two runs" },
    ),
  unitCircles: () => unitCircles([1, 2, Infinity]),
};
