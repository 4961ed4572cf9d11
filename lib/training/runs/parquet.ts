import { parquetReadObjects } from "hyparquet";
import { expected } from "../../checks/mod.ts";
import { readFile } from "../../host/node.ts";
import { PARQUET } from "../../host/parquet.ts";
import { polars } from "../../host/polars.ts";
import { agreesWithSum } from "../../workspace/sum_beside.ts";
import type { DataFrame } from "../tfjs_types.ts";

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
  return (await polars()).DataFrame(columns).writeParquet({ compression: "zstd" });
}

/** Reads a Parquet file whose bytes agree with the sum beside it, if any: polars panics on damage. */
export async function readParquet(path: string): Promise<{ table: DataFrame; checked: boolean }> {
  const bytes = await readFile(path);
  try {
    const checked = await agreesWithSum(path, bytes);
    // Where nothing vouches for the bytes, a reader that does not panic looks at them first.
    if (!checked) await parquetReadObjects({ file: bytes.slice().buffer, ...PARQUET });
    return { table: (await polars()).readParquet(bytes), checked };
  } catch (error) {
    const got = `${bytes.length} bytes that are not (${(error as Error).message})`;
    const mend = "run the training again, it is written anew from the checkpoint";
    throw new RangeError(expected(path, "a whole Parquet file", got, mend), { cause: error });
  }
}
