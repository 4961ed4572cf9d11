/**
 * One colour for one meaning in every figure; `tests/charts/palette_test.ts` holds how far they lie
 * apart to every eye, and that words are dark enough.
 *
 * @module
 */

/** Text and axes. */
export const INK = "#1f2933";

/** Helper texts: grey, and dark enough on paper to be read. */
export const SOFT_INK = "#5a6672";

/** The rim of a plane. */
export const FRAME = "#c3cad1";

/** A surface that curves stand on, and what is not marked. */
export const GROUND = "#eef1f4";

/** Helper lines and what is not in question. */
export const QUIET = "#8a94a0";

/** The paper under each figure: the same in light and dark pages, so that colours keep. */
export const PAPER = "#ffffff";

/** The three categories of triplets. */
export const CATEGORY_COLOR: Readonly<Record<"easy" | "semi-hard" | "hard", string>> = {
  easy: "#0072b2",
  "semi-hard": "#e69f00",
  hard: "#b3261e",
};

/** The three categories as words on paper: the same colours, dark enough to read. */
export const CATEGORY_WORD_COLOR: Readonly<Record<"easy" | "semi-hard" | "hard", string>> = {
  easy: "#005a8e",
  "semi-hard": "#7a5200",
  hard: "#9a1f18",
};

/** The parts of a triplet. */
export const ROLE_COLOR: Readonly<Record<"anchor" | "positive" | "negative", string>> = {
  anchor: "#1f2933",
  positive: "#006b52",
  negative: "#7d0f6b",
};

/** The loss. */
export const LOSS_COLOR = "#4b3f9e";

/** A surface where the loss is largest. */
export const LOSS_SHADE = "#a79ee0";

/** The engines of the operators. */
export const ENGINE_COLOR: Readonly<Record<"native" | "wasm" | "plain", string>> = {
  native: "#0072b2",
  wasm: "#007a5e",
  plain: LOSS_COLOR,
};

/** The program that a race begins with. */
export const ORIGIN_COLOR = "#555555";

/** Classes, by number, the toy batch's three first; from the eleventh on they repeat. */
export const CLASS_COLORS: readonly string[] = [
  ...["#389dd0", "#a68467", "#4d3d0c", "#a41179", "#020aff"],
  ...["#106d2a", "#ff530e", "#6f71f4", "#e2007d", "#2514b0"],
];

/** The colour of a class. */
export function classColor(label: number): string {
  return CLASS_COLORS.at(label % 10)!;
}

/** A colour mixed with white paper; opaque, so that what lies over each other does not darken. */
export function tint(color: string, share: number): string {
  const mixed = [1, 3, 5].map((i) => {
    const level = parseInt(color.slice(i, i + 2), 16);
    return Math.round(255 - share * (255 - level)).toString(16).padStart(2, "0");
  });
  return `#${mixed.join("")}`;
}
