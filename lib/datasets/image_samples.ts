import { parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { exactDigits, expected } from "../checks/mod.ts";
import { readdir, readFile } from "../host/node.ts";
import { PARQUET } from "../host/parquet.ts";
import { reasonOf } from "../workspace/system_error.ts";

export interface ImageSamples {
  readonly names: readonly string[];
  readonly samples: readonly Sample[];
}

interface Sample {
  readonly name: string;
  readonly label: number;
  read(): Promise<Uint8Array>;
}

export function refused(wanted: string, got: string, hint?: string): RangeError {
  return new RangeError(expected("source", wanted, got, hint));
}

/** The images of a folder with one folder a class; names that begin with a dot are passed over. */
export async function samplesOfFolder(folder: string): Promise<ImageSamples> {
  const entriesOf = async (path: string) => {
    const entries = await readdir(path, { withFileTypes: true }).catch((error) => {
      const why = error.code === "ENOENT" ? "which does not exist" : reasonOf(error);
      throw refused("a folder with one folder a class, or a Parquet file", `${path}, ${why}`);
    });
    return entries.filter(({ name }) => !name.startsWith("."))
      .sort((a, b) => a.name < b.name ? -1 : 1);
  };
  const names = (await entriesOf(folder)).filter((one) => !one.isFile()).map(({ name }) => name);
  const files = await Promise.all(names.map(async (name, label) => {
    const entries = await entriesOf(`${folder}/${name}`);
    return entries.map((entry) => ({ name: `${name}/${entry.name}`, label }));
  }));
  const read = ({ name }: { name: string }) => () => readFile(`${folder}/${name}`);
  return { names, samples: files.flat().map((file) => ({ ...file, read: read(file) })) };
}

/** The rows of a Parquet file: `image`, bytes or a struct of them as Hugging Face has it, and `label`. */
export async function samplesOfParquet(path: string): Promise<ImageSamples> {
  const wanted = "a Parquet file with columns image (bytes of a PNG or JPEG) and label";
  const wrong = (why: string) => refused(wanted, `${path}, ${why}`);
  const bytes = await readFile(path).catch((error) => {
    throw wrong(error.code === "ENOENT" ? "which does not exist" : reasonOf(error));
  });
  const file = bytes.slice().buffer as ArrayBuffer; // a view of its own
  const asked = { file, columns: ["image", "label"], ...PARQUET, utf8: false };
  const rows = await parquetReadObjects(asked).catch((error) => {
    throw wrong(`which cannot be read so (${error.message})`);
  });
  const { schema } = await parquetMetadataAsync(file, PARQUET);
  const column = schema.find(({ name }) => name === "label");
  const digits = exactDigits(column?.logical_type?.type ?? column?.type ?? "");
  const labels = rows.map(({ label }) => label);
  const kinds = ["string", "number", "bigint", "boolean"];
  const odd = labels.findIndex((label) => !kinds.includes(typeof label) || label === "");
  if (odd >= 0) throw wrong(`with no label in row ${odd}`);
  const rounded = labels.findIndex((label) =>
    typeof label === "number" && !(Number.isInteger(label) && Math.abs(label) < 2 ** digits)
  );
  if (rounded >= 0) {
    throw wrong(`with ${labels[rounded]} in column "label", row ${rounded}: not an exact integer`);
  }
  const distinct = [...new Set(labels)].sort((a, b) => a < b ? -1 : 1);
  const number = new Map(distinct.map((label, i) => [label, i]));
  const samples = rows.map(({ image, label }, row) => ({
    name: `row ${row}`,
    label: number.get(label)!,
    read: () => Promise.resolve((image?.bytes ?? image ?? new Uint8Array()) as Uint8Array),
  }));
  return { names: distinct.map(String), samples };
}
