import type { ImageSet } from "../datasets/image_set.ts";
import { crc32 } from "../host/crc32.ts";

/** An image of a set as an address that holds all of it: a PNG that is not packed, for small ones. */
export function imageSource(
  { images, height, width, channels }: Pick<ImageSet, "images" | "height" | "width" | "channels">,
  index: number,
): string {
  const image = images.subarray(index * height * width * channels);
  const rows: number[] = [];
  for (let y = 0; y < height; y++) {
    rows.push(0); // no filter
    for (let i = 0; i < width * channels; i++) {
      rows.push(Math.round(255 * Math.min(1, Math.max(0, image[y * width * channels + i]))));
    }
  }
  const packed = [0x78, 0x01];
  for (let from = 0; from < rows.length; from += 0xffff) {
    const block = rows.slice(from, from + 0xffff);
    const [low, high] = [block.length & 255, block.length >> 8];
    packed.push(+(from + 0xffff >= rows.length), low, high, low ^ 255, high ^ 255, ...block);
  }
  let a = 1, b = 0; // Adler's sum
  for (const byte of rows) b = (b + (a = (a + byte) % 65521)) % 65521;
  const bytes = [
    ...[137, 80, 78, 71, 13, 10, 26, 10],
    ...chunk("IHDR", [...word(width), ...word(height), 8, channels === 1 ? 0 : 2, 0, 0, 0]),
    ...chunk("IDAT", [...packed, ...word(b * 65536 + a)]),
    ...chunk("IEND", []),
  ];
  return `data:image/png;base64,${btoa(bytes.map((byte) => String.fromCharCode(byte)).join(""))}`;
}

const word = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);

/** A chunk of a PNG: its length, kind, content, and the check of the last two. */
function chunk(kind: string, content: number[]): number[] {
  const named = [...kind].map((letter) => letter.charCodeAt(0)).concat(content);
  return [...word(content.length), ...named, ...word(crc32(named))];
}
