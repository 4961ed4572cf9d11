import { checkPath, describe, refuseValue } from "../../checks/mod.ts";
import { join, readFile } from "../../host/node.ts";
import { workingFolder } from "../../host/project_folder.ts";

/** What `run.json` tells about a run. */
export interface RunFacts {
  /** The run's name, which is its folder's too. */
  name: string;
  /** What was trained how: the caller's configuration, the network, the optimizer and the loop. */
  configuration: Record<string, unknown>;
  /** The seed. */
  seed: number;
  /** What computed: backend, device, threads, and which engine the fused operators. */
  machine: Record<string, unknown>;
  /** Version by package or runtime. */
  versions: Record<string, string>;
  /** The commit of the caller's code (of the folder it runs in), where a repository has it. */
  commit: string | null;
}

/** The folder of recorded runs, `data/runs` of this checkout or of where the program runs. */
export function runsFolder(): string {
  return join(workingFolder(), "data", "runs");
}

/** The folder of one run; its name is one that every file system takes. */
export function runFolder(name: string, folder: string): string {
  if (typeof name !== "string" || !/^[\w][\w.-]*$/.test(name)) {
    refuseValue(describe(name), "name", 'letters, digits, "-", "_" and "."');
  }
  checkPath(folder, "folder");
  return join(folder, name);
}

/** Undefined when there is none. */
export async function readJson<Facts>(path: string): Promise<Facts | undefined> {
  const text = await readFile(path, "utf8").catch(ignoreMissing);
  if (text === undefined) return undefined;
  try {
    const facts: unknown = JSON.parse(text);
    if (isObject(facts)) return facts as Facts;
  } catch {
    // Told below, as other JSON is.
  }
  const hint = "copy it again, or delete its folder and record it anew";
  refuseValue(describe(text.slice(0, 40)), path, "JSON, an object of facts", hint);
}

/** Undefined in the place of a file that is not there. */
export function ignoreMissing(error: { code?: string }): undefined {
  if (!["ENOENT", "ENOTDIR", "ENAMETOOLONG"].includes(error.code ?? "")) throw error;
}

/** The first difference between two configurations, as a sentence; undefined when there is none. */
export function difference(recorded: unknown, now: unknown, path = ""): string | undefined {
  if (isObject(recorded) && isObject(now)) {
    return Object.keys({ ...recorded, ...now })
      .map((key) => difference(recorded[key], now[key], path ? `${path}.${key}` : key))
      .find((found) => found !== undefined);
  }
  const [a, b] = [JSON.stringify(recorded), JSON.stringify(now)];
  return a === b ? undefined : `${path} was ${a ?? "not given"} and is now ${b ?? "not given"}`;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
