/**
 * Figures that answer the hand: in the report's pages and in JupyterLab, without a kernel and without
 * a network, computed and drawn by the same functions as everywhere else. Where no script runs they
 * are the picture of the state they begin with.
 *
 * A figure is a `PlaneFigure`: pure functions from a state (plain data) to a picture and its controls,
 * and from what a hand does to the next state. All share one frame, `drawFigure`. To add one:
 *
 * 1. A folder `lib/live/NEW_FIGURE/` with `numbers.ts` (the state's type, and state to numbers, from
 *    `lib/reference`) and `program.ts`, its controls and what it draws, a `PlaneFigure` whose name is
 *    `new-figure`.
 * 2. `lib/live/NEW_FIGURE/browser.ts`, two lines: `mount(newFigure)`. It is the entry of the figure's
 *    script; `liveScript("new-figure")` finds it by the folder's name.
 * 3. `lib/live/NEW_FIGURE.ts`, the public function, which refuses bad options and gives
 *    `new LiveFigure(newFigure, state)`, and a line here.
 *
 * In the report: `liveHtml(data, svg)` for each output with `LIVE_FIGURE`, and `liveScript(name)` once
 * a page for each kind.
 *
 * @module
 */
export * from "./anchor_line.ts";
export type { AnchorLineState, SeenPoint } from "./anchor_line/program.ts";
export * from "./circle_plane.ts";
export type { CirclePair, CirclePlaneState } from "./circle_plane/numbers.ts";
export * from "./class_splits.ts";
export type { ClassSplitsState } from "./class_splits/program.ts";
export { LiveFigure } from "./live_figure.ts";
export { type LiveFigureData, liveHtml } from "./live_html.ts";
export { liveScript } from "./live_script.ts";
export * from "./mining_strategies.ts";
export type { MiningState, MiningStrategy } from "./mining_strategies/numbers.ts";
export * from "./training_replay.ts";
export type { RecordedRun, ReplayState } from "./training_replay/numbers.ts";
export * from "./triplet_microscope.ts";
export type { MicroscopeState } from "./triplet_microscope/numbers.ts";
