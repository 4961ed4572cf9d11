/** Which of its `count` candidates a pair draws: a hash, the same in every layer, engine and runtime. */
export function drawNegative(seed: number, a: number, p: number, count: number): number {
  const hash = mix(mix(mix(seed) ^ a) ^ p) >>> 0;
  return Math.floor(hash * count / 2 ** 32);
}

/** Spreads each bit over all 32 (Chris Wellons' "lowbias32"). */
function mix(bits: number): number {
  bits = Math.imul(bits ^ bits >>> 16, 0x7feb352d);
  bits = Math.imul(bits ^ bits >>> 15, 0x846ca68b);
  return bits ^ bits >>> 16;
}
