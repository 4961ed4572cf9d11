/**
 * What charts are made of beside Plot's own marks: axes, and words in the figure.
 *
 * @module
 */
import { checkLike, type Like, refuseValue } from "../checks/mod.ts";
import type { Markish, ScaleOptions, TextOptions } from "@observablehq/plot";
import { Plot } from "./plot.ts";
import { compact } from "./numbers.ts";
import { INK, PAPER } from "./palette.ts";

/** The widest that a figure may be for a phone to show it whole, in pixels. */
export const WIDEST = 540;

/** Keeps words apart from what lies under them. */
export const HALO = { stroke: PAPER, strokeWidth: 4 } as const;

/** How names stand at what they name. */
export const NAMED = { ...HALO, fill: INK, fontWeight: "bold" } as const;

/** Words that begin to the right of their place. */
export const BESIDE = { textAnchor: "start", dx: 6 } as const;

/** A drawing's width, height, and margins: left, right, above, below; all in pixels. */
export function frame(
  width: number,
  height: number,
  [marginLeft, marginRight, marginTop, marginBottom]: readonly [number, number, number, number],
) {
  return { width, height, marginLeft, marginRight, marginTop, marginBottom };
}

/** The axis across, named in its middle. */
export function across(label: string, more: ScaleOptions = {}): ScaleOptions {
  return { label, labelAnchor: "center", labelArrow: "none", tickSpacing: 60, ...more };
}

/** The axis upwards, named at its top. Five digits would not fit beside it: 20K does. */
export function upwards(label: string, more: ScaleOptions = {}): ScaleOptions {
  const large = [...more.domain ?? []].some((end) =>
    typeof end === "number" && !(Math.abs(end) < 1e4)
  );
  return { label, labelArrow: "none", ...large && { tickFormat: compact }, ...more };
}

/** Names to the right of where lines end: one mark each, since Plot moves a mark as a whole. */
export function endLabels<End extends { readonly move: number }>(
  ends: readonly End[],
  fill: (end: End) => string,
  more: TextOptions,
): Markish[] {
  return ends.map((end) =>
    Plot.text([end], {
      ...{ text: "name", ...BESIDE, dx: 7, dy: end.move, fill: fill(end), fontWeight: "bold" },
      ...more,
    })
  );
}

/** Refuses lists that have not one entry a point: `labels` numbers, `names` texts, others points. */
export function checkLengths(
  points: number,
  lists: Readonly<Record<string, ArrayLike<unknown>>>,
): void {
  for (const [name, list] of Object.entries(lists)) {
    checkLike(list, name, [{ labels: 0, names: "" }[name] ?? [0], 0]);
    if (list.length !== points) refuseValue(list.length, name, `${points} entries, one a point`);
  }
}

/** Refuses none, one that has not such parts, and two of one name. */
export function checkNames(
  what: string,
  all: readonly { readonly name: string }[],
  parts: Record<string, Like>,
): void {
  checkLike(all, what, [{ name: "", ...parts }]);
  const twice = all.find(({ name }, i) => all.findIndex((other) => other.name === name) < i);
  if (twice) refuseValue(`"${twice.name}" twice`, what, "a name of its own for each");
}
