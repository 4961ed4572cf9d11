import { checkLike, checkOptions, exactDigits, refuseKind } from "../checks/mod.ts";
import { groupBy } from "../host/mod.ts";
import { type NamedArray, readNpy, readNpz, readSafetensors, unpacked } from "./read_arrays.ts";
import { readParquet, type ReadTable, readText } from "./read_table.ts";
import type { Sample, Snapshot, Table } from "./types.ts";

/** A file by its name, with or without folders, and its bytes. */
export type GivenFile = { readonly name: string; readonly bytes: Uint8Array };

/** What `diagnose` takes, what each file was taken for, and what could not be read. */
export type ReadSample = {
  readonly sample: Sample;
  readonly read: readonly string[];
  readonly notes: readonly string[];
};

type Held = ReadTable & { readonly arrays?: readonly NamedArray[] };

/** What the language says of itself where a file's numbers point outside of it. */
const FOREIGN = /DataView|typed array|bounds/i;
const LABEL = /^(labels?|class(es)?(_?ids?)?|targets?|y|identity|pids?|category)$/i;
const PART = /(?:^|[^a-z])(train|test|val|query|gallery)(?:ing|idation)?(?:[^a-z]|$)/i;
const STEP = /(?:step|epoch|iter|ckpt|snapshot)\D{0,3}(\d+)|[_-](\d+)(?:\.\w+)?$/i;

/**
 * Reads logs and embeddings from files: Parquet, NPY, NPZ, safetensors, CSV and its kin, JSON, JSON
 * lines, and lines of text such as `step 100 loss: 0.2`, each known by its bytes, gzipped or not.
 *
 * A table with a column of lists, or with numbered columns (`e0`, `e1`, ...), holds embeddings; any
 * other is a log. Arrays of two axes are embeddings, of three snapshots over a training; what is as
 * long as they have rows are labels. Names of files and arrays say step and part (`train`, `test`,
 * `query`, `gallery`). TensorBoard's event files have no kept reader in JavaScript: export the
 * scalars as CSV.
 *
 * @param files The files.
 * @param options `labels`: a file of labels, or its name, or that of their column or array; a file
 * called `labels` or `y` is taken for them.
 *
 * @example
 * ```ts
 * import { readSample } from "@triplet-lab/triplet-lab/clinic";
 * import { assertEquals } from "@std/assert";
 * const bytes = new TextEncoder().encode("step,loss\n1,0.3\n2,0.2\n");
 * const { sample } = await readSample([{ name: "log.csv", bytes }]);
 * assertEquals(sample.log, { step: [1, 2], loss: [0.3, 0.2] });
 * ```
 */
export async function readSample(
  files: readonly GivenFile[],
  options?: { labels?: GivenFile | string },
): Promise<ReadSample> {
  const labels = checkOptions(options, "labels").labels ?? undefined;
  checkLike(files, "files", [{ name: "" }, 0]);
  const other = labels === undefined || typeof labels === "string" ? [] : [labels];
  for (const file of other) checkLike(file, "labels", { name: "" });
  for (const file of [...files, ...other]) {
    if (!(file.bytes instanceof Uint8Array)) refuseKind(file.bytes, "bytes", "a Uint8Array");
  }
  const read: string[] = [], notes: string[] = [], snapshots: Snapshot[] = [];
  const open = (file: GivenFile, wanted: string) =>
    heldBy(file).catch((error: Error) => {
      const { message } = error, own = error instanceof RangeError && !FOREIGN.test(message);
      const got = own ? message : `a file that is cut short or damaged (${message})`;
      return void notes.push(`${file.name}: expected ${wanted}, got ${got}.`);
    });
  const isCalled = ({ name }: GivenFile) =>
    labels ? name === labels : files.length > 1 && /(^|[_-])(labels?|y)$/i.test(plainName(name));
  const aside = files.find(isCalled) ?? labels;
  const beside = typeof aside === "object" ? await open(aside, "labels") : undefined;
  const column = typeof aside === "string" ? aside : undefined;
  const given = { labels: beside && labelsIn(beside, notes), column };
  let log: Columns | undefined;
  for (const file of files.filter((one) => one !== aside)) {
    const held = await open(file, "embeddings or a log");
    if (!held) continue;
    const place = placeOf(file.name);
    const found = held.arrays
      ? fromArrays(held.arrays, place, given)
      : fromTable(held, place, given);
    if (found.snapshots.length === 0 && !found.log) {
      found.notes.push("expected embeddings or a log, got no row.");
    }
    notes.push(...[...held.notes, ...found.notes].map((note) => `${file.name}: ${note}`));
    snapshots.push(...found.snapshots);
    for (const { embeddings, dim, step, part } of found.snapshots) {
      const where = [part ?? [], step === undefined ? [] : `step ${step}`].flat().join(", ");
      const rows = embeddings.length / dim!, at = where && ` (${where})`;
      read.push(`${file.name}: ${rows} embeddings of ${dim} numbers${at}`);
    }
    if (!found.log) continue;
    const own = named(found.log, file.name), names = Object.keys(own), rows = own[names[0]].length;
    if (log && Object.values(log)[0].length !== rows) {
      notes.push(`${file.name}: a second log, of another length, left out; diagnose it alone.`);
      continue;
    }
    log = { ...own, ...log };
    const some = names.slice(0, 12).join(", ") + (names.length > 12 ? ", ..." : "");
    read.push(`${file.name}: a log of ${rows} ${rows === 1 ? "row" : "rows"} with ${some}`);
  }
  if (typeof aside === "object") read.push(`${aside.name}: labels`);
  if (column && !snapshots.some((one) => one.labels)) notes.push(`no labels named "${column}".`);
  const sample = { ...log && { log: log as Table }, ...snapshots.length > 0 && { snapshots } };
  return { sample, read, notes };
}

/** TensorBoard exports one scalar a file, as "Value"; the file's name has its tag. */
function named(log: Columns, file: string): Columns {
  const { Value, ...rest } = log, name = plainName(file);
  return Value && "Step" in rest ? { ...rest, [/tag-(.+)$/.exec(name)?.[1] ?? name]: Value } : log;
}

/** What the bytes are, by their beginning. */
async function heldBy({ name, bytes }: GivenFile): Promise<Held> {
  const begins = (...codes: number[]) => codes.every((code, i) => bytes[i] === code);
  if (bytes.length === 0) throw new RangeError("an empty file");
  if (begins(0x1f, 0x8b)) return await heldBy({ name, bytes: await unpacked(bytes, "gzip") });
  if (begins(0x93, 0x4e, 0x55, 0x4d)) return ofArrays([readNpy(bytes, plainName(name))]);
  if (begins(0x50, 0x4b, 3, 4)) return { columns: {}, ...await readNpz(bytes) };
  if (begins(0x50, 0x41, 0x52, 0x31)) return await readParquet(bytes);
  if (bytes[8] === 0x7b && !bytes[7] && !bytes[6]) return ofArrays(readSafetensors(bytes));
  const wide = begins(0xff, 0xfe) ? "utf-16le" : begins(0xfe, 0xff) ? "utf-16be" : undefined;
  const first = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0"));
  const odd = /tfevents/.test(name)
    ? "TensorBoard's event file, which nothing kept reads here; export the scalars as CSV"
    : begins(0x89, 0x48, 0x44, 0x46)
    ? "an HDF5 file; write it as NPZ or Parquet"
    : bytes[0] === 0x80 && bytes[1] < 6
    ? "Python's pickle; write np.savez with embeddings and labels"
    : !wide && bytes.subarray(0, 4096).includes(0)
    ? `bytes of no known kind (${first.join(" ")} ...)`
    : undefined;
  if (odd) throw new RangeError(odd);
  const table = readText(new TextDecoder(wide).decode(bytes));
  if (!table) throw new RangeError("text without a table or a number with a name");
  return table;
}

const ofArrays = (arrays: NamedArray[]): Held => ({ arrays, columns: {}, notes: [] });
const plainName = (name: string) => name.split("/").at(-1)!.replace(/\.\w+(\.gz)?$/, "");

function placeOf(name: string): Place {
  const part = PART.exec(plainName(name))?.[1].toLowerCase();
  const step = STEP.exec(plainName(name));
  return {
    ...part && { part: (part === "val" ? "test" : part) as NonNullable<Snapshot["part"]> },
    ...step && { step: Number(step[1] ?? step[2]) },
  };
}

type Columns = ReadTable["columns"];
type Place = Pick<Snapshot, "step" | "part">;
type Labels = Pick<Snapshot, "labels" | "names">;
type Given = { labels: Labels | undefined; column: string | undefined };
type Parts = { snapshots: Snapshot[]; log?: Columns; notes: string[] };

function labelsIn({ arrays, columns }: Held, notes: string[]): Labels | undefined {
  const lists = arrays?.map(({ name, values }) => [name, Array.from(values)] as const) ??
    Object.entries(columns);
  return numbered((lists.find(([name]) => LABEL.test(name)) ?? lists[0] ?? [])[1] ?? [], notes);
}

/** Integers as they are, unless they may be rounded; others by their numbers in the alphabet's order. */
function numbered(labels: readonly unknown[], notes: string[], digits = 53): Labels | undefined {
  if (labels.some((label) => typeof label === "number" && Math.abs(label) >= 2 ** digits)) {
    notes.push(`labels from 2^${digits} on may have been rounded; number the classes from 0.`);
    return undefined;
  }
  if (labels.every((label) => Number.isSafeInteger(label))) return { labels: labels as number[] };
  const names = [...new Set(labels.map(String))].sort();
  const numbers = new Map(names.map((name, i) => [name, i]));
  return { labels: labels.map((label) => numbers.get(String(label))!), names };
}

function fromArrays(arrays: readonly NamedArray[], place: Place, given: Given): Parts {
  const notes: string[] = [], { column } = given;
  const isTable = ({ shape, whole }: NamedArray) => shape.length > 1 && shape.at(-1)! > 1 && !whole;
  const tables = arrays.filter(isTable);
  const lists = arrays.filter((array) => !tables.includes(array));
  for (const { name, shape } of lists) {
    if (shape.length < 2 || shape.at(-1)! < 2) continue;
    notes.push(`${name}, of whole numbers, is not taken for embeddings; write float32.`);
  }
  if (tables.length === 0) {
    const log = lists.filter(({ shape }) => shape.length === 1)
      .map(({ name, values }) => [name, Array.from(values)]);
    return { snapshots: [], notes, ...log.length > 0 && { log: Object.fromEntries(log) } };
  }
  const snapshots = tables.flatMap(({ name, shape, values }): Snapshot[] => {
    const [dim, rows] = [shape.at(-1)!, shape.at(-2)!];
    const own = lists.filter((l) => l.values.length === rows && l.name === (column ?? l.name));
    const list = own.find((one) => LABEL.test(one.name)) ?? own.find((one) => one.whole) ?? own[0];
    const digits = list && exactDigits(list.values.constructor.name);
    const labels = fitting(given, rows, notes) ??
      (list && numbered(Array.from(list.values), notes, digits));
    if (!labels) notes.push(`no ${rows} labels for ${name}: what needs classes was not looked at.`);
    const all = values instanceof Float32Array ? values : Float32Array.from(values, Number);
    return Array.from({ length: values.length / (rows * dim) }, (_, i) => ({
      ...{ ...place, ...placeOf(name), ...shape.length > 2 && { step: i }, ...labels },
      embeddings: all.subarray(i * rows * dim, (i + 1) * rows * dim),
      dim,
    }));
  });
  return { snapshots, notes };
}

/** The labels of a file beside, where there are as many. */
function fitting({ labels }: Given, rows: number, notes: string[]): Labels | undefined {
  const count = labels?.labels?.length ?? rows;
  if (count === rows) return labels;
  notes.push(`${count} labels were given, and it has ${rows} rows.`);
}

function fromTable({ columns }: ReadTable, place: Place, given: Given): Parts {
  const notes: string[] = [], { column } = given;
  if (column === undefined) labelAside(columns, notes);
  const by = (pattern: RegExp) =>
    columns[Object.keys(columns).find((name) => pattern.test(name)) ?? ""];
  const vectors = vectorsIn(columns, column);
  if (!vectors) return { snapshots: [], log: columns, notes };
  const count = vectors.length;
  const lengths = groupBy(vectors, (row) => row?.length ?? 0);
  const [[dim, whole], ...others] = [...lengths].sort((a, b) => b[1].length - a[1].length);
  if (others.length > 0) {
    const odd = count - whole.length, some = others.slice(0, 5).map(([long]) => long).join(", ");
    notes.push(`${odd} of ${count} embeddings are left out: not ${dim} numbers long (${some}).`);
  }
  const list = column ? columns[column] : by(LABEL) ?? by(/^names?$/i);
  const labels = fitting(given, count, notes) ?? (list && numbered(list, notes));
  if (!labels) notes.push("no labels: what needs classes was not looked at.");
  const [steps, parts] = [by(/^(global_?)?step$|^epoch$/i), by(/^(part|split|subset)$/i)];
  const groups = groupBy(vectors.keys(), (i) => `${steps?.[i] ?? ""} ${parts?.[i] ?? ""}`);
  const snapshots = [...groups.values()].map((all): Snapshot => {
    const rows = all.filter((row) => vectors[row]?.length === dim);
    const embeddings = new Float32Array(rows.length * dim);
    rows.forEach((row, i) => embeddings.set(vectors[row]!, i * dim));
    return {
      ...place,
      ...parts && placeOf(String(parts[rows[0]])),
      ...steps && { step: Number(steps[rows[0]]) },
      ...labels && { ...labels, labels: rows.map((row) => labels.labels![row]) },
      embeddings,
      dim,
    };
  }).filter(({ embeddings }) => embeddings.length > 0);
  return { snapshots, notes };
}

/** In a table without names, one end column of whole numbers that does not count rows has the labels. */
function labelAside(columns: Columns, notes: string[]): void {
  const names = Object.keys(columns), ends = ["column 1", `column ${names.length}`];
  const [label, other] = ends.filter((name) => columns[name]?.every(Number.isInteger));
  const counts = label === ends[0] && new Set(columns[label]).size === columns[label].length;
  if (names.length < 9 || !label || other || counts) return;
  columns.label = columns[label];
  delete columns[label];
  notes.push(`${label}, of whole numbers, was taken for the labels.`);
}

/** Each row's vector: a column of lists (or of lists as text), or columns that are numbered. */
function vectorsIn(
  columns: Columns,
  named: string | undefined,
): (ArrayLike<number> | undefined)[] | undefined {
  const listed = (value: unknown) =>
    Array.isArray(value) || ArrayBuffer.isView(value) || /^\[[-+\d. ,e\s]+\]$/.test(String(value));
  const lists = Object.values(columns).find((column) => column.length > 0 && listed(column[0]));
  if (lists) {
    return lists.map((value) =>
      typeof value === "string"
        ? value.slice(1, -1).trim().split(/[\s,]+/).map(Number)
        : listed(value)
        ? Array.from(value as number[], Number)
        : undefined
    );
  }
  const series = Object.entries(columns).filter(([name, column]) =>
    name !== named && typeof column[0] === "number" &&
    /^(?!.*(loss|recall|map|acc|top|hit)).*\d$/i.test(name)
  );
  const groups = [...groupBy(series, ([name]) => name.replace(/\d+$/, "")).values()];
  const longest = groups.reduce((most, one) => one.length > most.length ? one : most, []);
  const counts = longest.map(([name]) => Number(/\d+$/.exec(name)![0])).sort((a, b) => a - b);
  const counted = counts[0] < 3 && counts.at(-1)! - counts[0] === counts.length - 1;
  // Few numbered columns are embeddings only beside a label: a log may have them as well.
  const few = named || Object.keys(columns).some((name) => LABEL.test(name)) ? 2 : 8;
  if (!counted || counts.length < few) return undefined;
  return longest[0][1].map((_, row) =>
    Float32Array.from(longest, ([, column]) => column[row] as number ?? NaN)
  );
}
