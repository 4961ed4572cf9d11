import { mkdir, readFile } from "../host/node.ts";
import { optionalPackage } from "../host/optional_package.ts";
import { projectFolder } from "../host/project_folder.ts";
import { EMOJI_FILES, EMOJI_SIDE, EMOJI_VENDORS, emojiFolder } from "./emoji_files.ts";
import type { EmojiClasses } from "./emoji_files.ts";
import { nearTwins } from "./near_twins.ts";
import { verifyFile } from "./verify_file.ts";
import { writeAtomic } from "../workspace/write_atomic.ts";

interface IconSet {
  readonly width: number;
  readonly height: number;
  readonly icons: Record<string, { readonly body: string } & Partial<Record<Border, number>>>;
}

type Border = "left" | "top" | "width" | "height";
type Resvg = typeof import("@resvg/resvg-wasm");

const PIXELS = EMOJI_SIDE ** 2 * 3;

/** Renders the emoji that all four vendors draw into `.cache/emoji`, everywhere the same. */
export async function renderEmoji(say: (message: string, share?: number) => void): Promise<void> {
  const sets: IconSet[] = [];
  for (const vendor of Object.values(EMOJI_VENDORS)) {
    say(`reading ${vendor.package}`);
    const path = `${projectFolder()}/node_modules/${vendor.package}/icons.json`;
    await verifyFile(path, vendor, vendor.package);
    sets.push(JSON.parse(await readFile(path, "utf8")));
  }
  const draw = await renderer();
  const names = Object.keys(sets[0].icons).sort().filter((name) =>
    !/-skin-tone/.test(name) && sets.every(({ icons }) => name in icons)
  );
  const pixels = new Uint8Array(names.length * sets.length * PIXELS);
  const failed: string[] = [];
  let bytes = 0;
  for (const [i, name] of names.entries()) {
    if (i % 20 === 0) {
      say(`${i} of ${names.length} emoji`, i / names.length);
      await new Promise((resolve) => setTimeout(resolve)); // a line that is drawn by a timer is
    }
    const drawings = sets.map((set) => draw(set, name));
    if (drawings.includes(undefined)) failed.push(name);
    else drawings.forEach((drawing) => (pixels.set(drawing!, bytes), bytes += PIXELS));
  }
  say("looking for near twins");
  const kept = names.filter((name) => !failed.includes(name));
  const whole = pixels.subarray(0, bytes);
  const groups = nearTwins(kept, whole, { side: EMOJI_SIDE, vendors: sets.length });
  const classes: EmojiClasses = { names: kept, groups, failed };
  const folder = emojiFolder();
  await mkdir(folder, { recursive: true });
  await writeAtomic(`${folder}/${EMOJI_FILES.pixels.name}`, whole);
  await writeAtomic(`${folder}/${EMOJI_FILES.classes.name}`, JSON.stringify(classes));
}

/** WebAssembly is compiled once a process. */
let ready: Promise<Resvg> | undefined;

async function loadResvg(): Promise<Resvg> {
  const resvg = await optionalPackage<Resvg>("@resvg/resvg-wasm", "drawings of emoji");
  const wasm = `${projectFolder()}/node_modules/@resvg/resvg-wasm/index_bg.wasm`;
  await resvg.initWasm(readFile(wasm));
  return resvg;
}

/** What draws an icon as RGB bytes; undefined for one that does not render, or shows nothing. */
async function renderer(): Promise<(set: IconSet, name: string) => Uint8Array | undefined> {
  const { Resvg } = await (ready ??= loadResvg());
  return (set, name) => {
    const { body, left = 0, top = 0, width = set.width, height = set.height } = set.icons[name];
    const frame = `xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
      `width="${EMOJI_SIDE}" height="${EMOJI_SIDE}" viewBox="${left} ${top} ${width} ${height}"`;
    try {
      const drawing = new Resvg(`<svg ${frame}>${body}</svg>`, { background: "white" });
      const picture = drawing.render();
      const rgb = picture.pixels.filter((_, i) => i % 4 < 3);
      [picture, drawing].forEach((one) => one.free());
      return rgb.every((value) => value === 255) ? undefined : rgb;
    } catch {
      return undefined;
    }
  };
}
