import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { ROOT } from "#lib/workspace/paths.ts";
import { drawCharts } from "./draw_charts.ts";
import { type Conditions, markdown } from "./markdown.ts";
import { SETTINGS } from "./race.ts";
import { readRows, writeRows } from "./results.ts";
import type { Row } from "./row.ts";
import type { RunResult } from "./run_races.ts";
import { spread } from "./spread.ts";

function said(command: string, args: string[]): string {
  try {
    return execFileSync(command, args, { cwd: ROOT, encoding: "utf8", stdio: "pipe" }).trim();
  } catch {
    return "unknown";
  }
}

/** Whether this process goes before all ordinary ones, as `chrt --rr 5 deno task bench` has it. */
function isRealTime(): boolean {
  try {
    // The 41st of the numbers, counted from behind the name, which may hold spaces.
    return Number(readFileSync("/proc/self/stat", "utf8").split(") ")[1].split(" ")[38]) > 0;
  } catch {
    return false;
  }
}

/** The rows of an earlier run that a later one has not raced again. */
export function rowsToKeep(before: readonly Row[], now: readonly Row[]): Row[] {
  // The products were raced beside batch all.
  const race = ({ operator, batch, classes }: Row) =>
    `${operator === "product" ? "batch-all" : operator} ${batch} ${classes}`;
  const again = new Set(now.filter(({ status }) => status === "measured").map(race));
  return before.filter((row) => !again.has(race(row)));
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
  { rounds, seconds, bun, add }: { rounds: number; seconds: number; bun?: string; add: boolean },
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
    realTime: isRealTime() ? [...new Set(rows.map(({ operator }) => operator))] : [],
    rounds,
    seconds: Math.round(seconds),
    date: new Date().toISOString().slice(0, 10),
    commit: said("git", ["rev-parse", "--short", "HEAD"]),
    settings: { ...SETTINGS },
  };
  const file = (end: string) => path.join(folder, `operators${end}`);
  if (add && existsSync(file(".parquet"))) {
    const before = JSON.parse(readFileSync(file(".json"), "utf8")) as Conditions;
    const kept = rowsToKeep(readRows(file(".parquet")), rows);
    const raced = rows.filter((row) => !kept.some((one) => isSame(one, row)));
    rows = [...kept, ...raced];
    const again = new Set<string>(raced.map(({ operator }) => operator));
    const earlier = (before.realTime ?? []).filter((one) => !again.has(one));
    conditions.realTime = [...conditions.realTime!, ...earlier];
    conditions.versions = { ...before.versions, ...conditions.versions };
    conditions.seconds += before.seconds;
    conditions.rounds = Math.max(rounds, before.rounds);
    conditions.load = {
      least: Math.min(load.least, before.load.least),
      median: Math.max(load.median, before.load.median),
      most: Math.max(load.most, before.load.most),
    };
  }
  writeRows(file(".parquet"), rows);
  writeFileSync(file(".json"), JSON.stringify(conditions, null, 2) + "\n");
  return redrawResults(folder);
}

function isSame(a: Row, b: Row): boolean {
  return ([
    "operator",
    "implementation",
    "runtime",
    "allocator",
    "batch",
    "classes",
    "group",
  ] as const)
    .every((name) => a[name] === b[name]);
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
