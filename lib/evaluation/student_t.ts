/** The logarithm of the gamma function, for x of 0.5 and more (Lanczos, g = 7). */
function logGamma(x: number): number {
  const terms = [
    ...[676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406],
    ...[12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7],
  ];
  const sum = terms.reduce((sum, term, i) => sum + term / (x + i), 0.9999999999998099);
  const at = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(at) - at + Math.log(sum);
}

/** The regularised incomplete beta function, by its continued fraction (Lentz). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  let [c, d, fraction] = [1, 1 / (1 - (a + b) * x / (a + 1)), 1 / (1 - (a + b) * x / (a + 1))];
  for (let m = 1; m < 300; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    for (const term of [even, odd]) {
      [c, d] = [1 + term / c, 1 / (1 + term * d)];
      fraction *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return Math.exp(front) * fraction / a;
}

/** How likely Student's t with `df` degrees of freedom is as far from 0 as this, on either side. */
export function studentTail(t: number, df: number): number {
  return Number.isFinite(t) ? incompleteBeta(df / (df + t * t), df / 2, 0.5) : 0;
}

const found = new Map<string, number>();

/** The t that is exceeded, on one side, with this chance (below one half). */
export function studentQuantile(chance: number, df: number): number {
  const key = `${chance} ${df}`;
  if (found.has(key)) return found.get(key)!;
  let [low, high] = [0, 1];
  while (studentTail(high, df) > 2 * chance) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-13 * high; i++) {
    const middle = (low + high) / 2;
    if (studentTail(middle, df) > 2 * chance) low = middle;
    else high = middle;
  }
  found.set(key, (low + high) / 2);
  return found.get(key)!;
}
