import { machine } from "node:os";
import process from "node:process";
import { readReference } from "../workspace/read_reference.ts";
import { runCommand } from "../workspace/run_command.ts";
import type { RunFacts } from "./provenance_html.ts";

/** What all pages of a report have in common: commit, runtime, system, day, but for the time taken. */
export async function runFacts(): Promise<Omit<RunFacts, "time">> {
  const git = await runCommand("git", ["rev-parse", "--short", "HEAD"]);
  const changes = await runCommand("git", ["status", "--porcelain", "--untracked-files=no"]);
  const { deno, bun } = process.versions as Record<string, string | undefined>;
  return {
    commit: git.code === 0
      ? git.output.trim() + (changes.output.trim() ? " with changes" : "")
      : "",
    runtime: deno ? `deno ${deno}` : `bun ${bun}`,
    system: `${process.platform} ${machine()}`,
    date: new Date().toISOString().slice(0, 10),
  };
}

/** What made the values that the library is held against, in words. */
export function recordedBy(): string {
  const { made } = readReference<{ made: { packages: Record<string, string> } }>(
    "losses",
    { evenIf: "damaged" },
  );
  const packages = Object.entries(made.packages).map(([name, version]) => `${name} ${version}`);
  return `recorded with ${packages.join(", ")}`;
}
