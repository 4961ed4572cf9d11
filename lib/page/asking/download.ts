/// <reference lib="dom" />
import { unpack } from "../program/unpack.ts";
import { notebookFile } from "./notebook_file.ts";
import { saveFile } from "./save_file.ts";

/** Brings the button to life by which the reader takes the lesson along, with the cells' texts by place. */
export function startDownload(page: Document, sources: () => ReadonlyMap<number, string>): void {
  const box = page.querySelector<HTMLElement>(".downloads");
  if (!box) return;
  box.hidden = false;
  box.querySelector("button")!.addEventListener("click", async () => {
    const bytes = await unpack("notebook");
    if (!bytes) return;
    const lesson = JSON.parse(new TextDecoder().decode(bytes));
    const texts = sources();
    saveFile(`${lesson.name}.ipynb`, notebookFile(lesson, (place) => texts.get(place) ?? ""));
  });
}
