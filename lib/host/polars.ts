import { optionalPackage } from "./optional_package.ts";

/** The functions of nodejs-polars. */
export type Polars = typeof import("nodejs-polars")["default"];

/** nodejs-polars, loaded with the first table that is read or written. */
export async function polars(): Promise<Polars> {
  const { default: pl } = await optionalPackage<{ default: Polars }>(
    "nodejs-polars",
    "tables and Parquet files",
  );
  return pl;
}
