import { lpDistance } from "../../reference/lp_distance.ts";
import { lpGradient } from "./lp_gradient.ts";

/** Directions that a region's edge is looked for in; the corners of p = 1 and infinity are among them. */
const DIRECTIONS = 120;

/** Halvings that find where the edge passes from one ball to the other. */
const HALVINGS = 24;

/**
 * The edge of `{ x : d(x) <= radius }`, where d(x) is the Lp distance to the nearest of some centres.
 * Along each direction from the first centre it is looked for by the distance function itself.
 *
 * The region is a union of balls that all hold the first centre, so that each direction meets its edge
 * once. Corners, and places where two balls meet, are points of the edge.
 *
 * @param centres The anchor, and with swap the positive; each within `radius` of the first.
 * @param radius How far the edge is from the nearest centre; 0 for an empty line.
 * @param p The order of the norm, at least 1.
 * @returns Points around the region, in order; the line closes from the last to the first.
 */
export function regionOutline(
  centres: readonly (readonly number[])[],
  radius: number,
  p: number,
): [number, number][] {
  if (!(radius > 0)) return [];
  const [first] = centres;
  const angles = Array.from({ length: DIRECTIONS }, (_, i) => i * 2 * Math.PI / DIRECTIONS);
  // Seen from the first centre, another ball's corners lie between the directions.
  for (const centre of centres.slice(1)) {
    for (let corner = 0; corner < 8; corner++) {
      const direction = [Math.cos(corner * Math.PI / 4), Math.sin(corner * Math.PI / 4)];
      const away = radius / lpDistance(direction, [0, 0], { p, eps: 0 });
      const x = centre[0] + away * direction[0] - first[0];
      const y = centre[1] + away * direction[1] - first[1];
      angles.push((Math.atan2(y, x) + 2 * Math.PI) % (2 * Math.PI));
    }
  }
  if (centres.length > 1) angles.sort((a, b) => a - b);

  const edge = angles.map((angle) => exit(angle));
  const points: [number, number][] = [];
  edge.forEach((one, i) => {
    points.push(one.at);
    const next = edge[(i + 1) % edge.length];
    if (next.ball === one.ball) return;
    let [low, high] = [one.angle, next.angle > one.angle ? next.angle : next.angle + 2 * Math.PI];
    for (let k = 0; k < HALVINGS; k++) {
      const middle = (low + high) / 2;
      if (exit(middle).ball === one.ball) low = middle;
      else high = middle;
    }
    points.push(exit(low).at);
  });
  return points;

  /** Where a ray from the first centre leaves the last ball, and which one that is. */
  function exit(angle: number): { angle: number; ball: number; at: [number, number] } {
    const direction = [Math.cos(angle), Math.sin(angle)];
    let [ball, away] = [0, 0];
    centres.forEach((centre, i) => {
      const until = leaves(direction, centre);
      // Where edges run along each other the first ball keeps the word.
      if (until > away * (1 + 1e-12)) [ball, away] = [i, until];
    });
    return {
      angle,
      ball,
      at: [first[0] + away * direction[0], first[1] + away * direction[1]],
    };
  }

  /** How far along a ray from the first centre the distance to a centre reaches the radius. */
  function leaves(direction: readonly number[], centre: readonly number[]): number {
    const unit = lpDistance(direction, [0, 0], { p, eps: 0 });
    if (centre === first) return radius / unit;
    // The distance along a ray is convex: Newton's steps from beyond its last crossing never pass it.
    let t = 2 * radius / unit;
    for (let k = 0; k < 60; k++) {
      const at = [first[0] + t * direction[0], first[1] + t * direction[1]];
      const distance = lpDistance(at, centre, { p, eps: 0 });
      const beyond = distance - radius;
      if (beyond <= 1e-13 * radius) break;
      const [gx, gy] = lpGradient(at, centre, p, distance);
      t = Math.max(t - beyond / (gx * direction[0] + gy * direction[1]), 0);
    }
    return t;
  }
}
