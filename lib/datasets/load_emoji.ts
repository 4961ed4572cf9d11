import { checkChoice, checkFlag, checkOptions, checkPath } from "../checks/mod.ts";
import { readFile } from "../host/node.ts";
import { chooseClasses, type ClassChoice } from "./choose_classes.ts";
import { EMOJI_FILES, EMOJI_SIDE, EMOJI_VENDORS, emojiFolder } from "./emoji_files.ts";
import type { EmojiClasses, EmojiVendor } from "./emoji_files.ts";
import { greyOf } from "./grey_of.ts";
import type { ImageSet } from "./image_set.ts";
import { verifyFile } from "./verify_file.ts";

/** Which drawings to load. */
export interface LoadEmojiOptions extends ClassChoice {
  /** A vendor whose drawings are left out of all parts but `"test"`, where its hand is then new. */
  leftOut?: EmojiVendor;
  /** Three channels, or grey (luminance). Default true. */
  colour?: boolean;
  /** The folder of the rendered drawings. Default: where `deno task setup` of a checkout puts them. */
  folder?: string;
}

/** Emoji as four vendors draw them. */
export interface EmojiSet extends ImageSet {
  /** Who drew each image. */
  readonly vendors: readonly EmojiVendor[];
  /** For each class, by its label, the group of near twins that it stands in. */
  readonly groups: Int32Array;
  /** Authors and licences of the drawings: OpenMoji's are CC BY-SA 4.0. */
  readonly credit: string;
}

/**
 * Loads drawings of emoji: about 1,560 classes of four images, one by each vendor (Noto, Twemoji,
 * OpenMoji, Fluent), 28 x 28, on white (1). An open-set task that raw pixels do not solve: the same
 * thing in another hand. A class has the same label whichever part is loaded.
 *
 * Near twins (a man, a woman and a person doing one thing, clock faces, arrows, a shape in several
 * colours, and what looks the same to each pixel's tenth) are in one part. The hand is a confounder:
 * `leftOut` keeps one out of training. `deno task setup` renders the drawings; `credit` belongs under
 * figures of them.
 *
 * @throws {RangeError} When the drawings are missing or changed (with both sums), or an option is not
 * to be had.
 *
 * @example Half of the classes, each in three hands
 * ```ts
 * import { loadEmoji } from "@triplet-lab/triplet-lab/datasets";
 * import { assertEquals } from "@std/assert";
 * const train = await loadEmoji({ part: "train", leftOut: "openmoji" });
 * assertEquals(new Set(train.vendors), new Set(["noto", "twemoji", "fluent"]));
 * assertEquals([train.height, train.width, train.channels], [28, 28, 3]);
 * ```
 */
export async function loadEmoji(options: LoadEmojiOptions = {}): Promise<EmojiSet> {
  const { leftOut, colour = true, folder = emojiFolder(), ...choice } = checkOptions(
    options,
    "classes part split leftOut colour folder",
  );
  const all = Object.keys(EMOJI_VENDORS) as EmojiVendor[];
  if (leftOut !== undefined) checkChoice(leftOut, all, "leftOut");
  checkFlag(colour, "colour");
  checkPath(folder, "folder");

  for (const file of Object.values(EMOJI_FILES)) {
    await verifyFile(`${folder}/${file.name}`, file, `emoji/${file.name}`);
  }
  const text = await readFile(`${folder}/${EMOJI_FILES.classes.name}`, "utf8");
  const { names, groups } = JSON.parse(text) as EmojiClasses;
  const bytes = await readFile(`${folder}/${EMOJI_FILES.pixels.name}`);

  const classes = chooseClasses(names, choice, groups);
  const hands = all.filter((vendor) => vendor !== leftOut || choice.part === "test");
  const pixels = EMOJI_SIDE ** 2 * 3;
  const images = new Float32Array(classes.length * hands.length * pixels);
  classes.flatMap((i) => hands.map((hand) => i * all.length + all.indexOf(hand)))
    .forEach((from, row) => {
      for (let i = 0; i < pixels; i++) images[row * pixels + i] = bytes[from * pixels + i] / 255;
    });
  return {
    images: colour ? images : greyOf(images),
    labels: Int32Array.from(classes.flatMap((i) => hands.map(() => i))),
    count: classes.length * hands.length,
    height: EMOJI_SIDE,
    width: EMOJI_SIDE,
    channels: colour ? 3 : 1,
    names,
    vendors: classes.flatMap(() => hands),
    groups: Int32Array.from(groups),
    credit: `Drawings: ${hands.map((hand) => EMOJI_VENDORS[hand].credit).join("; ")}.`,
  };
}
