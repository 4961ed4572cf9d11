import { LOSS_COLOR, ROLE_COLOR } from "../../charts/palette.ts";
import { SOFT_INK } from "../runtime/axes.ts";
import { element, type SceneElement } from "../runtime/scene.ts";
import { tint } from "../runtime/tint.ts";
import { wrapped } from "../runtime/wrapped.ts";
import type { CirclePlaneNumbers } from "./numbers.ts";
import type { CirclePlaneState } from "./state.ts";
import { percent, short } from "./words.ts";

/** The numbers beside the plane, from top to bottom. */
export function columnOf(
  state: CirclePlaneState,
  { loss, tripletLoss, softplusSlope, pairs }: CirclePlaneNumbers,
  { left, top, width }: { left: number; top: number; width: number },
): { elements: SceneElement[]; bottom: number } {
  const { gradient, chosen } = state;
  const elements: SceneElement[] = [];
  let y = top;
  const soft = { fill: SOFT_INK };
  const bold = { "font-weight": 600 };
  const text = (x: number, words: string, style: Record<string, string | number> = {}) =>
    elements.push(element("text", { x, y, ...style }, words));
  const line = (height: number, words: string, style?: Record<string, string | number>) => {
    y += height;
    text(left, words, style);
  };
  const big = { "font-weight": 700, "font-size": 22, fill: LOSS_COLOR };
  const count = `${pairs.length} point${pairs.length === 1 ? "" : "s"}`;

  line(4, `CircleLoss of the ${count}`, bold);
  line(26, short(loss), gradient === "triplet" ? { ...big, fill: SOFT_INK } : big);
  line(17, `slope of softplus ${short(softplusSlope)}`, soft);
  y += 6;
  line(18, "Triplet loss (mean)", bold);
  line(26, short(tripletLoss), gradient === "triplet" ? big : { ...big, fill: SOFT_INK });

  y += 14;
  line(14, gradient === "circle" ? "weight" : "pull", { ...soft, x: left + 18 });
  text(left + width, "share of the gradient", { ...soft, "text-anchor": "end" });
  const bar = { from: left + 88, width: width - 88 - 46 };
  pairs.forEach(({ pull, share }, i) => {
    y += 4;
    for (const side of ["p", "n"] as const) {
      y += 17;
      const color = ROLE_COLOR[side === "p" ? "positive" : "negative"];
      if (side === "p") {
        text(left, state.pairs[i].name, i === chosen ? { ...bold, fill: LOSS_COLOR } : bold);
      }
      elements.push(
        element(
          "text",
          { x: left + 18, y, fill: color, ...bold },
          gradient === "circle" ? "α" : side === "p" ? "↑" : "←",
          element("tspan", { "font-size": 9, dy: 3 }, side),
          element("tspan", { dy: -3 }, ` ${short(pull[side])}`),
        ),
        element("rect", {
          x: bar.from,
          y: y - 9,
          width: bar.width,
          height: 10,
          fill: tint(color, 0.12),
        }),
        element("rect", {
          x: bar.from,
          y: y - 9,
          width: bar.width * share[side],
          height: 10,
          fill: color,
        }),
      );
      text(left + width, percent(share[side]), { "text-anchor": "end" });
    }
  });
  y += 10;
  const note =
    "Arrows: as long as the pull, and the paler, the smaller the share. Hollow points lie " +
    "inside the boundary. Shades: CircleLoss of one point alone.";
  for (const words of wrapped(note, width / 6.2)) line(16, words, soft);
  return { elements, bottom: y };
}
