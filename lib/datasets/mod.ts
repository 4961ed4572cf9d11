/**
 * Data sets, checked by sum before a byte of them is used, and pictures of one's own.
 *
 * @module
 */
export type { ClassChoice } from "./choose_classes.ts";
export { type ClassPart, classParts, type ClassPartsOptions } from "./class_parts.ts";
export type { EmojiVendor } from "./emoji_files.ts";
export type { ImageSet } from "./image_set.ts";
export { type EmojiSet, loadEmoji, type LoadEmojiOptions } from "./load_emoji.ts";
export { loadIdx, type LoadIdxOptions } from "./load_idx.ts";
export { loadImages, type LoadImagesOptions } from "./load_images.ts";
export { loadMnist, type LoadMnistOptions, type MnistSplit } from "./load_mnist.ts";
export { type ToyBatch, toyBatch } from "./toy_batch.ts";
