import { appendFileSync } from "node:fs";
import process from "node:process";

/** Adds a row to a file of JSON lines; where the disk takes none, the program ends with a sentence. */
export function addRow(file: string, row: object): void {
  try {
    appendFileSync(file, JSON.stringify(row) + "\n");
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    console.log(`${file}: no more rows fit (${code === "ENOSPC" ? "the disk is full" : message})`);
    process.exit(73);
  }
}
