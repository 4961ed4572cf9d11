import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { ROOT } from "../../../lib/tasks/paths.ts";
import { drawCharts } from "./draw_charts.ts";
import { type Conditions, markdown } from "./markdown.ts";
import { SETTINGS } from "./race.ts";
import { readRows, writeRows } from "./results.ts";
import type { RunResult } from "./run_races.ts";
import { spread } from "./spread.ts";

function said(command: string, args: string[]): string {
  try {
    return execFileSync(command, args, { cwd: ROOT, encoding: "utf8", stdio: "pipe" }).trim();
  } catch {
    return "unknown";
  }
}

/**
 * Writes rows, conditions, report and charts. The report and the charts are made from the files just
 * written, so that they tell no more than these do.
 *
 * @returns the report's part on what had to be reached
 */
export function writeResults(
  folder: string,
  { rows, versions, loads }: RunResult,
  { rounds, seconds, bun }: { rounds: number; seconds: number; bun?: string },
): string {
  const load = spread(loads.length > 0 ? loads : [0]);
  const conditions: Conditions = {
    processor: os.cpus()[0]?.model.trim() ?? "unknown",
    threads: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    versions: {
      Deno: Deno.version.deno,
      ...(bun ? { Bun: said(bun, ["--version"]) } : {}),
      cc: said("cc", ["-dumpfullversion"]),
      ...versions,
    },
    load: { least: load.least, median: load.median, most: load.most },
    rounds,
    seconds: Math.round(seconds),
    date: new Date().toISOString().slice(0, 10),
    commit: said("git", ["rev-parse", "--short", "HEAD"]),
    settings: { ...SETTINGS },
  };
  const file = (end: string) => path.join(folder, `operators${end}`);
  writeRows(file(".parquet"), rows);
  writeFileSync(file(".json"), JSON.stringify(conditions, null, 2) + "\n");
  return redrawResults(folder);
}

/**
 * Writes the report and the charts anew from the rows and conditions that a run has left.
 *
 * @returns the report's part on what had to be reached
 */
export function redrawResults(folder: string): string {
  const file = (end: string) => path.join(folder, `operators${end}`);
  const rows = readRows(file(".parquet"));
  const conditions = JSON.parse(readFileSync(file(".json"), "utf8")) as Conditions;
  const report = markdown(rows, conditions, drawCharts(folder, rows));
  writeFileSync(file(".md"), report);
  return report.split("## ").find((part) => part.startsWith("What had"))?.trim() ?? "";
}
