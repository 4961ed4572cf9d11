import { CATEGORY_COLOR, ROLE_COLOR, tint } from "../../charts/palette.ts";
import { lpDistance } from "../../reference/lp_distance.ts";
import { type TripletCategory, tripletCategory } from "../../reference/triplet_category.ts";
import { axes } from "../runtime/axes.ts";
import { widthOf } from "../runtime/place_labels.ts";
import { fromPixels, pathOf, toPixels } from "../runtime/plane.ts";
import { boxOf, rim } from "../runtime/plane_parts.ts";
import type { Frame, Plane } from "../runtime/program.ts";
import { element, type SceneElement } from "../runtime/scene.ts";
import { type MicroscopeNumbers, orderOf } from "./numbers.ts";
import { regionOutline } from "./region_outline.ts";
import type { MicroscopeState } from "./state.ts";

/** The plane: its axes, and what a negative would be in each of its places. */
export function regions(
  state: MicroscopeState,
  { dAp }: MicroscopeNumbers,
  plane: Plane,
  { id }: Frame,
): SceneElement[] {
  const box = boxOf(plane);
  const { points, anchor, positive, swap, margin, squared } = state;
  const centres = swap ? [points[anchor], points[positive]] : [points[anchor]];
  const [inner, outer] = [dAp, dAp + margin].map((r) => squared ? Math.sqrt(r) : r);
  const path = (radius: number) => {
    const line = regionOutline(centres, radius, orderOf(state.p)).map((at) => toPixels(plane, at));
    return line.length > 0 ? `${pathOf(line)}Z` : "M0 0";
  };
  const region = (radius: number, name: TripletCategory) =>
    element("path", {
      d: path(radius),
      fill: tint(CATEGORY_COLOR[name], 0.2),
      stroke: CATEGORY_COLOR[name],
      "stroke-width": 1.5,
      "stroke-linejoin": "round",
    });
  return [
    element("clipPath", { id: `${id}plane` }, element("rect", box)),
    element("rect", { ...box, fill: tint(CATEGORY_COLOR.easy, 0.07) }),
    element(
      "g",
      { "clip-path": `url(#${id}plane)` },
      region(outer, "semi-hard"),
      region(inner, "hard"),
    ),
    axes(plane),
    rim(plane),
  ];
}

/** The two distances of the chosen triplet. */
export function links(
  { points, anchor, positive }: MicroscopeState,
  { chosen }: MicroscopeNumbers,
  plane: Plane,
): SceneElement[] {
  const line = (i: number, j: number, color: string, dashes?: string) => {
    const [[x1, y1], [x2, y2]] = [points[i], points[j]].map((at) => toPixels(plane, at));
    const common = { x1, y1, x2, y2, stroke: color, "stroke-width": 2 };
    return element("line", dashes ? { ...common, "stroke-dasharray": dashes } : common);
  };
  return [
    line(anchor, positive, ROLE_COLOR.positive),
    line(chosen.from, chosen.at, ROLE_COLOR.negative, "5 4"),
  ];
}

/**
 * Where the name of a region may stand so that all of it is inside: in the region's middle, in sixteen
 * directions from each centre; where that gives nothing, on a grid.
 */
export function wordPlaces(
  { points, anchor, positive, p, margin, squared, swap }: MicroscopeState,
  { dAp }: MicroscopeNumbers,
  plane: Plane,
  name: TripletCategory,
): [number, number][] {
  const order = orderOf(p);
  const centres = swap ? [points[anchor], points[positive]] : [points[anchor]];
  const [inner, outer] = [dAp, dAp + margin].map((r) => squared ? Math.sqrt(r) : r);
  const wide = widthOf(name) / 2 + 2;
  const isThere = (px: number, py: number) => {
    const at = fromPixels(plane, [px, py]);
    const away = Math.min(...centres.map((centre) => lpDistance(at, centre, { p: order, eps: 0 })));
    return tripletCategory(dAp, squared ? away ** 2 : away, margin) === name;
  };
  const fits = ([x, y]: readonly number[]) =>
    [[0, 0], [-wide, -6], [wide, -6], [-wide, 6], [wide, 6]]
      .every(([dx, dy]) => isThere(x + dx, y + dy));
  const pixel = (plane.x[1] - plane.x[0]) / plane.width;
  const away = name === "hard"
    ? 0.62 * inner
    : name === "semi-hard"
    ? (inner + outer) / 2
    : outer + 14 * pixel;
  const directed = centres.flatMap((centre) => {
    const edge = regionOutline([centre], away, order);
    // Above and below first: words are wider than high.
    return edge.length === 0 ? [] : [12, 4, 14, 10, 2, 6, 13, 11, 3, 5, 15, 9, 1, 7, 0, 8]
      .map((sixteenth) => {
        const [x, y] = toPixels(plane, edge[Math.round(sixteenth / 16 * edge.length)]);
        const beside = name === "easy" ? Math.cos(sixteenth * Math.PI / 8) * wide : 0;
        return [x + beside, y] as [number, number];
      });
  }).filter(fits);
  if (directed.length > 0) return directed;
  return Array.from({ length: 81 }, (_, k): [number, number] => [
    plane.left + plane.width * (0.1 + 0.1 * (k % 9)),
    plane.top + plane.height * (0.1 + 0.1 * Math.floor(k / 9)),
  ]).filter(fits);
}
