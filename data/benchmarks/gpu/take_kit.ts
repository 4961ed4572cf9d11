import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { sumOf } from "#lib/workspace/sum_beside.ts";
import { makeWhole } from "#lib/workspace/make_whole.ts";
import { writeAtomic } from "#lib/workspace/write_atomic.ts";
import { gpuReport } from "./gpu_report.ts";

/**
 * Takes a kit's folder of results into the project: its trainings into `data/runs`, in folders by the
 * GPU's name, the rest into `data/benchmarks/gpu`, and writes `data/benchmarks/gpu.md` anew: all of it
 * or nothing. A file without a sum, which was being written when the run was ended, stays where it is.
 *
 * @param results The folder.
 * @param options `root`: the project's folder.
 * @returns The folders and the report that were written.
 * @throws {RangeError} When a file is not the one whose sum was kept, no GPU computed, or one of these
 * folders is there already.
 */
export async function takeKit(results: string, { root }: { root: string }): Promise<string[]> {
  const files = await checkedFiles(results);
  if (!files.includes("kit.json")) {
    refuse(
      "a folder that a kit's run.sh wrote",
      `${results}, without kit.json; of a kit its results`,
    );
  }
  const cardOf = async (file: string, ...keys: string[]): Promise<Record<string, string>> => {
    const card = await readFile(join(results, file), "utf8").then(JSON.parse).catch(() => null);
    const known = keys.every((key) => typeof card?.[key] === "string");
    return known ? card : refuse(`${file} as run.sh writes it`, "it cut short, or another");
  };
  const { device, software } = files.includes("device.json")
    ? await cardOf("device.json", "device")
    : refuse(`the results of a GPU in ${results}`, "none: no WebGPU device was found (log.txt)");
  await cardOf("kit.json", "commit", "deno");
  if (software) refuse("a GPU's results", `those of ${device}, which is computed on the processor`);
  const name = device.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "gpu";
  const runs = (backend: string) => join("data", "runs", `${name}-${backend}`);
  const kept = join("data", "benchmarks", "gpu", name);
  const placeOf = (file: string): [place: string, rest: string] => {
    const [, backend, rest] = /^runs\/(\w+)\/(.+)$/.exec(file) ?? [];
    return backend ? [runs(backend), rest] : [kept, file];
  };
  const places = [kept, runs("webgpu"), runs("wasm")];
  const there = places.find((place) => existsSync(join(root, place)));
  if (there) refuse(`no results of ${device} yet`, `${there}; delete it to take these instead`);
  const report = join("data", "benchmarks", "gpu.md");
  try {
    const all = Map.groupBy(files, (file) => placeOf(file)[0]);
    for (const [place, files] of all) {
      await mkdir(dirname(join(root, place)), { recursive: true });
      await makeWhole(join(root, place), async (draft) => {
        for (const file of files) {
          const to = join(draft, placeOf(file)[1]);
          await mkdir(dirname(to), { recursive: true });
          await cp(join(results, file), to, { dereference: true });
        }
      });
    }
    await writeAtomic(join(root, report), await gpuReport(join(root, "data")));
  } catch (error) {
    for (const place of places) await rm(join(root, place), { recursive: true, force: true });
    const why = (error as Error).message;
    throw new Error(`--take: nothing was taken, and ${results} is as it was: ${why}`, {
      cause: error,
    });
  }
  return [...places, report].map((path) => join(root, path)).filter((path) => existsSync(path));
}

/** The files with a sum, each held against it. */
async function checkedFiles(results: string): Promise<string[]> {
  const sums = join(results, "SHA256SUMS");
  const wanted = "a folder that a kit's run.sh wrote";
  if (await stat(results).then((it) => it.isFile(), () => false)) {
    refuse(wanted, `${results}, a file; of results.tgz the folder that it was unpacked into`);
  }
  if (!existsSync(sums)) refuse(wanted, `${results}, without SHA256SUMS`);
  const lines = (await readFile(sums, "utf8")).split("\n").filter(Boolean);
  return await Promise.all(lines.map(async (line) => {
    const [sum, path] = [line.slice(0, 64), posix.normalize(line.slice(66))];
    if (!/^[0-9a-f]{64}$/.test(sum) || /^\.\.|^\/|\\/.test(path)) {
      refuse("lines of a sum and a path in SHA256SUMS", line);
    }
    const bytes = await readFile(join(results, path)).catch(() => new Uint8Array());
    if (sumOf(bytes) === sum) return path;
    return refuse(
      `${path} as its sum in SHA256SUMS has it`,
      "another file: changed since, or cut short",
    );
  }));
}

function refuse(expected: string, got: string): never {
  throw new RangeError(`--take: expected ${expected}, got ${got}`);
}
