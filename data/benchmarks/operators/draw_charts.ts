import { writeFileSync } from "node:fs";
import path from "node:path";
import { benchmarkCurves, type BenchmarkPoint } from "#lib/charts/benchmark_curves.ts";
import { ENGINE_COLOR, ORIGIN_COLOR } from "#lib/charts/palette.ts";
import { floorMilliseconds } from "./floor.ts";
import type { Row } from "./row.ts";

/** Ours in blue and green, what came before us in warm colours and greys. */
const COLORS: Readonly<Record<string, string>> = {
  ...ENGINE_COLOR,
  "TensorFlow, article 2": "#b3261e",
  "PyTorch, B x B x B": "#aa3377",
  "pytorch-metric-learning": "#8a6d00",
  "sentence-transformers": "#882255",
  "PyTorch, compact": "#d55e00",
  "PyTorch, compact, compiled": "#e69f00",
  "PyTorch, sorted negatives": "#b8860b",
  "PyTorch, sorted positives": "#cc6677",
  "article 3's program": ORIGIN_COLOR,
};

/** A row's line: ours by engine and runtime, peers with the tuned allocator; the default is dotted. */
function pointOf(row: Row, value: number): BenchmarkPoint {
  const ours = row.implementation in ENGINE_COLOR;
  const forward = row.direction === "forward" ? " (forward)" : "";
  const runtime = { deno: "Deno", bun: "Bun", python: "" }[row.runtime];
  return {
    name: ours
      ? `${row.implementation}, ${runtime}`
      : `${row.implementation}${forward}${row.allocator === "default" ? ", default" : ""}`,
    batch: row.batch,
    value,
    color: COLORS[row.implementation],
    line: row.allocator === "default" ? "dotted" : row.runtime === "bun" ? "dashed" : "solid",
  };
}

/**
 * Draws the rows of batch all: time and memory over the batch size, for each kind of labels.
 *
 * @returns the files' names
 */
export function drawCharts(folder: string, rows: readonly Row[]): string[] {
  const files: string[] = [];
  for (const classes of ["4 a class", "10 classes"] as const) {
    const measured = rows.filter((row) =>
      row.operator === "batch-all" && row.classes === classes && row.status === "measured" &&
      // Ours ran beside every group; the first time is drawn.
      (row.group === 0 || row.runtime === "python")
    );
    if (measured.length === 0) continue;
    const end = classes === "4 a class" ? "" : "_10_classes";
    const labels = classes === "4 a class" ? "four rows of each class" : "ten classes";
    const time = measured.map((row) => pointOf(row, row.median!));
    for (const batch of new Set(measured.map((row) => row.batch))) {
      const floor = floorMilliseconds(rows, batch, 2);
      if (floor) time.push({ name: "floor", batch, value: floor, line: "dashed" });
    }
    const draw = (name: string, points: BenchmarkPoint[], title: string, quantity: string) => {
      const file = `operators_${name}${end}.svg`;
      const svg = benchmarkCurves(points, { title, quantity }).toSvg();
      writeFileSync(path.join(folder, file), svg + "\n");
      files.push(file);
    };
    draw("time", time, `Batch all with its gradient, ${labels}: time`, "milliseconds a call");
    draw(
      "memory",
      measured.map((row) => pointOf(row, row.memory!)),
      `Batch all with its gradient, ${labels}: memory of the whole process`,
      "MB",
    );
  }
  return files;
}
