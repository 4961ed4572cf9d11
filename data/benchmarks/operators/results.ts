import { readFileSync, writeFileSync } from "node:fs";
import pl from "nodejs-polars";
import { COLUMNS, type Row } from "./row.ts";

const TYPES = { text: pl.Utf8, whole: pl.Int32, number: pl.Float64 };

/** Writes the rows as a Parquet file. */
export function writeRows(file: string, rows: readonly Row[]): void {
  const columns = Object.entries(COLUMNS).map(([name, type]) =>
    pl.Series(name, rows.map((row) => row[name as keyof Row]), TYPES[type])
  );
  writeFileSync(file, pl.DataFrame(columns).writeParquet({ compression: "zstd" }));
}

/**
 * Reads a Parquet file of the benchmark.
 *
 * @throws {RangeError} when its columns are not those of {@linkcode Row}
 */
export function readRows(file: string): Row[] {
  const frame = pl.readParquet(readFileSync(file));
  const [got, wanted] = [frame.columns.join(", "), Object.keys(COLUMNS).join(", ")];
  if (got !== wanted) throw new RangeError(`${file}: expected the columns ${wanted}, got ${got}`);
  return frame.toRecords() as unknown as Row[];
}
