import { optionalPackage } from "../host/optional_package.ts";
import type { DecodedImage, ImageSet } from "./image_set.ts";
import { upright } from "./upright.ts";

type Png = typeof import("fast-png");

interface Raw extends Pick<ImageSet, "height" | "width" | "channels"> {
  readonly data: ArrayLike<number>;
}

/** What decodes PNG and JPEG files, told apart by their first bytes; it throws where one is damaged. */
export async function imageDecoder(): Promise<(bytes: Uint8Array) => DecodedImage> {
  const png = await optionalPackage<Png>("fast-png", "PNG images");
  const { default: jpeg } = await optionalPackage<{ default: typeof import("jpeg-js") }>(
    "jpeg-js",
    "JPEG images",
  );
  return (bytes) => {
    if (bytes[0] === 0x89 && bytes[1] === 0x50) return decodePng(png, bytes);
    if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw new RangeError("neither PNG nor JPEG");
    const strict = { useTArray: true, formatAsRGBA: false, tolerantDecoding: false } as const;
    const image: Raw & { exifBuffer?: Uint8Array } = { ...jpeg.decode(bytes, strict), channels: 3 };
    // The decoder leaves the last letter of the mark "Exif\0\0" in front.
    return upright(onWhite(image, 255), image.exifBuffer?.subarray(1));
  };
}

function decodePng(png: Png, bytes: Uint8Array): DecodedImage {
  const image = png.decode(bytes, { checkCrc: true });
  const { depth = 8, height, width } = image;
  const most = 2 ** depth - 1;
  if (!image.palette && depth >= 8) return onWhite(image, most);
  // Grey of less than a byte comes packed, as numbers of colours do: it has a palette of greys.
  const greys = Array.from({ length: most + 1 }, (_, i) => Array(3).fill(255 * i / most));
  const data = png.convertIndexedToRgb({ ...image, palette: image.palette ?? greys });
  return onWhite({ data, height, width, channels: data.length / height / width }, 255);
}

/** Grey becomes three equal channels, and what is transparent lies on white. */
function onWhite({ data, height, width, channels }: Raw, most: number): DecodedImage {
  const colours = channels < 3 ? 1 : 3;
  const rgb = new Float32Array(height * width * 3);
  for (let i = 0; i < rgb.length; i++) {
    const pixel = Math.floor(i / 3) * channels;
    const alpha = channels > colours ? data[pixel + colours] / most : 1;
    rgb[i] = 1 + alpha * (data[pixel + (colours === 3 ? i % 3 : 0)] / most - 1);
  }
  return { rgb, height, width };
}
