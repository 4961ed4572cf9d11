/** The luminance of red, green and blue beside each other, a third as many numbers (Rec. 601). */
export function greyOf(rgb: Float32Array): Float32Array {
  return Float32Array.from(
    { length: rgb.length / 3 },
    (_, i) => 0.299 * rgb[3 * i] + 0.587 * rgb[3 * i + 1] + 0.114 * rgb[3 * i + 2],
  );
}
