import type { SceneElement } from "./scene.ts";

/** A rectangle of the picture and the part of the plane that it shows; y grows upwards. */
export interface Plane {
  /** The rectangle's left side, in pixels. */
  readonly left: number;
  /** Its upper side. */
  readonly top: number;
  /** Its width. */
  readonly width: number;
  /** Its height. */
  readonly height: number;
  /** What its left and right side stand for. */
  readonly x: readonly [number, number];
  /** What its lower and upper side stand for. */
  readonly y: readonly [number, number];
}

/** Something in the picture that a hand can move. */
export interface Handle {
  /** Its name among the handles. */
  readonly id: string;
  /** Where it moves. */
  readonly plane: Plane;
  /** Where it is, in the plane's units. */
  readonly at: readonly [number, number];
  /** What it is, in words. */
  readonly label: string;
  /** Where it is and what that makes it, in words. */
  readonly text: string;
}

/** A control beside the picture. */
export type Control =
  & {
    /** Its name among the controls. */
    readonly name: string;
    /** What it is called. */
    readonly label: string;
  }
  & (
    | {
      readonly kind: "slider";
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly value: number;
      /** The value as it is shown. */
      readonly text: string;
    }
    | { readonly kind: "checkbox"; readonly value: boolean }
    | {
      /** A choice shows its options beside each other, a menu hides them. */
      readonly kind: "choice" | "menu";
      readonly options: readonly { readonly value: string; readonly label: string }[];
      readonly value: string;
    }
    | { readonly kind: "button" }
  );

/** What a picture is drawn for. */
export interface Frame {
  /** The width that there is, in pixels: texts keep their size, the layout follows. */
  readonly width: number;
  /** True in a page that answers, false for the picture that stands in when no script runs. */
  readonly live: boolean;
  /** True where the reader's system asks for less motion: what plays goes in steps. */
  readonly calm?: boolean;
  /** What the ids in the picture begin with, so that two on a page differ. */
  readonly id: string;
}

/** A picture of a state. */
export interface View {
  /** Its size, in pixels. */
  readonly width: number;
  readonly height: number;
  /** The picture: SVG elements. */
  readonly scene: readonly SceneElement[];
  /** What it shows, in words. */
  readonly alt: string;
  /** The numbers that changed, in a sentence, for who cannot see them change. */
  readonly words: string;
  /** The numbers it shows. */
  readonly data: unknown;
  /** What can be moved, in the order of the Tab key. */
  readonly handles: readonly Handle[];
}

/**
 * A live figure: pure functions of a state, which is data and survives JSON. The same `view` makes
 * the static picture and each frame of the live one.
 */
export interface LiveProgram<State> {
  /** The figure's kind: `triplet-microscope`, in the folder `triplet_microscope`. */
  readonly name: string;
  /** How to use it, in a sentence or two. */
  readonly help: string;
  /** The name of a figure, drawn above it. */
  title(state: State): string;
  /** The picture of a state. */
  view(state: State, frame: Frame): View;
  /** The controls, with their values. */
  controls(state: State): readonly Control[];
  /**
   * The state after a control was given a value, by the control's name; of those that are not here the
   * value becomes the state's member of their name. A button's value is `true`.
   */
  readonly set?: Readonly<
    Record<string, (state: State, value: string | number | boolean) => State>
  >;
  /** The state after a handle was moved to a place of its plane. */
  move(state: State, handle: string, to: readonly [number, number]): State;
  /** The state after a letter was pressed on a handle; the same state when it means nothing. */
  press?(state: State, handle: string, key: string): State;
  /** The state some milliseconds later while it plays; `undefined` when it stands still. */
  tick?(state: State, milliseconds: number): State | undefined;
}
