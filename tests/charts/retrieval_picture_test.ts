import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { retrievalPicture } from "#lib/charts/mod.ts";
import { imageSource } from "#lib/charts/image_source.ts";
import { imageDecoder } from "#lib/datasets/decode_image.ts";

const bytesOf = (source: string) =>
  Uint8Array.from(atob(source.replace("data:image/png;base64,", "")), (char) => char.charCodeAt(0));

Deno.test("imageSource() writes what a decoder of PNG reads, sums included", async () => {
  const decode = await imageDecoder();
  // The last is longer than a block of what is not packed.
  for (const [height, width, channels] of [[1, 1, 1], [3, 2, 1], [4, 5, 3], [150, 160, 3]]) {
    const image = Array.from({ length: height * width * channels }, (_, i) => (i * 37 % 256) / 255);
    const images = Float32Array.from([...image, ...image.toReversed()]);
    const read = decode(bytesOf(imageSource({ images, height, width, channels }, 0)));
    assertEquals([read.height, read.width], [height, width]);
    const wanted = channels === 3 ? image : image.flatMap((value) => [value, value, value]);
    read.rgb.forEach((value, i) => assert(Math.abs(value - wanted[i]) < 1e-6, `${i}`));
  }
  const two = { images: Float32Array.of(9, 9, -1, 2), height: 1, width: 2, channels: 1 };
  const beyond = decode(bytesOf(imageSource(two, 1)));
  assertEquals([...beyond.rgb], [0, 0, 0, 1, 1, 1]);
});

const set = {
  images: Float32Array.of(0, 0.2, 0.9, 1),
  labels: Int32Array.of(0, 0, 1, 1),
  names: ["ink", "paper"],
  ...{ count: 4, height: 1, width: 1, channels: 1 },
};
const neighbours = Int32Array.of(1, 3);

Deno.test("retrievalPicture() marks right and wrong by sign, colour and words, credit below", () => {
  const rows = [{ name: "batch all", neighbours }, { name: "raw pixels", neighbours }];
  const credit = "Drawings: OpenMoji (CC BY-SA 4.0).";
  const figure = retrievalPicture({ ...set, credit }, rows, { title: "Nearest", query: 0 });
  assertStringIncludes(figure.spec.alt, "image of ink. batch all: ink (right), paper (wrong). raw");
  for (const widest of [Infinity, 358]) {
    const svg = figure.toSvg({ widest });
    const times = (text: string) => svg.split(text).length - 1;
    assertEquals([times("<image "), times(">✓</"), times(">✗</"), times(">query</")], [6, 2, 2, 2]);
    assertStringIncludes(svg, "CC BY-SA 4.0");
    assert(Number(/ width="([\d.]+)"/.exec(svg)![1]) <= Math.min(640, widest));
    assert(!/NaN|undefined|Infinity/.test(svg));
  }
});

Deno.test("retrievalPicture() refuses what it cannot show", () => {
  const options = { title: "Nearest", query: 0 };
  const row = { name: "a", neighbours };
  assertThrows(() => retrievalPicture(set, [], options), RangeError, "at least one");
  assertThrows(() => retrievalPicture(set, [row, row], options), RangeError, '"a" twice');
  const none = { name: "b", neighbours: [] };
  assertThrows(
    () => retrievalPicture(set, [row, none], options),
    RangeError,
    "rows[1].neighbours: expected at least one",
  );
  assertThrows(() => retrievalPicture(set, [row], { title: "x", query: 9 }), RangeError, "got 9");
});
