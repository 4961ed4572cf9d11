import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bookDocument } from "#lib/report/book.ts";
import type { Lesson } from "#lib/report/lesson.ts";
import { printPdf } from "#lib/report/pdf/print_pdf.ts";
import { partsOf } from "../report/small_book.ts";
import { committedLessons, smallLessons } from "./books.ts";
import { CHROMIUM, NO_BROWSER, ONCE } from "./browser.ts";

const POPPLER = (() => {
  try {
    execFileSync("pdftotext", ["-v"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();
const reason = NO_BROWSER || ONCE ||
  (POPPLER ? "" : "there is no pdftotext here: apt-get install poppler-utils");

/** What poppler reads in the PDF of these lessons. */
async function printed(lessons: readonly Lesson[], paper: "a4" | "letter") {
  const folder = await mkdtemp(join(tmpdir(), "triplet-lab-pdf-"));
  try {
    const file = join(folder, "book.pdf");
    const { html, problems } = await bookDocument(partsOf(lessons), paper);
    assertEquals(problems, []);
    await printPdf(CHROMIUM!, html, file, folder);
    const read = (program: string, ...args: string[]) =>
      execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const info = read("pdfinfo", file);
    return {
      pages: Number(/^Pages:\s+(\d+)/m.exec(info)![1]),
      size: /^Page size:\s+([\d.]+) x ([\d.]+)/m.exec(info)!.slice(1, 3).map(Number),
      text: read("pdftotext", "-layout", file, "-"),
      // name, type (two words at times), encoding, then: embedded, subset, with Unicode names.
      fonts: read("pdffonts", file).split("\n").slice(2).filter((line) => line !== "")
        .map((line) => /^(\S+) .*? (yes|no) +(yes|no) +(yes|no) +\d+ +\d+$/.exec(line)!),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

for (const [paper, size] of [["a4", [595, 842]], ["letter", [612, 792]]] as const) {
  Deno.test({
    name: `the PDF on ${paper} has its pages, words, figures and fonts` +
      (reason ? ` (ignored: ${reason})` : ""),
    ignore: reason !== "",
    fn: async () => {
      const pdf = await printed(smallLessons(), paper);
      assertEquals(pdf.size.map(Math.round), [...size]);
      assert(pdf.pages >= 4, "cover, two lessons, verdict");
      for (
        const words of [
          "A small lesson",
          "the point that looks",
          "const batch",
          "first coordinate", // an axis of the figure: it is drawn, not a picture
          "The toy batch",
          "Exercise 0.1",
          "The next one",
        ]
      ) assertStringIncludes(pdf.text, words);
      assert(pdf.fonts.length >= 4, "text, headings, code, formulas");
      assertEquals(
        pdf.fonts.filter(([, , embedded]) => embedded !== "yes").map(([, name]) => name),
        [],
      );
    },
  });
}

Deno.test({
  name: "the PDF of two whole lessons has every figure" + (reason ? ` (ignored: ${reason})` : ""),
  ignore: reason !== "",
  fn: async () => {
    // A handout: the others lend the numbers that the two refer to.
    const all = (await committedLessons()).map((lesson, i) => ({ ...lesson, made: i < 2 }));
    const lessons = all.filter(({ made }) => made);
    const { text, pages } = await printed(all, "a4");
    assert(pages > 10, `${pages} pages`);
    const figures = lessons.flatMap(({ notebook }) => notebook.cells)
      .flatMap(({ outputs = [] }) => outputs)
      .filter(({ data = {} }) => "image/svg+xml" in data).length;
    assert(figures > 5);
    const captions = new Set(text.match(/^\s*Figure \d+\.\d+/gm)?.map((line) => line.trim()));
    assertEquals(captions.size, figures, [...captions].join(", "));
  },
});
