import { projectFolder } from "../host/project_folder.ts";
import files from "./files.json" with { type: "json" };
import type { ExpectedFile } from "./verify_file.ts";

/** Whose hand drew an emoji. */
export type EmojiVendor = "noto" | "twemoji" | "openmoji" | "fluent";

/** A package of Iconify whose `icons.json` has this size and sum. */
type EmojiPackage = ExpectedFile & { readonly package: string; readonly credit: string };

/** The four vendors, in the order of a class's images. */
export const EMOJI_VENDORS: Readonly<Record<EmojiVendor, EmojiPackage>> = files.vendors;

export const EMOJI_SIDE = 28;

/** What set-up renders: names and groups of the classes, and their pixels (RGB bytes on white). */
export const EMOJI_FILES: Readonly<Record<"classes" | "pixels", ExpectedFile & { name: string }>> =
  files.emoji;

export interface EmojiClasses {
  /** The emoji that all four vendors draw, by name, in the alphabet's order. */
  readonly names: readonly string[];
  /** For each the group of near twins that it stands in. */
  readonly groups: readonly number[];
  /** Those left out, since one of the four drawings does not render. */
  readonly failed: readonly string[];
}

export const emojiFolder = () => `${projectFolder()}/.cache/emoji`;
