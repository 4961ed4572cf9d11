import type { DecodedImage } from "./image_set.ts";

/** Fills the frame, cut equally on both sides; each pixel is a mean weighted by a triangle. */
export function resizeImage(image: DecodedImage, height: number, width: number): Float32Array {
  const scale = Math.min(image.height / height, image.width / width);
  const across = weightsOf(image.width, width, scale);
  const down = weightsOf(image.height, height, scale);
  const narrow = new Float32Array(image.height * width * 3);
  for (let y = 0; y < image.height; y++) {
    across.forEach(({ first, weights }, x) =>
      weights.forEach((weight, i) => {
        const from = (y * image.width + first + i) * 3, to = (y * width + x) * 3;
        for (let c = 0; c < 3; c++) narrow[to + c] += weight * image.rgb[from + c];
      })
    );
  }
  const small = new Float32Array(height * width * 3);
  down.forEach(({ first, weights }, y) =>
    weights.forEach((weight, i) => {
      const from = (first + i) * width * 3, to = y * width * 3;
      for (let k = 0; k < width * 3; k++) small[to + k] += weight * narrow[from + k];
    })
  );
  return small;
}

/** For each new pixel the old ones that it is made of, of one row or column. */
function weightsOf(from: number, to: number, scale: number) {
  const reach = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = (from - to * scale) / 2 + (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach));
    const last = Math.min(from - 1, Math.ceil(centre + reach));
    const weights = Array.from(
      { length: last - first + 1 },
      (_, j) => Math.max(0, 1 - Math.abs(first + j + 0.5 - centre) / reach),
    );
    const sum = weights.reduce((a, b) => a + b);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}
