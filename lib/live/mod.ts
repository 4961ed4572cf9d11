/**
 * Figures that answer the hand: in the report's pages and in JupyterLab, without a kernel and without
 * a network, computed and drawn by the same functions as everywhere else. Where no script runs they
 * are the picture of the state they begin with.
 *
 * A figure is a `PlaneFigure`: pure functions from a state (plain data) to a picture and its controls,
 * and from what a hand does to the next state. All share one frame, `drawFigure`. To add one:
 *
 * 1. A folder `lib/live/NEW_FIGURE/` with `numbers.ts` (the state's type, and state to numbers, from
 *    `lib/reference`) and `program.ts`, its controls and what it draws.
 * 2. `lib/live/NEW_FIGURE.ts`, the function for cells, which refuses bad options and gives
 *    `new LiveFigure(newFigure, state)`, and a line here.
 * 3. Its place in the list of `browser.ts`, the entry of the figures' script.
 *
 * In the report: `liveOutput(data, svg)` for each output with `LIVE_FIGURE`, and `liveScript()` once a
 * page.
 *
 * @module
 */
export * from "./anchor_line.ts";
export * from "./circle_plane.ts";
export * from "./class_splits.ts";
export { LiveFigure } from "./live_figure.ts";
export { liveHtml } from "./live_html.ts";
export { liveScript } from "./live_script.ts";
export * from "./mining_strategies.ts";
export * from "./training_replay.ts";
export * from "./triplet_microscope.ts";
