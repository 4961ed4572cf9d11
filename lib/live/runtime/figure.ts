import type { PlaneBounds } from "../../charts/points.ts";
import type { Markup } from "../../workspace/markup.ts";
import type { Arrows } from "./arrows.ts";
import type { Controls } from "./controls.ts";
import type { Label } from "./place_labels.ts";
import type { Plane } from "./plane.ts";
import type { TextColumn } from "./text_column.ts";

/** Something in the plane that a hand moves; it is known by its number. */
export interface Dot {
  readonly at: readonly [number, number];
  /** What stands beside it. */
  readonly name: string;
  /** In words: what it is; where it is and what that makes it. */
  readonly label: string;
  readonly text: string;
  readonly look: Markup;
}

/** What a figure draws in its square, from the lowest up, and says. */
export interface Picture {
  /** What lies under everything, cut off at the square's rim. */
  readonly ground?: readonly Markup[];
  readonly arrows?: readonly Arrows[];
  /** What a hand moves, in the order of the Tab key. */
  readonly dots?: readonly Dot[];
  /** Texts beside the dots' names, the most important first. */
  readonly labels?: readonly Label[];
  readonly alt: string;
  readonly data: unknown;
  /** The numbers that changed, in a sentence, for who cannot see them change. */
  readonly words: string;
}

/** A square of the plane and a column of text: pure functions of a state, which is data and survives JSON. */
export interface PlaneFigure<State extends { readonly title: string }> {
  /** The figure's kind: `triplet-microscope`, in the folder `triplet_microscope`. */
  readonly name: string;
  /** How to use it, beyond moving its dots. */
  readonly help: string;
  readonly column: number;
  readonly axes?: { readonly x: string; readonly y: string };
  /** The part of the plane that is shown; as wide as it is high. */
  bounds(state: State): PlaneBounds;
  /** Writes the column, and says what stands in the square. */
  draw(state: State, plane: Plane, column: TextColumn): Picture;
  controls(state: State, make: Controls): readonly Markup[];
  /** States after a control was set (a button to `true`); without one the value becomes the member of its name. */
  readonly set?: Readonly<
    Record<string, (state: State, value: string | number | boolean) => State>
  >;
  /** The state after a dot was moved to a place of the plane, or taken where it is; where there are dots. */
  move?(state: State, dot: number, to: readonly [number, number]): State;
  /** The state after a letter was pressed on a dot; the same state when it means nothing. */
  press?(state: State, dot: number, key: string): State;
  /** The state some milliseconds later while it plays; `undefined` when it stands still. */
  tick?(state: State, milliseconds: number): State | undefined;
  /** The state that is shown where less motion is wanted; by default the state itself. */
  still?(state: State): State;
}

export function setControl<State extends { readonly title: string }>(
  { set }: PlaneFigure<State>,
  state: State,
  control: string,
  value: string | number | boolean,
): State {
  return set?.[control]?.(state, value) ?? { ...state, [control]: value };
}
