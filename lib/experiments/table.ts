import { parquetReadObjects } from "hyparquet";
import { decompressZstd } from "hyparquet-compressors";
import { expected } from "../checks/mod.ts";
import { polars } from "../host/polars.ts";

/**
 * What a column holds: text, a flag, a whole number, any number, or a time in milliseconds, which no
 * two runs share. With a question mark it may be empty (null).
 */
export type ColumnType = "text" | "flag" | "whole" | "number" | "time" | "text?" | "number?";

export type Columns = Readonly<Record<string, ColumnType>>;

type Held =
  & Record<"whole" | "number" | "time", number>
  & { text: string; flag: boolean; "text?": string | null; "number?": number | null };

export type RowOf<C extends Columns> = { -readonly [Name in keyof C]: Held[C[Name]] };

type Kind = readonly ["Utf8" | "Bool" | "Int32" | "Float64", string, (value: unknown) => boolean];
const KINDS: Record<string, Kind> = {
  text: ["Utf8", "text", (value) => typeof value === "string"],
  flag: ["Bool", "true or false", (value) => typeof value === "boolean"],
  whole: ["Int32", "a whole number", Number.isInteger],
  number: ["Float64", "a finite number", Number.isFinite],
};
const kindOf = (type: ColumnType) => KINDS[type.replace("?", "").replace("time", "number")];

/** The rows with the table's columns only, in their order; refuses what a column cannot hold. */
export function checkRows<C extends Columns>(
  rows: readonly object[],
  columns: C,
  table: string,
): RowOf<C>[] {
  return rows.map((row, i) => {
    const values: Record<string, unknown> = { ...row };
    const entries = Object.entries(columns).map(([name, type]) => {
      const [, kind, fits] = kindOf(type), value = values[name], empty = type.endsWith("?");
      if (fits(value) || (empty && value === null)) return [name, value];
      const wanted = `${kind}${empty ? " or null" : ""} in column ${name}`;
      throw new TypeError(expected(table, wanted, `${value} in row ${i}`));
    });
    return Object.fromEntries(entries);
  });
}

export async function tableBytes<C extends Columns>(
  rows: readonly RowOf<C>[],
  columns: C,
  table: string,
): Promise<Uint8Array> {
  const pl = await polars();
  const checked = checkRows(rows, columns, table);
  const series = Object.entries(columns).map(([name, type]) =>
    pl.Series(name, checked.map((row) => row[name]), pl[kindOf(type)[0]])
  );
  return pl.DataFrame(series).writeParquet({ compression: "zstd" });
}

export async function tableRows<C extends Columns>(
  bytes: Uint8Array,
  columns: C,
  table: string,
): Promise<RowOf<C>[]> {
  const file = bytes.slice().buffer as ArrayBuffer; // a view of its own
  const compressors = { ZSTD: (bytes: Uint8Array) => decompressZstd(bytes) };
  const rows = await parquetReadObjects({ file, compressors, geoparquet: false });
  return checkRows(rows, columns, table);
}
