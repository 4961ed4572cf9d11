/**
 * What takes the place of `lib/datasets/verify_file.ts` in a page: the sums are of the whole files,
 * and were held against them when the page was made.
 *
 * @module
 */
import { carriedFile } from "../page_files.ts";

/** Refuses a file that this page does not carry. */
export function verifyFile(path: string): Promise<void> {
  if (carriedFile(path)) return Promise.resolve();
  return Promise.reject(
    new RangeError(`${path.split("/").at(-1)}: this page carries nothing of it; a kernel has it`),
  );
}
