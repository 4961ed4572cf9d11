import { checkFlag, checkLike, checkNumber, checkOptions, checkPath } from "../checks/mod.ts";
import { groupBy } from "../host/mod.ts";
import { chooseClasses, type ClassChoice } from "./choose_classes.ts";
import { imageDecoder } from "./decode_image.ts";
import { greyOf } from "./grey_of.ts";
import { refused, samplesOfFolder, samplesOfParquet } from "./image_samples.ts";
import type { ImageSet } from "./image_set.ts";
import { resizeImage } from "./resize_image.ts";

/** Options of {@linkcode loadImages}. */
export interface LoadImagesOptions extends ClassChoice {
  /** Height and width in pixels, or one number for both. Default 28, the digits' size. */
  size?: number | readonly [height: number, width: number];
  /** Three channels, or grey (luminance). Default false, as the digits. */
  colour?: boolean;
}

/**
 * Loads pictures of one's own: a folder with one folder a class, whose name is the class's, and PNG
 * and JPEG images in it; or a file whose name ends in `.parquet`, with columns `image` (their bytes) and
 * `label`. What it gives goes wherever the digits go.
 *
 * Images of any size are scaled to fill `size` and cut to its shape; what is transparent lies on
 * white, and a turn that a camera noted is made. Classes and images stand in the order of their names;
 * those that begin with a dot are passed over, and each image that cannot be read is an error.
 *
 * @throws {RangeError} When the source is missing or has fewer than two classes, a class has fewer
 * than two images (none would be a positive), names of classes differ in capitals only, or images are
 * damaged or of another kind: the sentence names them.
 *
 * @example What is missing is said
 * ```ts
 * import { loadImages } from "@triplet-lab/triplet-lab/datasets";
 * import { assertRejects } from "@std/assert";
 * await assertRejects(() => loadImages("/tmp/none"), RangeError, "source: expected");
 * ```
 */
export async function loadImages(
  source: string,
  options: LoadImagesOptions = {},
): Promise<ImageSet> {
  checkPath(source, "source");
  const { size = 28, colour = false, ...choice } = checkOptions(
    options,
    "size colour classes part split",
  );
  checkLike(typeof size === "number" ? [size] : size, "size", [NaN]);
  const [height, width] = typeof size === "number" ? [size, size] : size;
  for (const one of [height, width]) checkNumber(one, "size", { min: 1, max: 4096, integer: true });
  checkFlag(colour, "colour");

  const read = source.endsWith(".parquet") ? samplesOfParquet : samplesOfFolder;
  const { names, samples } = await read(source);
  checkClasses(names);
  const chosen = chooseClasses(names, choice);
  const all = samples.filter(({ label }) => chosen.includes(label));
  const few = chosen.filter((label) => all.filter((one) => one.label === label).length < 2)
    .map((label) => names[label]);
  if (few.length > 0) throw refused("two images or more of each class", `fewer in ${list(few)}`);
  const channels = colour ? 3 : 1, length = height * width * channels;
  const images = new Float32Array(all.length * length);
  const decode = await imageDecoder();
  const bad: string[] = [];
  for (const [i, { name, read }] of all.entries()) {
    try {
      const small = resizeImage(decode(await read()), height, width);
      images.set(colour ? small : greyOf(small), i * length);
    } catch (error) {
      bad.push(`${name} (${(error as Error).message.trim()})`);
    }
  }
  if (bad.length > 0) {
    throw refused("whole PNG or JPEG images", list(bad), "replace them or take them away");
  }
  const labels = Int32Array.from(all, ({ label }) => label);
  return { images, labels, count: all.length, height, width, channels, names };
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

function checkClasses(names: readonly string[]): void {
  for (const [one, twin] of groupBy(names, (name) => name.toLowerCase()).values()) {
    if (twin === undefined) continue;
    const wanted = "names of classes that differ in more than capitals";
    throw refused(wanted, `${one} and ${twin}`, "rename one, or put them together");
  }
  if (names.length < 2) throw refused("two classes or more, a folder each", `${names.length}`);
}
