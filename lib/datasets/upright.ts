import type { DecodedImage } from "./image_set.ts";

/** An image as it was held: cameras note a turn, or a mirror, in a JPEG's EXIF and leave it undone. */
export function upright(image: DecodedImage, exif: Uint8Array | undefined): DecodedImage {
  const turn = exif ? orientationOf(exif) : 1;
  if (turn === 1) return image;
  const [height, width] = turn > 4 ? [image.width, image.height] : [image.height, image.width];
  const rgb = new Float32Array(image.rgb.length);
  for (let to = 0; to < height * width; to++) {
    let [y, x] = [Math.floor(to / width), to % width];
    if (turn > 4) [y, x] = [x, y];
    if ([3, 4, 6, 7].includes(turn)) y = image.height - 1 - y;
    if ([2, 3, 7, 8].includes(turn)) x = image.width - 1 - x;
    const from = y * image.width + x;
    rgb.set(image.rgb.subarray(3 * from, 3 * from + 3), 3 * to);
  }
  return { rgb, height, width };
}

/** The tag 0x0112 of EXIF, from 1 to 8; 1, as it lies, where there is none that can be read. */
function orientationOf(exif: Uint8Array): number {
  try {
    const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength);
    const little = view.getUint16(0) === 0x4949;
    const first = view.getUint32(4, little);
    for (let i = 0; i < view.getUint16(first, little); i++) {
      const entry = first + 2 + 12 * i;
      const value = view.getUint16(entry + 8, little);
      if (view.getUint16(entry, little) === 0x0112) return value >= 1 && value <= 8 ? value : 1;
    }
  } catch {
    // Cut short: the image itself may be whole.
  }
  return 1;
}
