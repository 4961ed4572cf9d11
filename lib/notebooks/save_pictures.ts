import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { joined, type Notebook } from "./notebook.ts";

/**
 * Writes the figures of cells tagged `picture:NAME` to `NAME.svg`, so that the README shows what
 * the notebooks really drew.
 *
 * @param notebook An executed notebook.
 * @param folder Where the pictures go.
 */
export async function savePictures(notebook: Notebook, folder: string): Promise<void> {
  for (const { metadata, outputs = [] } of notebook.cells) {
    const name = metadata.tags?.find((tag) => tag.startsWith("picture:"))?.slice("picture:".length);
    const svg = outputs.map(({ data }) => data?.["image/svg+xml"]).find((drawn) => drawn);
    if (!name || !svg) continue;
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${name}.svg`);
    await writeFile(`${path}.tmp`, joined(svg as string) + "\n");
    await rename(`${path}.tmp`, path);
  }
}
