import { nodeModule } from "../../host/node_module.ts";
import { polars } from "../../host/polars.ts";
import type { DataFrame } from "../tfjs_types.ts";

const { readFile } = nodeModule("node:fs/promises");

/** The bytes of a Parquet file with a row for each record; whole numbers stay whole. */
export async function parquet(records: readonly object[]): Promise<Uint8Array> {
  const columns: Record<string, unknown> = {};
  for (const name of Object.keys(records[0] ?? {})) {
    const values = records.map((record) => (record as Record<string, unknown>)[name]);
    columns[name] = typeof values[0] !== "number"
      ? values
      : name === "step" || name === "epoch"
      ? Int32Array.from(values as number[])
      : Float64Array.from(values as number[]);
  }
  const pl = await polars();
  return pl.DataFrame(columns).writeParquet({ compression: "zstd" });
}

/**
 * Reads a Parquet file of a run.
 *
 * @throws {RangeError} When the file is cut short.
 */
export async function readParquet(path: string): Promise<DataFrame> {
  const bytes = await readFile(path);
  try {
    return (await polars()).readParquet(bytes);
  } catch (error) {
    throw new RangeError(
      `${path}: expected a whole Parquet file, got ${bytes.length} bytes that are not ` +
        `(${
          (error as Error).message
        }); run the training again, it is written anew from the checkpoint`,
      { cause: error },
    );
  }
}
