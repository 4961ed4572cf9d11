import { join, pathToFileURL, process, readFile, rm, stat, writeFile } from "../../host/node.ts";
import { runCommand } from "../../workspace/run_command.ts";
import { writeAtomic } from "../../workspace/write_atomic.ts";
import { pageNumbers } from "./page_numbers.ts";

/** Seconds that a browser may take for a book. */
const LIMIT = 600;

/** Prints with Chromium in a scratch folder; twice, where contents have room for page numbers. */
export async function printPdf(chromium: string, html: string, file: string, scratch: string) {
  let printed = await printOnce(chromium, html, scratch);
  // Contents name their pages, which are known only once the document has been printed.
  const numbers = pageNumbers(await readFile(printed, "latin1"));
  const filled = html.replace(
    /(<span class="on-page" data-of="([^"]*)">)<\/span>/g,
    (_, span, id) => `${span}${numbers.get(id) ?? ""}</span>`,
  );
  if (filled !== html) printed = await printOnce(chromium, filled, scratch);
  await writeAtomic(file, await readFile(printed));
}

/** Prints into the folder, and gives the PDF's path there. */
async function printOnce(chromium: string, html: string, own: string): Promise<string> {
  const page = join(own, "document.html");
  const pdf = join(own, "document.pdf");
  await writeFile(page, html);
  await rm(pdf, { force: true });
  const { killed, output } = await runCommand(chromium, [
    ...["--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
    ...["--disable-component-update", "--disable-sync"],
    `--user-data-dir=${join(own, "profile")}`,
    // The browser's own sandbox does not start for root; the document has no script to run.
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ...["--no-pdf-header-footer", "--generate-pdf-document-outline"],
    `--print-to-pdf=${pdf}`,
    pathToFileURL(page).href,
  ], {
    timeout: LIMIT * 1000,
    // What its libraries write for a moment (a lock of dconf, sockets) goes with the folder; by a
    // path that is short wherever the folder is, since a socket's may have some 100 letters.
    cwd: own,
    env: { TMPDIR: ".", XDG_RUNTIME_DIR: ".", XDG_CONFIG_HOME: own, XDG_CACHE_HOME: own },
  });
  const size = await stat(pdf).then(({ size }) => size, () => 0);
  if (size > 0 && !killed) return pdf;
  const last = output.trim().split("\n").at(-1);
  const why = killed ? `it was ended (${killed}), from outside or after ${LIMIT} s` : last;
  throw new Error(`${chromium} made no PDF: ${why}`);
}
