import { machine, process } from "../host/node.ts";
import { runtimeVersion } from "../host/runtime_version.ts";
import { commitOf } from "../workspace/commit_of.ts";
import { ROOT } from "../workspace/paths.ts";
import { readReference } from "../workspace/read_reference.ts";
import type { RunFacts } from "./provenance_html.ts";

export function runFacts(): Omit<RunFacts, "time"> {
  const [commit = "", ...changes] = commitOf(`${ROOT}/lib`, { at: "lib/" })?.split(" ") ?? [];
  return {
    commit: [commit.slice(0, 7), ...changes].join(" "),
    runtime: Object.entries(runtimeVersion())[0].join(" "),
    system: `${process.platform} ${machine()}`,
    date: new Date().toISOString().slice(0, 10),
  };
}

/** What made the values that the library is held against, in words. */
export function recordedBy(): string {
  type Losses = { made: { packages: Record<string, string> } };
  const { made } = readReference<Losses>("losses", { evenIf: "damaged" });
  const packages = Object.entries(made.packages).map(([name, version]) => `${name} ${version}`);
  return `recorded with ${packages.join(", ")}`;
}
