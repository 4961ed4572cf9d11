import { CATEGORY_COLOR, tint } from "../../charts/palette.ts";
import { unitBall } from "../../charts/points.ts";
import { type TripletCategory, tripletCategory } from "../../reference/triplet_category.ts";
import type { Markup } from "../../workspace/markup.ts";
import { widthOf } from "../runtime/place_labels.ts";
import { boxIn, fromPixels, pathOf, type Plane, toPixels } from "../runtime/plane.ts";
import { drawing } from "../runtime/scene.ts";
import { distanceOf, type MicroscopeState, orderOf } from "./numbers.ts";

function centresOf({ points, anchor, positive, swap }: MicroscopeState) {
  return swap ? [points[anchor], points[positive]] : [points[anchor]];
}

export function regions(state: MicroscopeState, dAp: number, plane: Plane): Markup[] {
  const { p, margin, squared } = state;
  const ball = unitBall(orderOf(p)).slice(0, -1);
  const region = (name: TripletCategory, reach: number) => {
    const radius = squared ? Math.sqrt(reach) : reach;
    const edges = centresOf(state).map(([x, y]) =>
      `${pathOf(ball.map(([ux, uy]) => toPixels(plane, [x + radius * ux, y + radius * uy])))}Z`
    );
    const [d, color] = [radius > 0 ? edges.join("") : "M0 0", CATEGORY_COLOR[name]];
    // Of two balls, each edge is covered where it lies in the other: what is left is the union's.
    const paint = drawing`fill="${tint(color, 0.2)}" stroke="${color}" stroke-width="3"`;
    return drawing`<path d="${d}" ${paint} stroke-linejoin="round" paint-order="stroke"/>`;
  };
  return [
    boxIn(plane, { fill: tint(CATEGORY_COLOR.easy, 0.07) }),
    region("semi-hard", dAp + margin),
    region("hard", dAp),
  ];
}

/** Where the name of a region may stand so that all of it is inside: the nearest to the anchor first. */
export function wordPlaces(
  state: MicroscopeState,
  dAp: number,
  plane: Plane,
  name: TripletCategory,
): [number, number][] {
  const centres = centresOf(state);
  const wide = widthOf(name) / 2 + 2;
  const isThere = (place: readonly number[]) => {
    const at = fromPixels(plane, place);
    const away = Math.min(...centres.map((centre) => distanceOf(state, at, centre)));
    return tripletCategory(dAp, away, state.margin) === name;
  };
  const [x, y] = toPixels(plane, centres[0]);
  const away = (at: readonly number[]) => Math.hypot(at[0] - x, at[1] - y);
  return Array.from({ length: 9 * 13 }, (_, k): [number, number] => [
    plane.left + plane.width * (1 + k % 9) / 10,
    plane.top + plane.height * (0.5 + Math.floor(k / 9)) / 13,
  ]).filter(([x, y]) =>
    [[0, 0], [-wide, -6], [wide, -6], [-wide, 6], [wide, 6]]
      .every(([dx, dy]) => isThere([x + dx, y + dy]))
  ).sort((one, other) => away(one) - away(other));
}
