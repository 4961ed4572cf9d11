import { checkFlag, checkNumber, checkOptions, expected } from "../checks/mod.ts";
import { nodeModule } from "../host/node_module.ts";
import { chooseClasses, type ClassChoice } from "./choose_classes.ts";
import { imageDecoder } from "./decode_image.ts";
import { greyOf } from "./grey_of.ts";
import type { ImageSet } from "./image_set.ts";
import { resizeImage } from "./resize_image.ts";

const { readdir, readFile } = nodeModule("node:fs/promises");

/** Options of {@linkcode loadImages}. */
export interface LoadImagesOptions extends ClassChoice {
  /** Height and width in pixels, or one number for both. Default 28, the digits' size. */
  size?: number | readonly [height: number, width: number];
  /** Three channels, or grey (luminance). Default false, as the digits. */
  colour?: boolean;
}

/**
 * Loads pictures of one's own: a folder with one folder a class, whose name is the class's, and PNG
 * and JPEG images in it. What it gives goes wherever the digits go.
 *
 * Images of any size are scaled to fill `size` and cut to its shape; what is transparent lies on
 * white; a turn that a camera only noted is not made. Classes stand in the order of their names,
 * images in that of theirs, and names that begin with a dot are passed over. Nothing is left out in
 * silence: each image that cannot be read is an error.
 *
 * @param folder The folder of the classes' folders.
 * @param options Which classes, size, and colour or grey.
 * @returns Images, labels and the classes' names.
 * @throws {RangeError} When the folder is missing or has fewer than two classes, a class has fewer
 * than two images (none would be a positive), names of classes differ in capitals only, or images are
 * damaged or of another kind: the sentence names them.
 *
 * @example What is missing is said
 * ```ts
 * import { loadImages } from "#lib/datasets/mod.ts";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => loadImages("/tmp/none"), RangeError, "folder: expected");
 * ```
 */
export async function loadImages(
  folder: string,
  options: LoadImagesOptions = {},
): Promise<ImageSet> {
  const { size = 28, colour = false, ...choice } = checkOptions(
    options,
    "size colour classes part split",
  );
  const [height, width] = typeof size === "number" ? [size, size] : size;
  for (const side of [height, width]) checkNumber(side, "size", { min: 1, integer: true });
  checkFlag(colour, "colour");

  const names = await classesOf(folder);
  const chosen = chooseClasses(names, choice);
  const files = await Promise.all(chosen.map((label) => imagesOf(folder, names[label])));
  const few = chosen.filter((_, i) => files[i].length < 2).map((label) => names[label]);
  if (few.length > 0) throw refused("two images or more of each class", `fewer in ${list(few)}`);

  const all = files.flat();
  const channels = colour ? 3 : 1, length = height * width * channels;
  const images = new Float32Array(all.length * length);
  const decode = await imageDecoder();
  const bad: string[] = [];
  for (const [i, file] of all.entries()) {
    try {
      const small = resizeImage(decode(await readFile(`${folder}/${file}`)), height, width);
      images.set(colour ? small : greyOf(small), i * length);
    } catch (error) {
      bad.push(`${file} (${(error as Error).message.trim()})`);
    }
  }
  if (bad.length > 0) {
    throw refused("whole PNG or JPEG images", list(bad), "replace them or take them away");
  }
  const labels = Int32Array.from(files.flatMap((of, i) => of.map(() => chosen[i])));
  return { images, labels, count: all.length, height, width, channels, names };
}

function refused(wanted: string, got: string, hint?: string): RangeError {
  return new RangeError(expected("folder", wanted, got, hint));
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

async function entriesOf(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error) => {
    const why = error.code === "ENOENT" ? "which does not exist" : error.message;
    throw refused("a folder with one folder a class", `${folder}, ${why}`);
  });
  return entries.filter(({ name }) => !name.startsWith("."));
}

async function classesOf(folder: string): Promise<string[]> {
  const entries = await entriesOf(folder);
  const names = entries.filter((entry) => !entry.isFile()).map(({ name }) => name).sort();
  const seen = new Map<string, string>();
  for (const name of names) {
    const twin = seen.get(name.toLowerCase());
    if (twin) {
      const wanted = "names of classes that differ in more than capitals";
      throw refused(wanted, `${twin} and ${name}`, "rename one, or put them together");
    }
    seen.set(name.toLowerCase(), name);
  }
  if (names.length < 2) throw refused("two classes or more, a folder each", `${names.length}`);
  return names;
}

async function imagesOf(folder: string, name: string): Promise<string[]> {
  const entries = await entriesOf(`${folder}/${name}`);
  return entries.map((entry) => `${name}/${entry.name}`).sort();
}
