/// <reference lib="dom" />
import { type Compile, loadCompiler } from "../program/load_compiler.ts";
import { unpack } from "../program/unpack.ts";
import { saveFile } from "./save_file.ts";
import { type CarriedLesson, notebookFile, scriptFile } from "./lesson_files.ts";

/**
 * Brings the buttons to life by which the reader takes the lesson along, as it is now in the editors.
 *
 * @param page Where they are looked for.
 * @param sources The cells' texts, by place.
 */
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
      ? scriptFile(lesson, textOf, reads(await loadCompiler()))
      : notebookFile(lesson, textOf);
    saveFile(`${lesson.name}.${kind}`, text);
  });
}

function reads(compile: Compile): (source: string) => boolean {
  return (source) => {
    try {
      compile(source);
      return true;
    } catch {
      return false;
    }
  };
}
