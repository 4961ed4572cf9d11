/** A rectangle of the picture, in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A text that looks for its place. */
export interface Label {
  /** The text. */
  readonly text: string;
  /** Where its middle may stand, the best place first. */
  readonly places: readonly (readonly [number, number])[];
  /** True to leave it out where every place is taken; else it then stands at the first. */
  readonly optional?: boolean;
  /** True when it may lie over lines. */
  readonly overLines?: boolean;
  /** Its height in pixels; 12 by default. */
  readonly size?: number;
}

/** A text that found it: its middle, in pixels. */
export interface PlacedLabel {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** Where a name beside a point may stand: above, right, left, below, at the corners, then farther. */
export function around(
  [x, y]: readonly number[],
  text: string,
  away = 15,
  size = 12,
): [number, number][] {
  return [away, away + 14].flatMap((away): [number, number][] => {
    const side = away - 3 + widthOf(text, size) / 2;
    return [
      [x, y - away],
      [x + side, y],
      [x - side, y],
      [x, y + away],
      [x + side, y - away],
      [x - side, y - away],
      [x + side, y + away],
      [x - side, y + away],
    ];
  });
}

/**
 * Gives texts places where they lie over nothing else, the first of the list first. The same texts
 * get the same places each time.
 *
 * @param labels The texts, the most important first.
 * @param taken What must stay free of them.
 * @param within What they must not leave.
 * @param lines What must stay free of those that may not lie over lines.
 * @returns Those that have a place, in order.
 */
export function placeLabels(
  labels: readonly Label[],
  taken: readonly Box[],
  within: Box,
  lines: readonly Box[] = [],
): (PlacedLabel | undefined)[] {
  const used = [...taken];
  return labels.map(({ text, places, optional = false, overLines = false, size = 12 }) => {
    const boxes = places.map(([x, y]) => boxAround(x, y, text, size));
    let best = boxes.findIndex((box) =>
      inside(box, within) && !used.some((other) => overlap(box, other)) &&
      (overLines || !lines.some((other) => overlap(box, other)))
    );
    if (best < 0) {
      if (optional) return undefined;
      best = Math.max(boxes.findIndex((box) => inside(box, within)), 0);
    }
    used.push(boxes[best]);
    const [x, y] = places[best];
    return { text, x, y };
  });
}

/** About how wide a text is, in pixels. */
export function widthOf(text: string, size = 12): number {
  return text.length * size * 0.58;
}

function boxAround(x: number, y: number, text: string, size: number): Box {
  const [wide, high] = [widthOf(text, size) / 2 + 1, size / 2 + 1];
  return { left: x - wide, right: x + wide, top: y - high, bottom: y + high };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function inside(box: Box, within: Box): boolean {
  return box.left >= within.left && box.right <= within.right && box.top >= within.top &&
    box.bottom <= within.bottom;
}
