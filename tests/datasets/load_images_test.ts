import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { imageDecoder } from "#lib/datasets/decode_image.ts";
import { loadImages } from "#lib/datasets/mod.ts";
import { resizeImage } from "#lib/datasets/resize_image.ts";
import { optionalPackage } from "#lib/host/optional_package.ts";
import { batchAllTripletLoss } from "#lib/losses/mod.ts";
import { embeddingNetwork, openSetEvaluation, pkBatches, train } from "#lib/training/mod.ts";

interface Plain {
  width: number;
  height: number;
  data: Uint8Array;
  channels?: number;
}
const { encode: encodePng } = await optionalPackage<{ encode(image: Plain): Uint8Array }>(
  "fast-png",
  "this test",
);
const { default: { encode: encodeJpeg } } = await optionalPackage<
  { default: { encode(image: Plain, quality: number): { data: Uint8Array } } }
>("jpeg-js", "this test");

/** One colour, but for a bright square at a place that depends on `i`. */
function picture(rgb: number[], i = 0, width = 12, height = 12): Plain {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3), x = pixel % width, y = Math.floor(pixel / width);
    const inside = Math.abs(x - 3 - i % 6) < 2 && Math.abs(y - 6) < 2;
    return inside ? 250 : rgb[at % 3];
  });
  return { width, height, data, channels: 3 };
}

/** The same for JPEG, whose encoder wants four channels. */
function jpegOf({ width, height, data }: Plain): Uint8Array {
  const rgba = Uint8Array.from(
    { length: width * height * 4 },
    (_, i) => i % 4 === 3 ? 255 : data[Math.floor(i / 4) * 3 + i % 4],
  );
  return encodeJpeg({ width, height, data: rgba }, 95).data;
}

const COLOURS: Record<string, number[]> = {
  blue: [20, 30, 200],
  green: [20, 160, 40],
  grey: [128, 128, 128],
  red: [200, 20, 30],
};

type Files = Record<string, Uint8Array>;

async function inFolder(files: Files, run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pictures-"));
  try {
    for (const [name, bytes] of Object.entries(files)) {
      await mkdir(join(folder, dirname(name)), { recursive: true });
      await writeFile(join(folder, name), bytes);
    }
    await run(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Four classes of six images, PNG and JPEG, of several sizes. */
const OWN: Files = Object.fromEntries(
  Object.entries(COLOURS).flatMap(([name, rgb]) =>
    Array.from({ length: 6 }, (_, i) => {
      const one = picture(rgb, i, 12 + i, 12 + i % 2);
      return i % 2 ? [`${name}/${i}.jpg`, jpegOf(one)] : [`${name}/${i}.png`, encodePng(one)];
    })
  ),
);

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

/** Five by three pixels, the left two columns red (grey: black), the others blue (grey: white). */
const KINDS: Record<string, [string, number[], number[]]> = {
  "palette of 1 bit": [
    "iVBORw0KGgoAAAANSUhEUgAAAAUAAAADAQMAAABh+Fe7AAAABlBMVEX/AAAAAP9sof2OAAAADElEQVR4nGOwYABCAAH+AKnz1CRXAAAAAElFTkSuQmCC",
    [1, 0, 0],
    [0, 0, 1],
  ],
  "grey of 1 bit": [
    "iVBORw0KGgoAAAANSUhEUgAAAAUAAAADAQAAAABzTfhVAAAADklEQVR4nGOwYGJgYgAAASoAPWIw7JgAAAAASUVORK5CYII=",
    [0, 0, 0],
    [1, 1, 1],
  ],
  "grey of 16 bits": [
    "iVBORw0KGgoAAAANSUhEUgAAAAUAAAADEAAAAAAuzUZnAAAAGElEQVR4nGNkYGBg+P+fgYGBgYkBDpCYADdNAgSsoktzAAAAAElFTkSuQmCC",
    [0, 0, 0],
    [1, 1, 1],
  ],
  "red that is four fifths transparent": [
    "iVBORw0KGgoAAAANSUhEUgAAAAUAAAADCAYAAABbNsX4AAAAHUlEQVR4nGP8z8BgzMDAwMDI8P8MAxQwMWABWAUBpyUDBGvD8d8AAAAASUVORK5CYII=",
    [1, 0.8, 0.8],
    [0, 0, 1],
  ],
  "progressive JPEG, 16 x 16": [
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wgARCAAQABADAREAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAABgf/xAAVAQEBAAAAAAAAAAAAAAAAAAAIBv/aAAwDAQACEAMQAAABnMKqQLjHT4OMUC4x1//EABQQAQAAAAAAAAAAAAAAAAAAACD/2gAIAQEAAQUCH//EABQRAQAAAAAAAAAAAAAAAAAAACD/2gAIAQMBAT8BH//EABQRAQAAAAAAAAAAAAAAAAAAACD/2gAIAQIBAT8BH//EABQQAQAAAAAAAAAAAAAAAAAAACD/2gAIAQEABj8CH//EABQQAQAAAAAAAAAAAAAAAAAAACD/2gAIAQEAAT8hH//aAAwDAQACAAMAAAAQ66//xAAUEQEAAAAAAAAAAAAAAAAAAAAg/9oACAEDAQE/EB//xAAUEQEAAAAAAAAAAAAAAAAAAAAg/9oACAECAQE/EB//xAAUEAEAAAAAAAAAAAAAAAAAAAAg/9oACAEBAAE/EB//2Q==",
    [1, 0, 0],
    [0, 0, 1],
  ],
};

Deno.test("images are decoded, of whatever kind", async () => {
  const decode = await imageDecoder();
  for (const [kind, [base64, left, right]] of Object.entries(KINDS)) {
    const { rgb, height, width } = decode(bytesOf(base64));
    assertEquals(rgb.length, height * width * 3, kind);
    const far = (pixel: number, colour: number[]) =>
      Math.max(...colour.map((value, c) => Math.abs(rgb[pixel * 3 + c] - value)));
    const most = kind.includes("JPEG") ? 0.05 : 1e-6;
    const last = height * width - 1; // the last row too: rows may end within a byte
    assert(far(0, left) < most && far(last - width + 1, left) < most, kind);
    assert(far(width - 1, right) < most && far(last, right) < most, kind);
  }
});

/** A JPEG with a note of how it was held, in the order of bytes of either kind of processor. */
function noted(jpeg: Uint8Array, orientation: number, little: boolean): Uint8Array {
  const tiff = new DataView(new ArrayBuffer(26));
  tiff.setUint16(0, little ? 0x4949 : 0x4d4d);
  tiff.setUint16(2, 42, little);
  tiff.setUint32(4, 8, little);
  tiff.setUint16(8, 1, little);
  tiff.setUint16(10, 0x0112, little);
  tiff.setUint16(12, 3, little);
  tiff.setUint32(14, 1, little);
  tiff.setUint16(18, orientation, little);
  const name = [...new TextEncoder().encode("Exif"), 0, 0];
  const note = [0xff, 0xe1, 0, 2 + 6 + 26, ...name, ...new Uint8Array(tiff.buffer)];
  return Uint8Array.from([...jpeg.subarray(0, 2), ...note, ...jpeg.subarray(2)]);
}

Deno.test("a picture stands as its camera was held", async () => {
  const decode = await imageDecoder();
  // 16 x 32, in quarters: white and black above, grey and black below.
  const data = Uint8Array.from({ length: 16 * 32 * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3), left = pixel % 32 < 16, above = pixel < 8 * 32;
    return left ? above ? 255 : 128 : 0;
  });
  const jpeg = jpegOf({ width: 32, height: 16, data });
  /** Where EXIF says that the first row and the first column are: white and grey follow. */
  const corners: Record<number, string> = {
    1: "W.g.",
    2: ".W.g",
    3: ".g.W",
    4: "g.W.",
    5: "Wg..",
    6: "gW..",
    7: "..gW",
    8: "..Wg",
    9: "W.g.",
  };
  for (const [orientation, wanted] of Object.entries(corners)) {
    for (const little of [true, false]) {
      const { rgb, height, width } = decode(noted(jpeg, Number(orientation), little));
      assertEquals([height, width], /[5-8]/.test(orientation) ? [32, 16] : [16, 32]);
      const seen = [0, width - 1, (height - 1) * width, height * width - 1].map((pixel) =>
        rgb[3 * pixel] > 0.9 ? "W" : rgb[3 * pixel] > 0.3 ? "g" : "."
      );
      assertEquals(seen.join(""), wanted, orientation);
    }
  }
  assertEquals(decode(noted(jpeg, 6, true).with(16, 99)).width, 32, "a note that says nothing");
});

Deno.test("images are resized as means, and cut to the frame's shape", () => {
  const row = (values: number[]) => Float32Array.from(values.flatMap((value) => [value, 0, 1]));
  const red = (rgb: Float32Array) => [...rgb].filter((_, i) => i % 3 === 0);
  const same = { rgb: row([0.1, 0.2, 0.3, 0.4]), height: 2, width: 2 };
  assertEquals(resizeImage(same, 2, 2), same.rgb);
  // A chequerboard becomes grey, whichever pixels stand where: none is passed over.
  const board = Array.from({ length: 64 }, (_, i) => (i + (i >> 3)) % 2);
  for (const value of red(resizeImage({ rgb: row(board), height: 8, width: 8 }, 2, 2))) {
    assert(Math.abs(value - 0.5) < 0.04, `${value}`);
  }
  // 2 x 6 into 2 x 2: the two columns at each side are cut.
  const wide = { rgb: row([9, 9, 1, 2, 9, 9, 9, 9, 3, 4, 9, 9]), height: 2, width: 6 };
  assertEquals(red(resizeImage(wide, 2, 2)), [1, 2, 3, 4]);
  const one = resizeImage({ rgb: row([0.5]), height: 1, width: 1 }, 3, 4);
  assert(one.length === 36 && red(one).every((value) => value === 0.5));
});

Deno.test("loadImages() gives what the digits' loader gives", () =>
  inFolder(
    { ...OWN, ".DS_Store": new Uint8Array(9), "red/.hidden": new Uint8Array(9) },
    async (folder) => {
      const set = await loadImages(folder);
      assertEquals([set.count, set.height, set.width, set.channels], [24, 28, 28, 1]);
      assertEquals(set.images.length, 24 * 28 * 28);
      assertEquals(set.names, ["blue", "green", "grey", "red"]);
      assertEquals([...set.labels], [0, 1, 2, 3].flatMap((label) => Array(6).fill(label)));
      const colour = await loadImages(folder, { colour: true, size: [4, 6], classes: ["red", 0] });
      assertEquals([...colour.labels], [...Array(6).fill(0), ...Array(6).fill(3)]);
      for (let i = 0; i < 12; i++) {
        const pixel = colour.images.subarray(i * 72, i * 72 + 3); // the upper left one
        const wanted = COLOURS[i < 6 ? "blue" : "red"];
        pixel.forEach((value, c) =>
          assert(Math.abs(value - wanted[c] / 255) < 0.05, `${i} ${pixel}`)
        );
      }
    },
  ));

Deno.test("pictures of one's own go through a training as the digits do", () =>
  inFolder(OWN, async (folder) => {
    await tf.setBackend("cpu");
    const data = await loadImages(folder, { classes: [0, 1, 3] });
    const unseen = await loadImages(folder, { classes: ["grey", "red"] });
    assertEquals(new Set(unseen.labels), new Set([2, 3]));
    const network = embeddingNetwork({ hidden: [8], dim: 4, seed: 1 });
    const batches = pkBatches(data.labels, { classes: 3, samples: 4, seed: 1 });
    const loss = (e: tf.Tensor2D, l: Int32Array) => batchAllTripletLoss(e, l, { margin: 0.2 });
    const optimizer = tf.train.adam(0.01);
    const losses: number[] = [];
    for await (const step of train({ network, data, batches, loss, optimizer, steps: 15 })) {
      losses.push(step.loss);
    }
    assert(losses[14] < losses[0]);
    const evaluate = openSetEvaluation({ trained: [0, 1], unseen });
    assertEquals((await evaluate(network)).recall1, 1);
  }));

const parquet = (name: string) =>
  fileURLToPath(new URL(`parquet/${name}.parquet`, import.meta.url));

Deno.test("loadImages() takes labelled images from Parquet, as pyarrow and Hugging Face write them", async () => {
  for (const [name, names] of [["struct", ["blue", "red"]], ["bytes", ["3", "7"]]] as const) {
    const set = await loadImages(parquet(name), { colour: true, size: 1 });
    assertEquals(set.names, names);
    assertEquals([...set.labels], [1, 0, 1, 0]);
    assertEquals([...set.images], [1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1]);
  }
  const refused = (name: string, message: string) =>
    assertRejects(() => loadImages(parquet(name)), RangeError, message);
  await refused("missing", "whole PNG or JPEG images, got row 3 (neither");
  await refused("unlabelled", "with no label in row 2");
  await refused("other", "other.parquet, which cannot be read so");
  await refused("nowhere", "which does not exist");
});

Deno.test("too few classes for a batch are told of before any step", () =>
  inFolder(OWN, async (folder) => {
    const { labels } = await loadImages(folder, { part: "train" });
    assertEquals(new Set(labels).size, 2);
    let message = "";
    try {
      pkBatches(labels, { classes: 6, samples: 4, seed: 1 });
    } catch (error) {
      message = (error as Error).message;
    }
    assertStringIncludes(message, "classes: expected at most 2, the number of classes");
  }));

Deno.test("loadImages() refuses bad folders in one sentence each", async () => {
  const refused = (files: Files, message: string, options = {}) =>
    inFolder(files, async (folder) => {
      const error = await assertRejects(() => loadImages(folder, options), RangeError);
      assertStringIncludes(error.message, message);
      assert(!error.message.includes("\n"), error.message);
    });
  const png = encodePng(picture([1, 2, 3]));
  const jpeg = jpegOf(picture([1, 2, 3]));
  const two = { "b/1.png": png, "b/2.png": png };
  await refused({ "1.png": png, "2.png": png }, "two classes or more, a folder each, got 0");
  await refused(two, "two classes or more, a folder each, got 1");
  await refused({ ...two, "a/1.png": png }, "two images or more of each class, got fewer in a");
  // Most disks of macOS and Windows have one folder for both.
  await inFolder({ "a/1.png": png }, async (folder) => {
    if (!existsSync(join(folder, "A"))) {
      await refused(
        { ...two, "Cat/1.png": png, "cat/1.png": png },
        "that differ in more than capitals, got Cat and cat; rename one",
      );
    }
  });
  await refused(
    {
      ...two,
      "a/1.png": png.subarray(0, png.length - 20),
      "a/2.jpg": jpeg.subarray(0, jpeg.length - 40),
      "a/3.png": png.with(50, png[50] ^ 255),
      "a/4.gif": new TextEncoder().encode("GIF89a"),
      "a/5.png": new Uint8Array(),
    },
    "and 2 more; replace them",
  );
  await refused({ ...two, "a/1.png": png, "a/2.txt": png.subarray(8) }, "a/2.txt (neither PNG nor");
  await refused({ ...two, "a/1.png": png, "a/2.png": png }, 'got "c"', { classes: ["a", "c"] });
  await refused({ ...two, "a/1.png": png, "a/2.png": png }, "size", { size: 0 });
  await refused({ ...two, "a/1.png": png, "a/2.png": png }, "three or more to divide", {
    part: "test",
  });
  await assertRejects(() => loadImages("/nowhere"), RangeError, "/nowhere, which does not exist");
});
