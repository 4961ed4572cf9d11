import { optionalPackage } from "./optional_package.ts";

export type Polars = typeof import("nodejs-polars")["default"];

export async function polars(): Promise<Polars> {
  const { default: pl } = await optionalPackage<{ default: Polars }>(
    "nodejs-polars",
    "tables and Parquet files",
  );
  return pl;
}
