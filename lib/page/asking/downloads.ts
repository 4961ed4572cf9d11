/// <reference lib="dom" />
import { loadCompiler } from "../program/load_compiler.ts";
import { unpack } from "../program/unpack.ts";
import { saveFile } from "./save_file.ts";
import { type CarriedLesson, notebookFile, scriptFile } from "./lesson_files.ts";

/** Takes the lesson along as it is now in the editors: `sources` are the cells' texts, by place. */
export function startDownloads(page: Document, sources: () => ReadonlyMap<number, string>): void {
  const box = page.querySelector<HTMLElement>(".downloads");
  if (!box) return;
  box.hidden = false;
  box.addEventListener("click", async ({ target }) => {
    const kind = (target as HTMLElement).dataset.download;
    const bytes = kind && await unpack("notebook");
    if (!bytes) return;
    const lesson: CarriedLesson = JSON.parse(new TextDecoder().decode(bytes));
    const texts = sources();
    const textOf = (place: number) => texts.get(place) ?? "";
    const text = kind === "ts"
      ? scriptFile(lesson, textOf, await reader())
      : notebookFile(lesson, textOf);
    saveFile(`${lesson.name}.${kind}`, text);
  });
}

async function reader(): Promise<(source: string) => boolean> {
  const compile = await loadCompiler();
  return (source) => {
    try {
      return compile(source) !== undefined;
    } catch {
      return false;
    }
  };
}
