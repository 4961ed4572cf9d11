import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadEmoji } from "#lib/datasets/mod.ts";
import { EMOJI_FILES, EMOJI_VENDORS, emojiFolder } from "#lib/datasets/emoji_files.ts";
import { nearTwins } from "#lib/datasets/near_twins.ts";

const all = await loadEmoji();
const sample = 28 * 28 * 3;

Deno.test("loadEmoji() gives each class in four hands, in colour", () => {
  assertEquals(all.count, all.names.length * 4);
  assertEquals(all.images.length, all.count * sample);
  assert(all.images.every((value) => value >= 0 && value <= 1));
  for (let i = 0; i < all.count; i++) {
    assertEquals(all.labels[i], i >> 2);
    assertEquals(all.vendors[i], Object.keys(EMOJI_VENDORS)[i % 4]);
    const image = all.images.subarray(i * sample, (i + 1) * sample);
    assert(image.some((value) => value < 0.97), `${all.names[i >> 2]} is blank`);
  }
  assert(!all.names.includes("rainbow-flag"), "one of whose drawings does not render");
  assert(!all.names.some((name) => name.includes("skin-tone")));
});

Deno.test("loadEmoji() gives a tomato that is red in every hand", () => {
  const label = all.names.indexOf("tomato");
  const rows = [0, 1, 2, 3].map((hand) => label * 4 + hand);
  for (const row of rows) {
    const [r, g, b] = all.images.subarray(row * sample + (16 * 28 + 10) * 3);
    assert(r > 0.6 && r > 1.5 * g && r > 1.5 * b, `${all.vendors[row]}: ${r} ${g} ${b}`);
  }
});

Deno.test("loadEmoji() divides the classes into parts that share no group of near twins", async () => {
  for (const split of [0, 1, 7]) {
    const parts = await Promise.all(
      (["train", "dev", "test"] as const).map((part) => loadEmoji({ part, split })),
    );
    const labels = parts.map(({ labels }) => [...new Set(labels)]);
    assertEquals(labels.flat().sort((a, b) => a - b), [...all.names.keys()]);
    const groups = labels.map((classes) => new Set(classes.map((label) => all.groups[label])));
    const total = groups.reduce((sum, { size }) => sum + size, 0);
    assertEquals(total, new Set(all.groups).size);
    for (const [i, share] of [0.5, 0.2, 0.3].entries()) {
      assert(Math.abs(labels[i].length / all.names.length - share) < 0.03, `${split} ${i}`);
    }
    const row = parts[2].images.subarray(4 * sample, 5 * sample);
    const from = parts[2].labels[4] * 4 * sample;
    assertEquals(row, all.images.subarray(from, from + sample));
  }
});

Deno.test("loadEmoji() keeps one hand out of training, and judges on all", async () => {
  const [train, dev, test] = await Promise.all(
    (["train", "dev", "test"] as const).map((part) => loadEmoji({ part, leftOut: "openmoji" })),
  );
  for (const { vendors, credit, count, labels } of [train, dev]) {
    assert(!vendors.includes("openmoji") && !credit.includes("OpenMoji"));
    assertEquals(count, new Set(labels).size * 3);
  }
  assertEquals(new Set(test.vendors).size, 4);
  assertStringIncludes(
    test.credit,
    "OpenMoji, the open-source emoji and icon project (CC BY-SA 4.0)",
  );
});

Deno.test("loadEmoji() gives grey as the luminance of the colours", async () => {
  const grey = await loadEmoji({ colour: false });
  assertEquals([grey.channels, grey.images.length], [1, all.images.length / 3]);
  const [r, g, b] = all.images.subarray(999 * 3);
  assert(Math.abs(grey.images[999] - (0.299 * r + 0.587 * g + 0.114 * b)) < 1e-6);
});

Deno.test("near twins: by their names, and by their looks", () => {
  const group = (name: string) => all.groups[all.names.indexOf(name)];
  for (
    const twins of [
      ["man-artist", "woman-artist", "artist"],
      ["person-running", "man-running-facing-right"],
      ["one-oclock", "six-thirty"],
      ["up-arrow", "left-arrow-curving-right"],
      ["blue-book", "green-book"],
      ["locked", "unlocked"],
      ["keycap-1", "keycap-9"],
    ]
  ) {
    for (const twin of twins) assertEquals(group(twin), group(twins[0]), twin);
  }
  assert(group("heart-with-arrow") !== group("up-arrow"));
  assert(group("tomato") !== group("red-apple"));
});

Deno.test("near twins: a tenth of the brightness parts them", () => {
  const grey = (value: number) => new Array(4 * 4 * 3).fill(value);
  const pixels = Uint8Array.from([0, 25, 51, 77].flatMap(grey));
  const groups = nearTwins(["a", "b", "c", "d"], pixels, { side: 4, vendors: 1 });
  assertEquals(groups, [0, 0, 1, 2]);
});

Deno.test("loadEmoji() refuses drawings that are missing or changed, with what mends them", async () => {
  const folder = await mkdtemp(join(tmpdir(), "emoji-"));
  for (const { name } of Object.values(EMOJI_FILES)) {
    await copyFile(join(emojiFolder(), name), join(folder, name));
  }
  const pixels = join(folder, EMOJI_FILES.pixels.name);
  const bytes = await readFile(pixels);
  bytes[5000] ^= 1;
  await writeFile(pixels, bytes);
  const changed = await assertRejects(() => loadEmoji({ folder }), RangeError);
  assertStringIncludes(changed.message, EMOJI_FILES.pixels.sha256);
  assertStringIncludes(changed.message, "`deno task setup` makes it again");
  await rm(pixels);
  const missing = await assertRejects(() => loadEmoji({ folder }), RangeError, "found none");
  assertStringIncludes(missing.message, "`deno task setup` makes it again");
  await rm(folder, { recursive: true });
});

Deno.test("loadEmoji() refuses what is not to be had", async () => {
  const wrong = (options: object) => () => loadEmoji(options);
  await assertRejects(wrong({ part: "valid" }), RangeError, '"train" or "dev" or "test"');
  await assertRejects(wrong({ leftOut: "apple" }), RangeError, "leftOut");
  await assertRejects(wrong({ split: -1 }), RangeError, "split");
  await assertRejects(wrong({ colour: 1 }), TypeError, "colour");
  await assertRejects(wrong({ color: true }), RangeError, '"color"');
});
