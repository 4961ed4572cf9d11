import { copyFile, existsSync, join, link, mkdir, readdir, readFile, rm } from "../host/node.ts";
import { findBun } from "../workspace/find_bun.ts";
import { fileSum } from "../workspace/file_sum.ts";
import { ownEnvironment } from "../workspace/child_environment.ts";
import { CACHE, DENO, ROOT } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";
import { Stamp } from "./stamp.ts";
import { type Say, SetupProblem, type SetupStep } from "../workspace/step.ts";

const MODULES = join(ROOT, "node_modules");
/** Deno keeps each package's files here, and links to them in `node_modules`. */
const STORE = join(MODULES, ".deno");

const stamp = new Stamp("packages");
const sums = new Stamp("packages-files");
const key = () => fileSum([join(ROOT, "package.json"), join(ROOT, "deno.lock")]);

/** Puts Bun where `.bin/bun` points: its package leaves that to a script, and none are run. */
async function placeBun(): Promise<void> {
  const bun = await findBun();
  if (!bun) return;
  for (const name of ["bun.exe", "bunx.exe"]) {
    const place = join(ROOT, "node_modules/bun/bin", name);
    await rm(place, { force: true }); // else the one in Deno's cache would be written over
    await link(bun, place).catch(() => copyFile(bun, place));
  }
}

export const packagesStep: SetupStep = {
  name: "npm packages",
  essential: true,
  works: "as deno.lock has them",
  async isDone() {
    const manifest = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
    const there = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
      .every((name) => existsSync(join(MODULES, name, "package.json")));
    return there && await stamp.read() === await key() && await sums.read() !== "";
  },
  async check() {
    const damaged = await damagedPackages();
    if (damaged.length === 0) return undefined;
    const others = damaged.length > 3 ? " and others" : "";
    return `${damaged.slice(0, 3).join(", ")}${others}: not as installed`;
  },
  async run(say) {
    const damaged = await damagedPackages();
    for (const name of damaged) await rm(join(STORE, name), { recursive: true, force: true });
    await install(say);
    // Deno links files from its cache: one that was written over is damaged there too.
    for (const name of damaged.length > 0 ? await damagedPackages() : []) {
      await forgetPackage(name.replace(/(?<=.)@.*/, "").replace("+", "/"));
      await install(say);
    }
    await sums.write(JSON.stringify(await packageSums()));
    await stamp.write(await key());
  },
};

async function install(say: Say): Promise<void> {
  // Deno's note of what it has linked: without it, links that are gone are made again.
  await rm(join(STORE, ".setup-cache.bin"), { force: true });
  // A copy of the lock file: Deno would write the sums of JSR's packages into the committed one.
  const lock = join(CACHE, "deno.lock");
  await mkdir(CACHE, { recursive: true });
  await copyFile(join(ROOT, "deno.lock"), lock);
  let fetched = 0;
  const { code, output } = await runCommand(DENO, ["install", `--lock=${lock}`], {
    onLine(line) {
      if (line.startsWith("Download")) say(`${++fetched} fetched`);
      else if (line.startsWith("Initialize")) say("unpacking");
    },
  });
  if (code !== 0) {
    const error = /^error:.*$/m.exec(output)?.[0] ?? `deno install ended with ${code}`;
    throw new SetupProblem(
      `The npm registry gave no packages (${error}): connect to a network once, then run it again.`,
    );
  }
  await placeBun();
}

/** Throws a package away, its copy in Deno's cache too, from which Deno links its files. */
export async function forgetPackage(name: string): Promise<void> {
  const cache = join(ownEnvironment().DENO_DIR, "npm");
  for (const registry of await readdir(cache).catch(() => [])) {
    await rm(join(cache, registry, name), { recursive: true, force: true });
  }
  const start = `${name.replace("/", "+")}@`;
  const stored = (await readdir(STORE).catch(() => [])).filter((name) => name.startsWith(start));
  for (const folder of stored) await rm(join(STORE, folder), { recursive: true, force: true });
}

async function damagedPackages(): Promise<string[]> {
  const installed = JSON.parse(await sums.read() || "{}") as Record<string, string>;
  const now = await packageSums();
  return Object.keys(installed).filter((name) => installed[name] !== now[name]);
}

/** One sum over each package's files and what it is linked to: 1.1 GB, some seconds. */
async function packageSums(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const names = await readdir(STORE).catch(() => []);
  for (const name of names.filter((name) => /@|^node_modules$/.test(name))) {
    const entries = await readdir(join(STORE, name), { recursive: true, withFileTypes: true });
    const files = entries.flatMap((it) => it.isFile() ? [join(it.parentPath, it.name)] : []).sort();
    // Set-up itself puts a link, an addon's, beside the files of one package.
    const links = entries.filter((it) => it.isSymbolicLink() && !it.name.endsWith(".node"));
    const parts = files.flatMap((path) => [{ text: path.slice(STORE.length) }, path]);
    found[name] = await fileSum([{ text: links.map(({ name }) => name).sort().join() }, ...parts]);
  }
  return found;
}
