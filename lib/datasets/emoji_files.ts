import { projectFolder } from "../host/project_folder.ts";
import type { ExpectedFile } from "./verify_file.ts";

/** Whose hand drew an emoji. */
export type EmojiVendor = "noto" | "twemoji" | "openmoji" | "fluent";

/** One vendor's drawings, as a package of Iconify ships them. */
interface EmojiPackage extends ExpectedFile {
  /** Its `icons.json` has this size and sum. */
  readonly package: string;
  readonly credit: string;
}

/** The four vendors, in the order of a class's images. */
export const EMOJI_VENDORS: Readonly<Record<EmojiVendor, EmojiPackage>> = {
  noto: {
    package: "@iconify-json/noto",
    credit: "Noto Emoji by Google (Apache 2.0)",
    bytes: 25_233_364,
    sha256: "9eac6ef4e7ec122b6f0e7ac281d61008afdbc720d0ce861e398b939daaa347c6",
  },
  twemoji: {
    package: "@iconify-json/twemoji",
    credit: "Twemoji by Twitter and contributors (CC BY 4.0)",
    bytes: 10_187_099,
    sha256: "5d5d820790565b764f2728675d487c9ee4c1fc83916d8567d5aca8ba7527c242",
  },
  openmoji: {
    package: "@iconify-json/openmoji",
    credit: "OpenMoji, the open-source emoji and icon project (CC BY-SA 4.0)",
    bytes: 9_079_991,
    sha256: "7075331faab544067dbff4236471dd378bb5410aa05799a8a343c9ebf5c5984c",
  },
  fluent: {
    package: "@iconify-json/fluent-emoji",
    credit: "Fluent Emoji by Microsoft (MIT)",
    bytes: 103_664_935,
    sha256: "87f3336be6f46747d40d046a15ffa8b23809ff7a1a280b5d3521d3782fb85de7",
  },
};

/** Images a side, in pixels: MNIST's. */
export const EMOJI_SIDE = 28;

/** What set-up renders: names and groups of the classes, and their pixels (RGB bytes on white). */
export const EMOJI_FILES: Readonly<Record<"classes" | "pixels", ExpectedFile & { name: string }>> =
  {
    classes: {
      name: "classes.json",
      bytes: 30_212,
      sha256: "60e03d8e8e99a991c2334504cef99d12cdb1ff5197b51fdd31d266888c238f70",
    },
    pixels: {
      name: "pixels.rgb",
      bytes: 14_667_072,
      sha256: "bcf1f6348965f7a23a23c20ccc3eedc25eb7a63c5eb17784a106921e073ffbc4",
    },
  };

export interface EmojiClasses {
  /** The emoji that all four vendors draw, by name, in the alphabet's order. */
  readonly names: readonly string[];
  /** For each the group of near twins that it stands in. */
  readonly groups: readonly number[];
  /** Those left out, since one of the four drawings does not render. */
  readonly failed: readonly string[];
}

export const emojiFolder = () => `${projectFolder()}/.cache/emoji`;
