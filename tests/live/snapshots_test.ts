/**
 * Each figure's picture as it was last looked at: `snapshots/NAME.svg`, with normalised ids, the same
 * under Deno and Bun. Where it is another now, the test writes `NAME-changed.svg` beside it: look at
 * both, and when the new one is meant, run the tests of this folder once with
 * `TRIPLET_LAB_UPDATE=live`.
 */
import process from "node:process";
import { fileURLToPath } from "node:url";
import { toyBatch } from "#lib/datasets/mod.ts";
import { readReplay } from "#lib/experiments/mod.ts";
import {
  anchorLine,
  circlePlane,
  classSplits,
  LiveFigure,
  miningStrategies,
  trainingReplay,
  tripletMicroscope,
} from "#lib/live/mod.ts";
import { circlePlaneProgram } from "#lib/live/circle_plane/program.ts";
import type { PlaneFigure } from "#lib/live/runtime/figure.ts";
import { replayProgram } from "#lib/live/training_replay/program.ts";
import { microscope } from "#lib/live/triplet_microscope/program.ts";
import { splitExample } from "./split_example.ts";
import { snapshotTestOf } from "../support/snapshot_test_of.ts";

const folder = fileURLToPath(new URL("snapshots", import.meta.url));
const update = process.env.TRIPLET_LAB_UPDATE === "live";
const toy = { ...toyBatch(), margin: 2 };
const replay = await readReplay();

/** A figure after a hand was at its controls. */
const changed = <State extends { readonly title: string }>(
  program: PlaneFigure<State>,
  { state }: LiveFigure<State>,
  change: Partial<State>,
) => new LiveFigure(program, { ...state, ...change });

const EXAMPLES: Readonly<Record<string, () => LiveFigure>> = {
  anchor_line: () =>
    anchorLine({
      anchor: "a",
      positives: [{ name: "b", distance: 5 }, { name: "c", distance: 3 }],
      negatives: [4, 6, 10].map((distance, i) => ({ name: "def"[i], distance })),
      margin: 2,
    }),
  microscope: () => tripletMicroscope(toy),
  microscope_swap: () => changed(microscope, tripletMicroscope({ ...toy, swap: true }), { p: "1" }),
  microscope_squared: () =>
    changed(microscope, tripletMicroscope({ ...toy, squared: true }), { p: "infinity" }),
  mining_batch_hard: () => miningStrategies(toy),
  class_splits: () => classSplits({ ...splitExample, first: "hard", split: 1 }),
  class_splits_two: () =>
    classSplits({ ...splitExample, first: "soft", second: "hard", counted: 2 }),
  circle_plane: () => circlePlane({ gamma: 8 }),
  circle_plane_not_detached: () =>
    changed(circlePlaneProgram, circlePlane({ m: 0.4, gamma: 2 }), { gradient: "not detached" }),
  circle_plane_triplet: () =>
    changed(circlePlaneProgram, circlePlane({ margin: 0.6 }), { gradient: "triplet" }),
  replay: () => trainingReplay(replay),
  replay_zoom: () =>
    changed(replayProgram, trainingReplay(replay), {
      strategy: "batch hard",
      moment: 26,
      zoom: true,
    }),
  mining_batch_all: () => miningStrategies({ ...toy, strategy: "batch all" }),
};

/** A tag a line, and ids that do not depend on the state. */
function normalised(svg: string): string {
  return svg.replace(/\blive-[0-9a-z]+-/g, "live-id-")
    .replace(/>(?=<(?!\/?(?:tspan|text)\b))/g, ">\n") + "\n";
}

for (const [name, draw] of Object.entries(EXAMPLES)) {
  snapshotTestOf(name, () => normalised(draw().toSvg()), { folder, update });
}
