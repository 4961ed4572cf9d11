import { basename, existsSync, fileURLToPath, join } from "../../host/node.ts";
import { mkdir, readdir, readFile } from "../../host/node.ts";
import type { LoadEmojiOptions, LoadMnistOptions, MnistSplit } from "../../datasets/mod.ts";
import { EMOJI_FILES } from "../../datasets/emoji_files.ts";
import { MNIST_FILES } from "../../datasets/load_mnist.ts";
import { verifyFile } from "../../datasets/verify_file.ts";
import { readStrategies } from "../../experiments/mod.ts";
import { polars } from "../../host/polars.ts";
import { fileSum } from "../../workspace/file_sum.ts";
import { CACHE, ROOT } from "../../workspace/paths.ts";
import { writeAtomic } from "../../workspace/write_atomic.ts";
import { WASM_SIMD } from "../../operators/wasm_simd_code.ts";
import { packGrey } from "./grey_code.ts";
import { GREY, idx, MNIST_FOLDER, packFiles, type PageFile, WASM_FILE } from "./page_files.ts";

/** The files that what cells call reads, by the words of the call. */
const READS: readonly [
  call: RegExp,
  files: (asked: string, text: string) => Promise<PageFile[]>,
][] = [
  [/\breadReference\b[^("]*\("(\w+)"\)/g, reference],
  [/\brecorded(?:Triplet|Circle)Losses\(/g, () => reference("losses")],
  [/\barticle1Values\(/g, () => reference("article1")],
  [
    /\bread(Strategies|Emoji|Replay)\(/g,
    (asked, text) => recording(`data/runs/${asked.toLowerCase()}`, text),
  ],
  [/\breadRunCards\(/g, runCards],
];

/** The files that a lesson's cells read, for its page to carry, and WebAssembly for what computes. */
export async function packLesson(cells: readonly string[]): Promise<ArrayBuffer> {
  const text = cells.join("\n");
  const files = new Map<string, Uint8Array>();
  for (const [call, read] of READS) {
    for (const [, asked] of text.matchAll(call)) {
      for (const [path, bytes] of await read(asked, text)) files.set(path, bytes);
    }
  }
  const wasm = "tfjs-backend-wasm-simd.wasm";
  return await packFiles([
    [wasm, await readFile(join(ROOT, "node_modules/@tensorflow/tfjs-backend-wasm/dist", wasm))],
    [WASM_FILE, Buffer.from(WASM_SIMD, "base64")],
    ...files,
    sums([...files.keys()]),
    ...await digits(text),
    ...await emoji(text),
  ]);
}

async function reference(name: string): Promise<PageFile[]> {
  const path = `data/reference/${name}.json`;
  const bytes = await readFile(join(ROOT, path));
  return [[path, name === "losses" ? valuesAlone(bytes) : bytes]];
}

/** Cells that take the rows of a study, not only its answers and values. */
const ROWS = /\brows\b[^;]*= study;|\bstudy\.rows\b/;

/**
 * Tables in float32, where numbers are not few; of rows that no cell takes only those that answers and
 * values may ask for: the chosen ones, and of trained classes those at the steps that were chosen from.
 */
async function recording(folder: string, text = "study.rows"): Promise<PageFile[]> {
  const facts = JSON.parse(await readFile(join(ROOT, folder, "run.json"), "utf8"));
  const tables = await Promise.all(
    Object.keys(facts.sums).map(async (name): Promise<PageFile> => {
      const parquet = await readFile(join(ROOT, folder, name));
      const bytes = await inFloat32(parquet, ROWS.test(text) ? undefined : facts.steps);
      facts.sums[name] = "";
      return [`${folder}/${name}`, bytes];
    }),
  );
  return [[`${folder}/run.json`, new TextEncoder().encode(JSON.stringify(facts))], ...tables];
}

/** Numbers that settings are made of are few, and stay as they are. */
const FEW = 500;

async function inFloat32(parquet: Uint8Array, last?: number): Promise<Uint8Array> {
  const pl = await polars();
  const whole = pl.readParquet(Buffer.from(parquet));
  const kept = () => {
    const judged = whole.filter(pl.col("part").eq(pl.lit("dev"))).getColumn("step").unique();
    return pl.col("chosen").or(pl.col("step").isIn([0, last!]))
      .or(pl.col("part").eq(pl.lit("seen")).and(pl.col("step").isIn([...judged])));
  };
  const table = last !== undefined && whole.columns.includes("chosen")
    ? whole.filter(kept())
    : whole;
  const columns = table.columns.map((name) => {
    const column = table.getColumn(name);
    const many = column.dtype.equals(pl.Float64) && column.nUnique() > FEW;
    return many ? column.cast(pl.Float32).rename(name) : column;
  });
  return pl.DataFrame(columns).writeParquet({ compression: "zstd" });
}

async function runCards(): Promise<PageFile[]> {
  const names = ["", ...await readdir(join(ROOT, "data/runs"))];
  const folders = names.map((name) => join("data/runs", name, "lesson_runs"))
    .filter((folder) => existsSync(join(ROOT, folder, "run.json")));
  return (await Promise.all(folders.map((folder) => recording(folder)))).flat();
}

/** The values of the frameworks in float64 alone, without gradients: what lessons ask for. */
function valuesAlone(bytes: Uint8Array): Uint8Array {
  const document = JSON.parse(new TextDecoder().decode(bytes));
  const cases = (document.cases as Record<string, unknown>[])
    .filter(({ dtype, value }) => dtype === "float64" && typeof value === "number")
    .map((one) => Object.fromEntries(Object.entries(one).filter(([, v]) => typeof v !== "object")));
  return new TextEncoder().encode(JSON.stringify({ ...document, cases }));
}

function sums(paths: readonly string[]): PageFile {
  const lines = paths.map((path) => `  ${basename(path)}\n`);
  return ["data/reference/SHA256SUMS", new TextEncoder().encode(lines.join(""))];
}

async function digits(text: string): Promise<PageFile[]> {
  const asked = literals<LoadMnistOptions>(text, /\bloadMnist\(({[^}]*})\)/g);
  if (/\bstrategies\.prepare\(/.test(text)) asked.push(...await firstSplit());
  const files: PageFile[] = [];
  for (const split of ["train", "test"] as const) {
    const own = asked.filter((one) => (one.split ?? "train") === split);
    if (own.length > 0) files.push(...await splitFiles(split, own));
  }
  return files;
}

async function emoji(text: string): Promise<PageFile[]> {
  const asked = literals<LoadEmojiOptions>(text, /\bloadEmoji\(({[^}]*})\)/g)
    .flatMap(({ classes = [] }) => classes);
  if (asked.length === 0) return [];
  const paths = ["classes", "pixels"].map((part) =>
    `.cache/emoji/${EMOJI_FILES[part as keyof typeof EMOJI_FILES].name}`
  );
  const [classes, pixels] = await Promise.all(paths.map((path) => readFile(join(ROOT, path))));
  const { names } = JSON.parse(classes.toString());
  const size = pixels.length / names.length;
  const kept = new Uint8Array(pixels.length);
  for (const name of asked) {
    const at = size * names.indexOf(name);
    if (at >= 0) kept.set(pixels.subarray(at, at + size), at);
  }
  return [[paths[0], classes], [paths[1], kept]];
}

async function firstSplit(): Promise<LoadMnistOptions[]> {
  const { facts: { splits: [{ train, dev = [], test }], data } } = await readStrategies();
  return [
    { split: "train", classes: train, count: Number(data.images) },
    { split: "test", classes: train, count: Number(data.seenImages) },
    { split: "train", classes: dev, count: Number(data.devImages) },
    { split: "test", classes: test, count: Number(data.testImages) },
  ];
}

/** `{ split: "train", count: 12_000 }` as it stands in calls; nothing where one says otherwise. */
function literals<Options>(text: string, call: RegExp): Options[] {
  return [...text.matchAll(call)].flatMap(([, words]) => {
    const json = words.replace(/(\w+):/g, '"$1":').replace(/(?<=\d)_(?=\d)/g, "")
      .replace(/,\s*([}\]])/g, "$1");
    try {
      return JSON.parse(json);
    } catch {
      return []; // the call in the page is then told what it does not carry
    }
  });
}

/** What takes seconds to pack is kept, until it or the code changes. */
async function once(what: string, make: () => Uint8Array): Promise<Uint8Array> {
  const code = fileURLToPath(new URL("./grey_code.ts", import.meta.url));
  const path = join(CACHE, "page", `${await fileSum([{ text: what }, code])}${GREY}`);
  const kept = await readFile(path).catch(() => undefined);
  if (kept) return kept;
  const bytes = make();
  await mkdir(join(CACHE, "page"), { recursive: true });
  await writeAtomic(path, bytes);
  return bytes;
}

/** The digits of one split that are asked for, and one of each kind, in the order of the whole files. */
async function splitFiles(split: MnistSplit, asked: LoadMnistOptions[]): Promise<PageFile[]> {
  const { images, labels } = MNIST_FILES[split];
  const whole = async (file: typeof images, head: number) => {
    const path = join(ROOT, MNIST_FOLDER, file.name);
    await verifyFile(path, file);
    return (await readFile(path)).subarray(head);
  };
  const [pixels, digits] = [await whole(images, 16), await whole(labels, 8)];
  const kept = new Set(Array.from({ length: 10 }, (_, digit) => digits.indexOf(digit)));
  for (const { classes, start = 0, count = Infinity } of asked) {
    let left = start + count;
    for (let row = 0; row < digits.length && left > 0; row++) {
      if (classes && !classes.includes(digits[row])) continue;
      kept.add(row);
      left--;
    }
  }
  const rows = [...kept].sort((a, b) => a - b), size = 28 ** 2;
  const packed = await once(`${split} ${rows}`, () => {
    const chosen = new Uint8Array(rows.length * size);
    rows.forEach((row, i) => chosen.set(pixels.subarray(row * size, (row + 1) * size), i * size));
    return packGrey(chosen.map((byte) => Math.round(byte / 17)), 28);
  });
  const own = idx([rows.length], Uint8Array.from(rows, (row) => digits[row]));
  return [
    [`${MNIST_FOLDER}/${images.name}${GREY}`, packed],
    [`${MNIST_FOLDER}/${labels.name}`, own],
  ];
}
