import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import process from "node:process";
import { findChromium } from "#lib/report/pdf/find_chromium.ts";
import { noChinese } from "#lib/report/pdf/no_chinese.ts";
import { pageNumbers } from "#lib/report/pdf/page_numbers.ts";
import { printPdf } from "#lib/report/pdf/print_pdf.ts";
import { code, prose } from "../notebooks/notebook_builder.ts";
import { documentOf, drawn, lesson } from "./small_book.ts";

const chromium = findChromium();

Deno.test("findChromium() takes CHROME_PATH before anything else, and says when there is none", () => {
  const { CHROME_PATH } = process.env;
  const found = ["/no/such/browser", import.meta.filename!].map((path) => {
    process.env.CHROME_PATH = path;
    return findChromium();
  });
  if (CHROME_PATH === undefined) delete process.env.CHROME_PATH;
  else process.env.CHROME_PATH = CHROME_PATH;
  assertEquals(found, [undefined, import.meta.filename!]);
});

Deno.test("printPdf() says what a browser said that makes no PDF", async () => {
  const folder = await mkdtemp(join(tmpdir(), "print-"));
  const scratch = await mkdtemp(join(folder, "scratch-"));
  const file = join(folder, "x.pdf");
  await assertRejects(
    () => printPdf("/no/such/browser", "<p>x</p>", file, scratch),
    Error,
    "/no/such/browser made no PDF",
  );
  assertEquals(await readdir(folder), [basename(scratch)]);
  await rm(folder, { recursive: true });
});

Deno.test({
  name: "printPdf() prints a book with an outline, fonts and its links",
  ignore: !chromium,
  async fn() {
    // In a folder as deep as a checkout may lie: sockets have short names only.
    const folder = await mkdtemp(join(tmpdir(), `print-${"deep".repeat(25)}-`));
    const html = await documentOf([
      lesson("01_a.ipynb", prose("# First\n\n## 1. Part\n\n$x^2$"), code("1", [drawn("Curve")])),
      lesson("02_b.ipynb", prose("# Second")),
    ]);
    const scratch = await mkdtemp(join(folder, "scratch-"));
    await printPdf(chromium!, html, join(folder, "x.pdf"), scratch);
    const pdf = await readFile(join(folder, "x.pdf"), "latin1");
    assert(pdf.startsWith("%PDF-"));
    assertEquals((await readdir(folder)).sort(), [basename(scratch), "x.pdf"]);
    // Cover, two lessons, the verdict.
    const numbers = pageNumbers(pdf);
    assertEquals(
      ["01_a-top", "01_a-section-1", "02_b-top"].map((name) => numbers.get(name)),
      [2, 2, 3],
    );
    const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    assert(pages >= 4, `${pages} pages`);
    assert(pdf.includes("/Outlines"), "an outline");
    for (const font of ["SourceSerif", "SourceSans", "KaTeX"]) assert(pdf.includes(font), font);
    await rm(folder, { recursive: true });
  },
});

Deno.test("pageNumbers() follows the pages' order, and finds nothing in another file", () => {
  const pdf = `
8 0 obj
<</Type /Page
/Parent 9 0 R>>
endobj
3 0 obj
<</Type /Page
/Parent 9 0 R>>
endobj
9 0 obj
<</Type /Pages
/Count 2
/Kids [8 0 R 3 0 R]>>
endobj
5 0 obj
<</a-top [8 0 R /XYZ 0 1 0]
/b-section-1.2 [3 0 R /XYZ 0 2 0]>>
endobj
6 0 obj
<</Type /Catalog
/Dests 5 0 R>>
endobj`;
  assertEquals([...pageNumbers(pdf)], [["a-top", 1], ["b-section-1.2", 2]]);
  assertEquals(pageNumbers("%PDF-1.7 compressed").size, 0);
});

Deno.test("a PDF of a machine whose fonts have no Chinese says so, and no other", async () => {
  const how = "Bun" in globalThis ? "-e" : "eval";
  const said = (program: string) => noChinese([process.execPath, how, program]);
  assertStringIncludes((await said("0"))!, "no font here has Chinese");
  assertEquals(await said('console.log("Noto Sans CJK SC")'), undefined);
  assertEquals(await said("process.exit(1)"), undefined);
  assertEquals(await noChinese(["no-such-program"]), undefined);
});
