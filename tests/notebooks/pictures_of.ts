import { join } from "node:path";
import { joined, type Notebook } from "#lib/notebooks/notebook.ts";

/**
 * The figures of cells tagged `picture:NAME` as files `NAME.svg`, so that the README shows what the
 * notebooks really drew.
 *
 * @param notebook An executed notebook.
 * @param folder Where the pictures go.
 * @returns What each file is to hold.
 */
export function picturesOf(notebook: Notebook, folder: string): Map<string, string> {
  const pictures = new Map<string, string>();
  for (const { metadata, outputs = [] } of notebook.cells) {
    const name = metadata.tags?.find((tag) => tag.startsWith("picture:"))?.slice("picture:".length);
    const svg = outputs.map(({ data }) => data?.["image/svg+xml"]).find((drawn) => drawn);
    if (name && svg) pictures.set(join(folder, `${name}.svg`), joined(svg as string) + "\n");
  }
  return pictures;
}
