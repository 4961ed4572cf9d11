import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { pageNumbers } from "./page_numbers.ts";

/** Seconds that a browser may take for a book. */
const LIMIT = 180;

/**
 * Prints an HTML document through Chromium, with page numbers (the document's own) and an outline of
 * its headings. Where its contents have places for page numbers (`class="on-page"`), it is printed
 * twice: the second time they are filled in.
 *
 * @param chromium The browser.
 * @param html The document.
 * @param file Where the PDF goes.
 * @param folder A folder for what lies beside: the document, the browser's profile. Removed after.
 * @throws {Error} When the browser leaves no PDF, with what it said.
 */
export async function printPdf(
  chromium: string,
  html: string,
  file: string,
  folder: string,
): Promise<void> {
  const own = await mkdtemp(join(resolve(folder), "print-"));
  try {
    await printOnce(chromium, html, file, own);
    // Contents name their pages, which are known only once the document has been printed.
    const filled = withPageNumbers(html, pageNumbers(await readFile(file, "latin1")));
    if (filled !== html) await printOnce(chromium, filled, file, own);
  } finally {
    await rm(own, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Fills each `<span class="on-page" data-of="ID"></span>` with the page that the id is on. */
function withPageNumbers(html: string, numbers: ReadonlyMap<string, number>): string {
  return html.replace(
    /(<span class="on-page" data-of="([^"]*)">)<\/span>/g,
    (_, span, id) => `${span}${numbers.get(id) ?? ""}</span>`,
  );
}

async function printOnce(
  chromium: string,
  html: string,
  file: string,
  own: string,
): Promise<void> {
  const page = join(own, "document.html");
  await writeFile(page, html);
  await rm(file, { force: true });
  const said = await run(chromium, [
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    `--user-data-dir=${join(own, "profile")}`,
    // The browser's own sandbox does not start for root; the document has no script to run.
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    `--print-to-pdf=${resolve(file)}`,
    pathToFileURL(page).href,
  ]);
  const there = await stat(file).catch(() => undefined);
  if (!there?.size) throw new Error(`${chromium} made no PDF: ${said.trim().split("\n").at(-1)}`);
}

function run(command: string, args: string[]): Promise<string> {
  return new Promise((done) => {
    let said = "";
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: LIMIT * 1000,
    });
    child.stdout.on("data", (piece) => said += piece);
    child.stderr.on("data", (piece) => said += piece);
    child.on("error", (error) => done(error.message));
    child.on(
      "close",
      (_code, signal) => done(signal ? `${said}\nit was ended after ${LIMIT} s` : said),
    );
  });
}
