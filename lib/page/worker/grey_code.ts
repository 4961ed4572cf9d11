/**
 * Packs sixteen grey levels without loss: two contexts of the pixels before foretell each decision, an
 * arithmetic coder writes what they leave open (Mahoney, "Adaptive weighing of context models for lossless
 * data compression", 2005). Sums, products and quotients only: every engine reads what any wrote.
 */

/** How many contexts foretell a decision, and how many cases each tells apart, as a power of two. */
const MODELS = 2, BITS = 20;
/** A chance goes on following what happens, as if it had been asked no more often. */
const MOST = 60;

/** Writes a decision, or reads it: gets the chance of a 1 in 65536ths and, where it is known, the decision. */
type Decide = (chance: number, bit: number) => number;

/** Classes of grey levels: paper, four between, ink. */
const SIX = Uint8Array.from({ length: 16 }, (_, v) => v === 0 ? 0 : v === 15 ? 5 : 1 + (v >> 2));

/** Goes through the images pixel by pixel; where they are not known yet, they are filled in. */
function walk(images: Uint8Array, side: number, decide: Decide): void {
  const chances = new Float32Array(MODELS << BITS).fill(0.5);
  const asked = new Uint8Array(MODELS << BITS);
  const [contexts, places] = [new Int32Array(MODELS), new Int32Array(MODELS)];
  const ask = (node: number, bit: number) => {
    let sum = 0, all = 0;
    for (let m = 0; m < MODELS; m++) {
      const hash = Math.imul(contexts[m] << 4 | node, 0x9E3779B1) >>> (32 - BITS);
      const place = places[m] = m << BITS | hash, p = chances[place];
      const sure = (asked[place] + 0.1) / (p * (1 - p) + 0.01);
      sum += sure * p;
      all += sure;
    }
    const found = decide(Math.max(16, Math.min(65520, Math.round(65536 * sum / all))), bit);
    for (let m = 0; m < MODELS; m++) {
      const place = places[m], often = asked[place];
      chances[place] += (found - chances[place]) / (often + 1.6);
      if (often < MOST) asked[place]++;
    }
    return found;
  };
  // The image with a frame of paper.
  const wide = side + 3, near = new Uint8Array(wide * (side + 2));
  for (let image = 0; image < images.length; image += side * side) {
    near.fill(0);
    for (let pixel = 0; pixel < side * side; pixel++) {
      const at = wide * (Math.floor(pixel / side) + 2) + pixel % side + 2, above = at - wide;
      const w = near[at - 1], n = near[above], nw = near[above - 1], ne = near[above + 1];
      const ww = near[at - 2], nn = near[above - wide];
      contexts[0] = w << 12 | n << 8 | ne << 4 | nw;
      contexts[1] = ((((SIX[w] * 6 + SIX[n]) * 6 + SIX[ne]) * 6 + SIX[nw]) * 6 + SIX[ww]) * 6 +
        SIX[nn];
      const known = images[image + pixel];
      let level = 0;
      if (!ask(0, known === 0 ? 1 : 0)) {
        let node = 1;
        for (let k = 3; k >= 0; k--) node = node * 2 + ask(node, known >> k & 1);
        level = node - 16;
      }
      images[image + pixel] = near[at] = level;
    }
  }
}

/** Images as a head (how many there are, 32 bits; their side, 8 bits) and their code. */
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

/** The images that `packGrey` packed: levels from 0 to 15, image after image. */
export function unpackGrey(packed: Uint8Array): { images: Uint8Array; side: number } {
  const view = new DataView(packed.buffer, packed.byteOffset);
  const side = packed[4];
  const images = new Uint8Array(view.getUint32(0) * side * side);
  let at = 9, low = 0, high = 0xFFFFFFFF, code = view.getUint32(5);
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
