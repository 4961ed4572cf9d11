/**
 * Packs images of sixteen grey levels without loss, about as tightly as is known to be possible with little code: each
 * pixel in binary decisions, whose chances several contexts of the pixels before it foretell; the
 * forecasts are mixed by a logistic mixer that learns, and an arithmetic coder writes what they leave
 * open (Mahoney, "Adaptive weighing of context models for lossless data compression", 2005). Integers
 * only, so that every engine reads what any wrote.
 *
 * @module
 */

/** Grey levels: 0 is paper, 15 ink. */
const LEVELS = 16;
/** How many contexts foretell a decision. */
const MODELS = 5;
/** Whether a pixel is paper is foretold from so many cases of each context. */
const PAPER = [LEVELS ** 4, 6 ** 6, 36_000, 1 << 17, 46 * LEVELS ** 2];
/** What else it is, from these, each with room for the decisions of one level. */
const GREY = [LEVELS ** 2, LEVELS ** 4, LEVELS ** 3, 46 * LEVELS, 46 * LEVELS ** 2];
/** Sets of the mixer's weights, one for each kind of decision beside the nearest pixels. */
const SETS = 6 * 36;

/** 4096 / (1 + e^-x), x in 256ths of a unit from -2047 to 2047. */
const SQUASH = squashTable();
/** Its inverse. */
const STRETCH = Int16Array.from({ length: 4096 }, (_, p) => {
  let low = -2047, high = 2047;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (SQUASH[middle + 2048] < p) low = middle + 1;
    else high = middle;
  }
  return low;
});
/** How fast a chance follows what happens, by how often it was asked: 65536 / (n + 1.6). */
const PACE = Int32Array.from({ length: 256 }, (_, n) => Math.floor(655360 / (10 * n + 16)));

function squashTable(): Int16Array {
  // deno-fmt-ignore
  const knots = [1, 2, 3, 6, 10, 16, 27, 45, 73, 120, 194, 310, 488, 747, 1101, 1546, 2047, 2549, 2994,
    3348, 3607, 3785, 3901, 3975, 4022, 4050, 4068, 4079, 4085, 4089, 4092, 4093, 4094];
  return Int16Array.from({ length: 4096 }, (_, i) => {
    const x = Math.max(i, 1), at = x >> 7, part = x & 127;
    return (knots[at] * (128 - part) + (knots[at + 1] ?? 4095) * part + 64) >> 7;
  });
}

/** Foretells decisions, and learns from each. */
class Forecast {
  /** Of each case the chance of a 1 in 65536ths, and how often it was asked (the lowest byte). */
  readonly #cases: Int32Array;
  readonly #weights = new Int32Array(SETS * MODELS).fill(20_000);
  readonly #forecasts = new Int32Array(MODELS);
  #set = 0;
  #chance = 0;

  constructor(cases: number) {
    this.#cases = new Int32Array(cases).fill(32768 << 8);
  }

  /** The chance of a 1, in 65536ths: `places` are the cases of each context, moved by `node`. */
  of(places: Int32Array, node: number, set: number): number {
    const cases = this.#cases, weights = this.#weights, forecasts = this.#forecasts;
    const from = this.#set = set * MODELS;
    let sum = 0;
    for (let m = 0; m < MODELS; m++) {
      const forecast = STRETCH[cases[places[m] + node] >>> 12];
      forecasts[m] = forecast;
      sum += forecast * weights[from + m];
    }
    const x = Math.max(-2047, Math.min(2047, Math.trunc(sum / 65536)));
    this.#chance = SQUASH[x + 2048];
    return Math.max(24, Math.min(65536 - 24, this.#chance * 16 + 8));
  }

  /** Takes note of what was decided. */
  learn(places: Int32Array, node: number, bit: number): void {
    const cases = this.#cases, weights = this.#weights, forecasts = this.#forecasts;
    const from = this.#set, error = ((bit << 12) - this.#chance) * 10;
    const target = bit ? 65535 : 0;
    for (let m = 0; m < MODELS; m++) {
      weights[from + m] += (forecasts[m] * error + 8192) >> 14;
      const place = places[m] + node, held = cases[place], asked = held & 255, chance = held >>> 8;
      const next = chance + ((target - chance) * PACE[asked] >> 16);
      cases[place] = next << 8 | (asked < 250 ? asked + 1 : asked);
    }
  }
}

/** Writes a decision, or reads it: gets the chance of a 1 and, where it is known, the decision. */
type Decide = (chance: number, bit: number) => number;

/** Classes of grey levels: paper, ink, and four or one between. */
const SIX = Uint8Array.from(
  { length: LEVELS },
  (_, v) => v === 0 ? 0 : v === 15 ? 5 : 1 + (v >> 2),
);
const THREE = Uint8Array.from({ length: LEVELS }, (_, v) => v === 0 ? 0 : v > 9 ? 2 : 1);

/** Goes through the images pixel by pixel; where they are not known yet, they are filled in. */
function walk(images: Uint8Array, side: number, decide: Decide): void {
  const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0);
  const starts = (sizes: number[], from: number, by: number) =>
    sizes.map((_, m) => from + by * sum(sizes.slice(0, m)));
  const rows = sum(PAPER), greys = rows + 2 * side;
  const forecast = new Forecast(greys + LEVELS * sum(GREY));
  const [paper, grey] = [starts(PAPER, 0, 1), starts(GREY, greys, LEVELS)];
  const places = new Int32Array(MODELS);
  const wide = side + 4;
  const near = new Uint8Array(wide * (side + 2));
  let set = 0;
  const ask = (node: number, kind: number, bit: number) => {
    const found = decide(forecast.of(places, node, kind * 36 + set), bit);
    forecast.learn(places, node, found);
    return found;
  };
  for (let image = 0; image < images.length; image += side * side) {
    near.fill(0);
    let before = 0;
    for (let row = 0; row < side; row++) {
      const line = images.subarray(image + row * side, image + (row + 1) * side);
      places.fill(rows + 2 * row + before);
      set = 0;
      before = ask(0, 5, line.some(Boolean) ? 0 : 1) ? 0 : 1;
      if (before === 0) continue;
      for (let x = 0; x < side; x++) {
        const at = wide * (row + 2) + x + 2, above = at - wide, top = above - wide;
        const w = near[at - 1], n = near[above], nw = near[above - 1], ne = near[above + 1];
        const ww = near[at - 2], nn = near[top], nee = near[above + 2];
        const two = w << 4 | n, three = two << 4 | ne, four = three << 4 | nw;
        set = SIX[w] * 6 + SIX[n];
        const fourSix = (set * 6 + SIX[ne]) * 6 + SIX[nw];
        let shape = THREE[near[top - 1]] * 3 + THREE[near[top + 1]];
        shape = ((shape * 3 + THREE[ww]) * 3 + THREE[nn]) * 3 + THREE[nee];
        const slope = w + n - nw + 15;
        places[0] = paper[0] + four;
        places[1] = paper[1] + (fourSix * 6 + SIX[ww]) * 6 + SIX[nn];
        places[2] = paper[2] + (row * side + x) % 1000 * 36 + set;
        places[3] = paper[3] + (Math.imul(four * 243 + shape, 0x9E3779B1 | 0) >>> 15);
        places[4] = paper[4] + (slope << 8 | two);
        if (ask(0, 0, line[x] === 0 ? 1 : 0)) {
          line[x] = near[at] = 0;
          continue;
        }
        places[0] = grey[0] + (two << 4);
        places[1] = grey[1] + (four << 4);
        places[2] = grey[2] + (three << 4);
        places[3] = grey[3] + (slope << 8 | ne << 4);
        places[4] = grey[4] + ((slope << 8 | two) << 4);
        const known = line[x];
        let node = 1;
        for (let k = 3; k >= 0; k--) node = node * 2 + ask(node, 4 - k, known >> k & 1);
        line[x] = near[at] = node - LEVELS;
      }
    }
  }
}

/**
 * Packs square images of sixteen grey levels.
 *
 * @param images Levels from 0 to 15, image after image.
 * @param side Height and width of each.
 * @returns The packed bytes: how many there are (32 bits), their side (8 bits), and the code.
 */
export function packGrey(images: Uint8Array, side: number): Uint8Array {
  const count = images.length / side ** 2;
  const bytes = [count >>> 24, count >>> 16 & 255, count >>> 8 & 255, count & 255, side];
  let low = 0, high = 0xFFFFFFFF;
  walk(images.slice(), side, (chance, bit) => {
    const middle = low + Math.floor((high - low) / 65536) * chance;
    if (bit) high = middle;
    else low = middle + 1;
    while (((low ^ high) >>> 24) === 0) {
      bytes.push(high >>> 24);
      low = low << 8 >>> 0;
      high = (high << 8 | 255) >>> 0;
    }
    return bit;
  });
  bytes.push(high >>> 24, high >>> 16 & 255, high >>> 8 & 255, high & 255);
  return Uint8Array.from(bytes);
}

/**
 * The images that `packGrey` packed.
 *
 * @param packed The packed bytes.
 * @returns Levels, image after image, and the height and width of each.
 */
export function unpackGrey(packed: Uint8Array): { images: Uint8Array; side: number } {
  const view = new DataView(packed.buffer, packed.byteOffset);
  const side = packed[4];
  const images = new Uint8Array(view.getUint32(0) * side * side);
  let at = 9, low = 0, high = 0xFFFFFFFF;
  let code = view.getUint32(5);
  walk(images, side, (chance) => {
    const middle = low + Math.floor((high - low) / 65536) * chance;
    const bit = code <= middle ? 1 : 0;
    if (bit) high = middle;
    else low = middle + 1;
    while (((low ^ high) >>> 24) === 0) {
      low = low << 8 >>> 0;
      high = (high << 8 | 255) >>> 0;
      code = (code << 8 | (packed[at++] ?? 0)) >>> 0;
    }
    return bit;
  });
  return { images, side };
}
