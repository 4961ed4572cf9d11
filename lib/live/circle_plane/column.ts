import { fixed, percent } from "../../charts/numbers.ts";
import { LOSS_COLOR, ROLE_COLOR, SOFT_INK, tint } from "../../charts/palette.ts";
import { element } from "../runtime/scene.ts";
import { BIG, BOLD, SOFT, TextColumn } from "../runtime/text_column.ts";
import type { CirclePlaneNumbers } from "./numbers.ts";
import type { CirclePlaneState } from "./state.ts";

/** Where the bars begin, and the room right of them. */
const [BARS, SHARES] = [88, 46];

/** The numbers beside the plane, from top to bottom. */
export function columnOf(
  state: CirclePlaneState,
  { loss, tripletLoss, softplusSlope, pairs }: CirclePlaneNumbers,
  place: { left: number; top: number; width: number },
): TextColumn {
  const { gradient, chosen } = state;
  const column = new TextColumn(place);
  const quiet = { ...BIG, fill: SOFT_INK };
  const triplet = gradient === "triplet";
  column.line(4, [`CircleLoss of the ${pairs.length} point${pairs.length === 1 ? "" : "s"}`, BOLD]);
  column.line(26, [fixed(loss), triplet ? quiet : BIG]);
  column.line(17, [`slope of softplus ${fixed(softplusSlope)}`, SOFT]);
  column.y += 6;
  column.line(18, ["Triplet loss (mean)", BOLD]);
  column.line(26, [fixed(tripletLoss), triplet ? BIG : quiet]);

  column.y += 28;
  column.text(18, gradient === "circle" ? "weight" : "pull", SOFT);
  column.textEnd(column.width, "share of the gradient", SOFT);
  pairs.forEach(({ pull, share }, i) => {
    column.y += 4;
    for (const side of ["p", "n"] as const) {
      column.y += 17;
      const name = i === chosen ? { ...BOLD, fill: LOSS_COLOR } : BOLD;
      if (side === "p") column.text(0, state.pairs[i].name, name);
      const sign = gradient === "circle" ? "α" : side === "p" ? "↑" : "←";
      pullRow(column, side, sign, pull[side], share[side]);
    }
  });
  column.y += 10;
  column.note(
    "Arrows: as long as the pull, and the paler, the smaller the share. Hollow points lie " +
      "inside the boundary. Shades: CircleLoss of one point alone.",
  );
  return column;
}

/** One side's pull, and its share of the gradient as a bar. */
function pullRow(
  column: TextColumn,
  side: "p" | "n",
  sign: string,
  pull: number,
  share: number,
): void {
  const { left, width, y } = column;
  const color = ROLE_COLOR[side === "p" ? "positive" : "negative"];
  const bar = { x: left + BARS, y: y - 9, width: width - BARS - SHARES, height: 10 };
  column.elements.push(
    element(
      "text",
      { x: left + 18, y, fill: color, ...BOLD },
      sign,
      element("tspan", { "font-size": 10, dy: 3 }, side),
      element("tspan", { dy: -3 }, ` ${fixed(pull)}`),
    ),
    element("rect", { ...bar, fill: tint(color, 0.12) }),
    element("rect", { ...bar, width: bar.width * share, fill: color }),
  );
  column.textEnd(width, percent(share));
}
