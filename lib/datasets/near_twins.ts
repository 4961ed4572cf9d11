import { groupBy } from "../host/mod.ts";

/** How little the drawings of two near twins differ: a root mean square, of brightness from 0 to 1. */
const NEAR = 0.1;

/**
 * Groups of emoji so alike that, were one trained on, another would not be unseen; a twin's twin is in
 * the group. Their names tell, or the drawings differ by less than `NEAR` (root mean square over 2 x 2
 * means, mean over the vendors). `pixels` are bytes, class after class, `vendors` images each.
 */
export function nearTwins(
  names: readonly string[],
  pixels: Uint8Array,
  { side, vendors }: { side: number; vendors: number },
): number[] {
  const group = names.map((_, i) => i);
  const root = (i: number): number => group[i] === i ? i : (group[i] = root(group[i]));
  const join = (a: number, b: number) =>
    group[Math.max(root(a), root(b))] = Math.min(root(a), root(b));
  for (const family of groupBy(group, (i) => familyOf(names[i])).values()) {
    for (const i of family) join(i, family[0]);
  }
  const small = halved(pixels, side);
  const length = small.length / names.length / vendors;
  for (let a = 0; a < names.length; a++) {
    for (let b = a + 1; b < names.length; b++) {
      if (root(a) !== root(b) && areAlike(small, a, b, vendors, length)) join(a, b);
    }
  }
  const numbers = [...new Set(group.map((_, i) => root(i)))];
  return group.map((_, i) => numbers.indexOf(root(i)));
}

const PERSON = /^(?:old-)?(?:man|men|woman|women|person|older-person)s?(?=-|$)-?|-facing-right$/g;
const LOOK =
  /^(?:(?:light|large|medium|small|red|orange|yellow|green|blue|purple|brown|black|white|pink|grey)-)+/;

function familyOf(name: string): string {
  if (/-(oclock|thirty)$/.test(name)) return "clock";
  if (/(^|-)arrows?(-|$)/.test(name) && !/(^|-)(with|and)-/.test(name)) return "arrow";
  if (/-moon(-face)?$/.test(name)) return "moon";
  return name.replace(PERSON, "").replace(LOOK, "") || "person";
}

/** Means over 2 x 2 pixels, from 0 to 1. */
function halved(pixels: Uint8Array, side: number): Float32Array {
  const small = new Float32Array(pixels.length / 4);
  for (let i = 0; i < pixels.length; i++) {
    const pixel = Math.floor(i / 3), channel = i % 3;
    const y = Math.floor(pixel / side), x = pixel % side; // y counts on from image to image
    const to = Math.floor(y / 2) * side / 2 + Math.floor(x / 2);
    small[to * 3 + channel] += pixels[i] / (255 * 4);
  }
  return small;
}

function areAlike(small: Float32Array, a: number, b: number, vendors: number, length: number) {
  const most = NEAR * vendors;
  let sum = 0;
  for (let vendor = 0; vendor < vendors && sum < most; vendor++) {
    const one = (a * vendors + vendor) * length, other = (b * vendors + vendor) * length;
    let squares = 0;
    for (let i = 0; i < length; i++) squares += (small[one + i] - small[other + i]) ** 2;
    sum += Math.sqrt(squares / length);
  }
  return sum < most;
}
