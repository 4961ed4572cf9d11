import { compressors } from "hyparquet-compressors";

/** How hyparquet is asked: where a count is damaged, its search for columns of geometry never ends. */
export const PARQUET = { compressors, geoparquet: false } as const;
