import { optionalPackage } from "../host/optional_package.ts";

/** An image of any size, decoded. */
export interface DecodedImage {
  /** Red, green and blue from 0 to 1, row after row. */
  readonly rgb: Float32Array;
  /** Pixels down. */
  readonly height: number;
  /** Pixels across. */
  readonly width: number;
}

/** What the decoders give: packed in fewer bits than a byte where `depth` says so. */
interface Raw {
  readonly data: Uint8Array | Uint16Array;
  readonly height: number;
  readonly width: number;
  readonly channels?: number;
  readonly depth?: number;
  readonly palette?: number[][];
}

/** What is used of `fast-png`; named here, since types too come with a package. */
interface Png {
  decode(bytes: Uint8Array, options: { checkCrc: boolean }): Raw;
  convertIndexedToRgb(image: Raw): Uint8Array;
}

/** What is used of `jpeg-js`. */
interface Jpeg {
  decode(bytes: Uint8Array, options: Record<string, boolean>): Raw;
}

/** What decodes PNG and JPEG files, told apart by their first bytes; it throws where one is damaged. */
export async function imageDecoder(): Promise<(bytes: Uint8Array) => DecodedImage> {
  const png = await optionalPackage<Png>("fast-png", "PNG images");
  const { default: jpeg } = await optionalPackage<{ default: Jpeg }>("jpeg-js", "JPEG images");
  return (bytes) => {
    if (bytes[0] === 0x89 && bytes[1] === 0x50) return decodePng(png, bytes);
    if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw new RangeError("neither PNG nor JPEG");
    const options = { useTArray: true, formatAsRGBA: false, tolerantDecoding: false };
    return onWhite({ ...jpeg.decode(bytes, options), channels: 3 }, 255);
  };
}

function decodePng(png: Png, bytes: Uint8Array): DecodedImage {
  const image = png.decode(bytes, { checkCrc: true });
  const { depth = 8, height, width } = image;
  if (!image.palette && depth >= 8) return onWhite(image, 2 ** depth - 1);
  // Grey of less than a byte comes packed, as numbers of colours do: it has a palette of greys.
  const greys = Array.from(
    { length: 2 ** depth },
    (_, i) => Array(3).fill(255 * i / (2 ** depth - 1)),
  );
  const data = png.convertIndexedToRgb({ ...image, palette: image.palette ?? greys });
  return onWhite({ data, height, width, channels: data.length / height / width }, 255);
}

/** Grey becomes three equal channels, and what is transparent lies on white. */
function onWhite({ data, height, width, channels = 3 }: Raw, most: number): DecodedImage {
  const colours = channels < 3 ? 1 : 3;
  const rgb = new Float32Array(height * width * 3);
  for (let i = 0; i < rgb.length; i++) {
    const pixel = Math.floor(i / 3) * channels;
    const alpha = channels > colours ? data[pixel + colours] / most : 1;
    rgb[i] = 1 + alpha * (data[pixel + (colours === 3 ? i % 3 : 0)] / most - 1);
  }
  return { rgb, height, width };
}
